"""Where a letter speaks of what is still to come: `outlook_spans(text)` -> the stretches, in order.

A stretch begins at a heading such as 三、下一步工作打算 and reaches to the next heading of that rank, or at a sentence
that opens with 下一步 and reaches to the end of its paragraph; thanks end both.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import islice

from replies.letters.letter import Span

# 将 before what will be done; 将 before a noun (将项目拓展至…) is only a preposition. The look behind comes after the
# character: a search skips fast to a character, but not to a place between two.
FUTURE = (
    r"将(?<!即将)(?:再|继续|进一步|于|在|新建|新增|新改|建成|建设|投入|投资|完成|达到?|开[工展通设放]|实[施现]|增[加设]|改造|改扩建|覆盖|逐步|力争|"
    r"争取|安排|启动|累计|分[期批]|按照?|通过|结合|提[升高供]|打造|配备|培[训育]|会|可|要|以|从|围绕|推[进动出]|加[快大强]|持续|全面|有|为|惠及|"
    r"组织|举办|招[聘录生]|引进|发放|给予|统筹|优先|积极|大力|严格|陆续|全部|拨付|建立|购置|投放|更新|新|扩大|联合|会同|协同|协调|配合|协助)"
)
# Everything starts from one of these words, which are few; what stands around one tells heading from opening.
_AHEAD = re.compile(
    r"下一步|下步|下一阶段|下阶段|今后|接下来|后续|打算|努力方向|工作计划|工作安排|工作思路|工作方向|工作举措"
)
_OPENING_WORDS = ("下一步", "下步", "下一阶段", "下阶段", "今后", "接下来")
_MOST_WORDS = 400
_ONE = "[一二三四五六七八九十]"
_FIRST_RANK = rf"{_ONE}{{1,2}}、"
_SECOND_RANK = rf"[（(]{_ONE}{{1,2}}[）)]"
_THIRD_RANK = r"[0-9]{1,2}[.、．]"
_MARK = rf"(?P<mark>{_FIRST_RANK}|{_SECOND_RANK}|{_THIRD_RANK})?"
_HEADING_BEFORE = re.compile(rf"[#\s]*{_MARK}[^。，；]{{0,14}}")
_HEADING_AFTER = re.compile(r"[^。；]{0,14}[。：:]?\s*")
# A heading ends the stretch of one of its own rank or below.
_RANKS = (
    re.compile(rf"^[#\s]*{_FIRST_RANK}", re.MULTILINE),
    re.compile(rf"^[#\s]*(?:{_FIRST_RANK}|{_SECOND_RANK})", re.MULTILINE),
    re.compile(rf"^[#\s]*(?:{_FIRST_RANK}|{_SECOND_RANK}|{_THIRD_RANK})", re.MULTILINE),
)
_OPENING_BEFORE = re.compile(rf"(?:^|[。！；\n])[ \t]*(?:(?:{_FIRST_RANK}|{_SECOND_RANK}|{_THIRD_RANK})[ \t]*)?$")
_OPENING_AFTER = re.compile(r"(?!工作中存在)[^\n]{0,120}[，,。；]")
# Each alternative begins with a character of its own, so that the search skips fast.
_THANKS = re.compile(
    r"再次(?:衷心)?感谢您|衷心感谢您|感谢[您你]|感谢.{1,12}(?:关心|支持)|以上答复|特此(?:函复|答复)|专此"
)


def outlook_spans(text: str) -> list[Span]:
    """The stretches of the text that speak of the future, in order, not overlapping."""
    return list(_outlook_spans(text))


@lru_cache(maxsize=2)  # Figures and commitments are looked for in the same text.
def _outlook_spans(text: str) -> tuple[Span, ...]:
    spans: list[Span] = []
    covered = 0
    for word in islice(_AHEAD.finditer(text), _MOST_WORDS):
        if word.start() < covered:
            continue
        span = _under_heading(text, word) or _after_opening(text, word)
        if span is not None and span.end > span.start:
            spans.append(span)
            covered = span.end
    return tuple(spans)


def _under_heading(text: str, word: re.Match[str]) -> Span | None:
    """三、下一步工作打算 on a line of its own: what follows, up to the next heading of that rank."""
    line_start = text.rfind("\n", 0, word.start()) + 1
    line_end = text.find("\n", word.end())
    line_end = len(text) if line_end < 0 else line_end
    before = _HEADING_BEFORE.fullmatch(text, line_start, word.start())
    if before is None or not _HEADING_AFTER.fullmatch(text, word.end(), line_end):
        return None
    mark = (before["mark"] or "")[:1]
    rank = 1 if mark in ("（", "(") else 2 if mark.isdigit() else 0
    following = _RANKS[rank].search(text, line_end)
    return _until_thanks(text, line_end, following.start() if following else len(text))


def _after_opening(text: str, word: re.Match[str]) -> Span | None:
    """下一步，… at the head of a sentence: up to the end of its paragraph."""
    if word[0] not in _OPENING_WORDS or not _OPENING_AFTER.match(text, word.end()):
        return None
    if not _OPENING_BEFORE.search(text, max(0, word.start() - 10), word.start()):
        return None
    end = text.find("\n", word.end())
    return _until_thanks(text, word.start(), end if end >= 0 else len(text))


def _until_thanks(text: str, start: int, end: int) -> Span:
    thanks = _THANKS.search(text, start, end)
    return Span(start, thanks.start() if thanks else end)
