"""One state of the index, open for reading: nothing in it changes, so any number of threads may use it at once.

Documents are numbered through all segments. What a search needs of every document stands in arrays by that number;
postings are read from the segments' maps and kept, decoded, in a cache of bounded size.
"""

from __future__ import annotations

import math
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from replies.search import fields
from replies.search.engine import Audience
from replies.search.engines.codec import EVERYWHERE, DocumentsReader, ReplySegment, TermsReader
from replies.search.engines.columns import Coded, Stream
from replies.search.engines.postings import TermTable
from replies.search.engines.segments import Joined
from replies.search.engines.storage import Storage
from replies.search.facets import Facet, FacetCounter, derived, occurring

_LENGTH_STEP = 1.05  # average lengths within a step of 5 % count as the same, so that weights outlive small commits


class Cache:
    """What was computed last, by key, up to a number of bytes."""

    def __init__(self, most_bytes: int) -> None:
        self._most = most_bytes
        self._size = 0
        self._held: OrderedDict[Hashable, tuple[np.ndarray, ...]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable, make: Callable[[], tuple[np.ndarray, ...]]) -> tuple[np.ndarray, ...]:
        """The arrays of this key, made if need be."""
        with self._lock:
            found = self._held.get(key)
            if found is not None:
                self._held.move_to_end(key)
                return found
        made = make()
        with self._lock:
            if key not in self._held:
                self._held[key] = made
                self._size += sum(each.nbytes for each in made)
            while self._size > self._most and len(self._held) > 1:
                _, oldest = self._held.popitem(last=False)
                self._size -= sum(each.nbytes for each in oldest)
        return made


@dataclass(frozen=True, slots=True)
class Values:
    """A facet in a segment: its names, the code of each document's first (one more than there are: none), and those of
    second and further ones, with the documents that they are of."""

    names: list[str]
    first: np.ndarray
    more: np.ndarray
    owners: np.ndarray


def _values_of(column: Coded) -> Values:
    codes = column.codes.astype(np.intp)
    if column.starts is None:
        return Values(column.values, codes, codes[:0], codes[:0])
    counts = np.diff(column.starts.astype(np.intp))
    starts = column.starts[:-1].astype(np.intp)[counts > 0]
    first = np.full(len(counts), len(column.values), np.intp)
    first[counts > 0] = codes[starts]
    later = np.ones(len(codes), bool)
    later[starts] = False
    return Values(column.values, first, codes[later], np.repeat(np.arange(len(counts)), counts)[later])


class OpenSegment:
    """A segment's files, mapped. They outlive the commits that only remove documents from it."""

    def __init__(self, storage: Storage, segment: ReplySegment) -> None:
        codec = segment.codec()
        self.name = segment.segment_id()
        self.terms: TermsReader = codec.terms_reader(storage, segment)
        self.documents: DocumentsReader = codec.per_document_reader(storage, segment)
        self.count = segment.doc_count_all()
        self.ids: np.ndarray = self.documents.column("id")
        self._values: dict[str, Values] = {}

    def table(self, field: str) -> TermTable | None:
        """The terms of a field."""
        return self.terms.table(field)

    @cached_property
    def stream(self) -> Stream:
        """The documents' texts."""
        return self.documents.column("stream")

    def values(self, facet: str) -> Values:
        """What the documents have of a facet."""
        if facet not in self._values:
            self._values[facet] = _values_of(self.documents.column(facet))
        return self._values[facet]


