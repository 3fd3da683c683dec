"""Tell a planned figure from an achieved one, and a condition (5万平方米以上的项目) from a fact.

`PlanReader(text, year, outlook, paragraphs).is_planned(quantity, sentence)` and `is_condition(text, quantity)`.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from replies.letters.letter import Span
from replies.letters.metrics_quantities import Quantity
from replies.letters.outlook import FUTURE
from replies.letters.wordlists import Repeated, matches_in

_ESTIMATED = "|".join(rf"{word}(?:总)?(?:投资|资金|费用|造价|需)" for word in ("估算", "概算", "匡算"))
# Each alternative begins with a character of its own, so that the search skips fast.
_PLANNED = re.compile(
    rf"{FUTURE}|拟(?!定|建立|订|稿)|计(?<![行动业划育度技项究才露岗蕾培]计)划(?!生育|单列|[》”」\"]|书|经济|已|学位|招生数)|力争|"
    r"争取(?=在|于|再|到|年[内底]|早日|尽快|尽早|完成|建成|实现|达到|新|今年|明年|20|[0-9])|预计|有望|即将|目标(?:是|为|任务)|规划(?:新建|建设|到|床位|学位|投资|总投资)|"
    r"下一?步|可(?:建成|新增|完成|增加|实现)|月底前|年底前|底前|年内(?=新|建|完|再|改|实)|十(?P<nth>[三四五六])五[”\"]?末|远期|"
    rf"{_ESTIMATED}|初步(?:测算|估算|匡算)|"
    r"到(?<![截自]到)\s?(?P<year>20[0-9]{2})\s?年|至(?<![截自]至)\s?(?P<by_year>20[0-9]{2})\s?年"
)
_ACHIEVED = re.compile(
    r"已(?:经|建|完|有|累|投|开|实|达|下|签|发|在|将|与|对|为|新|全)|截至|截止|目前|累计|共有|现有|正在|完成了|建成了|投入了|去年|同比|近年来|今年以来|建成投用"
)
_TASK_AFTER = re.compile(
    r"(?:(?!完成|占|达到|超额)[^。；\n]){0,40}?(?:建设任务|目标任务|的任务|的目标)|[^，。；,;\n]{0,24}?(?:计划于|计划在|计划(?=20)|将于|将在|拟于|预计|纳入20[0-9]{2}|列入20[0-9]{2})"
)
# 其余42座计划明年完成: said of this quantity, whatever was achieved before it.
_DUE_AFTER = re.compile(
    r"[^，。；,;\n0-9]{0,8}?(?:计划|预计|拟|将|力争)(?:于|在)?(?:今年|明年|后年|年[内底末]|下半年|20[0-9]{2}年|[0-9]{1,2}月|第?[一二三四]季度)"
)
_DUE_REACH = 9
_PLAN_ENDS = {"三": "2020", "四": "2025", "五": "2030", "六": "2035"}
_IN_A_YEAR = frozenset("0123456789年")
# One of these stands in every match of the two patterns around: 任务, 目标, 计划, 将, 拟, 预计, 纳入, 列入, 力争.
_AHEAD = re.compile("[任标计将拟预纳列力]")
_TASK_REACH = 48
_ALREADY_AFTER = re.compile(r"[^，。；,;\n]{0,12}?已(?!列入计划)")
_STANDARD_AFTER = re.compile(r"\s?(?:[一-龥]{0,4}的|间距|密度)(?:比例|标准|要求|规定)")
_BY_RULE = re.compile(r"按照?[^，。；\n]{0,20}$")
_CONSENT = re.compile(r"[^，。；\n]{0,6}(?:业主|同意|表决|意愿|签字)")
_SIZED = re.compile(
    r"\s?的?(?:大?班额|班级?|单位|企业|用人单位|村|自然村|小区|户型|家庭|公司|场所|学校|教学点|工厂|组织)"
)
_LARGEST_BOUND = 1000
_FAR_YEAR_COUNTS = re.compile(r"累计|共有|现有")
_REACH = 120
# 完成年度目标任务的113.1% tells what was done.
_FULFILLED = re.compile(r"完成(?:了)?[^，。；\n]{0,8}$")
# Counted or compared within the clause of a plan, these belong to it: 力争同比下降15%, 预计累计培训1200人次.
_OF_THE_PLAN = frozenset({"同比", "累计", "共有", "去年"})
_WORDS_AHEAD = frozenset({"下步", "下一步"})  # they say of no single figure that it is planned
_TASK = "目标任务"
_TAKEN_INTO_USE = "建成投用"
_CLAUSE_ENDS = re.compile("[，。；\n]")
_STATEMENT_ENDS = re.compile("[。；\n]")
# Said of what is there already, whatever is to be done with it: 全市1263名河长; 标准为每人每年4000元.
_WHOLE = re.compile(r"全[省市州盟区县旗镇乡](?:现有|共有)?\s?$")
_RATE = re.compile(r"标准(?:为|是|[:：])[^，。；\n]{0,20}$")


class PlanReader:
    """What some paragraphs of a text say of time, asked for by quantity in these.

    `outlook` are the stretches of the text that speak of what is to come.
    """

    def __init__(self, text: str, year: int | None, outlook: list[Span], paragraphs: Sequence[Span]) -> None:
        self._text = text
        self._year = year
        self._outlook = outlook
        self._planned, self._achieved = (
            Repeated(pattern, text, [match.start() for match in matches_in(pattern, text, paragraphs)])
            for pattern in (_PLANNED, _ACHIEVED)
        )
        self._ahead = [match.start() for match in matches_in(_AHEAD, text, paragraphs)]

    def is_planned(self, quantity: Quantity, sentence: Span) -> bool:
        """Whether the nearest word of time before the quantity speaks of the future, or what it stands in does."""
        start, end = quantity.outer_start, quantity.outer_end
        if self._text.find("已", end, end + 13) >= 0 and _ALREADY_AFTER.match(self._text, end):
            return False
        if _any_between(self._ahead, end, end + _DUE_REACH) and _DUE_AFTER.match(self._text, end):
            return True
        first = max(sentence.start, start - _REACH)
        planned = self._planned.last(first, start)
        if planned is not None and planned[0] == _TASK:
            planned = self._unfulfilled(first, planned)
        by_year = planned and (planned["year"] or planned["by_year"] or _PLAN_ENDS.get(planned["nth"]))
        if by_year and self._year is not None and self._is_over(int(by_year), first, planned.start()):
            planned = by_year = None
        achieved = self._achieved.last(first, start)
        if planned is not None:
            achieved = self._before_the_plan(first, achieved, planned)
            to_come = by_year and achieved is not None and _FAR_YEAR_COUNTS.fullmatch(achieved[0])
            is_to_come = achieved is None or bool(to_come) or achieved.start() < planned.start()
            return is_to_come and not (planned[0] in _WORDS_AHEAD and self._is_there(start))
        in_outlook = _within(self._outlook, quantity.start)
        # Among what is to come an item is not achieved because one before it is.
        if achieved is not None and not (in_outlook and _STATEMENT_ENDS.search(self._text, achieved.end(), start)):
            return False
        return self._is_task(end, sentence.end) or (in_outlook and not self._is_there(start))

    def _unfulfilled(self, first: int, planned: re.Match[str] | None) -> re.Match[str] | None:
        """The last word of a plan that is no task of which is told how it was fulfilled."""
        while planned and planned[0] == _TASK and _FULFILLED.search(self._text, first, planned.start()):
            planned = self._planned.last(first, planned.start())
        return planned

    def _before_the_plan(
        self, first: int, achieved: re.Match[str] | None, planned: re.Match[str]
    ) -> re.Match[str] | None:
        """The last word of what was achieved that does not itself belong to the plan before it."""
        while achieved and achieved.start() > planned.start() and self._is_of_the_plan(planned, achieved):
            achieved = self._achieved.last(first, achieved.start())
        return achieved

    def _is_of_the_plan(self, planned: re.Match[str], achieved: re.Match[str]) -> bool:
        if achieved[0] == _TAKEN_INTO_USE:
            return not _STATEMENT_ENDS.search(self._text, planned.end(), achieved.start())
        return achieved[0] in _OF_THE_PLAN and not _CLAUSE_ENDS.search(self._text, planned.end(), achieved.start())

    def _is_there(self, position: int) -> bool:
        first = max(0, position - 24)
        return bool(_WHOLE.search(self._text, first, position) or _RATE.search(self._text, first, position))

    def _is_task(self, start: int, end: int) -> bool:
        """27家的建设任务, 27家计划于明年开业."""
        if not _any_between(self._ahead, start, min(end, start + _TASK_REACH)):
            return False
        return _TASK_AFTER.match(self._text, start, end) is not None

    def _is_over(self, year: int, first: int, position: int) -> bool:
        """Whether the year named at `position` is past, or the last of a span, as in 2019年至2020年."""
        if year != self._year:
            return year < self._year
        return self._text[first:position].rstrip()[-1:] in _IN_A_YEAR


def _any_between(positions: list[int], start: int, end: int) -> bool:
    index = bisect_left(positions, start)
    return index < len(positions) and positions[index] < end


def is_condition(text: str, quantity: Quantity) -> bool:
    """A figure that says to what a rule applies, not what there is: 建筑面积5万平方米以上的，…; 不低于…0.3%的比例."""
    suffix = text[quantity.end : quantity.outer_end].strip()
    if suffix in ("及以上", "及以下") or _bounds_a_group(text, quantity, suffix):
        return True
    if quantity.kind == "share" and _CONSENT.match(text, quantity.outer_end):
        return True
    if suffix in ("以上", "以下", "以内") and quantity.kind != "share" and text.startswith("的", quantity.outer_end):
        return True
    if suffix or quantity.kind == "money":
        return False
    is_bound = quantity.qualifier in ("at_least", "at_most") or _is_by_rule(text, quantity)
    return is_bound and _STANDARD_AFTER.match(text, quantity.outer_end) is not None


def _is_by_rule(text: str, quantity: Quantity) -> bool:
    first = max(0, quantity.outer_start - 24)
    if text.find("按", first, quantity.outer_start) < 0:
        return False
    return _BY_RULE.search(text, first, quantity.outer_start) is not None


def _bounds_a_group(text: str, quantity: Quantity, suffix: str) -> bool:
    """The size that tells one kind from another: 不足5人的教学点, 56人以上大班额, not how many there are."""
    if quantity.kind not in ("people", "household") or quantity.value >= _LARGEST_BOUND:
        return False
    if suffix in ("以上", "以下", "以内"):
        return _SIZED.match(text, quantity.outer_end) is not None
    bounded = quantity.outer_start < quantity.start and quantity.qualifier in ("under", "over")
    return bounded and text.startswith("的", quantity.outer_end)


def _within(spans: list[Span], position: int) -> bool:
    index = bisect_right(spans, (position, position)) - 1
    return index >= 0 and spans[index].start <= position < spans[index].end
