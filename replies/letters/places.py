"""Places: which administrative divisions a text names, and which one its streets and towns point to.

In: text. Out: `find_places` gives every division named, with its place in the text and its code; `infer` the county
whose streets and towns the text speaks of; `division` and `lookup` go from code and from name to division.

Codes are those of GB/T 2260 as of June 2023. A district of 北京, 天津, 上海 or 重庆 and a county directly under its
province (仙桃市, 石河子市) have no city: `city` is None. A county that has since been renamed, merged or made a
district (呈贡县, 下城区) is found by its old name and given as what it is today, so that letters of both times stand
together. Development zones have no code of their own: what they say of place is the city named with them.
"""

from __future__ import annotations

import gzip
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from replies.letters.wordlists import DATA, matches, read_parts

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
        return other.code.startswith(_stem_of_code(self.code))


@dataclass(frozen=True, slots=True)
class FoundPlace:
    """A division named in a text. `code` is None while several divisions bear the name and nothing tells which."""

    start: int
    end: int
    name: str
    code: str | None
    level: str


def division(code: str) -> Division | None:
    """The division with this six-digit code (longer codes count by their first six digits), or None."""
    return _gazetteer().by_code.get(code[:6])


def lookup(name: str, within: Division | None = None) -> list[Division]:
    """Every division so called, by full, short (昆明, 孟连县) or former name (呈贡县), in the order of codes.

    A chain (云南省昆明市西山区, 昆明西山区) is read as a whole. `within` leaves those that lie inside it.
    """
    gazetteer = _gazetteer()
    found: Iterable[Division] = gazetteer.named.get(name) or gazetteer.bare.get(name) or ()
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
    hits, tails = _Hits(text), _gazetteer().tails
    for match in matches(_SUFFIX, text):
        end = match.end()
        names = tails.get(text[end - 3 : end], ()) if end > 2 else ()
        names += tails.get(text[end - 2 : end], ())
        if names:
            hits.read(end, names)
    hits.read_zones()
    return tuple(hits.resolved())


def infer(text: str, within: Division | None = None) -> Division | None:
    """The one county whose streets and towns the text names, or None when they do not agree clearly.

    At least three different names must point to it, twice as many as to any other county, and most of the names found
    must be its own. `within` counts only counties inside it. A text that says 我市 and never 我区 is the city's.
    """
    votes: Counter[str] = Counter()
    weights: Counter[str] = Counter()
    stems = _named_streets(text)
    if len(stems) < MIN_VOTES:
        return None
    prefix = _stem_of_code(within.code) if within else ""
    for codes in stems.values():
        inside = [code for code in codes if code.startswith(prefix)]
        for code in inside:
            votes[code] += 1
            weights[code] += 1 / len(inside)
    ranking = sorted(votes, key=lambda code: (votes[code], weights[code]), reverse=True)
    if not ranking:
        return None
    best, others = ranking[0], ranking[1:]
    runner_up = max((votes[code] for code in others), default=0)
    agreed = votes[best] >= max(MIN_VOTES, 2 * runner_up) and votes[best] * 2 > len(stems)
    return _speaker(text, division(best)) if agreed else None


def bare_place(text: str, start: int) -> Division | None:
    """The province or city whose bare name stands at `start` (武汉 in 武汉地铁集团), if one alone is so called."""
    for length in (4, 3, 2):
        found = _gazetteer().bare.get(text[start : start + length])
        if found and len(found) == 1:
            return found[0]
    return None


def is_street(name: str) -> bool:
    """Whether some street or town bears this name (走马岭, without 街道 or 镇)."""
    return name in _streets()


# --- the gazetteer -----------------------------------------------------------------------------------------------

# Longer names before those that begin alike (东乡族 before 东…, 鄂温克 before …), as alternation demands.
_PEOPLES = (
    "柯尔克孜|维吾尔|哈萨克|达斡尔|塔吉克|鄂温克|鄂伦春|蒙古|布依|朝鲜|土家|哈尼|傈僳|拉祜|东乡|纳西|景颇|仫佬|布朗|撒拉|"
    "毛南|仡佬|锡伯|普米|保安|裕固|独龙|回|藏|苗|彝|壮|满|侗|瑶|白|傣|黎|佤|畲|水|土|羌|怒|各"
)
_AUTONOMOUS = re.compile(rf"(?P<stem>.{{2,}}?)(?:(?:{_PEOPLES})族?)+自治(?P<kind>[州县旗])$")
_BARE_REGIONS = {"15": "内蒙古", "45": "广西", "54": "西藏", "64": "宁夏", "65": "新疆"}


