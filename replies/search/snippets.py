"""A letter's text and a query's tree -> the passages that show why it was found, every word of the query marked.

What comes out are fragments of plain text, so that templates escape them; `to_html` does it for those who want HTML.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from html import escape
from itertools import islice
from typing import NamedTuple

from replies.search import numbers
from replies.search.analysis import fold, is_han, side_by_side, tokens
from replies.search.query import And, Node, Number, Or, Phrase, Session, Weighted, Word

LENGTH = 90  # characters of a passage, give or take a clause
CONTEXT = 24  # of them before its first mark, at most
PASSAGES = 2
MOST_MATCHES = 2000  # looked at in one letter
VALUES = ("response_type", "body", "number", "document_number")  # fields whose words are not words of the text


class Fragment(NamedTuple):
    """A run of text, `marked` when a word of the query stands there."""

    text: str
    marked: bool


class Passage(NamedTuple):
    """A part of a letter, its white space tidied; `start` and `end` are offsets in the letter.

    `paragraph` is where its first mark stands, counted from 1. `cut_before` and `cut_after` say whether a sentence goes
    on there.
    """

    start: int
    end: int
    paragraph: int
    fragments: tuple[Fragment, ...]
    cut_before: bool = False
    cut_after: bool = False


# Where a word stands: start, end, and the number of the term. Plain tuples, because a page has thousands.
_Match = tuple[int, int, int]


class Highlighter:
    """What a query marks, compiled once and used for all the letters of a page (`highlighter(tree)` keeps them)."""

    def __init__(self, tree: Node) -> None:
        terms = dict(_terms(tree, 1.0))
        self._numbers = {term: number for number, term in enumerate(terms)}
        self._weights = [weight for _, weight in terms.values()] + [_NAMED]
        longest_first = sorted(terms.items(), key=lambda item: -len(item[0]))
        pattern = "|".join(pattern for _, (pattern, _) in longest_first)
        self._pattern = re.compile(pattern) if pattern else None

    def mark(self, text: str) -> tuple[Fragment, ...]:
        """All of `text`, such as a title, with the query's words marked."""
        fragments: list[Fragment] = []
        last = 0
        for start, end in _united(self._matches(text)):
            if start > last:
                fragments.append(Fragment(text[last:start], marked=False))
            fragments.append(Fragment(text[start:end], marked=True))
            last = end
        if last < len(text) or not fragments:
            fragments.append(Fragment(text[last:], marked=False))
        return tuple(fragments)

    def passages(
        self, text: str, paragraph_starts: Sequence[int] | None = None, *, most: int = PASSAGES, length: int = LENGTH
    ) -> tuple[Passage, ...]:
        """The best passages in the order of the text: first the densest, then what shows words that it lacks.

        Without a match it is the beginning of the answer. `paragraph_starts` are the offsets at which the page's
        paragraphs begin; without them each line with something in it is one.
        """
        places = self._best_places(text, most, length)
        if not places:
            first = _beginning(text)
            places = [(first, _passage_span(text, first, first, length)[1], first)]
        passages: list[Passage] = []
        for start, end, first in sorted(places):
            start = max(start, passages[-1].end) if passages else start  # noqa: PLW2901 - neighbours may touch
            passages.append(
                Passage(
                    start,
                    end,
                    _paragraph(text, first, paragraph_starts),
                    self.mark(_tidy(text[start:end])),
                    cut_before=not _SENTENCE_END.search(text, max(0, start - 4), start) and start > _first_letter(text),
                    cut_after=bool(text[end : end + 40].strip()) and text[end - 1 : end] not in _ENDS,
                )
            )
        return tuple(passage for passage in passages if passage.start < passage.end)

    def _matches(self, text: str) -> list[_Match]:
        if not self._pattern:
            return []
        known, matches = self._numbers.get, []
        for found in islice(self._pattern.finditer(fold(text)), MOST_MATCHES):
            term = known(found.group())
            if term is None:  # broken by a line, or a number, which may be written in many ways
                term = known(_BLANK.sub("", found.group()), len(self._weights) - 1)
            matches.append((*found.span(), term))
        return matches

    def _best_places(self, text: str, most: int, length: int) -> list[tuple[int, int, int]]:
        """Start, end and first mark of the best passages; a further one must show a word that those before it lack."""
        matches = self._matches(text)
        places: list[tuple[int, int, int]] = []
        lacking = {term for _, _, term in matches}
        while lacking and len(places) < most:
            first, last = self._densest(matches, length - CONTEXT, lacking)
            start, end = _passage_span(text, matches[first][0], matches[last][1], length)
            places.append((start, end, matches[first][0]))
            lacking = lacking.difference(term for low, high, term in matches if start <= low and high <= end)
            matches = [match for match in matches if match[1] <= start or match[0] >= end]
            lacking.intersection_update(term for _, _, term in matches)
        return places

    def _densest(self, matches: list[_Match], width: int, lacking: set[int]) -> tuple[int, int]:
        """First and last index of the window with most words: different ones above all, and ones not shown yet."""
        worth = [weight * (10 if term in lacking else 1) for term, weight in enumerate(self._weights)]
        inside = [0] * len(worth)
        best, span, first, score = 0.0, (0, 0), 0, 0.0
        for last, (_, end, term) in enumerate(matches):
            score += _AGAIN if inside[term] else worth[term]
            inside[term] += 1
            while end - matches[first][0] > width and first < last:
                gone = matches[first][2]
                inside[gone] -= 1
                score -= _AGAIN if inside[gone] else worth[gone]
                first += 1
            if score > best:
                best, span = score, (first, last)
        return span


