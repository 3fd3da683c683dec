"""China's administrative divisions: `division(code)`, and the names under which each is written.

Codes are those of GB/T 2260 as of June 2023. A district of 北京, 天津, 上海 or 重庆 and a county directly under its
province (仙桃市, 石河子市) have no city: `city` is None. A county that has since been renamed, merged or made a
district (呈贡县, 下城区) bears its old name too, so that letters of both times stand together.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from replies.letters.wordlists import DATA, read_parts

PROVINCE, CITY, COUNTY = "province", "city", "county"


@dataclass(frozen=True, slots=True)
class Division:
    """An administrative division with the names of those above it; `name` is its own full name of today."""

    code: str
    name: str
    province: str
    city: str | None
    district: str | None

    @property
    def level(self) -> str:
        """One of province, city, county."""
        if self.district:
            return COUNTY
        return CITY if self.city else PROVINCE

    def contains(self, other: Division) -> bool:
        """Whether `other` is this division or lies within it."""
        return other.code.startswith(code_prefix(self.code))


def division(code: str) -> Division | None:
    """The division with this six-digit code (longer codes count by their first six digits), or None."""
    return gazetteer().by_code.get(code[:6])


def bare_place(text: str, start: int) -> Division | None:
    """The province or city whose bare name stands at `start` (武汉 in 武汉地铁集团), if one alone is so called."""
    for length in (4, 3, 2):
        found = gazetteer().bare.get(text[start : start + length])
        if found and len(found) == 1:
            return found[0]
    return None


# Longer names before those that begin alike (东乡族 before 东…, 鄂温克 before …), as alternation demands.
_PEOPLES = (
    "柯尔克孜|维吾尔|哈萨克|达斡尔|塔吉克|鄂温克|鄂伦春|蒙古|布依|朝鲜|土家|哈尼|傈僳|拉祜|东乡|纳西|景颇|仫佬|布朗|撒拉|"
    "毛南|仡佬|锡伯|普米|保安|裕固|独龙|回|藏|苗|彝|壮|满|侗|瑶|白|傣|黎|佤|畲|水|土|羌|怒|各"
)
_LEVEL_AT_END = re.compile(r"(?:市|地区|盟|州)$")
_AUTONOMOUS = re.compile(rf"(?P<stem>.{{2,}}?)(?:(?:{_PEOPLES})族?)+自治(?P<kind>[州县旗])$")
_BARE_REGIONS = {"15": "内蒙古", "45": "广西", "54": "西藏", "64": "宁夏", "65": "新疆"}


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """All divisions, ready for looking up.

    `named` has the names with their suffix, full, short and former; `bare` those of provinces and cities without it,
    whose last characters are `bare_ends`; `tails` leads from a name's last three characters to the lengths of all that
    end so, the longest first. Of names that are words too, those in `needs_parent` count only with their city;
    `not_after` has the characters that would make others part of a longer word.
    """

    by_code: dict[str, Division]
    named: dict[str, tuple[Division, ...]]
    bare: dict[str, tuple[Division, ...]]
    bare_ends: frozenset[str]
    tails: dict[str, tuple[int, ...]]
    needs_parent: frozenset[str]
    not_after: dict[str, str]


@cache
def gazetteer() -> Gazetteer:
    """All divisions, read once."""
    by_code = {item.code: item for item in _read_divisions()}
    named: dict[str, list[Division]] = defaultdict(list)
    bare: dict[str, list[Division]] = defaultdict(list)
    for item in by_code.values():
        named[item.name].append(item)
        if short := _short_name(item.name):
            named[short].append(item)
        if item.level != COUNTY:
            bare[bare_name(item)].append(item)
    for other, code in _read_other_names():
        named[other].append(by_code[code])
    words = read_parts("divisions_words.txt")
    for former, item in _upgraded(
        by_code.values(), frozenset([*named, *(name[:-1] + "县" for name in words["parent"])])
    ):
        named[former].append(item)
    tails: dict[str, set[int]] = defaultdict(set)
    for name in named:
        tails[name[-3:]].add(len(name))
    return Gazetteer(
        by_code,
        {name: tuple(items) for name, items in named.items()},
        {name: tuple(items) for name, items in bare.items()},
        frozenset(name[-1] for name in bare),
        {tail: tuple(sorted(lengths, reverse=True)) for tail, lengths in tails.items()},
        frozenset(words["parent"]),
        dict(entry.split(":") for entry in words["not after"]),
    )


def _read_divisions() -> Iterator[Division]:
    rows = [line.split("\t") for line in (DATA / "divisions.tsv").read_text(encoding="utf-8").splitlines()]
    names = dict(rows)
    for code, name in rows:
        province = names[code[:2] + "0000"]
        city = names.get(code[:4] + "00") if code[2:4] != "00" else None
        yield Division(code, name, province, city, name if code[4:] != "00" else None)


def _read_other_names() -> Iterator[tuple[str, str]]:
    for row in (DATA / "divisions_other_names.csv").read_text(encoding="utf-8").splitlines()[1:]:
        name, code, _note = row.split(",")
        yield name, code


def _short_name(name: str) -> str | None:
    """An autonomous division without its peoples: 孟连傣族拉祜族佤族自治县 is also 孟连县."""
    if "自治" in name and (match := _AUTONOMOUS.match(name)):
        return match["stem"] + match["kind"]
    return None


def bare_name(item: Division) -> str:
    """A province or city without its kind: 昆明, 楚雄, 内蒙古."""
    if item.level == PROVINCE:
        return _BARE_REGIONS.get(item.code[:2]) or item.name[:-1]
    return _LEVEL_AT_END.sub("", _short_name(item.name) or item.name)


def _upgraded(divisions: Iterable[Division], taken: frozenset[str]) -> Iterator[tuple[str, Division]]:
    """The county that a district or a city at county level was before: 新建区 was 新建县."""
    for item in divisions:
        former = item.name[:-1] + "县"
        if item.level == COUNTY and item.name[-1] in "区市" and len(former) > 2 and former not in taken:
            yield former, item


def code_prefix(code: str) -> str:
    """The digits that the codes of all within a division begin with."""
    if code.endswith("0000"):
        return code[:2]
    return code[:4] if code.endswith("00") else code
