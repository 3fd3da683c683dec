"""Pictures of text -> text, by RapidOCR (the optional part `[ocr]`: its models come inside the wheel)."""

from __future__ import annotations

import functools
import importlib.util
from typing import Any

from replies.readers.reading import Page, Reading, UnreadableFile

MAX_PIXELS = 60_000_000
_SAME_LINE = 0.6  # of a line's height


def available() -> bool:
    """Whether this machine can recognise text in pictures."""
    return importlib.util.find_spec("rapidocr") is not None


def read_image(data: bytes, media_type: str) -> Reading:
    """Text of a picture (PNG, JPEG, TIFF, BMP, GIF, WebP), marked as recognised. Raises `UnreadableFile`."""
    text, confidence = recognise(data)
    if not text.strip():
        raise UnreadableFile("图像中没有识别出文字；请上传更清晰的扫描件或原文件。")
    return Reading(text, media_type, pages=(Page(1, 0, len(text), confidence),), recognised=True)


def recognise(picture: bytes) -> tuple[str, float]:
    """Lines of text in one picture, top to bottom, and their mean confidence (0 to 1). Raises `UnreadableFile`."""
    if not available():
        raise UnreadableFile("这是扫描件，需要文字识别；请安装可选部分：pip install -r requirements-ocr.txt。")
    result = _engine()(_checked(picture))
    if result.txts is None:
        return "", 0.0
    pieces = [
        (min(point[1] for point in box), min(point[0] for point in box), max(point[1] for point in box), text)
        for box, text in zip(result.boxes.tolist(), result.txts, strict=True)
    ]
    return "\n".join(_lines(pieces)) + "\n", sum(result.scores) / len(result.scores)


def _lines(pieces: list[tuple[float, float, float, str]]) -> list[str]:
    rows: list[list[tuple[float, float, float, str]]] = []
    for piece in sorted(pieces):
        top, _, bottom, _ = piece
        if rows and abs(top - rows[-1][0][0]) <= _SAME_LINE * (bottom - top):
            rows[-1].append(piece)
        else:
            rows.append([piece])
    return [" ".join(text for _, _, _, text in sorted(row, key=lambda piece: piece[1])) for row in rows]


def _checked(picture: bytes) -> Any:
    import io  # noqa: PLC0415 - only where recognition is installed

    import numpy as np  # noqa: PLC0415
    from PIL import Image  # noqa: PLC0415

    try:
        image = Image.open(io.BytesIO(picture))
        if image.width * image.height > MAX_PIXELS:
            raise UnreadableFile("图像过大；请以 200–300 DPI 重新扫描后再上传。")
        return np.asarray(image.convert("RGB"))[:, :, ::-1]
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise UnreadableFile("图像已损坏或格式不受支持；请另存为 PNG 或 JPEG 后再上传。") from error


@functools.cache
def _engine() -> Any:
    from rapidocr import RapidOCR  # noqa: PLC0415

    return RapidOCR(params={"Global.log_level": "error"})
