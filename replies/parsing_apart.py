"""Files parsed in processes of their own, several at a time; given back in order, each with what became of it.

Knows no Django, and loads no parser where it only hands out files: the processes fork from one that has loaded it.
A file that kills the process that parses it (memory, a crash below Python) is found out and said; the others go on.
"""

from __future__ import annotations

import contextlib
import gc
import logging
import os
import threading
import traceback
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from itertools import chain
from multiprocessing import forkserver, get_context, parent_process
from multiprocessing.connection import wait
from pathlib import Path
from typing import Self, TypeVar

from replies.parsing import read_and_parse_all
from replies.preparing import NoLetter, Parsed
from replies.readers import UnreadableFile
from replies.readers.folders import FoundFile

logger = logging.getLogger(__name__)
TOGETHER, TOGETHER_BYTES = 8, 20_000_000  # files, or bytes of them, that a process is given at once
FEW = 100  # files: parsed before other processes would have begun and caught up
AHEAD = 8  # such lots for each process, which are parsed while others are stored
AHEAD_BYTES = 100_000_000  # of all of them
KILLED = "解析它的进程被系统中止了，多半是内存不够；请把文件交给维护者检查。"
_OUT_OF_MEMORY_FIRST = "500"  # of all processes, one that parses is the one to do without
_SELDOM = (100_000, 50, 100)
_ROOT = Path(__file__).resolve().parents[1]
LONGEST_CUT = 20_000  # characters; what a longer text is cut into is not worth the memory until it is indexed
Item = TypeVar("Item")
Outcome = Parsed | Exception
_Outcomes = Future[list[Outcome]]


def parsed(
    files: Iterable[FoundFile], workers: int | None = None
) -> Iterator[tuple[FoundFile, Parsed | UnreadableFile | NoLetter]]:
    """Each file with its letters, or with what is wrong, in order; by so many processes, or by this one if one. If
    nobody says how many: by this one what is soon done, and more by as many as there are cores."""
    if workers is None:
        files, workers = _workers_for(files)
    outcomes = _apart(files, workers) if workers > 1 else ((found, _here(found)) for found in files)
    return ((found, _said_plainly(found, outcome)) for found, outcome in outcomes)


def _workers_for(files: Iterable[FoundFile]) -> tuple[Iterator[FoundFile], int]:
    files = iter(files)
    first = next(grouped(files, FEW, _size), [])
    is_much = len(first) == FEW or sum(map(_size, first)) > TOGETHER_BYTES
    return chain(first, files), (os.cpu_count() or 1) if is_much else 1


def grouped(
    items: Iterable[Item], most: int, size: Callable[[Item], int] = lambda _: 0, most_size: int = TOGETHER_BYTES
) -> Iterator[list[Item]]:
    """The items, so many at a time; fewer when they are large."""
    some: list[Item] = []
    for item in items:
        some.append(item)
        if len(some) == most or sum(map(size, some)) > most_size:
            yield some
            some = []
    if some:
        yield some


@contextlib.contextmanager
def seldom_collected() -> Iterator[None]:
    """Within this, cycles are looked for seldom, and not among what was there before: letters make objects by the
    million and hardly a cycle."""
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(*_SELDOM)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()


def _size(found: FoundFile) -> int:
    return len(found.data)


def _apart(files: Iterable[FoundFile], workers: int) -> Iterator[tuple[FoundFile, Outcome]]:
    ahead: deque[tuple[list[FoundFile], _Outcomes]] = deque()
    with _Processes(workers) as many, _Processes(1) as one:
        for some in grouped(files, TOGETHER, _size):
            ahead.append((some, many.submit(some)))
            while len(ahead) > AHEAD * workers or sum(_size(one) for each, _ in ahead for one in each) > AHEAD_BYTES:
                yield from _outcomes(*ahead.popleft(), one)
        for first in ahead:
            yield from _outcomes(*first, one)


def _outcomes(some: list[FoundFile], future: _Outcomes, one: _Processes) -> Iterator[tuple[FoundFile, Outcome]]:
    try:
        outcomes: Iterable[Outcome] = future.result()
    except Exception as error:  # noqa: BLE001 - a process was killed, or what was found can't be sent: by which file?
        logger.info("%s and the next ones are parsed one by one (%r)", some[0].name, error)
        outcomes = (_alone(found, one) for found in some)
    yield from zip(some, outcomes, strict=True)


