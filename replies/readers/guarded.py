"""Any file in, its text out, whatever the file does to its reader.

Plain text is read on the spot. All else goes through libraries that a hostile file may crash, hang or swell: those run
in the sandbox, one child for each process that reads.
"""

from __future__ import annotations

from functools import cache

from replies.readers.files import read_file
from replies.readers.reading import Reading, UnreadableFile
from replies.readers.sandbox import Sandbox
from replies.readers.sniff import TEXT, media_type_of

LONGEST_TEXT = 1_000_000  # characters: no letter, and no page of several, comes near


def read_guarded(data: bytes) -> Reading:
    """The text of a file. Raises `UnreadableFile`, and nothing else; also for a text too long to be letters."""
    plain = not data or media_type_of(data) == TEXT
    reading = read_file(data) if plain else _sandbox()(data)
    if len(reading.text) > LONGEST_TEXT:
        long, limit = (f"{count // 10_000} 万字" for count in (len(reading.text), LONGEST_TEXT))
        raise UnreadableFile(f"文字有 {long}，超过上限 {limit}；请拆分成单封复文后再试。")
    return reading


@cache
def _sandbox() -> Sandbox:
    return Sandbox(read_file)
