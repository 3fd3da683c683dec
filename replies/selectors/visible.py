"""What the other selectors share: what a circle of readers may see of places, proposals and departments."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from replies.access import Audience, audience_of, visible_q
from replies.letters.places import division
from replies.models import Department, Policy, Proposal, Reply
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


def provinces() -> dict[str, str]:
    """The names of all provinces by the two digits of their codes, in the order of the codes."""
    places = ((f"{number:02d}", place_of(f"{number:02d}")) for number in range(11, 83))
    return {code: place.name for code, place in places if place and place.name != code}


def paragraphs_of(reply: Reply) -> tuple[Paragraph, ...]:
    """The paragraphs of a reply as its page shows them; what stands between them is white space or the page's own."""
    return tuple(Paragraph(number, start, end) for number, (start, end) in enumerate(reply.paragraphs, start=1))


def visible_proposals(audience: Audience) -> QuerySet[Proposal]:
    """Proposals that a visible reply answers."""
    return Proposal.objects.filter(_seen(audience, "proposals"))


def visible_policies(audience: Audience) -> QuerySet[Policy]:
    """Policies that a visible reply cites."""
    return Policy.objects.filter(_seen(audience, "policies"))


def visible_departments(audience: Audience) -> QuerySet[Department]:
    """Departments that answered, alone or with others, in a visible reply."""
    return Department.objects.filter(_seen(audience, "department") | _seen(audience, "co_departments"))


def _seen(audience: Audience, points_by: str) -> Exists:
    """That a visible reply points to the row at hand, by this field. A join would list the row once for each reply."""
    return Exists(Reply.objects.visible_to(audience).filter(**{points_by: OuterRef("pk")}).order_by())


def find_proposals(user: Any, number: str) -> tuple[Proposal, ...]:
    """Proposals of this number in every place and session, the number typed in any way (056, 56, 第０５６号)."""
    key = proposal_number_key(number)
    if not key:
        return ()
    proposals = visible_proposals(audience_of(user)).filter(number_key=key)
    found = tuple(proposals.order_by("division_code", "body", "-term", "-session", "pk")[:MOST_PROPOSALS])
    tell_proposals(found, audience_of(user))
    return found


# --- a name that several letters share may come from a hidden one ----------------------------------------------------


def tell_proposals(proposals: Iterable[Proposal], audience: Audience) -> None:
    """Take from these proposals, which are not to be saved, a title and proposers that no visible reply states."""
    if audience == "editor":
        return
    by_id = {one.pk: one for one in proposals}
    hidden = Reply.objects.filter(proposals__in=by_id).exclude(visible_q(audience))
    for pk in set(hidden.values_list("proposals", flat=True)):
        proposal = by_id[pk]
        telling = proposal.replies.visible_to(audience).values_list("title", "text")
        told = [f"{title}\n{text}" for title, text in telling]
        if not any(proposal.title in words for words in told):
            proposal.title = ""
        proposal.proposers = [name for name in proposal.proposers if any(name in words for words in told)]


def policies_told(audience: Audience) -> Q:
    """The policies whose title a visible reply states: always that of one without a number, which is its name."""
    if audience == "editor":
        return Q()
    citing = Reply.objects.visible_to(audience).filter(citations__policy=OuterRef("pk"))
    return Q(number_key="") | Q(Exists(citing.filter(text__contains=OuterRef("title"))))


def tell_policies(policies: Iterable[Policy], audience: Audience) -> None:
    """Take from these policies, which are not to be saved, a title that no visible reply states."""
    found = list(policies)
    numbered = {one.pk for one in found if one.number_key and one.title}
    told = Policy.objects.filter(policies_told(audience), pk__in=numbered) if numbered else ()
    untold = numbered - {one.pk for one in told}
    for policy in found:
        if policy.pk in untold:
            policy.title = ""
