"""The embedded engine keeps the contract, in a folder and in memory."""

from __future__ import annotations

import pytest

from replies.search.engine import EngineUnavailable
from replies.search.engines import engine_for
from replies.search.engines.whoosh import WhooshEngine
from tests.search.engine_contract import EngineContract


class TestInMemory(EngineContract):
    @pytest.fixture
    def engine(self):
        return engine_for("whoosh://memory")


class TestInAFolder(EngineContract):
    @pytest.fixture
    def engine(self, tmp_path):
        return engine_for(f"whoosh://{tmp_path}/index")


class TestOneSegmentPerDocument(TestInMemory):
    """Nothing may depend on how commits have cut the index."""

    @pytest.fixture
    def engine(self, monkeypatch):
        monkeypatch.setattr("replies.search.engines.upkeep.PER_SEGMENT", 1)
        return WhooshEngine()


class TestWithTheLeastMemory(EngineContract):
    """Nothing may depend on what is kept decoded or mapped, nor on the stretches in which a text is read."""

    @pytest.fixture
    def engine(self, monkeypatch, tmp_path):
        monkeypatch.setattr("replies.search.engines.quotes._FEW", 0)
        monkeypatch.setattr("replies.search.engines.quotes._STRETCH", 16)
        return WhooshEngine(tmp_path / "index", memory=0)


@pytest.mark.parametrize("url", ["", "whoosh://", "solr://host/core", "/var/index"])
def test_an_unknown_address_names_the_known_ones(url):
    with pytest.raises(EngineUnavailable, match="whoosh:///"):
        engine_for(url)
