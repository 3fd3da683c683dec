"""Counting: how many of some documents have which value of which facet.

Documents are numbers from 0; a facet is an array of codes by document number. Facets are counted together, by the
combinations of their values that occur: one pass over the documents counts several facets.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import dataclass, replace

import numpy as np

_FEW = 1 << 12  # combinations of values: so many cost little beside the pass itself
_WORTH = 4  # documents for each combination that occurs: with fewer, a pass for each facet is cheaper
_MARKED = 1 << 20  # possible combinations: up to so many are marked to know which occur, more are sorted


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


def occurring(numbers: np.ndarray, most: int) -> tuple[np.ndarray, np.ndarray]:
    """Which numbers below `most` occur, ascending, and for each item the place of its number among them."""
    if most > _MARKED:
        found = np.unique(numbers)
        return found, np.searchsorted(found, numbers)
    there = np.zeros(most, bool)
    there[numbers] = True
    found = np.flatnonzero(there)
    places = np.zeros(most, np.intp)
    places[found] = np.arange(len(found))
    return found, places[numbers]


@dataclass(frozen=True, slots=True)
class _Group:
    """Facets that are counted in one pass: each document's combination of values, and each combination's values.

    The combination `size` is that of documents which don't count.
    """

    combinations: np.ndarray
    codes: dict[str, np.ndarray]
    size: int

    def counts(
        self, names: Iterable[str], ids: np.ndarray, lengths: dict[str, int]
    ) -> tuple[dict[str, np.ndarray], int]:
        """For each of these facets how many of the documents have each of its values, and how many count at all."""
        table = np.bincount(self.combinations.take(ids), minlength=self.size + 1)[: self.size]
        there = np.flatnonzero(table)
        table = table[there]
        chosen = [name for name in names if name in self.codes]
        return {name: _summed(self.codes[name][there], table, lengths[name]) for name in chosen}, int(table.sum())


class FacetCounter:
    """Counts the facets of a fixed set of documents: `groups` at once, then second and further values (`more`)."""

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
        self.groups = [group for names in (few, rest) for group in self._grouped(names)]
        self.more = {
            name: (facet.more[0].astype(np.intp), facet.more[1].astype(np.intp))
            for name, facet in facets.items()
            if facet.more is not None and len(facet.more[0])
        }

    def within(self, visible: np.ndarray) -> FacetCounter:
        """A counter for which the other documents don't count, so that they need not be sorted out before."""
        limited = copy(self)
        limited.groups = [
            replace(group, combinations=np.where(visible, group.combinations, group.size)) for group in self.groups
        ]
        seen = {name: visible[owners] for name, (_, owners) in self.more.items()}
        limited.more = {name: (codes[seen[name]], owners[seen[name]]) for name, (codes, owners) in self.more.items()}
        return limited

    def counts(self, names: Iterable[str], ids: np.ndarray) -> tuple[dict[str, dict[str, int]], int]:
        """For each facet named, its values with their counts among `ids`: most first, years newest first; and how many
        of `ids` count (all, but within a circle)."""
        wanted = list(names)
        found: dict[str, np.ndarray] = {}
        total = 0
        for group in self.groups:
            if not group.codes.keys().isdisjoint(wanted):
                counted, total = group.counts(wanted, ids, self._lengths)
                found |= counted
        further = [name for name in wanted if name in self.more]
        if further:
            among = np.zeros(self.size, bool)
            among[ids] = True
            for name in further:
                codes, owners = self.more[name]
                found[name] += np.bincount(codes, among.take(owners), self._lengths[name]).astype(np.intp)
        return {name: self._listed(name, found[name]) for name in wanted}, total

    def _grouped(self, names: Sequence[str]) -> list[_Group]:
        """One group of these facets; one for each when too many combinations occur."""
        if not names:
            return []
        combinations, size = np.zeros(self.size, np.intp), 1
        codes: dict[str, np.ndarray] = {}
        for name in names:
            length = self._lengths[name]
            found, combinations = occurring(combinations * length + self.facets[name].codes, size * length)
            size = len(found)
            if len(names) > 1 and size > max(self.size // _WORTH, _FEW):
                return [group for name in names for group in self._grouped([name])]
            former, codes[name] = np.divmod(found, length)
            codes |= {other: each[former] for other, each in codes.items() if other != name}
        return [_Group(combinations, codes, size)]

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
