"""Numbers as letters write them: `parse_numeral("3.2万")` -> Decimal("32000"), or None when it is no number.

In: one numeral without its unit, in Arabic digits, full-width digits, Chinese characters or a mixture (1,200、３０、
三千二百、1.2亿、1亿2000万、二○一九、十五、半). Out: its value. The patterns here are the lowest parts from which
`metrics_quantities` composes its own; they match, they never decide whether a number is a quantity.
"""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from functools import lru_cache

DIGIT = "[0-9０-９]"
# Thousands are grouped by a comma of either width; a comma before anything but three digits ends the number.
# A space groups them too, as the standard for official writing has it: 1 260 家.
_POINT = rf"(?:[.．]{DIGIT}{{1,8}})?"
_SPACED = rf"(?<![0-9０-９.．,，\-]){DIGIT}{{1,3}}(?:[ ]{DIGIT}{{3}}(?!{DIGIT})){{1,3}}"
ARABIC = rf"(?:(?:{_SPACED}|{DIGIT}{{1,15}}(?:[,，]{DIGIT}{{3}}(?!{DIGIT})){{0,4}}){_POINT})"
SCALE = "万亿|百万|千万|十万|百亿|千亿|亿|万|千|百"
CHINESE_CHARACTERS = "零〇○一二两三四五六七八九十百千万亿"
CHINESE = rf"[{CHINESE_CHARACTERS}]{{1,14}}(?:点[零〇○一二三四五六七八九]{{1,6}})?"

_DIGITS = {
    "零": 0,
    "〇": 0,
    "○": 0,
    "一": 1,
    "二": 2,
    "两": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
}
_TENS = {"十": 10, "百": 100, "千": 1000}
_SCALES = {
    "百": Decimal(100),
    "千": Decimal(1000),
    "万": Decimal(10**4),
    "十万": Decimal(10**5),
    "百万": Decimal(10**6),
    "千万": Decimal(10**7),
    "亿": Decimal(10**8),
    "百亿": Decimal(10**10),
    "千亿": Decimal(10**11),
    "万亿": Decimal(10**12),
}
_TO_HALF_WIDTH = str.maketrans("０１２３４５６７８９．，", "0123456789.,")
_MIXED_PART = re.compile(rf"([0-9][0-9,]*(?:\.[0-9]+)?)({SCALE})?")
_POSITIONAL = re.compile(r"[零〇○一二三四五六七八九]{2,}")


def scale_of(word: str | None) -> Decimal:
    """What 万, 亿 or 千万 multiplies by; 1 for none."""
    return _SCALES[word] if word else Decimal(1)


@lru_cache(maxsize=4096)  # Letters write the same few numbers most of the time.
def parse_numeral(numeral: str) -> Decimal | None:
    """The value of one numeral, or None when the text is not exactly one number."""
    if numeral.isascii() and numeral.isdigit():
        return Decimal(numeral)
    text = "".join(numeral.split())
    if not text.isascii():
        text = text.translate(_TO_HALF_WIDTH)
    if not text:
        return None
    if text == "半":
        return Decimal("0.5")
    if text[0].isascii():
        return _parse_mixed(text)
    return _parse_chinese(text)


def _parse_mixed(text: str) -> Decimal | None:
    """`1.2亿`, `1亿2000万`, `3,500`: digits, each part with at most one scale, the scales falling."""
    total, position, last_scale = Decimal(0), 0, None
    while position < len(text):
        part = _MIXED_PART.match(text, position)
        if part is None:
            return None
        scale = scale_of(part[2])
        if last_scale is not None and scale >= last_scale:
            return None
        try:
            total += Decimal(part[1].replace(",", "")) * scale
        except InvalidOperation:
            return None
        last_scale, position = scale, part.end()
    return total


def _parse_chinese(text: str) -> Decimal | None:
    whole, point, fraction = text.partition("点")
    if point:
        value = _parse_chinese_whole(whole)
        digits = "".join(str(_DIGITS.get(character, "")) for character in fraction)
        return value + Decimal(f"0.{digits}") if value is not None and len(digits) == len(fraction) > 0 else None
    return _parse_chinese_whole(whole)


def _parse_chinese_whole(text: str) -> Decimal | None:
    if _POSITIONAL.fullmatch(text):
        return Decimal("".join(str(_DIGITS[character]) for character in text))
    total = section = digit = 0
    for character in text:
        if character in _DIGITS:
            digit = _DIGITS[character]
        elif character in _TENS:
            # A leading 十, 百 or 千 stands for one of it: 十五, 千余.
            section += (digit or 1) * _TENS[character]
            digit = 0
        elif character == "万":
            total += (section + digit or 1) * 10**4
            section = digit = 0
        elif character == "亿":
            total = (total + section + digit or 1) * 10**8
            section = digit = 0
        else:
            return None
    return Decimal(total + section + digit)
