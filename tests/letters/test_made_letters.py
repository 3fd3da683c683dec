"""The made-up letters: the same for a seed, true to their answers, of every page form, and read well by the parser."""

import ast
import json
import re
from pathlib import Path
from random import Random

import pytest
from django.core.management import call_command

from replies import made_letters
from replies.letters import parse_letter
from replies.letters.evaluate import fold, score
from replies.made_letters import layouts, make_letters, material
from replies.made_letters.near_letters import near_letter

SEED = 20240601
PAGE_NUMBER = re.compile(r"\n— \d+ —\n")  # may fall into a title or a figure, as on paper


@pytest.fixture(scope="module")
def made():
    return list(make_letters(400, SEED))


@pytest.fixture(scope="module")
def letters(made):
    return [letter for letter in made[:150] if letter.gold["is_letter"]]


def test_a_seed_makes_the_same_letters_again():
    first, again, other = (list(make_letters(20, seed)) for seed in (SEED, SEED, SEED + 1))
    assert first == again
    assert {letter.text for letter in first}.isdisjoint(letter.text for letter in other)


def test_a_longer_run_begins_with_the_shorter_one(made):
    assert list(make_letters(10, SEED)) == made[:10]


@pytest.mark.parametrize("seed", range(0, 1200, 3))
def test_texts_that_are_no_letters_have_no_gap_left(seed):
    assert "{" not in near_letter(Random(seed))


def test_spans_hold_what_they_claim(letters):
    for letter in letters:
        for kind in ("metrics", "requests", "commitments"):
            for item in letter.gold[kind]:
                passage = PAGE_NUMBER.sub("\n", letter.text[item["start"] : item["end"]])
                assert fold(passage) == fold(item["text"])


STATED = (
    *("proposal_numbers", "proposal_titles", "addressees", "document_number", "response_type", "index_number"),
    *("signer", "copied_to", "contact_names", "contact_phones", "satisfaction", "department", "co_departments"),
)


def test_answers_stand_in_their_letters(letters):
    for letter in letters:
        text = fold(PAGE_NUMBER.sub("\n", letter.text))
        for field in STATED:
            values = letter.gold[field] or []
            for value in [values] if isinstance(values, str) else values:
                stem = re.sub(r"的(?:提案|建议|议案)$", "", value)
                assert fold(stem) in text, (letter.file, field, value)
        for policy in letter.gold["policies"]:
            assert all(fold(value) in text for value in policy.values() if value)


def test_letters_are_as_long_as_real_ones(letters):
    lengths = sorted(len(letter.text) for letter in letters)
    assert lengths[0] > 1300
    assert lengths[-1] < 4800


def test_material_is_wide():
    assert len(material.divisions()) >= 120
    assert len({division.province for division in material.divisions()}) == 31
    assert len(material.subjects()) >= 60
    assert len(layouts.LAYOUTS) >= 5
    assert {subject.department for subject in material.subjects()} <= set(material.departments())


def test_every_kind_of_damage_and_near_letters_come_up(made):
    codes = {code for letter in made for code in letter.gold["warnings"]}
    assert codes == {"lost_characters", "field_code", "foreign_text", "arithmetic", "implausible_value", "page_chrome"}
    near = sum(not letter.gold["is_letter"] for letter in made)
    assert 0.02 < near / len(made) < 0.09


def test_generator_knows_nothing_of_the_parser():
    """What proves the parser must not be made with its help."""
    for path in Path(made_letters.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert not any(name.startswith(("replies.letters", "django")) for name in names), path.name


def test_parser_reads_made_letters(made):
    made = made[:200]
    scores = score(
        [parse_letter(letter.text).to_dict() | {"file": letter.file} for letter in made], [m.gold for m in made]
    )
    wrong = "\n".join(map(str, scores.examples[:60]))
    assert scores.total.recall >= 0.99, wrong
    assert scores.total.precision >= 0.99, wrong
    assert scores.metrics.recall >= 0.97, wrong
    assert scores.metrics.precision >= 0.97, wrong
    assert scores.metric_parts["label, leniently"].recall >= 0.95
    assert scores.metric_parts["as_of"].recall >= 0.97


def test_command_writes_letters_and_answers(tmp_path, capsys):
    call_command("make_letters", "7", "--seed", "3", "--out", str(tmp_path / "made"))
    rows = [json.loads(line) for line in (tmp_path / "made" / "gold.jsonl").read_text(encoding="utf-8").splitlines()]
    expected = list(make_letters(7, 3))
    assert [row["file"] for row in rows] == [letter.file for letter in expected]
    for letter in expected:
        with (tmp_path / "made" / letter.file).open(encoding="utf-8", newline="") as file:
            assert file.read() == letter.text
