"""Proposal numbers, document numbers and sessions however written -> one normal form each.

Index, database and query call the same functions, so that 第０５６号 and 56 meet, and 西民函[2023]73号 and
西民函 2023 73. What is no number has the key "".
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from replies.search.analysis import exact_fold, fold

LONGEST = 200  # characters; nothing longer is a number, and no pattern here meets more
_DIGIT_NAMES = ("〇零○", "一壹", "二贰两", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖")
_DIGITS = {digit: value for value, names in enumerate(_DIGIT_NAMES)
           for digit in names} | {str(value): value for value in range(10)}  # fmt: skip
_UNITS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_TENS = {"廿": "二十", "卅": "三十"}
CHINESE_DIGITS = "〇零○一壹二贰两三叁四肆五伍六陆七柒八捌九玖十拾百佰千仟廿卅"
_ORDINAL = rf"(?:[0-9]{{1,2}}|[{CHINESE_DIGITS}]{{1,4}})"
_OPEN, _CLOSE = r"[〔\[【(〈《<{「『〖﹝❲]", r"[〕\]】)〉》>}」』〗﹞❳]"

_KIND = r"(?:政协|人大|委员|代表|重点|平时)?(?:提案|建议|议案)"
_SERIAL = rf"(?P<serial>[A-Za-z]{{0,6}}[0-9]{{1,18}}(?:-[0-9]{{1,6}})?|[{CHINESE_DIGITS}]{{1,14}})"
_PROPOSAL = re.compile(
    rf"(?P<kind>{_KIND})?\s*(?:编号|案号)?\s*(?P<ordinal>第|no\.?|№|#)?\s*{_SERIAL}\s*(?P<mark>号)?\s*(?:{_KIND})?\Z"
)
_RUN_WITH_DIGITS = re.compile(rf"[A-Z]*[0-9][A-Z0-9]*|(?<=第)[{CHINESE_DIGITS}]+|[{CHINESE_DIGITS}]+(?=号)")
_ONLY_CHINESE = re.compile(rf"[{CHINESE_DIGITS}]+\Z")

_YEAR = r"(?P<year>(?:19|20)[0-9]{2}|[0-9]{2}|[〇零○一二三四五六七八九]{4})"
_COUNT = rf"(?P<count>[A-Za-z]{{0,3}}[0-9]{{1,8}}(?:-[0-9]{{1,4}})?|[{CHINESE_DIGITS}]{{1,9}})"
_ISSUER = r"(?P<issuer>[^\s0-9\W](?:[^\W0-9]|\s|[0-9](?=[^\W0-9])){0,24}?)"
_BRACKETED = re.compile(rf"{_ISSUER}?\s*{_OPEN}\s*{_YEAR}\s*年?\s*{_CLOSE}\s*第?\s*{_COUNT}\s*号?\Z")
_LOOSE = re.compile(
    rf"{_ISSUER}(?:\s|{_OPEN}|第)*(?P<year>(?:19|20)[0-9]{{2}})(?:\s|{_CLOSE}|[-—年第号])+{_COUNT}\s*号?\Z"
)
_NO_YEAR = re.compile(rf"{_ISSUER}\s*第?\s*{_COUNT}\s*号\Z")

_SESSION = re.compile(
    rf"第?\s?(?P<term>{_ORDINAL})\s?届\s?(?P<between>[^\d\W]{{0,24}}?)\s?第?\s?(?P<session>{_ORDINAL})\s?次"
    r"(?:全体)?(?:会议|全会)?"
)


class SessionFound(NamedTuple):
    """A session named in a text: 届 and 次, what stands between the two, and where all of it stands."""

    term: int
    session: int
    between: str
    start: int
    end: int


def chinese_number(text: str) -> str | None:
    """A numeral as Arabic digits: 五十六 -> "56", 〇五六 -> "056", "056" -> "056"; None when it is none."""
    text = "".join(_TENS.get(character, character) for character in text)
    if not text or any(character not in _DIGITS and character not in _UNITS for character in text):
        return None
    if not any(character in _UNITS for character in text):
        return "".join(str(_DIGITS[character]) for character in text)
    total, digit = 0, None
    for character in text:
        if character in _UNITS:
            total += (1 if digit is None or (digit == 0 and not total) else digit) * _UNITS[character]
            digit = None
        else:
            digit = _DIGITS[character]
    return str(total + (digit or 0))


def chinese_numeral(number: int) -> str:
    """A number below a hundred as Chinese writes it: 10 -> 十, 25 -> 二十五."""
    tens, ones = divmod(number, 10)
    head = ("" if tens == 1 else _DIGIT_NAMES[tens][0]) + "十" if tens else ""
    return head + (_DIGIT_NAMES[ones][0] if ones or not tens else "")


def proposal_number_key(text: str) -> str:
    """The normal form of a proposal number: 第０５６号 and 第五十六号 -> "56", d022 -> "D22", TA2020021 as it is."""
    if text.isascii() and text.isdecimal():  # most are
        return (text[:LONGEST].lstrip("0") or "0")[:40]
    tight = _tight(text[:LONGEST])
    if _ONLY_CHINESE.match(tight):
        return _without_zeros(chinese_number(tight) or "")
    runs = [chinese_number(run) or run for run in _RUN_WITH_DIGITS.findall(tight)]
    return "-".join(map(_without_zeros, runs))[:40]


@lru_cache(1024)  # asked for when a letter is stored, and again when it is indexed a moment later
def document_number_key(text: str) -> str:
    """The normal form of a document number: 西民函［2023］073号 and 西民函 2023 73 -> "西民函[2023]73".

    A number that misses its year keeps what it has (国务院令第619号 -> "国务院令619"); one that misses its last part
    names nothing and has the key "".
    """
    if text.isascii() and text.isalnum():  # no form is without a bracket, a space or a 号
        return ""
    text = _line(text)
    for form in (_BRACKETED, _LOOSE, _NO_YEAR):
        if found := form.match(text):
            parts = found.groupdict()
            issuer = _tight(parts["issuer"] or "").removesuffix("第")
            year = f"[{chinese_number(parts['year'])}]" if parts.get("year") else ""
            count = parts["count"].upper()
            return f"{issuer}{year}{_without_zeros(chinese_number(count) or count)}"[:100]
    return ""


def is_document_number(text: str) -> bool:
    """Whether all of `text` is a document number with its year: 西民函〔2023〕73号, brackets of any kind."""
    return bool(_BRACKETED.match(_line(text)))


def is_loose_document_number(text: str) -> bool:
    """Whether `text` may be a document number typed without brackets: 西民函 2023 73."""
    return bool(_LOOSE.match(_line(text)))


def looks_like_number(text: str) -> bool:
    """Whether all of `text` is a proposal number or a document number as a reader would type it."""
    return is_proposal_number(text) or is_document_number(text)


def is_proposal_number(text: str) -> bool:
    """Whether all of `text` is a proposal number: 056, 56号, 第 056 号提案, 第五十六号, D022, TA2020021.

    Not 五十六, PM25 or A2: a Chinese numeral needs its 号, letters need three digits, or one of 第 and 号.
    """
    if not (found := _PROPOSAL.match(_line(text))):
        return False
    serial, marked = found["serial"], bool(found["mark"] or found["ordinal"] or found["kind"])
    if serial[0] in CHINESE_DIGITS:
        return bool(found["mark"])
    letters = sum(character.isalpha() for character in serial)
    return marked or not letters or len(serial) - letters >= 3


def plain_number(text: str) -> str:
    """A number without the words around it, as text may show it: 第 056 号提案 -> "056", 第五十六号 -> "56"."""
    if found := _PROPOSAL.match(_line(text)):
        return chinese_number(found["serial"]) or found["serial"]
    return text.strip()


def find_session(text: str) -> SessionFound | None:
    """The first session named in `text`: 十届二次, 第10届委员会第2次会议, 第十八届人民代表大会第三次会议."""
    if not (found := _SESSION.search(fold(text))):
        return None
    term, session = chinese_number(found["term"]), chinese_number(found["session"])
    return SessionFound(int(term or 0), int(session or 0), found["between"], found.start(), found.end())


def _line(text: str) -> str:
    """`text` folded and trimmed; "" when it is too long to be a number."""
    return fold(text).strip() if len(text) <= LONGEST else ""


def _tight(text: str) -> str:
    return exact_fold(fold(text)).upper()


def _without_zeros(number: str) -> str:
    """Leading zeros of the digits away, also after letters: 056 -> 56, D022 -> D22, 000 -> 0."""
    return re.sub(r"\A([A-Z]*)0+(?=[0-9])", r"\1", number)
