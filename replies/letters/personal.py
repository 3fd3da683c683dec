"""Personal data of private persons in a letter's text: where it stands, and the text with it masked.

Masks keep every character's place (one `*` for one character), so that all spans stay true in the masked text.
Numbers count only when they prove themselves: an identity-card number by its check digit (GB 11643-1999), a bank card
by the Luhn sum (GB/T 15694) behind an issuer's prefix, a mobile number by its segment (1 and 3–9, eleven digits).
Office phones and service lines (0871-…, 12345, 400-…) are no personal data; who may see them is another question.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from replies.letters.letter import Span

KINDS = {
    "mobile": "手机号码",
    "identity_card": "身份证号码",
    "bank_card": "银行卡号",
    "email": "电子邮箱",
    "home_address": "家庭住址",
}
MASK = "*"

_GAP = r"[ \-\u2010-\u2015－]?"
_MOBILE = re.compile(rf"(?<![\d.])(?:\+?86{_GAP})?(1[3-9]\d{_GAP}\d{{4}}{_GAP}\d{{4}})(?![\d.]*\d)")
_IDENTITY = re.compile(r"(?<!\d)[1-8]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXxＸ](?!\d)")
_CARD = re.compile(r"(?<!\d)(?:[3-6]\d{3}(?: ?\d{4}){2,3}(?: ?\d{1,3})?)(?!\d)")
_EMAIL = re.compile(
    r"(?<![\w.+-])[A-Za-z0-9][\w.+-]{0,63}@[A-Za-z0-9](?:[\w-]{0,62}\.){1,4}[A-Za-z]{2,12}(?![\w-])", re.ASCII
)
_ADDRESS = re.compile(
    r"(?:家庭住址|家庭地址|现住址|现居住地?|住址|户籍地址|家住)\s{0,3}(?:[:：为在是]\s{0,3})?([^\s，。；;、,（）()]{4,60})"
)
# A building reached down to the door is somebody's home; a street with a number alone may be an office.
_DOOR = re.compile(
    r"\d(?=(?P<way>[栋幢座号#]楼?(?:\d{1,3}单元)?(?:\d{1,2}[楼层])?\d{2,5}[室号房](?!码|线|令|文|件|提|建)))"
)
_UP_TO_DOOR = re.compile(r"[一-鿿\w]{2,24}\d{0,3}\Z")
_LONGEST_UP_TO_DOOR = 27
# Without any of these there is no number to be asked for, nor an address; they are looked for at a fifth of the time.
_ELEVEN_DIGITS = re.compile(rf"\d(?:{_GAP}\d){{10}}")
_ADDRESS_WORDS = ("住址", "地址", "现居住", "家住")
_WIDE = str.maketrans("０１２３４５６７８９Ｘ＠", "0123456789X@")
_ANY_WIDE = re.compile("[０-９Ｘ＠]")
_VISIBLE = re.compile(r"\S")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_DIGITS = "10X98765432"


@dataclass(frozen=True, slots=True)
class PersonalData:
    """One find: its kind (a key of `KINDS`) and its run in the text."""

    kind: str
    start: int
    end: int


def find_personal_data(text: str) -> list[PersonalData]:
    """All personal data in a text, in order, without overlaps (the longer find wins)."""
    plain = text.translate(_WIDE) if _ANY_WIDE.search(text) else text
    finds: list[PersonalData] = []
    if _ELEVEN_DIGITS.search(plain):
        finds += _found("identity_card", _IDENTITY, plain, _is_identity)
        finds += _found("bank_card", _CARD, plain, _is_card)
        finds += _found("mobile", _MOBILE, plain, group=1)
    if "@" in plain:
        finds += _found("email", _EMAIL, plain)
    if any(word in plain for word in _ADDRESS_WORDS):
        finds += _found("home_address", _ADDRESS, plain, group=1)
    finds += _homes(plain)
    kept: list[PersonalData] = []
    for find in sorted(finds, key=lambda find: (find.start, -find.end)):
        if not kept or find.start >= kept[-1].end:
            kept.append(find)
    return kept


def mask(text: str, spans: Iterable[Span | PersonalData | tuple[int, int]]) -> str:
    """The text with the runs masked, character for character; white space stays, so that lines keep their shape."""
    pieces: list[str] = []
    done = 0
    for start, end in sorted((one.start, one.end) if isinstance(one, PersonalData) else tuple(one) for one in spans):
        if end > (begin := max(done, start)):
            pieces += (text[done:begin], _VISIBLE.sub(MASK, text[begin:end]))
            done = end
    return "".join((*pieces, text[done:]))


def _found(
    kind: str, pattern: re.Pattern[str], text: str, proves: Callable[[str], bool] | None = None, group: int = 0
) -> Iterator[PersonalData]:
    for match in pattern.finditer(text):
        if proves is None or proves(match[group]):
            yield PersonalData(kind, match.start(group), match.end(group))


def _homes(text: str) -> Iterator[PersonalData]:
    """Home addresses, read back from each door: doors are rare, and any word may be the beginning of an address."""
    end = 0
    for door in _DOOR.finditer(text):
        begin = max(end, door.start() - _LONGEST_UP_TO_DOOR)
        if before := _UP_TO_DOOR.search(text, begin, door.start()):
            end = door.end("way")
            yield PersonalData("home_address", before.start(), end)


def _is_identity(number: str) -> bool:
    total = sum(int(digit) * weight for digit, weight in zip(number[:17], _WEIGHTS, strict=True))
    return _CHECK_DIGITS[total % 11] == number[17].upper()


def _is_card(number: str) -> bool:
    digits = [int(digit) for digit in number if digit.isdigit()]
    if not 15 <= len(digits) <= 19:
        return False
    doubled = [digit if index % 2 == 0 else digit * 2 - 9 * (digit > 4) for index, digit in enumerate(reversed(digits))]
    return sum(doubled) % 10 == 0
