"""The embedded engine: a Whoosh index in a folder or in memory, searched with numpy.

Whoosh keeps the index (storage, table of contents, codec, locks); `snapshot` opens a state of it, `matching` and
`quotes` find in it, `segments` makes and joins its parts.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from itertools import islice

import numpy as np

from replies.search.analysis import words
from replies.search.engine import (
    Audience,
    Document,
    EngineBusy,
    EngineUnavailable,
    Hit,
    SearchRequest,
    SearchResult,
    TermKind,
)
from replies.search.engines import tidying, upkeep
from replies.search.engines.codec import EVERYWHERE, ReplySegment
from replies.search.engines.index import REMEDY, Index
from replies.search.engines.matching import Found, Matching
from replies.search.engines.snapshot import Cache, Snapshot
from replies.search.engines.storage import FolderStorage, MemoryStorage, mapped_bytes
from replies.search.engines.upkeep import Documents

logger = logging.getLogger(__name__)

MEMORY = 144 << 20
_SIMILAR_WORDS = 24
_FEW = 10  # letters: words that so few share tell something even in a small archive
_FIRST = np.float32(1e4)  # more than any score: what a number names comes first
_UNDATED = -(1 << 40)  # lower than any date
_SPARE = 20  # hits more than asked for, of which some may not be seen
_PEAKS = 16  # groups of scores for each that is wanted
_POLICY_SCORE = np.float32(4.0)  # what a shared policy counts, beside words


class WhooshEngine:
    """A search engine over the index in `path`; without a path, over one in memory. See `SearchEngine`."""

    def __init__(
        self,
        path: str | os.PathLike[str] | None = None,
        *,
        memory: int = MEMORY,
        processes: int | None = None,
        patience: float = 10.0,
        tidies: bool = True,
    ) -> None:
        """`memory` bounds, in bytes, what is kept decoded (a fifth of it) and what of the files stays mapped.

        `processes` are those of a rebuild (default: one a core), `patience` the seconds that a commit waits for another
        one; `tidies` says whether commits have a process started that merges when there is something to merge.
        `hides` may be set to what tells of a circle which documents it may not see whatever the index says.
        """
        self._index = Index(MemoryStorage() if path is None else FolderStorage(path))
        self._processes = processes or os.cpu_count() or 1
        self._most_mapped = memory - memory // 5
        self._patience = patience
        self._tidies = tidies and path is not None
        self.hides: Callable[[Audience], Collection[int]] = lambda _: ()
        self._cache = Cache(memory // 5)
        self._snapshot: Snapshot | None = None
        self._refreshing = threading.Lock()

    # --- reading -----------------------------------------------------------------------------------------------------

    def search(self, request: SearchRequest) -> SearchResult:
        """Find; see `SearchEngine.search`."""
        snapshot, visible = self._seen_by(request.audience)
        matching = Matching(snapshot)
        found = matching.find(request.query)
        ids = found.ids.astype(np.intp, copy=False)  # else each look-up by them would convert them anew
        scores = found.scores
        if visible is not snapshot.visible[request.audience]:
            seen = np.flatnonzero(visible[ids])
            ids, scores = ids[seen], scores[seen]
        passing = self._passing(snapshot, request, ids)
        chosen = _all_of(passing.values())
        every = ids
        if chosen is not None:
            ids, scores = ids[chosen], scores[chosen]
        plain = [name for name in request.facets if name not in passing]
        if plain:
            counts, total = snapshot.counts(request.audience, plain, ids)
        else:
            counts, total = {}, np.count_nonzero(visible.take(ids))
        for name in request.facets:
            if name in passing:
                others = _all_of(mask for facet, mask in passing.items() if facet != name)
                counts |= snapshot.counts(request.audience, [name], every if others is None else every[others])[0]
        page = self._page(snapshot, visible, request, Found(ids, scores), matching.exact())
        if mapped_bytes() > self._most_mapped:
            snapshot.release()
        return SearchResult(int(total), page, {name: counts[name] for name in request.facets})

    def suggest(self, prefix: str, audience: Audience, limit: int = 8) -> list[str]:
        """Complete; see `SearchEngine.suggest`."""
        vocabulary = self.vocabulary(audience)
        kinds: tuple[TermKind, ...] = ("department", "place", "number", "title", "word")
        found = (term for kind in kinds for term, _ in vocabulary.starting(kind, prefix, limit))
        return list(islice(dict.fromkeys(found), limit)) if prefix else []

    def vocabulary(self, audience: Audience) -> WhooshVocabulary:
        """The terms to offer; see `SearchEngine.vocabulary`."""
        return WhooshVocabulary(*self._seen_by(audience), audience)

    def similar(self, document_id: int, audience: Audience, limit: int = 5) -> list[Hit]:
        """Related replies; see `SearchEngine.similar`."""
        snapshot, visible = self._seen_by(audience)
        place = snapshot.place(document_id)
        if place is None or not visible[snapshot.bases[place[0]] + place[1]]:
            return []
        number, at = place
        scores = np.zeros(snapshot.size, np.float32)
        for token, frequency in self._telling_words(snapshot, number, at):
            ids, weights = snapshot.weighed(EVERYWHERE, token.encode("utf-8", "surrogatepass"))
            scores[ids] += weights * snapshot.rarity(frequency)
        for policy in self._policies(snapshot, number, at):
            scores[snapshot.documents_with("key_policy", policy)] += _POLICY_SCORE
        scores[snapshot.bases[number] + at] = 0
        scores[~visible] = 0
        found = np.flatnonzero(scores)
        best = _best(scores[found], lambda at: snapshot.dates[found[at]], limit)
        return [Hit(int(snapshot.ids[each]), float(scores[each])) for each in found[best].tolist()]

    def ids(self) -> dict[int, str]:
        """All ids and digests; see `SearchEngine.ids`."""
        snapshot = self._current()
        found: dict[int, str] = {}
        for segment, stay in zip(snapshot.segments, snapshot.stays, strict=True):
            digests = segment.documents.column("digest")
            for at in range(segment.count) if stay is None else np.flatnonzero(stay).tolist():
                found[int(segment.ids[at])] = digests[at].tobytes().hex()
        return found

    def edition(self) -> int:
        """Another number after every commit; see `SearchEngine.edition`."""
        return self._index.generation()

    def check(self) -> None:
        """Return when the index answers; see `SearchEngine.check`."""
        self._current()

    # --- writing -----------------------------------------------------------------------------------------------------

    def update(self, documents: Iterable[Document], removed: Iterable[int] = ()) -> None:
        """Put in, replace, take out; see `SearchEngine.update`."""
        newest = {document.id: document for document in documents}
        self._tidy_soon(upkeep.commit(self._index, newest.values(), {*newest, *removed}, self._patience))

    def rebuild(self, documents: Documents, shares: Sequence[Documents] = ()) -> int:
        """Build anew and swap, on all cores; see `SearchEngine.rebuild`."""
        return upkeep.rebuild(self._index, documents, shares, self._processes)

    def tidy(self) -> bool:
        """Merge small segments; see `SearchEngine.tidy`. False when another process is at it."""
        return self._tidy(upkeep.to_merge)

    def _tidy(self, due: Callable[[Sequence[ReplySegment]], list[ReplySegment]]) -> bool:
        try:
            return upkeep.tidy(self._index, due)
        except EngineBusy:
            return False

    def _tidy_soon(self, segments: Sequence[ReplySegment]) -> None:
        """See to it that segments stay few, without letting who committed wait, as far as that can be."""
        if upkeep.too_many(segments):
            self._tidy(upkeep.too_many)
        elif self._tidies and upkeep.to_merge(segments):
            try:
                tidying.start(self._index)
            except OSError:
                logger.warning("No process could be started to merge segments; commits will", exc_info=True)

    # --- inside ------------------------------------------------------------------------------------------------------

    def _seen_by(self, audience: Audience) -> tuple[Snapshot, np.ndarray]:
        """The newest state, and which of its documents a circle of readers may see."""
        hidden = self.hides(audience)  # before the index: what is no longer named here has reached it
        snapshot = self._current()
        visible = snapshot.visible[audience]
        return snapshot, visible & ~np.isin(snapshot.ids, list(hidden)) if hidden else visible

    def _current(self) -> Snapshot:
        """The newest state; opened when another one was committed since, by whichever process."""
        snapshot = self._snapshot
        if snapshot is not None and snapshot.generation == self._index.generation():
            return snapshot
        with self._refreshing:
            for _ in range(20):
                generation, segments = self._index.segments()
                snapshot = self._snapshot
                if snapshot is not None and snapshot.generation == generation:
                    return snapshot
                try:
                    self._snapshot = Snapshot(self._index.storage, generation, segments, self._cache, snapshot)
                except FileNotFoundError:
                    time.sleep(0.01)
                    continue  # replaced between reading its table of contents and opening its files
                except OSError as error:
                    raise EngineUnavailable(f"索引文件无法读取（{error}）。{REMEDY}") from error
                return self._snapshot
        raise EngineUnavailable(f"索引文件缺失。{REMEDY}")

    @staticmethod
    def _passing(snapshot: Snapshot, request: SearchRequest, ids: np.ndarray) -> dict[str, np.ndarray]:
        """For each filter, by its facet, which of the documents pass it."""
        passing = {name: snapshot.facet(name).has(wanted, ids) for name, wanted in request.filters.items() if wanted}
        first, last = request.year_range
        if first is not None or last is not None:
            years = snapshot.years[ids]
            within = (years > 0) & (years >= (first or 0)) & (years <= (last or 1 << 15))
            passing["year"] = passing["year"] & within if "year" in passing else within
        return passing

    @staticmethod
    def _page(
        snapshot: Snapshot, visible: np.ndarray, request: SearchRequest, found: Found, exact: np.ndarray
    ) -> tuple[Hit, ...]:
        """The hits asked for; what may not be seen is left out only here, of the best."""
        if not request.limit:
            return ()
        ids, scores, last = found.ids, found.scores, request.offset + request.limit
        named = np.isin(ids, exact) if len(exact) else None
        if request.sort != "relevance" or (named is None and not scores.any()):
            dates = snapshot.dates[ids]
            rank = np.where(dates, -dates if request.sort == "oldest" else dates, _UNDATED)
            order = _best(rank, lambda at: ids[at], last, lambda at: visible[ids[at]])
        else:
            rank = scores if named is None else np.where(named, scores + _FIRST, scores)
            order = _best(rank, lambda at: snapshot.dates[ids[at]], last, lambda at: visible[ids[at]])
        page = order[request.offset :]
        return tuple(
            Hit(int(snapshot.ids[ids[at]]), float(scores[at]), bool(named is not None and named[at]))
            for at in page.tolist()
        )

    @staticmethod
    def _telling_words(snapshot: Snapshot, number: int, at: int) -> list[tuple[str, int]]:
        """The words that tell a document from others, with how many documents hold each."""
        units, _ = snapshot.segments[number].documents.value("stream", at)
        counts: dict[str, int] = {}
        for value in units.tobytes().decode("utf-16-le", "surrogatepass").split("\0"):
            for word in words(value):
                if len(word) > 1 and not word.isascii():
                    counts[word] = counts.get(word, 0) + 1
        frequency = {word: snapshot.document_frequency(EVERYWHERE, word.encode()) for word in counts}
        shared = [word for word in counts if 1 < frequency[word] <= max(snapshot.size // 4, _FEW)]
        shared.sort(key=lambda word: -counts[word] * float(snapshot.rarity(frequency[word])))
        return [(word, frequency[word]) for word in shared[:_SIMILAR_WORDS]]

    @staticmethod
    def _policies(snapshot: Snapshot, number: int, at: int) -> list[bytes]:
        table = snapshot.segments[number].table("key_policy")
        if table is None:
            return []
        postings = table.many(slice(0, len(table)))
        numbers = np.repeat(np.arange(len(table)), postings.df)[postings.ids == at]
        return [table[each] for each in numbers.tolist()]


class WhooshVocabulary:
    """The terms that a circle of readers may be offered; see `Vocabulary`."""

    def __init__(self, snapshot: Snapshot, visible: np.ndarray, audience: Audience) -> None:
        self.edition = snapshot.generation
        self._snapshot = snapshot
        self._visible = visible
        self._counts = {"public": "public", "staff": "staff", "editor": "df"}[audience]

    def terms(self, kind: TermKind) -> Mapping[str, int]:
        """All terms of a kind; see `Vocabulary.terms`."""
        found: dict[str, int] = {}
        for segment in self._snapshot.segments:
            if table := segment.table(_field_of(kind)):
                for term, count in zip(table.terms(), getattr(table, self._counts).tolist(), strict=True):
                    if count:
                        text = term.decode("utf-8", "surrogatepass")
                        found[text] = found.get(text, 0) + count
        return found

    def starting(self, kind: TermKind, prefix: str, limit: int = 50) -> list[tuple[str, int]]:
        """Terms that begin so; see `Vocabulary.starting`."""
        likely: dict[bytes, int] = {}
        for segment in self._snapshot.segments:
            if table := segment.table(_field_of(kind)):
                numbers = table.starting(prefix.encode("utf-8", "surrogatepass"))
                counts = getattr(table, self._counts)[numbers.start : numbers.stop]
                for at in np.argsort(-counts.astype(np.int64), kind="stable")[: 4 * limit].tolist():
                    term = table[numbers.start + at]
                    likely[term] = likely.get(term, 0) + counts.item(at)
        best = sorted((term for term in likely if likely[term]), key=lambda term: (-likely[term], term))
        counted = ((term, self._count(kind, term)) for term in best)
        found = islice(((term, count) for term, count in counted if count), limit)
        listed = sorted(found, key=lambda pair: (-pair[1], pair[0]))
        return [(term.decode("utf-8", "surrogatepass"), count) for term, count in listed]

    def count(self, kind: TermKind, term: str) -> int:
        """How many letters hold it; see `Vocabulary.count`."""
        return self._count(kind, term.encode("utf-8", "surrogatepass"))

    def _count(self, kind: TermKind, term: bytes) -> int:
        return int(self._visible[self._snapshot.documents_with(_field_of(kind), term)].sum())


def _field_of(kind: TermKind) -> str:
    return EVERYWHERE if kind == "word" else f"key_{kind}"


def _all_of(masks: Iterable[np.ndarray]) -> np.ndarray | None:
    """Where all masks are true; None when there are none (everywhere)."""
    result: np.ndarray | None = None
    for mask in masks:
        result = mask if result is None else result & mask
    return result


def _best(
    scores: np.ndarray,
    ties: Callable[[np.ndarray], np.ndarray],
    limit: int,
    counts: Callable[[np.ndarray], np.ndarray] | None = None,
) -> np.ndarray:
    """The places of the `limit` highest scores, best first; among equals those with the higher `ties` come first.

    Of those that don't count few are expected among the best.
    """
    for wanted in (limit + _SPARE, 4 * (limit + _SPARE), len(scores)):
        chosen = _highest(scores, wanted)
        if counts is not None:
            chosen = chosen[counts(chosen)]
        if len(chosen) >= limit:
            break
    order = np.lexsort((-chosen, ties(chosen), scores[chosen]))
    return chosen[order[: -limit - 1 : -1]]


def _highest(scores: np.ndarray, wanted: int) -> np.ndarray:
    """The places of at least `wanted` scores such that no other is higher, ascending; all if there are no more."""
    if len(scores) <= wanted:
        return np.arange(len(scores))
    rows = len(scores) // _PEAKS // max(wanted, 1)
    if rows > 1:  # the highest of each column are enough to know a score that so many reach
        columns = len(scores) // rows
        peaks = scores[: rows * columns].reshape(rows, columns).max(axis=0)
    else:
        peaks = scores
    edge = np.partition(peaks, len(peaks) - wanted)[len(peaks) - wanted]
    return np.flatnonzero(scores >= edge)
