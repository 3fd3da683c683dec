"""`parse_letter FILE… [--pretty]`: what the parser reads in each file, one JSON object a file, without a database."""

from __future__ import annotations

import json
import logging
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from replies.letters.parser import parse_letters
from replies.readers import UnreadableFile
from replies.readers.files import MAX_BYTES
from replies.readers.folders import readable_name
from replies.readers.guarded import read_guarded

logger = logging.getLogger(__name__)
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
    shown = name if name == STANDARD_INPUT else readable_name(Path(name))
    try:
        letters = [letter.to_dict() for letter in parse_letters(read_guarded(_bytes_of(name)).text)]
    except OSError as error:
        return {"file": shown, "error": f"文件读不了：{error.strerror or error}"}
    except UnreadableFile as error:
        return {"file": shown, "error": str(error)}
    except Exception as error:  # whatever a text does to the parser, the other files have their answers
        logger.exception("%s could not be parsed", shown)
        return {"file": shown, "error": f"解析时出错（{type(error).__name__}）；请把文件交给维护者检查。"}
    return {"file": shown, **letters[0], **({"parts": letters} if len(letters) > 1 else {})}


def _bytes_of(name: str) -> bytes:
    """A file's bytes, but of an endless one no more than the reader needs to refuse it."""
    if name == STANDARD_INPUT:
        return sys.stdin.buffer.read(MAX_BYTES + 1)
    with Path(name).open("rb") as file:
        return file.read(MAX_BYTES + 1)
