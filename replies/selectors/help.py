"""Help while searching and reading: completions, replies that resemble one another, and the list for robots."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db.models import QuerySet

from replies import indexing
from replies.access import Audience, audience_of
from replies.models import Reply
from replies.privacy import shown_to
from replies.search.engine import SearchEngine
from replies.search.pinyin import words_for
from replies.search.suggest import loosened
from replies.search.suggesters import Suggesters

COMPLETIONS = 8
RELATED = 5


def suggest(user: Any, prefix: str) -> list[str]:
    """Completions of what a reader has begun to type, from letters that the reader may see."""
    begun, audience, engine = prefix.strip(), audience_of(user), indexing.engine()
    if not begun:
        return []
    suggester = _suggesters(engine).of(audience)
    if suggester is None:
        return engine.suggest(begun, audience, COMPLETIONS)
    return [one.text for one in suggester.complete(begun, engine.vocabulary(audience).count, COMPLETIONS)]


def read_pinyin(audience: Audience, typed: str) -> list[str]:
    """What typed pinyin stands for: common words, and places that letters of this circle are about."""
    engine = indexing.engine()
    suggester = _suggesters(engine).of(audience)
    return suggester.sounding(typed, engine.vocabulary(audience).count) if suggester else words_for(typed)


def better_queries(audience: Audience, query: str, *, found_nothing: bool) -> Iterator[str]:
    """What may have been meant by a query that finds little: unknown words put right, else some of its words only."""
    engine = indexing.engine()
    suggester = _suggesters(engine).of(audience)
    corrected = suggester.did_you_mean(query, engine.vocabulary(audience).count) if suggester else None
    if corrected:
        yield corrected
    if found_nothing and (some_words := loosened(query)):
        yield some_words


def related_replies(user: Any, reply: Reply) -> tuple[Reply, ...]:
    """Visible replies that share uncommon words or policies with this one, the nearest first."""
    audience = audience_of(user)
    near = [hit.id for hit in indexing.engine().similar(reply.pk, audience, RELATED) if hit.id != reply.pk]
    found = Reply.objects.visible_to(audience).with_facts().defer("parsed").in_bulk(near)
    return tuple(shown_to(found[pk], audience) for pk in near if pk in found)


@lru_cache(maxsize=1)
def _suggesters(engine: SearchEngine) -> Suggesters:
    return Suggesters(engine.vocabulary)


def public_replies() -> QuerySet[Reply, tuple[int, datetime]]:
    """What everybody may read, whoever asks: (id, last change), the oldest in the archive first."""
    return Reply.objects.visible_to("public").order_by("pk").values_list("pk", "updated_at")
