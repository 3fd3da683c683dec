"""Rankings -> MRR and nDCG; and the judged queries themselves."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from replies.search.query import parse_query
from replies.search.ranking import Judgement, evaluate, ndcg, read_judgements, reciprocal_rank

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"


def judgements() -> list[Judgement]:
    return read_judgements((FIXTURES / "queries.jsonl").read_text(encoding="utf-8").splitlines())


@pytest.mark.parametrize(
    ("found", "answers", "rank", "gain", "reason"),
    [
        (["a", "b"], {"a": 2, "b": 1}, 1.0, 1.0, "the best order"),
        (["x", "a"], {"a": 2}, 0.5, 0.631, "one in front of it"),
        (["b", "a"], {"a": 2, "b": 1}, 0.5, 0.797, "what is of some use does not answer"),
        (["a", "a", "b"], {"a": 2, "b": 1}, 1.0, 1.0, "a letter counts once"),
        (["a"], {"a": 2, "b": 2}, 1.0, 0.613, "one missed"),
        (["x"], {"a": 2}, 0.0, 0.0, "nothing found"),
        ([], {"a": 2}, 0.0, 0.0, "no results"),
        ([*"bcdefghijk", "a"], {"a": 2}, 0.0909, 0.0, "beyond the first ten"),
    ],
)
def test_scores(found: list[str], answers: dict[str, int], rank: float, gain: float, reason: str) -> None:
    assert reciprocal_rank(found, answers) == pytest.approx(rank, abs=0.001), reason
    assert ndcg(found, answers) == pytest.approx(gain, abs=0.001), reason


def test_an_evaluation_sums_up_by_kind() -> None:
    asked = [Judgement("电梯", "word", {"a": 2}), Judgement("“电梯”", "phrase", {"a": 2, "b": 2})]
    result = evaluate(asked, {"电梯": ["x", "a"], "“电梯”": ["a"]}.__getitem__)
    assert result.mrr == pytest.approx(0.75)
    assert {kind: part.mrr for kind, part in result.by_kind().items()} == {"word": 0.5, "phrase": 1.0}
    assert [score.missed for score in result.scores] == [(), ("b",)]


def test_no_queries_no_score() -> None:
    assert evaluate([], lambda _query: []).mrr == 0


def test_the_judgements_are_well_kept() -> None:
    queries = judgements()
    assert len(queries) >= 60
    assert [query for query, times in Counter(one.query for one in queries).items() if times > 1] == []
    letters = {path.name for path in (FIXTURES / "letters").glob("*.txt")}
    assert {name for one in queries for name in one.answers} <= letters
    assert all(2 in one.answers.values() and set(one.answers.values()) <= {1, 2} for one in queries)
    assert [one.query for one in queries if parse_query(one.query).notes] == []
