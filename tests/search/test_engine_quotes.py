"""Quotes against the plainest definition: every document that holds these characters, and no other."""

from __future__ import annotations

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from replies.search.analysis import exact_fold
from replies.search.engine import Document, SearchRequest
from replies.search.engines.whoosh import WhooshEngine
from replies.search.query import Phrase

PIECES = (
    "养老", "養老", "服务", "服务体系", "小化妆包", "中国农业发展银行", "适老化改造", "的", "在", "和", "一二三",
    "１２３", "1,200", "15.41%", "2023", "年", "ＡＢＣ", "abc", "Wi-Fi", "，", "。", "《", "》", " ", "\n", "\u3000",
    "𠮷", "𠮷野家", "囧", "々", "〇", "（一）", "杨 强", "卧龙自然保护区", "体系建设", "老年人", "化", "é", "_",
    "-", "\u200b",
)  # fmt: skip
TEXTS = st.lists(st.sampled_from(PIECES), min_size=1, max_size=14).map("".join)


def holding(texts: list[str], quote: str) -> set[int]:
    return {number for number, text in enumerate(texts, 1) if exact_fold(quote) in exact_fold(text)}


def found(engine: WhooshEngine, quote: str) -> set[int]:
    return {hit.id for hit in engine.search(SearchRequest(Phrase(quote), limit=1000)).hits}


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(texts=st.lists(TEXTS, min_size=1, max_size=8), data=st.data())
def test_every_run_of_characters_is_found_where_it_stands_and_nowhere_else(texts, data):
    engine = WhooshEngine()
    engine.update(Document(id=number, audience="public", text=text) for number, text in enumerate(texts, 1))
    for _ in range(12):
        text = exact_fold(data.draw(st.sampled_from(texts)))
        start = data.draw(st.integers(0, max(len(text) - 1, 0)))
        quote = text[start : start + data.draw(st.integers(1, 12))]
        if quote:
            assert found(engine, quote) == holding(texts, quote), quote
    other = data.draw(TEXTS)
    if exact_fold(other):
        assert found(engine, other) == holding(texts, other), other


@pytest.mark.parametrize("tidied", [False, True])
def test_quotes_from_long_letters_over_several_segments(tidied):
    pick = random.Random(3)
    texts = ["".join(pick.choices(PIECES, k=pick.randrange(200, 900))) for _ in range(20)]
    engine = WhooshEngine()
    for number, text in enumerate(texts, 1):
        engine.update([Document(id=number, audience="public", text=text)])
    if tidied:
        assert engine.tidy()
    for _ in range(120):
        text = exact_fold(pick.choice(texts))
        start = pick.randrange(len(text) - 12)
        quote = text[start : start + pick.randrange(1, 13)]
        assert found(engine, quote) == holding(texts, quote), quote


def test_a_letter_of_more_characters_than_16_bits_count():
    text = "开头。" + "绿化养护" * 20_000 + "结尾在此。"
    engine = WhooshEngine()
    texts = (text, "结尾在别处。")
    engine.update(Document(id=number, audience="public", text=text) for number, text in enumerate(texts, 1))
    assert found(engine, "养护结尾在此") == {1}
    assert found(engine, "护绿化养") == {1}
    assert found(engine, "结尾在") == {1, 2}
