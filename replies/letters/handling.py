"""How a proposal was handled: `find_response_type`, `find_disclosure`, `find_interview_date`, `find_satisfaction`.

A form that lists several answers counts only if one of them is ticked; a legend that explains A, B and C says nothing
of this letter.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from replies.letters.dates import FoundDate, find_dates
from replies.letters.layout import Found, Layout
from replies.letters.letter import Span, as_span
from replies.letters.patterns import REPLY
from replies.letters.wordlists import holds_any, occurrences

# --- ticks -----------------------------------------------------------------------------------------------------------

_TICKS = "☑✓✔√■●◉☒🗹"
_TICK = f"[{_TICKS}]"
_ITEM = r"[^\s□☐○◯☑✓✔√■●◉☒🗹()（）\[\]、，]{1,12}"
_TICK_BEFORE = re.compile(rf"{_TICK}[ \t]{{0,3}}(?P<item>{_ITEM})")
_TICK_AFTER = re.compile(rf"(?P<item>{_ITEM})[ \t]{{0,3}}[(（\[]?[ \t]{{0,3}}{_TICK}")
_MARKS_FIRST = re.compile(rf"[ \t]{{0,3}}(?:[□☐○◯]|{_TICK})")
_BOX = re.compile(rf"[□☐]|{_TICK}")


def chosen(value: str) -> tuple[str, int] | None:
    """What is ticked in a row of boxes, and where it begins: 「□满意 ☑基本满意」 -> 基本满意."""
    if not holds_any(value, _TICKS):
        return None
    match = (_TICK_BEFORE if _MARKS_FIRST.match(value) else _TICK_AFTER).search(value)
    return (match["item"], match.start("item")) if match else None


# --- response type ---------------------------------------------------------------------------------------------------

_LETTER = r"(?:[A-Da-d]\d?(?![A-Za-z\d])|[甲乙丙丁](?![\u4e00-\u9fff])|[甲乙丙丁](?=类))"
_WORDS = (
    r"(?:解决采纳|部分采纳|基本采纳|全部采纳|已采纳|采纳|留作参考|作为参考|供参考|列入计划解决|列入计划|列入规划"
    r"|计划解决|拟解决|逐步解决|正在解决|"
    r"已经解决或基本解决|已经解决|已解决或基本解决|已解决|基本解决|部分解决|暂时不能解决|暂不能解决|暂时无法解决"
    r"|无法解决|难以解决|不能解决|解说说明|解释说明|"
    r"已落实|正在落实|计划落实|已办理|解决)"
)
_TYPE_VALUE = re.compile(
    rf"[“\"'(（\[【〔]{{0,2}}(?P<type>{_LETTER})(?:[ \t]{{0,2}}类)?|(?P<words>{_WORDS})(?=[ \t。，；)）(（]|$)"
)
_LETTER_BESIDE = re.compile(rf"[ \t]{{0,3}}[(（](?P<type>{_LETTER})[ \t]?类?[)）]")  # 正在解决（B类）
_OTHER_LETTER = re.compile(r"(?<![A-Za-z])[A-D](?![A-Za-z])|[甲乙丙]类")
_TYPE_LINE = re.compile(
    r"^(?:〔(?:19|20)\d\d〕)?[“\"(（\[【〔]{0,2}(?:(?:办理|答复|办复|复文)?(?:结果|类别|类型"
    r"|分类)?[ \t:：]{0,3})?(?P<type>[A-D]\d?|[甲乙丙丁])[ \t]{0,2}(?P<lei>类)?(?:件|复文|答复|提案"
    r"|建议)?[”\")）\]】〕]{0,2}$"
)
_TYPE_WORDS_LINE = re.compile(
    r"^[“\"(（\[【〔]{0,2}(?P<type>解决采纳|留作参考|列入计划(?:解决)?|正在解决|已解决"
    r"|计划解决)(?:类)?[”\")）\]】〕]{0,2}$"
)
_TYPE_IN_LINE = re.compile(
    rf"(?:(?:号|{REPLY}|公开|^)[ \t]{{0,30}}|[ \t]{{2,30}})[“\"(（\[【〔]?[ \t]{{0,2}}(?P<type>[A-D]\d?"
    r"|[甲乙丙丁])[ \t]{0,2}(?P<lei>类)?(?:件)?[”\")）\]】〕]?(?=[ \t]|$|签|主动|依申请|公开|办理|同意|不)"
)
_TYPE_WITH_CHOICE = re.compile(
    r"(?:办理|办复|答复|复文)?(?:结果|类别|类型"
    r"|分类)[ \t]{0,3}[(（\[][^)）\]\n]{0,60}[)）\]][ \t]{0,3}[:：]?[ \t]{0,3}(?P<type>[A-D]\d?"
    r"|[甲乙丙丁])(?![A-Za-z、/])"
)
_TYPE_MARKS = "ABCD甲乙丙丁"
_TYPE_SIGNS = (*_TYPE_MARKS, "解决", "留作参考", "列入计划")  # one of them stands in each line that states a type
_CLASSED = ("办理", "办复", "答复", "复文", "提案", "建议")
_TYPE_SAID = re.compile(
    rf"(?:{'|'.join(f'{word}(?:结果|类型|类别|分类|等次)' for word in _CLASSED)}|类别)"
    r"(?:标记|标识)?[ \t]{0,3}(?:定?为|是"
    r"|属于?|[:：])?[ \t]{0,3}"
    r"[“(（]?(?P<type>[A-D]\d?(?![A-Za-z\d])|[甲乙丙丁](?=类))(?:[ \t]?类)?"
)
_LEGEND_AFTER = re.compile(
    r"[^。\n]{0,6}(?:表示|是指|指|代表|[、/或和:：=][ \t]?[A-D])|[:：=]|[(（][^)）]{2,20}[)）][ \t]?[、，；]"
)
_LEGEND = re.compile(
    r"(?:注|说明|备注)[:：]|表示|代表[^团您]|[A-D](?:类)?(?:[:：=]|为|是指|指)[^A-D]{2,40}[B-D](?:类)?(?:[:：=]|为"
    r"|是指|指)"
)


def find_response_type(layout: Layout) -> Found | None:
    """A, B, C, 甲, 乙, or the words of a scheme, as written; beside a label, else alone, else at the end of a line."""
    for label in layout.labelled("response_type"):
        if found := _type_in(label.value, label.start):
            return found
    for lines, is_head in ((layout.head_lines, True), (layout.foot_lines, False)):
        for line in lines:
            if found := _type_on(line.text, line.start, alone_is_enough=is_head):
                return found
    return _type_said(layout)


def _type_said(layout: Layout) -> Found | None:
    """The type in a sentence of the letter: 「办理类别为A类」, 「答复类型B」."""
    for span in _telling_part(layout) if holds_any(layout.text, _TYPE_MARKS) else ():
        for match in _TYPE_SAID.finditer(layout.text, span.start, span.end):
            if not _LEGEND_AFTER.match(layout.text, match.end()):
                return Found(match["type"], match.start("type"), match.end("type"))
    return None


def _type_in(value: str, offset: int) -> Found | None:
    if tick := chosen(value):
        value, offset = tick[0], offset + tick[1]
    elif _BOX.search(value) or _LEGEND.search(value) or len({*_OTHER_LETTER.findall(value)}) > 1:
        return None
    match = _TYPE_VALUE.match(value)
    if not match:
        return None
    if match["words"] and (letter := _LETTER_BESIDE.match(value, match.end())):
        match = letter
    group = "type" if "type" in match.groupdict() and match["type"] else "words"
    return Found(match[group].upper(), offset + match.start(group), offset + match.end(group))


def _type_on(text: str, offset: int, *, alone_is_enough: bool) -> Found | None:
    if len(text) > 200 or not holds_any(text, _TYPE_SIGNS) or _LEGEND.search(text):
        return None
    if len({*_OTHER_LETTER.findall(text)}) > 1 and (tick := chosen(text)):
        return _type_in(tick[0], offset + tick[1])
    match = _TYPE_LINE.match(text) or _TYPE_WORDS_LINE.match(text) or _TYPE_WITH_CHOICE.search(text)
    if match is None and len({*_OTHER_LETTER.findall(text)}) <= 1:
        match = _TYPE_IN_LINE.search(text)
    if match is None or (not alone_is_enough and "lei" in match.re.groupindex and not match["lei"] and len(text) > 4):
        return None
    return Found(match["type"], offset + match.start("type"), offset + match.end("type"))


# --- disclosure ------------------------------------------------------------------------------------------------------

_NOT = r"不予公开|不同意公开|不宜公开|不公开|不可公开|非公开|免予公开|暂不公开|不主动公开|内部"
_ON_REQUEST = r"依申请公开|依申请|申请公开"
_PUBLIC = r"主动公开|同意公开|全文公开|予以公开|可以公开|可公开|公开发布|向社会公开|社会公开|全部公开|公开"
_DISCLOSURE = re.compile(rf"(?P<not_public>{_NOT})|(?P<on_request>{_ON_REQUEST})|(?P<public>{_PUBLIC})")
_DISCLOSURE_SIGNS = ("公开", "申请", "内部")  # one of them stands in each of these
_YES_NO = re.compile(r"^(?:(?P<public>是|√|可|可以|同意|能)|(?P<not_public>否|不同意|不可以|不能))(?![\u4e00-\u9fff])")
_DISCLOSURE_LINE = re.compile(
    rf"^[“\"(（\[【〔]?(?:(?:此件|本件|该件|此文|本文|此复|信息)[ \t]{{0,3}})?(?P<value>{_NOT}|{_ON_REQUEST}"
    rf"|{_PUBLIC})(?:发布|件)?[”\")）\]】〕。]{{0,2}}$"
)
_DISCLOSURE_IN_LINE = re.compile(
    r"(?:[(（\[【〔](?:此件|本件)?|(?:此件|本件|该件)|[ \t:：；;，,])"
    rf"(?P<value>{_NOT}|{_ON_REQUEST}|主动公开|同意公开|公开发布)(?:发布)?(?=[ \t)）\]】〕。；;，,]|$)"
)
# 〔公开〕 alone in its line, or behind the class: 〔A类〕〔公开〕
_DISCLOSURE_IN_BRACKETS = re.compile(r"(?:^|类[)）\]】〕][ \t]{0,4})[(（\[【〔](?P<value>公开)[)）\]】〕]$")
_PUBLIC_AT_END = re.compile(r"(?:号|类)[)）]?[ \t]{1,12}(?P<value>公开)$")
_DISCLOSURE_SAID = re.compile(
    r"(?:此件|本件|该件|本答复|本复文|本复函|本函|该答复|此答复|此复文|答复内容|答复全文|复文全文|办理结果"
    r"|复函)(?!是否)[^。；，\n是]{0,8}?"
    rf"(?P<value>{_NOT}|{_ON_REQUEST}|{_PUBLIC})"
)
_CONFIRMED = re.compile(
    r"(?:主动公开|同意公开|公开)[ \t]{0,3}[:：][ \t]{0,3}(?P<answer>是|否|同意|不同意)(?![\u4e00-\u9fff])"
)


def find_disclosure(layout: Layout) -> Found | None:
    """`public`, `on_request` or `not_public`, where the letter or its page says so."""
    for label in layout.labelled("disclosure"):
        if found := _disclosure_in(label.value, label.start):
            return found
    for lines in (layout.foot_lines, layout.head_lines):
        for line in lines:
            text = line.text
            if len(text) > 200 or not holds_any(text, _DISCLOSURE_SIGNS):
                continue
            if match := _CONFIRMED.search(text):
                value = "public" if match["answer"] in {"是", "同意"} else "not_public"
                return Found(value, line.start + match.start(), line.start + match.end())
            if text.count("公开") > 1 and (tick := chosen(text)) and "公开" in tick[0]:
                return _disclosure_in(tick[0], line.start + tick[1])
            patterns = (_DISCLOSURE_IN_LINE, _PUBLIC_AT_END, _DISCLOSURE_IN_BRACKETS)
            match = _DISCLOSURE_LINE.match(text) or next(filter(None, (one.search(text) for one in patterns)), None)
            if match and (found := _disclosure_in(match["value"], line.start + match.start("value"))):
                return found
    for span in _telling_part(layout) if holds_any(layout.text, _DISCLOSURE_SIGNS) else ():
        if match := _DISCLOSURE_SAID.search(layout.text, span.start, span.end):
            return _disclosure_in(match["value"], match.start("value"))
    return None


def _disclosure_in(value: str, offset: int) -> Found | None:
    if tick := chosen(value):
        value, offset = tick[0], offset + tick[1]
    elif len({match.lastgroup for match in _DISCLOSURE.finditer(value)}) > 1 or _BOX.search(value):
        return None
    match = _YES_NO.match(value) or _DISCLOSURE.search(value[:20])
    return Found(str(match.lastgroup), offset + match.start(), offset + match.end()) if match else None


# --- interview and satisfaction --------------------------------------------------------------------------------------

_MEETING = "(?:面商|面复|面谈|当面|见面|走访|座谈|上门|登门|拜访|约谈|会面|沟通|联系|面对面|征求|协商|电话)"
_WITH_WHOM = "(?:代表|委员|您|你|提案人|提案者|建议人)"
_MEETS = re.compile(
    rf"(?:与|和|同|向|邀请|约请|拜访|走访|登门|上门|征求|对|请)(?:了)?[^，。；\n]{{0,20}}{_WITH_WHOM}(?!会|大会|大常)"
    rf"|{_WITH_WHOM}[^，。；\n]{{0,12}}(?:面商|面复|面谈|当面|见面|座谈|沟通)"
)
_MET = re.compile(
    r"(?P<when>(?:(?:19"
    r"|20)\d\d[ \t]?年[ \t]?)?\d{1,2}[ \t]?月[ \t]?\d{1,2}[ \t]?日)(?P<between>[^。；\n]{0,60}?)(?P<meeting>"
    rf"{_MEETING})"
)
_LONGEST_BEFORE_MONTH = 12  # characters of a date
_MONTH_DAY = re.compile(r"(\d{1,2})[ \t]?月[ \t]?(\d{1,2})[ \t]?日")
_SATISFIED = r"(?:非常满意|十分满意|很满意|比较满意|较为满意|较满意|基本满意|不满意|满意|理解|同意|认可|赞同)(?![度率])"
_VERDICTS = ("满意", "理解", "同意", "认可", "赞同")  # one of them stands in each of these
_SATISFACTION_VALUE = re.compile(rf"[“\"‘(（]{{0,2}}(?P<value>{_SATISFIED})")
_SAID = re.compile(
    rf"(?P<who>{_WITH_WHOM})(?P<between>[^。；\n]{{0,60}}?)(?:表示|表达|反馈(?:意见)?为?|评价为|评议为|测评为|感到"
    rf"|是|为|均)[ \t]{{0,2}}[了]?[“\"‘(（]{{0,2}}(?P<value>{_SATISFIED})"
)
_ABOUT_HANDLING = re.compile(r"办理|答复|复文|结果|工作|回复|复函|落实|意见|面商")
_NEXT_GRADE = re.compile(r"[ \t]?[、/][ \t]?(?:基本|不|较)?满意")
_SENTENCE_END = re.compile("[。；\n]")
_IF = re.compile(r"如果|若|是否|希望|如有|如对|如您|请您?|倘|能否|让|使|直到|确保|力争")
_WEAK = frozenset({"理解", "同意", "认可", "赞同"})


def find_interview_date(layout: Layout, year: int | None) -> tuple[Found, bool] | None:
    """When the department met the member, and whether its year was taken from the letter's."""
    for label in layout.labelled("interview_date"):
        for date in find_dates(label.value):
            if date.is_day and date.value:
                return Found(date.value, label.start + date.start, label.start + date.end), False
    for span in _closing_part(layout):
        month = layout.text.find("月", span.start, span.end)
        if month < 0 or layout.text.find("日", month, span.end) < 0:
            continue
        for match in _MET.finditer(layout.text, max(span.start, month - _LONGEST_BEFORE_MONTH), span.end):
            if found := _meeting(layout.text, match, year):
                return found
    return None


