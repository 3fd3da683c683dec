"""Places: which administrative divisions a text names, and which one its streets and towns point to.

In: text. Out: `find_places` gives every division named, with its place in the text and its code; `infer` the county
whose streets and towns the text speaks of; `division` and `lookup` go from code and from name to division.

A division is found by the name of its time and given as what it is today. Development zones have no code of their own:
what they say of place is the city named with them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import islice
from typing import NamedTuple

from replies.letters.divisions import CITY, COUNTY, PROVINCE, Division, bare_place, division, gazetteer
from replies.letters.streets import infer, is_street
from replies.letters.wordlists import MOST_MATCHES, occurrences

__all__ = [
    "CITY",
    "COUNTY",
    "PROVINCE",
    "Division",
    "FoundPlace",
    "bare_place",
    "division",
    "find_places",
    "infer",
    "is_street",
    "lookup",
]


class FoundPlace(NamedTuple):
    """A division named in a text. `code` is None while several divisions bear the name and nothing tells which."""

    start: int
    end: int
    name: str
    code: str | None
    level: str


def lookup(name: str, within: Division | None = None) -> list[Division]:
    """Every division so called, by full, short (昆明, 孟连县) or former name (呈贡县), in the order of codes.

    A chain (云南省昆明市西山区, 昆明西山区) is read as a whole. `within` leaves those that lie inside it.
    """
    known = gazetteer()
    found: Iterable[Division] = known.named.get(name) or known.bare.get(name) or ()
    if not found:
        places = find_places(name)
        whole = bool(places) and places[0].start == 0 and places[-1].end == len(name)
        last = division(places[-1].code) if whole and places[-1].code else None
        found = (last,) if last else ()
    return [item for item in found if within is None or within.contains(item)]


def find_places(text: str) -> list[FoundPlace]:
    """Every division named in the text by a name that ends in 省, 市, 区, 县, 州, 旗 …, in order, none overlapping.

    A bare name (昆明, 云南) counts only directly before such a name (昆明西山区) or before a development zone
    (武汉东湖新技术开发区). A name that is also a word (新建区, 公安县) needs its city or province in the same text.
    """
    return list(_find_places(text))


@lru_cache(maxsize=4)  # Finders of several fields ask for the places of the same text.
def _find_places(text: str) -> tuple[FoundPlace, ...]:
    hits, tails, ends = _Hits(text), gazetteer().tails, _ends_of_names()
    for at in islice(occurrences(text, _SUFFIXES), MOST_MATCHES):
        end = at + 1
        if text[at - 1 : end] not in ends:
            continue
        lengths = tails.get(text[end - 3 : end], ()) if end > 2 else ()
        lengths += tails.get(text[end - 2 : end], ())
        if lengths:
            hits.read(end, lengths)
    hits.read_zones()
    return tuple(hits.resolved())


@cache
def _ends_of_names() -> frozenset[str]:
    """The last two characters of all names."""
    return frozenset(tail[-2:] for tail in gazetteer().tails)


# --- names in a text ---------------------------------------------------------------------------------------------

_SUFFIXES = "省市区县旗州盟"
_HAN = re.compile(r"[\u3400-\u9fff]")
_ZONE_KINDS = ("开发", "高新", "经开", "示范", "管理", "实验", "度假", "保税", "园", "新")  # before their 区
# What may stand between a city's bare name and the end of its zone: 武汉[东湖新技术开发区], 昆明[滇池国家旅游度假区].
_ZONE_NAME = re.compile(
    r"[\u4e00-\u9fff]{0,4}?(?:国家级?|省级)?(?:新技术|高新技术|高新|高技术|经济技术|经济|旅游|循环经济|临港|航空港|综合|产业|工业)+"
    r"(?:产业)?(?:经济)?(?:开发|示范|管理|实验|度假|保税|产业园|工业园|园)?区$|(?:高新|经开)区$"
)
# 江西山区, 西南山区 and 滇西山区 are mountains, not the district 西山区.
_BY_DIRECTION = re.compile(r"[东西南北][山城湖林港江河]区$")
_LANDS = frozenset("东西南北滇黔川湘鄂豫皖赣浙闽粤桂琼陕甘晋冀鲁辽吉黑蒙苏渝藏疆")
# What stands before a council's or a party's place: 政协忠县第十届, 中共新城区委.
_BODIES = ("政协", "中共", "会议")
_NOT_AFTER = {"区": "域块段间位", "市": "场", "县": "域级城"}
_CITY_WORD = re.compile("城(?:市|乡|管|建|镇|投)")
_ORGAN = re.compile(
    r"(?:区|市|县|州)?(?:第?[\d一二三四五六七八九十]{1,3}届|委|政府|人民政府|人大|政协|人民|[\u4e00-\u9fff、]{2,14}(?:局|委员会|办公室|中心|法院|检察院|街道|镇|乡))"
)


@dataclass(slots=True)
class _Hit:
    """A name met in a text. `chained`: its city or province stands directly before it, or it heads an office's name."""

    start: int
    end: int
    name: str
    candidates: tuple[Division, ...]
    chained: bool = False


