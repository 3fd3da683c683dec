"""What is known of each document by its number: kinds of Whoosh columns that are plain arrays in a segment's file.

Each kind knows how to write the values of a new segment, how to read them back in place, and how to join the columns
of several segments into one without taking the values apart.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from whoosh.columns import Column

from replies.search.engines.arrays import ArrayFile, ArrayWriter

Source = tuple[ArrayFile, np.ndarray | None]  # a segment's file, and which of its documents stay (None: all)


class ArrayColumn(Column):
    """A column of a segment's file. `empty` is the value of a document that was given none."""

    empty: Any = None

    def default_value(self, reverse: bool = False) -> Any:  # noqa: ARG002 - Whoosh's signature
        """Whoosh's name of `empty`."""
        return self.empty

    def write(self, writer: ArrayWriter, name: str, values: Sequence[Any]) -> None:
        """Write the values of a new segment."""
        raise NotImplementedError

    def read(self, file: ArrayFile, name: str) -> Any:
        """The column as the searching code wants it."""
        raise NotImplementedError

    def value(self, file: ArrayFile, name: str, number: int) -> Any:
        """What was written for one document."""
        raise NotImplementedError

    def join(self, writer: ArrayWriter, name: str, sources: Sequence[Source]) -> None:
        """Write the columns of several segments, one after the other."""
        raise NotImplementedError


