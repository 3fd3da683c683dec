"""Departments, policies and proposals by the names that letters give them: the stored one, or a new one. Files too.

A run of intake looks the names of a few letters up together (`look_up`) and remembers what it has met (`remembering`),
since asking letter by letter took longer than writing. What is remembered is only ever a hint: when somebody else has
added or taken away a name in the meantime, the transaction fails at a constraint, and whoever stores must `forget`
and try again.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any, TypeVar

from django.db.models import Model, Q

from replies.inserting import insert
from replies.letters.letter import Letter
from replies.models import Department, Policy, Proposal, SourceFile, policy_number_key
from replies.search.numbers import proposal_number_key

MOST_REMEMBERED = 50_000
Name = TypeVar("Name")
DepartmentName = tuple[str, str]  # name, division code
PolicyName = tuple[str, str]  # "number" or "title", and what it is
ProposalName = tuple[str, str, int, int, str]  # body, division code, term, session, key of the number


@dataclass
class _Known:
    """What was met: the stored one of each name, None for a name that was asked for and is not stored."""

    departments: dict[DepartmentName, Department | None] = field(default_factory=dict)
    policies: dict[PolicyName, Policy | None] = field(default_factory=dict)
    proposals: dict[ProposalName, Proposal | None] = field(default_factory=dict)
    sources: dict[str, SourceFile | None] = field(default_factory=dict)


_remembered: ContextVar[_Known | None] = ContextVar("remembered", default=None)


@contextmanager
def remembering() -> Iterator[None]:
    """Within this, names that were met are not asked for again, until `forget`."""
    token = _remembered.set(_Known())
    try:
        yield
    finally:
        _remembered.reset(token)


def forget() -> None:
    """Ask for all names anew: those met last were not kept, or somebody else has changed them."""
    if _remembered.get() is not None:
        _remembered.set(_Known())


def look_up(letters: Iterable[Letter], digests: Collection[str]) -> None:
    """Ask at once for the names in letters that are about to be stored, and for files with these SHA-256."""
    known = _remembered.get()
    if known is None:
        return
    if len(known.policies) + len(known.departments) > MOST_REMEMBERED:
        known.policies.clear()
        known.departments.clear()
    known.proposals.clear()  # people edit them: what was read stays good for a moment only
    known.sources = dict.fromkeys(digests)
    known.sources.update(SourceFile.objects.in_bulk(digests, field_name="sha256"))
    letters = list(letters)
    _ask_for_departments(known, {_department_name(*one) for letter in letters for one in _offices(letter)})
    _ask_for_policies(known, {policy_name(*one) for letter in letters for one in policies_cited(letter)})
    numbers = ((letter, number) for letter in letters for number in letter.proposal_numbers)
    _ask_for_proposals(known, {name for letter, number in numbers if (name := proposal_name(letter, number))})


def _offices(letter: Letter) -> Iterator[tuple[str, str | None]]:
    if letter.department:
        yield letter.department, letter.department_division_code or letter.division_code
    yield from ((name, letter.division_code) for name in letter.co_departments)


def source_with(sha256: str, made: Callable[[], SourceFile]) -> tuple[SourceFile, bool]:
    """The stored file of this SHA-256, or else what `made` makes; and whether it was made now."""
    sources = (_remembered.get() or _Known()).sources
    source = sources.get(sha256)
    if source is None and sha256 not in sources:
        source = SourceFile.objects.filter(sha256=sha256).order_by("pk").first()
    is_new = source is None
    sources[sha256] = made() if source is None else source
    return sources[sha256], is_new


# --- departments -----------------------------------------------------------------------------------------------------


def department_named(name: str, division_code: str | None) -> Department:
    """The department of this name in this division, known or new."""
    known = _remembered.get() or _Known()
    key = _department_name(name, division_code)
    if known.departments.get(key) is None:
        values = {"name": key[0], "division_code": key[1]}
        is_new = key in known.departments
        if is_new:
            known.departments[key] = Department(**values)
            insert(known.departments[key])
        else:
            known.departments[key] = Department.objects.get_or_create(**values)[0]
    return known.departments[key]


def _department_name(name: str, division_code: str | None) -> DepartmentName:
    return fit(Department, "name", name), division_code or ""


def _ask_for_departments(known: _Known, names: set[DepartmentName]) -> None:
    if unmet := _unmet(names, known.departments):
        known.departments.update(dict.fromkeys(unmet))
        stored = Department.objects.filter(name__in={name for name, _ in unmet}).order_by()
        known.departments.update(((one.name, one.division_code), one) for one in stored)


# --- policies --------------------------------------------------------------------------------------------------------


def policies_cited(letter: Letter) -> dict[tuple[str, str], list[tuple[int, int]]]:
    """Title and number of each policy that a letter cites, as their columns hold them, and where it does."""
    cited: dict[tuple[str, str], list[tuple[int, int]]] = {}
    for start, end, one in {(one.start, one.end): (one.start, one.end, one) for one in letter.policies}.values():
        title, number = fit(Policy, "title", one.title), fit(Policy, "number", one.number)
        if start < end and (title or number):
            cited.setdefault((title, number), []).append((start, end))
    return cited


def policies_named(names: Sequence[tuple[str, str]]) -> list[Policy]:
    """The policies of these titles and numbers, known or new.

    One by its number, else by its title; whichever letter first gives a title beside a number completes it.
    """
    known = _remembered.get() or _Known()
    keys = [policy_name(title, number) for title, number in names]
    _ask_for_policies(known, set(keys))
    for key, (title, number) in zip(keys, names, strict=True):
        if known.policies[key] is None:
            known.policies[key] = Policy(title=title, number=number, number_key=policy_number_key(number))
            insert(known.policies[key])
    found = [known.policies[key] for key in keys]
    for policy, (title, _) in zip(found, names, strict=True):
        if title and not policy.title:
            policy.refresh_from_db(from_queryset=Policy.objects.select_for_update())  # it may have got one since
            if not policy.title:
                policy.title = title
                policy.save(update_fields=["title"])
    return found


@lru_cache(8192)  # letters cite the same ones again and again
def policy_name(title: str, number: str) -> PolicyName:
    """What tells a policy from others: its number, else its title."""
    key = policy_number_key(number)
    return ("number", key) if key else ("title", title)


def _ask_for_policies(known: _Known, names: set[PolicyName]) -> None:
    if unmet := _unmet(names, known.policies):
        known.policies.update(dict.fromkeys(unmet))
        by_number = Q(number_key__in=[value for kind, value in unmet if kind == "number"])
        by_title = Q(number_key="", title__in=[value for kind, value in unmet if kind == "title"])
        stored = Policy.objects.filter(by_number | by_title).order_by()
        known.policies.update((policy_name(one.title, one.number), one) for one in stored)


# --- proposals -------------------------------------------------------------------------------------------------------


def proposal_name(letter: Letter, number: str) -> ProposalName | None:
    """The full name of the proposal of this number that a letter answers; None when the letter lacks a part of it."""
    key = proposal_number_key(number)
    if not (key and letter.body and letter.division_code and letter.session and all(letter.session)):
        return None
    return letter.body, letter.division_code, *letter.session, key


def proposal_named(name: ProposalName, number: str) -> Proposal:
    """The proposal of this full name: the stored one, or a new one that is not saved yet."""
    known = _remembered.get() or _Known()
    _ask_for_proposals(known, {name})
    if known.proposals[name] is None:
        columns = ("body", "division_code", "term", "session", "number_key")
        values = dict(zip(columns, name, strict=True))
        known.proposals[name] = Proposal(**values, number=fit(Proposal, "number", number))
    return known.proposals[name]


def _ask_for_proposals(known: _Known, names: set[ProposalName]) -> None:
    if unmet := _unmet(names, known.proposals):
        known.proposals.update(dict.fromkeys(unmet))
        keys, codes = {name[-1] for name in unmet}, {name[1] for name in unmet}
        for one in Proposal.objects.filter(number_key__in=keys, division_code__in=codes).order_by():
            name = (one.body, one.division_code, one.term, one.session, one.number_key)
            if name in unmet:
                known.proposals[name] = one


def _unmet(names: set[Name], known: Mapping[Name, Any]) -> set[Name]:
    """The names not asked for yet. (`names - known.keys()` would go through all that is known.)"""
    return {name for name in names if name not in known}


# --- columns ---------------------------------------------------------------------------------------------------------


def fit(model: type[Model], column: str, value: str | None) -> str:
    """The value cut to what its column holds; the parser's answer keeps all of it."""
    return value[: _width(model, column)] if value else ""


@cache
def _width(model: type[Model], column: str) -> int | None:
    return model._meta.get_field(column).max_length
