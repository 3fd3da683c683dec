"""Letters come in: files are found, read, parsed, stored and indexed. One bad letter stops no other.

Running it again changes nothing: a file's bytes are known by their SHA-256. When the parser has become better since,
the letter is parsed again and its facts are renewed; what people decided about it stays.
"""

from __future__ import annotations

import contextlib
import logging
import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from django.db import IntegrityError, OperationalError

from replies import indexing
from replies.letters import PARSER_VERSION
from replies.letters.letter import Letter, Span
from replies.letters.normalize import normalize
from replies.letters.parser import parse_letter, parse_letters
from replies.letters.parts import split_letters
from replies.models import Reply, SourceFile
from replies.readers import Reading, UnreadableFile
from replies.readers.folders import FoundFile, walk
from replies.readers.guarded import read_guarded
from replies.search.engine import EngineUnavailable
from replies.storing import Change, digest_of, store_reply, store_source

logger = logging.getLogger(__name__)
UNDECLARED = {"public": Reply.Disclosure.PUBLIC, "staff": Reply.Disclosure.UNDECIDED}
INDEX_EVERY = 500  # letters
ATTEMPTS = 3
LINE = re.compile(r"[^\n]+")


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


@dataclass(frozen=True)
class Parsed:
    """A file's text and the letters in it, each with the spans of its paragraphs."""

    reading: Reading
    letters: tuple[tuple[Letter, tuple[Span, ...]], ...]


class NoLetter(Exception):  # noqa: N818 - an answer, not a slip
    """The file holds no reply letter; the message says what it seems to be."""


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
    with indexing.in_bulk():
        for found, outcome in _parsed(_unknown(walk(paths), summary, seen), workers):
            _take_in(found, outcome, UNDECLARED[undeclared], summary)
            seen(found)
            if summary.added + summary.updated >= indexed + INDEX_EVERY:
                indexed = summary.added + summary.updated
                _index()
    return summary


def reparse(sources: Iterable[SourceFile]) -> Summary:
    """Read and parse these files again and renew their replies; status, people's decisions and extra parts stay."""
    summary = Summary()
    with indexing.in_bulk():
        for source in sources:
            summary.read += 1
            try:
                with source.content.open("rb") as file:
                    found = FoundFile(source.name, file.read())
            except OSError:
                summary.failed.append((source.name, "原文件不在存储里；请从备份恢复。"))
                continue
            outcome = _outcome(found, None)
            _take_in(found, outcome, Reply.Disclosure.UNDECIDED, summary)
    return summary


# --- read and parse --------------------------------------------------------------------------------------------------


def read_and_parse(data: bytes) -> Parsed:
    """The letters in a file's bytes. Needs no database. Raises `UnreadableFile` or `NoLetter`."""
    reading = read_guarded(data)
    letters = parse_letters(reading.text)
    if len(letters) > 1:  # each by itself, so that a reply keeps no word of its neighbours
        letters = tuple(parse_letter(text) for text in _texts_of_letters(reading.text))
    found = tuple((letter, _paragraphs(letter.text)) for letter in letters if letter.is_letter)
    if not found:
        reasons = (warning.message for warning in letters[0].warnings if warning.code == "not_a_letter")
        raise NoLetter(next(reasons, "不像一封复文"))
    return Parsed(reading, found)


def _texts_of_letters(page: str) -> Iterator[str]:
    for part in split_letters(normalize(page)):
        yield page[slice(*part.span(0, len(part.text)))]


def _paragraphs(text: str) -> tuple[Span, ...]:
    clean = normalize(text)
    return tuple(clean.span(line.start(), line.end()) for line in LINE.finditer(clean.text))


def _parsed(files: Iterable[FoundFile], workers: int) -> Iterator[tuple[FoundFile, Parsed | Exception]]:
    """Each file with its letters or what went wrong, in order; parsed in so many processes, a few files ahead."""
    if workers <= 1:
        yield from ((found, _outcome(found, None)) for found in files)
        return
    ahead: deque[tuple[FoundFile, Future[Parsed] | None]] = deque()
    with ProcessPoolExecutor(workers, mp_context=get_context("forkserver")) as pool:
        for found in files:
            ahead.append((found, _submit(pool, found)))
            if len(ahead) > 4 * workers:
                first, future = ahead.popleft()
                yield first, _outcome(first, future)
        for first, future in ahead:
            yield first, _outcome(first, future)


def _submit(pool: ProcessPoolExecutor, found: FoundFile) -> Future[Parsed] | None:
    try:
        return pool.submit(read_and_parse, found.data)
    except BrokenProcessPool:  # a worker was killed; then this process does the rest
        return None


def _outcome(found: FoundFile, future: Future[Parsed] | None) -> Parsed | Exception:
    try:
        if future is not None:
            with contextlib.suppress(BrokenProcessPool):
                return future.result()
        return read_and_parse(found.data)
    except (UnreadableFile, NoLetter) as problem:
        return problem
    except Exception as error:  # a letter that the parser trips over must not keep out the others
        logger.exception("%s could not be parsed", found.name)
        return UnreadableFile(f"解析时出错（{type(error).__name__}）；请把文件交给维护者检查。")


# --- store -----------------------------------------------------------------------------------------------------------


def _unknown(files: Iterable[FoundFile], summary: Summary, seen: Callable[[FoundFile], object]) -> Iterator[FoundFile]:
    """The files to be parsed; those that can't be had or have not changed are counted and left out."""
    for found in files:
        summary.read += 1
        if found.problem:
            summary.failed.append((found.name, found.problem))
        elif _is_current(digest_of(found.data)):
            summary.unchanged += 1
        else:
            yield found
            continue
        seen(found)


def _is_current(sha256: str) -> bool:
    """Whether these bytes are in the archive as the present parser reads them."""
    versions = set(Reply.objects.filter(source__sha256=sha256).values_list("parser_version", flat=True))
    return versions == {PARSER_VERSION}


def _take_in(found: FoundFile, outcome: Parsed | Exception, undeclared: str, summary: Summary) -> None:
    """Store a file's letters in one transaction, and count them."""
    if isinstance(outcome, NoLetter):
        summary.not_letters.append((found.name, str(outcome)))
    elif isinstance(outcome, Parsed):
        try:
            changes = _store(found, outcome, undeclared)
        except Exception as error:  # whatever is wrong with this one must not keep out the others
            logger.exception("%s could not be stored", found.name)
            summary.failed.append((found.name, f"存入档案时出错（{type(error).__name__}）；请检查磁盘与数据库后再试。"))
        else:
            summary.added += changes.count("added")
            summary.updated += changes.count("updated")
            summary.unchanged += changes.count("unchanged")
    else:
        summary.failed.append((found.name, str(outcome)))


def _store(found: FoundFile, parsed: Parsed, undeclared: str) -> list[Change]:
    """Store all letters of a file or none. Another writer may be storing the same names, or each wait for the other's:
    then try again."""
    for attempt in range(1, ATTEMPTS + 1):
        try:
            with indexing.one_change():
                source = SourceFile.objects.filter(sha256=digest_of(found.data)).first()
                if source is None:
                    reading = parsed.reading
                    source = store_source(found.name, found.data, reading.media_type, reading.encoding)
                return [
                    store_reply(source, part, letter, paragraphs, undeclared=undeclared)
                    for part, (letter, paragraphs) in enumerate(parsed.letters, start=1)
                ]
        except (IntegrityError, OperationalError):
            if attempt == ATTEMPTS:
                raise
    return []


def _index() -> None:
    with contextlib.suppress(EngineUnavailable):  # logged by indexing; the tasks wait
        indexing.apply_pending()
