"""A reader's query string -> a tree that no engine's syntax shows in; its `repr` is its specification.

Words must all match; OR binds looser than they do: 养老 食堂 OR 助餐 is (养老 and 食堂) or 助餐.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from replies.search import numbers
from replies.search.analysis import fold, words
from replies.search.query_lexer import FIELD_LABELS, Lexeme, read_lexemes

MAX_LENGTH = 500  # characters
MAX_DEPTH = 20  # parentheses within parentheses
MAX_PARTS = 64  # words, phrases and numbers


class SearchQueryError(ValueError):
    """The query can't be searched; the message, in Chinese, says why and what to do."""


@dataclass(frozen=True, slots=True)
class Node:
    """A part of a query."""


@dataclass(frozen=True, slots=True)
class Everything(Node):
    """The empty query: every reply."""


@dataclass(frozen=True, slots=True, repr=False)
class Word(Node):
    """Words as the reader typed them, without white space; the analyzer cuts them. `field` limits where."""

    text: str
    field: str | None = None

    def __repr__(self) -> str:
        return _show(self, repr(self.text), self.field)


@dataclass(frozen=True, slots=True, repr=False)
class Phrase(Node):
    """A quoted run of characters: found wherever exactly these stand, and nowhere else."""

    text: str
    field: str | None = None

    def __repr__(self) -> str:
        return _show(self, repr(self.text), self.field)


@dataclass(frozen=True, slots=True, repr=False)
class Number(Node):
    """A proposal number or document number, however typed; `text` is as typed. Exact hits come before text matches."""

    text: str

    def __repr__(self) -> str:
        return _show(self, repr(self.text))


@dataclass(frozen=True, slots=True, repr=False)
class Session(Node):
    """Replies to proposals of one session: 届 and 次."""

    term: int
    session: int

    def __repr__(self) -> str:
        return _show(self, self.term, self.session)


@dataclass(frozen=True, slots=True, repr=False)
class YearRange(Node):
    """From and to year, either open (None)."""

    first: int | None
    last: int | None

    def __repr__(self) -> str:
        return _show(self, repr(self.first), repr(self.last))


@dataclass(frozen=True, slots=True, repr=False)
class Not(Node):
    """Replies that do not match `part`."""

    part: Node

    def __repr__(self) -> str:
        return _show(self, self.part)


@dataclass(frozen=True, slots=True, repr=False)
class And(Node):
    """Replies that match every part."""

    parts: tuple[Node, ...]

    def __repr__(self) -> str:
        return _show(self, *self.parts)


@dataclass(frozen=True, slots=True, repr=False)
class Or(Node):
    """Replies that match at least one part."""

    parts: tuple[Node, ...]

    def __repr__(self) -> str:
        return _show(self, *self.parts)


@dataclass(frozen=True, slots=True, repr=False)
class Weighted(Node):
    """The replies that `part` finds, at `weight` of their score: what the archive added to the reader's words."""

    part: Node
    weight: float

    def __repr__(self) -> str:
        return _show(self, self.part, self.weight)


@dataclass(frozen=True, slots=True)
class ParsedQuery:
    """The tree, and what was mended in reading it, in Chinese, in the order it was met."""

    tree: Node
    notes: tuple[str, ...] = ()


def parse_query(text: str) -> ParsedQuery:
    """Read a query. Whatever is broken is mended and noted; only one too long or too deep raises `SearchQueryError`."""
    text = text.strip()
    if len(text) > MAX_LENGTH:
        raise SearchQueryError(f"查询有 {len(text)} 字，太长了，请缩短到 {MAX_LENGTH} 字以内")
    lexemes, notes = read_lexemes(text)
    if sum(lexeme.kind in ("word", "phrase", "number") for lexeme in lexemes) > MAX_PARTS:
        raise SearchQueryError(f"查询里的词太多，请减到 {MAX_PARTS} 个以内")
    parser = _Parser(lexemes, notes)
    tree = parser.read()
    if isinstance(tree, Everything) and text:
        notes.append("查询里没有可查找的文字，列出的是全部复文")
    return ParsedQuery(tree, tuple(dict.fromkeys(notes)))


