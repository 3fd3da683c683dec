"""Who may what at the desk: kinds of users x doors, as one table; and what the roles of a new archive hold."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.test import Client

from replies.access import may_change, may_publish, may_upload
from replies.correcting import Word, correct
from replies.models import Reply, Resemblance
from replies.publishing import publish, withdraw
from replies.reviewing import changeable
from replies.roles import ADMIN, EDITOR, PERMISSIONS, READER
from replies.storing import store_reply
from replies.uploads import receive
from tests import library
from tests.desk import KINDS, letter_bytes, make_user

pytestmark = pytest.mark.django_db

# What each kind of user gets at each door for a letter of the department that "editor of own" works for:
# the status, or where a stranger is sent. 404 for an editor means: not on this editor's desk, or not there at all.
LOGIN = 302
OPEN: dict[str, dict[str, int]] = {
    "upload": dict(zip(KINDS, (LOGIN, 403, 403, 200, 200, 200, 200, 200), strict=True)),
    "queue": dict(zip(KINDS, (LOGIN, 403, 403, 200, 200, 200, 200, 200), strict=True)),
    "review": dict(zip(KINDS, (LOGIN, 403, 403, 200, 200, 404, 200, 200), strict=True)),
    "history": dict(zip(KINDS, (LOGIN, 403, 403, 200, 200, 404, 200, 200), strict=True)),
    "compare": dict(zip(KINDS, (LOGIN, 403, 403, 200, 200, 404, 200, 200), strict=True)),
    "bulk": dict(zip(KINDS, (LOGIN, 403, 403, 200, 200, 200, 403, 200), strict=True)),
}
PATHS = {
    "upload": "/upload/",
    "queue": "/review/",
    "review": "/review/{reply}/",
    "history": "/review/{reply}/",
    "compare": "/review/{reply}/compare/{other}/",
    "bulk": "/review/publish/",
}
MAY_CHANGE = {"editor of all", "editor of own", "editor, no publish", "admin"}
MAY_PUBLISH = {"editor of all", "editor of own", "admin"}


@pytest.fixture
def reply() -> Reply:
    """A draft with nothing in the way of publishing, and a published letter that it resembles."""
    other = library.shelve(letter_bytes("031").decode(), "a.txt")
    reply = library.shelve(letter_bytes("031").decode() + "\n", "b.txt", status="draft")
    Resemblance.objects.create(reply=reply, other=other, likeness=1, verdict="different")
    return reply


def client_of(kind: str) -> Client:
    client = Client()
    if user := make_user(kind):
        client.force_login(user)
    return client


@pytest.mark.parametrize(("door", "kind"), [(door, kind) for door in OPEN for kind in KINDS])
def test_every_door_of_the_desk(reply, door, kind):
    other = reply.resemblances.get().other_id
    path = PATHS[door].format(reply=reply.pk, other=other)
    answer = client_of(kind).get(path)
    assert answer.status_code == OPEN[door][kind]
    if answer.status_code == LOGIN:
        assert answer["Location"] == f"/login/?next={path}"
    else:
        assert ("经过" in answer.content.decode()) == (door in {"review", "history"} and answer.status_code == 200)


@pytest.mark.parametrize("path", ["/review/{}/", "/review/{}/compare/{}/"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_letter_that_is_not_on_the_desk_is_as_one_that_is_not_there(reply, path, kind):
    client = client_of(kind)
    there = client.get(path.format(reply.pk, reply.resemblances.get().other_id))
    missing = client.get(path.format(987654, 987655))
    assert missing.status_code == {"public": LOGIN, "ordinary": 403, "reader": 403}.get(kind, 404)
    if kind not in {*MAY_CHANGE, "public"}:
        assert (there.status_code, without_token(there)) == (missing.status_code, without_token(missing))


def without_token(answer) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", answer.content.decode())


@pytest.mark.parametrize("kind", KINDS)
def test_saving(reply, kind):
    client_of(kind).post(f"/review/{reply.pk}/", {"signer": "赵六"})
    assert (Reply.objects.get(pk=reply.pk).parsed["signer"] == "赵六") == (kind in MAY_CHANGE)
    assert reply.claims.exists() == (kind in MAY_CHANGE)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("door", ["one", "all"])
def test_publishing(reply, kind, door):
    client = client_of(kind)
    if door == "one":
        client.post(f"/review/{reply.pk}/", {"publish": "1"})
    else:
        client.post("/review/publish/", {"reply": [reply.pk]})
    assert (Reply.objects.get(pk=reply.pk).status == "published") == (kind in MAY_PUBLISH)


@pytest.mark.parametrize("kind", KINDS)
def test_withdrawing(reply, kind):
    shown = reply.resemblances.get().other
    client_of(kind).post(f"/review/{shown.pk}/withdraw/", {"reason": "重复"})
    assert (Reply.objects.get(pk=shown.pk).status == "withdrawn") == (kind in MAY_PUBLISH)


@pytest.mark.parametrize("kind", KINDS)
def test_judging(reply, kind):
    client_of(kind).post(f"/review/{reply.pk}/compare/{reply.resemblances.get().other_id}/", {"verdict": "version"})
    assert (reply.resemblances.get().verdict == "version") == (kind in MAY_CHANGE)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "public"])
def test_the_rule_itself_and_as_the_database_asks_it(reply, kind):
    user = make_user(kind)
    assert may_change(user, reply) == (kind in MAY_CHANGE)
    assert changeable(user).filter(pk=reply.pk).exists() == (kind in MAY_CHANGE)
    assert may_publish(user, reply) == (kind in MAY_PUBLISH)
    assert may_upload(user) == (OPEN["upload"][kind] == 200)


@pytest.mark.parametrize("kind", ["reader", "editor of another"])
@pytest.mark.parametrize(
    "act",
    [
        publish,
        lambda reply, user: withdraw(reply, user, "重复"),
        lambda reply, user: correct(reply, user, {"signer": Word("赵六")}),
    ],
    ids=["publish", "withdraw", "correct"],
)
def test_no_act_without_the_right_whatever_the_door(reply, kind, act):
    with pytest.raises(PermissionDenied):
        act(reply, make_user(kind))


def test_who_uploaded_a_letter_may_change_it(reply):
    user = make_user("editor of another")
    receive(user, [("own.txt", letter_bytes("077"))])
    source = user.uploads.get().source
    from replies.parsing import read_and_parse

    store_reply(source, 1, read_and_parse(letter_bytes("077")).letters[0], status="draft")
    assert list(changeable(user)) == [source.replies.get()]
    assert may_publish(user, source.replies.get())


@pytest.mark.parametrize(
    ("role", "has", "lacks"),
    [
        (READER, {"view_reply"}, {"change_reply", "upload_letters", "publish_reply", "view_upload", "add_user"}),
        (EDITOR, {"view_reply", "change_reply", "upload_letters", "view_claim"}, {"publish_reply", "add_user"}),
        (ADMIN, {"change_reply", "upload_letters", "publish_reply", "add_user", "change_group"}, set()),
    ],
)
def test_the_roles_of_a_new_archive(role, has, lacks):
    held = set(Group.objects.get(name=role).permissions.values_list("codename", flat=True))
    assert has <= held
    assert not lacks & held
    assert role in PERMISSIONS
