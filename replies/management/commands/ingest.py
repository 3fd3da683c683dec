"""`ingest PATH…`: letters from files, folders, zips and addresses on the web go into the archive."""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from replies.ingest import UNDECLARED, Summary, ingest
from replies.readers.addresses import is_address


class Command(BaseCommand):
    help = "把文件、文件夹、压缩包或网址中的复文读入档案。重复运行不会重复入库。"
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("paths", nargs="+", type=_path, metavar="PATH", help="文件、文件夹、zip 压缩包或网址")
        parser.add_argument(
            "--undeclared",
            choices=tuple(UNDECLARED),
            default="staff",
            help="复文未载明公开方式时：public 公开，staff 仅工作人员可见（默认）",
        )
        parser.add_argument(
            "--workers",
            type=_workers,
            metavar="N",
            help="用几个进程解析（1 即在本进程中；默认：文件不多时为 1，多时与处理器同数）；"
            "多于 1 时，使解析进程崩溃的文件只算一个失败",
        )
        parser.add_argument("--json", action="store_true", help="最后一行以 JSON 给出汇总")

    def handle(self, *_: Any, **options: Any) -> None:
        with tqdm(unit="个文件", disable=not sys.stderr.isatty(), leave=False) as bar:
            summary = ingest(
                options["paths"],
                undeclared=options["undeclared"],
                workers=options["workers"],
                seen=lambda _: bar.update(),
            )
        write_summary(self, summary, as_json=options["json"])


def write_summary(command: BaseCommand, summary: Summary, *, as_json: bool) -> None:
    """Say what became of the files, and end with status 1 when something failed."""
    for name, reason in summary.not_letters:
        command.stdout.write(f"不是复文：{name}　{reason}")
    for name, reason in summary.failed:
        command.stderr.write(command.style.ERROR(f"未能入库：{name}　{reason}"))
    command.stdout.write(
        f"读取 {summary.read} 个文件：新增 {summary.added}，更新 {summary.updated}，未变 {summary.unchanged}，"
        f"非复文 {len(summary.not_letters)}，失败 {len(summary.failed)}。"
    )
    if as_json:
        command.stdout.write(json.dumps(summary.to_dict(), ensure_ascii=False))
    if summary.failed:
        raise CommandError(f"{len(summary.failed)} 个文件未能入库，其余已入库。", returncode=1)


def _path(text: str) -> Path | str:
    return text if is_address(text) else Path(text)


def _workers(text: str) -> int:
    """As many processes as asked for; beyond a few for each core, more would only wait for each other."""
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError("应为正整数")
    return min(int(text), 4 * (os.cpu_count() or 1))
