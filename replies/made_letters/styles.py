"""House styles of typing: the same marked text with spaces around numbers, with ASCII punctuation, with wide digits."""

from __future__ import annotations

import re
from random import Random

from replies.made_letters.marks import MARKS

# Between two scripts, but not within a year such as 二0一七.
_BEFORE_NUMBER = re.compile(rf"([\u4e00-\u9fff])(?<![一二三四五六七八九])([{MARKS}]*)(?=\d)")
_AFTER_NUMBER = re.compile(rf"(\d[{MARKS}]*)(?=[\u4e00-\u9fff])(?![一二三四五六七八九])")
_ASCII = str.maketrans("，：；（）", ",:;()")
_WIDE = str.maketrans("0123456789", "０１２３４５６７８９")


def spaced(marked: str) -> str:
    """截止 2022 年底，达 15.41 万人."""
    return _AFTER_NUMBER.sub(r"\1 ", _BEFORE_NUMBER.sub(r"\1 \2", marked))


def ascii_punctuation(marked: str) -> str:
    """The marks of an English keyboard between Chinese words."""
    return marked.translate(_ASCII)


def wide_digits(marked: str) -> str:
    """１２．７万户: digits as broad as Chinese characters."""
    return marked.translate(_WIDE)


def style_paragraphs(paragraphs: list[str], rng: Random) -> list[str]:
    """Now and then the body was typed with wide digits."""
    return [wide_digits(text) for text in paragraphs] if rng.random() < 0.03 else paragraphs


def style_page(marked: str, rng: Random) -> str:
    """Now and then the whole page has spaces around its numbers, or ASCII punctuation."""
    chance = rng.random()
    if chance < 0.08:
        return spaced(marked)
    return ascii_punctuation(marked) if chance < 0.16 else marked
