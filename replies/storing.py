"""A parsed letter -> rows of the database: its file, its proposals, departments, figures and policies.

Everything happens inside the caller's transaction. Two writers that meet are told apart by the constraints of the
models: one of them gets an `IntegrityError` and tries again, then finding what the other wrote.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from itertools import zip_longest
from typing import Any, Literal

from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from django.db.models import Model
from django.utils import timezone

from replies.claims import METRIC, PRIVATE, newest_claims, parsed_letter, said_of, with_claims
from replies.inserting import insert, insert_rows
from replies.letters import PARSER_VERSION
from replies.letters.letter import Letter, Metric, Span
from replies.models import CitedMetric, PolicyCitation, Proposal, Reply, SourceFile
from replies.names import (
    department_named,
    fit,
    policies_cited,
    policies_named,
    proposal_name,
    proposal_named,
)
from replies.privacy import letter_for_everyone, private_places
from replies.search.numbers import proposal_number_key
from replies.versions import settle

LARGEST_VALUE = Decimal(10) ** 22  # what the column holds; a larger figure stays in the parser's answer alone
YEARS = range(1949, 2201)
METRIC_WORDS = ("unit", "label", "indicator", "place", "as_of", "qualifier")
METRIC_COLUMNS = ("reply_id", "start", "end", "value", "planned", "damaged", "confirmed", "text", *METRIC_WORDS)
Paragraphs = Sequence[Span]
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
    column = SourceFile._meta.get_field("content")
    path, storage = column.generate_filename(source, name), column.storage
    if storage.exists(path) and not _holds(storage, path, data):
        storage.delete(path)  # what a process that died in mid-writing left
    if storage.exists(path):
        source.content = path
    else:
        source.content.save(name, ContentFile(data), save=False)
    insert(source)
    return source


def _holds(storage: Storage, path: str, data: bytes) -> bool:
    with storage.open(path) as file:
        return file.read() == data


def store_reply(  # noqa: PLR0913 - two names what, two say how
    source: SourceFile,
    part: int,
    letter: Letter,
    paragraphs: Paragraphs,
    *,
    undeclared: str = "",
    status: str = Reply.Status.PUBLISHED,
    source_is_new: bool = False,
) -> Change:
    """Save a letter as the reply that is `part` of its file: a new one in `status`, a known one with its facts renewed.

    `undeclared` is the disclosure of a new letter that states none, "" for undecided. What a person decided or claimed
    stays. `source_is_new`: whoever calls has just stored the file, so that there is no reply of it to be looked for.
    """
    siblings = {} if source_is_new else {reply.part: reply for reply in source.replies.all()}
    reply = siblings.pop(part, None) or Reply(
        source=source, part=part, status=_status_beside(siblings.values(), status)
    )
    is_new = reply.pk is None
    before = _facts_of(reply)
    _set_disclosure(reply, letter.disclosure or "", undeclared if is_new else "")
    claims = newest_claims(reply)
    read, (letter, replaced) = letter, with_claims(letter, claims.values())
    _set_parsed(reply, letter, paragraphs)
    reply.parsed |= replaced
    reply.private = private_places(letter, read, said_of(PRIVATE, claims))
    letter = letter_for_everyone(letter, reply.private)
    _set_values(reply, letter, paragraphs)
    if is_new:
        _save_new(reply)
    else:
        reply.save()
    proposals = _proposals(reply, letter, is_new=is_new, claimed=claims.keys())
    others = dict.fromkeys(name for name in letter.co_departments if name != letter.department)
    co_departments = [department_named(name, letter.division_code) for name in others]
    if is_new:  # nothing there that would have to be compared
        answered, shared = Reply.proposals.through, Reply.co_departments.through
        insert_rows(answered, ("reply_id", "proposal_id"), [(reply.pk, one.pk) for one in proposals])
        insert_rows(shared, ("reply_id", "department_id"), [(reply.pk, one.pk) for one in co_departments])
    else:
        reply.proposals.set(proposals)
        reply.co_departments.set(co_departments)
    _store_metrics(reply, letter, said_of(METRIC, claims), is_new=is_new)
    _store_citations(reply, letter, is_new=is_new)
    if is_new:
        return "added"
    settle((reply.pk,))
    return "unchanged" if _facts_of(reply) == before else "updated"


def _save_new(reply: Reply) -> None:
    """Save a reply for the first time, and the first line of its history as a plain row."""
    reply.skip_history_when_saving = True
    reply.save()
    del reply.skip_history_when_saving
    history, columns = _history()
    row = [getattr(reply, name) for name in columns]
    insert_rows(history, (*columns, "history_date", "history_type"), [(*row, timezone.now(), "+")])


@cache
def _history() -> tuple[type[Model], tuple[str, ...]]:
    """The table of replies' history, and the columns that it has in common with replies."""
    columns = {field.attname for field in Reply._meta.concrete_fields}
    history = Reply.history.model
    return history, tuple(name for field in history._meta.concrete_fields if (name := field.attname) in columns)


