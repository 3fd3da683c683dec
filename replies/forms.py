"""What readers may ask for, checked: from a query string to the parameters of a selector."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import QueryDict

from replies.letters.subjects import subjects
from replies.models import Body
from replies.selectors import PAGE_SIZE, ParameterError, SearchParams

MAX_PAGE_SIZE = 100
MOST_VALUES = 100
FIRST_YEAR, LAST_YEAR = 1949, 2200
SORTS = (("relevance", "相关度"), ("newest", "最新"), ("oldest", "最早"))


class ValuesField(forms.Field):
    """A parameter that may be given several times; each value is checked by `each`. Comes out as a tuple, each once."""

    widget = forms.MultipleHiddenInput

    def __init__(self, each: forms.Field, **options: Any) -> None:
        super().__init__(required=False, **options)
        self.each = each

    def clean(self, value: Any) -> tuple[str, ...]:
        given = (str(one).strip() for one in value or ())
        values = dict.fromkeys(one for one in given if one)
        if len(values) > MOST_VALUES:  # each is a line of the page with an address that names all others
            raise forms.ValidationError(f"最多可选 {MOST_VALUES} 个值。")
        return tuple(dict.fromkeys(str(self.each.clean(one)) for one in values))


def _digits(pattern: str, wrong: str) -> forms.Field:
    return forms.RegexField(pattern, error_messages={"invalid": wrong})


def _flag(label: str, wrong: str) -> ValuesField:
    """Yes (1) or no (0); both is no limit."""
    return ValuesField(
        forms.ChoiceField(choices=(("1", "是"), ("0", "否")), error_messages={"invalid_choice": wrong}), label=label
    )


def _year(label: str) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        required=False,
        min_value=FIRST_YEAR,
        max_value=LAST_YEAR,
        error_messages={
            "invalid": "年份应为四位数字。",
            "min_value": f"年份应在 {FIRST_YEAR}—{LAST_YEAR} 之间。",
            "max_value": f"年份应在 {FIRST_YEAR}—{LAST_YEAR} 之间。",
        },
    )


class SearchForm(forms.Form):
    """The search of page, API, feed, export and command; facets repeat to mean OR."""

    q = forms.CharField(label="检索词", required=False, max_length=1000)
    district = ValuesField(_digits(r"^[1-9][0-9]{5}$", "地区应为六位行政区划代码。"), label="地区")
    province = ValuesField(_digits(r"^[1-9][0-9]$", "省份应为两位行政区划代码。"), label="省份")
    city = ValuesField(_digits(r"^[1-9][0-9]{3}$", "城市应为四位行政区划代码。"), label="城市")
    year = ValuesField(_year("年份"), label="年份")
    year_from = _year("起始年份")
    year_to = _year("结束年份")
    response_type = ValuesField(forms.CharField(max_length=20), label="办理类型")
    body = ValuesField(
        forms.ChoiceField(choices=Body.choices, error_messages={"invalid_choice": "类别应为 cppcc 或 npc。"}),
        label="类别",
    )
    department = ValuesField(
        _digits(r"^[1-9][0-9]{0,17}$", "承办单位应为其编号（数字）。"),
        label="承办单位",
    )
    subject = ValuesField(
        forms.ChoiceField(
            choices=[(name, name) for name in subjects()],
            error_messages={"invalid_choice": f"主题应为其中之一：{'、'.join(subjects())}。"},
        ),
        label="主题",
    )
    satisfaction = ValuesField(forms.CharField(max_length=40), label="满意度")
    has_figures = _flag("引用数据", "引用数据应为 1（有）或 0（没有）。")
    damaged = _flag("疑有缺损", "疑有缺损应为 1（有）或 0（没有）。")
    sort = forms.ChoiceField(
        label="排序",
        required=False,
        choices=SORTS,
        error_messages={"invalid_choice": "排序应为 relevance、newest 或 oldest。"},
    )
    page = forms.IntegerField(label="页码", required=False, min_value=1, max_value=1_000_000)
    page_size = forms.IntegerField(label="每页条数", required=False, min_value=1, max_value=MAX_PAGE_SIZE)

    FILTERS = (
        *("district", "province", "city", "year", "response_type", "body", "department"),
        *("subject", "satisfaction", "has_figures", "damaged"),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("year_from"), cleaned.get("year_to")
        if first and last and first > last:
            self.add_error("year_to", "结束年份早于起始年份。")
        return cleaned

    def params(self) -> SearchParams:
        """The checked parameters. Raises `ParameterError` naming every one that is wrong."""
        if not self.is_valid():
            raise ParameterError({name: list(texts) for name, texts in self.errors.items()})
        data = self.cleaned_data
        return SearchParams(
            q=data["q"],
            filters={name: data[name] for name in self.FILTERS if data[name]},
            year_from=data["year_from"],
            year_to=data["year_to"],
            sort=data["sort"] or "relevance",
            page=data["page"] or 1,
            page_size=data["page_size"] or PAGE_SIZE,
        )


def search_params(query: QueryDict | Mapping[str, Any], *, strict: bool = False) -> SearchParams:
    """A query string's parameters. With `strict` an unknown name is an error too: a mistyped filter filters nothing."""
    form = SearchForm(query)
    if strict and (unknown := sorted(set(query) - set(form.fields))):
        raise ParameterError({name: ["没有这个参数。"] for name in unknown})
    return form.params()
