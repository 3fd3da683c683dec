"""The material that letters are made of, as read from `data/`: subjects, divisions, departments, people, phrases."""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

DATA = Path(__file__).parent / "data"
MUNICIPALITIES = ("北京市", "天津市", "上海市", "重庆市")


@dataclass(frozen=True, slots=True)
class Indicator:
    """A thing that is counted: its name, its unit, and the range that is plausible for one district."""

    name: str
    unit: str
    range: str

    @property
    def slot(self) -> str:
        return f"{{{self.unit} {self.range} {self.name}}}"


@dataclass(slots=True)
class Subject:
    """One subject of government work with its own words (see `data/README.md` for the kinds of line)."""

    name: str
    department: str = ""
    co_departments: tuple[str, ...] = ()
    topics: list[str] = field(default_factory=list)
    stocks: list[Indicator] = field(default_factory=list)
    flows: list[Indicator] = field(default_factory=list)
    money: list[Indicator] = field(default_factory=list)
    rates: list[Indicator] = field(default_factory=list)
    asks: list[str] = field(default_factory=list)
    facts: list[str] = field(default_factory=list)
    prose: list[str] = field(default_factory=list)
    policies: list[str] = field(default_factory=list)
    plans: list[Indicator] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Division:
    """A district, county or city with some of its streets; `city` is empty under a municipality."""

    code: str
    province: str
    city: str
    district: str
    streets: tuple[str, ...]
    ambiguous: bool  # another district of China has the same name

    @property
    def full_name(self) -> str:
        """As it stands in a letterhead: 昆明市西山区, 上海市徐汇区, 砀山县."""
        above = self.city or self.province
        if not self.district:
            return above
        whole_city_first = self.district.endswith("区") or self.ambiguous or self.city.endswith("州")
        return above + self.district if whole_city_first else self.district

    @property
    def own_name(self) -> str:
        return self.district or self.city

    @property
    def kind(self) -> str:
        """区, 县, 市, 旗: the word that letters use for the place itself."""
        return self.own_name[-1]


@dataclass(frozen=True, slots=True)
class Department:
    """An office by its usual name, its word in document numbers, and another name that it bears elsewhere."""

    name: str
    word: str
    other: str


@cache
def subjects() -> tuple[Subject, ...]:
    """Every subject of every file, in a fixed order."""
    return tuple(
        _subject(block)
        for path in sorted((DATA / "subjects").glob("*.txt"))
        for block in _blocks(path.read_text("utf-8"))
    )


def _blocks(text: str) -> list[list[str]]:
    blocks: list[list[str]] = []
    for line in filter(None, map(str.strip, text.splitlines())):
        if line.startswith("=="):
            blocks.append([])
        blocks[-1].append(line)
    return blocks


def _subject(lines: list[str]) -> Subject:
    subject = Subject(lines[0].strip("= "))
    texts = {"题": subject.topics, "问": subject.asks, "述": subject.facts, "话": subject.prose, "策": subject.policies}
    counted = {"有": subject.stocks, "做": subject.flows, "率": subject.rates, "诺": subject.plans}
    for line in lines[1:]:
        key, _, value = line.partition(": ")
        if key in texts:
            texts[key].append(value)
        elif key == "部门":
            subject.department = value
        elif key == "会办":
            subject.co_departments = tuple(value.split("、"))
        else:
            *words, limits = value.split()
            if key in counted:
                unit = words.pop() if len(words) > 1 else "%"
                counted[key].append(Indicator("".join(words), unit, limits))
            else:
                subject.money.append(Indicator(words[0], "元", limits))
    return subject


@cache
def divisions() -> tuple[Division, ...]:
    """Every division that letters come from."""
    with (DATA / "divisions.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    known = Counter(row["district"] for row in rows)
    shared = {
        "鼓楼区",
        "西湖区",
        "朝阳区",
        "新华区",
        "桥西区",
        "海州区",
        "江北区",
        "和平区",
        "铁西区",
        "东湖区",
        "大东区",
    }
    return tuple(
        Division(
            row["code"], row["province"], row["city"], row["district"], tuple(row["streets"].split("·")),
            known[row["district"]] > 1 or row["district"] in shared or len(row["district"]) < 3,
        )
        for row in rows
    )  # fmt: skip


@cache
def departments() -> dict[str, Department]:
    """The offices by their usual name."""
    with (DATA / "departments.csv").open(encoding="utf-8", newline="") as file:
        return {row["name"]: Department(row["name"], row["word"], row["other"]) for row in csv.DictReader(file)}


@cache
def phrases() -> dict[str, tuple[str, ...]]:
    """The stock phrases by section."""
    return _sections(DATA / "phrases.txt")


@cache
def people() -> dict[str, tuple[str, ...]]:
    """Words of names, by section."""
    return {name: tuple(" ".join(lines).split()) for name, lines in _sections(DATA / "people.txt").items()}


@cache
def adverts() -> tuple[str, ...]:
    """Words that are injected into hacked pages."""
    return people()["advert"]


def _sections(path: Path) -> dict[str, tuple[str, ...]]:
    sections: dict[str, list[str]] = {}
    current: list[str] = []
    for line in filter(None, map(str.rstrip, path.read_text(encoding="utf-8").splitlines())):
        if line.startswith("[") and line.endswith("]"):
            current = sections.setdefault(line[1:-1], [])
        else:
            current.append(line)
    return {name: tuple(lines) for name, lines in sections.items()}
