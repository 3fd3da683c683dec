"""Hold a letter's figures against each other: `check_figures(text, figures)` -> warnings.

In: the text and the figures that `find_figures` read from it. Out: the warnings; the figures whose magnitude can't be
right are marked `damaged`. Nothing is corrected.

`arithmetic`: a stated share is not what the stated counts give, or a part is larger than its whole.
`implausible_value`: a whole building of 1.2 平方米, half a person, a coverage above 100 %. The rules go by unit and by
kind of thing, so that each holds for any subject.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from replies.letters.figures import Figure
from replies.letters.letter import Warning
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
_ADDED = re.compile(r"(?:较|比|同比|环比)[^，。；]{0,16}(?:增加|增长|减少|提高|下降|上升)$")
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
_PART_OF = re.compile(
    r"\s?[，,；;（(：:]\s?其中[^，。；;,\n0-9]{0,24}|[^，。；;,\n0-9]{1,16}中\s?[，,]?[^，。；;,\n0-9]{0,24}"
)
_BARE_SHARE = re.compile(r"\s?[，,（(]?\s?占(?:比)?(?:为|达|约)?\s?")
_DIGITS = re.compile(r"[0-9０-９]+(?:[.．](?P<decimals>[0-9]+))?")
_REACH = 240


def check_figures(text: str, figures: list[Figure]) -> list[Warning]:
    """Mark the impossible figures damaged; the warnings for them and for sums that don't agree."""
    sentences = _sentences(text, figures)
    neighbours: dict[int, list[Figure]] = {}
    for figure, sentence in zip(figures, sentences, strict=True):
        neighbours.setdefault(sentence, []).append(figure)
    warnings: list[Warning] = []
    for figure, sentence in zip(figures, sentences, strict=True):
        reason = _implausible(text, figure, neighbours[sentence])
        if reason:
            figure.damaged = True
            warnings.append(Warning("implausible_value", reason, figure.start, figure.end))
    warnings += _wrong_shares(text, figures)
    warnings += _wrong_parts(text, figures, sentences)
    return sorted(warnings, key=lambda warning: warning.start)


def _sentences(text: str, figures: list[Figure]) -> list[int]:
    """For each figure which of the sentences that hold figures it stands in."""
    sentences: list[int] = []
    sentence = position = 0
    for figure in figures:
        sentence += _SENTENCE_END.search(text, position, figure.start) is not None
        position = figure.start
        sentences.append(sentence)
    return sentences


# --- magnitudes


def _implausible(text: str, figure: Figure, neighbours: list[Figure]) -> str | None:
    """Why the figure can't be right, in the reader's language, or None."""
    if figure.damaged:
        return None
    if figure.unit in _WHOLE_UNITS:
        return _implausible_count(text, figure)
    if figure.unit == "%":
        beyond = figure.value > 100 and _BOUNDED_SHARE.search(figure.label) is not None
        return f"“{figure.label}”为{figure.text}，超过100%" if beyond else None
    before = text[max(0, figure.start - 24) : figure.start]
    if figure.unit == "平方米":
        return _implausible_area(figure, before, neighbours)
    if figure.unit == "元" and figure.value < _SMALLEST_INVESTMENT and _INVESTMENT.search(figure.label):
        return None if _PER_HEAD.search(before) else f"“{figure.label}”仅{figure.text}，疑缺“万”或数字"
    return None


def _clause_chain(text: str, position: int) -> str:
    """The sentence up to `position`: 每千人口 at its head makes means of all its figures."""
    first = max(0, position - 120)
    return text[max(first, *(text.rfind(end, first, position) + 1 for end in _SENTENCE_ENDS)) : position]


def _implausible_count(text: str, figure: Figure) -> str | None:
    is_whole = figure.value == figure.value.to_integral_value()
    if not is_whole and not _MEAN.search(_clause_chain(text, figure.start) + figure.label):
        return f"“{figure.label}”为{figure.text}，不是整数，疑缺“万”"
    too_few = figure.unit in _PEOPLE and figure.value < _SMALLEST_POPULATION
    if not (too_few and figure.label.endswith("人口") and _POPULATION.search(figure.label)):
        return None
    if _WHOLE_DIVISION.search(_clause_chain(text, figure.start)):
        return f"“{figure.label}”仅{figure.text}，疑缺“万”或数字"
    return None


def _implausible_area(figure: Figure, before: str, neighbours: list[Figure]) -> str | None:
    if not _BUILDING.search(figure.label) or _PER_HEAD.search(before) or _PER_HEAD.search(figure.label):
        return None
    if figure.value < _SMALLEST_BUILDING:
        return f"“{figure.label}”仅{figure.text}，疑缺“万”或数字"
    for other in neighbours:
        room = _LEAST_ROOM.get(other.unit)
        if room is None or other.value <= 0 or other.unit not in ("张", "床"):
            continue
        if figure.value / other.value < room:
            return f"“{figure.label}”{figure.text}容不下“{other.label}”{other.text}"
    return None


