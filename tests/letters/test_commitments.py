"""What is promised, and by when; and where a letter speaks of what is to come."""

import pytest

from replies.letters.commitments import find_commitments
from replies.letters.letter import Section
from replies.letters.outlook import outlook_spans

YEAR = 2023

PROMISED = [
    ("下一步，我局将加强巡查，及时修复路面。", "我局将加强巡查，及时修复路面", None, "下一步"),
    ("我局将于2024年6月底前完成改造。", "我局将于2024年6月底前完成改造", "2024-06", "a month"),
    ("计划2024年建成停车场3处。", "计划2024年建成停车场3处", "2024", "a year"),
    ("力争年底前建成投用新院区。", "力争年底前建成投用新院区", "2023", "the end of the letter's year"),
    ("拟于明年启动二期工程建设。", "拟于明年启动二期工程建设", "2024", "明年"),
    ("确保12月底前全部完工。", "确保12月底前全部完工", "2023-12", "a month of the letter's year"),
    ("力争到“十四五”末实现全覆盖。", "力争到“十四五”末实现全覆盖", "2025", "a five-year plan"),
    ("将于2024年5月1日起正式开放使用。", "将于2024年5月1日起正式开放使用", "2024-05-01", "a day"),
    ("三、下一步打算\n推进管网更新，提升供水质量。", "推进管网更新，提升供水质量", None, "under a heading"),
]

NOT_PROMISED = [
    ("2022年已完成改造3处。", "done"),
    ("目前，我局正在编制方案。", "under way"),
    ("我局将项目拓展至全区，效果良好。", "将 as a preposition, and no date"),
    ("下一步，感谢您继续关心支持我们的工作。", "thanks"),
    ("三、下一步打算\n（一）加强巡查管护\n", "headings only"),
    ("2023年11月3日印发", "the foot of the letter"),
]


@pytest.mark.parametrize(("text", "promise", "due", "reason"), PROMISED)
def test_a_promise_is_found_with_its_date(text, promise, due, reason):
    found = find_commitments(text, year=YEAR)
    assert [(commitment.text, commitment.due) for commitment in found] == [(promise, due)], reason
    assert text[found[0].start : found[0].end] == found[0].text


@pytest.mark.parametrize(("text", "reason"), NOT_PROMISED)
def test_what_promises_nothing_is_left_out(text, reason):
    assert find_commitments(text, year=YEAR) == [], reason


def test_items_of_a_list_are_promises_of_their_own():
    text = "下一步，我局将做好以下工作：一是2024年底前新建站点5个；二是加强人员培训。"
    assert [(item.text, item.due) for item in find_commitments(text, year=YEAR)][-2:] == [
        ("2024年底前新建站点5个", "2024"),
        ("加强人员培训", None),
    ]


def test_an_outlook_ends_with_its_section():
    text = "二、下一步打算\n推进管网更新改造工程。\n三、其他情况说明\n推进管网更新改造工程。"
    sections = [
        Section(1, "二、下一步打算", 0, text.index("三、")),
        Section(1, "三、其他情况说明", text.index("三、"), len(text)),
    ]
    assert len(find_commitments(text, sections, year=YEAR)) == 1


OUTLOOKS = [
    ("三、下一步工作打算\n推进建设。\n感谢您的支持！", ["\n推进建设。\n"], "from the heading to the thanks"),
    (
        "（三）今后工作计划\n推进建设。\n（四）保障措施\n落实经费。",
        ["\n推进建设。\n"],
        "to the next heading of its rank",
    ),
    (
        "三、下步打算\n（一）推进建设。\n（二）落实经费。",
        ["\n（一）推进建设。\n（二）落实经费。"],
        "lower ranks stay inside",
    ),
    ("已建成3处。下一步，推进建设。\n落实经费。", ["下一步，推进建设。"], "to the end of the paragraph"),
    ("已建成3处。", [], "none"),
]


@pytest.mark.parametrize(("text", "stretches", "reason"), OUTLOOKS)
def test_where_a_letter_speaks_of_what_is_to_come(text, stretches, reason):
    assert [text[span.start : span.end] for span in outlook_spans(text)] == stretches, reason
