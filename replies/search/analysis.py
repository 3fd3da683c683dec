"""Text -> tokens and folded text: one analysis for the index, the query and the snippets.

`tokens` cuts text as jieba does in search mode, `fold` makes spellings alike without moving an offset, `exact_fold` is
the text as quotes see it. Whatever here changes what comes out must raise `RULES`, so that `TOKENIZER`, which the index
records, tells an old index from a new one.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, partial
from importlib.metadata import version
from typing import NamedTuple

import numpy as np
import opencc

try:
    import rjieba
except ImportError:  # no wheel for this machine: the same tokens, at an eighteenth of the speed
    rjieba = None  # type: ignore[assignment]

RULES = 1
TOKENIZER = "; ".join(
    (
        f"rjieba {version('rjieba')}" if rjieba else f"jieba {version('jieba')}",
        f"OpenCC {version('OpenCC')}",
        f"rules {RULES}",
    )
)

# What jieba's dictionary and model know; other ideographs stand alone.
_CUTTABLE = "\u4e00-\u9fd5"
_FIRST_CUTTABLE, _LAST_CUTTABLE, _LINE_END = np.array([0x4E00, 0x9FD5, 0x0A], "<u2")
_OTHER_HAN = "\u3005\u3007\u3400-\u4dbf\u9fd6-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_HAN = _CUTTABLE + _OTHER_HAN
# White space and the invisible characters that web pages and PDF files leave between letters.
_BLANK = r"\s\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff"

_HAN_RUN = rf"(?P<han>  [{_CUTTABLE}]+ (?: [{_BLANK}]+ [{_CUTTABLE}]+ )* )"  # a line's end between two is no border
_OTHERS = rf"""
      (?P<one>  [{_OTHER_HAN}] )
    | (?P<number> (?<![0-9][.,]) (?: [0-9]{{1,3}}(?:,[0-9]{{3}})+ (?:\.[0-9]+)? | [0-9]+\.[0-9]+ )
                (?! [.,]?[0-9] | [a-z] | 年 ) )                     # 1,200 and 15.41, not 2022.11.24 nor 1.2023年
    | (?P<word> [^\W_{_HAN}]+ )
"""
_RUN = re.compile(f"{_HAN_RUN} | {_OTHERS}", re.VERBOSE)
_OTHER_RUN = re.compile(_OTHERS, re.VERBOSE)
_OTHER_START = re.compile(rf"[^\W_{_CUTTABLE}]|[{_OTHER_HAN}]")
_NOT_CUTTABLE = re.compile(f"[^{_CUTTABLE}]+")
_BLANKS = re.compile(rf"[{_BLANK}]+")
_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {
    0x3000: 0x20, 0xFFE0: 0xA2, 0xFFE1: 0xA3, 0xFFE2: 0xAC, 0xFFE5: 0xA5,
}  # fmt: skip
_WIDE_OR_NOT = re.compile(f"[{re.escape(''.join(map(chr, _WIDE)))}]")
_CJK = (*range(0x2E80, 0xA000), *range(0xF900, 0xFB00), *range(0x20000, 0x2FA20))


class Token(NamedTuple):
    """One token, folded, and the half-open run of characters of the text that it came from."""

    text: str
    start: int
    end: int


def tokens(text: str) -> list[Token]:
    """The tokens of `text` in search mode: a long word comes after the shorter words inside it.

    Runs of letters and digits are one token each, numbers stay whole and lose the commas between thousands,
    punctuation is dropped, and white space between two Han characters counts for nothing (hard-wrapped lines).
    """
    found: list[Token] = []
    for run in _RUN.finditer(fold(text)):
        start, end, piece = run.start(), run.end(), run.group()
        if run.lastgroup == "han":
            found.extend(_cut_run(piece, start))
        elif run.lastgroup == "number":
            found.append(Token(piece.replace(",", ""), start, end))
        else:
            found.append(Token(piece, start, end))
    return found


def words(text: str) -> list[str]:
    """The tokens' texts alone, in the same order: what the index needs, at less than half the time."""
    found: list[str] = []
    for run in _RUN.finditer(fold(text)):
        if run.lastgroup == "han":
            found += _cut_words(_BLANKS.sub("", run.group()))
        elif run.lastgroup == "number":
            found.append(run.group().replace(",", ""))
        else:
            found.append(run.group())
    return found


def exact_tokens(text: str) -> tuple[str, list[tuple[str, int, int]]]:
    """`exact_fold(text)`, and the tokens of `text` by where they stand in that: what an index of quotes needs.

    The same tokens as those of `tokens`, Han first, at a quarter of the time: all ideographs are cut in one call.
    """
    folded = fold(text)
    gaps = [blank.span() for blank in _BLANKS.finditer(folded)]
    found = [token for token in _cut_places(_only_cuttable(_without(folded, gaps))) if token[0] != "\n"]
    exact = _without(narrow(text), gaps)
    blanks = [at for start, end in gaps for at in range(start, end)]
    at = _OTHER_START.search(folded)
    while at:  # from one to the next, because trying the pattern at each ideograph costs more than cutting them
        run = _OTHER_RUN.match(folded, at.start())
        start = run.start() - bisect_left(blanks, run.start())
        piece = run.group()
        found.append((piece.replace(",", "") if run.lastgroup == "number" else piece, start, start + len(piece)))
        at = _OTHER_START.search(folded, run.end())
    return exact, found


