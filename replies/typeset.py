"""A letter's text, its paragraphs and the marks upon it -> blocks ready to be shown. Pure: knows no Django and no HTML.

All offsets count code points of the letter's text. A paragraph that was cut into lines by a printer comes out joined;
what is shown is always the text as it was published, character for character, white space at the joins aside. Marks may
nest and cross: each piece of text says which marks open before it and which close after it, always properly nested.
"""

from __future__ import annotations

import re
import sys
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, Literal

Role = Literal["issuer", "head", "document-number", "title", "salutation", "heading", "body", "signature", "tail"]

LINE_BREAK = re.compile(r"[^\S\n]*\n\s*")
MARKDOWN_HEADING = re.compile(r"#{1,6}\s+")
RULE_LINE = re.compile(r"\s*(?:[-*_=—－]\s*){3,}")
SENTENCE_END = re.compile(r"[。！？!?；;：:][”’」』）)]*\s*$")
TITLE_WORDS = re.compile(r"关于|答复|回复|复函|的函|复文")
SALUTATION_END = re.compile(r"[：:，,]\s*$")
SIGNED_DATE = re.compile(
    r"\s*[\d〇○零一二三四五六七八九十]{2,4}\s*[年./-]\s*[\d一二三四五六七八九十]{1,3}\s*[月./-]"
    r"\s*[\d一二三四五六七八九十]{1,3}\s*日?\s*|\s*20\d{4,6}\s*"  # 2014111: a date that lost 年, 月 and 日
)
TAIL_START = re.compile(r"\s*[(（]?\s*(?:联系人|联系电话|联系单位|抄送|抄报|主动公开|信息公开|公开方式|附件|印发|此件)")
LONGEST_HEAD, LONGEST_SIGNATURE = 60, 45
DEEPEST_LEAD = 2  # （一） is set apart inside its paragraph, 一是 is not


