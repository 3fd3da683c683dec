"""The goldens of the fixtures: where they lie and how they are read; `replies.letters.evaluate` compares them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from replies.letters import parse_letter

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"


def names(folder: str) -> list[str]:
    """Every fixture of a folder by the stem of its file."""
    return sorted(path.stem for path in (FIXTURES / folder).glob("*.txt"))


def read_letter(folder: str, name: str) -> str:
    """The letter's text, code point for code point."""
    with (FIXTURES / folder / f"{name}.txt").open(encoding="utf-8", newline="") as file:
        return file.read()


def read_golden(folder: str, name: str) -> dict[str, Any]:
    """The golden. When there is none yet, the parser's answer is written in its place, and the test fails once."""
    path = FIXTURES / folder / f"{name}.json"
    if not path.exists():
        answer = parse_letter(read_letter(folder, name)).to_dict()
        del answer["text"]
        path.write_text(json.dumps(answer, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        pytest.fail(f"wrote the parser's answer to {path.name}: review it line by line, mend it, commit it")
    return json.loads(path.read_text(encoding="utf-8"))