def renew(reply: Reply) -> None:
    """Bring a reply's columns and relations up to date with its claims, from what the parser read before."""
    paragraphs = [Span(*span) for span in reply.paragraphs]
    store_reply(reply.source, reply.part, parsed_letter(reply), paragraphs)


def _status_beside(siblings: Iterable[Reply], status: str) -> str:
    """The status asked for; but what was found later in a file that someone has held back waits to be looked at."""
    held_back = any(
        one.status != Reply.Status.PUBLISHED or one.disclosure_basis == Reply.DisclosureBasis.PERSON for one in siblings
    )
    return Reply.Status.DRAFT if held_back else status


def _facts_of(reply: Reply) -> tuple[object, ...]:
    return (reply.parsed, reply.text, reply.title, reply.disclosure, reply.paragraphs)


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


def _set_parsed(reply: Reply, letter: Letter, paragraphs: Paragraphs) -> None:
    parsed = letter.to_dict()
    reply.text = parsed.pop("text")
    reply.parsed = parsed
    reply.paragraphs = [list(span) for span in paragraphs]
    reply.parser_version = PARSER_VERSION


def _set_values(reply: Reply, letter: Letter, paragraphs: Paragraphs) -> None:
    """The columns, which lists and the index show to every reader: of a letter without personal data."""
    reply.title = fit(Reply, "title", _title_of(letter, paragraphs))
    reply.body = letter.body or ""
    reply.division_code = letter.division_code or ""
    code = letter.department_division_code or letter.division_code
    reply.department = department_named(letter.department, code) if letter.department else None
    reply.document_number = fit(Reply, "document_number", letter.document_number)
    reply.response_type = fit(Reply, "response_type", letter.response_type)
    reply.satisfaction = fit(Reply, "satisfaction", letter.satisfaction)
    reply.issue_date = _date(letter.issue_date)
    reply.publish_date = _date(letter.publish_date)
    reply.year = letter.year if letter.year and letter.year in YEARS else None


def _title_of(letter: Letter, paragraphs: Paragraphs) -> str:
    """What the reply is called: what was proposed, else what it answers, else its number, else how it begins."""
    if letter.proposal_titles:
        return "；".join(letter.proposal_titles)
    if letter.proposal_numbers:
        kind = {"cppcc": "提案", "npc": "建议"}.get(letter.body or "", "提案或建议")
        return f"对第{'、'.join(letter.proposal_numbers)}号{kind}的答复"
    if letter.document_number:
        return letter.document_number
    return letter.text[slice(*paragraphs[0])][:60] if paragraphs else ""


# --- proposals -------------------------------------------------------------------------------------------------------


