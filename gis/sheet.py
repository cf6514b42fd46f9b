"""One map sheet of a plan as PDF or PNG: read, laid out, checked for glyphs, exported, looked at, put in place."""

from __future__ import annotations

import datetime
import os
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from qgis.core import (
    Qgis,
    QgsLayoutExporter,
    QgsLayoutItemMap,
    QgsLayoutItemScaleBar,
    QgsPrintLayout,
    QgsProject,
    QgsProjectMetadata,
    QgsRectangle,
    QgsScaleBarSettings,
    QgsUnitTypes,
)
from qgis.PyQt.QtGui import QColor
from qgis.PyQt.QtWidgets import QGraphicsScene

from ..core.errors import KosozuError
from ..core.jobs.release import require_clean
from ..core.plan import PlanFile
from ..core.progress import SILENT, Progress, check
from ..core.reports.editions import require
from .sheet_background import Background, read_background
from .sheet_check import check_pdf, check_picture
from .sheet_data import SheetData, read_sheet
from .sheet_frame import MAP, Frame
from .sheet_layers import MapLayers
from .sheet_page import INK, Page
from .sheet_pdf import fold_radicals
from .sheet_text import font, japanese_font, require_glyphs

A3 = (420.0, 297.0)
SHEETS = {"A3": 1.0, "A2": 2**0.5, "A1": 2.0, "A0": 2 * 2**0.5}
"""Size against A3, landscape."""

_STEPS = (1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0)
_EDGE_MM = 1.0


def print_sheet(
    plan_path: str,
    output: str,
    *,
    sheet: str = "A3",
    edition: str = "public",
    background: Sequence[str] = (),
    day: datetime.date | None = None,
    font_family: str = "",
    dpi: int = 200,
    progress: Progress = SILENT,
) -> str:
    """Print one landscape sheet of a plan to ``output`` (.pdf or .png) and return that path.

    ``background`` names local vector files (``PATH|layername=X`` too); without any, ``<plan>.background.gpkg``
    beside the plan is taken where there is one. The plan is only read. Nothing appears at ``output`` unless the
    sheet passed its checks.
    """
    require(edition)
    kind = Path(output).suffix.lower()
    if kind not in (".pdf", ".png"):
        raise KosozuError("GIS-OUTPUT-KIND", output=output)
    if sheet not in SHEETS:
        raise KosozuError("GIS-SHEET", sheet=sheet, allowed=", ".join(SHEETS))
    family = japanese_font(font_family)
    progress.step("Reading the plan", "計画を読み込んでいます")
    data = read_sheet(plan_path, edition, day or datetime.date.today(), progress)
    if not len(data.zones) and not len(data.units):
        raise KosozuError("GIS-EMPTY", plan=plan_path)
    progress.percent(30)
    progress.step("Drawing the sheet", "図面を描いています")
    files = list(background) or _beside(plan_path)
    project = QgsProject()
    try:
        layout, texts = _compose(project, data, family, sheet, files)
        check(progress)
        progress.percent(50)
        progress.step("Writing the sheet", "図面を書き出しています")

        def clean(beside: str) -> None:
            with PlanFile.open(plan_path, readonly=True) as plan:
                require_clean({Path(output).name: Path(beside)}, plan, edition, texts, progress)

        _export(layout, output, kind, dpi, clean)
    finally:
        project.clear()
    progress.percent(100)
    return output


def _beside(plan_path: str) -> list[str]:
    path = Path(plan_path).with_suffix(".background.gpkg")
    return [str(path)] if path.exists() else []


def _compose(
    project: QgsProject, data: SheetData, family: str, sheet: str, files: Sequence[str]
) -> tuple[QgsPrintLayout, list[str]]:
    """The sheet, and the strings that are drawn on it."""
    factor = SHEETS[sheet]
    project.setMetadata(_metadata(data))
    layout = QgsPrintLayout(project)
    layout.setName("sheet")
    project.layoutManager().addLayout(layout)  # so that the layout goes before the project that it points to
    # The scene's index is kept by timers, which a worker without an event loop does not have.
    layout.setItemIndexMethod(QGraphicsScene.ItemIndexMethod.NoIndex)
    layout.initializeDefaults()
    layout.renderContext().setTextRenderFormat(Qgis.TextRenderFormat.AlwaysText)
    page = Page(layout, family, A3[0] * factor, A3[1] * factor, factor)
    extent = _ground(data)
    scale = round_scale(extent, MAP[2] * factor, MAP[3] * factor)
    maker = MapLayers(data, family, factor, scale)
    project.setCrs(maker.crs)
    base = read_background(files, maker) if files else Background()
    everything = maker.build(base.lines, base.areas)
    project.addMapLayers(everything, False)
    view = _add_map(page, layout, everything, extent, scale)
    frame = Frame(page, data, sheet, base)
    frame.draw(scale, lambda x, y: _scale_bar(page, layout, view, x, y, scale))
    texts = [*page.texts, *maker.texts, *base.texts]
    require_glyphs(family, texts)
    return layout, texts


def _metadata(data: SheetData) -> QgsProjectMetadata:
    """What stands in the file's properties: the office, never the system's user."""
    found = QgsProjectMetadata()
    found.setAuthor(str(data.info.get("jurisdiction_name") or ""))
    found.setTitle(str(data.info.get("title") or ""))
    return found


def _ground(data: SheetData) -> QgsRectangle:
    """What has to be on the map: the plan area, else zones and parcels."""
    if data.area is not None:
        shapes = np.array([data.area], dtype=object)
    else:
        shapes = np.concatenate([data.zones.geometry.to_numpy(), data.units.geometry.to_numpy()])
    west, south, east, north = (float(value) for value in shapely.total_bounds(shapes))
    if not np.isfinite([west, south, east, north]).all():
        raise KosozuError("GIS-EXTENT")
    return QgsRectangle(west, south, east, north)


