"""What an index in a folder must stand: other makes, damage, other writers, other readers, and being Whoosh's."""

from __future__ import annotations

import multiprocessing
import shutil
import threading
import time
from dataclasses import replace

import pytest
from whoosh.index import FileIndex
from whoosh.query import And, Prefix, Term
from whoosh.writing import SegmentWriter

from replies.search.engine import Document, EngineBusy, EngineUnavailable, SchemaMismatch, SearchRequest, digest
from replies.search.engines.codec import ReplyCodec, schema
from replies.search.engines.index import Index
from replies.search.engines.storage import FolderStorage
from replies.search.engines.whoosh import WhooshEngine
from replies.search.query import Everything, Phrase, Word
from tests.search.engine_contract import LETTERS

PROCESSES = multiprocessing.get_context("spawn")


def ids(engine, node=Everything(), audience="editor"):  # noqa: B008 - frozen
    return {hit.id for hit in engine.search(SearchRequest(node, audience, limit=10_000)).hits}


@pytest.fixture
def folder(tmp_path):
    WhooshEngine(tmp_path / "index", tidies=False).update(LETTERS)
    return tmp_path / "index"


def test_an_index_made_anew_in_the_place_of_a_deleted_one_is_seen(folder):
    engine = WhooshEngine(folder)
    assert ids(engine) == {letter.id for letter in LETTERS}
    before = engine.edition()
    shutil.rmtree(folder)
    WhooshEngine(folder, tidies=False).update(LETTERS[:1])
    assert engine.edition() != before
    assert ids(engine) == {LETTERS[0].id}


# --- other makes and damage ------------------------------------------------------------------------------------------


@pytest.fixture
def outdated(folder, monkeypatch):
    monkeypatch.setattr("replies.search.engines.index.MAKE", "schema 0; another tokenizer")
    return WhooshEngine(folder)


@pytest.mark.parametrize(
    "use",
    [
        WhooshEngine.check,
        WhooshEngine.ids,
        lambda engine: engine.search(SearchRequest(Word("养老"))),
        lambda engine: engine.update(LETTERS),
    ],
)
def test_an_index_of_another_make_is_refused_with_the_remedy(outdated, use):
    with pytest.raises(SchemaMismatch, match="rebuild_index"):
        use(outdated)


def test_a_rebuild_replaces_an_index_of_another_make(outdated, folder):
    before = {path.name for path in folder.iterdir() if "lock" not in path.name}
    assert outdated.rebuild(lambda: LETTERS) == len(LETTERS)
    assert outdated.ids() == {letter.id: digest(letter) for letter in LETTERS}
    assert not before & {path.name for path in folder.iterdir()}


@pytest.mark.parametrize(
    ("pattern", "content"),
    [("*.trm", b""), ("*.doc", b"x" * 100), ("_*.toc", b"no table of contents"), ("_*.toc", b""), ("*.trm", None)],
)
def test_a_damaged_index_says_so_and_can_be_rebuilt(folder, pattern, content):
    for path in folder.glob(pattern):
        path.unlink() if content is None else path.write_bytes(content)
    engine = WhooshEngine(folder)
    with pytest.raises(EngineUnavailable, match="rebuild_index"):
        engine.check()
    engine.rebuild(lambda: LETTERS)
    assert ids(engine, Word("养老")) == {1, 2, 4, 5}


def test_what_a_killed_writer_left_behind_is_cleaned_away(folder):
    (folder / "building-left").mkdir()
    (folder / "building-left" / "half.trm").write_bytes(b"half")
    name = next(folder.glob("*.trm")).name.split("_")[0]
    (folder / f"{name}_0123456789abcdef.trm").write_bytes(b"half")
    engine = WhooshEngine(folder)
    engine.rebuild(lambda: LETTERS)
    assert not (folder / "building-left").exists()
    assert not (folder / f"{name}_0123456789abcdef.trm").exists()


# --- other writers and readers ---------------------------------------------------------------------------------------


def _update_elsewhere(folder):
    WhooshEngine(folder).update([Document(id=90, audience="public", text="别处写入的公交专线。")], removed=[1])


def test_what_another_process_commits_is_seen_by_an_open_engine(folder):
    engine = WhooshEngine(folder)
    assert ids(engine, Word("公交")) == set()
    process = PROCESSES.Process(target=_update_elsewhere, args=(folder,))
    process.start()
    process.join()
    assert ids(engine, Word("公交")) == {90}
    assert 1 not in ids(engine)


