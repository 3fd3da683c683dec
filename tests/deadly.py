"""Parses files as the archive does, in a process apart; but some texts kill the process, as running out of memory does."""

from __future__ import annotations

import os
import signal

from replies import parsing_apart
from replies.preparing import Parsed

DEADLY = "此处致命"


def parse_and_cut(files: list[bytes]) -> list[Parsed | Exception]:
    if any(DEADLY.encode() in data for data in files):
        os.kill(os.getpid(), signal.SIGKILL)
    return parsing_apart.parse_and_cut(files)
