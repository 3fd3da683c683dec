"""Engines behind the one contract of `replies.search.engine`."""

from __future__ import annotations

from collections.abc import Callable, Collection

from replies.search.engine import Audience, EngineUnavailable, SearchEngine

_MEMORY = "memory"


def engine_for(url: str, hides: Callable[[Audience], Collection[int]] = lambda _: ()) -> SearchEngine:
    """The engine that a SEARCH_URL names: `whoosh:///folder`, or `whoosh://memory` for one that nothing outlives.

    `hides` tells of each circle of readers which documents it may not see whatever the index says.
    """
    scheme, _, place = url.partition("://")
    if scheme == "whoosh" and place:
        from replies.search.engines.whoosh import WhooshEngine  # noqa: PLC0415 - only the engine that is used

        engine = WhooshEngine(None if place == _MEMORY else place)
        engine.hides = hides
        return engine
    raise EngineUnavailable(f"SEARCH_URL 无法识别：{url}。可用的形式：whoosh:///目录")
