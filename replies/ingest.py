"""Letters come in: files are found, read, parsed, stored and indexed. One bad letter stops no other.

Running it again changes nothing: a file's bytes are known by their SHA-256. When the parser has become better since,
the letter is parsed again and its facts are renewed; what people decided about it stays.
"""

from __future__ import annotations

import contextlib
import logging
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any, TypeVar

from django.core.exceptions import ObjectDoesNotExist
from django.db import IntegrityError, OperationalError

from replies import indexing
from replies.inserting import gathering
from replies.letters import PARSER_VERSION
from replies.models import Reply, SourceFile
from replies.names import forget, look_up, remembering, source_with
from replies.parsing import NoLetter, Parsed, end_with_parent, read_and_parse_all
from replies.readers import UnreadableFile
from replies.readers.folders import FoundFile, walk
from replies.search.engine import EngineUnavailable
from replies.storing import Change, digest_of, store_reply, store_source

logger = logging.getLogger(__name__)
UNDECLARED = {"public": Reply.Disclosure.PUBLIC, "staff": Reply.Disclosure.UNDECIDED}
INDEX_EVERY = 500  # letters
ATTEMPTS = 3
ASK_FOR, ASK_BYTES = 32, 20_000_000  # files, or bytes of them, that are looked up at once
STORE_TOGETHER = 16  # files that are stored in one transaction, unless one of them trips it
PARSE_TOGETHER = 8  # files that a worker is given at once
AHEAD = 8  # such lots for each worker, which are parsed while others are stored
AHEAD_BYTES = 100_000_000  # of all of them
Item = TypeVar("Item")
_ToStore = tuple[FoundFile, str, Parsed]  # a file, its SHA-256, its letters


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
    paths: Iterable[Path],
    *,
    undeclared: str = "staff",
    workers: int = 1,
    seen: Callable[[FoundFile], object] = lambda _: None,
) -> Summary:
    """Take in every letter under these paths. Letters silent on disclosure become `undeclared`; `seen` is told of each
    file when it is done."""
    summary, indexed = Summary(), 0
    with indexing.in_bulk(), remembering():
        for some in _grouped(_parsed(_unknown(walk(paths), summary, seen), workers), STORE_TOGETHER):
            _take_in(some, UNDECLARED[undeclared], summary)
            for found, _ in some:
                seen(found)
            if summary.added + summary.updated >= indexed + INDEX_EVERY:
                indexed = summary.added + summary.updated
                _index()
    return summary


def reparse(sources: Iterable[SourceFile]) -> Summary:
    """Read and parse these files again and renew their replies; status, people's decisions and extra parts stay."""
    summary = Summary()
    with indexing.in_bulk(), remembering():
        for some in _grouped(_read_again(sources, summary), STORE_TOGETHER):
            _take_in(some, Reply.Disclosure.UNDECIDED, summary)
    return summary


def _read_again(sources: Iterable[SourceFile], summary: Summary) -> Iterator[tuple[FoundFile, Parsed | Exception]]:
    for source in sources:
        summary.read += 1
        try:
            with source.content.open("rb") as file:
                found = FoundFile(source.name, file.read())
        except OSError:
            summary.failed.append((source.name, "原文件不在存储里；请从备份恢复。"))
        else:
            yield found, _said_plainly(found, _parsed_here(found))


# --- read and parse --------------------------------------------------------------------------------------------------


def _parsed(files: Iterable[FoundFile], workers: int) -> Iterator[tuple[FoundFile, Parsed | Exception]]:
    """Each file with its letters or what went wrong, in order; parsed in so many processes, a few files ahead."""
    if workers <= 1:
        yield from ((found, _said_plainly(found, _parsed_here(found))) for found in files)
        return
    ahead: deque[tuple[list[FoundFile], Future[list[Parsed | Exception]] | None]] = deque()
    with ProcessPoolExecutor(workers, get_context("forkserver"), end_with_parent) as pool:
        for some in _grouped(files, PARSE_TOGETHER, lambda found: len(found.data)):
            ahead.append((some, _submit(pool, some)))
            while len(ahead) > AHEAD * workers or sum(len(one.data) for each, _ in ahead for one in each) > AHEAD_BYTES:
                yield from _outcomes(*ahead.popleft())
        for first in ahead:
            yield from _outcomes(*first)


def _submit(pool: ProcessPoolExecutor, some: list[FoundFile]) -> Future[list[Parsed | Exception]] | None:
    try:
        return pool.submit(read_and_parse_all, [found.data for found in some])
    except BrokenProcessPool:  # a worker was killed; then this process does the rest
        return None


def _outcomes(
    some: list[FoundFile], future: Future[list[Parsed | Exception]] | None
) -> Iterator[tuple[FoundFile, Parsed | Exception]]:
    try:
        outcomes = future.result() if future else map(_parsed_here, some)
    except Exception:  # it was killed, or what it found can't be sent
        logger.warning("A process that parses has failed; %s is parsed without it", some[0].name, exc_info=True)
        outcomes = map(_parsed_here, some)
    yield from ((found, _said_plainly(found, outcome)) for found, outcome in zip(some, outcomes, strict=True))


