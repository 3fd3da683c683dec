"""`check_archive`: whether database, index and source files say the same; files without a record are named too."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.core.files.storage import Storage
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from replies import indexing
from replies.models import SOURCES, SourceFile
from replies.search.engine import EngineUnavailable
from replies.storing import digest_of
from replies.versions import settle, unsettled

ON_ITS_WAY = timedelta(minutes=10)


class Command(BaseCommand):
    help = "核对数据库、索引和原文件，逐条列出不一致之处；--repair 修复索引和版本标记。"
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--repair", action="store_true", help="修复索引和版本标记（原文件只能从备份恢复）")

    def handle(self, *_: Any, **options: Any) -> None:
        found = list(_wrong_files())
        repair = options["repair"]
        found += self._wrong_versions(repair=repair)  # before the index, which holds no superseded version
        try:
            differing = self._differing(repair=repair)
        except EngineUnavailable as error:
            raise CommandError(f"索引无法读取：{error}") from error
        for line in (*found, *(f"复文 {reply_id}：{what}" for reply_id, what in differing)):
            self.stdout.write(line)
        if repair and differing:
            indexing.mark_changed(reply_id for reply_id, _ in differing)
            indexing.apply_pending()
            self.stdout.write(f"已修复索引中的 {len(differing)} 处不一致。")
            differing = list(indexing.differences())
        if found or differing:
            raise CommandError(f"共 {len(found) + len(differing)} 处不一致。", returncode=1)
        self.stdout.write("数据库、索引和原文件一致。")

    def _wrong_versions(self, *, repair: bool) -> list[str]:
        """Replies wrongly marked as having a newer version, or wrongly not so; a repair marks them anew."""
        lines = [f"复文 {reply_id}：“已有新版本”的标记与版本判定不符" for reply_id in unsettled()]
        if not (repair and lines):
            return lines
        with indexing.one_change():
            settle(unsettled())
        self.stdout.writelines(lines)
        self.stdout.write(f"已改正 {len(lines)} 篇复文的版本标记。")
        return []

    def _differing(self, *, repair: bool) -> list[tuple[int, str]]:
        """Where index and database disagree. A repair first applies the changes that wait; an index that can't be read,
        or is of an old make, it builds anew."""
        try:
            if repair:
                indexing.apply_pending()
            return list(indexing.differences())
        except EngineUnavailable as error:
            if not repair:
                raise
            self.stdout.write(f"{error}\n现在重建。")
            indexing.rebuild()
            return list(indexing.differences())


def _wrong_files() -> Iterator[str]:
    """Each source file that is gone or changed, and each file in the storage that no record names."""
    unnamed = _files_in(SOURCES)  # listed before the records are read, so that what comes in meanwhile has its record
    for source in SourceFile.objects.order_by("pk").iterator(chunk_size=200):
        unnamed.discard(source.content.name)
        try:
            with source.content.open("rb") as file:
                whole = digest_of(file.read()) == source.sha256
        except OSError:
            yield f"原文件 {source.pk}（{source.name}）：存储中没有"
        else:
            if not whole:
                yield f"原文件 {source.pk}（{source.name}）：内容已改变"
    for path in sorted(unnamed):
        if _is_settled(path):
            yield f"存储中的 {path}：数据库中没有它的记录；可用 ingest 重新入库，确认无用后也可删除"


def _storage() -> Storage:
    return SourceFile._meta.get_field("content").storage


def _files_in(folder: str) -> set[str]:
    if not _storage().exists(folder):
        return set()
    folders, names = _storage().listdir(folder)
    found = {f"{folder}/{name}" for name in names}
    return found.union(*(_files_in(f"{folder}/{name}") for name in folders))


def _is_settled(path: str) -> bool:
    """Whether the file is older than any intake that may be writing its record at this moment."""
    try:
        return _storage().get_modified_time(path) < timezone.now() - ON_ITS_WAY
    except OSError:
        return False
