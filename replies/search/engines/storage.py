"""Where an index's files lie: a folder read through memory maps and written to last, or the memory of one process.

Both are Whoosh storages with three things added: `view` gives a file's bytes without copying them, `write_out` sees a
file to the disk, and `adopt` takes over a file from another storage of the same kind.
"""

from __future__ import annotations

import mmap
import os
import threading
from pathlib import Path
from typing import Any

from whoosh.filedb.filestore import FileStorage, RamStorage
from whoosh.filedb.structfile import BufferFile, StructFile

Buffer = mmap.mmap | bytes
_STATM = Path("/proc/self/statm")


class FolderStorage(FileStorage):
    """Files in a folder. With `durable`, what has been closed or renamed outlives a power cut."""

    def __init__(self, path: str | os.PathLike[str], *, durable: bool = True) -> None:
        super().__init__(str(path))
        self.durable = durable

    def create_file(self, name: str, **options: Any) -> StructFile:
        """A new file; closing it waits for the disk."""
        if self.durable:
            options["onclose"] = _write_out
        return super().create_file(name, **options)

    def rename_file(self, oldname: str, newname: str, safe: bool = False) -> None:
        """Rename in one step, over a file of the new name unless `safe`."""
        if safe and self.file_exists(newname):
            raise NameError(f"{newname} exists")
        self._write_out_folder()  # what was adopted before must not be lost when the new name is not
        self._path(oldname).replace(self._path(newname))
        self._write_out_folder()

    def open_file(self, name: str, **options: Any) -> BufferFile:
        """A small file, read whole; `view` is for large ones."""
        return BufferFile(self._path(name).read_bytes(), name=name, **options)

    def temp_storage(self, name: str | None = None) -> FolderStorage:
        """A folder inside this one, whose files need not last."""
        return FolderStorage(self._path(name or "building"), durable=False).create()

    def view(self, name: str) -> Buffer:
        """A file's bytes as a memory map that stays good when the file is deleted."""
        with self._path(name).open("rb") as file:
            if not os.fstat(file.fileno()).st_size:
                return b""
            return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)

    def adopt(self, other: FolderStorage, name: str) -> None:
        """Take over a finished file of another folder on the same disk."""
        other._path(name).rename(self._path(name))

    def write_out(self, name: str) -> None:
        """See a finished file of a folder that is not durable to the disk, so that it can be adopted by one that is."""
        with self._path(name).open("rb") as file:
            os.fsync(file.fileno())

    def _path(self, name: str) -> Path:
        return Path(self.folder, name)

    def _write_out_folder(self) -> None:
        if self.durable:
            descriptor = os.open(self.folder, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)


class MemoryStorage(RamStorage):
    """Files in memory, for tests and small experiments: seen by this process only."""

    def temp_storage(self, name: str | None = None) -> MemoryStorage:  # noqa: ARG002 - Whoosh's signature
        """Another memory storage."""
        return MemoryStorage()

    def view(self, name: str) -> Buffer:
        """A file's bytes."""
        if name not in self.files:
            raise FileNotFoundError(name)
        return self.files[name]

    def adopt(self, other: MemoryStorage, name: str) -> None:
        """Take over a finished file of another storage."""
        self.files[name] = other.files.pop(name)

    def write_out(self, name: str) -> None:
        """Nothing here outlives the process."""

    def lock(self, name: str) -> _MemoryLock:
        """A lock that, as the one of a folder, does not wait."""
        return self.locks.setdefault(name, _MemoryLock())


class _MemoryLock:
    """The lock of a folder's storage, for threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()

    def acquire(self, blocking: bool = False) -> bool:
        return self._lock.acquire(blocking=blocking)

    def release(self) -> None:
        self._lock.release()


Storage = FolderStorage | MemoryStorage


def mapped_bytes() -> int:
    """How much of the files that are mapped this process holds in memory now; 0 where the system does not tell."""
    try:
        with _STATM.open("rb", buffering=0) as file:
            return int(file.read(256).split()[2]) * mmap.PAGESIZE
    except (OSError, IndexError):
        return 0


def _write_out(file: StructFile) -> None:
    file.flush()
    os.fsync(file.fileno())
