"""Find what the department promises: `find_commitments(text, sections, year=2023)` -> list of Commitment, in order.

A promise is a clause of an outlook (下一步…) that says what will be done, or any clause that says 将, 力争, 计划 with a
date before which it is to be done. `due` is that date as far as it is stated: YYYY-MM-DD, YYYY-MM or YYYY; 年底前 and
6月底前 are read against the year of the letter.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from replies.letters.letter import Commitment, Section, Span
from replies.letters.outlook import FUTURE, outlook_spans

# Shorter ones are headings or remains; longer ones are no statement that anybody could be held to.
_SHORTEST, _LONGEST = 6, 600
_ITEM = re.compile(r"[^。；;！\n]+[。；;！]?")
_INNER_ITEM = re.compile(r"[，,：:](?P<item>\s?)(?=[一二三四五六七八九]是)")
_HEADING_LINE = re.compile(r"^[#\s]*(?:[一二三四五六七八九十]{1,2}、|[（(][一二三四五六七八九十]{1,2}[）)])")
_OPENING = re.compile(
    r"[#\s]*(?:[一二三四五六七八九十]{1,2}、|[（(][一二三四五六七八九十0-9]{1,2}[）)]|[0-9]{1,2}[.、．](?![0-9])|[一二三四五六七八九十]{1,2}是(?:要)?|"
    r"首先|其次|再次|最后|同时|此外|另外|下一?步|下一?阶段|今后|接下来|[，,:：、\s])*"
)
_SUBJECT = re.compile(r"^(?:我[局市区县委办院校镇乡们省州]|我们|[市区县省][一-龥]{1,8}(?:局|委|办)|我街道)+")
_PROMISE = re.compile(
    r"将(?<!即将)(?!军|其|以上)|力争|拟(?!定|订)|计划(?!生育|单列|》|书)|确保|争取|努力|继续|进一步|加快|加大|加强|持续|积极|着力|全力|推进|推动|探索|完善|健全|落实|"
    r"开展|实施|建设|新建|改造|建立|优化|提升|强化|做好|督促|协调|支持|鼓励|引导|组织|制定|出台|安排|完成|深化|严格|围绕|统筹|研究|规范|扩大|增加|充分发挥|大力|设置|设立|增设|新增|配备|培训|培育|打造|购置|引进|扶持|投入|更新|拓宽|拓展|延伸|纳入|列入|选聘|招聘|开设|整治|治理|清理|修复|建成|覆盖|做到|实行|推行"
)
_STRONG = re.compile(
    rf"{FUTURE}|力争|拟(?!定|订)|计划(?<!行动计划)(?!生育|单列|》|书)|确保|预计|争取(?=在|于|年|早日|尽)"
)
_NO_PROMISE_BY_START = re.compile(r"根据《[^》]*》[^，]{0,24}(?:要求|规定)|[0-9年月日\\s]+$")
_NO_PROMISE = re.compile(
    r"感谢|答复|面商|收悉|联系人|联系电话|敬请|恳请|希望您|批评指正|印发$|存在(?:的)?(?:问题|困难|不足)"
)
_DONE = re.compile(
    r"已(?:经|完成|建成|启动|列入|印发)|去年|截至|目前(?<![由从]目前)(?!的)|正在"
    r"|增加了|完成了|建立了|开展了|实施了|形成了|取得了|建成了|进行了"
)
_MONTH = r"(?P<month>1[0-2]|0?[1-9])"
_DUE = re.compile(
    rf"(?:(?P<year>20[0-9]{{2}})\s?年|(?P<relative>今年|明年|本年|年内)|(?P<plan>十(?P<nth>[三四五六])五[”\"]?(?:规划)?期?末))?"
    rf"(?:\s?{_MONTH}\s?月(?:份|\s?(?P<day>3[01]|[12][0-9]|0?[1-9])\s?日)?)?\s?(?P<part>年底|年末|底|末|上半年|下半年|上旬|中旬|下旬|[一二三四]季度|春季|秋季|春节|汛期)?\s?(?P<before>之前|以前|前|完成|建成|投用|实现|达到)?"
)
_DUE_START = re.compile(
    r"20[0-9]{2}\s?年|今年|明年|本年|年内|年底|年末|十[三四五六]五[”\"]?(?:规划)?期?末|1[0-2]?\s?月|"
    + "|".join(rf"{digit}\s?月" for digit in range(2, 10))
)
_PLAN_ENDS = {"三": 2020, "四": 2025, "五": 2030, "六": 2035}


def find_commitments(text: str, sections: Sequence[Section] = (), *, year: int | None) -> list[Commitment]:
    """The promises of the text; `year` is the letter's own."""
    ahead = _outlook(text, sections)
    strong = [match.start() for match in _STRONG.finditer(text)]
    found = []
    for whole_start, whole_end in _clauses(text, sections, _lines(text, ahead, strong)):
        inside = _within(ahead, whole_end - 1)
        if not inside and bisect_left(strong, whole_start) == bisect_left(strong, whole_end):
            continue
        start, end = _trimmed(text, whole_start, whole_end)
        clause = text[start:end]
        if not _SHORTEST <= len(clause) <= _LONGEST or _is_no_promise(clause) or _DONE.search(clause):
            continue
        due = _due(clause, year)
        if due is not None or (inside and _PROMISE.search(clause)):
            found.append(Commitment(text=clause, start=start, end=end, due=due))
    return found


