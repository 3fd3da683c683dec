"""The text of a reply letter in, its facts with their places out. Pure Python: no Django, no files but its own data."""

from replies.letters.letter import Letter
from replies.letters.parser import PARSER_VERSION, parse_letter

__all__ = ["PARSER_VERSION", "Letter", "parse_letter"]
