"""The embedded engine keeps the contract, in a folder and in memory."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from replies.search.engine import EngineUnavailable, SearchEngine
from replies.search.engines import engine_for
from replies.search.engines.whoosh import WhooshEngine
from tests.search.engine_contract import EngineContract


class TestInMemory(EngineContract):
    @staticmethod
    @contextmanager
    def opened(folder: Path) -> Iterator[SearchEngine]:
        yield engine_for("whoosh://memory")


class TestInAFolder(EngineContract):
    @staticmethod
    @contextmanager
    def opened(folder: Path) -> Iterator[SearchEngine]:
        yield engine_for(f"whoosh://{folder}/index")


class TestOneSegmentPerDocument(EngineContract):
    """Nothing may depend on how commits have cut the index."""

    @staticmethod
    @contextmanager
    def opened(folder: Path) -> Iterator[SearchEngine]:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("replies.search.engines.upkeep.PER_SEGMENT", 1)
            yield WhooshEngine()


class TestWithTheLeastMemory(EngineContract):
    """Nothing may depend on what is kept decoded or mapped, nor on the stretches in which a text is read."""

    @staticmethod
    @contextmanager
    def opened(folder: Path) -> Iterator[SearchEngine]:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("replies.search.engines.quotes._FEW", 0)
            patch.setattr("replies.search.engines.quotes._STRETCH", 16)
            yield WhooshEngine(folder / "index", memory=0)


@pytest.mark.parametrize("url", ["", "whoosh://", "solr://host/core", "/var/index"])
def test_an_unknown_address_names_the_known_ones(url):
    with pytest.raises(EngineUnavailable, match="whoosh:///"):
        engine_for(url)
