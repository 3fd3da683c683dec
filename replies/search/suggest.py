"""What a reader has begun to type -> how it may go on; what found nothing -> what may have been meant.

Both look only into the terms handed in, and show only what `count` says this reader's letters hold at this moment: the
tables may be minutes old, and may know terms that are hidden by now.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache, lru_cache
from itertools import islice
from math import log
from typing import Final, NamedTuple, Protocol, TypeVar

import numpy as np

from replies.search import pinyin
from replies.search.analysis import fold, is_han, side_by_side, tokens
from replies.search.blocks import Block
from replies.search.engine import TermKind, Vocabulary
from replies.search.nearest import Numbers
from replies.search.query import And, Node, Number, Or, SearchQueryError, Weighted, Word, parse_query

Count = Callable[[TermKind, str], int]
Spell = Callable[[str], list[str]]
T = TypeVar("T")

KINDS: Final[tuple[TermKind, ...]] = ("number", "place", "department", "word", "title")
LIMIT: Final = 8
SHARES: Final = {"number": 4, "place": 2, "department": 2, "word": 4, "title": 3}  # of the first round
MOST_LOOSE: Final = 8  # words of a loosened query
LONGEST_TYPED: Final = 60
SYLLABLES: Final = 12  # of a term, by which it can be found
SHORTEST_INSIDE: Final = 2  # characters that must be typed to find a term by what is inside it
MOST_CHECKED: Final = 200  # candidates looked at for one kind
MOST_WORDS: Final = 60_000  # the commonest; in a large archive the rest are mostly names and slips, in a letter each

SAME_SOUND, LIKE_SOUND, SWAPPED, OTHER = 0.3, 0.5, 0.6, 1.0  # what a wrong character costs
COMMONNESS: Final = 0.06  # how much of that is made up for, by the logarithm of a word's letters
CORRECTABLE: Final = range(2, 9)  # characters of a word that can be corrected
LEAST_LETTERS: Final = 5  # in which a word must stand, times those of what was typed, to be proposed in its place


class Suggestion(NamedTuple):
    """A term to offer, and what it is."""

    text: str
    kind: TermKind


class Pace(Protocol):
    """Gives the same items, and may take a rest between them."""

    def __call__(self, items: Iterable[T], /) -> Iterable[T]: ...


class Suggester:
    """Completions and corrections for one circle of readers, from the terms of each kind with their counts."""

    def __init__(self, terms: Mapping[TermKind, Mapping[str, int]], pace: Pace = iter) -> None:
        """`pace` is how fast to go through the terms, of which there may be hundreds of thousands."""
        spell = cache(pinyin.syllables)  # words are spelled for both, and numbers begin alike by the hundred
        self._completers = {kind: Completer(terms[kind], kind, spell, pace) for kind in KINDS if terms.get(kind)}
        self._corrector = Corrector({**terms.get("word", {}), **terms.get("place", {})}, spell, pace)
        self._places = frozenset(terms.get("place", ()))
        self._numbers = Numbers(pace(terms.get("number", ())))

    @classmethod
    def of(cls, vocabulary: Vocabulary, pace: Pace = iter) -> Suggester:
        """A suggester over what a vocabulary lists now; of words the commonest that mean something by themselves."""
        listed = {kind: dict(vocabulary.terms(kind)) for kind in KINDS}
        words = [pair for pair in pace(listed["word"].items()) if len(pair[0]) > 1 and is_han(pair[0][0])]
        words.sort(key=lambda pair: (-pair[1], pair[0]))
        return cls(listed | {"word": dict(words[:MOST_WORDS])}, pace)

    def complete(self, typed: str, count: Count, limit: int = LIMIT) -> list[Suggestion]:
        """How `typed` may go on, each kind with its share; of several words the last is completed."""
        typed = " ".join(typed.split())[-LONGEST_TYPED:]
        if not typed:
            return []
        if whole := self._complete(typed, count, limit):
            return whole
        head, _, last = typed.rpartition(" ")
        if not head:
            return []
        return [Suggestion(f"{head} {one.text}", one.kind) for one in self._complete(last, count, limit)]

    def did_you_mean(self, query: str, count: Count) -> str | None:
        """The query with its unknown words and numbers put right, or None. For queries that find nothing or little."""
        try:
            tree = parse_query(query).tree
        except SearchQueryError:
            return None
        better = query
        for word in _plain_words(tree):
            if corrected := self._correct(word, count):
                better = better.replace(word, corrected)
        for number in _plain_numbers(tree):
            if not self._has_number(number, count):
                near = next((term for term in self._numbers.nearest(number) if count("number", term) > 0), number)
                better = better.replace(number, near)
        return better if better != query else None

    def _has_number(self, number: str, count: Count) -> bool:
        return any(count("number", term) > 0 for term in self._numbers.named(number))

    def sounding(self, typed: str, count: Count) -> list[str]:
        """What typed pinyin stands for: the common words that `variants.expand` knows, and this archive's places."""
        places = self._completers.get("place")
        own = [term for term in places.sounding(typed) if count("place", term) > 0] if places else []
        return list(dict.fromkeys([*own, *pinyin.words_for(typed)]))

    def _complete(self, typed: str, count: Count, limit: int) -> list[Suggestion]:
        found: dict[TermKind, Iterator[Suggestion]] = {
            kind: _allowed(kind, completer.find(typed), count) for kind, completer in self._completers.items()
        }
        first = {kind: list(islice(some, SHARES[kind])) for kind, some in found.items()}
        numbers_first = any(map(str.isdigit, typed))
        order = sorted(first, key=lambda kind: (kind == "number") != numbers_first)
        chosen = [one for kind in order for one in first[kind]]
        for kind in ("word", "title", "department"):
            if len(chosen) < limit and kind in found and len(first[kind]) == SHARES[kind]:
                chosen += islice(found[kind], limit - len(chosen))
        return list({one.text: one for one in chosen}.values())[:limit]

    def _correct(self, word: str, count: Count) -> str | None:
        """`word` with its doubtful stretch exchanged for the nearest known word."""
        plain = fold(word)
        best: tuple[float, str] | None = None
        for start, end in _doubtful(plain, lambda text: self._count(text, count) > 0):
            stretch = plain[start:end]
            least = max(1, LEAST_LETTERS * self._count(stretch, count))
            for cost, candidate in self._corrector.near(stretch):
                letters = self._count(candidate, count)
                score = cost - COMMONNESS * log(letters + 1)
                if letters >= least and (best is None or score < best[0]):
                    best = (score, plain[:start] + candidate + plain[end:])
        return best[1] if best else None

    def _count(self, text: str, count: Count) -> int:
        return count("place" if text in self._places else "word", text)