def _hold_the_lock(folder, held):
    with Index(FolderStorage(folder)).writing():
        held.set()
        threading.Event().wait()


def test_one_writes_at_a_time_and_a_dead_writer_frees_its_lock(folder):
    held = PROCESSES.Event()
    process = PROCESSES.Process(target=_hold_the_lock, args=(folder, held))
    process.start()
    held.wait()
    engine = WhooshEngine(folder, patience=0.05)
    with pytest.raises(EngineBusy):
        engine.update([LETTERS[0]])
    assert 2 in ids(engine), "reading needs no lock"
    process.kill()
    process.join()
    engine.update([], removed=[2])
    assert 2 not in ids(engine)


def test_threads_that_search_while_others_write_see_whole_commits(tmp_path):
    engine = WhooshEngine(tmp_path / "index")
    pair = [Document(id=1, audience="public", text="公交一号线"), Document(id=2, audience="public", text="公交一号线")]
    engine.update(pair)
    seen, failures, done = set(), [], threading.Event()

    def read():
        while not done.is_set():
            try:
                for node in (Word("公交"), Phrase("交一号"), Everything()):
                    result = engine.search(SearchRequest(node, facets=("year", "department")))
                    seen.add((result.count, sum(result.facets["year"].values())))
            except Exception as error:  # noqa: BLE001 - any is a failure
                failures.append(error)

    readers = [threading.Thread(target=read) for _ in range(4)]
    for reader in readers:
        reader.start()
    for turn in range(20):
        engine.update(replace(one, year=2000 + turn) for one in pair)
    done.set()
    for reader in readers:
        reader.join()
    assert failures == []
    assert seen <= {(2, 0), (2, 2)}


def test_a_change_made_while_the_index_is_rebuilt_is_kept(folder):
    engine = WhooshEngine(folder, tidies=False)

    def documents():
        yield from LETTERS[:2]
        newer = replace(LETTERS[0], text="重建期间改写的正文。")
        newest = Document(id=70, audience="public", text="新到。")
        WhooshEngine(folder, tidies=False).update([newer, newest], removed=[5])
        yield from LETTERS[2:]

    engine.rebuild(documents)
    assert set(engine.ids()) == {1, 2, 3, 4, 70}
    assert ids(engine, Phrase("重建期间改写")) == {1}
    assert ids(engine, Word("床位")) == set()


def test_a_change_made_while_segments_are_merged_is_kept(folder, monkeypatch):
    engine = WhooshEngine(folder, tidies=False)
    for letter in LETTERS:
        engine.update([letter])
    from replies.search.engines import upkeep

    join = upkeep.join

    def join_while_others_write(*arguments):
        monkeypatch.setattr(upkeep, "join", join)
        WhooshEngine(folder, tidies=False).update([replace(LETTERS[1], text="合并期间改写。")], removed=[3])
        return join(*arguments)

    monkeypatch.setattr(upkeep, "join", join_while_others_write)
    assert engine.tidy()
    assert set(engine.ids()) == {1, 2, 4, 5}
    assert ids(engine, Phrase("合并期间")) == {2}
    assert ids(engine, Word("电梯")) == {2}, "in its title still"


def test_many_small_commits_do_not_grow_the_index_without_bound(tmp_path):
    engine = WhooshEngine(tmp_path / "many", tidies=False)
    for turn in range(80):
        engine.update([replace(LETTERS[turn % 5], id=turn % 40 + 1)])
        if turn % 10 == 9:
            engine.tidy()
    fresh = WhooshEngine(tmp_path / "fresh")
    fresh.update(replace(LETTERS[turn % 5], id=turn % 40 + 1) for turn in range(40, 80))
    assert engine.ids() == fresh.ids()
    sizes = [sum(path.stat().st_size for path in (tmp_path / name).iterdir()) for name in ("many", "fresh")]
    assert len(list((tmp_path / "many").glob("*.trm"))) <= 8
    assert sizes[0] < 4 * sizes[1]


def _segments(folder):
    return len(list(folder.glob("*.trm")))


