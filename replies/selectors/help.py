"""Help while searching and reading: completions, and replies that resemble one another."""

from __future__ import annotations

from typing import Any

from replies import indexing
from replies.access import audience_of
from replies.models import Reply

COMPLETIONS = 8
RELATED = 5


def suggest(user: Any, prefix: str) -> list[str]:
    """Completions of what a reader has begun to type, from letters that the reader may see."""
    begun = prefix.strip()
    return indexing.engine().suggest(begun, audience_of(user), COMPLETIONS) if begun else []


def related_replies(user: Any, reply: Reply) -> tuple[Reply, ...]:
    """Visible replies that share uncommon words or policies with this one, the nearest first."""
    audience = audience_of(user)
    near = [hit.id for hit in indexing.engine().similar(reply.pk, audience, RELATED) if hit.id != reply.pk]
    found = Reply.objects.visible_to(audience).with_facts().defer("parsed", "text").in_bulk(near)
    return tuple(found[pk] for pk in near if pk in found)
