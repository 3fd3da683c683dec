"""While the index waits: readers see nothing that the database hides, failures are one line, the newest goes first."""

from __future__ import annotations

import logging

import pytest
from django.db import DatabaseError, OperationalError, connection

from replies import index_shares, indexing
from replies.ingest import ingest
from replies.models import IndexTask, Reply
from replies.search.engine import EngineUnavailable, SearchRequest, digest
from replies.search.engines.whoosh import WhooshEngine
from replies.search.query import Everything
from tests.rows import letter_text, make_full_reply, make_reply

pytestmark = pytest.mark.django_db

WITHDRAWN, UNPUBLISHED = {"status": "withdrawn"}, {"disclosure": "on_request"}


def hide(reply, change) -> None:
    for name, value in change.items():
        setattr(reply, name, value)
    reply.save()


@pytest.mark.parametrize(
    ("change", "blind", "seeing"),
    [
        (hide, ["public", "staff"], ["editor"]),
        (lambda reply, _: hide(reply, UNPUBLISHED), ["public"], ["staff", "editor"]),
        (lambda reply, _: reply.delete(), ["public", "staff", "editor"], []),
    ],
    ids=["withdrawn", "for staff only", "deleted"],
)
def test_what_the_database_hides_is_hidden_at_every_door_of_the_index(change, blind, seeing):
    kept, reply = make_full_reply(), make_full_reply(text="独有的词语凤凰花开。")
    indexing.apply_pending()
    number = reply.pk
    change(reply, WITHDRAWN)
    assert IndexTask.objects.exists(), "the index has not followed yet"
    engine = indexing.engine()
    for audience in (*blind, *seeing):
        found = engine.search(SearchRequest(Everything(), audience, facets=("year", "district")))
        expected = {kept.pk} | ({number} if audience in seeing else set())
        assert {hit.id for hit in found.hits} == expected
        assert found.count == len(expected)
        assert {sum(counts.values()) for counts in found.facets.values()} == {len(expected)}
        assert engine.vocabulary(audience).count("word", "凤凰") == (audience in seeing)
        assert (number in {hit.id for hit in engine.similar(kept.pk, audience)}) == (audience in seeing)
        assert bool(engine.similar(number, audience)) == (audience in seeing)


@pytest.mark.parametrize(("waiting", "why"), [(2, "few changes wait behind it"), (9, "more than are looked up singly")])
def test_what_is_hidden_stays_so_however_much_waits(monkeypatch, waiting, why):
    monkeypatch.setattr(indexing, "MANY", 5)
    replies = [make_reply() for _ in range(2)]
    indexing.apply_pending()
    hide(replies[0], WITHDRAWN)
    for _ in range(waiting):
        replies[1].save()
    assert indexing.hidden_meanwhile("public") == {replies[0].pk}, why
    assert indexing.hidden_meanwhile("editor") == set(), why


def test_an_index_that_has_followed_hides_nothing_more(django_assert_num_queries):
    make_reply()
    indexing.apply_pending()
    with django_assert_num_queries(1):
        assert indexing.hidden_meanwhile("public") == set()


def test_what_waits_but_may_be_seen_stays_seen():
    reply = make_full_reply()
    indexing.apply_pending()
    reply.save()
    assert indexing.hidden_meanwhile("public") == set()
    assert indexing.engine().search(SearchRequest(Everything(), "public")).count == 1


def test_the_newest_changes_are_applied_first(monkeypatch):
    replies = [make_reply() for _ in range(5)]
    seen = []
    update = indexing.engine().update
    monkeypatch.setattr(indexing, "BATCH", 2)
    monkeypatch.setattr(
        indexing.engine(), "update", lambda found, gone: (seen.append({one.id for one in found}), update(found, gone))
    )
    indexing.apply_pending()
    numbers = [reply.pk for reply in replies]
    assert seen == [set(numbers[3:]), set(numbers[1:3]), {numbers[0]}]


def test_many_changes_of_one_reply_are_applied_as_one(monkeypatch):
    reply = make_reply()
    for _ in range(3):
        reply.save()
    commits = []
    monkeypatch.setattr(indexing, "BATCH", 1)
    monkeypatch.setattr(indexing.engine(), "update", lambda *_: commits.append(1))
    assert indexing.apply_pending() == 4
    assert commits == [1]
    assert not IndexTask.objects.exists()


