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
from replies.letters.places import Division, FoundPlace, bare_place, division, find_places, infer

_COUNCIL = re.compile(r"政协|政治协商会议|人大|人民代表大会|[届]")
_GENERIC_COUNCIL = re.compile(
    r"(?<![\u4e00-\u9fff])(?:对|关于对?|在|答复|复|致|就|于|贵|您在|你在|关于答复|会议|我)?(?P<level>全国|省|自治区|市|州|盟|区|县|旗)"
    r"(?:第?[\d一二三四五六七八九十]{1,3}届)?(?:政协|人大|人民代表大会|第?[\d一二三四五六七八九十]{1,3}届)"
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
    own, own_evidence = _of_department(layout, department, places)
    council, council_evidence = _of_council(layout, places, own)
    if council:
        return Placement(council, own or _lower(council, department), evidence=council_evidence or own_evidence)
    if own:
        return Placement(own, own, evidence=own_evidence)
    return _from_context(layout, places, department)


def _of_department(
    layout: Layout, department: Found | None, places: list[FoundPlace]
) -> tuple[Division | None, tuple[Span, ...]]:
    if department is None:
        return None, ()
    inside = [place for place in places if department.start <= place.start and place.end <= department.end]
    if inside:
        last = inside[-1]
        return division(last.code or ""), (Span(last.start, last.end),)
    if found := bare_place(layout.text, department.start):
        return found, (Span(department.start, department.start + 2),)
    return None, ()


def _of_council(
    layout: Layout, places: list[FoundPlace], own: Division | None
) -> tuple[Division | None, tuple[Span, ...]]:
    """The division that title or opening names with 政协 or 人大, or that 市政协 means for this department."""
    zones = [*layout.titles[-1:], *([_first_words(layout)] if layout.opening else []), *layout.titles[:-1]]
    for zone in zones:
        named = [place for place in places if zone.start <= place.start and place.end <= zone.end]
        for place in named:
            before, after = (
                layout.text[max(zone.start, place.start - 4) : place.start],
                layout.text[place.end : place.end + 12],
            )
            if before.endswith(("政协", "人大")) or re.match(
                r"(?:第?[\d一二三四五六七八九十]{1,3}届|政协|人大|人民代表大会|第)", after
            ):
                return division(place.code or ""), (Span(place.start, place.end),)
        if own and (generic := _GENERIC_COUNCIL.search(layout.of(zone))):
            return _meant(generic["level"], own), ()
    return None, ()


def _meant(level: str, own: Division) -> Division | None:
    """What 省政协, 市政协 or 区政协 means in the mouth of an office of `own`."""
    if level == "全国":
        return None
    if level in _PROVINCIAL:
        return division(own.code[:2] + "0000")
    if level in _CITY and own.district and not own.district.endswith("市"):
        city = division(own.code[:4] + "00")
        return city or division(own.code[:2] + "0000")
    return own


def _first_words(layout: Layout) -> Span:
    opening = layout.opening or Span(0, 0)
    return Span(opening.start, min(opening.end, opening.start + 300))


def _lower(council: Division, department: Found | None) -> Division | None:
    """The department's division when only its council's is named: 区民政局 under 政协西山区."""
    if department is None:
        return None
    level = department.value[0]
    fits = {"区": council.district, "县": council.district, "市": council.city, "省": council.province}
    return council if level not in fits or fits[level] else None


def _from_context(layout: Layout, places: list[FoundPlace], department: Found | None) -> Placement:
    """Neither council nor department says where: first the head and foot, then the body, then its streets and towns."""
    outside = [place for place in places if not layout.body.start <= place.start < layout.body.end]
    if outside:
        most = max(outside, key=lambda place: len((place.code or "").rstrip("0")))
        return Placement(division(most.code or ""), division(most.code or ""), evidence=(Span(most.start, most.end),))
    county = _most_named(places) or infer(layout.of(layout.body))
    return Placement(county, county if department else None, inferred=county is not None)


def _most_named(places: list[FoundPlace]) -> Division | None:
    counts = Counter(place.code for place in places if place.level == "county")
    if not counts:
        return None
    (code, count), total = counts.most_common(1)[0], sum(counts.values())
    return division(code or "") if count >= 2 and count * 3 >= total * 2 else None