@lru_cache(maxsize=64)
def highlighter(tree: Node) -> Highlighter:
    """The highlighter of a query; the last few are kept."""
    return Highlighter(tree)


def to_html(shown: Iterable[Passage] | Iterable[Fragment]) -> str:
    """Passages or fragments as HTML: everything escaped, marked words in <mark>, … where a sentence is cut."""
    parts: list[str] = []
    for one in shown:
        if isinstance(one, Fragment):
            text = escape(_UNPRINTABLE.sub("\ufffd", one.text))
            parts.append(f"<mark>{text}</mark>" if one.marked else text)
            continue
        before = "…" if one.cut_before and not (parts and parts[-1] == "…") else ""
        parts += [before, to_html(one.fragments), "…" if one.cut_after else ""]
        parts = [part for part in parts if part]
    return "".join(parts)


_AGAIN = 0.3  # what a word counts when it comes again in a window
_NAMED = 20.0  # what a number or session counts, which may be written in many ways
_GAP = r"\s{0,8}"  # the end of a line within a word; no more, so that no text of blanks can hold up a search
_BLANK = re.compile(r"\s+")
_BLANK_IN_HAN = re.compile(r"(?<=[^\x00-\xff])\s+(?=[^\x00-\xff])")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_ENDS = ("。", "！", "？", "；", "!", "?", ";", "\n", "")
_SENTENCE_END = re.compile(r"[。！？；!?;\n][”’」』）)]?\s*\Z")
_CLAUSE = re.compile(r"[。！？；：，、,;:!?\n][”’」』）)]?\s*")
_OPENING = re.compile(r"[复告]\s*如\s*下\s*[：:。，,]\s*")
_MARKUP = re.compile(r"^[^\S\n]*(?:#{1,6}\s+|(?:[-*_=]\s*){3,}$)", re.MULTILINE)


def _terms(node: Node, weight: float) -> Iterator[tuple[str, tuple[str, float]]]:
    """What to mark for a node: a name, a pattern on folded text, and what it weighs."""
    match node:
        case And(parts) | Or(parts):
            for part in parts:
                yield from _terms(part, weight)
        case Weighted(part, share):
            yield from _terms(part, weight * share)
        case Word(text, field) if field not in VALUES:
            yield from _word_terms(fold(text), weight)
        case Phrase(text, _):
            yield _literal(fold(text), weight * 2)
        case Number(text):
            yield from _number_terms(text, weight)
        case Session(term, session):
            yield _session_term(term, session, weight)
        case _:
            return


def _word_terms(text: str, weight: float) -> Iterator[tuple[str, tuple[str, float]]]:
    """A word as it stands, and its longest tokens; single characters of a longer word would only dot the page."""
    if weight == 1:  # of what the archive added, only all of it
        longest = [token.text for token in side_by_side(tokens(text))]
        telling = [token for token in longest if len(token) > 1 or not is_han(token)]
        for token in telling if telling or len(text) > 1 else longest:
            yield _literal(token, weight)
    if any(map(is_han, text)):
        yield _literal(text, weight * 1.5)


