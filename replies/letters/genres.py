"""What kind of paper a text is by its build, whatever words of a letter it holds.

`around_a_letter(layout)` tells what only holds letters or pieces of them, `own_genre(layout)` what speaks otherwise;
both give one of this module's names, or None.

A letter is one voice that gives one answer. A search result gives pieces of several, cut by an ellipsis; a record of
contacts or a platform's messages give many short entries, each with its hour; an exercise sets tasks around a letter;
a speech addresses a crowd; news tell in turn what this one and that one said; other papers name themselves in their
title.
"""

from __future__ import annotations

import re

from replies.letters.askers import addresses_crowd, addresses_member, says_received
from replies.letters.labels import find_labels
from replies.letters.layout import Layout
from replies.letters.patterns import HAN, HAN_NUMBER, PROPOSAL, REPLY
from replies.letters.wordlists import alternatives, holds_any, read_parts

EXCERPTS, LOG, EXERCISE, SPEECH, NARRATED, PAPER, CALL = (
    "excerpts",
    "log",
    "exercise",
    "speech",
    "news",
    "paper",
    "call",
)

_SEVERAL = 2
_ENTRIES = 3
_LAST_WORDS = 60
_TITLE_END = 50  # characters of a title in which it says what it is
_FIRST_LINES, _HEAD_LINES, _HEAD = 3, 8, 900
_FAR_ENOUGH = 20_000

_ELLIPSES = ("…", "...", "[详细]", "[查看", "查看全文", "阅读全文", "查看详情")
_CUT = re.compile(r"(?:…|\.{3}|(?:\[|【)?(?:详细|查看全文|阅读全文|查看详情|更多)(?:\]|】|>{0,2})?)$", re.MULTILINE)
_BEGINS_CUT = re.compile(r"…|\.{3}")
_CLOCK = re.compile(r"[:：][0-5]\d(?!\d)")
_TIMED = re.compile(
    r"\d{1,2}[-/.月][ \t]?\d{1,2}日?[ \t]{0,3}(?:上午|下午|晚上?)?[ \t]?(?:[01]?\d|2[0-3])[:：][0-5]\d[^\n]*"
)
_TASK = re.compile(
    rf"(?:^|\n)[ \t]*(?:[{HAN_NUMBER}]{{1,3}}、|第[{HAN_NUMBER}]{{1,2}}大?题|\d{{1,2}}[.、．])?[{HAN}]{{0,6}}"
    r"(?:判断|选择|填空|改错|简答|论述|写作|问答|名词解释|案例分析|材料分析|实操|应用)题(?=[ \t]*(?:[(（:：\n]|$))"
    r"|每小?题[ \t]?\d{1,2}[ \t]?分"
    r"|(?:^|\n)[^\n。]{0,40}(?:学号|准考证号)[ \t]*[:：]"
    r"|(?:^|\n)[ \t]*(?:老师|教师|导师|阅卷人)(?:的)?(?:批语|评语|批改意见)[ \t]*[:：\n]"
    r"|(?:^|\n)[ \t]*[【\[(（]?(?:例文|范文|病文|评析|点评|简析|参考答案|评分标准|评分要点|写作要点|作答要求)"
    r"(?:[】\])）]|[ \t]*[:：\n])"
)
_TASK_WORDS = ("题", "例文", "范文", "病文", "评析", "点评", "简析", "答案", "评分", "写作", "作答")
_TASK_WORDS += ("学号", "准考证号", "批语", "评语", "批改")  # each has one of all these
_SPOKEN_END = re.compile(r"(?:谢谢(?:大家|各位)|(?:我的)?(?:发言|汇报|讲话|报告)(?:完毕|到此结束|完了))[^\n]{0,12}\s*$")
_REPORTED = re.compile(
    r"(?:委员|代表|市长|县长|区长|局长|主任|书记|主席|负责人|他|她)[^。，\n“”]{0,16}(?:说|表示|强调|指出|介绍|坦言|要求|告诉记者)(?:[，,:：]|了?满意)"
    rf"|[{HAN}]{{2,4}}(?:强调|表示|介绍|坦言|告诉记者)[，,:：]|对[^。，\n]{{0,12}}表示满意"
)
_OWN_VOICE = re.compile(
    r"我(?:们|局|委|办|厅|部|院|会|处|所|站|队|公司|中心|单位|镇|乡|街道|市|县|区|省|州|盟|旗|校|行)|本(?:局|委|院|公司|单位)"
)
_QUOTED = re.compile(r"“[^”\n]{0,400}”")
_CALLS = re.compile(
    rf"(?:征集|征求|征询|申报|推荐|报送|提交|撰写|评选|遴选)[^《》。\n]{{0,30}}(?:{PROPOSAL}|线索|选题|题目|素材|信息)"
)
_REPLY_END = re.compile(rf"{REPLY}(?:意见|函|书|信|稿|摘要|表|单|材料)?(?:[(（][^\n]{{0,40}})?$")
_NO_REPLIES = ("的报告", "情况", "结果")  # what other papers' titles end in, too, that name no single proposal
_ONE_PROPOSAL = re.compile(r"《|\d[ \t]?号")
_PAPER = re.compile(rf"{alternatives(read_parts('others.txt')['papers'])}(?:[(（〔][^)）〕\n]{{0,24}}[)）〕])?$")
_SERIALS = frozenset(read_parts("others.txt")["serials"])
_CHROME = (">", "»", "›", "|", "｜", "首页", "位置", "导航", "登录", "来源", "：", ":", "。")
_SHORTEST_TITLE = 6
_LONGEST_TITLE = 90
_BILLS = re.compile(r"议案[^。\n]{0,24}(?:审议|审查)(?:结果|意见)?的?报告")
_ANSWER_HEAD = re.compile(
    r"^[【\[(（]?((?:办理|处理|办复|落实|办理落实|答复|回复|承办|解决)(?:情况|结果|内容|意见|要点)|(?:承办|主办)单位(?:办理|答复|处理)(?:情况|意见))"
    r"[】\])）]?[ \t]*(?:[:：\t][ \t]*\n?|\n)[^\n]{60,}",
    re.MULTILINE,
)


