"""What the archive holds of one division, and of one department."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse

from replies.selectors import FacetValue, SearchParams, get_department, get_division
from replies.views.doors import page
from replies.views.facets import Histogram, histogram
from replies.views.kept import kept
from replies.views.links import Links
from replies.views.reply import trail_of

LEVELS = {2: "province", 4: "city"}


@page
@kept
def division(request: HttpRequest, code: str) -> HttpResponse:
    """A province, city or district: what lies under it, who answers there, what came in last."""
    found = get_division(request.user, code)
    stem = found.place.code
    limit = f"{LEVELS.get(len(stem), 'district')}={stem}"
    context = {
        "found": found,
        "trail": trail_of(stem)[:-1],
        "limit": limit,
        "below": [
            value
            for value in found.facets.get("district", ())
            if value.value.startswith(stem) and value.value != stem.ljust(6, "0")
        ],
        "years": _years(found.facets.get("year", ()), limit),
    }
    return render(request, "replies/division.html", context)


@page
@kept
def department(request: HttpRequest, department_id: int) -> HttpResponse:
    """A department: how much it answered, when and how, and its latest replies."""
    found = get_department(request.user, department_id)
    limit = f"department={department_id}"
    context = {
        "found": found,
        "trail": trail_of(found.department.division_code),
        "limit": limit,
        "years": _years(found.facets.get("year", ()), limit),
    }
    return render(request, "replies/department.html", context)


def _years(values: Sequence[FacetValue], limit: str) -> Histogram | None:
    return histogram(values, SearchParams(), Links(QueryDict(limit), reverse("search")), width=420)
