"""`/healthz`: whether the archive can answer, for whoever watches over it."""

from __future__ import annotations

import logging

from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from replies.indexing import check
from replies.search.engine import EngineUnavailable

logger = logging.getLogger(__name__)


@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:  # noqa: ARG001 - every view takes it
    """200 when database and index answer, else 503 with the reason."""
    problems = {}
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM replies_reply LIMIT 1")
    except DatabaseError:
        logger.exception("The database does not answer")
        problems["database"] = "数据库没有应答"
    try:
        if not problems:
            check()
    except EngineUnavailable as error:
        logger.exception("The index does not answer")
        problems["index"] = str(error) or "索引没有应答"
    if problems:
        return JsonResponse({"status": "unavailable", "problems": problems}, status=503)
    return JsonResponse({"status": "ok"})
