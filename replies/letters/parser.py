"""`parse_letter(text)`: the steps of reading a reply letter, in order, like a table of contents."""

from __future__ import annotations

from replies.letters.letter import Letter

PARSER_VERSION = "1"


def parse_letter(text: str) -> Letter:
    """Read one letter. Never raises: text that is no letter comes back with `is_letter` False and a warning."""
    return Letter(text=text)
