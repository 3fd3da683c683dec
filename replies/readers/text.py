"""Plain text files."""

from __future__ import annotations

from replies.readers.charset import decode
from replies.readers.reading import Reading, UnreadableFile


def read_text(data: bytes) -> Reading:
    """The text as it stands, whatever its encoding. Raises `UnreadableFile` for bytes that are no text."""
    text, encoding = decode(data)
    if not text.strip():
        raise UnreadableFile("文件里没有文字。")
    return Reading(text=text, media_type="text/plain", encoding=encoding)
