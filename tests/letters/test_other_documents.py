"""Documents in the words of reply letters that answer something else, and letters that look like them.

The texts stand in two files beside this one, each under a line that says what it is.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from replies.letters.parser import parse_letter

HERE = Path(__file__).parent


def samples(name: str) -> list[tuple[str, str]]:
    """(heading, text) of each sample in a file."""
    _, *parts = (HERE / name).read_text(encoding="utf-8").split("\n=== ")
    return [(heading, text.strip("\n") + "\n") for heading, _, text in (part.partition("\n") for part in parts)]


@pytest.mark.parametrize(("heading", "text"), samples("other_documents.txt"))
def test_another_document(heading, text):
    word, _, reason = heading.partition("|")
    letter = parse_letter(text)
    assert not letter.is_letter, reason
    (warning,) = [warning for warning in letter.warnings if warning.code == "not_a_letter"]
    assert word.strip() in warning.message, reason


@pytest.mark.parametrize(("reason", "text"), samples("unusual_letters.txt"))
def test_a_letter_all_the_same(reason, text):
    assert parse_letter(text).is_letter, reason
