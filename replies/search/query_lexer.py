"""A reader's query string -> lexemes: words, phrases, numbers, field names, operators and parentheses.

Everything that depends on how people type is here: full-width punctuation, every kind of quotation mark, numbers with
spaces inside them. What is broken is mended and said in `notes`, in Chinese.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from replies.search import numbers
from replies.search.analysis import fold, narrow

Kind = Literal["word", "phrase", "number", "field", "not", "or", "(", ")"]

# What readers may write before a colon -> the field's name in the tree. "kind" (类别) is told by its value.
FIELD_NAMES = {
    "title": "title", "标题": "title", "题目": "title", "案由": "title",
    "text": "text", "正文": "text", "全文": "text", "内容": "text",
    "文号": "document_number", "发文字号": "document_number", "document_number": "document_number",
    "编号": "number", "提案号": "number", "建议号": "number", "案号": "number", "number": "number",
    "addressee": "addressee", "委员": "addressee", "代表": "addressee", "提案人": "addressee", "member": "addressee",
    "department": "department", "单位": "department", "承办单位": "department", "部门": "department",
    "place": "place", "地区": "place", "地方": "place", "区划": "place", "行政区划": "place",
    "year": "year", "年份": "year", "年度": "year", "年": "year",
    "type": "response_type", "response_type": "response_type", "类型": "response_type", "办理类型": "response_type",
    "body": "body", "类别": "kind", "届次": "session", "session": "session",
    "subject": "subject", "主题": "subject", "policy": "policy", "政策": "policy",
}  # fmt: skip

FIELD_LABELS = {
    "title": "标题", "text": "正文", "document_number": "文号", "number": "编号", "addressee": "委员",
    "department": "单位", "place": "地区", "year": "年份", "response_type": "类型", "body": "类别", "kind": "类别",
    "session": "届次", "subject": "主题", "policy": "政策",
}  # fmt: skip

# Quotation marks on plain text. A mark that opens and closes alike ends at the next of its kind.
_PAIRS = {"“": "”", "「": "」", "『": "』", "〝": "〞", "‘": "’"}
_EVEN = '"”„‟〞'
_BLANK = r"\s\x00-\x1f,;!?、。…—《》〉】〕\]}’」』"
_SEPARATOR = _BLANK + r"〈【〔\[{"  # these may open a document number
_BREAK = rf"{_SEPARATOR}()|\"“”「『„‟〝〞‘"
_EDGE = rf"(?=[{_BREAK}]|\Z)"

_SKIP = re.compile(rf"[{_BLANK}]+")
_INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]")
_WORD = re.compile(rf"[^{_BREAK}]+")
_OPERATOR = re.compile(
    rf"(?P<or>\|{{1,2}}|(?:OR|或者){_EDGE})|(?P<and>&{{1,2}}{_EDGE}|(?:AND|并且){_EDGE})|(?P<not>NOT{_EDGE})"
)
_MINUS = re.compile(r"[-−–]+")
_FIELD = re.compile(rf"({'|'.join(sorted(FIELD_NAMES, key=len, reverse=True))})\s?:", re.IGNORECASE)
_UNKNOWN_FIELD = re.compile(r"([^\W\d_]{2,8}):(?!//)[^:]+\Z")
_DIGIT = "[0-9〇零○一二三四五六七八九]"
_YEARS = re.compile(rf"(?:{_DIGIT}{{4}}\s?年?\s?)?(?:[-−–—~至到]+\s?(?:{_DIGIT}{{4}}\s?年?)?)?{_EDGE}")

_OPEN, _CLOSE = r"[〔\[【(〈<{]", r"[〕\]】)〉>}]"
_SPACED_NUMBER = re.compile(
    rf"""(?:
      [^\W\d_]{{0,20}} \s? {_OPEN} \s? [0-9]{{4}} \s? {_CLOSE} \s? 第? \s? [A-Za-z]{{0,3}}[0-9]{{1,6}} \s? 号
    | [^\W\d_]{{1,20}} \s? {_OPEN} \s? [0-9]{{4}} \s? {_CLOSE} \s? 第? \s? [A-Za-z]{{0,3}}[0-9]{{1,6}}
    | [^\W\d_]{{0,4}} 第 \s? [^\W_]{{1,18}} \s? 号 [^\W\d_]{{0,4}}
    | [A-Za-z]{{0,6}} [0-9]{{1,18}} \s? 号 [^\W\d_]{{0,4}}
    ){_EDGE}""",
    re.VERBOSE,
)
_LOOSE_NUMBER = re.compile(
    rf"(?P<issuer>[^\W\d_]{{1,12}})(?P<gap>[\s〔\[【(]*)(?P<year>(?:19|20)[0-9]{{2}})[\s〕\]】)年第-]{{1,4}}"
    rf"(?P<count>[0-9]{{1,6}})\s?号?{_EDGE}"
)
_ISSUING_WORDS = tuple("函发字复办文电令规通")
_YEAR = re.compile(r"(?:19|20)[0-9]{2}\Z")


@dataclass(frozen=True, slots=True)
class Lexeme:
    """One piece of a query: `text` is what the reader typed, or the field's name for the kind "field"."""

    kind: Kind
    text: str = ""


def read_lexemes(query: str) -> tuple[list[Lexeme], list[str]]:
    """The lexemes of `query` and the notes on what had to be mended."""
    lexer = _Lexer(query)
    while lexer.advance():
        pass
    return lexer.lexemes, lexer.notes


