"""Goldens of the fixtures: where they lie, and how a parsed letter is held against one.

`differences(golden, letter)` names every field that is not as the golden has it; `MetricTally` counts figures over many
letters. Strings are compared without regard to white space, width, bracket and quote shape and script, because a golden
says what a letter states, not how it was typed.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from opencc import OpenCC

from replies.letters import Letter, parse_letter

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
PLAIN_FIELDS = (
    *("body", "proposal_numbers", "session", "proposal_titles", "addressees", "department", "co_departments"),
    *("division_code", "province", "city", "district", "document_number", "response_type", "disclosure"),
    *("issue_date", "publish_date", "year", "index_number", "signer", "copied_to", "contact_names"),
    *("contact_phones", "interview_date", "satisfaction"),
)
METRIC_FIELDS = ("value", "unit", "as_of", "qualifier", "planned", "damaged")
_SHAPES = str.maketrans(
    dict.fromkeys("[({【「『", "〔") | dict.fromkeys("])}】」』", "〕") | dict.fromkeys("\"'’‘”", "“") | {"•": "·"}
)
_to_simplified = OpenCC("t2s")


def names(folder: str) -> list[str]:
    """Every fixture of a folder by the stem of its file."""
    return sorted(path.stem for path in (FIXTURES / folder).iterdir() if path.suffix == ".txt")


def read_letter(folder: str, name: str) -> str:
    """The letter's text, code point for code point."""
    (path,) = (path for path in (FIXTURES / folder).glob(f"{name}.*") if path.suffix != ".json")
    with path.open(encoding="utf-8", newline="") as file:
        return file.read()


def read_golden(folder: str, name: str) -> dict[str, Any]:
    """The golden. When there is none yet, the parser's answer is written in its place, and the test fails once."""
    path = FIXTURES / folder / f"{name}.json"
    if not path.exists():
        answer = parse_letter(read_letter(folder, name)).to_dict()
        del answer["text"]
        path.write_text(json.dumps(answer, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        pytest.fail(f"wrote the parser's answer to {path.name}: review it line by line, mend it, commit it")
    return json.loads(path.read_text(encoding="utf-8"))


@cache
def fold(text: str) -> str:
    """`text` without what two honest transcriptions of one printed line may differ in."""
    text = unicodedata.normalize("NFKC", _to_simplified.convert(text))
    return re.sub(r"\s+", "", text).translate(_SHAPES)


def folded(value: Any) -> Any:
    if isinstance(value, str):
        return fold(value)
    return [folded(item) for item in value] if isinstance(value, list | tuple) else value


def same_label(expected: str, given: str) -> bool:
    """Whether two labels name the same thing: equal, or one the other with more words around it."""
    one, other = (re.sub(r"[的“、〔〕]", "", fold(label)) for label in (expected, given))
    return bool(one and other) and (one in other or other in one)


def differences(golden: dict[str, Any], letter: Letter) -> Iterator[str]:
    """One line for each field, policy, request, commitment or warning that is not as the golden states it."""
    accept = golden.get("accept", {})
    for name in (name for name in PLAIN_FIELDS if name in golden):
        given = folded(getattr(letter, name))
        allowed = [folded(value) for value in (golden[name], *accept.get(name, ()))]
        if given not in allowed:
            yield f"{name}: {given!r}, not {allowed[0]!r}"
    if "policies" in golden:
        yield from _policy_differences(golden["policies"], letter)
    for kind in ("requests", "commitments"):
        for item in golden.get(kind, ()):
            found = [one for one in getattr(letter, kind) if one.start < item["end"] and item["start"] < one.end]
            if not found:
                yield f"{kind}: nothing at {item['text']!r}"
            elif "due" in item and item["due"] not in [one.due for one in found]:
                yield f"{kind}: due {[one.due for one in found]!r}, not {item['due']!r} for {item['text']!r}"
    if missing := set(golden.get("warnings", ())) - {warning.code for warning in letter.warnings}:
        yield f"warnings: no {sorted(missing)}"
    if missing := set(golden.get("inferred", ())) - set(letter.inferred):
        yield f"inferred: no {sorted(missing)}"


def _policy_differences(expected: list[dict[str, Any]], letter: Letter) -> Iterator[str]:
    wanted = {(fold(item["title"] or ""), fold(item["number"] or "")) for item in expected}
    given = {(fold(item.title or ""), fold(item.number or "")) for item in letter.policies}
    yield from (f"policies: missing {item}" for item in sorted(wanted - given))
    yield from (f"policies: invented {item}" for item in sorted(given - wanted))


@dataclass
class MetricTally:
    """Figures counted over letters: asked for, found, invented, and how many of those found are right in each part."""

    stated: int = 0
    found: int = 0
    given: int = 0
    invented: int = 0
    right: dict[str, int] = field(default_factory=dict)
    asked: dict[str, int] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def add(self, name: str, golden: dict[str, Any], letter: Letter) -> None:
        """Pair the golden's figures with the letter's by their place in the text."""
        left = list(letter.metrics)
        for item in golden["metrics"]:
            hit = next((one for one in left if one.start < item["end"] and item["start"] < one.end), None)
            if hit:
                left.remove(hit)
            if item.get("optional"):
                continue
            self.stated += 1
            if not hit:
                self.notes.append(f"{name}: missed {item['text']} ({item.get('label')})")
                continue
            self.found += 1
            self.given += 1
            for part in (*METRIC_FIELDS, "label"):
                if part in item:
                    self._count(name, part, item, hit)
        self.given += len(left)
        self.invented += len(left)
        self.notes.extend(f"{name}: invented {one.text} ({one.label})" for one in left)

    def _count(self, name: str, part: str, item: dict[str, Any], hit: Any) -> None:
        given = getattr(hit, part)
        if part == "label":
            right = same_label(item["label"], given)
        else:
            right = given == (Decimal(item[part]) if part == "value" else item[part])
        self.asked[part] = self.asked.get(part, 0) + 1
        self.right[part] = self.right.get(part, 0) + right
        if not right:
            self.notes.append(f"{name}: {item['text']} {part} {given!r}, not {item[part]!r}")

    def share(self, part: str) -> float:
        """The share of found figures that are right in this part."""
        return self.right.get(part, 0) / max(1, self.asked.get(part, 0))
