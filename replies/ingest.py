"""Letters come in: files are found, read, parsed, stored and indexed. One bad letter stops no other.

Running it again changes nothing: a file's bytes are known by their SHA-256. When the parser has become better since,
the letter is parsed again and its facts are renewed; what people decided about it stays.
"""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db import IntegrityError, OperationalError

from replies import indexing
from replies.inserting import gathering
from replies.letters import PARSER_VERSION
from replies.models import Reply, SourceFile
from replies.names import forget, look_up, remembering, source_with
from replies.parsing_apart import grouped, parsed, seldom_collected
from replies.preparing import NoLetter, Parsed
from replies.readers.folders import FoundFile, walk
from replies.search.engine import EngineUnavailable
from replies.search.engines.segments import expect
from replies.storing import Change, digest_of, store_reply, store_source

logger = logging.getLogger(__name__)
UNDECLARED = {"public": Reply.Disclosure.PUBLIC, "staff": Reply.Disclosure.UNDECIDED}
ATTEMPTS = 3
ASK_FOR = 32  # files that are looked up at once
STORE_TOGETHER = 16  # files that are stored in one transaction, unless one of them trips it
INDEX_EVERY = indexing.BATCH - STORE_TOGETHER  # letters: with the last ones still one commit, not one and a tiny one
_ToStore = tuple[FoundFile, str, Parsed]  # a file, its SHA-256, its letters
_Store = Callable[..., Change]  # `store_reply`, told how


@dataclass
class Summary:
    """What became of the files: how many, and by name those that are no letters or could not be taken in."""

    read: int = 0
    added: int = 0
    updated: int = 0
    unchanged: int = 0
    not_letters: list[tuple[str, str]] = field(default_factory=list)
    failed: list[tuple[str, str]] = field(default_factory=list)

    def to_dict(self) -> dict[str, Any]:
        """As the commands' `--json` says it."""
        return {
            "read": self.read,
            "added": self.added,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "not_letters": len(self.not_letters),
            "failed": [{"file": name, "reason": reason} for name, reason in self.failed],
        }


def ingest(
    paths: Iterable[Path | str],
    *,
    undeclared: str = "staff",
    workers: int | None = None,
    seen: Callable[[FoundFile], object] = lambda _: None,
) -> Summary:
    """Take in every letter under these paths and at these addresses (`str`). Letters silent on disclosure become
    `undeclared`; `workers` is as for `parsed`; `seen` is told of each file when it is done."""
    summary, indexed = Summary(), 0
    store = partial(store_reply, undeclared=UNDECLARED[undeclared], anew=False)
    with indexing.in_bulk(), remembering(), seldom_collected():
        for some in grouped(parsed(_unknown(walk(paths), summary, seen), workers), STORE_TOGETHER):
            _take_in(some, store, summary)
            for found, _ in some:
                seen(found)
            if summary.added + summary.updated >= indexed + INDEX_EVERY:
                indexed = summary.added + summary.updated
                _index()
    return summary


def reparse(sources: Iterable[SourceFile], *, anew: bool = False) -> Summary:
    """Read and parse these files again and renew their replies, `anew` also those that read as before; status, people's
    decisions and extra parts stay."""
    summary = Summary()
    store = partial(store_reply, undeclared=Reply.Disclosure.UNDECIDED, anew=anew)
    with indexing.in_bulk(), remembering(), seldom_collected():
        for some in grouped(parsed(_kept(sources, summary)), STORE_TOGETHER):
            _take_in(some, store, summary)
    return summary


def _kept(sources: Iterable[SourceFile], summary: Summary) -> Iterator[FoundFile]:
    for source in sources:
        summary.read += 1
        try:
            with source.content.open("rb") as file:
                found = FoundFile(source.name, file.read())
        except OSError:
            summary.failed.append((source.name, "原文件不在存储里；请从备份恢复。"))
        else:
            yield found


# --- store -----------------------------------------------------------------------------------------------------------


