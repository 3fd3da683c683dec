"""The letter's own number and its index number; what the body cites is never taken for it."""

import pytest

from replies.letters import parse_letter
from tests.letters.samples import TITLE, compose

HEADS = [
    ("青文旅函〔2022〕73号", "青文旅函〔2022〕73号", "alone"),
    ("青文旅函[2022]73号", "青文旅函[2022]73号", "square brackets"),
    ("青文旅函【2022】73号", "青文旅函【2022】73号", "black brackets"),
    ("青文旅函(2022)73号", "青文旅函(2022)73号", "round brackets"),
    ("青文旅函（2022）73号", "青文旅函（2022）73号", "wide round brackets"),
    ("青文旅函［2022］73号", "青文旅函［2022］73号", "wide square brackets"),
    ("青文旅函 〔 2022 〕 73 号", "青文旅函〔2022〕73号", "blanks inside"),
    ("青文旅函〔2022〕第73号", "青文旅函〔2022〕第73号", "第"),
    ("青文旅〔２０２２〕７３号", "青文旅〔2022〕73号", "full width"),
    ("青文旅函〔2022〕73号　　签发人：林　海", "青文旅函〔2022〕73号", "beside the signer"),
    ("签发人：林海　　青文旅函〔2022〕73号", "青文旅函〔2022〕73号", "after the signer"),
    ("青文旅函〔2022〕2号 B类", "青文旅函〔2022〕2号", "beside the type"),
    ("青文旅函〔2022〕5号(B类)", "青文旅函〔2022〕5号", "the type in brackets"),
    ("青文旅函〔2022〕5号　A类　主动公开", "青文旅函〔2022〕5号", "type and disclosure"),
    ("青山市文化和旅游局文件\n青文旅函〔2022〕73号", "青文旅函〔2022〕73号", "under a red header"),
    ("青山市文化和旅游局文件　青文旅函〔2022〕73号", "青文旅函〔2022〕73号", "in the header's line"),
    ("文号：青文旅函〔2022〕73号", "青文旅函〔2022〕73号", "a label"),
    ("发文字号 青文旅函〔2022〕73号 发布日期 2022-07-01", "青文旅函〔2022〕73号", "a table's row"),
    ("文 号\n青文旅函〔2022〕73号\n公开方式\n主动公开", "青文旅函〔2022〕73号", "value on the next line"),
    ("（青文旅函〔2022〕73号）", "青文旅函〔2022〕73号", "in brackets"),
    ("文号：", None, "an empty label"),
    ("文 号:无", None, "a label that says none"),
    ("索引号 01234567/2022-00012 文号 发布日期 2022-07-01", None, "an empty cell"),
    ("青文旅函〔2022〕号", None, "serial lost"),
    ("青文旅函〔20226号", None, "bracket and year lost"),
    ("", None, "none"),
    ("青政协提〔2022〕8号提案", "青政协提〔2022〕8号", "a council's"),
    ("便函〔2022〕16号", "便函〔2022〕16号", "an informal letter"),
    ("青文旅函〔2022〕73-1号", "青文旅函〔2022〕73-1号", "a serial with a part"),
]


@pytest.mark.parametrize(("head", "number", "reason"), HEADS)
def test_document_number_in_the_head(head, number, reason):
    assert parse_letter(compose(head=head)).document_number == number, reason


@pytest.mark.parametrize(
    ("title", "number", "reason"),
    [
        (f"{TITLE}\n青文旅函〔2022〕73号", "青文旅函〔2022〕73号", "below the title"),
        (f"{TITLE}青文旅函〔2022〕73号", "青文旅函〔2022〕73号", "appended to the title"),
        (f"{TITLE}（青文旅函〔2022〕73号）", "青文旅函〔2022〕73号", "in brackets after the title"),
        (f"青文旅函〔2022〕73号{TITLE}", "青文旅函〔2022〕73号", "before the title in its line"),
    ],
)
def test_document_number_at_the_title(title, number, reason):
    letter = parse_letter(compose(title=title))
    assert letter.document_number == number, reason
    assert letter.proposal_numbers == ("12",)


@pytest.mark.parametrize(
    "body",
    [
        "根据《关于推进公共文化服务的意见》（青政发〔2019〕8号），我局新建图书角。",
        "我局印发了青文旅发〔2020〕15号文件。\n青政办发〔2019〕7号文件要求各街道落实。",
    ],
)
def test_a_policy_number_in_the_body_is_not_the_letters(body):
    assert parse_letter(compose(body=body)).document_number is None


@pytest.mark.parametrize("head", ["青文旅函〔2022〕号", "青文旅函〔20226号"])
def test_a_lost_serial_is_warned_of(head):
    letter = parse_letter(compose(head=head))
    assert any(w.code == "lost_characters" and w.start < len(head) for w in letter.warnings)


@pytest.mark.parametrize(
    ("head", "number", "reason"),
    [
        ("索引号：010886343/2025-23405", "010886343/2025-23405", "a label"),
        ("索 引 号 010886343/2025-23405 发布日期 2025-09-15", "010886343/2025-23405", "a table's row"),
        ("索引号\nA0012-03-2022-0011\n发布日期\n2022-07-01", "A0012-03-2022-0011", "value on the next line"),
        (
            "索引号010886343/2025-23405发布日期2025-09-15发布机构青山市文化和旅游局文号",
            "010886343/2025-23405",
            "run together",
        ),
        ("| 索引号 | 01140107-0600-2022-0311 | 文号 |  |", "01140107-0600-2022-0311", "a Markdown table"),
        ("索引号：", None, "empty"),
        ("", None, "none"),
    ],
)
def test_index_number(head, number, reason):
    assert parse_letter(compose(head=head)).index_number == number, reason
