"""`ARCHIVE_DATA=DIR python -m tests.benchmarks.filled 10000`: an archive filled with made-up letters, to be measured.

The letters are those of the search benchmark, written straight to the database with all that pages read of them; the
districts are real ones, so that the tree of places is as wide as in a national archive.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache
from itertools import islice
from typing import Any
from zlib import crc32

import django

from replies.search.engine import Document
from tests.benchmarks.search.corpus import Corpus

BATCH = 1000
AUDIENCES = {
    "public": {"status": "published", "disclosure": "public", "disclosure_basis": "letter"},
    "staff": {"status": "published", "disclosure": "on_request", "disclosure_basis": "letter"},
    "editor": {"status": "draft"},
}


def main() -> None:
    """Read the command line, fill the archive and index it."""
    django.setup()
    from django.core.management import call_command

    from replies import indexing

    call_command("migrate", verbosity=0)
    letters = iter(Corpus(int(sys.argv[1])))
    while batch := list(islice(letters, BATCH)):
        _store(batch)
    print(f"{indexing.rebuild()} letters")


@cache
def _district(code: str) -> str:
    """For a code that the corpus makes up always the same real one, anywhere in the country."""
    from replies.letters.divisions import COUNTY, gazetteer

    counties = [place.code for place in gazetteer().by_code.values() if place.level == COUNTY]
    return counties[crc32(code.encode()) % len(counties)]


def _store(letters: list[Document]) -> None:
    """The letters with everything that hangs on them, in one transaction."""
    from django.db import transaction

    from replies.models import Department, Policy, PolicyCitation, Proposal, Reply, SourceFile

    with transaction.atomic():
        names = {pk: (name, letter) for letter in letters for pk, name in letter.departments}
        _add(Department, (Department(pk=int(pk), name=f"{name}{pk}") for pk, (name, _) in names.items()))
        _add(SourceFile, (_source(letter) for letter in letters))
        _add(Reply, (_reply(letter) for letter in letters))
        _add(Proposal, (_proposal(letter) for letter in letters))
        _add(Reply.proposals.through, (Reply.proposals.through(reply_id=x.id, proposal_id=x.id) for x in letters))
        through = Reply.co_departments.through
        _add(through, (through(reply_id=x.id, department_id=int(pk)) for x in letters for pk, _ in x.departments[1:]))
        cited = {title for letter in letters for title in letter.policies}
        _add(Policy, (Policy(title=title) for title in sorted(cited)))
        known = dict(Policy.objects.filter(title__in=cited).values_list("title", "pk"))
        _add(
            PolicyCitation,
            (
                PolicyCitation(reply_id=letter.id, policy_id=known[title], start=at, end=at + 1)
                for letter in letters
                for at, title in enumerate(letter.policies)
            ),
        )


def _add(model: Any, rows: Iterable[Any]) -> None:
    model.objects.bulk_create(rows, batch_size=BATCH, ignore_conflicts=True)


def _source(letter: Document) -> Any:
    from replies.models import SourceFile

    digest = hashlib.sha256(str(letter.id).encode()).hexdigest()
    return SourceFile(pk=letter.id, name=f"{letter.id}.txt", sha256=digest, media_type="text/plain", size=1)


def _reply(letter: Document) -> Any:
    from replies.models import Reply
    from replies.search.numbers import document_number_key

    metrics = [{"start": at, "end": at + 4, "text": "12公里", "value": 12, "unit": "公里"} for at in range(0, 120, 6)]
    return Reply(
        pk=letter.id,
        source_id=letter.id,
        department_id=int(letter.departments[0][0]),
        title=letter.title,
        text=letter.text,
        paragraphs=list(_paragraphs(letter.text)),
        body=letter.body,
        division_code=_district(letter.division_code),
        document_number=letter.document_number,
        document_number_key=document_number_key(letter.document_number),
        response_type=letter.response_type,
        issue_date=date.fromisoformat(letter.date),
        year=letter.year,
        satisfaction=letter.satisfaction,
        private={"personal": [], "contact": []},
        parsed={
            "addressees": list(letter.addressees),
            "metrics": metrics if letter.has_figures else [],
            "warnings": [{"code": "lost_characters"}] if letter.damaged else [],
        },
        parser_version="made up",
        **AUDIENCES[letter.audience],
    )


def _paragraphs(text: str) -> Iterator[list[int]]:
    at = 0
    for line in text.split("\n"):
        if line:
            yield [at, at + len(line)]
        at += len(line) + 1


def _proposal(letter: Document) -> Any:
    """Without its session: within one, made-up numbers would meet."""
    from replies.models import Proposal
    from replies.search.numbers import proposal_number_key

    number = letter.proposal_numbers[0]
    return Proposal(
        pk=letter.id,
        body=letter.body,
        division_code=_district(letter.division_code),
        term=letter.session[0] if letter.session else None,
        number=number,
        number_key=proposal_number_key(number),
        title=letter.title,
        proposers=list(letter.addressees),
    )


if __name__ == "__main__":
    main()
