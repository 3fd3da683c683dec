"""Engines behind the one contract of `replies.search.engine`."""

from __future__ import annotations

from replies.search.engine import EngineUnavailable, SearchEngine

_MEMORY = "memory"


def engine_for(url: str) -> SearchEngine:
    """The engine that a SEARCH_URL names: `whoosh:///folder`, or `whoosh://memory` for one that nothing outlives."""
    scheme, _, place = url.partition("://")
    if scheme == "whoosh" and place:
        from replies.search.engines.whoosh import WhooshEngine  # noqa: PLC0415 - only the engine that is used

        return WhooshEngine(None if place == _MEMORY else place)
    raise EngineUnavailable(f"SEARCH_URL 无法识别：{url}。可用的形式：whoosh:///目录")
