"""Text and tree -> passages with the query's words marked, escaped."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from replies.search.analysis import exact_fold, fold
from replies.search.query import SearchQueryError, parse_query
from replies.search.snippets import Highlighter, highlighter, to_html
from replies.search.variants import expand

LETTER = """某区住房和城乡建设局文件

关于区政协第十届二次会议第0056号提案答复的函

李某某委员：

您提出的《关于推进老旧小区加装电梯的建议》收悉，现答复如下：

一、工作开展情况
近年来，我局把改善居住条件放在突出位置，累计整治背街小巷三十余条，铺设管网十二公里。
全区已有 46 个单元完成电梯加装，另有 19 个单元正在施工，惠及居民五百多户。针对低层住户的顾虑，街道
办牵头召开协商会二十余场。

二、下一步打算
将简化审批手续，对符合条件的每部电梯给予补助；同时在敬老院、医院周边增设无障碍坡道，方便老人和残疾人出行。
"""


def marker(query: str) -> Highlighter:
    return highlighter(expand(parse_query(query).tree).tree)


def marked(html: str) -> list[str]:
    return re.findall("<mark>(.*?)</mark>", html)


@pytest.mark.parametrize(
    ("query", "title", "expected", "reason"),
    [
        ("电梯", "加装电梯的建议", "加装<mark>电梯</mark>的建议", "a word"),
        ("電梯", "加装电梯的建议", "加装<mark>电梯</mark>的建议", "typed in traditional script"),
        ("电梯", "加裝電梯的建議", "加裝<mark>電梯</mark>的建議", "written in it"),
        ("“装电”", "加装电梯", "加<mark>装电</mark>梯", "a phrase across words"),
        ("老旧小区改造", "改造老旧小区", "<mark>改造老旧小区</mark>", "the parts of a word; neighbours are one"),
        ("养老院", "新建敬老院", "新建<mark>敬老院</mark>", "synonyms are marked, too"),
        ("敬老院", "敬老月活动与养老服务", "敬老月活动与养老服务", "but not parts of them"),
        ("dianti", "加装电梯", "加装<mark>电梯</mark>", "pinyin"),
        ("056", "第0056号提案，共156户", "<mark>第0056号</mark>提案，共156户", "a number, not in a longer one"),
        ("第五十六号", "第 056 号提案", "<mark>第 056 号</mark>提案", "however typed"),
        ("甲民函[2023]7号", "甲民函〔2023〕7号文", "<mark>甲民函〔2023〕7号</mark>文", "brackets of any kind"),
        ("十届二次", "第十届委员会第二次会议", "<mark>第十届委员会第二次会议</mark>", "a session"),
        ("电梯 -小区", "小区电梯", "小区<mark>电梯</mark>", "what is excluded is not marked"),
        ("app", "APP与mapping", "<mark>APP</mark>与mapping", "letters as whole words"),
        ("电梯", "<b>电梯</b>&\"'", "&lt;b&gt;<mark>电梯</mark>&lt;/b&gt;&amp;&quot;&#x27;", "all is escaped"),
        ("script", "<script>", "&lt;<mark>script</mark>&gt;", "also what is marked"),
        ("年份:2023", "2023年", "2023年", "filters mark nothing"),
        ("", "电梯", "电梯", "nothing asked for"),
        ("电梯", "", "", "an empty title"),
    ],
)
def test_marks(query: str, title: str, expected: str, reason: str) -> None:
    assert to_html(marker(query).mark(title)) == expected, reason


def test_the_densest_passage_is_shown() -> None:
    (passage,) = marker("电梯 单元").passages(LETTER)
    assert "全区已有 46 个" in to_html([passage])
    assert passage.paragraph == 7
    assert LETTER[passage.start : passage.end].count("单元") == 2


def test_a_second_passage_shows_what_the_first_lacks() -> None:
    passages = marker("单元 坡道").passages(LETTER)
    assert [set(marked(to_html([one]))) for one in passages] == [{"单元"}, {"坡道"}]
    assert [one.paragraph for one in passages] == [7, 10]


def test_paragraphs_are_those_of_the_page() -> None:
    starts = [0, LETTER.index("一、"), LETTER.index("二、")]
    assert [one.paragraph for one in marker("单元 坡道").passages(LETTER, starts)] == [2, 3]


def test_a_word_broken_by_a_line_is_marked_and_joined() -> None:
    assert "<mark>街道办</mark>牵头" in to_html(marker("街道办").passages(LETTER))


def test_without_a_match_the_answer_begins() -> None:
    html = to_html(marker("潜水艇").passages(LETTER))
    assert html.startswith("一、工作开展情况")
    assert "<mark>" not in html


def test_cut_sentences_say_so() -> None:
    text = "这一句话很长" * 40 + "电梯" + "后面的话也很长" * 40
    html = to_html(marker("电梯").passages(text))
    assert html.startswith("…")
    assert html.endswith("…")
    assert len(html) < 150


def test_marks_of_headings_and_rules_are_left_out() -> None:
    assert to_html(marker("电梯").passages("## 加装电梯\n---\n好")) == "加装<mark>电梯</mark>好"


def test_lone_surrogates_and_control_characters_can_be_sent() -> None:
    html = to_html(marker("电梯").passages("\x00电梯\ud800"))
    assert html.encode() == "\ufffd<mark>电梯</mark>\ufffd".encode()


@pytest.mark.parametrize("query", ["电梯", "单元 坡道", "敬老院", "“装电”", "<b>"])
def test_an_empty_text_has_no_passage(query: str) -> None:
    assert marker(query).passages("") == ()


TEXTS = st.text() | st.text(alphabet="养老院電梯第056号〔〕\n 。，<&>\"'aA", max_size=400)
QUERIES = TEXTS | st.sampled_from(["养老 电梯", "“老院”", "056", "<", "a OR 电梯", "敬老院", "养老 第056号 梯"])


@given(QUERIES, TEXTS)
def test_snippets_of_anything_are_true_and_escaped(query: str, text: str) -> None:
    try:
        marks = marker(query)
    except SearchQueryError:
        return
    passages = marks.passages(text)
    for one in passages:
        assert 0 <= one.start < one.end <= len(text)
        assert one.paragraph >= 1
        shown = exact_fold("".join(fragment.text for fragment in one.fragments))
        kept = iter(exact_fold(text[one.start : one.end]))
        assert all(character in kept for character in shown), "nothing is shown that does not stand there"
    assert all(first.end <= second.start for first, second in pairwise(passages))
    html = to_html(passages) + to_html(marks.mark(text))
    bare = re.sub("</?mark>", "", html)
    assert not re.search("[<>\"']", bare)
    assert not re.search("&(?!(?:lt|gt|amp|quot|#x27);)", bare)
    html.encode()


@given(TEXTS)
def test_marking_keeps_the_text(text: str) -> None:
    fragments = marker("养老 电梯 056").mark(text)
    assert "".join(fragment.text for fragment in fragments) == text
    assert all(re.search("[养老电梯56]", fold(fragment.text)) for fragment in fragments if fragment.marked)
