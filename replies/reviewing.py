"""What waits for review: the queue of drafts that a user may change, what they are sorted by, and a reply's history."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet

from replies.access import changeable_q
from replies.claims import CLAIMABLE, DISCLOSURE, METRIC, PRIVATE, place_of_claim
from replies.models import Claim, Reply
from replies.publishing import PublishBlocked, obstacles, publish
from replies.selectors import place_of

WARNINGS = {
    "lost_characters": "缺字",
    "field_code": "域代码",
    "foreign_text": "夹入的文字",
    "implausible_value": "数值可疑",
    "arithmetic": "数字不相符",
    "page_chrome": "网页文字",
    "unreadable": "乱码",
    "masked_name": "姓名已隐去",
    "traditional_script": "繁体",
    "repeated_text": "文字重复",
    "not_a_letter": "不像复文",
}
# Of what was left out around the letter, or how it was published: nothing in it that a reviewer could mend.
HARMLESS = ("page_chrome", "masked_name", "traditional_script")
NO_WARNING, NO_PLACE, NOBODY = "none", "none", "none"
MOST_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """Which of the waiting replies: of this status, with this warning, of this place, handed in by this user."""

    status: str = Reply.Status.DRAFT
    warning: str = ""
    place: str = ""
    uploader: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """One value that the queue can be filtered by, and how many letters it leaves."""

    value: str
    label: str
    count: int


def changeable(user: Any) -> QuerySet[Reply]:
    """The replies that the user may change, each once."""
    return Reply.objects.filter(pk__in=Reply.objects.filter(changeable_q(user)).values("pk"))


def queue(user: Any, chosen: QueueFilter) -> QuerySet[Reply]:
    """What waits, oldest first."""
    replies = changeable(user).filter(status=chosen.status)
    if chosen.warning == NO_WARNING:
        replies = replies.filter(parsed__warnings=[])
    elif chosen.warning:
        replies = replies.filter(parsed__warnings__icontains=f'"{chosen.warning}"')
    if chosen.place:
        replies = replies.filter(division_code="" if chosen.place == NO_PLACE else chosen.place)
    if chosen.uploader == NOBODY:
        replies = replies.filter(source__uploads__isnull=True)
    elif chosen.uploader:
        replies = replies.filter(
            source__in=replies.filter(source__uploads__uploader__username=chosen.uploader).values("source")
        )
    return replies.order_by("created_at", "pk")


def choices(user: Any, status: str) -> dict[str, list[Choice]]:
    """What the replies of this status can be filtered by: warnings, places and uploaders, with their counts."""
    rows = changeable(user).filter(status=status).values_list("source_id", "division_code", "parsed__warnings")
    warnings: Counter[str] = Counter()
    places: Counter[str] = Counter()
    sources: Counter[int] = Counter()
    for source, code, found in rows.iterator():
        sources[source] += 1
        places[code or NO_PLACE] += 1
        warnings.update({one["code"] for one in found or ()} or {NO_WARNING})
    people: Counter[str] = Counter()
    handed_in = (
        get_user_model()
        .objects.filter(uploads__source__replies__status=status)
        .values_list("username", "uploads__source_id")
        .distinct()
    )
    of_people: set[int] = set()
    for name, source in handed_in:
        if source in sources:
            people[name] += sources[source]
            of_people.add(source)
    if others := sum(count for source, count in sources.items() if source not in of_people):
        people[NOBODY] = others
    names = {code: _place_name(code) for code in places if code != NO_PLACE}
    return {
        "warning": _choices(warnings, {NO_WARNING: "没有提示", **WARNINGS}),
        "place": _choices(places, {NO_PLACE: "未定", **names}),
        "uploader": _choices(people, {NOBODY: "命令行入库"}),
    }


def _choices(counted: Counter[str], labels: dict[str, str]) -> list[Choice]:
    return [Choice(value, labels.get(value, value), count) for value, count in counted.most_common()]


def _place_name(code: str) -> str:
    place = place_of(code[:6])
    return place.full_name if place else code


def next_after(user: Any, reply: Reply, chosen: QueueFilter) -> Reply | None:
    """The letter to review after this one; after the last, the first."""
    waiting = list(queue(user, chosen).exclude(pk=reply.pk).values_list("pk", "created_at")[:10_000])
    later = next((pk for pk, at in waiting if (at, pk) > (reply.created_at, reply.pk)), None)
    following = later or (waiting[0][0] if waiting else None)
    return Reply.objects.filter(pk=following).first() if following else None


# --- all at once -----------------------------------------------------------------------------------------------------


def easy_ones(user: Any, chosen: QueueFilter) -> list[Reply]:
    """Of what waits, the letters with no warning but harmless ones and with nothing in the way of publishing.

    Each has `remarks`: what the harmless warnings are called.
    """
    easy = queue(user, QueueFilter(chosen.status, "", chosen.place, chosen.uploader))
    for code in WARNINGS.keys() - set(HARMLESS):
        easy = easy.exclude(parsed__warnings__icontains=f'"{code}"')
    found = []
    for reply in easy.select_related("department").prefetch_related("proposals").iterator(chunk_size=100):
        codes = _warned_of(reply)
        if codes <= set(HARMLESS) and not obstacles(reply):
            reply.remarks = [WARNINGS[code] for code in HARMLESS if code in codes]
            found.append(reply)
            if len(found) == MOST_AT_ONCE:
                break
    return found


def publish_easy_ones(user: Any, reply_ids: Iterable[int]) -> tuple[int, int]:
    """Publish those of these drafts that are still easy (see `easy_ones`); how many were published, how many left."""
    done = left = 0
    for reply in changeable(user).filter(pk__in=list(reply_ids)[:MOST_AT_ONCE]).order_by("pk"):
        try:
            if reply.status != Reply.Status.DRAFT or not _warned_of(reply) <= set(HARMLESS):
                raise PublishBlocked(["不再是没有提示的待审核复文"])
            publish(reply, user, "批量发布")
            done += 1
        except (PublishBlocked, PermissionDenied):
            left += 1
    return done, left


def _warned_of(reply: Reply) -> set[str]:
    return {one["code"] for one in reply.parsed.get("warnings") or ()}


# --- what was done to a reply ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Event:
    """Something that was done to a reply: when, by whom, and what."""

    at: datetime
    by: str
    what: str
    details: str = ""


def history_of(reply: Reply) -> list[Event]:
    """What people and the archive did to a reply, the latest first."""
    events = [*_changes(reply), *(_event_of(claim) for claim in reply.claims.select_related("by"))]
    return sorted(events, key=lambda event: event.at, reverse=True)


def _changes(reply: Reply) -> Iterator[Event]:
    before = None
    for row in reply.history.select_related("history_user").order_by("history_date", "history_id"):
        by = str(row.history_user) if row.history_user else ""
        if before is None:
            yield Event(row.history_date, by, "收入", Reply.Status(row.status).label)
        elif row.status != before.status:
            yield Event(row.history_date, by, Reply.Status(row.status).label, row.status_note)
        elif row.disclosure != before.disclosure and row.disclosure_basis != Reply.DisclosureBasis.PERSON:
            yield Event(row.history_date, by, "公开方式", Reply.Disclosure(row.disclosure).label)
        before = row


def _event_of(claim: Claim) -> Event:
    place = place_of_claim(claim.field)
    by = str(claim.by) if claim.by else ""
    if place is None:
        label = "公开方式" if claim.field == DISCLOSURE else CLAIMABLE.get(claim.field, claim.field)
        return Event(claim.at, by, f"更正{label}", f"{_said(claim.former)} → {_said(claim.value)}")
    kind, span = place
    words = claim.reply.text[slice(*span)]
    if kind == PRIVATE:
        return Event(claim.at, by, "隐去文字" if claim.value else "不再隐去", words)
    if kind == METRIC and "value" in claim.value:
        mended = claim.value
        return Event(claim.at, by, "更正数据", f"{words} → {mended['label']} {mended['value']} {mended['unit']}")
    verdict = {True: "确认数据", False: "排除数据"}.get(claim.value.get("confirmed"), "数据改为待定")
    return Event(claim.at, by, verdict, words)


def _said(value: Any) -> str:
    if isinstance(value, list):
        return "、".join(map(str, value)) or "（空）"
    named = dict(Reply.Disclosure.choices) | {"cppcc": "政协提案", "npc": "人大建议", "": "（空）", None: "（空）"}
    return str(named.get(value, value))
