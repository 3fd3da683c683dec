"""A proposal with all its replies; and proposals of one number in every place and session."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from replies.selectors import find_proposals, get_proposal
from replies.views.doors import page
from replies.views.facts import session_name
from replies.views.reply import trail_of


@page
def proposal(  # noqa: PLR0913 - five values name a proposal
    request: HttpRequest, *, division_code: str, body: str, term: int, session: int, number: str
) -> HttpResponse:
    """One proposal, what it asked for, and every reply to it."""
    found = get_proposal(
        request.user, division_code=division_code, body=body, term=term, session=session, number=number
    )
    context = {
        "found": found,
        "session": session_name((term, session)),
        "trail": trail_of(found.proposal.division_code),
    }
    return render(request, "replies/proposal.html", context)


@page
def proposals(request: HttpRequest) -> HttpResponse:
    """Proposals by number: one answer leads on to its page, several are offered by place and session."""
    number = request.GET.get("number", "").strip()
    found = find_proposals(request.user, number) if number else ()
    if len(found) == 1 and (address := found[0].get_absolute_url()):
        return redirect(address)
    return render(request, "replies/proposals.html", {"number": number, "proposals": found})
