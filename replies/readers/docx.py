"""Word documents (.docx, and .wps files that are docx inside) -> text.

Read with lxml from the parts that ECMA-376 names, because the libraries tried lose what letters need: python-docx
text boxes and insertions, mammoth the automatic numbers 一、（一）. Tracked changes count as accepted; deleted and
moved-away text, comments and field codes are left out; a table row becomes one line, its cells parted by tabs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from replies.readers.numbering import Counters, format_number
from replies.readers.packages import Package
from replies.readers.reading import Reading, UnreadableFile

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_W_STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_TEXT = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "softHyphen": ""}
_SKIPPED = frozenset(
    {"del", "moveFrom", "delText", "instrText", "delInstrText", "rPr", "pPr", "sectPr", "tblPr", "tcPr", "trPr",
     "commentReference", "fldData", "rt"}
)  # fmt: skip


def read_docx(data: bytes) -> Reading:
    """Text of a .docx file. Raises `UnreadableFile`."""
    package = Package(data)
    root = package.xml(_main_part(package))
    _to_transitional(root)
    body = root.find(f"{_W}body")
    if body is None:
        raise UnreadableFile("Word 文件没有正文部分，已损坏；请用 Word 或 WPS 另存一次后再上传。")
    numbers = _Numbers.of(package)
    lines = list(_blocks(body, numbers))
    for part in ("word/footnotes.xml", "word/endnotes.xml"):
        if part in package:
            notes = package.xml(part)
            _to_transitional(notes)
            lines += [line for note in notes if note.get(f"{_W}type") is None for line in _blocks(note, numbers)]
    return Reading("\n".join(lines).strip("\n") + "\n", MEDIA_TYPE)


def _main_part(package: Package) -> str:
    if "word/document.xml" in package:
        return "word/document.xml"
    for name in package.names():
        if re.fullmatch(r"word/document\d*\.xml", name):
            return name
    raise UnreadableFile("这不是 Word 文件，或文件已损坏；请用 Word 或 WPS 另存为 .docx 后再上传。")


def _to_transitional(root: etree._Element) -> None:
    """Files saved as 'strict' use other namespace names for the same elements."""
    if root.tag.startswith(_W_STRICT):
        for element in root.iter():
            if isinstance(element.tag, str):
                element.tag = element.tag.replace(_W_STRICT, _W)
            for name, value in list(element.attrib.items()):
                if name.startswith(_W_STRICT):
                    element.set(name.replace(_W_STRICT, _W), value)


def _blocks(parent: etree._Element, numbers: _Numbers) -> Iterator[str]:
    """Lines of the paragraphs and tables under an element, in order; a text box follows the paragraph it hangs on."""
    for child in _accepted(parent):
        name = _name(child)
        if name == "p":
            yield from _paragraph(child, numbers)
        elif name == "tbl":
            yield from _table(child, numbers)
        elif name in {"sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag", "AlternateContent", "Choice"}:
            yield from _blocks(child, numbers)


def _accepted(parent: etree._Element) -> Iterator[etree._Element]:
    """Child elements as they stand when all tracked changes are accepted, and one form of each alternative."""
    for child in parent:
        if not isinstance(child.tag, str) or _name(child) in _SKIPPED:
            continue
        if child.tag == f"{_MC}AlternateContent":
            chosen = child.find(f"{_MC}Choice")
            chosen = chosen if chosen is not None else child.find(f"{_MC}Fallback")
            if chosen is not None:
                yield from _accepted(chosen)
        else:
            yield child


def _paragraph(paragraph: etree._Element, numbers: _Numbers) -> Iterator[str]:
    pieces: list[str] = []
    boxes: list[etree._Element] = []
    _collect(paragraph, pieces, boxes)
    text = "".join(pieces)
    if text.strip() or not boxes:
        yield numbers.before(paragraph) + text if text.strip() else text
    for box in boxes:
        yield from _blocks(box, numbers)


def _collect(element: etree._Element, pieces: list[str], boxes: list[etree._Element]) -> None:
    for child in _accepted(element):
        name = _name(child)
        if name == "t":
            pieces.append(child.text or "")
        elif name in _TEXT:
            pieces.append("" if name == "br" and child.get(f"{_W}type") == "page" else _TEXT[name])
        elif name == "sym":
            pieces.append(_symbol(child))
        elif name == "txbxContent":
            boxes.append(child)
        else:
            _collect(child, pieces, boxes)


def _symbol(element: etree._Element) -> str:
    """A character of a symbol font; the private-use ones have no meaning outside it."""
    try:
        code = int(element.get(f"{_W}char", ""), 16)
    except ValueError:
        return ""
    return "" if 0xE000 <= code <= 0xF8FF or code > 0x10FFFF or 0xD800 <= code <= 0xDFFF else chr(code)


def _table(table: etree._Element, numbers: _Numbers) -> Iterator[str]:
    for row in _accepted(table):
        if _name(row) != "tr" or row.find(f"{_W}trPr/{_W}del") is not None:
            continue
        cells = (cell for cell in row.iter(f"{_W}tc") if next(cell.iterancestors(f"{_W}tr")) is row)
        yield "\t".join(" ".join(filter(None, map(str.strip, _blocks(cell, numbers)))) for cell in cells)


def _name(element: etree._Element) -> str:
    return element.tag.rpartition("}")[2]


@dataclass(frozen=True, slots=True)
class _Level:
    style: str
    pattern: str


class _Numbers:
    """Automatic numbers: numbering.xml names the formats, styles.xml says which paragraph styles carry them."""

    def __init__(self) -> None:
        self._levels: dict[str, dict[int, _Level]] = {}
        self._starts: dict[str, dict[int, int]] = {}
        self._list_of: dict[str, str] = {}
        self._by_style: dict[str, tuple[str, int]] = {}
        self._counters: dict[str, Counters] = {}

    @classmethod
    def of(cls, package: Package) -> _Numbers:
        """The numbering of a package; empty when it has none."""
        numbers = cls()
        if "word/numbering.xml" in package:
            root = package.xml("word/numbering.xml")
            _to_transitional(root)
            numbers._read_numbering(root)
        if "word/styles.xml" in package:
            root = package.xml("word/styles.xml")
            _to_transitional(root)
            numbers._read_styles(root)
        return numbers

    def _read_numbering(self, root: etree._Element) -> None:
        for abstract in root.iter(f"{_W}abstractNum"):
            key = abstract.get(f"{_W}abstractNumId", "")
            self._levels[key], self._starts[key] = {}, {}
            for level in abstract.iter(f"{_W}lvl"):
                index = _int(level.get(f"{_W}ilvl"), 0)
                self._levels[key][index] = _Level(_child(level, "numFmt", "decimal"), _child(level, "lvlText", ""))
                self._starts[key][index] = _int(_child(level, "start", "1"), 1)
        for number in root.iter(f"{_W}num"):
            self._list_of[number.get(f"{_W}numId", "")] = _child(number, "abstractNumId", "")

    def _read_styles(self, root: etree._Element) -> None:
        for style in root.iter(f"{_W}style"):
            properties = style.find(f"{_W}pPr/{_W}numPr")
            if properties is not None:
                level = _int(_child(properties, "ilvl", "0"), 0)
                self._by_style[style.get(f"{_W}styleId", "")] = (_child(properties, "numId", "0"), level)

    def before(self, paragraph: etree._Element) -> str:
        """The number that stands before a paragraph; counts it. Empty for a paragraph without one."""
        number_id, level = self._reference(paragraph)
        key = self._list_of.get(number_id, "")
        form = self._levels.get(key, {}).get(level)
        if form is None:
            return ""
        counters = self._counters.setdefault(key, Counters(self._starts[key]))
        counters.next(level)
        if form.style == "bullet":
            return ""
        return re.sub(r"%([1-9])", lambda found: self._shown(key, counters, int(found[1]) - 1), form.pattern)

    def _reference(self, paragraph: etree._Element) -> tuple[str, int]:
        properties = paragraph.find(f"{_W}pPr")
        if properties is None:
            return "0", 0
        style_number, style_level = self._by_style.get(_child(properties, "pStyle", ""), ("0", 0))
        own = properties.find(f"{_W}numPr")
        if own is None:
            return style_number, style_level
        return _child(own, "numId", style_number), _int(_child(own, "ilvl", ""), style_level)

    def _shown(self, key: str, counters: Counters, level: int) -> str:
        form = self._levels[key].get(level)
        return format_number(counters.value(level), form.style if form else "decimal")


def _child(element: etree._Element, name: str, default: str) -> str:
    child = element.find(f"{_W}{name}")
    return default if child is None else child.get(f"{_W}val", default)


def _int(text: str | None, default: int) -> int:
    try:
        return int(text or "")
    except ValueError:
        return default
