"""The bytes of a file in, the letters in it out. Knows no Django, so that processes that only parse start bare.

The parser is loaded when a letter is parsed: it takes a second, for which who only gives others to parse need not wait.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from replies.letters.letter import Span
from replies.preparing import NoLetter, Parsed, prepare
from replies.readers import UnreadableFile
from replies.readers.guarded import read_guarded

_LINE = re.compile(r"[^\n]+")


def read_and_parse(data: bytes) -> Parsed:
    """The letters in a file's bytes. Raises `UnreadableFile` or `NoLetter`."""
    from replies.letters.parser import parse_letter, parse_letters  # noqa: PLC0415

    reading = read_guarded(data)
    letters = parse_letters(reading.text)
    if len(letters) > 1:  # each by itself, so that a reply keeps no word of its neighbours
        letters = tuple(parse_letter(text) for text in _texts_of_letters(reading.text))
    found = tuple(prepare(letter, paragraphs_of(letter.text)) for letter in letters if letter.is_letter)
    if not found:
        reasons = (warning.message for warning in letters[0].warnings if warning.code == "not_a_letter")
        raise NoLetter(next(reasons, "不像一封复文"))
    return Parsed(reading, found)


def read_and_parse_all(files: Iterable[bytes]) -> list[Parsed | Exception]:
    """The letters of several files, or for each what went wrong: given at once, they cost less on their way."""
    return [_parsed_or_why_not(data) for data in files]


def _parsed_or_why_not(data: bytes) -> Parsed | Exception:
    try:
        return read_and_parse(data)
    except (UnreadableFile, NoLetter) as answer:
        return answer
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # noqa: BLE001 - whatever a letter does to the parser, the others have their answers
        return error if isinstance(error, Exception) else RuntimeError(repr(error))


def _texts_of_letters(page: str) -> Iterator[str]:
    from replies.letters.normalize import normalize  # noqa: PLC0415
    from replies.letters.parts import split_letters  # noqa: PLC0415

    for part in split_letters(normalize(page)):
        yield page[slice(*part.span(0, len(part.text)))]


def paragraphs_of(text: str) -> tuple[Span, ...]:
    """The runs of a letter's text that are its paragraphs."""
    from replies.letters.normalize import normalize  # noqa: PLC0415

    clean = normalize(text)
    return tuple(clean.span(line.start(), line.end()) for line in _LINE.finditer(clean.text))
