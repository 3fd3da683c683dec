"""What makes figures comparable, and the sentence that a figure is quoted with."""

from __future__ import annotations

import pytest

from replies.series import definition_of, sentence_around


@pytest.mark.parametrize(
    ("label", "indicator", "definition", "why"),
    [
        ("60周岁以上的户籍老年人", "老年人口", ("60岁", "户籍"), "age and registration"),
        ("60周岁以上的户籍老年人", "60岁以上户籍老年人口", (), "what the indicator says need not be said again"),
        ("六十岁以上老人", "老年人口", ("60岁",), "ages in Chinese numerals"),
        ("65周岁以上常住老年人", "60岁以上户籍老年人口", ("65岁", "常住"), "another age, another population"),
        ("占全区户籍总人口", "60岁以上户籍老年人口占比", (), "the same population"),
        ("新增养老床位", "养老床位", ("新增",), "what was added is not what there is"),
        ("养老床位", "养老床位", (), "nothing said"),
        ("323国道", "国道", (), "a number that is no age"),
    ],
)
def test_definitions(label: str, indicator: str, definition: tuple[str, ...], why: str) -> None:
    assert definition_of(label, indicator) == definition, why


@pytest.mark.parametrize(
    ("text", "paragraphs", "sentence", "why"),
    [
        ("开头。全区有 15 个公园。其余从略。", None, "全区有 15 个公园。", "the sentence it stands in"),
        ("全区有 15 个公园", None, "全区有 15 个公园", "without an end"),
        ("第一段\n全区有\n15 个公园。后文", [(0, 3), (4, 18)], "全区有\n15 个公园。", "no further than its paragraph"),
        ("甲；全区有 15 个公园；乙", None, "全区有 15 个公园；", "a semicolon ends it too"),
        (
            "前" * 200 + "15 个公园" + "后" * 200,
            None,
            "前" * 120 + "15 个公园" + "后" * 120,
            "cut to a readable length",
        ),
    ],
)
def test_sentences(text: str, paragraphs: list[tuple[int, int]] | None, sentence: str, why: str) -> None:
    start = text.index("15")
    first, last = sentence_around(text, start, start + len("15 个公园"), paragraphs or [(0, len(text))])
    assert text[first:last] == sentence, why
