"""The roles that readers, editors and admins have, as Django groups; made with the database, free to be changed later.

A member of any of them must also be `is_staff`, which the admin page for users sets.
"""

from __future__ import annotations

from typing import Any

from django.contrib.auth.management import create_permissions
from django.db.models import Q

READER, EDITOR, ADMIN = "阅读者", "编辑", "管理员"

_READ = ("view_reply", "view_proposal", "view_department", "view_citedmetric", "view_policy", "view_sourcefile")
_EDIT = (
    *_READ, "change_reply", "change_proposal", "change_department", "change_citedmetric", "change_policy",
    "upload_letters", "view_upload", "view_claim", "view_resemblance",
)  # fmt: skip
PERMISSIONS: dict[str, Q] = {
    READER: Q(content_type__app_label="replies", codename__in=_READ),
    EDITOR: Q(content_type__app_label="replies", codename__in=_EDIT),
    ADMIN: Q(content_type__app_label="replies") | Q(content_type__app_label="auth"),
}


def make_roles(sender: Any, using: str, **_: Any) -> None:
    """After a migration: make the groups that are not there yet. Groups that somebody changed are left as they are."""
    create_permissions(sender, verbosity=0, using=using)
    from django.contrib.auth.models import Group, Permission  # noqa: PLC0415 - models load after this module

    for name, rule in PERMISSIONS.items():
        group, is_new = Group.objects.using(using).get_or_create(name=name)
        if is_new:
            group.permissions.set(Permission.objects.using(using).filter(rule))
