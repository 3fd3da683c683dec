"""Which lines are one paragraph: `joins(lines)`, for text whose lines were broken at a page's width.

A line goes on in the next one if it is as wide as the page allows and stops in mid-sentence, unless the next begins
something new (a heading, a salutation, a date of its own, 抄送 …). Text with real paragraphs comes through unchanged.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from replies.letters.patterns import GAP, HAN, MEMBER, REPLY, any_of


class Line(NamedTuple):
    """A line at `[start, end)` of a text without the blanks around it; `indent` is the width of those before it."""

    start: int
    end: int
    text: str
    indent: int


_ENDS = frozenset("。！？!?：:；;…")
_CLOSES = frozenset("”’」』）)")
_STAYS_OPEN = frozenset("，、,（(《“‘〈")
_JOINS = frozenset("并和及与或且")
_GOES_ON = frozenset("，。、；：！？）》”’〉,;)的")
_WORDS_OF_THEIR_OWN = ("的士", "的确")
_BEGINS = re.compile(
    r"^(?:[一二三四五六七八九十]{1,3}[、.．]|[(（][一二三四五六七八九十\d]{1,3}[)）]|\d{1,2}[、.．](?!\d)|[①-⑩]"
    r"|第[一二三四五六七八九十]{1,3}[、，,]|附件|附[:：]"
    r"|感谢|衷心感谢|再次感谢|特此|专此|此复|此函|以上答复|以上意见"
    r"|[(（]?(?:"
    rf"{any_of('抄送', '抄报', '联系人', '联系电话', '联系单位', '签发人', '承办人', '经办人', '主题词', '主送')})"
    rf"{GAP}"
    r"|(?:(?:19|20)\d\d"
    r"|[一二][〇○O零0九]..)[ \t]?年[ \t]?[\d一二三四五六七八九十]{1,3}[ \t]?月[ \t]?[\d一二三四五六七八九十]{1,3}[ "
    r"\t]?日$"
    rf"|[{HAN}]{{3,30}}[ \t]{{1,30}}(?:(?:19|20)\d\d|[一二][〇○O零0九]..)[ \t]?年[^，。；]{{3,12}}日[ \t]?印发"
    r")"
)
# A line of its own whatever stands around it: a document number with its class, an office that signs.
_NUMBER_LINE = re.compile(
    rf"^[{HAN}]{{1,12}}[〔\[【(（﹝［](?:19"
    r"|20)\d\d[〕\]】)）﹞］][ \t]?第?[ \t]?\d{1,5}[ \t]?号(?:[ \t]{0,40}[(（]?[A-D甲乙丙](?:类|\d)?[)）]?)?"
    r"(?:[ \t]{1,40}[^，。；《》]{1,30})?$"
)
_CLASS_LINE = re.compile(r"^[(（〔\[【]?(?:[A-D]\d?[ \t]?类?|[甲乙丙丁]类?)[)）〕\]】]?$")
_DISCLOSURE_LINE = re.compile(
    r"^[(（〔\[【]?(?:此件|本件)?[ \t]?(?:主动|同意|依申请|不予|不同意|不)?公开(?:发布)?[)）〕\]】]?$"
)
_LABEL_LINE = re.compile(rf"^[(（]?[{HAN}]{{2,8}}[ \t]?[:：][ \t]?\S")
_HEADING_LINE = re.compile(
    r"^(?:[一二三四五六七八九十]{1,3}[、.．]|[(（][一二三四五六七八九十]{1,3}[)）])[^，。；：、]{2,24}$"
)
_OFFICE_LINE = re.compile(rf"^[{HAN}]{{4,30}}(?:局|厅|部|委员会|办公室|政府|办事处|支队|大队|公司|管委会)$")
_SALUTATION = re.compile(rf"^.{{1,60}}{MEMBER}[:：]$")
_IN_NO_NAMES = re.compile(r"[。；：:，,《》“”\d]|关于|提案|建议")
_TITLE_ENDED = re.compile(rf"(?:(?:关于|对).*|(?:提案|建议|议案|号[)）]?)[^，。；]{{0,12}}){REPLY}$")
_REPLY_ENDS = frozenset("见况果复函文信告")
_IN_NO_TITLE = re.compile(r"您|[，,。；][^，,。；]{0,6}$")
# A number broken in two, or from its unit.
_BEGINS_WITH_NUMBER = re.compile(r"[\d.．%％‰万亿个人名户家处座条件项台辆套间亩吨元年月日号公平米千](?![.、．])")
# A line that begins with a quantity and its end, as no paragraph does: 「37%。」, 「46间，扩招…」.
_BEGINS_WITH_QUANTITY = re.compile(rf"\d[\d,.．]{{0,12}}[余多]?[万亿]?(?:%|[{HAN}]{{1,3}})[，。；、,;]")
_SHORT = 12
_WIDEST = 240
_NARROW = 72  # columns of a page whose lines may differ in width
_NEARLY, _AT_LEAST, _BEYOND = 0.8, 0.5, 1.4  # shares of a page's width


def width(text: str) -> int:
    """How wide a line prints, in half-width columns: as many as it has bytes in the Chinese national encoding."""
    return len(text.encode("gb18030", "replace"))


def _has_ended(text: str) -> bool:
    """Whether a sentence, or what leads to a list, ends with a line; a closing bracket may follow."""
    return text[-1:] in _ENDS or (text[-1:] in _CLOSES and text[-2:-1] in _ENDS)


def _is_unfinished(text: str) -> bool:
    """Whether a line ends as no sentence can: with a comma, an opening bracket, or a comma and 和."""
    return text[-1] in _STAYS_OPEN or (text[-1] in _JOINS and text[-2:-1] in ("，", ","))


def _goes_on(text: str) -> bool:
    """Whether a line begins as no sentence does."""
    return text[0] in _GOES_ON and not text.startswith(_WORDS_OF_THEIR_OWN)


def _ends_title(text: str) -> bool:
    """Whether a line is the end of a reply's title, and not a sentence broken at 「…，现答复」."""
    return text[-1:] in _REPLY_ENDS and bool(_TITLE_ENDED.search(text[-120:])) and not _IN_NO_TITLE.search(text)


