"""What lists of the database can be narrowed by, in pages and API alike."""

from __future__ import annotations

import django_filters

from replies.models import Body, CitedMetric


class MetricFilter(django_filters.FilterSet):
    """Cited figures by what they measure, where and when."""

    indicator = django_filters.CharFilter(label="指标")
    label = django_filters.CharFilter(lookup_expr="icontains", label="指标（原文）含")
    unit = django_filters.CharFilter(label="单位")
    district = django_filters.CharFilter(field_name="reply__division_code", label="地区代码")
    year = django_filters.NumberFilter(field_name="reply__year", label="复文年份")
    body = django_filters.ChoiceFilter(field_name="reply__body", choices=Body.choices, label="类别")
    planned = django_filters.BooleanFilter(label="计划数")
    damaged = django_filters.BooleanFilter(label="疑有缺损")

    class Meta:
        model = CitedMetric
        fields: tuple[str, ...] = ()
