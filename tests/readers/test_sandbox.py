"""A reader may hang, eat memory or crash: the file is refused, the archive lives on."""

from __future__ import annotations

import ctypes
import os
import time

import pytest

from replies.readers.reading import Reading, UnreadableFile
from replies.readers.sandbox import Sandbox


def read(data: bytes) -> Reading:
    """A reader that does what its file tells it to."""
    order = data.decode()
    if order == "hang":
        time.sleep(60)
    elif order == "eat":
        return Reading("x" * (4 << 30), "text/plain")
    elif order == "crash":
        ctypes.string_at(0)
    elif order == "vanish":
        os._exit(0)
    elif order == "refuse":
        raise UnreadableFile("文件已损坏")
    elif order == "raise":
        raise ZeroDivisionError
    return Reading(f"{order} by {os.getpid()}", "text/plain")


@pytest.mark.parametrize(
    ("order", "said"),
    [
        ("hang", "超过 1 秒"),
        ("eat", "内存"),
        ("crash", "出错"),
        ("vanish", "出错"),
        ("refuse", "^文件已损坏$"),
        ("raise", "ZeroDivisionError"),
    ],
)
def test_a_bad_file_is_refused_and_the_next_one_is_read(order, said):
    with Sandbox(read, seconds=1, memory=1 << 30) as sandbox:
        with pytest.raises(UnreadableFile, match=said):
            sandbox(order.encode())
        assert sandbox(b"next").text.startswith("next")


def test_one_child_serves_many_files_and_it_is_not_us():
    with Sandbox(read) as sandbox:
        answers = {sandbox(b"file").text for _ in range(3)}
    assert len(answers) == 1
    assert f"file by {os.getpid()}" not in answers


def test_a_large_file_goes_through():
    with Sandbox(read) as sandbox:
        assert sandbox(b"a" * (30 << 20)).text.startswith("aaa")
