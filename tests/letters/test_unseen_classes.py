"""Forms of letters that are rare but real, each by the class of its difficulty and read through the public door."""

from __future__ import annotations

from decimal import Decimal

import pytest

from replies.letters.parser import parse_letter

BODY = "您提出的《关于修缮老城墙的提案》收悉，现答复如下：\n今年已修缮城墙，周边环境明显改善，居民反映良好。\n"
END = "感谢您的支持。\n临江县文物局\n2020年5月6日\n"


def letter(head: str = "", addressed: str = "周南委员：\n", body: str = BODY, end: str = END) -> str:
    return f"{head}{addressed}{body}{end}"


TYPES = [
    ("签发人：何远      C类\n对县政协九届一次会议第8号提案的答复\n", "C", "behind the signer's name"),
    ("临文函〔2020〕3号            B\n", "B", "alone, far behind the document number"),
    (
        "临江县文物局\n\n临文函〔2020〕3 号               B\n\n关于对政协临江县第九届委员会第一次会议第\n\n8号提案的答复\n\n",
        "B",
        "on a line that is no part of the wrapped title after it",
    ),
    (
        "临江县文物局\n临文函〔2020〕3号\n                              乙类\n\n关于对临江县第九届委员会第一次\n会议第8号提案的答复\n\n",
        "乙",
        "far to the right on a line before a wrapped title",
    ),
    ("临文函〔2020〕3号\n", None, "not stated"),
]


@pytest.mark.parametrize(("head", "expected", "reason"), TYPES)
def test_response_type(head, expected, reason):
    assert parse_letter(letter(head)).response_type == expected, reason


SATISFACTIONS = [
    ("委员对答复的意见：满意（ ）  基本满意（√）  不满意（ ）\n", "基本满意", "a tick in brackets behind its grade"),
    ("征求意见情况：☑满意 □基本满意 □不满意\n", "满意", "a box before its grade"),
    ("委员对答复的意见：满意（ ）  基本满意（ ）  不满意（ ）\n", None, "nothing ticked"),
]


@pytest.mark.parametrize(("line", "expected", "reason"), SATISFACTIONS)
def test_satisfaction(line, expected, reason):
    assert parse_letter(letter(end=END + line)).satisfaction == expected, reason


TITLES = [
    ('您提出的"关于修缮老城墙的提案"收悉，现答复如下：\n', "关于修缮老城墙的提案", "straight quotes"),
    ("您好！您提出的关于修缮老城墙的提案我局已收到，现答复如下：\n", "关于修缮老城墙的提案", "bare, before 我局已收到"),
    (
        "感谢您对文物工作的关心。您在会上提出的关于修缮老城墙的提案收悉，现答复如下：\n",
        "关于修缮老城墙的提案",
        "after a sentence of thanks",
    ),
]


@pytest.mark.parametrize(("opening", "expected", "reason"), TITLES)
def test_titles(opening, expected, reason):
    text = letter(body=f"{opening}今年已修缮城墙，周边环境明显改善，居民反映良好。\n")
    assert list(parse_letter(text).proposal_titles) == [expected], reason


ADDRESSEES = [
    ("县政协委员周南：\n", ["周南"], "the office before the name"),
    ("人大代表周南、吴北：\n", ["周南", "吴北"], "the office before a list"),
    ("周南委员（并转吴北、郑西委员）：\n", ["周南", "吴北", "郑西"], "those to whom it is handed on"),
]


@pytest.mark.parametrize(("addressed", "expected", "reason"), ADDRESSEES)
def test_addressees(addressed, expected, reason):
    assert list(parse_letter(letter(addressed=addressed)).addressees) == expected, reason


NUMBERS = [
    ("关于县政协九届一次会议第3-12号提案的答复\n", ["3-12"], "one proposal: number 12 of group 3"),
    ("关于县政协九届一次会议第1-008号提案的答复\n", ["1-008"], "zeros on one side only"),
]


@pytest.mark.parametrize(("head", "expected", "reason"), NUMBERS)
def test_hyphenated_numbers(head, expected, reason):
    assert list(parse_letter(letter(head)).proposal_numbers) == expected, reason


def test_copies_end_before_the_imprint_of_a_wrapped_page():
    wrapped = (
        "临江县文物局关于对县政协九届一次会\n\n议第8号提案的答复\n\n周南委员：\n\n"
        "您提出的《关于修缮老城墙的提案》收\n\n悉，现答复如下：今年已修缮南门一段\n\n"
        "城墙，周边环境明显改善，居民们反映\n\n良好。下一步将继续修缮北门城墙两段。\n\n"
        "临江县文物局\n\n2020年5月6日\n\n抄送：县政府督查室、县政协提案委员\n\n会\n\n"
        "临江县文物局办公室  2020年5月7日印发\n"
    )
    read = parse_letter(wrapped)
    assert list(read.copied_to) == ["县政府督查室", "县政协提案委员会"]
    assert read.department == "临江县文物局"


