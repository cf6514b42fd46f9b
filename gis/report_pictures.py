"""What a report cannot draw by itself: the plan's map and charts as PNG, and the one-page summary as PDF."""

from __future__ import annotations

from qgis.PyQt.QtCore import QBuffer, QByteArray, QIODevice
from qgis.PyQt.QtGui import QColor, QImage, QPainter
from qgis.PyQt.QtSvg import QSvgRenderer

from ..core.errors import KosozuError
from ..core.progress import SILENT, Progress
from ..core.reports.charts import FONTS
from ..core.reports.content import Aids
from .sheet_picture import map_picture
from .sheet_text import japanese_font


def report_aids(plan_path: str, progress: Progress = SILENT) -> Aids:
    """The aids of one report of a plan; they may be called in an algorithm's thread."""
    from .brief_pdf import paint_page

    drawn: list[str] = []

    def draw_map(kind: str, edition: str, width: int, height: int) -> bytes:
        try:
            return map_picture(plan_path, kind, edition, "normal", width, height, progress=progress)
        except KosozuError as error:
            # A plan with nothing that this edition may show has no map, but may have a report.
            if error.code in ("GIS-EMPTY", "GIS-NOTHING"):
                return b""
            raise

    return Aids(map_picture=draw_map, raster=svg_png, paint=lambda page: paint_page(page, drawn), drawn=drawn)


def with_family(svg: str, family: str) -> str:
    """The drawing in a font that is installed: Qt takes a list of fonts for the name of one."""
    return svg.replace(FONTS, f"'{family}'")


def svg_png(svg: str, width_px: int) -> bytes:
    """A drawing as PNG of a width in pixels."""
    drawing = QSvgRenderer(QByteArray(with_family(svg, japanese_font()).encode()))
    box = drawing.viewBoxF()
    if not drawing.isValid() or not box.width():
        raise KosozuError("GIS-CHECK", detail="no drawing")
    image = QImage(width_px, round(width_px * box.height() / box.width()), QImage.Format.Format_RGB32)
    image.fill(QColor("#ffffff"))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    drawing.render(painter)
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    return bytes(buffer.data())
