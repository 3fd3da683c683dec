"""Writers killed at random moments: the index always opens, and holds what one commit or the next one left."""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import time
from dataclasses import replace
from pathlib import Path

import pytest

from replies.search.engine import SearchRequest, digest
from replies.search.engines.whoosh import WhooshEngine
from replies.search.query import Everything, Phrase, Word
from tests.search.engine_contract import LETTERS

KILLS = int(os.environ.get("KILLS", "1"))  # for each of the four ways of writing; CI asks for more than 100 in all
IDS = 6
WORDS = ("公交", "电梯", "食堂", "绿道")


def letters(turn, count=IDS):
    """The documents of one commit: all of the same turn, so that a half commit shows."""
    text = f"第{turn}轮更新，{WORDS[turn % len(WORDS)]}工作有序推进。" * 20
    return [replace(LETTERS[0], id=number, year=2000 + turn % 100, text=text) for number in range(1, count + 1)]


def commit_for_ever(folder, turn, done):
    engine = WhooshEngine(folder)
    while True:
        engine.update(letters(turn))
        done.value = turn
        turn += 1


def commit_much_for_ever(folder, turn, done):
    engine = WhooshEngine(folder)
    while True:
        engine.update(letters(turn, 60))
        done.value = turn
        turn += 1


def merge_for_ever(folder, turn, done):
    """Commits that nobody merges for, then the merging itself, which is killed as often."""
    engine = WhooshEngine(folder, tidies=False)
    while True:
        for _ in range(4):
            engine.update(letters(turn))
            done.value = turn
            turn += 1
        engine.tidy()


def rebuild_for_ever(folder, turn, done):
    engine = WhooshEngine(folder, processes=1)
    while True:
        engine.rebuild(lambda turn=turn: iter(letters(turn, 60)))
        done.value = turn
        turn += 1


@pytest.fixture(scope="module")
def processes():
    context = multiprocessing.get_context("forkserver")  # a fresh process in milliseconds
    context.set_forkserver_preload([__name__])
    return context


@pytest.mark.slow
@pytest.mark.parametrize(
    ("write", "count", "longest"),
    [
        (commit_for_ever, IDS, 0.25),
        (merge_for_ever, IDS, 0.25),
        (commit_much_for_ever, 60, 0.3),
        (rebuild_for_ever, 60, 0.4),
    ],
)
def test_a_killed_writer_leaves_one_commit_or_the_next(tmp_path, processes, write, count, longest):
    pick = random.Random(write.__name__)
    folder = tmp_path / "index"
    WhooshEngine(folder).rebuild(lambda: iter(letters(0, count)))
    done = processes.Value("i", 0, lock=False)
    for _ in range(KILLS):
        before = done.value
        process = processes.Process(target=write, args=(folder, before + 1, done))
        process.start()
        until = time.monotonic() + 20
        while done.value == before and time.monotonic() < until:
            time.sleep(0.002)  # it has begun
        time.sleep(pick.random() * longest)
        os.kill(process.pid, signal.SIGKILL)
        process.join()
        held = WhooshEngine(folder).ids()
        turn = next((turn for turn in (done.value, done.value + 1) if held == digests(turn, count)), None)
        assert turn is not None, (done.value, len(held))
        assert_answers(WhooshEngine(folder), turn, count)
        done.value = turn
    engine = WhooshEngine(folder)
    engine.update([], removed=[1])
    engine.rebuild(lambda: iter(letters(7, count)))
    assert engine.ids() == digests(7, count)
    left = [path.name for path in folder.iterdir() if path.is_dir() and path.name.startswith("building-")]
    assert left == []


def digests(turn, count):
    return {letter.id: digest(letter) for letter in letters(turn, count)}


def assert_answers(engine, turn, count):
    for node in (Everything(), Word(WORDS[turn % len(WORDS)]), Phrase(f"第{turn}轮更新")):
        result = engine.search(SearchRequest(node, facets=("year",)))
        assert (result.count, result.facets) == (count, {"year": {str(2000 + turn % 100): count}})


def rebuild_slowly(folder, small):
    from replies.search.engines import upkeep

    upkeep.PER_SEGMENT = small

    def documents():
        for number in range(1, 100_000):
            time.sleep(0.001)
            yield replace(LETTERS[0], id=number)

    WhooshEngine(folder, processes=2).rebuild(documents)


def children(pid):
    return [int(child) for path in Path(f"/proc/{pid}/task").glob("*/children") for child in path.read_text().split()]


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="没有 /proc，无法查看子进程")
def test_the_processes_of_a_killed_rebuild_end_with_it(tmp_path, processes):
    folder = tmp_path / "index"
    WhooshEngine(folder).update(letters(1))
    process = processes.Process(target=rebuild_slowly, args=(folder, 50))
    process.start()
    until = time.monotonic() + 60
    while not list(folder.glob("building-*/*.doc")) and time.monotonic() < until:
        time.sleep(0.02)  # the pool works
    helpers = children(process.pid)
    assert helpers
    os.kill(process.pid, signal.SIGKILL)
    process.join()
    while any(Path(f"/proc/{helper}").exists() for helper in helpers) and time.monotonic() < until:
        time.sleep(0.02)
    assert not [helper for helper in helpers if Path(f"/proc/{helper}").exists()]
    assert WhooshEngine(folder).ids() == digests(1, IDS)
