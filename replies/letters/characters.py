"""Characters as finders want them: `same_length(source)` swaps one for one, `unseen` and `spread` say what to take out.

Full-width letters and digits become narrow, odd blanks plain, radicals that PDF fonts use real characters, traditional
script simplified. Taken out: what has no width, a word processor's fields, remains of HTML and Markdown, the pinyin
that hijacked pages put behind characters, and the blanks between the characters of a name, a number or a date that
were spread over their line. Each step looks first whether there is anything for it to do.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache

from opencc import OpenCC

from replies.letters.patterns import HAN
from replies.letters.wordlists import holds_any

Edit = tuple[int, int, str]


def _widths() -> dict[str, str]:
    table = {chr(code): chr(code - 0xFEE0) for code in range(0xFF10, 0xFF5B) if chr(code - 0xFEE0).isalnum()}
    table |= dict(zip("％．＋／＊＃＆＠－", "%.+/*#&@-", strict=True))
    table |= dict.fromkeys(map(chr, (0xA0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000, 0xAD)), " ")
    table |= dict.fromkeys(map(chr, (0x0B, 0x0C, 0x0D, 0x85, 0x2028, 0x2029)), "\n")
    table |= dict.fromkeys([chr(code) for code in range(32) if chr(code) not in "\t\n\r\x0b\x0c"], " ")
    for code in (*range(0x2E80, 0x2FD6), *range(0xF900, 0xFB00)):
        plain = unicodedata.normalize("NFKC", chr(code))
        if len(plain) == 1:
            table[chr(code)] = plain
    return table


_WIDTHS = _widths()
_OF_OTHER_WIDTH = re.compile("[" + "".join(map(re.escape, _WIDTHS)) + "]")
# Characters of everyday letters that simplified script never uses.
_TRADITIONAL = re.compile(
    "[們這個為國會發關於對與號區設務業務長開進來時動業產體點電點門問題議億萬認識說話實現辦復協議員]"
)
_TRADITIONAL_SHARE = 0.02
_SAMPLE = 20_000


def same_length(source: str) -> str:
    """The text with single characters swapped for their plain forms; every offset stays."""
    plain = is_plain(source)
    text = source.replace("\u3000", " ").replace("\r", "\n")  # nearly all there are
    if not plain:
        text = _OF_OTHER_WIDTH.sub(lambda match: _WIDTHS[match[0]], text)
    if "?" in text:
        text = _blanks_for_question_marks(text)
    sample = "" if plain else text[:_SAMPLE]
    if len(_TRADITIONAL.findall(sample)) > max(5, len(sample) * _TRADITIONAL_SHARE):
        text = _simplified(text)
    return text


@lru_cache(maxsize=2)  # asked of one text by all who look for unusual characters
def is_plain(text: str) -> bool:
    """Whether the text has none of the characters that most letters have not, and that several steps look for.

    Those are: wide letters and digits, odd blanks but for the one that paragraphs begin with, frequent characters of
    traditional script, control characters and others that no font can show, marked vowels, what has no width, and the
    signs with which HTML, Markdown, field codes and hidden names begin.
    """
    return _UNUSUAL.search(text) is None


@cache
def _to_simplified() -> OpenCC:
    return OpenCC("t2s")


def _simplified(text: str) -> str:
    simplified = _to_simplified().convert(text)
    return simplified if len(simplified) == len(text) else "".join(map(_one_for_one, text))


@cache
def _one_for_one(character: str) -> str:
    simplified = _to_simplified().convert(character)
    return simplified if len(simplified) == 1 else character


_QUESTIONED_LINE = re.compile(r"(?m)^\?+")
_QUESTIONED = re.compile(r"(?m)^\?{2,}|\?{2,}$|(?<=\d)\?(?=[\d年月日])|(?<=[年月])\?(?=\d)")


def _blanks_for_question_marks(text: str) -> str:
    """Blanks where a wrong conversion left `?`: at the ends of lines, and inside dates."""
    if len(_QUESTIONED_LINE.findall(text)) >= 2:
        text = _QUESTIONED_LINE.sub(lambda match: " " * len(match[0]), text)
    return _QUESTIONED.sub(lambda match: " " * len(match[0]), text)


# --- what nobody is meant to read ------------------------------------------------------------------------------------

_NO_WIDTH = "".join(map(chr, (*range(0x200B, 0x2010), *range(0x202A, 0x202F), 0x2060, *range(0x2066, 0x206A), 0xFEFF)))
_WIDTHLESS = re.compile(f"[{_NO_WIDTH}]+")
_TAG = re.compile(
    r"<!--[^>\n]{0,200}-->"
    r"|</?(?:p|br|div|span|font|strong|b|u|i|em|a|td|tr|th|table|tbody|o:p|img|h[1-6])\b[^<>\n]{0,300}>"
)
_ENTITY = re.compile(r"&(?:nbsp|ensp|emsp|ldquo|rdquo|amp|lt|gt|quot|mdash|middot|#\d{1,5});")
_FIELD_CODE = re.compile(
    r"(?:SHAPE|HYPERLINK|TIME|PAGE|EMBED|MERGEFIELD|INCLUDEPICTURE)\b[^\n\u4e00-\u9fff\\]{0,120}"
    r"\\\*?[ \t]{0,4}[A-Z][A-Za-z]{2,14}[ \t]{0,8}"
)
_MARKED_VOWELS = "\u0101\u00e1\u01ce\u00e0\u0113\u00e9\u011b\u00e8\u012b\u00ed\u01d0\u00ec\u014d\u00f3\u01d2\u00f2"
_MARKED_VOWELS += "\u016b\u00fa\u01d4\u00f9\u01d6\u01d8\u01da\u01dc"
_PINYIN = re.compile(rf"(?<=[{HAN}])[(（][a-zü{_MARKED_VOWELS}]{{1,7}}[)）]")
# Stars after a character hide a name (刘**); before one they are Markdown.
_BOLD = re.compile(rf"(?<![{HAN}*])\*\*(?=[^\s*])[^*\n]{{1,300}}\*\*")
_MEANT = {"&nbsp;": " ", "&ensp;": " ", "&emsp;": " ", "&ldquo;": "“", "&rdquo;": "”", "&amp;": "&", "&lt;": "<"}
_MEANT |= {"&gt;": ">", "&quot;": '"', "&mdash;": "—", "&middot;": "·", "<br>": "\n", "<br/>": "\n", "<br />": "\n"}


def unseen(text: str) -> list[Edit]:
    """(start, end, replacement) for each run that readers were never meant to see, in order, none overlapping."""
    return without_overlaps(sorted(_unseen(text)))


def _frequent_traditional() -> str:
    """The characters of Big5's first level, which are the frequent ones, that GB 2312 lacks."""
    rows = ((lead, trail) for lead in range(0xA4, 0xC7) for trail in (*range(0x40, 0x7F), *range(0xA1, 0xFF)))
    frequent = bytes(byte for row in rows for byte in row).decode("big5", "ignore")
    simplified = set(frequent.encode("gb2312", "ignore").decode("gb2312"))
    return "".join(character for character in frequent if character not in simplified)