def _meeting(text: str, match: re.Match[str], year: int | None) -> tuple[Found, bool] | None:
    """The date of a sentence that says whom the department met; the member must be in that sentence."""
    start = _sentence_start(text, match.start())
    rest = text[match.end() : match.end() + 60]
    sentence = text[start : match.end()] + _SENTENCE_END.split(rest, maxsplit=1)[0]
    if not _MEETS.search(sentence):
        return None
    written: FoundDate | None = next(iter(find_dates(match["when"])), None)
    if written and written.is_day and written.value:
        return Found(written.value, match.start("when"), match.end("when")), False
    parts = _MONTH_DAY.search(match["when"])
    if parts and year:
        dated = next(iter(find_dates(f"{year}年{parts[1]}月{parts[2]}日")), None)
        if dated and dated.is_day and dated.value:
            return Found(dated.value, match.start("when"), match.end("when")), True
    return None


def find_satisfaction(layout: Layout) -> Found | None:
    """What the member said of the answer: 满意, 基本满意, …, as written."""
    for label in layout.labelled("satisfaction"):
        if found := _satisfaction_in(label.value, label.start):
            return found
    lines = (*layout.lines_in(layout.foot), *layout.last_lines) if layout.text.count("满意") > 1 else ()
    for line in lines:
        if found := _ticked_satisfaction(layout.of(line)[:_LONGEST], line.start):
            return found
    verdicts = occurrences(layout.text, _VERDICTS)
    for span in _closing_part(layout) if verdicts else ():
        if bisect_left(verdicts, span.start) == bisect_left(verdicts, span.end):
            continue
        for match in _SAID.finditer(layout.text, span.start, span.end):
            if _is_verdict(layout.text, match):
                return Found(match["value"], match.start("value"), match.end("value"))
    return None


