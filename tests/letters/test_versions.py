"""Whether two texts are one letter, and what differs between them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from replies.letters.versions import SAME_TEXT, alike, differences

LETTER = """关于区政协九届三次会议第37号提案的答复
王海燕委员：
您提出的《关于增设学校周边人行过街设施的提案》收悉，现答复如下：
一、基本情况
目前，全区中小学周边共有人行过街天桥6座、地下通道2处，信号灯控路口41处。
二、下一步打算
2024年计划在育才小学、滨河中学门前各增设一处行人信号灯，预计投资85万元。
感谢您对城市交通工作的关心和支持。
"""


@pytest.mark.parametrize(
    ("other", "same", "reason"),
    [
        (LETTER, True, "the same"),
        (LETTER.replace("。", "。\n"), True, "lines wrap differently"),
        (LETTER.replace("0", "０"), True, "full-width figures"),
        (LETTER.replace("85万元", "92万元"), True, "one figure corrected"),
        (LETTER.replace("一、基本情况", "一、道路现状" + "全区现有道路四十条。" * 9), False, "another passage"),
        ("关于区政协九届三次会议第38号提案的答复\n李伟委员：\n您提出的提案收悉。", False, "another letter"),
        ("", False, "nothing"),
    ],
)  # fmt: skip
def test_likeness_decides_whether_two_texts_are_one_letter(other, same, reason):
    assert (alike(LETTER, other) >= SAME_TEXT) is same, reason


def test_only_what_differs_is_marked():
    rows = [row for row in differences(LETTER, LETTER.replace("85万元", "92万元")) if row.changed]
    assert len(rows) == 1
    assert [piece.text for piece in rows[0].left if piece.changed] == ["85"]
    assert [piece.text for piece in rows[0].right if piece.changed] == ["92"]


def test_an_added_paragraph_stands_beside_nothing():
    rows = [row for row in differences(LETTER, LETTER + "联系人：周工\n") if row.changed]
    assert [(row.left, [piece.text for piece in row.right]) for row in rows] == [((), ["联系人：周工"])]


WRAPPED = (
    LETTER.replace("天桥6座、", "天桥6座、\n").replace("门前各增设", "门前各\n增设").replace("\n王海燕", "\n\n  王海燕")
)


@pytest.mark.parametrize(
    ("left", "right", "changed", "reason"),
    [
        (LETTER, WRAPPED, [], "wrapped otherwise"),
        (LETTER, LETTER.replace("\n", ""), [], "all in one line"),
        (LETTER, LETTER.replace("一、基本情况", "一、 基 本 情 况"), [], "blanks within a line"),
        (LETTER, WRAPPED.replace("85", "92"), [("85", "92")], "wrapped otherwise, and one figure is another"),
        (
            WRAPPED,
            LETTER.replace("一、基本情况", "一、现状"),
            [("基本情况", "现状")],
            "a heading beside lines that wrap",
        ),
    ],
)
def test_white_space_is_no_difference(left, right, changed, reason):
    found = [
        tuple("".join(piece.text for piece in side if piece.changed) for side in (row.left, row.right))
        for row in differences(left, right)
        if row.changed
    ]
    assert found == changed, reason


def test_lines_that_begin_at_the_same_words_stand_beside_each_other():
    rows = differences(LETTER, WRAPPED.replace("85", "92"))
    beside = [tuple("".join(piece.text for piece in side)[:4] for side in (row.left, row.right)) for row in rows]
    assert beside == [(line[:4], line[:4]) for line in LETTER.splitlines()]


@given(st.text(alphabet="关于提案\n。 １1a", max_size=80), st.text(alphabet="关于提案\n。 １1a", max_size=80))
def test_both_sides_come_back_whole(left, right):
    rows = differences(left, right)
    for side, text in (("left", left), ("right", right)):
        joined = ("".join(piece.text for piece in getattr(row, side)) for row in rows)
        shown = [line.strip() for passage in joined for line in passage.splitlines()]
        assert shown == [line.strip() for line in text.splitlines() if line.strip()]
    assert 0 <= alike(left, right) <= 1
    assert alike(left, right) == alike(right, left)
