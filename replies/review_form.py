"""The review page's form: what a person typed, checked and turned into words for `replies.correcting`.

A field that still says what it said is left alone, whatever its form; only what was changed is checked.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from replies.claims import CLAIMABLE, DISCLOSURE, LISTS, METRIC, PRIVATE, field_at, newest_claims
from replies.correcting import Word
from replies.letters.dates import read_date
from replies.letters.divisions import division
from replies.letters.letter import Span
from replies.letters.numerals import parse_numeral
from replies.letters.places import lookup
from replies.models import Body, CitedMetric, Reply
from replies.preparing import LARGEST_VALUE
from replies.storing import YEARS

DATES = ("issue_date", "publish_date", "interview_date")
MOST_VALUES = 60
MOST_FIGURES = 400
_NUMBER = r"([\d一二三四五六七八九十]{1,3})"
_SESSION = re.compile(rf"{_NUMBER}\s*届[^\d一二三四五六七八九十]{{0,12}}{_NUMBER}\s*次")
_TWO_NUMBERS = re.compile(r"(\d{1,2})\s*[-—/,，、\s]\s*(\d{1,2})")
_AS_OF = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?")
_SPAN = re.compile(r"(\d{1,7})-(\d{1,7})")
VERDICTS = (("", "待定"), ("yes", "确认"), ("no", "排除"))
_CONFIRMED = {"": None, "yes": True, "no": False}


def as_text(name: str, value: Any) -> str:
    """A field's value as the form shows it."""
    if value in (None, "", [], ()):
        return ""
    if name in LISTS:
        return "\n".join(map(str, value))
    return f"{value[0]}届{value[1]}次" if name == "session" else str(value)


def _read_body(text: str) -> str | None:
    if text and text not in Body.values:
        raise ValidationError("类别应为政协提案或人大建议。")
    return text or None


def _read_session(text: str) -> list[int]:
    match = _SESSION.search(text) or _TWO_NUMBERS.fullmatch(text)
    numbers = [parse_numeral(part) for part in match.groups()] if match else []
    if not numbers or not all(one and 0 < one < 100 for one in numbers):
        raise ValidationError("届次请写成“10届2次”或“十届二次”。")
    return [int(one) for one in numbers if one is not None]


def _read_date(text: str) -> str:
    found = read_date(text)
    if found is None or found.value is None or found.damaged or (found.start, found.end) != (0, len(text)):
        raise ValidationError("日期请写成 2023-06-20 或 2023年6月20日。")
    return found.value


def _read_year(text: str) -> int:
    digits = text.removesuffix("年")
    if not (digits.isascii() and digits.isdigit() and int(digits) in YEARS):
        raise ValidationError("年份请写成四位数字，如 2023。")
    return int(digits)


def _read_division(text: str) -> str:
    """A code that is known, or the one division of this name."""
    if text.isascii() and text.isdigit():
        if len(text) in (6, 9) and division(text):
            return text
        raise ValidationError("没有这个行政区划代码；应为六位（街道九位），也可以直接写名称。")
    found = lookup(text)
    if not found:
        raise ValidationError("没有叫这个名称的行政区划；请写全称，或写六位代码。")
    if len(found) > 1:
        names = "、".join(f"{one.province}{one.city or ''}{one.district or ''}（{one.code}）" for one in found[:8])
        raise ValidationError(f"有 {len(found)} 处叫这个名称：{names}。请写代码。")
    return found[0].code


def _read_list(text: str) -> list[str]:
    values = list(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))
    if len(values) > MOST_VALUES:
        raise ValidationError(f"最多 {MOST_VALUES} 项，每行一项。")
    return values


READERS: Mapping[str, Callable[[str], Any]] = {
    "body": _read_body,
    "session": _read_session,
    "division_code": _read_division,
    "year": _read_year,
    **dict.fromkeys(DATES, _read_date),
    **dict.fromkeys(LISTS, _read_list),
}
_LONGEST = {"department": 200, "document_number": 100, "response_type": 20, "satisfaction": 40, "signer": 100}


