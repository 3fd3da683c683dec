"""Figures held against each other: shares, sums and magnitudes. Doubts are said, nothing is mended."""

import pytest

from replies.letters.checks import check_figures
from replies.letters.metrics import find_figures


def _checked(text):
    figures = find_figures(text, year=2023)
    return figures, check_figures(text, figures)


DOUBTFUL = [
    ("户籍人口400000人，60岁以上老年人80000人，占户籍人口的30%。", "arithmetic", "30%", "80000 of 400000 is 20 %"),
    ("现有幼儿园50所，公办园30所，占幼儿园总数的80%。", "arithmetic", "80%", "30 of 50 is 60 %"),
    ("共有养老机构15家，其中民办18家。", "arithmetic", "18家", "a part above its whole"),
    ("运营车辆800台，其中新能源车600台，占37.5%。", "arithmetic", "37.5%", "600 of 800 are 75 %"),
    ("全区1200个小区中，已安装充电桩的有300个，占41%。", "arithmetic", "41%", "300 among 1200"),
    ("共有服务中心15个，总建筑面积1.2平方米。", "implausible_value", "1.2平方米", "15 centres have more room"),
    ("总建筑面积300平方米，设置床位780张。", "implausible_value", "300平方米", "780 beds need more room"),
    ("全区户籍人口58.52人。", "implausible_value", "58.52人", "half a person"),
    ("全市常住人口620人。", "implausible_value", "620人", "a city of 620"),
    ("垃圾分类覆盖率达980%。", "implausible_value", "980%", "a coverage above 100 %"),
    ("项目总投资35元。", "implausible_value", "35元", "a project of 35 元"),
]

SOUND = [
    ("户籍人口525229人。其中，60岁以上老年人114208人，占户籍人口的21.74%。", "rounded in its last digit"),
    ("户籍人口58.52万人，60岁以上老年人129618人，占户籍人口的22.1%。", "the whole is rounded to 万"),
    ("户籍人口近60万人，60岁以上老年人12.9万人，占户籍人口的22%。", "the whole is about"),
    ("户籍人口40万人，65岁以上老年人5万人，占60岁以上老年人的70%。", "the base is not among the figures"),
    ("合作社200家，从事种植的社员企业占合作社总数的18%。", "the part is not the count before"),
    ("运营车辆800台，其中新能源车600台，占75%。", "a part of the count before it"),
    ("运营车辆800台，其中新能源车600台，占全省的12%。", "a share of something else"),
    ("共有养老机构15家，其中民办8家、公办7家。", "parts that make up the whole"),
    ("人均公园绿地面积6.5平方米。", "an area for each"),
    ("每床建筑面积不少于8平方米。", "an area for each bed"),
    ("每千人口执业医师2.7人。", "a mean of people"),
    ("平均每村有村医1.6名。", "a mean of doctors"),
    ("任务完成率130%。", "more than the task"),
    ("毛入园率102.3%。", "more than one year's children"),
    ("每人每月补助资金300元。", "money for each"),
    ("总投资3.5亿元，建筑面积2.6万平方米，床位500张。", "all in proportion"),
    ("阅览室面积45平方米。", "a small room"),
    ("托位3120个，较上年增加60个，其中普惠托位1876个，占60.13%。", "no part of what was added"),
    ("托位3120个，每千人口4.1个，其中普惠托位1876个。", "no part of a mean"),
]


@pytest.mark.parametrize(("text", "code", "place", "reason"), DOUBTFUL)
def test_doubtful_figures_are_said(text, code, place, reason):
    figures, warnings = _checked(text)
    assert [(warning.code, text[warning.start : warning.end]) for warning in warnings] == [(code, place)], reason
    assert warnings[0].message
    damaged = [figure.text for figure in figures if figure.damaged]
    assert damaged == ([place] if code == "implausible_value" else []), reason


@pytest.mark.parametrize(("text", "reason"), SOUND)
def test_sound_figures_raise_no_doubt(text, reason):
    figures, warnings = _checked(text)
    assert warnings == [], reason
    assert figures == find_figures(text, year=2023)
