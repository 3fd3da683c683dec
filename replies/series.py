"""Figures that letters cite, as comparable series: the selectors of the metric pages.

Only figures of one definition are put side by side: the same indicator, unit, kind (achieved or planned), population
(registered or resident …) and age. Damaged figures stay out until a person confirms them, and are counted.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby, islice
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import QuerySet

from replies.access import audience_of, visible_q
from replies.indexing import engine
from replies.letters import places
from replies.models import CitedMetric, Reply
from replies.privacy import shown_to
from replies.search.engine import SearchRequest
from replies.search.query import Everything

INDICATORS_LISTED = 500
MOST_FIGURES = 500  # on one page; those of the letters that came in last
LONGEST_SIDE = 120
# Words that change what is counted; figures that differ in them are not comparable.
DEFINITION = re.compile(
    r"户籍|常住|流动|城镇|城市|农村|城乡|新增|新建|新能源|累计|人均|户均|平均|同比|增长|下降|男性|女性|"
    r"[0-9]{1,3}(?=周?岁)|[六七八九]十(?=周?岁)"
)
AGES = {"六十": "60", "七十": "70", "八十": "80", "九十": "90"}
SENTENCE_ENDS = "。！？；"


@dataclass(frozen=True, slots=True)
class Indicator:
    """A thing measured, and how many letters that the reader may see have figures of it."""

    name: str
    letters: int


@dataclass(frozen=True, slots=True)
class Point:
    """One figure of a series, and the sentence it comes from."""

    metric: CitedMetric
    reply: Reply
    place: str
    division_code: str
    year: int | None
    year_is_letters: bool
    value: Decimal
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Series:
    """Figures of one definition, by place and year."""

    definition: tuple[str, ...]
    unit: str
    planned: bool
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class IndicatorPage:
    """An indicator's series, largest first; `damaged` and `rejected` count what was left out.

    `cut` says that there are more figures than a page holds.
    """

    name: str
    series: tuple[Series, ...]
    damaged: int
    rejected: int
    cut: bool = False


class NoSuchIndicator(ObjectDoesNotExist):
    """No figure of this name that the reader may see."""


def visible_metrics(user: Any) -> QuerySet[CitedMetric]:
    """Figures of the replies that the user may see."""
    return CitedMetric.objects.filter(visible_q(audience_of(user), "reply__"), reply__superseded=False)


def list_indicators(user: Any, words: str = "") -> tuple[Indicator, ...]:
    """Indicators that the archive has figures of, most cited first; `words` must all be in the name.

    The index counts them: in the database, that would mean to go through all figures and their letters.
    """
    everything = SearchRequest(Everything(), audience_of(user), facets=("indicator",), limit=0)
    counted = engine().search(everything).facets["indicator"]
    found = (Indicator(*each) for each in counted.items() if all(word in each[0] for word in words.split()))
    return tuple(islice(sorted(found, key=lambda one: (-one.letters, one.name)), INDICATORS_LISTED))


def indicator_page(user: Any, name: str, province: str = "") -> IndicatorPage:
    """The visible figures of an indicator as series, in one province (two digits) or all. Raises `NoSuchIndicator`."""
    metrics = visible_metrics(user).filter(indicator=name).order_by("-pk")
    if not metrics.exists():
        raise NoSuchIndicator(name)
    if province:
        metrics = metrics.filter(reply__division_code__startswith=province)
    found = list(metrics.select_related("reply", "reply__department").defer("reply__parsed")[: MOST_FIGURES + 1])
    cut = len(found) > MOST_FIGURES
    found = found[:MOST_FIGURES]
    for metric in found:
        shown_to(metric.reply, audience_of(user))
    kept = [metric for metric in found if metric.is_usable]
    series = [
        Series(definition, unit, planned, _points(members)) for (definition, unit, planned), members in _grouped(kept)
    ]
    rejected = sum(metric.confirmed is False for metric in found)
    return IndicatorPage(
        name,
        tuple(sorted(series, key=lambda one: (one.planned, -len(one.points), one.definition))),
        damaged=len(found) - len(kept) - rejected,
        rejected=rejected,
        cut=cut,
    )


def _grouped(metrics: Iterable[CitedMetric]) -> Iterable[tuple[tuple[tuple[str, ...], str, bool], list[CitedMetric]]]:
    def key(metric: CitedMetric) -> tuple[tuple[str, ...], str, bool]:
        return definition_of(metric.label, metric.indicator), metric.unit, metric.planned

    ordered = sorted(metrics, key=lambda metric: (key(metric), metric.reply_id, metric.start))
    return ((definition, list(members)) for definition, members in groupby(ordered, key=key))


def definition_of(label: str, indicator: str) -> tuple[str, ...]:
    """The words of a label that change what is counted; what the indicator itself says need not be said again.

    >>> definition_of("60周岁以上的户籍老年人", "老年人口")
    ('60岁', '户籍')
    """
    said = _definition_words(label) - _definition_words(indicator)
    return tuple(sorted(said))


def _definition_words(text: str) -> set[str]:
    words = (AGES.get(word, word) for word in DEFINITION.findall(text))
    return {f"{word}岁" if word.isdigit() else word for word in words}


def _points(metrics: Sequence[CitedMetric]) -> tuple[Point, ...]:
    points = [_point(metric) for metric in metrics]
    return tuple(sorted(points, key=lambda point: (point.division_code, point.place, point.year or 0, point.metric.pk)))


def _point(metric: CitedMetric) -> Point:
    reply = metric.reply
    year = int(metric.as_of[:4]) if metric.as_of[:4].isdigit() else reply.year
    start, end = sentence_around(reply.text, metric.start, metric.end, reply.paragraphs)
    return Point(
        metric,
        reply,
        metric.place or _place_name(reply.division_code),
        reply.division_code,
        year,
        year_is_letters=not metric.as_of,
        value=metric.value,
        before=_on_one_line(reply.text[start : metric.start]),
        after=_on_one_line(reply.text[metric.end : end]),
    )


def _place_name(code: str) -> str:
    """昆明市西山区: long enough to tell places of one name apart."""
    found = places.division(code[:6].ljust(6, "0")) if code else None
    if found is None:
        return "地区不详"
    return "".join(part for part in (found.city, found.district) if part) or found.province


def sentence_around(text: str, start: int, end: int, paragraphs: Sequence[Sequence[int]]) -> tuple[int, int]:
    """The sentence that holds a span, within its paragraph and cut to a readable length on either side."""
    first, last = next(((a, z) for a, z in paragraphs if a <= start < z), (0, len(text)))
    first, last = max(first, start - LONGEST_SIDE), min(max(last, end), end + LONGEST_SIDE)
    begin = max((text.rfind(mark, first, start) + 1 for mark in SENTENCE_ENDS), default=0)
    stops = [found + 1 for mark in SENTENCE_ENDS if (found := text.find(mark, end, last)) >= 0]
    return max(begin, first), min(stops, default=last)


def _on_one_line(text: str) -> str:
    return re.sub(r"\s*\n\s*", "", text)
