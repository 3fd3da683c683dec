"""What of a letter's text is whose to see: personal data is masked for everyone but editors, at every door.

The index, pages, feeds, exports and API take a reply's words from here and nowhere else. Masks keep every character's
place, so that all spans hold in the masked text too. Contact names and office phones are hidden from readers who are
not staff unless SHOW_CONTACTS says otherwise.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings

from replies.access import Audience, sees_personal_data
from replies.claims import PRIVATE, newest_claims, said_of
from replies.letters.personal import find_personal_data, mask
from replies.masking import CONTACTS, Spans, masked, secrets, without_places
from replies.models import Reply


def unmasked_places(reply: Reply) -> Spans:
    """Personal data that is found in the text today and neither masked nor taken back by a person.

    There is some where the letter was stored before the finders knew of it; parsing again masks it.
    """
    kept = reply.private.get("personal", ())
    released = [span for span, is_private in said_of(PRIVATE, newest_claims(reply)).items() if not is_private]
    return [
        [find.start, find.end]
        for find in find_personal_data(reply.text)
        if not any(start <= find.start and find.end <= end for start, end in (*kept, *released))
    ]


def private_spans(reply: Reply, audience: Audience) -> Spans:
    """The runs of a reply's text that this circle of readers may not see."""
    if sees_personal_data(audience):
        return []
    spans = list(reply.private.get("personal", ()))
    if not shows_contacts(audience):
        spans += reply.private.get("contact", ())
    return spans


def shows_contacts(audience: Audience) -> bool:
    """Whether this circle reads contacts' names and office phones."""
    return audience != "public" or settings.SHOW_CONTACTS


def text_for(reply: Reply, audience: Audience) -> str:
    """The reply's text as this circle may read it; as long as the letter's own."""
    spans = private_spans(reply, audience)
    return mask(reply.text, map(tuple, spans)) if spans else reply.text


def shown_to(reply: Reply, audience: Audience) -> Reply:
    """This copy of the reply as the circle may read it: text, title and parsed values masked. It can't be saved."""
    spans = private_spans(reply, audience)
    contacts_hidden = not shows_contacts(audience)
    if reply.is_masked or not (spans or contacts_hidden):
        return reply
    hidden = secrets(reply.text, spans)
    if "parsed" not in reply.get_deferred_fields():
        known = {name: value for name, value in reply.parsed.items() if name != "parser"}
        known = without_places(known, text_for(reply, audience), spans) if spans else known
        reply.parsed = _parsed_for(known, hidden, contacts_hidden=contacts_hidden)
    reply.title = masked(reply.title, hidden)
    reply.text = text_for(reply, audience)
    reply.is_masked = True
    return reply


def original_may_be_given(reply: Reply, audience: Audience) -> bool:
    """Whether the file as it came holds nothing that must be masked for this circle."""
    return not any(private_spans(sibling, audience) for sibling in reply.source.replies.all())


def _parsed_for(parsed: dict[str, Any], hidden: list[str], *, contacts_hidden: bool) -> dict[str, Any]:
    shown = masked(parsed, hidden)
    if contacts_hidden:
        shown |= {name: [] for name in CONTACTS}
        shown["evidence"] = {name: runs for name, runs in shown.get("evidence", {}).items() if name not in CONTACTS}
    return shown
