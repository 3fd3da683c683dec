"""`search QUERY`: the search of the page, on the command line."""

from __future__ import annotations

import argparse
import json
from dataclasses import replace
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.management.base import BaseCommand, CommandError, CommandParser

from replies.api.serializers import search_answer
from replies.forms import SearchForm, search_params
from replies.search.engine import EngineUnavailable
from replies.selectors import PAGE_SIZE, ParameterError, search_replies

MOST = 10_000


class StaffReader(AnonymousUser):
    """A reader of the staff who is nobody in particular: no permissions beyond reading."""

    is_staff = is_active = is_authenticated = True
    is_anonymous = False


class Command(BaseCommand):
    help = "检索复文，结果与网页和接口一致。"
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("query", metavar="QUERY", help="检索词，语法同网页")
        for name in SearchForm.FILTERS:
            parser.add_argument(f"--{name.replace('_', '-')}", action="append", default=[], help="可重复，表示“或”")
        parser.add_argument("--sort", default="", help="relevance、newest 或 oldest")
        parser.add_argument("--limit", type=_limit, default=PAGE_SIZE, metavar="N", help="最多列出几条（默认 20）")
        parser.add_argument("--page", default="")
        parser.add_argument("--as", dest="reader", choices=("public", "staff"), default="public", help="以谁的身份检索")
        parser.add_argument("--json", action="store_true", help="以 JSON 输出")

    def handle(self, *_: Any, **options: Any) -> None:
        user = StaffReader() if options["reader"] == "staff" else AnonymousUser()
        asked = {name: options[name] for name in SearchForm.FILTERS}
        asked |= {
            "q": options["query"],
            "sort": options["sort"],
            "page": options["page"],
        }
        try:
            page = search_replies(user, replace(search_params(asked), page_size=options["limit"]))
        except (ParameterError, EngineUnavailable) as error:
            raise CommandError(str(error)) from error
        answer = search_answer(page, next_url=None, previous_url=None)
        if options["json"]:
            self.stdout.write(json.dumps(answer, ensure_ascii=False))
            return
        for note in page.notes:
            self.stdout.write(note)
        for card in page.results:
            facts = (card.place and card.place.full_name, card.department, card.year, card.response_type)
            self.stdout.write(f"{card.reply.pk}　{card.reply}　{'　'.join(str(fact) for fact in facts if fact)}")
        self.stdout.write(f"共 {page.count} 篇")


def _limit(text: str) -> int:
    """A page of the web has at most a hundred lines; a terminal may want more."""
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(MOST)) and 1 <= int(text) <= MOST):
        raise argparse.ArgumentTypeError(f"应为 1 到 {MOST} 之间的整数")
    return int(text)
