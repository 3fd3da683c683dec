"""Figures that letters cite: the indicators, and each one's values by place and year."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from replies.charts import Chart, Datum, draw
from replies.selectors import ParameterError, paragraphs_of, provinces
from replies.series import IndicatorPage, Point, Series, indicator_page, list_indicators
from replies.templatetags.archive import amount
from replies.typeset import anchor_of
from replies.views.doors import page
from replies.views.kept import kept

PROVINCES = provinces()  # by the two digits of their codes


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table: a figure, and the address of the sentence it comes from."""

    point: Point
    url: str


@dataclass(frozen=True, slots=True)
class DrawnSeries:
    """A series with its chart (None when it has but one figure)."""

    series: Series
    rows: tuple[Row, ...]
    chart: Chart | None


@page
@kept
def metrics(request: HttpRequest) -> HttpResponse:
    """Find an indicator."""
    words = request.GET.get("q", "").strip()[:100]
    return render(request, "replies/metrics.html", {"q": words, "indicators": list_indicators(request.user, words)})


@page
@kept
def metric(request: HttpRequest, indicator: str) -> HttpResponse:
    """One indicator: each comparable set of figures as a chart and as a table."""
    province = request.GET.get("province", "")
    if province and province not in PROVINCES:
        raise ParameterError({"province": ["没有这个省级行政区划代码（两位数字）。"]})
    found = indicator_page(request.user, indicator, province)
    addresses: dict[int, list[tuple[int, int, int]]] = {}
    drawn = []
    for series in found.series:
        rows = tuple(Row(point, _address(point, addresses)) for point in series.points)
        drawn.append(DrawnSeries(series, rows, draw([_datum(row) for row in rows])))
    context = {
        "found": found,
        "drawn": drawn,
        "province": province,
        "provinces": PROVINCES if _is_wide(found, province) else {},
    }
    return render(request, "replies/metric.html", context)


def _is_wide(found: IndicatorPage, province: str) -> bool:
    """Whether a choice of provinces helps: figures of several are here, were cut off, or one is chosen."""
    places = {point.division_code[:2] for series in found.series for point in series.points}
    return found.cut or bool(province) or len(places) > 1


def _datum(row: Row) -> Datum:
    point = row.point
    return Datum(point.place, point.year, float(point.value), amount(point.value, point.metric.unit), row.url)


def _address(point: Point, addresses: dict[int, list[tuple[int, int, int]]]) -> str:
    """The reply's address, down to the very figure; each letter's paragraphs are counted once."""
    reply, start = point.reply, point.metric.start
    if reply.pk not in addresses:
        addresses[reply.pk] = [(one.number, one.start, one.end) for one in paragraphs_of(reply)]
    number = next((number for number, first, last in addresses[reply.pk] if first <= start < last), None)
    address = reply.get_absolute_url()
    return f"{address}#{anchor_of(number, start, point.metric.end)}" if number else address
