"""Find the quantities of a text: a number, its unit, how exact it is, and whether characters were lost.

In: text. Out: `Quantity` objects in order, none overlapping. A quantity is found here by its own form and its nearest
characters only; what it counts, when and where is decided by `metrics_labels` and `metrics_dates`. Numbers that are
part of a name, a date, an age, an ordinal or a document number are no quantities and do not come out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from replies.letters.numerals import ARABIC, CHINESE, CHINESE_CHARACTERS, SCALE, parse_numeral, scale_of
from replies.letters.metrics_words import ABSTRACT
from replies.letters.units import COUNTING_KINDS, UNIT_PATTERN, UNITS


@dataclass(frozen=True, slots=True)
class Quantity:
    """One number with its unit. `[start, end)` is number and unit; `[outer_start, outer_end)` has the qualifiers too.

    `shared` marks a number that takes its unit from a later one (300、200、100元). `kind` is the kind of the unit;
    `multiplier` turns the digits as written into `value`.
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
    multiplier: Decimal = Decimal(1)


# The scale 千 is not the first character of a unit, 百 not that of 百分之.
_SCALE = rf"(?:(?:{SCALE})(?![米瓦克伏卡帕分]))"
_SCALED = rf"(?:{ARABIC}\s?亿\s?{ARABIC}\s?万|{ARABIC}(?:\s{{0,2}}{_SCALE})?)"
_PER = r"(?:\s?/\s?(?:[人户床亩吨天日月年次]|平方米|立方米|公里|小时)(?:[·•.](?:[日月年天]))?)"
_AFTER = "及以上|及以下|以上|左右|上下|以下|以内|之多|不等"
_QUANTITY = re.compile(
    rf"""(?P<fraction>(?P<parts>[百千万]|[二三四五六七八九十])分之(?P<share>{ARABIC}|{CHINESE}))
      |(?P<tenths>(?P<tenth>[一二三四五六七八九两])成(?P<half>半)?(?![立为员功果本年熟效长都套品不交绩就分效渝因形体]))
      |(?P<doubling>翻(?:了)?(?P<times>[一两二三])番)
      |(?P<number>{_SCALED}|{CHINESE})
       (?P<lost>[.．](?=[万亿元人个家名户]))?
       (?:\s?(?P<more>[余多](?!数)))?(?P<late_scale>(?:百万|千万|万|亿)(?![米瓦克]))?(?P<later_more>[余多])?
       \s{{0,2}}(?P<unit>(?:{UNIT_PATTERN}))?
       (?P<per>{_PER})?
    """,
    re.VERBOSE,
)
_START = re.compile(rf"[0-9０-９{CHINESE_CHARACTERS}翻]")
_SUFFIX = re.compile(rf"\s?(?:{_AFTER})")
_PREFIX = re.compile(
    r"(?:(?P<about>大约|大概|约为|约|(?<![邻附最靠就临])将近|(?<![邻附最靠就临])近|接近|估计)"
    r"|(?P<at_least>不少于|不低于|不得少于|不得低于|不小于|至少|最少|最低|大于等于|≥)"
    r"|(?P<at_most>不超过|不高于|不大于|不多于|不得超过|不得高于|最高|最多|至多|控制在|≤)"
    r"|(?P<over>超过|超出|(?<!远)超|逾|突破|多于|高于|大于|＞|>)"
    r"|(?P<under>不足|不到|未达|低于|少于|小于|＜|<))(?:了)?\s?$"
)
_SUFFIX_QUALIFIERS = {"以上": "at_least", "以下": "at_most", "以内": "at_most", "左右": "about", "上下": "about"}
_SHARED = re.compile(
    rf"(?<![0-9.,，第〔\[])(?P<number>{ARABIC})(?P<scale>\s?(?:万|亿))?\s?(?P<by>[-—–~～－至到、]+)\s?$"
)
_UNITLESS_NOUN = re.compile(
    r"学位|床位|泊位|车位|停车位|座位|人口|群众|师生|学生|居民|村民|市民|老人|老年|农户|农民|劳动力|企业|商户|党员|职工|用户"
)
_NAME_AFTER = re.compile(
    r"[^，。；、！？\n0-9]{0,4}(?:生活圈|服务圈|交通圈|救助圈|就医圈|健身圈|养老圈|文化圈|阅读圈|便民圈|经济圈|出行圈)"
    r"|[级股维](?![0-9])|[+＋]|国道|省道|县道|号|版|字形|改革|意识|自信|维护|确立|代表|全面|文明|农问题|率先"
)
_MASKED = re.compile(
    r"《[^《》\n]{0,120}(?:《[^《》\n]{0,60}》[^《》\n]{0,60})?》"
    r"|“[^“”\n]{0,16}”|「[^「」\n]{0,16}」|\"[^\"\n]{0,16}\""
    r"|[〔［\[【（(][12][0-9]{3}[〕］\]】）)]?\s?第?\s?[0-9]{1,5}\s?号?"
    r"|(?:您|你|们|代表|委员)[^。\n《]{0,12}提出的[“\"]?关于[^。\n《]{0,60}?(?:建议|提案|议案)(?=[”\"（(]|收悉|已|，|,)"
    r"|^\s?抄\s?[送报][^\n]{0,300}"
    r"|(?:浏览|阅读|访问|点击)(?:次数|量|数)?\s?[:：]?\s?[0-9]+\s?次?",
    re.MULTILINE,
)
_ORDINAL = re.compile(r"(?:第|前|每|之|星期|周|公元|编号|邮编|电话|热线|No\.?|GB|DB)\s?$")
_NOT_A_WORD = frozenset("第统同唯专单进万其任某逐另之数几好若无不")
_LOST_UNIT = re.compile(
    r"(?:新增|新建|再增|增加|建成|达到?|共有|累计|完成|投入|安装|培训|发放)(?:了)?\s?(?:约|近|超)?$"
)
_RATIO = re.compile(rf"(?P<left>{ARABIC})\s?[:：∶]\s?(?P<right>{ARABIC})")
_RATIO_NOUN = re.compile(r"(?:比例|配比|比率|生比|比值|比)[^，。；\n]{0,6}$")
_MEASURED_TIME = re.compile(
    r"(?:时长|时间|工期|周期|时限|期限|时数|工时|寿命|车程|学时|天数|缩短|压缩|延长|减少|提速|节约|节省|累计|共计|总计|平均|达)"
    r"[^，。；\n0-9]{0,12}$"
)
_AGE_NOUN = re.compile(r"(?:寿命|平均年龄)[^，。；\n0-9]{0,8}$")
_SCORE_NOUN = re.compile(r"(?:得分|评分|考核|指数|满意度|平均分|总分|成绩|测评)[^，。；\n0-9]{0,8}$")
_SMALL_CHINESE_VERB = re.compile(
    r"(?:新建|建成|建设|建有|设有|设立|设置|共有|现有|拥有|已有|新增|增设|增加|开设|开通|新开|完成|打造|创建|投入|配备|引进"
    r"|购置|新购|改造|扩建|改建|实施|举办|开展|组织|召开|培训|查处|下设|下辖|辖|分别为|达|共|有)(?:了)?\s?$"
)
_PHRASES = re.compile(r"\s?(?:问题|重点|关键|体系|体制|机制|文明|一|大|度|转变|统一|结合|明确|坚持|到位|不|更)")
_DIGITS_ONLY = re.compile(ARABIC)
_LATIN = re.compile(r"[A-Za-z]$")
_LABEL_REACH = 24


