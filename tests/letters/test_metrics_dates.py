"""When a figure holds and whether it is still to come, in the wordings that are easily misread."""

from __future__ import annotations

from decimal import Decimal

import pytest

from replies.letters.metrics import find_metrics

YEAR = 2023

DATES = [
    ("2019年、2020年、2021年，全市绿化投入分别为3.2亿元、3.9亿元和4.6亿元。", ["2019", "2020", "2021"], "years listed"),
    ("2019—2021年，全市绿化投入分别为3.2亿元、3.9亿元和4.6亿元。", ["2019", "2020", "2021"], "a span of years"),
    ("2016年至2018年绿化支出分别为3、4和5亿元。", ["2016", "2017", "2018"], "a span, and a shared unit"),
    ("2020年和2021年，全市分别新建公厕46座、52座。", ["2020", "2021"], "two years"),
    (
        "2020年、2021年，全市分别安排资金3亿元、4亿元，惠及学生3万人、4万人。",
        ["2020", "2021", "2020", "2021"],
        "two lists",
    ),
    ("2021年，甲、乙两馆分别接待读者3万人次、5万人次。", ["2021", "2021"], "one year, two houses"),
    ("近三年，全市绿化投入分别为3.2亿元、3.9亿元和4.6亿元。", [None, None, None], "years that are not named"),
    ("2019—2021年，全市绿化投入分别为3.2亿元、3.9亿元。", [None, None], "fewer figures than years"),
    ("2018年至2021年，绿地由320公顷增加到410公顷，年均增长8.6%。", [None, None, None], "a mean over years"),
    ("日均客流由2018年的4120人次增长到2021年的9876人次，货车占三成。", ["2018", "2021", None], "each its own year"),
    ("办理时限由去年同期的15天压缩至7天。", ["2022", None], "the same time last year"),
    ("投入资金4.8亿元，较2020年的3.9亿元增长23%。", [None, "2020", None], "compared with another year"),
    ("2021年发布失信名单1106人次，罚款37.5万元。", ["2021", "2021"], "what was published is counted"),
    ("2021年印发的方案明确，每村补助20万元。", [None], "the year of a paper"),
    ("2021年出台《停车管理办法》，泊位320个。", [None], "the year of a paper with its title"),
    ("上年末，全市有民宿46家。", ["2022"], "the end of the year before"),
    ("三年内培训人员10万人次。", [None], "in three years is not in this one"),
    ("年内新建公厕3座。", ["2023"], "in this year"),
    ("一是年内引进人才30名；二是完善机制，每人补助6000元。", ["2023", None], "a date in the first item of a paragraph"),
]


@pytest.mark.parametrize(("text", "expected", "reason"), DATES)
def test_date(text, expected, reason):
    assert [metric.as_of for metric in find_metrics(text, year=YEAR)] == expected, reason


PLANNED = [
    ("2021年至2023年，市财政安排补助资金587万元。", [False], "a span that ends with the letter's year"),
    ("2023年至2025年，新建学校96所。", [True], "a span that ends after it"),
    ("户均容量由“十三五”末的2.3千瓦提高到3.1千瓦。", [False, False], "the end of a plan that is over"),
    ("“十四五”末，公厕达到400座。", [True], "the end of a plan that runs"),
    ("经初步测算，新建里程51.8公里，总投资11.4亿元。", [True, True], "reckoned beforehand"),
    ("项目概算投资7350万元。", [True], "a budget"),
    ("全市有危桥68座，已加固26座，其余42座计划明年完成。", [False, False, True], "the rest is still to come"),
    ("新增就业3.62万人，完成年度目标任务的113.1%，失业率2.4%。", [False] * 3, "a task that was fulfilled"),
    ("省下达目标任务3000套。", [True], "a task"),
    ("“雏鹰计划”培育企业35家，通过雨露计划补助学生1200人。", [False, False], "plans by name"),
    ("力争事故同比下降15%以上，预计累计接待游客12万人次。", [True, True], "compared and counted within the plan"),
    ("力争比去年提高2个百分点。", [True], "held against last year within the plan"),
    ("计划投资2亿元，目前累计完成1.2亿元。", [True, False], "counted after the plan"),
    ("三、下一步打算\n一是新建公厕1座，2024年9月建成投用；二是再新增摊位30个。", [True, True], "in use by then"),
    (
        "三、下一步打算\n一是巩固成果，目前已有摊位90个；二是扩大规模，新增摊位30个。",
        [False, True],
        "items of their own",
    ),
    ("三、下一步打算\n压实责任，全县126名护林员分片巡护。", [False], "those that are there"),
    ("三、下一步打算\n推广学徒制，补贴标准为每人每年4000元至6000元。", [False, False], "a rate in force"),
    ("争取再新增摊位3—5个。", [True, True], "what is strived for"),
]


