"""A file of any kind in, its text out; a zip in, the files in it out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from replies.readers import docx, odt, ofd, office, pdf
from replies.readers.html import read_html
from replies.readers.ocr import read_image
from replies.readers.packages import Package
from replies.readers.reading import Reading, UnreadableFile
from replies.readers.sniff import HTML, IMAGE, TEXT, ZIP, media_type_of
from replies.readers.text import read_text

MAX_BYTES = 50 * 1024 * 1024
READERS: dict[str, Callable[[bytes], Reading]] = {
    TEXT: read_text,
    HTML: read_html,
    pdf.MEDIA_TYPE: pdf.read_pdf,
    docx.MEDIA_TYPE: docx.read_docx,
    odt.MEDIA_TYPE: odt.read_odt,
    ofd.MEDIA_TYPE: ofd.read_ofd,
    office.DOC: office.read_doc,
    office.RTF: office.read_rtf,
}
_NO_CHARACTER = re.compile("[\0\ud800-\udfff]")  # NUL, and halves of a pair that stand alone


def read_file(data: bytes) -> Reading:
    """The text of a file. Raises `UnreadableFile`, whose message names the reason and the remedy."""
    if not data:
        raise UnreadableFile("文件是空的（0 字节）；请重新取得原文件。")
    if len(data) > MAX_BYTES:
        raise UnreadableFile(f"文件有 {len(data) >> 20} MB，超过上限 {MAX_BYTES >> 20} MB；请拆分后再试。")
    media_type = media_type_of(data)
    if media_type == ZIP:
        raise UnreadableFile("这是压缩包，里面不是一封复文；请解开后再试。")
    return _storable(read_image(data, media_type) if media_type.startswith(IMAGE) else READERS[media_type](data))


def _storable(reading: Reading) -> Reading:
    """With what no database and no page takes, and no letter holds, marked as lost in its place."""
    if not _NO_CHARACTER.search(reading.text):
        return reading
    return replace(reading, text=_NO_CHARACTER.sub("\ufffd", reading.text))


def unpack(data: bytes) -> Iterator[tuple[str, bytes | UnreadableFile]]:
    """The files of a zip, by name: its bytes, or why they can't be had. Raises `UnreadableFile` for the zip itself.

    Names are labels, never paths on disk. What systems add for themselves (.DS_Store, __MACOSX) is passed over.
    """
    package = Package(data)
    for name in sorted(package.names()):
        label = _readable_name(name)
        if any(part.startswith((".", "__MACOSX")) and part != ".." for part in label.split("/")):
            continue
        try:
            yield label, package.read(name)
        except UnreadableFile as problem:
            yield label, problem


def _readable_name(name: str) -> str:
    """The name as typed: Chinese Windows writes it in GBK without saying so, and zipfile then takes it for cp437."""
    try:
        return name.encode("cp437").decode("gb18030")
    except UnicodeError:
        return name
