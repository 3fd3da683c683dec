"""Word lists of `data/`: reading them, turning many words into one regular expression, and finding them.

A list is a text file whose lines hold words separated by spaces; `[name]` opens a part and `#` a remark.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

DATA = Path(__file__).parent / "data"
# No letter names as many places or offices; a megabyte of one word repeated does, and may not hold up the reader.
MOST_MATCHES = 20_000
_MARGIN = 24  # characters around a part: a match may end behind it, and one from before it reach into it
_RARE = 16  # characters of text for each place of an anchor: with fewer it is no rare word


def read_parts(name: str) -> dict[str, list[str]]:
    """The words of each part of a list, in their order; words before the first `[part]` belong to the part ""."""
    parts: dict[str, list[str]] = {}
    words = parts.setdefault("", [])
    for line in (DATA / name).read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            words = parts.setdefault(line.strip("[] "), [])
        else:
            words.extend(line.partition("#")[0].split())
    return parts


def alternatives(words: Iterable[str], *, between: str = "") -> str:
    """A regular expression that matches the longest of the words; each shared beginning is read only once.

    `between` is a pattern allowed between the characters of a word, such as blanks.
    """
    tree: dict = {}
    for word in words:
        node = tree
        for character in word:
            node = node.setdefault(character, {})
        node[""] = {}
    return f"(?:{_branch(tree, '', between)})"


def matches(
    pattern: re.Pattern[str], text: str, *, most: int = MOST_MATCHES, start: int = 0, end: int | None = None
) -> Iterator[re.Match[str]]:
    """The first matches of a pattern in `text[start:end]`, at most so many that no text can hold up the reader."""
    return islice(pattern.finditer(text, start, len(text) if end is None else end), most)


def matches_in(pattern: re.Pattern[str], text: str, parts: Iterable[tuple[int, int]]) -> list[re.Match[str]]:
    """The matches that begin in one of the parts of the text, which stand in order and apart."""
    found: list[re.Match[str]] = []
    for start, end in parts:
        near = pattern.finditer(text, max(0, start - _MARGIN), end + _MARGIN)
        found += [match for match in near if start <= match.start() < end]
    return found


def occurrences(text: str, words: Iterable[str], *, most: int | None = None) -> list[int]:
    """Where any of the words begins, in order; of each word the first `most` places.

    To look for a single character is far quicker than to try a pattern everywhere; longer words take longer.
    """
    found: list[int] = []
    for word in words:
        if word[0] not in text:
            continue
        at = -1
        if len(word) == 1:
            for part in text.split(word, -1 if most is None else most)[:-1]:
                at += len(part) + 1
                found.append(at)
            continue
        left = len(text) if most is None else most
        while left and (at := text.find(word, at + 1)) >= 0:
            found.append(at)
            left -= 1
    found.sort()
    return found


def holds_any(text: str, words: Iterable[str]) -> bool:
    """Whether one of the words stands in the text."""
    for word in words:  # noqa: SIM110 - asked hundreds of times a letter, and a generator takes twice as long
        if word[0] in text and word in text:
            return True
    return False


def anchored(
    pattern: re.Pattern[str], text: str, anchors: Iterable[str], *, most: int = MOST_MATCHES
) -> Iterator[re.Match[str]]:
    """What `matches` gives, for a pattern that begins with one of the words `anchors`: looked for where these stand."""
    return matches_at(pattern, text, rare_places(text, anchors), most=most)


def rare_places(text: str, anchors: Iterable[str]) -> list[int] | None:
    """Where the anchors stand, None if that is nearly everywhere."""
    most = len(text) // _RARE + 16
    places = occurrences(text, anchors, most=most)
    return places if len(places) < most else None


def matches_at(
    pattern: re.Pattern[str], text: str, places: list[int] | None, *, back: int = 0, most: int = MOST_MATCHES
) -> Iterator[re.Match[str]]:
    """The first matches that begin `back` characters before one of the places, or anywhere if these are None."""
    if places is None:
        return matches(pattern, text, most=most)
    return islice(_without_overlaps(pattern, text, [place - back for place in places if place >= back]), most)


def _without_overlaps(pattern: re.Pattern[str], text: str, starts: list[int]) -> Iterator[re.Match[str]]:
    end = 0
    for start in starts:
        if start >= end and (match := pattern.match(text, start)):
            yield match
            end = match.end()


class WordFinder:
    """Hundreds of words to be found in texts that hold few of them, or none.

    To compare each place with each word's beginning takes long. Of the places where both the first and the second
    character are those of some word there are few, and few words begin with one character.
    """

    def __init__(self, words: Iterable[str], *, between: str = "") -> None:
        words = list(words)
        firsts, seconds = ("".join(sorted({re.escape(word[at]) for word in words})) for at in (0, 1))
        self._beginning = re.compile(f"[{firsts}](?={between}([{seconds}]))")
        self._pairs = {word[:2] for word in words}
        self._words = {
            first: re.compile(alternatives((word for word in words if word[0] == first), between=between))
            for first in {word[0] for word in words}
        }

    def are_in(self, text: str) -> bool:
        """Whether one of the words stands in the text."""
        return next(self.matches(text), None) is not None

    def match(self, text: str) -> re.Match[str] | None:
        """The longest of the words with which the text begins."""
        words = self._words.get(text[:1])
        return words.match(text) if words else None

    def matches(self, text: str) -> Iterator[re.Match[str]]:
        """Each of the words in the text, the longest of those that begin at one place."""
        end = 0
        for place in self._beginning.finditer(text):
            start = place.start()
            if start < end or place[0] + place[1] not in self._pairs:
                continue
            if match := self._words[text[start]].match(text, start):
                yield match
                end = match.end()


class Repeated:
    """A pattern that is asked for in many parts of one text: where it may match is looked for only once."""

    def __init__(self, pattern: re.Pattern[str], text: str, starts: Iterable[int]) -> None:
        self._pattern = pattern
        self._text = text
        self._starts = list(starts)

    def first(self, start: int, end: int) -> re.Match[str] | None:
        """The first match in `text[start:end]`."""
        index = bisect_left(self._starts, start)
        while index < len(self._starts) and (at := self._starts[index]) < end:
            if match := self._pattern.match(self._text, at, end):
                return match
            index += 1
        return None

    def last(self, start: int, end: int) -> re.Match[str] | None:
        """The last match in `text[start:end]`."""
        index = bisect_left(self._starts, end) - 1
        while index >= 0 and (at := self._starts[index]) >= start:
            if match := self._pattern.match(self._text, at, end):
                return match
            index -= 1
        return None


def _branch(node: dict, before: str, between: str) -> str:
    branches = [
        re.escape(character) + _branch(below, between, between) for character, below in node.items() if character
    ]
    if not branches:
        return ""
    several = "|".join(branches)
    if "" in node:
        return f"(?:{before}(?:{several}))?" if before else f"(?:{several})?"
    return before + (several if len(branches) == 1 else f"(?:{several})")
