"""Any text can be read: no exception, no endless time, offsets that point at what they claim.

With CI=true every fragment is repeated and many texts are made up; at a desk a sample of them, the same each time.
"""

import json
import random
import re
import subprocess
import sys
import unicodedata
from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from replies.letters.letter import Letter
from replies.letters.normalize import MOST_LINES
from replies.letters.parser import parse_letters
from tests.conftest import IN_CI
from tests.letters.fragments import FRAGMENTS as EVERY_KIND
from tests.letters.samples import compose

EVERYTHING = IN_CI
EXAMPLES = 200 if EVERYTHING else 60
WHOLE = compose(
    head="首页 > 政务公开\n青山市文化和旅游局文件\n青文旅函〔2022〕73号　签发人：林　海\n办理类型：A　是否公开：是",
    salutation="尊敬的白 石、云川（江月）委员：",
    body="一、情况\n截至2021年底，全市共有图书角38个，藏书12.6万册，占71%。\n二、打算\n（一）下一步将新建5个，投资300万元。",
    foot="联系人：江　河　电话：0871-68112030\n抄送：市政协提案委、市政府督查室（2份）\n青山市文化和旅游局　2022年6月20日印发",
)
FRAGMENTS = [
    *(
        "第",
        "号",
        "届",
        "次",
        "《",
        "》",
        "“",
        "”",
        "〔2022〕",
        "委员：",
        "代表",
        "关于",
        "的答复",
        "收悉",
        "现答复如下：",
        "一、",
    ),
    *(
        "（一）",
        "一是",
        "，",
        "。",
        "\n",
        "　",
        " ",
        "：",
        "2022年6月15日",
        "12.5",
        "万元",
        "%",
        "A类",
        "抄送：",
        "联系人：",
        "签发人",
    ),
    *(
        "索引号",
        "文号",
        "公开方式",
        "首页 > ",
        "上一篇：",
        "(fù)",
        "復",
        "?",
        "**",
        "|",
        "\u200b",
        "\ud83d\ude00",
        "1",
        "至",
        "、",
        "等",
    ),
]
STATED = ("addressees", "department", "document_number", "signer", "copied_to", "contact_names", "proposal_titles")


def as_list(value):
    return list(value) if isinstance(value, tuple) else [value]


