"""Where a letter speaks of what is still to come: `outlook_spans(text)` -> the stretches, in order.

A stretch begins at a heading such as 三、下一步工作打算 and reaches to the next heading of that rank, or at a sentence
that opens with 下一步 and reaches to the end of its paragraph; thanks end both.
"""

from __future__ import annotations

import re

from replies.letters.letter import Span

_AHEAD = r"(?:下一?步|下一?阶段|今后|接下来|后续|打算|努力方向|工作计划|工作安排|工作思路|工作方向|工作举措)"
_HEADING = re.compile(
    rf"^[#\s]*(?P<mark>[一二三四五六七八九十]{{1,2}}、|[（(][一二三四五六七八九十]{{1,2}}[）)]|[0-9]{{1,2}}[.、．])?[^\n。，；]{{0,14}}{_AHEAD}"
    r"[^\n。；]{0,14}[。：:]?[ \t]*$",
    re.MULTILINE,
)
_RANKS = (
    re.compile(r"^[#\s]*[一二三四五六七八九十]{1,2}、", re.MULTILINE),
    re.compile(r"^[#\s]*(?:[一二三四五六七八九十]{1,2}、|[（(][一二三四五六七八九十]{1,2}[）)])", re.MULTILINE),
    re.compile(
        r"^[#\s]*(?:[一二三四五六七八九十]{1,2}、|[（(][一二三四五六七八九十]{1,2}[）)]|[0-9]{1,2}[.、．])",
        re.MULTILINE,
    ),
)
_OPENING = re.compile(
    r"(?:^|(?<=[。！；\n]))[ \t]*(?:(?:[（(]?[一二三四五六七八九十]{1,2}[）)、]|[0-9]{1,2}[.、．])[ \t]*)?(?:下一?步|下一?阶段|今后一段时期|接下来|今后)(?!工作中存在)"
)
_THANKS = re.compile(r"(?:再次)?(?:衷心)?感谢您|感谢你|感谢.{1,12}(?:关心|支持)|以上答复|特此(?:函复|答复)|专此")


def outlook_spans(text: str) -> list[Span]:
    """The stretches of the text that speak of the future, in order, not overlapping."""
    spans: list[Span] = []
    for heading in _HEADING.finditer(text):
        mark = (heading["mark"] or "")[:1]
        rank = 1 if mark in ("（", "(") else 2 if mark.isdigit() else 0
        following = _RANKS[rank].search(text, heading.end())
        spans.append(_until_thanks(text, heading.end(), following.start() if following else len(text)))
    for opening in _OPENING.finditer(text):
        end = text.find("\n", opening.end())
        spans.append(_until_thanks(text, opening.start(), end if end >= 0 else len(text)))
    return _joined(spans)


def _until_thanks(text: str, start: int, end: int) -> Span:
    thanks = _THANKS.search(text, start, end)
    return Span(start, thanks.start() if thanks else end)


def _joined(spans: list[Span]) -> list[Span]:
    joined: list[Span] = []
    for span in sorted(spans):
        if joined and span.start <= joined[-1].end:
            joined[-1] = Span(joined[-1].start, max(joined[-1].end, span.end))
        elif span.end > span.start:
            joined.append(span)
    return joined
