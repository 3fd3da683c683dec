"""How many letters the parser reads in a second on one core: `python -m tests.benchmarks.bench_parser [SECONDS]`.

The letters are the project's fixtures, each brought to about 2,500 characters, the length of a usual reply, with
paragraphs of the others. Two kinds are measured. Usual ones hold as many figures as published replies do; fixtures
hold many more, for they are written to show how figures are read, and dense letters are made of nothing else. Prints
letters per second and the share of time of each step, for both kinds.

How Python was built matters: one with profile-guided optimisation, as Debian's, reads about an eighth more letters than
one without.
"""

from __future__ import annotations

import cProfile
import pstats
import sys
import time
from collections.abc import Iterable
from functools import cache
from itertools import chain
from pathlib import Path

from replies.letters.damage import find_damage
from replies.letters.metrics import find_metrics
from replies.letters.parser import parse_letters

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures" / "letters"
LENGTH = 2_500
FIGURES = 16  # of five published replies: 14 to 22 in 2,500 characters, 16 on average
STEPS = ("normalize", "find_damage", "read_layout", "refuse_if_no_letter", "read_proposal", "read_people")
STEPS += ("read_document", "read_handling", "read_place", "read_sections", "read_figures", "read_policies")
STEPS += ("read_requests", "read_commitments")


def dense(texts: list[str]) -> list[str]:
    """Each text with paragraphs of those after it put into its middle until it is long enough."""
    letters = []
    for index, text in enumerate(texts):
        paragraphs = text.split("\n")
        others = chain.from_iterable(other.split("\n") for other in _others(texts, index))
        added = _filling((line for line in others if len(line) > 60 and _is_statement(line)), LENGTH - len(text))
        letters.append(_with_middle(paragraphs, added))
    return letters


def usual(texts: list[str]) -> list[str]:
    """Each text with as many of its own statements as hold the usual number of figures, and sound ones without any."""
    letters = []
    for index, text in enumerate(texts):
        left = FIGURES
        kept = []
        for line in text.split("\n"):
            figures = _figures(line) if _is_statement(line) else 0
            if figures <= left:
                kept.append(line)
                left -= figures
        others = chain.from_iterable(other.split("\n") for other in _others(texts, index))
        without = (line for line in others if len(line) > 30 and _is_statement(line) and _is_plain(line))
        letters.append(_with_middle(kept, _filling(without, LENGTH - sum(len(line) + 1 for line in kept))))
    return letters


def _others(texts: list[str], index: int) -> list[str]:
    return [*texts[index + 1 :], *texts[:index]]


def _is_statement(line: str) -> bool:
    return line.endswith("。") and "收悉" not in line


@cache
def _figures(line: str) -> int:
    return len(find_metrics(line, year=2022))


@cache
def _is_plain(line: str) -> bool:
    """Whether a line holds no figure and nothing broken, as most lines of letters."""
    return _figures(line) == 0 and not find_damage(line)


def _filling(lines: Iterable[str], size: int) -> list[str]:
    """As many of the lines, each once, as fill so many characters."""
    added: list[str] = []
    for line in dict.fromkeys(lines):
        if size <= 0:
            break
        added.append(line)
        size -= len(line) + 1
    return added


def _with_middle(paragraphs: list[str], added: list[str]) -> str:
    middle = len(paragraphs) * 2 // 3
    return "\n".join((*paragraphs[:middle], *added, *paragraphs[middle:]))


def main() -> None:
    """Measure each kind for some seconds (default 5) after one round of warming up."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 5.0
    texts = [path.read_text(encoding="utf-8") for path in sorted(FIXTURES.glob("*.txt"))]
    kinds = {"usual": usual(texts), "dense": dense(texts)}
    for name, letters in kinds.items():
        figures = sum(len(letter.metrics) for text in letters for letter in parse_letters(text)) / len(letters)
        mean = sum(map(len, letters)) / len(letters)
        print(
            f"{name}: {_rate(letters, seconds):,.0f} letters a second on one core "
            f"({len(letters)} letters; on average {mean:,.0f} characters, {figures:.0f} figures)"
        )
    shares = {name: _shares(letters) for name, letters in kinds.items()}
    print(f"\n{'':24}" + "".join(f"{name:>8}" for name in shares))
    for step in STEPS:
        print(f"{step:24}" + "".join(f"{share.get(step, 0):8.1%}" for share in shares.values()))


def _rate(letters: list[str], seconds: float) -> float:
    read, begun = 0, time.process_time()
    while time.process_time() - begun < seconds:
        for letter in letters:
            parse_letters(letter)
        read += len(letters)
    return read / (time.process_time() - begun)


def _shares(letters: list[str]) -> dict[str, float]:
    """The share of time that each step takes, with all that it calls."""
    profile = cProfile.Profile()
    profile.enable()
    for letter in letters:
        parse_letters(letter)
    profile.disable()
    times: dict[str, float] = {}
    for (_, _, name), (*_, cumulative, _callers) in pstats.Stats(profile).stats.items():
        times[name] = max(times.get(name, 0.0), cumulative)
    return {name: spent / times["parse_letters"] for name, spent in times.items()}


if __name__ == "__main__":
    main()
