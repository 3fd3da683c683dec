"""Every fixture letter is read as its golden says, and every golden is true to its letter."""

from itertools import pairwise
from typing import Any

import pytest

from replies.letters import Letter, parse_letter, parser
from tests.letters.golden import MetricTally, differences, fold, names, read_golden, read_letter

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


def letters_of(name: str) -> list[tuple[dict[str, Any], Letter]]:
    goldens, text = goldens_of(name), read_letter("letters", name)
    parsed = parser.parse_letters(text) if len(goldens) > 1 else (parse_letter(text),)
    assert len(parsed) == len(goldens)
    return list(zip(goldens, parsed, strict=True))


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
    for golden, letter in letters_of(name):
        assert letter.is_letter
        assert list(differences(golden, letter)) == []


def test_figures_are_read_as_the_goldens_say():
    """Over all fixtures whose figures are listed in full: what must be found, what may be invented, what must agree."""
    tally = MetricTally()
    for name in LETTERS:
        for golden, letter in letters_of(name):
            if golden["has_metrics_gold"]:
                tally.add(name, golden, letter)
    notes = "\n".join(tally.notes)
    assert tally.stated > 500
    assert tally.found >= 0.97 * tally.stated, notes
    assert tally.invented <= 0.05 * tally.given, notes
    for part in ("value", "unit", "qualifier", "planned", "damaged"):
        assert tally.share(part) >= 0.95, f"{part}\n{notes}"
    for part in ("label", "as_of"):
        assert tally.share(part) >= 0.9, f"{part}\n{notes}"


@pytest.mark.parametrize("name", NOT_LETTERS)
def test_what_is_no_letter_is_refused(name):
    golden = read_golden("not_letters", name)
    letter = parse_letter(read_letter("not_letters", name))
    assert golden["reason"]
    assert not letter.is_letter
    assert "not_a_letter" in {warning.code for warning in letter.warnings}
