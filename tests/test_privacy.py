"""Private persons' data at every door: masked for everyone but editors; contacts hidden from the public."""

from __future__ import annotations

import json

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client

from replies.models import Reply
from replies.selectors import SearchParams, related_replies, search_replies
from tests import library
from tests.desk import letter_bytes, make_user

pytestmark = pytest.mark.django_db
MOBILE, IDENTITY, EMAIL, HOME = "13812345678", "11010519491231002X", "wang.xm@example.com", "翠湖小区3栋2单元501室"
CONTACT, OFFICE_PHONE = "周桐", "0871-63310000"
PERSONAL = (MOBILE, IDENTITY, EMAIL, HOME)
CONTACTS = (CONTACT, OFFICE_PHONE)
KINDS = {"public": {}, "ordinary": {}, "reader": {*CONTACTS}, "editor of all": {*PERSONAL, *CONTACTS}}


@pytest.fixture
def reply() -> Reply:
    """A public letter with a number in its title, in a figure's neighbourhood, in its body and at its end."""
    text = letter_bytes("031", subject=f"改造老街步道（电话{MOBILE}）").decode()
    text = text.replace("惠及居民", f"联系住户{MOBILE}共12户，身份证{IDENTITY}，家住{HOME}，邮箱{EMAIL}，惠及居民")
    text = text.replace("感谢您对", f"（联系人及电话：{CONTACT} {OFFICE_PHONE}）\n\n感谢您对")
    reply = library.shelve(text, "letter.txt")
    library.shelve(letter_bytes("032", subject="改造老街路灯").decode(), "other.txt")
    library.index()
    assert Reply.objects.get(pk=reply.pk).status == "published"
    return reply


def client_of(kind: str) -> Client:
    client = Client()
    if user := make_user(kind):
        client.force_login(user)
    return client


def body_of(answer) -> str:
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    text = body.decode(errors="replace")
    if answer.get("Content-Type", "").startswith("application/json"):
        text = json.dumps(json.loads(text), ensure_ascii=False)
    return text


def pages_of(reply: Reply) -> dict[str, str]:
    proposal = reply.proposals.get()
    pages = {
        "home": "/",
        "reply": f"/replies/{reply.pk}/",
        "source": f"/replies/{reply.pk}/source/",
        "related": f"/replies/{Reply.objects.exclude(pk=reply.pk).get().pk}/",
        "search": "/search/?q=步道",
        "search by words around": "/search/?q=联系住户",
        "proposals": "/proposals/?number=031",
        "department": f"/departments/{reply.department_id}/",
        "division": "/divisions/530112/",
        "metrics": "/metrics/",
        "policies": "/policies/",
        "export": "/search/export.csv?q=步道",
        "feed": "/feeds/replies.atom?q=步道",
        "api": "/api/v1/replies/?q=步道",
        "api reply": f"/api/v1/replies/{reply.pk}/",
        "api metrics": "/api/v1/metrics/",
        "suggest title": "/search/suggest/?q=关于改造",
        "suggest number": f"/search/suggest/?q={MOBILE[:6]}",
        "suggest contact": f"/search/suggest/?q={CONTACT}",
    }
    return pages | ({"proposal": proposal.get_absolute_url()} if proposal.get_absolute_url() else {})


@pytest.mark.parametrize("kind", KINDS)
def test_no_door_lets_it_out(reply, kind):
    client = client_of(kind)
    leaks = []
    for name, path in pages_of(reply).items():
        answer = client.get(path, follow=True)
        assert answer.status_code == 200, path
        text = body_of(answer).replace(f"q={MOBILE[:6]}", "").replace(f"q={CONTACT}", "")
        leaks += [(name, secret) for secret in (*PERSONAL, *CONTACTS) if secret in text and secret not in KINDS[kind]]
    assert leaks == []


def test_editors_read_the_letter_as_it_is(reply):
    text = body_of(client_of("editor of all").get(f"/replies/{reply.pk}/"))
    assert [secret for secret in (*PERSONAL, *CONTACTS) if secret not in text] == []
    assert MOBILE in body_of(client_of("admin").get(f"/replies/{reply.pk}/source/"))


@pytest.mark.parametrize("kind", ["public", "reader"])
def test_who_may_not_see_it_gets_the_text_in_place_of_the_file(reply, kind):
    text = body_of(client_of(kind).get(f"/replies/{reply.pk}/source/"))
    assert "已经隐去" in text
    assert "改造步道12公里" in text
    assert "***" in text


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "wanted", [MOBILE, f'"{MOBILE}"', MOBILE[:7], IDENTITY, EMAIL, f'"{HOME}"', f'"{OFFICE_PHONE}"']
)
def test_searching_for_it_finds_nothing(reply, kind, wanted):
    found = search_replies(make_user(kind) or AnonymousUser(), SearchParams(q=wanted))
    assert (found.count, found.results) == (0, ())


@pytest.mark.parametrize("kind", ["public", "reader"])
def test_neither_did_you_mean_nor_related_names_it(reply, kind):
    client = client_of(kind)
    page = body_of(client.get("/search/", {"q": MOBILE[:-1]})).replace(MOBILE[:-1], "")
    assert MOBILE not in page
    other = Reply.objects.exclude(pk=reply.pk).get()
    titles = [one.title for one in related_replies(make_user("ordinary"), other)]
    assert not any(secret in title for title in titles for secret in PERSONAL)


def test_what_the_columns_hold_is_masked_already(reply):
    values = [reply.title, *reply.proposals.values_list("title", flat=True)]
    values += [f"{label}{text}" for label, text in reply.metrics.values_list("label", "text")]
    assert not any(secret in value for value in values for secret in PERSONAL)


@pytest.mark.parametrize(("shown", "status"), [(True, True), (False, False)])
def test_contacts_follow_the_setting(reply, settings, shown, status):
    settings.SHOW_CONTACTS = shown
    text = body_of(Client().get(f"/api/v1/replies/{reply.pk}/"))
    assert (CONTACT in text) is status
    assert MOBILE not in text
