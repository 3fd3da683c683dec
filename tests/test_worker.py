"""The background worker as a real process: killed in mid-reading, and two at once; nothing is lost or doubled."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.desk import letter_bytes

pytestmark = pytest.mark.slow
PATIENCE = 90  # seconds; a machine under load starts processes slowly

# Hands in three letters, the first of which takes its reader a while.
HAND_IN = """
from django.contrib.auth.models import User
from replies.uploads import receive
user = User.objects.create_superuser("editor")
receive(user, [(f"{number}.txt", open(f"{folder}/{number}.txt", "rb").read()) for number in range(3)])
"""
STATES = """
from replies.models import Reply, Upload
print("STATES", *Upload.objects.order_by("pk").values_list("state", flat=True), Reply.objects.count())
"""
# A worker that is slow to parse, so that it can be met in mid-reading.
SLOW = """
import time
from replies import uploads
read = uploads.read_and_parse
uploads.read_and_parse = lambda data: (time.sleep({seconds}), read(data))[1]
from django.core.management import call_command
call_command("work", verbosity=0)
"""


class Archive:
    """An archive of its own, with its processes."""

    def __init__(self, folder: Path) -> None:
        kept = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "SEARCH_URL"}}
        self.environment = kept | {"ARCHIVE_DATA": str(folder), "DJANGO_SETTINGS_MODULE": "archive.settings"}
        self.workers: list[subprocess.Popen] = []

    def run(self, code: str) -> str:
        setup = "import django; django.setup()\n"
        return subprocess.run(
            [sys.executable, "-c", setup + code],
            env=self.environment,
            cwd=ROOT,
            check=True,
            capture_output=True,
            text=True,
        ).stdout

    def start_worker(self, seconds: float = 0) -> subprocess.Popen:
        code = "import django; django.setup()\n" + SLOW.format(seconds=seconds)
        self.workers.append(subprocess.Popen([sys.executable, "-c", code], env=self.environment, cwd=ROOT))
        return self.workers[-1]

    def states(self) -> list[str]:
        line = next(line for line in self.run(STATES).splitlines() if line.startswith("STATES"))
        return line.split()[1:]

    def wait(self, until: Callable[[list[str]], bool]) -> list[str]:
        end = time.monotonic() + PATIENCE
        while not until(states := self.states()):
            if time.monotonic() > end:
                pytest.fail(f"still {states}")
        return states


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    for number in range(3):
        (tmp_path / f"{number}.txt").write_bytes(letter_bytes(f"03{number}", subject=f"第{number}条步道"))
    archive = Archive(tmp_path / "var")
    archive.run("from django.core.management import call_command; call_command('migrate', verbosity=0)")
    archive.run(f"folder = {str(tmp_path)!r}\n{HAND_IN}")
    yield archive
    for worker in archive.workers:
        if worker.poll() is None:
            worker.kill()
            worker.wait()


def test_a_worker_killed_in_mid_reading_loses_and_doubles_nothing(archive: Archive) -> None:
    worker = archive.start_worker(seconds=600)
    archive.wait(lambda states: "reading" in states)
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    assert archive.states() == ["reading", "received", "received", "0"]
    archive.start_worker()
    assert archive.wait(lambda states: states.count("waiting") == 3) == ["waiting", "waiting", "waiting", "3"]


def test_two_workers_read_each_letter_once(archive: Archive) -> None:
    archive.start_worker(seconds=1)
    archive.start_worker(seconds=1)
    assert archive.wait(lambda states: states.count("waiting") == 3) == ["waiting", "waiting", "waiting", "3"]
