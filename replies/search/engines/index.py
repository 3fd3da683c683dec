"""The table of contents of a Whoosh index, who may change it, and changing it in one step.

An index is its newest table of contents (`_<name>_<generation>.toc`) and the segments that this names. Segments never
change; a commit writes new ones, then a new table beside the old one, by a rename. So a process that dies leaves the
old state or the new one, and a reader that has the old one open keeps it.

Three locks, each freed by the system when its holder dies: `writing` for the moment of a commit, `maintaining` for what
takes long (merging, rebuilding) and must not stop commits, `tidying` for the process that merges in the background.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from hashlib import blake2b
from secrets import randbelow

from whoosh.index import TOC, EmptyIndexError
from whoosh.util.filelock import try_for

from replies.search.analysis import TOKENIZER
from replies.search.engine import EngineBusy, EngineUnavailable, SchemaMismatch
from replies.search.engines.codec import ReplySegment, schema
from replies.search.engines.storage import Storage
from replies.search.fields import SCHEMA_VERSION

MAKE = f"schema {SCHEMA_VERSION}; {TOKENIZER}"
REMEDY = "请运行 python manage.py rebuild_index 重建索引。"

_PREFIX = "replies"
_OURS = re.compile(rf"_?{_PREFIX}[0-9a-f]{{8}}_")
_TABLE = re.compile(rf"_{_PREFIX}[0-9a-f]{{8}}_[0-9]+\.toc\Z")
_FIRST = 1 << 30  # the first generation is below; Whoosh writes four bytes
_RETRIES = 50  # a table of contents can be replaced between being listed and being read


class Index:
    """The index in a storage, of the make that this version of the archive reads and writes."""

    def __init__(self, storage: Storage) -> None:
        self.storage = storage
        self.name = _PREFIX + blake2b(MAKE.encode(), digest_size=4).hexdigest()
        self._schema = schema()

    def generation(self) -> int:
        """The number of the newest table of contents; -1 when there is none. Cheap enough for every search."""
        return TOC._latest_generation(self.storage, self.name)  # noqa: SLF001 - Whoosh has no other door

    def segments(self) -> tuple[int, list[ReplySegment]]:
        """The newest generation and its segments. An index that was never written is empty (-1)."""
        for _ in range(_RETRIES):
            try:
                table = TOC.read(self.storage, self.name, schema=self._schema)
            except EmptyIndexError:
                self._refuse_another_make()
                return -1, []
            except (FileNotFoundError, NameError):
                time.sleep(0.01)
            except Exception as error:
                raise EngineUnavailable(f"索引目录损坏（{error}）。{REMEDY}") from error
            else:
                return table.generation, table.segments
        raise EngineUnavailable(f"索引目录无法读取。{REMEDY}")

    @contextmanager
    def writing(self, wait: float = 10.0) -> Iterator[None]:
        """Hold the right to commit."""
        with self._lock("commit", wait):
            yield

    @contextmanager
    def maintaining(self, wait: float = 0.0) -> Iterator[None]:
        """Hold the right to merge or rebuild."""
        with self._lock("maintenance", wait):
            yield

    @contextmanager
    def tidying(self) -> Iterator[None]:
        """Be the one process that merges for the others."""
        with self._lock("tidying", 0.0):
            yield

    def is_tidied(self) -> bool:
        """Whether there is such a process now."""
        try:
            with self.tidying():
                return False
        except EngineBusy:
            return True

    def commit(self, segments: Sequence[ReplySegment], *, replacing: bool = False) -> int:
        """Make these the index, while `writing`; returns the new generation. `replacing` also ends another make's."""
        generation = self.generation() + 1
        if generation == 0:
            if not replacing:
                self._refuse_another_make()
            generation = randbelow(_FIRST)  # who still knows a deleted index must not take this one for it
        kept = [segment for segment in segments if segment.doc_count()]
        TOC(self._schema, kept, generation).write(self.storage, self.name)
        self._clean(generation, kept)
        return generation

    def _clean(self, generation: int, segments: Sequence[ReplySegment]) -> None:
        """Delete the files of former states; who has them open keeps them."""
        current = tuple(f"{segment.segment_id()}." for segment in segments)
        table = f"_{self.name}_{generation}.toc"
        for name in self.storage.list():
            if _OURS.match(name) and name != table and not name.startswith(current):
                try:
                    self.storage.delete_file(name)
                except (FileNotFoundError, NameError):
                    continue

    def _refuse_another_make(self) -> None:
        if any(_TABLE.match(name) for name in self.storage.list()):
            raise SchemaMismatch(f"索引由另一版本的程序或分词器建立，本版本（{MAKE}）不能使用。{REMEDY}")

    @contextmanager
    def _lock(self, name: str, wait: float) -> Iterator[None]:
        self.storage.create()
        lock = self.storage.lock(f"{name}.lock")
        acquire: Callable[[], bool] = lock.acquire
        if not try_for(acquire, timeout=wait, delay=0.005):
            raise EngineBusy("另一进程正在写索引，请稍后再试。")
        try:
            yield
        finally:
            lock.release()
