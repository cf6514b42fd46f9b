"""Writes sheets: pages into one PDF, or pictures; beside the place first, checked, and only then put there."""

from __future__ import annotations

import datetime
import os
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from qgis.core import Qgis, QgsLayoutExporter, QgsLayoutRenderContext, QgsPrintLayout
from qgis.PyQt.QtCore import QMarginsF, QSizeF
from qgis.PyQt.QtGui import QPageSize, QPainter, QPdfWriter

from ..core.errors import KosozuError
from ..core.progress import Progress, check
from .sheet_check import check_pdf, check_picture
from .sheet_pdf import mend_text
from .sheet_pdf_info import set_info
from .sheet_raster import DPI
from .words import version

Release = Callable[[dict[str, str], list[str]], None]
"""Looks at files (name that they will have → where they lie) with the texts drawn on them; raises what it finds."""


@dataclass
class Texts:
    """What was drawn: around the map ``certain``, on it ``possible``, since labels that meet may leave one out."""

    certain: list[str] = field(default_factory=list)
    possible: list[str] = field(default_factory=list)

    @property
    def all(self) -> list[str]:
        """Every text that may stand on the sheet."""
        return [*self.certain, *self.possible]


class Book:
    """A PDF that grows page by page; layouts may be dropped as soon as their pages are in it."""

    def __init__(self, path: str) -> None:
        self.sizes: list[tuple[float, float]] = []
        self._writer = QPdfWriter(path)
        self._writer.setResolution(DPI)
        self._painter: QPainter | None = None

    def add(self, layout: QgsPrintLayout, progress: Progress) -> None:
        """Draw every page of a layout."""
        prepare(layout)
        exporter = QgsLayoutExporter(layout)
        for number, page in enumerate(layout.pageCollection().pages()):
            check(progress)
            size = page.pageSize()
            self._new_page(size.width(), size.height())
            exporter.renderPage(self._painter, number)
            self.sizes.append((size.width(), size.height()))

    def _new_page(self, width: float, height: float) -> None:
        unit, match = QPageSize.Unit.Millimeter, QPageSize.SizeMatchPolicy.ExactMatch
        self._writer.setPageSize(QPageSize(QSizeF(width, height), unit, "", match))
        self._writer.setPageMargins(QMarginsF(0, 0, 0, 0))
        if self._painter is None:
            self._painter = QPainter()
            if not self._painter.begin(self._writer):
                raise OSError("PDF")
        else:
            self._writer.newPage()

    def close(self) -> None:
        """End the file."""
        if self._painter is not None:
            self._painter.end()
            self._painter = None


def prepare(layout: QgsPrintLayout) -> None:
    """What a layout has to be told before it is drawn into a file: dots an inch, vectors, no selection."""
    context = layout.renderContext()
    flags = QgsLayoutRenderContext.Flag
    context.setDpi(DPI)
    for flag in (flags.FlagForceVectorOutput, flags.FlagAntialiasing, flags.FlagUseAdvancedEffects):
        context.setFlag(flag, True)
    context.setFlag(flags.FlagDrawSelection, False)


def _bind(layouts: Iterable[QgsPrintLayout], path: str, progress: Progress) -> list[tuple[float, float]]:
    """The pages of many layouts in one file; sizes in mm."""
    book = Book(path)
    try:
        for layout in layouts:
            book.add(layout, progress)
    finally:
        book.close()
    return book.sizes


def _export(layout: QgsPrintLayout, path: str, output: str) -> list[tuple[float, float]]:
    """The pages of one layout by QGIS's own exporter, during which other threads run: Qt's end of a file takes seconds.

    (PyQt holds Python's lock while Qt packs a page; QGIS's bindings let go of it.)
    """
    settings = QgsLayoutExporter.PdfExportSettings()
    settings.dpi = DPI
    settings.textRenderFormat = Qgis.TextRenderFormat.AlwaysText
    settings.appendGeoreference = False
    settings.writeGeoPdf = False
    settings.exportMetadata = False
    settings.forceVectorOutput = True
    settings.simplifyGeometries = False
    exporter = QgsLayoutExporter(layout)
    if exporter.exportToPdf(path, settings) != QgsLayoutExporter.ExportResult.Success:
        raise KosozuError("GIS-EXPORT", output=output, detail=exporter.errorMessage())
    sizes = [page.pageSize() for page in layout.pageCollection().pages()]
    return [(size.width(), size.height()) for size in sizes]


