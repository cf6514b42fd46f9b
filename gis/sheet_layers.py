"""The layers of a sheet's map, in memory: nothing holds the plan file open. What every kind of sheet has is here."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from qgis.core import (
    QgsCategorizedSymbolRenderer,
    QgsCoordinateReferenceSystem,
    QgsFeatureRenderer,
    QgsFillSymbol,
    QgsNullSymbolRenderer,
    QgsPalLayerSettings,
    QgsRectangle,
    QgsRendererCategory,
    QgsSingleSymbolRenderer,
    QgsSymbol,
    QgsVectorLayer,
    QgsVectorLayerSimpleLabeling,
)
from qgis.PyQt.QtGui import QColor

from . import symbols
from .frames import fields_of, write_frame
from .sheet_data import SheetData
from .sheet_raster import Raster
from .sheet_tone import grey, grey_renderer
from .styles import text_format


class MapLayers:
    """Makes layers in one sheet's type, colours and scale, and keeps every text that they label with.

    ``factor`` is the size of signs and type against an A3 sheet, ``floor`` the least size of type in points. Corners
    are moved to ``raster``, where one is given.
    """

    def __init__(
        self,
        data: SheetData,
        family: str,
        factor: float,
        scale: float,
        *,
        floor: float = 0.0,
        raster: Raster | None = None,
    ) -> None:
        self.data, self.family, self.factor, self.scale, self.floor = data, family, factor, scale, floor
        self.raster = raster
        self.mono = data.wish.mono
        self.crs = QgsCoordinateReferenceSystem(f"EPSG:{data.epsg}")
        self.texts: list[str] = []
        self.layers: list[QgsVectorLayer] = []

    def add(
        self, name: str, kind: str, frame: gpd.GeoDataFrame, renderer: QgsFeatureRenderer
    ) -> QgsVectorLayer:
        """A memory layer of a frame, drawn by a renderer, under those added before."""
        return self.add_pieces(name, kind, frame, [frame], renderer)

    def add_pieces(
        self,
        name: str,
        kind: str,
        like: gpd.GeoDataFrame,
        pieces: Iterable[gpd.GeoDataFrame],
        renderer: QgsFeatureRenderer,
    ) -> QgsVectorLayer:
        """The same of frames with the columns of ``like``, one after the other, so that one is gone before the next."""
        layer = QgsVectorLayer(kind, name, "memory")
        layer.setCrs(self.crs)
        layer.dataProvider().addAttributes(list(fields_of(like)))
        layer.updateFields()
        for frame in pieces:
            if self.raster is not None and kind.startswith("Multi"):
                frame = frame.set_geometry(self.raster.moved(frame.geometry.to_numpy()))
            write_frame(frame, layer.dataProvider(), multi=kind.startswith("Multi"))
        layer.updateExtents()
        layer.setRenderer(grey_renderer(renderer) if self.mono else renderer)
        self.layers.append(layer)
        return layer

    def label(self, layer: QgsVectorLayer, settings: QgsPalLayerSettings, column: str) -> None:
        """Label a layer by a column, and remember the texts."""
        settings.fieldName = column
        layer.setLabeling(QgsVectorLayerSimpleLabeling(settings))
        layer.setLabelsEnabled(True)
        self.texts += [str(feature[column] or "") for feature in layer.getFeatures()]

    def settings(
        self, points: float, *, bold: bool = False, ink: str = "#1a1a1a", rim: float = 0.7
    ) -> QgsPalLayerSettings:
        """Label settings in the sheet's font; a size in points of A3."""
        made = QgsPalLayerSettings()
        form = text_format(
            max(points * self.factor, self.floor), ink=ink, buffer_mm=rim * self.factor, family=self.family
        )
        if self.mono:
            form.setColor(grey(QColor(ink)))
        face = form.font()
        face.setBold(bold)
        form.setFont(face)
        made.setFormat(form)
        return made

    def ground(self, millimetres: float) -> float:
        """Paper millimetres of A3 as metres on the ground."""
        return millimetres * self.factor / 1000.0 * self.scale

    # What every sheet has, whatever it is about.

    def marks(self) -> None:
        """拠点, 集落, 見守り点 … and lines such as 獣害防護柵 and 水路, with their names."""
        kinds = self.data.catalogue.mark_kinds
        marks = self.data.marks
        dimension = shapely.get_dimensions(marks.geometry.to_numpy())
        for shape, geometry, wanted in (("Point", "point", 0), ("MultiLineString", "line", 1)):
            mine = marks[dimension == wanted].reset_index(drop=True)
            if mine.empty:
                continue
            if wanted == 0:
                mine = mine.explode(ignore_index=True)
            rows = [row for row in kinds.values() if row.geometry == geometry]
            made = [(row.code, symbols.mark_symbol(row, self.factor), row.code) for row in rows]
            layer = self.add(
                f"marks {geometry}", shape, mine[["kind", "name", "geometry"]], by_category("kind", made)
            )
            settings = self.settings(6.5, ink="#333333")
            places = QgsPalLayerSettings.Placement
            settings.placement = places.AroundPoint if wanted == 0 else places.Line
            settings.dist = 1.8 * self.factor
            self.label(layer, settings, "name")

    def plan_area(self, area: Any = None, *, veil: bool = True) -> None:
        """The border of the plan area (or of a page's own area), and a veil over what lies outside."""
        area = self.data.area if area is None else area
        if area is None:
            return
        line = symbols.outline_layer(QColor("#111111"), 0.7 * self.factor, (6.0, 2.0, 1.5, 2.0))
        self.add("plan area", "MultiPolygon", single(area), one_symbol(QgsFillSymbol(), [line]))
        if not veil:
            return
        around = shapely.box(*shapely.bounds(shapely.buffer(area, 50_000)))
        outside = single(shapely.difference(around, shapely.make_valid(area)))
        fill = symbols.fill_layer(QColor(255, 255, 255, 120), None)
        self.add("outside", "MultiPolygon", outside, one_symbol(QgsFillSymbol(), [fill]))

    def upper(self) -> None:
        """Zones of the plan above, as outlines."""
        if len(self.data.upper):
            renderer = QgsSingleSymbolRenderer(symbols.scaled(symbols.upper_zone_symbol(), self.factor))
            self.add("upper zones", "MultiPolygon", self.data.upper[["name", "geometry"]], renderer)

    def outlines(self) -> None:
        """Outlines of communities and other groups, grey, with their names; large type has names only."""
        mine = group_outlines(self.data)
        if mine.empty:
            return
        line = symbols.outline_layer(QColor("#7d7d7d"), 0.35 * self.factor, (3.0, 2.0))
        large = self.data.wish.large
        renderer = QgsNullSymbolRenderer() if large else one_symbol(QgsFillSymbol(), [line])
        layer = self.add("outlines", "MultiPolygon", mine[["name", "geometry"]], renderer)
        settings = self.settings(8.0, ink="#555555")
        settings.placement = QgsPalLayerSettings.Placement.OverPoint
        settings.centroidInside = True
        settings.priority = 3
        self.label(layer, settings, "name")


