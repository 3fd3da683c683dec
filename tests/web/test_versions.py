"""Versions and supplements: all stay readable, the newest is found, and nothing tells of what a reader may not see."""

from __future__ import annotations

import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import Client

from replies import indexing, versions
from replies.models import Reply, Resemblance
from replies.publishing import publish, withdraw
from replies.selectors import list_metrics
from replies.uploads import judge
from tests import library
from tests.desk import letter_bytes, make_user

pytestmark = pytest.mark.django_db
RESERVED = {"disclosure": "on_request", "disclosure_basis": "person"}
HIDDEN = {
    "public": {},
    "reserved": RESERVED,
    "draft": {"status": "draft"},
    "withdrawn": {"status": "withdrawn"},
}


def letter(lamps: int, day: str = "2023年6月20日", **values) -> Reply:
    text = letter_bytes("031").decode().replace("340盏", f"{lamps}盏").replace("2023年6月20日", day)
    return library.shelve(text, **values)


@pytest.fixture
def editor():
    return make_user("editor of all")


def browser(kind: str) -> Client:
    client, user = Client(), make_user(kind)
    if user:
        client.force_login(user)
    return client


def judged(new: Reply, old: Reply, verdict: str = "version") -> Resemblance:
    resemblance = Resemblance.objects.create(reply=new, other=old, likeness=0.95)
    judge(resemblance, verdict, None)
    indexing.apply_pending()
    return resemblance


def found(client: Client) -> set[int]:
    """The ids that search finds and the page of results leads to."""
    return {one["id"] for one in client.get("/api/v1/replies/?q=步道").json()["results"]}


def page_of(client: Client, reply: Reply) -> str:
    answer = client.get(f"/replies/{reply.pk}/")
    assert answer.status_code == 200
    return answer.content.decode()


def links(page: str, reply: Reply) -> bool:
    return f'href="/replies/{reply.pk}/"' in page


@pytest.mark.parametrize(
    ("newer", "kind", "told", "finds_old", "reason"),
    [
        ("public", "public", True, False, "everybody reads the newer one"),
        ("public", "reader", True, False, "so do the staff"),
        ("reserved", "public", False, True, "for the public there is none"),
        ("reserved", "reader", True, True, "the staff are led to it; search serves the public too"),
        ("draft", "public", False, True, "not yet published"),
        ("draft", "reader", False, True, "not for the staff either"),
        ("draft", "editor of all", True, True, "editors are told"),
        ("withdrawn", "public", False, True, "taken back: the older one counts again"),
        ("withdrawn", "reader", False, True, "for the staff too"),
    ],
)
def test_who_is_told_of_a_newer_version(newer, kind, told, finds_old, reason):
    old, new = letter(340), letter(341, "2023年7月1日", **HIDDEN[newer])
    judged(new, old)
    client = browser(kind)
    page = page_of(client, old)
    assert ("已有新版本" in page, links(page, new)) == (told, told), reason
    assert ("版本与补充" in page) == told, reason
    assert (old.pk in found(client)) == finds_old, reason
    assert (new.pk in found(client)) == (client.get(f"/replies/{new.pk}/").status_code == 200), reason


@pytest.mark.parametrize(
    ("newer", "kind", "told"),
    [
        ("public", "public", True),
        ("reserved", "public", False),
        ("reserved", "reader", True),
        ("draft", "reader", False),
        ("draft", "editor of all", True),
        ("withdrawn", "public", False),
    ],
)
def test_the_api_names_the_newer_version_to_who_may_read_it(newer, kind, told):
    old, new = letter(340), letter(341, "2023年7月1日", **HIDDEN[newer])
    judged(new, old)
    client = browser(kind)
    said = client.get(f"/api/v1/replies/{old.pk}/").json()["newer_version"]
    address = f"http://testserver/replies/{new.pk}/"
    wanted = {"id": new.pk, "url": address, "title": str(new), "issue_date": "2023-07-01"}
    assert said == (wanted if told else None)
    if told:
        assert client.get(f"/api/v1/replies/{new.pk}/").json()["newer_version"] is None


@pytest.mark.parametrize("kind", ["public", "reader"])
def test_a_department_of_older_versions_alone_shows_these(kind):
    old = letter(340)
    new = library.shelve(
        letter_bytes("031").decode().replace("城市管理局", "市政管理局").replace("2023年6月20日", "2023年7月1日")
    )
    assert new.department != old.department
    judged(new, old)
    client = browser(kind)
    former = client.get(old.department.get_absolute_url()).content.decode()
    assert ("都已有新版本" in former, links(former, old), "收录复文 0 篇" in former) == (True, True, False)
    present = client.get(new.department.get_absolute_url()).content.decode()
    assert ("收录复文 1 篇" in present, links(present, new), links(present, old)) == (True, True, False)


def test_wrong_marks_of_versions_are_found_and_mended():
    old, new, other = letter(340), letter(341, "2023年7月1日"), library.shelve(letter_bytes("077").decode())
    judged(new, old)
    Reply.objects.filter(pk=old.pk).update(superseded=False)
    Reply.objects.filter(pk__in=(new.pk, other.pk)).update(superseded=True)
    said = StringIO()
    with pytest.raises(CommandError):
        call_command("check_archive", stdout=said)
    assert [f"复文 {one.pk}：“已有新版本”" in said.getvalue() for one in (old, new, other)] == [True] * 3
    call_command("check_archive", repair=True, stdout=StringIO())
    assert set(Reply.objects.filter(superseded=True)) == {old}
    assert found(Client()) == {new.pk, other.pk}
    call_command("check_archive", stdout=StringIO())


