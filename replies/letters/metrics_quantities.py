"""Find the quantities of a text: a number, its unit, how exact it is, and whether characters were lost.

In: text. Out: `Quantity` objects in order, none overlapping. A quantity is found here by its own form and its nearest
characters only; what it counts, when and where is decided by `metrics_labels` and `metrics_dates`. Numbers that are
part of a name, a date, an age, an ordinal or a document number (`metrics_traps`) do not come out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from string import ascii_letters
from typing import Any

from replies.letters import metrics_traps as traps
from replies.letters.numerals import ARABIC, CHINESE, CHINESE_CHARACTERS, SCALE, parse_numeral, scale_of
from replies.letters.units import COUNTING_KINDS, UNIT_PATTERN, UNITS

# A letter holds a few dozen quantities. A text with more numbers than this is no letter, and its tail is not read.
MAX_NUMBERS = 4000


@dataclass(slots=True)
class Quantity:
    """One number with its unit. `[start, end)` is number and unit; `[outer_start, outer_end)` has the qualifiers too.

    `kind` is the kind of the unit. `shared` marks a number that takes its unit from a later one (300、200、100元);
    `number` is the numeral as written and `factor` that of its unit: numbers before it may borrow both.
    """

    start: int
    end: int
    value: Decimal
    unit: str
    kind: str
    outer_start: int
    outer_end: int
    qualifier: str | None = None
    damaged: bool = False
    shared: bool = False
    number: str = ""
    factor: Decimal = Decimal(1)

    @property
    def multiplier(self) -> Decimal:
        """What turns the digits as written into `value`: 10000 for 12万."""
        written = _digits_written(self.number) if self.number else None
        return self.value / written if written else self.factor


# 千 in 千米 and 百 in 百分点 are no scales.
_SCALE = rf"(?:(?![千百][米瓦克伏卡帕分])(?:{SCALE}))"
_SCALED = rf"(?:{ARABIC}(?:\s?亿\s?{ARABIC}\s?万|\s{{0,2}}{_SCALE})?)"
_PER = r"\s?/\s?(?:[人户床亩吨天日月年次秒]|平方米|立方米|公里|小时)(?:[·•.][日月年天])?"
_UNITLESS_NOUNS = (
    "学位|床位|泊位|车位|停车位|座位|人口|群众|师生|学生|居民|村民|市民|老人|老年人|"
    "农户|农民|劳动力|企业|商户|党员|职工|用户"
)
_NOUN_STARTS = "".join(noun[0] for noun in _UNITLESS_NOUNS.split("|"))
# What can go on with a numeral, or end one without a unit: 三个 and 三百 begin a number, 三是, 三、 and 2023年 do not.
_UNIT_STARTS = "".join(sorted({re.escape(name[0]) for name in UNITS}))
_AFTER_CHINESE = rf"{_UNIT_STARTS}{CHINESE_CHARACTERS}余多成分点半 \n"
_AFTER_DIGITS = rf"{_UNIT_STARTS}{_NOUN_STARTS}0-9０-９十百千万亿余多.．,，。；;、:：∶\s"
_START = re.compile(
    rf"[0-9０-９{CHINESE_CHARACTERS}翻](?:(?<=[0-9０-９])(?=[0-9０-９]{{0,14}}+[{_AFTER_DIGITS}])"
    rf"|(?<=[{CHINESE_CHARACTERS}])(?=[{_AFTER_CHINESE}])|(?<=[万亿])(?=[，。；、])|(?<=翻))"
)
_PROPORTION = re.compile(
    rf"""(?P<parts>[百千万]|[二三四五六七八九十])分之(?P<share>{ARABIC}|{CHINESE})
      |(?P<tenth>[一二三四五六七八九两])成(?P<half>半)?(?P<fifth>[一二三四五六七八九](?![个项名户家处座条张次位人十百千万亿]))?(?![立为员功果本年熟效长都套品不交绩就分渝因形体])
      |翻了?(?:将?近|约)?(?P<times>[一两二三])番
      |(?P<left>(?>{ARABIC}))\s?[:：∶]\s?(?P<right>{ARABIC})
    """,
    re.VERBOSE,
)
_NUMBER = re.compile(
    rf"""(?P<number>{_SCALED}|{CHINESE})
         (?P<lost>[.．](?=[万亿元人个家名户]))?
         (?:\s?(?P<more>[余多](?!数)))?
         (?P<late_scale>百万|千万|万|亿)?
         (?P<later_more>[余多])?
         (?:\s{{0,2}}(?P<unit>{UNIT_PATTERN})(?P<per>{_PER})?)?
    """,
    re.VERBOSE,
)
_FRACTIONS = frozenset("分成")  # 百分之, 三成
_COLONS = frozenset(":：∶")
_RATIO_NOUN = re.compile(r"(?:比例|配比|比率|生比|比值|比)[^，。；\n]{0,6}$")
_DIGITS = re.compile(ARABIC)
_LATIN = frozenset(ascii_letters + "\n")  # a line's end may stand behind it
_LATIN_BEFORE = re.compile(r"(?:^|[^A-Za-z])[A-Za-z]$")
_TIMES = {"一": Decimal(2), "两": Decimal(4), "二": Decimal(4), "三": Decimal(8)}
_REACH = 24

# -6.8% after a word, a joint or a blank: a fall. 5%-6.8% is a range, 2020-5 a date.
_MINUS = re.compile(r"(?:[一-龥、，,（(：:；;]|^)\s?[-−－]$")
_MINUSES = frozenset("-−－")
_SIGNED_UNITS = frozenset({"%", "百分点", "℃", "度", "元", "‰"})
# Each alternative begins with a character of its own: what follows a quantity is nearly always something else.
_SUFFIX = re.compile(r"及以[上下]|以[上下内]|左右|上下|之多|不等|\s(?:及以[上下]|以[上下内]|左右|上下|之多|不等)")
_SUFFIX_STARTS = frozenset("及以左上之不")  # or a blank
_SUFFIX_QUALIFIERS = {"以上": "at_least", "以下": "at_most", "以内": "at_most", "左右": "about", "上下": "about"}
_PREFIXES = {
    "about": "大约 大概 约为 约 将近 近 接近 估计",
    "at_least": "不少于 不低于 不得少于 不得低于 不小于 至少 最少 最低 ≥",
    "at_most": "不超过 不高于 不大于 不多于 不得超过 不得高于 最高 最多 至多 控制在 ≤",
    "over": "超过 超出 超 逾 突破 多于 高于 大于 ＞ >",
    "under": "不足 不到 未达 低于 少于 小于 ＜ <",
}
_QUALIFIER_OF = {word: qualifier for qualifier, words in _PREFIXES.items() for word in words.split()}
# Behind these characters they are part of another word: 附近, 历史最高.
_NOT_AFTER = {"将近": "邻附最靠就临", "近": "邻附最靠就临", "最高": "日史月季年", "超": "远"}
# Each word begins with a character of its own and is looked back at behind it, so that the search skips fast.
_PREFIX_WORDS = [f"{word}(?<![{_NOT_AFTER[word]}]{word})" if word in _NOT_AFTER else word for word in _QUALIFIER_OF]
# 约占耕地面积的85%.
_SHARE_BEFORE = re.compile(r"(大约|大概|约|将近|近|接近|超过|超|不足|不到)占[^，。；,;0-9\n]{0,24}$")
_PREFIX = re.compile(rf"({'|'.join(_PREFIX_WORDS)})了?\s?$")
_SHARED = re.compile(
    rf"(?<![0-9.,，第〔\[A-Za-z])(?P<number>{ARABIC})(?P<scale>\s?[万亿])?\s?(?:[-—–~～－至到、]{{1,2}}|[和及与])\s?$"
)
_CHINESE_LOWER_END = re.compile(rf"(?<![第{CHINESE_CHARACTERS}])(?P<number>{CHINESE})\s?[-—–~～－至到]{{1,2}}\s?$")
_RANGE_JOINTS = frozenset("-—–~～－至到")
# The characters that these end in, but for a blank. Without one of them there is nothing to look for.
_PREFIX_ENDS = frozenset("约概为近计于少低≥过高大多在≤出超逾破＞>足到达小＜<了")
_CEILING_ENDS = frozenset("助贴励予补持款度为达")
_JOINTS = "-—–~～－至到、和及与"
_NUMBER_ENDS = frozenset("0123456789０１２３４５６７８９万亿")

_UNITLESS_NOUN = re.compile(_UNITLESS_NOUNS)
_NO_SCALE_AFTER = tuple("分里能象物家众盏千")
_NO_NOUN_AFTER_MORE = tuple("年岁月日天")
_CLAUSE_END = tuple("，。；,;、")
_RANGE_SIGNS = frozenset("-—–~～－至到、")  # or a blank
_RANGE_AFTER = re.compile(r"\s?[-—–~～－至到、]{1,2}\s?[0-9]")
_CEILING_BEFORE = re.compile(r"最[高多]可?(?:补助|补贴|奖励|给予|奖补|支持|贷款|额度)(?:为|达)?\s?$")
_LIMIT_BEFORE = re.compile(r"(?P<end>[上下])限(?:标准)?(?:为|是|[:：])?(?:每[一-龥]{1,4}?)?\s?$")
_CLOSES_CLAUSE = re.compile(r"\s?(?:[，。；、,;）)\n]|$)")
_CHANGES = re.compile(r"\s?(?:增加|增至|减少|减至|提高|扩大|缩减|降|升|调整)")
_IN_A_LIST = re.compile(r"[0-9]\s?[一-龥]{1,2}[^，。；0-9\n]{2,18}[、和及]$")
_COUNTED_KINDS = frozenset({"count", "people", "household", "length", "area", "money", "mass"})
_LINKED = re.compile(r"(?:达到?|超过?|突破|约|近|有|为|逾)了?\s?$")
_LOST_UNIT = re.compile(r"(?:新增|新建|再增|增加|建成|达到?|共有|累计|完成|投入|安装|培训|发放)了?\s?(?:约|近|超)?$")
# What is a number without any unit.
_PURE_NUMBER = re.compile(r"(?:系数|指数|得分|评分|分值|比值|因子|pH值?)[^，。；\n0-9]{0,8}$")


# So many hours or days are always a sum of something.
_LARGE = 1000


def find_quantities(text: str) -> list[Quantity]:
    """Every quantity of the text, in order."""
    found: list[Quantity] = []
    masks: Iterator[tuple[int, int]] = iter(())
    mask = None
    last_end = line_end = 0
    for quantity in _candidates(text):
        if quantity.start >= line_end:
            line_start = text.rfind("\n", 0, quantity.start) + 1
            line_end = text.find("\n", quantity.start) + 1 or len(text)
            masks = iter(traps.masked_spans(text, line_start, line_end))
            mask = next(masks, None)
        while mask is not None and mask[1] <= quantity.start:
            mask = next(masks, None)
        if quantity.start < last_end or (mask is not None and mask[0] < quantity.end):
            continue
        found.extend(_shared_numbers(text, quantity, last_end))
        found.append(quantity)
        last_end = quantity.end
    return found


def _candidates(text: str) -> Iterator[Quantity]:
    position = 0
    for _ in range(MAX_NUMBERS):
        start = _START.search(text, position)
        if start is None:
            return
        begin, position = start.span()
        number = _NUMBER.match(text, begin)
        if text[begin] in CHINESE_CHARACTERS:
            may_be_proportion = text[position] in _FRACTIONS
        else:
            may_be_proportion = number is None or _has_colon(text, number)
        match = _PROPORTION.match(text, begin) if may_be_proportion else None
        quantity = _proportion(text, match) if match else None
        if quantity is None:
            match = number
            quantity = _number(text, number) if number else None
        if match:
            position = match.end()
        if quantity is not None:
            yield quantity


def _has_colon(text: str, number: re.Match[str]) -> bool:
    """Whether a colon follows a numeral, as in 1:3."""
    end = number.end("number")
    following = text[end : end + 1]
    return following in _COLONS or (following.isspace() and text[end + 1 : end + 2] in _COLONS)


def _proportion(text: str, match: re.Match[str]) -> Quantity | None:
    """百分之二十六, 三成, 翻一番 and 1:3."""
    start, end = match.span()
    if match["parts"]:
        value, unit, kind = _fraction(match), "%", "share"
    elif match["tenth"]:
        before = text[start - 1 : start]
        part_of_word = before in CHINESE_CHARACTERS or before in traps.WORD_BEFORE_CHINESE if before else False
        tenths = parse_numeral(match["tenth"])
        rest = Decimal(5) if match["half"] else parse_numeral(match["fifth"] or "零")
        value, unit, kind = tenths * 10 + rest if not part_of_word else None, "%", "share"
    elif match["times"]:
        value, unit, kind = _TIMES[match["times"]], "倍", "times"
    else:
        stated = _RATIO_NOUN.search(text, max(0, start - 12), start)
        value, unit, kind = _ratio(match) if stated else None, "比", "ratio"
    if value is None:
        return None
    return _quantity(text, (start, end), value, (unit, kind))


def _fraction(match: re.Match[str]) -> Decimal | None:
    share, parts = parse_numeral(match["share"]), parse_numeral(match["parts"])
    if share is None or not parts or share > parts:
        return None
    value = share * 100 / parts
    return value if match["parts"] in "百千万" else value.quantize(Decimal("0.01"))


def _ratio(match: re.Match[str]) -> Decimal | None:
    left, right = parse_numeral(match["left"]), parse_numeral(match["right"])
    return (left / right).quantize(Decimal("0.0001")) if left and right else None


def _number(text: str, match: re.Match[str]) -> Quantity | None:
    """The quantity that a number and what follows it make, or None when it is part of something else."""
    number, unit = match["number"], match["unit"]
    bare_end = None if unit else _bare_end(text, match)
    if unit is None and bare_end is None:
        return None
    start, end = match.span()
    before = text[start - _REACH if start > _REACH else 0 : start]
    if _is_part_of_a_name(text, end, before):
        return None
    value = parse_numeral(number)
    if value is None:
        return None
    if late_scale := match["late_scale"]:
        value *= scale_of(late_scale)
    if number[0] in CHINESE_CHARACTERS and not _is_chinese_quantity(text, match, value, before):
        return None
    if bare_end is not None:
        return _bare(text, match, value, before, bare_end)
    return _with_unit(text, match, value, before)


def _is_part_of_a_name(text: str, end: int, before: str) -> bool:
    if traps.is_ordinal(before) or traps.names_a_reach(text, end) or traps.goes_on_as_a_name(text, end):
        return True
    last = before[-1:]
    return last in traps.JOINED_BEFORE or (last in _LATIN and _LATIN_BEFORE.search(before) is not None)


def _is_chinese_quantity(text: str, match: re.Match[str], value: Decimal, before: str) -> bool:
    """Small Chinese numerals live in names and phrases (三助一护, 一个): they count only after a verb that counts."""
    if before and before[-1] in traps.WORD_BEFORE_CHINESE:
        return False
    if match["unit"] is None:
        return value >= 10000 and _LINKED.search(before) is not None
    more = bool(match["more"] or match["later_more"])
    kind = UNITS[match["unit"]].kind
    if "点" in match["number"]:
        return True  # 五十三点七公里 is never a phrase
    if match["number"] in ("百", "千", "万", "亿", "百万", "千万"):
        return more  # 百项, 千家万户 are figures of speech; 千余名 is a count
    if value >= 20 or more:
        return kind in COUNTING_KINDS or value >= 100
    return _is_small_count(text, match, value, before)


def _is_small_count(text: str, match: re.Match[str], value: Decimal, before: str) -> bool:
    kind = UNITS[match["unit"]].kind
    if traps.HOW_OFTEN_BEFORE.search(before) or (value == 1 and traps.is_one_by_one(text, *match.span())):
        return False
    if kind in _COUNTED_KINDS and _stands_as_a_count(text, match, value, before):
        return True
    if value < 2 or traps.PHRASE_AFTER.match(text, match.end()):
        return False
    return kind in ("times", "points", "share") or traps.COUNTING_VERB_BEFORE.search(before) is not None


def _stands_as_a_count(text: str, match: re.Match[str], value: Decimal, before: str) -> bool:
    """样板间三个， and 由三座增加到 and 9个站点、六个样板间 count, whatever verb is before them."""
    if traps.PHRASE_AFTER.match(text, match.end()) or traps.FREQUENCY_BEFORE.search(before):
        return False
    if _CLOSES_CLAUSE.match(text, match.end()):
        return value >= 2 or traps.COUNTING_VERB_IN_CLAUSE.search(before) is not None
    return value >= 2 and (_CHANGES.match(text, match.end()) or _IN_A_LIST.search(before)) is not None


def _bare_end(text: str, match: re.Match[str]) -> int | None:
    """Where a number without a unit ends, if it can be a quantity at all: 230万老年群体, 300余群众, 新增65，."""
    end = match.end()
    following = text[end : end + 1]
    scaled = match["late_scale"] or match["number"][-1] in "万亿"
    if (following in _RANGE_SIGNS or following.isspace()) and _RANGE_AFTER.match(text, end):
        return None  # the first numbers of 10万至50万元 and 300、200、100元 are found with the last
    if scaled:
        return None if following in _NO_SCALE_AFTER else end
    if _UNITLESS_NOUN.match(text, end):
        return end
    if match["more"]:
        return end if following not in _NO_NOUN_AFTER_MORE and "一" <= following <= "龥" else None
    return end if following in _CLAUSE_END and not match["number"].startswith(("19", "20")) else None


def _bare(text: str, match: re.Match[str], value: Decimal, before: str, end: int) -> Quantity | None:
    lost = text[end : end + 1] in _CLAUSE_END and not (match["late_scale"] or match["number"][-1] in "万亿")
    if lost and not _LOST_UNIT.search(before):
        return None
    lost = lost and not _PURE_NUMBER.search(before)
    return _quantity(text, (match.start(), end), value, ("", "bare"), more=_has_more(match), damaged=lost)


def _with_unit(text: str, match: re.Match[str], value: Decimal, before: str) -> Quantity | None:
    name, per = match["unit"], match["per"]
    unit = UNITS[name]
    if name in traps.NUMBERED_PARTS and traps.RANGE_FROM_ONE_BEFORE.search(before):
        return None
    required = traps.REQUIRED_BEFORE.get(unit.kind)
    if required is not None and value < _LARGE and not required.search(before):
        return None
    place, base = match.span(), unit.base
    if per and unit.kind == "length":
        # A speed: 公里 an hour stay 公里 an hour.
        return _quantity(text, place, value, (name + per.replace(" ", ""), "speed"), more=_has_more(match))
    if per:
        # Money stays in 元, whatever it is paid for; a flow is a unit of its own (吨/日).
        place = (place[0], match.end("unit")) if unit.kind == "money" else place
        base += "" if unit.kind == "money" else per.replace(" ", "")
    quantity = _quantity(text, place, value, (base, unit.kind), more=_has_more(match))
    if unit.factor != 1:
        quantity.value *= unit.factor
    quantity.damaged = _lost_digits(match, value, unit.kind, before)
    quantity.number, quantity.factor = match["number"], unit.factor
    return quantity


def _digits_written(number: str) -> Decimal | None:
    """The value of the digits of 1200 or 1.2亿, without their scale; None for a Chinese numeral."""
    if number[-1].isdigit():
        return parse_numeral(number)
    digits = _DIGITS.match(number)
    return parse_numeral(digits[0]) if digits else None


def _has_more(match: re.Match[str]) -> bool:
    """余 or 多 inside the number."""
    return bool(match["more"] or match["later_more"])


def _lost_digits(match: re.Match[str], value: Decimal, kind: str, before: str) -> bool:
    """1余户, 3.万人 and 12,34人 can't have been written so: digits are missing."""
    if match["lost"] or (len(before) > 1 and before[-1] == "," and before[-2].isdigit()):
        return True
    if not match["more"] or match["late_scale"] or (kind not in COUNTING_KINDS and kind != "area"):
        return False
    return match["number"].isdigit() and value < 10


