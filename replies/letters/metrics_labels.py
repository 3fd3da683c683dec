"""What a quantity counts: `label_quantities(text, quantities, sentence_starts)` -> a label each, as the text has it.

A small grammar of the neighbourhood. The noun stands after the quantity (27家养老机构, 390万元完成…项目) or before it,
with or without a predicate (养老床位4103张, 总建筑面积达…); a share is named by its base (占全区户籍人口), growth by
its word (同比增长); lists share their nouns (甲、乙分别为3个、5个), and what names nothing of its own takes up the
noun of the quantity before it. Noun phrases are cut out by `metrics_phrases`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from replies.letters import metrics_words as words
from replies.letters.metrics_phrases import (
    clean,
    is_verb_only,
    links,
    noun_after,
    noun_before,
    open_phrase,
    open_subject,
    verb_before,
    without_predicate,
)
from replies.letters.metrics_quantities import Quantity
from replies.letters.units import COUNTING_KINDS

_REACH_BEFORE = 70
_REACH_AFTER = 44
_REACH_SENTENCE = 120
_CLAUSE = re.compile(r"[，。；：！？,;:!?\n]")
_OPENED = re.compile(r"[（(](?=[^（()）]*$)")
_SHARE_OF = re.compile(
    r"占(?!比(?![例重]))(?:到|据)?了?(?P<base>[^占，。；：,;\n]{0,30}?)(?:总?的(?:比例|比重)?|比例|比重)?\s?(?:达到?|为|约|超过?|近|在)?\s?$"
)
_GROWTH = re.compile(
    r"(?P<growth>(?:(?:同比|环比|年均|平均|(?:较|比)[^，。；,;]{1,14}?|分别|累计|逐年|共|合计)\s?){0,3}"
    r"(?:增长|增加|增幅|增速|提高|提升|上升|上涨|下降|减少|降低|降幅|下跌|回落|缩短|压减|压缩|扩大)(?:了|率|幅度)?)"
    r"(?:为|达到?|约)?\s?$"
)
_RESPECTIVE_GROWTH = re.compile(
    r"^\s?(?P<early>同比|环比|(?:较|比)[^，。；,;0-9]{1,10}?)?\s?分别(?P<late>同比|环比|(?:较|比)[^，。；,;0-9]{1,10}?)?"
    r"(?P<growth>增长|下降|提高|增加|减少|上升|降低)(?:了)?(?:约)?\s?$"
)
_BARE_SHARE = re.compile(r"\s?(?:其)?占比\s?(?:均|已|约)?(?:为|达到?|约|近|超过?|突破)?了?\s?")
_CHANGE_CHARACTERS = frozenset("增提升涨降减缩跌落扩拓压延调精优整合归简")
_CHANGE_UNITS = frozenset({"%", "百分点", "倍"})
_ITEM_UNITS = frozenset({"项", "个", "种", "类"})
_COMPARED = re.compile(r"同比|环比|较|比|年均")
_THEN = (
    r"(?:年初|年底|目前|现在|当前|原来|过去|以前|之前|最初|(?:今年|去年|上年|前年)[^，。；0-9]{0,5}|同期"
    r"|(?:19|20)[0-9]{2}年(?:底|末|初)?|[“\"]?十[二三四五]五[”\"]?(?:时期|期)?[初末])"
)
_LEVEL = re.compile(
    r"(?:增加|增长|提高|提升|上升|扩大|扩展|拓展|下降|减少|降低|降|增|升|缩短|压缩|压减|延长|缩减|调整|精简|下调|上调|调减|调增|优化|整合|合并|归并|简化)"
    rf"(?:到了?|至了?|为)(?:{_THEN}的?|(?:最[高多低])?(?:每[一-龥]{{1,4}})?)\s?$"
)
# 由年初的61.3%: from what time the measured thing started.
_SOURCE = re.compile(rf"[由从](?:{_THEN})的?\s?$")
_CHANGE_REACH = 16
_THAN = re.compile(r"(?P<than>(?:低于|高于|优于|超过|领先|少于|多于)[^，。；,;0-9]{2,16}?)(?:约|近)?\s?$")
_OF_THE_REST = re.compile(r"(?:其余|剩余|余下)的?\s?(?:约|近)?\s?$")
_STATES = frozenset({"就业", "创业", "入学", "就读", "参保", "入住", "脱贫", "上岗", "受益", "毕业", "入伍"})
_PER_MANY = re.compile(r"(?P<per>每[百千万][^，。；、]{1,12}?)(?:拥有|占有|享有|配备|配有|有)的?$")  # 每万人拥有…
_EMPTY_NOUNS = frozenset({"规模", "总规模", "金额", "总金额", "总额", "额度", "数额", "总量", "总数"})
# 每户补助5000元，每年最高2万元: another amount of the same.
_LIMIT = re.compile(r"(?:(?:每[年月日天次人户]|单个?项目|单次|单户|全年)?(?:最高|最多|最低|至多|最少)|之后|此后|以后)")
_LIMIT_ENDS = frozenset("高多低少后")
_MEANS = frozenset({"平均", "户均", "人均"})
_INSIDE = re.compile(r"[ \t约近共计超约为是达]{0,6}")
_RESPECTIVELY = re.compile(r"(?P<items>[^，。；：,;:\n]{2,60}?)分别(?:为|是|有|达到?|新增|增加|完成|建成|新建|占)?\s?$")
_ITEM_SEPARATOR = re.compile(r"[、和与及]|以及")
_LIST_GAP = re.compile(r"\s?(?:[、，,和与及]|以及)?\s?")
_WIDEST_RANGE_GAP = 4
_RANGE_GAP = re.compile(r"\s?[-—–~～－至到]{1,2}\s?")
_EXTENDED = re.compile(r"将(?P<subject>[^，。；：]{2,24}?)(?:从|由)[^。；\n]{1,60}等$")
_PURPOSE = re.compile(
    r"\s?[，,]\s?(?P<purpose>(?:(?:专项|主要)?用于|支持|建设|完成|实施|开展|新建|改造|购置|打造|推进)[^，。；、,;\n]{2,30})"
)
_IDENTITY = re.compile(r"\s?(?:均?为|是|系|属于)(?P<noun>[^，。；：、,;（()）\n]{2,24})")
_TREATED = re.compile(r"\s?(?:进行|开展|实施)(?:了)?(?P<noun>[^，。；：、,;（()）\n]{2,16})")
_TAKING_PART = re.compile(r"\s?(?P<noun>(?:参加|参与|接受|享受|获得|得到|受益)(?:了|到)?[^，。；：、,;（()）\n]{0,14})")
_BENEFIT = re.compile(r"(?:补助|补贴|奖励|资金|津贴|奖补|救助金|贷款|保险|经费|报酬|生活费|慰问金|养老金)$")
_STATE = re.compile(r"^(?:应设|应建|已建|待建|在建|拟建|续建)")


@dataclass(slots=True)
class _Surroundings:
    """What stands around one quantity, or around one list of quantities that share a noun."""

    quantity: Quantity
    before: str  # its clause, up to the quantity
    earlier: str  # the clause before that one, when no quantity stands in it
    after: str
    extended: str  # what is extended to it: 将…从…等 before 3项
    previous: str  # the label of the quantity before it in the same sentence
    joined: bool  # nothing but a joint or a bracket since that quantity
    labeller: _Labeller
    index: int

    @property
    def same_unit(self) -> str:
        """The label of the last quantity of this sentence with the same unit."""
        return self.labeller.last_of_same_unit(self.index)

    @property
    def first_of_unit(self) -> str:
        """The label of the first."""
        return self.labeller.first_of_same_unit(self.index)


def label_quantities(text: str, quantities: list[Quantity], sentence_starts: list[int]) -> list[str]:
    """The label of each quantity; `sentence_starts[i]` is where the sentence of quantity i begins."""
    return _Labeller(text, quantities, sentence_starts).labels()


class _Labeller:
    """Goes through the quantities of one text in order; a label may be taken up by the quantities after it."""

    def __init__(self, text: str, quantities: list[Quantity], sentence_starts: list[int]) -> None:
        self._text = text
        self._quantities = quantities
        self._starts = sentence_starts
        self._labels: list[str] = []

    def labels(self) -> list[str]:
        waiting: list[str] = []
        for first, last in self._runs():
            around = self._surroundings(first, last)
            if not (waiting and _LIST_GAP.fullmatch(around.before)):
                waiting = self._respective(around, first) if "分别" in around.before else []
            label = waiting.pop(0) if waiting else _label(around)
            self._labels.append(label)
            for _ in range(first, last):
                self._labels.append(waiting.pop(0) if waiting else label)
        return self._labels

    def _runs(self) -> list[tuple[int, int]]:
        """Runs of quantities that share one noun: 15万元至100万元, 300、200、100元. Most runs are one quantity."""
        runs: list[tuple[int, int]] = []
        previous: Quantity | None = None
        for index, quantity in enumerate(self._quantities):
            if previous is not None and (previous.shared or self._is_range(previous, quantity)):
                runs[-1] = (runs[-1][0], index)
            else:
                runs.append((index, index))
            previous = quantity
        return runs

    def _is_range(self, low: Quantity, high: Quantity) -> bool:
        if high.outer_start - low.outer_end > _WIDEST_RANGE_GAP or low.unit != high.unit:
            return False
        return _RANGE_GAP.fullmatch(self._text, low.outer_end, high.outer_start) is not None

    def _surroundings(self, first: int, last: int) -> _Surroundings:
        text, quantities, quantity = self._text, self._quantities, self._quantities[last]
        sentence_start, start = self._starts[first], quantities[first].outer_start
        has_previous = first > 0 and quantities[first - 1].start >= sentence_start
        lower = quantities[first - 1].outer_end if has_previous else sentence_start
        lower = max(lower, start - _REACH_BEFORE)
        end = quantity.outer_end
        upper = end + _REACH_AFTER
        if last + 1 < len(quantities):
            upper = min(upper, quantities[last + 1].outer_start)
        gap = text[lower:start]
        clauses = _CLAUSE.split(_inside_bracket(gap) if "（" in gap or "(" in gap else gap)
        is_summed_up = gap[-1:] == "等" and quantity.unit in _ITEM_UNITS
        return _Surroundings(
            quantity,
            before=clauses[-1],
            earlier=clauses[-2] if len(clauses) > 2 or (len(clauses) == 2 and not has_previous) else "",
            after=text[end:upper],
            extended=self._extended(sentence_start, start) if is_summed_up else "",
            previous=self._labels[-1] if has_previous else "",
            joined=has_previous and not gap.strip(" （(、和及"),
            labeller=self,
            index=first,
        )

    def _extended(self, sentence_start: int, end: int) -> str:
        """将养老服务从助餐、助浴等3项…: what 等 before the quantity sums up."""
        match = _EXTENDED.search(self._text[max(sentence_start, end - _REACH_SENTENCE) : end])
        return match["subject"] if match else ""

    def last_of_same_unit(self, index: int) -> str:
        """The label of the last of the few quantities before this one in its sentence that has its unit."""
        unit = self._quantities[index].unit
        for earlier in range(index - 1, max(index - 5, -1), -1):
            if self._quantities[earlier].start < self._starts[index]:
                break
            if self._quantities[earlier].unit == unit:
                return self._labels[earlier]
        return ""

    def first_of_same_unit(self, index: int) -> str:
        """The label of the first of them."""
        unit, label = self._quantities[index].unit, ""
        for earlier in range(index - 1, max(index - 7, -1), -1):
            if self._quantities[earlier].start < self._starts[index]:
                break
            if self._quantities[earlier].unit == unit:
                label = self._labels[earlier]
        return label

    def _respective(self, around: _Surroundings, index: int) -> list[str]:
        """What stands behind 分别: the labels of this quantity and of those after it."""
        return _respective_items(around.before) or self._respective_growth(around, index)

    def _respective_growth(self, around: _Surroundings, index: int) -> list[str]:
        """接待游客320万人次，旅游收入40亿元，分别增长9.2%和13.7%: the growth of the last two."""
        match = _RESPECTIVE_GROWTH.search(around.before)
        if match is None:
            return []
        growth = (match["early"] or match["late"] or "") + match["growth"]
        if around.quantity.unit != "%":
            return self._respective_additions(growth, index)
        count = 1
        while index + count < len(self._quantities):
            low, high = self._quantities[index + count - 1], self._quantities[index + count]
            if high.unit != "%" or not _LIST_GAP.fullmatch(self._text, low.outer_end, high.outer_start):
                break
            count += 1
        same_sentence = sum(
            quantity.start >= self._starts[index] for quantity in self._quantities[index - count : index]
        )
        if count < 2 or same_sentence < count:
            return []
        return [clean(_bare_noun(label) + growth) for label in self._labels[-count:]]

    def _respective_additions(self, growth: str, index: int) -> list[str]:
        """泊位900个，收入60万元，分别增加41个、8万元: what each adds to, by its unit."""
        labels = []
        for at in range(index, len(self._quantities)):
            gap = self._text[self._quantities[at - 1].outer_end : self._quantities[at].outer_start]
            if at > index and not _LIST_GAP.fullmatch(gap):
                break
            labels.append(self._label_of_unit(self._quantities[at].unit, index))
        return [clean(_bare_noun(label) + growth) for label in labels] if len(labels) > 1 and all(labels) else []

    def _label_of_unit(self, unit: str, index: int) -> str:
        """The label of the last quantity before this one in its sentence that has the unit."""
        for earlier in range(index - 1, -1, -1):
            if self._quantities[earlier].start < self._starts[index]:
                break
            if self._quantities[earlier].unit == unit:
                return self._labels[earlier]
        return ""


def _inside_bracket(before: str) -> str:
    """What stands in the open bracket before the quantity; of 路面修复（约 what stands before the bracket."""
    opened = _OPENED.search(before)
    if opened is None:
        return before
    inside, outside = before[opened.end() :], before[: opened.start()]
    return outside if _INSIDE.fullmatch(inside) and len(outside.strip(" ，、；：")) > 1 else inside


def _respective_items(before: str) -> list[str]:
    match = _RESPECTIVELY.search(before)
    if match is None:
        return []
    items = [clean(item) for item in _ITEM_SEPARATOR.split(open_phrase(match["items"])) if item.strip()]
    return items if len(items) > 1 else []


def _label(around: _Surroundings) -> str:
    before = around.before
    changes = _changes(before)
    if label := _share_label(around) or (changes and _growth(around)) or _comparison(around) or _rest(around):
        return label
    if changes and (match := _LEVEL.search(before)):
        before = before[: match.start()]
    if ("由" in before or "从" in before) and (match := _SOURCE.search(before)):
        before = before[: match.start()]
    if around.after.startswith("相比"):
        before = before.rpartition("与")[2]
    if around.extended:
        return clean(around.extended)
    if before[-1:] in _LIMIT_ENDS and _is_limit(before) and (label := around.same_unit) and not _is_limit(label):
        return label
    return _noun(around, before) or _substitute(around, before)


def _is_limit(phrase: str) -> bool:
    return _LIMIT.fullmatch(phrase.strip()) is not None


def _share_label(around: _Surroundings) -> str:
    """占全区户籍人口的21.74%; after a count, 占84% and 占比84% are shares of what was counted."""
    if around.quantity.unit != "%" or "占" not in around.before:
        return ""
    if match := _SHARE_OF.search(around.before):
        if base := clean(match["base"]):
            return f"占{base}"
        subject = open_phrase(without_predicate(around.before[: match.start()]))
        is_noun = len(subject) > 1 and not is_verb_only(subject)
        return f"{clean(subject)}占比" if is_noun else _share_of_previous(around)
    return _share_of_previous(around) if _BARE_SHARE.fullmatch(around.before) else ""


def _share_of_previous(around: _Surroundings) -> str:
    return f"{_bare_noun(around.previous).removesuffix('占比')}占比"


def _changes(before: str) -> bool:
    """Whether the clause can end in a word of change at all; most do not, and need no closer look."""
    return not _CHANGE_CHARACTERS.isdisjoint(before[-_CHANGE_REACH:])


def _growth(around: _Surroundings) -> str:
    """参保人数同比增长12%; 增加220张 alone is no growth but an addition, and its noun is looked for elsewhere."""
    match = _GROWTH.search(around.before)
    if match is None or not (around.quantity.unit in _CHANGE_UNITS or _COMPARED.search(match["growth"])):
        return ""
    subject = open_phrase(without_predicate(around.before[: match.start()])) or _bare_noun(around.previous)
    return clean(subject + match["growth"].removesuffix("了"))


def _comparison(around: _Surroundings) -> str:
    """低于全省平均水平4.4个百分点 is named by what it is compared with."""
    if around.quantity.unit not in _CHANGE_UNITS or ("于" not in around.before and "超" not in around.before):
        return ""
    match = _THAN.search(around.before)
    return clean(match["than"]) if match else ""


def _rest(around: _Surroundings) -> str:
    """其余42座: the rest of what the sentence counted first."""
    match = _OF_THE_REST.search(around.before) if "余" in around.before else None
    if match is None:
        return ""
    if around.quantity.kind in COUNTING_KINDS and (noun := noun_after(around.after, around.quantity.kind)):
        return clean(f"其余{noun}")
    return match[0][:2] + (_bare_noun(around.first_of_unit) if around.quantity.kind in COUNTING_KINDS else "")


def _noun(around: _Surroundings, before: str) -> str:
    """The noun beside the quantity, on the side where it belongs."""
    following = noun_after(around.after, around.quantity.kind)
    if following in _STATES and (noun := noun_before(before)) and noun[0] and not noun[1]:
        return noun[0]
    if following and before.rstrip().endswith("的"):
        return following
    if following and _prefers_after(around.quantity, before, following):
        return following
    preceding, ends_in_verb = noun_before(before)
    if following and (not preceding or ends_in_verb):
        return following
    if ends_in_verb and around.quantity.kind == "money" and (match := _own_purpose(around.after)):
        return _purpose(match)
    return _completed(preceding, around, before)


def _completed(noun: str, around: _Surroundings, before: str) -> str:
    """A noun that says nothing alone, or another thing, with what it belongs to: 规模 of a fund, 平均每户 of loans,
    每千名老年人 that 拥有养老床位."""
    if "每" in before and (match := _PER_MANY.search(before[: before.rfind(noun)])):
        return clean(match["per"] + noun)
    if noun in _EMPTY_NOUNS and around.earlier:
        return noun_before(around.earlier)[0] or noun
    if noun in _MEANS and around.same_unit:
        return clean(before + _bare_noun(around.same_unit))
    return noun


def _own_purpose(after: str) -> re.Match[str] | None:
    """What the money is for, unless it has a count of its own: 投资186万元，改造管道2350米."""
    match = _PURPOSE.match(after)
    if match and match.end() == len(after) < _REACH_AFTER and "用于" not in match["purpose"]:
        return None
    return match


def _purpose(match: re.Match[str]) -> str:
    purpose = match["purpose"]
    return clean(words.OPENING_VERB.sub("", purpose) if "用于" in purpose else purpose)


def _prefers_after(quantity: Quantity, before: str, following: str) -> bool:
    """The noun after the quantity wins unless the one before it is what is measured (床位达780张)."""
    if quantity.kind in COUNTING_KINDS or quantity.kind == "bare":
        return not links(before)
    if quantity.kind == "money":
        return _BENEFIT.search(following) is not None and not links(before)
    return False


def _substitute(around: _Surroundings, before: str) -> str:
    """No noun beside the quantity: look at what is said of it, at the clauses around, at the quantity before."""
    if match := _IDENTITY.match(around.after):
        return clean(match["noun"])
    if label := _deed(around, verb_before(before)):
        return label
    for pattern in (_TREATED, _TAKING_PART):
        if match := pattern.match(around.after):
            return clean(match["noun"])
    if around.earlier and not open_subject(without_predicate(before)):
        noun, _ = noun_before(around.earlier)
        if noun:
            return noun
    return around.previous if around.joined else around.same_unit or around.previous


def _deed(around: _Surroundings, verb: str) -> str:
    """What was done: with the noun of a like quantity before it (已建37个 of 候车亭), with its purpose, or bare."""
    repeats = around.quantity.kind in COUNTING_KINDS or words.PAID_OUT.search(verb)
    if verb and around.same_unit and repeats and verb not in around.same_unit:
        return clean(verb + _bare_noun(around.same_unit))
    if around.quantity.kind == "money" and (match := _own_purpose(around.after)):
        return _purpose(match)
    return verb


def _bare_noun(label: str) -> str:
    """The noun of a label that already carries more: 应设候车亭 and 候车亭同比增长 are 候车亭."""
    label = _STATE.sub("", label)
    growth = _GROWTH.search(label)
    return label[: growth.start()] if growth else label