def _is_no_promise(clause: str) -> bool:
    return bool(_NO_PROMISE_BY_START.match(clause) or _NO_PROMISE.search(clause))


def _lines(text: str, ahead: Sequence[Span], strong: Sequence[int]) -> Iterator[tuple[int, int]]:
    """The lines that can hold a promise: of an outlook, or with a word of promise."""
    end = -1
    for begin, stop in sorted([*ahead, *((at, at + 1) for at in strong)]):
        while end < stop - 1:
            # The next line of the stretch, or, where that begins farther on, its first.
            start = max(end, text.rfind("\n", 0, begin + 1)) + 1
            end = text.find("\n", start)
            end = len(text) if end < 0 else end
            yield start, end


def _clauses(text: str, sections: Sequence[Section], lines: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Statements and the items of lists in them (…：一是…，二是…); headings are no statements."""
    headings = {section.start for section in sections if section.level < 3}
    for match in chain.from_iterable(_ITEM.finditer(text, *line) for line in lines):
        start, end = match.span()
        fills_line = text[end - 1] not in "。；;！"  # or all that is left of one
        if fills_line and (start in headings or _HEADING_LINE.match(match[0])):
            continue
        for inner in _INNER_ITEM.finditer(text, start, end) if "是" in match[0] else ():
            yield start, inner.start("item")
            start = inner.end()
        yield start, end


def _outlook(text: str, sections: Sequence[Section]) -> list[Span]:
    """The outlook as its words show it; sections add nothing but their ends, which the words already respect."""
    spans = outlook_spans(text)
    ends = sorted(section.end for section in sections if section.level == 1)
    bounded = []
    for span in spans:
        index = bisect_right(ends, span.start)
        limit = ends[index] if index < len(ends) else span.end
        bounded.append(Span(span.start, min(span.end, limit)))
    return bounded


def _within(spans: list[Span], position: int) -> bool:
    index = bisect_right(spans, (position, len(spans) and spans[-1].end)) - 1
    return index >= 0 and spans[index].start <= position < spans[index].end


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """The clause without its list mark, its 下一步 and its full stop."""
    start = _OPENING.match(text, start, end).end()
    while end > start and text[end - 1] in "。；;！，, \t\r":
        end -= 1
    return start, end


def _due(clause: str, year: int | None) -> str | None:
    """The date before which it is to be done: the last one that the clause sets, or None."""
    due, position = None, 0
    while start := _DUE_START.search(clause, position):
        match = _DUE.match(clause, start.start())
        position = max(start.end(), match.end())
        if clause[: match.start()].endswith(("从", "自", "较", "比", "截至")):
            continue
        stated = _stated(match, year)
        due = stated or due
    return due


def _stated(match: re.Match[str], year: int | None) -> str | None:
    if match["plan"]:
        return str(_PLAN_ENDS[match["nth"]])
    if match["year"]:
        due_year = int(match["year"])
    elif year is None:
        return None
    else:
        due_year = year + 1 if match["relative"] == "明年" else year
    if year is not None and due_year < year:
        return None
    if match["month"]:
        due = f"{due_year}-{int(match['month']):02d}"
        return f"{due}-{int(match['day']):02d}" if match["day"] else due
    return str(due_year)
