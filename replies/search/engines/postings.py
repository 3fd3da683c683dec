"""Posting lists as plain bytes: which documents hold a term, how often, and where.

The block of one term is three runs of little-endian integers, each as narrow as its largest value allows:

    gaps between document numbers (but the first) | occurrences per document (none if always 1) | positions (if kept)

What is needed to read a block stands in arrays beside it, one entry a term (`_TABLE`). Blocks of many terms are
encoded and decoded at once; a single term is read by `TermTable.read`.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from replies.search.engines.arrays import ArrayFile, ArrayWriter

_GAP_WIDTHS = np.array([1, 2, 4])
_COUNT_WIDTHS = np.array([0, 1, 2, 4])
_POSITION_WIDTHS = np.array([0, 2, 4])
_AT_ONCE = 1 << 22  # positions encoded at a time: bounds the memory of writing


@dataclass(frozen=True, slots=True)
class Postings:
    """The postings of consecutive terms: `df` documents each, one `ids` and `counts` per posting, all `positions`."""

    df: np.ndarray
    ids: np.ndarray
    counts: np.ndarray
    positions: np.ndarray | None = None

    def split(self, most: int = _AT_ONCE) -> Iterator[tuple[slice, Postings]]:
        """Parts of whole terms with about `most` occurrences each, with the terms that they hold."""
        ends = np.cumsum(self.df)
        occurrences = np.cumsum(self.counts, dtype=np.int64)
        reached = occurrences[ends - 1] if len(ends) else ends
        first = 0
        while first < len(ends):
            begin = int(ends[first - 1]) if first else 0
            before = int(occurrences[begin - 1]) if begin else 0
            last = max(first + 1, int(np.searchsorted(reached, before + most, "right")))
            stop = int(ends[last - 1])
            spots = None if self.positions is None else self.positions[before : int(occurrences[stop - 1])]
            terms = slice(first, last)
            yield terms, Postings(self.df[terms], self.ids[begin:stop], self.counts[begin:stop], spots)
            first = last


class FieldWriter:
    """Writes the terms and postings of one field, in parts, terms ascending. `circles` says who may see a document."""

    def __init__(self, writer: ArrayWriter, field: str, circles: np.ndarray) -> None:
        self._writer = writer
        self._field = field
        self._circles = circles
        self._stream = writer.stream(f"{field}.postings", "u1")
        self._append = self._stream.__enter__()
        self._written = 0
        self._terms: list[bytes] = []
        self._table: list[dict[str, np.ndarray]] = []

    def add(self, terms: Sequence[bytes], postings: Postings) -> None:
        """Write the postings of more terms, all greater than those before."""
        self._terms.extend(terms)
        for _, part in postings.split():
            block, table = _encode(part)
            table["offset"] += np.uint64(self._written)
            open_to = self._circles[part.ids]
            starts = np.cumsum(part.df) - part.df
            table["public"] = np.add.reduceat(open_to == 0, starts, dtype=np.uint32)
            table["staff"] = np.add.reduceat(open_to <= 1, starts, dtype=np.uint32)
            self._append(block)
            self._written += len(block)
            self._table.append(table)

    def close(self) -> None:
        """Write the table of terms."""
        self._stream.__exit__(None, None, None)
        lengths = np.fromiter(map(len, self._terms), np.uint32, len(self._terms))
        starts = np.zeros(len(lengths) + 1, np.uint32)
        np.cumsum(lengths + 1, out=starts[1:])
        blob = b"".join(term + b"\n" for term in self._terms)
        self._writer.add(f"{self._field}.terms", np.frombuffer(blob, "u1"))
        self._writer.add(f"{self._field}.starts", starts)
        for name, kind in _TABLE.items():
            parts = [part[name] for part in self._table]
            self._writer.add(f"{self._field}.{name}", np.concatenate(parts) if parts else np.empty(0, kind))


_TABLE = {"df": "u4", "occurrences": "u4", "first": "u4", "offset": "u8", "form": "u1", "public": "u4", "staff": "u4"}


class TermTable:
    """The terms of one field of one segment, sorted by their bytes, and the way to their postings."""

    def __init__(self, file: ArrayFile, field: str) -> None:
        self._buffer = file.buffer
        self._blob, _ = file.extent(f"{field}.terms")
        self._blob_end = file.extent(f"{field}.terms")[1]
        self._starts = file[f"{field}.starts"]
        self._postings, _ = file.extent(f"{field}.postings")
        self._bytes = file[f"{field}.postings"]
        self.df, self.occurrences, self._first, self._offset, self._form, self.public, self.staff = (
            file[f"{field}.{name}"] for name in _TABLE
        )

    def __len__(self) -> int:
        return len(self.df)

    def __getitem__(self, number: int) -> bytes:
        """The term of this number."""
        start = self._blob + self._starts.item(number)
        return self._buffer[start : self._blob + self._starts.item(number + 1) - 1]

    def terms(self) -> list[bytes]:
        """All terms, ascending."""
        return self._text.split(b"\n")[:-1]

    @cached_property
    def _text(self) -> bytes:
        """All terms, each with a line's end after it: a copy, because a map can't be searched in part."""
        return self._buffer[self._blob : self._blob_end]

    def place(self, term: bytes) -> int:
        """The number of the first term not less than this one."""
        return bisect_left(range(len(self)), term, key=self.__getitem__)

    def find(self, term: bytes) -> int | None:
        """The number of this term, if it is there."""
        number = self.place(term)
        return number if number < len(self) and self[number] == term else None

    def starting(self, prefix: bytes) -> range:
        """The numbers of the terms that begin with `prefix`."""
        return range(self.place(prefix), self.place(prefix + b"\xff"))

    def containing(self, part: bytes) -> list[int]:
        """The numbers of the terms that hold `part` anywhere."""
        places: list[int] = []
        at = self._text.find(part)
        while at >= 0:
            places.append(at)
            at = self._text.find(part, at + 1)
        numbers = np.searchsorted(self._starts, np.array(places, self._starts.dtype), "right") - 1
        return list(dict.fromkeys(numbers.tolist()))

    def ids(self, number: int) -> np.ndarray:
        """The documents that hold a term, ascending."""
        df, offset, form = self._df_offset_form(number)
        kind = f"<u{_GAP_WIDTHS[form & 3]}"
        ids = np.empty(df, np.uint32)
        ids[0] = self._first[number]
        ids[1:] = np.frombuffer(self._buffer, kind, df - 1, offset) if df > 1 else 0
        return np.cumsum(ids, out=ids)

    def counts(self, number: int) -> np.ndarray:
        """How often each of its documents holds a term, in any integer type."""
        df, offset, form = self._df_offset_form(number)
        width = _COUNT_WIDTHS[form >> 2 & 3]
        if not width:
            return np.ones(df, np.uint8)
        return np.frombuffer(self._buffer, f"<u{width}", df, offset + (df - 1) * int(_GAP_WIDTHS[form & 3]))

    def positions(self, number: int) -> np.ndarray | None:
        """Where the term stands in its documents, one after the other, or None when that is not kept."""
        df, offset, form = self._df_offset_form(number)
        width = int(_POSITION_WIDTHS[form >> 4 & 3])
        if not width:
            return None
        offset += (df - 1) * int(_GAP_WIDTHS[form & 3]) + df * int(_COUNT_WIDTHS[form >> 2 & 3])
        return np.frombuffer(self._buffer, f"<u{width}", self.occurrences.item(number), offset)

    def many(self, numbers: slice) -> Postings:
        """The postings of consecutive terms at once."""
        df = self.df[numbers].astype(np.int64)
        offset = self._offset[numbers].astype(np.int64)
        form = self._form[numbers]
        gap_width, count_width = _GAP_WIDTHS[form & 3], _COUNT_WIDTHS[form >> 2 & 3]
        position_width = _POSITION_WIDTHS[form >> 4 & 3]
        starts = np.cumsum(df) - df
        ids = np.empty(int(df.sum()), np.int64)
        later = np.ones(len(ids), bool)
        later[starts] = False
        ids[starts] = self._first[numbers]
        ids[later] = _collect(self._bytes, offset, df - 1, gap_width)
        # Sums run through all terms; what was summed before a term starts is taken off again.
        ids = np.cumsum(ids)
        ids -= np.repeat(ids[starts] - self._first[numbers], df)
        counts = np.ones(len(ids), np.uint32)
        counted = np.repeat(count_width > 0, df)
        offset += (df - 1) * gap_width
        counts[counted] = _collect(self._bytes, offset, df * (count_width > 0), count_width)
        positions = None
        if position_width.any():
            spots = self.occurrences[numbers].astype(np.int64)
            positions = _collect(self._bytes, offset + df * count_width, spots, position_width)
        return Postings(df, ids.astype(np.uint32), counts, positions)

    def _df_offset_form(self, number: int) -> tuple[int, int, int]:
        return self.df.item(number), self._postings + self._offset.item(number), self._form.item(number)


def _encode(postings: Postings) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """The blocks of some terms as one run of bytes, and their entries of the table."""
    df = postings.df.astype(np.int64)
    starts = np.cumsum(df) - df
    ids = postings.ids.astype(np.int64)
    gaps = np.diff(ids, prepend=0)
    gaps[starts] = 0
    counts = postings.counts
    occurrences = np.add.reduceat(counts, starts, dtype=np.int64)
    gap_form = _narrowest(np.maximum.reduceat(gaps, starts), _GAP_WIDTHS)
    most = np.maximum.reduceat(counts, starts)
    count_form = np.where(most == 1, 0, _narrowest(most, _COUNT_WIDTHS[1:]) + 1)
    position_form = np.zeros(len(df), np.int64)
    if postings.positions is not None:
        highest = np.maximum.reduceat(postings.positions, np.cumsum(occurrences) - occurrences)
        position_form = _narrowest(highest, _POSITION_WIDTHS[1:]) + 1
    gap_width, count_width = _GAP_WIDTHS[gap_form], _COUNT_WIDTHS[count_form]
    position_width = _POSITION_WIDTHS[position_form]
    gap_bytes, count_bytes = (df - 1) * gap_width, df * count_width
    sizes = gap_bytes + count_bytes + occurrences * position_width
    offset = np.cumsum(sizes) - sizes
    block = np.empty(int(sizes.sum()), np.uint8)
    later = np.ones(len(gaps), bool)
    later[starts] = False
    _place(block, offset, df - 1, gap_width, gaps[later])
    _place(block, offset + gap_bytes, df, count_width, counts)
    if postings.positions is not None:
        _place(block, offset + gap_bytes + count_bytes, occurrences, position_width, postings.positions)
    return block, {
        "df": df.astype(np.uint32),
        "occurrences": occurrences.astype(np.uint32),
        "first": ids[starts].astype(np.uint32),
        "offset": offset.astype(np.uint64),
        "form": (gap_form | count_form << 2 | position_form << 4).astype(np.uint8),
    }


def _narrowest(highest: np.ndarray, widths: np.ndarray) -> np.ndarray:
    """For each value the number of the first width, in bytes, that holds it."""
    return np.searchsorted((1 << 8 * widths.astype(np.int64)) - 1, highest.astype(np.int64))


def _bytes_of(starts: np.ndarray, counts: np.ndarray, width: int) -> np.ndarray:
    """Where each of the values stands when `counts` of them, `width` bytes each, begin at each of `starts`."""
    within = np.arange(int(counts.sum())) - np.repeat(np.cumsum(counts) - counts, counts)
    return np.repeat(starts, counts) + within * width


def _place(block: np.ndarray, starts: np.ndarray, counts: np.ndarray, widths: np.ndarray, values: np.ndarray) -> None:
    """Write runs of values into the block, each run at its start and in its width (0: not at all)."""
    for width in set(widths.tolist()) - {0}:
        rows = widths == width
        chosen = values if rows.all() else values[np.repeat(rows, counts)]
        where = _bytes_of(starts[rows], counts[rows], width)
        cells = chosen.astype(f"<u{width}").view(np.uint8).reshape(-1, width)
        for byte in range(width):
            block[where + byte] = cells[:, byte]


def _collect(block: np.ndarray, starts: np.ndarray, counts: np.ndarray, widths: np.ndarray) -> np.ndarray:
    """Read runs of values from the block, the reverse of `_place`; runs of width 0 hold nothing."""
    counts = counts * (widths > 0)
    values = np.empty(int(counts.sum()), np.uint32)
    for width in set(widths.tolist()) - {0}:
        rows = widths == width
        where = _bytes_of(starts[rows], counts[rows], width)
        chosen = block[where].astype(np.uint32)
        for byte in range(1, width):
            chosen |= block[where + byte].astype(np.uint32) << np.uint32(8 * byte)
        values[slice(None) if rows.all() else np.repeat(rows, counts)] = chosen
    return values