@pytest.mark.parametrize(("text", "expected", "reason"), PLANNED)
def test_planned(text, expected, reason):
    assert [metric.planned for metric in find_metrics(text, year=YEAR)] == expected, reason


QUANTITIES = [
    ("公路全长五十三点七公里。", [("53700", "米", None)], "Chinese decimals"),
    ("产值、产量分别比上年增长3.7%和-6.8%。", [("3.7", "%", None), ("-6.8", "%", None)], "a fall, with its sign"),
    (
        "气温在5℃-8℃之间，满意率95%-98%。",
        [("5", "℃", None), ("8", "℃", None), ("95", "%", None), ("98", "%", None)],
        "a dash of a range is no sign",
    ),
    ("设计速度60公里/小时。", [("60", "公里/小时", None)], "a speed"),
    ("平均照度由5勒克斯提高到10勒克斯。", [("5", "勒克斯", None), ("10", "勒克斯", None)], "light"),
    ("最大流量30立方米/秒。", [("30", "立方米/秒", None)], "a flow"),
    ("防治面积12万亩次，客运周转量3亿人公里。", [("120000", "亩次", None), ("300000000", "人公里", None)], "work done"),
    ("服务2.6万人（次）。", [("26000", "人次", None)], "人次 in brackets"),
    ("有公交车1200标台，接种疫苗3万头份。", [("1200", "标台", None), ("30000", "头份", None)], "reckoned units"),
    ("开行列车12列，12列为直达。", [("12", "列", None)], "列为 is a word"),
    ("服务费上限为每千瓦时0.8元。", [("0.8", "元", "at_most")], "an upper limit"),
    ("最低工资下限为1900元。", [("1900", "元", "at_least")], "a lower limit"),
    ("等车时间由15分钟缩短至9分钟。", [("15", "分钟", None), ("9", "分钟", None)], "two times"),
    ("发车间隔为12分钟至15分钟。", [("12", "分钟", None), ("15", "分钟", None)], "a range of times"),
    ("解决了1至4片约2600户居民的排水问题。", [("2600", "户", "about")], "numbered parts are no counts"),
    ("可容纳学生二千四百至三千人。", [("2400", "人", None), ("3000", "人", None)], "a range in han numerals"),
    ("投资三千至五千万元。", [("30000000", "元", None), ("50000000", "元", None)], "a range that shares its 万"),
    ("投入三十至五十万元。", [("300000", "元", None), ("500000", "元", None)], "tens that share their 万"),
    ("服务半径五百至八百米。", [("500", "米", None), ("800", "米", None)], "lengths"),
    ("每班配备1至3名教师。", [("1", "名", None), ("3", "名", None)], "a range from one is a count"),
    ("每学期至少召开两次会议。", [], "how often"),
    ("坚持成熟一处、建设一处，发现一起、查处一起。", [], "one by one"),
]


@pytest.mark.parametrize(("text", "expected", "reason"), QUANTITIES)
def test_quantity(text, expected, reason):
    found = [(metric.value, metric.unit, metric.qualifier) for metric in find_metrics(text, year=YEAR)]
    assert found == [(Decimal(value), unit, qualifier) for value, unit, qualifier in expected], reason
