"""Each format's reader on a real file of that format, made with a real program from one source letter."""

from __future__ import annotations

import difflib
import io
from pathlib import Path

import pytest

from replies.readers import ocr
from replies.readers.docx import read_docx
from replies.readers.numbering import format_number
from replies.readers.odt import read_odt
from replies.readers.ofd import read_ofd
from replies.readers.office import read_doc, read_rtf
from replies.readers.packages import Package, parse_xml
from replies.readers.pdf import read_pdf
from replies.readers.reading import UnreadableFile
from tests.conftest import IN_CI, at_desk, lacks

FILES = Path(__file__).parent / "files"
SOURCE = (FILES / "letter.txt").read_text(encoding="utf-8")


def recovered(text: str) -> float:
    """Share of the source's characters that a reading holds in order, white space aside (lines may wrap anew)."""
    wanted, got = "".join(SOURCE.split()), "".join(text.split())
    same = sum(block.size for block in difflib.SequenceMatcher(None, wanted, got, autojunk=False).get_matching_blocks())
    return same / max(len(wanted), len(got))


@pytest.mark.parametrize(
    ("name", "read", "reason"),
    [
        ("letter.docx", read_docx, "numbers, a text box, a table and tracked changes, saved by LibreOffice"),
        ("letter.odt", read_odt, "the same in OpenDocument"),
    ],
)
def test_word_processor_files_come_out_to_the_letter(name, read, reason):
    assert read((FILES / name).read_bytes()).text == SOURCE, reason


@pytest.mark.parametrize(
    ("name", "read", "reason"),
    [
        ("letter.pdf", read_pdf, "printed by Chromium, with Type 3 fonts"),
        ("letter.ofd", read_ofd, "laid out by ofdrw, with embedded positions"),
        ("letter.rtf", read_rtf, "saved by LibreOffice"),
    ],
)
def test_page_files_lose_no_character(name, read, reason):
    assert recovered(read((FILES / name).read_bytes()).text) >= 0.995, reason


def test_old_word_files_come_out_to_the_letter():
    try:
        text = read_doc((FILES / "letter.doc").read_bytes()).text
    except UnreadableFile as error:
        lacks("a program for .doc files", str(error))
    assert recovered(text) >= 0.995


def first_page() -> bytes:
    return (FILES / "scan.png").read_bytes()


def first_lines() -> bytes:
    from PIL import Image

    lines = io.BytesIO()
    Image.open(FILES / "scan.png").crop((0, 0, 1700, 600)).save(lines, "PNG")
    return lines.getvalue()


# A page takes seconds; at a desk its first lines are enough to wait for.
@pytest.mark.parametrize(
    ("picture", "ends_before"),
    at_desk([(first_lines, "您提出的")], in_ci=[(first_lines, "您提出的"), (first_page, "感谢您")]),
)
def test_pictures_are_recognised_and_marked(picture, ends_before):
    if not ocr.available():
        lacks("text recognition", "pip install -r requirements-ocr.txt")
    assert_recognised(ocr.read_image(picture(), "image/png"), SOURCE[: SOURCE.index(ends_before)])


@pytest.mark.skipif(not IN_CI, reason="recognising its pages takes a quarter of a minute")
def test_scanned_documents_are_recognised_and_marked():
    assert_recognised(read_pdf((FILES / "scan.pdf").read_bytes()), SOURCE)


def assert_recognised(reading, source):
    assert reading.recognised
    assert all(0.5 < page.confidence <= 1 for page in reading.pages)
    wanted, got = "".join(source.split()), "".join(reading.text.split())
    blocks = difflib.SequenceMatcher(None, wanted, got, autojunk=False).get_matching_blocks()
    assert sum(block.size for block in blocks) / len(wanted) >= 0.97


def test_pages_lie_end_to_end_over_the_text():
    reading = read_pdf((FILES / "letter.pdf").read_bytes())
    assert [page.number for page in reading.pages] == list(range(1, len(reading.pages) + 1))
    assert reading.pages[0].start == 0
    assert reading.pages[-1].end == len(reading.text)
    assert all(a.end == b.start for a, b in zip(reading.pages, reading.pages[1:], strict=False))


@pytest.mark.parametrize(
    ("data", "read", "said"),
    [
        (b"", read_docx, "损坏"),
        (b"PK\x03\x04 broken", read_docx, "损坏"),
        ((FILES / "letter.docx").read_bytes()[:3000], read_docx, "损坏"),
        ((FILES / "letter.odt").read_bytes(), read_docx, "不是 Word"),
        ((FILES / "letter.docx").read_bytes(), read_odt, "缺少"),
        ((FILES / "letter.docx").read_bytes(), read_ofd, "缺少"),
        (b"%PDF-1.7 nothing more", read_pdf, "损坏"),
        ((FILES / "letter.pdf").read_bytes()[:5000], read_pdf, "损坏"),
    ],
)
def test_broken_files_say_what_to_do(data, read, said):
    with pytest.raises(UnreadableFile, match=said):
        read(data)


@pytest.mark.parametrize(
    ("number", "style", "shown"),
    [
        (1, "chineseCounting", "一"),
        (10, "chineseCountingThousand", "十"),
        (21, "chineseCounting", "二十一"),
        (105, "chineseCounting", "一百〇五"),
        (3, "decimalEnclosedCircleChinese", "③"),
        (21, "decimalEnclosedCircle", "21"),
        (4, "upperRoman", "IV"),
        (28, "lowerLetter", "bb"),
        (2, "ideographTraditional", "乙"),
        (7, "decimalZero", "07"),
        (7, "bullet", ""),
        (7, "aFormatOfTheFuture", "7"),
    ],
)
def test_automatic_numbers(number, style, shown):
    assert format_number(number, style) == shown


def test_entities_are_refused_not_expanded():
    bomb = b'<!DOCTYPE a [<!ENTITY x "ha"><!ENTITY y "&x;&x;&x;">]><a>&y;</a>'
    with pytest.raises(UnreadableFile, match="实体"):
        parse_xml(bomb)


def test_external_entities_are_not_fetched(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("秘密", encoding="utf-8")
    with pytest.raises(UnreadableFile, match="实体"):
        parse_xml(f'<!DOCTYPE a [<!ENTITY x SYSTEM "file://{secret}">]><a>&x;</a>'.encode())


def test_a_package_that_unpacks_beyond_its_ratio_is_not_opened(tmp_path):
    import io
    import zipfile

    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/document.xml", b"0" * (20 << 20))
    with pytest.raises(UnreadableFile, match="压缩比"):
        Package(target.getvalue())
