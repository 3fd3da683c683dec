"""What is indexed of a document and how it weighs; engines differ in how they store it, not in what.

A document's text fields become one stream of parts in the order of `PARTS`. Quotes are searched in the stream as
`exact_fold` shows it; words are looked up in all of it, and once more in each weighty part, so that a word in a title
counts for more than one in the text. Whatever here changes what an index holds must raise `SCHEMA_VERSION`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from replies.search.engine import Audience, Document
from replies.search.numbers import document_number_key, proposal_number_key

SCHEMA_VERSION: Final = 3

# The parts of a document's stream, in their order. A part may hold several values; no quote crosses to the next.
# Subjects are none: they are inferred, and a search for words finds what letters say.
PARTS: Final = ("title", "text", "department", "addressee", "place", "document_number")

# Parts whose words are also indexed by themselves, and how much a word there weighs beside one in the text.
WEIGHTS: Final = {"title": 4.0, "department": 2.0, "addressee": 2.0, "place": 2.0}

# Exact keys, found as a whole: normal forms of numbers, policies, and what is offered to a reader who types.
KEYS: Final = ("proposal_number", "document_number", "policy", "title", "department", "place", "number")

# Facets with one value a document, and with several.
SINGLE: Final = ("district", "response_type", "body", "satisfaction")
MULTIPLE: Final = ("department", "subject", "indicator")
# Counted for few pages, of many values each: not prepared for every search.
SELDOM: Final = frozenset(("indicator",))
# Facets that follow from another column: places from the division code, years and flags from numbers.
PROVINCE_DIGITS: Final = 2
CITY_DIGITS: Final = 4
FACETS: Final = (
    "province", "city", "district", "year", "response_type", "body", "department", "subject", "satisfaction",
    "has_figures", "damaged",
)  # fmt: skip

# Widest first: a reader of a circle sees what is open to it or to a wider one.
AUDIENCES: Final[tuple[Audience, ...]] = ("public", "staff", "editor")

# BM25: how soon more of a word stops counting, and how much a long text is held against a word in it.
K1: Final = 1.2
B: Final = 0.75
# What a document gains when the characters of an unquoted word stand together in it, beside the weight of its tokens.
TOGETHER: Final = 1.0


def part_values(document: Document) -> Iterable[tuple[str, tuple[str, ...]]]:
    """The parts of a document in the order of `PARTS`, each with its values; empty values are left out."""
    parts = (
        (document.title,),
        (document.text,),
        tuple(name for _, name in document.departments),
        document.addressees,
        document.place_names,
        (document.document_number,),
    )
    return ((name, tuple(filter(None, values))) for name, values in zip(PARTS, parts, strict=True))


def keys(document: Document) -> dict[str, list[str]]:
    """The exact keys of a document by the names of `KEYS`, each once."""
    found = (
        map(proposal_number_key, document.proposal_numbers),
        (document_number_key(document.document_number),),
        document.policies,
        (document.title,),
        (name for _, name in document.departments),
        document.place_names,
        (*document.proposal_numbers, document.document_number),
    )
    lines = ({" ".join(value.split()) for value in values} - {""} for values in found)
    return {name: sorted(values) for name, values in zip(KEYS, lines, strict=True)}


def division(document: Document) -> str:
    """The six digits of the division that the facets count by; "" when the document names none."""
    return document.division_code[:6]


def enclosing(code: str, digits: int) -> str:
    """The code of the province (2 digits) or city (4) that a division lies in: ("530112", 4) -> "530100"."""
    return code[:digits].ljust(6, "0") if code else ""


def session_number(session: tuple[int, int] | None) -> int:
    """届 and 次 as one number of 16 bits; 0 when unknown."""
    term, number = session or (0, 0)
    return (min(term, 255) << 8) + min(number, 255)


def date_number(date: str) -> int:
    """An ISO date as a number to sort by, also one of a year or month alone: "2023-05" -> 20230500; unknown is 0."""
    digits = date.replace("-", "")[:8]
    return int(digits.ljust(8, "0")) if digits.isdigit() else 0
