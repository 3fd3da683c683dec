"""When a figure holds: `PeriodReader(text, year, paragraphs).as_of(sentence, start, end)` -> "2022-12-31", or None.

A period governs the quantities after it in its sentence until another period, or a word such as 目前, takes over. It
is carried into the next sentence only when that sentence continues the count (其中…). Years that belong to something
else do not govern: a starting point (自2015年起), a comparison (较2020年), the year of a paper (2021年印发), a title.
今年, 去年, 上半年 and 年底 are resolved against the year of the letter, or the year their paragraph speaks of.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import islice
from typing import NamedTuple

from replies.letters.letter import Span, as_span
from replies.letters.wordlists import Repeated, matches_in

_RELATIVE = {"今年": 0, "本年度": 0, "本年": 0, "去年": -1, "上年度": -1, "上年": -1, "前年": -2, "明年": 1}
_TO = r"[-—–~～－至到]{1,2}"
_MONTH = r"(?:1[0-2]|0?[1-9])"
_YEAR = r"19[0-9]{2}|20[0-4][0-9]|二[○〇零Oo0][○〇零一二三四五六七八九0-9]{2}"
# What may follow a year: 年, then a last year, months, a day, or a part of the year.
_REST = rf"""
    (?P<word>\s?年度?|\s?学年度?)?
    (?:\s?{_TO}\s?(?P<last_year>(?:19|20)[0-9]{{2}})(?=\s?[年学)）]))?
    (?:\s?年)?
    (?:\s?(?P<month>{_MONTH})\s?月?份?\s?{_TO}\s?(?P<last_month>{_MONTH})\s?月份?
      |\s?(?P<only>{_MONTH})\s?月份?(?:\s?(?P<day>3[01]|[12][0-9]|0?[1-9])\s?[日号])?
      |[.．/-](?P<dotted>{_MONTH})(?:[.．/-](?P<dotted_day>3[01]|[12][0-9]|0?[1-9]))?(?![0-9.]|\s?[万亿元个户人亩公平吨米%])
    )?
    (?P<part>\s?(?:年底|年末|底|末|初|上半年|下半年|前三季度|第?[一二三四]季度|全年|期间|内|春季|秋季|度))?
