"""Figures that letters cite: the indicators, and each one's values by place and year."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from replies.charts import Chart, Datum, draw
from replies.selectors import paragraphs_of
from replies.series import Point, Series, indicator_page, list_indicators
from replies.templatetags.archive import amount
from replies.typeset import anchor_of
from replies.views.doors import page


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
def metrics(request: HttpRequest) -> HttpResponse:
    """Find an indicator."""
    words = request.GET.get("q", "").strip()[:100]
    return render(request, "replies/metrics.html", {"q": words, "indicators": list_indicators(request.user, words)})


@page
def metric(request: HttpRequest, indicator: str) -> HttpResponse:
    """One indicator: each comparable set of figures as a chart and as a table."""
    found = indicator_page(request.user, indicator)
    addresses: dict[int, list[tuple[int, int, int]]] = {}
    drawn = []
    for series in found.series:
        rows = tuple(Row(point, _address(point, addresses)) for point in series.points)
        drawn.append(DrawnSeries(series, rows, draw([_datum(row) for row in rows])))
    return render(request, "replies/metric.html", {"found": found, "drawn": drawn})


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
