"""What a file is, by its content; its name says nothing that counts."""

from __future__ import annotations

import re

from replies.readers import docx, odt, ofd, office, pdf
from replies.readers.packages import Package
from replies.readers.reading import UnreadableFile

TEXT, HTML, ZIP, IMAGE = "text/plain", "text/html", "application/zip", "image/"
ZIP_BEGINNINGS = (b"PK\x03\x04", b"PK\x05\x06")
_BEGINNINGS = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", office.DOC),
    (b"{\\rtf", office.RTF),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"BM", "image/bmp"),
    (b"II*\0", "image/tiff"),
    (b"MM\0*", "image/tiff"),
)
_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body|title|meta|div|table|p)[\s>/]", re.IGNORECASE)
_HTML_BEGINNING = re.compile(rb"[\s\xef\xbb\xbf]*<(?:!doctype\s+html|html)", re.IGNORECASE)
_BMP_SIZE_AT, _BMP_HEADER = 14, (12, 40, 52, 56, 64, 108, 124)


def media_type_of(data: bytes) -> str:
    """Media type of a file's bytes; what is nothing known is `text/plain`, whose reader refuses what is no text.

    Raises `UnreadableFile` for a broken zip.
    """
    for beginning, media_type in _BEGINNINGS:
        if data.startswith(beginning) and (media_type != "image/bmp" or _is_bitmap(data)):
            return media_type
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    if b"%PDF-" in data[:1024]:
        return pdf.MEDIA_TYPE
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _of_package(Package(data))
    return HTML if _is_html(data[:4096]) else TEXT


def _of_package(package: Package) -> str:
    if "OFD.xml" in package:
        return ofd.MEDIA_TYPE
    if any(re.fullmatch(r"word/document\d*\.xml", name) for name in package.names()):
        return docx.MEDIA_TYPE
    if "mimetype" in package and "content.xml" in package:
        kind = package.read("mimetype").strip().decode("ascii", errors="replace")
        if kind.startswith(odt.MEDIA_TYPE):
            return odt.MEDIA_TYPE
        raise UnreadableFile("这是 OpenDocument 的表格或演示文件，不是文本；请另存为 .odt、.docx 或 PDF 后再上传。")
    return ZIP


def _is_html(head: bytes) -> bool:
    """Markup near the beginning, in any encoding that keeps ASCII, or in UTF-16."""
    plain = head.replace(b"\0", b"")
    return bool(_HTML_BEGINNING.match(plain)) or len(_HTML.findall(plain)) >= 2


def _is_bitmap(data: bytes) -> bool:
    """Whether a header follows the two letters, which a text may begin with as well."""
    return int.from_bytes(data[_BMP_SIZE_AT : _BMP_SIZE_AT + 4], "little") in _BMP_HEADER