"""
_PERIOD = re.compile(
    rf"""(?P<now>目前|近年来|近年|历年来?|多年来|近[两三几]年来?|迄今|至今(?!年))
      |(?:(?P<year>(?<![0-9./〔\[【（(-])(?:{_YEAR}))|(?P<relative>今年|本年度|本年|去年|上年度|上年(?=[末底])|前年|明年|当年|同年)){_REST}
      |(?P<plan>[“"]?十(?P<nth>[二三四五六])五[”"]?(?:规划)?期?末)
      |(?P<bare>(?<![半一二两三四五六七八九十几0-9])年内|(?<!半)(?:年底|年末|全年)|上半年|下半年|前三季度|第?[一二三四]季度)
      |(?P<parenthesised>(?<=[（(])(?:{_YEAR})\s?年)
      |(?<![0-9.年-])(?P<first_month>{_MONTH})\s?月?份?\s?{_TO}\s?{_MONTH}\s?月份?
      |(?<![0-9.年-])(?P<lone_month>{_MONTH})\s?月份?底?
    """,
    re.VERBOSE,
)
# Where a period may begin: at a year, at a month or a range of months, at a word. Every alternative begins with a
# character of its own, so that the search skips fast.
_START = re.compile(
    r"19[0-9]{2}|20[0-4][0-9]|"
    + "|".join(rf"{digit}(?=[0-9]?\s{{0,2}}[月份\-—–~～－至到])" for digit in "0123456789")
    + r"|二[○〇零Oo0]|十[二三四五六]五|今年|去年|明年|本年|当年|同年|上年[度末底]|前年|目前|近年|近[两三几]年"
    r"|历年|多年来|迄今|至今(?!年)|年[底末内]|全年|上半年|下半年|前三季|一季|二季|三季|四季|第一季|第二季|第三季|第四季"
)
_BEFORE = re.compile(r"(截至|截止到?|截止至|自从?|从|由|较|比|同比|相比|与|于|到|至)\s?$")
_AFTER = re.compile(r"\s?(之前|以前|前|以来|起|开始|之后|以后|至今|至)")
_BEFORE_ENDS, _AFTER_STARTS = frozenset("至止到自从由较比与于"), frozenset("之以前起开至")  # but for blanks
_STARTING = ("起", "开始", "之后", "以后", "至今", "以来")
_BEFORE_THEN = ("之前", "以前", "前")
_BUILT_THEN = re.compile(r"\s?(?:之前|以前|前)[^，。；\n0-9]{0,8}的")
# 比2018年的430万元: the figure of the other year itself.
_OF_THAT_YEAR = re.compile(r"年?(?:度|底|末)?(?:同期|同月)?的\s?(?:约|近|不足|超过)?\s?[0-9]")
_OF_THAT = re.compile(r"(?:同期|同月)?的")
_COMPARED = re.compile(r"\s?(?:同期|相比|水平)(?!的\s?(?:约|近|不足|超过)?\s?[0-9])")
_ITEM = re.compile(
    r"(?:^|[。；;：:，,、\s])(?:[一二三四五六七八九]是|[（(][一二三四五六七八九0-9][）)]|[0-9][.、](?![0-9]))"
)
# The last character of such a mark, which is rarer than its first.
_ITEM_MARK_END = re.compile(
    r"是(?<=[一二三四五六七八九]是)|、(?<=[0-9]、)|\.(?<=[0-9]\.)"
    r"|）(?<=[（(][一二三四五六七八九0-9]）)|\)(?<=[（(][一二三四五六七八九0-9]\))"
)
_DUE_AFTER = re.compile(
    rf"[^，。；,;\n0-9]{{0,14}}(?:计划|预计|将|拟|力争)(?:于|在)?\s?(?P<year>20[0-9]{{2}})\s?年(?:\s?(?P<month>{_MONTH})\s?月)?"
)
# The year of a paper: what was published in it must be one. 2021年发布失信名单1106人次 dates the count.
_PAPER = re.compile(
    r"[^，。；\n]{0,12}(?:印发|出台|下发|制定|颁布|发布|修订)(?:了|实施)?(?:的|[^，。；\n0-9]{0,24}?(?:[《〔“]|办法|方案|意见|规划|政策|条例|通知|细则|标准|文件|措施|规定|目录|指南))"
    r"|[^，。；\n0-9]{0,6}(?:版|届|规划)"
)
_IN_PAPER = frozenset("发台定布订版届划")  # one of them stands near the head of each match
_ISSUED = re.compile(r"[^。；\n《]{0,60}(?:印发|出台|制定|发布|修订|下发|颁布)(?:了|实施)?(?=《)")
_CONTINUES = re.compile(r"\s*(?:[（(]?其中|这其中|上述|另有|另外|此外)")
_CONTINUES_WITH = frozenset("（(其这上另此")  # or a blank
_SENTENCE_END = re.compile(r"[。！？\n.](?:(?<!\.)|(?<![0-9]\.)(?=[一-龥]))")  # or a point that stands for a full stop
_LISTED_IN = re.compile(r"[^，。；\n]{0,8}(?:纳入|列入)[^，。；\n0-9]{0,6}((?:19|20)[0-9]{2})年?")
_PLAN_ENDS = {"二": 2015, "三": 2020, "四": 2025, "五": 2030, "六": 2035}
_CHINESE_DIGITS = str.maketrans("○〇零Oo一二三四五六七八九", "00000123456789")
_TITLE = re.compile(r"《[^《》\n]{0,120}》")
_DIGITS = re.compile(r"[0-9]+")
# A letter names a few dozen periods; a text with far more digits than this is no letter, and its tail is not read.
_MAX_STARTS = 6000
_FARTHEST = 400
_LONGEST = 24  # characters of a period
_NEAR = 100  # characters that are looked through again for each quantity
_CLAUSE_END = re.compile(r"[，；,;。\n]")
_CHANGE = re.compile(r"[增提上扩减下降升到至]|[，；,;。\n]")
_STATEMENT_END = re.compile(r"[；;。\n]")
_BRACKET_END = re.compile(r"[)）。\n]")


class Period(NamedTuple):
    """A stretch of time named at `[start, end)` that holds up to `limit`; `value` None takes the date away (目前)."""

    start: int
    end: int
    limit: int
    value: str | None


def _sentence_breaks(text: str, paragraphs: Iterable[Span]) -> Iterator[int]:
    """Where the sentences of these paragraphs begin and end."""
    for start, end in paragraphs:
        yield start
        yield from (match.end() for match in _SENTENCE_END.finditer(text, start, end + 1))


class PeriodReader:
    """The periods of some paragraphs of a text, asked for by position in these."""

    def __init__(self, text: str, year: int | None, paragraphs: Sequence[Span]) -> None:
        self.text = text
        self.year = year
        self._paragraphs = paragraphs
        self._breaks = list(_sentence_breaks(text, paragraphs))
        self._titles = [match.span() for match in matches_in(_TITLE, text, paragraphs)]
        self.periods = list(self._read())
        self._starts = [period.start for period in self.periods]

    def sentence(self, position: int) -> Span:
        """The sentence around `position`, its full stop included."""
        index = bisect_right(self._breaks, position)
        end = self._breaks[index] if index < len(self._breaks) else len(self.text)
        return as_span((self._breaks[index - 1], end))

    def as_of(self, sentence: int, start: int, end: int) -> str | None:
        """The date for which a quantity at `[start, end)` holds; `sentence` is where its sentence begins."""
        due = _DUE_AFTER.match(self.text, end, end + 40) if self.text.find("20", end, end + 40) >= 0 else None
        if due:
            return f"{due['year']}-{int(due['month']):02d}" if due["month"] else due["year"]
        period = self._governing(sentence, start)
        if period is not None:
            return period.value
        if self.text.find("入", end, end + 10) >= 0 and (listed := _LISTED_IN.match(self.text, end, end + 40)):
            return listed[1]
        return self._carried(sentence)

    def _governing(self, sentence: int, position: int) -> Period | None:
        index = bisect_right(self._starts, position) - 1
        while index >= 0 and self.periods[index].start >= sentence:
            period = self.periods[index]
            if position <= period.limit and not self._in_another_item(sentence, period, position):
                return period
            index -= 1
        return None

    @cached_property
    def _items(self) -> Repeated:
        """Where an item may begin: at the mark's first character, less the one before it."""
        ends = matches_in(_ITEM_MARK_END, self.text, self._paragraphs)
        return Repeated(_ITEM, self.text, (max(0, end.start() - (3 if end[0] in "）)" else 2)) for end in ends))

    def _in_another_item(self, sentence: int, period: Period, position: int) -> bool:
        """一是2025年底前建成…；二是改造…: the date belongs to the first item; before 一是 it belongs to all."""
        if position - period.end <= _NEAR and not _ITEM_MARK_END.search(self.text, period.end, position):
            return False
        if not self._items.first(period.end, position):
            return False
        return self._items.first(max(0, sentence - 1), period.start + 1) is not None

    def _carried(self, sentence: int) -> str | None:
        """The date of the sentence before, when this one goes on counting (其中…) in the same paragraph."""
        while sentence > 0 and self.text[sentence - 1] != "\n" and self._continues(sentence):
            end = sentence - 1
            sentence = self.sentence(end - 1).start
            if (period := self._governing(sentence, end)) is not None:
                return period.value
        return None

    def _continues(self, sentence: int) -> bool:
        first = self.text[sentence : sentence + 1]
        return (first in _CONTINUES_WITH or first.isspace()) and _CONTINUES.match(self.text, sentence) is not None

    def _read(self) -> Iterator[Period]:
        known_year, paragraph_end = self.year, 0
        for match in self._matches():
            start = match.start()
            if self._in_title(start):
                continue
            if start >= paragraph_end:
                known_year = self.year
                paragraph_end = self.text.find("\n", start)
                paragraph_end = len(self.text) if paragraph_end < 0 else paragraph_end
            if match["now"]:
                yield Period(start, match.end(), len(self.text), None)
                continue
            stated = self._stated_year(match, known_year)
            if stated is None:
                continue
            if match["year"] or match["relative"]:
                known_year = stated
            if (period := self._period(match, stated)) is not None:
                yield period

    def _matches(self) -> Iterator[re.Match[str]]:
        end = 0
        parts = ((max(0, first - _LONGEST), last) for first, last in self._paragraphs)  # a break may stand in a date
        for start in islice(matches_in(_START, self.text, parts), _MAX_STARTS):
            if start.start() < end:
                continue
            match = _PERIOD.match(self.text, start.start())
            if match is not None:
                yield match
                end = match.end()
            elif start[0].isdigit():
                end = _DIGITS.match(self.text, start.start()).end()

    def _in_title(self, position: int) -> bool:
        index = bisect_right(self._titles, (position, len(self.text))) - 1
        return index >= 0 and self._titles[index][0] <= position < self._titles[index][1]

    def _stated_year(self, match: re.Match[str], known_year: int | None) -> int | None:
        if match["relative"] in _RELATIVE:
            return None if self.year is None else self.year + _RELATIVE[match["relative"]]
        if match["plan"]:
            return _PLAN_ENDS[match["nth"]]
        if match["parenthesised"]:
            return int(match["parenthesised"].rstrip("年 ").translate(_CHINESE_DIGITS))
        if not match["year"]:
            return self._year_understood(match["bare"], known_year)
        # Four digits alone are no year; 20255月 has lost its 年 but still names one.
        if not (match["word"] or match["month"] or match["only"] or match["dotted"] or match["last_year"]):
            return None
        return int(match["year"].translate(_CHINESE_DIGITS))

    def _year_understood(self, word: str | None, known_year: int | None) -> int | None:
        """The year of a 年底 or 6月: the letter's own, or an earlier one that the paragraph speaks of."""
        if word == "全年" and known_year == self.year:
            return None  # it may be last year's
        return known_year if self.year is None or known_year is None else min(known_year, self.year)

    def _period(self, match: re.Match[str], year: int) -> Period | None:
        start, end = match.span()
        last, following = self.text[start - 1 : start], self.text[end : end + 1]
        may_be_before = last in _BEFORE_ENDS or last.isspace()
        before_match = _BEFORE.search(self.text, max(0, start - 4), start) if may_be_before else None
        may_be_after = following in _AFTER_STARTS or following.isspace()
        after_match = _AFTER.match(self.text, end) if may_be_after else None
        before = before_match[1] if before_match else ""
        after = after_match[1] if after_match else ""
        if self._belongs_elsewhere(match, before, after):
            return None
        if after in _STARTING or before.startswith("自"):
            # 自2015年起 says when something began; 今年以来 says when the count was taken.
            current = year == self.year and after == "以来"
            return Period(start, end, len(self.text), str(year) if current else None)
        return Period(start, end, self._limit(start, end, before, after), self._value(match, year))

    def _belongs_elsewhere(self, match: re.Match[str], before: str, after: str) -> bool:
        """The date is that of a comparison, of a paper, of when something was built, or a month without its year."""
        end = match.end()
        return bool(
            (before in ("较", "比", "同比", "相比", "与") and not _OF_THAT_YEAR.match(self.text, end))
            or self._is_of_a_paper(end)
            or _COMPARED.match(self.text, end)
            or (after in _BEFORE_THEN and _BUILT_THEN.match(self.text, end))
            or (match["lone_month"] and not before.startswith("截"))
        )

    def _is_of_a_paper(self, end: int) -> bool:
        is_named = not _IN_PAPER.isdisjoint(self.text[end : end + 14])
        return is_named and _PAPER.match(self.text, end, end + 48) is not None

    def _limit(self, start: int, end: int, before: str, after: str) -> int:
        """Up to where the date holds: its brackets, its clause, its statement, or all that follows."""
        if before in ("较", "比", "相比", "与") and self.text[start - 1 : start] not in ("（", "("):
            return min(self._first(_CHANGE, end), self._first(_CLAUSE_END, end))
        if ending := self._ending(start, end, before, after):
            return self._first(ending, end)
        issued = _ISSUED.match(self.text, end) if self.text.find("《", end, end + 70) >= 0 else None
        return issued.end() if issued else len(self.text)

    def _ending(self, start: int, end: int, before: str, after: str) -> re.Pattern[str] | None:
        """What ends the stretch for which the date holds, None if that is not told by the words around it."""
        if self.text[start - 1 : start] in ("（", "("):
            return _BRACKET_END
        if before in ("从", "由") and _OF_THAT.match(self.text, end):
            return _CHANGE
        if before == "于" or _OF_THAT_YEAR.match(self.text, end):
            return _CLAUSE_END
        return _STATEMENT_END if after in _BEFORE_THEN or before in ("到", "至") else None

    def _first(self, pattern: re.Pattern[str], position: int) -> int:
        match = pattern.search(self.text, position, position + _FARTHEST)
        return match.start() if match else len(self.text)

    @staticmethod
    def _value(match: re.Match[str], year: int) -> str | None:
        if match["last_year"]:
            return None
        month = match["only"] or match["dotted"] or match["lone_month"]
        if match["month"] or not month:
            return str(year)
        day = match["day"] or match["dotted_day"]
        return f"{year}-{int(month):02d}-{int(day):02d}" if day else f"{year}-{int(month):02d}"
