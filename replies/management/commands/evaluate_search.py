"""`evaluate_search [FILE]`: ask the judged queries of the archive and print how good the order of the answers is."""

from __future__ import annotations

from argparse import ArgumentParser
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.management.base import BaseCommand, CommandError

from replies.models import Reply
from replies.search.engine import EngineUnavailable
from replies.search.ranking import Evaluation, Judgement, QueryScore, evaluate, read_judgements
from replies.selectors import ParameterError, SearchParams, search_replies

MOST_RESULTS = 200


class WholeArchive(AnonymousUser):
    """A reader from whom nothing is hidden: it is the order that is judged here."""

    is_staff = is_active = is_authenticated = True
    is_anonymous = False

    def has_perm(self, _perm: str, _obj: Any = None) -> bool:
        return True


class Command(BaseCommand):
    help = "Ask judged queries and print MRR and nDCG. Only letters named in the judgements count as results."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, default=settings.BASE_DIR / "fixtures" / "queries.jsonl")
        parser.add_argument("--verbose", action="store_true", help="show each query whose first answer is not first")

    def handle(self, *_: Any, file: Path, verbose: bool, **__: Any) -> None:
        try:
            judgements = read_judgements(file.read_text(encoding="utf-8").splitlines())
        except (OSError, ValueError, TypeError) as error:
            raise CommandError(f"{file}: the judgements can't be read: {error}") from error
        search = JudgedSearch(judgements)
        for name in search.absent:
            self.stderr.write(f"not in the archive: {name}")
        try:
            evaluation = evaluate(judgements, search)
        except EngineUnavailable as error:
            raise CommandError(str(error)) from error
        for line in report(evaluation):
            self.stdout.write(line)
        if verbose:
            for score in evaluation.scores:
                if score.ndcg < 1:
                    self.stdout.write(shortfall(score, search(score.judgement.query)))


class JudgedSearch:
    """The archive's own search, its replies given by the names of their files; those nobody judged are passed over."""

    def __init__(self, judgements: list[Judgement]) -> None:
        judged = {name for judgement in judgements for name in judgement.answers}
        self.files: dict[int, str] = {}
        known = defaultdict(list)
        for pk, name in Reply.objects.order_by("pk").values_list("pk", "source__name"):
            known[Path(name).name].append(pk)
            if Path(name).name in judged:
                self.files[pk] = Path(name).name
        self.absent = sorted(judged - known.keys())

    def __call__(self, query: str) -> list[str]:
        try:
            page = search_replies(WholeArchive(), SearchParams(q=query, page_size=MOST_RESULTS))
        except ParameterError:
            return []
        return [self.files[card.reply.pk] for card in page.results if card.reply.pk in self.files]


def report(evaluation: Evaluation) -> Iterator[str]:
    """A line for each kind of query and one for all."""
    yield f"{'kind':<12}{'queries':>8}{'MRR':>8}{'nDCG@10':>9}{'missed':>8}"
    for kind, part in {**evaluation.by_kind(), "all": evaluation}.items():
        missed = sum(len(score.missed) for score in part.scores)
        yield f"{kind:<12}{len(part.scores):>8}{part.mrr:>8.3f}{part.ndcg:>9.3f}{missed:>8}"


def shortfall(score: QueryScore, found: list[str]) -> str:
    """What a query should have found and what stood first instead."""
    first = ", ".join(list(dict.fromkeys(found))[:4]) or "nothing"
    missed = f"; missed {', '.join(score.missed)}" if score.missed else ""
    return f"{score.judgement.query}  RR {score.reciprocal_rank:.2f}  nDCG {score.ndcg:.2f}: found {first}{missed}"
