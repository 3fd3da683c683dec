"""`find_placement(layout, department)`: the council's division and the department's own.

A proposal belongs to the council that received it: 「政协西山区…」 names it, 「市政协」 leaves it to the department's
place. A county office that answers its city's council keeps its own division beside the proposal's. What only the
letter's content shows is marked inferred.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from replies.letters.layout import Found, Layout
from replies.letters.letter import Span
from replies.letters.places import Division, FoundPlace, bare_place, division, find_places, infer, lookup

_TERM = r"第?[\d一二三四五六七八九十]{1,3}届"
_COUNCIL = rf"(?:{_TERM})?(?:政协|人大|人民代表大会|政治协商会议)|{_TERM}"
_NAMED_COUNCIL = re.compile(rf"{_COUNCIL}|委员会|第")
_GENERIC_COUNCIL = re.compile(rf"(?P<level>省|自治区|市|州|盟|区|县|旗)(?:{_COUNCIL})")
_NATIONAL_COUNCIL = re.compile(r"全国(?:政协|人大|人民代表大会|委员会)|政协全国")
_BRANCH = re.compile(
    r"(?:局|公司|银行|集团)(?P<place>[\u4e00-\u9fff]{2,4}?)市?(?:分局|分公司|支公司|供电公司|供电局|电力局"
    r"|供水公司|分行|支行|烟草公司)$"
)
_PROVINCIAL, _CITY = frozenset({"省", "自治区"}), frozenset({"市", "州", "盟"})


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a letter belongs; `evidence` is where it says so, empty for what is inferred."""

    division: Division | None = None
    department: Division | None = None
    inferred: bool = False
    evidence: tuple[Span, ...] = ()


def find_placement(layout: Layout, department: Found | None) -> Placement:
    """The division of the council and of the department, each as far as the letter tells."""
    places = [place for place in find_places(layout.text) if place.code]
    own, evidence = _of_department(layout, department, places)
    inferred = False
    if own is None:
        own, evidence, inferred = _from_context(layout, places)
    council = _of_council(layout, places, own)
    if council is None:
        return Placement(own, own if department else None, inferred, evidence)
    if council.national:
        return Placement(None, own if department else None)
    if council.evidence:
        own = _of_council_level(council.division, department) if own is None or inferred else own
        return Placement(council.division, own if department else None, evidence=council.evidence)
    return Placement(council.division, own if department else None, inferred, evidence)


@dataclass(frozen=True, slots=True)
class _Council:
    """The council that a letter answers: its division, and where it is named (empty for 市政协 and its like)."""

    division: Division | None
    evidence: tuple[Span, ...] = ()
    national: bool = False


def _of_department(
    layout: Layout, department: Found | None, places: list[FoundPlace]
) -> tuple[Division | None, tuple[Span, ...]]:
    if department is None:
        return None, ()
    inside = [place for place in places if department.start <= place.start and place.end <= department.end]
    if inside:
        last = inside[-1]
        branch = _BRANCH.search(department.value)
        if branch and (district := _district(branch["place"], division(last.code or ""))):
            return district, (Span(last.start, department.end),)
        return division(last.code or ""), (Span(last.start, last.end),)
    if found := bare_place(layout.text, department.start):
        return found, (Span(department.start, department.start + 2),)
    return None, ()


def _district(name: str, city: Division | None) -> Division | None:
    """The county of a city by its bare name: 南明 in 贵阳市; or the city of a province."""
    return next((item for kind in "区县市" for item in lookup(name + kind, within=city)), None)


def _of_council(layout: Layout, places: list[FoundPlace], own: Division | None) -> _Council | None:
    """The council that title or opening names: 政协西山区, or 市政协 as an office of `own` means it."""
    zones = [*layout.titles[-1:], *([_first_words(layout)] if layout.opening else []), *layout.titles[:-1]]
    for zone in zones:
        inside = [place for place in places if zone.start <= place.start and place.end <= zone.end]
        if _NATIONAL_COUNCIL.search(layout.of(zone)):
            return _Council(None, national=True)
        for first, last in _chains(inside):
            before = layout.text[max(zone.start, first.start - 4) : first.start]
            if before.endswith(("政协", "人大")) or _NAMED_COUNCIL.match(layout.text, last.end):
                return _Council(division(last.code or ""), (Span(first.start, last.end),))
        for generic in _GENERIC_COUNCIL.finditer(layout.text, zone.start, zone.end):
            if own and not any(place.start <= generic.start() < place.end for place in inside):
                return _Council(_meant(generic["level"], own, places))
    return None


def _chains(places: list[FoundPlace]) -> list[tuple[FoundPlace, FoundPlace]]:
    """Places that stand directly one after the other as one: 济南市历下区."""
    chains: list[tuple[FoundPlace, FoundPlace]] = []
    for place in places:
        if chains and chains[-1][1].end == place.start:
            chains[-1] = (chains[-1][0], place)
        else:
            chains.append((place, place))
    return chains


def _meant(level: str, own: Division, places: list[FoundPlace]) -> Division | None:
    """What 省政协, 市政协 or 区政协 means in the mouth of an office of `own`."""
    if level not in _PROVINCIAL | _CITY and own.district is None:
        inside = [place for place in places if own.contains(division(place.code or "") or own)]
        return _most_named(inside) or own
    if level in _PROVINCIAL:
        return division(own.code[:2] + "0000")
    if level in _CITY and own.district and not own.district.endswith("市"):
        city = division(own.code[:4] + "00")
        return city or division(own.code[:2] + "0000")
    return own


def _first_words(layout: Layout) -> Span:
    opening = layout.opening or Span(0, 0)
    return Span(opening.start, min(opening.end, opening.start + 300))


def _of_council_level(council: Division | None, department: Found | None) -> Division | None:
    """The department's division when only its council's is named: 区民政局 under 政协西山区."""
    if department is None or council is None:
        return None
    level = department.value[0]
    fits = {"区": council.district, "县": council.district, "市": council.city, "省": council.province}
    return council if level not in fits or fits[level] else None


def _from_context(layout: Layout, places: list[FoundPlace]) -> tuple[Division | None, tuple[Span, ...], bool]:
    """Where a letter belongs whose department does not say: its head and foot tell, else (inferred) its body."""
    outside = [place for place in places if not layout.body.start <= place.start < layout.body.end]
    if outside:
        most = max(outside, key=lambda place: len((place.code or "").rstrip("0")))
        return division(most.code or ""), (Span(most.start, most.end),), False
    county = _most_named(places) or infer(layout.of(layout.body))
    return county, (), county is not None


def _most_named(places: list[FoundPlace]) -> Division | None:
    """The county that the body names most, if it names hardly any other."""
    counts = Counter(place.code for place in places if place.level == "county")
    if not counts:
        return None
    (code, count), total = counts.most_common(1)[0], sum(counts.values())
    return division(code or "") if count >= 2 and count * 3 >= total * 2 else None
