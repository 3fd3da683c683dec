"""Counting: how many of some documents have which value of which facet.

Documents are numbers from 0; a facet is an array of codes by document number. Small facets are packed into one code, so
that a single pass counts all of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import prod

import numpy as np

_MOST_PACKED = 1 << 16  # combinations of values: beyond this, counting them costs more than a pass


@dataclass(frozen=True, slots=True)
class Facet:
    """The value of each document: `values[codes[d]]`, "" for none. `more` holds second and further values of documents
    that have several: codes, and the documents that they are of.
    """

    values: Sequence[str]
    codes: np.ndarray
    more: tuple[np.ndarray, np.ndarray] | None = None

    def has(self, wanted: Iterable[str], ids: np.ndarray) -> np.ndarray:
        """For each of these documents whether it has one of the wanted values."""
        wanted = set(wanted)
        chosen = np.array([value in wanted for value in self.values], bool)
        having = chosen[self.codes[ids]]
        if self.more is not None:
            codes, owners = self.more
            having |= np.isin(ids, owners[chosen[codes]])
        return having


def derived(facet: Facet, values_of: Sequence[str]) -> Facet:
    """The facet whose value is a function of another's with one value each: `values_of[code]` for its codes."""
    values = sorted(set(values_of))
    code = {value: number for number, value in enumerate(values)}
    return Facet(values, np.array([code[value] for value in values_of], np.intp)[facet.codes])


class FacetCounter:
    """Counts the facets of a fixed set of documents."""

    def __init__(self, facets: dict[str, Facet], size: int) -> None:
        self.facets = facets
        self.size = size
        self._packed: list[tuple[list[str], tuple[int, ...], np.ndarray]] = []
        self._single: list[str] = []
        plain = [name for name, facet in facets.items() if facet.more is None]
        self._single = [name for name in facets if name not in plain]
        self._pack(sorted(plain, key=lambda name: len(facets[name].values)))

    def counts(self, names: Iterable[str], ids: np.ndarray) -> dict[str, dict[str, int]]:
        """For each facet named, its values with their counts among `ids`: most first, years newest first."""
        wanted = list(names)
        found: dict[str, np.ndarray] = {}
        for group, shape, codes in self._packed:
            if not set(group).isdisjoint(wanted):
                table = np.bincount(codes[ids], minlength=prod(shape)).reshape(shape)
                for axis, name in enumerate(group):
                    found[name] = table.sum(axis=tuple(other for other in range(len(shape)) if other != axis))
        for name in set(self._single).intersection(wanted):
            found[name] = self._count(self.facets[name], ids)
        return {name: self._listed(name, found[name]) for name in wanted}

    def _pack(self, names: Sequence[str]) -> None:
        """Pack facets with one value a document, smallest first, as long as their combinations are few."""
        group: list[str] = []
        shape: list[int] = []
        for name in names:
            count = max(len(self.facets[name].values), 1)
            if prod(shape) * count <= _MOST_PACKED:
                group.append(name)
                shape.append(count)
            else:
                self._single.append(name)
        codes = np.zeros(self.size, np.intp)
        for name, count in zip(group, shape, strict=True):
            codes = codes * count + self.facets[name].codes
        if group:
            self._packed.append((group, tuple(shape), codes))

    def _count(self, facet: Facet, ids: np.ndarray) -> np.ndarray:
        counts = np.bincount(facet.codes[ids], minlength=len(facet.values))
        if facet.more is not None and len(facet.more[0]):
            codes, owners = facet.more
            among = np.zeros(self.size, bool)
            among[ids] = True
            counts += np.bincount(codes[among[owners]], minlength=len(counts))
        return counts

    def _listed(self, name: str, counts: np.ndarray) -> dict[str, int]:
        values = self.facets[name].values
        codes = np.flatnonzero(counts)
        by = -codes if name == "year" else -counts[codes]  # the codes of years ascend with them
        codes = codes[np.argsort(by, kind="stable")]
        pairs = zip(codes.tolist(), counts[codes].tolist(), strict=True)
        return {values[code]: count for code, count in pairs if values[code]}
