"""What a letter is about, by its title, then by who answers it, then by its text."""

from __future__ import annotations

import pytest

from replies.letters.subjects import find_subjects, subjects

ROADS = "我局已对道路、公交和停车场作了安排，增开公交线路，改造路口。"
MIXED = "公交、学校、医院、养老、消防、水库、农田、文物各有安排。"


@pytest.mark.parametrize(
    ("title", "office", "text", "expected", "reason"),
    [
        ("关于增加老年食堂的提案", "", "", ("养老与民政",), "the title says it"),
        ("关于增开夜间公交的建议", "东河区财政局", "", ("交通运输",), "the title comes before the office"),
        ("关于帮扶高校毕业生的提案", "", "", ("就业与社保",), "the longest word counts: not 高校"),
        ("关于稳定乡村教师队伍的建议", "", "", ("教育",), "a word may speak for a second subject, less strongly"),
        ("关于发展普惠托育的建议", "", "", ("卫生健康", "妇女儿童与残疾人"), "two subjects of one weight"),
        ("关于清理库区漂浮物的提案", "山江市水利局", "", ("水利水务", "生态环境"), "two, the office's first"),
        ("关于大学城周边停车的提案", "", "", ("交通运输", "住房与城建"), "a name that only holds the word 大学"),
        ("关于出租房消防安全隐患的提案", "", "", ("公共安全与应急",), "a weak second one is left out"),
        ("关于进一步加强有关工作的提案", "东河区民政局", "", (), "an office alone does not tell"),
        ("", "东河区交通运输局", ROADS, ("交通运输",), "without a title, office and text"),
        ("", "", ROADS, ("交通运输",), "the text alone, when it speaks of one thing"),
        ("", "", MIXED, (), "a text that speaks of everything tells nothing"),
        ("", "", "已转有关单位研究。", (), "nothing to go by"),
        ("关于公交、学校、医院的建议", "", "", (), "three subjects of one weight are none"),
        ("关于公交、地铁、学校、医院的建议", "", "", ("交通运输",), "one that leads"),
    ],
)
def test_subjects(title: str, office: str, text: str, expected: tuple[str, ...], reason: str) -> None:
    assert set(find_subjects(title, [office], text)) == set(expected), reason


def test_the_first_subject_is_the_strongest() -> None:
    assert find_subjects("关于清理库区漂浮物的提案", ["山江市生态环境局"])[0] == "生态环境"


def test_a_long_text_is_read_only_so_far() -> None:
    assert find_subjects("", [], "无关的话。" * 1000 + ROADS * 100) == ()


def test_names_are_told_apart() -> None:
    assert len(subjects()) == len(set(subjects())) == 16
