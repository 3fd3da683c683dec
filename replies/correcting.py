"""What people say of a reply, written down as claims: only what differs, each with who, when and what it was before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from replies.access import Audience, may_change
from replies.claims import CLAIMABLE, DISCLOSURE, METRIC, place_of_claim
from replies.indexing import one_change
from replies.letters.letter import Span
from replies.models import Claim, Reply
from replies.privacy import CONTACTS, shows_contacts
from replies.storing import renew


@dataclass(frozen=True, slots=True)
class Word:
    """A value as a person has it, and the run of the text it was taken from, where they showed one."""

    value: Any
    span: Span | None = None


def correct(reply: Reply, user: Any, words: Mapping[str, Word]) -> list[Claim]:
    """Record claims for what differs from what counts now, and bring the reply up to date with them.

    Fields are those of `replies.claims`. Raises `PermissionDenied`.
    """
    if not may_change(user, reply):
        raise PermissionDenied
    with one_change():
        reply = Reply.objects.select_for_update().get(pk=reply.pk)
        made = []
        for field, word in words.items():
            former = present_value(reply, field)
            if word.value != former:
                start, end = word.span or (None, None)
                made.append(
                    Claim.objects.create(
                        reply=reply, field=field, value=word.value, former=former, start=start, end=end, by=user
                    )
                )
                if field == DISCLOSURE:
                    _decide_disclosure(reply, word.value, user)
        if made:
            renew(reply)
    return made


def present_value(reply: Reply, field: str) -> Any:
    """What counts now, as a claim would say it; None for nothing said."""
    place = place_of_claim(field)
    if place is None:
        return reply.disclosure if field == DISCLOSURE else reply.parsed.get(field)
    claim = reply.claims.filter(field=field).order_by("pk").last()
    if place[0] == METRIC:
        confirmed = reply.metrics.filter(start=place[1].start, end=place[1].end).values_list("confirmed", flat=True)
        said = claim.value if claim else {}
        return said | {"confirmed": confirmed.first()}
    return claim.value if claim else None


def _decide_disclosure(reply: Reply, disclosure: str, user: Any) -> None:
    reply.decide_disclosure(disclosure)
    reply._history_user, reply._change_reason = user, "决定公开方式"  # noqa: SLF001 - how django-simple-history is told
    reply.save(update_fields=["disclosure", "disclosure_basis", "updated_at"])


@dataclass(frozen=True, slots=True)
class Correction:
    """What was corrected on one day, as readers are told: not by whom, and not what it was before."""

    day: date
    labels: tuple[str, ...]


def corrections_of(reply: Reply, audience: Audience) -> list[Correction]:
    """The corrections of a reply, newest day first, without what this circle of readers may not see anyway."""
    days: dict[date, dict[str, None]] = {}
    hidden = () if shows_contacts(audience) else CONTACTS
    for claim in reply.claims.order_by("-pk"):
        label = label_of(claim)
        if label and claim.field not in hidden:
            days.setdefault(_day(claim), {})[label] = None
    return [Correction(day, tuple(labels)) for day, labels in days.items()]


def label_of(claim: Claim) -> str:
    """What a claim corrected, in a reader's words; empty for a decision that mends nothing."""
    place = place_of_claim(claim.field)
    if place is None:
        if claim.field == DISCLOSURE:
            return "公开方式" if claim.former else ""
        return CLAIMABLE.get(claim.field, "")
    return "引用数据" if place[0] == METRIC and "value" in claim.value else ""


def _day(claim: Claim) -> date:
    return timezone.localdate(claim.at)
