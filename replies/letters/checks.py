"""Hold a letter's figures against each other: `check_metrics(text, metrics)` -> (metrics, warnings).

In: the text and the metrics that `find_metrics` read from it. Out: the same metrics, those whose magnitude can't be
right marked `damaged`, and the warnings that say why. Nothing is corrected.

`arithmetic`: a stated share is not what the stated counts give, or a part is larger than its whole.
`implausible_value`: a whole building of 1.2 平方米, half a person, a coverage above 100 %. The rules go by unit and by
kind of thing, so that each holds for any subject.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, replace
from decimal import Decimal

from replies.letters.letter import Metric, Warning
from replies.letters.numerals import parse_numeral
from replies.letters.shares import is_share_of
from replies.letters.units import COUNTING_KINDS, UNITS

_SENTENCE_ENDS = "。！？\n"
_SENTENCE_END = re.compile(f"[{_SENTENCE_ENDS}]")
_WHOLE_UNITS = frozenset(unit.base for unit in UNITS.values() if unit.kind in COUNTING_KINDS)
_PEOPLE = frozenset({"人", "名", "位"})
_MEAN = re.compile(
    r"[百千万]人[^，。；\n]{0,12}(?:拥有|占有|发病|数|量)|均|密度|每平方公里|每[千万百十人个户班所名]|[生师]比|相差|差距"
)
_BOUNDED_SHARE = re.compile(
    r"(?:覆盖|合格|满意|普及|签约|优良|入住|知晓|参与|持证|建档|检出|整改|化验|绿化|纳管|拥有)率$|^占|占比$"
)
_BUILDING = re.compile(r"(?:总面积|建筑面积|占地面积|用房面积|场地面积)$")
_PER_HEAD = re.compile(r"(?:人均|户均|生均|床均|每[一-龥]{1,4})[^，。；\n]{0,12}$")
_SMALLEST_BUILDING = Decimal(10)
_SMALLEST_INVESTMENT = Decimal(1000)
_INVESTMENT = re.compile(r"(?:总投资|投资额?|投入资金|专项资金)$")
# The least room, in 平方米, that one of a thing takes; people come and go, so they take none.
_LEAST_ROOM = {
    "张": Decimal(2),
    "床": Decimal(2),
    "间": Decimal(3),
    "个": Decimal(5),
    "家": Decimal(5),
    "所": Decimal(20),
    "座": Decimal(3),
    "处": Decimal(2),
}
_POPULATION = re.compile(r"(?:户籍|常住|总)(?:总)?人口$")
_WHOLE_DIVISION = re.compile(r"(?:全|我|本)[市区县省州][^，。；\n]{0,10}$")
_SMALLEST_POPULATION = Decimal(5000)
_BASE_NOISE = re.compile(r"全[市区县省州国]|[我本][市区县]|总数|总量|总额|总|的|岁|周")
_PART = "其中"
_DIGITS = re.compile(r"[0-9０-９]+(?:[.．](?P<decimals>[0-9]+))?")
_REACH = 240


def check_metrics(text: str, metrics: list[Metric]) -> tuple[list[Metric], list[Warning]]:
    """The metrics with the impossible ones marked damaged, and the warnings for them and for sums that don't agree."""
    breaks = [0, *(match.end() for match in _SENTENCE_END.finditer(text))]
    sentences = [bisect_right(breaks, metric.start) for metric in metrics]
    neighbours: dict[int, list[Metric]] = {}
    for metric, sentence in zip(metrics, sentences, strict=True):
        neighbours.setdefault(sentence, []).append(metric)
    checked: list[Metric] = []
    warnings: list[Warning] = []
    for metric, sentence in zip(metrics, sentences, strict=True):
        reason = _implausible(text, metric, neighbours[sentence])
        if reason:
            warnings.append(Warning("implausible_value", reason, metric.start, metric.end))
        checked.append(replace(metric, damaged=True) if reason else metric)
    warnings += _wrong_shares(text, checked)
    warnings += _wrong_parts(text, checked, sentences)
    return checked, sorted(warnings, key=lambda warning: warning.start)


# --- magnitudes


def _implausible(text: str, metric: Metric, neighbours: list[Metric]) -> str | None:
    """Why the figure can't be right, in the reader's language, or None."""
    if metric.damaged:
        return None
    if metric.unit in _WHOLE_UNITS:
        return _implausible_count(text, metric)
    if metric.unit == "%":
        beyond = metric.value > 100 and _BOUNDED_SHARE.search(metric.label) is not None
        return f"“{metric.label}”为{metric.text}，超过100%" if beyond else None
    before = text[max(0, metric.start - 24) : metric.start]
    if metric.unit == "平方米":
        return _implausible_area(metric, before, neighbours)
    if metric.unit == "元" and metric.value < _SMALLEST_INVESTMENT and _INVESTMENT.search(metric.label):
        return None if _PER_HEAD.search(before) else f"“{metric.label}”仅{metric.text}，疑缺“万”或数字"
    return None


def _clause_chain(text: str, position: int) -> str:
    """The sentence up to `position`: 每千人口 at its head makes means of all its figures."""
    first = max(0, position - 120)
    return text[max(first, *(text.rfind(end, first, position) + 1 for end in _SENTENCE_ENDS)) : position]


