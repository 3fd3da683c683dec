"""Making segments: from documents, by cutting and sorting; from other segments, by joining their arrays."""

from __future__ import annotations

import re
from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from replies.search import fields
from replies.search.analysis import exact_tokens, fold
from replies.search.engine import Document, digest
from replies.search.engines.arrays import ArrayWriter
from replies.search.engines.codec import (
    COLUMNS,
    DOCUMENTS,
    EVERYWHERE,
    DocumentsReader,
    ReplyCodec,
    ReplySegment,
    TermsReader,
    TermsWriter,
)
from replies.search.engines.postings import Postings, TermTable
from replies.search.engines.storage import Storage

_SHORT = 64  # characters: names of departments and places come again and again
_MOST_EXPECTED = 512  # values, of at most some thousand characters each
_AT_ONCE = 1 << 22  # occurrences joined at a time: bounds the memory of merging
_THOUSANDS = re.compile("[0-9],[0-9]")
_ASTRAL = re.compile("[\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Cut:
    """A value as the index holds it: its UTF-16 units as quotes see them, its tokens, and the unit each starts at."""

    units: np.ndarray
    words: list[str]
    starts: np.ndarray

    def __reduce__(self) -> tuple[Callable[[bytes, str, bytes], Cut], tuple[bytes, str, bytes]]:
        """How it goes to another process: a thousand words by themselves take ten times as long as in one string."""
        return _sent, (self.units.tobytes(), "\n".join(self.words), self.starts.astype("<u4").tobytes())


def _sent(units: bytes, words: str, starts: bytes) -> Cut:
    return Cut(
        np.frombuffer(units, "<u2"), words.split("\n") if words else [], np.frombuffer(starts, "<u4").astype(np.int64)
    )


def cut(value: str) -> Cut:
    """Cut a value. Every letter, digit and ideograph lies in a token that is spelled as the (folded) text is."""
    if len(value) <= _SHORT:
        return _cut_again(value)
    return _expected.pop(value, None) or _cut(value)


def expect(cuts: Mapping[str, Cut]) -> None:
    """Take what `cut` made of values in another process, for when they come to be indexed in this one."""
    if len(_expected) > _MOST_EXPECTED:  # they were not indexed here
        _expected.clear()
    _expected.update(cuts)


def _cut(value: str) -> Cut:
    exact, found = exact_tokens(value)
    words = [word for word, _, _ in found]
    starts = np.array([start for _, start, _ in found], np.int64)
    if _THOUSANDS.search(exact):  # 1,200 became 1200: quotes look for what stands there
        respelled = [(start, end) for word, start, end in found if len(word) != end - start]
        words += [fold(exact[start:end]) for start, end in respelled]
        starts = np.concatenate((starts, [start for start, _ in respelled]))
    units = np.frombuffer((exact + "\0").encode("utf-16-le", "surrogatepass"), "<u2")
    if len(units) != len(exact) + 1:
        wide = [match.start() for match in _ASTRAL.finditer(exact)]
        starts = starts + np.searchsorted(wide, starts)
    return Cut(units, words, starts)


_cut_again = lru_cache(8192)(_cut)
_expected: dict[str, Cut] = {}


class Run:
    """The terms of one field of a segment that is being built, in the order in which they come."""

    def __init__(self, *, positions: bool) -> None:
        self._numbers: defaultdict[str, int] = defaultdict()
        self._numbers.default_factory = self._numbers.__len__
        self._terms = array("I")
        self._positions = array("I") if positions else None
        self._ends: list[tuple[int, int]] = []

    def add(self, document: int, words: Iterable[str], starts: np.ndarray | None = None) -> None:
        """Take the words of a document (or of a part of it), and where each starts."""
        self._terms.extend(map(self._numbers.__getitem__, words))
        if self._positions is not None:
            self._positions.frombytes(starts.astype("=u4").tobytes())
        self._ends.append((document, len(self._terms)))

    def sorted(self) -> tuple[list[bytes], Postings]:
        """The terms ascending, with their postings."""
        names = [name.encode("utf-8", "surrogatepass").replace(b"\n", b" ") for name in self._numbers]
        order = sorted(range(len(names)), key=names.__getitem__)
        rank = np.empty(len(names), np.uint64)
        rank[order] = np.arange(len(names), dtype=np.uint64)
        documents, ends = np.array(self._ends, np.int64).reshape(-1, 2).T
        by_token = np.repeat(documents.astype(np.uint32), np.diff(ends, prepend=0))
        terms = np.frombuffer(self._terms, np.uint32)
        keyed = np.sort((rank[terms] << np.uint64(32)) | np.arange(len(terms), dtype=np.uint64))
        place = (keyed & np.uint64(0xFFFFFFFF)).astype(np.int64)
        ranks, by_token = (keyed >> np.uint64(32)).astype(np.int64), by_token[place]
        first = np.flatnonzero(np.concatenate(([True], (np.diff(ranks) != 0) | (np.diff(by_token) != 0))))
        counts = np.diff(first, append=len(place)).astype(np.uint32)
        df = np.bincount(ranks[first], minlength=len(names))
        positions = None if self._positions is None else np.frombuffer(self._positions, np.uint32)[place]
        return [names[each] for each in order], Postings(df, by_token[first], counts, positions)

    def __bool__(self) -> bool:
        return bool(self._terms)


class SegmentBuilder:
    """Builds one segment from documents that come one by one."""

    def __init__(self, storage: Storage, indexname: str) -> None:
        codec = ReplyCodec()
        self.segment = codec.new_segment(storage, indexname)
        self._documents = codec.per_document_writer(storage, self.segment)
        self._terms = codec.field_writer(storage, self.segment)
        self._runs = {EVERYWHERE: Run(positions=True)}
        self._runs |= {part: Run(positions=False) for part in fields.WEIGHTS}
        self._runs |= {f"key_{name}": Run(positions=False) for name in fields.KEYS}
        self.count = 0

    def add(self, document: Document) -> None:
        """Take one more document."""
        number = self.count
        self.count += 1
        units: list[np.ndarray] = []
        ends: list[int] = []
        words: list[str] = []
        starts: list[np.ndarray] = []
        size = 0
        for part, values in fields.part_values(document):
            for value in values:
                piece = cut(value)
                units.append(piece.units)
                words += piece.words
                starts.append(piece.starts + size)
                size += len(piece.units)
                if part in self._runs:
                    self._runs[part].add(number, piece.words)
            ends.append(size)
        self._runs[EVERYWHERE].add(number, words, np.concatenate(starts) if starts else np.empty(0, np.int64))
        for name, values in fields.keys(document).items():
            self._runs[f"key_{name}"].add(number, values)
        self._add_columns(number, document, len(words))
        stream = np.concatenate(units) if units else np.empty(0, np.uint16)
        self._documents.add_column_value("by_stream", COLUMNS["stream"], (stream, ends))
        self._documents.finish_doc()

    def finish(self) -> ReplySegment:
        """Write the segment's files."""
        self._documents.close()
        for name, run in self._runs.items():
            if run:
                field = self._terms.open_field(name, self._documents.circles)
                field.add(*run.sorted())
                field.close()
        self._terms.close()
        return self.segment

    def _add_columns(self, number: int, document: Document, length: int) -> None:
        self._documents.start_doc(number)
        columns = {
            "id": document.id,
            "digest": bytes.fromhex(digest(document)),
            "audience": fields.AUDIENCES.index(document.audience),
            "year": document.year or 0,
            "date": fields.date_number(document.date),
            "session": fields.session_number(document.session),
            "length": length,
            "has_figures": document.has_figures,
            "damaged": document.damaged,
            "district": fields.division(document),
            "response_type": document.response_type,
            "body": document.body,
            "satisfaction": document.satisfaction,
            "department": [str(identity) for identity, _ in document.departments],
            "subject": document.subjects,
            "indicator": document.indicators,
        }
        for name, value in columns.items():
            self._documents.add_column_value(f"by_{name}", COLUMNS[name], value)


@dataclass(frozen=True, slots=True)
class Joined:
    """A segment to be joined: its readers, and which of its documents stay (None: all)."""

    terms: TermsReader
    documents: DocumentsReader
    stay: np.ndarray | None

    @property
    def kept(self) -> int:
        """How many documents stay."""
        return self.documents.doc_count_all() if self.stay is None else int(self.stay.sum())


def join(storage: Storage, indexname: str, sources: Sequence[Joined]) -> ReplySegment:
    """Write the documents of several segments as one, in their order, without those that are to go."""
    codec = ReplyCodec()
    segment = codec.new_segment(storage, indexname)
    writer = ArrayWriter(segment.create_file(storage, DOCUMENTS))
    for name, column in COLUMNS.items():
        column.join(writer, name, [(source.documents.file, source.stay) for source in sources])
    writer.close()
    circles = np.concatenate(
        [source.documents.column("audience")[slice(None) if source.stay is None else source.stay] for source in sources]
    )
    terms = codec.field_writer(storage, segment)
    for name in dict.fromkeys(name for source in sources for name in source.terms.indexed_field_names()):
        _join_field(terms, name, sources, circles)
    terms.close()
    segment.set_doc_count(len(circles))
    return segment


@dataclass(frozen=True, slots=True)
class _Part:
    """One segment's share of a field: its table, where its terms stand among all, and its documents' new numbers."""

    table: TermTable
    ranks: np.ndarray
    numbers: np.ndarray
    stay: np.ndarray | None


def _join_field(writer: TermsWriter, name: str, sources: Sequence[Joined], circles: np.ndarray) -> None:
    tables, numbers, base = [], [], 0
    for source in sources:
        count = source.documents.doc_count_all()
        tables.append(source.terms.table(name))
        numbers.append(base + (np.arange(count) if source.stay is None else np.cumsum(source.stay) - 1))
        base += source.kept
    lists = [table.terms() if table else [] for table in tables]
    names = sorted(set().union(*lists))
    rank = {term: number for number, term in enumerate(names)}
    parts = [
        _Part(table, np.fromiter(map(rank.__getitem__, terms), np.int64, len(terms)), number, source.stay)
        for table, terms, number, source in zip(tables, lists, numbers, sources, strict=True)
        if table
    ]
    field = writer.open_field(name, circles)
    for first, last in _portions(parts, len(names)):
        df, postings = _join_terms([_take(part, first, last) for part in parts], last - first)
        kept = df > 0
        field.add([names[first + each] for each in np.flatnonzero(kept)], postings)
    field.close()


def _portions(parts: Sequence[_Part], count: int) -> Iterator[tuple[int, int]]:
    """Runs of terms that together hold about `_AT_ONCE` occurrences."""
    occurrences = np.zeros(count, np.int64)
    for part in parts:
        occurrences[part.ranks] += part.table.occurrences
    reached = np.cumsum(occurrences)
    first = 0
    while first < count:
        before = int(reached[first - 1]) if first else 0
        last = max(first + 1, int(np.searchsorted(reached, before + _AT_ONCE, "right")))
        yield first, last
        first = last


def _take(part: _Part, first: int, last: int) -> tuple[np.ndarray, Postings]:
    """A segment's postings of the terms `first` to `last` with new document numbers, and each posting's term."""
    begin, end = np.searchsorted(part.ranks, (first, last)).tolist()
    postings = part.table.many(slice(begin, end))
    terms = np.repeat(part.ranks[begin:end] - first, postings.df)
    ids, counts, positions = postings.ids, postings.counts, postings.positions
    if part.stay is not None:
        keep = part.stay[ids]
        if positions is not None:
            positions = positions[np.repeat(keep, counts)]
        terms, ids, counts = terms[keep], ids[keep], counts[keep]
    return terms, Postings(postings.df, part.numbers[ids].astype(np.uint32), counts, positions)


def _join_terms(taken: Sequence[tuple[np.ndarray, Postings]], count: int) -> tuple[np.ndarray, Postings]:
    """Postings of the same `count` terms from several segments as one: each term's lists one after the other."""
    df = [np.bincount(terms, minlength=count) for terms, _ in taken]
    spots = [np.bincount(terms, postings.counts, count).astype(np.int64) for terms, postings in taken]
    ids = np.empty(sum(len(terms) for terms, _ in taken), np.uint32)
    counts = np.empty(len(ids), np.uint32)
    with_positions = any(postings.positions is not None for _, postings in taken)
    positions = np.empty(sum(int(each.sum()) for each in spots), np.uint32) if with_positions else None
    for (_, postings), place, place_of_spots in zip(taken, _places(df), _places(spots), strict=True):
        ids[place] = postings.ids
        counts[place] = postings.counts
        if positions is not None:
            positions[place_of_spots] = postings.positions
    total = sum(df)
    return total, Postings(total[total > 0], ids, counts, positions)


def _places(sizes: Sequence[np.ndarray]) -> Iterator[np.ndarray]:
    """Where the items of each segment go, when it has `sizes[segment][term]` of them and terms are kept together."""
    total = sum(sizes)
    start = np.cumsum(total) - total
    for size in sizes:
        within = np.arange(int(size.sum())) - np.repeat(np.cumsum(size) - size, size)
        yield np.repeat(start, size) + within
        start = start + size
