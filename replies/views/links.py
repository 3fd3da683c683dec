"""Addresses of the results page: the present search with one thing changed. A changed search starts at page 1."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import quote_plus

from django.http import QueryDict
from django.urls import reverse

_quoted = lru_cache(4096)(quote_plus)  # the same names and values, hundreds to a page


class Links:
    """Builds addresses from the query string that the reader is at. A page has dozens: each is one pass over it."""

    def __init__(self, query: QueryDict, path: str | None = None) -> None:
        self.path = reverse("search") if path is None else path
        self._given = [(name, value) for name, values in query.lists() if name != "page" for value in values if value]
        self._chosen = set(self._given)
        self._same = self._address(self._given)
        self._more = f"{self._same}{'&' if self._given else '?'}"

    def toggled(self, name: str, value: str) -> str:
        """With the value taken out when it is in, else put in beside the others (several mean OR)."""
        if (name, value) in self._chosen:
            return self.without(name, value=value)
        return f"{self._more}{_quoted(name)}={_quoted(value)}"

    def without(self, *names: str, value: str | None = None) -> str:
        """Without these parameters, or only without one value of them."""
        return self._address([pair for pair in self._given if pair[0] not in names or value not in {None, pair[1]}])

    def replaced(self, name: str, value: str) -> str:
        """With this value as the parameter's only one."""
        return self._address([*(pair for pair in self._given if pair[0] != name), (name, value)])

    def same(self) -> str:
        """The search as it is, from page 1."""
        return self._same

    def query_string(self) -> str:
        """The search as it is, to be put behind another path."""
        return self.same().partition("?")[2]

    def hidden_fields(self, leaving_out: Iterable[str]) -> list[tuple[str, str]]:
        """What a form that sets only these parameters must carry along."""
        dropped = set(leaving_out)
        return [(name, value) for name, value in self._given if name not in dropped]

    def _address(self, pairs: list[tuple[str, str]]) -> str:
        encoded = "&".join([f"{_quoted(name)}={_quoted(value)}" for name, value in pairs])
        return f"{self.path}?{encoded}" if encoded else self.path