def test_a_process_in_the_background_keeps_the_segments_few(tmp_path):
    engine = WhooshEngine(tmp_path / "index")
    for turn in range(60):
        engine.update([replace(LETTERS[turn % 5], id=turn + 1)])
    until = time.monotonic() + 30
    while _segments(tmp_path / "index") > 8 and time.monotonic() < until:
        time.sleep(0.05)
    assert _segments(tmp_path / "index") <= 8
    assert len(engine.ids()) == 60


@pytest.mark.parametrize(
    ("quickly", "far_too_many", "most"),
    [(1000, 1000, 9), (0, 16, 17)],
    ids=["small segments", "segments too large to be merged quickly"],
)
def test_commits_merge_themselves_when_nobody_else_does(tmp_path, monkeypatch, quickly, far_too_many, most):
    monkeypatch.setattr("replies.search.engines.upkeep._MANY", 8)
    monkeypatch.setattr("replies.search.engines.upkeep._QUICKLY", quickly)
    monkeypatch.setattr("replies.search.engines.upkeep._FAR_TOO_MANY", far_too_many)
    engine = WhooshEngine(tmp_path / "index", tidies=False)
    counts = []
    for turn in range(40):
        engine.update([replace(LETTERS[turn % 5], id=turn + 1)])
        counts.append(_segments(tmp_path / "index"))
    assert max(counts) <= most
    assert max(counts) > 4, "not at every commit"
    assert len(engine.ids()) == 40


def test_a_rebuild_by_several_processes_gives_the_same_index(tmp_path, monkeypatch):
    monkeypatch.setattr("replies.search.engines.upkeep.PER_SEGMENT", 10)
    letters = [replace(LETTERS[number % 5], id=number) for number in range(1, 60)]
    alone, several = WhooshEngine(tmp_path / "one", processes=1), WhooshEngine(tmp_path / "two", processes=2)
    assert alone.rebuild(lambda: iter(letters)) == several.rebuild(lambda: iter(letters)) == 59
    assert alone.ids() == several.ids()
    for node in (Word("养老"), Phrase("居家养老"), Word("电梯", "title")):
        request = SearchRequest(node, "editor", facets=("district", "department"), limit=100)
        assert alone.search(request) == several.search(request)


def test_many_hidden_letters_above_the_first_page_leave_it_full(tmp_path):
    hidden = [
        replace(LETTERS[1], id=100 + each, audience="editor", title="电梯电梯", text="电梯") for each in range(300)
    ]
    shown = [replace(LETTERS[1], id=each, title="", text=f"{'加装' * 50}电梯") for each in range(1, 31)]
    engine = WhooshEngine(tmp_path / "index")
    engine.update([*hidden, *shown])
    for sort in ("relevance", "newest"):
        result = engine.search(SearchRequest(Word("电梯"), "public", facets=("year",), sort=sort, offset=20, limit=10))
        assert (result.count, len(result.hits)) == (30, 10)
        assert {hit.id for hit in result.hits} <= set(range(1, 31))
        assert sum(result.facets["year"].values()) == 30


# --- Whoosh itself ---------------------------------------------------------------------------------------------------


def _as_whoosh(folder):
    storage = FolderStorage(folder)
    return FileIndex(storage, schema(), Index(storage).name)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (Term("everywhere", "养老"), {1, 2, 4, 5}),
        (Term("title", "电梯"), {2}),
        (And([Term("everywhere", "养老"), Term("place", "昆明市")]), {1, 2}),
        (Prefix("key_document_number", "青民函"), {1}),
    ],
)
def test_whooshs_own_searcher_reads_the_index(folder, query, expected):
    with _as_whoosh(folder).searcher() as searcher:
        assert {hit["by_id"] for hit in searcher.search(query)} == expected


def test_whooshs_own_reader_sees_frequencies_and_positions(folder):
    reader = _as_whoosh(folder).reader()
    assert reader.doc_count() == len(LETTERS)
    assert reader.doc_frequency("everywhere", "养老") == 4
    matcher = reader.postings("everywhere", "电梯")
    assert matcher.value_as("positions") == [8, 23]
    assert matcher.weight() == 2


def test_whooshs_own_writer_writes_the_index(folder):
    writer = SegmentWriter(_as_whoosh(folder), codec=ReplyCodec())
    writer.add_document(everywhere="外来写入的绿道", by_id=50, by_audience=0)
    writer.commit(merge=False)
    engine = WhooshEngine(folder)
    assert ids(engine, Word("绿道")) == {50}
    assert ids(engine, Word("电梯")) == {2}
