"""`rebuild_index`: the whole index anew from the database, beside the live one."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from replies import indexing
from replies.search.engine import EngineUnavailable


class Command(BaseCommand):
    help = "由数据库重建全文索引；重建期间检索照常，完成后一次切换。"
    requires_system_checks = ()

    def handle(self, *_: Any, **__: Any) -> None:
        try:
            count = indexing.rebuild()
        except EngineUnavailable as error:
            raise CommandError(f"索引未能重建：{error}") from error
        self.stdout.write(f"索引已重建，共 {count} 篇复文。")
