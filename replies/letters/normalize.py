"""`normalize(source) -> CleanText`: the text that finders read, with the way back to the text as it came.

What changes: widths and odd blanks (one character for one), traditional script to simplified, characters that nobody
sees, a word processor's field codes, pinyin that hijacked pages put behind characters, marks of Markdown and HTML, a
web page's own words, line breaks inside paragraphs. What stays: every character of the letter itself, also a damaged
one. `CleanText.span` says for each place where it stands in the source.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from opencc import OpenCC

from replies.letters import chrome, wrapping
from replies.letters.letter import Span, Warning
from replies.letters.patterns import HAN, MEMBER

Edit = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class CleanText:
    """A text whose character `i` stands at `offsets[i]` of its source; `warnings` count in the source."""

    source: str
    text: str
    offsets: array[int]
    warnings: tuple[Warning, ...] = ()

    def span(self, start: int, end: int) -> Span:
        """The run of the source that `text[start:end]` was made from."""
        if not self.offsets:
            return Span(0, 0)
        if end <= start:
            at = self.offsets[start] if start < len(self.offsets) else self.offsets[-1] + 1
            return Span(at, at)
        return Span(self.offsets[start], self.offsets[end - 1] + 1)

    def edited(self, edits: Iterable[Edit], warnings: Iterable[Warning] = ()) -> CleanText:
        """With each `(start, end, replacement)` done; a replacement is empty or one character; none may overlap."""
        pieces: list[str] = []
        offsets = array("I")
        at = 0
        for start, end, replacement in edits:
            pieces.append(self.text[at:start])
            offsets.extend(self.offsets[at:start])
            if replacement:
                pieces.append(replacement)
                offsets.append(self.offsets[min(start, len(self.offsets) - 1)])
            at = end
        pieces.append(self.text[at:])
        offsets.extend(self.offsets[at:])
        return CleanText(self.source, "".join(pieces), offsets, (*self.warnings, *warnings))

    def part(self, start: int, end: int) -> CleanText:
        """The clean text of one part of a page, still counting in the whole source."""
        return CleanText(self.source, self.text[start:end], self.offsets[start:end])


def normalize(source: str) -> CleanText:
    """The clean text of `source`: one paragraph a line, no empty lines."""
    clean = CleanText(source, _same_length(source), array("I", range(len(source))))
    clean = clean.edited(_unseen(clean.text))
    clean = clean.edited(_line_breaks_put_in(clean.text))
    return _one_paragraph_a_line(clean)


# --- one character for one -------------------------------------------------------------------------------------------


def _widths() -> dict[int, str]:
    table = {code: chr(code - 0xFEE0) for code in range(0xFF10, 0xFF5B) if chr(code - 0xFEE0).isalnum()}
    table |= {ord(wide): narrow for wide, narrow in zip("％．＋／＊＃＆＠－", "%.+/*#&@-", strict=True)}
    table |= dict.fromkeys((0xA0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000, 0xAD), " ")
    table |= dict.fromkeys((0x0B, 0x0C, 0x0D, 0x85, 0x2028, 0x2029), "\n")
    table |= dict.fromkeys([code for code in range(32) if chr(code) not in "\t\n\r\x0b\x0c"], " ")
    for code in (*range(0x2E80, 0x2FD6), *range(0xF900, 0xFB00)):  # radicals that PDF fonts put for characters
        plain = unicodedata.normalize("NFKC", chr(code))
        if len(plain) == 1:
            table[code] = plain
    return table


_WIDTHS = _widths()
# Characters of everyday letters that simplified script never uses.
_TRADITIONAL = re.compile(
    "[們這個為國會發關於對與號區設務業務長開進來時動業產體點電點門問題議億萬認識說話實現辦復協議員]"
)
_TRADITIONAL_SHARE = 0.02


@cache
def _to_simplified() -> OpenCC:
    return OpenCC("t2s")


def _same_length(source: str) -> str:
    text = source.translate(_WIDTHS)
    text = _blanks_lost_to_question_marks(text)
    if len(_TRADITIONAL.findall(text, 0, 20_000)) > max(5, len(text[:20_000]) * _TRADITIONAL_SHARE):
        simplified = _to_simplified().convert(text)
        if len(simplified) == len(text):
            return simplified
        return "".join(_one_for_one(character) for character in text)
    return text


@cache
def _one_for_one(character: str) -> str:
    simplified = _to_simplified().convert(character)
    return simplified if len(simplified) == 1 else character


_QUESTIONED_LINE = re.compile(r"(?m)^\?+")
_QUESTIONED = re.compile(r"(?m)^\?{2,}|\?{2,}$|(?<=\d)\?(?=[\d年月日])|(?<=[年月])\?(?=\d)")


def _blanks_lost_to_question_marks(text: str) -> str:
    """Blanks that a wrong conversion turned into `?`: runs at the ends of lines, and inside dates."""
    if "?" not in text:
        return text
    if len(_QUESTIONED_LINE.findall(text)) >= 2:
        text = _QUESTIONED_LINE.sub(lambda match: " " * len(match[0]), text)
    return _QUESTIONED.sub(lambda match: " " * len(match[0]), text)


# --- what nobody is meant to read ------------------------------------------------------------------------------------

_PINYIN = "a-zü\u0101\u00e1\u01ce\u00e0\u0113\u00e9\u011b\u00e8\u012b\u00ed\u01d0\u00ec\u014d\u00f3\u01d2\u00f2"
_PINYIN += "\u016b\u00fa\u01d4\u00f9\u01d6\u01d8\u01da\u01dc"
_UNSEEN = re.compile(
    r"[\u200b-\u200f\u2060\ufeff\u202a-\u202e\u2066-\u2069]+"
    r"|<!--[^>\n]{0,200}-->"
    r"|</?(?:p|br|div|span|font|strong|b|u|i|em|a|td|tr|th|table|tbody|o:p|img|h[1-6])\b[^<>\n]{0,300}>"
    r"|&(?:nbsp|ensp|emsp|ldquo|rdquo|amp|lt|gt|quot|mdash|middot|#\d{1,5});"
    r"|[ \t]{0,8}(?:SHAPE|HYPERLINK|TIME|PAGE|EMBED|MERGEFIELD|INCLUDEPICTURE)\b[^\n\u4e00-\u9fff]{0,120}"
    r"\\\*?[ \t]{0,4}[A-Z][A-Za-z]{2,14}[ \t]{0,8}"
    rf"|(?<=[{HAN}])[(（][{_PINYIN}]{{1,7}}[)）]"
)
# Stars after a character hide a name (刘**); before one they are Markdown.
_BOLD = re.compile(rf"(?<![{HAN}*])\*\*(?=[^\s*])[^*\n]{{1,300}}\*\*")
_ENTITIES = {"&nbsp;": " ", "&ensp;": " ", "&emsp;": " ", "&ldquo;": "“", "&rdquo;": "”", "&amp;": "&", "&lt;": "<"}
_ENTITIES |= {"&gt;": ">", "&quot;": '"', "&mdash;": "—", "&middot;": "·", "<br>": "\n", "<br/>": "\n", "<br />": "\n"}


def _unseen(text: str) -> list[Edit]:
    edits = [(match.start(), match.end(), _ENTITIES.get(match[0].lower(), "")) for match in _UNSEEN.finditer(text)]
    if "**" in text:
        edits += [(at, at + 2, "") for bold in _BOLD.finditer(text) for at in (bold.start(), bold.end() - 2)]
    return _without_overlaps(sorted(edits))


# --- a letter that came in one line ----------------------------------------------------------------------------------

_ORDINAL = "[一二三四五六七八九十]"
_BREAK_HERE = re.compile(
    # after a title, before the members it is addressed to
    rf"(?<=函|复)(?=[{HAN}·、]{{2,60}}{MEMBER}{{1,2}}[:：])"
    # after a salutation, before the opening
    rf"|(?<=(?:委员|代表)[:：])[ \t]{{0,8}}(?=[您你贵现根我])"
)
_BREAK_IN_LONG_LINE = re.compile(
    rf"(?<=[。；;！!：:])[ \t]{{0,8}}(?={_ORDINAL}{{1,3}}、|[(（]{_ORDINAL}{{1,3}}[)）])"
    r"|(?<=[。！!：:；;])[ \t]{1,8}(?=\S)"
    r"|(?<=文件|\d号|答复|复函|的函|回复|\d日)[ \t]{1,8}(?=\S)"
    rf"|[ \t]{{2,8}}(?=[{HAN}]{{4,40}}(?:关于|文件))"
    r"|[ \t]{1,8}(?=抄[ \t]{0,4}[送报]|联[ \t]{0,4}系[ \t]{0,4}人|附件[:：\d]|主题词)"
    rf"|(?<=[。！!])[ \t]{{0,8}}(?=[{HAN}]{{3,30}}(?:局|委|委员会|政府|厅|办公室|办事处|中心|公司)[ \t]{{0,8}}(?:19|20)\d\d)"
    rf"|(?<=局|委|会|府|厅|室|处|心|司)[ \t]{{1,8}}(?=(?:19|20)\d\d[ \t]?年)"
)
_LONG_LINE = 300


def _line_breaks_put_in(text: str) -> list[Edit]:
    """Line breaks where a new part of the letter begins in mid-line."""
    edits: dict[int, Edit] = {}
    for match in _BREAK_HERE.finditer(text):
        edits[match.start()] = (match.start(), match.end(), "\n")
    at = 0
    for line in text.split("\n"):
        if len(line) > _LONG_LINE:
            for match in _BREAK_IN_LONG_LINE.finditer(text, at, at + len(line)):
                edits.setdefault(match.start(), (match.start(), match.end(), "\n"))
        at += len(line) + 1
    return _without_overlaps(edits[start] for start in sorted(edits))


def _without_overlaps(edits: Iterable[Edit]) -> list[Edit]:
    kept: list[Edit] = []
    for edit in edits:
        if not kept or edit[0] >= kept[-1][1]:
            kept.append(edit)
    return kept


# --- lines to paragraphs ---------------------------------------------------------------------------------------------

_LINE = re.compile(r"[^\n]+")
_MARKDOWN = re.compile(r"[#>]{1,6}[ \t]+|[-*•][ \t]+(?=[\u4e00-\u9fff])|\|[ \t]*")
_RULE = re.compile(r"[-—_=*~·.…\s|:+]{1,}")
_PAGE_NUMBER = re.compile(
    r"[-—－–·\s]{0,6}(?:第[ \t]?)?\d{1,3}(?:[ \t]?页(?:[ \t]?共[ \t]?\d{1,3}[ \t]?页)?|/\d{1,3})?[-—－–·\s]{0,6}"
)


def _one_paragraph_a_line(clean: CleanText) -> CleanText:
    lines = [line for line in map(_trimmed, _LINE.finditer(clean.text)) if line.text]
    parts = [(line.start, line.end) for line in lines]
    verdict = chrome.judge([line.text for line in lines])
    warnings = _chrome_warnings(clean, lines, verdict.dropped, verdict.cut)
    kept = []
    for index, line in enumerate(lines):
        start, end = parts[index]
        start += verdict.cut.get(index, 0)
        if index not in verdict.dropped and start < end:
            kept.append(wrapping.Line(start, end, clean.text[start:end], line.indent))
    joined = wrapping.joins(kept)
    edits: list[Edit] = []
    at = 0
    for index, line in enumerate(kept):
        separator = "" if index == 0 or joined[index - 1] else "\n"
        if separator or line.start > at:
            edits.append((at, line.start, separator))
        at = line.end
    edits.append((at, len(clean.text), ""))
    return clean.edited(edits, warnings)


def _trimmed(match: re.Match[str]) -> wrapping.Line:
    """A line without its blanks, its Markdown mark, and nothing at all if it is a rule or a page number."""
    text, start = match[0], match.start()
    indent = len(text) - len(text.lstrip())
    start, text = start + indent, text.strip()
    if mark := _MARKDOWN.match(text):
        start, text = start + mark.end(), text[mark.end() :]
        indent = 0
    if text.endswith("|"):
        text = text[:-1].rstrip()
    if _RULE.fullmatch(text) or (_PAGE_NUMBER.fullmatch(text) and not text.isdigit()):
        text = ""
    return wrapping.Line(start, start + len(text), text, indent)


def _chrome_warnings(
    clean: CleanText, lines: list[wrapping.Line], dropped: frozenset[int], cut: dict[int, int]
) -> list[Warning]:
    """One warning for each run of neighbouring lines left out."""
    spans: list[list[int]] = []
    last = -2
    for index in sorted({*dropped, *cut}):
        line = lines[index]
        end = line.end if index in dropped else line.start + cut[index]
        if index == last + 1:
            spans[-1][1] = end
        else:
            spans.append([line.start, end])
        last = index
    return [Warning("page_chrome", "网页自身的文字，未作为复文内容", *clean.span(*span)) for span in spans]
