"""`evaluate_parser DIR`: read a folder's letters and count how well the parser's answers agree with the right ones."""

from __future__ import annotations

import json
import unicodedata
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from replies.letters.evaluate import Example, FieldScore, Scores, score
from replies.letters.parser import parse_letter, parse_letters

MOST_EXAMPLES_OF_A_FIELD = 20


class Command(BaseCommand):
    help = "Compare what the parser reads from DIR/*.txt with DIR/gold.jsonl (or with a .json beside each text)."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", metavar="DIR", type=Path)
        parser.add_argument("--verbose", action="store_true", help="show what was wrong, missed or invented")

    def handle(self, *_: Any, folder: Path, verbose: bool, **__: Any) -> None:
        gold = _read_gold(folder)
        scores = score(_parsed(folder, gold), gold)
        for line in _report(scores):
            self.stdout.write(line)
        if verbose:
            for line in _examples(scores.examples):
                self.stdout.write(line)


def _read_gold(folder: Path) -> list[dict[str, Any]]:
    together = folder / "gold.jsonl"
    try:
        if together.exists():
            rows = [json.loads(line) for line in together.read_text(encoding="utf-8").splitlines() if line.strip()]
        else:
            beside = sorted(path for path in folder.glob("*.json") if path.with_suffix(".txt").exists())
            rows = [{"file": f"{path.stem}.txt", **json.loads(path.read_text(encoding="utf-8"))} for path in beside]
    except (OSError, ValueError, TypeError) as error:
        raise CommandError(f"{folder}: the right answers can't be read: {error}") from error
    if not rows:
        raise CommandError(f"{folder} holds no gold.jsonl, and no .txt with a .json beside it")
    if not all(isinstance(row, dict) and isinstance(row.get("file"), str) for row in rows):
        raise CommandError(f"{folder}: each right answer must be an object that names its file")
    return rows


def _parsed(folder: Path, gold: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for row in gold:
        path = folder / Path(row["file"]).name
        if path.exists():
            # Offsets count characters of the text as it is, so line ends must not be translated.
            with path.open(encoding="utf-8", newline="") as file:
                yield {"file": path.name, **_answer(file.read(), several="letters" in row)}


def _answer(text: str, *, several: bool) -> dict[str, Any]:
    if several:
        return {"letters": [letter.to_dict() for letter in parse_letters(text)]}
    return parse_letter(text).to_dict()


def _report(scores: Scores) -> Iterator[str]:
    yield f"{scores.letters} letters"
    yield from (f"no such file: {name}" for name in scores.unread)
    yield ""
    yield _row("field", "stated", "right", "wrong", "missed", "invented")
    for name, count in scores.fields.items():
        yield _counts(name, count)
    yield _counts("all fields", scores.total)
    yield ""
    yield _row("metrics", "stated", "right", "wrong", "missed")
    yield _row("by text and value", *_numbers(scores.metrics)[:4])
    yield f"  precision {scores.metrics.precision:.2%}, recall {scores.metrics.recall:.2%}"
    for name, count in scores.metric_parts.items():
        yield f"  {_padded(name, 18)} right {count.recall:.2%} ({count.right} of {count.stated})"


def _examples(examples: list[Example]) -> Iterator[str]:
    yield ""
    shown: dict[str, int] = {}
    for example in examples:
        shown[example.field] = shown.get(example.field, 0) + 1
        if shown[example.field] <= MOST_EXAMPLES_OF_A_FIELD:
            yield f"{example.file}  {example.field}  {example.kind}: {_shown(example)}"
    for name, count in shown.items():
        if count > MOST_EXAMPLES_OF_A_FIELD:
            yield f"… and {count - MOST_EXAMPLES_OF_A_FIELD} more of {name}"


def _shown(example: Example) -> str:
    if example.kind == "missed":
        return f"{example.expected}"
    return f"{example.given}" + (f" instead of {example.expected}" if example.kind == "wrong" else "")


def _numbers(count: FieldScore) -> tuple[int, ...]:
    return count.stated, count.right, count.wrong, count.missed, count.invented


def _counts(name: str, count: FieldScore) -> str:
    return _row(name, *_numbers(count))


def _row(name: str, *cells: str | int) -> str:
    return _padded(name, 20) + "".join(f"{cell:>9}" for cell in cells)


def _padded(text: str, width: int) -> str:
    """The text filled up to a width in columns of a terminal, where a Chinese character takes two."""
    columns = sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
    return text + " " * max(0, width - columns)
