"""Chinese text -> pinyin without tones, and typed pinyin -> the common words it may stand for.

The tables are in `data/`; they are read at first use and take about two megabytes.
"""

from __future__ import annotations

import gzip
import re
from collections import defaultdict
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

from replies.search.analysis import fold, is_han

DATA = Path(__file__).parent / "data"
SHORTEST = 2  # syllables: one alone is too often an English word
LONGEST = 40  # letters


def syllables(text: str) -> list[str]:
    """The pinyin of `text`, one piece a character: 重庆B区 -> chong qing b qu. Runs of letters and digits stay one."""
    tables = _tables()
    text = fold(text)
    read = [tables.characters.get(character) for character in text]
    done = 0
    for at in range(len(text) - 1):
        if at < done or not (candidates := tables.words.get(text[at : at + 2])):
            continue
        if word := next((word for word in candidates if text.startswith(word, at)), None):
            done = at + len(word)
            read[at:done] = tables.readings[word]
    return _with_runs(text, read) if None in read else read


def initials(pieces: list[str]) -> str:
    """The first letters of syllables: yang lao -> yl."""
    return "".join(piece[0] for piece in pieces)


def split_syllables(typed: str) -> list[str] | None:
    """Typed letters cut into syllables, and at apostrophes: yanglao -> yang lao; None when they are no pinyin."""
    pieces: list[str] = []
    for part in re.split("['’]", typed):
        letters = normal_form(part)
        cut = _split(letters) if 0 < len(letters) <= LONGEST else None
        if cut is None:
            return None
        pieces += cut
    return pieces


def normal_form(typed: str) -> str:
    """Typed pinyin without apostrophes and with v for ü: xi'an -> xian, lüse -> lvse; "" when it is no pinyin."""
    letters = fold(typed).replace("'", "").replace("’", "").replace("ü", "v")
    return _LUE.sub("ve", letters) if letters.isascii() and letters.isalpha() else ""


def words_for(typed: str) -> list[str]:
    """The common words that typed pinyin stands for, the most frequent first: yanglao -> 养老; [] when it is none."""
    pieces = split_syllables(typed)
    if not pieces or len(pieces) < SHORTEST:
        return []
    terms = _terms()
    start = terms.find(f"\n{normal_form(typed)} ".encode())
    if start < 0:
        return []
    return terms[start + 1 : terms.index(b"\n", start + 1)].decode().split(" ")[1:]


class _Tables(NamedTuple):
    characters: dict[str, str]
    readings: dict[str, list[str]]
    words: dict[str, list[str]]  # by their first two characters, longest first


_LUE = re.compile(r"(?<=[ln])ue")


def _with_runs(text: str, read: list[str | None]) -> list[str]:
    """The pieces of a text that is not all ideographs: letters and digits by the run, the rest left out."""
    pieces: list[str] = []
    run = ""
    for character, syllable in zip(text, read, strict=True):
        if syllable is None and character.isalnum() and not is_han(character):
            run += character
            continue
        if run:
            pieces.append(run)
            run = ""
        if syllable:
            pieces.append(syllable)
    return [*pieces, run] if run else pieces


@cache
def _tables() -> _Tables:
    characters: dict[str, str] = {}
    for line in (DATA / "pinyin_characters.txt").read_text(encoding="utf-8").splitlines():
        syllable, of_it = line.split(" ")
        characters |= dict.fromkeys(of_it, syllable)
    readings: dict[str, list[str]] = {}
    words: dict[str, list[str]] = defaultdict(list)
    for line in (DATA / "pinyin_words.txt").read_text(encoding="utf-8").splitlines():
        word, *read = line.split(" ")
        readings[word] = read
    for word in sorted(readings, key=len, reverse=True):
        words[word[:2]].append(word)
    return _Tables(characters, readings, dict(words))


@cache
def _terms() -> bytes:
    """Lines of `pinyin word word …`, as one block: a search in it takes a millisecond, a dictionary ten megabytes."""
    return b"\n" + gzip.decompress((DATA / "pinyin_terms.txt.gz").read_bytes())


@cache
def _known() -> frozenset[str]:
    return frozenset(_tables().characters.values())


@lru_cache(maxsize=1024)
def _split(letters: str) -> list[str] | None:
    """The first cut, trying long syllables first, that leaves nothing over."""
    if not letters:
        return []
    for length in range(min(6, len(letters)), 0, -1):
        head = letters[:length]
        if head in _known() and (rest := _split(letters[length:])) is not None:
            return [head, *rest]
    return None