def _ticked_satisfaction(line: str, offset: int) -> Found | None:
    """What is ticked on a line of grades, whatever words lead to it: 「代表意见：满意（√） 基本满意（ ）」."""
    if line.count("满意") < 2 or not (tick := chosen(line[_before_grades(line) :])):
        return None
    return _satisfaction_in(tick[0], offset + _before_grades(line) + tick[1])


def _before_grades(line: str) -> int:
    """Where the row of grades begins: behind the last colon before the second of them."""
    second = line.find("满意", line.find("满意") + 1)
    return max(line.rfind(":", 0, second), line.rfind("：", 0, second)) + 1


def _satisfaction_in(value: str, offset: int) -> Found | None:
    if tick := chosen(value):
        value, offset = tick[0], offset + tick[1]
    elif _BOX.search(value) or value.count("满意") > 1:
        return None
    match = _SATISFACTION_VALUE.match(value)
    return Found(match["value"], offset + match.start("value"), offset + match.end("value")) if match else None


def _is_verdict(text: str, match: re.Match[str]) -> bool:
    sentence = _sentence_start(text, match.start())
    if _IF.search(text[sentence : match.start("value")]):
        return False
    if _NEXT_GRADE.match(text, match.end(), match.end() + 8):
        return False
    said = text[sentence : match.start("value")]
    return bool(_ABOUT_HANDLING.search(said)) if match["value"] in _WEAK or "对" in match["between"] else True


def _sentence_start(text: str, at: int) -> int:
    """Where the sentence around `at` begins, as far as 200 characters back."""
    floor = max(0, at - 200)
    return max(floor - 1, *(text.rfind(mark, floor, at) for mark in "。；\n")) + 1


def _closing_part(layout: Layout) -> Sequence[Span]:
    """Where a letter tells of its talk with the member: its foot, its last paragraphs, and its opening."""
    foot = Span(layout.foot.start, min(layout.foot.end, layout.foot.start + 4 * _LONGEST))
    last = (as_span((max(start, end - _LONGEST), end)) for start, end in reversed(layout.last_lines))
    return foot, *last, *(as_span((start, min(end, start + _LONGEST))) for start, end in layout.first_lines)


def _telling_part(layout: Layout) -> Iterator[Span]:
    """Where a letter says in words how it is classed: its head, its first and its last paragraphs, its foot."""
    yield Span(0, min(layout.body.start, 4 * _LONGEST))
    yield from _closing_part(layout)


_LONGEST = 1_000  # characters of a paragraph that are looked at
