"""Judged queries and what a search answered -> how good its order is: MRR and nDCG.

A judgement says which letters answer a query (2) and which are of some use (1); all others count for nothing.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log2
from statistics import fmean

DEPTH = 10  # places that nDCG looks at
ANSWERS = 2  # the grade of a letter that answers


@dataclass(frozen=True, slots=True)
class Judgement:
    """A query, what it tries, and the letters (by the names of their files) with their grades."""

    query: str
    kind: str
    answers: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class QueryScore:
    """How one query fared; `missed` are the letters that answer it and were not found at all."""

    judgement: Judgement
    reciprocal_rank: float
    ndcg: float
    missed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """All queries' scores."""

    scores: tuple[QueryScore, ...]

    @property
    def mrr(self) -> float:
        """The mean reciprocal rank of the first letter that answers."""
        return _mean(score.reciprocal_rank for score in self.scores)

    @property
    def ndcg(self) -> float:
        """The mean nDCG of the first ten places."""
        return _mean(score.ndcg for score in self.scores)

    def by_kind(self) -> dict[str, Evaluation]:
        """The evaluation of each kind of query, in the order in which kinds first come."""
        kinds: dict[str, list[QueryScore]] = defaultdict(list)
        for score in self.scores:
            kinds[score.judgement.kind].append(score)
        return {kind: Evaluation(tuple(scores)) for kind, scores in kinds.items()}


def read_judgements(lines: Iterable[str]) -> list[Judgement]:
    """The judgements of a JSON Lines file: `{"query": …, "kind": …, "answers": {file: grade}}`."""
    return [Judgement(**json.loads(line)) for line in lines if line.strip()]


def evaluate(judgements: Iterable[Judgement], search: Callable[[str], Sequence[str]]) -> Evaluation:
    """Ask each query; `search` gives the names of the letters found, best first."""
    return Evaluation(tuple(_score(judgement, search(judgement.query)) for judgement in judgements))


def reciprocal_rank(found: Sequence[str], answers: Mapping[str, int]) -> float:
    """1 when the first letter found answers, 1/2 when the second is the first to do so …; 0 when none does."""
    places = (place for place, name in enumerate(dict.fromkeys(found), 1) if answers.get(name, 0) >= ANSWERS)
    return 1 / next(places, float("inf"))


def ndcg(found: Sequence[str], answers: Mapping[str, int], depth: int = DEPTH) -> float:
    """What the first places are worth, beside the best that they could be worth: 1 is the best order."""
    best = _gain(sorted(answers.values(), reverse=True)[:depth])
    return _gain([answers.get(name, 0) for name in dict.fromkeys(found)][:depth]) / best if best else 0.0


def _score(judgement: Judgement, found: Sequence[str]) -> QueryScore:
    answers = judgement.answers
    missed = tuple(name for name, grade in answers.items() if grade >= ANSWERS and name not in found)
    return QueryScore(judgement, reciprocal_rank(found, answers), ndcg(found, answers), missed)


def _gain(grades: Iterable[int]) -> float:
    return sum((2**grade - 1) / log2(place + 1) for place, grade in enumerate(grades, 1))


def _mean(values: Iterable[float]) -> float:
    listed = list(values)
    return fmean(listed) if listed else 0.0
