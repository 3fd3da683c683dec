"""What the member asked for, and the passage that answers it."""

import pytest

from replies.letters.letter import Section
from replies.letters.requests import find_requests

ASKED = [
    ("一、关于您提出的增设路灯的建议\n已安装路灯30盏，方便出行。", "关于您提出的增设路灯的建议", "a heading"),
    ("针对您提出的路面破损问题，我局已安排修复，现已完工。", "针对您提出的路面破损问题", "at the head of a paragraph"),
    ("（一）关于“加强夜间巡查”的建议。我局增加巡查频次，效果明显。", "关于“加强夜间巡查”的建议", "in quotation marks"),
    (
        "您建议延长公交运营时间，我局会同公交公司作了研究。",
        "您建议延长公交运营时间，我局会同公交公司作了研究",
        "您建议",
    ),
    ("二、关于停车位不足的问题\n已挖潜新增停车位120个。", "关于停车位不足的问题", "a heading without 您"),
    ("关于代表提出的完善管网的意见，市水务局正在编制方案。", "关于代表提出的完善管网的意见", "the deputy by office"),
]

NOT_ASKED = [
    ("您提出的《关于增设路灯的建议》收悉，现答复如下：", "the acknowledgement"),
    ("关于您提出的增设路灯的建议收悉。", "the acknowledgement without brackets"),
    ("关于对第12号建议的答复\n某某代表：", "the title of the letter"),
    ("我局高度重视您的建议。", "no request"),
    ("关于停车位不足的问题由来已久。", "neither a heading nor addressed"),
]


@pytest.mark.parametrize(("text", "request_text", "reason"), ASKED)
def test_a_request_is_found_with_its_answer(text, request_text, reason):
    found = find_requests(text)
    assert [request.text for request in found] == [request_text], reason
    request = found[0]
    assert text[request.start : request.end] == request.text
    assert request.answer is None or request.answer.start >= request.end


@pytest.mark.parametrize(("text", "reason"), NOT_ASKED)
def test_what_asks_for_nothing_is_no_request(text, reason):
    assert find_requests(text) == [], reason


def test_each_answer_ends_where_the_next_request_begins():
    text = (
        "一、关于您提出的增设路灯的建议\n已安装路灯三十余盏，方便出行。\n"
        "二、关于您提出的清理河道的建议\n已清淤两公里，水面清洁。\n感谢您的关心和支持！"
    )
    first, second = find_requests(text)
    assert text[first.answer.start : first.answer.end] == "已安装路灯三十余盏，方便出行。"
    assert text[second.answer.start : second.answer.end] == "已清淤两公里，水面清洁。"


def test_an_answer_ends_with_its_section():
    text = "一、关于您提出的增设路灯的建议\n已安装路灯三十余盏，方便出行。\n二、下一步打算\n继续做好管护工作。"
    sections = [
        Section(1, "一、关于您提出的增设路灯的建议", 0, text.index("二、")),
        Section(1, "二、下一步打算", text.index("二、"), len(text)),
    ]
    answer = find_requests(text, sections)[0].answer
    assert text[answer.start : answer.end] == "已安装路灯三十余盏，方便出行。"
