"""A parsed letter -> rows of the database: its file, its proposals, departments, figures and policies.

Everything happens inside the caller's transaction. Two writers that meet are told apart by the constraints of the
models: one of them gets an `IntegrityError` and tries again, then finding what the other wrote.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import zip_longest
from operator import le
from typing import Any, Literal

from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from django.db.models import Model
from django.utils import timezone

from replies.claims import METRIC, PRIVATE, newest_claims, parsed_letter, said_of, with_claims
from replies.indexing import mark_changed
from replies.inserting import insert, insert_rows, write_gathered
from replies.letters import PARSER_VERSION
from replies.letters.letter import Letter, Span
from replies.models import CitedMetric, Claim, Department, PolicyCitation, Proposal, Reply, SourceFile, place_of_source
from replies.names import (
    department_named,
    fit,
    policies_cited,
    policies_named,
    proposal_name,
    proposal_named,
)
from replies.preparing import METRIC_COLUMNS, Prepared, prepare
from replies.search.numbers import document_number_key, proposal_number_key
from replies.versions import settle

YEARS = range(1949, 2201)
_WIDE_COLUMNS = METRIC_COLUMNS[METRIC_COLUMNS.index("text") :]
Change = Literal["added", "updated", "unchanged"]


def digest_of(data: bytes) -> str:
    """The name by which the archive knows a file's bytes."""
    return hashlib.sha256(data).hexdigest()


def store_source(name: str, data: bytes, media_type: str, encoding: str = "", sha256: str = "") -> SourceFile:
    """Keep a file as it came. Bytes that lie there already, whole, are not written again."""
    source = SourceFile(
        name=fit(SourceFile, "name", name),
        sha256=sha256 or digest_of(data),
        media_type=fit(SourceFile, "media_type", media_type),
        size=len(data),
        encoding=fit(SourceFile, "encoding", encoding),
    )
    path, storage = place_of_source(source, name), SourceFile._meta.get_field("content").storage
    is_there = storage.exists(path)
    if is_there and not _holds(storage, path, data):
        storage.delete(path)  # what a process that died in mid-writing left
        is_there = False
    source.content = path if is_there else storage.save(path, ContentFile(data))
    insert(source)
    return source


def _holds(storage: Storage, path: str, data: bytes) -> bool:
    with storage.open(path) as file:
        return file.read() == data


def store_reply(  # noqa: PLR0913 - two names what, two say how
    source: SourceFile,
    part: int,
    prepared: Prepared,
    *,
    undeclared: str = "",
    status: str = Reply.Status.PUBLISHED,
    source_is_new: bool = False,
    anew: bool = True,
) -> Change:
    """Save a letter as the reply that is `part` of its file: a new one in `status`, a known one with its facts renewed.

    `undeclared` is the disclosure of a new letter that states none, "" for undecided. What a person decided or claimed
    stays. `source_is_new`: whoever calls has just stored the file, so that there is no reply of it to be looked for.
    A known one that reads as before is left alone unless it is to be written `anew`.
    """
    siblings = {} if source_is_new else {reply.part: reply for reply in source.replies.all()}
    if reply := siblings.pop(part, None):
        return _renew(reply, prepared, anew=anew)
    _add(Reply(source=source, part=part, status=_status_beside(siblings.values(), status)), prepared, undeclared)
    return "added"


def renew(reply: Reply) -> None:
    """Bring a reply's columns and relations up to date with its claims, from what the parser read before."""
    paragraphs = [Span(*span) for span in reply.paragraphs]
    store_reply(reply.source, reply.part, prepare(parsed_letter(reply), paragraphs))


def _add(reply: Reply, prepared: Prepared, undeclared: str) -> None:
    """Save a new reply, whose relations hold nothing that would have to be compared."""
    _set_disclosure(reply, prepared.facts.disclosure or "", undeclared)
    _set_values(reply, prepared)
    insert(reply, {"parsed": prepared.parsed, "paragraphs": prepared.paragraphs, "private": prepared.private})
    mark_changed((reply.pk,))
    history, columns = _history()
    row = [getattr(reply, name) for name in columns]
    insert_rows(history, (*columns, "history_date", "history_type"), [(*row, timezone.now(), "+")])
    answered, shared = Reply.proposals.through, Reply.co_departments.through
    proposals = _proposals([], prepared.facts)
    insert_rows(answered, ("reply_id", "proposal_id"), [(reply.pk, one.pk) for one in proposals])
    insert_rows(shared, ("reply_id", "department_id"), [(reply.pk, one.pk) for one in _co_departments(prepared.facts)])
    insert_rows(CitedMetric, ("reply_id", *METRIC_COLUMNS), ((reply.pk, *row) for row in _metric_rows(prepared)))
    _store_citations(reply, prepared.facts)


