"""Pictures of a demo's sheet and pages: ``make_pictures.py DEMO_FOLDER IMAGES_FOLDER``; one PNG alone is made smaller.

Run through ``scripts/make_pictures``. HTML is drawn by QtWebKit, which QGIS 3 of Debian brings along; where it is
missing the pages are left out, with a sentence.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np
from qgis.PyQt.QtCore import QEventLoop, QRect, QSize, Qt, QTimer, QUrl
from qgis.PyQt.QtGui import QImage, QPainter
from qgis.PyQt.QtWidgets import QApplication

SHEET_WIDTH = 1400
PAGE_WIDTH = 1000
PAGES = {
    "report.png": ("kosou.reports/importparcels-2024_209988.html", 915),
    "findings.png": ("chousei.html", 921),
}
"""Picture → page of the demo, and how much of it is shown."""
PATIENCE_MS = 60_000


def save(image: QImage, path: Path) -> None:
    """Write a PNG of the picture's 256 commonest colours: a third of the size; flat maps and text lose nothing."""
    image = image.convertToFormat(QImage.Format.Format_RGB32)
    bits = image.constBits()
    bits.setsize(image.byteCount())
    pixels = np.frombuffer(bytes(bits), "<u4") & 0xFFFFFF
    colours, counts = np.unique(pixels, return_counts=True)
    bins, which = np.unique(colours & 0xF8F8F8, return_inverse=True)
    weights = np.bincount(which, counts)
    # Of each bin of near colours, the one that is used most stands for it.
    order = np.lexsort((counts, which))
    common = colours[order][np.searchsorted(which[order], np.arange(len(bins)), side="right") - 1]
    table = [0xFF000000 | int(colour) for colour in common[np.argsort(-weights, kind="stable")[:256]]]
    few = image.convertToFormat(
        QImage.Format.Format_Indexed8,
        table,
        Qt.ImageConversionFlag.ThresholdDither | Qt.ImageConversionFlag.AvoidDither,
    )
    if not few.save(str(path), "PNG", 0):
        raise SystemExit(f"{path} could not be written.")
    print(path)


def sheet(demo: Path, images: Path) -> None:
    """The A3 sheet, as wide as a page on the web."""
    image = QImage(str(demo / "zumen.png"))
    if image.isNull():
        raise SystemExit(f"{demo} has no zumen.png; scripts/demo makes it.")
    smooth = Qt.TransformationMode.SmoothTransformation
    save(image.scaledToWidth(SHEET_WIDTH, smooth), images / "sheet.png")


def page(source: Path, target: Path, height: int, web: Any) -> None:
    """The upper part of an HTML page."""
    view = web.QWebPage()
    loop = QEventLoop()
    view.loadFinished.connect(loop.quit)
    QTimer.singleShot(PATIENCE_MS, loop.quit)
    view.setViewportSize(QSize(PAGE_WIDTH, height))
    view.mainFrame().load(QUrl.fromLocalFile(str(source.resolve())))
    loop.exec_()
    frame = view.mainFrame()
    frame.setScrollBarPolicy(Qt.Orientation.Vertical, Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    image = QImage(PAGE_WIDTH, height, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    frame.render(painter)
    painter.setPen(Qt.GlobalColor.lightGray)
    painter.setBrush(Qt.BrushStyle.NoBrush)  # WebKit leaves its own
    painter.drawRect(QRect(0, 0, PAGE_WIDTH - 1, height - 1))
    painter.end()
    save(image, target)


def main() -> int:
    """Draw what can be drawn here; with one argument, only make that picture smaller."""
    if len(sys.argv) == 2:
        save(QImage(sys.argv[1]), Path(sys.argv[1]))
        return 0
    demo, images = Path(sys.argv[1]), Path(sys.argv[2])
    application = QApplication(sys.argv[:1])
    sheet(demo, images)
    try:
        from PyQt5 import QtWebKitWidgets
    except ImportError:
        print("QtWebKit is not here: the pictures of the HTML pages stay as they are.")
    else:
        for target, (source, height) in PAGES.items():
            page(demo / source, images / target, height, QtWebKitWidgets)
    application.quit()
    return 0


if __name__ == "__main__":
    sys.exit(main())