def _parsed_here(found: FoundFile) -> Parsed | Exception:
    return read_and_parse_all([found.data])[0]


def _said_plainly(found: FoundFile, outcome: Parsed | Exception) -> Parsed | Exception:
    """What to tell of a file: a letter that the parser trips over must not keep out the others."""
    if isinstance(outcome, Parsed | UnreadableFile | NoLetter):
        return outcome
    logger.error("%s could not be parsed", found.name, exc_info=outcome)
    return UnreadableFile(f"解析时出错（{type(outcome).__name__}）；请把文件交给维护者检查。")


# --- store -----------------------------------------------------------------------------------------------------------


def _unknown(files: Iterable[FoundFile], summary: Summary, seen: Callable[[FoundFile], object]) -> Iterator[FoundFile]:
    """The files to be parsed; those that can't be had or have not changed are counted and left out."""
    for some in _grouped(files, ASK_FOR, lambda found: len(found.data)):
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


def _grouped(items: Iterable[Item], most: int, size: Callable[[Item], int] = lambda _: 0) -> Iterator[list[Item]]:
    """The items, so many at a time; fewer when they are large."""
    some: list[Item] = []
    for item in items:
        some.append(item)
        if len(some) == most or sum(map(size, some)) > ASK_BYTES:
            yield some
            some = []
    yield some


def _versions_of(digests: list[str]) -> dict[str, set[str]]:
    """Of these files' bytes, those that are in the archive, with the versions of the parser that read them."""
    rows = Reply.objects.filter(source__sha256__in=digests).order_by().values_list("source__sha256", "parser_version")
    versions: dict[str, set[str]] = {}
    for sha256, version in rows:
        versions.setdefault(sha256, set()).add(version)
    return versions


def _take_in(some: Iterable[tuple[FoundFile, Parsed | Exception]], undeclared: str, summary: Summary) -> None:
    """Store the letters of these files, and count them; what could not be parsed is noted."""
    parsed: list[_ToStore] = []
    for found, outcome in some:
        if isinstance(outcome, Parsed):
            parsed.append((found, digest_of(found.data), outcome))
        elif isinstance(outcome, NoLetter):
            summary.not_letters.append((found.name, str(outcome)))
        else:
            summary.failed.append((found.name, str(outcome)))
    for change in _stored_together(parsed, undeclared) or _stored_one_by_one(parsed, undeclared, summary):
        setattr(summary, change, getattr(summary, change) + 1)


def _stored_together(parsed: Sequence[_ToStore], undeclared: str) -> list[Change]:
    """Store files in one transaction, which costs less than one for each; none of them when anything is wrong."""
    if len(parsed) > 1:
        try:
            return _store(parsed, undeclared)
        except Exception:  # what it is turns out when each is stored by itself
            logger.info("%s and the next ones are stored one by one", parsed[0][0].name, exc_info=True)
            forget()
    return []


def _stored_one_by_one(parsed: Sequence[_ToStore], undeclared: str, summary: Summary) -> Iterator[Change]:
    """Store each file in a transaction of its own: one that can't be stored keeps out no other."""
    for one in parsed:
        try:
            yield from _stored(one, undeclared)
        except Exception as error:
            name = one[0].name
            logger.exception("%s could not be stored", name)
            summary.failed.append((name, f"存入档案时出错（{type(error).__name__}）；请检查磁盘与数据库后再试。"))


def _stored(one: _ToStore, undeclared: str) -> list[Change]:
    """Store a file. Another writer may be storing the same names, or each wait for the other's: then try again."""
    for attempt in range(1, ATTEMPTS + 1):
        try:
            return _store([one], undeclared)
        except Exception as error:
            forget()
            if attempt == ATTEMPTS or not isinstance(error, IntegrityError | OperationalError | ObjectDoesNotExist):
                raise
    return []


def _store(some: Sequence[_ToStore], undeclared: str) -> list[Change]:
    """Store all letters of these files or none."""
    changes: list[Change] = []
    with indexing.one_change(), gathering():
        look_up((one.facts for _, _, parsed in some for one in parsed.letters), [sha256 for _, sha256, _ in some])
        for found, sha256, parsed in some:
            source, is_new = source_with(sha256, partial(_keep, found, parsed, sha256))
            changes += (
                store_reply(source, part, prepared, undeclared=undeclared, source_is_new=is_new)
                for part, prepared in enumerate(parsed.letters, start=1)
            )
    return changes


def _keep(found: FoundFile, parsed: Parsed, sha256: str) -> SourceFile:
    return store_source(found.name, found.data, parsed.reading.media_type, parsed.reading.encoding, sha256)


def _index() -> None:
    with contextlib.suppress(EngineUnavailable):  # logged by indexing; the tasks wait
        indexing.apply_pending()