def write_pdf(
    output: str,
    layouts: QgsPrintLayout | Iterable[QgsPrintLayout],
    info: dict[str, Any],
    day: datetime.date,
    texts: Texts,
    *,
    family: str,
    release: Release | None = None,
    progress: Progress,
) -> int:
    """Write one layout, or several one after the other, as pages of one PDF; returns how many pages.

    ``layouts`` may be a generator that makes one while the last is dropped; ``texts`` fills while it runs and is drawn
    in ``family``.
    """
    with _Staged(output) as staged:
        if isinstance(layouts, QgsPrintLayout):
            sizes = _export(layouts, staged.path, output)
        else:
            sizes = _bind(layouts, staged.path, progress)
        mend_text(staged.path, texts.all, family)
        office = str(info.get("jurisdiction_name") or "")
        title = str(info.get("title") or "")
        try:
            set_info(staged.path, title=title, author=office, creator=f"Kosozu {version()}", day=day)
        except ValueError as error:
            raise KosozuError("GIS-CHECK", detail=str(error)) from error
        check_pdf(staged.path, sizes, texts.certain)
        if release is not None:
            release({output: staged.path}, texts.all)
        staged.keep(output)
    return len(sizes)


def write_pictures(
    output: str,
    layout: QgsPrintLayout,
    texts: Texts,
    *,
    dpi: int,
    release: Release | None = None,
    progress: Progress,
) -> int:
    """Write a layout's pages as PNG: ``x.png``, then ``x-2.png`` …; returns how many."""
    prepare(layout)
    layout.renderContext().setDpi(dpi)
    exporter = QgsLayoutExporter(layout)
    pages = layout.pageCollection().pages()
    targets = [output, *(_numbered(output, number) for number in range(2, len(pages) + 1))]
    staged: list[_Staged] = []
    try:
        for number, (page, target) in enumerate(zip(pages, targets)):
            check(progress)
            place = _Staged(target).__enter__()
            staged.append(place)
            size = page.pageSize()
            image = exporter.renderPageToImage(number, dpi=dpi)
            if not image.save(place.path, "PNG"):
                raise KosozuError("GIS-WRITE", output=target, detail="PNG")
            check_picture(place.path, size.width(), size.height(), dpi)
        if release is not None:
            release({place.output: place.path for place in staged}, texts.all)
        for place, target in zip(staged, targets):
            place.keep(target)
    finally:
        for place in staged:
            place.__exit__()
    return len(pages)


def _numbered(output: str, number: int) -> str:
    path = Path(output)
    return str(path.with_name(f"{path.stem}-{number}{path.suffix}"))


class _Staged:
    """A file beside its place, under a name of its own; gone at the end unless it was kept."""

    def __init__(self, output: str) -> None:
        self.output, self.path = output, ""

    def __enter__(self) -> _Staged:
        target = Path(self.output)
        try:
            handle, self.path = tempfile.mkstemp(
                prefix=".kosozu-", suffix=target.suffix.lower(), dir=str(target.parent)
            )
        except OSError as error:
            raise KosozuError("GIS-WRITE", output=self.output, detail=error.strerror or "") from error
        os.close(handle)
        return self

    def keep(self, output: str) -> None:
        """Give the file its name."""
        try:
            os.chmod(self.path, 0o666 & ~_umask())
            os.replace(self.path, output)
        except OSError as error:
            raise KosozuError("GIS-WRITE", output=output, detail=error.strerror or "") from error

    def __exit__(self, *_: object) -> None:
        if self.path and os.path.exists(self.path):
            os.unlink(self.path)


def _umask() -> int:
    current = os.umask(0o022)
    os.umask(current)
    return current
