"""The bytes of a file in, the letters in it out. Knows no Django, so that processes that only parse start bare."""

from __future__ import annotations

import os
import re
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from multiprocessing import parent_process
from multiprocessing.connection import wait

from replies.letters.letter import Span
from replies.letters.normalize import normalize
from replies.letters.parser import parse_letter, parse_letters
from replies.letters.parts import split_letters
from replies.preparing import Prepared, prepare
from replies.readers import Reading, UnreadableFile
from replies.readers.guarded import read_guarded

_LINE = re.compile(r"[^\n]+")


@dataclass(frozen=True)
class Parsed:
    """A file's text and the letters in it, ready to be stored."""

    reading: Reading
    letters: tuple[Prepared, ...]


class NoLetter(Exception):  # noqa: N818 - an answer, not a slip
    """The file holds no reply letter; the message says what it seems to be."""


def read_and_parse(data: bytes) -> Parsed:
    """The letters in a file's bytes. Raises `UnreadableFile` or `NoLetter`."""
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
    except Exception as error:  # noqa: BLE001 - whatever a letter does to the parser, the others have their answers
        return error


def end_with_parent() -> None:
    """Called in each process that only parses: when the one that gives the work is killed, nobody else would end it."""

    def watch() -> None:
        wait([parent_process().sentinel])
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def _texts_of_letters(page: str) -> Iterator[str]:
    for part in split_letters(normalize(page)):
        yield page[slice(*part.span(0, len(part.text)))]


def paragraphs_of(text: str) -> tuple[Span, ...]:
    """The runs of a letter's text that are its paragraphs."""
    clean = normalize(text)
    return tuple(clean.span(line.start(), line.end()) for line in _LINE.finditer(clean.text))