def _renew(reply: Reply, prepared: Prepared, *, anew: bool) -> Change:
    """Renew the facts of a reply; what people claimed of it comes before what the parser reads."""
    write_gathered()  # of this file's letters some may have been added a moment ago
    before = _facts_of(reply)
    claims = newest_claims(reply)
    _set_disclosure(reply, prepared.facts.disclosure or "", "")
    if claims:
        prepared = _as_claimed(prepared, claims)
    reply.text, reply.title = prepared.text, fit(Reply, "title", prepared.title)
    reply.parsed, reply.paragraphs = json.loads(prepared.parsed), json.loads(prepared.paragraphs)
    reply.private = json.loads(prepared.private)
    change: Change = "unchanged" if _facts_of(reply) == before else "updated"
    if change == "unchanged" and not anew:
        Reply.objects.filter(pk=reply.pk).update(parser_version=PARSER_VERSION)
        return change
    _set_values(reply, prepared)
    reply.save()
    own = list(reply.proposals.all())
    reply.proposals.set(_proposals(own, prepared.facts, claims.keys()))
    Proposal.objects.filter(pk__in=[one.pk for one in own], replies__isnull=True).delete()
    reply.co_departments.set(_co_departments(prepared.facts))
    _renew_metrics(reply, prepared, said_of(METRIC, claims))
    reply.citations.all().delete()
    _store_citations(reply, prepared.facts)
    settle((reply.pk,))
    return change


def _as_claimed(prepared: Prepared, claims: Mapping[str, Claim]) -> Prepared:
    """The letter as people corrected it."""
    read = prepared.letter()
    letter, replaced = with_claims(read, claims.values())
    paragraphs = [Span(*span) for span in json.loads(prepared.paragraphs)]
    return prepare(letter, paragraphs, read=read, private_said=said_of(PRIVATE, claims), beside=replaced)


@cache
def _history() -> tuple[type[Model], tuple[str, ...]]:
    """The table of replies' history, and the columns that it has in common with replies."""
    columns = {field.attname for field in Reply._meta.concrete_fields}
    history = Reply.history.model
    return history, tuple(name for field in history._meta.concrete_fields if (name := field.attname) in columns)


def _status_beside(siblings: Iterable[Reply], status: str) -> str:
    """The status asked for; but what was found later in a file that someone has held back waits to be looked at."""
    held_back = any(
        one.status != Reply.Status.PUBLISHED or one.disclosure_basis == Reply.DisclosureBasis.PERSON for one in siblings
    )
    return Reply.Status.DRAFT if held_back else status


def _facts_of(reply: Reply) -> tuple[object, ...]:
    return (
        *(reply.parsed, reply.text, reply.title, reply.paragraphs, reply.private),
        *(reply.disclosure, reply.disclosure_basis),
    )


def _set_disclosure(reply: Reply, stated: str, undeclared: str) -> None:
    """The letter's own word counts, but never above a person's; where neither speaks, what the intake says."""
    basis = Reply.DisclosureBasis
    if reply.disclosure_basis == basis.PERSON:
        return
    if stated:
        reply.disclosure, reply.disclosure_basis = stated, basis.LETTER
    elif undeclared:
        reply.disclosure, reply.disclosure_basis = undeclared, basis.INTAKE
    elif reply.disclosure_basis == basis.LETTER:  # a corrected parser no longer reads it there
        reply.disclosure, reply.disclosure_basis = "", basis.NONE


def _set_values(reply: Reply, prepared: Prepared) -> None:
    """The columns, which lists and the index show to every reader: of a letter without personal data."""
    facts = prepared.facts
    reply.text = prepared.text
    reply.title = fit(Reply, "title", prepared.title)
    reply.body = facts.body or ""
    reply.division_code = facts.division_code or ""
    code = facts.department_division_code or facts.division_code
    reply.department = department_named(facts.department, code) if facts.department else None
    reply.document_number = fit(Reply, "document_number", facts.document_number)
    reply.document_number_key = document_number_key(reply.document_number)
    reply.response_type = fit(Reply, "response_type", facts.response_type)
    reply.satisfaction = fit(Reply, "satisfaction", facts.satisfaction)
    reply.issue_date = _date(facts.issue_date)
    reply.publish_date = _date(facts.publish_date)
    reply.year = facts.year if facts.year and facts.year in YEARS else None
    reply.parser_version = PARSER_VERSION


def _co_departments(facts: Letter) -> list[Department]:
    others = dict.fromkeys(name for name in facts.co_departments if name != facts.department)
    return [department_named(name, facts.division_code) for name in others]


# --- proposals -------------------------------------------------------------------------------------------------------


