"""Text, paragraphs and marks in; blocks, roles and anchors out."""

from __future__ import annotations

import random

import pytest

from replies.typeset import Block, Mark, Outline, typeset


def lay(text: str, marks: list[Mark] = [], outline: Outline = Outline()) -> tuple[Block, ...]:  # noqa: B006, B008
    return typeset(text, [(1, 0, len(text))], outline, marks).blocks


@pytest.mark.parametrize(
    ("text", "shown", "why"),
    [
        ("我区建成\n公园三个。", "我区建成公园三个。", "a printer's line break between Chinese words leaves nothing"),
        ("我区建成  \n\n  公园。", "我区建成公园。", "nor do blanks and an empty line around it"),
        ("use of\nGPS and", "use of GPS and", "Latin words stay apart"),
        ("约\n15 万人", "约15 万人", "a break before a figure leaves nothing; a blank in the line stays"),
        ("## 一、基本情况", "一、基本情况", "a typewriter's heading marks are not part of the letter"),
    ],
)
def test_lines_are_joined(text: str, shown: str, why: str) -> None:
    assert [block.text for block in lay(text)] == [shown], why


@pytest.mark.parametrize("line", ["---", "————", "* * *", "   "])
def test_lines_without_words_are_left_out(line: str) -> None:
    assert lay(line) == ()


def opened(block: Block) -> list[str]:
    """The text with every mark written as <key …>."""
    pieces = []
    for piece in block.pieces:
        pieces += [f"<{part.mark.key}>" for part in piece.opens] + [piece.text]
        pieces += [f"</{part.mark.key}{'!' if part.last else ''}>" for part in piece.closes]
    return pieces


@pytest.mark.parametrize(
    ("marks", "written", "why"),
    [
        ([Mark(2, 4, "metric", "a")], "零一<a>二三</a!>四五六七", "one mark"),
        ([Mark(1, 7, "x", "a"), Mark(3, 5, "x", "b")], "零<a>一二<b>三四</b!>五六</a!>七", "one inside the other"),
        (
            [Mark(1, 4, "x", "a"), Mark(3, 6, "x", "b")],
            "零<a>一二<b>三</b></a!><b>四五</b!>六七",
            "crossing marks are cut so that they nest",
        ),
        ([Mark(2, 4, "x", "a"), Mark(2, 4, "y", "b")], "零一<a><b>二三</b!></a!>四五六七", "two on the same words"),
        ([Mark(0, 8, "x", "a")], "<a>零一二三四五六七</a!>", "the whole paragraph"),
        ([Mark(2, 3, "x", "a"), Mark(3, 5, "x", "b")], "零一<a>二</a!><b>三四</b!>五六七", "neighbours"),
        ([Mark(5, 99, "x", "a")], "零一二三四<a>五六七</a!>", "a mark beyond the end ends with the text"),
    ],
)
def test_marks_nest(marks: list[Mark], written: str, why: str) -> None:
    assert "".join(opened(lay("零一二三四五六七", marks)[0])) == written, why


def test_a_mark_over_two_paragraphs_has_one_anchor_and_ends_once() -> None:
    laid = typeset("第一段文字\n第二段文字", [(1, 0, 5), (2, 6, 11)], Outline(), [Mark(3, 8, "x", "a", note="存疑")])
    first, second = laid.blocks
    assert ["".join(opened(block)) for block in (first, second)] == ["第一段<a>文字</a>", "<a>第二</a!>段文字"]
    assert laid.anchors == {"a": "p1-3-8"}
    assert [part.anchor for block in laid.blocks for piece in block.pieces for part in piece.opens] == ["p1-3-8", ""]


def test_marks_on_the_same_words_share_one_anchor() -> None:
    laid = typeset("零一二三", [(4, 0, 4)], Outline(), [Mark(1, 3, "x", "a"), Mark(1, 3, "x", "b")])
    assert laid.anchors == {"a": "p4-1-3", "b": "p4-1-3"}
    named = [part.anchor for piece in laid.blocks[0].pieces for part in piece.opens if part.anchor]
    assert named == ["p4-1-3"], "an id stands once on a page"


@pytest.mark.parametrize("seed", range(20))
def test_any_marks_keep_the_text_and_nest(seed: int) -> None:
    dice = random.Random(seed)
    text = "".join(dice.choice("甲乙丙丁戊 \nab1") for _ in range(60)).strip() or "甲"
    marks = []
    for number in range(dice.randrange(12)):
        start = dice.randrange(len(text))
        marks.append(Mark(start, dice.randrange(start + 1, len(text) + 1), "x", f"m{number}"))
    blocks = lay(text, marks)
    shown = "".join(block.text for block in blocks)
    assert shown.split() == "".join(block.text for block in lay(text)).split(), "marks change no character"
    for block in blocks:
        stack: list[str] = []
        for piece in block.pieces:
            stack += [part.mark.key for part in piece.opens]
            for part in piece.closes:
                assert stack.pop() == part.mark.key
        assert stack == []


LETTER = [
    ("官渡区民政局文件", "issuer"),
    ("官民函〔2020〕9号", "document-number"),
    ("官渡区民政局", "title"),
    ("关于区人大第77号建议的答复", "title"),
    ("何青松代表：", "salutation"),
    ("您提出的建议收悉，现答复如下：", "body"),
    ("一、基本情况", "heading"),
    ("全区有公园三个。", "body"),
    ("官渡区民政局", "signature"),
    ("2020年5月20日", "signature"),
    ("抄送：区政府办公室", "tail"),
]


def test_each_paragraph_gets_its_role() -> None:
    text, spans = "", []
    for line, _ in LETTER:
        spans.append((len(text), len(text) + len(line)))
        text += line + "\n"
    outline = Outline(
        sections=[(1, "一、基本情况", spans[6][0])],
        evidence={
            "document_number": [spans[1]],
            "department": [(spans[0][0], spans[0][0] + 6), spans[2], spans[8]],
            "addressees": [(spans[4][0], spans[4][0] + 3)],
            "issue_date": [spans[9]],
        },
    )
    laid = typeset(text, [(number, *span) for number, span in enumerate(spans, 1)], outline)
    assert [(block.text, block.role) for block in laid.blocks] == LETTER


@pytest.mark.parametrize(
    ("line", "role"),
    [
        ("2020年5月20日", "signature"),
        ("二〇一一年五月十日", "signature"),
        ("2020-05-20", "signature"),
        ("2014111", "signature"),
        ("官渡区民政局", "tail"),
        ("（联系人：周桐）", "tail"),
        ("抄送：区政府", "tail"),
        ("感谢您的关心。", "body"),
    ],
)
def test_what_ends_a_letter(line: str, role: str) -> None:
    text = f"全区有公园三个。\n{line}"
    laid = typeset(text, [(1, 0, 8), (2, 9, len(text))], Outline())
    assert [block.role for block in laid.blocks] == ["body", role]


def test_a_heading_that_runs_on_is_set_apart_within_its_paragraph() -> None:
    text = "（一）健全机制。成立专班。"
    (block,) = lay("您好。\n" + text, outline=Outline(sections=[(2, "（一）健全机制", 4)]))
    assert [piece.text for piece in block.pieces if any(part.mark.kind == "lead" for part in piece.opens)] == [
        "（一）健全机制"
    ]
