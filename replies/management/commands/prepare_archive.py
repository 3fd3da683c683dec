"""`prepare_archive`: everything from a fresh clone to a working archive. Run again, it does only what is missing."""

from __future__ import annotations

import hashlib
import secrets
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser

from replies import indexing
from replies.models import SourceFile
from replies.search.engine import EngineUnavailable

SAMPLES = Path(settings.BASE_DIR) / "fixtures" / "letters"


class Command(BaseCommand):
    help = "准备好数据库、静态文件、示例复文、索引和管理员；重复运行不会改动已有数据。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--address", default="", help="启动后可访问的地址，仅用于显示")

    def handle(self, *_args: Any, **options: Any) -> None:
        Path(settings.ARCHIVE_DATA).mkdir(parents=True, exist_ok=True)
        call_command("migrate", interactive=False, verbosity=0)
        self._collect_static()
        if not SourceFile.objects.exists():
            call_command("ingest", str(SAMPLES), undeclared="public")
        self._catch_up()
        self._first_admin()
        if options["address"]:
            self.stdout.write(self.style.SUCCESS(f"复文库已就绪：{options['address']}"))

    def _catch_up(self) -> None:
        """Bring the index up to the database; one that was lost or is of another make is built anew."""
        try:
            indexing.check()
        except EngineUnavailable as reason:
            self.stdout.write(f"{reason} 正在重建索引……")
            indexing.rebuild()
        indexing.apply_pending()

    def _collect_static(self) -> None:
        """Collect and compress the static files, unless nothing changed since: it takes longer than the rest."""
        mark = Path(settings.STATIC_ROOT) / ".collected"
        now = _static_fingerprint()
        if mark.exists() and mark.read_text(encoding="ascii") == now:
            return
        call_command("collectstatic", interactive=False, verbosity=0)
        mark.write_text(now, encoding="ascii")

    def _first_admin(self) -> None:
        """Make the user `admin` when nobody can log in yet, and print its password this once."""
        users = get_user_model().objects
        if users.filter(is_superuser=True).exists():
            return
        password = secrets.token_urlsafe(15)
        users.create_superuser("admin", password=password)
        self.stdout.write(f"管理员用户：admin　密码：{password}　（只显示这一次，请妥善保存）")


def _static_fingerprint() -> str:
    """Changes when a static file of the project or of a library is added, removed or edited."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            state = Path(storage.path(name)).stat()
            digest.update(f"{name}\0{state.st_size}\0{state.st_mtime_ns}\n".encode())
    return digest.hexdigest()
