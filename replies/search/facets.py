"""Counting: how many of some documents have which value of which facet.

Documents are numbers from 0; a facet is an array of codes by document number. Facets are counted together, by the
combinations of their values that occur: one pass over the documents counts several facets.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

_FEW = 1 << 12  # combinations of values: so many cost little beside the pass itself
_WORTH = 4  # documents for each combination that occurs: with fewer, a pass for each facet is cheaper


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
    return Facet(values, narrow([code[value] for value in values_of], len(values))[facet.codes])


def narrow(codes: Sequence[int] | np.ndarray, count: int) -> np.ndarray:
    """Codes of `count` values in the fewest bytes."""
    return np.asarray(codes).astype(np.min_scalar_type(max(count - 1, 0)))


@dataclass(frozen=True, slots=True)
class _Group:
    """Facets that are counted in one pass: each document's combination of values, and each combination's values."""

    combinations: np.ndarray
    codes: dict[str, np.ndarray]
    size: int

    def counts(self, names: Iterable[str], ids: np.ndarray, lengths: dict[str, int]) -> dict[str, np.ndarray]:
        """For each of these facets, how many of the documents have each of its values."""
        table = np.bincount(self.combinations[ids], minlength=self.size)
        there = np.flatnonzero(table)
        table = table[there]
        return {name: _summed(self.codes[name][there], table, lengths[name]) for name in names if name in self.codes}


class FacetCounter:
    """Counts the facets of a fixed set of documents."""

    def __init__(self, facets: dict[str, Facet], size: int) -> None:
        self.facets = facets
        self.size = size
        self._values = {name: np.array(facet.values, object) for name, facet in facets.items()}
        self._lengths = {name: max(len(facet.values), 1) for name, facet in facets.items()}
        few, combinations = [], 1
        for name in sorted(facets, key=self._lengths.__getitem__):
            combinations *= self._lengths[name]
            if combinations <= _FEW:
                few.append(name)
        rest = [name for name in facets if name not in few]
        # What is left is places and departments, which hang together: few of their combinations occur.
        self._groups = [group for names in (few, rest) for group in self._grouped(names)]

    def counts(self, names: Iterable[str], ids: np.ndarray) -> dict[str, dict[str, int]]:
        """For each facet named, its values with their counts among `ids`: most first, years newest first."""
        wanted = list(names)
        found: dict[str, np.ndarray] = {}
        for group in self._groups:
            if not group.codes.keys().isdisjoint(wanted):
                found |= group.counts(wanted, ids, self._lengths)
        for name in wanted:
            found[name] += self._further(self.facets[name], ids)
        return {name: self._listed(name, found[name]) for name in wanted}

    def _grouped(self, names: Sequence[str]) -> list[_Group]:
        """One group of these facets; one for each when too many combinations occur."""
        if not names:
            return []
        mixed = np.zeros(self.size, np.intp)
        for name in names:
            mixed = mixed * self._lengths[name] + self.facets[name].codes
        occurring, first, combinations = np.unique(mixed, return_index=True, return_inverse=True)
        if len(names) > 1 and len(occurring) > max(self.size // _WORTH, _FEW):
            return [group for name in names for group in self._grouped([name])]
        return [_Group(combinations, {name: self.facets[name].codes[first] for name in names}, len(occurring))]

    def _further(self, facet: Facet, ids: np.ndarray) -> np.ndarray | int:
        """The counts of documents' second and further values."""
        if facet.more is None or not len(facet.more[0]):
            return 0
        codes, owners = facet.more
        among = np.zeros(self.size, bool)
        among[ids] = True
        return np.bincount(codes[among[owners]], minlength=max(len(facet.values), 1))

    def _listed(self, name: str, counts: np.ndarray) -> dict[str, int]:
        codes = np.flatnonzero(counts)
        by = -codes if name == "year" else -counts[codes]  # the codes of years ascend with them
        codes = codes[np.argsort(by, kind="stable")]
        values = self._values[name][codes].tolist()
        listed = dict(zip(values, counts[codes].tolist(), strict=True))
        listed.pop("", None)
        return listed


def _summed(codes: np.ndarray, counts: np.ndarray, length: int) -> np.ndarray:
    """The sums of the counts by code."""
    return np.bincount(codes, counts, length).astype(np.intp)
