"""Who works at the desk, for the tests of its doors: one user of each kind, made as an admin would make them."""

from __future__ import annotations

import io
import zipfile

from django.contrib.auth.models import Group, Permission, User

from replies.models import Department, EditorScope, Upload
from replies.roles import ADMIN, EDITOR, READER
from replies.uploads import read_upload
from tests.rows import letter_text

OWN_DEPARTMENT = "昆明市西山区城市管理局"
KINDS = (
    "public",
    "ordinary",
    "reader",
    "editor of all",
    "editor of own",
    "editor of another",
    "editor, no publish",
    "admin",
)


def make_user(kind: str) -> User | None:
    """A user of this kind; None for the public. Editors may publish unless the kind says not."""
    if kind == "public":
        return None
    user = User.objects.create_user(kind.replace(" ", "-").replace(",", ""), is_staff=kind != "ordinary")
    if kind == "reader":
        user.groups.add(Group.objects.get(name=READER))
    if kind == "admin":
        user.groups.add(Group.objects.get(name=ADMIN))
        EditorScope.objects.create(user=user, all_departments=True)
    if kind.startswith("editor"):
        user.groups.add(Group.objects.get(name=EDITOR))
        scope = EditorScope.objects.create(user=user, all_departments=kind in {"editor of all", "editor, no publish"})
        if kind in {"editor of own", "editor of another"}:
            name = OWN_DEPARTMENT if kind == "editor of own" else "昆明市西山区民政局"
            scope.departments.add(Department.objects.get_or_create(name=name, division_code="530112")[0])
        if kind != "editor, no publish":
            user.user_permissions.add(Permission.objects.get(codename="publish_reply"))
    return User.objects.get(pk=user.pk)


def zip_of(**files: bytes) -> bytes:
    """A zip with these files; `__` in a name stands for a dot."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        for name, data in files.items():
            package.writestr(name.replace("__", "."), data)
    return buffer.getvalue()


def letter_bytes(number: str = "031", **values: str) -> bytes:
    """A letter that says of itself that it is public, as a file's bytes."""
    return letter_text(number, **{"disclosure": "主动公开", **values}).encode()


def read_all() -> None:
    """Do what the worker does."""
    for upload in Upload.objects.filter(state=Upload.State.RECEIVED).order_by("pk"):
        read_upload(upload.pk)
