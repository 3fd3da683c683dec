"""What stands beside the results: facets whose every line is an address, the tree of places, the years, the chips."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby

from django.utils.safestring import SafeString

from replies.selectors import FacetValue, FacetValues, SearchPage, SearchParams, place_of
from replies.views.links import Links

TITLES = {
    "subject": "主题",
    "response_type": "办理类型",
    "body": "类别",
    "department": "承办单位",
    "satisfaction": "满意度",
    "has_figures": "数据",
    "damaged": "原文",
}
ALWAYS_SHOWN, MOST_LINES = 8, 32
LARGEST_WHOLE_TREE = 60  # places; a larger tree shows what is below a place once that place is chosen
WIDEST_COLUMN, YEAR_TEXT_WIDTH, AXIS_HEIGHT = 44, 34, 20
PLACE_LEVELS = (("province", 2), ("city", 4), ("district", 6))


@dataclass(frozen=True, slots=True)
class Line:
    """One value of a facet; following `url` takes it in or out."""

    id: str
    label: str
    count: int
    url: str
    selected: bool
    within: str = ""
    lines: tuple[Line, ...] = ()

    @property
    def link(self) -> str:
        """The line as it stands on the page."""
        current = ' aria-current="true"' if self.selected else ""
        within = f' <span class="soft">{escape(self.within)}</span>' if self.within else ""
        return (
            f'<a id="{escape(self.id)}" href="{escape(self.url)}" rel="nofollow"{current}>'
            f'<span>{escape(self.label)}{within}</span> <span class="count">{self.count}</span></a>'
        )

    @property
    def is_open(self) -> bool:
        """Whether something below is selected, so that the branch must show it."""
        return any(line.selected or line.is_open for line in self.lines)


def listed(lines: Sequence[Line], kind: str = "") -> SafeString:
    """Lines as a list, with those below them; a branch with something chosen below stands open.

    A page has a hundred lines: in a template they would take most of its time.
    """
    items = "\n".join([f"<li>{line.link}{_below(line, alone=len(lines) == 1)}</li>" for line in lines])
    return SafeString(f'<ul class="{kind}">{items}</ul>' if kind else f"<ul>{items}</ul>")


def _below(line: Line, *, alone: bool) -> str:
    if not line.lines:
        return ""
    is_open = " open" if alone or line.selected or line.is_open else ""
    summary = f'<summary><span class="visually-hidden">{escape(line.label)}下辖地区</span></summary>'
    return f'<details id="{escape(line.id)}-below"{is_open}>{summary}{listed(line.lines)}</details>'


@dataclass(frozen=True, slots=True)
class Facet:
    """One facet: its first lines, more to be unfolded, and how many there would be beyond these."""

    name: str
    title: str
    lines: tuple[Line, ...]
    left_out: int = 0
    kind: str = ""

    @property
    def shown_list(self) -> SafeString:
        return listed(self.lines[:ALWAYS_SHOWN], self.kind)

    @property
    def folded_list(self) -> SafeString:
        return listed(self.folded, self.kind)

    @property
    def folded(self) -> tuple[Line, ...]:
        return self.lines[ALWAYS_SHOWN:]

    @property
    def folded_is_open(self) -> bool:
        return any(line.selected or line.is_open for line in self.folded)


@dataclass(frozen=True, slots=True)
class Bar:
    """One year of the histogram, in the units of its drawing."""

    year: int
    count: int
    url: str
    chosen: bool
    x: float
    width: float
    y: float
    height: float

    named: bool
    text_anchor: str = "middle"

    def drawn(self, height: int, text_y: int) -> str:
        """The column as it is drawn."""
        chosen = ' class="chosen"' if self.chosen else ""
        name = f'<text x="{self.middle}" y="{text_y}" text-anchor="{self.text_anchor}">{self.year}</text>'
        return (
            f'<a href="{escape(self.url)}" tabindex="-1" data-year="{self.year}"{chosen}>'
            f"<title>{self.year} 年：{self.count} 篇</title>"
            f'<rect class="column" x="{self.x}" y="0" width="{self.width}" height="{height}"/>'
            f'<rect class="bar" x="{self.inner_x}" y="{self.y}" width="{self.inner_width}" height="{self.height}"/>'
            f"{name if self.named else ''}</a>"
        )

    @property
    def middle(self) -> float:
        """Where the year is written: under its column, at the ends flush with the drawing."""
        return round(self.x + {"start": 0, "middle": self.width / 2, "end": self.width}[self.text_anchor], 2)

    @property
    def inner_x(self) -> float:
        return round(self.x + self.width * 0.14, 2)

    @property
    def inner_width(self) -> float:
        return round(self.width * 0.72, 2)


@dataclass(frozen=True, slots=True)
class Histogram:
    """Years from the first to the last that has letters, none left out."""

    bars: tuple[Bar, ...]
    lines: tuple[Line, ...]
    width: int
    height: int

    @property
    def drawn_width(self) -> float:
        return self.bars[-1].x + self.bars[-1].width

    @property
    def base(self) -> int:
        return self.height - AXIS_HEIGHT

    @property
    def text_y(self) -> int:
        return self.height - 4

    @property
    def drawn_bars(self) -> SafeString:
        return SafeString("\n".join([bar.drawn(self.height, self.text_y) for bar in self.bars]))

    @property
    def line_list(self) -> SafeString:
        return listed(self.lines)


@dataclass(frozen=True, slots=True)
class Chip:
    """One limit of the present search, and the address of the search without it."""

    label: str
    url: str


def plain_facets(page: SearchPage, links: Links) -> tuple[Facet, ...]:
    """Every facet that is a plain list and has something to choose."""
    facets = []
    for name, title in TITLES.items():
        values = page.facets.get(name)
        if values:
            lines = tuple(_line(name, value, links) for value in values.first(MOST_LINES))
            facets.append(Facet(name, title, lines, len(values) - len(lines)))
    return tuple(facets)


def _line(name: str, value: FacetValue, links: Links) -> Line:
    return Line(
        f"facet-{name}-{value.value}",
        value.label,
        value.count,
        links.toggled(name, value.value),
        value.selected,
        value.within,
    )


def place_facet(page: SearchPage, links: Links) -> Facet | None:
    """The tree of places as a facet; None when no letter has a place."""
    lines = place_tree(page, links)
    return Facet("place", "地区", lines, kind="tree") if lines else None


def place_tree(page: SearchPage, links: Links) -> tuple[Line, ...]:
    """Province → city → district, each with the letters of all below it, the fullest first."""
    values = page.facets.get("district")
    if not values:
        return ()
    chosen = [code for name, _ in PLACE_LEVELS for code in page.params.filters.get(name, ())]
    unfolded = frozenset(code[:digits] for code in chosen for _, digits in PLACE_LEVELS)
    tree = _Tree(values, page.params, links, None if len(values) <= LARGEST_WHOLE_TREE else unfolded)
    return tree.branches(sorted(values.counts), 0)


@dataclass(frozen=True, slots=True)
class _Tree:
    """Below a place stand its own where it is unfolded, or everywhere (`unfolded` is None)."""

    values: FacetValues
    params: SearchParams
    links: Links
    unfolded: frozenset[str] | None

    def branches(self, codes: Sequence[str], depth: int) -> tuple[Line, ...]:
        """The lines of one level: of these districts, in the order of their codes."""
        name, digits = PLACE_LEVELS[depth]
        if digits == 6:
            return _fullest_first(self._district(self.values.of(code)) for code in codes)
        return _fullest_first(
            Line(
                f"facet-{name}-{code}",
                _name_of(code),
                sum(self.values.counts[one] for one in members),
                self.links.toggled(name, code),
                code in self.params.filters.get(name, ()),
                lines=self.branches(members, depth + 1) if self.unfolded is None or code in self.unfolded else (),
            )
            for code, members in _grouped(codes, digits)
        )

    def _district(self, value: FacetValue) -> Line:
        label = value.label
        if value.value.endswith("00"):
            label = "省本级" if value.value.endswith("0000") else "市本级"
        url = self.links.toggled("district", value.value)
        return Line(f"facet-district-{value.value}", label, value.count, url, value.selected)


def _grouped(codes: Iterable[str], digits: int) -> Iterator[tuple[str, list[str]]]:
    """Codes in their order -> those that begin alike, together."""
    return ((stem, list(members)) for stem, members in groupby(codes, key=lambda code: code[:digits]))


def _fullest_first(lines: Iterable[Line]) -> tuple[Line, ...]:
    return tuple(sorted(lines, key=lambda line: (-line.count, line.id)))


def _name_of(code: str) -> str:
    place = place_of(code)
    return place.name if place else code


def histogram(
    values: Iterable[FacetValue], params: SearchParams, links: Links, *, width: int = 256, height: int = 92
) -> Histogram | None:
    """The years as columns. None when no letter has a year."""
    found = {int(value.value): value for value in values if value.value.isdigit()}
    if not found:
        return None
    years = range(min(found), max(found) + 1)
    most = max(1, *(value.count for value in found.values()))  # a year that is chosen stays, also when nothing has it
    column = min(width / len(years), WIDEST_COLUMN)
    every = -(-YEAR_TEXT_WIDTH // column)
    bars = []
    for place, year in enumerate(years):
        count = found[year].count if year in found else 0
        tall = round(max(count / most * (height - AXIS_HEIGHT - 4), 2 if count else 0), 1)
        bars.append(
            Bar(
                year=year,
                count=count,
                url=links.toggled("year", str(year)),
                chosen=_is_chosen(year, params),
                x=round(place * column, 2),
                width=round(column, 2),
                y=round(height - AXIS_HEIGHT - tall, 1),
                height=tall,
                named=_is_named(place, len(years), every),
                text_anchor=_text_anchor(place, len(years), column),
            )
        )
    lines = tuple(_line("year", found[year], links) for year in sorted(found, reverse=True))
    return Histogram(tuple(bars), lines, width, height)


def _is_named(place: int, count: int, every: float) -> bool:
    """The first and last year are written, and as many between as have room."""
    from_end = count - 1 - place
    return from_end == 0 or place == 0 or (from_end % every == 0 and place >= every)


def _text_anchor(place: int, count: int, column: float) -> str:
    if column >= YEAR_TEXT_WIDTH:
        return "middle"
    return "start" if place == 0 else "end" if place == count - 1 else "middle"


def _is_chosen(year: int, params: SearchParams) -> bool:
    years = params.filters.get("year", ())
    if years:
        return str(year) in years
    if params.year_from is None and params.year_to is None:
        return False
    return (params.year_from or year) <= year <= (params.year_to or year)


def chips(page: SearchPage, links: Links) -> tuple[Chip, ...]:
    """Everything that limits the search beside its words, each to be taken off alone."""
    found = []
    for name, values in page.params.filters.items():
        counted = page.facets.get(name)
        labels = {value: counted.of(value).label for value in values} if counted is not None else {}
        found.extend(Chip(_chip_label(name, value, labels), links.without(name, value=value)) for value in values)
    first, last = page.params.year_from, page.params.year_to
    if first or last:
        label = f"{first}—{last} 年" if first and last else f"{first} 年以来" if first else f"{last} 年以前"
        found.append(Chip(label, links.without("year_from", "year_to")))
    return tuple(found)


def _chip_label(name: str, value: str, labels: dict[str, str]) -> str:
    if name in ("province", "city", "district"):
        return _name_of(value)
    if name == "year":
        return f"{value} 年"
    label = labels.get(value, value)
    return f"{TITLES[name]} {label}" if name == "response_type" else label