def _alone(found: FoundFile, one: _Processes) -> Outcome:
    """What becomes of a file that a process is given by itself."""
    try:
        one.submit([]).result()  # that there is a process, and that it lives
    except BrokenProcessPool:
        logger.warning("No process can be had to parse %s apart", found.name)
        return _here(found)
    try:
        return one.submit([found]).result()[0]
    except BrokenProcessPool:
        return UnreadableFile(KILLED)
    except Exception as error:  # noqa: BLE001 - it has an answer that can't be sent
        return error


class _Processes:
    """Processes that parse; when one of them was killed, others take their place. To be used as a context."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._pool:
            self._pool.shutdown(cancel_futures=True)

    def submit(self, some: list[FoundFile]) -> _Outcomes:
        """Have files parsed."""
        data = [found.data for found in some]
        try:
            return self._started().submit(parse_and_cut, data)
        except BrokenProcessPool:  # it was, since it was last given something
            self._pool = None
        try:
            return self._started().submit(parse_and_cut, data)
        except BrokenProcessPool as error:
            broken: _Outcomes = Future()
            broken.set_exception(error)
            return broken

    def _started(self) -> ProcessPoolExecutor:
        if not self._pool:
            context = get_context("forkserver")
            context.set_forkserver_preload(["replies.parsing_warm"])
            with _found_from_anywhere():
                forkserver.ensure_running()
            self._pool = ProcessPoolExecutor(self._count, context, _begin)
        return self._pool


@contextlib.contextmanager
def _found_from_anywhere() -> Iterator[None]:
    """Within this, a process that starts finds this project, also when the command is called from another folder."""
    before = os.environ.get("PYTHONPATH")
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, (str(_ROOT), before)))
    try:
        yield
    finally:
        if before is None:
            del os.environ["PYTHONPATH"]
        else:
            os.environ["PYTHONPATH"] = before


def parse_and_cut(files: list[bytes]) -> list[Outcome]:
    """What becomes of these files; the letters' texts are cut for the index, too, which takes as long as storing."""
    from replies.search.engines.segments import cut  # noqa: PLC0415 - loads numpy and a dictionary

    outcomes = read_and_parse_all(files)
    for at, outcome in enumerate(outcomes):
        if isinstance(outcome, Parsed):
            texts = [letter.public_text() for letter in outcome.letters]
            outcomes[at] = replace(outcome, cuts={text: cut(text) for text in texts if len(text) <= LONGEST_CUT})
        elif not isinstance(outcome, UnreadableFile | NoLetter):
            outcomes[at] = _ParserError.of(outcome)
    return outcomes


class _ParserError(Exception):
    """What went wrong in another process, in words: an exception of any kind may not survive the way."""

    @classmethod
    def of(cls, error: Exception) -> Self:
        return cls(type(error).__name__, "".join(traceback.format_exception(error)))


def _here(found: FoundFile) -> Outcome:
    return read_and_parse_all([found.data])[0]


def _said_plainly(found: FoundFile, outcome: Outcome) -> Parsed | UnreadableFile | NoLetter:
    """What to tell of a file: a letter that the parser trips over must not keep out the others."""
    if isinstance(outcome, Parsed | UnreadableFile | NoLetter):
        return outcome
    apart = isinstance(outcome, _ParserError)
    logger.error("%s could not be parsed%s", found.name, f"\n{outcome.args[1]}" if apart else "", exc_info=outcome)
    kind = outcome.args[0] if apart else type(outcome).__name__
    return UnreadableFile(f"解析时出错（{kind}）；请把文件交给维护者检查。")


def _begin() -> None:
    """Called in each process that only parses: when the one that gives the work is killed, nobody else would end it."""

    def watch() -> None:
        wait([parent_process().sentinel])
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
    gc.freeze()
    gc.set_threshold(*_SELDOM)
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text(_OUT_OF_MEMORY_FIRST, encoding="ascii")