def spelled(text: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


def is_spelled_in(value: str, source: str) -> bool:
    """Whether the characters of `value` stand in `source` in their order."""
    rest = iter(spelled(source))
    return all(character in rest for character in spelled(value))


def check(letter: Letter) -> None:
    text = letter.text
    items = [
        *letter.metrics,
        *letter.policies,
        *letter.commitments,
        *letter.requests,
        *letter.sections,
        *letter.warnings,
    ]
    spans = [(item.start, item.end) for item in items]
    spans += [span for places in letter.evidence.values() for span in places]
    assert all(0 <= start <= end <= len(text) for start, end in spans)
    for metric in letter.metrics:
        assert is_spelled_in(metric.text, text[metric.start : metric.end])
    for field in STATED:
        if value := getattr(letter, field):
            places = letter.evidence[field]
            assert len(places) == len(as_list(value))
            for one, (start, end) in zip(as_list(value), places, strict=True):
                assert is_spelled_in(one, text[start:end]), field
    plain = letter.to_dict()
    assert plain.pop("text") == text
    assert json.loads(letter.to_json()) == plain
    assert json.loads(letter.to_json({"signer": "", "parser": [1]})) == plain | {"signer": "", "parser": [1]}


@settings(max_examples=EXAMPLES)
@given(st.text(max_size=400))
def test_any_text(text):
    for letter in parse_letters(text):
        assert letter.text == text
        check(letter)


@settings(max_examples=EXAMPLES)
@given(st.lists(st.sampled_from(FRAGMENTS), max_size=120))
def test_any_text_of_a_letters_pieces(pieces):
    for letter in parse_letters("".join(pieces)):
        check(letter)


@settings(max_examples=EXAMPLES, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(
        st.tuples(st.integers(0, len(WHOLE)), st.integers(0, 12), st.sampled_from(["", *FRAGMENTS])),
        min_size=1,
        max_size=6,
    )
)
def test_any_damaged_letter(edits):
    text = WHOLE
    for at, length, replacement in edits:
        text = text[:at] + replacement + text[at + length :]
    for letter in parse_letters(text):
        check(letter)


def test_the_whole_letter_itself():
    (letter,) = parse_letters(WHOLE)
    check(letter)
    assert letter.addressees == ("白石", "云川", "江月")
    assert (letter.signer, letter.copied_to) == ("林海", ("市政协提案委", "市政府督查室"))


REPEATED = [
    *FRAGMENTS,
    *(
        "关于",
        "关于对",
        "《关于",
        "第1",
        "第1号",
        "1、",
        "1、2号、",
        "第十届",
        "届第",
        "12-",
        "a",
        "A ",
        "12345",
        "(",
        "（（",
        "“《",
    ),
    *(
        "委员、",
        "委员\n",
        "张三、",
        "张三委员：\n",
        "您提出的",
        "您提出的《关于",
        "收悉\n",
        "现答复如下：\n",
        "提案",
        "提案第",
        "的提案收悉",
    ),
    *(
        "索引号 ",
        "文号：\n",
        "联系人：\n",
        "办理类型 A ",
        "公开",
        "首页>",
        "打印 关闭 ",
        "|\n",
        "? ",
        "20",
        "2022",
        "2022年",
        "2022年6月15日\n",
    ),
    *(
        "市",
        "昆明市",
        "昆明市民政局",
        "民政局\n",
        "区",
        "省市区",
        "一、\n",
        "一是，",
        "（一）\n",
        "12.5万元，",
        "万",
        "百分之",
        "三千",
        "1.",
        "，占",
    ),
    *(
        "（联系人：",
        "抄送：区，",
        "抄送：\n",
        "一",
        "十",
        "零",
        "\r\n",
        "\t",
        "　　",
        "<p>",
        "<!--",
        "&nbsp;",
        "SHAPE ",
        "HYPERLINK \\",
        "[](",
        "#",
    ),
    *(
        "面商2022年6月15日",
        "6月15日与",
        "委员对办理表示",
        "表示满意",
        "类别为",
        "此件",
        "会办",
        "由区局",
        "分局",
        "记者",
        "通知如下",
        "×",
        "_",
    ),
]
# The same again at a size where anything worse than linear would take hours.
REPEATED_LONG = [
    "第",
    "委员：\n",
    "12.5万元，",
    "面商2022年6月15日",
    "a\n",
    "委员\n",
    "提案。",
    "自治县",
    "19",
    "（",
    "《》",
]
LIMIT = 300.0  # seconds for all fragments together; a guard against explosion, not a measure of speed


def sample(fragments: Sequence[str], count: int) -> list[str]:
    """All the fragments, or, at a desk, so many of them."""
    return list(fragments) if EVERYTHING else random.Random(len(fragments)).sample(list(fragments), count)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("fragments", "size"),
    [(sample(REPEATED, 30), 10_000), (sample(EVERY_KIND, 120), 5_000), (sample(REPEATED_LONG, 2), 1_000_000)],
    ids=["short", "of every kind", "long"],
)
def test_no_repeated_fragment_explodes(fragments, size):
    """Each fragment over and over, in a process of its own that is stopped when it hangs."""
    code = (
        "import sys, json\n"
        "from replies.letters.parser import parse_letters\n"
        "for fragment in json.load(sys.stdin):\n"
        f"    parse_letters((fragment * ({size} // len(fragment) + 1))[:{size}])\n"
        "    print(repr(fragment), flush=True)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        input=json.dumps(fragments),
        capture_output=True,
        text=True,
        timeout=LIMIT,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert len(done.stdout.splitlines()) == len(fragments)


def test_lines_that_are_not_read_are_said():
    read = "某行\n" * MOST_LINES
    (letter,) = parse_letters(read + "再一行\n末行")
    assert [(warning.start, warning.end) for warning in letter.warnings if warning.code == "too_long"] == [
        (len(read), len(read) + 6)
    ]
    assert not any(warning.code == "too_long" for warning in parse_letters(read)[0].warnings)
