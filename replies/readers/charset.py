"""Bytes of a Chinese text in, the text and its encoding out.

A byte order mark decides, then UTF-8, which hardly anything else looks like. GB18030, Big5 and UTF-16 accept almost any
bytes; which of them it is shows in whether the commonest characters of Chinese come out.
"""

from __future__ import annotations

import codecs
import re

from replies.readers.reading import UnreadableFile

MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16: its mark begins with theirs
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
GUESSES = ("gb18030", "big5hkscs", "utf-16-le", "utf-16-be")
COMMON = frozenset(
    "的一是不了在人有我他这中大来上国和到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家事"
    "成方多经去法学如都同现当没动面起看定天分还进好小部其些主样理心前开但因只从想实日军者意无力它与长把机十民第"
    "公此已工使情明性知全三又关点正业外将两高间由问很最重并物手应战向头文体政美相见被利什二等产新己制身果加月话"
    "合回特代内信表化老给世位次度门任常先海通教儿原东声提立及比员解水名真论处走义各入几口认条平系气题活尔更别打"
    "建议提案答复委员代表您关于单位市区县局办理工作群众服务管理加强推进落实"
    "來國說時會對這發後裡經學現當沒動還進樣實軍與長機業將間問並應戰頭體見產製給門東聲員論處義幾認條題爾"
    "，。、：；？！（）《》〔〕“” 0123456789\n"
)
SAMPLE = 65_536
ENOUGH = 0.15  # of the characters; running Chinese has 0.3 and more, a wrong guess below 0.05
TOLERATED = 0.002  # of the characters may be beyond repair and still leave the text worth reading
_CONTROL = re.compile("[\0-\x08\x0b\x0e-\x1f\x7f]")


def decode(data: bytes, declared: str = "") -> tuple[str, str]:
    """The text and the name of its encoding. `declared` is what the file says of itself, believed when it fits.

    Raises `UnreadableFile` for bytes that are no text.
    """
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return _clean(_lenient(data[len(mark) :], encoding)), encoding
    for encoding in ("utf-8", _wider(declared)):
        text = _strict(data, encoding) if encoding else None
        if text is not None and not _is_binary(text):
            return _clean(text), encoding
    likeness, encoding = max((_likeness(data, guess), guess) for guess in ("utf-8", *GUESSES))
    if likeness < ENOUGH:
        raise UnreadableFile("认不出文字编码，也可能不是文本文件；请另存为 UTF-8 编码的 txt 后再试。")
    return _clean(_lenient(data, encoding)), encoding


def _wider(declared: str) -> str:
    """The encoding to try for a declared one: pages that say gb2312 use the characters of GBK and beyond."""
    name = declared.strip().lower().replace("_", "-")
    if name in {"gb2312", "gbk", "gb18030", "x-gbk"}:
        return "gb18030"
    if name in {"big5", "big5-hkscs", "x-x-big5"}:
        return "big5hkscs"
    try:
        return codecs.lookup(name).name if name else ""
    except LookupError:
        return ""


def _strict(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return None


def _lenient(data: bytes, encoding: str) -> str:
    text = data.decode(encoding, errors="replace")
    if _is_binary(text) or text.count("\ufffd") > 1 + TOLERATED * len(text):
        raise UnreadableFile("文件中有大量无法识别的字节，可能已损坏或不是文本文件；请重新取得原文件。")
    return text


def _likeness(data: bytes, encoding: str) -> float:
    """How much of a sample comes out as the commonest characters, less what does not come out at all."""
    text = data[:SAMPLE].decode(encoding, errors="replace")
    if not text:
        return 0.0
    common = sum(character in COMMON for character in text)
    return (common - 5 * text.count("\ufffd")) / len(text)


def _is_binary(text: str) -> bool:
    """Whether control characters, which no letter holds, are more than a stray few."""
    sample = text[:SAMPLE]
    return len(_CONTROL.findall(sample)) > 2 + 0.01 * len(sample)


def _clean(text: str) -> str:
    """One kind of line end, and no NUL, which databases refuse."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