@dataclass(frozen=True, slots=True)
class Mark:
    """A run of the text that means something: `kind` says what, `key` names it, `note` is said where it ends."""

    start: int
    end: int
    kind: str
    key: str
    note: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class Fragment:
    """A mark, or a part of one, as it stands in one block. Only the first fragment carries the `anchor`."""

    mark: Mark
    anchor: str = ""
    last: bool = True


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text under the same marks: `opens` begin before it (outermost first), `closes` end after it.

    `start` is where in the letter's text it begins; it is as long there as here.
    """

    text: str
    opens: tuple[Fragment, ...] = ()
    closes: tuple[Fragment, ...] = ()
    start: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph of the page; `level` counts for headings only."""

    number: int
    role: Role
    level: int
    pieces: tuple[Piece, ...]

    @property
    def anchor(self) -> str:
        """The name that an address can end in: `p12`."""
        return f"p{self.number}"

    @property
    def text(self) -> str:
        """What a reader reads, without marks."""
        return "".join(piece.text for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class Typeset:
    """The blocks in order, and for each mark's key the anchor of the place where it begins."""

    blocks: tuple[Block, ...]
    anchors: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Outline:
    """What the parser knows of the letter's form: spans of its fields and of its sections."""

    sections: Sequence[tuple[int, str, int]] = ()  # (level, heading, start)
    evidence: Mapping[str, Sequence[tuple[int, int]]] = field(default_factory=dict)

    @classmethod
    def of(cls, parsed: Mapping[str, Any]) -> Outline:
        """From the parser's answer as `parse_letter` gives it."""
        return cls(
            sections=[(one["level"], one["heading"], one["start"]) for one in parsed.get("sections") or ()],
            evidence={
                name: [(start, end) for start, end in spans] for name, spans in (parsed.get("evidence") or {}).items()
            },
        )


@dataclass(slots=True)
class _Paragraph:
    """A paragraph while its role is being found: the runs of source text that it shows."""

    number: int
    start: int
    end: int
    runs: list[tuple[int, int]]
    text: str
    role: Role = "body"
    level: int = 0


def typeset(
    text: str, paragraphs: Iterable[tuple[int, int, int]], outline: Outline, marks: Iterable[Mark] = ()
) -> Typeset:
    """Lay out a letter. `paragraphs` are (number, start, end) in the order of the text."""
    laid = [_paragraph(text, number, start, end) for number, start, end in paragraphs]
    laid = [one for one in laid if one.text]
    _give_roles(laid, outline)
    sweep = _Sweep([*marks, *_leads(text, laid, outline)])
    limits = [one.start for one in laid[1:]] + [sys.maxsize]
    blocks = tuple(
        Block(one.number, one.role, one.level, _pieces(text, one, limit, sweep))
        for one, limit in zip(laid, limits, strict=False)  # of no paragraphs there are no blocks
    )
    return Typeset(blocks, sweep.anchors)


def _paragraph(text: str, number: int, start: int, end: int) -> _Paragraph:
    """The runs of a paragraph: its lines joined, a typewriter's heading marks and rules left out."""
    if opening := MARKDOWN_HEADING.match(text, start, end):
        start = opening.end()
    if RULE_LINE.fullmatch(text, start, end):
        return _Paragraph(number, start, end, [], "")
    runs, at = [], start
    for cut in LINE_BREAK.finditer(text, start, end):
        join = cut.start() + (1 if _needs_space(text, cut.start(), cut.end()) else 0)
        runs.append((at, join))
        at = cut.end()
    runs.append((at, end))
    runs = [(first, last) for first, last in runs if first < last]
    return _Paragraph(number, start, end, runs, "".join(text[first:last] for first, last in runs).strip())


def _needs_space(text: str, left: int, right: int) -> bool:
    """Whether two lines join with a space: only between words of Latin letters."""
    before, after = text[max(left - 1, 0) : left], text[right : right + 1]
    return before.isascii() and before.isalpha() and after.isascii() and after.isalpha()


def _paragraph_at(laid: Sequence[_Paragraph], offset: int) -> _Paragraph | None:
    place = bisect_right(laid, offset, key=lambda one: one.start) - 1
    return laid[place] if place >= 0 and offset < laid[place].end else None


def _holds(paragraph: _Paragraph, spans: Iterable[tuple[int, int]]) -> bool:
    return any(paragraph.start <= start < paragraph.end for start, _ in spans)


def _give_roles(laid: list[_Paragraph], outline: Outline) -> None:
    """Say of each paragraph what part of the letter it is: first the headings, then what stands around the body."""
    for level, heading, start in outline.sections:
        paragraph = _paragraph_at(laid, start)
        if paragraph and _squeeze(paragraph.text) == _squeeze(heading):
            paragraph.role, paragraph.level = "heading", level
    body = _body_range(laid, outline)
    for paragraph in laid[: body.start]:
        paragraph.role = _role_before_body(paragraph, outline)
    _join_title(laid[: body.start])
    for paragraph in laid[body.stop :]:
        paragraph.role = _role_after_body(paragraph, outline)


def _body_range(laid: list[_Paragraph], outline: Outline) -> range:
    """Where the running text begins (after the salutation, else at the first sentence) and where it ends."""
    addressees = outline.evidence.get("addressees", ())
    first = next(
        (
            place + 1
            for place, one in enumerate(laid)
            if len(one.text) <= LONGEST_HEAD * 3 and SALUTATION_END.search(one.text) and _holds(one, addressees)
        ),
        None,
    )
    if first is None:
        first = next(
            (
                place
                for place, one in enumerate(laid)
                if one.role == "heading" or len(one.text) > LONGEST_HEAD or SENTENCE_END.search(one.text)
            ),
            0,
        )
    last = len(laid)
    while last > first and laid[last - 1].role == "body" and _is_after_body(laid[last - 1], outline):
        last -= 1
    return range(first, last)


def _is_after_body(paragraph: _Paragraph, outline: Outline) -> bool:
    if TAIL_START.match(paragraph.text):
        return True
    if len(paragraph.text) > LONGEST_SIGNATURE:
        return False
    spans = [*outline.evidence.get("department", ()), *outline.evidence.get("issue_date", ())]
    return (
        not SENTENCE_END.search(paragraph.text)
        or SIGNED_DATE.fullmatch(paragraph.text) is not None
        or _holds(paragraph, spans)
    )


def _role_before_body(paragraph: _Paragraph, outline: Outline) -> Role:
    text, evidence = paragraph.text, outline.evidence
    size = len(text)
    rules: tuple[tuple[Role, bool], ...] = (
        ("salutation", bool(_holds(paragraph, evidence.get("addressees", ())) and SALUTATION_END.search(text))),
        ("head", size > LONGEST_HEAD * 2),
        ("title", size > 6 and TITLE_WORDS.search(text) is not None),
        ("document-number", size <= LONGEST_HEAD and _holds(paragraph, evidence.get("document_number", ()))),
        ("issuer", size <= 30 and (text.endswith("文件") or _holds(paragraph, evidence.get("department", ())))),
        ("title", size <= LONGEST_HEAD and _holds(paragraph, evidence.get("proposal_numbers", ()))),
    )
    return next((role for role, holds in rules if holds), "head")


def _join_title(head: Sequence[_Paragraph]) -> None:
    """An issuer's name right above a title is the title's first line, not a letterhead."""
    for upper, lower in pairwise(head):
        if upper.role == "issuer" and lower.role == "title" and not upper.text.endswith("文件"):
            upper.role = "title"


def _role_after_body(paragraph: _Paragraph, outline: Outline) -> Role:
    if TAIL_START.match(paragraph.text) or len(paragraph.text) > LONGEST_SIGNATURE:
        return "tail"
    signed = _holds(paragraph, [*outline.evidence.get("department", ()), *outline.evidence.get("issue_date", ())])
    return "signature" if signed or SIGNED_DATE.fullmatch(paragraph.text) else "tail"


def _squeeze(text: str) -> str:
    return re.sub(r"\s+", "", text)


def _leads(text: str, laid: list[_Paragraph], outline: Outline) -> Iterable[Mark]:
    """Headings that run on into their paragraph: marked, so that they can be set apart."""
    for place, (level, heading, start) in enumerate(outline.sections):
        holder = _paragraph_at(laid, start)
        if holder is None or holder.role != "body" or level > DEEPEST_LEAD:
            continue
        end = _end_of(text, start, holder.end, _squeeze(heading))
        if end is not None:
            yield Mark(start, end, "lead", f"lead-{place}")


def _end_of(text: str, start: int, stop: int, wanted: str) -> int | None:
    """Where `wanted` ends when it stands at `start`, white space aside; None when other words stand there."""
    left = iter(wanted)
    awaited = next(left, None)
    for offset in range(start, stop):
        if text[offset].isspace():
            continue
        if text[offset] != awaited:
            return None
        awaited = next(left, None)
        if awaited is None:
            return offset + 1
    return None


class _Sweep:
    """Walks once over the text with all marks, so that a letter full of them costs no more than its length."""

    def __init__(self, marks: Iterable[Mark]) -> None:
        self.marks = sorted(marks, key=lambda mark: (mark.start, -mark.end, mark.key))
        self.cuts = sorted({offset for mark in self.marks for offset in (mark.start, mark.end)})
        self.anchors: dict[str, str] = {}
        self._named: set[str] = set()
        self._next = 0
        self._active: list[Mark] = []

    def cuts_within(self, start: int, end: int) -> list[int]:
        return self.cuts[bisect_left(self.cuts, start) : bisect_right(self.cuts, end)]

    def marks_at(self, offset: int) -> list[Mark]:
        """The marks over this place, the outer before the inner; offsets must come in the order of the text."""
        begun = self._next
        while self._next < len(self.marks) and self.marks[self._next].start <= offset:
            self._next += 1
        self._active = [mark for mark in (*self._active, *self.marks[begun : self._next]) if mark.end > offset]
        return self._active

    def open(self, mark: Mark, paragraph: int) -> Fragment:
        """The mark as it opens here; the first time it also becomes a place that an address can lead to."""
        if mark.key in self.anchors:
            return Fragment(mark)
        anchor = self.anchors[mark.key] = anchor_of(paragraph, mark.start, mark.end)
        if anchor in self._named:
            return Fragment(mark)
        self._named.add(anchor)
        return Fragment(mark, anchor=anchor)


def _pieces(text: str, paragraph: _Paragraph, limit: int, sweep: _Sweep) -> tuple[Piece, ...]:
    """Cut a paragraph wherever a mark begins or ends.

    `limit` is where the next paragraph begins: a mark that goes on beyond it does not end here.
    """
    stretches = [
        pair
        for first, last in paragraph.runs
        for pair in pairwise(sorted({first, *sweep.cuts_within(first, last), last}))
    ]
    active = [sweep.marks_at(start) for start, _ in stretches]
    pieces: list[Piece] = []
    kept = 0
    for (start, end), here, after in zip(stretches, active, [*active[1:], []], strict=True):
        opens = tuple(sweep.open(mark, paragraph.number) for mark in here[kept:])
        kept = _common(here, after)
        closes = tuple(Fragment(mark, last=mark not in after and mark.end <= limit) for mark in reversed(here[kept:]))
        pieces.append(Piece(text[start:end].replace("\n", " "), opens, closes, start))
    return tuple(pieces)


def _common(one: Sequence[Mark], other: Sequence[Mark]) -> int:
    """How many marks, from the outermost, two nestings share."""
    for place, (left, right) in enumerate(zip(one, other, strict=False)):
        if left is not right:
            return place
    return min(len(one), len(other))


def anchor_of(paragraph: int, start: int, end: int) -> str:
    """The name of a run of text on its letter's page: `p12-340-352` stands in paragraph 12."""
    return f"p{paragraph}-{start}-{end}"
