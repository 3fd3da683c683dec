"""Exact quotes: every place where a run of characters stands, however the text around it was cut into words.

Each letter, digit and ideograph of a text lies in some token whose place is indexed. So wherever the quote stands, the
character at any one place of it lies in a token that agrees with the quote wherever the two overlap. Such tokens (all
words within the quote around that character, words that begin in it and run on, words that began before it) are found
in the list of terms, for the place of the quote where they are rarest together; their positions are the candidates,
and each is then compared with the text itself.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from replies.search.analysis import exact_fold, fold
from replies.search.engines.codec import EVERYWHERE
from replies.search.engines.postings import TermTable
from replies.search.engines.snapshot import OpenSegment

_INDEXED = re.compile(r"[^\W_]")
_WORTH = 4  # a second list of candidates is read when it is at most this many times as long as the first
_PER_TERM = 64  # what reading one more term costs, in occurrences
_FARTHEST = 16  # places of the quote that are tried for the rarest tokens
_FEW = 5000  # candidates that touch few pages of the text wherever they are
_STRETCH = 1 << 25  # units of a text that are read at a time when there are more
_PIECE = 1 << 22  # units searched at a time where there is nothing to look up


@dataclass(frozen=True, slots=True)
class _Anchor:
    """A term that can lie over the quote: it begins `start` characters after the quote does (or before: negative)."""

    term: int
    start: int
    end: int
    units_before: int = 0  # of a term that begins before: how far, in UTF-16 units


@dataclass(frozen=True, slots=True)
class _Cover:
    """The terms that can lie over a quote: some by themselves, and, by where in it they begin, those that run on."""

    table: TermTable
    single: list[_Anchor]
    longer: list[tuple[int, slice]]
    length: int

    def cost(self, at: int) -> int:
        """What reading all terms over the character `at` costs, in occurrences."""
        over = [anchor.term for anchor in self.single if anchor.start <= at < anchor.end]
        ranges = [terms for start, terms in self.longer if start <= at]
        count = len(over) + sum(terms.stop - terms.start for terms in ranges)
        occurrences = self.table.occurrences
        return int(occurrences[over].sum() + sum(occurrences[terms].sum() for terms in ranges)) + _PER_TERM * count

    def anchors(self, at: int) -> list[_Anchor]:
        """All terms over the character `at`."""
        over = [anchor for anchor in self.single if anchor.start <= at < anchor.end]
        for start, terms in self.longer:
            if start <= at:
                over += [_Anchor(number, start, self.length) for number in range(terms.start, terms.stop)]
        return over


class Quote:
    """A run of characters to be found exactly, white space and width aside."""

    def __init__(self, text: str) -> None:
        self.exact = exact_fold(text)
        self.folded = fold(self.exact)
        self.units = np.frombuffer(self.exact.encode("utf-16-le", "surrogatepass"), "<u2")

    def places(self, segment: OpenSegment) -> np.ndarray:
        """Where in the stream of a segment the quote stands, ascending."""
        if not len(self.units):
            return np.empty(0, np.int64)
        indexed = [at for at, character in enumerate(self.folded) if _INDEXED.match(character)]
        if not indexed:
            return self._scan(segment.stream.units)
        table = segment.table(EVERYWHERE)
        if table is None:
            return np.empty(0, np.int64)
        return self._compare_all(segment, self._candidates(segment, table, indexed))

    def _candidates(self, segment: OpenSegment, table: TermTable, indexed: list[int]) -> np.ndarray:
        """Where the quote may stand, ascending: wherever terms agree with it around one or two of its characters."""
        first = 2 if len(self.folded) > 4 else min(1, len(self.folded) - 1)  # fewer terms hold its first 3 than 2 or 1
        tried = [at for at in indexed if at >= first][:_FARTHEST] or indexed[-1:]
        before = self._begun_before(table, tried[0] + 1)
        beginning = [self._beginning_at(table, at) for at in range(tried[-1] + 1)]
        cover = _Cover(table, [*before, *(anchor for ending, _ in beginning for anchor in ending)],
                       [(at, longer) for at, (_, longer) in enumerate(beginning)], len(self.folded))  # fmt: skip
        best, *others = sorted(tried, key=cover.cost)
        places = self._around(segment, table, cover.anchors(best))
        if len(places) > _FEW:  # most are mostly wrong, and looking each up in the text costs more than another list
            known = {anchor.term for anchor in cover.anchors(best)}
            for other in others:
                anchors = cover.anchors(other) if cover.cost(other) < _WORTH * len(places) else []
                if anchors and known.isdisjoint(anchor.term for anchor in anchors):
                    return _common(places, self._around(segment, table, anchors))
        return places

    def _around(self, segment: OpenSegment, table: TermTable, anchors: list[_Anchor]) -> np.ndarray:
        """Where the quote would start, ascending, for each occurrence of these terms."""
        starts = segment.stream.edges[:, 0].astype(np.int64)
        found = [np.empty(0, np.int64)]
        for anchor in anchors:
            of = np.repeat(starts[table.ids(anchor.term)], table.counts(anchor.term))
            of += table.positions(anchor.term)
            of += self._units_before(anchor)
            found.append(of)
        if len(found) == 2:
            return found[1]
        places = np.sort(np.concatenate(found))
        return places[np.concatenate(([True], np.diff(places) > 0))] if len(places) else places

    def _units_before(self, anchor: _Anchor) -> int:
        """From where the term starts to where the quote does, in UTF-16 units."""
        return anchor.units_before if anchor.start < 0 else -_units(self.folded[: anchor.start])

    def _beginning_at(self, table: TermTable, at: int) -> tuple[list[_Anchor], slice]:
        """Terms that begin with a character of the quote: those that end within it, and those that run on beyond."""
        ending: list[_Anchor] = []
        for end in range(at + 1, len(self.folded) + 1):
            piece = self.folded[at:end].encode("utf-8", "surrogatepass")
            number = table.place(piece)
            if number == len(table) or not (term := table[number]).startswith(piece):
                return ending, slice(0, 0)
            if term == piece:
                ending.append(_Anchor(number, at, end))
        longer = table.starting(piece)
        return ending, slice(longer.start + (term == piece), longer.stop)

    def _begun_before(self, table: TermTable, least: int) -> list[_Anchor]:
        """Terms that begin before the quote and reach over its first `least` characters or more."""
        found: list[_Anchor] = []
        for number in table.containing(self.folded[:least].encode("utf-8", "surrogatepass")):
            term = table[number].decode("utf-8", "surrogatepass")
            at = term.find(self.folded[:least], 1)
            while at >= 0:
                rest = term[at:]
                if self.folded.startswith(rest) or rest.startswith(self.folded):
                    found.append(_Anchor(number, -at, min(len(rest), len(self.folded)), _units(term[:at])))
                at = term.find(self.folded[:least], at + 1)
        return found

    def _compare_all(self, segment: OpenSegment, places: np.ndarray) -> np.ndarray:
        """The places at which the quote stands. Of a large text only a part is held in memory at a time."""
        stream = segment.stream.units
        if len(places) < _FEW or len(stream) < _STRETCH:
            return self._compare(stream, places)
        found = []
        borders = np.searchsorted(places, np.arange(0, len(stream) + _STRETCH, _STRETCH))
        for first, last in pairwise(borders.tolist()):
            found.append(self._compare(stream, places[first:last]))
            segment.documents.file.release()
        return np.concatenate(found)

    def _compare(self, stream: np.ndarray, places: np.ndarray) -> np.ndarray:
        places = places[(places >= 0) & (places + len(self.units) <= len(stream))]
        for offset, unit in enumerate(self.units):
            places = places[stream[places + offset] == unit]
        return places

    def _scan(self, stream: np.ndarray) -> np.ndarray:
        """The quote is of signs alone, which no term holds: read everything."""
        found = []
        for start in range(0, len(stream), _PIECE):
            piece = stream[start : start + _PIECE]
            found.append(start + np.flatnonzero(piece == self.units[0]))
        return self._compare(stream, np.concatenate(found))


def _common(places: np.ndarray, others: np.ndarray) -> np.ndarray:
    """What is in both; each is ascending and holds everything once."""
    both = np.sort(np.concatenate((places, others)))
    return both[:-1][both[1:] == both[:-1]]


def documents_of(segment: OpenSegment, places: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The documents (of the segment) that places of its stream lie in, and the number of the part of each."""
    edges = segment.stream.edges
    documents = np.searchsorted(edges[:, -1], places, "right")
    parts = (edges[documents, 1:] <= places[:, None]).sum(axis=1)
    return documents, parts


def _units(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2
