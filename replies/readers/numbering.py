"""The numbers that word processors put before paragraphs without storing them as text: 一、（一）1. ① a) Ⅳ.

Formats are those of OOXML (ECMA-376 part 1, 17.18.59 ST_NumberFormat); ODF names map onto them.
"""

from __future__ import annotations

from collections.abc import Callable

_DIGITS = "〇一二三四五六七八九"
_FORMAL = "零壹贰叁肆伍陆柒捌玖"
_STEMS, _BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"),
    (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip


def format_number(number: int, style: str) -> str:
    """The number in an OOXML number format; unknown formats come as decimal digits, `none` and `bullet` as nothing."""
    if style in {"none", "bullet"}:
        return ""
    return _FORMATS.get(style, str)(number)


def _chinese(number: int) -> str:
    if not 0 < number < 10_000:
        return str(number)
    parts, gap = [], False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, unit)
        if digit:
            parts.append(("〇" if gap and parts else "") + _DIGITS[digit] + name)
            gap = False
        else:
            gap = True
    text = "".join(parts)
    return text.removeprefix("一") if text.startswith("一十") else text


def _letters(number: int) -> str:
    repeat, index = divmod(number - 1, 26)
    return chr(ord("a") + index) * min(repeat + 1, 10) if number > 0 else str(number)


def _roman(number: int) -> str:
    if not 0 < number < 4000:
        return str(number)
    text = ""
    for value, sign in _ROMAN:
        count, number = divmod(number, value)
        text += sign * count
    return text


def _circled(number: int) -> str:
    return chr(0x2460 + number - 1) if 0 < number <= 20 else str(number)


def _cycle(signs: str) -> Callable[[int], str]:
    return lambda number: signs[(number - 1) % len(signs)] if number > 0 else str(number)


_FORMATS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalZero": lambda number: f"{number:02d}",
    "decimalFullWidth": lambda number: "".join(chr(0xFEE0 + ord(digit)) for digit in str(number)),
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "decimalEnclosedParen": lambda number: chr(0x2474 + number - 1) if 0 < number <= 20 else f"({number})",
    "decimalEnclosedFullstop": lambda number: chr(0x2488 + number - 1) if 0 < number <= 20 else f"{number}.",
    "upperLetter": lambda number: _letters(number).upper(),
    "lowerLetter": _letters,
    "upperRoman": _roman,
    "lowerRoman": lambda number: _roman(number).lower(),
    "chineseCounting": _chinese,
    "chineseCountingThousand": _chinese,
    "taiwaneseCounting": _chinese,
    "taiwaneseCountingThousand": _chinese,
    "japaneseCounting": _chinese,
    "ideographDigital": lambda number: "".join(_DIGITS[int(digit)] for digit in str(number)),
    "taiwaneseDigital": lambda number: "".join(_DIGITS[int(digit)] for digit in str(number)),
    "chineseLegalSimplified": lambda number: "".join(_FORMAL[int(digit)] for digit in str(number)),
    "ideographTraditional": _cycle(_STEMS),
    "ideographZodiac": _cycle(_BRANCHES),
}


class Counters:
    """The running numbers of one list: `next(level)` counts that level on and starts all deeper ones anew."""

    def __init__(self, starts: dict[int, int] | None = None) -> None:
        self._starts = starts or {}
        self._now: dict[int, int] = {}

    def next(self, level: int) -> None:
        """Count one paragraph of this level (0 is the outermost)."""
        self._now[level] = self._now.get(level, self._starts.get(level, 1) - 1) + 1
        for deeper in [known for known in self._now if known > level]:
            del self._now[deeper]

    def value(self, level: int) -> int:
        """The number that this level stands at; a level never counted stands at its start."""
        return self._now.get(level, self._starts.get(level, 1))
