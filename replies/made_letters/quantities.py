"""How a quantity is written: one slot of a sentence in, its wording and its truth out.

A slot says unit, range and indicator. The wording is drawn: 6820张, 6,820 张, 1.24万人, 3万余人, 约2300名, 四十六家,
百分之二十六. What is drawn is written exactly, so that the truth needs no rounding.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from random import Random
from typing import Any

from replies.made_letters.marks import Ledger

# Units whose large numbers are told in 万 and 亿.
_SCALED = frozenset(
    [
        "元",
        "人",
        "人次",
        "平方米",
        "立方米",
        "亩",
        "吨",
        "户",
        "户次",
        "份",
        "件",
        "千瓦时",
        "次",
        "辆",
        "辆次",
        "册",
        "株",
        "条",
        "名",
    ]
)
# Units that a Chinese numeral may stand before.
_COUNTED = frozenset("家个所座处名张间支条辆场项套台栋")
_BASE = {"公里": ("米", 1000), "平方公里": ("平方米", 1_000_000), "个百分点": ("百分点", 1)}
_BEFORE = (("约", "about"), ("大约", "about"), ("超过", "over"), ("逾", "over"), ("近", None))
_PLANNED_BEFORE = (("不少于", "at_least"), ("至少", "at_least"), ("约", "about"))
_LIMITS = (("不超过", "at_most"), ("不高于", "at_most"), ("不少于", "at_least"), ("不低于", "at_least"))
# After these words nothing more is put before the number.
_FULL = ("达", "到", "至", "为", "由", "约", "过", "于", "均", "、")
_DIGITS = "零一二三四五六七八九"


@dataclass(frozen=True, slots=True)
class Slot:
    """A place in a sentence for one quantity."""

    unit: str
    low: str
    high: str
    label: str
    optional: bool = False
    bare: bool = False  # the unit is not written: it stands after a later number of the row
    ranged: bool = False  # a range or list goes on behind it, so that only the plain number fits

    @classmethod
    def parse(cls, text: str, *, ranged: bool = False) -> Slot:
        """Read `单位 下限-上限 指标 [?]`; a `!` after the unit leaves the unit out."""
        unit, limits, label, *rest = text.split()
        low, high = limits.split("-")
        return cls(unit.rstrip("!"), low, high, label, "?" in rest, unit.endswith("!"), ranged)


@dataclass(frozen=True, slots=True)
class Setting:
    """What holds for all quantities of one sentence: the date they hold for, and whether they are planned."""

    as_of: str | None = None
    planned: bool = False
    as_of_known: bool = True


@dataclass(frozen=True, slots=True)
class _Wording:
    text: str
    value: Decimal
    qualifier: str | None = None
    qualifier_known: bool = True
    before: str = ""
    after: str = ""


def write(slot: Slot, setting: Setting, said: str, ledger: Ledger, rng: Random) -> str:
    """The quantity in words, marked; `said` is what the sentence says before it."""
    limit = next((quality for word, quality in _LIMITS if said.endswith(word)), None)
    free = not slot.bare and not slot.ranged and limit is None and not said.endswith(_FULL)
    wording = _draw(slot, rng, free=free, planned=setting.planned)
    unit, factor = _BASE.get(slot.unit, (slot.unit, 1))
    truth: dict[str, Any] = {
        "value": plain(wording.value * factor),
        "unit": "%" if unit == "成" else unit,
        "label": slot.label,
        "as_of": setting.as_of,
        "qualifier": limit or wording.qualifier,
        "planned": setting.planned,
        "damaged": False,
    }
    if slot.label == "-":  # the sentence gives the thing no name
        del truth["label"]
    if not wording.qualifier_known:
        del truth["qualifier"]
    if not setting.as_of_known:
        del truth["as_of"]
    if slot.optional:
        truth["optional"] = True
    return wording.before + ledger.mark("metric", wording.text, **truth) + wording.after


def write_name(text: str, ledger: Ledger) -> str:
    """A number within a name (`15分钟 15 分钟`): it may be given or left out."""
    words, value, unit = text.split()
    return ledger.mark(
        "metric", words, value=value, unit=unit, label="", as_of=None, planned=False, damaged=False, optional=True
    )


def plain(value: Decimal) -> str:
    """A decimal without exponent and without needless zeros."""
    return format(value.normalize(), "f")


def _draw(slot: Slot, rng: Random, *, free: bool, planned: bool) -> _Wording:
    if slot.unit == "成":
        tenths = rng.randint(int(slot.low), int(slot.high))
        return _Wording(f"{_DIGITS[tenths]}成", Decimal(tenths * 10))
    value = _value(slot, rng)
    unit = "" if slot.bare else slot.unit
    if slot.unit == "%":
        return _share(value, rng)
    if value >= 10_000 and slot.unit in _SCALED and not slot.bare:
        return _scaled(value, unit, rng, free=free)
    if value != value.to_integral():
        return _Wording(f"{value}{unit}", value)
    return _count(int(value), unit, rng, free=free, planned=planned)


def _value(slot: Slot, rng: Random) -> Decimal:
    low, high = float(slot.low), float(slot.high)
    if slot.unit == "%":
        places = rng.choice((0, 1, 1, 2))
        return min(Decimal(slot.high), Decimal(f"{rng.uniform(low, high):.{places}f}"))
    if "." in slot.low or "." in slot.high:
        return Decimal(f"{rng.uniform(low, high):.1f}")
    if slot.unit in _BASE and rng.random() < 0.4:
        return Decimal(f"{rng.uniform(low, high):.1f}")
    # Small values more often than large ones, by plain products: they come out the same on every machine.
    share = rng.random()
    return Decimal(int(low + (high - low) * share * share * share))


def _share(value: Decimal, rng: Random) -> _Wording:
    chance = rng.random()
    if chance < 0.04:
        return _Wording("百分之" + chinese_decimal(value), value)
    if chance < 0.1 and value == value.to_integral():
        return _Wording(f"{value}%", value, qualifier_known=False, after="以上")
    return _Wording(f"{value}%", value)


def _scaled(value: Decimal, unit: str, rng: Random, *, free: bool) -> _Wording:
    word, power = ("亿", 10**8) if value >= 10**8 else ("万", 10**4)
    if unit != "元" and rng.random() < 0.25 and value < 10**7:
        return _Wording(f"{int(value):,}{unit}" if rng.random() < 0.2 else f"{int(value)}{unit}", value)
    amount = (value / power).quantize(Decimal(rng.choice(("1", "0.1", "0.01"))))
    if amount == 0:
        amount = Decimal(1)
    exact = amount * power
    if amount == amount.to_integral() and rng.random() < 0.35:
        amount = amount.to_integral()
        sign = rng.choice("余多")
        text = f"{amount}{sign}{word}{unit}" if amount >= 10 and rng.random() < 0.4 else f"{amount}{word}{sign}{unit}"
        return _Wording(text, exact, "over")
    wording = f"{amount}{word}{unit}"
    if free and rng.random() < 0.15:
        before, quality = rng.choice(_BEFORE)
        return _Wording(wording, exact, quality, quality is not None, before)
    return _Wording(wording, exact)


def _count(value: int, unit: str, rng: Random, *, free: bool, planned: bool) -> _Wording:
    chance = rng.random()
    if unit in _COUNTED and 1 < value < 100 and chance < 0.05:
        return _Wording(chinese(value, counting=True) + unit, Decimal(value))
    if free and planned and chance < 0.2:
        before, quality = rng.choice(_PLANNED_BEFORE)
        return _Wording(f"{value}{unit}", Decimal(value), quality, before=before)
    if value >= 100 and unit and chance < 0.3:
        return _round_count(value, unit, rng, free=free, planned=planned)
    return _Wording(f"{value:,}{unit}" if value >= 1000 and chance > 0.97 else f"{value}{unit}", Decimal(value))


def _round_count(value: int, unit: str, rng: Random, *, free: bool, planned: bool) -> _Wording:
    """2300余名, 约2300名, 2300名左右."""
    value = round(value, 1 - len(str(value)))
    exact = Decimal(value)
    if not planned and rng.random() < 0.6:
        return _Wording(f"{value}{rng.choice('余多')}{unit}", exact, "over")
    if free:
        before, quality = rng.choice(_BEFORE)
        return _Wording(f"{value}{unit}", exact, quality, quality is not None, before)
    return _Wording(f"{value}{unit}", exact, "about", after="左右")


def chinese(value: int, *, counting: bool = False) -> str:
    """A number below 10,000 in Chinese: 四十六; before a measure word 2 is 两."""
    if counting and value == 2:
        return "两"
    words, zero = "", False
    for power, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = value // power % 10
        if digit:
            words += ("零" if zero and words else "") + _DIGITS[digit] + name
            zero = False
        else:
            zero = True
    words = words or "零"
    return words[1:] if words.startswith("一十") else words


def chinese_decimal(value: Decimal) -> str:
    """A share in Chinese: 26.5 is 二十六点五."""
    whole, _, part = str(value).partition(".")
    return chinese(int(whole)) + ("点" + "".join(_DIGITS[int(digit)] for digit in part) if part else "")


def year_digits(year: int, zero: str = "〇") -> str:
    """A year digit by digit: 二〇二三."""
    return "".join(zero if digit == "0" else _DIGITS[int(digit)] for digit in str(year))
