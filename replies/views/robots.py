"""What robots may read: the letters that everybody may read, listed; not the endless combinations of filters."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from replies.selectors import public_replies
from replies.views.doors import page

LETTERS_A_MAP = 10_000  # the protocol allows 50,000 addresses and 50 MB
MOST_MAPS = 50_000  # as the protocol allows; a number beyond is none that a database could count to


@page
def robots(request: HttpRequest) -> HttpResponse:
    """robots.txt."""
    closed = [reverse(name) for name in ("search", "admin:index", "login")]
    site_map = request.build_absolute_uri(reverse("sitemap"))
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed), f"Sitemap: {site_map}", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@page
def sitemap(request: HttpRequest) -> HttpResponse:
    """The list of the maps."""
    count = -(-public_replies().count() // LETTERS_A_MAP)
    maps = [request.build_absolute_uri(reverse("sitemap_part", args=[number])) for number in range(1, count + 1)]
    return render(request, "replies/sitemap.xml", {"maps": maps}, content_type="application/xml; charset=utf-8")


@page
def sitemap_part(request: HttpRequest, number: int) -> HttpResponse:
    """One map: addresses of letters with the day of their last change."""
    first = (number - 1) * LETTERS_A_MAP
    found = public_replies()[first : first + LETTERS_A_MAP] if 0 < number <= MOST_MAPS else ()
    pages = [(request.build_absolute_uri(reverse("reply", args=[pk])), changed) for pk, changed in found]
    if not pages:
        raise Http404
    return render(request, "replies/sitemap_part.xml", {"pages": pages}, content_type="application/xml; charset=utf-8")
