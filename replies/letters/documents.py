"""`find_document_number` and `find_index_number`: the letter's own number, and its number in a site's index.

The letter's own number stands alone on a line, in the head, or beside a label. A number that the body cites belongs to
a policy and is never taken. A number whose serial was lost (`〔2022〕号`) is not a number.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from replies.letters.layout import Found, Layout, Line
from replies.letters.letter import Span
from replies.letters.patterns import GAP, HAN, REPLY

_YEAR = r"(?:19|20)\d{2}"
_BRACKETED_YEAR = rf"[〔\[【(（﹝［{{〈<][ \t]{{0,3}}{_YEAR}[ \t]{{0,3}}[年]?[〕\]】)）﹞］}}〉>]"
_ISSUER = rf"[{HAN}][{HAN}A-Za-z、（）() \t]{{0,24}}?"
NUMBER = re.compile(
    rf"(?P<issuer>{_ISSUER}){GAP}(?P<year>{_BRACKETED_YEAR}){GAP}(?:第{GAP})?(?P<serial>[A-Za-z]?\d{{1,5}}(?:-\d{{1"
    rf",4}})?){GAP}号"
)
_LOST_SERIAL = re.compile(
    rf"(?P<issuer>{_ISSUER}){GAP}(?:{_BRACKETED_YEAR}{GAP}(?:第{GAP})?号|[〔\[【]{_YEAR}\d{{1,5}}号)"
)
_NONE = re.compile(r"^(?:无|没有|暂无|空|/|—+|-+|\\)$")
# What may stand before the number in its line without belonging to it.
_NOT_ISSUER = re.compile(
    rf"^.*(?:文号|字号|编号|{REPLY}|文件|签发人|[:：。，,；;〔\[【(（]|[ \t]{{2,}}(?=[{HAN}]{{2}}))[ \t)）]*(?=[{HAN}])"
)
_INDEX = re.compile(r"[A-Za-z0-9][A-Za-z0-9\-/_.—]{3,60}")


def find_document_number(layout: Layout) -> Found | None:
    """The letter's 文号, brackets as printed and blanks taken out; None if it has none."""
    for label in layout.labelled("document_number"):
        if _NONE.match(label.value):
            continue
        if match := NUMBER.search(label.value):
            return _number(match, label.start, 0)
    return _in_lines(layout.head_lines, likely=2) or _in_lines(layout.foot_lines)


def has_lost_serial(layout: Layout) -> Span | None:
    """Where the head shows a 文号 whose serial number was lost."""
    for line in layout.head_lines:
        text = line.text
        if len(text) < 60 and (match := _LOST_SERIAL.search(text)) and not NUMBER.search(text):
            return Span(line.start + match.start(), line.start + match.end())
    return None


def _in_lines(lines: Sequence[Line], *, likely: int = 0) -> Found | None:
    """The number that best stands as a letter's own does: alone in its line, else at the end or start of one.

    `likely` speaks for any number in these lines.
    """
    best: tuple[int, Found] | None = None
    for line in lines:
        text = line.text
        if len(text) > 200 or not _CLOSES.search(text):
            continue
        for match in NUMBER.finditer(text):
            if text.count("《", 0, match.start()) > text.count("》", 0, match.start()):
                continue
            found = _number(match, line.start, len(_lead(match)))
            score = _standing(text, match, found, line.start) + likely
            if score > 0 and (best is None or score > best[0]):
                best = (score, found)
    return best[1] if best else None


_CLOSES = re.compile(r"[〕\]】)）﹞］}〉>]")


def _lead(match: re.Match[str]) -> str:
    """The part of the matched issuer that belongs to what stands before: 「…的答复西民函」 -> 「…的答复」."""
    lead = _NOT_ISSUER.match(match["issuer"])
    return lead[0] if lead else ""


def _number(match: re.Match[str], offset: int, lead: int) -> Found:
    start = match.start() + lead
    value = "".join(match.string[start : match.end()].split())
    return Found(value, offset + start, offset + match.end())


_CITED_BEFORE = re.compile(r"根据|按照|依据|》|印发|文件精神")
_MARKED_AFTER = re.compile(r"签[ \t]*发|[(（]?[A-D甲乙丙丁]|办理|类|公开|[(（]")
_TITLE_BEFORE = re.compile(rf"{REPLY}[)）]?$|号$")


def _standing(text: str, match: re.Match[str], found: Found, offset: int) -> int:
    before = text[: found.start - offset].strip(" \t(（【")
    after = text[match.end() :].strip(" \t)）】")
    score = 4 * (not before) + 2 * (not after)
    if _CITED_BEFORE.search(before[-20:]):
        return 0
    if after and not _MARKED_AFTER.match(after):
        score -= 2
    return score + bool(before and _TITLE_BEFORE.search(before)) * 3


def find_index_number(layout: Layout) -> Found | None:
    """The 索引号 of the page's index header."""
    for label in layout.labelled("index_number"):
        if (match := _INDEX.match(label.value)) and any(character.isdigit() for character in match[0]):
            return Found(match[0], label.start, label.start + match.end())
    return None