def _proposals(reply: Reply, letter: Letter, *, is_new: bool, claimed: Collection[str]) -> list[Proposal]:
    """The proposals that the reply answers. One that lacks a part of its name is never shared with others.

    What another letter said of a proposal stays, but for the `claimed` fields, which are a person's word.
    """
    own = [] if is_new else list(reply.proposals.all())
    unused = {proposal.pk for proposal in own}
    found: list[Proposal] = []
    for number, title in _numbers_and_titles(letter):
        proposal = _proposal(letter, number, own)
        before = (proposal.title, proposal.proposers)
        kept_title = "" if "proposal_titles" in claimed else proposal.title
        kept_proposers = [] if "addressees" in claimed else proposal.proposers
        proposal.title = kept_title or fit(Proposal, "title", title) or proposal.title
        proposal.proposers = kept_proposers or list(letter.addressees) or proposal.proposers
        if proposal.pk is None and proposal.number_key:
            insert(proposal)
        elif proposal.pk is None or not proposal.is_addressable or before != (proposal.title, proposal.proposers):
            proposal.save()
        unused.discard(proposal.pk)
        if proposal not in found:  # 056 and 56 are one
            found.append(proposal)
    if unused:
        reply.proposals.remove(*unused)
        Proposal.objects.filter(pk__in=unused, replies__isnull=True).delete()
    return found


def _numbers_and_titles(letter: Letter) -> list[tuple[str, str]]:
    """Which title goes with which number: in their order, when there are as many; a lone title is the first's."""
    numbers = list(dict.fromkeys(letter.proposal_numbers))
    titles = list(letter.proposal_titles)
    if len(numbers) == 1:
        return [(numbers[0], "；".join(titles))]
    if numbers and len(titles) not in {1, len(numbers)}:
        return [(number, "") for number in numbers]
    return list(zip_longest(numbers, titles, fillvalue=""))


def _proposal(letter: Letter, number: str, own: list[Proposal]) -> Proposal:
    """The proposal of this full name, known or new; without one, this reply's own of before, or a new one."""
    if name := proposal_name(letter, number):
        return proposal_named(name, number)
    term, session = letter.session or (None, None)
    said = {
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
    if not proposal.is_addressable:  # else a person has completed it
        for column, value in said.items():
            setattr(proposal, column, value or getattr(proposal, column))
    return proposal


# --- figures and policies --------------------------------------------------------------------------------------------


def _store_metrics(reply: Reply, letter: Letter, claimed: Mapping[Span, Any], *, is_new: bool) -> None:
    """The figures of the letter; what a person said of one stays with the same figure at the same place."""
    said = {} if is_new else {(one.start, one.end, one.text): one.confirmed for one in reply.metrics.all()}
    if said:
        reply.metrics.all().delete()
    metrics = {
        (one.start, one.end): one
        for one in letter.metrics
        if one.start < one.end and one.value.is_finite() and abs(one.value) < LARGEST_VALUE
    }
    insert_rows(CitedMetric, METRIC_COLUMNS, (_metric_row(reply, one, said, claimed) for one in metrics.values()))


def _metric_row(
    reply: Reply, one: Metric, said: Mapping[tuple[int, int, str], bool | None], claimed: Mapping[Span, Any]
) -> tuple[Any, ...]:
    """A figure as its row, in the order of `METRIC_COLUMNS`."""
    text = fit(CitedMetric, "text", one.text)
    words = (fit(CitedMetric, name, getattr(one, name)) for name in METRIC_WORDS)
    confirmed = claimed.get(Span(one.start, one.end), {}).get("confirmed", said.get((one.start, one.end, text)))
    return reply.pk, one.start, one.end, one.value, one.planned, one.damaged, confirmed, text, *words


def _store_citations(reply: Reply, letter: Letter, *, is_new: bool) -> None:
    if not is_new:
        reply.citations.all().delete()
    cited = policies_cited(letter)
    policies = policies_named(list(cited))
    rows = [(reply.pk, one.pk, *span) for one, spans in zip(policies, cited.values(), strict=True) for span in spans]
    insert_rows(PolicyCitation, ("reply_id", "policy_id", "start", "end"), rows)


def _date(value: str | None) -> date | None:
    return date.fromisoformat(value) if value and len(value) == len("2018-06-20") else None
