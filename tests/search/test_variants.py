"""A tree -> the tree with what else its words may be written as."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from replies.search import pinyin
from replies.search.analysis import fold
from replies.search.query import SearchQueryError, parse_query
from replies.search.variants import SYNONYMS, expand


def synonym_groups() -> list[list[str]]:
    lines = SYNONYMS.read_text(encoding="utf-8").splitlines()
    return [line.split(" ") for line in lines if line and not line.startswith("#")]


def widened(word: str, *others: str) -> str:
    return f"Or({', '.join([word, *(f'Weighted({other}, 0.4)' for other in others)])})"


@pytest.mark.parametrize(
    ("query", "tree", "note", "reason"),
    [
        (
            "敬老院",
            widened("Word('敬老院')", "Word('养老院')", "Word('老年公寓')", "Phrase('养老机构')"),
            "近义的“养老院”",
            "synonyms rank lower; one of several tokens is looked for as it stands",
        ),
        (
            "适老化改造",
            "Or(Word('适老化改造'), Weighted(Phrase('无障碍改造'), 0.4))",
            "近义的“无障碍改造”",
            "a word of several tokens",
        ),
        ("公交", "Or(Word('公交'), Weighted(Word('公共汽车'), 0.4))", "“公共汽车”", "公交车 holds 公交 already"),
        (
            "增設電梯",
            widened("Word('增設電梯')", "Phrase('加装电梯')", "Phrase('加建电梯')", "Phrase('老楼装电梯')"),
            "“增設電梯”",
            "typed in traditional script",
        ),
        (
            "村医补贴",
            "Or(Word('村医补贴'), Weighted(Phrase('乡村医生补贴'), 0.4))",
            "“村医”也查找了",
            "within a longer word",
        ),
        (
            "标题:公厕",
            widened("Word('公厕', title)", "Word('公共厕所', title)", "Phrase('公共卫生间', title)"),
            "“公共厕所”",
            "within a field of words",
        ),
        ("单位:养老院", "Word('养老院', department)", "", "names are not words"),
        ("“敬老院”", "Phrase('敬老院')", "", "a quotation means what it says"),
        ("-敬老院", "Not(Word('敬老院'))", "", "what is excluded must not grow"),
        ("yanglao", "Or(Word('yanglao'), Word('养老'))", "按拼音也查找了“养老”", "pinyin"),
        ("YangLao", "Or(Word('YangLao'), Word('养老'))", "按拼音也查找了“养老”", "in any case"),
        (
            "dian ti 养老",
            "And(Or(And(Word('dian'), Word('ti')), Word('电梯')), Word('养老'))",
            "“dian ti”按拼音也查找了“电梯”",
            "with spaces",
        ),
        ("app", "Word('app')", "", "no pinyin"),
        ("第十届委员会", "Or(Word('第十届委员会'), Word('第10届委员会'))", "", "numerals of a term"),
        ("16届", "Or(Word('16届'), Word('十六届'))", "", "the other way"),
        ("十五分钟生活圈", "Word('十五分钟生活圈')", "", "other numerals stay"),
    ],
)
def test_widening(query: str, tree: str, note: str, reason: str) -> None:
    expanded = expand(parse_query(query).tree)
    assert repr(expanded.tree) == tree, reason
    assert note in "；".join(expanded.notes)
    assert bool(expanded.notes) == bool(note), "what was added is said, and nothing else"


def test_pinyin_can_be_read_by_other_words() -> None:
    expanded = expand(parse_query("laijiayan").tree, {"laijiayan": ["来家宴"]}.get)
    assert repr(expanded.tree) == "Or(Word('laijiayan'), Phrase('来家宴'))"


@given(
    st.text() | st.lists(st.sampled_from(["敬老院", "yang", "lao", " ", "第十届", "-", "(", "’", "OR"])).map("".join)
)
def test_anything_that_is_read_can_be_widened(query: str) -> None:
    try:
        tree = parse_query(query).tree
    except SearchQueryError:
        return
    assert hash(expand(tree).tree)


def test_the_synonyms_are_well_kept() -> None:
    groups = synonym_groups()
    assert len(groups) >= 60
    assert all(len(group) > 1 for group in groups)
    assert [word for word, times in Counter(word for group in groups for word in group).items() if times > 1] == []
    assert [word for group in groups for word in group if fold(word) not in (word, word.lower())] == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("养老", ["yang", "lao"]),
        ("養老", ["yang", "lao"]),
        ("重庆银行", ["chong", "qing", "yin", "hang"]),
        ("重要", ["zhong", "yao"]),
        ("绿化", ["lv", "hua"]),
        ("A区3号", ["a", "qu", "3", "hao"]),
        ("《养老》", ["yang", "lao"]),
        ("", []),
    ],
)
def test_syllables(text: str, expected: list[str]) -> None:
    assert pinyin.syllables(text) == expected


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("yanglao", ["养老"]),
        ("dianti", ["电梯"]),
        ("lvse", ["绿色"]),
        ("lüse", ["绿色"]),
        ("xi'an", ["西安", "西岸", "希安", "锡安"]),
        ("shilaohua", ["适老化"]),
        ("a", []),
        ("wifi", []),
        ("养老", []),
        ("", []),
        ("yanglao" * 50, []),
    ],
)
def test_words_for_pinyin(typed: str, words: list[str]) -> None:
    assert pinyin.words_for(typed) == words


@pytest.mark.parametrize(
    "text",
    [
        "关于加强社区居家养老服务体系建设的建议",
        "长沙市长期护理保险",
        "行业协会与商业银行",
        "都市圈的首都功能",
        "音乐节的快乐",
    ],
)
def test_the_tables_agree_with_pypinyin(text: str) -> None:
    from pypinyin import lazy_pinyin

    assert pinyin.syllables(text) == lazy_pinyin(text)
