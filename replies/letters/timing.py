"""When a letter was written and published: `find_letter_dates`, and which year it belongs to: `find_year`.

The date under the signature is the letter's own; the printer's (印发) and the web page's (发布) are not. The year is
that of the letter's date, else of its number, of its publication, of a proposal number that begins with a year, and
last the year its content speaks of, which is marked inferred.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from replies.letters.dates import FoundDate, find_dates
from replies.letters.labels import Labelled
from replies.letters.layout import Found, Layout, Line
from replies.letters.letter import Span

_PRINTED = re.compile(r"印发|印制|打印|共印")
_OF_THE_ANSWER = ("答复", "办复", "办结", "回复", "复文")  # 答复时间 in a form tells of the letter, not of the page
_PAGE_TIME = re.compile(r"发布|时间|来源|浏览|阅读|字体|点击|\d{1,2}:\d{2}|更新|上网|公开日期")
_OTHER_DATE = re.compile(r"面商|面谈|走访|沟通|见面|交办|收到|座谈|电话|联系")
_FUTURE = re.compile(r"(?:到|至|力争|预计|计划|将于|拟于|截至|[-—~～－至])[ \t]?$")
_UNTIL = re.compile("截至|截止")
_IN_A_SENTENCE = re.compile("[，。；、]")
_DIGITS = re.compile(r"\d+")
_YEAR = re.compile(r"(?:19|20)\d\d")
_YEAR_OF_PROPOSAL = re.compile(r"(?<!\d)(20[0-4]\d)(?:\d{3,6}(?!\d)|[ \t]?年|[〕\]】)）])")
_YEAR_OF_CONTENT = re.compile(r"(?<!\d)(20[0-4]\d)[ \t]?年")
_PLANNED = re.compile(r"^(?:底前|年底前|以前|前|[-—~～－至到])")


@dataclass(frozen=True, slots=True)
class LetterDates:
    """`issue` and `publish` as ISO days; `damaged` lists dates that lost characters."""

    issue: Found | None
    publish: Found | None
    damaged: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class LetterYear:
    """The year as text and where it was read; `inferred` if only the content shows it."""

    found: Found
    inferred: bool = False


def find_letter_dates(layout: Layout) -> LetterDates:
    """The days of issue and of publication."""
    damaged: list[Span] = []
    issue = _signed_on(layout, damaged) or _from_labels(layout.labelled("issue_date")) or _printed_on(layout)
    publish = _from_labels(layout.labelled("publish_date")) or _made_later(layout, issue) or _page_date(layout)
    return LetterDates(issue, publish, tuple(damaged))


def _signed_on(layout: Layout, damaged: list[Span]) -> Found | None:
    """The date in the foot, in a line of its own or after the office's name; a damaged one with a single reading."""
    for lines in (layout.foot_lines, _last_line(layout)):
        for line in lines:
            text = line.text
            if len(text) > 100 or _PRINTED.search(text) or _OTHER_DATE.search(text) or _PAGE_TIME.search(text):
                continue
            for date in find_dates(text):
                if not _stands_as_signature(text, date):
                    continue
                place = Span(line.start + date.start, line.start + date.end)
                if date.damaged:
                    damaged.append(place)
                if date.is_day and date.value:
                    return Found(date.value, *place)
    return None


def _last_line(layout: Layout) -> Sequence[Line]:
    """The body's last line, if it is short, for a letter whose signature was not set apart."""
    return [Line(layout.of(line), *line) for line in layout.last_lines[-1:] if line.end - line.start < 80]


def _stands_as_signature(text: str, date: FoundDate) -> bool:
    before, after = text[: date.start].strip(), text[date.end :].strip()
    return len(after) <= 4 and (not before or not _IN_A_SENTENCE.search(before)) and "《" not in before


def _printed_on(layout: Layout) -> Found | None:
    """The date of printing, when nothing else is dated."""
    for line in layout.foot_lines:
        text = line.text
        if len(text) < 120 and _PRINTED.search(text):
            for date in find_dates(text):
                if date.is_day and date.value and not date.damaged:
                    return Found(date.value, line.start + date.start, line.start + date.end)
    return None


def _from_labels(labels: Sequence[Labelled]) -> Found | None:
    for label in labels:
        for date in find_dates(label.value[:40]):
            if date.is_day and date.value:
                return Found(date.value, label.start + date.start, label.start + date.end)
    return None


def _made_later(layout: Layout, issue: Found | None) -> Found | None:
    """A page's 生成日期 after the day on which the letter was signed is the day the page was made."""
    made = _from_labels([label for label in layout.labelled("issue_date") if label.name.startswith("生成")])
    return made if made and issue and made.value > issue.value else None


def _page_date(layout: Layout) -> Found | None:
    """A date in the head of a page: with a time of day, or alone in its line."""
    answered = [label for label in layout.labelled("issue_date") if label.name.startswith(_OF_THE_ANSWER)]
    for line in layout.head_lines:
        text = line.text
        if len(text) > 120 or any(title.start <= line.start < title.end for title in layout.titles):
            continue
        for date in find_dates(text):
            start = line.start + date.start
            if any(label.start <= start < label.end for label in answered):
                continue
            if date.is_day and date.value and not date.damaged and _is_page_date(text, date):
                return Found(date.value, start, line.start + date.end)
    return None


def _is_page_date(text: str, date: FoundDate) -> bool:
    rest = text[: date.start] + text[date.end :]
    if _OTHER_DATE.search(text):
        return False
    return bool(_PAGE_TIME.search(text)) or len(rest.strip()) <= 2


def find_year(
    layout: Layout, dates: LetterDates, number: Found | None, proposal_numbers: Sequence[str]
) -> LetterYear | None:
    """The letter's year and where it shows."""
    if dates.issue:
        return LetterYear(Found(dates.issue.value[:4], dates.issue.start, dates.issue.end))
    if number and (match := _YEAR.search(number.value)):
        return LetterYear(Found(match[0], number.start, number.end))
    if dates.publish:
        return LetterYear(Found(dates.publish.value[:4], dates.publish.start, dates.publish.end))
    for place in (*layout.titles, *([layout.opening] if layout.opening else [])):
        if found := _year_of_proposal(layout, place, proposal_numbers):
            return LetterYear(found)
    content = _year_of_content(layout)
    return LetterYear(content, inferred=True) if content else None


def _year_of_proposal(layout: Layout, place: Span, numbers: Sequence[str]) -> Found | None:
    """A year in the letter's title, or at the front of a proposal number such as 20250384."""
    text = layout.of(place)[:300]
    for match in _YEAR_OF_PROPOSAL.finditer(text):
        digits = _DIGITS.match(match[0])
        if digits and (len(digits[0]) == 4 or digits[0] in numbers):
            return Found(match[1], place.start + match.start(), place.start + match.start() + 4)
    return None


def _year_of_content(layout: Layout) -> Found | None:
    """The latest year that the body speaks of as its present, plans and spans of years aside."""
    text = layout.of(layout.body)
    counts: Counter[str] = Counter()
    first: dict[str, int] = {}
    for match in _YEAR_OF_CONTENT.finditer(text):
        before, after = text[max(0, match.start() - 4) : match.start()], text[match.end() : match.end() + 4]
        if (_FUTURE.search(before) and not _UNTIL.search(before)) or _PLANNED.match(after) or "《" in before:
            continue
        counts[match[1]] += 1
        first.setdefault(match[1], match.start())
    if not counts:
        return None
    latest = max(counts)
    return Found(latest, layout.body.start + first[latest], layout.body.start + first[latest] + 4)
