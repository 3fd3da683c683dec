"""Old Word and WPS files (.doc, .wps, .rtf) -> text, by a program of the machine.

LibreOffice turns them into .docx, which keeps numbers, text boxes and tracked changes apart; its own export to plain
text mixes deleted text in and loses text boxes. Without LibreOffice, antiword reads .doc and striprtf reads .rtf.
Programs are called without a shell, in a folder of their own that is removed, with a time limit.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from dataclasses import replace
from pathlib import Path

from striprtf.striprtf import rtf_to_text

from replies.readers.docx import read_docx
from replies.readers.reading import Reading, UnreadableFile

DOC, RTF = "application/msword", "application/rtf"
SECONDS = 120


def read_doc(data: bytes) -> Reading:
    """Text of a .doc or .wps file. Raises `UnreadableFile`, also when this machine has no program for it."""
    if office := _libreoffice():
        return replace(read_docx(_as_docx(office, data, "letter.doc")), media_type=DOC)
    antiword = shutil.which("antiword")
    if antiword is None:
        raise UnreadableFile(
            "本机没有 LibreOffice 或 antiword，无法读取 .doc/.wps；请安装其一，或另存为 .docx 后再上传。"
        )
    with tempfile.TemporaryDirectory(prefix="fuwenku-doc-") as folder:
        source = Path(folder) / "letter.doc"
        source.write_bytes(data)
        text = _run([antiword, "-m", "UTF-8.txt", "-w", "0", str(source)], Path(folder))
    return _reading(text.decode("utf-8", errors="replace"), DOC)


def read_rtf(data: bytes) -> Reading:
    """Text of an .rtf file. Raises `UnreadableFile`."""
    if office := _libreoffice():
        return replace(read_docx(_as_docx(office, data, "letter.rtf")), media_type=RTF)
    try:
        text = rtf_to_text(data.decode("latin-1"), errors="replace")
    except Exception as error:  # striprtf promises nothing about files that are not sound
        raise UnreadableFile("RTF 文件已损坏，无法读取；请用 Word 或 WPS 另存为 .docx 后再上传。") from error
    return _reading(text, RTF)


def _libreoffice() -> str | None:
    return shutil.which("soffice") or shutil.which("libreoffice")


def _as_docx(program: str, data: bytes, name: str) -> bytes:
    with tempfile.TemporaryDirectory(prefix="fuwenku-office-") as made:
        folder = Path(made)
        (folder / name).write_bytes(data)
        profile = f"-env:UserInstallation=file://{folder / 'profile'}"
        _run(
            [program, profile, "--headless", "--norestore", "--convert-to", "docx", "--outdir", str(folder / "out"),
             str(folder / name)],
            folder,
        )  # fmt: skip
        converted = folder / "out" / "letter.docx"
        if not converted.exists():
            raise UnreadableFile("这份 Word/WPS 文件无法转换，可能已损坏；请另存为 .docx 后再上传。")
        return converted.read_bytes()


def _run(command: list[str], folder: Path) -> bytes:
    environment = {"PATH": os.environ.get("PATH", ""), "HOME": str(folder), "LANG": "C.UTF-8"}
    try:
        done = subprocess.run(  # noqa: S603 - a program of the machine on a file that we named
            command, capture_output=True, timeout=SECONDS, check=False, env=environment, stdin=subprocess.DEVNULL
        )
    except subprocess.TimeoutExpired as error:
        raise UnreadableFile(f"转换文件超过 {SECONDS} 秒，已停止；请另存为 .docx 后再上传。") from error
    if done.returncode != 0:
        raise UnreadableFile("这份 Word/WPS 文件无法转换，可能已损坏；请另存为 .docx 后再上传。")
    return done.stdout


def _reading(text: str, media_type: str) -> Reading:
    if not text.strip():
        raise UnreadableFile("文件里没有读出文字，可能已损坏；请另存为 .docx 或 PDF 后再上传。")
    return Reading(text.strip("\n") + "\n", media_type)
