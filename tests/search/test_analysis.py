"""Text -> tokens: what index and query agree on."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from replies.search import analysis
from replies.search.analysis import (
    exact_fold,
    exact_fold_with_offsets,
    exact_tokens,
    fold,
    narrow,
    side_by_side,
    tokens,
    words,
)

# Sentences of many subjects, with the mixtures of scripts that letters hold.
SAMPLE = """
关于进一步完善老旧小区加装电梯政策、推进适老化改造的建议，经会同财政、住建等部门研究，现答复如下
全市共有社区卫生服务中心 58 家、村卫生室 1,204 个，家庭医生签约 31.6 万人，同比增长 4.7%
截至2024年6月底，建成“十五分钟养老服务圈”127个，为80周岁以上老年人发放高龄津贴
请于工作日拨打0971-5550123与我局联系，或发邮件至 demo@example.org
《关于印发〈城市公共停车场建设三年行动计划（2021—2023年）〉的通知》（青政办〔2021〕15号）
二〇二二年，农村公路硬化率达到百分之九十八，惠及三十余个行政村
进城务工人员随迁子女在公办幼儿园就读比例逐年提高，“5+2”课后服务全覆盖
河长制、林长制落实到位，PM2.5平均浓度降至29微克/立方米，优良天数比率为91.2%
推广“互联网＋政务服务”，APP、小程序和12345热线一网通办
对乱停乱放的共享单车、外卖电动车开展联合整治，查扣车辆六百余台
研究生、本科生就业率稳步提高，武汉市长江大桥周边交通拥堵有所缓解
南京市长江路小学扩建工程已完成可行性研究报告，乒乓球拍卖完了
买买提·吐尔逊、欧阳若曦等委员联名提出的第0345号提案，由区教育体育局主办
垃圾焚烧发电厂二期日处理能力一千二百吨，渗滤液全量处理
中国农业发展银行支行为高标准农田建设提供中长期贷款
非物质文化遗产代表性传承人、老字号、小化妆包厂等纳入名录
""".strip().splitlines()


@pytest.mark.parametrize(
    ("text", "expected", "reason"),
    [
        ("养老服务", ["养老", "服务"], "plain words"),
        ("養老服務", ["养老", "服务"], "traditional as simplified"),
        (
            "西山区民政局",
            ["西山", "山区", "西山区", "民政", "政局", "民政局"],
            "short words come before the long one that holds them",
        ),
        ("第０５６号", ["第", "056", "号"], "full width, zeros kept"),
        ("APP和Ｗi-Ｆi", ["app", "和", "wi", "fi"], "case and width of letters"),
        ("增长15.41%", ["增长", "15.41"], "a decimal stays whole"),
        ("1,200户", ["1200", "户"], "commas between thousands are no part of a number"),
        ("2022.11.24", ["2022", "11", "24"], "a date is no decimal"),
        ("1.2023年", ["1", "2023", "年"], "nor is the number of a paragraph that begins with a year"),
        ("3.加强管理", ["3", "加强", "管理"], "nor one that begins with a word"),
        ("TA2020021", ["ta2020021"], "letters and digits that run on are one"),
        ("0871-68112030", ["0871", "68112030"], "a hyphen parts numbers"),
        ("养老\n\n  机构", ["养老", "机构"], "white space between ideographs counts for nothing"),
        ("推进无障\n碍设施", ["推进", "障碍", "无障碍", "设施"], "so a word is found across a broken line"),
        ("二〇二三", ["二", "〇", "二三"], "an ideograph unknown to the dictionary stands alone"),
        ("𠮷祥", ["𠮷", "祥"], "also one beyond the basic plane"),
        ("，。！？“”…— \u200b", [], "punctuation and blanks are no tokens"),
        ("", [], "nothing"),
    ],
)
def test_tokens(text: str, expected: list[str], reason: str) -> None:
    assert words(text) == expected, reason
    assert [token.text for token in tokens(text)] == expected, reason


@pytest.mark.skipif(analysis.rjieba is None, reason="rjieba is not installed: jieba itself is what the archive uses")
@pytest.mark.parametrize("line", SAMPLE)
def test_rjieba_cuts_as_jieba_does(line: str) -> None:
    for run in filter(None, "".join(c if "\u4e00" <= c <= "\u9fd5" else " " for c in line).split()):
        assert [tuple(place) for place in analysis.rjieba.tokenize(run, mode="search")] == analysis.Jieba.places(run)
        assert analysis.rjieba.cut_for_search(run) == analysis.Jieba.words(run)


def test_the_fallback_gives_the_same_tokens(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "\n".join(SAMPLE)
    expected = tokens(text), words(text)
    monkeypatch.setattr(analysis, "_cut_places", analysis.Jieba.places)
    monkeypatch.setattr(analysis, "_cut_words", analysis.Jieba.words)
    assert (tokens(text), words(text)) == expected


def test_the_index_can_tell_which_analysis_made_it() -> None:
    assert "jieba" in analysis.TOKENIZER
    assert "OpenCC" in analysis.TOKENIZER


def test_tokens_side_by_side() -> None:
    shown = [token.text for token in side_by_side(tokens("西山区民政局的养老服务"))]
    assert shown == ["西山区", "民政局", "的", "养老", "服务"]


@pytest.mark.parametrize(
    ("text", "folded", "narrowed", "exact", "reason"),
    [
        ("適老化", "适老化", "適老化", "適老化", "only folding changes the script"),
        ("ＡＢ（１）", "ab(1)", "AB(1)", "AB(1)", "width"),
        ("A区", "a区", "A区", "A区", "only folding changes the case"),
        ("养 老\n院\u3000", "养 老\n院 ", "养 老\n院 ", "养老院", "only quotes go without white space"),
        ("İ", "İ", "İ", "İ", "a letter that would grow stays as it is"),
    ],
)
def test_foldings(text: str, folded: str, narrowed: str, exact: str, reason: str) -> None:
    assert (fold(text), narrow(text), exact_fold(text)) == (folded, narrowed, exact), reason


@given(st.text())
def test_folding_moves_nothing(text: str) -> None:
    assert len(fold(text)) == len(narrow(text)) == len(text)
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_exact_offsets_lead_back(text: str) -> None:
    folded, offsets = exact_fold_with_offsets(text)
    assert folded == exact_fold(text)
    assert len(offsets) == len(folded)
    assert [narrow(text[offset]) for offset in offsets] == list(folded)


@given(st.text(alphabet="养老服務机构适区A1２.,-，。 \n\u200b〇"))
def test_tokens_by_their_place_in_the_exact_text(text: str) -> None:
    exact, found = exact_tokens(text)
    assert exact == exact_fold(text)
    assert sorted(token for token, _, _ in found) == sorted(words(text))
    for token, start, end in found:
        assert fold(exact[start:end]).replace(",", "") == token


@given(st.text(alphabet=st.sampled_from("养老服務机构适区A1２.,-，。 \n\u200b〇")))
def test_tokens_lie_in_the_text(text: str) -> None:
    found = tokens(text)
    assert [token.text for token in found] == words(text)
    for token in found:
        assert token.start < token.end <= len(text)
        assert exact_fold(fold(text[token.start : token.end])).replace(",", "") == token.text
