"""`read_layout(text) -> Layout`: where the parts of a letter stand, whatever its form.

Four anchors tell the parts: the title (关于…的答复), the salutation (…委员：), the opening (您提出的…收悉) and the
signature (an office and a date at the end). Each may be missing. What stands before the body is the head, what stands
after it the foot; the finders of fields weigh their candidates by these zones.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import accumulate
from typing import NamedTuple

from replies.letters.labels import Labelled, find_labels
from replies.letters.letter import Span, as_span
from replies.letters.patterns import HAN, MEMBER, PROPOSAL, REPLY
from replies.letters.wordlists import holds_any


class Found(NamedTuple):
    """A value and where it was read, counted in the clean text."""

    value: str
    start: int
    end: int


class Line(NamedTuple):
    """A line and where it stands in the clean text."""

    text: str
    start: int
    end: int


@dataclass(frozen=True)
class Layout:
    """A clean text and its zones. `titles` are the letter's own titles, the one nearest to its body last."""

    text: str
    lines: tuple[Span, ...]
    titles: tuple[Span, ...]
    salutation: Span | None
    opening: Span | None
    body: Span
    foot: Span
    labels: tuple[Labelled, ...] = field(default=())

    @cached_property
    def head(self) -> Span:
        """Everything before the body."""
        return Span(0, self.salutation.start if self.salutation else self.body.start)

    @cached_property
    def head_lines(self) -> tuple[Line, ...]:
        """The lines of the head; of very many, those near its beginning and its end."""
        return self._lines_of(self.head)

    @cached_property
    def foot_lines(self) -> tuple[Line, ...]:
        """The lines of the foot; of very many, those near its beginning and its end."""
        return self._lines_of(self.foot)

    @cached_property
    def first_lines(self) -> tuple[Span, ...]:
        """The first three lines of the body."""
        return tuple(self.lines_in(self.body)[:3])

    @cached_property
    def last_lines(self) -> tuple[Span, ...]:
        """The last eight lines of the body."""
        return tuple(self.lines_in(self.body)[-8:])

    def of(self, span: Span | None) -> str:
        """The text of a zone, empty for one that the letter lacks."""
        return self.text[span.start : span.end] if span else ""

    def labelled(self, *fields: str) -> list[Labelled]:
        """The values beside labels of these fields, outside the body, in order; empty ones left out."""
        return [label for label in self.labels if label.field in fields and label.value]

    def _lines_of(self, zone: Span) -> tuple[Line, ...]:
        return tuple(Line(self.text[start:end], start, end) for start, end in self.lines_in(zone))

    def lines_in(self, zone: Span) -> Sequence[Span]:
        """The lines of one zone; of one with hundreds, those near its beginning and its end."""
        first, last = bisect_left(self.lines, (zone.start, 0)), bisect_left(self.lines, (zone.end, 0))
        if last - first > 2 * _NEAR:
            return self.lines[first : first + _NEAR] + self.lines[last - _NEAR : last]
        return self.lines[first:last]

    @cached_property
    def asking(self) -> tuple[Span, ...]:
        """Where a letter says itself what it answers: its title, and its opening as far as it asks."""
        if self.opening is None:
            return self.titles[-1:]
        start, end = self.opening
        follows = _ENDS_ASKING.search(self.text, start, end)
        return *self.titles[-1:], Span(start, follows.end() if follows else min(end, start + _LONGEST_ASKING))

    @property
    def lines_outside_body(self) -> Sequence[Span]:
        """The lines before and after the body."""
        first, last = bisect_left(self.lines, (self.body.start, 0)), bisect_left(self.lines, (self.body.end, 0))
        return self.lines[:first] + self.lines[last:]

    @cached_property
    def title_text(self) -> str:
        """The title nearest to the body, its line breaks taken out."""
        return self.of(self.titles[-1]).replace("\n", "") if self.titles else ""


_NEAR = 150  # lines
_ENDS_ASKING = re.compile(r"如下[:：。]?")
_LONGEST_ASKING = 500  # characters of an opening that does not say where the answer begins
_MOST_LABELS = 20  # lines of labels over a body that does not say where it begins

