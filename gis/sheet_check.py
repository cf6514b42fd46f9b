"""Looks at what was written: opened again, its pages and sizes, its fonts, its text, and that it is not blank."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

import numpy as np
from qgis.PyQt.QtGui import QImage

from ..core.errors import KosozuError
from .pdf_read import read_pdf
from .sheet_pdf import folded

_LEAST_COLOURS = 12
_LEAST_INK = 0.004
_LEAST_SIGNS = 30
"""Fills, strokes and characters of the emptiest page that there can be."""
_LEAST_FOUND = 0.98
"""Share of the drawn characters that a reader has to get back: some lie beyond Qt's tables (𠮷)."""


def check_pdf(path: str, sizes: Sequence[tuple[float, float]], drawn: Sequence[str]) -> None:
    """Pages of these sizes in mm, fonts inside, something painted on each, no empty glyph, the drawn texts readable."""
    try:
        found = read_pdf(path)
    except (OSError, ValueError) as error:
        raise KosozuError("GIS-CHECK", detail=str(error)) from error
    if len(found.pages) != len(sizes):
        raise KosozuError("GIS-CHECK", detail=f"{len(found.pages)} / {len(sizes)} pages")
    if not found.fonts or found.not_embedded:
        raise KosozuError("GIS-CHECK", detail="fonts: " + (", ".join(found.not_embedded) or "0"))
    for number, (page, (width, height)) in enumerate(zip(found.pages, sizes), 1):
        if abs(page.width - width) > 1.0 or abs(page.height - height) > 1.0:
            raise KosozuError("GIS-CHECK", detail=f"p. {number}: {page.width:.0f} × {page.height:.0f} mm")
        if not page.painted or page.painted + len(page.text) < _LEAST_SIGNS:
            raise KosozuError("GIS-CHECK", detail=f"p. {number}: blank ({page.painted})")
        if page.missing:
            raise KosozuError("GIS-CHECK", detail=f"p. {number}: {page.missing} glyphs")
    _check_text("".join(page.text for page in found.pages), drawn)


def _check_text(text: str, drawn: Sequence[str]) -> None:
    """The 漢字 and kana that were drawn come back from the file, as often as they were drawn or more.

    Latin letters and digits are left out: fonts draw some with glyphs that stand for no character.
    """
    wanted, got = _counts("".join(drawn)), _counts(text)
    whole = sum(wanted.values())
    lost = sum(max(number - got.get(sign, 0), 0) for sign, number in wanted.items())
    if whole and lost > whole * (1.0 - _LEAST_FOUND):
        signs = "".join(sign for sign, number in wanted.items() if got.get(sign, 0) < number)[:20]
        raise KosozuError("GIS-CHECK", detail=f"text: {lost} / {whole} ({signs})")


def _counts(text: str) -> dict[str, int]:
    counts: dict[str, int] = {}
    for sign in unicodedata.normalize("NFKC", folded(text)):
        if unicodedata.category(sign) == "Lo":
            counts[sign] = counts.get(sign, 0) + 1
    return counts


def check_picture(path: str, width: float, height: float, dpi: int) -> None:
    """A picture that opens, of the size in millimetres at ``dpi``, and is not blank."""
    image = QImage(path)
    if image.isNull():
        raise KosozuError("GIS-CHECK", detail="no picture")
    expected = (width / 25.4 * dpi, height / 25.4 * dpi)
    if abs(image.width() - expected[0]) > 2 or abs(image.height() - expected[1]) > 2:
        raise KosozuError("GIS-CHECK", detail=f"{image.width()} × {image.height()} px")
    not_blank(image)


def not_blank(image: QImage) -> None:
    """Raise GIS-CHECK for a picture with next to no ink or colours."""
    pixels = pixels_of(image)
    ink = float((pixels != 0xFFFFFF).mean())
    colours = len(np.unique(pixels))
    if ink < _LEAST_INK or colours < _LEAST_COLOURS:
        raise KosozuError("GIS-CHECK", detail=f"blank: {ink:.4f}, {colours}")


def pixels_of(image: QImage) -> np.ndarray:
    """The picture as (height, width) of 0xRRGGBB."""
    plain = image.convertToFormat(QImage.Format.Format_RGB32)
    bits = plain.constBits()
    bits.setsize(plain.sizeInBytes())
    words = np.frombuffer(bits, dtype=np.uint32).reshape(plain.height(), plain.bytesPerLine() // 4)
    return words[:, : plain.width()] & 0xFFFFFF
