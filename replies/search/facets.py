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
    """The value of each document: `values[codes[d]]`, "" for none; or, with `owners`, `codes[i]` is of `owners[i]`."""

    values: Sequence[str]
    codes: np.ndarray
    owners: np.ndarray | None = None

    def has(self, wanted: Iterable[str], ids: np.ndarray, size: int) -> np.ndarray:
        """For each of the documents `ids` (of `size` in all) whether it has one of the wanted values."""
        chosen = np.zeros(max(len(self.values), 1), bool)
        wanted = set(wanted)
        chosen[[code for code, value in enumerate(self.values) if value in wanted]] = True
        if self.owners is None:
            return chosen[self.codes[ids]]
        having = np.zeros(size, bool)
        having[self.owners[chosen[self.codes]]] = True
        return having[ids]


def derived(facet: Facet, values_of: Sequence[str]) -> Facet:
    """The facet whose value is a function of another's: `values_of[code]` for each of its codes."""
    values = sorted(set(values_of))
    code = {value: number for number, value in enumerate(values)}
    table = np.array([code[value] for value in values_of], np.min_scalar_type(len(values)))
    return Facet(values, table[facet.codes], facet.owners)


class FacetCounter:
    """Counts the facets of a fixed set of documents."""

    def __init__(self, facets: dict[str, Facet], size: int) -> None:
        self.facets = facets
        self.size = size
        self._packed: list[tuple[list[str], tuple[int, ...], np.ndarray]] = []
        self._single: list[str] = []
        self._several = [name for name, facet in facets.items() if facet.owners is not None]
        self._pack(sorted((n for n, f in facets.items() if f.owners is None), key=lambda n: len(facets[n].values)))

    def counts(self, names: Iterable[str], ids: np.ndarray) -> dict[str, dict[str, int]]:
        """For each facet named, its values with their counts among `ids`: most first, years newest first."""
        wanted = list(names)
        found: dict[str, np.ndarray] = {}
        for group, shape, codes in self._packed:
            if not set(group).isdisjoint(wanted):
                table = np.bincount(codes[ids], minlength=prod(shape)).reshape(shape)
                for axis, name in enumerate(group):
                    found[name] = table.sum(axis=tuple(other for other in range(len(shape)) if other != axis))
        for name in self._single:
            if name in wanted:
                found[name] = np.bincount(self.facets[name].codes[ids])
        for name in self._several:
            if name in wanted:
                found[name] = self._count_several(self.facets[name], ids)
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
        codes = np.zeros(self.size, np.uint32)
        for name, count in zip(group, shape, strict=True):
            codes = codes * np.uint32(count) + self.facets[name].codes.astype(np.uint32)
        if group:
            self._packed.append((group, tuple(shape), codes.astype(np.min_scalar_type(prod(shape)))))

    def _count_several(self, facet: Facet, ids: np.ndarray) -> np.ndarray:
        if len(ids) == self.size:
            return np.bincount(facet.codes)
        among = np.zeros(self.size, bool)
        among[ids] = True
        return np.bincount(facet.codes[among[facet.owners]])

    def _listed(self, name: str, counts: np.ndarray) -> dict[str, int]:
        values = self.facets[name].values
        codes = np.flatnonzero(counts)
        by = -codes if name == "year" else -counts[codes]  # the codes of years ascend with them
        codes = codes[np.argsort(by, kind="stable")]
        pairs = zip(codes.tolist(), counts[codes].tolist(), strict=True)
        return {values[code]: count for code, count in pairs if values[code]}
