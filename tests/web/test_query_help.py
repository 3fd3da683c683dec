"""How a reader's words are helped along: completions, corrections, pinyin, and the order of results."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client

from replies.management.commands.evaluate_search import Command, JudgedSearch, WholeArchive
from replies.search.ranking import evaluate, read_judgements
from replies.selectors import SearchParams, search_replies
from tests import library
from tests.web.conftest import Letters

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"


def search(client: Client, query: str) -> dict:
    return client.get("/api/v1/replies/", {"q": query}).json()


def suggestions(client: Client, typed: str) -> list[str]:
    return client.get("/search/suggest/", {"q": typed}).json()["suggestions"]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("电", "电梯"),
        ("diant", "电梯"),
        ("tushu", "图书馆"),
        ("五华", "昆明市五华区住房和城乡建设局"),
        ("guandu", "官渡区"),
        ("056", "056"),
        ("五住建函2022", "五住建函〔2022〕18号"),
        ("关于加快", "关于加快老旧小区加装电梯的建议"),
        ("公交 线", "公交 线路"),
    ],
)
def test_completions(client: Client, letters: Letters, typed: str, expected: str) -> None:
    assert expected in suggestions(client, typed)


@pytest.mark.parametrize(
    ("query", "meant"),
    [("加装电提", "加装电梯"), ("电梯 潜水艇", "电梯 OR 潜水艇"), ("电梯", None), ("056", None), ("“加装电提”", None)],
)
def test_did_you_mean(client: Client, letters: Letters, query: str, meant: str | None) -> None:
    assert search(client, query)["did_you_mean"] == meant


@pytest.mark.parametrize("query", ["dianti", "guanduqu", "電梯", "增设电梯"])
def test_words_written_otherwise_find(client: Client, letters: Letters, query: str) -> None:
    assert search(client, query)["count"] > 0


def test_the_words_of_hidden_letters_help_nobody_else(client: Client, staff: Client, letters: Letters) -> None:
    public = Client()
    assert "索道" in suggestions(staff, "索")
    assert suggestions(public, "索") == []
    assert suggestions(public, "suod") == []
    assert search(public, "机密锁道")["did_you_mean"] != "机密索道"


def test_what_is_withdrawn_is_offered_no_more(client: Client, letters: Letters) -> None:
    assert "图书馆" in suggestions(client, "图书")
    letters.script.status = "withdrawn"
    letters.script.save()
    library.index()
    assert suggestions(client, "图书") == []


@pytest.mark.django_db
def test_the_judged_queries_find_their_letters_first() -> None:
    """A change that makes the order worse shows here; `evaluate_search --verbose` says which queries it is."""
    call_command("ingest", str(FIXTURES / "letters"), undeclared="public", stdout=io.StringIO())
    judgements = read_judgements((FIXTURES / "queries.jsonl").read_text(encoding="utf-8").splitlines())
    asked = JudgedSearch(judgements)
    result = evaluate(judgements, asked)
    assert asked.absent == []
    assert result.mrr >= 0.95
    assert result.ndcg >= 0.94
    assert result.by_kind()["number"].mrr == 1
    assert result.by_kind()["phrase"].ndcg == 1
    out = io.StringIO()
    call_command(Command(), stdout=out)
    assert f"{result.mrr:.3f}" in out.getvalue()


def test_numbers_that_name_nothing_say_so(letters: Letters) -> None:
    page = search_replies(WholeArchive(), SearchParams(q="7777"))
    assert "没有编号或文号为“7777”的复文" in "".join(page.notes)
