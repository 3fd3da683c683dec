"""Normal names: one for one thing, and never one for two definitions."""

from collections import Counter

import pytest

from replies.letters.indicators import find_indicator, indicators
from replies.letters.metrics import find_metrics

NAMED = [
    ("全区共有养老机构27家。", "27家", "养老机构", "by its own name"),
    ("设有各类养老机构27家。", "27家", "养老机构", "各类 aside"),
    ("建成爱心食堂20个。", "20个", "老年食堂", "a synonym"),
    ("停车泊位总数达2.3万个。", "2.3万个", "停车位", "总数 aside"),
    ("新增停车泊位300个。", "300个", "新增停车位", "what was added is not what there is"),
    ("新建公厕12座。", "12座", "新增公厕", "新建 is an addition"),
    ("改造公厕12座。", "12座", "改造公厕", "rebuilding is neither"),
    ("完成老旧小区改造58个。", "58个", "老旧小区改造", "改造 is in the name already"),
    ("60周岁以上户籍老年人口15.4万人。", "15.4万人", "60岁以上户籍老年人口", "周岁 is 岁"),
    ("60岁及以上的户籍老人15.4万人。", "15.4万人", "60岁以上户籍老年人口", "word order aside"),
    ("65岁以上常住老年人15.4万人。", "15.4万人", "65岁以上常住老年人口", "65 is not 60, 常住 is not 户籍"),
    ("60岁以上老年人8万人，占户籍人口的21%。", "21%", "60岁以上户籍老年人口占比", "the base says 户籍"),
    ("60岁以上老年人8万人，占户籍人口的21%。", "8万人", "60岁以上户籍老年人口", "so does it for the count"),
    ("60岁以上户籍老年人8万人，占总人口的21%。", "21%", "60岁以上户籍老年人口占比", "the part says 户籍"),
    ("60岁以上老年人8万人，占常住人口的21%。", "21%", "60岁以上常住老年人口占比", "常住 is another indicator"),
    ("65岁以上老年人8万人，占户籍人口的15%。", "15%", "65岁以上户籍老年人口占比", "65 is another indicator"),
    ("60岁以上老年人8万人，占总人口的21%。", "21%", "60岁以上老年人口占比", "neither is said"),
    (
        "80岁以上老年人1万人，占60岁以上老年人的14%。",
        "14%",
        "80岁以上老年人口占60岁以上老年人口比重",
        "a share of a share",
    ),
    ("全年接待游客560万人次，同比增长12%。", "12%", "接待游客同比增长", "growth of what went before"),
    ("全县一般公共预算收入26亿元，同比增长12%。", "12%", "一般公共预算收入同比增长", "growth of a named thing"),
    ("高龄津贴每人每月50元。", "50元", "高龄津贴（每人每月）", "what is paid for each"),
    ("发放高龄津贴320万元。", "320万元", "高龄津贴", "what is paid in all"),
]

UNNAMED = [
    ("已有9家养老机构完成签约。", "9家", "some of them, to which something happened"),
    ("对133个社区的设施进行调整。", "133个", "the object of a deed"),
    ("为3000名失能老年人建立档案。", "3000名", "those who were served"),
    ("共有民办养老服务驿站6家。", "6家", "a narrower thing"),
    ("60岁以上户籍老年人8万人，占常住人口的21%。", "21%", "part and whole of differing definition"),
    ("养老机构床位使用面积300平方米。", "300平方米", "another unit"),
]


def _indicator(sentence, text):
    return next(metric.indicator for metric in find_metrics(sentence, year=2023) if metric.text == text)


@pytest.mark.parametrize(("sentence", "text", "indicator", "reason"), NAMED)
def test_a_figure_has_its_normal_name(sentence, text, indicator, reason):
    assert _indicator(sentence, text) == indicator, reason


@pytest.mark.parametrize(("sentence", "text", "reason"), UNNAMED)
def test_a_figure_of_another_definition_has_no_name(sentence, text, reason):
    assert _indicator(sentence, text) is None, reason


def test_the_table_covers_every_field_and_names_nothing_twice():
    rows = indicators()
    assert len(rows) >= 300
    assert len({row.field for row in rows}) >= 12
    assert all(row.units for row in rows)
    assert [name for name, count in Counter(row.name for row in rows).items() if count > 1] == []


def test_every_indicator_is_found_by_its_own_name():
    for row in indicators():
        assert find_indicator(row.name, row.units[0]) == row.name
