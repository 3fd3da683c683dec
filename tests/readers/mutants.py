"""Spoiled files: from real files of every format, by a seed, so that the n-th mutant is the same on every machine."""

from __future__ import annotations

import io
import random
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

FILES = Path(__file__).parent / "files"
LONGEST = 2 << 20  # bytes of a mutant: what is merely long is tested elsewhere
_LETTER = (FILES / "letter.txt").read_text(encoding="utf-8")
_PAGE = (
    '<!DOCTYPE html><html><head><meta charset="{}"><title>答复</title><style>p{{color:red}}</style></head><body>'
    '<div class="top"><a href="/">首页</a></div><table><tr><td>文号</td><td>西民函〔2023〕73号</td></tr></table>'
    "<div>{}</div><script>alert(1)</script></body></html>"
)
WORDS = (
    *(b"\0", b"\0" * 64, b"\xff" * 16, b"\r\n", b"<", b"]]>", b"&#0;", b"&x;", b"<!--", b"../../", b"%PDF-1.7\n"),
    *(b"PK\x03\x04", b"PK\x05\x06", b"PK\x01\x02", b"{\\rtf1", b"\xd0\xcf\x11\xe0", b"<html>", b"<script>", b"\x89PNG"),
    *(
        b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        b"endobj",
        b"stream\n",
        b"1e999",
        b"-1",
        b"\xed\xa0\x80",
    ),
    *("\u202e".encode(), "\ufeff".encode(), "〔".encode(), "委员".encode("gb18030"), b"{" * 300, b"<p>" * 300),
)
NAMES = ("../../../evil.txt", "/tmp/evil.txt", "a\0b", "\u202etxt.exe", "C:\\evil.txt", "", ".", "x" * 3000, "word/")


def originals() -> dict[str, bytes]:
    """Real files of every format, by name; text and pages in several encodings, and zips of letters."""
    kept = {
        path.name: path.read_bytes() for path in sorted(FILES.iterdir()) if path.name.startswith(("letter", "scan"))
    }
    kept |= {f"{code}.txt": _LETTER.encode(code) for code in ("gb18030", "utf-16")}
    kept["big5.txt"] = _LETTER.encode("big5hkscs", errors="ignore")
    paragraphs = "".join(f"<p>{line}</p>\n" for line in _LETTER.splitlines())
    kept |= {f"{code}.html": _PAGE.format(code, paragraphs).encode(code) for code in ("utf-8", "gb18030")}
    kept["letters.zip"] = _packed({"一/甲.txt": _LETTER.encode(), "乙.docx": kept["letter.docx"]})
    return kept | _pictures(kept["scan.png"])


def _pictures(scan: bytes) -> dict[str, bytes]:
    """The scan in formats whose decoders go on after an error, where this machine can write them."""
    try:
        from PIL import Image
    except ImportError:
        return {}
    picture, made = Image.open(io.BytesIO(scan)).convert("RGB").resize((600, 800)), {}
    for form, options in {"jpeg": {"quality": 60}, "tiff": {"compression": "tiff_lzw"}, "gif": {}, "webp": {}}.items():
        buffer = io.BytesIO()
        picture.save(buffer, form, **options)
        made[f"scan.{form}"] = buffer.getvalue()
    return made


def mutants(name: str, files: Mapping[str, bytes], count: int, seed: int) -> Iterator[bytes]:
    """So many spoiled copies of one of these files; parts of the others may get into it."""
    for number in range(count):
        chance = random.Random(f"{name} {seed} {number}")
        data = files[name]
        if data.startswith(b"PK") and chance.random() < 0.7:
            data = _with_spoiled_members(data, files, chance)
        if not data.startswith(b"PK") or chance.random() < 0.5:
            data = _spoiled(data, files, chance)
        yield data[:LONGEST]


def _spoiled(data: bytes, files: Mapping[str, bytes], chance: random.Random) -> bytes:
    for _ in range(chance.choice((1, 1, 1, 2, 3, 8))):
        if chance.random() < 0.15:
            data = _spliced(data, files[chance.choice(sorted(files))], chance)
        else:
            data = chance.choice(WAYS)(bytearray(data), chance)
    return data


def _place(data: bytes | bytearray, chance: random.Random) -> int:
    """Somewhere; often near an end, where formats keep what the rest hangs on."""
    near = min(len(data), 600)
    kind = chance.random()
    if kind < 0.3:
        return chance.randint(0, near)
    return len(data) - chance.randint(0, near) if kind < 0.5 else chance.randint(0, len(data))


