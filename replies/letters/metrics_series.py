"""Figures listed year by year: `dates_of_series(text, quantities, paragraphs)` -> the year of each listed quantity.

2019年、2020年、2021年，…分别为4.1亿元、4.9亿元和5.6亿元: as many quantities as years, in the same order, so each
holds for its own year. A span of years (2019—2021年) counts as all of its years where 分别 says that each has a figure.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import islice, pairwise

from replies.letters.letter import Span
from replies.letters.metrics_quantities import Quantity
from replies.letters.wordlists import matches_in

_YEAR = r"(?:19[89]|20[0-4])[0-9]"
_YEARS = re.compile(
    rf"(?P<years>{_YEAR}\s?年?(?:底|末)?(?:\s?(?:[、，,和及与至到]|以及|[-—–~～－]{{1,2}})\s?{_YEAR}\s?年?(?:底|末)?){{1,11}})(?<=[年底末])"
)
_ONE_YEAR = re.compile(_YEAR)
_SPAN = re.compile(r"[至到\-—–~～－]")
_UP_TO_LIST = re.compile(r"[^。；;\n]{0,60}?分别[^。；;\n0-9]{0,24}")
_DIRECTLY = re.compile(r"[^。；;\n0-9]{0,40}")
_GAP = re.compile(r"\s?(?:[、，,和及与]|以及)?\s?")
_NEXT_LIST = re.compile(r"[，,；;][^。；;\n0-9]{0,24}(?:分别)?[^。；;，,\n0-9]{0,16}")
_MOST = 400  # lists of years that are looked at in one text
_LONGEST = 14  # years of one list
_REACH = 120  # characters of one


def dates_of_series(text: str, quantities: Sequence[Quantity], paragraphs: Iterable[Span]) -> dict[int, str]:
    """For the quantities (by index) that are listed year by year, the year of each; they stand in these paragraphs."""
    dates: dict[int, str] = {}
    starts = [quantity.outer_start for quantity in quantities]
    parts = ((max(0, start - _REACH), end) for start, end in paragraphs)  # a break may stand in a list
    for match in islice(matches_in(_YEARS, text, parts), _MOST):
        years = _years(match["years"])
        if not 2 <= len(years) <= _LONGEST:
            continue
        first = _first_of_list(text, match, starts)
        while first is not None and _is_list(text, quantities[first : first + len(years)], len(years)):
            dates |= {first + index: year for index, year in enumerate(years)}
            last = quantities[first + len(years) - 1]
            first = _after(text, last.outer_end, starts, _NEXT_LIST)
    return dates


def _years(written: str) -> list[str]:
    """Each year named, a span of two years filled in."""
    named = [int(year) for year in _ONE_YEAR.findall(written)]
    if len(named) == 2 and _SPAN.search(written):
        named = list(range(named[0], min(named[1], named[0] + _LONGEST) + 1))
    return [str(year) for year in named]


def _first_of_list(text: str, match: re.Match[str], starts: Sequence[int]) -> int | None:
    """The first quantity after the years: behind 分别, or, where each year is named, in their own clause."""
    found = _after(text, match.end(), starts, _UP_TO_LIST)
    return found if found is not None or _SPAN.search(match["years"]) else _after(text, match.end(), starts, _DIRECTLY)


def _after(text: str, position: int, starts: Sequence[int], between: re.Pattern[str]) -> int | None:
    """The next quantity, when nothing but `between` leads to it."""
    index = bisect_left(starts, position)
    if index < len(starts) and between.fullmatch(text, position, starts[index]):
        return index
    return None


def _is_list(text: str, listed: Sequence[Quantity], count: int) -> bool:
    """Whether these are `count` quantities of one unit with nothing but joints between, and no more follow."""
    if len(listed) < count or len({quantity.unit for quantity in listed}) > 1:
        return False
    return all(
        _GAP.fullmatch(text, one.outer_end, other.outer_start) or (one.shared and one.outer_end >= other.outer_start)
        for one, other in pairwise(listed)
    )
