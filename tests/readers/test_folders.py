"""Files under paths: folders and zips in order, and every obstacle named."""

from __future__ import annotations

import io
import os
import stat
import zipfile
from pathlib import Path

import pytest

from replies.readers.folders import walk


def zip_of(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in members.items():
            package.writestr(name, data)
    return buffer.getvalue()


def found(*paths: Path) -> list[tuple[str, bytes | str]]:
    """Name relative to the first path, and the bytes, or a few words of why there are none."""
    base = f"{paths[0].parent}/"
    return [(one.name.removeprefix(base), one.problem or one.data) for one in walk(paths)]


def test_a_folder_is_walked_in_order_and_what_hides_is_passed_over(tmp_path):
    for name in ("b.txt", "a.txt", ".hidden", "inner/c.txt", "inner/.git/config", "gold.jsonl", "a.json"):
        path = tmp_path / "letters" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(name.encode())
    (tmp_path / "letters" / "loop").symlink_to(tmp_path / "letters")
    assert found(tmp_path / "letters") == [
        ("letters/a.txt", b"a.txt"),
        ("letters/b.txt", b"b.txt"),
        ("letters/inner/c.txt", b"inner/c.txt"),
    ]


@pytest.mark.parametrize(
    ("members", "expected", "reason"),
    [
        ({"b.txt": b"2", "a.txt": b"1"}, [("z.zip!a.txt", b"1"), ("z.zip!b.txt", b"2")], "sorted"),
        ({"../../etc/x.txt": b"1"}, [("z.zip!../../etc/x.txt", b"1")], "a name is a label, never a path"),
        ({"__MACOSX/a": b"1", ".DS_Store": b"2", "a/.x/b": b"3"}, "没有文件", "what systems add"),
        ({}, "没有文件", "an empty zip"),
        ({"inner.zip": zip_of({"a.txt": b"1"}), "b.txt": b"2"}, [("z.zip!b.txt", b"2"), "解开"], "a zip in a zip"),
        ({"gold.json": b"{}", "a.txt": b"1"}, [("z.zip!a.txt", b"1")], "answers beside letters"),
        ({"提案复文.txt": b"1"}, [("z.zip!提案复文.txt", b"1")], "a Chinese name"),
        ({"提案复文.txt".encode("gbk").decode("cp437"): b"1"}, [("z.zip!提案复文.txt", b"1")], "as Windows writes it"),
    ],
)
def test_a_zip_is_opened_one_level_deep(tmp_path, members, expected, reason):
    path = tmp_path / "z.zip"
    path.write_bytes(zip_of(members))
    got = found(path)
    for wanted in [expected] if isinstance(expected, str) else expected:
        if isinstance(wanted, str):
            assert any(isinstance(outcome, str) and wanted in outcome for _, outcome in got), reason
        else:
            assert wanted in got, reason
    assert len(got) == (1 if isinstance(expected, str) else len(expected)), reason


@pytest.mark.parametrize(
    ("data", "said", "reason"),
    [
        (b"PK\x03\x04" + b"\0" * 100, "损坏", "a broken zip"),
        (zip_of({"a.txt": b"\0" * (60 << 20)}), "压缩比", "a bomb"),
    ],
)
def test_a_bad_zip_is_one_clear_line(tmp_path, data, said, reason):
    (tmp_path / "z.zip").write_bytes(data)
    ((_, problem),) = found(tmp_path / "z.zip")
    assert said in problem, reason


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_name_that_a_zip_gives_twice_hides_no_file(tmp_path):
    with zipfile.ZipFile(tmp_path / "z.zip", "w") as package:
        package.writestr("a.txt", b"1")
        package.writestr("a.txt", b"2")
    assert [data for _, data in found(tmp_path / "z.zip")] == [b"1", b"2"]


def test_a_name_in_gbk_is_reported_as_it_was_typed(tmp_path):
    """As archives from Chinese Windows leave it on disk; a database takes no other name."""
    (tmp_path / os.fsdecode("提案复文.txt".encode("gbk"))).write_bytes(b"1")
    assert found(tmp_path) == [(f"{tmp_path.name}/提案复文.txt", b"1")]


def test_a_word_file_is_no_zip_to_be_opened(tmp_path):
    data = zip_of({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<document/>"})
    (tmp_path / "letter.docx").write_bytes(data)
    assert found(tmp_path / "letter.docx") == [("letter.docx", data)]


def test_what_is_not_there_or_no_file_is_said(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    assert "找不到" in found(tmp_path / "none.txt")[0][1]
    assert "不是普通文件" in found(tmp_path / "pipe")[0][1]


def test_a_file_too_large_is_not_even_read(tmp_path):
    with (tmp_path / "large.txt").open("wb") as file:
        file.truncate(51 << 20)
    assert "上限" in found(tmp_path / "large.txt")[0][1]


@pytest.mark.parametrize("what", ["folder", "file"])
def test_what_may_not_be_read_is_said_and_the_rest_goes_on(tmp_path, monkeypatch, what):
    """By the system's own refusal; root, whom no permission binds, gets the same error from the calls themselves."""
    closed = tmp_path / "closed"
    closed.mkdir()
    (closed / "a.txt").write_bytes(b"1")
    (tmp_path / "z.txt").write_bytes(b"2")
    target = closed if what == "folder" else closed / "a.txt"
    target.chmod(0)
    if os.access(target, os.R_OK):
        method = "iterdir" if what == "folder" else "open"
        real = getattr(Path, method)

        def refuse(path: Path, *args, **kwargs):
            if path == target:
                raise PermissionError(13, "Permission denied", str(path))
            return real(path, *args, **kwargs)

        monkeypatch.setattr(Path, method, refuse)
    try:
        (_, problem), last = found(tmp_path)
    finally:
        target.chmod(stat.S_IRWXU)
    assert "权限" in problem
    assert last[1] == b"2"


def test_what_may_be_listed_but_not_entered_is_said(tmp_path, monkeypatch):
    """A folder with r but without x: even asking what its entries are is refused."""
    (tmp_path / "a.txt").write_bytes(b"1")
    (tmp_path / "b.txt").write_bytes(b"2")
    real = Path.stat

    def refuse(path: Path, *args, **kwargs):
        if path.name == "a.txt":
            raise PermissionError(13, "Permission denied", str(path))
        return real(path, *args, **kwargs)

    monkeypatch.setattr(Path, "stat", refuse)
    (_, problem), last = found(tmp_path)
    assert "权限" in problem
    assert last[1] == b"2"
