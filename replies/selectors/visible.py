"""What the other selectors share: what a circle of readers may see of places, proposals and departments."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Manager, Q, QuerySet

from replies.access import Audience, audience_of, visible_q
from replies.letters.places import division
from replies.models import Department, Proposal, Reply
from replies.search.numbers import proposal_number_key

MOST_PROPOSALS = 50


@dataclass(frozen=True, slots=True)
class Place:
    """A division as readers know it: `name` 西山区, `full_name` 云南省昆明市西山区; an unknown code is its own name."""

    code: str
    name: str
    full_name: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A run of a reply's text that is one paragraph: its number from 1 (the page's `#p12`) and its span."""

    number: int
    start: int
    end: int


def place_of(code: str) -> Place | None:
    """The place that a division code of two digits or more names; None for no code."""
    if not code:
        return None
    found = division(code.ljust(6, "0"))
    if found is None:
        return Place(code, code, code)
    return Place(code, found.name, "".join(filter(None, (found.province, found.city, found.district))))


def paragraphs_of(reply: Reply) -> tuple[Paragraph, ...]:
    """The paragraphs of a reply as its page shows them; what stands between them is white space or the page's own."""
    return tuple(Paragraph(number, start, end) for number, (start, end) in enumerate(reply.paragraphs, start=1))


def visible(models: Manager, audience: Audience) -> QuerySet:
    """Of what replies point to, that which a visible reply points to."""
    return models.filter(visible_q(audience, "replies__"), replies__isnull=False).distinct()


def visible_departments(audience: Audience) -> QuerySet[Department]:
    """Departments that answered, alone or with others, in a visible reply."""
    lead = Q(visible_q(audience, "replies__"), replies__isnull=False)
    shared = Q(visible_q(audience, "co_replies__"), co_replies__isnull=False)
    return Department.objects.filter(lead | shared).distinct()


def find_proposals(user: Any, number: str) -> tuple[Proposal, ...]:
    """Proposals of this number in every place and session, the number typed in any way (056, 56, 第０５６号)."""
    key = proposal_number_key(number)
    if not key:
        return ()
    proposals = visible(Proposal.objects, audience_of(user)).filter(number_key=key)
    return tuple(proposals.order_by("division_code", "body", "-term", "-session", "pk")[:MOST_PROPOSALS])