class Numbers(ArrayColumn):
    """One number a document (or a fixed run of bytes: "V16")."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.empty = b"\0" * np.dtype(kind).itemsize if kind.startswith("V") else 0

    def write(self, writer: ArrayWriter, name: str, values: Sequence[Any]) -> None:
        writer.add(name, np.array(values, self.kind))

    def read(self, file: ArrayFile, name: str) -> np.ndarray:
        return file[name]

    def value(self, file: ArrayFile, name: str, number: int) -> Any:
        return file[name].item(number)

    def join(self, writer: ArrayWriter, name: str, sources: Sequence[Source]) -> None:
        with writer.stream(name, self.kind) as append:
            for file, stay in sources:
                append(file[name] if stay is None else file[name][stay])


@dataclass(frozen=True, slots=True)
class Coded:
    """Strings by document as codes into `values`. With `starts`, a document has the codes between two of them."""

    values: list[str]
    codes: np.ndarray
    starts: np.ndarray | None = None


class Codes(ArrayColumn):
    """One of few strings a document."""

    empty = ""

    def write(self, writer: ArrayWriter, name: str, values: Sequence[str]) -> None:
        known = sorted(set(values))
        code = {value: number for number, value in enumerate(known)}
        self._write(writer, name, known, np.fromiter(map(code.__getitem__, values), np.uint32, len(values)))

    def read(self, file: ArrayFile, name: str) -> Coded:
        return Coded(_strings(file, name), file[f"{name}.codes"])

    def value(self, file: ArrayFile, name: str, number: int) -> str:
        column = self.read(file, name)
        return column.values[column.codes[number]]

    def join(self, writer: ArrayWriter, name: str, sources: Sequence[Source]) -> None:
        columns = [self.read(file, name) for file, _ in sources]
        values, tables = unite(column.values for column in columns)
        codes = [
            table[column.codes if stay is None else column.codes[stay]]
            for column, table, (_, stay) in zip(columns, tables, sources, strict=True)
        ]
        self._write(writer, name, values, np.concatenate(codes))

    @staticmethod
    def _write(writer: ArrayWriter, name: str, values: list[str], codes: np.ndarray) -> None:
        used, codes = np.unique(codes, return_inverse=True)  # what only removed documents had is forgotten
        writer.add_text(f"{name}.values", json.dumps([values[code] for code in used], ensure_ascii=False))
        writer.add(f"{name}.codes", codes.astype(np.min_scalar_type(max(len(used) - 1, 0))))


class ManyCodes(ArrayColumn):
    """Any number of strings a document, out of not too many."""

    empty = ()

    def write(self, writer: ArrayWriter, name: str, values: Sequence[Sequence[str]]) -> None:
        flat = [string for strings in values for string in strings]
        known = sorted(set(flat))
        code = {value: number for number, value in enumerate(known)}
        lengths = np.fromiter(map(len, values), np.int64, len(values))
        self._write(writer, name, known, np.fromiter(map(code.__getitem__, flat), np.uint32, len(flat)), lengths)

    def read(self, file: ArrayFile, name: str) -> Coded:
        return Coded(_strings(file, name), file[f"{name}.codes"], file[f"{name}.starts"])

    def value(self, file: ArrayFile, name: str, number: int) -> tuple[str, ...]:
        column = self.read(file, name)
        start, end = column.starts[number], column.starts[number + 1]
        return tuple(column.values[code] for code in column.codes[start:end])

    def join(self, writer: ArrayWriter, name: str, sources: Sequence[Source]) -> None:
        columns = [self.read(file, name) for file, _ in sources]
        values, tables = unite(column.values for column in columns)
        codes, lengths = [], []
        for column, table, (_, stay) in zip(columns, tables, sources, strict=True):
            counts = np.diff(column.starts.astype(np.int64))
            codes.append(table[column.codes if stay is None else column.codes[np.repeat(stay, counts)]])
            lengths.append(counts if stay is None else counts[stay])
        self._write(writer, name, values, np.concatenate(codes), np.concatenate(lengths))

    @staticmethod
    def _write(writer: ArrayWriter, name: str, values: list[str], codes: np.ndarray, lengths: np.ndarray) -> None:
        Codes._write(writer, name, values, codes)  # noqa: SLF001 - the same layout
        writer.add(f"{name}.starts", np.concatenate(([0], np.cumsum(lengths))).astype(np.uint32))


@dataclass(frozen=True, slots=True)
class Stream:
    """The texts of a segment, one after the other, in UTF-16 units with a 0 after each value.

    `edges[d, p]` is where part `p` of document `d` starts; it ends where the next starts, `edges[d, -1]` ends the last.
    """

    units: np.ndarray
    edges: np.ndarray


class Streams(ArrayColumn):
    """The text of each document, cut into a fixed number of parts: a value is its units and where each part ends."""

    def __init__(self, parts: int) -> None:
        self.parts = parts
        self.empty = (np.empty(0, np.uint16), [0] * parts)

    def write(self, writer: ArrayWriter, name: str, values: Sequence[tuple[np.ndarray, Sequence[int]]]) -> None:
        ends = np.array([ends for _, ends in values], np.int64).reshape(len(values), self.parts)
        with writer.stream(name, np.uint16) as append:
            for units, _ in values:
                append(units)
        self._write_edges(writer, name, ends)

    def read(self, file: ArrayFile, name: str) -> Stream:
        return Stream(file[name], file[f"{name}.edges"].reshape(-1, self.parts + 1))

    def value(self, file: ArrayFile, name: str, number: int) -> tuple[np.ndarray, list[int]]:
        column = self.read(file, name)
        edges = column.edges[number].astype(np.int64)
        return column.units[edges[0] : edges[-1]], (edges[1:] - edges[0]).tolist()

    def join(self, writer: ArrayWriter, name: str, sources: Sequence[Source]) -> None:
        ends = []
        with writer.stream(name, np.uint16) as append:
            for file, stay in sources:
                column = self.read(file, name)
                edges = column.edges.astype(np.int64)
                ends.append((edges[:, 1:] - edges[:, :1])[slice(None) if stay is None else stay])
                for first, last in [(0, len(edges))] if stay is None else _runs(stay):
                    append(column.units[edges[first, 0] : edges[last - 1, -1]] if last > first else column.units[:0])
        self._write_edges(writer, name, np.concatenate(ends))

    @staticmethod
    def _write_edges(writer: ArrayWriter, name: str, ends: np.ndarray) -> None:
        """`ends` count from the start of each document."""
        starts = np.cumsum(ends[:, -1]) - ends[:, -1]
        edges = np.concatenate((starts[:, None], starts[:, None] + ends), axis=1)
        writer.add(f"{name}.edges", edges.astype(np.uint32 if not edges.size or edges.max() < 1 << 32 else np.uint64))


def unite(lists: Iterable[list[str]]) -> tuple[list[str], list[np.ndarray]]:
    """The values of several lists as one, ascending, and for each list where its values stand in that."""
    lists = list(lists)
    values = sorted(set().union(*lists))
    code = {value: number for number, value in enumerate(values)}
    return values, [np.fromiter(map(code.__getitem__, each), np.uint32, len(each)) for each in lists]


def _strings(file: ArrayFile, name: str) -> list[str]:
    return json.loads(file.text(f"{name}.values"))


def _runs(stay: np.ndarray) -> list[tuple[int, int]]:
    """The half-open runs of true values."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], stay.astype(np.int8), [0]))))
    return list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))
