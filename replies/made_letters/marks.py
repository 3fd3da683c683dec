"""Text whose parts are marked, so that their places are known after wrapping, damage and page furniture.

A marked part stands between two characters of the private planes; `Ledger` keeps what each mark means, `settle` takes
the marks out and says where each part ended up. Marks may nest and may be cut off with the text around them.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

_OPEN, _CLOSE = 0xF0000, 0x100000
MARKS = "\U000f0000-\U0010ffff"
_TOKEN = re.compile(rf"[{MARKS}]|[0-9A-Za-z.%\-]+|.", re.DOTALL)
# The end of a line within a part, and the page number that may stand between two lines.
_LINE_END = re.compile(r"\s*\n(?:— \d+ —\n)?\s*(?:— \d+ —\n\s*)?")
_NO_LINE_START = "，。、；：”’》）！？)]〕%"
_NO_LINE_END = re.compile(rf"[（“《〔(\[{MARKS}]+$")


@dataclass(frozen=True, slots=True)
class Entry:
    """One marked part: its kind (metric, request, commitment) and what is true of it."""

    kind: str
    truth: dict[str, Any]


@dataclass(slots=True)
class Ledger:
    """The marks of one letter."""

    entries: list[Entry] = field(default_factory=list)

    def mark(self, kind: str, text: str, **truth: Any) -> str:
        """`text` between two new marks."""
        index = len(self.entries)
        self.entries.append(Entry(kind, truth))
        return f"{chr(_OPEN + index)}{text}{chr(_CLOSE + index)}"

    def settle(self, marked: str) -> tuple[str, dict[str, list[dict[str, Any]]]]:
        """The plain text, and per kind the parts that are still whole, with text, start and end, in order."""
        plain: list[str] = []
        starts: dict[int, int] = {}
        found: dict[str, list[dict[str, Any]]] = {}
        for char in marked:
            code = ord(char)
            if code >= _CLOSE and code - _CLOSE in starts:
                start, entry = starts[code - _CLOSE], self.entries[code - _CLOSE]
                text = _LINE_END.sub("", "".join(plain[start:]))
                part = {"text": text, **entry.truth, "start": start, "end": len(plain)}
                found.setdefault(entry.kind, []).append(part)
            elif _OPEN <= code < _CLOSE:
                starts[code - _OPEN] = len(plain)
            elif code < _OPEN:
                plain.append(char)
        for parts in found.values():
            parts.sort(key=lambda part: part["start"])
        return "".join(plain), found


def outside_marks(marked: str, change: Callable[[str], str]) -> str:
    """Apply `change` to the runs of text between marks."""
    return "".join(
        part if re.match(rf"[{MARKS}]", part) else change(part) for part in re.split(rf"([{MARKS}])", marked)
    )


def wrap(paragraph: str, width: int) -> list[str]:
    """The paragraph as lines of about `width` Chinese characters, broken as a printer would; numbers stay whole."""
    lines: list[str] = []
    line, used = "", 0.0
    for token in _TOKEN.findall(paragraph):
        if ord(token[0]) >= _OPEN:
            line += token
            continue
        size = sum(0.5 if ord(char) < 0x2E80 else 1.0 for char in token)
        if used + size > width and token not in _NO_LINE_START:
            hanging = _NO_LINE_END.search(line)
            kept = hanging[0] if hanging else ""
            lines.append(line[: len(line) - len(kept)])
            line, used = kept, float(len(kept))
        line += token
        used += size
    return [*lines, line]
