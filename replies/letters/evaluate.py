"""How well parsed letters agree with right answers. `score(letters, gold)` in, counts out; nothing is read or printed.

A letter is a dict as the `parse_letter` command prints it; an answer ("gold") has the same keys, of which each may be
left out: what an answer does not hold is not judged. Beyond the keys of a letter an answer knows
- `accept`: other right values of a field, as a list by the field's name;
- `has_metrics_gold`: whether `metrics` is complete, so that others count as invented (without it they are not judged);
- a metric's `optional`: it may be given or left out;
- `warnings`: codes that must be among the letter's; `inferred`: fields that must be marked so;
- `requests` and `commitments`: some of them; each must be found, others may be;
- `letters`: the answers for a page that holds several letters, against the letter's own `letters`.

Strings are compared without white space, width and script (traditional as simplified), and with one shape for each kind
of bracket and quote: an answer says what a letter states, not how it was typed.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from functools import cache, lru_cache
from typing import Any

from opencc import OpenCC

Row = Mapping[str, Any]

VALUES = (
    "is_letter",
    "body",
    "session",
    "department",
    "division_code",
    "province",
    "city",
    "district",
    "document_number",
    "response_type",
    "disclosure",
    "issue_date",
    "publish_date",
    "year",
    "index_number",
    "signer",
    "interview_date",
    "satisfaction",
)
LISTS = (
    "proposal_numbers",
    "proposal_titles",
    "addressees",
    "co_departments",
    "copied_to",
    "contact_names",
    "contact_phones",
)
PARTIAL_LISTS = ("requests", "commitments")
METRIC_PARTS = ("unit", "label", "label, leniently", "as_of", "qualifier", "planned", "damaged")


@dataclass(slots=True)
class FieldScore:
    """Counts of one field over all letters.

    `stated` values the answers hold; of them `right` were read, `missed` were not read at all. `wrong` is what was read
    but is not so, `invented` those of them where the answer says that nothing is stated.
    """

    stated: int = 0
    right: int = 0
    wrong: int = 0
    missed: int = 0
    invented: int = 0

    @property
    def precision(self) -> float:
        """Share of what was read that is right; 1 when nothing was read."""
        return _share(self.right, self.right + self.wrong)

    @property
    def recall(self) -> float:
        """Share of what is stated that was read rightly; 1 when nothing is stated."""
        return _share(self.right, self.stated)


@dataclass(frozen=True, slots=True)
class Example:
    """One disagreement: `kind` is wrong, missed or invented; `expected` or `given` is None where there is nothing."""

    file: str
    field: str
    kind: str
    expected: Any
    given: Any


@dataclass(slots=True)
class Scores:
    """The counts of all fields, in the order in which the contract names them, and every disagreement.

    `metrics` counts figures found by text and value; `metric_parts` says of each part (label, date, …) of the figures
    found how often it is right. `unread` are files with an answer and no letter.
    """

    letters: int = 0
    fields: dict[str, FieldScore] = field(default_factory=lambda: defaultdict(FieldScore))
    metrics: FieldScore = field(default_factory=FieldScore)
    metric_parts: dict[str, FieldScore] = field(default_factory=lambda: defaultdict(FieldScore))
    examples: list[Example] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)

    @property
    def total(self) -> FieldScore:
        """All fields together, without metrics."""
        return FieldScore(
            *(
                sum(getattr(score, name) for score in self.fields.values())
                for name in ("stated", "right", "wrong", "missed", "invented")
            )
        )


def score(letters: Iterable[Row], gold: Iterable[Row]) -> Scores:
    """Compare each answer with the letter of the same `file` (its last part: folders do not count)."""
    scores = Scores()
    parsed = {_file_name(letter): letter for letter in letters}
    for answer in gold:
        letter = parsed.get(_file_name(answer))
        if letter is None:
            scores.unread.append(_file_name(answer))
            continue
        for one, its_answer in _pairs(letter, answer):
            scores.letters += 1
            _Judge(scores, _file_name(answer), one, its_answer).judge()
    return scores


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 1.0


def _file_name(row: Row) -> str:
    return str(row["file"]).replace("\\", "/").rsplit("/", 1)[-1]


def _pairs(letter: Row, answer: Row) -> Iterator[tuple[Row, Row]]:
    """A page's letters beside their answers, in order; a page of one letter is that letter."""
    if "letters" not in answer:
        yield letter, answer
        return
    letters = list(letter.get("letters") or [letter])
    for index, its_answer in enumerate(answer["letters"]):
        yield (letters[index] if index < len(letters) else {"is_letter": False}), its_answer


