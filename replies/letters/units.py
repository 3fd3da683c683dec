"""Units of measurement from `data/units.csv`: what each is called, what kind it is, and its base unit.

`UNITS["公里"]` is a `Unit(kind="length", base="米", factor=Decimal("1000"))`; `UNIT_PATTERN` matches any of them,
longest first, each refusing the characters that would make it the beginning of another word (项 in 项目).
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

_UNITS_FILE = Path(__file__).parent / "data" / "units.csv"


@dataclass(frozen=True, slots=True)
class Unit:
    """One way of writing a unit. `value in base = value as written x factor`."""

    name: str
    kind: str
    base: str
    factor: Decimal
    not_before: tuple[str, ...]


def _load() -> dict[str, Unit]:
    with _UNITS_FILE.open(encoding="utf-8", newline="") as lines:
        return {
            row["unit"]: Unit(
                row["unit"], row["kind"], row["base"], Decimal(row["factor"]), tuple(row["not_before"].split())
            )
            for row in csv.DictReader(lines)
        }


def _pattern(unit: Unit) -> str:
    if unit.name.isascii() and unit.name.isalpha():
        return re.escape(unit.name) + "(?![A-Za-z])"
    if not unit.not_before:
        return re.escape(unit.name)
    return f"{re.escape(unit.name)}(?!{'|'.join(map(re.escape, unit.not_before))})"


def _any_unit(units: Iterable[Unit]) -> str:
    """Any of the units, longest first; those of one first character stand together, so that it is compared once."""
    by_first: dict[str, list[str]] = {}
    for unit in sorted(units, key=lambda unit: -len(unit.name)):
        by_first.setdefault(unit.name[0], []).append(_pattern(unit))
    return "|".join(f"(?:{'|'.join(group)})" for group in by_first.values())


UNITS = _load()
UNIT_PATTERN = _any_unit(UNITS.values())
COUNTING_KINDS = frozenset({"count", "people", "household", "visit"})
