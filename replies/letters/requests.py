"""Find what the member asked for, and where it is answered: `find_requests(text, sections)` -> list of Request.

A request is named where it is answered: 关于您提出的…的建议, 针对您提出的…问题, 您建议…. One that is a heading is
answered by its section; one at the head of a paragraph by what follows it, up to the next request or the end of its
section. The sentence that acknowledges the proposal (您提出的《…》收悉) names the whole letter, not a request.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from replies.letters.letter import Request, Section, Span
from replies.letters.wordlists import matches_at

_YOU = r"(?:您|你|您们|你们|贵[一-龥]{1,4}|代表|委员|提案|建议)"
_ONE = "[一二三四五六七八九十]"
_MARK = rf"(?:[#\s]*(?:{_ONE}{{1,2}}、|[（(](?:{_ONE}|[0-9]){{1,2}}[）)]|[0-9]{{1,2}}[.、．]|{_ONE}是)\s?)"
_SPOKEN_OF = r"(?:意见建议|建议|意见|问题|诉求|提议)"
_REQUEST = re.compile(
    rf"[ \t]*(?P<mark>{_MARK})?(?P<request>"
    # 关于您提出的…的建议
    rf"(?:关于|针对|对于|就){_YOU}(?:们)?[一-龥]{{0,6}}(?:提出|提到|建议|反映|所提|指出)的?[:：]?"
    rf"[^。\n]{{2,160}}?的?(?:相关|有关|几点|等(?:方面的?)?)?(?:{_SPOKEN_OF}|想法|要求)"
    # 针对“…”的问题
    rf"|(?:关于|针对|对于)[“\"「][^”\"」\n]{{2,120}}[”\"」]的?(?:相关|有关|等)?(?:{_SPOKEN_OF})?"
    # （一）关于…的问题 as a heading
    rf"|(?(mark)关于[^。\n《，]{{2,60}}?的{_SPOKEN_OF}(?=[。：:\n])|(?!))"
    # 您建议…
    rf"|{_YOU}(?:们)?(?:在[^。，\n]{{1,16}}中)?(?:建议|提出要?|认为应当?)(?!的)[^。\n《]{{4,120}}"
    r")"
)
# A request stands at the head of the text or of a sentence; behind its mark, if any, it begins with one of these.
_BEGINS = "关针对就您你贵代委提建"
_BEFORE_REQUEST = re.compile(rf"[\n。；](?=[{_BEGINS}#\s一二三四五六七八九十（(0-9])(?=[ \t]*{_MARK}?[{_BEGINS}])")
_ACKNOWLEDGED = re.compile(r"收悉|已收到|交由|转来|现答复|现回复|现将|现函复")
_ACKNOWLEDGED_WITHIN = 160
_ENDS_REQUEST = re.compile(r"[。\n]")
_GRATITUDE = r"感谢(?:您|你|贵|各位|.{1,12}(?:关心|支持|关注))"
# Every alternative begins with a character of its own, so that the search skips fast.
_THANKS = re.compile(
    "|".join(rf"{lead}{_GRATITUDE}" for lead in ("再次[，,]?", "衷心[，,]?", "最后[，,]?", "，", ",", ""))
    + "|以上答复|特此(?:函复|答复)|专此"
)
_LEAD_OUT = re.compile(r"[，,。：:；;\s]*")


def find_requests(text: str, sections: Sequence[Section] = ()) -> list[Request]:
    """The requests that the text answers one by one, in order."""
    begins = [0, *(before.end() for before in _BEFORE_REQUEST.finditer(text))]
    matches = [match for match in matches_at(_REQUEST, text, begins) if not _is_acknowledgement(text, match)]
    found = []
    for index, match in enumerate(matches):
        start, end = match.span("request")
        following = matches[index + 1].start() if index + 1 < len(matches) else len(text)
        answer = _answer(text, end, following, _section_end(sections, start))
        found.append(Request(text=text[start:end], start=start, end=end, answer=answer))
    return found


def _is_acknowledgement(text: str, match: re.Match[str]) -> bool:
    """您提出的《…》收悉 opens the letter; so does a sentence that hands the proposal over."""
    end = _ENDS_REQUEST.search(text, match.end("request"))
    sentence = text[match.start("request") : end.start() if end else len(text)]
    return "《" in match["request"] or _ACKNOWLEDGED.search(sentence[:_ACKNOWLEDGED_WITHIN]) is not None


def _section_end(sections: Sequence[Section], position: int) -> int | None:
    """The end of the innermost section whose heading holds `position`, or of the one around it."""
    around = [section for section in sections if section.start <= position < section.end]
    return max(around, key=lambda section: section.level).end if around else None


def _answer(text: str, request_end: int, following: int, section_end: int | None) -> Span | None:
    start = _LEAD_OUT.match(text, request_end).end()
    end = min(following, section_end if section_end and section_end > start else len(text))
    if thanks := _THANKS.search(text, start, end):
        end = thanks.start()
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end) if end - start > 10 else None
