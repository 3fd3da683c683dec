"""Finished pages, kept in memory for the readers who come after: many ask for the same, and the archive rests between.

Only what the public reads is kept, and only as long as nothing changed: a page is served again while the index is in
the same edition and no change waits to reach it (`indexing.edition`), which is asked for every reader. Whoever is
logged in gets a page made for them.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from functools import wraps
from typing import Any, NamedTuple

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from replies import indexing

View = Callable[..., HttpResponse]
MEGABYTE = 1 << 20
PART_HEADERS = ("HX-Request", "HX-Target", "HX-History-Restore-Request")  # what makes a page a part of a page


class _Page(NamedTuple):
    content: bytes
    headers: dict[str, str]


class KeptPages:
    """The pages asked for last, of one edition of the archive, within `limit` bytes. Any thread may use it."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._pages: OrderedDict[tuple[str, ...], _Page] = OrderedDict()
        self._size = 0
        self._edition: int | None = None
        self._lock = threading.Lock()

    def get(self, edition: int, key: tuple[str, ...]) -> HttpResponse | None:
        """The page, if it is kept and of this edition."""
        with self._lock:
            page = self._pages.get(key) if edition == self._edition else None
            if page is None:
                return None
            self._pages.move_to_end(key)
        return HttpResponse(page.content, headers=page.headers)

    def put(self, edition: int, key: tuple[str, ...], response: HttpResponse) -> None:
        """Keep a page; those of another edition are dropped, then those not asked for the longest."""
        page = _Page(response.content, dict(response.items()))
        with self._lock:
            if edition != self._edition:
                self._pages.clear()
                self._edition, self._size = edition, 0
            if former := self._pages.pop(key, None):
                self._size -= len(former.content)
            self._pages[key] = page
            self._size += len(page.content)
            while self._size > self._limit:
                _, oldest = self._pages.popitem(last=False)
                self._size -= len(oldest.content)


_pages = KeptPages(settings.PAGES_KEPT * MEGABYTE)


def kept(view: View) -> View:
    """A page that is the same for every reader who is not logged in."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not settings.PAGES_KEPT or request.user.is_authenticated or _is_known(request):
            return view(request, *args, **kwargs)
        before = indexing.edition()
        key = (request.build_absolute_uri(), *(request.headers.get(name, "") for name in PART_HEADERS))
        if before is not None and (response := _pages.get(before, key)):
            return response
        response = view(request, *args, **kwargs)
        if before is not None and response.status_code == 200 and before == indexing.edition():
            _pages.put(before, key, response)
        return response

    return answer


def _is_known(request: HttpRequest) -> bool:
    """Whether something may wait for this very reader, such as a message."""
    return any(name in request.COOKIES for name in (settings.SESSION_COOKIE_NAME, "messages"))
