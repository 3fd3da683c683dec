"""`find_departments(layout) -> (lead, others)`: who wrote the letter, as its fullest name in the text.

An office signs at the end, prints its name over the letter, stands in the title before 关于, or beside a label such as
承办单位; a page names its publisher. The nearest to a signature wins, and is given by the longest form of the same name
that the letter states. Offices that only take part (会办, 协办) or sign second are the others.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from replies.letters.layout import ORGANISATION, Found, Layout
from replies.letters.letter import Span
from replies.letters.patterns import HAN

_HEADER = re.compile(
    rf"^(?P<name>[{HAN}（）()·、 \t]{{3,60}}?)[ \t]{{0,4}}(?:文[ \t]{{0,4}}件|便[ \t]{{0,4}}笺|公[ \t]{{0,4}}函"
    r"|函)?[ \t]*$"
)
_HEADER_MARKED = re.compile(r"(?:文[ \t]{0,4}件|便[ \t]{0,4}笺|公[ \t]{0,4}函|函)[ \t]*$")
# Who printed a form most often fills it in, too: 某某局提案答复单
_FORM_HEADER = re.compile(
    rf"^(?!政协|中国人民政治协商|[{HAN}]{{0,12}}人大)(?P<name>[{HAN}]{{4,40}}?{ORGANISATION})[ \t]{{0,4}}"
    r"(?:人大|政协)?(?:代表|委员)?(?:建议|提案|议案)(?:、?(?:建议|提案|议案))?(?:答复|办理|办复|回复|复文|承办)(?:意见|情况|结果)?[单表笺]$"
)
_ENDS_AS_OFFICE = re.compile(rf"{ORGANISATION}$")
_BEFORE_TITLE = re.compile(
    rf"^[ \t]*(?P<name>[{HAN}（）()·、 \t\n]{{3,60}}?{ORGANISATION})[ \t\n]{{0,4}}(?=关于|对|答复|《)"
)
_BEFORE_DATE = re.compile(
    rf"^(?P<name>[{HAN}（）()·、 \t]{{2,60}}?{ORGANISATION})[ \t]*(?:[(（](?:盖章|公章|章"
    r"|印章)[)）])?[ \t]*(?=(?:19|20)\d\d|[一二][〇○O零0九])"
)
_SIGNED_BY = re.compile(
    r"^(?:答复单位|承办单位|单位|落款|主办单位)[ \t]{0,3}(?:[(（](?:盖章|公章|章)[)）])?[ \t]{0,3}[:：][ \t]{0,3}"
)
_AFTER_SIGNATURES = re.compile(r"[(（]?[ \t]*(?:抄[ \t]*[送报]|附件|主[ \t]*送|主[ \t]*题[ \t]*词)")
_SEAL = re.compile(r"[ \t]*[(（](?:盖章|公章|章|印章|代章|印)[)）]$")
_NOT_OFFICE = re.compile(
    r"^(?:附件|抄送|此页|以上|特此|专此|感谢|联系|办公室|我局|本局|贵[局委办厅部院会盟]|中心|目录|首页|政府)"
)
_BLANK = re.compile(r"[ \t]")
_SEPARATOR = re.compile(r"[ \t]+|[、，,；;/]")
_PRESS = re.compile(r"网|报$|社$|融媒体|新闻|本站|原创|电视台|客户端|公众号|频道")


class _Candidate(NamedTuple):
    found: Found
    score: int


def find_departments(layout: Layout) -> tuple[Found | None, list[Found]]:
    """The office that answers, and those that answer with it."""
    candidates = list(_candidates(layout))
    if not candidates:
        return None, []
    best = max(candidate.score for candidate in candidates)
    lead = next(candidate.found for candidate in candidates if candidate.score == best)
    signed = [candidate.found for candidate in candidates if candidate.score == best and best >= _HEADED]
    others = [found for found in _unique(signed) if found.value != lead.value]
    named = [candidate.found for candidate in candidates]
    fullest = _fullest(lead, named)
    co_departments = [_fullest(found, named) for found in [*others, *_taking_part(layout)]]
    return fullest, [found for found in _unique(co_departments) if not _same(found, fullest)]


_SIGNED, _HEADED, _LABELLED, _TITLED, _PUBLISHED, _CONTACT, _SOURCE = 7, 6, 5, 4, 3, 2, 1


def _candidates(layout: Layout) -> Iterator[_Candidate]:
    yield from (_Candidate(found, _SIGNED) for found in _signatures(layout))
    yield from (_Candidate(found, _HEADED) for found in _headers(layout))
    for label in layout.labelled("department"):
        yield from (_Candidate(found, _LABELLED) for found in _offices(label.value, label.start))
    for line in layout.head_lines:
        if len(line.text) <= 80 and (form := _FORM_HEADER.match(line.text)):
            yield from (_Candidate(found, _TITLED) for found in _offices(form["name"], line.start))
    yield from (
        _Candidate(found, _TITLED) for title in reversed(layout.titles) for found in _title_prefix(layout, title)
    )
    for name, score in (("publisher", _PUBLISHED), ("contact_office", _CONTACT), ("source", _SOURCE)):
        for label in layout.labelled(name):
            yield from (
                _Candidate(found, score)
                for found in _offices(label.value, label.start)
                if not _PRESS.search(found.value)
            )


def _signatures(layout: Layout) -> Iterator[Found]:
    """Offices alone in a line of the foot, or in one line with the date; what follows the copies is the printer's."""
    for line in layout.foot_lines:
        text = line.text
        if _AFTER_SIGNATURES.match(text):
            return
        if len(text) > 100 or "印发" in text:
            continue
        lead = _SIGNED_BY.match(text)
        start = lead.end() if lead else 0
        match = _BEFORE_DATE.match(text[start:])
        name = match["name"] if match else _SEAL.sub("", text[start:])
        if _ENDS_AS_OFFICE.search(name.rstrip()):
            yield from _offices(name, line.start + start)


