"""Which proposal a letter answers: numbers, session and body, wherever the letter says it."""

import pytest

from replies.letters import parse_letter
from tests.letters.samples import compose

NUMBERS = [
    ("关于政协青山市八届三次会议第4号提案的答复", ["4"], "one digit"),
    ("关于政协青山市八届三次会议第 056 号 提案答复的函", ["056"], "zeros kept, blanks"),
    ("关于政协青山市八届三次会议第0153号提案的复函", ["0153"], "four digits"),
    ("对市政协八届三次会议第20230158号提案的答复", ["20230158"], "with the year"),
    ("关于青山市人大43064号建议（四届三次）的答复", ["43064"], "session after the number"),
    ("关于市政协八届三次会议第20220101000158号提案的答复", ["20220101000158"], "fourteen digits"),
    ("关于市人大八届三次会议第D022号建议的答复", ["D022"], "a letter before"),
    ("关于市政协TA2020021号提案的答复", ["TA2020021"], "two letters before"),
    ("对市人大八届三次会议BH037号建议的复函", ["BH037"], "no 第"),
    ("市文旅局关于49号提案的答复", ["49"], "number straight before 提案"),
    ("关于对市人大八届三次会议建议第20232061号的答复", ["20232061"], "after 建议第"),
    ("关于市人大八届三次会议建议20232061号的答复", ["20232061"], "after 建议"),
    ("关于《关于增设社区图书角的提案》(第89号)的答复", ["89"], "in brackets after the title"),
    ("关于政协青山市八届三次会议第43号（文化类090号）提案的答复", ["43", "090"], "a category's number is a second one"),
    ("关于市政协八届三次会议第12号、第35号、第078号提案的答复", ["12", "35", "078"], "three, each with 第"),
    ("关于市政协八届三次会议第12、35、078号提案的答复", ["12", "35", "078"], "three under one 第"),
    ("关于市政协八届三次会议第12号和第35号提案的答复", ["12", "35"], "和"),
    ("关于市政协八届三次会议第12-15号提案的答复", ["12-15"], "a group and a number, as the opening names one proposal"),
    ("关于市政协八届三次会议第2021-056号提案的答复", ["2021-056"], "a year and a number, no range"),
    ("关于市政协八届三次会议第五十六号提案的答复", ["56"], "in han numerals"),
    ("关于市政协八届三次会议第\n12号提案的答复", ["12"], "broken across lines"),
    ("关于市政协八届三次会议\n第12号提案的答复", ["12"], "broken before 第"),
    ("关于市政协八届三次会议提案的答复", [], "none at all"),
    ("关于地铁3号线站点命名提案的答复", [], "a line's number"),
    ("关于增设3号楼电梯的提案的答复", [], "a building's number"),
    ("关于市政协八届三次会议第１２号提案的答复", ["12"], "full-width digits"),
    ("关于市政协八届三次会议第A12号提案的答复", ["A12"], "group letter"),
    ("关于市政协八届三次会议提案（编号：2022-031）的答复", ["2022-031"], "编号 without 号"),
    ("关于市政协〔2022〕第31号提案的答复", ["31"], "a year in brackets before 第"),
    ("关于市政协2022-1-031号提案的答复", ["2022-1-031"], "year, meeting and number"),
]


@pytest.mark.parametrize(("title", "numbers", "reason"), NUMBERS)
def test_numbers_in_the_title(title, numbers, reason):
    assert list(parse_letter(compose(title=title)).proposal_numbers) == numbers, reason


@pytest.mark.parametrize(
    ("title", "numbers", "reason"),
    [
        ("关于市政协八届三次会议第12-15号提案的答复", ["12", "13", "14", "15"], "a hyphen"),
        ("关于市政协八届三次会议第009至011号提案的答复", ["009", "010", "011"], "至, zeros kept"),
        ("关于市政协八届三次会议第7号、第12-14号提案的答复", ["7", "12", "13", "14"], "after another number"),
    ],
)
def test_ranges_of_numbers(title, numbers, reason):
    opening = "您提出的4件提案内容相近，一并收悉，现答复如下："
    assert list(parse_letter(compose(title=title, opening=opening)).proposal_numbers) == numbers, reason


def test_one_number_with_two_kinds_of_hyphen():
    opening = "您提出的《关于增设社区图书角的提案》（第8-05号）收悉，现答复如下："
    letter = parse_letter(compose(title="关于区政协八届三次会议第8—05号提案的答复", opening=opening))
    assert letter.proposal_numbers == ("8—05",)