def _literal(text: str, weight: float) -> tuple[str, tuple[str, float]]:
    """A run of characters wherever it stands; lines may break between ideographs, letters and digits stand alone."""
    text = _BLANK.sub("", text)
    pattern = _GAP.join(map(re.escape, text)) if any(map(is_han, text)) else re.escape(text)
    if text[:1].isalnum() and not is_han(text[0]):
        pattern = r"(?<![0-9a-z])" + pattern
    if text[-1:].isalnum() and not is_han(text[-1]):
        pattern += r"(?![0-9a-z])"
    return text, (pattern, weight)


def _number_terms(text: str, weight: float) -> Iterator[tuple[str, tuple[str, float]]]:
    key = fold(numbers.document_number_key(text))
    if found := re.fullmatch(r"(.*)\[(\d+)\](.+)", key):
        issuer, year, count = (_GAP.join(map(re.escape, part)) for part in found.groups())
        yield key, (rf"{issuer}[^\w\n]{{0,3}}{year}[^\w\n]{{1,3}}第?{_GAP}0*{count}(?![0-9])(?:{_GAP}号)?", weight * 2)
        return
    if key := fold(numbers.proposal_number_key(text)):
        zeros = re.sub(r"\A([a-z]*)", r"\g<1>0*", re.escape(key))
        yield f"第{key}号", (rf"第{_GAP}{zeros}{_GAP}号|(?<![0-9a-z]){zeros}{_GAP}号", weight * 2)
    yield _literal(fold(numbers.plain_number(text)), weight)


def _session_term(term: int, session: int, weight: float) -> tuple[str, tuple[str, float]]:
    first, second = (f"(?:{number}|{numbers.chinese_numeral(number)})" for number in (term, session))
    return f"{term}-{session}", (rf"第?{_GAP}{first}{_GAP}届\w{{0,16}}?第?{_GAP}{second}{_GAP}次(?:会议)?", weight)


def _passage_span(text: str, first: int, last: int, length: int) -> tuple[int, int]:
    """Where a passage around text[first:last] begins and ends: at clauses if they are near, else between words."""
    last = max(last, first)
    room = max(length - (last - first), 0)
    low = max(0, first - min(CONTEXT, room))
    start = low
    if clauses := [clause.end() for clause in _CLAUSE.finditer(text, low, first)]:
        start = clauses[0] if clauses[0] >= low else clauses[-1]
    elif low:
        start = _word_border(text, low, first, forward=True)
    high = min(len(text), max(last, start + length))
    if high == len(text):
        return start, high
    ends = [clause.end() for clause in _CLAUSE.finditer(text, max(last, high - CONTEXT), min(len(text), high + 8))]
    return start, ends[-1] if ends else max(last, _word_border(text, max(last, high - CONTEXT), high, forward=False))


def _word_border(text: str, low: int, high: int, *, forward: bool) -> int:
    """A border between words in text[low:high], the first or the last; the first word there may be cut itself."""
    borders = [low + token.start for token in tokens(text[low:high])][1:]
    if not borders:
        return low if forward else high
    return borders[0] if forward else borders[-1]


def _united(matches: list[_Match]) -> Iterator[tuple[int, int]]:
    """Where the matches stand, those that touch as one."""
    at = 0
    while at < len(matches):
        start, end, _ = matches[at]
        at += 1
        while at < len(matches) and matches[at][0] == end:
            end = matches[at][1]
            at += 1
        yield start, end


def _paragraph(text: str, offset: int, starts: Sequence[int] | None) -> int:
    if starts is None:
        return max(1, sum(bool(line.strip()) for line in text[: offset + 1].split("\n")))
    return max(1, bisect_right(starts, offset))


def _beginning(text: str) -> int:
    """Where the answer begins, after 现答复如下, else the first letter: a letter's head stands beside its title."""
    opening = _OPENING.search(text, 0, 1500)
    return opening.end() if opening and text[opening.end() :].strip() else _first_letter(text)


def _first_letter(text: str) -> int:
    return len(text) - len(text.lstrip())


def _tidy(text: str) -> str:
    """Without the marks of headings and rules, and white space between ideographs; other white space a single space."""
    return _BLANK.sub(" ", _BLANK_IN_HAN.sub("", _MARKUP.sub(" ", text))).strip()