def _without(text: str, gaps: Sequence[tuple[int, int]]) -> str:
    """`text` without some runs of it, ascending: those in which neither spelling of a text counts."""
    starts = (0, *(end for _, end in gaps))
    ends = (*(start for start, _ in gaps), len(text))
    return "".join([text[start:end] for start, end in zip(starts, ends, strict=True)])


def _only_cuttable(text: str) -> str:
    """`text` with a line's end in the place of each character that jieba does not know."""
    units = np.frombuffer(text.encode("utf-16-le", "surrogatepass"), "<u2")
    if len(units) != len(text):
        return _NOT_CUTTABLE.sub(lambda run: "\n" * (run.end() - run.start()), text)
    known = (units >= _FIRST_CUTTABLE) & (units <= _LAST_CUTTABLE)
    return np.where(known, units, _LINE_END).tobytes().decode("utf-16-le")


def side_by_side(found: Iterable[Token]) -> list[Token]:
    """Tokens in search mode without those inside longer ones."""
    kept: list[Token] = []
    for token in found:
        while kept and token.start <= kept[-1].start and token.end >= kept[-1].end:
            kept.pop()
        kept.append(token)
    return kept


def fold(text: str) -> str:
    """`text` with full width made half, upper case made lower and traditional made simplified, length unchanged."""
    folding = _folding()
    return folding.pattern.sub(folding.replace, _narrow_punctuation(text))


def narrow(text: str) -> str:
    """`text` with full width made half and nothing else, length unchanged."""
    return _WIDE_OR_NOT.sub(lambda match: chr(_WIDE[ord(match.group())]), _narrow_punctuation(text))


def exact_fold(text: str) -> str:
    """`text` as quotes see it: white space removed, full width made half, nothing else."""
    return _BLANKS.sub("", narrow(text))


def exact_fold_with_offsets(text: str) -> tuple[str, list[int]]:
    """`exact_fold(text)` and, for each of its characters, where in `text` it stands."""
    half_width = narrow(text)
    kept: list[str] = []
    offsets: list[int] = []
    last = 0
    for blank in _BLANKS.finditer(half_width):
        kept.append(half_width[last : blank.start()])
        offsets.extend(range(last, blank.start()))
        last = blank.end()
    kept.append(half_width[last:])
    offsets.extend(range(last, len(half_width)))
    return "".join(kept), offsets


def is_han(character: str) -> bool:
    """Whether this one character is an ideograph."""
    return _IS_HAN.match(character) is not None


class Jieba:
    """jieba itself: the fallback, and the reference that tests hold rjieba to. One run of ideographs at a time."""

    @staticmethod
    def places(run: str) -> list[tuple[str, int, int]]:
        """Each word with its start and end."""
        import jieba  # noqa: PLC0415 - loads its dictionary for a second, and most machines never need it

        return list(jieba.tokenize(run, mode="search"))

    @staticmethod
    def words(run: str) -> list[str]:
        """The words alone."""
        import jieba  # noqa: PLC0415

        return jieba.lcut_for_search(run)


if rjieba:
    _cut_words, _cut_places = rjieba.cut_for_search, partial(rjieba.tokenize, mode="search")
else:
    _cut_words, _cut_places = Jieba.words, Jieba.places
_IS_HAN = re.compile(f"[{_HAN}]")


def _cut_run(run: str, start: int) -> Iterator[Token]:
    """The tokens of a run of ideographs, which may hold white space, that begins at `start` of the text."""
    solid = _BLANKS.sub("", run)
    if len(solid) == len(run):
        return (Token(text, start + first, start + last) for text, first, last in _cut_places(run))
    offsets = exact_fold_with_offsets(run)[1]
    return (
        Token(text, start + offsets[first], start + offsets[last - 1] + 1) for text, first, last in _cut_places(solid)
    )


def _narrow_punctuation(text: str) -> str:
    """The marks that fill every letter, made narrow by the hundred; the rest is rare enough for a pattern."""
    for wide in "，：；（）":
        if wide in text:
            text = text.replace(wide, chr(ord(wide) - 0xFEE0))
    return text


class _Folding(NamedTuple):
    pattern: re.Pattern[str]
    table: dict[str, str]

    def replace(self, match: re.Match[str]) -> str:
        return self.table.get(match.group(), match.group())


@cache
def _folding() -> _Folding:
    """The characters that folding changes, and a pattern that finds them: most letters hold few, and a pattern passes
    over the rest faster than `str.translate`. It takes all beyond the basic plane, which `re` can't keep in a bitmap.
    """
    simplified = opencc.OpenCC("t2s").convert("\n".join(map(chr, _CJK))).split("\n")
    table = {chr(code): new for code, new in zip(_CJK, simplified, strict=True) if new != chr(code) and len(new) == 1}
    for code in (*range(0x41, 0x2E80), *range(0x10400, 0x10430)):
        if len(lower := chr(code).lower()) == 1 and lower != chr(code):
            table[chr(code)] = lower
    table |= {chr(wide): chr(half).lower() for wide, half in _WIDE.items()}
    basic = "".join(character for character in table if character < "\U00010000")
    return _Folding(re.compile(f"[{re.escape(basic)}\U00010000-\U0003ffff]"), table)