_SALUTATION = re.compile(
    rf"^(?:尊敬的)?[{HAN}A-Za-zXx×*＊·•.、,，\s()（）“”\"\d?]{{1,240}}?(?:{MEMBER}|(?:主任|副"
    r"|常)?委员(?:[(（][^)）]{1,60}[)）])?"
    r"|同志|先生|女士)(?:们)?(?:等)?(?:[(（][^)）\n]{1,80}[)）])?(?P<end>[:：]|[,，!！。]?$|[,，]\s{0,3}(?:您"
    r"|你)们?好[!！]?)"
)
_COLON_LINE = re.compile(r"^[^。；;]{1,240}[:：]$")
_RECEIVED = re.compile(r"收悉|已收到|收到|敬悉|已阅|办理|承办|交由|转来|转交|交办")
_AS_FOLLOWS = re.compile(
    r"(?:答复|回复|函复|复函|回函|汇报|反馈|说明|报告|回复意见|情况|意见|回应|告知|通报|函告|办复)(?:意见)?(?:汇报"
    r"|反馈|答复|回复|说明)?(?:给您|给你们?)?(?:如下|于后)"
)
_ASKED = re.compile(
    r"(?:您|你|贵|该|代表|委员|党派|会|盟|社|联|部)[^。；]{0,80}?(?:提出|提交|所提|来信|关于|《)|提出的|提交的"
)
_SECOND_PERSON = re.compile(r"您|你们?[在提的]|贵[^州阳港溪池定安]")
_WHAT = ("提案", "建议", "议案", "意见", "社情民意", "议题", "来函")
_THANKS = re.compile(
    r"感谢您|感谢你|感谢贵|衷心感谢|再次感谢|诚挚感谢|感谢各位|表示感谢|谢谢|感谢.{1,20}(?:关心|支持|关注|理解)"
    r"|此复|专此|特此|此函|以上答复|以上意见|如有不妥|不妥之处|恳请|敬请"
)
_DATE_LINE = re.compile(
    r"^(?:[(（]?(?:此页无正文)?[)）]?)?[ \t]*(?:(?:19"
    r"|20)\d\d[ \t]*[年./-][ \t]*\d{0,2}[ \t]*[月./-][ \t]*\d{0,2}[ \t]*日?|(?:19|20)\d{4,6}"
    r"|[一二][〇○◯O零0oＯ九][〇○◯O零0oＯ一二三四五六七八九]{2}年[一二三四五六七八九十]{1,3}月[一二三四五六七八九十]"
    r"{1,3}日)[)）]?$"
)
ORGANISATION = (
    r"(?:局|委|委员会|办公室|办公厅|办|厅|部|院|中心|人民政府|政府|管委会|管理委员会|办事处|街道|公司|集团|大队"
    r"|支队|总队|分局|公安局"
    r"|联合会|总工会|工会|妇联|团委|残联|工商联|文联|科协|红十字会|协会|学会|银行|所|站|校|大学|学院|医院|署|处|社"
    r"|馆|队|法院|检察院|管理处|联社|党组)"
)
_SIGNATURE = re.compile(
    rf"^[{HAN}（）()·、 \t]{{2,80}}{ORGANISATION}(?:[ \t]*[(（][^)）\n]{{0,20}}(?:章|代章|印)[)）])?$"
)
_SIGNATURE_DATED = re.compile(
    rf"^[{HAN}（）()·、 \t]{{2,60}}{ORGANISATION}[ \t]*(?:[(（]?(?:盖章|公章|章)[)）]?)?[ \t]*(?:(?:19|20)\d\d"
    r"|[一二][〇○O零0九])[\d年月日 .\-/一二三四五六七八九十〇○O零0]{2,24}$"
)
# What these two can end in, but for a digit.
_DATE_ENDS = frozenset("年月日号 .-/)）\t〇○O零一二三四五六七八九十")
_LABELS_ONLY = re.compile(r"^[^。；]{1,120}$")
_TITLE_START = re.compile(r"关于|对|《|“|答复|第[ \t]?[\dA-Z]")
_TITLE_END = re.compile(
    rf"(?:{REPLY}|意见|情况|说明|报告|答复表|办理表|办复表|回复表|承办表)(?:意见|函|书|信|稿|摘要|的函|的报告"
    rf"|材料)?(?:[ \t]*[(（〔\[【][^\n]{{0,60}})?[ \t]*(?:[A-Z甲乙丙丁]\d?[ \t]?类?|[{HAN}]{{1,10}}〔.{{0,20}})?$"
)
_NOT_TITLE = re.compile(r"[。；]|^.{0,8}[:：](?!.{0,40}第)|[:：]$")
DOCUMENT_NUMBER_LINE = re.compile(r"^[^，。《》]{0,30}[〔\[【(（﹝［][ \t]{0,3}(?:19|20)\d\d")
_TITLE_ABOUT = re.compile(r"提案|建议|议案|委员|代表|政协|人大|人民代表|人民政协|届")
_TITLE_UNENDED = re.compile(rf"(?:关于|对).{{0,80}}(?:第[ \t]?[\dA-Za-z]{{1,16}}[ \t]?号|{PROPOSAL}).{{0,60}}$")