def _quantity(
    text: str, place: tuple[int, int], value: Decimal, measure: tuple[str, str], *, more: bool = False, **marks: Any
) -> Quantity:
    """The quantity at `place` with what stands around it: 约 200, 200 以上.

    `measure` is its unit and the kind of it; `more` is a 余 or 多 inside the number.
    """
    start, end = place
    last = text[start - 1 : start]
    if last in _MINUSES and measure[0] in _SIGNED_UNITS and _MINUS.search(text, max(0, start - 3), start):
        start, value, last = start - 1, -value, text[start - 2 : start - 1]
    qualifier = "over" if more else None
    outer_start, outer_end = start, end
    floor = start - 8 if start > 8 else 0
    if (last in _PREFIX_ENDS or last.isspace()) and (prefix := _PREFIX.search(text, floor, start)):
        qualifier, outer_start = _QUALIFIER_OF[prefix[1]], prefix.start()
    elif (last in _CEILING_ENDS or last.isspace()) and _CEILING_BEFORE.search(text, floor, start):
        qualifier = "at_most"
    elif text.find("限", floor, start) >= 0 and (limit := _LIMIT_BEFORE.search(text, max(0, start - 10), start)):
        qualifier = "at_most" if limit["end"] == "上" else "at_least"
    elif (
        measure[1] == "share"
        and text.find("占", max(0, start - _REACH), start) > 0
        and (share := _SHARE_BEFORE.search(text, max(0, start - _REACH - 4), start))
    ):
        qualifier = _QUALIFIER_OF[share[1]]
    following = text[end : end + 1]
    if (following in _SUFFIX_STARTS or following.isspace()) and (suffix := _SUFFIX.match(text, end)):
        outer_end = suffix.end()
        qualifier = _SUFFIX_QUALIFIERS.get(suffix[0].strip(), qualifier)
    return Quantity(start, end, value, *measure, outer_start, outer_end, qualifier, **marks)