class _Lexer:
    """Reads from left to right. Structure is looked for in the plain query, text is taken from it as typed."""

    def __init__(self, query: str) -> None:
        self.query = _INVISIBLE.sub("", query)
        self.plain = _plain(self.query)
        self.at = 0
        self.lexemes: list[Lexeme] = []
        self.notes: list[str] = []

    def advance(self) -> bool:
        """Read one piece; False at the end."""
        if skipped := _SKIP.match(self.plain, self.at):
            self.at = skipped.end()
        if self.at >= len(self.plain):
            return False
        readers = (self._year, self._operator, self._minus, self._number, self._quote, self._paren, self._field)
        if not any(reader() for reader in readers):
            self._word()
        return True

    def _take(self, kind: Kind, end: int) -> bool:
        self.lexemes.append(Lexeme(kind, self.query[self.at : end].strip()))
        self.at = end
        return True

    def _year(self) -> bool:
        """What follows 年份: may hold a dash and spaces: 2019 - 2023, -2020, 2019至今."""
        if not self.lexemes or self.lexemes[-1] != Lexeme("field", "year"):
            return False
        found = _YEARS.match(self.plain, self.at)
        return bool(found and found.group()) and self._take("word", found.end())

    def _operator(self) -> bool:
        if not (found := _OPERATOR.match(self.plain, self.at)):
            return False
        if found.lastgroup != "and":  # all words must match anyway
            self.lexemes.append(Lexeme("or" if found.lastgroup == "or" else "not"))
        self.at = found.end()
        return True

    def _minus(self) -> bool:
        if not (found := _MINUS.match(self.plain, self.at)):
            return False
        self.at = found.end()
        if re.compile(rf"[{_SEPARATOR})|]|\Z").match(self.plain, self.at):
            self.notes.append("单独的“-”没有作用，已略去；要排除某个词，请把“-”紧写在词前，如 -电梯")
        else:
            self.lexemes.append(Lexeme("not"))
        return True

    def _number(self) -> bool:
        """Numbers that hold spaces or brackets, which would otherwise part them."""
        found = _SPACED_NUMBER.match(self.plain, self.at)
        if found and numbers.looks_like_number(found.group()):
            return self._take("number", found.end())
        return self._loose_number()

    def _loose_number(self) -> bool:
        """西民函 2023 73 is a document number; 养老 2023 73 may be one, and is looked for as words, too."""
        found = _LOOSE_NUMBER.match(self.plain, self.at)
        if not found or _YEAR.match(found["count"]):
            return False
        if found["issuer"].endswith(_ISSUING_WORDS):
            return self._take("number", found.end())
        if not found["gap"]:
            return False
        self.lexemes.append(Lexeme("("))
        self.lexemes.append(Lexeme("number", self.query[self.at : found.end()]))
        self.lexemes.append(Lexeme("or"))
        self.lexemes.extend(Lexeme("word", found[part]) for part in ("issuer", "year", "count"))
        self.lexemes.append(Lexeme(")"))
        self.at = found.end()
        return True

    def _quote(self) -> bool:
        mark = self.plain[self.at]
        if mark in _PAIRS:
            end = self._closing(mark, _PAIRS[mark])
        elif mark in _EVEN:
            closing = _EVEN + "“" if mark == "”" else _EVEN
            end = min((place for each in closing if (place := self.plain.find(each, self.at + 1)) > 0), default=-1)
        else:
            return False
        text = self.query[self.at + 1 : end if end > 0 else None].strip()
        if end < 0:
            self.notes.append(f"引号“{mark}”没有结束，已当作在末尾结束")
        if text:
            self.lexemes.append(Lexeme("phrase", text))
        else:
            self.notes.append("引号里没有内容，已略去")
        self.at = end + 1 if end > 0 else len(self.query)
        return True

    def _closing(self, opening: str, closing: str) -> int:
        """Where the quotation ends that opens here: quotations nest; a straight mark may close a curly one."""
        depth = 0
        for place in range(self.at, len(self.plain)):
            depth += (self.plain[place] == opening) - (self.plain[place] == closing)
            if not depth:
                return place
        places = [place for close in (closing, '"') if (place := self.plain.find(close, self.at + 1)) > 0]
        return min(places, default=-1)

    def _paren(self) -> bool:
        mark = self.plain[self.at]
        if mark not in "()":
            return False
        self.lexemes.append(Lexeme(mark))
        self.at += 1
        return True

    def _field(self) -> bool:
        if not (found := _FIELD.match(self.plain, self.at)):
            return False
        self.lexemes.append(Lexeme("field", FIELD_NAMES[found[1].lower()]))
        self.at = found.end()
        return True

    def _word(self) -> None:
        found = _WORD.match(self.plain, self.at)
        if not found:  # a bracket that opens no number
            self.at += 1
            return
        if unknown := _UNKNOWN_FIELD.match(found.group()):
            self.notes.append(f"没有“{unknown[1]}”这个查找范围，“{found.group()}”已当作普通词语查找")
        end = found.end()
        if found.group().endswith("第") and numbers.find_session(found.group()):
            end -= 1  # 十届二次会议第 056 号: the number begins here
        self._take("word", end)


def _plain(query: str) -> str:
    """A query in half width and simplified script, its upper case kept: OR is an operator, or is a word."""
    pairs = zip(narrow(query), fold(query), strict=True)
    return "".join(one if one.lower() == folded else folded for one, folded in pairs)
