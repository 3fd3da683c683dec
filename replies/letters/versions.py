"""Two texts of one letter: how much they are alike, and where they differ.

Likeness is Dice's coefficient over runs of three characters, white space and width aside: it does not mind lines that
wrap differently and costs time in proportion to the length. Differences are found by paragraph first and by character
within the paragraphs that changed, so that a long letter costs no more than its changes.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

SAME_TEXT = 0.9
_RUN = 3
_MAX_CHARACTERS = 4_000  # of one changed passage; beyond it the passage counts as changed throughout


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of one side; `changed` when the other side says something else there, or nothing."""

    text: str
    changed: bool


@dataclass(frozen=True, slots=True)
class Row:
    """Passages that stand beside each other: `left` is empty where the right one was added, and the reverse."""

    left: tuple[Piece, ...]
    right: tuple[Piece, ...]

    @property
    def changed(self) -> bool:
        """Whether the two sides differ here."""
        return any(piece.changed for piece in (*self.left, *self.right))


def alike(left: str, right: str) -> float:
    """Likeness of two texts from 0 (nothing in common) to 1 (the same but for white space and width)."""
    ours, theirs = _runs(left), _runs(right)
    total = ours.total() + theirs.total()
    return 2 * (ours & theirs).total() / total if total else 1.0


def differences(left: str, right: str) -> list[Row]:
    """Both texts in full, paragraph beside paragraph, with what differs marked."""
    ours, theirs = _paragraphs(left), _paragraphs(right)
    rows: list[Row] = []
    for kind, a, b, c, d in SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes():
        if kind == "equal":
            rows += [
                Row((Piece(one, changed=False),), (Piece(other, changed=False),))
                for one, other in zip(ours[a:b], theirs[c:d], strict=True)
            ]
        else:
            rows += _changed_rows(ours[a:b], theirs[c:d])
    return rows


def _changed_rows(ours: list[str], theirs: list[str]) -> Iterator[Row]:
    for index in range(max(len(ours), len(theirs))):
        left = ours[index] if index < len(ours) else ""
        right = theirs[index] if index < len(theirs) else ""
        yield _row(left, right)


def _row(left: str, right: str) -> Row:
    if not left or not right or max(len(left), len(right)) > _MAX_CHARACTERS or alike(left, right) < 1 / 3:
        whole = [(Piece(side, changed=True),) if side else () for side in (left, right)]
        return Row(*whole)
    ours: list[Piece] = []
    theirs: list[Piece] = []
    for kind, a, b, c, d in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if b > a:
            ours.append(Piece(left[a:b], changed=kind != "equal"))
        if d > c:
            theirs.append(Piece(right[c:d], changed=kind != "equal"))
    return Row(tuple(ours), tuple(theirs))


def _paragraphs(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _runs(text: str) -> Counter[str]:
    plain = "".join(unicodedata.normalize("NFKC", text).split())
    return Counter(plain[index : index + _RUN] for index in range(max(1, len(plain) - _RUN + 1)) if plain)
