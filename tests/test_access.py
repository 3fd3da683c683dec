"""Who may see what: the table of replies/access.py, at the rule itself and behind every door of the data."""

from __future__ import annotations

import json
from io import StringIO

import pytest
from django.contrib.auth.models import AnonymousUser, Permission, User
from django.core.exceptions import ObjectDoesNotExist
from django.core.management import call_command
from django.test import Client

from replies import indexing
from replies.access import audience_for, audience_of, may_see
from replies.models import Reply
from replies.selectors import (
    SearchParams,
    archive_overview,
    find_proposals,
    get_department,
    get_division,
    get_policy,
    get_proposal,
    get_reply,
    get_source,
    list_metrics,
    list_policies,
    search_replies,
)
from tests.rows import make_full_reply, make_reply, make_source

STATUSES = ("published", "draft", "withdrawn")
DISCLOSURES = ("public", "on_request", "not_public", "")
KINDS = {
    "anonymous": "public",
    "ordinary": "public",
    "inactive staff": "public",
    "staff": "staff",
    "editor": "editor",
    "superuser": "editor",
}
TRUTH = {
    ("public", "published", "public"),
    *(("staff", "published", disclosure) for disclosure in DISCLOSURES),
    *(("editor", status, disclosure) for status in STATUSES for disclosure in DISCLOSURES),
}
STATES = [(status, disclosure) for status in STATUSES for disclosure in DISCLOSURES]
pytestmark = pytest.mark.django_db


def make_user(kind: str):
    if kind == "anonymous":
        return AnonymousUser()
    user = User.objects.create(
        username=kind,
        is_active=kind != "inactive staff",
        is_staff=kind in {"staff", "editor", "inactive staff"},
        is_superuser=kind == "superuser",
    )
    if kind == "superuser":
        user.is_staff = True
        user.save()
    if kind in {"editor", "inactive staff"}:
        user.user_permissions.add(Permission.objects.get(codename="change_reply"))
    return User.objects.get(pk=user.pk)


def seen_behind_every_door(user, reply: Reply) -> dict[str, bool]:
    """For each way to ask for data: whether it shows anything of the reply."""
    proposal, department, policy = reply.proposals.get(), reply.department, reply.policies.get()
    co_department = reply.co_departments.get()
    found = search_replies(user, SearchParams(q="步道"))
    by_number = search_replies(user, SearchParams(q=f"第{proposal.number}号"))
    overview = archive_overview(user)
    named = {"division_code": "530112", "body": "cppcc", "term": 10, "session": 2, "number": proposal.number}
    client = Client()
    if user.is_authenticated and user.is_active:
        client.force_login(user)
    doors = {
        "count": found.count == 1,
        "results": [card.reply.pk for card in found.results] == [reply.pk],
        "number": by_number.count > 0,
        "number matches": bool(by_number.number_matches),
        "overview": overview.total == 1,
        "newest": bool(overview.newest),
        "reply": is_there(get_reply, user, reply.pk),
        "source": is_there(get_source, user, reply.pk),
        "proposal": is_there(get_proposal, user, **named),
        "proposals": bool(find_proposals(user, proposal.number)),
        "department": is_there(get_department, user, department.pk),
        "co-department": is_there(get_department, user, co_department.pk),
        "district": is_there(get_division, user, "530112"),
        "province": is_there(get_division, user, "530000"),
        "policies": list_policies(user)[0] == 1,
        "policy": is_there(get_policy, user, policy.pk),
        "metrics": list_metrics(user).exists(),
        "api": client.get("/api/v1/replies/", {"q": "步道"}).json()["count"] == 1,
        "api reply": client.get(f"/api/v1/replies/{reply.pk}/").status_code == 200,
        "api metrics": client.get("/api/v1/metrics/").json()["count"] == 1,
        "department's name": department.name in chosen_labels(user, str(department.pk)),
    }
    doors |= {f"facet {name}": any(value.count for value in values) for name, values in found.facets.items()}
    return doors | {f"browse {name}": any(value.count for value in values) for name, values in overview.facets.items()}