def test_an_older_version_stays_readable_and_says_so_and_the_newest_leads_back():
    old, new = letter(340), letter(341, "2023年7月1日")
    judged(new, old)
    assert "340盏" in page_of(Client(), old)
    page = page_of(Client(), new)
    assert "已有新版本" not in page
    assert ("同一复文的其他版本" in page, links(page, old)) == (True, True)


@pytest.mark.parametrize(
    ("old_day", "new_day", "newest"),
    [
        ("2023年6月20日", "2023年7月1日", "second"),
        ("2023年7月1日", "2023年6月20日", "first"),
        ("2023年6月20日", "2023年6月20日", "second"),
    ],
)
def test_the_newest_is_so_by_its_date_and_then_by_its_arrival(old_day, new_day, newest):
    first, second = letter(340, old_day), letter(341, new_day)
    judged(second, first)
    assert found(Client()) == {second.pk if newest == "second" else first.pk}


def test_of_three_versions_the_hidden_one_between_is_not_told(editor):
    first, hidden, last = letter(340), letter(341, "2023年7月1日", **RESERVED), letter(342, "2023年8月1日")
    judged(hidden, first)
    judged(last, hidden)
    for reply, other in ((first, last), (last, first)):
        page = page_of(Client(), reply)
        assert (links(page, other), links(page, hidden)) == (True, False)
        assert "7月1日" not in page
    assert found(Client()) == {last.pk}


@pytest.mark.parametrize("hidden", ["public", "reserved", "draft", "withdrawn"])
@pytest.mark.parametrize("kind", ["public", "reader", "editor of all"])
def test_supplements_are_told_to_those_who_may_read_them(hidden, kind):
    first, second = letter(340), letter(341, "2023年7月1日", **HIDDEN[hidden])
    judged(second, first, "supplement")
    client = browser(kind)
    may_read = client.get(f"/replies/{second.pk}/").status_code == 200
    page = page_of(client, first)
    assert ("对本复文的补充答复" in page, links(page, second)) == (may_read, may_read)
    assert "已有新版本" not in page
    assert first.pk in found(client)
    if may_read:
        assert "本复文所补充的答复" in page_of(client, second)


def test_a_different_letter_is_no_relative():
    first, second = letter(340), letter(341)
    judged(second, first, "different")
    page = page_of(Client(), first)
    assert "版本与补充" not in page
    assert found(Client()) == {first.pk, second.pk}


def test_what_is_published_withdrawn_and_judged_anew_changes_what_is_found(editor):
    old, new = letter(340), letter(341, "2023年7月1日", status="draft")
    resemblance = judged(new, old)

    def after(act) -> set[int]:
        act()
        indexing.apply_pending()
        return found(Client())

    assert found(Client()) == {old.pk}
    assert after(lambda: publish(new, editor)) == {new.pk}
    assert after(lambda: withdraw(new, editor, "有误")) == {old.pk}
    assert after(lambda: publish(new, editor)) == {new.pk}
    assert after(lambda: judge(resemblance, "supplement", editor)) == {old.pk, new.pk}
    assert after(lambda: judge(resemblance, "version", editor)) == {new.pk}
    assert after(new.delete) == {old.pk}
    assert list(indexing.differences()) == []


def test_figures_of_an_older_version_are_not_counted_twice():
    old, new = letter(340), letter(341, "2023年7月1日")
    judged(new, old)
    assert set(list_metrics(None).values_list("reply", flat=True)) == {new.pk}


@pytest.mark.parametrize(
    ("newer", "verdict", "notes"),
    [
        ("public", "version", ["已有新版本"]),
        ("reserved", "version", []),
        ("public", "supplement", ["补充答复"]),
        ("public", "different", []),
    ],
)
def test_the_page_of_the_proposal_tells_versions_apart(newer, verdict, notes):
    old, new = letter(340), letter(341, "2023年7月1日", **HIDDEN[newer])
    judged(new, old, verdict)
    page = Client().get(old.proposals.get().get_absolute_url()).content.decode()
    assert re.findall(r'<span class="badge">(.+?)</span>', page) == notes
    assert (links(page, old), links(page, new)) == (True, newer == "public")


@pytest.mark.django_db(transaction=True)
def test_what_another_transaction_decides_meanwhile_is_seen_after_the_commit(editor, monkeypatch):
    """Each of two transactions reads the other's version as it was; the last to commit puts it right."""
    old, new = letter(340), letter(350, day="2023年7月20日", status="draft")
    judged(new, old)
    with monkeypatch.context() as blind:
        blind.setattr(versions, "_supersedes", lambda newer, older: False)  # as seen from the other transaction
        with transaction.atomic():
            publish(new, editor)
            blind.undo()
    assert Reply.objects.get(pk=old.pk).superseded
    assert found(Client()) == {new.pk}
