"""Paths and addresses in, the files there out: folders walked in order, zips opened one level deep, every obstacle
named."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from replies.readers import addresses
from replies.readers.files import MAX_BYTES, unpack
from replies.readers.packages import MAX_UNPACKED
from replies.readers.reading import UnreadableFile
from replies.readers.sniff import ZIP, ZIP_BEGINNINGS, media_type_of

COMPANIONS = frozenset((".json", ".jsonl"))  # answers and lists that lie beside letters; no letter comes as one


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file by the name to report it under, with its bytes, or with why they can't be had.

    `label` is the name to keep it under: its path below the folder that was given, without where that lies.
    """

    name: str
    data: bytes = b""
    problem: str = ""
    label: str = ""


def walk(paths: Iterable[Path | str]) -> Iterator[FoundFile]:
    """Every file that these paths, or addresses on the web (`str`), name or hold. What hides behind a dot is passed
    over, in folders and in zips."""
    for path in paths:
        if isinstance(path, str):
            yield from _fetched(path)
        elif _is_folder(path):
            yield from _folder(path, path)
        else:
            yield from _file(path, path.parent)


def _folder(folder: Path, root: Path) -> Iterator[FoundFile]:
    try:
        entries = sorted(folder.iterdir())
    except OSError as error:
        yield FoundFile(f"{readable_name(folder)}/", problem=_said(error, "文件夹"))
        return
    for entry in entries:
        if entry.name.startswith("."):
            continue
        if _is_folder(entry):
            if not entry.is_symlink():  # a link may lead back up, and round and round
                yield from _folder(entry, root)
        elif entry.suffix.lower() not in COMPANIONS:
            yield from _file(entry, root)


def _file(path: Path, root: Path) -> Iterator[FoundFile]:
    name, label = readable_name(path), readable_name(path.relative_to(root))
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            yield FoundFile(name, problem="不是普通文件，未读取。")
            return
        with path.open("rb") as file:
            is_zip = file.read(4).startswith(ZIP_BEGINNINGS)
            limit = MAX_UNPACKED if is_zip else MAX_BYTES
            if status.st_size > limit:
                yield FoundFile(
                    name, problem=f"文件有 {status.st_size >> 20} MB，超过上限 {limit >> 20} MB；请拆分后再试。"
                )
                return
            file.seek(0)
            data = file.read()
    except OSError as error:
        yield FoundFile(name, problem=_said(error, "文件"))
        return
    yield from _members(name, label, data) if is_zip else (FoundFile(name, data, label=label),)


def _fetched(address: str) -> Iterator[FoundFile]:
    name = addresses.shown(address)
    try:
        data = addresses.fetch(address)
    except UnreadableFile as problem:
        yield FoundFile(name, problem=str(problem))
        return
    yield from _members(name, name, data) if data.startswith(ZIP_BEGINNINGS) else (FoundFile(name, data, label=name),)


def _members(name: str, label: str, data: bytes) -> Iterator[FoundFile]:
    """The files of a zip; what only looks like one (docx, odt, ofd) is a file itself."""
    empty = True
    try:
        if media_type_of(data) != ZIP:
            yield FoundFile(name, data, label=label)
            return
        for member, content in unpack(data):
            empty = False
            yield from _member(f"{name}!{member}", f"{label}!{member}", content)
    except UnreadableFile as problem:
        yield FoundFile(name, problem=str(problem))
        return
    if empty:
        yield FoundFile(name, problem="压缩包里没有文件。")


def _member(name: str, label: str, content: bytes | UnreadableFile) -> Iterator[FoundFile]:
    if isinstance(content, UnreadableFile):
        yield FoundFile(name, problem=str(content))
    elif _is_zip(content):
        yield FoundFile(name, problem="压缩包里还有压缩包，未打开；请先解开里面这一层再试。")
    elif Path(name).suffix.lower() not in COMPANIONS:
        yield FoundFile(name, content, label=label)


def _is_folder(path: Path) -> bool:
    """Whether this is a folder; what may not even be asked is taken for a file, which then says why not."""
    try:
        return path.is_dir()
    except OSError:
        return False


def readable_name(path: Path) -> str:
    """The path as text. Names from Chinese Windows are often GBK, which databases and terminals refuse as it is."""
    name = os.fsencode(path)
    for encoding in ("utf-8", "gb18030"):
        try:
            return name.decode(encoding)
        except UnicodeDecodeError:
            continue
    return name.decode("utf-8", errors="replace")


def _is_zip(data: bytes) -> bool:
    try:
        return data.startswith(ZIP_BEGINNINGS) and media_type_of(data) == ZIP
    except UnreadableFile:
        return False


def _said(error: OSError, what: str) -> str:
    if isinstance(error, PermissionError):
        return f"没有读取这个{what}的权限；请调整权限或换一个用户运行。"
    if isinstance(error, FileNotFoundError):
        return f"找不到这个{what}；请检查路径。"
    return f"读取{what}时出错（{error.strerror or error}）；请检查磁盘后再试。"
