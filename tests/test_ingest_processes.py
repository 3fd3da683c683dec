"""Several processes at once, and one killed in mid-work: nothing is lost, nothing doubled. On a SQLite of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.rows import letter_text

ROOT = Path(__file__).resolve().parent.parent
LETTERS = 15
pytestmark = pytest.mark.slow


class Archive:
    """An archive in a folder, worked on by `manage.py` as from a shell."""

    def __init__(self, folder: Path) -> None:
        kept = {key: value for key, value in os.environ.items() if key not in {"DATABASE_URL", "SEARCH_URL"}}
        self._environment = kept | {
            "ARCHIVE_DATA": str(folder),
            "DJANGO_SETTINGS_MODULE": "archive.settings",
            "LOG_LEVEL": "CRITICAL",
        }

    def start(self, *arguments: str) -> subprocess.Popen:
        return subprocess.Popen(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self._environment,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def run(self, *arguments: str) -> tuple[int, str]:
        process = self.start(*arguments)
        out, _ = process.communicate()
        return process.returncode, out


@pytest.fixture
def archive(tmp_path) -> Archive:
    made = Archive(tmp_path / "data")
    assert made.run("migrate", "--verbosity", "0")[0] == 0
    return made


@pytest.fixture
def letters(tmp_path) -> str:
    folder = tmp_path / "letters"
    folder.mkdir()
    for number in range(1, LETTERS + 1):
        (folder / f"{number:03}.txt").write_text(letter_text(f"{number:03}"), encoding="utf-8")
    return str(folder)


def summary(out: str) -> dict:
    return json.loads(out.splitlines()[-1])


def test_two_that_take_in_the_same_letters_add_each_once(archive, letters):
    both = [archive.start("ingest", letters, "--undeclared", "public", "--json") for _ in range(2)]
    said = [summary(process.communicate()[0]) for process in both]
    assert [one["failed"] for one in said] == [[], []]
    assert sum(one["added"] for one in said) == LETTERS
    assert sum(one["unchanged"] for one in said) == LETTERS
    assert archive.run("check_archive")[0] == 0
    assert json.loads(archive.run("search", "步道", "--json")[1])["count"] == LETTERS


def children(process: int) -> set[int]:
    """The processes that it started, and those that these started."""
    try:
        own = [int(one) for one in Path(f"/proc/{process}/task/{process}/children").read_text().split()]
    except OSError:  # it has ended
        return set()
    return {*own, *(below for one in own for below in children(one))}


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="processes are listed under /proc")
def test_one_killed_leaves_no_process_behind(archive, letters):
    process = archive.start("ingest", letters, "--workers", "2")
    found: set[int] = set()
    while len(found) < 4 and process.poll() is None:  # a tracker, a server, two that parse
        time.sleep(0.01)
        found = children(process.pid)
    assert len(found) >= 4
    process.kill()
    process.communicate()
    until = time.monotonic() + 30
    while any(Path(f"/proc/{one}").exists() for one in found) and time.monotonic() < until:
        time.sleep(0.1)
    assert not [one for one in found if Path(f"/proc/{one}").exists()]


def test_one_killed_in_mid_work_is_made_good(archive, letters, tmp_path):
    process = archive.start("ingest", letters, "--undeclared", "public")
    sources = tmp_path / "data" / "files" / "sources"
    while not sources.exists() and process.poll() is None:  # until the first letter is being stored
        time.sleep(0.01)
    process.kill()
    process.communicate()
    assert archive.run("check_archive", "--repair")[0] == 0
    again = summary(archive.run("ingest", letters, "--undeclared", "public", "--json")[1])
    assert (again["added"] + again["unchanged"], again["failed"]) == (LETTERS, [])
    assert archive.run("check_archive")[0] == 0
    assert json.loads(archive.run("search", "步道", "--json")[1])["count"] == LETTERS