PLAIN_TITLE = "关于市政协提案的答复"
OPENING_NUMBERS = [
    ("您提出的《关于增设社区图书角的提案》（第49号提案）收悉，现答复如下：", ["49"], "in brackets"),
    ("您提出的《关于增设社区图书角的提案》(提案第049号)收悉，现答复如下：", ["049"], "提案第"),
    ("您在市政协八届三次会议上提出的第49号提案收悉，现答复如下：", ["49"], "before 提案"),
    ("您在市政协八届三次会议第 92084号《关于增设社区图书角的建议》的提案收悉，现答复如下：", ["92084"], "before 《"),
    ("您提出的“关于增设社区图书角的提案”（案号：0149）收悉，现答复如下：", ["0149"], "案号 without 号"),
    ("您提出的第12号、35号提案收悉，因内容相近，现一并答复如下：", ["12", "35"], "two answered together"),
    ("您提出的关于增设社区图书角的提案收悉，现答复如下：", [], "none"),
    ("您提出的《关于开通19号公交线路夜班车的提案》收悉，现答复如下：", [], "a number inside the title"),
]


@pytest.mark.parametrize(("opening", "numbers", "reason"), OPENING_NUMBERS)
def test_numbers_in_the_opening(opening, numbers, reason):
    assert list(parse_letter(compose(title=PLAIN_TITLE, opening=opening)).proposal_numbers) == numbers, reason


@pytest.mark.parametrize(
    ("head", "numbers", "reason"),
    [
        ("提案编号：0049", ["0049"], "a label"),
        ("案　号：第49号", ["49"], "a label with blanks and 第"),
        ("建议编号 20220049 承办单位 市文旅局", ["20220049"], "a table's row"),
        ("提案编号：", [], "an empty label"),
        ("区政协十届三次会议第97号提案", ["97"], "on a line of its own"),
        ("青山市政协八届三次会议第　0　3　1　号提案", ["031"], "spread over its line"),
        ("青山市公安局第97号通告", [], "another paper"),
        ("根据市人大〔2022〕5号建议", [], "a document's number"),
    ],
)
def test_numbers_beside_labels(head, numbers, reason):
    assert list(parse_letter(compose(head=head, title=PLAIN_TITLE)).proposal_numbers) == numbers, reason


@pytest.mark.parametrize(
    ("line", "numbers", "reason"),
    [
        ("区政协十届三次会议第97号提案", ["97"], "the case, on a line of its own"),
        ("（附：市人大第5号建议）", [], "an attachment"),
        ("区政协九届二次会议第一号提案人白石", [], "a name behind it"),
    ],
)
def test_numbers_under_the_title(line, numbers, reason):
    assert list(parse_letter(compose(title=f"{PLAIN_TITLE}\n{line}")).proposal_numbers) == numbers, reason


@pytest.mark.parametrize(
    ("parts", "reason"),
    [
        ({"head": "青文旅函〔2022〕73号"}, "the letter's own number"),
        ({"body": "去年答复的第88号提案已办结，地铁3号线已开通。"}, "numbers in the body"),
        ({"foot": "下一篇：关于市政协八届三次会议第99号提案的答复"}, "another letter's link"),
        ({"head": "关于市政协八届二次会议第77号提案的答复"}, "another title further up, beside the letter's own"),
        ({"foot": "抄送：市政协提案委（12号楼）"}, "a building in the foot"),
    ],
)
def test_only_the_own_number_counts(parts, reason):
    assert list(parse_letter(compose(**parts)).proposal_numbers) == ["12"], reason


