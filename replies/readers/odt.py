"""OpenDocument texts (.odt) -> text, by the elements that OASIS OpenDocument 1.3 names.

Deleted text of tracked changes, comments and index titles' links are left out; list numbers are written out; a table
row becomes one line, its cells parted by tabs; a text box follows the paragraph it hangs on.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from replies.readers.numbering import Counters, format_number
from replies.readers.packages import Package
from replies.readers.reading import Reading, UnreadableFile

MEDIA_TYPE = "application/vnd.oasis.opendocument.text"
_NS = "urn:oasis:names:tc:opendocument:xmlns:"
_TEXT, _STYLE = f"{{{_NS}text:1.0}}", f"{{{_NS}style:1.0}}"
_TABLE, _OFFICE, _DRAW = f"{{{_NS}table:1.0}}", f"{{{_NS}office:1.0}}", f"{{{_NS}drawing:1.0}}"
_SKIPPED = frozenset({"tracked-changes", "annotation", "annotation-end", "desc", "title", "sequence-decls", "forms"})
_FORMATS = {
    "1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman", "": "none",
    "１, ２, ３, ...": "decimalFullWidth", "①, ②, ③, ...": "decimalEnclosedCircle",
    "甲, 乙, 丙, ...": "ideographTraditional", "子, 丑, 寅, ...": "ideographZodiac",
    "壹, 贰, 叁, ...": "chineseLegalSimplified",
}  # fmt: skip


def read_odt(data: bytes) -> Reading:
    """Text of an .odt file. Raises `UnreadableFile`."""
    package = Package(data)
    content = package.xml("content.xml")
    body = content.find(f"{_OFFICE}body/{_OFFICE}text")
    if body is None:
        raise UnreadableFile("这不是 OpenDocument 文本文件，或文件已损坏；请另存为 .odt 或 .docx 后再上传。")
    roots = [content, package.xml("styles.xml")] if "styles.xml" in package else [content]
    styles = {style.get(f"{_STYLE}name", ""): style for root in roots for style in root.iter(f"{_TEXT}list-style")}
    lines = list(_blocks(body, _List({}, styles)))
    return Reading("\n".join(lines).strip("\n") + "\n", MEDIA_TYPE)


@dataclass
class _List:
    """Where a paragraph stands among lists: the running counters by style, and the level (0: in no list)."""

    counters: dict[str, Counters]
    styles: dict[str, etree._Element]
    style: str = ""
    level: int = 0
    numbered: bool = field(default=False)

    def number(self) -> str:
        """Count the item and give its number with prefix and suffix."""
        style = self.styles.get(self.style)
        if style is None:
            return ""
        form = style.find(f"{_TEXT}list-level-style-number[@{_TEXT}level='{self.level}']")
        counters = self.counters.setdefault(self.style, Counters())
        counters.next(self.level)
        if form is None:
            return ""
        number_format = form.get(f"{_STYLE}num-format", "")
        name = _FORMATS.get(number_format, "chineseCounting" if number_format.startswith("一") else "decimal")
        shown = int(form.get(f"{_TEXT}display-levels", "1"))
        levels = range(max(1, self.level - shown + 1), self.level + 1)
        text = ".".join(format_number(counters.value(level), name) for level in levels)
        return f"{form.get(f'{_STYLE}num-prefix', '')}{text}{form.get(f'{_STYLE}num-suffix', '')}"


def _blocks(parent: etree._Element, place: _List) -> Iterator[str]:
    for child in parent:
        name = _name(child)
        if name in _SKIPPED:
            continue
        if name in {"p", "h"}:
            yield from _paragraph(child, place)
        elif name == "list":
            style = child.get(f"{_TEXT}style-name") or place.style
            yield from _blocks(child, _List(place.counters, place.styles, style, place.level + 1))
        elif name == "list-item":
            yield from _blocks(child, _List(place.counters, place.styles, place.style, place.level, numbered=True))
        elif name == "table-row":
            cells = [cell for cell in child if _name(cell) == "table-cell"]
            yield "\t".join(" ".join(filter(None, map(str.strip, _blocks(cell, _List({}, {}))))) for cell in cells)
        else:
            yield from _blocks(child, place)


def _paragraph(paragraph: etree._Element, place: _List) -> Iterator[str]:
    pieces: list[str] = []
    boxes: list[etree._Element] = []
    _collect(paragraph, pieces, boxes)
    text = "".join(pieces)
    if place.numbered:
        text, place.numbered = place.number() + text, False  # only an item's first paragraph carries its number
    if text.strip() or not boxes:
        yield text
    for box in boxes:
        yield from _blocks(box, _List({}, {}))


def _collect(element: etree._Element, pieces: list[str], boxes: list[etree._Element]) -> None:
    pieces.append(_collapsed(element.text))
    for child in element:
        name = _name(child)
        if name == "s":
            pieces.append(" " * min(int(child.get(f"{_TEXT}c", "1")), 1000))
        elif name == "tab":
            pieces.append("\t")
        elif name == "line-break":
            pieces.append("\n")
        elif name == "text-box":
            boxes.append(child)
        elif name not in _SKIPPED and name not in {"note-citation", "ruby-text"}:
            _collect(child, pieces, boxes)
        pieces.append(_collapsed(child.tail))


def _collapsed(text: str | None) -> str:
    """Runs of white space count as one space (OpenDocument 1.3, 6.1.2); real ones are elements."""
    if not text:
        return ""
    edges = " " if text[0].isspace() else "", " " if text[-1].isspace() and text.strip() else ""
    return edges[0] + " ".join(text.split()) + edges[1]


def _name(element: etree._Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
