"""The text of a reply letter in, its facts with their places out. Pure Python: no Django, no files but its own data.

The parser itself is loaded when it is first asked for: its patterns take a second to make ready, which a command or a
page that only shows what was read need not wait for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from replies.letters.letter import Letter

if TYPE_CHECKING:
    from replies.letters.parser import parse_letter

__all__ = ["PARSER_VERSION", "Letter", "parse_letter"]

PARSER_VERSION = "6"  # another one whenever the parser reads letters otherwise: they are then parsed again


def __getattr__(name: str) -> Any:
    if name == "parse_letter":
        from replies.letters.parser import parse_letter  # noqa: PLC0415

        return parse_letter
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
