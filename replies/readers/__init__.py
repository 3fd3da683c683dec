"""Bytes of a file in, its text out: one function a format. Pure Python: no Django, no database."""

from replies.readers.files import read_file, unpack
from replies.readers.reading import Page, Reading, UnreadableFile
from replies.readers.sniff import ZIP, media_type_of

__all__ = ["ZIP", "Page", "Reading", "UnreadableFile", "media_type_of", "read_file", "unpack"]