def _shared_numbers(text: str, quantity: Quantity, floor: int) -> list[Quantity]:
    """The numbers before a quantity that borrow its unit: 300、200、100元; 15至100万元; 3-5个."""
    found: list[Quantity] = []
    first = quantity
    if text[quantity.start] in CHINESE_CHARACTERS and (lower := _chinese_lower_end(text, quantity, floor)):
        return [lower]
    while _ends_in_joined_number(text, first.outer_start) and (
        match := _SHARED.search(text, max(floor, first.outer_start - 24), first.outer_start)
    ):
        value = parse_numeral(match["number"])
        before = text[max(0, match.start() - 4) : match.start()]
        # A number at the head of a line is a list mark, not the first of a range.
        if value is None or before[-1:] in ("", "\n") or traps.is_ordinal(before):
            break
        value *= scale_of(match["scale"].strip()) if match["scale"] else quantity.multiplier
        start, end = match.start(), match.end("scale" if match["scale"] else "number")
        shared = _quantity(text, (start, end), value, (quantity.unit, quantity.kind), shared=True)
        first = replace(shared, outer_end=match.end())
        found.insert(0, first)
    return found


def _chinese_lower_end(text: str, quantity: Quantity, floor: int) -> Quantity | None:
    """二千四百 of 二千四百至三千人; a 万 or 亿 at the end belongs to both."""
    start = quantity.outer_start
    if text[start - 1 : start] not in _RANGE_JOINTS:
        return None
    match = _CHINESE_LOWER_END.search(text, max(floor, start - 16), start)
    value = parse_numeral(match["number"]) if match else None
    if value is None or traps.is_ordinal(text[max(0, match.start() - 4) : match.start()]):
        return None
    written = quantity.number or text[quantity.start : quantity.end]
    if written[-1] in "万亿" and match["number"][-1] not in "万亿":
        value *= scale_of(written[-1])
    value *= quantity.factor
    if not 0 < value < quantity.value:
        return None
    found = _quantity(text, match.span("number"), value, (quantity.unit, quantity.kind), shared=True)
    return replace(found, outer_end=match.end())


def _ends_in_joined_number(text: str, end: int) -> bool:
    """Whether a list or a range can go on at `end`: a number and a joint stand there. That is nearly never so."""
    last = text[end - 1 : end]
    if last not in _JOINTS and not last.isspace():
        return False
    before = text[max(0, end - 6) : end].rstrip().rstrip(_JOINTS).rstrip()
    return before[-1:] in _NUMBER_ENDS
