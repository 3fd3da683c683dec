"""What takes long and must not stop anybody: merging what small commits leave behind, and building the index anew.

Both work beside the live index, in a folder of their own, and hold the right to commit only for the moment in which
they put their segments in the place of others. What was committed meanwhile is kept.
"""

from __future__ import annotations

import os
import shutil
import threading
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
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

PER_SEGMENT = 2500  # documents built at a time: bounds the memory of building

_FEWEST = 4  # segments that are worth a merge
_MUCH_LARGER = 2  # a segment this many times as large as all smaller ones together is left alone
_REMOVED_SHARE = 0.25  # a segment that has lost so much is written anew
_MANY = 64  # segments: beyond this a commit merges at once
_BUILDING = "building-"


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


def is_overgrown(segments: Sequence[ReplySegment]) -> bool:
    """Whether merging can't wait for somebody to have time."""
    return len(segments) > _MANY


def tidy(index: Index) -> bool:
    """Merge until there is nothing left to merge; whether there was anything. Others may commit meanwhile."""
    merged = False
    with index.maintaining(), _beside(index) as building:
        while chosen := to_merge(index.segments()[1]):
            before = {segment.segment_id(): segment for segment in chosen}
            sources = [_opened(index.storage, segment) for segment in chosen]
            joined = join(building, index.name, sources)
            with index.writing():
                now = {segment.segment_id(): segment for segment in index.segments()[1]}
                gone = [_removed_since(now.pop(name, None), segment) for name, segment in before.items()]
                joined.removed = np.flatnonzero(np.concatenate(gone)).astype(np.uint32)
                _adopt(index.storage, building, joined)
                index.commit([*now.values(), joined])
            merged = True
    return merged


def rebuild(index: Index, documents: Iterable[Document], processes: int) -> int:
    """Build all documents into one new segment and make it the index, with what was committed meanwhile on top."""
    with index.maintaining(wait=60.0), _beside(index) as building:
        before = {segment.segment_id(): _live_ids(index.storage, segment) for segment in _readable(index)}
        parts = list(_built(building, index.name, documents, processes))
        if len(parts) > 1:
            parts = [join(building, index.name, [_opened(building, part) for part in parts])]
        with index.writing(wait=60.0):
            now = {segment.segment_id(): segment for segment in _readable(index)}
            live = {name: _live_ids(index.storage, segment) for name, segment in now.items()}
            added = [segment for name, segment in now.items() if name not in before]
            newer = [ids for name, ids in live.items() if name not in before]
            newer += [np.setdiff1d(ids, live.get(name, ids[:0])) for name, ids in before.items()]
            for part in parts:
                ids = _live_ids(building, part)
                part.removed = np.flatnonzero(np.isin(ids, np.concatenate([ids[:0], *newer]))).astype(np.uint32)
                _adopt(index.storage, building, part)
            index.commit([*parts, *added], replacing=True)
        return sum(segment.doc_count() for segment in (*parts, *added))


def build(storage: Storage, name: str, documents: Iterable[Document]) -> Iterator[ReplySegment]:
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
        yield from build(storage, name, source)
        return
    waiting: deque[Future[ReplySegment]] = deque()
    with ProcessPoolExecutor(processes, get_context("spawn"), _die_with_parent) as pool:
        batch = first
        while batch or waiting:
            if batch:
                waiting.append(pool.submit(_build_in, storage.folder, name, batch))
                batch = list(islice(source, PER_SEGMENT))
            if not batch or len(waiting) > processes + 1:
                yield waiting.popleft().result()


def _build_in(folder: str, name: str, documents: list[Document]) -> ReplySegment:
    return _build_one(FolderStorage(folder, durable=False), name, documents)


def _build_one(storage: Storage, name: str, documents: list[Document]) -> ReplySegment:
    builder = SegmentBuilder(storage, name)
    for document in documents:
        builder.add(document)
    return builder.finish()


def _die_with_parent() -> None:
    """Called in each process of the pool: when the one that gives the work is killed, nobody else would end it."""

    def watch() -> None:
        wait([parent_process().sentinel])
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


@contextmanager
def _beside(index: Index) -> Iterator[Storage]:
    """A place to build in, gone afterwards, as are those that killed processes left. Needs the right to maintain."""
    folder = getattr(index.storage, "folder", "")
    if folder:
        for left in Path(folder).glob(f"{_BUILDING}*"):
            shutil.rmtree(left, ignore_errors=True)
    building = index.storage.temp_storage(f"{_BUILDING}{uuid4().hex}")
    try:
        yield building
    finally:
        if isinstance(building, FolderStorage):
            shutil.rmtree(building.folder, ignore_errors=True)


def _readable(index: Index) -> list[ReplySegment]:
    """The segments of the live index; none when it is of another make or damaged, which is why it is built anew."""
    try:
        return index.segments()[1]
    except EngineUnavailable:
        return []


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


def _adopt(storage: Storage, building: Storage, segment: ReplySegment) -> None:
    for name in segment.list_files(building):
        storage.adopt(building, name)