def test_an_answer_in_the_paragraph_of_the_opening_is_an_answer():
    read = parse_letter(
        "区人大代表周南：\n你关于修缮老城墙的建议收悉。经查，该段城墙属县级文物保护单位，修缮方案已报省里审批，列入明年计划。\n"
        "特此函复。\n临江县文物局\n2020年5月6日\n"
    )
    assert read.is_letter


COMPANIES = [
    ("国网湖南省电力公司岳阳供电公司", "430600", "a power company's city without 市"),
    ("中国邮政集团有限公司漳州市分公司", "350600", "a branch with its city"),
]


@pytest.mark.parametrize(("company", "code", "reason"), COMPANIES)
def test_place_of_a_company(company, code, reason):
    read = parse_letter(letter(f"{company}\n关于市政协九届一次会议第8号提案的答复\n", end=f"{company}\n2020年5月6日\n"))
    assert read.division_code == code, reason


# --- figures: (sentence of an answer, (text, value, planned, damaged) of each figure, reason)

FIGURES = [
    ("全市有图书馆藏书1 260册。", [("1 260册", "1260", False, False)], "thousands grouped by a space"),
    ("建筑面积3 500余平方米。", [("3 500余平方米", "3500", False, False)], "grouped, with 余"),
    (
        "发放轮椅64把、头巾350顶。",
        [("64把", "64", False, False), ("350顶", "350", False, False)],
        "rarer counting words",
    ),
    ("接入视频监控210路。", [("210路", "210", False, False)], "channels of a camera system"),
    ("乘坐210路公交车可到。", [], "the name of a bus line"),
    (
        "甲、乙两库蓄水分别为2.3和4.6亿立方米。",
        [("2.3", "230000000", False, False), ("4.6亿立方米", "460000000", False, False)],
        "a scale shared over 和",
    ),
    ("不足8人的班级全部合并。", [], "a size that tells one kind from another"),
    ("50人以上企业全部建档。", [], "a size before the word for what has it"),
    ("建立30余人的救援队。", [("30余人", "30", False, False)], "a count, although 的 follows"),
    ("公园绿地300米服务半径覆盖城区。", [], "part of a measure's name"),
    ("渠系水利用系数达到0.62。", [("0.62", "0.62", False, False)], "a number that has no unit has not lost one"),
    ("每万人拥有病床数为7.4张。", [("7.4张", "7.4", False, False)], "a mean need not be whole"),
    ("规划提出，到2024年累计建成绿道90公里。", [("90公里", "90000", True, False)], "a sum up to a year to come"),
    ("群众知晓率达七成五。", [("七成五", "75", False, False)], "tenths and a half tenth"),
    ("省级人才计划支持团队23个。", [("23个", "23", False, False)], "计划 that is the name of a programme"),
    ("我局将会同交警支队施划标线55条。", [("55条", "55", True, False)], "将 before those who help"),
]


@pytest.mark.parametrize(("sentence", "expected", "reason"), FIGURES)
def test_figures(sentence, expected, reason):
    read = parse_letter(letter(body=f"您提出的《关于修缮老城墙的提案》收悉，现答复如下：\n{sentence}\n"))
    found = [(one.text, one.value, one.planned, one.damaged) for one in read.metrics]
    assert found == [(text, Decimal(value), *marks) for text, value, *marks in expected], reason


def test_the_figure_of_the_year_compared_with_has_its_own_date():
    read = parse_letter(
        letter(
            body="您提出的《关于修缮老城墙的提案》收悉，现答复如下：\n2019年投入80万元，比2018年的50万元多30万元。\n"
        )
    )
    assert [(one.text, one.as_of) for one in read.metrics][:2] == [("80万元", "2019"), ("50万元", "2018")]


def test_the_most_of_a_day_is_no_upper_bound():
    read = parse_letter(
        letter(
            body="您提出的《关于修缮老城墙的提案》收悉，现答复如下：\n单日最高客流3.2万人次。\n单日最高3.2万人次。\n"
        )
    )
    assert [one.qualifier for one in read.metrics] == [None, None]


def test_offices_that_answer_together():
    read = parse_letter(
        letter(
            body="《关于修缮老城墙的提案》收悉。此案由我局会同县财政局、县住房和城乡建设局办理，现答复如下：\n今年已修缮城墙，周边环境明显改善。\n"
        )
    )
    assert list(read.co_departments) == ["县财政局", "县住房和城乡建设局"]


