"""One of each: a reply and its file, a proposal, a department, a division, a policy."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Count, Q, QuerySet

from replies.access import audience_of, visible_q
from replies.models import CitedMetric, Department, Policy, Proposal, Reply, SourceFile
from replies.privacy import original_may_be_given, shown_to
from replies.search.numbers import proposal_number_key
from replies.selectors.search import PAGE_SIZE, FacetValues, ParameterError, ReplyCard, newest
from replies.selectors.visible import (
    Place,
    place_of,
    policies_told,
    tell_policies,
    tell_proposals,
    visible_departments,
    visible_policies,
    visible_proposals,
)
from replies.versions import note_relatives


@dataclass(frozen=True, slots=True)
class ProposalPage:
    """A proposal and the replies to it that the reader may see, earliest first."""

    proposal: Proposal
    place: Place | None
    replies: tuple[Reply, ...]


@dataclass(frozen=True, slots=True)
class DivisionPage:
    """What the archive holds of a division (province, city, district or street) and of those under it."""

    place: Place
    total: int
    facets: dict[str, FacetValues]
    newest: tuple[ReplyCard, ...]


@dataclass(frozen=True, slots=True)
class DepartmentPage:
    """A department and how much of its work the archive holds; its replies come from `search_replies`.

    `older` are its latest replies of which newer versions are found instead; where these name another department,
    they are all there is to show.
    """

    department: Department
    place: Place | None
    total: int
    facets: dict[str, FacetValues]
    newest: tuple[ReplyCard, ...]
    older: tuple[Reply, ...] = ()


@dataclass(frozen=True, slots=True)
class PolicyPage:
    """A policy and one page of the visible replies that cite it, newest first; `count` is of all."""

    policy: Policy
    replies: tuple[Reply, ...]
    count: int
    page: int
    pages: int


def get_reply(user: Any, reply_id: int) -> Reply:
    """One reply with its facts, policies and metrics loaded."""
    audience = audience_of(user)
    replies = Reply.objects.visible_to(audience).with_facts()
    reply = shown_to(replies.prefetch_related("metrics", "citations__policy").get(pk=reply_id), audience)
    tell_proposals(reply.proposals.all(), audience)
    tell_policies((citation.policy for citation in reply.citations.all()), audience)
    return reply


def get_source(user: Any, reply_id: int) -> SourceFile:
    """The file a reply came in. One that also holds what is hidden from the reader is hidden with it."""
    audience = audience_of(user)
    reply = Reply.objects.visible_to(audience).select_related("source").get(pk=reply_id)
    hidden = reply.source.replies.count() > reply.source.replies.visible_to(audience).count()
    if hidden or not original_may_be_given(reply, audience):
        raise SourceFile.DoesNotExist
    return reply.source


def get_proposal(  # noqa: PLR0913 - five values name a proposal
    user: Any, *, division_code: str, body: str, term: int, session: int, number: str
) -> ProposalPage:
    """The proposal that these name, with its replies."""
    audience = audience_of(user)
    proposal = visible_proposals(audience).get(
        division_code=division_code,
        body=body,
        term=term,
        session=session,
        number_key=proposal_number_key(number) or "-",  # an empty key is that of proposals without a number
    )
    tell_proposals([proposal], audience)
    replies = proposal.replies.visible_to(audience).with_facts()
    shown = tuple(shown_to(reply, audience) for reply in replies.newest_first().reverse())
    note_relatives(shown, audience)
    return ProposalPage(proposal, place_of(proposal.division_code), shown)


def get_department(user: Any, department_id: int) -> DepartmentPage:
    """A department, lead or co-, of at least one visible reply."""
    audience = audience_of(user)
    department = visible_departments(audience).get(pk=department_id)
    found = newest(user, {"department": (str(department.pk),)})
    older: tuple[Reply, ...] = ()
    if not found.count:
        own = Reply.objects.visible_to(audience).filter(Q(department=department) | Q(co_departments=department))
        own = own.filter(superseded=True).with_facts().defer("parsed").newest_first().distinct()
        older = tuple(shown_to(reply, audience) for reply in own[:PAGE_SIZE])
        note_relatives(older, audience)
    place = place_of(department.division_code)
    return DepartmentPage(department, place, found.count, found.facets, found.results, older)


def get_division(user: Any, code: str) -> DivisionPage:
    """A division with at least one visible reply, by its six digits or those that count (53, 5301, 530112)."""
    stem = _stem(code)
    level = {2: "province", 4: "city", 6: "district"}.get(len(stem))
    place = place_of(stem) if level else None
    found = newest(user, {level: (stem,)}) if level else None
    if not (place and found and found.count):
        raise ObjectDoesNotExist
    return DivisionPage(place, found.count, found.facets, found.results)


def list_policies(user: Any, q: str = "", page: int = 1) -> tuple[int, tuple[Policy, ...]]:
    """Policies cited by visible replies, most cited first, each with `reply_count`: how many in all, and one page."""
    audience = audience_of(user)
    policies = Policy.objects.filter(visible_q(audience, "replies__"), replies__isnull=False)
    if q:
        policies = policies.filter(Q(number__icontains=q) | (Q(title__icontains=q) & policies_told(audience)))
    policies = policies.annotate(reply_count=Count("replies", distinct=True)).order_by("-reply_count", "title", "pk")
    count = policies.count()
    _pages(count, page)
    found = tuple(policies[(page - 1) * PAGE_SIZE : page * PAGE_SIZE])
    tell_policies(found, audience)
    return count, found


def list_metrics(user: Any) -> QuerySet[CitedMetric]:
    """Figures that visible replies cite, in the order of the letters."""
    visible_metrics = CitedMetric.objects.filter(visible_q(audience_of(user), "reply__"), reply__superseded=False)
    return visible_metrics.select_related("reply").defer("reply__text", "reply__parsed").order_by("reply_id", "start")


def get_policy(user: Any, policy_id: int, page: int = 1) -> PolicyPage:
    """A policy cited by at least one visible reply, with one page of these."""
    audience = audience_of(user)
    policy = visible_policies(audience).get(pk=policy_id)
    tell_policies([policy], audience)
    citing = policy.replies.visible_to(audience).distinct()
    count = citing.count()
    pages = _pages(count, page)
    replies = citing.with_facts().defer("parsed").newest_first()[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    return PolicyPage(policy, tuple(shown_to(reply, audience) for reply in replies), count, page, pages)


def _pages(count: int, page: int) -> int:
    """How many pages this many take. Raises `ParameterError` when the one asked for is beyond them."""
    pages = max(1, math.ceil(count / PAGE_SIZE))
    if page > pages:
        raise ParameterError({"page": [f"没有第 {page} 页，共 {pages} 页。"]})
    return pages


def _stem(code: str) -> str:
    """The digits that count: 530000 is the province 53, 530100 the city 5301."""
    if len(code) == 6 and code.endswith("00"):
        return code[:2] if code.endswith("0000") else code[:4]
    return code