def is_there(select, user, *args, **kwargs) -> bool:
    try:
        select(user, *args, **kwargs)
    except ObjectDoesNotExist:
        return False
    return True


def chosen_labels(user, department: str) -> list[str]:
    """Labels of the department facet when a reader types a department's number into the address."""
    page = search_replies(user, SearchParams(q="没有的词", filters={"department": (department,)}))
    return [value.label for value in page.facets["department"]]


@pytest.mark.parametrize(("status", "disclosure"), STATES)
@pytest.mark.parametrize("audience", ["public", "staff", "editor"])
def test_the_rule(audience, status, disclosure):
    assert may_see(audience, status, disclosure) is ((audience, status, disclosure) in TRUTH)


@pytest.mark.parametrize(("status", "disclosure"), STATES)
def test_the_engine_is_told_the_widest_circle(status, disclosure):
    circles = [circle for circle in ("public", "staff", "editor") if (circle, status, disclosure) in TRUTH]
    assert audience_for(status, disclosure) == circles[0]


@pytest.mark.parametrize(("kind", "audience"), KINDS.items())
def test_each_user_belongs_to_a_circle(kind, audience):
    assert audience_of(make_user(kind)) == audience


@pytest.mark.parametrize(("status", "disclosure"), STATES)
@pytest.mark.parametrize("kind", KINDS)
def test_every_door_keeps_the_rule(kind, status, disclosure):
    user = make_user(kind)
    reply = make_full_reply(status=status, disclosure=disclosure, satisfaction="满意")
    indexing.apply_pending()
    may = (KINDS[kind], status, disclosure) in TRUTH
    seen = seen_behind_every_door(user, reply)
    assert seen == dict.fromkeys(seen, may)


@pytest.mark.parametrize(("status", "disclosure"), STATES)
@pytest.mark.parametrize("reader", ["public", "staff"])
def test_the_search_command_keeps_the_rule(reader, status, disclosure):
    make_full_reply(status=status, disclosure=disclosure)
    indexing.apply_pending()
    out = StringIO()
    call_command("search", "步道", "--as", reader, "--json", stdout=out)
    assert json.loads(out.getvalue())["count"] == int((reader, status, disclosure) in TRUTH)


@pytest.mark.parametrize("path", ["/api/v1/replies/{}/"])
def test_hidden_and_missing_are_answered_in_the_same_words(client, path):
    hidden = client.get(path.format(make_full_reply(status="draft").pk))
    missing = client.get(path.format(987654))
    assert (hidden.status_code, hidden.content) == (missing.status_code, missing.content)
    assert hidden.status_code == 404


def test_a_file_that_also_holds_a_hidden_reply_is_hidden():
    source = make_source()
    shown = make_reply(source=source, part=1)
    make_reply(source=source, part=2, disclosure="not_public")
    assert not is_there(get_source, AnonymousUser(), shown.pk)
    assert is_there(get_source, make_user("staff"), shown.pk)


def test_what_the_index_still_holds_is_not_shown_once_the_database_hides_it():
    reply = make_full_reply()
    indexing.apply_pending()
    Reply.objects.filter(pk=reply.pk).update(status="withdrawn")  # past the signals: the index is behind
    assert search_replies(AnonymousUser(), SearchParams(q="步道")).results == ()


def test_contacts_are_for_staff(client):
    parsed = {"contact_names": ["赵六"], "contact_phones": ["87654321"], "evidence": {"contact_names": [[0, 2]]}}
    reply = make_full_reply(parsed=parsed)
    public = client.get(f"/api/v1/replies/{reply.pk}/").json()["parsed"]
    assert public == {"contact_names": [], "contact_phones": [], "evidence": {}}
    client.force_login(make_user("staff"))
    assert client.get(f"/api/v1/replies/{reply.pk}/").json()["parsed"] == parsed