def _lists_names(text: str) -> bool:
    """Whether a line is the first part of a list of members: several names, nothing of a sentence or a title."""
    names = text.removesuffix("、").split("、")
    return len(names) > 1 and all(len(name.strip()) <= 12 for name in names) and not _IN_NO_NAMES.search(text)


class _Page(NamedTuple):
    """How wide lines can be, in columns and in characters; `filled` are the columns from which a line is a full one.

    On most pages that is nearly the width; where lines were broken by hand, or by a reader of scans, some are shorter.
    """

    columns: int
    characters: int
    filled: float

    @property
    def is_ragged(self) -> bool:
        return self.filled < self.columns * _NEARLY

    def is_filled(self, line: Line) -> bool:
        """Whether a line leaves no room for another word."""
        columns = width(line.text)
        if self.is_ragged and columns > self.columns * _BEYOND:
            return False  # a line of another kind, as a page's header
        if columns >= self.filled or len(line.text) + line.indent // 2 >= self.characters - 1:
            return True
        return line.indent > 0 and columns + line.indent >= min(self.columns - 4, self.filled)


def joins(lines: Sequence[Line]) -> list[bool]:
    """For each line whether the next one continues it; as long as `lines`."""
    if not lines:
        return []
    page = _page(lines)
    return [*(_continues(line, following, page) for line, following in pairwise(lines)), False]


def _continues(line: Line, following: Line, page: _Page | None) -> bool:
    if following.text[-1] in ":：" and _SALUTATION.match(following.text[:80]):
        return _lists_names(line.text)
    if _goes_on(following.text):
        return len(line.text) > 3 and not _stands_alone(line.text)
    if not _runs_on(line, following, page) or _stands_alone(line.text):
        return False
    return not (_BEGINS.match(following.text[:80]) or _ends_title(line.text))


