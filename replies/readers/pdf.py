"""PDF files -> text, by PDFium: the text they hold, page by page; pages that are only pictures go to recognition."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pypdfium2

from replies.readers.ocr import recognise
from replies.readers.reading import Page, Reading, UnreadableFile

MEDIA_TYPE = "application/pdf"
MAX_PAGES = 300
SCAN_DPI = 200
MAX_SIDE = 4_000  # pixels; a page declared kilometres wide must not become a kilometre of memory


def read_pdf(data: bytes) -> Reading:
    """Text of a PDF with its pages' places in it. Raises `UnreadableFile`.

    A page without text is recognised when the optional recognition is installed; the reading is then marked.
    """
    with _document(data) as document:
        if len(document) > MAX_PAGES:
            raise UnreadableFile(f"PDF 有 {len(document)} 页，超过上限 {MAX_PAGES} 页；请拆分后再上传。")
        pieces: list[str] = []
        pages: list[Page] = []
        at = 0
        for number, page in enumerate(document, start=1):
            text, confidence = _text_of(page), None
            if not text.strip():
                text, confidence = recognise(_picture(page)) if _has_picture(page) else ("", None)
            piece = text.strip("\n") + "\n"
            pages.append(Page(number, at, at + len(piece), confidence))
            pieces.append(piece)
            at += len(piece)
    text = "".join(pieces)
    if not text.strip():
        raise UnreadableFile("这份 PDF 里没有文字，也没有可识别的图像；请上传原文件。")
    return Reading(text, MEDIA_TYPE, pages=tuple(pages), recognised=any(page.confidence is not None for page in pages))


@contextmanager
def _document(data: bytes) -> Iterator[pypdfium2.PdfDocument]:
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise UnreadableFile("PDF 有密码保护，无法读取；请取消密码后再上传。") from error
        raise UnreadableFile("PDF 已损坏，无法打开；请重新导出或下载后再上传。") from error
    try:
        yield document
    except pypdfium2.PdfiumError as error:
        raise UnreadableFile("PDF 中有损坏的页面，无法读取；请重新导出或下载后再上传。") from error
    finally:
        document.close()


def _text_of(page: pypdfium2.PdfPage) -> str:
    text_page = page.get_textpage()
    try:
        text = text_page.get_text_bounded()
    finally:
        text_page.close()
    # PDFium writes CRLF between lines, U+FFFE for a hyphen at a line's end, and NUL for glyphs without a character.
    return (
        text.replace("\r\n", "\n").replace("\r", "\n").replace("\ufffe\n", "").replace("\ufffe", "-").replace("\0", "")
    )


def _has_picture(page: pypdfium2.PdfPage) -> bool:
    return any(True for _ in page.get_objects(filter=[3], max_depth=4))  # 3: FPDF_PAGEOBJ_IMAGE


def _picture(page: pypdfium2.PdfPage) -> bytes:
    width, height = page.get_size()
    scale = min(SCAN_DPI / 72, MAX_SIDE / max(width, height, 1))
    import io  # noqa: PLC0415 - only for scans

    target = io.BytesIO()
    page.render(scale=scale).to_pil().save(target, "PNG")
    return target.getvalue()
