"""`find_labels(text) -> list[Labelled]`: what stands beside a label, as in 「文号：西民函〔2023〕73号」.

Index headers of web pages, form tables (承办表), the lines around a letter's head and foot: all are labels with values.
They stand one a line, several a line, run together, or with the value on the next line. A label without a value gives
an empty one. Prose that happens to use the same words is left alone: without a colon a label counts only where two of
them share a line, where it fills a line of its own or begins a row of a table, or where a name and a telephone number
are all that follows it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import accumulate

from replies.letters.patterns import GAP, HAN
from replies.letters.wordlists import WordFinder, alternatives, holds_any, read_parts

_FIELD_OF = {name: field for field, names in read_parts("labels.txt").items() for name in names}
_ALTERNATIVES = alternatives(_FIELD_OF, between=GAP)
_LABELS = WordFinder(_FIELD_OF, between=GAP)
_COLON_AFTER = re.compile(r"[ \t]{0,6}[)）]?[ \t]{0,6}[:：|]")
_CELL_NAME = re.compile(rf"[〔\[【][ \t]{{0,3}}(?P<name>{_ALTERNATIVES})[ \t]{{0,3}}[〕\]】][ \t]{{0,3}}[:：]?")
_BLANK_AFTER = re.compile(r"(?=[ \t|]|$)")
_ALONE = re.compile(rf"(?P<name>{_ALTERNATIVES})[ \t]{{0,4}}[:：]?")
_ROW = re.compile(r"[ \t]{1,8}[^ \t。，；]|[ \t]{0,8}$")
_BRACKETED = re.compile(
    rf"[〔\[【(（][ \t]{{0,3}}(?P<name>{_ALTERNATIVES})(?:[ \t]{{1,4}}"
    r"|[:：][ \t]{0,4})(?P<value>[^〕\]】)）\n]{0,60})"
)

_TABLE_FIELDS = frozenset({"index_number", "publisher", "publish_date", "document_number", "issue_date"})
# Fields whose value may stand under a label that ends in a colon.
_STANDS_ABOVE = _TABLE_FIELDS | {"disclosure", "response_type", "proposal_numbers", "proposal_titles", "session"}
# Fields that an index header may run together; others' names are words of a value there (委员 in 委员会).
_IN_HEADERS = _TABLE_FIELDS | {"disclosure", "response_type", "proposal_titles", "other"}
_CONTACTS = frozenset({"contact_names", "contact_phones", "contact_office"})
_NAME_AND_PHONE = re.compile(
    rf"[ \t]+(?:[{HAN}·*×]{{1,12}}[ \t]+){{0,3}}"
    r"(?:0\d{2,3}[ \t]?[-—－–]?[ \t]?\d{7,8}|1[3-9]\d{9}|[2-9]\d{6,7})[)）]?"
)
_RUN_TOGETHER = re.compile("索引号|信息索引")
_OPENS_CELL = frozenset("〔[【")
_OPENS_BRACKET = frozenset("〔[【(（")
_LONGEST_TAIL = 5  # blanks and a colon behind a label that fills its line
_LONGEST_LINE = 400
_LONGEST_IN_PROSE = 100
_NEAR = 300  # lines from either end of a text in which labels are looked for


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


def find_labels(text: str, prose: tuple[int, int] = (0, 0)) -> list[Labelled]:
    """All labelled values of `text`, in order; of a text with very many lines, those of its first and last ones.

    `prose` is the run of the text whose long lines are known to be sentences.
    """
    found: list[Labelled] = []
    lines = text.split("\n")
    starts = list(accumulate((len(line) + 1 for line in lines), initial=0))
    words = _words(lines, starts, range(*prose))
    for index, of_line in words.items():
        line = lines[index]
        in_table = _is_row(line, of_line) and any(
            _is_row(lines[beside], words[beside]) for beside in (index - 1, index + 1) if beside in words
        )
        marks = _marks(line, of_line, in_table=in_table)
        if len(marks) == 1 and marks[0][1] == len(line):
            found += _value_below(lines, index, starts[index], marks[0])
        else:
            found += _values(line, starts[index], marks)
    return found


def _words(lines: list[str], starts: list[int], prose: range) -> dict[int, list[re.Match[str]]]:
    """The labels that lines hold, whether or not they stand as labels do; lines without any are left out.

    A line of prose holds none unless it begins with one, as a form's lines do: the others name things, not values.
    """
    far = range(_NEAR, len(lines) - _NEAR)
    words = {}
    for index, line in enumerate(lines):
        if not 1 < len(line) <= _LONGEST_LINE or index in far:
            continue
        if starts[index] in prose and (
            len(line) > _LONGEST_IN_PROSE or not (line[0] in _OPENS_CELL or _LABELS.match(line))
        ):
            continue
        if found := list(_LABELS.matches(line)):
            words[index] = found
    return words


def _is_row(line: str, words: list[re.Match[str]]) -> bool:
    """Whether a line begins with a label as the rows of a table do."""
    return words[0].start() == 0 and bool(_ROW.match(line, words[0].end()))


def _marks(line: str, words: list[re.Match[str]], *, in_table: bool = False) -> list[tuple[int, int, str]]:
    """Where the labels of a line stand: (start, end, name). `in_table`: a neighbouring line begins with a label too."""
    if len(words) == 1 and _fills(line, words[0]) and (alone := _ALONE.fullmatch(line)):
        return [(0, alone.end(), alone["name"])]
    colons = [(word, colon.end()) for word in words if (colon := _COLON_AFTER.match(line, word.end()))]
    marks = {word.start(): (word.start(), end, word[0]) for word, end in colons if not _is_glued(line, word)}
    run_together = "索引" in line and bool(_RUN_TOGETHER.search(line))
    if marks or run_together:
        marks |= {word.start(): (word.start(), end, word[0]) for word, end in colons}
    if "。" not in line:
        blanks = [word for word in words if word.start() not in marks and _stands_free(line, word)]
        begins = bool(blanks) and blanks[0].start() == 0
        if len(blanks) + len(marks) >= 2 or (begins and (in_table or _is_contact(line, blanks[0]))):
            marks |= {word.start(): (word.start(), word.end(), word[0]) for word in blanks}
        if (run_together or not marks) and len({_field(word[0]) for word in words} & _TABLE_FIELDS) >= 3:
            cells = [word for word in words if _field(word[0]) in _IN_HEADERS]
            marks = {word.start(): (word.start(), word.end(), word[0]) for word in cells} | marks
    for match in _CELL_NAME.finditer(line) if words and holds_any(line, _OPENS_CELL) else ():
        marks[match.start("name")] = (match.start(), match.end(), match["name"])
    for match in _BRACKETED.finditer(line) if words and holds_any(line, _OPENS_BRACKET) else ():
        marks.setdefault(match.start("name"), (match.start("name"), match.start("value"), match["name"]))
    return _apart(marks)


def _fills(line: str, word: re.Match[str]) -> bool:
    """Whether a line can hold anything but a label and its colon."""
    return word.start() == 0 and len(line) - word.end() <= _LONGEST_TAIL


def _is_contact(line: str, word: re.Match[str]) -> bool:
    """Whether a line names whom to ask, and how, and nothing else: 「联系人 王某某 0871-1234567」."""
    return _field(word[0]) in _CONTACTS and _NAME_AND_PHONE.fullmatch(line, word.end()) is not None


def _is_glued(line: str, word: re.Match[str]) -> bool:
    """Whether a label directly follows another character of a word."""
    return word.start() > 0 and "\u4e00" <= line[word.start() - 1] <= "\u9fff"


def _stands_free(line: str, word: re.Match[str]) -> bool:
    """Whether a label has blanks, or a cell's border, on both sides."""
    before = word.start() == 0 or line[word.start() - 1] in " \t|"
    return before and bool(_BLANK_AFTER.match(line, word.end()))


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
        found.append(
            Labelled(_field(name), name, line[start:end], at + start, at + end, at + label_start, marks[0][0] == 0)
        )
    return found


