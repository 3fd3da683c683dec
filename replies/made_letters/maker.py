"""`make_letters(count, seed)`: made-up letters with their answers, the same for a seed on every machine."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Any

from replies.made_letters.body import Body, compose
from replies.made_letters.damage import damage_body, damage_page
from replies.made_letters.facts import Facts, draw_facts
from replies.made_letters.layouts import Page, lay_out
from replies.made_letters.marks import Ledger
from replies.made_letters.near_letters import near_letter
from replies.made_letters.styles import style_page, style_paragraphs

NEAR_LETTERS = 0.05
_SINGLE = ("document_number", "response_type", "disclosure", "issue_date", "publish_date", "index_number", "department",
           "signer", "interview_date", "satisfaction")  # fmt: skip
_SEVERAL = ("addressees", "co_departments", "copied_to", "contact_names", "contact_phones")


@dataclass(frozen=True, slots=True)
class MadeLetter:
    """A text and what is true of it, in the shape of a row of `gold.jsonl`."""

    file: str
    text: str
    gold: dict[str, Any]


def make_letters(count: int, seed: int) -> Iterator[MadeLetter]:
    """`count` texts; about one in twenty only resembles a letter. Each depends on seed and position alone."""
    for number in range(count):
        rng = Random(f"{seed}/{number}")  # noqa: S311 - made letters need no secrecy
        file = f"{number:06d}.txt"
        if rng.random() < NEAR_LETTERS:
            text = near_letter(rng)
            yield MadeLetter(file, text, {"file": file, "is_letter": False, "has_metrics_gold": False, "warnings": []})
        else:
            yield _letter(file, rng)


def _letter(file: str, rng: Random) -> MadeLetter:
    ledger, facts = Ledger(), draw_facts(rng)
    body = compose(facts, ledger, rng)
    damage_body(facts, body, ledger, rng)
    body.paragraphs = style_paragraphs(body.paragraphs, rng)
    marked, page = lay_out(facts, body, rng)
    marked = style_page(marked, rng)
    text, parts = ledger.settle(damage_page(marked, rng))
    return MadeLetter(file, text, _gold(file, facts, body, page, parts))


def _gold(file: str, facts: Facts, body: Body, page: Page, parts: dict[str, list[dict[str, Any]]]) -> dict[str, Any]:
    place, stated = facts.seat, page.stated
    gold: dict[str, Any] = {
        "file": file,
        "body": facts.body,
        "proposal_numbers": facts.numbers if body.states_number or "numbers" in stated else [],
        "session": [facts.term, facts.session] if body.states_session or "session" in stated else None,
        "proposal_titles": facts.titles,
        "year": facts.year,
        "division_code": place.code,
        "province": place.province,
        "city": place.city or None,
        "district": place.district or None,
    }
    gold |= {name: stated.get(name) for name in _SINGLE}
    gold |= {name: stated.get(name, []) for name in _SEVERAL}
    gold |= {
        "complete": True,
        "is_letter": True,
        "warnings": sorted(body.warnings | page.warnings),
        "policies": body.policies,
        "has_metrics_gold": True,
        "metrics": parts.get("metric", []),
        "requests": parts.get("request", []),
        "commitments": parts.get("commitment", []),
    }
    return gold
