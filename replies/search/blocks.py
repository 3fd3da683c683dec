"""Many short lines in the room of their letters, found by how they begin, by what they hold, or as a whole."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from typing import Final

import numpy as np

MOST_LINES: Final = 200  # that begin alike and are given


class Block:
    """Lines as one run of bytes, the commonest first: a hundred thousand strings in the room of their letters."""

    def __init__(self, lines: Iterable[str]) -> None:
        coded = [line.replace("\n", " ").encode("utf-8", "replace") for line in lines]
        self._bytes = b"\n" + b"\n".join(coded) + b"\n"
        self._starts = np.cumsum([1, *(len(line) + 1 for line in coded)])
        self._order = np.array(sorted(range(len(coded)), key=coded.__getitem__), dtype=np.int32)

    def beginning(self, text: str, most: int = MOST_LINES) -> list[int]:
        """The numbers of the lines that begin with `text`, in their order, the first `most` of them."""
        start = text.encode("utf-8", "replace")
        first = bisect_left(self._order, start, key=self._line)
        last = bisect_right(self._order, start, first, key=lambda line: self._line(line)[: len(start)])
        lines = self._order[first:last]
        if len(lines) > most:
            lines = np.partition(lines, most)[:most]
        return np.sort(lines).tolist()

    def equal(self, text: str) -> list[int]:
        """The numbers of the lines that are `text`, in their order."""
        line = text.encode("utf-8", "replace")
        first = bisect_left(self._order, line, key=self._line)
        return sorted(self._order[first : bisect_right(self._order, line, first, key=self._line)].tolist())

    def holding(self, text: str) -> Iterator[int]:
        """The numbers of the lines that hold `text`, in their order."""
        needle = text.encode("utf-8", "replace")
        at = self._bytes.find(needle)
        while at >= 0:
            line = int(np.searchsorted(self._starts, at, side="right")) - 1
            yield line
            at = self._bytes.find(needle, int(self._starts[line + 1]))

    def text(self, number: int) -> str:
        """A line as it was put in."""
        return self._line(number).decode()

    def _line(self, number: int) -> bytes:
        return self._bytes[self._starts[number] : self._starts[number + 1] - 1]
