"""Scoring: each kind of agreement and disagreement is counted once, under its right name."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from replies.letters.evaluate import FieldScore, same_label, score


def scored(letter: dict, answer: dict):
    return score([{"file": "a.txt", **letter}], [{"file": "a.txt", **answer}])


def counts(count: FieldScore) -> tuple[int, int, int, int, int]:
    return count.stated, count.right, count.wrong, count.missed, count.invented


@pytest.mark.parametrize(
    ("given", "expected", "stated_right_wrong_missed_invented"),
    [
        ("昆明市民政局", "昆明市民政局", (1, 1, 0, 0, 0)),
        ("昆明市 民政局", "昆明市民政局", (1, 1, 0, 0, 0)),
        ("昆明市財政局", "昆明市财政局", (1, 1, 0, 0, 0)),
        ("昆明市财政局", "昆明市民政局", (1, 0, 1, 0, 0)),
        (None, "昆明市民政局", (1, 0, 0, 1, 0)),
        ("昆明市民政局", None, (0, 0, 1, 0, 1)),
        (None, None, (0, 0, 0, 0, 0)),
    ],
)
def test_a_value(given, expected, stated_right_wrong_missed_invented):
    scores = scored({"department": given}, {"department": expected})
    assert counts(scores.fields["department"]) == stated_right_wrong_missed_invented


@pytest.mark.parametrize(
    ("field", "given", "expected", "right"),
    [
        ("document_number", "西民函[2023]73号", "西民函〔2023〕73号", 1),
        ("document_number", "西民函〔2023〕 73号", "西民函〔2023〕73号", 1),
        ("document_number", "西民函〔2023〕73号", "西民函〔2023〕74号", 0),
        ("session", (10, 2), [10, 2], 1),
        ("session", [10, 3], [10, 2], 0),
        ("year", 2023, 2023, 1),
        ("year", "2023", 2023, 0),
        ("is_letter", False, False, 1),
        ("is_letter", True, False, 0),
    ],
)
def test_how_values_are_compared(field, given, expected, right):
    assert scored({field: given}, {field: expected}).fields[field].right == right


@pytest.mark.parametrize(
    ("given", "expected", "stated_right_wrong_missed_invented"),
    [
        (["甲", "乙"], ["甲", "乙"], (2, 2, 0, 0, 0)),
        (["乙", "甲"], ["甲", "乙"], (2, 2, 0, 0, 0)),
        (["甲"], ["甲", "乙"], (2, 1, 0, 1, 0)),
        (["甲", "丙"], ["甲", "乙"], (2, 1, 1, 1, 0)),
        (["甲", "甲"], ["甲"], (1, 1, 0, 0, 0)),
        (["甲"], [], (0, 0, 1, 0, 1)),
        ([], [], (0, 0, 0, 0, 0)),
        (None, ["甲"], (1, 0, 0, 1, 0)),
    ],
)
def test_a_list(given, expected, stated_right_wrong_missed_invented):
    scores = scored({"addressees": given}, {"addressees": expected})
    assert counts(scores.fields["addressees"]) == stated_right_wrong_missed_invented


@pytest.mark.parametrize(
    ("given", "right"),
    [("市民政局", 1), ("昆明市民政局", 1), ("民政局", 0), (None, 0)],
)
def test_other_accepted_values(given, right):
    answer = {"department": "昆明市民政局", "accept": {"department": ["市民政局"]}}
    assert scored({"department": given}, answer).fields["department"].right == right


@pytest.mark.parametrize(
    ("given", "wrong", "missed"),
    [(["77"], 0, 0), (["077", "77"], 0, 0), (["077"], 1, 1), ([], 0, 1)],
)
def test_other_accepted_lists(given, wrong, missed):
    answer = {"proposal_numbers": ["77"], "accept": {"proposal_numbers": [["077", "77"]]}}
    count = scored({"proposal_numbers": given}, answer).fields["proposal_numbers"]
    assert (count.wrong, count.missed) == (wrong, missed)


def test_what_an_answer_leaves_out_is_not_judged():
    scores = scored({"signer": "某人", "metrics": [{"text": "1人", "value": "1"}], "copied_to": ["x"]}, {"body": None})
    assert counts(scores.total) == (0, 0, 0, 0, 0)
    assert counts(scores.metrics) == (0, 0, 0, 0, 0)
    assert scores.examples == []


@pytest.mark.parametrize(
    ("given", "expected", "right_wrong_missed"),
    [
        ([("养老办法", "民发〔2020〕1号")], [("养老办法", "民发〔2020〕1号")], (1, 0, 0)),
        ([("《养老办法》", "民发[2020]1号")], [("养老 办法", "民发〔2020〕 1号")], (1, 0, 0)),
        ([("养老办法", None)] * 3, [("养老办法", None)], (1, 0, 0)),
        ([("养老办法", None)], [("养老办法", "民发〔2020〕1号")], (0, 1, 1)),
        ([], [("养老办法", None)], (0, 0, 1)),
        ([("养老办法", None)], [], (0, 1, 0)),
    ],
)
def test_policies(given, expected, right_wrong_missed):
    def rows(pairs):
        return [{"title": title, "number": number, "start": 0, "end": 1} for title, number in pairs]

    count = scored({"policies": rows(given)}, {"policies": rows(expected)}).fields["policies"]
    assert (count.right, count.wrong, count.missed) == right_wrong_missed


def metric(text: str, value: str, **more):
    return {"text": text, "value": value, **more}


@pytest.mark.parametrize(
    ("given", "expected", "right_wrong_missed", "reason"),
    [
        ([metric("5 张", "5.0")], [metric("5张", "5")], (1, 0, 0), "white space and trailing zeros aside"),
        ([metric("5张", "50")], [metric("5张", "5")], (0, 1, 1), "another value"),
        ([metric("5张", "5"), metric("5张", "5")], [metric("5张", "5")], (1, 1, 0), "once too often"),
        ([metric("5张", "5")], [metric("5张", "5"), metric("5张", "5")], (1, 0, 1), "once too seldom"),
        ([], [metric("5张", "5", optional=True)], (0, 0, 0), "optional and left out"),
        ([metric("5张", "5")], [metric("5张", "5", optional=True)], (0, 0, 0), "optional and given"),
        ([metric("5张", "x")], [metric("5张", "5")], (0, 1, 1), "no number"),
        (
            [metric("5张以上", "5", start=3, end=7)],
            [metric("5张", "5", start=3, end=5)],
            (1, 0, 0),
            "at the same place the words may be more",
        ),
        (
            [metric("5张", "5", start=90, end=92)],
            [metric("5张", "5", start=3, end=5)],
            (0, 1, 1),
            "the same words elsewhere are another figure",
        ),
    ],
)
def test_metrics(given, expected, right_wrong_missed, reason):
    count = scored({"metrics": given}, {"metrics": expected}).metrics
    assert (count.right, count.wrong, count.missed) == right_wrong_missed, reason


def test_metrics_that_an_incomplete_answer_lacks_are_not_counted():
    letter = {"metrics": [metric("5张", "5"), metric("6张", "6")]}
    scores = scored(letter, {"metrics": [metric("5张", "5")], "has_metrics_gold": False})
    assert counts(scores.metrics) == (1, 1, 0, 0, 0)
    assert scores.metrics.precision == 1


def test_figures_of_one_text_are_paired_in_order():
    letter = {"metrics": [metric("3个", "3", label="街道"), metric("3个", "3", label="社区")]}
    answer = {"metrics": [metric("3个", "3", label="街道"), metric("3个", "3", label="社区")]}
    assert scored(letter, answer).metric_parts["label"].right == 2


@pytest.mark.parametrize(
    ("part", "given", "expected", "right"),
    [
        ("as_of", "2022-12", "2022-12", 1),
        ("as_of", "2022", "2022-12", 0),
        ("as_of", None, None, 1),
        ("unit", "张", "张", 1),
        ("unit", "个", "张", 0),
        ("damaged", False, True, 0),
        ("planned", True, True, 1),
        ("qualifier", "over", "over", 1),
    ],
)
def test_parts_of_a_figure(part, given, expected, right):
    letter = {"metrics": [metric("5张", "5", **{part: given})]}
    count = scored(letter, {"metrics": [metric("5张", "5", **{part: expected})]}).metric_parts[part]
    assert (count.stated, count.right) == (1, right)


@pytest.mark.parametrize(
    ("expected", "given", "same"),
    [
        ("养老床位", "养老床位", True),
        ("养老床位", "设立养老床位", True),
        ("60岁以上的老人", "60岁以上老人", True),
        ("新建养老床位", "护理型床位", True),
        ("养老床位", "养老机构", False),
        ("养老床位", "", False),
        ("床", "床位", True),
    ],
)
def test_same_label(expected, given, same):
    assert same_label(expected, given) is same


@pytest.mark.parametrize(
    ("given", "expected", "right_wrong_missed"),
    [
        ([{"text": "建成3个", "start": 5, "end": 9, "due": "2021"}], {"start": 7, "end": 20, "due": "2021"}, (1, 0, 0)),
        ([{"text": "建成3个", "start": 5, "end": 9, "due": None}], {"start": 7, "end": 20, "due": "2021"}, (0, 1, 0)),
        ([{"text": "建成3个", "start": 5, "end": 9}], {"start": 9, "end": 20}, (0, 0, 1)),
        ([{"text": "年底前建成3个", "due": None}], {}, (1, 0, 0)),
        ([], {}, (0, 0, 1)),
    ],
)
def test_commitments(given, expected, right_wrong_missed):
    answer = {"commitments": [{"text": "建成 3个", **expected}]}
    count = scored({"commitments": given}, answer).fields["commitments"]
    assert (count.right, count.wrong, count.missed) == right_wrong_missed


def test_warnings_and_inferred_fields_must_be_among_those_given():
    letter = {"warnings": [{"code": "field_code"}, {"code": "page_chrome"}], "inferred": ["city", "year"]}
    scores = scored(letter, {"warnings": ["field_code", "arithmetic"], "inferred": ["city"]})
    assert counts(scores.fields["warnings"]) == (2, 1, 0, 1, 0)
    assert counts(scores.fields["inferred"]) == (1, 1, 0, 0, 0)


def test_a_page_of_several_letters():
    letter = {"letters": [{"year": 2020}, {"year": 2021}]}
    scores = scored(letter, {"letters": [{"year": 2020}, {"year": 2022}, {"year": 2023}]})
    assert scores.letters == 3
    assert counts(scores.fields["year"]) == (3, 1, 1, 1, 0)


def test_files_are_matched_by_name_and_missing_ones_named():
    scores = score(
        [{"file": "/some/where/a.txt", "year": 2020}],
        [{"file": "a.txt", "year": 2020}, {"file": "b.txt", "year": 2021}],
    )
    assert scores.fields["year"].right == 1
    assert (scores.letters, scores.unread) == (1, ["b.txt"])


def test_every_disagreement_is_an_example():
    scores = scored({"year": 2020, "signer": "甲", "body": None}, {"year": 2021, "signer": None, "body": "npc"})
    assert {(item.field, item.kind, item.expected, item.given) for item in scores.examples} == {
        ("year", "wrong", 2021, 2020),
        ("signer", "invented", None, "甲"),
        ("body", "missed", "npc", None),
    }


def test_precision_and_recall():
    count = FieldScore(stated=8, right=6, wrong=2, missed=2)
    assert (count.precision, count.recall) == (0.75, 0.75)
    assert (FieldScore().precision, FieldScore().recall) == (1, 1)


# --- the command -----------------------------------------------------------------------------------------------------

LETTER = """王秀兰委员：
您提出的《关于增设社区食堂的提案》（第31号）收悉。我区现有社区食堂12个。
昆明市西山区民政局
2021年6月8日
"""


def run(folder: Path, *options: str) -> str:
    out = StringIO()
    call_command("evaluate_parser", str(folder), *options, stdout=out)
    return out.getvalue()


@pytest.mark.parametrize("beside", [True, False], ids=["a json beside the text", "one gold.jsonl"])
def test_the_command_counts_a_folder(tmp_path, beside):
    answer = {"addressees": ["王秀兰"], "proposal_numbers": ["32"], "metrics": [metric("12个", "12")]}
    (tmp_path / "one.txt").write_text(LETTER, encoding="utf-8")
    if beside:
        (tmp_path / "one.json").write_text(json.dumps(answer), encoding="utf-8")
    else:
        (tmp_path / "gold.jsonl").write_text(json.dumps({"file": "one.txt", **answer}) + "\n\n", encoding="utf-8")
    lines = run(tmp_path, "--verbose").splitlines()
    assert lines[0] == "1 letters"
    table = {line.split()[0]: line.split()[1:] for line in lines if line}
    assert table["addressees"] == ["1", "1", "0", "0", "0"]
    assert table["proposal_numbers"] == ["1", "0", "1", "1", "0"]
    assert "  precision 100.00%, recall 100.00%" in lines
    assert [line for line in lines if line.startswith("one.txt  proposal_numbers")] == [
        "one.txt  proposal_numbers  missed: 32",
        "one.txt  proposal_numbers  wrong: 31 instead of None",
    ]


def test_the_command_says_which_file_is_missing(tmp_path):
    (tmp_path / "gold.jsonl").write_text('{"file": "gone.txt"}', encoding="utf-8")
    assert "no such file: gone.txt" in run(tmp_path)


@pytest.mark.parametrize("content", [None, "{", '"no row"', '{"year": 2020}'])
def test_a_folder_without_answers_is_an_error(tmp_path, content):
    if content is not None:
        (tmp_path / "gold.jsonl").write_text(content, encoding="utf-8")
    with pytest.raises(CommandError):
        run(tmp_path)