_SELDOM_OTHER = "".join(re.escape(character) for character in _WIDTHS if character not in "\u3000\r")
_UNUSUAL = re.compile(
    rf"[{_SELDOM_OTHER}{_frequent_traditional()}{_NO_WIDTH}{_MARKED_VOWELS}<&\\*＊×\ufffd\ue000-\uf8ff\x7f-\x9f]"
)


def _unseen(text: str) -> Iterator[Edit]:
    patterns = [_WIDTHLESS] if holds_any(text, _NO_WIDTH) else []
    patterns += [_TAG] if "<" in text else []
    patterns += [_ENTITY] if "&" in text else []
    patterns += [_FIELD_CODE] if "\\" in text else []
    patterns += [_PINYIN] if holds_any(text, _MARKED_VOWELS) else []
    for pattern in patterns:
        for match in pattern.finditer(text):
            if pattern is _PINYIN and (plain := _one_for_one(text[match.start() - 1])) != text[match.start() - 1]:
                yield match.start() - 1, match.start(), plain
            yield match.start(), match.end(), _MEANT.get(match[0].lower(), "")
    if "**" in text:
        for bold in _BOLD.finditer(text):
            yield bold.start(), bold.start() + 2, ""
            yield bold.end() - 2, bold.end(), ""


# An office's name, a document's number or a date that was spread over its line. Rows of digits and names of people may
# be several: they stay apart.
_SPREAD_LINE = re.compile(
    rf"[{HAN}]{{4,40}}(?:局|委|会|府|厅|部|办|院|室|处|中心|公司)(?:文件)?"
    rf"|[{HAN}]{{1,16}}[〔\[（(](?:19|20)\d\d[〕\]）)]第?\d{{1,5}}号"
    r"|(?:(?:19|20)\d\d|[一二][〇○O零九][〇○O零一二三四五六七八九]{2})年[\d一二三四五六七八九十]{1,3}月[\d一二三四五六七八九十]{1,3}日"
)
_SPREAD_NUMBER = re.compile(r"第 {0,4}(?P<digits>\d(?: \d){1,5})(?= {0,4}号)")
_MAY_BE_SPREAD = re.compile(r" \S \S ")  # most letters hold no two single characters
_SINGLE = re.compile(r"(?<!\S)\S (?=\S(?!\S))")
_LEAST_SPREAD = 5  # single characters of a line
_LONGEST_SPREAD = 120


def spread(text: str) -> list[Edit]:
    """The blanks to take out of lines that are spread character by character: 「某 某 区 教 育 局」."""
    edits: list[Edit] = []
    if not _MAY_BE_SPREAD.search(text):
        return edits
    at = 0
    for line in text.split("\n"):
        if line.count(" ") > 2 and len(line) <= _LONGEST_SPREAD:
            blanks = [match.end() - 1 for match in _SINGLE.finditer(line)] if _is_spread(line) else _in_numbers(line)
            edits += [(at + blank, at + blank + 1, "") for blank in blanks]
        at += len(line) + 1
    return edits


def _in_numbers(line: str) -> list[int]:
    """The blanks inside of a spread number: 第 0 3 1 号."""
    return [
        number.start("digits") + blank.start() + 1
        for number in _SPREAD_NUMBER.finditer(line)
        for blank in _SINGLE.finditer(number["digits"])
    ]


def _is_spread(line: str) -> bool:
    words = line.split()
    singles = sum(len(word) == 1 for word in words)
    return singles >= max(_LEAST_SPREAD, len(words) * 0.8) and _SPREAD_LINE.fullmatch("".join(words)) is not None


def without_overlaps(edits: list[Edit]) -> list[Edit]:
    """The edits without those that begin inside one before them."""
    kept: list[Edit] = []
    for edit in edits:
        if not kept or edit[0] >= kept[-1][1]:
            kept.append(edit)
    return kept