def _proposals(own: Iterable[Proposal], letter: Letter, claimed: Collection[str] = ()) -> list[Proposal]:
    """The proposals that a reply answers, which has answered its `own` so far. One that lacks a part of its name is
    never shared with others.

    What another letter said of a proposal stays, but for the `claimed` fields, which are a person's word.
    """
    unused = list(own)
    found: list[Proposal] = []
    for number, title in _numbers_and_titles(letter):
        proposal, named = _proposal(letter, number, unused)
        said = _Said(named, fit(Proposal, "title", title), list(letter.addressees), claimed)
        if proposal.pk is None:
            for column, value in said.changes(proposal).items():
                setattr(proposal, column, value)
            proposal.number_key = proposal_number_key(proposal.number)
            insert(proposal)
        elif said.changes(proposal):
            # It may have been read some letters ago: what somebody has written since stays.
            proposal.refresh_from_db(from_queryset=Proposal.objects.select_for_update())
            changes = said.changes(proposal)
            for column, value in changes.items():
                setattr(proposal, column, value)
            proposal.save(update_fields=list(changes))
        if proposal not in found:  # 056 and 56 are one
            found.append(proposal)
    return found


@dataclass(frozen=True, slots=True)
class _Said:
    """What a letter says of a proposal: the parts of its name, and more."""

    named: Mapping[str, Any]
    title: str
    proposers: list[str]
    claimed: Collection[str]

    def changes(self, proposal: Proposal) -> dict[str, Any]:
        """The columns that become others by it."""
        kept_title = "" if "proposal_titles" in self.claimed else proposal.title
        kept_proposers = [] if "addressees" in self.claimed else proposal.proposers
        values = {"title": kept_title or self.title, "proposers": kept_proposers or self.proposers}
        if not proposal.is_addressable:  # else a person has completed its name
            values |= self.named
        return {name: value for name, value in values.items() if value and value != getattr(proposal, name)}


def _numbers_and_titles(letter: Letter) -> list[tuple[str, str]]:
    """Which title goes with which number: in their order, when there are as many; a lone title is the first's."""
    numbers = list(dict.fromkeys(letter.proposal_numbers))
    titles = list(letter.proposal_titles)
    if len(numbers) == 1:
        return [(numbers[0], "；".join(titles))]
    if numbers and len(titles) not in {1, len(numbers)}:
        return [(number, "") for number in numbers]
    return list(zip_longest(numbers, titles, fillvalue=""))


def _proposal(letter: Letter, number: str, own: list[Proposal]) -> tuple[Proposal, dict[str, Any]]:
    """The proposal of this full name, known or new; without one, one of this reply's `own` of before, which is then
    taken from these, or a new one, with the parts of its name that the letter has."""
    if name := proposal_name(letter, number):
        return proposal_named(name, number), {}
    term, session = letter.session or (None, None)
    named = {
        "body": letter.body,
        "division_code": letter.division_code,
        "term": term,
        "session": session,
        "number": fit(Proposal, "number", number),
    }
    key = proposal_number_key(number)
    proposal = next((one for one in own if not key or one.number_key in {"", key}), None) or Proposal()
    if proposal in own:
        own.remove(proposal)
    return proposal, named


# --- figures and policies --------------------------------------------------------------------------------------------


def _renew_metrics(reply: Reply, prepared: Prepared, claimed: Mapping[Span, Any]) -> None:
    """The figures of the letter; what a person said of one stays with the same figure at the same place."""
    said = {(one.start, one.end, one.text): one.confirmed for one in reply.metrics.all()}
    reply.metrics.all().delete()
    rows = []
    for row in _metric_rows(prepared):
        start, end, text = row[0], row[1], row[METRIC_COLUMNS.index("text")]
        confirmed = claimed.get(Span(start, end), {}).get("confirmed", said.get((start, end, text)))
        rows.append((reply.pk, *row, confirmed))
    insert_rows(CitedMetric, ("reply_id", *METRIC_COLUMNS, "confirmed"), rows)


def _metric_rows(prepared: Prepared) -> Iterator[tuple[Any, ...]]:
    """The figures, their words cut to what the columns hold."""
    widths = [CitedMetric._meta.get_field(name).max_length for name in _WIDE_COLUMNS]
    words = -len(widths)
    for row in prepared.metrics:
        if all(map(le, map(len, row[words:]), widths)):  # nearly all
            yield row
        else:
            yield *row[:words], *(word[:width] for word, width in zip(row[words:], widths, strict=True))


def _store_citations(reply: Reply, facts: Letter) -> None:
    cited = policies_cited(facts)
    policies = policies_named(list(cited))
    rows = [(reply.pk, one.pk, *span) for one, spans in zip(policies, cited.values(), strict=True) for span in spans]
    insert_rows(PolicyCitation, ("reply_id", "policy_id", "start", "end"), rows)


def _date(value: str | None) -> date | None:
    return date.fromisoformat(value) if value and len(value) == len("2018-06-20") else None
