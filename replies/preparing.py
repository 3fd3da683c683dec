"""A parsed letter -> what the tables will hold of it, as far as no database has to be asked.

Knows no Django: made in the processes that parse, it goes to the one that stores, which has little left to do and
receives a few long strings instead of hundreds of objects.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from replies.letters.letter import Letter, Metric, Span, letter_from_dict
from replies.letters.personal import mask
from replies.masking import letter_for_everyone, private_places
from replies.readers import Reading

if TYPE_CHECKING:
    from replies.search.engines.segments import Cut

# A larger figure stays in the parser's answer alone: the column holds 22 digits, the last of which SQLite rounds up.
LARGEST_VALUE = Decimal(10) ** 21
Paragraphs = Sequence[Span]
MetricRow = tuple[int, int, Decimal, bool, bool, str, str, str, str, str, str, str]
METRIC_COLUMNS = (
    "start", "end", "value", "planned", "damaged", "text", "unit", "label", "indicator", "place", "as_of", "qualifier",
)  # fmt: skip
_COMPACT = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


@dataclass(frozen=True, slots=True)
class Prepared:
    """A letter ready to be stored. `parsed`, `paragraphs` and `private` are JSON, as `Reply` has them.

    `facts` is the letter for everyone, without personal data, and without what only `text` and `parsed` keep; `metrics`
    are its figures, in the order of `METRIC_COLUMNS`; `title` is what the reply is called.
    """

    text: str
    parsed: str
    paragraphs: str
    private: str
    title: str
    facts: Letter
    metrics: tuple[MetricRow, ...]

    def letter(self) -> Letter:
        """The whole letter, as it was parsed."""
        return letter_from_dict(self.text, json.loads(self.parsed))

    def public_text(self) -> str:
        """The text without personal data and contacts, as the index has it (unless contacts are shown to everyone)."""
        spans = [(start, end) for places in json.loads(self.private).values() for start, end in places]
        return mask(self.text, spans) if spans else self.text


@dataclass(frozen=True)
class Parsed:
    """A file's text and the letters in it. `cuts` may have what the index will make of the letters' texts."""

    reading: Reading
    letters: tuple[Prepared, ...]
    cuts: Mapping[str, Cut] = field(default_factory=dict)


class NoLetter(Exception):  # noqa: N818 - an answer, not a slip
    """The file holds no reply letter; the message says what it seems to be."""


def prepare(
    letter: Letter,
    paragraphs: Paragraphs,
    *,
    read: Letter | None = None,
    private_said: Mapping[Span, bool] | None = None,
    beside: Mapping[str, Any] | None = None,
) -> Prepared:
    """Make ready what is stored of a letter with these paragraphs.

    Where people corrected it, `read` is the letter as the parser read it, `private_said` what they said of personal
    data, and `beside` what `parsed` keeps besides the letter.
    """
    private = private_places(letter, read, private_said)
    shown = letter_for_everyone(letter, private)
    return Prepared(
        text=letter.text,
        parsed=letter.to_json(beside),
        paragraphs=_COMPACT(paragraphs),
        private=_COMPACT(private),
        title=_title_of(shown, paragraphs),
        facts=replace(
            shown, text="", sections=(), requests=(), metrics=(), commitments=(), warnings=(), inferred=(), evidence={}
        ),
        metrics=tuple({(one.start, one.end): _metric_row(one) for one in shown.metrics if _fits(one)}.values()),
    )


def _title_of(letter: Letter, paragraphs: Paragraphs) -> str:
    """What the reply is called: what was proposed, else what it answers, else its number, else how it begins."""
    if letter.proposal_titles:
        return "；".join(letter.proposal_titles)
    if letter.proposal_numbers:
        kind = {"cppcc": "提案", "npc": "建议"}.get(letter.body or "", "提案或建议")
        return f"对第{'、'.join(letter.proposal_numbers)}号{kind}的答复"
    if letter.document_number:
        return letter.document_number
    return letter.text[slice(*paragraphs[0])][:60] if paragraphs else ""


def _fits(one: Metric) -> bool:
    return one.start < one.end and one.value.is_finite() and abs(one.value) < LARGEST_VALUE


def _metric_row(one: Metric) -> MetricRow:
    words = (one.text, one.unit, one.label, one.indicator or "", one.place or "", one.as_of or "", one.qualifier or "")
    return one.start, one.end, one.value, one.planned, one.damaged, *words
