"""What of a letter's text is whose to see: personal data is masked for everyone but editors, at every door.

The index, pages, feeds, exports and API take a reply's words from here and nowhere else. Masks keep every character's
place, so that all spans hold in the masked text too. Contact names and office phones are hidden from readers who are
not staff unless SHOW_CONTACTS says otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeVar

from django.conf import settings

from replies.access import Audience, sees_personal_data
from replies.claims import PRIVATE, newest_claims, said_of
from replies.letters.letter import Letter, Span, letter_from_dict
from replies.letters.personal import find_personal_data, mask
from replies.models import Reply

CONTACTS = ("contact_names", "contact_phones")
_CONTACT_LINE = re.compile(r"(?:联\s{0,4}系\s{0,4}人|联系电话|联系方式|经办人)[^\n]{0,80}")
_CONTACT_NAME = re.compile(
    r"(?:联\s{0,4}系\s{0,4}人|经办人)(?:姓名)?(?:[及和、与](?:联系)?(?:电话|方式))?\s{0,4}[:：]\s{0,4}(?P<name>[一-鿿]{2,4}(?![一-鿿]))"
)
_OFFICE_PHONE = re.compile(r"(?<!\d)(?:[(（]?0\d{2,3}[)）]?[\s\-－—]{0,2})?\d{7,8}(?:[\-－转]\d{1,5})?(?!\d)")
Spans = list[list[int]]
Places = dict[str, Spans]


def private_places(letter: Letter, read: Letter | None = None, said: Mapping[Span, bool] | None = None) -> Places:
    """What `Reply.private` keeps: the spans of personal data, and of contacts wherever the letter repeats them.

    `read` is the letter as the parser read it, where people corrected it since: a contact's name that was mended is
    still one. `said` is what people added to the finds (True) or took back (False).
    """
    contacts = {tuple(span) for span in _contact_spans(letter)}
    if read is not None and read is not letter:
        contacts |= {tuple(span) for span in _contact_spans(read, [name for name in CONTACTS if getattr(letter, name)])}
    contacts |= set(_stated_contacts(letter.text))
    found = [(find.start, find.end) for find in find_personal_data(letter.text)]
    for span, is_private in (said or {}).items():
        if is_private:
            found.append(tuple(span))
        else:
            found = [one for one in found if one[1] <= span.start or one[0] >= span.end]
    return {"personal": _as_lists(found), "contact": _as_lists(contacts)}


def _as_lists(spans: Iterable[tuple[int, ...]]) -> Spans:
    return [list(span) for span in sorted(set(spans))]


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


def letter_for_everyone(letter: Letter, private: Places) -> Letter:
    """The letter with personal data masked in its text and in every value read from it: what columns may hold."""
    spans = private["personal"]
    if not spans:
        return letter
    plain = letter.to_dict()
    text = mask(plain.pop("text"), map(tuple, spans))
    return letter_from_dict(text, _masked(_without_places(plain, text, spans), _secrets(letter.text, spans)))


def _without_places(parsed: Mapping[str, Any], text: str, spans: Spans) -> dict[str, Any]:
    """The parser's answer without the findings that lie in masked runs, even where they quote but a part of one.

    Figures, policies and warnings there are left out; what is a whole passage keeps its words as masked in `text`.
    """

    def is_touched(found: Mapping[str, Any]) -> bool:
        return any(start < found["end"] and found["start"] < end for start, end in spans)

    shown = dict(parsed)
    for name in ("metrics", "policies", "warnings"):
        shown[name] = [one for one in parsed.get(name) or () if not is_touched(one)]
    for name in ("requests", "commitments"):
        shown[name] = [
            one | {"text": text[one["start"] : one["end"]]} if is_touched(one) else one
            for one in parsed.get(name) or ()
        ]
    return shown


def _secrets(text: str, spans: Spans) -> list[str]:
    """What must not be quoted, the longest first."""
    return sorted({text[start:end] for start, end in spans}, key=len, reverse=True)


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
    secrets = _secrets(reply.text, spans)
    if "parsed" not in reply.get_deferred_fields():
        known = {name: value for name, value in reply.parsed.items() if name != "parser"}
        known = _without_places(known, text_for(reply, audience), spans) if spans else known
        reply.parsed = _parsed_for(known, secrets, contacts_hidden=contacts_hidden)
    reply.title = _masked(reply.title, secrets)
    reply.text = text_for(reply, audience)
    reply.is_masked = True
    return reply


def original_may_be_given(reply: Reply, audience: Audience) -> bool:
    """Whether the file as it came holds nothing that must be masked for this circle."""
    return not any(private_spans(sibling, audience) for sibling in reply.source.replies.all())


def _contact_spans(letter: Letter, names: Iterable[str] = CONTACTS) -> Iterator[list[int]]:
    for name in names:
        yield from ([span.start, span.end] for span in letter.evidence.get(name, ()))
        for value in getattr(letter, name):
            start = letter.text.find(value)
            while value and start >= 0:
                yield [start, start + len(value)]
                start = letter.text.find(value, start + len(value))


def _stated_contacts(text: str) -> Iterator[tuple[int, int]]:
    """Names and office phones behind 联系人 or 联系电话, also where the parser takes them for none of the letter's."""
    for line in _CONTACT_LINE.finditer(text):
        yield from (match.span() for match in _OFFICE_PHONE.finditer(text, line.start(), line.end()))
        yield from (match.span("name") for match in _CONTACT_NAME.finditer(text, line.start(), line.end()))


def _parsed_for(parsed: dict[str, Any], secrets: list[str], *, contacts_hidden: bool) -> dict[str, Any]:
    shown = _masked(parsed, secrets)
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