def loosened(query: str) -> str | None:
    """A query whose words need not all match, to be offered when nothing has them all: 认知障碍 OR 照护.

    None when it is made of anything but words, or of a single one.
    """
    try:
        tree = parse_query(query).tree
    except SearchQueryError:
        return None
    parts = tree.parts if isinstance(tree, And) else (tree,)
    if not all(isinstance(part, Word) and part.field is None for part in parts):
        return None
    telling = (token.text for part in parts for token in side_by_side(tokens(part.text)) if len(token.text) > 1)
    several = list(dict.fromkeys(telling))
    return " OR ".join(several) if 1 < len(several) <= MOST_LOOSE else None


class Completer:
    """Terms of one kind by how they begin, by their pinyin and its first letters, and by what is inside them.

    Titles go without pinyin: nearly all begin with 关于. 200,000 of them take some 20 MB beside their own text.
    """

    def __init__(
        self, terms: Mapping[str, int], kind: TermKind = "word", spell: Spell = pinyin.syllables, pace: Pace = iter
    ) -> None:
        self._key = _number_key if kind == "number" else fold
        ordered = sorted(terms, key=lambda term: (-terms[term], len(term), term))
        keys = [self._key(term) for term in pace(ordered)]
        self._texts = Block(pace(keys))
        self._unlike = {line: term for line, term in enumerate(ordered) if keys[line] != term}
        spelled = [] if kind == "title" else [spell(_LETTERS.match(term)[0]) for term in pace(ordered)]
        self._pinyin = Block("".join(pieces) for pieces in pace(spelled))
        self._initials = Block(map(pinyin.initials, pace(spelled)))

    def find(self, typed: str) -> Iterator[str]:
        """The terms that `typed` may become, each once: those that begin so, sound so, hold it; commonest first."""
        seen: set[int] = set()
        for line in self._lines(self._key(typed).strip()):
            if line not in seen:
                seen.add(line)
                yield self._term(line)

    def sounding(self, typed: str) -> Iterator[str]:
        """The terms whose whole pinyin is `typed`."""
        letters = pinyin.normal_form(typed)
        for line in self._pinyin.equal(letters) if letters else ():
            yield self._term(line)

    def _term(self, line: int) -> str:
        return self._unlike.get(line) or self._texts.text(line)

    def _lines(self, key: str) -> Iterator[int]:
        if not key:
            return
        yield from self._texts.beginning(key)
        if letters := pinyin.normal_form(key):
            yield from self._pinyin.beginning(letters)
            if len(letters) >= SHORTEST_INSIDE:
                yield from self._initials.beginning(letters)
        if not letters and len(key) >= (SHORTEST_INSIDE + 1 if key.isascii() else SHORTEST_INSIDE):
            yield from self._texts.holding(key)


