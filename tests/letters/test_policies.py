"""The papers that a letter cites: titles, numbers, and which belong together."""

import pytest

from replies.letters.policies import find_policies

CITED = [
    ("根据《道路交通安全法》开展整治。", [("道路交通安全法", None)], "a title"),
    (
        "按照《关于加强停车管理的意见》（安政发〔2021〕12号）要求，",
        [("关于加强停车管理的意见", "安政发〔2021〕12号")],
        "title and number",
    ),
    (
        "按照《关于加强停车管理的意见》(安政发[2021]12号)要求，",
        [("关于加强停车管理的意见", "安政发〔2021〕12号")],
        "half-width brackets",
    ),
    (
        "按照《关于加强停车管理的意见》（安政发【2021】12号）要求，",
        [("关于加强停车管理的意见", "安政发〔2021〕12号")],
        "other brackets",
    ),
    (
        "按照《关于加强停车管理的意见》 （安政发 〔2021〕 第12 号）要求，",
        [("关于加强停车管理的意见", "安政发〔2021〕12号")],
        "blanks",
    ),
    (
        "根据安政发〔2021〕12号《关于加强停车管理的意见》要求，",
        [("关于加强停车管理的意见", "安政发〔2021〕12号")],
        "number before the title",
    ),
    (
        "根据安政发〔2021〕12号文件《关于加强停车管理的意见》，",
        [("关于加强停车管理的意见", "安政发〔2021〕12号")],
        "a word between",
    ),
    (
        "我局认真贯彻落实安政发〔2021〕12号文件精神，持续推进停车设施建设和管理。",
        [(None, "安政发〔2021〕12号")],
        "a number alone in a sentence",
    ),
    (
        "印发《甲方案》《乙方案》和《丙方案》。",
        [("甲方案", None), ("乙方案", None), ("丙方案", None)],
        "several titles",
    ),
    ("依据《〈某省消防条例〉实施办法》办理。", [("〈某省消防条例〉实施办法", None)], "a title in a title"),
    (
        "依据《某市实施《消防法》办法》办理。",
        [("某市实施《消防法》办法", None)],
        "a title in a title, the same brackets",
    ),
    (
        "《某市养老服务条例》已施行，下一步贯彻落实《条例》。",
        [("某市养老服务条例", None)],
        "a short mention of a known paper",
    ),
    ("贯彻落实《条例》。", [("条例", None)], "a short title of an unknown paper"),
    ("《某办法》第三条规定……《某办法》第五条规定……", [("某办法", None)], "the same paper twice"),
    ("《某意见》提出……《某意见》（某发〔2020〕3号）明确……", [("某意见", "某发〔2020〕3号")], "the number comes later"),
    ("按照《某方案》（某政规〔20216号）执行。", [("某方案", None)], "a number that lost characters"),
    ("在《人民日报》刊发。", [], "a newspaper"),
    ("依法核发《食品经营许可证》。", [], "a certificate"),
    ("填写《意见反馈表》。", [], "a form"),
    ("请填写《办理情况征询意见表》并寄回。", [], "a form"),
    ("没有引用任何文件。", [], "none"),
]


@pytest.mark.parametrize(("text", "expected", "reason"), CITED)
def test_papers_are_found_with_their_numbers(text, expected, reason):
    assert [(policy.title, policy.number) for policy in find_policies(text)] == expected, reason


PROPOSALS = [
    ("您提出的《关于增设公交站点的建议》收悉。", (), "before 收悉"),
    ("《增设公交站点，方便群众出行》的提案收悉。", ("增设公交站点，方便群众出行",), "the title is known"),
    ("对第12号提案《关于增设公交站点的提案》的答复", (), "a proposal by its number"),
]


@pytest.mark.parametrize(("text", "titles", "reason"), PROPOSALS)
def test_the_proposal_itself_is_no_policy(text, titles, reason):
    assert find_policies(text, exclude_titles=titles) == [], reason


def test_the_number_of_the_letter_itself_is_no_policy():
    header = "某市城市管理局\n某城管函〔2023〕73号\n签发人：某某\n"
    assert find_policies(header) == []
    sentence = "本复文某城管函〔2023〕73号一式三份，送达各位代表、有关单位和市政府督查室，请予查收。"
    assert find_policies(sentence, exclude_numbers=("某城管函〔2023〕73号",)) == []


def test_a_place_in_the_text_covers_title_and_number():
    text = "按照《甲意见》（某政发〔2021〕12号）执行。"
    policy = find_policies(text)[0]
    assert text[policy.start : policy.end] == "《甲意见》（某政发〔2021〕12号）"
