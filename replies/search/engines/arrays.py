"""A file of named little-endian arrays: written once from front to back, read in place through a memory map.

Layout: the arrays, each starting at a multiple of 64 bytes; a table of contents in JSON; its place and length.
"""

from __future__ import annotations

import json
import mmap
import struct
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import numpy as np
from whoosh.filedb.structfile import StructFile

from replies.search.engines.storage import Buffer

_END = struct.Struct("<8sQQ")
_MAGIC = b"FWARRAY1"
_ALIGNMENT = 64


class DamagedFileError(OSError):
    """The file is not what was written: cut short or of another kind."""


class ArrayWriter:
    """Writes arrays to a file under names of one's choosing, one after the other."""

    def __init__(self, file: StructFile) -> None:
        self._file = file
        self._contents: dict[str, tuple[str, int, int]] = {}

    def add(self, name: str, array: np.ndarray) -> None:
        """Write a whole array."""
        with self.stream(name, array.dtype) as append:
            append(array)

    def add_text(self, name: str, text: str) -> None:
        """Write a string; `ArrayFile.text` reads it."""
        self.add(name, np.frombuffer(text.encode("utf-8", "surrogatepass"), "u1"))

    @contextmanager
    def stream(self, name: str, dtype: Any) -> Iterator[Any]:
        """Write an array piece by piece: the function given takes the pieces."""
        kind = np.dtype(dtype).newbyteorder("<")
        self._file.write(b"\0" * (-self._file.tell() % _ALIGNMENT))
        start = self._file.tell()

        def append(piece: np.ndarray) -> None:
            self._file.write(np.ascontiguousarray(piece, kind).data.cast("B") if piece.size else b"")

        yield append
        self._contents[name] = (kind.str, start, (self._file.tell() - start) // kind.itemsize)

    def close(self) -> None:
        """Write the table of contents and close the file."""
        contents = json.dumps(self._contents).encode()
        start = self._file.tell()
        self._file.write(contents + _END.pack(_MAGIC, start, len(contents)))
        self._file.close()


class ArrayFile(Mapping[str, np.ndarray]):
    """The arrays of a file by name, none of them copied."""

    def __init__(self, buffer: Buffer) -> None:
        if len(buffer) < _END.size:
            raise DamagedFileError("文件不完整")
        magic, start, length = _END.unpack(buffer[-_END.size :])
        if magic != _MAGIC or start + length + _END.size != len(buffer):
            raise DamagedFileError("文件不完整或不是索引文件")
        self.buffer = buffer
        self._contents = json.loads(buffer[start : start + length])

    def __getitem__(self, name: str) -> np.ndarray:
        kind, start, count = self._contents[name]
        return np.frombuffer(self.buffer, kind, count, start) if count else np.empty(0, kind)

    def __iter__(self) -> Iterator[str]:
        return iter(self._contents)

    def __len__(self) -> int:
        return len(self._contents)

    def extent(self, name: str) -> tuple[int, int]:
        """Where in the file an array's bytes start and end."""
        kind, start, count = self._contents[name]
        return start, start + count * np.dtype(kind).itemsize

    def raw(self, name: str) -> bytes:
        """A copy of an array's bytes."""
        start, end = self.extent(name)
        return self.buffer[start:end]

    def release(self) -> None:
        """Give the pages that were read back to the system, which keeps them in its cache while it has room."""
        if isinstance(self.buffer, mmap.mmap) and hasattr(mmap, "MADV_DONTNEED"):
            self.buffer.madvise(mmap.MADV_DONTNEED)

    def text(self, name: str) -> str:
        """A string that `add_text` wrote."""
        return self.raw(name).decode("utf-8", "surrogatepass")