def test_a_short_letter_in_one_line():
    read = parse_letter(
        "关于县政协九届一次会议第8号提案的答复 临文函〔2020〕3号 周南、吴北委员：你们提出的《关于修缮老城墙的提案》收悉，现答复如下： "
        "一、基本情况 老城墙现存两段，属县级文物保护单位，近年多次修缮，今年已修缮南门一段。 二、下步打算 继续修缮北门一段。 感谢你们的支持！ "
        "临江县文物局 2020年5月6日 联系人：冯东 电话：6612345"
    )
    assert (list(read.addressees), list(read.proposal_numbers), read.issue_date) == (
        ["周南", "吴北"],
        ["8"],
        "2020-05-06",
    )
    assert (read.department, list(read.contact_names)) == ("临江县文物局", ["冯东"])


def test_a_line_of_source_time_and_hits_keeps_its_date():
    head = "首页 > 政务公开 > 提案办理\n信息来源：县文物局 发布时间：2020-05-20 点击数：15\n关于县政协九届一次会议第8号提案的答复\n"
    foot = END + "【关闭窗口】【打印】\n主办：临江县人民政府 吉ICP备05003344号\n"
    assert parse_letter(letter(head, end=foot)).publish_date == "2020-05-20"


FIELDS = [
    (letter("☑A类 □B类 □C类\n"), "response_type", "A", "a ticked row without a label"),
    (letter(end=END + "□同意公开 ☑不同意公开\n"), "disclosure", "not_public", "a ticked row without a label"),
    (letter(end=END + "□同意公开 □不同意公开\n"), "disclosure", None, "nothing ticked"),
    (
        letter("对县政协九届一次会议第43064（九届一次）号提案的答复\n"),
        "proposal_numbers",
        ("43064",),
        "a session inside the number",
    ),
    (letter(addressed="周南委员并民建临江支部：\n"), "addressees", ("周南", "民建临江支部"), "a member and a group"),
    (letter(addressed="周南委员暨九三学社临江支社：\n"), "addressees", ("周南", "九三学社临江支社"), "another joint"),
    (
        letter("[主题分类]文化 [发文机构]临江县文物局 [索引号]LJ-2020-0009 [文号]临文函〔2020〕3号\n"),
        "index_number",
        "LJ-2020-0009",
        "labels in brackets, values behind them",
    ),
    (
        letter("【发布机构】临江县文物局 【发布日期】2020-06-09 【文号】临文函〔2020〕3号\n"),
        "publish_date",
        "2020-06-09",
        "labels in other brackets",
    ),
    (
        letter("信息名称：对第8号提案的答复  生成日期：2020-06-09\n"),
        "publish_date",
        "2020-06-09",
        "made after the letter was signed: the page's day",
    ),
    (letter("生成日期：2020-05-06\n"), "publish_date", None, "made when the letter was signed: the letter's day"),
    (letter("领衔代表\t周南\t联名代表\t无\n", addressed=""), "addressees", ("周南",), "cells of a form"),
    (
        letter(end=END + "联系人\t王东\t联系电话\t5212345\n填表说明\t1.办理结果分三类。2.本表一式3份。\n"),
        "contact_names",
        ("王东",),
        "a form's foot, with words on how to fill it in",
    ),
    (letter("答复内容\t", addressed="周南委员：\n"), "addressees", ("周南",), "a salutation in a cell"),
]


@pytest.mark.parametrize(("text", "field", "expected", "reason"), FIELDS)
def test_field(text, field, expected, reason):
    assert getattr(parse_letter(text), field) == expected, reason


NO_POLICIES = [
    ("电视台《健康临江》栏目播出12期。", "a programme"),
    ("排演《城墙下》话剧36场。", "a play"),
    ("停车楼项目已获批复（临发改审〔2020〕46号），概算投资350万元。", "the approval of one project"),
]


@pytest.mark.parametrize(("sentence", "reason"), NO_POLICIES)
def test_what_is_no_policy(sentence, reason):
    body = BODY.replace("今年已修缮", f"{sentence}今年已修缮")
    assert parse_letter(letter(body=body)).policies == (), reason


LINES = [
    ("扫一扫项目投入使用以来，共服务群众3200人次，居民反映良好", "3200人次"),
    ("扫一扫支付覆盖公交线路46条", "46条"),
    ("网站管理人员培训320人次", "320人次"),
    ("版权所有者维权案件办结86件", "86件"),
    ("相关信息系统升级后，日均办理业务420件", "420件"),
    ("最新信息显示，入园企业达到36家", "36家"),
    ("关闭小煤矿12家，环境明显改善，居民反映良好", "12家"),
    ("打印店、复印店等小微企业286家享受了减税政策", "286家"),
]


@pytest.mark.parametrize(("line", "expected"), LINES)
def test_a_line_that_begins_with_a_page_s_word_is_kept(line, expected):
    metrics = parse_letter(letter(body=BODY + line + "\n")).metrics
    assert expected in [metric.text for metric in metrics]
