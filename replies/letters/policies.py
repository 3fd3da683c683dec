"""Find the laws, plans and notices that a letter cites: `find_policies(text, exclude_titles=())` -> list of Policy.

In: text, and the titles of the proposals that the letter answers (they stand in 《》 too, and are no policies).
Out: one `Policy` for each paper, at its first mention, with the title inside 《》 and the number that belongs to it.
A later mention, also a short one (《条例》 for 《某市养老服务条例》), is the same policy and is not given again. A
number that lost characters (〔20216号) is not taken, the title stays.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import islice

from replies.letters.letter import Policy
from replies.letters.wordlists import occurrences

_TITLE = re.compile(r"《(?P<title>[^《》\n]{2,120}(?:《[^《》\n]{1,80}》[^《》\n]{0,60})?)》")
# Looked for backwards, from 号 to the bracketed year and from there to the issuer's word: 号 is rare.
_NUMBER = re.compile(
    r"[〔［\[【（(﹝]\s?(?P<year>(?:19|20)[0-9]{2})\s?年?[〕］\]】）)﹞]\s?第?\s?(?P<serial>[0-9]{1,5})\s?号"
)
_ISSUER = re.compile(r"(?P<issuer>[一-龥]{1,12})\s?$")
# No letter cites as many; a text of nothing but titles may not hold up the reader.
_MOST_TITLES = 2000
_NEAR = 8
_LONGEST_NUMBER = 24  # characters of 〔2023〕第 15 号 before its last
_LINE = 200
_BETWEEN = re.compile(r"\s?[（(\[【]?\s?")
_WORDS_BETWEEN = re.compile(
    r"\s?[)）\]】]?\s?(?:文件|文|号文)?(?:印发的?|精神|要求|下发的?|出台的?|关于印发|的)?[,，:：]?\s?"
)
_ISSUER_END = re.compile(
    r"(?:本复文|本文|复文|贯彻落实|落实|贯彻|执行|结合|根据|按照|依据|依照|印发|下发|的通知|通知|文件|以|和|与|及|见|据|和|由|经|的|了|《|》|为)+"
)
# What a paper is called when it is mentioned again.
_KINDS_OF_PAPER = r"条例|办法|方案|意见|通知|规定|规划|计划|细则|决定|纲要|标准|规范|指南|措施|目录|导则"
_SHORT_TITLE = re.compile(rf"(?:实施|行动|指导|若干|工作|管理|暂行)?(?:{_KINDS_OF_PAPER})")
_NOT_A_POLICY = re.compile(
    r"(?:日报|晚报|晨报|商报|周刊|杂志|新闻联播|许可证|证书|登记表|申请表|审批表|备案表|承诺书|告知书|协议书?|合同书?|通知单|建议书|报告书"
    r"|责任书|一封信|倡议书|宣传册|光荣证|使用证|产权证|合格证|执照|反馈表|意见表|情况表|评议表)$"
)
# 《健康之窗》栏目 is a programme, 《茶馆》话剧 a play: neither rules anything.
_IS_A_WORK = re.compile(
    r"(?:系列|等|类|大型|原创|电视|广播|专题)?(?:栏目|节目|专栏|专题片|专版|纪录片|宣传片|微视频|短视频|视频|电影|电视剧|话剧|舞剧|歌剧|戏曲|剧目|歌曲|图书|丛书|绘本|读本"
    r"|画册|手册|教材|刊物|期刊|报纸|诗集|摄影集|邮册|课程|动漫)"
)
# The number of an approval of one project: 已获批复（…号）, 取得环评批复（…号）.
_APPROVED = re.compile(r"(?:批复|批准|立项|核准|备案|许可|环评|可研|初设)(?:文件)?[ \t]?[（(]$")
_PROPOSAL = re.compile(r"(?:的建议|的提案|的议案|提案|建议案|的建议案)$")
_PROPOSAL_BEFORE = re.compile(
    r"(?:提出|提交|反映|领衔|所提|建议|提案|议案|号|您|你|你们|您们)(?:的)?(?:[“\"（(][^，。\n]{0,20})?$|(?:关于对|对|答复)[^，。\n]{0,30}$"
)
_SENTENCE = re.compile(r"[，。；,;]")
_SPACE = re.compile(r"\s+")
_QUOTES = str.maketrans({"〈": "《", "〉": "》", "＜": "《", "＞": "》"})


def find_policies(
    text: str, exclude_titles: Sequence[str] = (), exclude_numbers: Sequence[str | None] = ()
) -> list[Policy]:
    """Every paper that the text cites, once, in the order of first mention; not the letter's own titles and number."""
    numbers = [found for found in _numbers(text) if found[0] not in exclude_numbers]
    excluded = {_key(title) for title in exclude_titles}
    found: list[Policy] = []
    used: set[int] = set()
    for match in islice(_TITLE.finditer(text), _MOST_TITLES):
        title = match["title"].strip()
        if _key(title) in excluded or _is_no_policy(text, match, title):
            continue
        index, number, start, end = _number_beside(text, match, numbers)
        if index is not None:
            used.add(index)
        _add(found, Policy(title=title, number=number, start=start, end=end))
    for index, (number, start, end) in enumerate(numbers):
        if index not in used and _stands_for_a_paper(text, start, end):
            _add(found, Policy(title=None, number=number, start=start, end=end))
    return sorted(found, key=lambda policy: policy.start)