def _runs_on(line: Line, following: Line, page: _Page | None) -> bool:
    """Whether a line looks cut off in mid-sentence, whatever follows."""
    unfinished = len(line.text) >= _SHORT and _is_unfinished(line.text)
    if page is None or unfinished:
        return unfinished
    ended = _has_ended(line.text)
    if len(line.text) >= _SHORT and not ended and _breaks_quantity(line.text, following.text):
        return True
    if page.is_ragged and (following.indent > line.indent or _has_own_line(line.text, following.text)):
        return False  # where lines differ in width, their blanks and words tell more
    if ended:
        if line.text[-1] in ":：" or _OFFICE_LINE.match(following.text):
            return False
        is_full = len(line.text) >= page.characters or width(line.text) >= page.columns - 1
        return following.indent == 0 and is_full
    return page.is_filled(line)


def _breaks_quantity(text: str, following: str) -> bool:
    """Whether the break stands inside a number, or between a quantity and what it measures."""
    ends_in_digit = text[-1:].isdecimal() or (text[-1:] in (".", "．") and text[-2:-1].isdecimal())
    if ends_in_digit and _BEGINS_WITH_NUMBER.match(following):
        return True
    return following[:1].isdecimal() and _BEGINS_WITH_QUANTITY.match(following) is not None


def _has_own_line(text: str, following: str) -> bool:
    """Whether what follows has a line of its own by its words: a number under an office's name, a label, a class."""
    if _HEADING_LINE.match(text) or (_OFFICE_LINE.match(text) and following.startswith(("关于", "对"))):
        return True
    return bool(_stands_alone(following) or _LABEL_LINE.match(following) or _OFFICE_LINE.match(following))


def _stands_alone(text: str) -> bool:
    """Whether a line is a document number, or how a reply is classed or shown, which nothing continues."""
    if "号" in text and _NUMBER_LINE.match(text[:120]):
        return True
    if len(text) > _SHORT:
        return False
    return bool(_CLASS_LINE.match(text)) or ("公开" in text and bool(_DISCLOSURE_LINE.match(text)))


def _page(lines: Sequence[Line]) -> _Page | None:
    """The width at which lines were broken, None if they were not."""
    texts = [line.text for line in lines if len(line.text) >= _SHORT]
    if len(texts) < 4:
        return None
    high = int(len(texts) * 0.93)
    longest = sorted(texts, key=len)[high:]
    if all(width(text) > _WIDEST for text in longest):  # so it is with most letters, told by a few lines
        return None
    long = [line for line in lines if len(line.text) >= _SHORT]
    characters = len(longest[0])
    widths = [width(line.text) for line in long]
    columns = sorted(widths)[high]
    if columns > _WIDEST:
        return None
    wide = [line for line, its_width in zip(long, widths, strict=True) if columns - 8 <= its_width]
    broken = [line for line in wide if not _has_ended(line.text)]
    if len(wide) >= len(long) * 0.3 and len(broken) >= max(3, len(wide) * 0.4):
        return _Page(columns, characters, min(columns * _NEARLY, _narrowest(long, columns)))
    if columns <= _NARROW and len(broken) >= 3 and _is_broken_by_hand(long):
        return _Page(columns, characters, _narrowest(long, columns))
    return None


def _narrowest(long: Sequence[Line], columns: int) -> float:
    """The columns from which a line counts as full, by how much the lines that stop in mid-sentence differ."""
    cut = sorted(width(line.text) + line.indent for line in long if not _has_ended(line.text))
    if not _is_broken_by_hand(long) or cut[len(cut) // 6] >= columns * _NEARLY:
        return columns * _NEARLY
    return max(columns * _AT_LEAST, cut[len(cut) // 16])


def _is_broken_by_hand(long: Sequence[Line]) -> bool:
    """Whether most lines stop in mid-sentence, which they do on no page with whole paragraphs."""
    return sum(not _has_ended(line.text) for line in long) >= len(long) * 0.6 and len(long) >= 10
