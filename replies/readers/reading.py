"""What every reader gives back: the text of a file and how it was got."""

from __future__ import annotations

from dataclasses import dataclass


class UnreadableFile(Exception):  # noqa: N818 - names the file's state
    """The file can't be read; the message, in Chinese, says why and what to do."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the original in the text: its number from 1, its run `[start, end)`, and for recognised pages the
    mean confidence of the recognition, 0 to 1."""

    number: int
    start: int
    end: int
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """The text of a file. `encoding` is empty where the format fixes it; `recognised` marks text read from images."""

    text: str
    media_type: str
    encoding: str = ""
    pages: tuple[Page, ...] = ()
    recognised: bool = False
    notes: tuple[str, ...] = ()
