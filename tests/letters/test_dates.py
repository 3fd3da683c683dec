"""Dates in every form that letters use, and which date is whose."""

import pytest

from replies.letters import parse_letter
from replies.letters.dates import find_dates, stripped_readings
from tests.letters.samples import BODY, compose

WRITTEN = [
    ("2021年9月2日", "2021-09-02", False, "the usual form"),
    ("2021 年 9 月 2 日", "2021-09-02", False, "blanks around the numbers"),
    ("2021年 09月02日", "2021-09-02", False, "leading zeros"),
    ("2021年9月2号", "2021-09-02", False, "号 for 日"),
    ("2021年9月", "2021-09", False, "month only"),
    ("2021年9月份", "2021-09", False, "月份"),
    ("2021年", "2021", False, "year only"),
    ("2021年度", "2021", False, "年度"),
    ("二○一一年五月十日", "2011-05-10", False, "circle for zero"),
    ("二〇二三年十二月二十八日", "2023-12-28", False, "han digits"),
    ("二零一九年十一月三十日", "2019-11-30", False, "零"),
    ("二0一七年五月二十三日", "2017-05-23", False, "an Arabic zero among han digits"),
    ("二O一八年十月八日", "2018-10-08", False, "the letter O as zero"),
    ("一九九八年七月一日", "1998-07-01", False, "last century"),
    ("二〇二〇年二月二十九日", "2020-02-29", False, "leap day"),
    ("二〇一六年三月廿日", "2016-03", False, "an old numeral is not guessed"),
    ("2022/11/24", "2022-11-24", False, "slashes"),
    ("2022-11-24", "2022-11-24", False, "hyphens"),
    ("2022.11.24", "2022-11-24", False, "stops"),
    ("2022-1-4 09:30:00", "2022-01-04", False, "with a time of day"),
    ("2018828", "2018-08-28", True, "年月日 lost, one reading"),
    ("2025717", "2025-07-17", True, "年月日 lost, one reading"),
    ("2021112", None, True, "年月日 lost, two readings"),
    ("20181220", "2018-12-20", True, "年月日 lost, eight digits"),
    ("20255月", "2025-05", True, "年 lost"),
    ("20236月7日", "2023-06-07", True, "年 lost, day kept"),
    ("2018年月20日", "2018", True, "month lost"),
    ("2018年6月日", "2018-06", True, "day lost"),
    ("2019年13月2日", None, True, "no such month"),
    ("2019年2月30日", None, True, "no such day"),
    ("2021年2月29日", None, True, "no leap year"),
]


@pytest.mark.parametrize(("text", "value", "damaged", "reason"), WRITTEN)
def test_one_date(text, value, damaged, reason):
    (found,) = find_dates(text)
    assert (found.value, found.damaged) == (value, damaged), reason
    assert text[found.start : found.end].strip() == text[found.start : found.end]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("1-3月份", "months without a year"),
        ("版本2.1.1", "a version"),
        ("电话0871-6717303", "a telephone number"),
        ("第20220384号", "a proposal number"),
        ("1840年", "before the archive's time"),
        ("2022.5倍", "a decimal"),
        ("编号2018828A", "digits inside a code"),
        ("12345678", "digits that begin with no year"),
    ],
)
def test_no_date(text, reason):
    assert find_dates(text) == [], reason


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("自2019年1月18日至2020年6月", ["2019-01-18", "2020-06"]),
        ("规划（2025-2035年）", ["2035"]),
        ("2017年，全区；2018年上半年", ["2017", "2018"]),
        ("2020/7/12 2020.7.13", ["2020-07-12", "2020-07-13"]),
    ],
)
def test_several_dates(text, values):
    assert [found.value for found in find_dates(text)] == values


@pytest.mark.parametrize(
    ("digits", "readings"),
    [
        ("2018828", ["2018-08-28"]),
        ("2021112", ["2021-01-12", "2021-11-02"]),
        ("2021131", ["2021-01-31"]),
        ("201899", ["2018-09-09"]),
        ("2018230", []),
        ("20180230", []),
        ("20180203", ["2018-02-03"]),
        ("2018123", ["2018-01-23", "2018-12-03"]),
    ],
)
def test_readings_of_stripped_dates(digits, readings):
    assert stripped_readings(digits) == readings


