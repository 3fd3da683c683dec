"""Suggesters follow the index; a large archive is not made to wait."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

from replies.search.suggesters import SMALL, Suggesters


@dataclass
class Terms:
    """A vocabulary of a few words, whose listing can be held up."""

    words: dict[str, int]
    edition: int = 1
    titles: int = 1
    gate: threading.Event = field(default_factory=threading.Event)

    def terms(self, kind: str) -> dict[str, int]:
        if kind == "word":
            self.gate.wait(10)
        return {"word": dict(self.words), "title": dict.fromkeys(map(str, range(self.titles)), 1)}.get(kind, {})

    def count(self, kind: str, term: str) -> int:
        return self.words.get(term, 0) if kind == "word" else 0


def opened(words: dict[str, int]) -> Terms:
    terms = Terms(words)
    terms.gate.set()
    return terms


def completions(held: Suggesters, terms: Terms, typed: str) -> list[str]:
    return [one.text for one in held.of("public").complete(typed, terms.count)]


def test_new_terms_are_offered_once_the_index_has_changed() -> None:
    terms = opened({"养老": 1})
    held = Suggesters(lambda _: terms)
    assert completions(held, terms, "养") == ["养老"]
    first = held.of("public")
    assert held.of("public") is first, "kept while nothing changes"
    terms.words, terms.edition = {"养犬": 2}, 2
    assert completions(held, terms, "养") == ["养犬"]


def test_each_circle_has_its_own() -> None:
    of_circle = {"public": opened({"养老": 1}), "staff": opened({"养老": 1, "养犬": 1})}
    held = Suggesters(of_circle.__getitem__)
    found = {name: [one.text for one in held.of(name).complete("养", of_circle[name].count)] for name in of_circle}
    assert {name: sorted(some) for name, some in found.items()} == {"public": ["养老"], "staff": ["养犬", "养老"]}


def test_nobody_waits_for_a_large_archive() -> None:
    terms = Terms({"养老": 1}, titles=SMALL + 1)
    held = Suggesters(lambda _: terms)
    assert held.of("public") is None, "there is none yet"
    assert held.of("public") is None, "one making is enough"
    terms.gate.set()
    held._making["public"].join(10)
    assert completions(held, terms, "养") == ["养老"]
    terms.words, terms.edition = {"养犬": 2}, 2
    assert completions(held, terms, "养") == [], "what is gone is not offered, what is new is not yet known"