SESSIONS = [
    ("关于市政协十届二次会议第12号提案的答复", (10, 2), "short"),
    ("关于政协青山市第十届二次会议第12号提案的答复", (10, 2), "with 第"),
    ("关于政协青山市第十届第二次会议第12号提案的答复", (10, 2), "twice 第"),
    ("关于政协青山市第九届委员会第二次会议第12号提案的答复", (9, 2), "委员会"),
    ("对青山市第十八届人民代表大会第三次会议第12号建议的答复", (18, 3), "people's congress in full"),
    ("关于对青山市第十六届人大\n第四次会议第77号建议的答复", (16, 4), "broken across lines"),
    ("关于市十三届人大五次会议第12号建议的答复", (13, 5), "人大 between"),
    ("对市政协14届4次会议第12号提案的答复", (14, 4), "Arabic numerals"),
    ("关于市人大第12号建议（四届三次）的答复", (4, 3), "in brackets after the number"),
    ("关于中国人民政治协商会议青山市第十二届委员会第五次会议第12号提案的答复", (12, 5), "in full"),
    ("关于政协第二十一届青山市委员会第一次会议第12号提案的答复", (21, 1), "place after the term"),
    ("关于市政协第 十 届 第 二 次会议第12号提案的答复", (10, 2), "blanks"),
    ("对十三届全国人大二次会议第1234号建议的答复", (13, 2), "national"),
    ("关于市政协十届二次全会第12号提案的答复", (10, 2), "全会"),
    ("关于市政协提案的答复", None, "none"),
    ("关于市政协届次会议第12号提案的答复", None, "numerals lost"),
    ("关于政协第届委员会第次会议第12号提案的答复", None, "numerals lost"),
    ("关于市政协第十届会议第12号提案的答复", None, "no 次"),
]


@pytest.mark.parametrize(("title", "session", "reason"), SESSIONS)
def test_session(title, session, reason):
    assert parse_letter(compose(title=title)).session == session, reason


@pytest.mark.parametrize("title", ["关于市政协届次会议第12号提案的答复", "关于政协第届委员会第次会议第12号提案的答复"])
def test_lost_session_is_warned_of(title):
    letter = parse_letter(compose(title=title))
    assert any(w.code == "lost_characters" and w.end <= len(title) for w in letter.warnings)


@pytest.mark.parametrize(
    ("parts", "session", "reason"),
    [
        (
            {
                "title": PLAIN_TITLE,
                "opening": "您在政协青山市第七届委员会第四次会议上提出的《关于增设社区图书角的提案》收悉，现答复如下：",
            },
            (7, 4),
            "only in the opening",
        ),
        ({"title": PLAIN_TITLE, "head": "届次：八届一次"}, (8, 1), "beside a label"),
        (
            {"title": PLAIN_TITLE, "body": "党的二十届三中全会以来，市十七届人大二次会议通过了规划。"},
            None,
            "in the body only",
        ),
    ],
)
def test_session_elsewhere(parts, session, reason):
    assert parse_letter(compose(**parts)).session == session, reason


BODIES = [
    ({}, "cppcc", "政协 and 提案"),
    (
        {
            "title": "关于市十三届人大五次会议第12号建议的答复",
            "salutation": "白石代表：",
            "opening": "您提出的《关于增设社区图书角的建议》收悉，现答复如下：",
        },
        "npc",
        "人大 and 代表",
    ),
    (
        {
            "title": "",
            "salutation": "白石代表：",
            "opening": "您提出的《关于增设社区图书角的建议》收悉，现答复如下：",
        },
        "npc",
        "代表 alone",
    ),
    (
        {
            "title": "",
            "salutation": "白石委员：",
            "opening": "您提出的《关于增设社区图书角的建议》收悉，现答复如下：",
        },
        "cppcc",
        "委员 alone; 建议 is said of both",
    ),
    (
        {
            "title": "关于第12号议案的答复",
            "salutation": "白石代表：",
            "opening": "您提出的《关于增设社区图书角的议案》收悉，现答复如下：",
        },
        "npc",
        "a bill",
    ),
    (
        {
            "title": "",
            "salutation": "民盟青山市委：",
            "opening": "你们提出的《关于增设社区图书角的提案》收悉，现答复如下：",
        },
        "cppcc",
        "a party's proposal",
    ),
    (
        {
            "title": "关于第12号建议的答复",
            "salutation": "白石：",
            "opening": "您提出的《关于增设社区图书角的建议》收悉，现答复如下：",
            "foot": "抄送：市人大常委会代表工委",
        },
        "npc",
        "the words of the title before the copies",
    ),
    (
        {
            "title": "关于增设社区图书角的答复",
            "salutation": "白石：",
            "opening": "您提出的《关于增设社区图书角的建议》收悉，现答复如下：",
            "signature": "青山市文化和旅游局",
        },
        None,
        "nothing tells",
    ),
    ({"body": "市人大常委会开展了执法检查，人大代表多次视察。"}, "cppcc", "the body is not asked"),
]


@pytest.mark.parametrize(("parts", "body", "reason"), BODIES)
def test_body(parts, body, reason):
    assert parse_letter(compose(**parts)).body == body, reason
