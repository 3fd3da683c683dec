"""A file is what its bytes say, whatever it is called."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from replies.readers import docx
from replies.readers.reading import UnreadableFile
from replies.readers.sniff import media_type_of

FILES = Path(__file__).parent / "files"


def zipped(**members: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as package:
        for name, data in members.items():
            package.writestr(name, data)
    return target.getvalue()


@pytest.mark.parametrize(
    ("data", "media_type", "reason"),
    [
        ((FILES / "letter.docx").read_bytes(), docx.MEDIA_TYPE, ""),
        ((FILES / "letter.odt").read_bytes(), "application/vnd.oasis.opendocument.text", ""),
        ((FILES / "letter.doc").read_bytes(), "application/msword", "also .wps"),
        ((FILES / "letter.rtf").read_bytes(), "application/rtf", ""),
        ((FILES / "letter.pdf").read_bytes(), "application/pdf", ""),
        (b"\n\n" + (FILES / "letter.pdf").read_bytes(), "application/pdf", "PDF may begin after some bytes"),
        ((FILES / "letter.ofd").read_bytes(), "application/ofd", ""),
        ((FILES / "scan.png").read_bytes(), "image/png", ""),
        ((FILES / "letter.txt").read_bytes(), "text/plain", ""),
        ("<!DOCTYPE html><p>复文".encode("gb18030"), "text/html", "GBK page"),
        ("<html><body><div>复文</div>".encode("utf-16"), "text/html", "UTF-16 page"),
        ("<TABLE width=1><tr><td><P>复文".encode(), "text/html", "a page without its head"),
        ("处理意见：1<p，且 p>2。".encode(), "text/plain", "a lone sign is no markup"),
        ("BM003号提案的答复".encode(), "text/plain", "a text that begins like a bitmap"),
        (zipped(letter=b"x"), "application/zip", ""),
        (b"", "text/plain", "the text reader says that it is empty"),
    ],
)  # fmt: skip
def test_media_type_comes_from_the_content(data, media_type, reason):
    assert media_type_of(data) == media_type, reason


def test_other_open_documents_are_refused_with_the_remedy():
    sheet = zipped(mimetype=b"application/vnd.oasis.opendocument.spreadsheet", **{"content.xml": b"<a/>"})
    with pytest.raises(UnreadableFile, match="另存"):
        media_type_of(sheet)
