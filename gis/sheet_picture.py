"""A map of a plan as a picture for documents: the map alone, with scale bar and north, no legend."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from pathlib import Path

from qgis.core import (
    QgsLayoutExporter,
    QgsLayoutItemMap,
    QgsLayoutItemScaleBar,
    QgsLayoutSize,
    QgsProject,
    QgsRectangle,
    QgsUnitTypes,
)
from qgis.PyQt.QtCore import QBuffer, QIODevice, QSize
from qgis.PyQt.QtGui import QColor

from ..core.progress import SILENT, Progress, check
from .sheet_background import draw_background, read_background
from .sheet_check import not_blank
from .sheet_compose import new_layout, set_bar
from .sheet_content import content_of
from .sheet_data import SheetData, read_sheet
from .sheet_extent import beside, ground, round_scale
from .sheet_glyphs import require_glyphs
from .sheet_layers import MapLayers
from .sheet_page import INK, Page
from .sheet_reach import road_ground
from .sheet_subject import build
from .sheet_text import font, japanese_font
from .sheet_theme import Content
from .sheet_wish import Wish

_DPI = 200.0
_FACTOR = 0.8
"""Letters and signs of a picture in a document, against those of an A3 sheet."""
_CAPTION, _GAP = 6.0, 2.5
_NORTH = str(Path(__file__).parent.parent / "styles" / "north.svg")


def map_picture(
    plan_path: str,
    kind: str = "concept",
    edition: str = "public",
    colours: str = "normal",
    width_px: int = 1600,
    height_px: int = 1100,
    *,
    parcels: bool = False,
    background: Sequence[str] = (),
    day: datetime.date | None = None,
    progress: Progress = SILENT,
) -> bytes:
    """The bytes of a PNG of ``width_px`` × ``height_px``: the plan's map with scale bar and north arrow.

    ``kind`` is one of concept, present, findings, actions, compare (two maps, before and now); ``edition`` public,
    counter or internal; ``colours`` normal, cud or mono; ``parcels`` as in :class:`kosozu.gis.sheet_wish.Wish`. Drawn
    for 200 dots an inch: 1,600 pixels are 203 mm on paper, and letters have their size there. There is no legend: zones
    carry the letters of their classes, and the document says beside the picture what they mean. ``background`` as in
    :func:`kosozu.gis.sheet.print_sheet`. The plan is only read; nothing is written. It may be called in an algorithm's
    thread: its project is its own. Raises :class:`KosozuError` for an empty plan, a wish that there is not, a plan
    without actions or editions where the kind shows them, a font that lacks a character, a picture that is blank.
    """
    wish = Wish(kind=kind, edition=edition, colours=colours, parcels=parcels)
    wish.check()
    family = japanese_font()
    data = read_sheet(plan_path, wish, day or datetime.date.today(), progress)
    content = content_of(data)
    check(progress)
    project = QgsProject()
    try:
        picture = _Picture(project, data, content, family, list(background) or beside(plan_path))
        picture.draw(width_px / _DPI * 25.4, height_px / _DPI * 25.4)
        image = QgsLayoutExporter(picture.layout).renderPageToImage(0, QSize(width_px, height_px))
        not_blank(image)
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        image.save(buffer, "PNG")
        return bytes(buffer.data())
    finally:
        project.clear()


class _Picture:
    """A layout of the map, or the maps, alone."""

    def __init__(
        self, project: QgsProject, data: SheetData, content: Content, family: str, files: Sequence[str]
    ) -> None:
        self.project, self.data, self.content, self.family = project, data, content, family
        self.grounds = read_background(files, data.epsg) or road_ground(data)
        self.layout = new_layout(project)

    def draw(self, width: float, height: float) -> None:
        """Maps side by side, or one under the other where the picture is upright."""
        mm = QgsUnitTypes.LayoutUnit.LayoutMillimeters
        self.layout.pageCollection().pages()[0].setPageSize(QgsLayoutSize(width, height, mm))
        page = Page(self.layout, self.family, mono=self.data.wish.mono)
        rects = self._rects(width, height)
        extent = ground(self.data)
        scale = max(round_scale(extent, rect[2], rect[3]) for rect in rects)
        texts: list[str] = []
        for theme, rect in zip(self.content.themes, rects):
            maker = MapLayers(self.data, self.family, _FACTOR, scale)
            self.project.setCrs(maker.crs)
            base = draw_background(self.grounds, maker)
            layers = build(maker, theme, base.lines, base.areas)
            self.project.addMapLayers(layers, False)
            texts += [*maker.texts, *base.texts]
            view = self._map(page, layers, extent, scale, rect)
            if theme.caption:
                page.line(
                    theme.caption, rect[0], rect[1] - _CAPTION, rect[2], 8.0, bold=True, height=_CAPTION
                )
        self._signs(page, view, scale, rects[-1])
        if self.content.mark:
            wide = page.width_of(self.content.mark, 7.0) + 3.0
            page.box(1.2, 1.2, wide, 5.0, fill="#ffffff", line=INK, thickness=0.2)
            page.line(self.content.mark, 1.2, 1.2, wide, 7.0, align="centre", height=5.0)
        require_glyphs(self.family, [*page.texts, *texts])

    def _rects(self, width: float, height: float) -> list[tuple[float, float, float, float]]:
        if len(self.content.themes) == 1:
            return [(0.0, 0.0, width, height)]
        if width >= height:
            half = (width - _GAP) / 2
            return [(at * (half + _GAP), _CAPTION, half, height - _CAPTION) for at in (0, 1)]
        half = (height - _GAP) / 2
        return [(0.0, at * (half + _GAP) + _CAPTION, width, half - _CAPTION) for at in (0, 1)]

    def _map(
        self,
        page: Page,
        layers: list,
        extent: QgsRectangle,
        scale: float,
        rect: tuple[float, float, float, float],
    ) -> QgsLayoutItemMap:
        view = QgsLayoutItemMap(self.layout)
        page.place(view, *rect)
        view.setCrs(self.project.crs())
        view.setLayers(layers)
        view.setKeepLayerSet(True)
        width, height = rect[2] / 1000.0 * scale, rect[3] / 1000.0 * scale
        west, south = extent.center().x() - width / 2, extent.center().y() - height / 2
        view.setExtent(QgsRectangle(west, south, west + width, south + height))
        view.setBackgroundColor(QColor("#ffffff"))
        view.setFrameEnabled(True)
        view.setFrameStrokeColor(QColor(INK))
        return view

    def _signs(
        self, page: Page, view: QgsLayoutItemMap, scale: float, rect: tuple[float, float, float, float]
    ) -> None:
        """Scale bar and north in the map's lower corners."""
        x, y, width, height = rect
        k = _FACTOR
        page.box(x + 1.2, y + height - 8.4, 40 * k, 7.2, fill="#ffffff")
        bar = QgsLayoutItemScaleBar(self.layout)
        bar.setStyle("Single Box")
        set_bar(bar, view, scale, 15.0)
        bar.setHeight(1.8 * k)
        bar.setLabelBarSpace(0.8 * k)
        form = bar.textFormat()
        form.setFont(font(self.family, 7.0 * k))
        form.setSize(7.0 * k)
        bar.setTextFormat(form)
        bar.update()
        page.place(bar, x + 3.2, y + height - 7.8, 32, 8)
        page.box(x + width - 8.4, y + height - 13.2, 7.2, 12.0, fill="#ffffff")
        page.picture(_NORTH, x + width - 7.6, y + height - 12.0, 5.6, 9.6)
