"""The background worker as a real process: killed in mid-reading, and two at once; nothing is lost or doubled."""

from __future__ import annotations

import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.archives import Archive
from tests.desk import letter_bytes

pytestmark = pytest.mark.slow
PATIENCE = 90  # seconds; a machine under load starts processes slowly

# Hands in three letters.
HAND_IN = """
import sys, django
django.setup()
from django.contrib.auth.models import User
from replies.uploads import receive
user = User.objects.create_superuser("editor")
receive(user, [(f"{number}.txt", open(f"{sys.argv[1]}/{number}.txt", "rb").read()) for number in range(3)])
"""
# A worker that is slow to parse, so that it can be met in mid-reading.
SLOW = """
import sys, time, django
django.setup()
from replies import uploads
read = uploads.read_and_parse
uploads.read_and_parse = lambda data: (time.sleep(float(sys.argv[1])), read(data))[1]
from django.core.management import call_command
call_command("work", verbosity=0)
"""


def start_worker(archive: Archive, seconds: float = 0) -> subprocess.Popen[str]:
    return archive.start("-c", SLOW, str(seconds))


def states(archive: Archive) -> list[str | int]:
    """How far each letter has come, and how many replies there are."""
    uploads = archive.rows("SELECT state FROM replies_upload ORDER BY id")
    return [state for (state,) in (*uploads, *archive.rows("SELECT count(*) FROM replies_reply"))]


def wait(archive: Archive, until: Callable[[list[str | int]], bool]) -> list[str | int]:
    end = time.monotonic() + PATIENCE
    while not until(now := states(archive)):
        if time.monotonic() > end:
            pytest.fail(f"still {now}")
        time.sleep(0.05)
    return now


@pytest.fixture
def handed_in(archive: Archive, tmp_path: Path) -> Archive:
    for number in range(3):
        (tmp_path / f"{number}.txt").write_bytes(letter_bytes(f"03{number}", subject=f"第{number}条步道"))
    archive.python("-c", HAND_IN, str(tmp_path))
    return archive


def test_a_worker_killed_in_mid_reading_loses_and_doubles_nothing(handed_in: Archive) -> None:
    worker = start_worker(handed_in, seconds=600)
    wait(handed_in, lambda now: "reading" in now)
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    assert states(handed_in) == ["reading", "received", "received", 0]
    start_worker(handed_in)
    assert wait(handed_in, lambda now: now.count("waiting") == 3) == ["waiting", "waiting", "waiting", 3]


def test_two_workers_read_each_letter_once(handed_in: Archive) -> None:
    start_worker(handed_in, seconds=1)
    start_worker(handed_in, seconds=1)
    assert wait(handed_in, lambda now: now.count("waiting") == 3) == ["waiting", "waiting", "waiting", 3]
