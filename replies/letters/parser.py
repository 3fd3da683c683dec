"""`parse_letter(text)`: the steps of reading a reply letter, in order, like a table of contents.

The source is made clean (`normalize`), its zones are found (`layout`), then each family of fields is read by its own
module from the clean text, and every place is mapped back to the source. `parse_letters` does the same for a page that
holds several letters; all their offsets count in the one source.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from replies.letters import (
    PARSER_VERSION,
    documents,
    handling,
    issuers,
    kinds,
    people,
    placing,
    proposals,
    sections,
    timing,
    titles,
)
from replies.letters.checks import check_figures
from replies.letters.commitments import find_commitments
from replies.letters.damage import find_damage
from replies.letters.layout import Found, Layout, read_layout
from replies.letters.letter import Commitment, Letter, Policy, Request, Section, Span, Warning
from replies.letters.metrics import find_figures
from replies.letters.normalize import CleanText, normalize
from replies.letters.parts import split_letters
from replies.letters.policies import find_policies
from replies.letters.requests import find_requests
from replies.letters.wordlists import holds_any

LONGEST = 300_000  # characters that are read of one file; a reply letter has a few thousand

_WIDE_DIGITS = "０１２３４５６７８９"


def parse_letter(text: str) -> Letter:
    """Read one letter, of a collection page the first. Never raises: what is no letter comes back saying why."""
    return parse_letters(text)[0]


def parse_letters(text: str) -> tuple[Letter, ...]:
    """Every letter of a page, in order; at least one, which may be no letter at all."""
    clean = normalize(text[:LONGEST])
    parts = split_letters(clean)
    warnings = [*clean.warnings, *_damage(clean)]
    if len(text) > LONGEST:
        warnings.append(Warning("too_long", f"只读了前 {LONGEST:,} 个字符", LONGEST, len(text)))
    starts = [0, *(part.span(0, 1).start for part in parts[1:]), len(text) + 1]
    return tuple(
        _read(text, part, [warning for warning in warnings if start <= warning.start < end])
        for part, start, end in zip(parts, starts, starts[1:], strict=False)
    )


def _damage(clean: CleanText) -> list[Warning]:
    """What is broken: in the source, and, where a line break or wide digits hid it, in the clean text."""
    found = find_damage(clean.source)
    is_hidden = clean.rejoined or holds_any(clean.source, _WIDE_DIGITS)
    for hidden in find_damage(clean.text) if is_hidden else ():
        start, end = clean.span(hidden.start, hidden.end)
        if not any(known.code == hidden.code and known.start < end and start < known.end for known in found):
            found.append(replace(hidden, start=start, end=end))
    return found


def _read(text: str, clean: CleanText, warnings: list[Warning]) -> Letter:
    """The letter that one part of the text holds."""
    reading = _Reading(clean, read_layout(clean.text), warnings)
    reading.refuse_if_no_letter()
    reading.read_proposal()
    reading.read_people()
    reading.read_document()
    reading.read_handling()
    reading.read_place()
    reading.read_sections()
    reading.read_figures()
    reading.read_policies()
    reading.read_requests()
    reading.read_commitments()
    return reading.letter(text)


@dataclass
class _Reading:
    """What has been read so far of one letter; offsets are already those of the source."""

    clean: CleanText
    layout: Layout
    warnings: list[Warning]
    values: dict[str, Any] = field(default_factory=dict)
    evidence: dict[str, tuple[Span, ...]] = field(default_factory=dict)
    inferred: list[str] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)

    @cached_property
    def body(self) -> str:
        """The text from opening to closing, which alone speaks of the world."""
        return self.layout.of(self.layout.body)

    # --- the steps

    def refuse_if_no_letter(self) -> None:
        reason = kinds.not_a_letter(self.layout)
        self.values["is_letter"] = reason is None
        if reason:
            self._warn("not_a_letter", reason, Span(0, len(self.layout.text)))

    def read_proposal(self) -> None:
        self._one("body", proposals.find_body(self.layout))
        self._many("proposal_numbers", proposals.find_numbers(self.layout))
        self._many("proposal_titles", titles.find_proposal_titles(self.layout))
        session = proposals.find_session(self.layout)
        if session:
            self._one("session", session, tuple(int(part) for part in session.value.split(",")))
        elif lost := proposals.lost_session(self.layout):
            self._warn("lost_characters", "届次缺字", lost)

    def read_people(self) -> None:
        self._many("addressees", people.find_addressees(self.layout))
        self._one("signer", people.find_signer(self.layout))
        self._many("copied_to", people.find_copied_to(self.layout))
        names, phones = people.find_contacts(self.layout)
        self._many("contact_names", names)
        self._many("contact_phones", phones)

    def read_document(self) -> None:
        number = documents.find_document_number(self.layout)
        self._one("document_number", number)
        if number is None and (lost := documents.has_lost_serial(self.layout)):
            self._warn("lost_characters", "文号缺字", lost)
        self._one("index_number", documents.find_index_number(self.layout))
        dates = timing.find_letter_dates(self.layout)
        self._one("issue_date", dates.issue)
        self._one("publish_date", dates.publish)
        for damaged in dates.damaged:
            self._warn("lost_characters", "日期缺字", damaged)
        year = timing.find_year(self.layout, dates, number, self.values["proposal_numbers"])
        if year:
            self._one("year", year.found, int(year.found.value))
            if year.inferred:
                self.inferred.append("year")

    def read_handling(self) -> None:
        self._one("response_type", handling.find_response_type(self.layout))
        self._one("disclosure", handling.find_disclosure(self.layout))
        self._one("satisfaction", handling.find_satisfaction(self.layout))
        if interview := handling.find_interview_date(self.layout, self.values.get("year")):
            found, year_inferred = interview
            self._one("interview_date", found)
            if year_inferred:
                self.inferred.append("interview_date")

    def read_place(self) -> None:
        lead, others = issuers.find_departments(self.layout)
        self._one("department", lead)
        self._many("co_departments", others)
        placement = placing.find_placement(self.layout, lead)
        if own := placement.department:
            self.values["department_division_code"] = own.code
        if not (found := placement.division):
            return
        stated = {
            "division_code": found.code,
            "province": found.province,
            "city": found.city,
            "district": found.district,
        }
        for name, value in stated.items():
            self.values[name] = value
            if value and placement.inferred:
                self.inferred.append(name)
            elif value:
                self.evidence[name] = tuple(self.clean.span(*span) for span in placement.evidence)

    def read_sections(self) -> None:
        self.sections = sections.find_sections(self.body)
        self.values["sections"] = tuple(
            Section(section.level, section.heading, *self._body_span(section.start, section.end))
            for section in self.sections
        )

    def read_figures(self) -> None:
        figures = find_figures(self.body, year=self.values.get("year"))
        self.warnings += [
            Warning(doubt.code, doubt.message, *self._body_span(doubt.start, doubt.end))
            for doubt in check_figures(self.body, figures)
        ]
        self.values["metrics"] = tuple(figure.metric(*self._body_span(figure.start, figure.end)) for figure in figures)

    def read_policies(self) -> None:
        found = find_policies(self.body, self.values["proposal_titles"], [self.values.get("document_number")])
        self.values["policies"] = tuple(
            Policy(policy.title, policy.number, *self._body_span(policy.start, policy.end)) for policy in found
        )

    def read_requests(self) -> None:
        found = find_requests(self.body, self.sections)
        self.values["requests"] = tuple(
            Request(
                request.text,
                *self._body_span(request.start, request.end),
                answer=self._body_span(*request.answer) if request.answer else None,
            )
            for request in found
        )

    def read_commitments(self) -> None:
        found = find_commitments(self.body, self.sections, year=self.values.get("year"))
        self.values["commitments"] = tuple(
            Commitment(promise.text, *self._body_span(promise.start, promise.end), promise.due) for promise in found
        )

    # --- keeping what was found

    def _one(self, name: str, found: Found | None, value: Any = None) -> None:
        if found is not None:
            self.values[name] = found.value if value is None else value
            self.evidence[name] = (self.clean.span(found.start, found.end),)

    def _many(self, name: str, found: Sequence[Found]) -> None:
        self.values[name] = tuple(item.value for item in found)
        if found:
            self.evidence[name] = tuple(self.clean.span(item.start, item.end) for item in found)

    def _body_span(self, start: int, end: int) -> Span:
        """Where a run of the body stands in the source."""
        offset = self.layout.body.start
        return self.clean.span(start + offset, end + offset)

    def _warn(self, code: str, message: str, place: Span) -> None:
        """Add a warning, unless the same thing is already warned of at that place."""
        start, end = self.clean.span(*place)
        if not any(known.code == code and known.start < end and start < known.end for known in self.warnings):
            self.warnings.append(Warning(code, message, start, end))

    def letter(self, text: str) -> Letter:
        ordered = tuple(sorted(self.warnings, key=lambda warning: (warning.start, warning.end, warning.code)))
        return Letter(
            text=text,
            **self.values,
            warnings=ordered,
            inferred=tuple(self.inferred),
            evidence=self.evidence,
        )


__all__ = ["PARSER_VERSION", "parse_letter", "parse_letters"]
