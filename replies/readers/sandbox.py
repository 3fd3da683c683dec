"""Reading files that nobody vouches for: in a child process with limits on memory and time, which may die.

The child lives on from file to file, so that reading a text costs no start of a process. One that overruns its time,
its memory, or crashes in a library, is ended and replaced; the file is refused with the reason and nothing else is
touched. Limits by POSIX rlimits; where the platform has none (Windows), time alone is bound.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import signal
import threading
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any, Self

from replies.readers.reading import Reading, UnreadableFile

MEMORY = 3 << 30  # bytes of address space: recognition maps its models
SECONDS = 180
START_SECONDS = 60
_READY = "ready"


class Sandbox:
    """A child process that runs one function on the bytes of files. Use it as a context, or `close()` it."""

    def __init__(self, function: Callable[[bytes], Reading], *, memory: int = MEMORY, seconds: float = SECONDS) -> None:
        self._function, self._memory, self._seconds = function, memory, seconds
        self._context = multiprocessing.get_context("forkserver")
        self._lock = threading.Lock()
        self._process: Any = None
        self._pipe: Connection | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __call__(self, data: bytes) -> Reading:
        """Run the function in the child. Raises `UnreadableFile`, also when the child was ended."""
        with self._lock:
            try:
                pipe = self._started()
                pipe.send_bytes(data)
                if not pipe.poll(self._seconds):
                    self._end()
                    raise UnreadableFile(f"读取文件超过 {self._seconds:g} 秒，已停止；请拆分或另存后再上传。")
                answer = pipe.recv()
            except (EOFError, OSError) as error:
                self._end()
                raise UnreadableFile("读取文件时出错或内存超限，已停止；文件可能已损坏，请另存后再上传。") from error
        if isinstance(answer, Reading):
            return answer
        raise UnreadableFile(answer)

    def close(self) -> None:
        """End the child. A later call starts a new one."""
        with self._lock:
            self._end()

    def _started(self) -> Connection:
        if self._process is None or not self._process.is_alive() or self._pipe is None:
            self._end()
            ours, theirs = self._context.Pipe()
            self._process = self._context.Process(
                target=_serve, args=(theirs, self._function, self._memory), daemon=True, name="reader"
            )
            self._process.start()
            theirs.close()
            self._pipe = ours
            # A slow start of the child is not the file's fault: its time begins when the child says that it is ready.
            if not ours.poll(START_SECONDS) or ours.recv() != _READY:
                raise EOFError
        return self._pipe

    def _end(self) -> None:
        if self._pipe is not None:
            self._pipe.close()
        if self._process is not None:
            self._process.kill()
            self._process.join()
            self._process.close()
        self._process = self._pipe = None


def _serve(pipe: Connection, function: Callable[[bytes], Reading], memory: int) -> None:
    """The child's life: bytes in, a reading or the reason for none out, until the pipe closes.

    Ctrl-C reaches the child too; it is for the parent to answer, which may want to finish the file.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _limit(memory)
    with contextlib.suppress(EOFError, OSError):
        pipe.send(_READY)
        while True:
            data = pipe.recv_bytes()
            pipe.send(_answer(function, data))


def _answer(function: Callable[[bytes], Reading], data: bytes) -> Reading | str:
    try:
        return function(data)
    except UnreadableFile as error:
        return str(error)
    except MemoryError:
        return "读取文件所需内存超限，已停止；请拆分或另存后再上传。"
    except Exception as error:  # noqa: BLE001 - a library may raise anything on a hostile file; the child is the wall
        return f"读取文件时出错（{type(error).__name__}），文件可能已损坏；请用原来的软件另存后再上传。"


def _limit(memory: int) -> None:
    try:
        import resource  # noqa: PLC0415 - not on every platform
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
