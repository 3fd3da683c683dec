"""Proposal and document numbers however written -> one key."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from replies.search import numbers
from replies.search.nearest import Numbers


@pytest.mark.parametrize(
    ("written", "key", "reason"),
    [
        ("056", "56", "zeros before it"),
        ("56号", "56", "its 号"),
        ("第 056 号提案", "56", "words and spaces around it"),
        ("第０５６号", "56", "full width"),
        ("第五十六号", "56", "Chinese numeral"),
        ("第一百零五号", "105", "Chinese numeral with 零"),
        ("二十", "20", "a numeral alone"),
        ("廿三号", "23", "廿"),
        ("〇五六", "56", "digit by digit"),
        ("第五十六號", "56", "traditional"),
        ("20250384", "20250384", "year in it"),
        ("92084", "92084", "plain"),
        ("d022", "D22", "zeros after letters, lower case"),
        ("TA2020021", "TA2020021", "no zeros to lose"),
        ("农业水利类090号", "90", "a category before it"),
        ("000", "0", "nothing but zeros"),
        ("提案", "", "no number"),
        ("", "", "nothing"),
    ],
)
def test_proposal_number_key(written: str, key: str, reason: str) -> None:
    assert numbers.proposal_number_key(written) == key, reason


@pytest.mark.parametrize(
    ("written", "key", "reason"),
    [
        ("西民函〔2023〕73号", "西民函[2023]73", "as it should be written"),
        ("西民函[2023]73号", "西民函[2023]73", "square brackets"),
        ("西民函（2023）073号", "西民函[2023]73", "round ones, zeros"),
        ("西民函【2023】第73号", "西民函[2023]73", "第"),
        ("西 民 函〔 2023 〕 73 号", "西民函[2023]73", "spaces"),
        ("西民函 2023 73", "西民函[2023]73", "as typed in haste"),
        ("西民函2023-73号", "西民函[2023]73", "hyphen"),
        ("西民函〔二〇二三〕七十三号", "西民函[2023]73", "Chinese numerals"),
        ("雲政辦發〔2021〕5號", "云政办发[2021]5", "traditional"),
        ("国务院令第619号", "国务院令619", "a number without a year"),
        ("〔2023〕73号", "[2023]73", "issuer lost"),
        ("西民函〔2022〕号", "", "the last part lost: it names nothing"),
        ("无", "", "a form filled with 无"),
        ("第004号", "4", "of a policy that is known by its count alone"),
        ("", "", "nothing"),
    ],
)
def test_document_number_key(written: str, key: str, reason: str) -> None:
    assert numbers.document_number_key(written) == key, reason


@pytest.mark.parametrize(
    ("typed", "expected", "reason"),
    [
        ("056", True, "digits"),
        ("第五十六号", True, "Chinese numeral with its 号"),
        ("五十六", False, "Chinese numeral alone is a word"),
        ("第五届", False, "a term, not a number"),
        ("D022", True, "letter and three digits"),
        ("BH037", True, "two letters"),
        ("A2", False, "a response type"),
        ("5G", False, "a word"),
        ("PM2.5", False, "a word"),
        ("15.4万", False, "a quantity"),
        ("提案056号", True, "what it is a number of"),
        ("西民函〔2023〕73号", True, "document number"),
        ("养老", False, "a word"),
        ("", False, "nothing"),
    ],
)
def test_looks_like_number(typed: str, expected: bool, reason: str) -> None:
    assert numbers.looks_like_number(typed) is expected, reason


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("十届二次", (10, 2)),
        ("政协某某区第十届委员会第二次会议第056号提案", (10, 2)),
        ("10届2次", (10, 2)),
        ("第十八届人民代表大会第三次会议", (18, 3)),
        ("第１６届人大第４次会议", (16, 4)),
        ("第十届", None),
        ("二次供水", None),
    ],
)
def test_find_session(text: str, expected: tuple[int, int] | None) -> None:
    found = numbers.find_session(text)
    assert (found and (found.term, found.session)) == expected


@given(st.integers(min_value=1, max_value=99))
def test_numerals_there_and_back(number: int) -> None:
    assert numbers.chinese_number(numbers.chinese_numeral(number)) == str(number)


@given(st.text() | st.text(alphabet="第号〔〕[]0123456789西民函十二百 -年", max_size=400))
def test_keys_are_stable(text: str) -> None:
    proposal, document = numbers.proposal_number_key(text), numbers.document_number_key(text)
    assert numbers.proposal_number_key(proposal) == proposal
    assert not document or document in map(numbers.document_number_key, (f"{document}号", f"第{document}号"))
    numbers.find_session(text)
    numbers.plain_number(text)


WRITTEN = st.builds(
    "".join,
    st.tuples(
        st.sampled_from(["西民函〔2023〕", "西民函[2023年]第", "西民函（23）", "〔2022〕", "民函", "关于(一)"]),
        st.sampled_from(["73", "073", "0", "12", "十二", "A3", "1234567", ""]),
        st.sampled_from(["号", " 号", ""]),
    ),
)


@given(WRITTEN, WRITTEN)
def test_a_known_number_is_named_by_what_has_its_key(known: str, typed: str) -> None:
    """A suggester makes the keys of many numbers at once, from the beginnings that they share."""
    keys = [numbers.document_number_key(text) or numbers.proposal_number_key(text) for text in (known, typed)]
    assert Numbers([known]).named(typed) == ([known] if keys[0] == keys[1] != "" else [])
