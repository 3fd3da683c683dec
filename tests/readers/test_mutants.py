"""Thousands of spoiled files: each comes out as text that the parser takes, or as a clear reason; none writes a file.

MUTANTS says how many in all. They go through the archive's own sandbox. Recognition of scans and LibreOffice take a
second or more for each file, so that only one in a few hundred goes through those: the rest meets the code around them.
"""

from __future__ import annotations

import contextlib
import functools
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from replies.letters.parser import parse_letters
from replies.readers import ZIP, Reading, UnreadableFile, media_type_of, ocr, office, read_file, unpack
from replies.readers.sandbox import Sandbox
from tests.conftest import lacks
from tests.readers.mutants import mutants, originals

MUTANTS = int(os.environ.get("MUTANTS", "150"))  # CI asks for 10,000
SEED = int(os.environ.get("MUTANTS_SEED", "1"))
FILES = originals()
# Scans are drawn at 200 dots an inch before they are given up, and .doc without a program is refused after a glance.
WEIGHTS = {name: 1 if name in {"scan.pdf", "letter.doc"} else 8 for name in FILES}
WHOLE = MUTANTS // 1500  # of each kind that goes through recognition or LibreOffice
SECONDS = 20
UNCLEAR = "读取文件时出错"  # how the sandbox answers for a reader that raised something or died
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
HARMFUL = frozenset(
    f"{module}.{name}"
    for module, names in {
        "os": ("mkdir", "rename", "remove", "rmdir", "link", "symlink", "chmod", "truncate", "system"),
        "shutil": ("rmtree", "copyfile", "move"),
        "subprocess": ("Popen",),
        "socket": ("connect", "bind"),
        "tempfile": ("mkstemp", "mkdtemp"),
    }.items()
    for name in names
)


def read_watched(data: bytes) -> Reading:
    """What the archive does with a file's bytes before it stores them; nothing may be written, started or reached."""
    if not hasattr(sys, "watched"):
        sys.watched, sys.dont_write_bytecode = True, True
        office.shutil.which = lambda _program: None
        ocr._engine = lambda: lambda _picture: SimpleNamespace(txts=None)
        if ocr.available():
            import PIL.Image

            PIL.Image.init()
        sys.addaudithook(_forbid)
    return _taken_in(data)


def _forbid(event: str, arguments: tuple) -> None:
    if event in HARMFUL or (event == "open" and isinstance(arguments[2], int) and arguments[2] & WRITING):
        raise SystemError(f"{event} {arguments[0]!r}")


def _taken_in(data: bytes) -> Reading:
    """The text of a file, or of those in a zip; parsed, since a letter that can be read goes on to the parser."""
    if not data or media_type_of(data) != ZIP:
        reading = read_file(data)
    else:
        texts = []
        for _, content in unpack(data):
            with contextlib.suppress(UnreadableFile):
                texts += [read_file(content).text] if isinstance(content, bytes) else []
        reading = Reading("\n".join(texts), ZIP)
    reading.text.encode()  # else no database takes it
    parse_letters(reading.text)
    return Reading(reading.text[:200], reading.media_type)


def _unclear(sandbox: Sandbox, name: str, count: int) -> Iterator[str]:
    """What was neither read nor refused with a reason and a remedy, of so many mutants of a file."""
    for number, data in enumerate(mutants(name, FILES, count, SEED)):
        try:
            sandbox(data)
        except UnreadableFile as problem:
            if UNCLEAR in str(problem) or not str(problem).endswith("。"):
                yield f"{name} {number}: {problem}"


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(read_watched, seconds=SECONDS) as made:
        yield made


@pytest.mark.parametrize("name", sorted(FILES))
def test_a_spoiled_file_is_read_or_refused_with_a_clear_reason(sandbox, name):
    count = -(-MUTANTS * WEIGHTS[name] // sum(WEIGHTS.values()))
    assert list(_unclear(sandbox, name, count)) == []


def test_what_no_database_takes_is_marked_as_lost_in_its_place(monkeypatch):
    monkeypatch.setattr(office.shutil, "which", lambda _program: None)
    half_of_a_pair = b"{\\rtf1\\ansi a\\u55357?b\\par}"
    assert read_file(half_of_a_pair).text == "a\ufffdb\n"
    assert office.read_rtf(half_of_a_pair).text == "a\ud83db\n", "what the library makes of it"


def test_the_watch_sees_what_is_written():
    with Sandbox(_write_and_read, seconds=SECONDS) as sandbox, pytest.raises(UnreadableFile, match="SystemError"):
        sandbox(b"x")


def _write_and_read(data: bytes) -> Reading:
    reading = read_watched(FILES["letter.txt"])
    Path(tempfile.gettempdir(), "fuwenku-spoiled").write_bytes(data)
    return reading


@pytest.mark.slow
@pytest.mark.parametrize("name", ["letter.doc", "letter.rtf", "scan.jpeg", "scan.pdf"])
def test_programs_and_recognition_bear_spoiled_files_and_leave_nothing_behind(name, tmp_path):
    if not WHOLE:
        pytest.skip("takes a second or more for each file; MUTANTS=1500 and more goes through these too")
    if name not in FILES:
        lacks("text recognition", "pip install -r requirements-ocr.txt")
    with Sandbox(functools.partial(_read_in, str(tmp_path)), seconds=150) as sandbox:
        assert list(_unclear(sandbox, name, WHOLE)) == []
    assert list(tmp_path.iterdir()) == []


def _read_in(folder: str, data: bytes) -> Reading:
    """Read, with this folder for temporary files and as the current one."""
    tempfile.tempdir = folder
    os.chdir(folder)
    return read_file(data)
