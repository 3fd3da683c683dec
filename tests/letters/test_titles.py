"""What the proposals are called: quoted, nested, bare, several, or only in the letter's title."""

import pytest

from replies.letters import parse_letter
from tests.letters.samples import compose

OPENINGS = [
    ("您提出的《关于增设社区图书角的提案》收悉，现答复如下：", ["关于增设社区图书角的提案"], "the usual form"),
    ("您提出的《增设社区图书角的建议》收悉，现答复如下：", ["增设社区图书角的建议"], "without 关于"),
    ("您提出的《关于增设社区图书角》的提案收悉，现答复如下：", ["关于增设社区图书角"], "the type word outside"),
    ("您提出的“关于增设社区图书角的提案”收悉，现答复如下：", ["关于增设社区图书角的提案"], "quotation marks"),
    ("您提出的关于增设社区图书角的提案收悉，现答复如下：", ["关于增设社区图书角的提案"], "bare"),
    ("您提出的关于增设社区图书角的建议已收悉，现答复如下：", ["关于增设社区图书角的建议"], "bare, 已"),
    (
        "您提出的关于增设社区图书角，完善阅读设施的建议，已收悉。现答复如下：",
        ["关于增设社区图书角，完善阅读设施的建议"],
        "a comma inside",
    ),
    ("您提出的《关于推广“四点半课堂”的提案》收悉，现答复如下：", ["关于推广“四点半课堂”的提案"], "quotes inside"),
    (
        "您提出的《关于落实〈公共图书馆法〉的提案》收悉，现答复如下：",
        ["关于落实〈公共图书馆法〉的提案"],
        "angle quotes inside",
    ),
    (
        "您提出的《关于落实《公共图书馆法》的提案》收悉，现答复如下：",
        ["关于落实《公共图书馆法》的提案"],
        "same quotes inside",
    ),
    (
        "您提出的《关于增设社区图书角的提案》和《关于延长开放时间的提案》收悉，现一并答复如下：",
        ["关于增设社区图书角的提案", "关于延长开放时间的提案"],
        "two",
    ),
    (
        "您提出的《关于增设社区图书角的提案》《关于延长开放时间的提案》《关于购置新书的提案》收悉，现答复如下：",
        ["关于增设社区图书角的提案", "关于延长开放时间的提案", "关于购置新书的提案"],
        "three in a row",
    ),
    (
        "您提出的《关于增设社区图书角的提案》（第12号）收悉，现答复如下：",
        ["关于增设社区图书角的提案"],
        "number after it",
    ),
    ("您提出的第12号提案《关于增设社区图书角》收悉，现答复如下：", ["关于增设社区图书角"], "number before it"),
    (
        "您在市政协八届三次会议上提出的《关于增设社区图书角的提案》收悉。经研究，现答复如下：",
        ["关于增设社区图书角的提案"],
        "two sentences",
    ),
    (
        "您提出的《关于增设社区图书角的提案》收悉。我局依据《公共文化服务保障法》进行了研究，现答复如下：",
        ["关于增设社区图书角的提案"],
        "a law after it is no proposal",
    ),
    (
        "贵委提出的《加快“书香城市”建设，打造“15分钟阅读圈”》的集体提案收悉，现答复如下：",
        ["加快“书香城市”建设，打造“15分钟阅读圈”"],
        "a collective proposal",
    ),
    ("您提出的《关于增设社区图书角的议案》收悉，现答复如下：", ["关于增设社区图书角的议案"], "a bill"),
    ("您的提案收悉，现答复如下：", [], "none"),
    ("您提出的“图书角太少”的问题收悉，这份提案很好，现答复如下：", [], "a quoted question is no title"),
]


@pytest.mark.parametrize(("opening", "titles", "reason"), OPENINGS)
def test_title_in_the_opening(opening, titles, reason):
    title = "关于市政协八届三次会议第12号提案的答复"
    assert list(parse_letter(compose(title=title, opening=opening)).proposal_titles) == titles, reason


NO_TITLE = "您的提案收悉，现答复如下："
LETTER_TITLES = [
    ("关于《关于增设社区图书角的提案》的答复", ["关于增设社区图书角的提案"], "quoted in the letter's title"),
    ("《关于增设社区图书角的提案》（第89号）的答复", ["关于增设社区图书角的提案"], "number after it"),
    ("关于增设社区图书角的提案的答复", ["关于增设社区图书角的提案"], "bare"),
    ("对“关于增设社区图书角的建议”的答复", ["关于增设社区图书角的建议"], "quotation marks"),
    ("对关于增设社区图书角的建议的答复", ["关于增设社区图书角的建议"], "after 对"),
    (
        "关于市政协八届三次会议第12号《关于增设社区图书角的提案》的答复",
        ["关于增设社区图书角的提案"],
        "after the number",
    ),
    ("关于市政协八届三次会议第12号提案的答复", [], "no title"),
    ("关于对白石委员提案的答复", [], "a member, no title"),
    ("青山市文化和旅游局关于对《关于增设社区图书角的提案》的答复", ["关于增设社区图书角的提案"], "after the office"),
    ("关于《关于增设社区\n图书角的提案》的答复", ["关于增设社区图书角的提案"], "broken across lines"),
    ("关于增设社区\n图书角的提案的答复", ["关于增设社区图书角的提案"], "bare, broken across lines"),
]


@pytest.mark.parametrize(("title", "titles", "reason"), LETTER_TITLES)
def test_title_in_the_letters_title(title, titles, reason):
    assert list(parse_letter(compose(title=title, opening=NO_TITLE)).proposal_titles) == titles, reason


@pytest.mark.parametrize(
    ("head", "titles", "reason"),
    [
        ("案由：关于增设社区图书角的提案", ["关于增设社区图书角的提案"], "案由"),
        ("提案标题：增设社区图书角", ["增设社区图书角"], "a label"),
        ("建议题目\n关于增设社区图书角的建议", ["关于增设社区图书角的建议"], "value on the next line"),
        ("名称：关于市政协八届三次会议第12号提案的答复", [], "the letter's own title"),
        ("标题：关于市政协八届三次会议第12号提案的答复", [], "the letter's own title"),
    ],
)
def test_title_beside_a_label(head, titles, reason):
    title = "关于市政协八届三次会议第12号提案的答复"
    assert list(parse_letter(compose(head=head, title=title, opening=NO_TITLE)).proposal_titles) == titles, reason


@pytest.mark.parametrize(
    ("parts", "written", "reason"),
    [
        (
            {"opening": "您提出的《关于增设社区图\n\n书角的提案》收悉，现答复如下："},
            "关于增设社区图\n\n书角的提案",
            "quoted, in the opening",
        ),
        (
            {"title": "关于增设社区\n图书角的提案的答复", "opening": NO_TITLE},
            "关于增设社区\n图书角的提案",
            "bare, in the letter's title",
        ),
    ],
)
def test_title_points_to_its_place_across_a_line_break(parts, written, reason):
    letter = parse_letter(compose(**parts))
    ((start, end),) = letter.evidence["proposal_titles"]
    assert letter.proposal_titles == ("关于增设社区图书角的提案",), reason
    assert letter.text[start:end] == written, reason
