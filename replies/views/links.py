"""Addresses of the results page: the present search with one thing changed. A changed search starts at page 1."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import QueryDict
from django.urls import reverse


class Links:
    """Builds addresses from the query string that the reader is at."""

    def __init__(self, query: QueryDict, path: str | None = None) -> None:
        self.query = query.copy()
        self.query.pop("page", None)
        for name, values in list(self.query.lists()):
            kept = [value for value in values if value]
            if kept:
                self.query.setlist(name, kept)
            else:
                del self.query[name]
        self.path = reverse("search") if path is None else path

    def toggled(self, name: str, value: str) -> str:
        """With the value taken out when it is in, else put in beside the others (several mean OR)."""
        return self._without(name, value) if value in self.query.getlist(name) else self._with(name, value)

    def without(self, *names: str, value: str | None = None) -> str:
        """Without these parameters, or without one value of the first."""
        if value is not None:
            return self._without(names[0], value)
        query = self.query.copy()
        for name in names:
            query.pop(name, None)
        return self._address(query)

    def replaced(self, name: str, value: str) -> str:
        """With this value as the parameter's only one."""
        query = self.query.copy()
        query[name] = value
        return self._address(query)

    def same(self) -> str:
        """The search as it is, from page 1."""
        return self._address(self.query)

    def hidden_fields(self, leaving_out: Iterable[str]) -> list[tuple[str, str]]:
        """What a form that sets only these parameters must carry along."""
        dropped = set(leaving_out)
        return [(name, value) for name, values in self.query.lists() if name not in dropped for value in values]

    def _with(self, name: str, value: str) -> str:
        query = self.query.copy()
        query.appendlist(name, value)
        return self._address(query)

    def _without(self, name: str, value: str) -> str:
        query = self.query.copy()
        query.setlist(name, [one for one in query.getlist(name) if one != value])
        return self._address(query)

    def _address(self, query: QueryDict) -> str:
        encoded = query.urlencode()
        return f"{self.path}?{encoded}" if encoded else self.path
