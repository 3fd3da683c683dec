"""An archive of its own in a folder, on SQLite, worked on by processes as from a shell; looked at without starting one."""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

# Several commands in one process, since starting it takes longer than most of them.
RUN_ALL = """
import json, sys, django
django.setup()
from django.core.management import call_command
for name, *arguments in json.loads(sys.argv[1]):
    call_command(name, *arguments)
"""


class Archive:
    """An archive and the processes that work on it."""

    def __init__(self, folder: Path) -> None:
        kept = {key: value for key, value in os.environ.items() if key not in {"DATABASE_URL", "SEARCH_URL"}}
        self.folder = folder
        self._environment = kept | {
            "ARCHIVE_DATA": str(folder),
            "DJANGO_SETTINGS_MODULE": "archive.settings",
            "LOG_LEVEL": "CRITICAL",
        }
        self._started: list[subprocess.Popen[str]] = []

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """A process of `python` with these arguments, going on by itself."""
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        command = [sys.executable, *arguments]
        self._started.append(subprocess.Popen(command, cwd=ROOT, env=self._environment, text=True, **pipes))
        return self._started[-1]

    def python(self, *arguments: str) -> str:
        """What such a process says; a failing one fails the test."""
        process = self.start(*arguments)
        out, err = process.communicate()
        assert process.returncode == 0, err
        return out

    def manage(self, *commands: list[str]) -> str:
        """What these commands of `manage.py` say, run one after the other; one that fails fails the test."""
        return self.python("-c", RUN_ALL, json.dumps(commands))

    def rows(self, query: str) -> list[tuple]:
        """What the database answers now."""
        with contextlib.closing(sqlite3.connect(self.folder / "archive.sqlite3", timeout=30)) as database:
            return database.execute(query).fetchall()

    def end(self) -> None:
        """Leave no process behind."""
        for process in self._started:
            process.kill()
            process.wait()
            process.stdout.close()
            process.stderr.close()
