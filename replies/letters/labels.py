"""`find_labels(text) -> list[Labelled]`: what stands beside a label, as in 「文号：西民函〔2023〕73号」.

Index headers of web pages, form tables (承办表), the lines around a letter's head and foot: all are labels with values.
They stand one a line, several a line, run together, or with the value on the next line. A label without a value gives
an empty one. Prose that happens to use the same words is left alone: without a colon a label counts only where two of
them share a line, or where it fills a line of its own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from replies.letters.patterns import GAP
from replies.letters.wordlists import alternatives, read_parts

_FIELD_OF = {name: field for field, names in read_parts("labels.txt").items() for name in names}
_ALTERNATIVES = alternatives(_FIELD_OF, between=GAP)
_WITH_COLON = re.compile(rf"(?<![\u4e00-\u9fff])(?P<name>{_ALTERNATIVES})[ \t]{{0,6}}[)）]?[ \t]{{0,6}}(?:[:：]|\|)")
_WITH_COLON_GLUED = re.compile(rf"(?P<name>{_ALTERNATIVES})[ \t]{{0,6}}(?:[:：]|\|)")
_WITH_BLANK = re.compile(rf"(?:(?<=[ \t\n|])|^)(?P<name>{_ALTERNATIVES})(?=[ \t|]|$)")
_BARE = re.compile(rf"(?P<name>{_ALTERNATIVES})")
_ALONE = re.compile(rf"(?P<name>{_ALTERNATIVES})[ \t]{{0,4}}[:：]?")
_BRACKETED = re.compile(
    rf"[〔\[【(（][ \t]{{0,3}}(?P<name>{_ALTERNATIVES})(?:[ \t]{{1,4}}|[:：][ \t]{{0,4}})(?P<value>[^〕\]】)）\n]{{0,60}})"
)

_TABLE_FIELDS = frozenset({"index_number", "publisher", "publish_date", "document_number", "issue_date"})
_RUN_TOGETHER = re.compile("索引号|信息索引")
_LONGEST_LINE = 400


@dataclass(frozen=True, slots=True)
class Labelled:
    """A value at `text[start:end]` beside a label that begins at `label_start`; the value may be empty.

    `opens_line` says that the line begins with a label, as a form's lines do.
    """

    field: str
    name: str
    value: str
    start: int
    end: int
    label_start: int
    opens_line: bool = False


def find_labels(text: str) -> list[Labelled]:
    """All labelled values of `text`, in order."""
    found: list[Labelled] = []
    at = 0
    lines = text.split("\n")
    for index, line in enumerate(lines):
        if not line or len(line) > _LONGEST_LINE:
            at += len(line) + 1
            continue
        marks = _marks(line)
        if not marks and (alone := _ALONE.fullmatch(line)):
            marks = [(alone.start(), alone.end(), alone["name"])]
        if len(marks) == 1 and marks[0][1] == len(line):
            found += _value_below(lines, index, at, marks[0])
        else:
            found += _values(line, at, marks)
        at += len(line) + 1
    return found


def _marks(line: str) -> list[tuple[int, int, str]]:
    """Where the labels of a line stand: (start, end, name)."""
    marks = {match.start(): (match.start(), match.end(), match["name"]) for match in _WITH_COLON.finditer(line)}
    if marks or _RUN_TOGETHER.search(line):
        for match in _WITH_COLON_GLUED.finditer(line):
            marks.setdefault(match.start(), (match.start(), match.end(), match["name"]))
    blank = [match for match in _WITH_BLANK.finditer(line) if match.start() not in marks]
    if len(blank) + len(marks) >= 2 and "。" not in line and blank:
        for match in blank:
            marks.setdefault(match.start(), (match.start(), match.end(), match["name"]))
    if _RUN_TOGETHER.search(line) or len(marks) == 0:
        bare = list(_BARE.finditer(line))
        fields = {_field(match["name"]) for match in bare}
        if len(fields & _TABLE_FIELDS) >= 3 and "。" not in line:
            for match in bare:
                marks.setdefault(match.start(), (match.start(), match.end(), match["name"]))
    for match in _BRACKETED.finditer(line):
        marks.setdefault(match.start("name"), (match.start("name"), match.start("value"), match["name"]))
    return _apart(marks)


def _apart(marks: dict[int, tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    kept: list[tuple[int, int, str]] = []
    for start in sorted(marks):
        if not kept or start >= kept[-1][1]:
            kept.append(marks[start])
    return kept


def _values(line: str, at: int, marks: list[tuple[int, int, str]]) -> list[Labelled]:
    found = []
    for index, (label_start, begin, name) in enumerate(marks):
        following = marks[index + 1][0] if index + 1 < len(marks) else len(line)
        start, end = _trim(line, begin, following)
        found.append(Labelled(_field(name), name, line[start:end], at + start, at + end, at + label_start, marks[0][0] == 0))
    return found


def _value_below(lines: list[str], index: int, at: int, mark: tuple[int, int, str]) -> list[Labelled]:
    """The value of a label that fills its line: the next line, unless that is a label itself."""
    label_start, end, name = mark
    below = lines[index + 1] if index + 1 < len(lines) else ""
    if not below or len(below) > 200 or _ALONE.fullmatch(below) or _marks(below):
        return [Labelled(_field(name), name, "", at + end, at + end, at + label_start)]
    begin = at + len(lines[index]) + 1
    start, stop = _trim(below, 0, len(below))
    return [Labelled(_field(name), name, below[start:stop], begin + start, begin + stop, at + label_start)]


_EDGE_START, _EDGE_END = " \t|:：〔[【", " \t|;；,，"


def _trim(line: str, start: int, end: int) -> tuple[int, int]:
    while start < end and line[start] in " \t|:：":
        start += 1
    while start < end and line[end - 1] in _EDGE_END:
        end -= 1
    for opening, closing in ("()", "（）", "〔〕", "[]", "【】"):
        if (line[start:end].endswith(closing) and opening not in line[start:end]) or line[start:end].endswith(opening):
            end -= 1
    while start < end and line[end - 1] in _EDGE_END:
        end -= 1
    return start, end


def _field(name: str) -> str:
    return _FIELD_OF[re.sub(r"\s", "", name)]
