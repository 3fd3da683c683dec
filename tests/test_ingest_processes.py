"""Several processes at once, and one killed in mid-work: nothing is lost, nothing doubled. On a SQLite of its own."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from tests.archives import Archive
from tests.rows import letter_text

LETTERS = 15
pytestmark = pytest.mark.slow


@pytest.fixture
def letters(tmp_path: Path) -> str:
    folder = tmp_path / "letters"
    folder.mkdir()
    for number in range(1, LETTERS + 1):
        (folder / f"{number:03}.txt").write_text(letter_text(f"{number:03}"), encoding="utf-8")
    return str(folder)


def test_two_that_take_in_the_same_letters_add_each_once(archive: Archive, letters: str) -> None:
    command = ("manage.py", "ingest", letters, "--undeclared", "public", "--json")
    both = [archive.start(*command) for _ in range(2)]
    said = [json.loads(process.communicate()[0].splitlines()[-1]) for process in both]
    assert [one["failed"] for one in said] == [[], []]
    assert sum(one["added"] for one in said) == LETTERS
    assert sum(one["unchanged"] for one in said) == LETTERS
    found = archive.manage(["check_archive"], ["search", "步道", "--json"])
    assert json.loads(found.splitlines()[-1])["count"] == LETTERS


def children(process: int) -> set[int]:
    """The processes that it started, and those that these started."""
    try:
        own = [int(one) for one in Path(f"/proc/{process}/task/{process}/children").read_text().split()]
    except OSError:  # it has ended
        return set()
    return {*own, *(below for one in own for below in children(one))}


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="processes are listed under /proc")
def test_one_killed_leaves_no_process_behind(archive: Archive, letters: str) -> None:
    process = archive.start("manage.py", "ingest", letters, "--workers", "2")
    found: set[int] = set()
    while len(found) < 4 and process.poll() is None:  # a tracker, a server, two that parse
        time.sleep(0.01)
        found = children(process.pid)
    assert len(found) >= 4
    process.kill()
    process.communicate()
    until = time.monotonic() + 30
    while any(Path(f"/proc/{one}").exists() for one in found) and time.monotonic() < until:
        time.sleep(0.05)
    assert not [one for one in found if Path(f"/proc/{one}").exists()]


def test_one_killed_in_mid_work_is_made_good(archive: Archive, letters: str) -> None:
    process = archive.start("manage.py", "ingest", letters, "--undeclared", "public")
    sources = archive.folder / "files" / "sources"
    while not sources.exists() and process.poll() is None:  # until the first letter is being stored
        time.sleep(0.01)
    process.kill()
    process.communicate()
    _, again, _, found = (
        line
        for line in archive.manage(
            ["check_archive", "--repair"],
            ["ingest", letters, "--undeclared", "public", "--json"],
            ["check_archive"],
            ["search", "步道", "--json"],
        ).splitlines()
        if line.startswith("{") or "一致。" in line
    )
    again = json.loads(again)
    assert (again["added"] + again["unchanged"], again["failed"]) == (LETTERS, [])
    assert json.loads(found)["count"] == LETTERS