def round_scale(extent: QgsRectangle, width_mm: float, height_mm: float) -> float:
    """The largest scale of the ruler (1, 1.5, 2, 2.5, 3, 4, 5, 6, 8 × 10ⁿ, from 1:500) at which all fits."""
    across, up = width_mm - 2 * _EDGE_MM, height_mm - 2 * _EDGE_MM
    needed = max(extent.width() / across, extent.height() / up) * 1000.0
    for power in range(2, 8):
        for step in _STEPS:
            scale = step * 10.0**power
            if scale >= max(needed, 500.0):
                return scale
    raise KosozuError("GIS-EXTENT")


def _add_map(
    page: Page, layout: QgsPrintLayout, layers: list[Any], extent: QgsRectangle, scale: float
) -> QgsLayoutItemMap:
    view = QgsLayoutItemMap(layout)
    page.place(view, *MAP)
    view.setCrs(layout.project().crs())
    view.setLayers(layers)
    view.setKeepLayerSet(True)
    width = MAP[2] * page.factor / 1000.0 * scale
    height = MAP[3] * page.factor / 1000.0 * scale
    centre = extent.center()
    view.setExtent(
        QgsRectangle(
            centre.x() - width / 2, centre.y() - height / 2, centre.x() + width / 2, centre.y() + height / 2
        )
    )
    view.setBackgroundColor(QColor("#ffffff"))
    view.setFrameEnabled(True)
    view.setFrameStrokeColor(QColor(INK))
    return view


def _scale_bar(
    page: Page, layout: QgsPrintLayout, view: QgsLayoutItemMap, x: float, y: float, scale: float
) -> None:
    """A bar of two halves, each a round number of metres, about 36 mm long."""
    half = _round_down(18.0 * page.factor / 1000.0 * scale)
    bar = QgsLayoutItemScaleBar(layout)
    bar.setLinkedMap(view)
    bar.setStyle("Single Box")
    kilometres = half >= 1000.0
    units = QgsUnitTypes.DistanceUnit
    bar.setUnits(units.DistanceKilometers if kilometres else units.DistanceMeters)
    bar.setUnitLabel("km" if kilometres else "m")
    bar.setNumberOfSegmentsLeft(0)
    bar.setNumberOfSegments(2)
    bar.setSegmentSizeMode(QgsScaleBarSettings.SegmentSizeMode.SegmentSizeFixed)
    bar.setUnitsPerSegment(half / 1000.0 if kilometres else half)
    bar.setHeight(1.8 * page.factor)
    bar.setLabelBarSpace(0.8 * page.factor)
    bar.setBoxContentSpace(0)
    form = bar.textFormat()
    form.setFont(font(page.family, 7.0 * page.factor))
    form.setSize(7.0 * page.factor)
    bar.setTextFormat(form)
    bar.update()
    page.place(bar, x, y, 40.0, 10.0)


def _round_down(value: float) -> float:
    power = 10.0 ** np.floor(np.log10(value))
    return float(max(step * power for step in (1.0, 2.0, 2.5, 5.0) if step * power <= value * 1.000001))


def _export(layout: QgsPrintLayout, output: str, kind: str, dpi: int, clean: Callable[[str], None]) -> None:
    """Write beside the place, check, and only then put it there. ``clean`` raises where a name is in the file."""
    target = Path(output)
    try:
        handle, beside = tempfile.mkstemp(prefix=".kosozu-", suffix=kind, dir=str(target.parent))
        os.close(handle)
    except OSError as error:
        raise KosozuError("GIS-WRITE", output=output, detail=error.strerror or "") from error
    try:
        size = layout.pageCollection().pages()[0].pageSize()
        exporter = QgsLayoutExporter(layout)
        if kind == ".pdf":
            _to_pdf(exporter, beside, output)
            fold_radicals(beside)
            check_pdf(beside, size.width(), size.height(), exporter)
        else:
            _to_png(exporter, beside, output, dpi)
            check_picture(beside, size.width(), size.height(), dpi)
        clean(beside)
        os.chmod(beside, 0o666 & ~_umask())
        os.replace(beside, output)
    except OSError as error:
        raise KosozuError("GIS-WRITE", output=output, detail=error.strerror or "") from error
    finally:
        if os.path.exists(beside):
            os.unlink(beside)


def _umask() -> int:
    current = os.umask(0o022)
    os.umask(current)
    return current


def _to_pdf(exporter: QgsLayoutExporter, path: str, output: str) -> None:
    settings = QgsLayoutExporter.PdfExportSettings()
    settings.textRenderFormat = Qgis.TextRenderFormat.AlwaysText
    settings.appendGeoreference = False
    settings.writeGeoPdf = False
    settings.exportMetadata = True
    settings.forceVectorOutput = True
    settings.simplifyGeometries = True
    result = exporter.exportToPdf(path, settings)
    if result != QgsLayoutExporter.ExportResult.Success:
        raise KosozuError("GIS-EXPORT", output=output, detail=exporter.errorMessage())


def _to_png(exporter: QgsLayoutExporter, path: str, output: str, dpi: int) -> None:
    settings = QgsLayoutExporter.ImageExportSettings()
    settings.dpi = dpi
    settings.exportMetadata = False
    settings.generateWorldFile = False
    result = exporter.exportToImage(path, settings)
    if result != QgsLayoutExporter.ExportResult.Success:
        raise KosozuError("GIS-EXPORT", output=output, detail=exporter.errorMessage())
