"""`find_sections(text)`: the headings of a letter's body and what stands under each.

Level 1 is 一、 level 2 （一） level 3 1. or 一是. A section reaches to the next heading of its own level or above.
"""

from __future__ import annotations

import re

from replies.letters.letter import Section
from replies.letters.wordlists import matches_at, occurrences

_ONE = "[一二三四五六七八九十]"
_LEVELS = (
    (1, re.compile(rf"^[ \t]*{_ONE}{{1,3}}[、.．]")),
    (2, re.compile(rf"^[ \t]*[(（]{_ONE}{{1,3}}[)）][、.]?")),
    (3, re.compile(r"^[ \t]*(?:\d{1,2}[.、．](?!\d)|[(（]\d{1,2}[)）]|[①-⑳])")),
)
# What a heading of any level begins with, if it is no digit: most lines begin with something else.
_BEGINS = frozenset(" \t一二三四五六七八九十(（①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳")
# Each alternative begins with a character of its own, so that the search skips fast.
_IN_LINE = re.compile(rf"(?:{'|'.join(f'{one}是' for one in _ONE[1:-1])}|第{_ONE}[，,、])[^。；\n]{{2,60}}")
_BEGINS_AFTER = frozenset("。；：: \t\n")
_HEADING_END = re.compile(r"[。；：:]")


def find_sections(text: str) -> list[Section]:
    """The sections of the text, in order."""
    heads: list[tuple[int, str, int]] = []
    at = 0
    for line in text.split("\n"):
        if head := _heading(line):
            heads.append((head[0], head[1], at))
        at += len(line) + 1
    heads += [
        (3, match[0].strip(), match.start())
        for match in matches_at(_IN_LINE, text, _ordinals(text))
        if match.start() == 0 or text[match.start() - 1] in _BEGINS_AFTER
    ]
    heads.sort(key=lambda head: head[2])
    return _closed(heads, len(text))


def _ordinals(text: str) -> list[int]:
    """Where 一是, 二是 and 第 stand, of which 是 and 第 are far rarer than numerals."""
    ends = (at - 1 for at in occurrences(text, "是") if at and text[at - 1] in _ONE)
    return sorted([*ends, *occurrences(text, "第")])


def _closed(heads: list[tuple[int, str, int]], end: int) -> list[Section]:
    """Each heading with the end of its section, which the next heading of its level or above brings."""
    ends = [end] * len(heads)
    open_: list[int] = []
    for index, (level, _, at) in enumerate(heads):
        while open_ and heads[open_[-1]][0] >= level:
            ends[open_.pop()] = at
        open_.append(index)
    return [Section(level, heading, at, stop) for (level, heading, at), stop in zip(heads, ends, strict=True)]


def _heading(line: str) -> tuple[int, str] | None:
    if line[:1] not in _BEGINS and not line[:1].isdecimal():
        return None
    for level, pattern in _LEVELS:
        if pattern.match(line):
            stop = _HEADING_END.search(line, 2)
            heading = line[: stop.start()] if stop else line
            return level, heading.strip()
    return None
