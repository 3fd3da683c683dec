"""What of a letter's text is whose to see: personal data is masked for everyone but editors, at every door.

The index, pages, feeds, exports and API take a reply's words from here and nowhere else. Masks keep every character's
place, so that all spans hold in the masked text too. Contact names and office phones are hidden from readers who are
not staff unless SHOW_CONTACTS says otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, TypeVar

from django.conf import settings

from replies.access import Audience, sees_personal_data
from replies.letters.letter import Letter
from replies.letters.personal import find_personal_data, mask
from replies.models import Reply

CONTACTS = ("contact_names", "contact_phones")
Spans = list[list[int]]


def private_places(letter: Letter) -> dict[str, Spans]:
    """What `Reply.private` keeps: the spans of personal data, and of contacts wherever the letter repeats them."""
    return {
        "personal": [[find.start, find.end] for find in find_personal_data(letter.text)],
        "contact": sorted(_contact_spans(letter)),
    }


def private_spans(reply: Reply, audience: Audience) -> Spans:
    """The runs of a reply's text that this circle of readers may not see."""
    if sees_personal_data(audience):
        return []
    spans = list(reply.private.get("personal", ()))
    if audience == "public" and not settings.SHOW_CONTACTS:
        spans += reply.private.get("contact", ())
    return spans


def text_for(reply: Reply, audience: Audience) -> str:
    """The reply's text as this circle may read it; as long as the letter's own."""
    spans = private_spans(reply, audience)
    return mask(reply.text, map(tuple, spans)) if spans else reply.text


def shown_to(reply: Reply, audience: Audience) -> Reply:
    """This copy of the reply as the circle may read it: text, title and parsed values masked. It can't be saved."""
    spans = private_spans(reply, audience)
    contacts_hidden = audience == "public" and not settings.SHOW_CONTACTS
    if reply.is_masked or not (spans or contacts_hidden):
        return reply
    secrets = sorted({reply.text[start:end] for start, end in spans}, key=len, reverse=True)
    if "parsed" not in reply.get_deferred_fields():
        reply.parsed = _parsed_for(reply.parsed, secrets, contacts_hidden=contacts_hidden)
    reply.title = _masked(reply.title, secrets)
    reply.text = text_for(reply, audience)
    reply.is_masked = True
    return reply


def original_may_be_given(reply: Reply, audience: Audience) -> bool:
    """Whether the file as it came holds nothing that must be masked for this circle."""
    return not any(private_spans(sibling, audience) for sibling in reply.source.replies.all())


def _contact_spans(letter: Letter) -> Iterator[list[int]]:
    for name in CONTACTS:
        yield from ([span.start, span.end] for span in letter.evidence.get(name, ()))
        for value in getattr(letter, name):
            start = letter.text.find(value)
            while value and start >= 0:
                yield [start, start + len(value)]
                start = letter.text.find(value, start + len(value))


def _parsed_for(parsed: dict[str, Any], secrets: list[str], *, contacts_hidden: bool) -> dict[str, Any]:
    shown = _masked({name: value for name, value in parsed.items() if name != "parser"}, secrets)
    if contacts_hidden:
        shown |= {name: [] for name in CONTACTS}
        shown["evidence"] = {name: runs for name, runs in shown.get("evidence", {}).items() if name not in CONTACTS}
    return shown


Value = TypeVar("Value")


def _masked(value: Value, secrets: Iterable[str]) -> Value:
    """A value of the parser's answer with what is private masked, wherever it quotes the text."""
    if isinstance(value, str):
        for secret in secrets:
            if secret in value:
                value = value.replace(secret, mask(secret, [(0, len(secret))]))
        return value
    if isinstance(value, list):
        return [_masked(item, secrets) for item in value]
    if isinstance(value, dict):
        return {name: _masked(item, secrets) for name, item in value.items()}
    return value
