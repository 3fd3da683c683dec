"""Policies that letters cite, and who cites them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from replies.selectors import PAGE_SIZE, ParameterError, get_policy, list_policies
from replies.views.doors import page
from replies.views.kept import kept
from replies.views.search import page_numbers


@page
@kept
def policies(request: HttpRequest) -> HttpResponse:
    """Policies, most cited first; `q` finds them by title or document number."""
    words = request.GET.get("q", "").strip()[:200]
    number = page_of(request)
    count, found = list_policies(request.user, words, number)
    last = max(-(-count // PAGE_SIZE), 1)
    context = {"q": words, "count": count, "policies": found, "page": number, "pages": page_numbers(number, last)}
    return render(request, "replies/policies.html", context)


@page
@kept
def policy(request: HttpRequest, policy_id: int) -> HttpResponse:
    """One policy and the letters that cite it."""
    found = get_policy(request.user, policy_id, page_of(request))
    return render(request, "replies/policy.html", {"found": found, "pages": page_numbers(found.page, found.pages)})


def page_of(request: HttpRequest) -> int:
    """The page asked for. Raises `ParameterError` when it is no page."""
    text = request.GET.get("page", "1") or "1"
    if not (text.isascii() and text.isdigit() and len(text) <= len("1000000") and int(text)):
        raise ParameterError({"page": ["页码应为正整数。"]})
    return int(text)