class _Hits:
    """The names met so far in one text, from left to right."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.found: list[_Hit] = []

    def read(self, end: int, lengths: tuple[int, ...]) -> None:
        """Take the name of one of these lengths that ends here: one with its city before it, else the longest."""
        known, text = gazetteer(), self.text
        alone = None
        for length in lengths:
            name = text[end - length : end] if length <= end else ""
            if name not in known.named:
                continue
            hit = _Hit(end - length, end, name, known.named[name])
            if self._goes_on(hit):
                continue
            kept = self._before(hit.start)
            chain = self._chain(hit, kept)
            if chain:
                self.found[chain[0] :] = [*chain[1], hit]
                return
            overlaps = kept > 0 and self.found[kept - 1].end > hit.start
            if alone is None and not overlaps and self._stands_alone(hit):
                alone = kept, hit
        if alone:
            self.found[alone[0] :] = [alone[1]]

    def _goes_on(self, hit: _Hit) -> bool:
        """Whether the name is the beginning of another word (西山区域, 昆明市场)."""
        following = self.text[hit.end : hit.end + 1]
        if not following or following not in _NOT_AFTER.get(hit.name[-1], ""):
            return False
        return not _CITY_WORD.match(self.text, hit.end)  # 巫山县城市管理局

    def _before(self, start: int) -> int:
        """How many of the names found begin before `start`."""
        count = len(self.found)
        while count and self.found[count - 1].start >= start:
            count -= 1
        return count

    def _chain(self, hit: _Hit, kept: int) -> tuple[int, list[_Hit]] | None:
        """The divisions named directly before `hit`, of which it is a part; `hit` then stands for what lies in them.

        Gives how many of the names found stay, and which bare names (昆明 in 昆明西山区) are to follow them.
        """
        last = self.found[kept - 1] if kept else None
        if last and last.end <= hit.start and not self.text[last.end : hit.start].strip():
            return (kept, []) if self._narrow(hit, last.candidates) else None
        if self.text[max(0, hit.start - 1) : hit.start] not in gazetteer().bare_ends:
            return None
        for length in range(7, 1, -1):
            start = hit.start - length
            bare = gazetteer().bare.get(self.text[start : hit.start]) if start >= 0 else None
            if not bare or not self._narrow(hit, bare):
                continue
            if last and start < last.end:
                # 济南市中区: what looked like 济南市 is 济南 and 市中区.
                if last.start != start:
                    return None
                kept -= 1
            parent = _Hit(start, hit.start, self.text[start : hit.start], bare)
            parent.candidates = tuple(item for item in bare if any(_is_above(item, part) for part in hit.candidates))
            above = self._chain(parent, kept)
            return (above[0], [*above[1], parent]) if above else (kept, [parent])
        return None

    def _narrow(self, hit: _Hit, above: tuple[Division, ...]) -> bool:
        inside = tuple(item for item in hit.candidates if any(_is_above(upper, item) for upper in above))
        if inside:
            hit.candidates, hit.chained = inside, True
        return bool(inside)

    def _stands_alone(self, hit: _Hit) -> bool:
        known = gazetteer()
        before = self.text[max(0, hit.start - 1) : hit.start]
        if len(hit.name) == 2:
            free = not _HAN.match(before) or before in "由在向对赴"
            return (free or self._of_a_body(hit)) and bool(_ORGAN.match(self.text, hit.end))
        if hit.name in known.needs_parent:
            hit.chained = self._heads_an_office(hit)
        if before and before in known.not_after.get(hit.name, ""):
            return False
        if _BY_DIRECTION.match(hit.name):
            return before not in _LANDS and before + hit.name[0] not in known.bare
        return True

    def _of_a_body(self, hit: _Hit) -> bool:
        return self.text.startswith(_BODIES, max(0, hit.start - 2))

    def _heads_an_office(self, hit: _Hit) -> bool:
        """Whether a line begins with the name, or a body's name holds it, and an office follows: 新建区民政局文件."""
        line = self.text[max(0, hit.start - 40) : hit.start].rpartition("\n")[2]
        begins = not line.strip(" \t\u3000\xa0#*") or self._of_a_body(hit)
        return begins and bool(_ORGAN.match(self.text, hit.end))

    def read_zones(self) -> None:
        """Take the city named bare before a development zone (昆明经济技术开发区)."""
        named, floor = iter([*self.found]), 0
        upcoming = next(named, None)
        for end in islice(self._ends_of_zones(), 2_000):
            while upcoming and upcoming.end <= end:
                floor, upcoming = upcoming.end, next(named, None)
            if hit := self._bare_city_before_zone(max(floor, end - 22), end):
                self.found.append(hit)
        self.found.sort(key=lambda hit: hit.start)

    def _ends_of_zones(self) -> Iterator[int]:
        return (at + 1 for at in occurrences(self.text, "区") if self.text.endswith(_ZONE_KINDS, 0, at))

    def _bare_city_before_zone(self, floor: int, end: int) -> _Hit | None:
        bare = gazetteer().bare
        for start in range(floor, end - 4):
            for length in (4, 3, 2):
                name = self.text[start : start + length]
                if name in bare and _ZONE_NAME.match(self.text, start + length, end):
                    return _Hit(start, start + length, name, bare[name])
        return None

    def resolved(self) -> list[FoundPlace]:
        """The hits with the code each stands for, as far as the other names in the text tell."""
        needs_parent = gazetteer().needs_parent
        doubtful = [not hit.chained and hit.name in needs_parent for hit in self.found]
        context = {
            hit.candidates[0].code
            for hit, doubt in zip(self.found, doubtful, strict=True)
            if len(hit.candidates) == 1 and not doubt
        }
        places = []
        for hit, doubt in zip(self.found, doubtful, strict=True):
            candidates = _by_context(hit.candidates, context)
            if doubt and not (len(candidates) == 1 and _named_above(candidates[0], context)):
                continue
            one = candidates[0] if len(candidates) == 1 else None
            name = one.name if one else hit.name
            places.append(FoundPlace(hit.start, hit.end, name, one and one.code, hit.candidates[0].level))
        return places


def _is_above(upper: Division, lower: Division) -> bool:
    return upper.code != lower.code and upper.contains(lower)


def _named_above(item: Division, context: set[str]) -> bool:
    return item.code[:4] + "00" in context or item.code[:2] + "0000" in context


def _by_context(candidates: tuple[Division, ...], context: set[str]) -> tuple[Division, ...]:
    """Of several divisions of one name those whose city, else whose province, the text names or speaks of."""
    if len(candidates) == 1:
        return candidates
    for digits in (4, 2):
        spoken_of = {code[:digits] for code in context if code[2:4] != "00" or digits == 2}
        near = tuple(item for item in candidates if item.code[:digits] in spoken_of)
        if near:
            return near
    return candidates
