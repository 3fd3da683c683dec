"""`sentence_ends(text)`: where sentences end. Those who read figures and those who check them ask of the same text."""

from __future__ import annotations

from functools import lru_cache

from replies.letters.wordlists import occurrences

SENTENCE_ENDS = "。！？\n"


@lru_cache(maxsize=2)
def sentence_ends(text: str) -> tuple[int, ...]:
    """The places right behind each mark and each line break that ends a sentence, in order."""
    return tuple([at + 1 for at in occurrences(text, SENTENCE_ENDS)])
