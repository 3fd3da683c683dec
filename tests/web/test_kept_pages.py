"""Pages that are kept for the next reader: never older than the archive, never another reader's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.test import Client

from replies import indexing
from replies.models import IndexTask, Reply
from replies.publishing import withdraw
from replies.views import kept
from tests.web.conftest import Letters

SEARCH = "/search/?q=电梯"


@pytest.fixture
def pages(monkeypatch: pytest.MonkeyPatch, settings: Any) -> kept.KeptPages:
    """A store of its own, so that nothing is left of another test's archive."""
    settings.PAGES_KEPT = 1
    pages = kept.KeptPages(limit=1 << 20)
    monkeypatch.setattr(kept, "_pages", pages)
    return pages


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The addresses of the pages that were made anew, in order."""
    addresses: list[str] = []
    put = kept.KeptPages.put

    def noting(self: kept.KeptPages, edition: int, key: tuple[str, ...], response: HttpResponse) -> None:
        addresses.append(key[0])
        put(self, edition, key, response)

    monkeypatch.setattr(kept.KeptPages, "put", noting)
    return addresses


@pytest.mark.django_db(transaction=True)
class TestKeptPages:
    """One archive, several readers."""

    def test_the_next_reader_gets_the_same_page(self, letters: Letters, pages: kept.KeptPages, made: list[str]) -> None:
        first, second = (Client().get(SEARCH) for _ in range(2))
        assert first.content == second.content
        assert first.headers["Vary"] == second.headers["Vary"]
        assert first.headers["Content-Security-Policy"] == second.headers["Content-Security-Policy"]
        assert len(made) == 1

    @pytest.mark.parametrize(
        ("other", "why"),
        [
            ({"path": "/search/?q=电梯&page_size=10"}, "another search"),
            ({"path": SEARCH, "HTTP_HOST": "localhost"}, "another host"),
            ({"path": SEARCH, "HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": "results"}, "only a part of the page"),
        ],
    )
    def test_another_request_gets_its_own(
        self, letters: Letters, pages: kept.KeptPages, made: list[str], other: dict[str, str], why: str
    ) -> None:
        Client().get(SEARCH)
        Client().get(**other)
        assert len(made) == 2, why

    @pytest.mark.parametrize(
        ("change", "shown", "why"),
        [
            (lambda reply: withdraw(reply, User.objects.create_superuser("root"), "误发"), False, "withdrawn"),
            (lambda reply: _save(reply, title="改了的标题"), True, "another title"),
            (lambda reply: reply.delete(), False, "deleted"),
            (lambda reply: _save(reply, disclosure="on_request", disclosure_basis="person"), False, "not public"),
            (lambda reply: _save(reply.department, name="改名局"), True, "its department has another name"),
        ],
    )
    def test_a_change_is_seen_at_once(
        self, letters: Letters, pages: kept.KeptPages, change: Callable[[Reply], object], shown: bool, why: str
    ) -> None:
        before = Client().get(SEARCH).content
        change(letters.lifts)
        after = Client().get(SEARCH).content
        assert after != before, why
        assert (f"/replies/{letters.lifts.pk}/".encode() in after) is shown, why

    def test_nothing_is_kept_while_a_change_waits(
        self, letters: Letters, pages: kept.KeptPages, made: list[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        Client().get(SEARCH)
        monkeypatch.setattr(indexing, "apply_pending", lambda: 0)  # as when another process holds the writer's lock
        _save(letters.lifts, status="withdrawn")
        assert IndexTask.objects.exists()
        assert f"/replies/{letters.lifts.pk}/".encode() not in Client().get(SEARCH).content
        assert len(made) == 1

    def test_who_is_logged_in_neither_gets_nor_leaves_a_kept_page(
        self, letters: Letters, pages: kept.KeptPages, made: list[str]
    ) -> None:
        editor = Client()
        editor.force_login(User.objects.create_superuser("root"))
        assert f"/replies/{letters.draft.pk}/".encode() in editor.get(SEARCH).content
        assert made == []
        assert f"/replies/{letters.draft.pk}/".encode() not in Client().get(SEARCH).content
        assert f"/replies/{letters.draft.pk}/".encode() in editor.get(SEARCH).content


def _save(record: object, **values: str) -> None:
    for name, value in values.items():
        setattr(record, name, value)
    record.save()


@pytest.mark.parametrize(
    ("limit", "asked", "kept_keys", "why"),
    [
        (10, "abc", "abc", "all fit"),
        (9, "abcd", "bcd", "the oldest goes"),
        (9, "abcad", "cad", "asking keeps young"),
        (2, "a", "", "too large for the whole store"),
    ],
)
def test_what_stays(limit: int, asked: str, kept_keys: str, why: str) -> None:
    pages = kept.KeptPages(limit)
    for key in asked:
        if pages.get(1, (key,)) is None:
            pages.put(1, (key,), HttpResponse(b"xyz"))
    assert {key for key in "abcd" if pages.get(1, (key,))} == set(kept_keys), why
    assert not any(pages.get(2, (key,)) for key in "abcd"), "another edition"
