"""What takes long and must not stop anybody: merging what small commits leave behind, and building the index anew.

Both work beside the live index, in a folder of their own, and hold the right to commit only for the moment in which
they put their segments in the place of others. What was committed meanwhile is kept.
"""

from __future__ import annotations

import gc
import os
import shutil
import threading
import time
from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager, suppress
from functools import partial
from itertools import islice
from multiprocessing import get_context, parent_process
from multiprocessing.connection import wait
from pathlib import Path
from uuid import uuid4

import numpy as np

from replies.search.engine import Document, EngineUnavailable
from replies.search.engines.codec import ReplySegment
from replies.search.engines.index import Index
from replies.search.engines.segments import Joined, SegmentBuilder, join
from replies.search.engines.storage import FolderStorage, Storage

Documents = Callable[[], Iterable[Document]]

PER_SEGMENT = 2500  # documents built at a time: bounds the memory of building

_FEWEST = 4  # segments that are worth a merge
_MUCH_LARGER = 2  # a segment this many times as large as all smaller ones together is left alone
_REMOVED_SHARE = 0.25  # a segment that has lost so much is written anew
_MANY = 64  # segments: beyond this a commit itself merges the smallest
_QUICKLY = 1000  # letters: so many at most
_FAR_TOO_MANY = 4 * _MANY
_MAINTAINING, _ADDING = "building-", "adding-"
_SELDOM = 100_000  # objects made between two searches for cycles
_PATIENCE = 60.0  # seconds: commits are short
_ABANDONED = 3600.0  # seconds: no commit takes so long


def to_merge(segments: Sequence[ReplySegment]) -> list[ReplySegment]:
    """The segments to be joined now: the smallest, as long as they are of a size, and what is mostly removed."""
    ascending = sorted(segments, key=lambda segment: segment.doc_count())
    worn = {s.segment_id() for s in segments if s.deleted_count() > _REMOVED_SHARE * s.doc_count_all()}
    total, count = 0, 0
    for segment in ascending:
        if count and segment.doc_count() > _MUCH_LARGER * total:
            break
        total += segment.doc_count()
        count += 1
    small = {segment.segment_id() for segment in ascending[:count]} if count >= _FEWEST else set()
    return [segment for segment in segments if segment.segment_id() in small | worn]


def too_many(segments: Sequence[ReplySegment]) -> list[ReplySegment]:
    """What a commit must merge when nobody else does: of too many segments the smallest, of far too many all."""
    if len(segments) <= _MANY:
        return []
    if len(segments) > _FAR_TOO_MANY:
        return to_merge(segments)
    ascending = sorted(segments, key=lambda segment: segment.doc_count())
    reached = np.cumsum([segment.doc_count() for segment in ascending])
    count = min(int(np.searchsorted(reached, _QUICKLY, "right")), _MANY)
    return ascending[:count] if count >= _FEWEST else []


def tidy(index: Index, due: Callable[[Sequence[ReplySegment]], list[ReplySegment]] = to_merge) -> bool:
    """Merge until nothing is due; whether there was anything. Others may commit meanwhile."""
    merged = False
    with index.maintaining():
        _sweep(index)
        while chosen := due(index.segments()[1]):
            with _beside(index, _MAINTAINING) as building:
                _merge(index, building, chosen)
            merged = True
    return merged


def _merge(index: Index, building: Storage, chosen: Sequence[ReplySegment]) -> None:
    """Put one segment in the place of these."""
    joined = join(building, index.name, [_opened(index.storage, segment) for segment in chosen])
    _write_out(building, joined)
    with index.writing(_PATIENCE):
        now = {segment.segment_id(): segment for segment in index.segments()[1]}
        gone = [_removed_since(now.pop(segment.segment_id(), None), segment) for segment in chosen]
        joined.removed = np.flatnonzero(np.concatenate(gone)).astype(np.uint32)
        _adopt(index.storage, building, joined)
        index.commit([*now.values(), joined])


def rebuild(index: Index, documents: Documents, shares: Sequence[Documents], processes: int) -> int:
    """Build all documents into one new segment and make it the index, with what was committed meanwhile on top.

    With `shares`, which together give the same documents, each process reads its own.
    """
    with index.maintaining(_PATIENCE):
        _sweep(index)
        return _rebuild(index, documents, shares, processes)


def _rebuild(index: Index, documents: Documents, shares: Sequence[Documents], processes: int) -> int:
    with _beside(index, _MAINTAINING) as building:
        before = {segment.segment_id(): ids for segment, ids in _readable(index)}
        if shares and processes > 1 and isinstance(building, FolderStorage):
            parts = list(_built_apart(building, index.name, shares, processes))
        else:
            parts = list(_built(building, index.name, documents(), processes))
        if len(parts) > 1:
            parts = [join(building, index.name, [_opened(building, part) for part in parts])]
        for part in parts:
            _write_out(building, part)
        with index.writing(_PATIENCE):
            now = _readable(index)
            added = [segment for segment, _ in now if segment.segment_id() not in before]
            newer = [ids for segment, ids in now if segment.segment_id() not in before]
            live = {segment.segment_id(): ids for segment, ids in now}
            newer += [np.setdiff1d(ids, live.get(name, ids[:0])) for name, ids in before.items()]
            for part in parts:
                ids = _live_ids(building, part)
                part.removed = np.flatnonzero(np.isin(ids, np.concatenate([ids[:0], *newer]))).astype(np.uint32)
                _adopt(index.storage, building, part)
            index.commit([*parts, *added], replacing=True)
        return sum(segment.doc_count() for segment in (*parts, *added))


