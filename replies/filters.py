"""What lists of the database can be narrowed by, in pages and API alike."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet

from replies.models import Body, CitedMetric


class YesNoFilter(django_filters.ChoiceFilter):
    """`true` or `false`, and nothing else; django-filter's own passes over what it does not understand."""

    def __init__(self, **options: Any) -> None:
        super().__init__(choices=(("true", "是"), ("false", "否")), empty_label=None, **options)

    def filter(self, qs: QuerySet, value: str) -> QuerySet:
        return super().filter(qs, value == "true") if value in {"true", "false"} else qs


class MetricFilter(django_filters.FilterSet):
    """Cited figures by what they measure, where and when."""

    indicator = django_filters.CharFilter(label="指标")
    label = django_filters.CharFilter(lookup_expr="icontains", label="指标（原文）含")
    unit = django_filters.CharFilter(label="单位")
    district = django_filters.CharFilter(field_name="reply__division_code", label="地区代码")
    year = django_filters.NumberFilter(field_name="reply__year", label="复文年份")
    body = django_filters.ChoiceFilter(field_name="reply__body", choices=Body.choices, label="类别")
    planned = YesNoFilter(label="计划数")
    damaged = YesNoFilter(label="疑有缺损")

    class Meta:
        model = CitedMetric
        fields: tuple[str, ...] = ()
