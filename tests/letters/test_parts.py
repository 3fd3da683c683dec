"""A page that collects several letters is read as several, each with its own fields in the one text."""

import pytest

from replies.letters import parse_letter
from replies.letters.parser import parse_letters
from tests.letters.samples import compose


def letter_of(number: str, name: str, day: int) -> str:
    return compose(
        head=f"青山市文化和旅游局文件\n青文旅函〔2022〕{day}号",
        title=f"关于政协青山市第八届委员会第三次会议第{number}号提案的答复",
        salutation=f"{name}委员：",
        opening=f"您提出的《关于第{day}件事的提案》收悉，现答复如下：",
        signature=f"青山市文化和旅游局\n2022年6月{day}日",
        foot=f"联系人：林海　电话：671730{day}",
    )


WANTED = [("12", "白石", 11), ("035", "云川", 12), ("078", "江月", 13)]


@pytest.mark.parametrize("between", ["\n", "\n\n\n", "\n---\n", "\n- 3 -\n"])
def test_each_letter_has_its_own_fields(between):
    text = between.join(letter_of(*item) for item in WANTED)
    letters = parse_letters(text)
    assert [letter.proposal_numbers for letter in letters] == [(number,) for number, _, _ in WANTED]
    assert [letter.addressees for letter in letters] == [(name,) for _, name, _ in WANTED]
    assert [letter.document_number for letter in letters] == [f"青文旅函〔2022〕{day}号" for *_, day in WANTED]
    assert [letter.issue_date for letter in letters] == [f"2022-06-{day}" for *_, day in WANTED]
    assert [letter.contact_phones for letter in letters] == [(f"671730{day}",) for *_, day in WANTED]
    for letter in letters:
        assert letter.is_letter
        assert letter.text == text
        ((start, end),) = letter.evidence["addressees"]
        assert text[start:end] == letter.addressees[0]


def test_the_first_letter_stands_for_the_page():
    text = "\n".join(letter_of(*item) for item in WANTED)
    assert parse_letter(text).proposal_numbers == ("12",)


def test_warnings_go_to_the_letter_they_stand_in():
    text = "\n".join([letter_of(*WANTED[0]), letter_of(*WANTED[1]).replace("2022年6月12日", "2022618")])
    first, second = parse_letters(text)
    assert not first.warnings
    assert {warning.code for warning in second.warnings} == {"lost_characters"}


@pytest.mark.parametrize(
    ("parts", "reason"),
    [
        ({}, "one letter"),
        (
            {"body": "白石委员：\n关于您提出的建议，我局研究如下。\n一、增设图书角\n二、延长开放时间"},
            "the member addressed again",
        ),
        ({"body": "您提出的第二条建议收悉，我局研究后认为可行，现将意见说明如下：\n增设图书角。"}, "received again"),
        ({"foot": "附件：\n青山市社区图书角名单\n1.东湖社区\n2.西山社区"}, "an appendix"),
    ],
)
def test_one_letter_stays_one(parts, reason):
    assert len(parse_letters(compose(**parts))) == 1, reason


@pytest.mark.parametrize(
    ("addressed", "expected", "reason"),
    [
        ("民建青山市委：", ("民建青山市委",), "a party"),
        ("青山市工商业联合会界：", ("青山市工商业联合会界",), "a group of the council"),
        ("提案人：云川", ("云川",), "nobody; a label names who handed it in"),
    ],
)
def test_a_second_letter_to_no_member(addressed, expected, reason):
    second = letter_of(*WANTED[1]).replace("云川委员：", addressed)
    letters = parse_letters(f"{letter_of(*WANTED[0])}\n{second}")
    assert [letter.proposal_numbers for letter in letters] == [("12",), ("035",)], reason
    assert letters[1].addressees == expected, reason