def find_quantities(text: str) -> list[Quantity]:
    """Every quantity of the text, in order."""
    masked = [match.span() for match in _MASKED.finditer(text)]
    found: list[Quantity] = []
    last_end = 0
    for quantity in _candidates(text):
        if quantity.start < last_end or _is_masked(quantity, masked):
            continue
        for shared in _shared_numbers(text, quantity, last_end):
            found.append(shared)
        found.append(quantity)
        last_end = quantity.end
    return found


def _is_masked(quantity: Quantity, masked: list[tuple[int, int]]) -> bool:
    while masked and masked[0][1] <= quantity.start:
        masked.pop(0)
    return bool(masked) and masked[0][0] < quantity.end


def _candidates(text: str) -> Iterator[Quantity]:
    ratios = (
        {match.start(): match for match in _RATIO.finditer(text)} if ":" in text or "：" in text or "∶" in text else {}
    )
    position = 0
    while start := _START.search(text, position):
        position = start.end()
        match = _QUANTITY.match(text, start.start())
        if match is None:
            continue
        position = max(match.end(), position)
        ratio = ratios.get(match.start())
        if ratio is not None and (quantity := _ratio(text, ratio)) is not None:
            position = ratio.end()
            yield quantity
        elif (quantity := _quantity(text, match)) is not None:
            yield _qualified(text, quantity, more=bool(match["more"] or match["later_more"]))


