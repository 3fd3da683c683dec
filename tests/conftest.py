"""What all tests share: what this machine offers, and how a lack of it is said."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
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
_lacking: set[str] = set()


def lacks(what: str, remedy: str) -> None:
    """Say that this machine lacks something a test needs: a failure in CI, elsewhere a skip that is named loudly."""
    message = f"{what} is not on this machine: {remedy}"
    if os.environ.get("CI") == "true":
        pytest.fail(message)
    _lacking.add(message)
    pytest.skip(message)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Name at the very end what was not tested for want of a part."""
    for message in sorted(_lacking):
        terminalreporter.write_line(f"NOT TESTED: {message}", red=True, bold=True)


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