@dataclass(frozen=True, slots=True)
class FigureRow:
    """One figure of the letter with the inputs that judge and mend it."""

    metric: CitedMetric
    verdict: forms.BoundField
    label: forms.BoundField
    value: forms.BoundField
    unit: forms.BoundField
    as_of: forms.BoundField
    mended: bool

    @property
    def errors(self) -> list[str]:
        """What is wrong with what was typed in this row."""
        return [str(error) for one in (self.label, self.value, self.unit, self.as_of) for error in one.errors]


class ReviewForm(forms.Form):
    """All that can be said of a reply. `words()` gives what is to be said, once the form is valid.

    Of very many figures, `left_out` are not in it: no letter has so many, and a browser would not send them all.
    """

    latest = forms.IntegerField(required=False, widget=forms.HiddenInput)
    conceal = forms.CharField(required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))
    reveal = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, reply: Reply, data: Any = None) -> None:
        self.reply = reply
        self.claims = newest_claims(reply)
        self.metrics, self.left_out = _most_urgent(reply.metrics.all())
        self._said: dict[str, Word] = {}
        latest = max((claim.pk for claim in self.claims.values()), default=0)
        super().__init__(data, initial={"latest": latest})
        for name in CLAIMABLE:
            self.fields[name] = self._field(name)
            self.fields[f"span-{name}"] = forms.CharField(required=False, widget=forms.HiddenInput)
        self.fields[DISCLOSURE] = forms.ChoiceField(
            choices=_empty_first(Reply.Disclosure.choices), required=False, initial=reply.disclosure
        )
        for metric in self.metrics:
            self._add_figure(metric)
        self.fields["reveal"].choices = [
            (f"{start}-{end}", reply.text[start:end]) for start, end in reply.private.get("personal", ())
        ]

    def _field(self, name: str) -> forms.Field:
        initial = as_text(name, self.reply.parsed.get(name))
        if name == "body":
            return forms.ChoiceField(choices=[("", "未定"), *Body.choices], required=False, initial=initial)
        widget = forms.Textarea(attrs={"rows": max(1, initial.count("\n") + 1)}) if name in LISTS else forms.TextInput()
        return forms.CharField(
            required=False, initial=initial, widget=widget, max_length=None if name in LISTS else _LONGEST.get(name, 60)
        )

    def _add_figure(self, metric: CitedMetric) -> None:
        shown = _shown(metric)
        verdict = {True: "yes", False: "no"}.get(metric.confirmed, "")
        name = _prefix(metric)
        self.fields[f"{name}-verdict"] = forms.ChoiceField(
            choices=VERDICTS, required=False, initial=verdict, widget=forms.RadioSelect
        )
        for part, longest in (("label", 200), ("value", 40), ("unit", 20), ("as_of", 20)):
            self.fields[f"{name}-{part}"] = forms.CharField(required=False, max_length=longest, initial=shown[part])

    # --- for the page ---

    def figures(self) -> Iterator[FigureRow]:
        """The figures as rows, in the order of the text."""
        for metric in self.metrics:
            name = _prefix(metric)
            claim = self.claims.get(field_at(METRIC, (metric.start, metric.end)))
            parts = (self[f"{name}-{part}"] for part in ("verdict", "label", "value", "unit", "as_of"))
            yield FigureRow(metric, *parts, mended=bool(claim and "value" in claim.value))

    # --- what was said ---

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("latest") is not None and cleaned["latest"] != self.initial["latest"]:
            raise ValidationError("这封复文刚刚由别人更正过。下面是您填写的内容，请与现在的值核对后再保存。")
        for name in CLAIMABLE:
            self._clean_field(name, cleaned)
        if DISCLOSURE in self.data and cleaned.get(DISCLOSURE, self.reply.disclosure) != self.reply.disclosure:
            self._said[DISCLOSURE] = Word(cleaned[DISCLOSURE])
        for metric in self.metrics:
            self._clean_figure(metric, cleaned)
        self._clean_private(cleaned)
        return cleaned

    def _clean_field(self, name: str, cleaned: Mapping[str, Any]) -> None:
        if name not in cleaned or name not in self.data:
            return
        text = cleaned[name].replace("\r\n", "\n").strip()
        if text == as_text(name, self.reply.parsed.get(name)).strip():
            return
        try:
            value = READERS.get(name, str)(text) if text else ([] if name in LISTS else None)
        except ValidationError as error:
            self.add_error(name, error)
            return
        self._said[name] = Word(value, self._span(cleaned.get(f"span-{name}", "")))

    def _span(self, text: str) -> Span | None:
        """Where in the text the value was taken from; what makes no sense is as if it were not said."""
        match = _SPAN.fullmatch(text)
        span = Span(int(match[1]), int(match[2])) if match else None
        return span if span and span.start < span.end <= len(self.reply.text) else None

    def _clean_figure(self, metric: CitedMetric, cleaned: Mapping[str, Any]) -> None:
        name = _prefix(metric)
        parts = ("label", "value", "unit", "as_of")
        if f"{name}-verdict" not in self.data or any(f"{name}-{part}" not in cleaned for part in parts):
            return
        typed = {part: cleaned[f"{name}-{part}"].strip() for part in parts}
        confirmed = _CONFIRMED[cleaned.get(f"{name}-verdict", "")]
        field = field_at(METRIC, (metric.start, metric.end))
        before = self.claims.get(field)
        kept = {part: value for part, value in (before.value if before else {}).items() if part != "confirmed"}
        if typed != _shown(metric):
            try:
                kept = self._mended(name, typed)
            except ValidationError:
                return
            confirmed = confirmed is not False  # who writes down what it should be, says that it is so
        if confirmed is not metric.confirmed or kept != {
            part: value for part, value in (before.value if before else {}).items() if part != "confirmed"
        }:
            self._said[field] = Word(kept | {"confirmed": confirmed})

    def _mended(self, name: str, typed: Mapping[str, str]) -> dict[str, Any]:
        value = parse_numeral(typed["value"].lstrip("+-－"))
        if value is None or abs(value) >= LARGEST_VALUE:
            self._refuse(f"{name}-value", "数值请写成数字，如 154100 或 15.41万。")
        if typed["as_of"] and not _AS_OF.fullmatch(typed["as_of"]):
            self._refuse(f"{name}-as_of", "时点请写成 2022、2022-12 或 2022-12-31。")
        sign = -1 if typed["value"].startswith(("-", "－")) else 1
        plain = format((sign * (value or Decimal(0))).normalize(), "f")
        return {"value": plain, "unit": typed["unit"], "label": typed["label"], "as_of": typed["as_of"]}

    def _refuse(self, name: str, message: str) -> None:
        error = ValidationError(message)
        self.add_error(name, error)
        raise error

    def _clean_private(self, cleaned: Mapping[str, Any]) -> None:
        for words in cleaned.get("conceal", "").splitlines():
            if wanted := words.strip():
                places = list(_occurrences(self.reply.text, wanted))
                if not places:
                    self.add_error("conceal", f"正文里没有“{wanted}”；请照原文填写，每行一处。")
                for span in places:
                    self._said[field_at(PRIVATE, span)] = Word(value=True)
        for place in cleaned.get("reveal", ()):
            match = _SPAN.fullmatch(place)
            if match:
                self._said[field_at(PRIVATE, (int(match[1]), int(match[2])))] = Word(value=False)

    def words(self) -> dict[str, Word]:
        """What the person said, by field; what did not change is not among it."""
        return dict(self._said)


def _most_urgent(metrics: Iterable[CitedMetric]) -> tuple[list[CitedMetric], int]:
    """The figures to be judged, in the order of the text, and how many are not among them: what blocks publishing comes
    first."""
    by_need = sorted(metrics, key=lambda one: (not one.damaged or one.confirmed is not None, one.start))
    return sorted(by_need[:MOST_FIGURES], key=lambda one: one.start), max(0, len(by_need) - MOST_FIGURES)


def _prefix(metric: CitedMetric) -> str:
    return f"metric-{metric.start}-{metric.end}"


def _shown(metric: CitedMetric) -> dict[str, str]:
    """A figure's parts as the form shows them."""
    value = format(Decimal(metric.value), "f")
    value = value.rstrip("0").rstrip(".") if "." in value else value
    return {"label": metric.label, "value": value, "unit": metric.unit, "as_of": metric.as_of}


def _occurrences(text: str, words: str) -> Iterator[Span]:
    start = text.find(words)
    while start >= 0:
        yield Span(start, start + len(words))
        start = text.find(words, start + len(words))


def _empty_first(choices: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return sorted(choices, key=lambda choice: choice[0] != "")