# --- comparing -----------------------------------------------------------------------------------------------------

_SHAPES = str.maketrans(
    dict.fromkeys("[({【「『", "〔")
    | dict.fromkeys("])}】」』", "〕")
    | dict.fromkeys("\"'’‘”「」『』", "“")
    | {"•": "·"}
)
_SPACE = re.compile(r"\s+")


@lru_cache(maxsize=20_000)
def fold(text: str) -> str:
    """The text without what two honest transcriptions of one printed line may differ in."""
    simplified = text if text.isascii() else _to_simplified().convert(text)
    return _SPACE.sub("", unicodedata.normalize("NFKC", simplified)).translate(_SHAPES)


@cache
def _to_simplified() -> OpenCC:
    return OpenCC("t2s")


def _folded(value: Any) -> Any:
    if isinstance(value, str):
        return fold(value)
    if isinstance(value, list | tuple):
        return tuple(_folded(item) for item in value)
    return value


def _nothing(value: Any) -> bool:
    return value is None or value in ([], (), "")


def same_label(expected: str, given: str) -> bool:
    """Whether two labels mean the same: one contains the other, or both end in the same noun."""
    one, other = (re.sub("[的“、〔〕]", "", fold(label)) for label in (expected, given))
    return bool(one and other) and (one in other or other in one or (len(one) > 1 and one[-2:] == other[-2:]))


def _same_number(one: Any, other: Any) -> bool:
    try:
        return Decimal(str(one)) == Decimal(str(other))
    except InvalidOperation:
        return False