class Snapshot:
    """The index as one commit left it."""

    def __init__(
        self, storage: Storage, generation: int, segments: Sequence[ReplySegment], cache: Cache, former: Snapshot | None
    ) -> None:
        opened = {segment.name: segment for segment in former.segments} if former else {}
        self.generation = generation
        self.segments = [opened.get(one.segment_id()) or OpenSegment(storage, one) for one in segments]
        self.stays = [one.stay() for one in segments]
        counts = [segment.count for segment in self.segments]
        self.bases = [sum(counts[:number]) for number in range(len(counts))]
        self.size = sum(counts)
        self.cache = cache
        self.ids = self._column("id", np.int64)
        self.dates = self._column("date", np.uint32).astype(np.int64)
        live = [np.ones(c, bool) if stay is None else stay for c, stay in zip(counts, self.stays, strict=True)]
        self.live = np.concatenate(live) if live else np.empty(0, bool)
        circles = self._column("audience", np.uint8)
        self.visible = {name: self.live & (circles <= rank) for rank, name in enumerate(fields.AUDIENCES)}
        self._counters: dict[tuple[Audience, bool], FacetCounter] = {}
        lengths = self._column("length", np.uint32)
        average = max(float(lengths[self.live].mean()) if self.live.any() else 1.0, 1.0)
        self._step = round(math.log(average, _LENGTH_STEP))
        self._norms = fields.K1 * (1 - fields.B + fields.B * lengths / np.float32(_LENGTH_STEP**self._step))
        self._norms = self._norms.astype(np.float32)

    @cached_property
    def facets(self) -> FacetCounter:
        """The facets of all documents, but for those asked for seldom."""
        facets = {name: self._facet(name) for name in (*fields.SINGLE, *fields.MULTIPLE) if name not in fields.SELDOM}
        district = facets["district"]
        for name, digits in (("province", fields.PROVINCE_DIGITS), ("city", fields.CITY_DIGITS)):
            facets[name] = derived(district, [fields.enclosing(code, digits) for code in district.values])
        years, codes = occurring(self.years, 1 << 16)
        facets["year"] = Facet([str(year) if year else "" for year in years.tolist()], codes)
        for name in ("has_figures", "damaged"):
            facets[name] = Facet(("0", "1"), self._column(name, np.uint8))
        return FacetCounter(facets, self.size)

    @cached_property
    def seldom_facets(self) -> FacetCounter:
        """The facets of all documents that are asked for seldom."""
        return FacetCounter({name: self._facet(name) for name in fields.SELDOM}, self.size)

    def facet(self, name: str) -> Facet:
        """One facet of all documents."""
        return (self.seldom_facets if name in fields.SELDOM else self.facets).facets[name]

    def counts(
        self, audience: Audience, names: Sequence[str], ids: np.ndarray
    ) -> tuple[dict[str, dict[str, int]], int]:
        """What `FacetCounter.counts` says of these documents, as a circle of readers may see them."""
        counted: dict[str, dict[str, int]] = {}
        total = 0
        for seldom in (False, True):
            if some := [name for name in names if (name in fields.SELDOM) is seldom]:
                more, total = self._counter(audience, seldom=seldom).counts(some, ids)
                counted |= more
        return counted, total

    def _counter(self, audience: Audience, *, seldom: bool) -> FacetCounter:
        counter = self._counters.get((audience, seldom))
        if counter is None:
            facets = self.seldom_facets if seldom else self.facets
            counter = self._counters[audience, seldom] = facets.within(self.visible[audience])
        return counter

    @cached_property
    def years(self) -> np.ndarray:
        """The year of each document, 0 for none."""
        return self._column("year", np.uint16)

    @cached_property
    def sessions(self) -> np.ndarray:
        """The session of each document's proposal: term * 256 + number, 0 for none."""
        return self._column("session", np.uint16)

    def document_frequency(self, field: str, term: bytes) -> int:
        """How many documents hold a term; removed ones count until their segment is merged."""
        return sum(table.df.item(number) for _, table, number in self._tables_with(field, term))

    def documents_with(self, field: str, term: bytes) -> np.ndarray:
        """The documents that hold a term, removed ones too."""
        return _one([table.ids(number) + np.uint32(base) for base, table, number in self._tables_with(field, term)])

    def weighed(self, field: str, term: bytes) -> tuple[np.ndarray, np.ndarray]:
        """The documents that hold a term and how much it says of each: BM25 without the term's rarity.

        In the field of all words, occurrences in weighty parts count by the weight of the part.
        """
        parts = []
        for base, segment in zip(self.bases, self.segments, strict=True):
            table = segment.table(field)
            number = table.find(term) if table else None
            if number is not None:
                key = (segment.name, self._step, field, number)
                ids, weights = self.cache.get(key, lambda: self._weigh(segment, base, field, term))  # noqa: B023
                parts.append((ids + base if base else ids, weights))
        return _one([ids for ids, _ in parts], np.intp), _one([weights for _, weights in parts], np.float32)

    def spread(self, field: str, term: bytes) -> np.ndarray:
        """The weights of `weighed` by document number, 0 where the term is not: for terms that many documents hold."""
        parts = []
        for base, segment in zip(self.bases, self.segments, strict=True):
            key = (segment.name, self._step, field, term, "spread")
            parts.extend(self.cache.get(key, lambda: (self._spread(segment, base, field, term),)))  # noqa: B023
        return _one(parts, np.float32)

    def rarity(self, frequency: int) -> np.float32:
        """How much more a term says that few documents hold (BM25's idf)."""
        return np.float32(math.log(1 + max(self.size - frequency + 0.5, 0.5) / (frequency + 0.5)))

    def saturation(self, ids: np.ndarray, counts: np.ndarray) -> np.ndarray:
        """What `counts` occurrences say of documents of their lengths."""
        counts = counts.astype(np.float32)
        return counts * np.float32(fields.K1 + 1) / (counts + self._norms[ids])

    def release(self) -> None:
        """Give back the pages of the files that were read."""
        for segment in self.segments:
            segment.terms.file.release()
            segment.documents.file.release()

    def place(self, document_id: int) -> tuple[int, int] | None:
        """The segment and the number in it of the live document with this id."""
        for number, (segment, stay) in enumerate(zip(self.segments, self.stays, strict=True)):
            for at in np.flatnonzero(segment.ids == document_id).tolist():
                if stay is None or stay[at]:
                    return number, at
        return None

    def joined(self, names: Iterable[str] | None = None) -> list[Joined]:
        """The segments of these names (or all) as what can be joined."""
        wanted = None if names is None else set(names)
        pairs = zip(self.segments, self.stays, strict=True)
        return [Joined(one.terms, one.documents, stay) for one, stay in pairs if wanted is None or one.name in wanted]

    def _weigh(self, segment: OpenSegment, base: int, field: str, term: bytes) -> tuple[np.ndarray, np.ndarray]:
        ids, counts = _postings(segment, field, term)
        counts = counts.astype(np.float32)
        if field == EVERYWHERE:
            for part, weight in fields.WEIGHTS.items():
                more, extra = _postings(segment, part, term)
                if len(more):
                    counts[np.searchsorted(ids, more)] += np.float32(weight - 1) * extra
        return ids.astype(np.intp), self.saturation(ids + np.uint32(base), counts)

    def _spread(self, segment: OpenSegment, base: int, field: str, term: bytes) -> np.ndarray:
        weights = np.zeros(segment.count, np.float32)
        ids, some = self._weigh(segment, base, field, term)
        weights[ids] = some
        return weights

    def _tables_with(self, field: str, term: bytes) -> list[tuple[int, TermTable, int]]:
        found = []
        for base, segment in zip(self.bases, self.segments, strict=True):
            table = segment.table(field)
            number = table.find(term) if table else None
            if number is not None:
                found.append((base, table, number))
        return found

    def _column(self, name: str, kind: Any) -> np.ndarray:
        return _one([segment.documents.column(name) for segment in self.segments], kind)

    def _facet(self, name: str) -> Facet:
        columns = [segment.values(name) for segment in self.segments]
        values = ["", *dict.fromkeys(value for column in columns for value in column.names if value)]
        code = {value: number for number, value in enumerate(values)}
        tables = [np.array([*(code[value] for value in column.names), 0], np.intp) for column in columns]
        first = _one([table[column.first] for table, column in zip(tables, columns, strict=True)], np.intp)
        if name not in fields.MULTIPLE:
            return Facet(values, first)
        more = _one([table[column.more] for table, column in zip(tables, columns, strict=True)], np.intp)
        owners = [column.owners + base for base, column in zip(self.bases, columns, strict=True)]
        return Facet(values, first, (more, _one(owners, np.intp)))


def _postings(segment: OpenSegment, field: str, term: bytes) -> tuple[np.ndarray, np.ndarray]:
    table = segment.table(field)
    number = table.find(term) if table else None
    if number is None:
        return np.empty(0, np.uint32), np.empty(0, np.uint8)
    return table.ids(number), table.counts(number)


def _one(arrays: Sequence[np.ndarray], kind: Any = np.uint32) -> np.ndarray:
    """The arrays as one, uncopied when there is but one."""
    if len(arrays) == 1:
        return arrays[0]
    return np.concatenate(arrays) if arrays else np.empty(0, kind)
