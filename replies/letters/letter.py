"""What a reply letter says: the values that `parse_letter` returns, each with its place in the text.

Everything here is frozen and plain. An offset counts Unicode code points in `Letter.text`, which is the text exactly
as it was handed to the parser. A value that the letter does not state is `None` or empty, never a guess, unless its
name stands in `inferred`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from decimal import Decimal
from functools import cache, partial
from typing import Any, NamedTuple

import orjson


class Span(NamedTuple):
    """A half-open run of characters `[start, end)` of a letter's text."""

    start: int
    end: int


as_span = partial(tuple.__new__, Span)  # of a pair: takes a fifth of the time of Span(start, end)


@dataclass(frozen=True, slots=True)
class Section:
    """One heading and what stands under it; `level` 1 is 一、 2 is （一） 3 is 1. or 一是."""

    level: int
    heading: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Metric:
    """A quantity that the letter states about the world.

    `value` is in base units (元, 平方米, 米, people as written, shares in %; 万 and 亿 multiplied out).
    `as_of` is `YYYY`, `YYYY-MM` or `YYYY-MM-DD`. `qualifier` is None, about, over, under, at_least or at_most.
    `indicator` is the normal name of the thing measured, or None when the archive knows no such name.
    `place` is the place named with the figure when it is narrower than the letter's own.
    """

    text: str
    start: int
    end: int
    value: Decimal
    unit: str
    label: str
    as_of: str | None = None
    qualifier: str | None = None
    planned: bool = False
    damaged: bool = False
    indicator: str | None = None
    place: str | None = None


@dataclass(frozen=True, slots=True)
class Policy:
    """A law, plan or notice that the letter cites: by title, by document number, or both."""

    title: str | None
    number: str | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Request:
    """What the member asked, and the passage that answers it (None when no passage can be told apart)."""

    text: str
    start: int
    end: int
    answer: Span | None = None


@dataclass(frozen=True, slots=True)
class Commitment:
    """What the department promises, and by when (`due` as `as_of` of a metric)."""

    text: str
    start: int
    end: int
    due: str | None = None


@dataclass(frozen=True, slots=True)
class Warning:  # noqa: A001 - the word that the contract and the field use
    """Something in the letter that is damaged or doubtful; it is said, never corrected. `code` as in the contract."""

    code: str
    message: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Letter:
    """A parsed letter. `evidence` maps a field's name to the spans it was read from, in the order of its values."""

    text: str
    is_letter: bool = True
    body: str | None = None
    proposal_numbers: tuple[str, ...] = ()
    session: tuple[int, int] | None = None
    proposal_titles: tuple[str, ...] = ()
    addressees: tuple[str, ...] = ()
    department: str | None = None
    co_departments: tuple[str, ...] = ()
    division_code: str | None = None
    province: str | None = None
    city: str | None = None
    district: str | None = None
    document_number: str | None = None
    response_type: str | None = None
    disclosure: str | None = None
    issue_date: str | None = None
    publish_date: str | None = None
    year: int | None = None
    index_number: str | None = None
    signer: str | None = None
    copied_to: tuple[str, ...] = ()
    contact_names: tuple[str, ...] = ()
    contact_phones: tuple[str, ...] = ()
    interview_date: str | None = None
    satisfaction: str | None = None
    sections: tuple[Section, ...] = ()
    requests: tuple[Request, ...] = ()
    metrics: tuple[Metric, ...] = ()
    policies: tuple[Policy, ...] = ()
    commitments: tuple[Commitment, ...] = ()
    warnings: tuple[Warning, ...] = ()
    inferred: tuple[str, ...] = ()
    evidence: dict[str, tuple[Span, ...]] = field(default_factory=dict)
    department_division_code: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """The letter as plain JSON types, under the names of the `parse_letter` command; decimals become strings."""
        return _plain(self)

    def to_json(self, beside: Mapping[str, Any] | None = None) -> str:
        """`to_dict` without `text`, with the keys of `beside` added or in the place of its own, as compact JSON."""
        values = {name: getattr(self, name) for name in _names_of_fields(Letter) if name != "text"}
        try:
            return orjson.dumps(values | dict(beside or {}), default=_for_json).decode()
        except orjson.JSONEncodeError:  # half a surrogate pair, which has no UTF-8
            plain = {name: value for name, value in self.to_dict().items() if name != "text"}
            return json.dumps(plain | dict(beside or {}), default=_for_json, ensure_ascii=False)


def letter_from_dict(text: str, data: Mapping[str, Any]) -> Letter:
    """The letter that `Letter.to_dict` made `data` of; keys that a letter does not have are passed over."""
    kinds: dict[str, type] = {
        "sections": Section,
        "metrics": Metric,
        "policies": Policy,
        "requests": Request,
        "commitments": Commitment,
        "warnings": Warning,
    }
    values: dict[str, Any] = {}
    for item in fields(Letter):
        if item.name == "text" or item.name not in data:
            continue
        value = data[item.name]
        if kind := kinds.get(item.name):
            value = tuple(kind(**_typed(entry)) for entry in value)
        elif item.name == "evidence":
            value = {name: tuple(Span(*span) for span in spans) for name, spans in value.items()}
        elif isinstance(value, list):
            value = tuple(value)
        values[item.name] = value
    return Letter(text=text, **values)


def _typed(entry: Mapping[str, Any]) -> dict[str, Any]:
    typed = dict(entry)
    if "value" in typed:
        typed["value"] = Decimal(typed["value"])
    if typed.get("answer"):
        typed["answer"] = Span(*typed["answer"])
    return typed


_PLAIN = frozenset((str, int, bool, type(None)))


def _plain(value: Any) -> Any:
    if type(value) in _PLAIN:
        return value
    if isinstance(value, Decimal):
        return _decimal(value)
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    # Most fields hold what is plain: a letter has a thousand of them, for which a call each would take half the time.
    values = [(name, getattr(value, name)) for name in _names_of_fields(type(value))]
    return {name: each if type(each) in _PLAIN else _plain(each) for name, each in values}


def _for_json(value: Any) -> Any:
    """What JSON has for what it does not know."""
    if isinstance(value, Decimal):
        return _decimal(value)
    if isinstance(value, tuple):  # one with names, such as a span
        return tuple(value)
    raise TypeError(f"{type(value).__name__} has no place in a letter")


def _decimal(value: Decimal) -> str:
    return format(value.normalize(), "f")


@cache
def _names_of_fields(kind: type) -> tuple[str, ...]:
    return tuple(each.name for each in fields(kind))
