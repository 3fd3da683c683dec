"""What a reader's words may also be written as: a query tree -> the same tree, widened, and what was added.

Widths, case and traditional script need nothing here: `analysis.fold` makes them alike in index and query. Quotations
and what a minus excludes stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

from replies.search import pinyin
from replies.search.analysis import fold, tokens, words
from replies.search.numbers import CHINESE_DIGITS, chinese_number, chinese_numeral
from replies.search.query import And, Node, Or, Phrase, Weighted, Word

SYNONYMS = Path(__file__).parent / "data" / "synonyms.txt"
SYNONYM_WEIGHT = 0.4
MOST_SYNONYMS = 6  # added for one word of the query
MOST_HOMOPHONES = 3
FIELDS = (None, "title", "text", "subject")  # where words are words, not names or values


class Widening(NamedTuple):
    """A word of the query and what was searched beside it. `kind` is "synonym" or "pinyin"."""

    word: str
    others: tuple[str, ...]
    kind: str


@dataclass(frozen=True, slots=True)
class Expanded:
    """The widened tree and what widened it."""

    tree: Node
    widenings: tuple[Widening, ...] = ()

    @property
    def notes(self) -> tuple[str, ...]:
        """What was added, for the reader."""
        return tuple(map(_note, self.widenings))


def expand(tree: Node, read_pinyin: Callable[[str], Iterable[str]] = pinyin.words_for) -> Expanded:
    """Widen a query by synonyms (ranked lower), by the other way to write its numerals, and by what pinyin stands for.

    `read_pinyin` gives the words that typed letters may stand for, the likeliest first.
    """
    widener = _Widener(read_pinyin)
    return Expanded(widener.widen(tree), tuple(dict.fromkeys(widener.widenings)))


def synonyms_in(text: str) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """The words of `text` that have synonyms, longest first at each place: start, end, the synonyms."""
    text = fold(text)
    groups = _synonyms()
    starts, ends = _borders(text)
    for found in groups.pattern.finditer(text):
        at, end = found.span()
        if at in starts and end in ends:
            yield at, end, groups.others[found.group()]


def numeral_variants(text: str) -> list[str]:
    """`text` with the numerals of 届, 次 and 号 written the other way: 第十届 -> 第10届, 10届 -> 十届."""
    other = _NUMERAL.sub(lambda found: _switched(found.group()), fold(text))
    return [other] if other != fold(text) else []


class _Widener:
    def __init__(self, read_pinyin: Callable[[str], Iterable[str]]) -> None:
        self.read_pinyin = read_pinyin
        self.widenings: list[Widening] = []

    def widen(self, node: Node) -> Node:
        match node:
            case And(parts):
                widened = tuple(self._conjunction(parts))
                return And(widened) if len(widened) > 1 else widened[0]
            case Or(parts):
                return Or(tuple(map(self.widen, parts)))
            case Word(_, field) if field in FIELDS:
                return self._word(node)
            case _:
                return node

    def _word(self, word: Word) -> Node:
        same = [Word(text, word.field) for text in numeral_variants(word.text)]
        same += [_exactly(text, word.field) for text in self._pinyin(word.text)]
        wider = [Weighted(_exactly(text, word.field), SYNONYM_WEIGHT) for text in self._synonyms(word.text)]
        return Or((word, *same, *wider)) if same or wider else word

    def _synonyms(self, text: str) -> list[str]:
        """`text` with one of its words exchanged; a synonym with all its tokens is found without."""
        plain = fold(text)
        others: list[str] = []
        for start, end, synonyms in synonyms_in(plain):
            own = set(words(plain[start:end]))
            fresh = tuple(synonym for synonym in synonyms if not own.issubset(words(synonym)))[:MOST_SYNONYMS]
            others += [plain[:start] + synonym + plain[end:] for synonym in fresh]
            if fresh:
                self.widenings.append(Widening(text[start:end], fresh, "synonym"))
        return others[:MOST_SYNONYMS]

    def _pinyin(self, text: str) -> list[str]:
        if not _LETTERS.fullmatch(text):
            return []
        meant = tuple(self.read_pinyin(text))[:MOST_HOMOPHONES]
        if meant:
            self.widenings.append(Widening(text.replace("'", " "), meant, "pinyin"))
        return list(meant)

    def _conjunction(self, parts: tuple[Node, ...]) -> Iterator[Node]:
        """Each part widened; neighbours that make one word of pinyin (yang lao) are read as that word, too."""
        at = 0
        while at < len(parts):
            end = at
            while end < len(parts) and _is_syllables(parts[end]):
                end += 1
            meant: list[str] = []
            while end - at > 1 and not (meant := self._pinyin("'".join(part.text for part in parts[at:end]))):
                end -= 1
            if meant:
                yield Or((And(parts[at:end]), *(_exactly(text, None) for text in meant)))
                at = end
            else:
                yield self.widen(parts[at])
                at += 1


class _Synonyms(NamedTuple):
    pattern: re.Pattern[str]
    others: dict[str, tuple[str, ...]]


_LETTERS = re.compile(r"[A-Za-z'’üÜ]+")
_NUMERAL = re.compile(
    rf"[0-9]{{1,4}}(?=[届次号])|(?<=第)[{CHINESE_DIGITS}]{{1,6}}(?=[届次号])|[{CHINESE_DIGITS}]{{1,4}}(?=届)"
)


@cache
def _synonyms() -> _Synonyms:
    others: dict[str, tuple[str, ...]] = {}
    for line in SYNONYMS.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            group = fold(line).split()
            others |= {word: tuple(other for other in group if other != word) for word in group}
    longest_first = sorted(others, key=len, reverse=True)
    return _Synonyms(re.compile("|".join(map(re.escape, longest_first))), others)


def _borders(text: str) -> tuple[set[int], set[int]]:
    """Where tokens of `text` begin and end; the whole of it counts, whatever the analyzer makes of it."""
    places = tokens(text)
    return {0, *(token.start for token in places)}, {len(text), *(token.end for token in places)}


def _exactly(text: str, field: str | None) -> Node:
    """A word if it is one token, else the run of characters: tokens apart would find what no one asked for."""
    spans = [(token.start, token.end) for token in tokens(text)]
    return Word(text, field) if (0, len(text)) in spans else Phrase(text, field)


def _is_syllables(node: Node) -> bool:
    return isinstance(node, Word) and node.field is None and bool(pinyin.split_syllables(node.text))


def _switched(numeral: str) -> str:
    """Arabic digits for a Chinese numeral and back; numbers from a hundred on and leading zeros stay."""
    if not numeral.isascii():
        return chinese_number(numeral) or numeral
    return numeral if numeral.startswith("0") or len(numeral) > 2 else chinese_numeral(int(numeral))


def _note(widening: Widening) -> str:
    others = "、".join(f"“{other}”" for other in widening.others)
    if widening.kind == "pinyin":
        return f"“{widening.word}”按拼音也查找了{others}"
    return f"“{widening.word}”也查找了近义的{others}，排在后面；只查原词请加引号"
