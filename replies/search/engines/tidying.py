"""`python -m replies.search.engines.tidying FOLDER`: merges what small commits leave behind, out of everybody's way.

Whoever commits calls `start`. The process that merges runs at a low priority, so that neither who commits nor who
searches waits for it, and ends by itself once there has been nothing to merge for a while. There is at most one for an
index. It may be killed at any moment, and outlives the process that started it.
"""

from __future__ import annotations

import atexit
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

from replies.search.engine import EngineBusy
from replies.search.engines import upkeep
from replies.search.engines.index import Index
from replies.search.engines.storage import FolderStorage

_ROOT = Path(__file__).resolve().parents[3]
_WHILE = 2.0  # seconds without commits after which the process ends
_OFTEN = 0.1  # seconds between two looks at the index
_MODEST = 10
_started: dict[str, subprocess.Popen[bytes]] = {}  # by folder; it takes one a moment to be known as `tidying`


def start(index: Index) -> None:
    """Have an index in a folder tidied, unless a process is at it."""
    folder = str(Path(index.storage.folder).resolve())
    running = _started.get(folder)
    if (running is None or running.poll() is not None) and not index.is_tidied():
        _started[folder] = subprocess.Popen(  # noqa: S603 - this very program
            [sys.executable, "-m", __name__, folder], cwd=_ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL
        )


@atexit.register
def _let_go() -> None:
    """Processes that are still at it outlive this one on purpose; `subprocess` would warn of each."""
    for process in _started.values():
        if process.poll() is None:
            process.returncode = 0


def main() -> None:
    """Tidy the index of the command line until nobody has committed for a while."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl-C is for the server; nothing is to be said here
    with suppress(OSError):
        os.nice(_MODEST)
    index = Index(FolderStorage(sys.argv[1]))
    with suppress(EngineBusy), index.tidying():
        _tidy_for_a_while(index)


def _tidy_for_a_while(index: Index) -> None:
    seen, until = None, time.monotonic() + _WHILE
    while time.monotonic() < until:
        generation = index.generation()
        if generation < 0:
            return  # deleted
        if generation != seen:
            seen, until = generation, time.monotonic() + _WHILE
            upkeep.tidy(index)
        time.sleep(_OFTEN)


if __name__ == "__main__":
    main()
