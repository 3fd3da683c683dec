"""`parse_letter FILE… [--pretty]`: what the parser reads in each file, one JSON object a file, without a database."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from replies.letters.parser import parse_letters
from replies.readers import UnreadableFile, read_file

STANDARD_INPUT = "-"


class Command(BaseCommand):
    help = "解析复文，每个文件输出一行 JSON；- 表示标准输入。不使用数据库。"
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE", help="文件；- 表示标准输入")
        parser.add_argument("--pretty", action="store_true", help="缩进输出，便于阅读")

    def handle(self, *, files: list[str], pretty: bool, **_options: Any) -> None:
        failed = False
        for name in files:
            answer = answer_for(name)
            failed = failed or "error" in answer
            self.stdout.write(json.dumps(answer, ensure_ascii=False, indent=2 if pretty else None))
        if failed:
            sys.exit(1)


def answer_for(name: str) -> dict[str, Any]:
    """The object of one file: its letter, of several letters the first with all of them as `parts`, or an `error`."""
    try:
        data = sys.stdin.buffer.read() if name == STANDARD_INPUT else Path(name).read_bytes()
        text = read_file(data).text
    except OSError as error:
        return {"file": name, "error": f"文件读不了：{error.strerror}"}
    except UnreadableFile as error:
        return {"file": name, "error": str(error)}
    letters = [letter.to_dict() for letter in parse_letters(text)]
    return {"file": name, **letters[0], **({"parts": letters} if len(letters) > 1 else {})}