@pytest.mark.parametrize("error", [OperationalError("database is locked"), DatabaseError("gone")])
def test_a_database_that_fails_leaves_the_work_where_it_is(monkeypatch, caplog, error):
    replies = [make_reply() for _ in range(3)]

    def fail(*_):
        raise error

    with monkeypatch.context() as patch, caplog.at_level(logging.WARNING):
        patch.setattr(indexing, "documents", fail)
        with pytest.raises(EngineUnavailable, match="数据库"):
            indexing.apply_pending()
    assert [(record.levelname, record.exc_info) for record in caplog.records] == [("WARNING", None)]
    assert str(error) in caplog.text
    assert indexing.apply_pending() == len(replies)


@pytest.mark.django_db(transaction=True)
def test_letters_taken_in_while_the_index_fails_are_safe(monkeypatch, tmp_path):
    (tmp_path / "one.txt").write_text(letter_text("056"), encoding="utf-8")

    def fail(*_):
        raise OperationalError("database is locked")

    with monkeypatch.context() as patch:
        patch.setattr(indexing, "documents", fail)
        assert ingest([tmp_path]).added == 1
    assert indexing.engine().ids() == {}
    assert indexing.apply_pending() == IndexTask.objects.count() + 1 == 1
    assert set(indexing.engine().ids()) == set(Reply.objects.values_list("pk", flat=True))


@pytest.mark.django_db(transaction=True)
@pytest.mark.slow
def test_each_process_of_a_rebuild_reads_its_own_share(monkeypatch, tmp_path):
    """On PostgreSQL the processes read the database themselves; one in memory only this process can read."""
    monkeypatch.setattr(index_shares, "LETTERS", 2)
    replies = [make_full_reply() for _ in range(5)]
    replies[1].delete()
    engine = WhooshEngine(tmp_path / "index", processes=2)
    monkeypatch.setattr(indexing, "engine", lambda: engine)
    numbers = list(Reply.objects.order_by("pk").values_list("pk", flat=True))
    assert bool(index_shares.shares(numbers)) == (connection.vendor == "postgresql")
    assert indexing.rebuild() == len(numbers) == 4
    assert engine.ids() == {document.id: digest(document) for document in indexing.documents()}


@pytest.mark.django_db(transaction=True)
@pytest.mark.slow
def test_a_rebuild_keeps_what_came_in_before_it_could_begin(monkeypatch, tmp_path):
    monkeypatch.setattr(index_shares, "LETTERS", 2)
    engine = WhooshEngine(tmp_path / "index", processes=2)
    monkeypatch.setattr(indexing, "engine", lambda: engine)
    for _ in range(5):
        make_full_reply()
    indexing.apply_pending()
    rebuild = engine.rebuild

    def kept_waiting(documents, shares):
        make_full_reply()
        indexing.apply_pending()
        return rebuild(documents, shares)

    monkeypatch.setattr(engine, "rebuild", kept_waiting)
    assert indexing.rebuild() == 6
    assert list(indexing.differences()) == []


@pytest.mark.django_db(transaction=True)
def test_a_rebuild_forgets_what_was_deleted_before_the_live_index_ever_held_it(monkeypatch):
    kept, reply = make_reply(), make_reply()  # both are in the index, which then is lost
    indexing.engine.cache_clear()
    engine, whole = indexing.engine(), indexing.documents

    def read_before_the_deletion():
        found = list(whole())
        reply.delete()
        assert not IndexTask.objects.exists()
        return found

    monkeypatch.setattr(engine, "rebuild", lambda *_, rebuild=engine.rebuild: rebuild(read_before_the_deletion))
    indexing.rebuild()
    assert set(engine.ids()) == {kept.pk}


def test_shares_hold_every_reply_once():
    for _ in range(5):
        make_reply()
    whole = list(indexing.documents())
    numbers = [one.id for one in whole]
    name = str(connection.settings_dict["NAME"])
    halves = (numbers[:2], numbers[2:])
    read = [one for half in halves for one in index_shares.documents_between(name, half[0], half[-1])]
    assert read == whole
    assert index_shares.shares(numbers) == [], "within a transaction no other process sees the same"