def group_outlines(data: SheetData) -> gpd.GeoDataFrame:
    """The outlines of the first kind of group that has any: 農業集落, 大字, others, 水利系統."""
    frame = data.outlines
    for kind in ("community", "oaza", "custom", "water"):
        if (frame["kind"] == kind).any():
            return frame[frame["kind"] == kind].reset_index(drop=True)
    return frame.iloc[:0]


def by_category(column: str, made: list[tuple[str, QgsSymbol, str]]) -> QgsCategorizedSymbolRenderer:
    """A renderer with a symbol per value."""
    return QgsCategorizedSymbolRenderer(column, [QgsRendererCategory(*entry) for entry in made])


def one_symbol(symbol: Any, layers: list[Any]) -> QgsSingleSymbolRenderer:
    """A renderer of one symbol with these layers."""
    return QgsSingleSymbolRenderer(symbols.built(symbol, layers))


def single(geometry: Any) -> gpd.GeoDataFrame:
    """One shape as a frame."""
    return gpd.GeoDataFrame({"id": ["1"]}, geometry=np.array([geometry], dtype=object))


def drawn_codes(layers: list[QgsVectorLayer], extent: QgsRectangle) -> set[str]:
    """Codes that the layers of areas really draw inside an extent: a feature there, and a symbol for it."""
    found: set[str] = set()
    frame = shapely.box(extent.xMinimum(), extent.yMinimum(), extent.xMaximum(), extent.yMaximum())
    for layer in layers:
        if layer.customProperty("kosozu_codes"):
            known = {category.value() for category in layer.renderer().categories()}
            for feature in layer.getFeatures(extent):
                code = feature["code"]
                if code in known and code not in found and code:
                    shape = shapely.from_wkb(feature.geometry().asWkb().data())
                    if shapely.intersects(shapely.get_parts(shape), frame).any():
                        found.add(str(code))
    return found