@dataclass(slots=True)
class _Judge:
    """Compares one letter with its answer and adds to the counts."""

    scores: Scores
    file: str
    letter: Row
    answer: Row

    def judge(self) -> None:
        for name in VALUES:
            if name in self.answer:
                self._value(name)
        for name in LISTS:
            if name in self.answer:
                self._list(name, self._accepted_list(name), _items(self.letter.get(name)))
        if "policies" in self.answer:
            self._list("policies", _policies(self.answer["policies"]), _policies(self.letter.get("policies")))
        for name in PARTIAL_LISTS:
            self._passages(name)
        self._codes("warnings", {item["code"] for item in self.letter.get("warnings") or ()})
        self._codes("inferred", set(self.letter.get("inferred") or ()))
        if self.answer.get("metrics") is not None:
            self._metrics()

    def _note(self, name: str, kind: str, expected: Any, given: Any) -> None:
        self.scores.examples.append(Example(self.file, name, kind, expected, given))

    def _value(self, name: str) -> None:
        count = self.scores.fields[name]
        expected, given = self.answer[name], self.letter.get(name)
        accepted = [_folded(value) for value in (expected, *self._accept(name))]
        stated = not _nothing(expected)
        count.stated += stated
        if _folded(given) in accepted or (_nothing(given) and not stated):
            # An accepted nothing is neither read nor missed.
            count.right += stated
        elif _nothing(given):
            count.missed += 1
            self._note(name, "missed", expected, None)
        else:
            count.wrong += 1
            count.invented += not stated
            self._note(name, "wrong" if stated else "invented", expected, given)

    def _accept(self, name: str) -> list[Any]:
        return list((self.answer.get("accept") or {}).get(name, ()))

    def _accepted_list(self, name: str) -> dict[Any, Any]:
        """The list that the letter has to match: the answer's own, unless the letter gives another accepted one."""
        given = _items(self.letter.get(name))
        for accepted in self._accept(name):
            if list(_items(accepted)) == list(given):
                return _items(accepted)
        return _items(self.answer[name])

    def _list(self, name: str, expected: dict[Any, Any], given: dict[Any, Any]) -> None:
        """Items as a set; an item out of order is right (numbers, names and policies mean the same in any order)."""
        count = self.scores.fields[name]
        count.stated += len(expected)
        for key, item in expected.items():
            if key in given:
                count.right += 1
            else:
                count.missed += 1
                self._note(name, "missed", item, None)
        for key, item in given.items():
            if key not in expected:
                count.wrong += 1
                count.invented += not expected
                self._note(name, "invented" if not expected else "wrong", None, item)

    def _passages(self, name: str) -> None:
        """Requests and commitments: right when one of the letter's overlaps it, and is due when it says."""
        for item in self.answer.get(name) or ():
            count = self.scores.fields[name]
            count.stated += 1
            found = [one for one in self.letter.get(name) or () if _same_passage(item, one)]
            dues = [one.get("due") for one in found]
            if not found:
                count.missed += 1
                self._note(name, "missed", item["text"], None)
            elif "due" in item and item["due"] not in dues:
                count.wrong += 1
                self._note(f"{name}, due", "wrong", item["due"], dues)
            else:
                count.right += 1

    def _codes(self, name: str, given: set[str]) -> None:
        for code in self.answer.get(name) or ():
            count = self.scores.fields[name]
            count.stated += 1
            if code in given:
                count.right += 1
            else:
                count.missed += 1
                self._note(name, "missed", code, None)

    def _metrics(self) -> None:
        """Each figure of the answer takes, in order, the first of the letter's that is the same."""
        count = self.scores.metrics
        waiting = list(self.letter.get("metrics") or ())
        for expected in self.answer["metrics"]:
            found = next((metric for metric in waiting if _same_metric(expected, metric)), None)
            if found is not None:
                waiting.remove(found)
            if expected.get("optional"):
                continue
            count.stated += 1
            if found is None:
                count.missed += 1
                self._note("metrics", "missed", f"{expected['text']} {expected.get('label') or ''}", None)
            else:
                count.right += 1
                self._metric_parts(expected, found)
        if self.answer.get("has_metrics_gold", True):
            for metric in waiting:
                count.wrong += 1
                self._note("metrics", "wrong", None, f"{metric['text']} {metric.get('label') or ''}")

    def _metric_parts(self, expected: Row, found: Row) -> None:
        for part in METRIC_PARTS:
            name = part.split(",")[0]
            if name not in expected:
                continue
            count = self.scores.metric_parts[part]
            wanted, given = expected[name], found.get(name)
            count.stated += 1
            if _folded(given) == _folded(wanted) or ("," in part and same_label(wanted or "", given or "")):
                count.right += 1
                continue
            count.wrong += 1
            if part != "label":
                self._note(f"metrics, {part}", "wrong", f"{expected['text']}: {wanted}", given)


def _items(values: Iterable[str] | None) -> dict[Any, Any]:
    return {_folded(value): value for value in values or ()}


def _policies(policies: Iterable[Row] | None) -> dict[Any, Any]:
    """Each policy once, under its title without 《》 and its number."""
    named = {}
    for policy in policies or ():
        title, number = policy.get("title"), policy.get("number")
        key = (re.sub("[《》〈〉]", "", fold(title or "")), fold(number or ""))
        named[key] = " ".join(filter(None, (title and f"《{title}》", number)))
    return named


def _same_metric(expected: Row, given: Row) -> bool:
    """Same value at the same place, or, where the answer gives no place, in the same words."""
    if not _same_number(given["value"], expected["value"]):
        return False
    if "start" in expected and "start" in given:
        return given["start"] < expected["end"] and expected["start"] < given["end"]
    return fold(expected["text"]) == fold(given["text"])


def _same_passage(expected: Row, given: Row) -> bool:
    if "start" in expected and "start" in given:
        return given["start"] < expected["end"] and expected["start"] < given["end"]
    one, other = fold(expected["text"]), fold(given["text"])
    return one in other or other in one
