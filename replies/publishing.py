"""Publishing, withdrawing and deciding disclosure: who may, what stands in the way, and what is remembered of it."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from replies.access import may_publish
from replies.models import Reply, Resemblance
from replies.privacy import unmasked_places
from replies.versions import settle


class PublishBlocked(Exception):  # noqa: N818 - the state of the reply
    """The reply can't be published yet; `reasons` say in Chinese what is open."""

    def __init__(self, reasons: list[str]) -> None:
        super().__init__("；".join(reasons))
        self.reasons = reasons


def obstacles(reply: Reply) -> list[str]:
    """What must be settled before the reply may be published; empty when nothing is."""
    proposals = list(reply.proposals.all())
    damaged = reply.metrics.filter(damaged=True, confirmed__isnull=True).count()
    unmasked = len(unmasked_places(reply))
    unjudged = reply.resemblances.filter(verdict=Resemblance.Verdict.OPEN).count()
    checks = (
        (not reply.division_code, "未确定行政区划"),
        (not any(one.number or one.title for one in proposals), "未确定所答的提案或建议"),
        (not reply.disclosure, "未决定公开方式"),
        (damaged > 0, f"有 {damaged} 个疑有缺损的数字既未确认也未排除"),
        (unmasked > 0, f"有 {unmasked} 处个人信息尚未隐去"),
        (unjudged > 0, f"有 {unjudged} 封相似的复文尚未比对"),
    )
    return [reason for applies, reason in checks if applies]


def publish(reply: Reply, user: Any, note: str = "") -> None:
    """Publish. Raises `PermissionDenied`, or `PublishBlocked` with what is open."""
    _require(user, reply)
    with transaction.atomic():
        reply = Reply.objects.select_for_update().get(pk=reply.pk)
        if reasons := obstacles(reply):
            raise PublishBlocked(reasons)
        _set_status(reply, Reply.Status.PUBLISHED, user, note or "发布")


def withdraw(reply: Reply, user: Any, reason: str) -> None:
    """Take a reply from every reader's sight but editors'. Raises `PermissionDenied`; `ValueError` without a reason."""
    _require(user, reply)
    if not reason.strip():
        raise ValueError("请写明撤下的原因。")
    with transaction.atomic():
        _set_status(Reply.objects.select_for_update().get(pk=reply.pk), Reply.Status.WITHDRAWN, user, reason.strip())


def _set_status(reply: Reply, status: str, user: Any, note: str) -> None:
    reply.status = status
    reply.status_note = note[: Reply._meta.get_field("status_note").max_length]
    reply._history_user, reply._change_reason = user, note[:100]  # noqa: SLF001 - how django-simple-history is told
    reply.save(update_fields=["status", "status_note", "updated_at"])
    settle((reply.pk,))


def _require(user: Any, reply: Reply) -> None:
    if not may_publish(user, reply):
        raise PermissionDenied
