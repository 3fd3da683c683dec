"""`find_dates(text)`: every date that a text writes out, in any of the forms that letters use.

A date's value is `YYYY`, `YYYY-MM` or `YYYY-MM-DD`. Where 年, 月, 日 were lost (`2018828`) the date is read only if
exactly one reading is a date, and is marked damaged all the same; with two readings, or none, its value is None.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from replies.letters.patterns import GAP
from replies.letters.wordlists import holds_any

EARLIEST, LATEST = 1949, 2099

_HAN_VALUE = {character: str(value) for value, character in enumerate("〇一二三四五六七八九")}
_HAN_VALUE |= dict.fromkeys("○零OoＯ０◯", "0") | {str(digit): str(digit) for digit in range(10)}

_DIGIT_YEAR = r"(?:19|20)\d{2}"
_HAN_YEAR = r"[一二][〇○◯零OoＯ0九][〇○◯零OoＯ0-9一二三四五六七八九]{2}"
_HAN_SMALL = r"[一二三四五六七八九十〇○零]{1,3}"

_IN_EVERY_DATE = ("年", "19", "20")
_WRITTEN = re.compile(
    rf"(?<!\d)(?P<y>{_DIGIT_YEAR}|{_HAN_YEAR}){GAP}年"
    rf"(?:(?:度)|{GAP}(?P<m>\d{{1,2}}|{_HAN_SMALL}|(?=月)){GAP}月"
    rf"(?:份|{GAP}(?P<d>\d{{1,2}}|{_HAN_SMALL}|(?=日)){GAP}(?P<ri>[日号]|(?=\s|$)))?)?"
)
_NUMERIC = re.compile(
    rf"(?<![\d./-])(?P<y>{_DIGIT_YEAR})(?P<s>[-/.—－])(?P<m>\d{{1,2}})(?:(?P=s)(?P<d>\d{{1,2}}))?(?![\d/-])(?!\.\d)"
)
_YEARLESS_MARK = re.compile(rf"(?<!\d)(?P<y>{_DIGIT_YEAR})(?P<m>\d{{1,2}}){GAP}月(?:{GAP}(?P<d>\d{{1,2}}){GAP}[日号])?")
_STRIPPED = re.compile(rf"(?m)^[ \t]*(?P<all>{_DIGIT_YEAR}\d{{2,4}})[ \t]*$")


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date at `text[start:end]`; `value` is None when what stands there can't be read as one certain date."""

    start: int
    end: int
    value: str | None
    damaged: bool = False

    @property
    def year(self) -> int | None:
        """The year, where known."""
        return int(self.value[:4]) if self.value else None

    @property
    def is_day(self) -> bool:
        """Whether year, month and day are all known."""
        return self.value is not None and len(self.value) == 10


def find_dates(text: str) -> list[FoundDate]:
    """All dates of `text`, in order, none overlapping another."""
    if not holds_any(text, _IN_EVERY_DATE):
        return []
    found: list[FoundDate] = []
    for item in sorted(_candidates(text), key=lambda item: (item.start, -item.end)):
        if not found or item.start >= found[-1].end:
            found.append(item)
    return found


def read_date(text: str) -> FoundDate | None:
    """The first date of a short text, such as the value beside a label."""
    return next(iter(find_dates(text)), None)


def stripped_readings(digits: str) -> list[str]:
    """Every calendar date that `digits` can be once its 年, 月 and 日 are put back: `2018828` -> [`2018-08-28`]."""
    year, rest = digits[:4], digits[4:]
    splits = ((rest[:cut], rest[cut:]) for cut in (1, 2) if 1 <= len(rest) - cut <= 2)
    readings = (_value(year, month, day) for month, day in splits if len(rest) == 4 or not month.startswith("0"))
    return [reading for reading in readings if reading]


def _candidates(text: str) -> Iterator[FoundDate]:
    for match in _WRITTEN.finditer(text):
        yield _written(match)
    for match in _NUMERIC.finditer(text):
        value = _value(match["y"], match["m"], match["d"])
        if value and (match["d"] or match["s"] not in ".—－"):
            yield FoundDate(match.start(), match.end(), value)
    for match in _YEARLESS_MARK.finditer(text):
        value = _value(match["y"], match["m"], match["d"])
        yield FoundDate(match.start(), match.end(), value, damaged=True)
    for match in _STRIPPED.finditer(text):
        readings = stripped_readings(match["all"])
        value = readings[0] if len(readings) == 1 else None
        if readings:
            yield FoundDate(match.start("all"), match.end("all"), value, damaged=True)


def _written(match: re.Match[str]) -> FoundDate:
    month, day = match["m"], match["d"]
    lost = month == "" or day == ""
    value = _value(match["y"], month or None, day or None)
    if value is None:
        return FoundDate(match.start(), match.end(), None, damaged=True)
    return FoundDate(match.start(), match.end(), value, damaged=lost)


def _value(year: str, month: str | None, day: str | None) -> str | None:
    """The normal form of a date, None when there is no such date."""
    number = int("".join(_HAN_VALUE[character] for character in year))
    if not EARLIEST <= number <= LATEST:
        return None
    if month is None:
        return f"{number:04d}"
    small = _small(month)
    if not 1 <= small <= 12:
        return None
    if day is None:
        return f"{number:04d}-{small:02d}"
    try:
        return date(number, small, _small(day)).isoformat()
    except ValueError:
        return None


def _small(numeral: str) -> int:
    """A month or a day: `8`, `08`, 八, 十一, 二十, 二十八, 三〇."""
    if numeral.isdigit() and numeral.isascii():
        return int(numeral)
    if "十" in numeral:
        tens, _, ones = numeral.partition("十")
        if len(tens) > 1 or len(ones) > 1 or "十" in ones:
            return 0
        return int(_HAN_VALUE.get(tens, "1") or 1) * 10 + int(_HAN_VALUE.get(ones, "0"))
    return int("".join(_HAN_VALUE[character] for character in numeral))
