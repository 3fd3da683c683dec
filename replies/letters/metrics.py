"""Find what a letter counts and measures: `find_figures(text, year=2023)` -> list of Figure, in order.

The steps: find the quantities, leave out those that set a condition, name what each counts, date it, tell planned from
achieved, and give what is counted its normal name. Offsets count in the given text. `find_metrics` gives the same as
finished metrics.
"""

from __future__ import annotations

from collections.abc import Iterable

from replies.letters.figures import Figure
from replies.letters.indicators import name_indicators
from replies.letters.letter import Metric, Span
from replies.letters.metrics_dates import PeriodReader
from replies.letters.metrics_labels import label_quantities
from replies.letters.metrics_places import PlaceReader
from replies.letters.metrics_planned import PlanReader, is_condition
from replies.letters.metrics_quantities import Quantity, find_quantities
from replies.letters.metrics_series import dates_of_series
from replies.letters.outlook import outlook_spans


def find_metrics(text: str, *, year: int | None) -> list[Metric]:
    """Every metric of the text; `year` is the letter's own year, against which 今年 and 去年 are read."""
    return [figure.metric(figure.start, figure.end) for figure in find_figures(text, year=year)]


def find_figures(text: str, *, year: int | None) -> list[Figure]:
    """Every metric of the text, still to be checked and put in its place."""
    quantities = [quantity for quantity in find_quantities(text) if not is_condition(text, quantity)]
    paragraphs = _paragraphs(text, quantities)
    reader = PeriodReader(text, year, paragraphs)
    places = PlaceReader(text, paragraphs)
    plans = PlanReader(text, year, outlook_spans(text), paragraphs)
    sentences = [reader.sentence(quantity.start) for quantity in quantities]
    labels = label_quantities(text, quantities, [sentence.start for sentence in sentences])
    series = dates_of_series(text, quantities, paragraphs)
    figures = []
    for index, (quantity, label, sentence) in enumerate(zip(quantities, labels, sentences, strict=True)):
        if not label and quantity.kind not in ("money", "area"):
            continue
        figures.append(
            Figure(
                text=text[quantity.start : quantity.end],
                start=quantity.start,
                end=quantity.end,
                value=quantity.value,
                unit=quantity.unit,
                label=label,
                as_of=series.get(index) or _as_of(reader, quantity, label, sentence),
                qualifier=quantity.qualifier,
                planned=plans.is_planned(quantity, sentence),
                damaged=quantity.damaged,
                indicator=None,
                place=places.place(sentence.start, quantity.start),
            )
        )
    name_indicators(text, figures)
    return figures


def _paragraphs(text: str, quantities: Iterable[Quantity]) -> list[Span]:
    """The paragraphs that hold quantities, neighbours as one: the others tell neither their time nor their place."""
    found: list[Span] = []
    for quantity in quantities:
        if found and quantity.outer_end <= found[-1].end:
            continue
        start = text.rfind("\n", 0, quantity.outer_start) + 1
        end = text.find("\n", quantity.outer_end)
        end = len(text) if end < 0 else end
        if found and start <= found[-1].end + 1:
            found[-1] = Span(found[-1].start, end)
        else:
            found.append(Span(start, end))
    return found


def _as_of(reader: PeriodReader, quantity: Quantity, label: str, sentence: Span) -> str | None:
    """The date of a quantity; a mean over years (年均增长) holds for none of them."""
    if "年均增" in label or "年均下降" in label:
        return None
    return reader.as_of(sentence.start, quantity.start, quantity.outer_end)
