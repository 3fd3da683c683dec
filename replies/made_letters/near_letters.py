"""Texts that resemble a letter and are none: news, summaries, notices, templates, proposals, lists, minutes."""

from __future__ import annotations

from functools import cache
from random import Random

from replies.made_letters import facts as words
from replies.made_letters.body import Writer
from replies.made_letters.marks import Ledger
from replies.made_letters.material import DATA


def near_letter(rng: Random) -> str:
    """One such text about a subject of its own."""
    facts = words.draw_facts(rng)
    facts.numbers = facts.numbers or [str(rng.randint(1, 300))]
    ledger = Ledger()
    writer = Writer(facts, ledger, rng)
    fill = {
        "title": words.title_words(facts),
        "number": facts.numbers[0],
        "council": words.council(facts, rng),
        "dept": facts.department,
        "place": facts.place.full_name,
        "date": f"{facts.year}年{facts.month}月{facts.day}日",
        "iso": facts.date,
        "year": str(facts.year),
        "person": rng.choice(words.people()["surname"]) + rng.choice(words.people()["given"]),
        "role": facts.role,
        "ask": rng.choice(facts.subject.asks),
        "own": rng.choice(facts.subject.prose),
    }
    lines = []
    for line in rng.choice(_templates()):
        gaps = {"policy": rng.choice(facts.subject.policies), "fact": rng.choice(facts.subject.facts)}
        if "{stock}" in line:
            gaps["stock"] = writer.figures("stock")
        if "{prose}" in line:
            gaps["prose"] = writer.prose()
        if line.startswith("*"):
            line = "\n".join(_listed(line[1:], facts, rng) for _ in range(rng.randint(5, 14)))  # noqa: PLW2901
        lines.append(writer.fill(line, **{**fill, **gaps}))
    return ledger.settle("\n".join(lines))[0] + "\n"


def _listed(line: str, facts: words.Facts, rng: Random) -> str:
    return line.replace("{any}", str(rng.randint(1, 300))).replace(
        "{day}", f"{facts.year}-{rng.randint(5, 9):02d}-{rng.randint(10, 28)}"
    )


@cache
def _templates() -> tuple[tuple[str, ...], ...]:
    blocks = (DATA / "near_letters.txt").read_text(encoding="utf-8").split("\n====\n")
    return tuple(tuple(line for line in block.splitlines() if line) for block in blocks)
