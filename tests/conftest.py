"""What all tests share: what this machine offers, and how a lack of it is said."""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import pytest
from hypothesis import settings

from tests.archives import Archive

T = TypeVar("T")
IN_CI = os.environ.get("CI") == "true"
settings.register_profile("archive", deadline=None)  # no test asserts a time
settings.load_profile("archive")
NOT_HERE = "is not on this machine"
CHROMIUM_FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def at_desk(some: list[T], *, in_ci: list[T]) -> list[T]:
    """Cases of a test that takes seconds for each: `some` of them at a desk, in CI all."""
    return in_ci if IN_CI else some


def lacks(what: str, remedy: str) -> None:
    """Say that this machine lacks something a test needs: a failure in CI, elsewhere a skip that is named loudly."""
    message = f"{what} {NOT_HERE}: {remedy}"
    if IN_CI:
        pytest.fail(message)
    pytest.skip(message)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Name at the very end what was not tested for want of a part."""
    skipped = terminalreporter.stats.get("skipped", ())
    reasons = {str(report.longrepr[2]) for report in skipped if isinstance(report.longrepr, tuple)}
    for reason in sorted(reason.removeprefix("Skipped: ") for reason in reasons if NOT_HERE in reason):
        terminalreporter.write_line(f"NOT TESTED: {reason}", red=True, bold=True)


@pytest.fixture(autouse=True)
def _fresh_index() -> None:
    """Every test begins with an empty index in memory."""
    from replies import indexing

    indexing.engine.cache_clear()


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """Path of a real Chromium."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        lacks("Chromium", "apt-get install chromium fonts-noto-cjk")
    return str(path)


@pytest.fixture(scope="session")
def migrated(django_db_setup: None, django_db_blocker, tmp_path_factory) -> Path:
    """A file of SQLite with all tables, and nothing but what migrating puts there."""
    from django.db import connection

    folder = tmp_path_factory.mktemp("migrated")
    path = folder / "archive.sqlite3"
    if connection.vendor != "sqlite":
        Archive(folder).manage(["migrate", "--verbosity", "0"])
        return path
    with django_db_blocker.unblock(), contextlib.closing(sqlite3.connect(path)) as copy:
        connection.ensure_connection()
        connection.connection.backup(copy)
    return path


@pytest.fixture
def archive(migrated: Path, tmp_path: Path) -> Iterator[Archive]:
    """An archive of its own with nothing in it, for processes to work on."""
    (tmp_path / "data").mkdir()
    shutil.copy(migrated, tmp_path / "data" / "archive.sqlite3")
    made = Archive(tmp_path / "data")
    yield made
    made.end()
