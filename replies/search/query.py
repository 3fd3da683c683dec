"""A reader's query string -> a tree that no engine's syntax shows in; its `repr` is its specification."""

from __future__ import annotations

from dataclasses import dataclass


class SearchQueryError(ValueError):
    """The query can't be searched; the message, in Chinese, says why and what to do."""


@dataclass(frozen=True, slots=True)
class Node:
    """A part of a query."""


@dataclass(frozen=True, slots=True)
class Everything(Node):
    """The empty query: every reply."""


@dataclass(frozen=True, slots=True)
class Word(Node):
    """Words as the reader typed them, without white space; the analyzer cuts them. `field` limits where."""

    text: str
    field: str | None = None


@dataclass(frozen=True, slots=True)
class Phrase(Node):
    """A quoted run of characters: found wherever exactly these stand, and nowhere else."""

    text: str
    field: str | None = None


@dataclass(frozen=True, slots=True)
class Number(Node):
    """A proposal number or document number, however typed; `text` is as typed. Exact hits come before text matches."""

    text: str


@dataclass(frozen=True, slots=True)
class YearRange(Node):
    """From and to year, either open (None)."""

    first: int | None
    last: int | None


@dataclass(frozen=True, slots=True)
class Not(Node):
    """Replies that do not match `part`."""

    part: Node


@dataclass(frozen=True, slots=True)
class And(Node):
    """Replies that match every part."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or(Node):
    """Replies that match at least one part."""

    parts: tuple[Node, ...]