@dataclass(frozen=True, slots=True)
class _Gazetteer:
    """All divisions, ready for looking up.

    `named` has the names with their suffix, full, short and former; `bare` those of provinces and cities without it,
    whose last characters are `bare_ends`; `tails` leads from a name's last three characters to all that end so, the longest
    first. Of names that are words too, those in `needs_parent` count only with their city, those in `needs_break` only
    where a word may begin.
    """

    by_code: dict[str, Division]
    named: dict[str, tuple[Division, ...]]
    bare: dict[str, tuple[Division, ...]]
    bare_ends: frozenset[str]
    tails: dict[str, tuple[str, ...]]
    needs_parent: frozenset[str]
    needs_break: frozenset[str]


@cache
def _gazetteer() -> _Gazetteer:
    by_code = {item.code: item for item in _read_divisions()}
    named: dict[str, list[Division]] = defaultdict(list)
    bare: dict[str, list[Division]] = defaultdict(list)
    for item in by_code.values():
        named[item.name].append(item)
        if short := _short_name(item.name):
            named[short].append(item)
        if item.level != COUNTY:
            bare[_bare_name(item)].append(item)
    for other, code in _read_other_names():
        named[other].append(by_code[code])
    words = read_parts("divisions_words.txt")
    for former, item in _upgraded(
        by_code.values(), frozenset([*named, *(name[:-1] + "县" for name in words["parent"])])
    ):
        named[former].append(item)
    tails: dict[str, list[str]] = defaultdict(list)
    for name in sorted(named, key=len, reverse=True):
        tails[name[-3:]].append(name)
    return _Gazetteer(
        by_code,
        {name: tuple(items) for name, items in named.items()},
        {name: tuple(items) for name, items in bare.items()},
        frozenset(name[-1] for name in bare),
        {tail: tuple(names) for tail, names in tails.items()},
        frozenset(words["parent"]),
        frozenset(words["free"]),
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


def _bare_name(item: Division) -> str:
    if item.level == PROVINCE:
        return _BARE_REGIONS.get(item.code[:2]) or item.name[:-1]
    return re.sub(r"(?:市|地区|盟|州)$", "", _short_name(item.name) or item.name)


def _upgraded(divisions: Iterable[Division], taken: frozenset[str]) -> Iterator[tuple[str, Division]]:
    """The county that a district or a city at county level was before: 新建区 was 新建县."""
    for item in divisions:
        former = item.name[:-1] + "县"
        if item.level == COUNTY and item.name[-1] in "区市" and len(former) > 2 and former not in taken:
            yield former, item


def _stem_of_code(code: str) -> str:
    if code.endswith("0000"):
        return code[:2]
    return code[:4] if code.endswith("00") else code


# --- names in a text ---------------------------------------------------------------------------------------------

_SUFFIX = re.compile(r"[省市区县旗州盟]")
_HAN = re.compile(r"[\u3400-\u9fff]")
_ZONE_END = re.compile(r"(?:开发|高新|经开|示范|管理|实验|度假|保税|产业园|工业园|园|新)区")
# What may stand between a city's bare name and the end of its zone: 武汉[东湖新技术开发区], 昆明[滇池国家旅游度假区].
_ZONE_NAME = re.compile(
    r"[\u4e00-\u9fff]{0,4}?(?:国家级?|省级)?(?:新技术|高新技术|高新|高技术|经济技术|经济|旅游|循环经济|临港|航空港|综合|产业|工业)+"
    r"(?:产业)?(?:经济)?(?:开发|示范|管理|实验|度假|保税|产业园|工业园|园)?区$|(?:高新|经开)区$"
)
# 城市, 山区, 湖区 … are words: 沿海城市 holds no 海城市, 江西山区 no 西山区.
_GENERIC_TAIL = re.compile(r".(?:城市|州市|乡县|[山城郊湖林港矿新市园库牧灾江河县街]区)$")
# What may stand before such a name without being part of a longer word.
_BEFORE = re.compile(
    "[在到从自至向对于由赴与和及同经为是将使把被按据以来了的等各我该即请让令促进动持前近今后内外入往驻受比并但且又也都就则而若如省市县区州]"
)
_NOT_AFTER = {"区": "域块段间位", "市": "场", "县": "域级城"}
_ORGAN = re.compile(
    r"(?:区|市|县|州)?(?:委|政府|人民政府|人大|政协|人民|[\u4e00-\u9fff、]{2,14}(?:局|委员会|办公室|中心|法院|检察院|街道|镇|乡))"
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

    def read(self, end: int, names: tuple[str, ...]) -> None:
        """Of the names that may end here take one with its city or province before it, else the longest."""
        gazetteer, text = _gazetteer(), self.text
        alone = None
        for name in names:
            hit = _Hit(end - len(name), end, name, gazetteer.named[name])
            if hit.start < 0 or not text.startswith(name, hit.start) or self._goes_on(hit):
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
        return bool(following) and following in _NOT_AFTER.get(hit.name[-1], "")

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
        if self.text[max(0, hit.start - 1) : hit.start] not in _gazetteer().bare_ends:
            return None
        for length in range(7, 1, -1):
            start = hit.start - length
            bare = _gazetteer().bare.get(self.text[start : hit.start]) if start >= 0 else None
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
        gazetteer = _gazetteer()
        before = self.text[hit.start - 1 : hit.start]
        free = not before or not _HAN.match(before)
        if len(hit.name) == 2:
            return (free or before in "由在向对赴") and bool(_ORGAN.match(self.text, hit.end))
        if hit.name in gazetteer.needs_parent:
            hit.chained = self._heads_an_office(hit)
        elif not free and (hit.name in gazetteer.needs_break or _GENERIC_TAIL.match(hit.name)):
            return bool(_BEFORE.match(before)) and self.text[hit.start - 1 : hit.start + 1] not in gazetteer.bare
        return True

    def _heads_an_office(self, hit: _Hit) -> bool:
        """Whether a line begins with the name and goes on with an office: 新建区民政局文件."""
        line = self.text[max(0, hit.start - 40) : hit.start].rpartition("\n")[2]
        return not line.strip(" \t\u3000\xa0#*") and bool(_ORGAN.match(self.text, hit.end))

    def read_zones(self) -> None:
        """Take the city named bare before a development zone (昆明经济技术开发区)."""
        named, floor = iter([*self.found]), 0
        upcoming = next(named, None)
        for match in matches(_ZONE_END, self.text, most=2_000):
            while upcoming and upcoming.end <= match.end():
                floor, upcoming = upcoming.end, next(named, None)
            if hit := self._bare_city_before_zone(max(floor, match.end() - 22), match.end()):
                self.found.append(hit)
        self.found.sort(key=lambda hit: hit.start)

    def _bare_city_before_zone(self, floor: int, end: int) -> _Hit | None:
        bare = _gazetteer().bare
        for start in range(floor, end - 4):
            for length in (4, 3, 2):
                name = self.text[start : start + length]
                if name in bare and _ZONE_NAME.match(self.text, start + length, end):
                    return _Hit(start, start + length, name, bare[name])
        return None

    def resolved(self) -> list[FoundPlace]:
        """The hits with the code each stands for, as far as the other names in the text tell."""
        needs_parent = _gazetteer().needs_parent
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


# --- streets and towns ---------------------------------------------------------------------------------------------

MIN_VOTES = 3
_STREET_KIND = re.compile(r"街道|街(?!道)|镇(?!街)|乡(?!镇|村)|苏木|农场|林场|牧场")
_STREET_KIND_AT_END = re.compile(r"(?:街道|街|镇|乡)$")
_LIST_MARK = re.compile(r"[、和及与]")
_LIST_GOES_ON = tuple("、和及与等")
# Words that are also the name of a street somewhere: 新建街道级综合体, 中心镇, 特色镇.
_NOT_A_STREET = re.compile(
    "新建|建设|中心|重点|特色|社区|县城|城区|城市|农村|各个|有关|相关|部分|所有|文明|美丽|试点|示范"
)


_OUR_CITY, _OUR_COUNTY = re.compile("[我全本]市"), re.compile("[我全本][区县旗]|辖区")


def _speaker(text: str, county: Division | None) -> Division | None:
    """The county, or its city when the text speaks for a whole city."""
    if county is None or county.city is None or county.name.endswith("市"):
        return county
    of_the_city = _OUR_CITY.search(text) and not _OUR_COUNTY.search(text)
    return division(county.code[:4] + "00") if of_the_city else county


@cache
def _streets() -> dict[str, str]:
    """Each street's and town's bare name -> the codes of the counties that have it, separated by spaces."""
    with gzip.open(DATA / "divisions_streets.txt.gz", "rt", encoding="utf-8") as lines:
        return dict(line.rstrip("\n").split("\t") for line in lines)


def _named_streets(text: str) -> dict[str, list[str]]:
    """The streets and towns named in the text (with their kind, or in a list that ends in it) and their counties."""
    kinds = list(matches(_STREET_KIND, text, most=2_000))
    if len(kinds) == 0:
        return {}
    known = _streets()
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
