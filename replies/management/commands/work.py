"""`work`: reads uploads in the background, one after the other, until it is stopped."""

from __future__ import annotations

import contextlib
import fcntl
import logging
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import DatabaseError, connection

from replies.indexing import keeping_up
from replies.uploads import resume, resume_stale

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "在后台读取上传的文件，直到停止。可以同时运行几个；先把上次中断的接着读完。"

    def handle(self, *_args: Any, **options: Any) -> None:
        with _among_workers(), keeping_up(), _taking_over():
            call_command("db_worker", "--interval", "0.5", "--no-startup-delay", verbosity=options["verbosity"])


@contextlib.contextmanager
def _among_workers() -> Iterator[None]:
    """Hold a share of the workers' lock. Who finds it all free is the only worker on this data: what stands as "being
    read" nobody reads, and is begun anew. The system frees the share of a worker that dies."""
    with (Path(settings.ARCHIVE_DATA) / "worker.lock").open("w") as lock:
        with contextlib.suppress(BlockingIOError):
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            resume()
        fcntl.flock(lock, fcntl.LOCK_SH)
        yield


@contextlib.contextmanager
def _taking_over(every: float = 60.0) -> Iterator[None]:
    """Within this, a thread has uploads read again whose worker died while others went on."""
    stop = threading.Event()

    def take_over() -> None:
        while not stop.wait(every):
            try:
                resume_stale()
            except DatabaseError:
                logger.warning("Uploads left behind could not be looked for", exc_info=True)
            finally:
                connection.close()

    thread = threading.Thread(target=take_over, name="stale uploads", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()