class Corrector:
    """Known words by length, as matrices of characters and of sounds, so that all are compared at once."""

    def __init__(self, words: Mapping[str, int], spell: Spell = pinyin.syllables, pace: Pace = iter) -> None:
        self._sounds: dict[str, int] = {}
        by_length: dict[int, list[str]] = {length: [] for length in CORRECTABLE}
        for word in pace(words):
            if len(word) in by_length and all(map(is_han, word)):
                by_length[len(word)].append(word)
        self._characters = {length: _matrix(some, length) for length, some in by_length.items()}
        spelled = {length: [spell(word) for word in pace(some)] for length, some in by_length.items()}
        self._same = {length: self._sound_matrix(pace(some), length, str) for length, some in spelled.items()}
        self._like = {length: self._sound_matrix(pace(some), length, _blurred) for length, some in spelled.items()}

    def near(self, typed: str) -> Iterator[tuple[float, str]]:
        """Known words that differ from `typed` by little, with what the difference costs; best first."""
        if len(typed) not in CORRECTABLE or not all(map(is_han, typed)):
            return iter(())
        found = [*self._exchanged(typed), *self._longer_or_shorter(typed)]
        return iter(sorted((cost, word) for cost, word in found if word != typed)[:MOST_CHECKED])

    def _exchanged(self, typed: str) -> Iterator[tuple[float, str]]:
        """Words of the same length: other characters, best of the same sound; or two neighbours swapped."""
        length = len(typed)
        characters, row = self._characters[length], _matrix([typed], length)
        spelled = pinyin.syllables(typed)
        if not len(characters) or len(spelled) != length:
            return
        same, like = (self._row(spelled, blur) for blur in (str, _blurred))
        costs = np.full(characters.shape, OTHER)
        costs[self._like[length] == like] = LIKE_SOUND
        costs[self._same[length] == same] = SAME_SOUND
        costs[characters == row] = 0
        total = costs.sum(axis=1)
        # Of two characters one wholly other leaves nothing to go by.
        most = OTHER if length > 2 else OTHER - SAME_SOUND
        for line in np.flatnonzero(total <= most):
            yield float(total[line]), _spelled(characters[line])
        swapped = np.sort(characters, axis=1) == np.sort(row, axis=1)
        for line in np.flatnonzero(swapped.all(axis=1) & ((characters != row).sum(axis=1) == 2)):
            yield SWAPPED, _spelled(characters[line])

    def _longer_or_shorter(self, typed: str) -> Iterator[tuple[float, str]]:
        """Words with one character more or less; short ones have too many such neighbours."""
        length = len(typed)
        row = _matrix([typed], length)
        for shorter in {typed[:at] + typed[at + 1 :] for at in range(length)} if length > 3 else ():
            known = self._characters[length - 1]
            if (known == _matrix([shorter], length - 1)).all(axis=1).any():
                yield OTHER, shorter
        longer = self._characters.get(length + 1, _matrix([], length + 1))
        for at in range(length + 1) if length > 2 else ():
            for line in np.flatnonzero((np.delete(longer, at, axis=1) == row).all(axis=1)):
                yield OTHER, _spelled(longer[line])

    def _sound_matrix(self, spelled: Iterable[list[str]], length: int, blur: Callable[[str], str]) -> np.ndarray:
        rows = [self._row(pieces, blur) if len(pieces) == length else [-1] * length for pieces in spelled]
        return np.array(rows, dtype=np.int32).reshape(-1, length)

    def _row(self, pieces: Iterable[str], blur: Callable[[str], str]) -> list[int]:
        return [self._sounds.setdefault(blur(piece), len(self._sounds)) for piece in pieces]


