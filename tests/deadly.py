"""Parses files as the archive does, in a process apart; but some texts kill the process, as running out of memory does."""

from __future__ import annotations

import os
import signal

from replies import parsing

DEADLY = "此处致命"


def read_and_parse_all(files: list[bytes]) -> list[parsing.Parsed | Exception]:
    if any(DEADLY.encode() in data for data in files):
        os.kill(os.getpid(), signal.SIGKILL)
    return parsing.read_and_parse_all(files)
