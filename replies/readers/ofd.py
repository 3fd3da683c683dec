"""OFD files (GB/T 33190-2016, the national fixed-layout format) -> text.

An OFD page places runs of characters by coordinates: each TextCode stands at its object's boundary plus its own X, Y
in millimetres. Runs on one baseline make a line, read from left to right; lines are read from top to bottom.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from lxml import etree

from replies.readers.packages import Package
from replies.readers.reading import Page, Reading, UnreadableFile

MEDIA_TYPE = "application/ofd"
MAX_PAGES = 300
_SAME_LINE = 0.5  # of a character's height
_GAP = 0.8  # of a character's width: a wider gap between runs is white space


def read_ofd(data: bytes) -> Reading:
    """Text of an .ofd file with its pages' places in it. Raises `UnreadableFile`."""
    package = Package(data)
    pieces: list[str] = []
    pages: list[Page] = []
    at = 0
    for document in _roots(package):
        for runs in _pages(package, document):
            if len(pages) >= MAX_PAGES:
                raise UnreadableFile(f"OFD 超过 {MAX_PAGES} 页；请拆分后再上传。")
            piece = "\n".join(_lines(runs)) + "\n"
            pages.append(Page(len(pages) + 1, at, at + len(piece)))
            pieces.append(piece)
            at += len(piece)
    text = "".join(pieces)
    if not text.strip():
        raise UnreadableFile("这份 OFD 里没有文字（可能是扫描件）；请导出为 PDF 或上传原文件。")
    return Reading(text, MEDIA_TYPE, pages=tuple(pages))


@dataclass(frozen=True, slots=True)
class _Run:
    x: float
    y: float
    size: float
    end: float
    text: str


def _roots(package: Package) -> Iterator[str]:
    for element in _all(package.xml("OFD.xml"), "DocRoot"):
        yield _path("", element.text)


def _pages(package: Package, document: str) -> Iterator[list[_Run]]:
    root, base = package.xml(document), posixpath.dirname(document)
    templates = {element.get("ID", ""): _path(base, element.get("BaseLoc")) for element in _all(root, "TemplatePage")}
    for element in _all(root, "Page"):
        location = element.get("BaseLoc")
        if location is None:
            continue
        page = package.xml(_path(base, location))
        runs = [run for name in _all(page, "Template") for run in _runs_of(package, templates, name.get("TemplateID"))]
        yield runs + list(_runs(page))


def _runs_of(package: Package, templates: dict[str, str], template: str | None) -> list[_Run]:
    path = templates.get(template or "")
    return list(_runs(package.xml(path))) if path and path in package else []


def _runs(page: etree._Element) -> Iterator[_Run]:
    for item in _all(page, "TextObject"):
        if item.get("Visible") == "false":
            continue
        left, top, *_ = [*_numbers(item.get("Boundary")), 0.0, 0.0]
        size = _number(item.get("Size"), 4.0)
        a, _b, _c, d, e, f = (_numbers(item.get("CTM")) + [0.0] * 6)[:6] if item.get("CTM") else (1, 0, 0, 1, 0, 0)
        x = y = 0.0
        for code in _all(item, "TextCode"):
            text = "".join(code.itertext()).strip("\r\n")
            x, y = _number(code.get("X"), x), _number(code.get("Y"), y)
            if text:
                start = left + a * x + e
                width = (sum(_deltas(code.get("DeltaX"), len(text) - 1)) + size) * abs(a or 1)
                yield _Run(start, top + d * y + f, size * abs(d or 1), start + width, text)


def _lines(runs: list[_Run]) -> Iterator[str]:
    """Runs gathered into lines by their baselines; white space stands where runs keep a gap."""
    rows: list[list[_Run]] = []
    for run in sorted(runs, key=lambda run: run.y):
        if rows and run.y - rows[-1][0].y <= _SAME_LINE * min(run.size, rows[-1][0].size):
            rows[-1].append(run)
        else:
            rows.append([run])
    for row in rows:
        row.sort(key=lambda run: run.x)
        text = row[0].text
        for before, run in pairwise(row):
            text += (" " if run.x - before.end > _GAP * run.size else "") + run.text
        yield text


def _deltas(text: str | None, wanted: int) -> list[float]:
    """Advances between characters; `g 3 4.5` stands for three times 4.5 (GB/T 33190-2016, 11.3)."""
    values: list[float] = []
    words = iter((text or "").split())
    for word in words:
        if word == "g":
            count, value = int(_number(next(words, "0"), 0)), _number(next(words, "0"), 0.0)
            values += [value] * min(count, wanted)
        else:
            values.append(_number(word, 0.0))
        if len(values) >= wanted:
            break
    return values[:wanted]


def _all(root: etree._Element, name: str) -> Iterator[etree._Element]:
    return root.iter(f"{{*}}{name}")


def _path(base: str, location: str | None) -> str:
    location = (location or "").strip()
    return posixpath.normpath(location.lstrip("/") if location.startswith("/") else posixpath.join(base, location))


def _numbers(text: str | None) -> list[float]:
    return [_number(word, 0.0) for word in (text or "").split()]


def _number(text: str | None, default: float) -> float:
    try:
        return float(text) if text is not None else default
    except ValueError:
        return default
