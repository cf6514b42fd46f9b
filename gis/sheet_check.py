"""Looks at what was exported: one page, the right size, not blank."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
from qgis.core import QgsLayoutExporter
from qgis.PyQt.QtGui import QImage

from ..core.errors import KosozuError

_POINT_MM = 25.4 / 72
_PREVIEW_DPI = 30
_LEAST_COLOURS = 12
_LEAST_INK = 0.004


def check_pdf(path: str, width: float, height: float, exporter: QgsLayoutExporter) -> None:
    """One page of the size in millimetres, with fonts inside; and the same page drawn small is not blank."""
    content = Path(path).read_bytes()
    if not content.startswith(b"%PDF-") or b"%%EOF" not in content[-1024:]:
        raise KosozuError("GIS-CHECK", detail="no PDF")
    pages = len(re.findall(rb"/Type\s*/Page(?![a-zA-Z])", content))
    if pages != 1:
        raise KosozuError("GIS-CHECK", detail=f"{pages} pages")
    box = re.search(rb"/MediaBox\s*\[\s*0\s+0\s+([0-9.]+)\s+([0-9.]+)\s*\]", content)
    size = [float(part) * _POINT_MM for part in box.groups()] if box else [0.0, 0.0]
    if abs(size[0] - width) > 1.0 or abs(size[1] - height) > 1.0:
        raise KosozuError("GIS-CHECK", detail=f"{size[0]:.0f} × {size[1]:.0f} mm")
    if b"/FontFile" not in content:
        raise KosozuError("GIS-CHECK", detail="no text")
    _not_blank(exporter.renderPageToImage(0, dpi=_PREVIEW_DPI))


def check_picture(path: str, width: float, height: float, dpi: int) -> None:
    """A picture that opens, of the size in millimetres at ``dpi``, and is not blank."""
    image = QImage(path)
    if image.isNull():
        raise KosozuError("GIS-CHECK", detail="no picture")
    expected = (width / 25.4 * dpi, height / 25.4 * dpi)
    if abs(image.width() - expected[0]) > 2 or abs(image.height() - expected[1]) > 2:
        raise KosozuError("GIS-CHECK", detail=f"{image.width()} × {image.height()} px")
    _not_blank(image)


def _not_blank(image: QImage) -> None:
    pixels = _pixels(image)
    ink = float((pixels != 0xFFFFFF).mean())
    colours = len(np.unique(pixels))
    if ink < _LEAST_INK or colours < _LEAST_COLOURS:
        raise KosozuError("GIS-CHECK", detail=f"blank: {ink:.4f}, {colours}")


def _pixels(image: QImage) -> np.ndarray:
    """The picture as (height, width) of 0xRRGGBB."""
    plain = image.convertToFormat(QImage.Format.Format_RGB32)
    bits = plain.constBits()
    bits.setsize(plain.sizeInBytes())
    words = np.frombuffer(bits, dtype=np.uint32).reshape(plain.height(), plain.bytesPerLine() // 4)
    return words[:, : plain.width()] & 0xFFFFFF
