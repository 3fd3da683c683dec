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
    units_before: int  # from the start of the term to the start of the quote, in UTF-16 units


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
        anchors = self._anchors(table, indexed)
        starts = segment.stream.edges[:, 0]
        found = []
        for anchor in anchors:
            positions = table.positions(anchor.term)
            of = np.repeat(starts[table.ids(anchor.term)].astype(np.int64), table.counts(anchor.term))
            found.append(of + positions + anchor.units_before)
        if len(found) < 2:
            return found[0] if found else np.empty(0, np.int64)
        places = np.sort(np.concatenate(found))
        return places[np.concatenate(([True], np.diff(places) > 0))] if len(places) else places

    def _anchors(self, table: TermTable, indexed: list[int]) -> list[_Anchor]:
        """The terms that can lie over one character of the quote: over the one for which they are rarest."""
        tried = [at for at in indexed if at or len(self.folded) == 1][:_FARTHEST] or indexed[:1]
        all_anchors = [anchor for at in range(tried[-1] + 1) for anchor in self._beginning_at(table, at)]
        all_anchors += self._begun_before(table, tried[0] + 1)
        best: list[_Anchor] = []
        fewest = -1
        for at in tried:
            over = [anchor for anchor in all_anchors if anchor.start <= at < anchor.end]
            occurrences = sum(table.occurrences.item(anchor.term) for anchor in over)
            if fewest < 0 or occurrences < fewest:
                best, fewest = over, occurrences
        return best

    def _beginning_at(self, table: TermTable, at: int) -> list[_Anchor]:
        """Terms that begin with a character of the quote: those that end within it, and those that run on."""
        found: list[_Anchor] = []
        before = -_units(self.folded[:at])
        for end in range(at + 1, len(self.folded) + 1):
            piece = self.folded[at:end].encode("utf-8", "surrogatepass")
            number = table.place(piece)
            if number == len(table) or not (term := table[number]).startswith(piece):
                return found
            if term == piece:
                found.append(_Anchor(number, at, end, before))
        rest = self.folded[at:].encode("utf-8", "surrogatepass")
        longer = (number for number in table.starting(rest) if table[number] != rest)
        found.extend(_Anchor(number, at, len(self.folded), before) for number in longer)
        return found

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


def documents_of(segment: OpenSegment, places: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The documents (of the segment) that places of its stream lie in, and the number of the part of each."""
    edges = segment.stream.edges
    documents = np.searchsorted(edges[:, -1], places, "right")
    parts = (edges[documents, 1:] <= places[:, None]).sum(axis=1)
    return documents, parts


def _units(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2