@lru_cache(maxsize=256)  # Each title is compared with all those before it.
def _key(title: str) -> str:
    return "".join(title.split()).translate(_QUOTES).removeprefix("关于")


def _is_no_policy(text: str, match: re.Match[str], title: str) -> bool:
    if _NOT_A_POLICY.search(title) or _IS_A_WORK.match(text, match.end()):
        return True
    if not _PROPOSAL.search(title):
        return False
    return (
        title.startswith("关于") or _PROPOSAL_BEFORE.search(text, max(0, match.start() - 40), match.start()) is not None
    )


def _bracketed(text: str) -> Iterator[re.Match[str]]:
    end = 0
    for last in occurrences(text, "号"):
        if match := _NUMBER.search(text, max(end, last - _LONGEST_NUMBER), last + 1):
            yield match
            end = last + 1


def _numbers(text: str) -> list[tuple[str, int, int]]:
    """Each document number with its place; the issuer's word is cut from what merely precedes it."""
    found = []
    for match in islice(_bracketed(text), _MOST_TITLES):
        before = _ISSUER.search(text, max(0, match.start() - 13), match.start())
        if before is None:
            continue
        issuer_start, issuer = before.start(), before["issuer"]
        for word in _ISSUER_END.finditer(issuer):
            if word.end() < len(issuer):
                issuer_start = before.start() + word.end()
        issuer = text[issuer_start : before.end("issuer")]
        number = f"{issuer}〔{match['year']}〕{match['serial']}号"
        found.append((number, issuer_start, match.end()))
    return found


def _number_beside(
    text: str, title: re.Match[str], numbers: list[tuple[str, int, int]]
) -> tuple[int | None, str | None, int, int]:
    """The number that stands right after the title (in brackets) or right before it (…号文件《…》)."""
    first = bisect_left(numbers, title.start() - _NEAR, key=lambda found: found[2])
    for index, (number, start, end) in enumerate(numbers[first : first + 4], first):
        if 0 <= start - title.end() <= 4 and _BETWEEN.fullmatch(text, title.end(), start):
            closing = 1 if text[end : end + 1] in tuple("）)]】") else 0
            return index, number, title.start(), end + closing
        if 0 <= title.start() - end <= 8 and _WORDS_BETWEEN.fullmatch(text, end, title.start()):
            return index, number, start, title.end()
    return None, None, title.start(), title.end()


def _stands_for_a_paper(text: str, start: int, end: int) -> bool:
    """A number alone is a citation only inside a sentence: the letter's own number stands on a line of its own."""
    line_start = text.rfind("\n", max(0, start - _LINE), start) + 1 or max(0, start - _LINE)
    line_end = text.find("\n", end, end + _LINE)
    line_end = min(len(text), end + _LINE) if line_end < 0 else line_end
    line = text[line_start:line_end]
    if _APPROVED.search(text, max(line_start, start - 8), start):
        return False
    if "签发人" in line or text[line_start:start].strip(" \t（(:：").endswith(("文号", "字号")):
        return False
    return len(_SPACE.sub("", line)) - (end - start) > 12 and _SENTENCE.search(line) is not None


def _add(found: list[Policy], policy: Policy) -> None:
    for index, known in enumerate(found):
        if _same(known, policy):
            if known.number is None and policy.number is not None:
                found[index] = replace(known, number=policy.number)
            if known.title is None and policy.title is not None:
                found[index] = replace(known, title=policy.title)
            return
    found.append(policy)


def _same(known: Policy, policy: Policy) -> bool:
    if known.number and policy.number:
        return known.number == policy.number
    if not known.title or not policy.title:
        return False
    known_title, title = _key(known.title), _key(policy.title)
    return known_title == title or (_SHORT_TITLE.fullmatch(title) is not None and known_title.endswith(title))