_BLURS: Final = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ang", "an"), ("eng", "en"), ("ing", "in"))
_LETTERS: Final = re.compile(rf"[^0-9]{{0,{SYLLABLES}}}")  # typed pinyin goes no further than to the first digit
_TEXT_FIELDS: Final = (None, "title", "text", "subject", "place")


@lru_cache(1024)  # there are some four hundred
def _blurred(syllable: str) -> str:
    """A syllable as many speakers tell it apart or not: zhang is like zan, ning like lin, hu like fu."""
    for told, blurred in _BLURS:
        syllable = syllable.replace(told, blurred)
    return "~" + re.sub(r"\An", "l", re.sub(r"\Ahu", "fu", syllable))


def _number_key(text: str) -> str:
    """A number without brackets and spaces: 西民函〔2023〕73号 is found by 西民函2023."""
    return re.sub(r"\W", "", fold(text))


def _allowed(kind: TermKind, terms: Iterable[str], count: Count) -> Iterator[Suggestion]:
    return (Suggestion(term, kind) for term in islice(terms, MOST_CHECKED) if count(kind, term) > 0)


def _matrix(words: list[str], length: int) -> np.ndarray:
    return np.frombuffer("".join(words).encode("utf-32-le", "surrogatepass"), "<u4").reshape(-1, length)


def _spelled(row: np.ndarray) -> str:
    return "".join(map(chr, row.tolist()))


def _plain_words(node: Node) -> Iterator[str]:
    """The words of a query that may be misspelled: not quotations, numbers, values, nor what a minus excludes."""
    match node:
        case And(parts) | Or(parts):
            for part in parts:
                yield from _plain_words(part)
        case Weighted(part, _):
            yield from _plain_words(part)
        case Word(text, field) if field in _TEXT_FIELDS and any(map(is_han, text)):
            yield text
        case _:
            return


def _plain_numbers(node: Node) -> Iterator[str]:
    """The numbers that a query is certainly about."""
    if isinstance(node, Number):
        yield node.text
    elif isinstance(node, And):
        for part in node.parts:
            yield from _plain_numbers(part)


def _doubtful(text: str, is_known: Callable[[str], bool]) -> Iterator[tuple[int, int]]:
    """Stretches of a word that may be wrong: tokens that no letter holds and single characters, with their neighbours.

    A word that is known as a whole, or falls into known words of two characters and more, is not doubtful.
    """
    if is_known(text):
        return
    cut = side_by_side(tokens(text))
    doubted = [len(token.text) == 1 or not is_known(token.text) for token in cut]
    for first in range(len(cut)):
        for last in range(first, min(first + 4, len(cut))):
            start, end = cut[first].start, cut[last].end
            if any(doubted[first : last + 1]) and end - start in CORRECTABLE:
                yield start, end
