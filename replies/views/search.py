"""The results page, its help while typing, and any search as CSV or Atom."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers

from replies.forms import MAX_PAGE_SIZE, SORTS, search_params
from replies.selectors import ReplyCard, SearchPage, SearchParams, search_replies, subjects_of, suggest
from replies.views.doors import page, wants_part
from replies.views.facets import chips, histogram, place_facet, plain_facets
from replies.views.kept import kept
from replies.views.links import Links

LARGEST_EXPORT = 10_000
COLUMNS = ("标题", "类别", "编号", "承办单位", "地区", "年份", "办理类型", "主题", "满意度", "文号", "成文日期", "网址")
BOM = "\ufeff"
FORMULA_STARTS = tuple("=+-@＝＋－＠\t\r\n")


@page
@kept
def results(request: HttpRequest) -> HttpResponse:
    """Replies found, with facets. To htmx only the changing part is sent."""
    found = search_replies(request.user, search_params(request.GET))
    template = "replies/search_part.html" if wants_part(request, "results") else "replies/search.html"
    response = render(request, template, results_context(request, found))
    patch_vary_headers(response, ["HX-Request", "HX-Target"])
    return response


def results_context(request: HttpRequest, found: SearchPage) -> dict[str, Any]:
    """What the results template needs: the page found, and an address for everything that can be changed."""
    links = Links(request.GET)
    return {
        "found": found,
        "places": place_facet(found, links),
        "years": histogram(found.facets.get("year", ()), found.params, links),
        "facets": plain_facets(found, links),
        "chips": chips(found, links),
        "sorts": [(label, links.replaced("sort", name), name == found.params.sort) for name, label in SORTS],
        "pages": page_numbers(found.page, found.pages),
        "range_fields": links.hidden_fields(("year", "year_from", "year_to")),
        "search_fields": links.hidden_fields(("q",)),
        "meant": links.replaced("q", found.did_you_mean) if found.did_you_mean else "",
        "query_string": links.query_string(),
    }


def page_numbers(current: int, last: int) -> list[int | None]:
    """The pages to offer: first, last, and those around the current one; None stands for a gap."""
    near = sorted({number for number in (1, *range(current - 2, current + 3), last) if 1 <= number <= last})
    offered: list[int | None] = []
    for number in near:
        if offered and number - (offered[-1] or 0) > 1:
            offered.append(None)
        offered.append(number)
    return offered


@page
def export(request: HttpRequest) -> StreamingHttpResponse:
    """Any search as a table for a spreadsheet, sent while it is being read."""
    params = replace(search_params(request.GET), page=1, page_size=MAX_PAGE_SIZE)
    # Now, not with the first line: a wrong parameter must be said before anything is sent.
    first = search_replies(request.user, params, facets=())
    rows = _rows(request, first, params)
    response = StreamingHttpResponse(_csv_lines(rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="fuwen.csv"'
    return response


def _rows(request: HttpRequest, first: SearchPage, params: SearchParams) -> Iterator[tuple[str, ...]]:
    yield COLUMNS
    found = first
    for number in range(2, LARGEST_EXPORT // MAX_PAGE_SIZE + 2):
        for card in found.results:
            yield _row(request, card)
        if number > first.pages or number > LARGEST_EXPORT // MAX_PAGE_SIZE:
            return
        found = search_replies(request.user, replace(params, page=number), facets=())


def _row(request: HttpRequest, card: ReplyCard) -> tuple[str, ...]:
    reply = card.reply
    return (
        str(reply),
        card.body_label,
        "、".join(card.proposal_numbers),
        card.department,
        card.place.full_name if card.place else "",
        str(card.year or ""),
        card.response_type,
        "、".join(subjects_of(reply)),
        reply.satisfaction,
        reply.document_number,
        reply.issue_date.isoformat() if reply.issue_date else "",
        request.build_absolute_uri(reverse("reply", args=[reply.pk])),
    )


class _Echo:
    """A file that gives back what is written to it."""

    def write(self, line: str) -> str:
        return line


def _csv_lines(rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield BOM
    for row in rows:
        yield writer.writerow([plain_cell(cell) for cell in row])


def plain_cell(text: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


@page
def completions(request: HttpRequest) -> JsonResponse:
    """Help while typing: `{"suggestions": […]}`."""
    return JsonResponse({"suggestions": suggest(request.user, request.GET.get("q", "")[:100])})
