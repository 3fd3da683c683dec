"""The first page, and what the archive is."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from replies.selectors import FacetValue, SearchParams, archive_overview, place_of
from replies.views.doors import page
from replies.views.facets import histogram
from replies.views.kept import kept
from replies.views.links import Links


@page
@kept
def home(request: HttpRequest) -> HttpResponse:
    """Search box, what the archive holds, and ways in by place, year and response type."""
    overview = archive_overview(request.user)
    years = [int(value.value) for value in overview.facets.get("year", ()) if value.value.isdigit()]
    context = {
        "overview": overview,
        "provinces": by_province(overview.facets.get("district", ())),
        "years": histogram(
            overview.facets.get("year", ()),
            SearchParams(),
            Links(request.GET.__class__(), reverse("search")),
            width=420,
        ),
        "first_year": min(years, default=None),
        "last_year": max(years, default=None),
    }
    return render(request, "replies/home.html", context)


def by_province(values: Sequence[FacetValue]) -> list[tuple[str, str, list[FacetValue]]]:
    """Districts under their provinces: (code of two digits, name, districts), most letters first."""
    ordered = sorted(values, key=lambda value: value.value[:2])
    groups = []
    for code, below in groupby(ordered, key=lambda value: value.value[:2]):
        members = sorted(below, key=lambda value: (-value.count, value.value))
        place = place_of(code)
        groups.append((code, place.name if place and place.name != code else "其他", members))
    return sorted(groups, key=lambda group: -sum(value.count for value in group[2]))


@page
def about(request: HttpRequest) -> HttpResponse:
    """What the archive holds, how its facts are read, and how to search it."""
    return render(request, "replies/about.html")
