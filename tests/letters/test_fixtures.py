"""Every fixture letter is read as its golden says, and every golden is true to its letter."""

from itertools import pairwise
from typing import Any

import pytest

from replies.letters import parse_letter, parser
from replies.letters.evaluate import Scores, fold, score
from tests.letters.golden import names, read_golden, read_letter

LETTERS = names("letters")
NOT_LETTERS = names("not_letters")
STATED = (
    *("proposal_numbers", "proposal_titles", "addressees", "document_number", "response_type", "index_number"),
    *("signer", "copied_to", "contact_names", "contact_phones", "satisfaction"),
)


def goldens_of(name: str) -> list[dict[str, Any]]:
    """One golden for a letter, several for a page that collects letters."""
    golden = read_golden("letters", name)
    return golden.get("letters", [golden])


def scores_of(wanted: list[str]) -> Scores:
    """The parser's answers for these fixtures against their goldens."""
    goldens = [read_golden("letters", name) for name in wanted]
    parsed = []
    for name, golden in zip(wanted, goldens, strict=True):
        text = read_letter("letters", name)
        if "letters" in golden:
            letters = [letter.to_dict() for letter in parser.parse_letters(text)]
            assert len(letters) == len(golden["letters"])
            parsed.append({"file": golden["file"], "letters": letters})
        else:
            parsed.append({"file": golden["file"], **parse_letter(text).to_dict()})
    return score(parsed, goldens)


def test_no_golden_without_its_letter():
    for folder in ("letters", "not_letters"):
        for name in names(folder):
            assert read_golden(folder, name)["file"] == f"{name}.txt"


@pytest.mark.parametrize("name", LETTERS)
def test_golden_is_true_to_its_letter(name):
    """Each string that a golden gives stands in the letter, and each span holds what it claims."""
    text = read_letter("letters", name)
    whole = fold(text)
    for golden in goldens_of(name):
        for field in STATED:
            values = golden.get(field) or []
            for value in [values] if isinstance(values, str) else values:
                assert fold(value) in whole, field
        for policy in golden.get("policies", ()):
            assert all(fold(value) in whole for value in policy.values() if value)
        for kind in ("metrics", "requests", "commitments"):
            for item in golden.get(kind, ()):
                assert fold(text[item["start"] : item["end"]]) == fold(item["text"])
        spans = [(item["start"], item["end"]) for item in golden["metrics"]]
        assert all(one[1] <= other[0] for one, other in pairwise(spans))


@pytest.mark.parametrize("name", LETTERS)
def test_letter_is_read_as_its_golden_says(name):
    """Every field but the figures, one by one."""
    assert [one for one in scores_of([name]).examples if not one.field.startswith("metrics")] == []


def test_figures_are_read_as_the_goldens_say():
    """Over all fixtures: what must be found, what may be invented, and how often each part must be right."""
    scores = scores_of(LETTERS)
    wrong = "\n".join(str(one) for one in scores.examples if one.field.startswith("metrics"))
    assert scores.metrics.stated > 1000
    assert scores.metrics.recall >= 0.97, wrong
    assert scores.metrics.precision >= 0.97, wrong
    for part in ("unit", "qualifier", "planned", "damaged"):
        assert scores.metric_parts[part].recall >= 0.95, wrong
    for part in ("label, leniently", "as_of"):
        assert scores.metric_parts[part].recall >= 0.9, wrong


@pytest.mark.parametrize("name", NOT_LETTERS)
def test_what_is_no_letter_is_refused(name):
    golden = read_golden("not_letters", name)
    letter = parse_letter(read_letter("not_letters", name))
    assert golden["reason"]
    assert not letter.is_letter
    assert "not_a_letter" in {warning.code for warning in letter.warnings}