def _implausible_count(text: str, metric: Metric) -> str | None:
    is_whole = metric.value == metric.value.to_integral_value()
    if not is_whole and not _MEAN.search(_clause_chain(text, metric.start) + metric.label):
        return f"“{metric.label}”为{metric.text}，不是整数，疑缺“万”"
    too_few = metric.unit in _PEOPLE and metric.value < _SMALLEST_POPULATION
    if not (too_few and metric.label.endswith("人口") and _POPULATION.search(metric.label)):
        return None
    if _WHOLE_DIVISION.search(_clause_chain(text, metric.start)):
        return f"“{metric.label}”仅{metric.text}，疑缺“万”或数字"
    return None


def _implausible_area(metric: Metric, before: str, neighbours: list[Metric]) -> str | None:
    if not _BUILDING.search(metric.label) or _PER_HEAD.search(before) or _PER_HEAD.search(metric.label):
        return None
    if metric.value < _SMALLEST_BUILDING:
        return f"“{metric.label}”仅{metric.text}，疑缺“万”或数字"
    for other in neighbours:
        room = _LEAST_ROOM.get(other.unit)
        if room is None or other.value <= 0 or other.unit not in ("张", "床"):
            continue
        if metric.value / other.value < room:
            return f"“{metric.label}”{metric.text}容不下“{other.label}”{other.text}"
    return None


# --- shares and sums


@dataclass(frozen=True, slots=True)
class _Interval:
    """What a rounded figure may stand for."""

    low: Decimal
    high: Decimal


def _interval(metric: Metric) -> _Interval:
    """58.52万 stands for anything that rounds to it; 近 and 余 leave a tenth of room."""
    match = _DIGITS.search(metric.text)
    half = Decimal(0)
    if match and match["decimals"]:
        written = parse_numeral(match[0])
        half = (metric.value / written if written else Decimal(1)) * Decimal(10) ** -len(match["decimals"]) / 2
    elif match and "万" in metric.text:
        half = Decimal(5000)
    elif match and "亿" in metric.text:
        half = Decimal(50_000_000)
    if metric.qualifier:
        half = max(half, metric.value / 10)
    return _Interval(metric.value - half, metric.value + half)


def _wrong_shares(text: str, metrics: list[Metric]) -> list[Warning]:
    """占…的X%, held against the count before it and the count that its base names."""
    found = []
    for index, share in enumerate(metrics):
        if share.unit != "%" or not share.label.startswith("占") or share.damaged or index == 0:
            continue
        part = metrics[index - 1]
        if part.unit not in _WHOLE_UNITS or not is_share_of(text, part, share):
            continue
        whole = _whole(metrics[: index - 1], share, part)
        if whole is None or _agrees(part, whole, share):
            continue
        actual = (part.value * 100 / whole.value).quantize(Decimal("0.01"))
        found.append(
            Warning("arithmetic", f"{part.text}占{whole.text}应为{actual}%，文中为{share.text}", share.start, share.end)
        )
    return found


def _whole(earlier: list[Metric], share: Metric, part: Metric) -> Metric | None:
    base = _BASE_NOISE.sub("", share.label[1:])
    for metric in reversed(earlier):
        if share.start - metric.end > _REACH:
            return None
        label = _BASE_NOISE.sub("", metric.label)
        same_kind = metric.unit == part.unit or {metric.unit, part.unit} <= _PEOPLE
        if same_kind and label and base and (label == base or _same_people(label, base)):
            return None if metric.damaged or not metric.value else metric
    return None


def _same_people(label: str, base: str) -> bool:
    """60以上老年人 and 60以上老年人口 are one thing; 户籍人口 and 户籍老年人口 are not."""
    return label.removesuffix("口").replace("老人", "老年人") == base.removesuffix("口").replace("老人", "老年人")


def _agrees(part: Metric, whole: Metric, share: Metric) -> bool:
    numerator, denominator, stated = _interval(part), _interval(whole), _interval(share)
    if denominator.low <= 0:
        return True
    lowest = numerator.low * 100 / denominator.high
    highest = numerator.high * 100 / denominator.low
    # A share cut off instead of rounded is no mistake worth a reader's time: one unit of its last digit is allowed.
    slack = max(stated.high - share.value, Decimal("0.05"))
    return lowest <= stated.high + slack and highest >= stated.low - slack


def _wrong_parts(text: str, metrics: list[Metric], sentences: list[int]) -> list[Warning]:
    """…15个，其中…18个: one part can't exceed its whole."""
    found = []
    for index, part in enumerate(metrics[1:], 1):
        whole = metrics[index - 1]
        if sentences[index] != sentences[index - 1] or part.unit != whole.unit or part.unit not in _WHOLE_UNITS:
            continue
        if part.damaged or whole.damaged or text.find(_PART, whole.end, part.start) < 0:
            continue
        if _interval(part).low > _interval(whole).high:
            found.append(Warning("arithmetic", f"“{part.label}”{part.text}大于总数{whole.text}", part.start, part.end))
    return found