def _flipped(data: bytearray, chance: random.Random) -> bytes:
    for _ in range(chance.choice((1, 2, 8, 64))):
        if data:
            data[_place(data, chance) - 1] ^= 1 << chance.randrange(8)
    return bytes(data)


def _overwritten(data: bytearray, chance: random.Random) -> bytes:
    """A number of some width set to an extreme: sizes, offsets and counts are such numbers."""
    start, width = _place(data, chance), chance.choice((1, 2, 4, 8))
    value = chance.choice((0, 1, (1 << 8 * width) - 1, (1 << 8 * width - 1) - 1, 1 << 8 * width - 1, len(data)))
    data[start : start + width] = (value % (1 << 8 * width)).to_bytes(width, chance.choice(("little", "big")))
    return bytes(data)


def _renumbered(data: bytearray, chance: random.Random) -> bytes:
    """A number that is written out in digits set to another."""
    numbers = list(re.finditer(rb"\d{1,12}", data[:200_000]))
    if not numbers:
        return bytes(data)
    found = chance.choice(numbers)
    other = chance.choice((b"0", b"-1", b"65536", b"2147483648", b"99999999999999999999", b"1e400", b"9" * 5000))
    return bytes(data[: found.start()] + other + data[found.end() :])


def _truncated(data: bytearray, chance: random.Random) -> bytes:
    return bytes(data[: _place(data, chance)])


def _cut(data: bytearray, chance: random.Random) -> bytes:
    start = _place(data, chance)
    del data[start : start + chance.choice((1, 2, 16, 400, 5000))]
    return bytes(data)


def _inserted(data: bytearray, chance: random.Random) -> bytes:
    at = _place(data, chance)
    data[at:at] = chance.choice(WORDS) if chance.random() < 0.7 else chance.randbytes(chance.choice((1, 7, 300)))
    return bytes(data)


def _repeated(data: bytearray, chance: random.Random) -> bytes:
    """A run many times over: nested elements, endless lists, a page that stands a hundred times in its book."""
    start = _place(data, chance)
    run = bytes(data[start : start + chance.choice((3, 20, 200, 3000))])
    data[start:start] = run * min(chance.choice((2, 30, 1000)), 300_000 // max(1, len(run)))
    return bytes(data)


def _exchanged(data: bytearray, chance: random.Random) -> bytes:
    first, second, third = sorted(_place(data, chance) for _ in range(3))
    return bytes(data[:first] + data[second:third] + data[first:second] + data[third:])


WAYS: tuple[Callable[[bytearray, random.Random], bytes], ...] = (
    *(_flipped, _overwritten, _renumbered, _truncated, _cut, _inserted, _repeated, _exchanged),
)


def _spliced(data: bytes, other: bytes, chance: random.Random) -> bytes:
    """The beginning of one and the end of another, or one within the other."""
    at, begins = _place(data, chance), _place(other, chance)
    return data[:at] + other[begins:] + (data[at:] if chance.random() < 0.3 else b"")


# --- packages --------------------------------------------------------------------------------------------------------


def _with_spoiled_members(data: bytes, files: Mapping[str, bytes], chance: random.Random) -> bytes:
    """The package anew, sound as a zip, with spoiled files in it: else checksums would keep the spoiling out."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        members = {name: package.read(name) for name in package.namelist() if not name.endswith("/")}
    for _ in range(chance.choice((1, 1, 2, 4))):
        name, other = chance.choice(sorted(members)), chance.choice(sorted(members))
        match chance.randrange(5):
            case 0:
                members[name], members[other] = members[other], members[name]
            case 1:
                members[chance.choice(NAMES)] = members[name] if chance.random() < 0.5 else members.pop(name)
            case 2 if len(members) > 1:
                del members[name]
            case _:
                members[name] = _spoiled(members[name], files, chance)[: LONGEST // 4]
        if not members:
            break
    return _packed(members, chance)


def _packed(members: Mapping[str, bytes], chance: random.Random | None = None) -> bytes:
    buffer = io.BytesIO()
    methods = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)
    with zipfile.ZipFile(buffer, "w") as package:
        for name, data in members.items():
            info = zipfile.ZipInfo("x")
            info.filename = name  # the constructor would cut it at a NUL
            method = chance.choice(methods) if chance and chance.random() < 0.2 else zipfile.ZIP_DEFLATED
            package.writestr(info, data, compress_type=method)
    return buffer.getvalue()
