"""A number that nothing has -> the numbers there are that come nearest: one digit other, swapped, more or less."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import islice
from typing import Final

from replies.search.blocks import Block
from replies.search.numbers import document_number_key, proposal_number_key

NEAR: Final = 3  # numbers to name
MOST_COMPARED: Final = 2000  # document numbers of one issuer
_COUNTED: Final = re.compile(r"(.+[〕\])】）])([1-9][0-9]{0,5})号\Z")


class Numbers:
    """Known proposal numbers and document numbers, by their keys."""

    def __init__(self, terms: Iterable[str]) -> None:
        listed = list(terms)
        self._terms = Block(listed)
        self._keys = Block(map(_key, listed))

    def named(self, typed: str) -> list[str]:
        """The known numbers that `typed` names, however they are written: 056 names 56 and 第56号."""
        key = _key(typed)
        return list(map(self._terms.text, self._keys.equal(key))) if key else []

    def nearest(self, typed: str) -> list[str]:
        """The numbers nearest to `typed`, as letters write them, the nearest first; not `typed` itself."""
        if document := document_number_key(typed):
            return self._document_numbers(document)
        key = proposal_number_key(typed)
        found = (self._terms.text(line) for other in _one_off(key) for line in self._keys.equal(other))
        return list(islice(dict.fromkeys(found), NEAR)) if key else []

    def _document_numbers(self, key: str) -> list[str]:
        """Of the same issuer and year those with the nearest count; else of the same issuer the nearest years."""
        issuer, _, rest = key.partition("[")
        year, _, count = rest.partition("]")
        for prefix, sought in ((f"{issuer}[{year}]", count), (f"{issuer}[", year)):
            lines = [(self._keys.text(line), line) for line in self._keys.beginning(prefix, MOST_COMPARED)]
            near = sorted((_apart(text[len(prefix) :], sought), line) for text, line in lines if text != key)
            if issuer and near:
                return [self._terms.text(line) for _, line in near[:NEAR]]
        return []


def _key(term: str) -> str:
    counted = _COUNTED.match(term)  # most are: one issuer's numbers of a year differ in their count alone
    if counted and (stem := _stem(counted[1])):
        return stem + counted[2]
    return document_number_key(term) or proposal_number_key(term)


@lru_cache(20_000)
def _stem(issuer_and_year: str) -> str:
    """What the keys of all document numbers that begin so begin with; "" when there are none."""
    return document_number_key(f"{issuer_and_year}1号").removesuffix("1")


def _one_off(key: str) -> Iterator[str]:
    """The keys one slip away: two digits swapped, one other, one too many, one lacking."""
    places = range(len(key))
    yield from (key[:at] + key[at + 1] + key[at] + key[at + 2 :] for at in places[:-1] if key[at] != key[at + 1])
    yield from (key[:at] + digit + key[at + 1 :] for at in places if key[at].isdigit() for digit in _others(key[at]))
    yield from (key[:at] + key[at + 1 :] for at in places)
    yield from (key[:at] + digit + key[at:] for at in range(len(key) + 1) for digit in "0123456789")


def _others(digit: str) -> list[str]:
    """The other digits, those next to it first."""
    return sorted("0123456789".replace(digit, ""), key=lambda other: abs(int(other) - int(digit)))


def _apart(one: str, other: str) -> tuple[bool, int]:
    """How far apart two counts are: the same digits in another order come first, then what is near in number."""
    digits = "".join(filter(str.isdigit, one.partition("]")[0]))
    sought = "".join(filter(str.isdigit, other))
    return sorted(digits) != sorted(sought), abs(int(digits or 0) - int(sought or 0))
