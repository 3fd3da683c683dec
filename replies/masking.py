"""What of a letter is private, and the letter without it. Knows no Django: it is found where letters are parsed.

Whose it is to see is what `replies.privacy` says. Masks keep every character's place, so that all spans hold in the
masked text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeVar

from replies.letters.letter import Letter, Span, letter_from_dict
from replies.letters.personal import find_personal_data, mask

CONTACTS = ("contact_names", "contact_phones")
_CONTACT_LINE = re.compile(r"(?:联\s{0,4}系\s{0,4}人|联系电话|联系方式|经办人)[^\n]{0,80}")
_CONTACT_NAME = re.compile(
    r"(?:联\s{0,4}系\s{0,4}人|经办人)(?:姓名)?(?:[及和、与](?:联系)?(?:电话|方式))?\s{0,4}[:：]\s{0,4}(?P<name>[一-鿿]{2,4}(?![一-鿿]))"
)
_OFFICE_PHONE = re.compile(r"(?<!\d)(?:[(（]?0\d{2,3}[)）]?[\s\-－—]{0,2})?\d{7,8}(?:[\-－转]\d{1,5})?(?!\d)")
Spans = list[list[int]]
Places = dict[str, Spans]
Value = TypeVar("Value")


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


def letter_for_everyone(letter: Letter, private: Places) -> Letter:
    """The letter with personal data masked in its text and in every value read from it: what columns may hold."""
    spans = private["personal"]
    if not spans:
        return letter
    plain = letter.to_dict()
    text = mask(plain.pop("text"), map(tuple, spans))
    return letter_from_dict(text, masked(without_places(plain, text, spans), secrets(letter.text, spans)))


def without_places(parsed: Mapping[str, Any], text: str, spans: Spans) -> dict[str, Any]:
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


def secrets(text: str, spans: Spans) -> list[str]:
    """What must not be quoted, the longest first."""
    return sorted({text[start:end] for start, end in spans}, key=len, reverse=True)


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


def masked(value: Value, secrets: Iterable[str]) -> Value:
    """A value of the parser's answer with what is private masked, wherever it quotes the text."""
    if isinstance(value, str):
        for secret in secrets:
            if secret in value:
                value = value.replace(secret, mask(secret, [(0, len(secret))]))
        return value
    if isinstance(value, list):
        return [masked(item, secrets) for item in value]
    if isinstance(value, dict):
        return {name: masked(item, secrets) for name, item in value.items()}
    return value
