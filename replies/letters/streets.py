"""Streets and towns: which county a text speaks of when it names none. `infer(text)`.

The names of a county's streets and towns vote for it, because hardly one of them is its alone.
"""

from __future__ import annotations

import gzip
import re
from collections import Counter
from functools import cache

from replies.letters.divisions import Division, code_prefix, division
from replies.letters.wordlists import DATA, matches

MIN_VOTES = 3
_STREET_KIND = re.compile(r"街道|街(?!道)|镇(?!街)|乡(?!镇|村)|苏木|农场|林场|牧场")
_STREET_KIND_AT_END = re.compile(r"(?:街道|街|镇|乡)$")
_LIST_MARK = re.compile(r"[、和及与]")
_LIST_GOES_ON = tuple("、和及与等")
# Words that are also the name of a street somewhere: 新建街道级综合体, 中心镇, 特色镇.
_NOT_A_STREET = re.compile(
    "新建|建设|中心|重点|特色|社区|县城|城区|城市|农村|各个|有关|相关|部分|所有|文明|美丽|试点|示范"
)

_OUR_CITY, _OUR_COUNTY = re.compile("[我本]市"), re.compile("[我全本][区县旗]|辖区")


def infer(text: str, within: Division | None = None) -> Division | None:
    """The one county whose streets and towns the text names, or None when they do not agree clearly.

    At least three different names must point to it, twice as many as to any other county, and most of the names found
    must be its own. `within` counts only counties inside it. A text that says 我市 and never 我区 is the city's.
    """
    stems = _named_streets(text)
    prefix = code_prefix(within.code) if within else ""
    votes = Counter(code for codes in stems.values() for code in codes if code.startswith(prefix))
    (best, most), (_, next_most) = [*votes.most_common(2), ("", 0), ("", 0)][:2]
    if most < max(MIN_VOTES, 2 * next_most) or most * 2 <= len(stems):
        return None
    return _speaker(text, division(best))


def is_street(name: str) -> bool:
    """Whether some street or town bears this name (走马岭, without 街道 or 镇)."""
    return name in streets()


def _speaker(text: str, county: Division | None) -> Division | None:
    """The county, or its city when the text speaks for a whole city."""
    if county is None or county.city is None or county.name.endswith("市"):
        return county
    of_the_city = _OUR_CITY.search(text) and not _OUR_COUNTY.search(text)
    return division(county.code[:4] + "00") if of_the_city else county


@cache
def streets() -> dict[str, str]:
    """Each street's and town's bare name -> the codes of the counties that have it, separated by spaces."""
    with gzip.open(DATA / "divisions_streets.txt.gz", "rt", encoding="utf-8") as lines:
        return dict(line.rstrip("\n").split("\t") for line in lines)


def _named_streets(text: str) -> dict[str, list[str]]:
    """The streets and towns named in the text (with their kind, or in a list that ends in it) and their counties."""
    kinds = list(matches(_STREET_KIND, text, most=2_000))
    if len(kinds) == 0:
        return {}
    known = streets()
    stems: set[str] = set()
    for kind in kinds:
        end = kind.start()
        if stem := _street_at_end(text[max(0, end - 8) : end], known):
            stems.add(stem)
            stems.update(_list_before(text, end - len(stem), known))
        elif text[end - 1 : end] == "等":
            stems.update(_list_before(text, end, known))
    return {stem: known[stem].split() for stem in stems}


def _street_at_end(text: str, known: dict[str, str]) -> str | None:
    """The longest street's name with which the text ends."""
    for start in range(len(text) - 1):
        stem = text[start:]
        if stem in known and not _NOT_A_STREET.fullmatch(stem):
            return stem
    return None


def _list_before(text: str, end: int, known: dict[str, str]) -> list[str]:
    """The streets of a list that goes on here: 走马岭、将军路、慈惠 before 、径河街道 or before 等街道."""
    window = text[max(0, end - 120) : end]
    if window[-1:] not in _LIST_GOES_ON:
        return []
    stems = []
    for item in reversed(_LIST_MARK.split(window[:-1])):
        bare = _STREET_KIND_AT_END.sub("", item)
        stem = bare if bare in known else _street_at_end(bare[-8:], known)
        if stem:
            stems.append(stem)
        if stem != bare:
            break
    return stems