def _ratio(text: str, match: re.Match[str]) -> Quantity | None:
    if not _RATIO_NOUN.search(text, max(0, match.start() - 12), match.start()):
        return None
    left, right = parse_numeral(match["left"]), parse_numeral(match["right"])
    if not left or not right:
        return None
    value = (left / right).quantize(Decimal("0.0001")).normalize()
    return Quantity(*match.span(), value, "比", "ratio", *match.span())


def _quantity(text: str, match: re.Match[str]) -> Quantity | None:
    start, end = match.span()
    before = text[max(0, start - _LABEL_REACH) : start]
    if match["fraction"]:
        return _fraction(match)
    if match["tenths"]:
        return _tenths(match, before)
    if match["doubling"]:
        value = Decimal({"一": 2, "两": 4, "二": 4, "三": 8}[match["times"]])
        return Quantity(start, end, value, "倍", "times", start, end)
    value = _value(match)
    if value is None or _ORDINAL.search(before) or _NAME_AFTER.match(text, end) or ABSTRACT.match(text, end):
        return None
    if match["number"][0] in CHINESE_CHARACTERS and not _is_chinese_quantity(text, match, value, before):
        return None
    if before and (_LATIN.search(before) or before[-1] in "×xX*+＋") and not (before[-2:].isalpha() and match["unit"]):
        return None
    if match["unit"] is None:
        return _without_unit(text, match, value, before)
    return _with_unit(match, value, before)


def _value(match: re.Match[str]) -> Decimal | None:
    value = parse_numeral(re.sub(r"\s", "", match["number"]))
    return None if value is None else value * scale_of(match["late_scale"])


def _fraction(match: re.Match[str]) -> Quantity | None:
    share, parts = parse_numeral(match["share"]), parse_numeral(match["parts"])
    if share is None or not parts or share > parts:
        return None
    value = share * 100 / parts
    if value != value.to_integral_value() and match["parts"] not in "百千万":
        value = value.quantize(Decimal("0.01"))
    return Quantity(*match.span(), value, "%", "share", *match.span())


def _tenths(match: re.Match[str], before: str) -> Quantity | None:
    if before and (before[-1] in CHINESE_CHARACTERS or before[-1] in _NOT_A_WORD):
        return None
    value = parse_numeral(match["tenth"])
    if value is None:
        return None
    return Quantity(*match.span(), value * 10 + (5 if match["half"] else 0), "%", "share", *match.span())


def _is_chinese_quantity(text: str, match: re.Match[str], value: Decimal, before: str) -> bool:
    """Small Chinese numerals live in names and phrases (三助一护, 一个): they count only after a verb that counts."""
    if match["unit"] is None or (before and before[-1] in _NOT_A_WORD):
        return False
    more = bool(match["more"] or match["later_more"])
    if match["number"] in ("十", "百", "千", "万", "亿", "百万", "千万"):
        return more
    if value >= 20 or more:
        return UNITS[match["unit"]].kind in COUNTING_KINDS or value >= 100
    kind = UNITS[match["unit"]].kind
    if value < 2 or _PHRASES.match(text, match.end()):
        return False
    return kind in ("times", "points", "share") or _SMALL_CHINESE_VERB.search(before) is not None