def read_layout(text: str) -> Layout:
    """Find the zones of a clean text."""
    strings = text.split("\n")
    ends = list(accumulate((len(line) + 1 for line in strings), initial=-1))
    lines = tuple(map(as_span, zip((end + 1 for end in ends), ends[1:], strict=False)))
    opening = _opening(strings)
    salutation = _salutation(strings, opening)
    first = _first_of_body(strings, opening, salutation)
    last = _first_of_foot(strings, first)
    body = Span(_start(lines, first, text), _start(lines, last, text))
    head_end = salutation if salutation is not None else first
    titles = tuple(Span(lines[i].start, lines[j].end) for i, j in _titles(strings[:head_end]))
    outside = [
        label for label in find_labels(text, body) if not body.start <= label.label_start < body.end or _is_form(label)
    ]
    return Layout(
        text=text,
        lines=lines,
        titles=titles,
        salutation=lines[salutation] if salutation is not None else None,
        opening=_opening_span(lines, strings, opening, salutation),
        body=body,
        foot=Span(body.end, len(text)),
        labels=tuple(outside),
    )


def _is_form(label: Labelled) -> bool:
    """Whether a label in the body is a line of a form there, and not a word of the letter's."""
    return label.opens_line and len(label.value) <= _FORM_FIELDS.get(label.field, 0)


# Fields that a form in the body may hold -> how long their value can be.
_FORM_FIELDS = dict.fromkeys(("response_type", "disclosure", "satisfaction", "interview_date"), 20)
_FORM_FIELDS |= {"department": 40, "co_departments": 80}


def _start(lines: Sequence[Span], index: int, text: str) -> int:
    return lines[index].start if index < len(lines) else len(text)


def _opening(lines: Sequence[str]) -> int | None:
    """The line that says what is answered: the first that has enough of the marks of an opening."""
    before = ""
    for index, line in enumerate(lines):
        if len(line) > 8 and _opening_score(line[:600], before) >= 4:
            return index
        before = line
    return None


def _opening_score(line: str, before: str) -> int:
    if not holds_any(line, _WHAT):
        return 0
    received, follows = "收悉" in line or "敬悉" in line, bool(_AS_FOLLOWS.search(line))
    if not (received or follows or _SECOND_PERSON.search(line)):
        return 0
    if _TITLE_END.search(line) and not (received or follows):
        return 0
    score = 1 + 3 * received + 3 * follows
    score += 2 * bool(_ASKED.search(line)) + bool(_RECEIVED.search(line))
    score += 2 * is_salutation(before)
    return score


@lru_cache(maxsize=8)  # several readers ask of the same few lines of a letter
def is_salutation(line: str) -> bool:
    """Whether a line does nothing but address members."""
    if len(line) > 260 or not (match := _SALUTATION.match(line)):
        return False
    return match.end() == len(line) and bool(line[-1:] in ":：" or len(line) <= 40)


def _salutation(lines: Sequence[str], opening: int | None) -> int | None:
    """The line that addresses someone, near the opening; without an opening, the first in the letter."""
    if opening is None:
        return next((index for index, line in enumerate(lines) if is_salutation(line) and line[-1] in ":："), None)
    match = _SALUTATION.match(lines[opening])
    if match and match.end() < len(lines[opening]) and match["end"]:
        return opening
    for index in range(opening - 1, max(-1, opening - 5), -1):
        if is_salutation(lines[index]):
            return index
        if _COLON_LINE.match(lines[index]) and not _TITLE_END.search(lines[index].rstrip(":：")):
            is_form = any(label.field != "addressees" for label in find_labels(lines[index]))
            return None if is_form else index
    return None