# --- shares and sums


@dataclass(frozen=True, slots=True)
class _Interval:
    """What a rounded figure may stand for."""

    low: Decimal
    high: Decimal


def _interval(figure: Figure) -> _Interval:
    """58.52万 stands for anything that rounds to it; 近 and 余 leave a tenth of room."""
    match = _DIGITS.search(figure.text)
    half = Decimal(0)
    if match and match["decimals"]:
        written = parse_numeral(match[0])
        half = (figure.value / written if written else Decimal(1)) * Decimal(10) ** -len(match["decimals"]) / 2
    elif match and "万" in figure.text:
        half = Decimal(5000)
    elif match and "亿" in figure.text:
        half = Decimal(50_000_000)
    if figure.qualifier:
        half = max(half, figure.value / 10)
    return _Interval(figure.value - half, figure.value + half)


def _wrong_shares(text: str, figures: list[Figure]) -> list[Warning]:
    """占…的X%, held against the count before it and the count that its base names."""
    found = []
    for index, share in enumerate(figures):
        if share.unit != "%" or "占" not in share.label or share.damaged or index == 0:
            continue
        part = figures[index - 1]
        if part.unit not in _WHOLE_UNITS or not is_share_of(text, part, share):
            continue
        if share.label.startswith("占"):
            whole = _whole(figures[: index - 1], share, part)
        else:
            whole = _whole_just_before(text, figures, index)
        if whole is None or _agrees(part, whole, share):
            continue
        actual = (part.value * 100 / whole.value).quantize(Decimal("0.01"))
        found.append(
            Warning("arithmetic", f"{part.text}占{whole.text}应为{actual}%，文中为{share.text}", share.start, share.end)
        )
    return found


def _whole(earlier: list[Figure], share: Figure, part: Figure) -> Figure | None:
    base = _BASE_NOISE.sub("", share.label[1:])
    for figure in reversed(earlier):
        if share.start - figure.end > _REACH:
            return None
        label = _BASE_NOISE.sub("", figure.label)
        same_kind = figure.unit == part.unit or {figure.unit, part.unit} <= _PEOPLE
        if same_kind and label and base and (label == base or _same_people(label, base)):
            return None if figure.damaged or not figure.value else figure
    return None


def _whole_just_before(text: str, figures: list[Figure], index: int) -> Figure | None:
    """车辆892台，其中新能源车655台，占37.4%: a share without a base is that of the part in the count before it."""
    if index < 2 or not _BARE_SHARE.fullmatch(text, figures[index - 1].end, figures[index].start):
        return None
    whole, part = figures[index - 2], figures[index - 1]
    if _is_no_whole(whole):
        return None
    is_part = whole.unit == part.unit and _PART_OF.fullmatch(text, whole.end, part.start)
    return whole if is_part and whole.value and not whole.damaged and not part.damaged else None


def _is_no_whole(figure: Figure) -> bool:
    """Whether a count is an addition or a mean, of which nothing is a part: 较上年增加0.6个，其中…."""
    return bool(_ADDED.search(figure.label) or _MEAN.search(figure.label))


def _same_people(label: str, base: str) -> bool:
    """60以上老年人 and 60以上老年人口 are one thing; 户籍人口 and 户籍老年人口 are not."""
    return label.removesuffix("口").replace("老人", "老年人") == base.removesuffix("口").replace("老人", "老年人")


def _agrees(part: Figure, whole: Figure, share: Figure) -> bool:
    numerator, denominator, stated = _interval(part), _interval(whole), _interval(share)
    if denominator.low <= 0:
        return True
    lowest = numerator.low * 100 / denominator.high
    highest = numerator.high * 100 / denominator.low
    # A share cut off instead of rounded is no mistake worth a reader's time: one unit of its last digit is allowed.
    slack = max(stated.high - share.value, Decimal("0.05"))
    return lowest <= stated.high + slack and highest >= stated.low - slack


def _wrong_parts(text: str, figures: list[Figure], sentences: list[int]) -> list[Warning]:
    """…15个，其中…18个: one part can't exceed its whole."""
    found = []
    for index, part in enumerate(figures[1:], 1):
        whole = figures[index - 1]
        if sentences[index] != sentences[index - 1] or part.unit != whole.unit or part.unit not in _WHOLE_UNITS:
            continue
        if part.damaged or whole.damaged or text.find(_PART, whole.end, part.start) < 0 or _is_no_whole(whole):
            continue
        if _interval(part).low > _interval(whole).high:
            found.append(Warning("arithmetic", f"“{part.label}”{part.text}大于总数{whole.text}", part.start, part.end))
    return found