class _Parser:
    """Recursive descent over the lexemes: alternatives, of conjunctions, of parts with their minus and field."""

    def __init__(self, lexemes: list[Lexeme], notes: list[str]) -> None:
        self.lexemes = lexemes
        self.notes = notes
        self.at = 0
        self.depth = 0

    def read(self) -> Node:
        return self._alternatives(None) or Everything()

    def _peek(self) -> str:
        return self.lexemes[self.at].kind if self.at < len(self.lexemes) else ""

    def _next(self, kind: str) -> bool:
        """Take the next lexeme if it is of this kind."""
        taken = self._peek() == kind
        self.at += taken
        return taken

    def _alternatives(self, field: str | None) -> Node | None:
        parts = [self._conjunction(field)]
        while self._next("or"):
            parts.append(self._conjunction(field))
        if len(parts) > 1 and None in parts:
            self.notes.append("“OR”的一边没有词，已略去这个“OR”")
        return _joined(Or, parts)

    def _conjunction(self, field: str | None) -> Node | None:
        parts = []
        while (kind := self._peek()) not in ("or", ""):
            if kind == ")":
                if self.depth:
                    break
                self.at += 1
                self.notes.append("多了一个右括号，已略去")
            else:
                parts.append(self._part(field))
        return _joined(And, parts)

    def _part(self, field: str | None) -> Node | None:
        lexeme = self.lexemes[self.at]
        self.at += 1
        if lexeme.kind == "(":
            return self._group(field)
        if lexeme.kind not in ("not", "field"):
            return self._leaf(lexeme, field)
        if self._peek() in ("or", ")", ""):
            mark = "NOT" if lexeme.kind == "not" else f"{FIELD_LABELS[lexeme.text]}:"
            self.notes.append(f"“{mark}”后面没有词，已略去")
            return None
        if lexeme.kind == "field":
            return self._part(lexeme.text)
        part = self._part(field)
        return part.part if isinstance(part, Not) else part and Not(part)

    def _group(self, field: str | None) -> Node | None:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise SearchQueryError(f"括号套得太深，请减到 {MAX_DEPTH} 层以内")
        inner = self._alternatives(field)
        if not self._next(")"):
            self.notes.append("少了一个右括号，已在末尾补上")
        elif inner is None:
            self.notes.append("括号里没有可查找的词，已略去")
        self.depth -= 1
        return inner

    def _leaf(self, lexeme: Lexeme, field: str | None) -> Node | None:
        if not words(lexeme.text):
            self.notes.append(f"“{lexeme.text}”里没有可查找的文字，已略去")
            return None
        if field is None:
            return _read_bare(lexeme)
        if field in _VALUES:
            node = _VALUES[field](lexeme.text)
            if node is None:
                self.notes.append(f"“{FIELD_LABELS[field]}:{lexeme.text}”没有看懂，“{lexeme.text}”已当作普通词语查找")
            elif isinstance(node, YearRange) and None not in (node.first, node.last) and node.first > node.last:
                self.notes.append(f"年份{node.first}-{node.last}前后颠倒，已改为{node.last}-{node.first}")
                return YearRange(node.last, node.first)
            return node or Word(lexeme.text)
        return (Phrase if lexeme.kind == "phrase" else Word)(lexeme.text, field)


def _show(node: Node, *values: object) -> str:
    """`Word('养老', title)`: the constructor with what is not empty."""
    return f"{type(node).__name__}({', '.join(str(value) for value in values if value is not None)})"


def _joined(kind: type[And | Or], parts: Iterable[Node | None]) -> Node | None:
    """The parts under one node, flattened; a single part alone; None when there is none."""
    flat: list[Node] = []
    for part in parts:
        if part is not None:
            flat.extend(part.parts if isinstance(part, kind) else (part,))
    return kind(tuple(flat)) if len(flat) > 1 else (flat[0] if flat else None)


def _read_bare(lexeme: Lexeme) -> Node:
    """What stands without a field: a quotation, a number, a session, a year, or words."""
    text = lexeme.text
    if lexeme.kind == "phrase":
        return Phrase(text)
    if lexeme.kind == "number":
        return Number(text)
    if node := _read_session_number(text):
        return node
    years = _read_years(text) if _BARE_YEARS.match(fold(text)) else None
    is_number = numbers.is_proposal_number(text) and not (years and years.first != years.last)
    plain = Number(text) if is_number else Word(text)
    return Or((plain, years)) if years else plain


