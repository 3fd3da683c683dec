"""`parse_letter` on whatever it is given: an object for each file, without a database."""

from __future__ import annotations

import io
import json
import os
import sys
from pathlib import Path

import pytest
from django.core.management import call_command

from replies.management.commands import parse_letter
from tests.desk import zip_of
from tests.rows import letter_text

FILES = Path(__file__).parent / "readers" / "files"
PAGE = f"<!DOCTYPE html><html><body>{''.join(f'<p>{line}</p>' for line in letter_text().splitlines())}</body></html>"


def parse(*names: str) -> tuple[list[dict], int]:
    """The objects that the command prints, and its exit status."""
    out, status = io.StringIO(), 0
    try:
        call_command("parse_letter", *names, stdout=out)
    except SystemExit as end:
        status = int(end.code or 0)
    return [json.loads(line) for line in out.getvalue().splitlines()], status


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "空"),
        (bytes(range(256)) * 30, "编码"),
        (b"%PDF-1.7 nothing more", "PDF"),
        ((FILES / "letter.docx").read_bytes()[:3000], "损坏"),
        (zip_of(a__txt=letter_text().encode()), "压缩包"),
        (b"<html><body></body></html>", "没有正文"),
        (("长" * 1_000_001).encode(), "超过上限"),
        (None, "读不了"),
    ],
)
def test_what_can_not_be_read_gets_an_error_and_the_others_their_letters(tmp_path, data, said):
    good, bad = tmp_path / "good.html", tmp_path / "bad"
    good.write_text(PAGE, encoding="gb18030")
    if data is not None:
        bad.write_bytes(data)
    (first, last), status = parse(str(bad), str(good))
    assert (set(first), first["file"], status) == ({"file", "error"}, str(bad), 1)
    assert said in first["error"]
    assert (last["is_letter"], last["proposal_numbers"]) == (True, ["031"])


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="no endless file here")
def test_of_an_endless_file_no_more_is_read_than_it_takes_to_refuse_it():
    ((answer,), status) = parse("/dev/zero")
    assert (status, "超过上限 50 MB" in answer["error"]) == (1, True)


def test_a_name_that_is_no_text_is_shown_readably(tmp_path):
    name = os.fsdecode(os.fsencode(tmp_path) + "/复文.txt".encode("gb18030"))
    Path(name).write_text(letter_text(), encoding="utf-8")
    ((answer,), status) = parse(name)
    assert (answer["file"], status) == (f"{tmp_path}/复文.txt", 0)


def test_a_slip_of_the_parser_is_an_error_too(tmp_path, monkeypatch):
    def trip(_text: str) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(parse_letter, "parse_letters", trip)
    (tmp_path / "a.txt").write_text(letter_text(), encoding="utf-8")
    ((answer,), status) = parse(str(tmp_path / "a.txt"))
    assert (status, "ZeroDivisionError" in answer["error"]) == (1, True)


def test_standard_input_is_a_file_too(monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(letter_text().encode())))
    ((answer,), status) = parse("-")
    assert (answer["file"], answer["is_letter"], status) == ("-", True, 0)


@pytest.mark.processes
def test_a_hostile_file_dies_in_a_child(tmp_path, monkeypatch):
    """A library that takes its process down with it takes down the child only."""
    from replies.readers import guarded
    from replies.readers.sandbox import Sandbox

    with Sandbox(_vanish) as sandbox:
        monkeypatch.setattr(guarded, "_sandbox", lambda: sandbox)
        (tmp_path / "a.html").write_text(PAGE, encoding="utf-8")
        ((answer,), status) = parse(str(tmp_path / "a.html"))
    assert (status, "已停止" in answer["error"]) == (1, True)


def _vanish(_data: bytes) -> None:
    os._exit(1)