def _unknown(files: Iterable[FoundFile], summary: Summary, seen: Callable[[FoundFile], object]) -> Iterator[FoundFile]:
    """The files to be parsed; those that can't be had or have not changed are counted and left out."""
    for some in grouped(files, ASK_FOR, lambda found: len(found.data)):
        digests = [digest_of(found.data) for found in some]
        versions = _versions_of(digests)
        for found, sha256 in zip(some, digests, strict=True):
            summary.read += 1
            if found.problem:
                summary.failed.append((found.name, found.problem))
            elif versions.get(sha256) == {PARSER_VERSION}:
                summary.unchanged += 1
            else:
                yield found
                continue
            seen(found)


def _versions_of(digests: list[str]) -> dict[str, set[str]]:
    """Of these files' bytes, those that are in the archive, with the versions of the parser that read them."""
    rows = Reply.objects.filter(source__sha256__in=digests).order_by().values_list("source__sha256", "parser_version")
    versions: dict[str, set[str]] = {}
    for sha256, version in rows:
        versions.setdefault(sha256, set()).add(version)
    return versions


def _take_in(some: Iterable[tuple[FoundFile, Parsed | Exception]], store: _Store, summary: Summary) -> None:
    """Store the letters of these files, and count them; what could not be parsed is noted."""
    parsed: list[_ToStore] = []
    for found, outcome in some:
        if isinstance(outcome, Parsed):
            parsed.append((found, digest_of(found.data), outcome))
        elif isinstance(outcome, NoLetter):
            summary.not_letters.append((found.name, str(outcome)))
        else:
            summary.failed.append((found.name, str(outcome)))
    for change in _stored_together(parsed, store) or _stored_one_by_one(parsed, store, summary):
        setattr(summary, change, getattr(summary, change) + 1)


def _stored_together(parsed: Sequence[_ToStore], store: _Store) -> list[Change]:
    """Store files in one transaction, which costs less than one for each; none of them when anything is wrong."""
    if len(parsed) > 1:
        try:
            return _store_all(parsed, store)
        except Exception:  # what it is turns out when each is stored by itself
            logger.info("%s and the next ones are stored one by one", parsed[0][0].name, exc_info=True)
            forget()
    return []


def _stored_one_by_one(parsed: Sequence[_ToStore], store: _Store, summary: Summary) -> Iterator[Change]:
    """Store each file in a transaction of its own: one that can't be stored keeps out no other."""
    for one in parsed:
        try:
            yield from _stored(one, store)
        except Exception as error:
            name = one[0].name
            logger.exception("%s could not be stored", name)
            summary.failed.append((name, f"存入档案时出错（{type(error).__name__}）；请检查磁盘与数据库后再试。"))


def _stored(one: _ToStore, store: _Store) -> list[Change]:
    """Store a file. Another writer may be storing the same names, or each wait for the other's: then try again."""
    for attempt in range(1, ATTEMPTS + 1):
        try:
            return _store_all([one], store)
        except Exception as error:
            forget()
            if attempt == ATTEMPTS or not isinstance(error, IntegrityError | OperationalError | ObjectDoesNotExist):
                raise
    return []


def _store_all(some: Sequence[_ToStore], store: _Store) -> list[Change]:
    """Store all letters of these files or none."""
    changes: list[Change] = []
    with indexing.one_change(), gathering():
        look_up((one.facts for _, _, parsed in some for one in parsed.letters), [sha256 for _, sha256, _ in some])
        for found, sha256, parsed in some:
            expect(parsed.cuts)
            source, is_new = source_with(sha256, partial(_keep, found, parsed, sha256))
            changes += (
                store(source, part, prepared, source_is_new=is_new)
                for part, prepared in enumerate(parsed.letters, start=1)
            )
    return changes


def _keep(found: FoundFile, parsed: Parsed, sha256: str) -> SourceFile:
    return store_source(
        found.label or found.name, found.data, parsed.reading.media_type, parsed.reading.encoding, sha256
    )


def _index() -> None:
    with contextlib.suppress(EngineUnavailable):  # logged by indexing; the tasks wait
        indexing.apply_pending()