def _value_below(lines: list[str], index: int, at: int, mark: tuple[int, int, str]) -> list[Labelled]:
    """The value of a label that fills its line: the next line, unless that is a label itself."""
    label_start, end, name = mark
    below = lines[index + 1] if index + 1 < len(lines) else ""
    if lines[index].endswith((":", "：")) and _field(name) not in _STANDS_ABOVE:
        below = ""
    if not below or len(below) > 200 or _marks(below, list(_LABELS.matches(below))):
        return [Labelled(_field(name), name, "", at + end, at + end, at + label_start)]
    begin = at + len(lines[index]) + 1
    start, stop = _trim(below, 0, len(below))
    return [Labelled(_field(name), name, below[start:stop], begin + start, begin + stop, at + label_start)]


_PAIRS = ("()", "（）", "〔〕", "[]", "【】")
_BRACKETS = frozenset("".join(_PAIRS))
_EDGE_START, _EDGE_END = " \t|:：〔[【", " \t|;；,，"


def _trim(line: str, start: int, end: int) -> tuple[int, int]:
    while start < end and line[start] in " \t|:：":
        start += 1
    while start < end and line[end - 1] in _EDGE_END:
        end -= 1
    while start < end and line[end - 1] in _BRACKETS and _is_loose(line, start, end):
        end -= 1
        while start < end and line[end - 1] in _EDGE_END:
            end -= 1
    return start, end


def _is_loose(line: str, start: int, end: int) -> bool:
    """Whether the value ends in a bracket that opens, or closes what it does not open: 某某局】【 before 时间：…】."""
    return any(
        line.endswith(opening, start, end) or (line.endswith(closing, start, end) and opening not in line[start:end])
        for opening, closing in _PAIRS
    )


def _field(name: str) -> str:
    return _FIELD_OF["".join(name.split())]
