"""One suggester for each circle of readers, made anew when the index has changed.

In a small archive that is done at once; in a large one it takes seconds, so it is done in the background while the one
at hand goes on serving: it offers nothing that is hidden by now, it only does not know the newest terms.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final, TypeVar

from replies.search.engine import Audience, Vocabulary
from replies.search.suggest import Pace, Suggester

SMALL: Final = 2000  # titles; up to here a suggester is made while its reader waits
REST: Final = 300.0  # seconds between makings in a larger archive
WORKING: Final = 0.002  # seconds; who makes one in the background then leaves the interpreter to those who answer
PAUSE: Final = 0.004  # seconds
AT_A_TIME: Final = 50  # terms between two looks at the clock
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Held:
    suggester: Suggester
    edition: int
    is_small: bool
    made_at: float


class Suggesters:
    """The suggesters of one engine; `vocabulary_of` is its `vocabulary`. For use from any thread."""

    def __init__(self, vocabulary_of: Callable[[Audience], Vocabulary]) -> None:
        self._vocabulary_of = vocabulary_of
        self._held: dict[Audience, _Held] = {}
        self._making: dict[Audience, threading.Thread] = {}
        self._lock = threading.Lock()

    def of(self, audience: Audience) -> Suggester | None:
        """The suggester for a circle, in a large archive perhaps an older one; None while its first is being made."""
        held = self._held.get(audience)
        vocabulary = self._vocabulary_of(audience)
        if held and (held.edition == vocabulary.edition or self._is_resting(held)):
            return held.suggester
        if _is_small(vocabulary):
            self._make(audience, vocabulary)
        else:
            self._make_in_background(audience, vocabulary)
        held = self._held.get(audience)
        return held.suggester if held else None

    @staticmethod
    def _is_resting(held: _Held) -> bool:
        return not held.is_small and time.monotonic() - held.made_at < REST

    def _make_in_background(self, audience: Audience, vocabulary: Vocabulary) -> None:
        with self._lock:
            thread = self._making.get(audience)
            if thread is None or not thread.is_alive():
                thread = threading.Thread(target=self._make, args=(audience, vocabulary, gently), daemon=True)
                self._making[audience] = thread
                thread.start()

    def _make(self, audience: Audience, vocabulary: Vocabulary, pace: Pace = iter) -> None:
        suggester = Suggester.of(vocabulary, pace)
        self._held[audience] = _Held(suggester, vocabulary.edition, _is_small(vocabulary), time.monotonic())


def gently(items: Iterable[T]) -> Iterator[T]:
    """The same items, with a pause whenever the thread has worked for a while. See `Pace`."""
    paused = time.perf_counter()
    for number, item in enumerate(items):
        if not number % AT_A_TIME and time.perf_counter() - paused > WORKING:
            time.sleep(PAUSE)
            paused = time.perf_counter()
        yield item


def _is_small(vocabulary: Vocabulary) -> bool:
    return len(vocabulary.terms("title")) <= SMALL