def commit(index: Index, documents: Iterable[Document], gone: Collection[int], patience: float) -> list[ReplySegment]:
    """Put documents in and take out those of the ids in `gone`, as one commit; the segments that there are then.

    Cutting and sorting is done before the right to commit is asked for.
    """
    with _beside(index, _ADDING) as building:
        added = list(_build(building, index.name, documents))
        for segment in added:
            _write_out(building, segment)
        with index.writing(patience):
            _, segments = index.segments()
            ids = np.fromiter(gone, np.int64, len(gone))
            for segment in segments if len(gone) else ():
                held = segment.codec().per_document_reader(index.storage, segment).column("id")
                segment.removed = np.union1d(segment.removed, np.flatnonzero(np.isin(held, ids))).astype(np.uint32)
            for segment in added:
                _adopt(index.storage, building, segment)
            index.commit([*segments, *added])
    return [*segments, *added]


def _build(storage: Storage, name: str, documents: Iterable[Document]) -> Iterator[ReplySegment]:
    """Segments of these documents, of a bounded size each."""
    source = iter(documents)
    while batch := list(islice(source, PER_SEGMENT)):
        yield _build_one(storage, name, batch)


def _built(storage: Storage, name: str, documents: Iterable[Document], processes: int) -> Iterator[ReplySegment]:
    """As `build`, by several processes when there is enough to do."""
    source = iter(documents)
    first = list(islice(source, PER_SEGMENT))
    if len(first) < PER_SEGMENT or processes < 2 or not isinstance(storage, FolderStorage):
        if first:
            yield _build_one(storage, name, first)
        yield from _build(storage, name, source)
        return
    waiting: deque[Future[ReplySegment]] = deque()
    with _pool(processes) as pool:
        batch = first
        while batch or waiting:
            if batch:
                waiting.append(pool.submit(_build_in, storage.folder, name, batch))
                batch = list(islice(source, PER_SEGMENT))
            if not batch or len(waiting) > processes + 1:
                yield waiting.popleft().result()


def _built_apart(
    storage: FolderStorage, name: str, shares: Sequence[Documents], processes: int
) -> Iterator[ReplySegment]:
    """As `_built`, the documents being made where they are built."""
    with _pool(processes) as pool:
        for segments in pool.map(partial(_build_share, storage.folder, name), shares):
            yield from segments


def _pool(processes: int) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(processes, get_context("spawn"), _begin)


def _build_in(folder: str, name: str, documents: list[Document]) -> ReplySegment:
    return _build_one(FolderStorage(folder, durable=False), name, documents)


def _build_share(folder: str, name: str, share: Documents) -> list[ReplySegment]:
    return list(_build(FolderStorage(folder, durable=False), name, share()))


def _build_one(storage: Storage, name: str, documents: list[Document]) -> ReplySegment:
    builder = SegmentBuilder(storage, name)
    for document in documents:
        builder.add(document)
    return builder.finish()


def _begin() -> None:
    """Called in each process of the pool: when the one that gives the work is killed, nobody else would end it.

    Cutting makes tuples by the million and no cycles; looking for these all the time would cost a quarter of it.
    """

    def watch() -> None:
        wait([parent_process().sentinel])
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
    gc.set_threshold(_SELDOM)


@contextmanager
def _beside(index: Index, kind: str) -> Iterator[Storage]:
    """A place to build in, gone afterwards."""
    index.storage.create()
    building = index.storage.temp_storage(f"{kind}{uuid4().hex}")
    try:
        yield building
    finally:
        if isinstance(building, FolderStorage):
            shutil.rmtree(building.folder, ignore_errors=True)


def _sweep(index: Index) -> None:
    """Delete what killed processes were building. Only who has the right to maintain builds for long."""
    if isinstance(index.storage, FolderStorage):
        folder = Path(index.storage.folder)
        left = [*folder.glob(f"{_MAINTAINING}*")]
        left += [path for path in folder.glob(f"{_ADDING}*") if time.time() - path.stat().st_mtime > _ABANDONED]
        for path in left:
            shutil.rmtree(path, ignore_errors=True)


def _readable(index: Index) -> list[tuple[ReplySegment, np.ndarray]]:
    """The segments of the live index with the ids they hold, as far as they can be read: what can't is built anew."""
    try:
        _, segments = index.segments()
    except EngineUnavailable:
        return []
    found = []
    for segment in segments:
        with suppress(OSError):
            found.append((segment, _live_ids(index.storage, segment)))
    return found


def _opened(storage: Storage, segment: ReplySegment) -> Joined:
    codec = segment.codec()
    return Joined(codec.terms_reader(storage, segment), codec.per_document_reader(storage, segment), segment.stay())


def _live_ids(storage: Storage, segment: ReplySegment) -> np.ndarray:
    ids = segment.codec().per_document_reader(storage, segment).column("id")
    stay = segment.stay()
    return ids if stay is None else ids[stay]


def _removed_since(now: ReplySegment | None, before: ReplySegment) -> np.ndarray:
    """For each document that `before` still held, whether it was removed since; a segment that is gone lost all."""
    gone = np.zeros(before.doc_count_all(), bool)
    gone[slice(None) if now is None else now.removed] = True
    stayed = before.stay()
    return gone if stayed is None else gone[stayed]


def _write_out(building: Storage, segment: ReplySegment) -> None:
    """See a finished segment to the disk; before the right to commit is asked for, because it may take long."""
    for name in segment.list_files(building):
        building.write_out(name)


def _adopt(storage: Storage, building: Storage, segment: ReplySegment) -> None:
    for name in segment.list_files(building):
        storage.adopt(building, name)
