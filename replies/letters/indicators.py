"""The normal name of what a figure measures, so that figures of different letters stand in one series.

`name_indicators(text, figures)` gives each figure its `indicator`, or leaves it None when the archive knows no name.
Plain names come from `data/indicators.csv`: a label must be one of them, or a synonym, in full; a narrower label
(民办养老机构) never joins a wider series. Four things are composed instead of listed, because their definition is
part of their name:

- groups of people by age and registration: 60岁以上户籍老年人口 (周岁, 老人 and word order aside);
- shares, of what in what: 60岁以上户籍老年人口占比; the registration of either side counts for both;
- what was added or rebuilt, as against what there is: 新增停车位;
- growth, and what is paid for each one: 接待游客同比增长, 高龄津贴（每人每月）.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from replies.letters.figures import Figure
from replies.letters.shares import is_share_of
from replies.letters.units import UNITS

_INDICATORS_FILE = Path(__file__).parent / "data" / "indicators.csv"
_PEOPLE = frozenset({"人", "名", "位"})
_HEAD = re.compile(
    r"^(?:全[市区县省州国镇域](?:的)?|[我本][市区县省州](?:的)?|辖区(?:内)?(?:的)?|各级各类|各类|各级|现有|共有|已建成|建成|已建|累计|设立|设有|总的)+"
)
_TAIL = re.compile(r"(?:的?(?:总数|总量|总人数|数量|个数|人数|户数|总数量)|数)$")
_TAIL_ENDS = ("数", "量")
_COUNTED_NOUN = re.compile(r"(?:人|次|户|件|个|台)数$")
_ELDERLY = re.compile(
    r"^(?P<early>户籍|常住)?(?P<age>[1-9][0-9]{1,2})(?:周)?岁(?:及)?以上(?:的)?(?P<late>户籍|常住)?(?:老年人口|老年人|老人|人口|老龄人口)(?:数|总数)?$"
)
_BASE = re.compile(
    r"^(?:全[市区县省州国镇]|[我本][市区县省州]|辖区)?(?P<registration>户籍|常住)?(?:总)?人口(?:总数|数)?$"
)
_GROWTH = re.compile(r"^(?P<subject>.+?)(?P<growth>同比(?:增长|下降|增加|减少)|年均增长)$")
_ADDED = re.compile(
    r"(?P<kind>新增|新建|增设|增加|新开|新改扩建|改扩建|新改建|改造|整治|提升|拆除|减少|更换|更新|修复)(?:了)?[^，。；：,;:\n（(]{0,30}$"
)
_STANDING = re.compile(r"(?:共有|现有|拥有|设有|达到?|已有|总数|共计|总计)[^，。；：,;:\n]{0,24}$")
_ADDED_NAMES = {
    "新开": "新增",
    "新建": "新增",
    "增设": "新增",
    "增加": "新增",
    "新改扩建": "新增",
    "改扩建": "新增",
    "新改建": "新增",
    "更新": "更换",
}
_PER_EACH = re.compile(
    r"(?P<per>每[人户床亩名张台部处个](?:每?[月年天日])?|每生每年|每月|每年)[^，。；：,;:\n0-9]{0,8}$"
)
_REACH = 40
_WHOLE_UNITS = frozenset(unit.base for unit in UNITS.values() if unit.kind in ("count", "people", "household"))
_AFTER_QUANTITY = re.compile(r"\s?(?:以上|左右|上下)?\s?(?:的|各类|各级各类)?")
_ENDS_STATEMENT = re.compile(
    r"\s?(?:[，。；、,;：:（()）\n0-9]|$|和|及|与|以及|并|占|总|共|等[，。；]|以上|左右|的?建设任务)"
)
_COUNTS_BEFORE = re.compile(
    r"(?:共有|现有|拥有|设有|建有|配有|已有|(?<![没享具所])有|共|辖|(?<!下)达到?|为|建成|建设|新增|新建|增设|增加|开设|开通|改扩建|改造|完成|建立|设立|组建|成立|配备|安装|购置|投放|更新|、|和|及)了?"
    r"(?:约|近|超过?|大约|不少于|各类|再)?\s?$"
)


@dataclass(frozen=True, slots=True)
class Indicator:
    """One row of the table: a normal name, the field of government work it belongs to, and the units it comes in."""

    name: str
    field: str
    units: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Group:
    """People from an age on; `registration` is 户籍, 常住 or empty when the letter does not say."""

    age: int
    registration: str

    def name(self) -> str:
        return f"{self.age}岁以上{self.registration}老年人口"


@cache
def indicators() -> tuple[Indicator, ...]:
    """Every indicator of the table, in its order."""
    return tuple(row for row, _ in _rows())


@cache
def _rows() -> tuple[tuple[Indicator, tuple[str, ...]], ...]:
    with _INDICATORS_FILE.open(encoding="utf-8", newline="") as lines:
        return tuple(
            (
                Indicator(row["indicator"], row["field"], tuple(row["units"].split())),
                (row["indicator"], *row["synonyms"].split()),
            )
            for row in csv.DictReader(lines)
        )


@cache
def _by_name_and_unit() -> dict[tuple[str, str], str]:
    names: dict[tuple[str, str], str] = {}
    for indicator, synonyms in _rows():
        for synonym in synonyms:
            for unit in indicator.units:
                names.setdefault((synonym, unit), indicator.name)
                if unit in _PEOPLE:
                    for other in _PEOPLE:
                        names.setdefault((synonym, other), indicator.name)
    return names


@lru_cache(maxsize=8192)  # Letters count the same things again and again.
def find_indicator(label: str, unit: str) -> str | None:
    """The normal name of a label as it stands, without its surroundings: ("各类养老机构", "家") -> 养老机构."""
    if group := _elderly(label):
        return group.name() if unit in _PEOPLE else None
    names = _by_name_and_unit()
    bare = _HEAD.sub("", label)
    counted = bare.endswith(_TAIL_ENDS) and not _COUNTED_NOUN.search(bare)
    for candidate in (label, bare, _TAIL.sub("", bare) if counted else bare):
        if found := names.get((candidate, unit)):
            return found
    return None


def name_indicators(text: str, figures: list[Figure]) -> None:
    """Give the figures their `indicator` where the archive knows a name for what they measure."""
    for index, figure in enumerate(figures):
        figure.indicator = _name(text, figures, index)


def _name(text: str, figures: list[Figure], index: int) -> str | None:
    figure = figures[index]
    if figure.unit == "%" and figure.label.startswith("占"):
        return _share_name(text, figures, index)
    if group := _elderly(figure.label):
        return _stated_registration(text, figures, index, group).name() if figure.unit in _PEOPLE else None
    if ("同比" in figure.label or "年均" in figure.label) and (growth := _GROWTH.match(figure.label)):
        subject = _name_of_any_unit(growth["subject"])
        return f"{subject}{growth['growth']}" if subject and figure.unit == "%" else None
    return _plain_name(text, figure)


def _plain_name(text: str, figure: Figure) -> str | None:
    indicator = find_indicator(figure.label, figure.unit)
    if indicator is None or not _is_whole_count(text, figure):
        return None
    before = text[max(0, figure.start - _REACH) : figure.start]
    if figure.unit == "元" and (per := _PER_EACH.search(before)):
        return f"{indicator}（{per['per']}）"
    added = _ADDED.search(before)
    if added is None or figure.unit == "%" or _STANDING.search(before) or indicator.startswith(("新增", "改造")):
        return indicator
    kind = _ADDED_NAMES.get(added["kind"], added["kind"])
    # 改造老旧小区 is what the indicator 老旧小区改造 already says.
    return indicator if kind in indicator else f"{kind}{indicator}"


def _is_whole_count(text: str, figure: Figure) -> bool:
    """Whether the figure counts all there is (or was added) of a thing, not those to which something happened.

    全区共有养老机构27家 does; 已有9家养老机构完成签约 and 对133个社区的设施进行调整 do not.
    """
    if figure.unit not in _WHOLE_UNITS:
        return True
    after = _AFTER_QUANTITY.match(text, figure.end)
    following = text[after.end() : after.end() + len(figure.label) + 24]
    if not following.startswith(figure.label[:2]):
        return _ENDS_STATEMENT.match(following) is not None
    if not _COUNTS_BEFORE.search(text, max(0, figure.start - 16), figure.start):
        return False
    return _ENDS_STATEMENT.match(following.replace(figure.label, "", 1)) is not None


def _elderly(label: str) -> _Group | None:
    if "岁" not in label:
        return None
    match = _ELDERLY.match(_HEAD.sub("", label).replace(" ", ""))
    return _Group(int(match["age"]), match["early"] or match["late"] or "") if match else None


def _share_name(text: str, figures: list[Figure], index: int) -> str | None:
    """占全区户籍人口 after a count of 60岁以上老年人 is the share of the registered; unclear pairs have no name."""
    if index == 0 or not is_share_of(text, figures[index - 1], figures[index]):
        return None
    numerator = _elderly(figures[index - 1].label)
    if numerator is None:
        return _plain_share_name(figures, index)
    base = figures[index].label[1:]
    if match := _BASE.match(base):
        stated = {registration for registration in (numerator.registration, match["registration"]) if registration}
        if len(stated) > 1:
            return None
        return f"{_Group(numerator.age, stated.pop() if stated else '').name()}占比"
    if whole := _elderly(base):
        return f"{numerator.name()}占{whole.name()}比重"
    return None


def _plain_share_name(figures: list[Figure], index: int) -> str | None:
    part = find_indicator(figures[index - 1].label, figures[index - 1].unit)
    whole = _name_of_any_unit(figures[index].label[1:])
    return f"{part}占{whole}比重" if part and whole else None


def _stated_registration(text: str, figures: list[Figure], index: int, group: _Group) -> _Group:
    """60岁以上老年人, followed by 占全区户籍人口的…: the registered are meant."""
    if group.registration or index + 1 == len(figures):
        return group
    following = figures[index + 1]
    if not is_share_of(text, figures[index], following):
        return group
    match = _BASE.match(following.label[1:])
    return _Group(group.age, match["registration"]) if match and match["registration"] else group


@cache
def _by_name() -> dict[str, str]:
    return {synonym: indicator.name for indicator, synonyms in reversed(_rows()) for synonym in synonyms}


def _name_of_any_unit(label: str) -> str | None:
    return _by_name().get(_TAIL.sub("", _HEAD.sub("", label)))
