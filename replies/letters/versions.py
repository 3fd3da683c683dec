"""Two texts of one letter: how much they are alike, and where they differ.

Likeness is Dice's coefficient over runs of three characters, white space and width aside: it does not mind lines that
wrap differently and costs time in proportion to the length. Differences are found by line first and by character within
the lines that changed, so that a long letter costs no more than its changes. White space is no difference: where the
same words are only wrapped otherwise, several lines of one side stand beside one or more of the other.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby, pairwise, zip_longest

SAME_TEXT = 0.9
_RUN = 3
_RELATED = 1 / 3  # less alike, two passages are shown as one gone and one added
_MAX_CHARACTERS = 4_000  # of one changed passage; beyond it the passage counts as changed throughout


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of one side; `changed` when the other side says something else there, or nothing."""

    text: str
    changed: bool


@dataclass(frozen=True, slots=True)
class Row:
    """Passages that stand beside each other, of one line or more: `left` is empty where the right one was added, and
    the reverse."""

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
    """Both texts in full, passage beside passage, with what differs marked."""
    ours, theirs = _lines(left), _lines(right)
    rows: list[Row] = []
    alike_lines = SequenceMatcher(None, list(map(_solid, ours)), list(map(_solid, theirs)), autojunk=False)
    for kind, a, b, c, d in alike_lines.get_opcodes():
        if kind == "equal":
            rows += [
                Row((Piece(one, changed=False),), (Piece(other, changed=False),))
                for one, other in zip(ours[a:b], theirs[c:d], strict=True)
            ]
        else:
            rows += _changed_rows(ours[a:b], theirs[c:d])
    return rows


def _changed_rows(ours: list[str], theirs: list[str]) -> Iterator[Row]:
    """The rows of lines of which none is the same on both sides."""
    left, right = "\n".join(ours), "\n".join(theirs)
    if _solid(left) == _solid(right):
        yield Row((Piece(left, changed=False),), (Piece(right, changed=False),))
    elif not ours or not theirs or max(len(left), len(right)) > _MAX_CHARACTERS or alike(left, right) < _RELATED:
        for one, other in zip_longest(ours, theirs, fillvalue=""):
            yield _row(one, other)
    else:
        yield from _beside(left, right)


def _row(left: str, right: str) -> Row:
    if left and right and max(len(left), len(right)) <= _MAX_CHARACTERS and alike(left, right) >= _RELATED:
        ours, theirs, _ = _marked(left, right)
        return Row(_pieces(left, ours), _pieces(right, theirs))
    return Row(*[(Piece(side, changed=True),) if side else () for side in (left, right)])


def _beside(left: str, right: str) -> Iterator[Row]:
    """Rows of two passages of several lines: a new one begins where a line begins on both sides at the same words."""
    ours, theirs, same = _marked(left, right)
    begins = [(a, b) for a, b in same if _begins_line(left, a) and _begins_line(right, b)]
    for (a, c), (b, d) in pairwise([(0, 0), *begins, (len(left), len(right))]):
        if a < b or c < d:
            yield Row(_pieces(left[a:b].rstrip(), ours[a:b]), _pieces(right[c:d].rstrip(), theirs[c:d]))


def _marked(left: str, right: str) -> tuple[list[bool], list[bool], list[tuple[int, int]]]:
    """For each character whether the other side lacks it, white space going with what stands before it; and which
    places are the same on both sides."""
    at_left, at_right = _places(left), _places(right)
    ours, theirs = [False] * len(left), [False] * len(right)
    same: list[tuple[int, int]] = []
    matcher = SequenceMatcher(None, _solid(left), _solid(right), autojunk=False)
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "equal":
            same += zip(at_left[a:b], at_right[c:d], strict=True)
        else:
            for marks, places, start, end in ((ours, at_left, a, b), (theirs, at_right, c, d)):
                if start < end:
                    first, last = places[start], places[end - 1]
                    marks[first : last + 1] = [True] * (last + 1 - first)
    return ours, theirs, same


def _pieces(text: str, marks: Sequence[bool]) -> tuple[Piece, ...]:
    """The text in runs of what is marked and what is not."""
    pieces: list[Piece] = []
    start = 0
    for changed, run in groupby(marks[: len(text)]):
        end = start + sum(1 for _ in run)
        pieces.append(Piece(text[start:end], changed=changed))
        start = end
    return tuple(pieces)


def _begins_line(text: str, at: int) -> bool:
    return at == 0 or text[at - 1] == "\n"


def _places(text: str) -> list[int]:
    """Where the characters of `_solid(text)` stand."""
    return [at for at, character in enumerate(text) if not character.isspace()]


def _solid(text: str) -> str:
    return "".join(text.split())


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _runs(text: str) -> Counter[str]:
    plain = _solid(unicodedata.normalize("NFKC", text))
    return Counter(plain[index : index + _RUN] for index in range(max(1, len(plain) - _RUN + 1)) if plain)
