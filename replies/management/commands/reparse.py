"""`reparse [ID…]`: replies are read again by the present parser; what people decided stays."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from replies.ingest import reparse
from replies.letters import PARSER_VERSION
from replies.management.commands.ingest import write_summary
from replies.models import Reply, SourceFile


class Command(BaseCommand):
    help = "用当前解析器重新解析复文（默认只处理由旧版本解析的）。状态和人工决定保持不变。"
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("ids", nargs="*", type=int, metavar="ID", help="复文编号；不给则为全部")
        parser.add_argument(
            "--force", action="store_true", help="当前版本解析过的也重新解析，结果与从前相同的也重新写入"
        )
        parser.add_argument("--json", action="store_true", help="最后一行以 JSON 给出汇总")

    def handle(self, *_: Any, **options: Any) -> None:
        replies = Reply.objects.all()
        if options["ids"]:
            replies = replies.filter(pk__in=options["ids"])
            if missing := sorted(set(options["ids"]) - set(replies.values_list("pk", flat=True))):
                raise CommandError(f"没有这些复文：{'、'.join(map(str, missing))}")
        if not options["force"]:
            replies = replies.exclude(parser_version=PARSER_VERSION)
        sources = SourceFile.objects.filter(pk__in=replies.values("source")).order_by("pk")
        write_summary(self, reparse(sources.iterator(chunk_size=200), anew=options["force"]), as_json=options["json"])
