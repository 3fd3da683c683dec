"""The field of government work that a letter is about: `find_subjects(title, offices, text)` gives at most two.

Words of `data/subjects.csv` speak for subjects: those of the title most, then what the office is there for
(`data/subject_offices.txt`), and the text only where these leave it open, by each subject's share of its words. Of
words that lie in one another the longest counts (高校毕业生 is no 高校), each once in a title. A letter whose words
point here and there has no subject.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from replies.letters.wordlists import DATA, alternatives, matches, read_parts

MOST = 2
_IN_TITLE, _BY_OFFICE, _BY_TEXT = 3.0, 4.0, 10.0
_TOLD_BY_TITLE = 6.0  # from here on, the text is not asked
_ENOUGH = 5.0  # less leaves it unclear
_BESIDE = 0.6  # of the first subject's points: so many make a second one
_READ = 2_000  # characters of the text
_FEW_WORDS = 4  # a text with fewer words of any subject tells nothing


@dataclass(frozen=True, slots=True)
class _Words:
    """Words to be found, and for which subjects each speaks, how strongly."""

    pattern: re.Pattern[str]
    weights: Mapping[str, Mapping[str, float]]

    def found_in(self, text: str) -> Counter[str]:
        """The words of a text with how often each stands there."""
        return Counter(match[0] for match in matches(self.pattern, text))


@cache
def subjects() -> tuple[str, ...]:
    """All subjects, in the order of the list."""
    return tuple(dict.fromkeys(row["subject"] for row in _rows() if row["subject"]))


def find_subjects(title: str, offices: Iterable[str] = (), text: str = "") -> tuple[str, ...]:
    """What a letter of this title, answered by these offices (the lead first), is about; () when that is unclear."""
    words = _words()
    points: Counter[str] = Counter()
    for word in words.found_in(title):
        for subject, weight in words.weights[word].items():
            points[subject] += _IN_TITLE * weight
    by_title = max(points.values(), default=0.0)
    for subject in _answered_for(next(iter(offices), "")):
        points[subject] += _BY_OFFICE
    if by_title < _TOLD_BY_TITLE:
        points.update(_shares(words, text[:_READ]))
    return _best(points)


def _answered_for(office: str) -> set[str]:
    words = _offices()
    return {subject for word in words.found_in(office) for subject in words.weights[word]}


def _shares(words: _Words, text: str) -> dict[str, float]:
    """Points by the text: for each subject its share of all that its words say."""
    says: Counter[str] = Counter()
    found = words.found_in(text)
    for word, count in found.items():
        for subject, weight in words.weights[word].items():
            says[subject] += count * weight
    if sum(found.values()) < _FEW_WORDS or not says:
        return {}
    return {subject: _BY_TEXT * value / says.total() for subject, value in says.items()}


def _best(points: Counter[str]) -> tuple[str, ...]:
    ranked = points.most_common()
    if not ranked or ranked[0][1] < _ENOUGH:
        return ()
    least = max(_ENOUGH, _BESIDE * ranked[0][1])
    chosen = [subject for subject, value in ranked if value >= least]
    # With more than two of one weight nothing is told; with a first that leads, it stands alone.
    if len(chosen) > MOST:
        chosen = chosen[:MOST] if ranked[MOST][1] < ranked[MOST - 1][1] else chosen[: int(ranked[0][1] > ranked[1][1])]
    return tuple(chosen)


def _rows() -> list[dict[str, str]]:
    with (DATA / "subjects.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def _words() -> _Words:
    weights: dict[str, dict[str, float]] = {}
    for row in _rows():
        for word in row["words"].split():
            speaks = weights.setdefault(word, {})
            if row["subject"]:
                speaks[row["subject"]] = float(row["weight"])
    return _Words(re.compile(alternatives(weights)), weights)


@cache
def _offices() -> _Words:
    weights: dict[str, dict[str, float]] = {}
    for subject, words in read_parts("subject_offices.txt").items():
        for word in words:
            weights.setdefault(word, {})[subject] = 1.0
    return _Words(re.compile(alternatives(weights)), weights)