def _first_of_body(lines: Sequence[str], opening: int | None, salutation: int | None) -> int:
    if salutation is not None:
        return salutation + (salutation != opening)
    if opening is not None:
        return opening
    titles = _titles(lines[:12])
    first = titles[-1][1] + 1 if titles else 0
    head = lines[: first + _MOST_LABELS]
    starts = _line_starts(head)
    labelled = {bisect_right(starts, label.label_start) - 1 for label in find_labels("\n".join(head))}
    while first in labelled and _LABELS_ONLY.match(lines[first]):
        first += 1
    return first


def _line_starts(lines: Sequence[str]) -> list[int]:
    return list(accumulate((len(line) + 1 for line in lines[:-1]), initial=0))


def _opening_span(
    lines: Sequence[Span], strings: Sequence[str], opening: int | None, salutation: int | None
) -> Span | None:
    """From the first line of the body to the one that ends with 如下."""
    if opening is None:
        return None
    first = opening if salutation is None else min(salutation + 1, opening)
    last = opening
    for index in range(opening, min(opening + 3, len(lines))):
        if _AS_FOLLOWS.search(strings[index]):
            last = index
            break
    return Span(lines[first].start, lines[last].end)


def _first_of_foot(lines: Sequence[str], first: int) -> int:
    """The line with which the letter's end begins: signature, contacts, copies."""
    last = len(lines)
    while last > first + 1 and _is_foot(lines[last - 1]):
        last -= 1
    for index in range(first + 1, last):
        if not _can_end_in_date(lines[index]):
            continue
        if _SIGNATURE_DATED.match(lines[index]):
            return index
        if _DATE_LINE.match(lines[index]):
            return index - 1 if index > first + 1 and _SIGNATURE.match(lines[index - 1]) else index
    return last


def _can_end_in_date(line: str) -> bool:
    """Whether a line ends in a character that dates end in; sentences do not."""
    return line[-1:] in _DATE_ENDS or line[-1:].isdecimal()


_FOOT_LINE = re.compile(
    r"[(（〔\[]?[ \t]*(?:抄[ \t]*[送报致]|联[ \t]*系|签[ \t]*发|承[ \t]*办|经[ \t]*办|主[ \t]*题[ \t]*词"
    r"|附件?[:：\d]|公[ \t]*开|电[ \t]*话|办理|类别|单位|是否|此件|校对|打印|满意|分送|共印|注[:：]|备注"
    r"|(?:填表|填写)?说明(?:[:：]|[ \t]+(?=\d[.、．]))|填表(?:人|单位|日期)|填报)"
)
_NO_FOOT = re.compile(r"[。！；]|如下[:：]$|^[一二三四五六七八九十]{1,3}、|^[(（][一二三四五六七八九十]{1,3}[)）]")


def _is_foot(line: str) -> bool:
    if _THANKS.search(line) and len(line) > 12:
        return False
    if _SIGNATURE.match(line) or _DATE_LINE.match(line) or _SIGNATURE_DATED.match(line) or len(line) <= 6:
        return True
    if _FOOT_LINE.match(line):
        return len(line) < 300
    return len(line) <= 60 and not _NO_FOOT.search(line)


def _titles(lines: Sequence[str]) -> list[tuple[int, int]]:
    """(first line, last line) of each title of a reply among `lines`; a title may run over four lines."""
    found: list[tuple[int, int]] = []
    index = 0
    while index < len(lines):
        last = _title_from(lines, index)
        if last is None:
            index += 1
        else:
            found.append((index, last))
            index = last + 1
    return found


def _title_from(lines: Sequence[str], index: int) -> int | None:
    """The last line of the title that begins at `index`, None if none does."""
    first = lines[index]
    if len(first) > 240 or _NOT_TITLE.search(first):
        return None
    following = lines[index + 1] if index + 1 < len(lines) else ""
    if not _TITLE_START.search(first) and not (_SIGNATURE.match(first) and following.startswith(("关于", "对"))):
        return None
    joined = ""
    for last in range(index, min(index + 4, len(lines))):
        if last > index and (_NOT_TITLE.search(lines[last]) or DOCUMENT_NUMBER_LINE.match(lines[last])):
            break
        joined += lines[last]
        if len(joined) > 300:
            break
        if _TITLE_ABOUT.search(joined) and _TITLE_END.search(joined):
            return last
    return index if _TITLE_UNENDED.search(first) else None