def around_a_letter(layout: Layout) -> str | None:
    """What holds letters, or pieces of them, and is none: an exercise, a search result, a list of messages."""
    if _is_exercise(layout):
        return EXERCISE
    if _is_excerpt(layout):
        return EXCERPTS
    if _is_log(layout):
        return LOG
    return None


def own_genre(layout: Layout) -> str | None:
    """What a text that addresses no member says that it is: a speech, news, another paper."""
    if addresses_member(layout) or one_answer(layout):
        return None
    if addresses_crowd(layout):
        return SPEECH
    if _is_titled_reply(layout):
        return None
    if _SPOKEN_END.search(layout.text[-_LAST_WORDS:]):
        return SPEECH
    return _by_title(layout) or (NARRATED if _is_narrated(layout) else None)


def one_answer(layout: Layout) -> bool:
    """Whether a form names one proposal and the office that handled it, and tells at length what was done."""
    if layout.opening or layout.salutation:
        return False
    heads = _ANSWER_HEAD.findall(layout.text[:_FAR_ENOUGH])
    if not heads or len(heads) > len(set(heads)):  # a register repeats them
        return False
    fields = [label.field for label in find_labels(layout.text[:_HEAD]) if label.value]
    return fields.count("proposal_titles") == 1 and "department" in fields


def _is_exercise(layout: Layout) -> bool:
    """Tasks or remarks around a pattern of a letter: 二、改错题（30分）. A letter on examinations has them inside."""
    begins = layout.salutation.start if layout.salutation else _FAR_ENOUGH
    before = layout.text[:begins]
    if not holds_any(before, _TASK_WORDS) or not _TASK.search(before):
        return False
    return len(_TASK.findall(layout.text[:_FAR_ENOUGH])) >= _SEVERAL


def _is_excerpt(layout: Layout) -> bool:
    """Whether the very words of the opening are cut, as those of other pieces around it."""
    near = "\n".join((layout.of(layout.salutation), layout.of(layout.opening)))
    if not holds_any(near, _ELLIPSES):
        return False
    is_cut = _CUT.search(near) or any(_BEGINS_CUT.match(line) for line in near.split("\n"))
    return bool(is_cut) and len(_CUT.findall(layout.text[:_FAR_ENOUGH])) >= _SEVERAL


def _is_log(layout: Layout) -> bool:
    """Whether several lines bear a day and an hour: messages, calls, visits."""
    if addresses_member(layout) and _ends_as_reply(layout.title_text):
        return False
    text = layout.text[: min(layout.body.end, _FAR_ENOUGH)]
    return len(_CLOCK.findall(text)) >= _ENTRIES and len(_TIMED.findall(text)) >= _ENTRIES


def _by_title(layout: Layout) -> str | None:
    """What the first lines of a text call it."""
    first = ("".join(line.split()) for line in layout.text[:_HEAD].split("\n", _FIRST_LINES)[:_FIRST_LINES])
    if not _SERIALS.isdisjoint(first):  # 简 报
        return PAPER
    for line in _own_titles(layout):
        if _BILLS.search(line) or _PAPER.search("".join(line.split())):
            return PAPER
        if _CALLS.search(line):
            return CALL
    return None


def _is_titled_reply(layout: Layout) -> bool:
    """Whether a line of the head is the title of a reply; a report's has to name the one proposal."""
    titles = [title for title in _own_titles(layout) if _ends_as_reply(title) and not _BILLS.search(title)]
    return any(not title.endswith(_NO_REPLIES) or _ONE_PROPOSAL.search(title) for title in titles)


def _ends_as_reply(title: str) -> bool:
    return _REPLY_END.search(title, max(0, len(title) - _TITLE_END)) is not None


def _own_titles(layout: Layout) -> list[str]:
    """The lines of the head that may be the text's title; a wrapped one is one line."""
    end = layout.salutation.start if layout.salutation else layout.opening.start if layout.opening else _HEAD
    lines = layout.text[: min(end, _HEAD)].split("\n")[:_HEAD_LINES]
    lines = [line.strip(" \t—-*") for line in lines]
    lines.append(layout.title_text)
    return [line for line in lines if _SHORTEST_TITLE <= len(line) <= _LONGEST_TITLE and not holds_any(line, _CHROME)]


def _is_narrated(layout: Layout) -> bool:
    """Whether a text without salutation tells what several said, and never says 我局."""
    if layout.salutation is not None:
        return False
    told = _QUOTED.sub("", layout.of(layout.body)[:4000])
    if _OWN_VOICE.search(told) or says_received(told):
        return False
    return len(_REPORTED.findall(layout.text[:4000])) >= _SEVERAL
