"""`make_letters N --seed S --out DIR`: N made-up letters as .txt files, with their answers in gold.jsonl."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from replies.made_letters import make_letters


class Command(BaseCommand):
    help = "生成 N 篇编造的复文和它们的正确答案（gold.jsonl），供测试、压力试验和性能比较使用"
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("count", type=int, metavar="N", help="篇数")
        parser.add_argument("--seed", type=int, default=0, help="种子：同一种子在任何机器上生成同样的复文")
        parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="写入的文件夹，没有就新建")

    def handle(self, *_: Any, **options: Any) -> None:
        folder: Path = options["out"]
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / "gold.jsonl").open("w", encoding="utf-8") as answers:
            for letter in make_letters(options["count"], options["seed"]):
                (folder / letter.file).write_text(letter.text, encoding="utf-8", newline="")
                answers.write(json.dumps(letter.gold, ensure_ascii=False) + "\n")
        self.stdout.write(f"{options['count']} 篇 → {folder}")