OFFICE = "青山市文化和旅游局"
LETTER_DATES = [
    (f"{OFFICE}\n2022年6月15日", "", "2022-06-15", "under the office"),
    (f"{OFFICE} 2022年6月15日", "", "2022-06-15", "in the office's line"),
    (f"{OFFICE}\n二〇二二年六月十五日", "", "2022-06-15", "in han digits"),
    (f"{OFFICE}\n2022年 6月 15日", "", "2022-06-15", "with blanks"),
    (f"2022年6月15日\n{OFFICE}", "", "2022-06-15", "over the office"),
    (f"{OFFICE}（盖章）\n2022.6.15", "", "2022-06-15", "with a seal"),
    (
        f"{OFFICE}\n2022年6月15日",
        f"抄送：市政协提案委\n{OFFICE}办公室　2022年6月20日印发",
        "2022-06-15",
        "not the printer's date",
    ),
    (
        OFFICE,
        f"抄送：市政协提案委\n{OFFICE}办公室　2022年6月20日印发",
        "2022-06-20",
        "the printer's, when nothing else is dated",
    ),
    (f"{OFFICE}\n2022618", "", "2022-06-18", "damaged, one reading"),
    (f"{OFFICE}\n2022111", "", None, "damaged, two readings"),
    (f"{OFFICE}\n2022年月日", "", None, "damaged, nothing left"),
    (f"{OFFICE}\n2022年6月", "", None, "no day"),
    (OFFICE, "", None, "undated"),
    ("", "", None, "unsigned"),
]


@pytest.mark.parametrize(("signature", "foot", "value", "reason"), LETTER_DATES)
def test_issue_date(signature, foot, value, reason):
    assert parse_letter(compose(signature=signature, foot=foot)).issue_date == value, reason


@pytest.mark.parametrize("signature", [f"{OFFICE}\n2022618", f"{OFFICE}\n2022111", f"{OFFICE}\n2022年月日"])
def test_a_date_that_lost_characters_is_warned_of(signature):
    letter = parse_letter(compose(signature=signature))
    date = letter.text.index(signature) + len(OFFICE) + 1
    assert {w.code for w in letter.warnings if date < w.end and w.start < date + 8} == {"lost_characters"}


@pytest.mark.parametrize(
    ("head", "issue", "publish", "reason"),
    [
        ("发布日期：2022-07-01", "2022-06-15", "2022-07-01", "a label"),
        ("发布时间：2022-07-01 09:15　来源：市文旅局　浏览：12", "2022-06-15", "2022-07-01", "among other labels"),
        ("2022-07-01 18:07 青山市文化和旅游局", "2022-06-15", "2022-07-01", "with a time of day"),
        ("生成日期：2022-06-16　发布日期：2022-07-01", "2022-06-15", "2022-07-01", "the signature before the index"),
        ("界别 文艺 交办时间 2022年4月1日", "2022-06-15", None, "the day on which a proposal was handed on"),
        ("类别：政协提案 答复时间：2022-06-16 提案人：白石", "2022-06-15", None, "the day of the answer in a form"),
        (
            "发文日期：2022-07-01 18:07:22 来源：市文旅局",
            "2022-06-15",
            "2022-07-01",
            "with a clock, under another name",
        ),
        ("", "2022-06-15", None, "no page around it"),
    ],
)
def test_publish_date(head, issue, publish, reason):
    letter = parse_letter(compose(head=head))
    assert (letter.issue_date, letter.publish_date) == (issue, publish), reason


def test_index_date_dates_an_undated_letter():
    letter = parse_letter(compose(head="成文日期：2022年06月16日　发布日期：2022年07月01日", signature=""))
    assert (letter.issue_date, letter.publish_date) == ("2022-06-16", "2022-07-01")


UNDATED = {"signature": ""}
YEARS = [
    ({}, 2022, False, "the day of issue"),
    ({"head": "青文旅函〔2021〕8号"}, 2022, False, "the day of issue before the number's year"),
    ({"head": "青文旅函〔2021〕8号", **UNDATED}, 2021, False, "the number's year"),
    ({"head": "发布日期：2020-07-01", **UNDATED}, 2020, False, "the page's"),
    ({"title": "关于市政协八届三次会议第20190012号提案的答复", **UNDATED}, 2019, False, "the proposal number's"),
    ({"title": "关于市政协2019年第12号提案的答复", **UNDATED}, 2019, False, "the title's"),
    (
        {"body": "2018年建成图书角12个，2019年又建成3个。", **UNDATED},
        2019,
        True,
        "the latest year the content speaks of",
    ),
    ({"body": "2018年建成图书角12个，到2025年全部建成。", **UNDATED}, 2018, True, "a plan is no present"),
    ({"body": "按照规划（2021-2035年），2020年建成图书角12个。", **UNDATED}, 2020, True, "a span is no present"),
    ({"body": BODY, **UNDATED}, None, False, "nothing tells"),
]


@pytest.mark.parametrize(("parts", "year", "inferred", "reason"), YEARS)
def test_year(parts, year, inferred, reason):
    letter = parse_letter(compose(**parts))
    assert letter.year == year, reason
    assert ("year" in letter.inferred) is inferred, reason
