"""A query's tree -> which documents of a snapshot match, and how well."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from replies.search import fields
from replies.search.analysis import fold, is_han, words
from replies.search.engines.codec import EVERYWHERE
from replies.search.engines.quotes import Quote, documents_of
from replies.search.engines.snapshot import OpenSegment, Snapshot
from replies.search.numbers import document_number_key, is_document_number, plain_number, proposal_number_key
from replies.search.query import And, Everything, Node, Not, Number, Or, Phrase, Session, Weighted, Word, YearRange

# A word that this few documents hold may be one that is mostly cut otherwise, as names are: look for its characters.
_RARE_SHARE = 1000
_RARE = 20
_MARK = np.float32(1)  # makes any score more than nothing
_MANY_SHARE = 8  # a word in one of so many documents is worth keeping by document number too
_MUCH_SHORTER = 16  # from here on, looking up one list in the other beats marking both
_PART_WEIGHTS = np.array([fields.WEIGHTS.get(part, 1.0) for part in fields.PARTS], np.float32)
_DIVISION = re.compile(r"[0-9]{6}")


@dataclass(frozen=True, slots=True)
class Found:
    """Documents that match, ascending, each once, and their scores (0: matches, but says nothing of relevance)."""

    ids: np.ndarray
    scores: np.ndarray
    # Gives the scores by document number, to be multiplied by a factor, where that is at hand; they are more than 0.
    spread: Callable[[], tuple[np.ndarray, np.float32]] | None = None

    @classmethod
    def plain(cls, ids: np.ndarray) -> Found:
        """Documents without scores."""
        return cls(ids, np.zeros(len(ids), np.float32))


class Matching:
    """Finds the documents that a query matches. `exact` gathers those that a number in the query names."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._exact: list[np.ndarray] = []
        self._kinds: dict[type[Node], Callable[..., Found]] = {
            Everything: lambda _: Found.plain(np.arange(snapshot.size)),
            Word: self._word,
            Phrase: self._phrase,
            Number: self._number,
            Session: lambda node: self._having(snapshot.sessions == fields.session_number((node.term, node.session))),
            YearRange: self._years,
            Not: self._not,
            And: self._and,
            Or: self._or,
            Weighted: self._weighted,
        }

    def find(self, node: Node) -> Found:
        """What the node matches, removed and hidden documents among it."""
        return self._kinds[type(node)](node)

    def exact(self) -> np.ndarray:
        """The documents that numbers of the query name, once `find` has run."""
        return np.unique(np.concatenate(self._exact)) if self._exact else np.empty(0, np.int64)

    # --- words -------------------------------------------------------------------------------------------------------

    def _word(self, node: Word) -> Found:
        if node.field is not None:
            return self._word_in(node.text, node.field)
        tokens = _needed(node.text)
        found = self._all(self._token(EVERYWHERE, token) for token in tokens) if tokens else None
        if found is None or self._may_be_cut_otherwise(node.text, tokens, found):
            together = self._quoted(node.text)
            return together if found is None else self._any(found, together)
        return found

    def _may_be_cut_otherwise(self, text: str, tokens: list[str], found: Found) -> bool:
        """Whether the characters of a word may stand in documents where its tokens do not."""
        if not any(map(is_han, text)):
            return False
        rare = len(found.ids) <= max(_RARE, self._snapshot.size // _RARE_SHARE)
        return len(tokens) > 1 or not len(found.ids) or (rare and len(text) > 2)

    def _word_in(self, text: str, field: str) -> Found:
        if field == "number":
            return self._key("proposal_number", proposal_number_key(text))
        if field == "policy":
            return self._policy(text)
        if field == "place" and _DIVISION.fullmatch(text):
            return self._value(_level(text), text)
        if field == "subject":
            return self._subject(text)
        if field not in fields.PARTS:
            return self._value(field, text)
        found = self._words_in(text, field)
        return self._any(found, self._key(field, document_number_key(text))) if field == "document_number" else found

    def _words_in(self, text: str, part: str) -> Found:
        """Documents that hold the words, or their characters together, in one part."""
        together = self._quoted(text, part)
        tokens = _needed(text)
        if not tokens:
            return together
        if part in fields.WEIGHTS:
            return self._any(self._all(self._token(part, token) for token in tokens), together)
        return self._any(self._all(self._quoted(token, part) for token in tokens), together)

    def _token(self, field: str, token: str) -> Found:
        term = token.encode("utf-8", "surrogatepass")
        ids, weights = self._snapshot.weighed(field, term)
        rarity = self._snapshot.rarity(len(ids))
        if len(ids) * _MANY_SHARE < self._snapshot.size:
            return Found(ids, weights * rarity)
        return Found(ids, weights * rarity, lambda: (self._snapshot.spread(field, term), rarity))

    def _phrase(self, node: Phrase) -> Found:
        return self._subject(node.text) if node.field == "subject" else self._quoted(node.text, node.field)

    def _quoted(self, text: str, part: str | None = None) -> Found:
        """Documents that hold exactly these characters, anywhere or in one part."""
        quote = Quote(text)
        snapshot = self._snapshot
        ids, says = [np.empty(0, np.intp)], [np.empty(0, np.float32)]
        for base, segment in zip(snapshot.bases, snapshot.segments, strict=True):
            key = (segment.name, "quote", quote.exact, part)
            holding, counts = snapshot.cache.get(key, partial(_holding, quote, segment, part))
            if len(holding):
                ids.append(holding + base)
                says.append(snapshot.saturation(ids[-1], counts))
        found = np.concatenate(ids)
        rarity = snapshot.rarity(len(found)) * np.float32(fields.TOGETHER)
        return Found(found, np.concatenate(says) * rarity)

    # --- numbers and values ------------------------------------------------------------------------------------------

    def _number(self, node: Number) -> Found:
        named = self._any(
            self._key("proposal_number", proposal_number_key(node.text)),
            self._key("document_number", document_number_key(node.text)),
        )
        self._exact.append(named.ids)
        if is_document_number(node.text) or document_number_key(node.text):
            return self._any(named, self._quoted(node.text))
        mentioned = self._all(self._token(EVERYWHERE, token) for token in _needed(plain_number(node.text)))
        return self._any(named, mentioned)

    def _key(self, name: str, key: str) -> Found:
        if not key:
            return Found.plain(np.empty(0, np.int64))
        return Found.plain(self._snapshot.documents_with(f"key_{name}", key.encode()))

    def _policy(self, text: str) -> Found:
        name = text.strip("《》").encode("utf-8", "surrogatepass")
        found = [np.empty(0, np.int64)]
        for base, segment in zip(self._snapshot.bases, self._snapshot.segments, strict=True):
            table = segment.table("key_policy")
            if table and name:
                found += [table.ids(number) + np.int64(base) for number in table.containing(name)]
        return Found.plain(np.unique(np.concatenate(found)))

    def _value(self, facet: str, value: str) -> Found:
        everything = np.arange(self._snapshot.size)
        counted = self._snapshot.facets
        return Found.plain(everything[counted.facets[facet].has([value, value.upper()], everything)])

    def _subject(self, text: str) -> Found:
        """Documents of the subjects whose names hold these characters."""
        facet, everything, name = self._snapshot.facets.facets["subject"], np.arange(self._snapshot.size), fold(text)
        return Found.plain(everything[facet.has([value for value in facet.values if name in fold(value)], everything)])

    def _years(self, node: YearRange) -> Found:
        years = self._snapshot.years
        return self._having((years > 0) & (years >= (node.first or 0)) & (years <= (node.last or 1 << 15)))

    @staticmethod
    def _having(mask: np.ndarray) -> Found:
        return Found.plain(np.flatnonzero(mask))

    # --- combinations ------------------------------------------------------------------------------------------------

    def _and(self, node: And) -> Found:
        return self._all(map(self.find, node.parts))

    def _or(self, node: Or) -> Found:
        return self._any(*map(self.find, node.parts))

    def _weighted(self, node: Weighted) -> Found:
        found = self.find(node.part)
        return Found(found.ids, found.scores * np.float32(node.weight))

    def _not(self, node: Not) -> Found:
        inner = Matching(self._snapshot)  # what is excluded names nothing
        mask = np.ones(self._snapshot.size, bool)
        mask[inner.find(node.part).ids] = False
        return self._having(mask)

    def _all(self, parts: Iterable[Found]) -> Found:
        first, *others = sorted(parts, key=lambda found: len(found.ids))
        for other in others:
            first = _both(first, other, self._snapshot.size)
        return first

    def _any(self, *parts: Found) -> Found:
        return _any(parts, self._snapshot.size)


def _holding(quote: Quote, segment: OpenSegment, part: str | None) -> tuple[np.ndarray, np.ndarray]:
    """The documents of a segment that hold the quote, and how much: each occurrence by the weight of its part."""
    documents, parts = documents_of(segment, quote.places(segment))
    if part is not None:
        inside = parts == fields.PARTS.index(part)
        documents, parts = documents[inside], parts[inside]
    if not len(documents):
        return np.empty(0, np.intp), np.empty(0, np.float32)
    weights = np.bincount(documents, _PART_WEIGHTS[parts])
    holding = np.flatnonzero(weights)
    return holding, weights[holding].astype(np.float32)


def _needed(text: str) -> list[str]:
    """The tokens that a document must hold: of a word that is itself one, not the shorter ones inside it."""
    tokens = list(dict.fromkeys(words(text)))
    whole = fold(text)
    return [whole] if whole in tokens else tokens


def _level(code: str) -> str:
    """The facet that a division code belongs to."""
    return "province" if code.endswith("0000") else "city" if code.endswith("00") else "district"


def _both(few: Found, many: Found, size: int) -> Found:
    """What is in both, with the sum of the scores."""
    if many.spread is not None:
        weights, factor = many.spread()
        there = weights.take(few.ids)
        both = np.flatnonzero(there > 0)
        return Found(few.ids[both], few.scores[both] + there[both] * factor)
    if len(few.ids) * _MUCH_SHORTER < len(many.ids):
        at = np.searchsorted(many.ids, few.ids)
        at[at == len(many.ids)] = 0
        there = many.ids[at] == few.ids
        return Found(few.ids[there], few.scores[there] + many.scores[at[there]])
    marked = np.zeros(size, np.float32)
    marked[few.ids] = few.scores + _MARK
    there = marked.take(many.ids)
    both = np.flatnonzero(there > 0)
    return Found(many.ids[both], many.scores[both] + (there[both] - _MARK))


def _any(parts: Sequence[Found], size: int) -> Found:
    """What is in any of them, with the sum of the scores."""
    parts = [part for part in parts if len(part.ids)]
    if len(parts) < 2:
        return parts[0] if parts else Found.plain(np.empty(0, np.int64))
    mask, scores = np.zeros(size, bool), np.zeros(size, np.float32)
    for part in parts:
        mask[part.ids] = True
        if part.spread is None:
            scores[part.ids] += part.scores
        else:
            weights, factor = part.spread()
            scores += weights * factor
    ids = np.flatnonzero(mask)
    return Found(ids, scores.take(ids))
