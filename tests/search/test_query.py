"""Query string -> tree: the tables are the specification of the query language."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from replies.search.query import MAX_DEPTH, MAX_LENGTH, MAX_PARTS, Everything, Node, SearchQueryError, parse_query

LANGUAGE = [
    # words
    ("", "Everything()", "nothing asked for"),
    ("养老", "Word('养老')", "one word"),
    ("养老 食堂", "And(Word('养老'), Word('食堂'))", "all words must match"),
    ("养老，食堂。", "And(Word('养老'), Word('食堂'))", "punctuation parts words"),
    ("养老\u3000食堂\n", "And(Word('养老'), Word('食堂'))", "so does any white space"),
    ("养\u200b老", "Word('养老')", "invisible characters that come with pasted text"),
    ("《关于增设校车的建议》", "Word('关于增设校车的建议')", "a pasted title"),
    ("买买提·吐尔逊", "Word('买买提·吐尔逊')", "a name with its dot"),
    ("养老 AND 食堂", "And(Word('养老'), Word('食堂'))", "AND says nothing new"),
    ("0971-5550123", "Word('0971-5550123')", "a hyphen in a word is no minus"),
    # phrases
    ('"时间银行"', "Phrase('时间银行')", "straight quotes"),
    ("“时间银行”", "Phrase('时间银行')", "curly"),
    ("「时间银行」", "Phrase('时间银行')", "corner"),
    ("『时间银行』", "Phrase('时间银行')", "white corner"),
    ("＂时间银行＂", "Phrase('时间银行')", "full-width"),
    ("”时间银行“", "Phrase('时间银行')", "the wrong way round"),
    ('“时间银行"', "Phrase('时间银行')", "one of each"),
    ("“推广“时间银行”做法”", "Phrase('推广“时间银行”做法')", "nested"),
    ('"A or B"', "Phrase('A or B')", "operators are words in there"),
    ("“养老”食堂", "And(Phrase('养老'), Word('食堂'))", "no space needed"),
    # minus
    ("养老 -食堂", "And(Word('养老'), Not(Word('食堂')))", "minus"),
    ("养老 －食堂", "And(Word('养老'), Not(Word('食堂')))", "full-width minus"),
    ("养老 −“助餐点”", "And(Word('养老'), Not(Phrase('助餐点')))", "before a phrase"),
    ("-(养老 食堂)", "Not(And(Word('养老'), Word('食堂')))", "before parentheses"),
    ("NOT 养老", "Not(Word('养老'))", "as a word"),
    ("--养老", "Not(Word('养老'))", "a slip of the finger"),
    # or
    ("养老 OR 托育", "Or(Word('养老'), Word('托育'))", "OR"),
    ("养老 ＯＲ 托育", "Or(Word('养老'), Word('托育'))", "full-width OR"),
    ("养老|托育｜助残", "Or(Word('养老'), Word('托育'), Word('助残'))", "bars, no space needed"),
    ("养老 或者 托育", "Or(Word('养老'), Word('托育'))", "in Chinese"),
    ("养老或者托育", "Word('养老或者托育')", "but only as a word of its own"),
    ("ORANGE", "Word('ORANGE')", "no operator"),
    ("养老 食堂 OR 托育", "Or(And(Word('养老'), Word('食堂')), Word('托育'))", "OR binds looser than words"),
    ("养老 (食堂 OR 助餐)", "And(Word('养老'), Or(Word('食堂'), Word('助餐')))", "parentheses"),
    ("养老（食堂｜助餐）", "And(Word('养老'), Or(Word('食堂'), Word('助餐')))", "full-width"),
    ("养老 OR -托育", "Or(Word('养老'), Not(Word('托育')))", "minus within OR"),
    # fields
    ("标题:养老", "Word('养老', title)", "Chinese name"),
    ("title:养老", "Word('养老', title)", "English name"),
    ("Title：养老", "Word('养老', title)", "any case, full-width colon"),
    ("标题： “养老 服务”", "Phrase('养老 服务', title)", "a phrase, after a space"),
    ("标题:(养老 OR 托育)", "Or(Word('养老', title), Word('托育', title))", "a group"),
    ("標題：養老", "Word('養老', title)", "traditional script"),
    ("-标题:养老", "Not(Word('养老', title))", "excluded"),
    ("委员:吴某 单位:民政局", "And(Word('吴某', addressee), Word('民政局', department))", "people and offices"),
    ("addressee:吴某 department:民政局", "And(Word('吴某', addressee), Word('民政局', department))", "in English"),
    ("地区:西山区", "Word('西山区', place)", "place"),
    ("编号:056", "Word('056', number)", "number"),
    ("文号:西民函〔2023〕73号", "Word('西民函〔2023〕73号', document_number)", "document number"),
    ("文号:西民函", "Word('西民函', document_number)", "part of one"),
    ("类型:A", "Word('A', response_type)", "response type"),
    ("类型:a类", "Word('A', response_type)", "as people say it"),
    ("办理类型：甲", "Word('甲', response_type)", "of another scheme"),
    ("类别:人大", "Word('npc', body)", "类别 may mean the body"),
    ("类别:提案", "Word('cppcc', body)", "by what it handles"),
    ("类别:B", "Word('B', response_type)", "or the response type"),
    ("类别:农业水利", "Word('农业水利', subject)", "or the subject"),
    ("届次:十届二次", "Session(10, 2)", "session"),
    ("年份:2019-2023", "YearRange(2019, 2023)", "years"),
    ("年份：2019 － 2023年", "YearRange(2019, 2023)", "with spaces"),
    ("年份:2019至2023", "YearRange(2019, 2023)", "in Chinese"),
    ("年份:2019-", "YearRange(2019, None)", "open at the end"),
    ("year:-2019", "YearRange(None, 2019)", "open at the beginning"),
    ("年份:二〇一九年", "YearRange(2019, 2019)", "Chinese numerals"),
    ("年份:(2019 OR 2023)", "Or(YearRange(2019, 2019), YearRange(2023, 2023))", "either"),
    # numbers
    ("056", "Number('056')", "zeros before it"),
    ("56号", "Number('56号')", "号"),
    ("第 056 号提案", "Number('第 056 号提案')", "spaces inside"),
    ("０５６", "Number('０５６')", "full width"),
    ("第 056 號提案", "Number('第 056 號提案')", "traditional script"),
    ("第五十六号", "Number('第五十六号')", "Chinese numeral"),
    ("20250384", "Number('20250384')", "begins like a year"),
    ("D022", "Number('D022')", "with a letter"),
    ("建议第77号", "Number('建议第77号')", "what it is a number of"),
    ("第12号、第35号", "And(Number('第12号'), Number('第35号'))", "two"),
    ("养老 056", "And(Word('养老'), Number('056'))", "beside a word"),
    ("地铁3号线", "Word('地铁3号线')", "not every 号 is a number"),
    ("五十六", "Word('五十六')", "a numeral alone is a word"),
    ("西民函〔2023〕73号", "Number('西民函〔2023〕73号')", "document number"),
    ("西民函[2023]73号", "Number('西民函[2023]73号')", "square brackets"),
    ("西民函【2023】73", "Number('西民函【2023】73')", "without 号"),
    ("西民函（2023）73号", "Number('西民函（2023）73号')", "parentheses of its own"),
    ("〔2023〕73号", "Number('〔2023〕73号')", "without issuer"),
    ("西民函 2023 73", "Number('西民函 2023 73')", "without brackets"),
    ("西民函 2023 73 养老", "And(Number('西民函 2023 73'), Word('养老'))", "and a word after it"),
    (
        "养老 2023 73",
        "Or(Number('养老 2023 73'), And(Word('养老'), Or(Number('2023'), YearRange(2023, 2023)), Number('73')))",
        "what may be one is looked for both ways",
    ),
    ("养老 2023", "And(Word('养老'), Or(Number('2023'), YearRange(2023, 2023)))", "a year alone, too"),
    ("2023年", "Or(Word('2023年'), YearRange(2023, 2023))", "a year for certain"),
    ("2019-2023", "Or(Word('2019-2023'), YearRange(2019, 2023))", "years"),
    ("十届二次", "Session(10, 2)", "a session"),
    ("10届2次会议", "Session(10, 2)", "in Arabic numerals"),
    (
        "政协西山区十届二次056",
        "And(Word('西山区', place), Word('cppcc', body), Session(10, 2), Number('056'))",
        "council, session and number",
    ),
    (
        "西山区政协第十届委员会第二次会议第 056 号提案",
        "And(Word('西山区', place), Word('cppcc', body), Session(10, 2), Number('第 056 号提案'))",
        "the same in full",
    ),
    (
        "盘龙区第十六届人大第四次会议77号建议",
        "And(Word('盘龙区', place), Word('npc', body), Session(16, 4), Number('77号建议'))",
        "the people's congress",
    ),
    ("第五届老年文化节", "Word('第五届老年文化节')", "not every 届 is a session"),
]

BROKEN = [
    ('"养老', "Phrase('养老')", '引号“"”没有结束'),
    ("标题:「养老", "Phrase('养老', title)", "引号“「”没有结束"),
    ('""', "Everything()", "引号里没有内容"),
    ("(养老 OR 托育", "Or(Word('养老'), Word('托育'))", "少了一个右括号"),
    ("养老) 托育", "And(Word('养老'), Word('托育'))", "多了一个右括号"),
    ("养老)) OR 托育", "Or(Word('养老'), Word('托育'))", "多了一个右括号"),
    ("()", "Everything()", "括号里没有可查找的词"),
    ("养老 OR", "Word('养老')", "“OR”的一边没有词"),
    ("OR 养老", "Word('养老')", "“OR”的一边没有词"),
    ("养老 OR OR 托育", "Or(Word('养老'), Word('托育'))", "“OR”的一边没有词"),
    ("(养老 |) 托育", "And(Word('养老'), Word('托育'))", "“OR”的一边没有词"),
    ("养老 - 托育", "And(Word('养老'), Word('托育'))", "单独的“-”没有作用"),
    ("养老 NOT", "Word('养老')", "“NOT”后面没有词"),
    ("标题:", "Everything()", "“标题:”后面没有词"),
    ("标题:) 养老", "Word('养老')", "“标题:”后面没有词"),
    ("年份:去年", "Word('去年')", "“年份:去年”没有看懂"),
    ("年份:2023-2019", "YearRange(2019, 2023)", "前后颠倒"),
    ("时间:下午", "Word('时间:下午')", "没有“时间”这个查找范围"),
    ("养老 %%%", "Word('养老')", "“%%%”里没有可查找的文字"),
    ("😀", "Everything()", "列出的是全部复文"),
]


@pytest.mark.parametrize(("query", "tree", "reason"), LANGUAGE)
def test_language(query: str, tree: str, reason: str) -> None:
    parsed = parse_query(query)
    assert repr(parsed.tree) == tree, reason
    assert parsed.notes == (), "what is whole needs no mending"


@pytest.mark.parametrize(("query", "tree", "note"), BROKEN)
def test_broken_queries_are_mended_and_it_is_said(query: str, tree: str, note: str) -> None:
    parsed = parse_query(query)
    assert repr(parsed.tree) == tree
    assert note in "；".join(parsed.notes)


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("养" * (MAX_LENGTH + 1), "太长"),
        ("(" * (MAX_DEPTH + 1) + "养老", "太深"),
        ("-(" * (MAX_DEPTH + 1) + "养老", "太深"),
        ("养老 " * (MAX_PARTS + 1), "太多"),
    ],
)
def test_queries_have_bounds(query: str, message: str) -> None:
    with pytest.raises(SearchQueryError, match=message):
        parse_query(query)


def test_what_fits_the_bounds_is_read() -> None:
    assert repr(parse_query("(" * MAX_DEPTH + "养老" + ")" * MAX_DEPTH).tree) == "Word('养老')"
    assert len(parse_query("养老 " * MAX_PARTS).tree.parts) == MAX_PARTS


WORDS = [
    "养老",
    "“",
    "”",
    '"',
    "(",
    "）",
    "OR",
    "|",
    "-",
    "NOT",
    "标题:",
    "年份:",
    "类别：",
    "2023",
    "第",
    "号",
    "〔",
    "〕",
    "十届二次",
    "届次:",
]
PIECES = st.lists(st.sampled_from([*WORDS, " ", " OR ", "NOT "]), max_size=40).map("".join)


@given(st.text() | PIECES)
@example("年份:-")
@example("-标题:-年份:-")
@example("\ud800")
def test_anything_is_read_or_refused_politely(query: str) -> None:
    try:
        parsed = parse_query(query)
    except SearchQueryError:
        return
    assert isinstance(parsed.tree, Node)
    assert hash(parsed.tree) == hash(parse_query(query).tree)
    if isinstance(parsed.tree, Everything) and query.strip():
        assert parsed.notes, "never silently something else"
