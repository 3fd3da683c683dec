"""The one contract that every search engine keeps: documents in, hits and counts out.

An engine holds a copy of what the database says. It knows nothing of users: what a reader may see comes in as
`SearchRequest.audience`, and every hit, count, suggestion and relation it returns lies within that audience.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from hashlib import blake2b
from typing import Literal, Protocol

from replies.search.query import Node

Audience = Literal["public", "staff", "editor"]
Sort = Literal["relevance", "newest", "oldest"]
TermKind = Literal["word", "title", "department", "place", "number"]


@dataclass(frozen=True, slots=True)
class Document:
    """One reply as the index knows it. Text fields are what a reader may be shown; empty means not stated."""

    id: int
    audience: Audience  # the widest circle that may see it: public < staff < editor
    title: str = ""
    text: str = ""
    proposal_numbers: tuple[str, ...] = ()  # as written: "056"
    session: tuple[int, int] | None = None
    document_number: str = ""
    addressees: tuple[str, ...] = ()
    departments: tuple[tuple[str, str], ...] = ()  # (id, name), the lead first
    division_code: str = ""  # of the proposal, six digits: "530112"
    place_names: tuple[str, ...] = ()  # province, city, district: for text search
    body: str = ""  # cppcc, npc
    year: int | None = None
    response_type: str = ""
    date: str = ""  # ISO, for sorting: issue date, else publish date
    subjects: tuple[str, ...] = ()
    satisfaction: str = ""
    has_figures: bool = False
    damaged: bool = False
    policies: tuple[str, ...] = ()
    indicators: tuple[str, ...] = ()  # what its figures are of


def digest(document: Document) -> str:
    """What the engine holds of a document, as 32 hexadecimal digits: two documents that differ have different ones."""
    values = [getattr(document, each.name) for each in fields(document)]
    return blake2b(repr(values).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """What is asked for. `filters` maps a facet's name to the values of which one must hold (OR in, AND among).

    With a `limit` of 0 only counts are asked for.
    """

    query: Node
    audience: Audience = "public"  # the circle the reader belongs to
    filters: Mapping[str, frozenset[str]] = field(default_factory=dict)
    year_range: tuple[int | None, int | None] = (None, None)
    facets: Sequence[str] = ()
    sort: Sort = "relevance"
    offset: int = 0
    limit: int = 20


@dataclass(frozen=True, slots=True)
class Hit:
    """One reply found. `exact` is true when a number in the query names it."""

    id: int
    score: float
    exact: bool = False


@dataclass(frozen=True, slots=True)
class SearchResult:
    """`count` of all hits, one page of them, and per facet its values with counts, most first (years newest first).

    A facet's counts ignore its own selection; values that nothing has are left out.
    """

    count: int
    hits: tuple[Hit, ...]
    facets: dict[str, dict[str, int]]


class Vocabulary(Protocol):
    """The terms that one circle of readers may be offered, drawn from the letters that it may see.

    `edition` is another number whenever the terms may be others.
    """

    edition: int

    def terms(self, kind: TermKind) -> Mapping[str, int]:
        """All terms of a kind with how many letters hold them, at most: a term of hidden letters alone may be listed.

        Only for finding candidates; whatever is shown must have a `count` of more than 0.
        """

    def starting(self, kind: TermKind, prefix: str, limit: int = 50) -> list[tuple[str, int]]:
        """Terms that begin with `prefix` and how many letters of this circle hold them, most first."""

    def count(self, kind: TermKind, term: str) -> int:
        """How many letters that this circle may see hold the term: exact, and 0 for what it must not know of."""


class SearchEngine(Protocol):
    """What the archive needs of an engine. Every method may be called from any thread of any process."""

    def search(self, request: SearchRequest) -> SearchResult:
        """Find. Raises `EngineUnavailable` when the index can't be read, `SchemaMismatch` when it is of an old make."""

    def suggest(self, prefix: str, audience: Audience, limit: int = 8) -> list[str]:
        """Completions of what a reader has begun to type, from letters of that audience only."""

    def similar(self, document_id: int, audience: Audience, limit: int = 5) -> list[Hit]:
        """Replies that share uncommon words or policies with this one."""

    def vocabulary(self, audience: Audience) -> Vocabulary:
        """The terms that may be offered to this circle of readers, as of now."""

    def update(self, documents: Iterable[Document], removed: Iterable[int] = ()) -> None:
        """Put documents in (replacing those with the same id) and take others out, as one commit.

        Raises `EngineBusy` when another process writes and goes on writing.
        """

    def rebuild(
        self, documents: Callable[[], Iterable[Document]], shares: Sequence[Callable[[], Iterable[Document]]] = ()
    ) -> int:
        """Build a whole new index beside the live one and swap it in; returns how many documents it holds.

        Changes that `update` makes meanwhile are kept. `shares`, when given, yield together what `documents` does, and
        each may be called in a process of its own: they must be fit to be pickled.
        """

    def tidy(self) -> bool:
        """Merge what many small commits have left behind; returns whether there was anything to do."""

    def ids(self) -> dict[int, str]:
        """Every id in the index with the digest of its document (`digest`), to be compared with the database."""

    def edition(self) -> int:
        """A number that is another one after every commit, by whichever process."""

    def check(self) -> None:
        """Return when the index answers; raise `EngineUnavailable` or `SchemaMismatch` when it does not."""


class EngineUnavailable(Exception):  # noqa: N818 - a state, not a slip
    """The index can't be read; the message says why and what to do."""


class EngineBusy(EngineUnavailable):
    """Another process is writing; try again later."""


class SchemaMismatch(EngineUnavailable):
    """The index was built by another version of the archive; `rebuild_index` mends it."""
