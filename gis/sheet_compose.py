"""Puts a sheet together: template, maps, panel, frame; and a second page for what finds no room on the first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qgis.core import (
    Qgis,
    QgsLayoutItemMap,
    QgsLayoutItemPage,
    QgsLayoutItemScaleBar,
    QgsLayoutPoint,
    QgsLayoutSize,
    QgsPrintLayout,
    QgsProject,
    QgsRectangle,
    QgsScaleBarSettings,
    QgsUnitTypes,
    QgsVectorLayer,
)
from qgis.PyQt.QtGui import QColor
from qgis.PyQt.QtWidgets import QGraphicsScene

from ..core.errors import KosozuError
from ..core.reports.words import word
from .sheet_background import Background, Ground, draw_background
from .sheet_data import SheetData
from .sheet_extent import around, needed_scale, round_down, round_scale
from .sheet_flow import Block, Flow
from .sheet_frame import Frame
from .sheet_layers import MapLayers, drawn_codes
from .sheet_page import INK, Page
from .sheet_panel import Panel
from .sheet_panel_large import BASE, LargePanel
from .sheet_raster import raster_of
from .sheet_subject import build
from .sheet_template import Template
from .sheet_text import font, width_mm
from .sheet_theme import Content, Theme
from .sheet_write import Texts

_NORTH = str(Path(__file__).parent.parent / "styles" / "north.svg")
_LEGEND_PT = 7.8
_MM = QgsUnitTypes.LayoutUnit.LayoutMillimeters
_FLOOR = 5.0
_EDGE_MM = 7.0
"""Of A4: what a printer may leave white."""
"""No type is smaller than this on paper, in points."""

Rect = tuple[float, float, float, float]


@dataclass
class Composed:
    """A layout ready to be written; ``cut`` are texts that were too long for their place."""

    layout: QgsPrintLayout
    scale: float
    texts: Texts
    cut: list[str]


def new_layout(project: QgsProject) -> QgsPrintLayout:
    """An empty layout of one page that can be exported in a worker."""
    layout = QgsPrintLayout(project)
    layout.setName("sheet")
    project.layoutManager().addLayout(layout)  # so that the layout goes before the project that it points to
    # The scene's index is kept by timers, which a worker without an event loop does not have.
    layout.setItemIndexMethod(QGraphicsScene.ItemIndexMethod.NoIndex)
    layout.initializeDefaults()
    layout.renderContext().setTextRenderFormat(Qgis.TextRenderFormat.AlwaysText)
    return layout


class Composer:
    """Makes one sheet from a template. ``extent`` is what has to be on the map, ``focus`` an atlas page's own area."""

    def __init__(
        self,
        project: QgsProject,
        data: SheetData,
        content: Content,
        template: Path,
        family: str,
        *,
        grounds: Sequence[Ground] = (),
        extent: QgsRectangle,
        focus: Any = None,
        scale: float = 0.0,
    ) -> None:
        self.project, self.data, self.content, self.family = project, data, content, family
        self.grounds, self.extent, self.focus, self.scale = grounds, extent, focus, scale
        self.layout = new_layout(project)
        self.template = Template(self.layout, template)
        large = data.wish.large
        slot = self.template.slot("panel")
        if slot is None:
            raise KosozuError("GIS-TEMPLATE-ITEM", template=template.name, items="panel")
        floor = BASE if large else _FLOOR
        self.page = Page(self.layout, family, floor=floor, mono=data.wish.mono)
        self.unit = slot.points / (BASE if large else _LEGEND_PT)
        self.factor = self.unit * (1.55 if large else 1.0)
        self.base = Background()
        self.texts: list[str] = []

    def compose(self, number: str = "", *, single: bool = False) -> Composed:
        """The whole sheet; ``number`` is 「2 / 40」 or ''. A ``single`` one may not go on to a second page."""
        views = self._maps()
        frame = Frame(self.page, self.template, self.data, self.content, self.base)
        self._furnish(views[-1])
        frame.draw(self.scale, number)
        rest = self._panel(frame)
        if rest and single:
            raise KosozuError("GIS-ROOM", sheet=self.data.wish.sheet)
        if (rest or frame.over) and not single:
            self._second_page(rest, frame)
        texts = Texts([text for text in self.page.texts if text], [text for text in self.texts if text])
        return Composed(self.layout, self.scale, texts, self.page.cut)

    # Maps.

    def _maps(self) -> list[QgsLayoutItemMap]:
        """A map for each theme, all at one round scale; checked against the legend."""
        rects = self._rects()
        if not self.scale:
            self.scale = max(round_scale(self.extent, rect[2], rect[3]) for rect in rects)
        views, drawn = [], set()
        for theme, rect in zip(self.content.themes, rects):
            extent = self._extent(rect)
            layers = self._layers(theme, extent, rect)
            view = self._map(layers, rect, extent, first=not views)
            views.append(view)
            drawn |= drawn_codes(layers, view.extent())
            self._caption(theme, rect)
        self._check_legend(drawn)
        return views

    def _rects(self) -> list[Rect]:
        whole = self.template.box("map")
        if whole is None:
            raise KosozuError("GIS-TEMPLATE-ITEM", template=self.template.path.name, items="map")
        if len(self.content.themes) == 1:
            return [whole]
        other = self.template.box("map_before")
        if other is not None:
            return [other, whole]
        beside, below = self._halves(whole, 0), self._halves(whole, 1)
        # By the scale before rounding: of two arrangements of one round scale the better shaped one.
        return min((beside, below), key=lambda rects: needed_scale(self.extent, rects[0][2], rects[0][3]))

    def _halves(self, whole: Rect, axis: int) -> list[Rect]:
        """Two maps beside each other (0) or one under the other (1), each with a caption over it."""
        x, y, width, height = whole
        head, gap = self._head(), 3.0 * self.unit
        if axis == 0:
            half = (width - gap) / 2
            return [(x + at * (half + gap), y + head, half, height - head) for at in (0, 1)]
        half = (height - gap) / 2
        return [(x, y + at * (half + gap) + head, width, half - head) for at in (0, 1)]

    def _head(self) -> float:
        """Height of a caption over a map."""
        return self.page.points(9.5 * self.unit) * 0.6

    def _caption(self, theme: Theme, rect: Rect) -> None:
        if theme.caption:
            head = self._head()
            if theme is self.content.themes[0]:
                self.template.below("synthetic", rect[1])
            self.page.line(
                theme.caption, rect[0], rect[1] - head, rect[2], 9.5 * self.unit, bold=True, height=head
            )

    def _layers(self, theme: Theme, extent: QgsRectangle, rect: Rect) -> list[QgsVectorLayer]:
        floor = BASE if self.data.wish.large else _FLOOR
        raster = raster_of(extent, rect[2], rect[3])
        maker = MapLayers(self.data, self.family, self.factor, self.scale, floor=floor, raster=raster)
        self.project.setCrs(maker.crs)
        self.base = draw_background(self.grounds, maker, extent)
        layers = build(maker, theme, self.base.lines, self.base.areas, focus=self.focus)
        self.project.addMapLayers(layers, False)
        self.texts += [*maker.texts, *self.base.texts]
        return layers

    def _extent(self, rect: Rect) -> QgsRectangle:
        """The ground that a map of this size shows."""
        return around(self.extent.center(), rect[2], rect[3], self.scale)

    def _map(
        self, layers: list[QgsVectorLayer], rect: Rect, extent: QgsRectangle, *, first: bool
    ) -> QgsLayoutItemMap:
        """The template's map, moved to its place; a second one looks like it."""
        view = self.template.item("map") if first else QgsLayoutItemMap(self.layout)
        if not first:
            self.layout.addLayoutItem(view)
            view.setFrameEnabled(True)
            view.setFrameStrokeColor(QColor(INK))
            view.setFrameStrokeWidth(self.template.item("map").frameStrokeWidth())
            view.setBackgroundColor(QColor("#ffffff"))
            view.setZValue(self.template.item("map").zValue())
        view.attemptMove(QgsLayoutPoint(rect[0], rect[1], _MM))
        view.attemptResize(QgsLayoutSize(rect[2], rect[3], _MM))
        view.setCrs(self.project.crs())
        view.setFollowVisibilityPreset(False)
        view.setLayers(layers)
        view.setKeepLayerSet(True)
        view.setExtent(extent)
        return view

    def _check_legend(self, drawn: set[str]) -> None:
        """Every class that the map draws stands in the legend, and no other; an atlas page's legend is cut to it."""
        rows = self.content.legend.rows
        if self.focus is not None:
            self.content.legend.rows[:] = [row for row in rows if row.look is None or row.code in drawn]
        listed = {row.code for row in self.content.legend.rows if row.look is not None and row.code}
        if listed != drawn:
            raise KosozuError(
                "GIS-LEGEND",
                missing=", ".join(sorted(drawn - listed)) or "–",
                extra=", ".join(sorted(listed - drawn)) or "–",
            )

    # Around the map.

    def _furnish(self, view: QgsLayoutItemMap) -> None:
        """North arrow and scale bar."""
        north = self.template.item("north")
        if not north.picturePath():
            north.setPicturePath(_NORTH)
        bar: QgsLayoutItemScaleBar = self.template.item("scalebar")
        box = self.template.box("scalebar") or (0.0, 0.0, 40.0, 9.0)
        form = bar.textFormat()
        form.setFont(font(self.family, form.size()))
        form.setSize(max(form.size(), self.page.floor))
        # A bar takes its width from its lengths: the template tells where it stands, not how long it is.
        half = (28.0 if self.data.wish.large else 18.0) * self.unit
        last = width_mm("1,0", self.family, form.size()) + width_mm(" km", self.family, form.size())
        room = self.template.size[0] - _EDGE_MM * self.unit - box[0] - last
        set_bar(bar, view, self.scale, min(half, max(room / 2, half / 4)))
        bar.setTextFormat(form)
        bar.update()
        bar.attemptMove(QgsLayoutPoint(box[0], box[1], _MM))

    def _flow(self, page: Page) -> Flow:
        if self.data.wish.large:
            return LargePanel(page.scaled(self.unit), self.data.catalogue)
        return Panel(page.scaled(self.unit))

    def _panel(self, frame: Frame) -> list[Block]:
        """Fill the panel, then the further place that a template may have; returns what finds room in neither."""
        self.panel = self._flow(self.page)
        rest = self.panel.blocks(self.content, frame.signs())
        for key in ("panel", "panel_more"):
            slot, k = self.template.slot(key), self.unit
            self.template.remove(key)
            if slot is not None and rest:
                rest = self.panel.fill(rest, (slot.x / k, slot.y / k, slot.width / k, slot.height / k))
        return rest

    def _second_page(self, rest: list[Block], frame: Frame) -> None:
        """A page of the same size with what is left of the panel, and the credits."""
        width, height = self.template.size
        added = QgsLayoutItemPage(self.layout)
        added.setPageSize(QgsLayoutSize(width, height, _MM))
        self.layout.pageCollection().addPage(added)
        page = self.page
        page.top = self.layout.convertFromLayoutUnits(added.pos().y(), _MM).length()
        margin, k = 10.0 * self.unit, self.unit
        page.line(word("map_continued", "ja"), margin, margin, width - 2 * margin, 16.0 * k, bold=True)
        y = margin + 12.0 * k * (1.5 if self.data.wish.large else 1.0)
        low = height - margin
        if frame.over:
            text = "\n".join(frame.over)
            points = 9.0 * k
            low -= page.paragraph_height(text, width - 2 * margin, points) + 4.0 * k
            page.paragraph(text, margin, low + 4.0 * k, width - 2 * margin, points)
        self.panel.page.top = page.top
        left = self.panel.fill(rest, (margin / k, y / k, (width - 2 * margin) / k, (low - y) / k))
        if left:
            raise KosozuError("GIS-ROOM", sheet=self.data.wish.sheet)


def set_bar(bar: QgsLayoutItemScaleBar, view: QgsLayoutItemMap, scale: float, half_mm: float) -> None:
    """A bar of two halves, each a round number of metres not longer than ``half_mm`` on paper."""
    half = round_down(half_mm / 1000.0 * scale)
    bar.setLinkedMap(view)
    kilometres = half >= 1000.0
    units = QgsUnitTypes.DistanceUnit
    bar.setUnits(units.DistanceKilometers if kilometres else units.DistanceMeters)
    bar.setMapUnitsPerScaleBarUnit(1.0)
    bar.setUnitLabel("km" if kilometres else "m")
    bar.setNumberOfSegmentsLeft(0)
    bar.setNumberOfSegments(2)
    bar.setSegmentSizeMode(QgsScaleBarSettings.SegmentSizeMode.SegmentSizeFixed)
    bar.setUnitsPerSegment(half / 1000.0 if kilometres else half)
    bar.setBoxContentSpace(0)
