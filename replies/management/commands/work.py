"""`work`: reads uploads in the background, one after the other, until it is stopped."""

from __future__ import annotations

import fcntl
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from replies.indexing import keeping_up
from replies.uploads import resume


class Command(BaseCommand):
    help = "在后台读取上传的文件，直到停止。可以同时运行几个；先把上次中断的接着读完。"

    def handle(self, *_args: Any, **options: Any) -> None:
        # Whoever holds the lock is the first worker on this data: what then stands as "being read" nobody reads.
        with (Path(settings.ARCHIVE_DATA) / "worker.lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                pass
            else:
                resume()
            with keeping_up():
                call_command("db_worker", "--interval", "0.5", "--no-startup-delay", verbosity=options["verbosity"])