def _headers(layout: Layout) -> Iterator[Found]:
    """The name printed over the letter: 「某某局文件」, or an office alone in a line of the head."""
    for line in layout.head_lines:
        text = line.text
        match = _HEADER.match(text) if len(text) <= 80 else None
        if not match or (layout.salutation and line.start == layout.salutation.start):
            continue
        name = match["name"].strip()
        if _ENDS_AS_OFFICE.search(_BLANK.sub("", name)) and (_HEADER_MARKED.search(text) or "关于" not in name):
            yield from _offices(name, line.start)


def _title_prefix(layout: Layout, title: Span) -> Iterator[Found]:
    match = _BEFORE_TITLE.match(layout.of(title))
    if match:
        yield from _offices(match["name"].replace("\n", " "), title.start)


def _taking_part(layout: Layout) -> Iterator[Found]:
    for label in layout.labelled("co_departments"):
        yield from _offices(label.value, label.start, strict=False)
    yield from _named_as_taking_part(layout)


# 由我局会同财政局、水利局办理
_TOGETHER = re.compile(
    r"(?:我|本)[\u4e00-\u9fff]{1,3}(?:会同|联合|商)(?P<offices>[^，。；\n]{2,60}?)(?:进行了?)?(?:认真|充分|专题)?(?:研究|会商|协商)?(?:共同|联合|一并)?"
    r"(?:办理|承办|答复)"
)
_CLAUSE_BREAK = re.compile("[，,。；]|主办|会同|联合|[由与]")
_TAKE_PART = re.compile(r"(?:会办|协办|分办|会同办理|协同办理|配合办理)(?!意见|单位)")


def _named_as_taking_part(layout: Layout) -> Iterator[Found]:
    """Offices that the opening names: 「由我局主办，区公安分局、区住建局会办」."""
    zone = _first_lines(layout)
    for match in _TAKE_PART.finditer(layout.text, zone.start, zone.end):
        begin = max(zone.start, match.start() - 64)
        clause = _CLAUSE_BREAK.split(layout.text[begin : match.start()])[-1]
        yield from _offices(clause, match.start() - len(clause))
    for match in _TOGETHER.finditer(layout.text, zone.start, zone.end):
        yield from _offices(match["offices"], match.start("offices"))


def _first_lines(layout: Layout) -> Span:
    """The opening and the next three lines."""
    begin = layout.opening or Span(layout.body.start, layout.body.start)
    after = [line for line in layout.lines_in(layout.body) if line.start >= begin.end][:3]
    return Span(begin.start, min(after[-1].end if after else begin.end, begin.start + 1_000))


def _offices(text: str, offset: int, *, strict: bool = True) -> Iterator[Found]:
    """The offices listed in a short text; blanks between single characters are only type-setting."""
    pieces = [(0, len(text))] if _is_spread(text) else list(_between(text, _SEPARATOR))
    for start, end in pieces:
        raw = text[start:end].strip(" \t。")
        name = _BLANK.sub("", raw)
        lead = len(text[start:end]) - len(text[start:end].lstrip(" \t"))
        if _is_office(name) or (not strict and 2 <= len(name) <= 30):
            yield Found(name, offset + start + lead, offset + start + lead + len(raw))


def _is_office(name: str) -> bool:
    return 3 <= len(name) <= 40 and bool(_ENDS_AS_OFFICE.search(name)) and not _NOT_OFFICE.match(name)


def _is_spread(text: str) -> bool:
    """「昆 明 市 民 政 局」: more blanks than a list of names would have."""
    words = text.split()
    return len(words) > 2 and sum(len(word) == 1 for word in words) >= len(words) * 0.6


def _between(text: str, separator: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    at = 0
    for match in separator.finditer(text):
        if match.start() > at:
            yield at, match.start()
        at = match.end()
    if at < len(text):
        yield at, len(text)


def _fullest(found: Found, named: list[Found]) -> Found:
    """The longest of the names that end in this one: 盘龙区民政局 -> 昆明市盘龙区民政局."""
    return max(
        (other for other in [found, *named] if other.value.endswith(found.value)), key=lambda item: len(item.value)
    )


def _same(one: Found, other: Found) -> bool:
    return one.value.endswith(other.value) or other.value.endswith(one.value)


def _unique(items: list[Found]) -> list[Found]:
    kept: dict[str, Found] = {}
    for item in items:
        kept.setdefault(item.value, item)
    return list(kept.values())