def _without_unit(text: str, match: re.Match[str], value: Decimal, before: str) -> Quantity | None:
    """A bare number counts when a scale (230万老年群体) or the noun after it shows so, or when its unit was lost."""
    start, end = match.start(), match.end("later_more" if match["later_more"] else "number")
    for group in ("later_more", "late_scale", "more", "number"):
        if match[group]:
            end = match.end(group)
            break
    scaled = match["number"][-1] in "万亿" or match["late_scale"]
    following = text[end : end + 4]
    if scaled and following[:1] not in ("分", "里", "能", "象", "物", "家", "众", "盏", "千"):
        return Quantity(start, end, value, "", "bare", start, end)
    if _UNITLESS_NOUN.match(text, end) and not following.startswith("老年之"):
        return Quantity(start, end, value, "", "bare", start, end)
    if match["more"] and not following.startswith(("年", "岁", "月", "日", "天")) and "一" <= following[:1] <= "龥":
        return Quantity(start, end, value, "", "bare", start, end)
    if following[:1] in tuple("，。；,;、") and _LOST_UNIT.search(before) and not match["number"].startswith("20"):
        return Quantity(start, end, value, "", "bare", start, end, damaged=True)
    return None


def _with_unit(match: re.Match[str], value: Decimal, before: str) -> Quantity | None:
    unit = UNITS[match["unit"]]
    required = {"time": _MEASURED_TIME, "age": _AGE_NOUN, "score": _SCORE_NOUN}.get(unit.kind)
    if required is not None and not required.search(before):
        return None
    start, end = match.span()
    per = match["per"]
    base = unit.base
    if per and unit.kind == "money":
        end = match.end("unit")
    elif per:
        base += per.replace(" ", "")
    # 余 after a single digit (1余户) shows that digits before it were lost; so does a point without decimals.
    one_digit = value < 10 and value == value.to_integral_value() and not match["late_scale"]
    lost = bool(match["lost"]) or bool(
        match["more"] and one_digit and match["number"].isdigit() and unit.kind in COUNTING_KINDS
    )
    misgrouped = len(before) > 1 and before[-1] == "," and before[-2].isdigit()
    written = (
        parse_numeral(_DIGITS_ONLY.match(match["number"])[0]) if match["number"][0] not in CHINESE_CHARACTERS else None
    )
    return Quantity(
        start,
        end,
        value * unit.factor,
        base,
        unit.kind,
        start,
        end,
        damaged=lost or misgrouped,
        multiplier=value * unit.factor / written if written else unit.factor,
    )


def _qualified(text: str, quantity: Quantity, *, more: bool) -> Quantity:
    """Add what stands around the number: 约 200, 200 以上; 余 and 多 inside it are already known."""
    qualifier = "over" if more else None
    outer_start, outer_end = quantity.start, quantity.end
    if prefix := _PREFIX.search(text, max(0, outer_start - 8), outer_start):
        qualifier, outer_start = prefix.lastgroup, prefix.start()
    if suffix := _SUFFIX.match(text, outer_end):
        outer_end = suffix.end()
        qualifier = _SUFFIX_QUALIFIERS.get(suffix[0].strip(), qualifier)
    return replace(quantity, qualifier=qualifier, outer_start=outer_start, outer_end=outer_end)


def _shared_numbers(text: str, quantity: Quantity, floor: int) -> list[Quantity]:
    """The numbers before a quantity that borrow its unit: 300、200、100元; 15至100万元; 3-5个."""
    found: list[Quantity] = []
    first = quantity
    while match := _SHARED.search(text, max(floor, first.outer_start - 24), first.outer_start):
        value = parse_numeral(match["number"])
        before = text[max(0, match.start() - 4) : match.start()]
        if value is None or _ORDINAL.search(before) or (match.start() == 0 or before[-1:] in ("\n", "G", "S")):
            break
        end = match.end("scale") if match["scale"] else match.end("number")
        if match["scale"]:
            value *= scale_of(match["scale"].strip())
        else:
            value *= quantity.multiplier
        shared = Quantity(
            match.start("number"), end, value, quantity.unit, quantity.kind, match.start("number"), end, shared=True
        )
        shared = _qualified(text, shared, more=False)
        shared = replace(shared, outer_end=match.end())
        found.insert(0, shared)
        first = shared
    return found