def _read_session_number(text: str) -> Node | None:
    """政协西山区十届二次056: the council's place, its session, and the number in it; each but the session may lack."""
    if not (found := numbers.find_session(text)):
        return None
    head = _COUNCIL.fullmatch(fold(text[: found.start]))
    tail = text[found.end :].removeprefix("的")
    if not head or not (_PROPOSAL_WORD.fullmatch(tail) or numbers.is_proposal_number(tail)):
        return None
    parts: list[Node] = [Word(head["place"], "place")] if head["place"] else []
    council = "".join(filter(None, (head["first"], head["second"], found.between)))
    if council:
        parts.append(Word("npc" if "人" in council else "cppcc", "body"))
    parts.append(Session(found.term, found.session))
    if not _PROPOSAL_WORD.fullmatch(tail):
        parts.append(Number(tail))
    return _joined(And, parts)


def _read_years(text: str) -> YearRange | None:
    """2023, 2019-2023, 2019年至今, -2020, 二〇二三年."""
    if not (found := _YEARS.fullmatch(fold(text))):
        return None
    first, last, until = (
        int(numbers.chinese_number(year) or 0) if year else None for year in found.group("first", "last", "until")
    )
    return YearRange(first, last if found["dash"] else until or first)


def _read_response_type(text: str) -> Word:
    found = _RESPONSE_TYPE.fullmatch(fold(text))
    return Word(found[1].upper() if found else text, "response_type")


def _read_body(text: str) -> Word | None:
    return next((Word(body, "body") for body, names in _BODIES.items() if fold(text) in names), None)


def _read_kind(text: str) -> Word:
    """类别: names the body, the response type or the subject, as letters themselves use the word."""
    if _RESPONSE_TYPE.fullmatch(fold(text)):
        return _read_response_type(text)
    return _read_body(text) or Word(text, "subject")


def _read_session(text: str) -> Session | None:
    if found := numbers.find_session(text):
        return Session(found.term, found.session)
    plain = re.fullmatch(r"([0-9]{1,2})[-./届]([0-9]{1,2})", fold(text))
    return Session(int(plain[1]), int(plain[2])) if plain else None


_VALUES: dict[str, Callable[[str], Node | None]] = {
    "year": _read_years,
    "response_type": _read_response_type,
    "body": _read_body,
    "kind": _read_kind,
    "session": _read_session,
    "number": lambda text: Word(text, "number"),
    "document_number": lambda text: Word(text, "document_number"),
}
_BODIES = {
    "cppcc": ("cppcc", "政协", "提案", "政协提案", "委员提案", "委员"),
    "npc": ("npc", "人大", "建议", "人大建议", "代表建议", "代表"),
}
_RESPONSE_TYPE = re.compile(r"([a-d][0-9]?|[甲乙丙丁])[类级]?")
_YEAR_DIGITS = "[0-9〇零○一二三四五六七八九]{4}"
_YEARS = re.compile(
    rf"(?P<first>{_YEAR_DIGITS})\s?年?(?P<dash>\s?(?:[-−–—~到]+|至今?)\s?(?P<last>{_YEAR_DIGITS})?\s?年?)?"
    rf"|(?:[-−–—~到至]+)\s?(?P<until>{_YEAR_DIGITS})\s?年?"
)
_BARE_YEARS = re.compile(r"(?:19[4-9]|20[0-9]|二[〇零○][〇零○一二三四五六七八九])")
_COUNCIL = re.compile(
    r"(?:关于)?(?:对)?(?:中国人民)?(?P<first>政协(?:委员会)?|人大|人民代表大会)?(?:的)?"
    r"(?P<place>[^\W\d_]{0,12}?)(?P<second>政协(?:委员会)?|委员会|人大|人民代表大会)?"
)
_PROPOSAL_WORD = re.compile(r"(?:政协|人大|委员|代表)?(?:提案|建议|议案)?")
