"""How many letters the parser reads in a second on one core: `python -m tests.benchmarks.bench_parser [SECONDS]`.

The letters are the project's fixtures, each lengthened with paragraphs of the others to about 2,500 characters, the
length of a usual reply. Prints letters per second and the share of time of each step.
"""

from __future__ import annotations

import cProfile
import pstats
import sys
import time
from pathlib import Path

from replies.letters.parser import parse_letters

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures" / "letters"
LENGTH = 2_500
STEPS = ("normalize", "find_damage", "read_layout", "refuse_if_no_letter", "read_proposal", "read_people")
STEPS += ("read_document", "read_handling", "read_place", "read_sections", "read_figures", "read_policies")


def lengthened(texts: list[str]) -> list[str]:
    """Each text with paragraphs of those after it put into its middle until it is long enough."""
    letters = []
    for index, text in enumerate(texts):
        paragraphs = text.split("\n")
        middle = len(paragraphs) * 2 // 3
        supply = (line for other in (*texts[index + 1 :], *texts[:index]) for line in other.split("\n"))
        added: list[str] = []
        size = len(text)
        for line in supply:
            if size >= LENGTH:
                break
            if len(line) > 60 and line.endswith("。") and "收悉" not in line:
                added.append(line)
                size += len(line) + 1
        letters.append("\n".join((*paragraphs[:middle], *added, *paragraphs[middle:])))
    return letters


def main() -> None:
    """Measure for some seconds (default 5) after one round of warming up."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 5.0
    letters = lengthened([path.read_text(encoding="utf-8") for path in sorted(FIXTURES.glob("*.txt"))])
    for letter in letters:
        parse_letters(letter)
    read, begun = 0, time.process_time()
    while time.process_time() - begun < seconds:
        for letter in letters:
            parse_letters(letter)
        read += len(letters)
    rate = read / (time.process_time() - begun)
    mean = sum(map(len, letters)) / len(letters)
    print(f"{rate:,.0f} letters a second on one core ({len(letters)} letters, {mean:,.0f} characters on average)")
    _print_steps(letters)


def _print_steps(letters: list[str]) -> None:
    profile = cProfile.Profile()
    profile.enable()
    for letter in letters:
        parse_letters(letter)
    profile.disable()
    stats = pstats.Stats(profile)
    times: dict[str, float] = {}
    for (_, _, name), (*_, cumulative, _callers) in stats.stats.items():
        times[name] = max(times.get(name, 0.0), cumulative)
    for step in STEPS:
        if step in times:
            print(f"{step:24}{times[step] / times['parse_letters']:7.1%}")


if __name__ == "__main__":
    main()
