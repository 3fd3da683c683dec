"""What is typed -> completions; what finds nothing -> corrections; both within what the reader may see."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from replies.search.suggest import Suggester, loosened

TERMS = {
    "word": {
        "养老": 90, "养老院": 20, "养殖": 15, "养犬": 8, "电梯": 40, "医疗": 35, "原来": 5, "服务": 99,
        "加装": 30, "小区": 60, "医疗保险": 12, "残疾人": 25, "幼儿园": 22, "拥堵": 18,
        "交通": 50, "振兴": 900, "真心": 6, "乡村": 48, "机构": 33,
    },
    "place": {"西山区": 30, "昆明市": 50},
    "department": {"昆明市西山区民政局": 20, "昆明市官渡区民政局": 12},
    "number": {"056": 2, "西民函〔2023〕73号": 1},
    "title": {"关于加强养老服务的建议": 2, "关于老旧小区加装电梯的建议": 1},
}  # fmt: skip


def count(kind: str, term: str) -> int:
    return TERMS[kind].get(term, 0)


@pytest.fixture(scope="module")
def suggester() -> Suggester:
    return Suggester(TERMS)


@pytest.mark.parametrize(
    ("typed", "expected", "reason"),
    [
        ("养", ["养老", "养老院", "养殖", "养犬"], "the commonest first"),
        ("养老", ["养老", "养老院", "关于加强养老服务的建议"], "titles that hold it after words that begin with it"),
        ("養老", ["养老", "养老院", "关于加强养老服务的建议"], "traditional"),
        ("yangl", ["养老", "养老院"], "pinyin, unfinished"),
        ("yl", ["医疗", "原来", "养老", "养老院", "医疗保险"], "first letters"),
        ("民政", ["昆明市西山区民政局", "昆明市官渡区民政局"], "inside a name"),
        ("xishan", ["西山区"], "a place by pinyin"),
        ("05", ["056"], "a number"),
        ("西民函2023", ["西民函〔2023〕73号"], "a document number without its brackets"),
        ("小区 电", ["小区 电梯"], "the last of several words"),
        ("关于", ["关于加强养老服务的建议", "关于老旧小区加装电梯的建议"], "titles"),
        ("潜水", [], "nothing"),
        ("  ", [], "nothing typed"),
    ],
)
def test_completions(suggester: Suggester, typed: str, expected: list[str], reason: str) -> None:
    found = [one.text for one in suggester.complete(typed, count)]
    assert sorted(found) == sorted(expected), reason
    if typed != "yl":
        assert found == expected, reason


def test_completions_say_what_they_are(suggester: Suggester) -> None:
    assert [(one.text, one.kind) for one in suggester.complete("西", count)] == [
        ("西山区", "place"),
        ("西民函〔2023〕73号", "number"),
    ]


def test_no_more_than_asked_for(suggester: Suggester) -> None:
    assert len(suggester.complete("养", count, limit=2)) == 2


@pytest.mark.parametrize(
    ("query", "expected", "reason"),
    [
        ("养劳", "养老", "same sound"),
        ("養勞", "养老", "also in traditional script"),
        ("养劳 服务", "养老 服务", "beside a right word"),
        ("养劳服务", "养老服务", "within a longer word"),
        ("加装电提", "加装电梯", "where the analyzer sees single characters"),
        ("标题:养劳", "标题:养老", "in a field"),
        ("医疗报险", "医疗保险", "of four characters"),
        ("医疗保", "医疗保险", "a character missing"),
        ("西善区", "西山区", "a place"),
        ("残疾仁", "残疾人", "like sounds: -en, -eng"),
        ("乡村振心", "乡村振兴", "a common word goes before a rare one that sounds nearer"),
        ("幼园儿", "幼儿园", "characters swapped"),
        ("养老", None, "a known word"),
        ("“养劳”", None, "a quotation means what it says"),
        ("-养劳", None, "what is excluded is no mistake"),
        ("056", None, "a number that is there"),
        ("第五十六号", None, "however typed"),
        ("065", "056", "digits swapped"),
        ("养老 57号", "养老 056", "one digit other"),
        ("0560", "056", "one too many"),
        ("西民函〔2023〕37号", "西民函〔2023〕73号", "a document number with digits swapped"),
        ("西民函 2021 73", "西民函〔2023〕73号", "the same issuer's in another year"),
        ("市政发〔2023〕73号", None, "another issuer's is not meant"),
        ("9999", None, "nothing near"),
        ("2023", None, "what may be a year"),
        ("abc", None, "no Chinese word"),
        ("(" * 60, None, "a query that can't be read"),
    ],
)
def test_did_you_mean(suggester: Suggester, query: str, expected: str | None, reason: str) -> None:
    assert suggester.did_you_mean(query, count) == expected, reason


@pytest.mark.parametrize(
    ("typed", "expected"),
    [("xishanqu", ["西山区", "锡山区"]), ("yanglao", ["养老"]), ("kunmingshi", ["昆明市"]), ("qianshui8", [])],
)
def test_what_pinyin_stands_for(suggester: Suggester, typed: str, expected: list[str]) -> None:
    assert suggester.sounding(typed, count) == expected


@pytest.mark.parametrize(
    ("query", "expected", "reason"),
    [
        ("认知障碍老人照护", "认知障碍 OR 老人 OR 照护", "one word of several tokens"),
        ("河道 清理", "河道 OR 清理", "several words"),
        ("养老", None, "a single word has nothing to let go"),
        ("“河道清理” 标志", None, "a quotation means what it says"),
        ("标题:河道清理", None, "so does a field"),
        ("河道 -清理", None, "and a minus"),
        ("(" * 60, None, "what can't be read"),
    ],
)
def test_loosened(query: str, expected: str | None, reason: str) -> None:
    assert loosened(query) == expected, reason


def test_what_is_hidden_now_is_neither_completed_nor_proposed(suggester: Suggester) -> None:
    def count_without(kind: str, term: str) -> int:
        return 0 if "养老" in term or "民政" in term else count(kind, term)

    for typed in ("养", "养老", "yanglao", "yl", "民政", "关于加强"):
        assert not [one for one in suggester.complete(typed, count_without) if "养老" in one.text or "民政" in one.text]
    assert suggester.did_you_mean("养劳", count_without) is None
    assert suggester.sounding("xishanqu", lambda _kind, _term: 0) == ["西山区", "锡山区"], (
        "but common words are no secret"
    )


@given(st.text() | st.text(alphabet="养老劳院电 yla第号-“(", max_size=80))
def test_anything_can_be_typed(typed: str) -> None:
    suggester = Suggester(TERMS)
    for one in suggester.complete(typed, count):
        assert one.text
    assert suggester.did_you_mean(typed, count) != typed


def test_an_empty_archive_offers_nothing() -> None:
    nothing = Suggester({})
    assert nothing.complete("养老", lambda _kind, _term: 0) == []
    assert nothing.did_you_mean("养劳", lambda _kind, _term: 0) is None
