"""Versions of one reply and its supplements, as people judged them (`Resemblance`): what a reader is told of them.

All versions stay readable under their own addresses. The newest, by its date and then by its arrival, is the one that
search, feeds and figures show; an older one says on its page that there is a newer, and leads to it. All of this is
said to each reader of what that reader may see: a draft or reserved version leaves no trace, and while the public may
not read the newest, the one before it is the public's newest. Withdrawn versions supersede nothing.

| the newer one is   | the older one is found by search |
|--------------------|----------------------------------|
| read by all who read the older one, not withdrawn | no, its page leads on |
| read by fewer (draft, reserved), or withdrawn     | yes                   |
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.db.models.signals import post_delete

from replies.access import Audience, audience_for
from replies.indexing import mark_changed
from replies.models import Reply, Resemblance
from replies.privacy import shown_to

CIRCLES: tuple[Audience, ...] = ("public", "staff", "editor")
VERSION, SUPPLEMENT = Resemblance.Verdict.VERSION, Resemblance.Verdict.SUPPLEMENT


@dataclass(frozen=True, slots=True)
class Relatives:
    """Of the replies that a reader may see: the other versions of one (newest first) and which is the newest, where it
    is another; what supplements it, and what it supplements."""

    newest: Reply | None = None
    versions: tuple[Reply, ...] = ()
    supplements: tuple[Reply, ...] = ()
    supplemented: tuple[Reply, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.versions or self.supplements or self.supplemented)


def relatives_of(reply: Reply, audience: Audience) -> Relatives:
    """What a reader is told of a reply's versions and supplements."""
    family = _family(reply.pk)
    judged = Resemblance.objects.filter(verdict=SUPPLEMENT)
    added = set(judged.filter(other__in=family).values_list("reply", flat=True)) - family
    completed = set(judged.filter(reply__in=family).values_list("other", flat=True)) - family - added
    if len(family) == 1 and not added and not completed:
        return Relatives()
    visible = Reply.objects.visible_to(audience).with_facts().filter(pk__in=family | added | completed)
    known = {one.pk: shown_to(one, audience) for one in visible}
    versions = sorted((known[pk] for pk in family if pk in known), key=_age, reverse=True)
    newest = next((one for one in versions if one.status != Reply.Status.WITHDRAWN), None)
    return Relatives(
        newest=newest if newest and newest.pk != reply.pk and _age(newest) > _age(reply) else None,
        versions=tuple(one for one in versions if one.pk != reply.pk),
        supplements=tuple(sorted((known[pk] for pk in added if pk in known), key=_age)),
        supplemented=tuple(sorted((known[pk] for pk in completed if pk in known), key=_age)),
    )


def note_relatives(replies: Iterable[Reply], audience: Audience) -> None:
    """Give each of these replies, as they stand in a list, a `version_note` in a reader's words."""
    replies = list(replies)
    judged = Resemblance.objects.filter(verdict__in=(VERSION, SUPPLEMENT))
    ids = [one.pk for one in replies]
    pairs = judged.filter(Q(reply__in=ids) | Q(other__in=ids)).values_list("reply", "other")
    touched = {pk for pair in pairs for pk in pair}
    for one in replies:
        relatives = relatives_of(one, audience) if one.pk in touched else Relatives()
        one.version_note = "已有新版本" if relatives.newest else "补充答复" if relatives.supplemented else ""


def settle(reply_ids: Iterable[int]) -> None:
    """Set anew which versions search leaves out, after something of these replies has changed that may decide it.

    Another transaction may be changing another version at this moment, and neither sees what the other does. So
    families of several are settled once more after the commit, one after another: the last sees all.
    """
    reply_ids = set(reply_ids)
    families, changed = _settle(reply_ids)
    mark_changed(reply_ids | changed)
    if several := set().union(*(family for family in families if len(family) > 1)):
        transaction.on_commit(partial(_settle_in_turn, several), robust=True)


def _settle_in_turn(reply_ids: set[int]) -> None:
    with transaction.atomic():
        members = Reply.objects.select_for_update().filter(pk__in=reply_ids).order_by("pk")
        _, changed = _settle(set(members.values_list("pk", flat=True)))  # waits for who holds one of them
        mark_changed(changed)


def _settle(reply_ids: set[int]) -> tuple[list[set[int]], set[int]]:
    """Settle the families of these replies: the families, and the replies for which that has changed something."""
    families, wrong = _standing(reply_ids)
    for reply_id, superseded in wrong.items():
        Reply.objects.filter(pk=reply_id).update(superseded=superseded)
    return families, set(wrong)


def _standing(reply_ids: set[int]) -> tuple[list[set[int]], dict[int, bool]]:
    """The families of these replies; and of their members, whose `superseded` is wrong, what it should be."""
    families: list[set[int]] = []
    wrong: dict[int, bool] = {}
    for reply_id in sorted(reply_ids):
        if any(reply_id in family for family in families):
            continue
        families.append(_family(reply_id))
        members = list(Reply.objects.filter(pk__in=families[-1]).defer("text", "parsed", "private"))
        for member in members:
            superseded = any(_supersedes(other, member) for other in members)
            if superseded != member.superseded:
                wrong[member.pk] = superseded
    return families, wrong


def unsettled() -> list[int]:
    """The replies that search leaves out or finds though their versions say otherwise: none, unless something went
    wrong. `settle` mends them."""
    pairs = Resemblance.objects.filter(verdict=VERSION).values_list("reply", "other")
    related = {pk for pair in pairs for pk in pair}
    left_out = Reply.objects.filter(superseded=True).order_by().values_list("pk", flat=True)
    return sorted(_standing(related.union(left_out))[1])


def _supersedes(newer: Reply, older: Reply) -> bool:
    """Whether everybody who may read the older one is better served by the newer one."""
    if newer.status == Reply.Status.WITHDRAWN or _age(newer) <= _age(older):
        return False
    read_by, wanted_by = (CIRCLES.index(audience_for(one.status, one.disclosure)) for one in (newer, older))
    return read_by <= wanted_by


def _age(reply: Reply) -> tuple[date, int]:
    """What versions are ordered by: the letter's date, else that of its publication; one without counts as oldest."""
    return reply.issue_date or reply.publish_date or date.min, reply.pk


def _family(reply_id: int) -> set[int]:
    """The ids of all versions of a reply, itself among them, through whatever others they were compared."""
    family, unasked = {reply_id}, {reply_id}
    judged = Resemblance.objects.filter(verdict=VERSION)
    while unasked:
        pairs = judged.filter(Q(reply__in=unasked) | Q(other__in=unasked)).values_list("reply", "other")
        unasked = {pk for pair in pairs for pk in pair} - family
        family |= unasked
    return family


def follow_deletions() -> None:
    """Listen for versions that are deleted; called once, when Django is ready."""
    post_delete.connect(_parted, sender=Resemblance)


def _parted(instance: Resemblance, **_: Any) -> None:
    if instance.verdict == VERSION:
        settle((instance.reply_id, instance.other_id))
