"""Figures -> the geometry of a chart: where each bar, line and label stands. Pure: numbers in, numbers out.

Across, everything is in percent of the drawing's width, downwards in pixels: so a chart fills a wide page and a
telephone alike, with letters of one size. A series whose places have figures of several years becomes lines over the
years; any other becomes bars, one a figure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from math import floor, log10

BAR_STEP, BAR_HEIGHT, LONGEST_BAR = 58, 16, 76
LEFT, RIGHT, TOP, BASE, HEIGHT = 14, 97, 16, 286, 316
MOST_LINES, MOST_BARS, MOST_YEARS_NAMED = 6, 30, 6


@dataclass(frozen=True, slots=True)
class Datum:
    """A figure to be drawn; `href` opens what it comes from."""

    name: str
    year: int | None
    value: float
    text: str
    href: str


@dataclass(frozen=True, slots=True)
class BarShape:
    """One bar, its name above it and its value at its end."""

    label: str
    text: str
    href: str
    name_y: int
    y: int
    width: float
    middle: float


@dataclass(frozen=True, slots=True)
class Dot:
    """One figure on a line."""

    x: float
    y: float
    label: str
    href: str


@dataclass(frozen=True, slots=True)
class Line:
    """One place over the years: its figures, and the strokes between them."""

    name: str
    number: int
    dots: tuple[Dot, ...]

    @property
    def strokes(self) -> tuple[tuple[Dot, Dot], ...]:
        return tuple(pairwise(self.dots))


@dataclass(frozen=True, slots=True)
class Tick:
    """A line of the scale, with what it says."""

    at: float
    text: str


@dataclass(frozen=True, slots=True)
class Chart:
    """Everything that the template draws. Either `bars` or `lines` is empty; `left_out` figures found no room."""

    height: int
    bars: tuple[BarShape, ...] = ()
    lines: tuple[Line, ...] = ()
    x_ticks: tuple[Tick, ...] = ()
    y_ticks: tuple[Tick, ...] = ()
    left_out: int = 0


def draw(data: Sequence[Datum]) -> Chart | None:
    """The chart that suits these figures, which come place by place; None when there is nothing to compare."""
    if len(data) < 2:
        return None
    by_name = [(name, list(members)) for name, members in groupby(data, key=lambda datum: datum.name)]
    have_years = all(len({datum.year for datum in members if datum.year}) > 1 for _, members in by_name)
    return _lines(by_name) if have_years and len(by_name) <= MOST_LINES else _bars(data)


def _bars(data: Sequence[Datum]) -> Chart:
    shown = data[:MOST_BARS]
    most = max(datum.value for datum in shown)
    bars = []
    for place, datum in enumerate(shown):
        width = round(max(datum.value, 0) / most * LONGEST_BAR, 2) if most > 0 else 0
        y = place * BAR_STEP + 26
        bars.append(
            BarShape(
                label=f"{datum.name} {datum.year}" if datum.year else datum.name,
                text=datum.text,
                href=datum.href,
                name_y=y - 8,
                y=y,
                width=max(width, 0.3),
                middle=y + BAR_HEIGHT / 2,
            )
        )
    return Chart(len(shown) * BAR_STEP, bars=tuple(bars), left_out=len(data) - len(shown))


def _lines(by_name: Sequence[tuple[str, list[Datum]]]) -> Chart:
    dated = [(datum.year, datum) for _, members in by_name for datum in members if datum.year]
    first, last = min(year for year, _ in dated), max(year for year, _ in dated)
    values = [datum.value for _, datum in dated]
    ticks = scale(min(0.0, *values), max(values))
    low, high = ticks[0], ticks[-1]

    def x_of(year: int) -> float:
        return round(LEFT + (year - first) / (last - first) * (RIGHT - LEFT), 2)

    def y_of(value: float) -> float:
        return round(BASE - (value - low) / (high - low) * (BASE - TOP), 1)

    lines = []
    for number, (name, members) in enumerate(by_name, start=1):
        ordered = sorted((datum.year, place) for place, datum in enumerate(members) if datum.year)
        dots = [(year, members[place]) for year, place in ordered]
        lines.append(
            Line(
                name,
                number,
                tuple(
                    Dot(x_of(year), y_of(datum.value), f"{name} {year} 年：{datum.text}", datum.href)
                    for year, datum in dots
                ),
            )
        )
    step = -(-(last - first + 1) // MOST_YEARS_NAMED)
    return Chart(
        HEIGHT,
        lines=tuple(lines),
        x_ticks=tuple(Tick(x_of(year), str(year)) for year in range(first, last + 1, step)),
        y_ticks=tuple(Tick(y_of(value), short(value)) for value in ticks),
    )


def scale(low: float, high: float) -> list[float]:
    """Round numbers, evenly apart, that hold both ends.

    >>> scale(0, 26)
    [0.0, 10.0, 20.0, 30.0]
    """
    if high <= low:
        high = low + 1
    rough = (high - low) / 4
    power = 10.0 ** floor(log10(rough))
    step = next(power * factor for factor in (1, 2, 2.5, 5, 10) if power * factor >= rough)
    start, end = floor(low / step), -floor(-high / step)
    return [round(count * step, 10) for count in range(start, end + 1)]


def short(value: float) -> str:
    """A number of the scale in as few characters as it takes: 1.5亿, 30万, 2.5."""
    for size, name in ((1e8, "亿"), (1e4, "万")):
        if abs(value) >= size:
            return f"{value / size:g}{name}"
    return f"{value:g}"
