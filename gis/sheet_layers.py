"""The layers of a sheet's map, from its data, in memory: nothing holds the plan file open."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from qgis.core import (
    QgsCategorizedSymbolRenderer,
    QgsCoordinateReferenceSystem,
    QgsFeatureRenderer,
    QgsFillSymbol,
    QgsNullSymbolRenderer,
    QgsPalLayerSettings,
    QgsRendererCategory,
    QgsSingleSymbolRenderer,
    QgsSymbol,
    QgsTextBackgroundSettings,
    QgsUnitTypes,
    QgsVectorLayer,
    QgsVectorLayerSimpleLabeling,
)
from qgis.PyQt.QtCore import QSizeF
from qgis.PyQt.QtGui import QColor

from . import symbols
from .frames import fields_of, write_frame
from .sheet_anchors import place_anchors
from .sheet_data import SheetData
from .styles import text_format

_MARKED = ("BLOCK", "CONFLICT", "CHECK")
_BESIDE_MM = 4.6
_STEP_MM = 7.0


class MapLayers:
    """Layers from the top of the map to its bottom, and every text that they label with."""

    def __init__(self, data: SheetData, family: str, factor: float, scale: float) -> None:
        self.data, self.family, self.factor, self.scale = data, family, factor, scale
        self.crs = QgsCoordinateReferenceSystem(f"EPSG:{data.epsg}")
        self.texts: list[str] = []
        self.layers: list[QgsVectorLayer] = []

    def build(self, lines: list[QgsVectorLayer], areas: list[QgsVectorLayer]) -> list[QgsVectorLayer]:
        """Make them all, top first: a background's lines go between parcels and fills, its areas to the bottom."""
        anchors = self._anchors()
        self._findings(anchors)
        self._zone_letters(anchors)
        self._marks()
        self._plan_area()
        self._upper()
        self._zone_hatches()
        self._outlines()
        self._units()
        over = len(self.layers)
        self._zone_fills()
        return [*self.layers[:over], *lines, *self.layers[over:], *areas]

    def add(
        self, name: str, kind: str, frame: gpd.GeoDataFrame, renderer: QgsFeatureRenderer
    ) -> QgsVectorLayer:
        """A memory layer of a frame, drawn by a renderer, under those added before."""
        layer = QgsVectorLayer(kind, name, "memory")
        layer.setCrs(self.crs)
        layer.dataProvider().addAttributes(list(fields_of(frame)))
        layer.updateFields()
        write_frame(frame, layer.dataProvider())
        layer.updateExtents()
        layer.setRenderer(renderer)
        self.layers.append(layer)
        return layer

    def label(self, layer: QgsVectorLayer, settings: QgsPalLayerSettings, column: str) -> None:
        """Label a layer by a column, and remember the texts."""
        settings.fieldName = column
        layer.setLabeling(QgsVectorLayerSimpleLabeling(settings))
        layer.setLabelsEnabled(True)
        self.texts += [str(feature[column] or "") for feature in layer.getFeatures()]

    def settings(self, points: float, *, bold: bool = False, ink: str = "#1a1a1a", rim: float = 0.7) -> Any:
        """Label settings in the sheet's font."""
        made = QgsPalLayerSettings()
        form = text_format(points * self.factor, ink=ink, buffer_mm=rim * self.factor, family=self.family)
        face = form.font()
        face.setBold(bold)
        form.setFont(face)
        made.setFormat(form)
        return made

    def ground(self, millimetres: float) -> float:
        """Paper millimetres of A3 as metres on the ground."""
        return millimetres * self.factor / 1000.0 * self.scale

    def _anchors(self) -> gpd.GeoDataFrame:
        """Where each zone's letter stands: well inside the zone, and clear of other letters and of marks."""
        zones = self.data.zones
        room = self.ground(_BESIDE_MM) * 0.6
        marks = self.data.marks.geometry.to_numpy()
        marks = marks[shapely.get_dimensions(marks) == 0]
        reach = self.ground(_STEP_MM) * self._badges()
        places = place_anchors(
            shapely.make_valid(zones.geometry.to_numpy()), room, reach, shapely.buffer(marks, room)
        )
        return gpd.GeoDataFrame(zones[["zone_id", "class_code", "name"]].copy(), geometry=places)

    def _badges(self) -> np.ndarray:
        """How many signs stand beside each zone's letter."""
        found = self.data.findings
        if self.data.edition != "public":
            return np.zeros(len(self.data.zones))
        pairs = found[found["severity"].isin(_MARKED)][["zone_id", "severity"]].drop_duplicates()
        return self.data.zones["zone_id"].map(pairs.groupby("zone_id").size()).fillna(0).to_numpy()

    def _zone_letters(self, anchors: gpd.GeoDataFrame) -> None:
        classes = self.data.catalogue.classes
        frame = anchors.copy()
        frame["letter"] = [classes[code].letter if code in classes else "" for code in frame["class_code"]]
        letters = self.add("zone letters", "Point", frame[["letter", "geometry"]], QgsNullSymbolRenderer())
        settings = self.settings(9.0, bold=True, rim=0.0)
        form = settings.format()
        form.setBackground(_badge(self.factor))
        settings.setFormat(form)
        settings.placement = QgsPalLayerSettings.Placement.OverPoint
        settings.displayAll = True
        settings.priority = 10
        self.label(letters, settings, "letter")
        names = self.add("zone names", "Point", frame[["name", "geometry"]], QgsNullSymbolRenderer())
        settings = self.settings(7.0)
        settings.placement = QgsPalLayerSettings.Placement.OverPoint
        settings.quadOffset = QgsPalLayerSettings.QuadrantPosition.QuadrantBelow
        settings.yOffset = 3.0 * self.factor
        settings.offsetUnits = QgsUnitTypes.RenderUnit.RenderMillimeters
        settings.priority = 8
        self.label(names, settings, "name")

    def _findings(self, anchors: gpd.GeoDataFrame) -> None:
        severities = self.data.catalogue.severities
        parcel_wise = self.data.edition != "public"
        size, rim = (1.2, 0.12) if parcel_wise else (2.6, 0.3)
        made = [
            (code, symbols.finding_symbol(severities[code], size * self.factor, rim * self.factor), code)
            for code in _MARKED
            if code in severities
        ]
        renderer = _by_category("severity", made)
        if parcel_wise:
            self.add("findings", "Point", _worst_per_place(self.data), renderer)
            return
        frame = self._finding_badges(anchors)
        layer = self.add("findings", "Point", frame, renderer)
        settings = self.settings(7.0, bold=True)
        settings.placement = QgsPalLayerSettings.Placement.OverPoint
        settings.quadOffset = QgsPalLayerSettings.QuadrantPosition.QuadrantRight
        settings.xOffset = 1.5 * self.factor
        settings.offsetUnits = QgsUnitTypes.RenderUnit.RenderMillimeters
        settings.displayAll = True
        settings.priority = 9
        self.label(layer, settings, "groups")

    def _finding_badges(self, anchors: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
        """Beside a zone's letter, for each severity, how many rules have findings there; no parcel is shown."""
        found = self.data.findings
        rows = found[found["severity"].isin(_MARKED) & (found["zone_id"].fillna("") != "")]
        groups = rows[["severity", "zone_id", "rule_id"]].drop_duplicates()
        counts = groups.groupby(["zone_id", "severity"], as_index=False).size()
        counts["rank"] = counts["severity"].map({code: rank for rank, code in enumerate(_MARKED)})
        counts = counts.sort_values(["zone_id", "rank"]).reset_index(drop=True)
        slot = counts.groupby("zone_id").cumcount().to_numpy()
        place = pd.Series(anchors.geometry.to_numpy(), index=anchors["zone_id"]).groupby(level=0).first()
        base = counts["zone_id"].map(place)
        here = base.notna().to_numpy()
        points = base.to_numpy()[here]
        shift = self.ground(_BESIDE_MM) + slot[here] * self.ground(_STEP_MM)
        shifted = shapely.points(shapely.get_x(points) + shift, shapely.get_y(points))
        frame = pd.DataFrame(
            {"severity": counts["severity"][here], "groups": counts["size"][here].astype(str)}
        )
        return gpd.GeoDataFrame(frame.reset_index(drop=True), geometry=np.asarray(shifted, dtype=object))

    def _marks(self) -> None:
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
                f"marks {geometry}", shape, mine[["kind", "name", "geometry"]], _by_category("kind", made)
            )
            settings = self.settings(6.5, ink="#333333")
            settings.placement = (
                QgsPalLayerSettings.Placement.AroundPoint
                if wanted == 0
                else QgsPalLayerSettings.Placement.Line
            )
            settings.dist = 1.8 * self.factor
            self.label(layer, settings, "name")

    def _plan_area(self) -> None:
        """The plan area's border, and a veil over what lies outside."""
        area = self.data.area
        if area is None:
            return
        border = _single(area)
        line = symbols.outline_layer(QColor("#111111"), 0.7 * self.factor, (6.0, 2.0, 1.5, 2.0))
        self.add("plan area", "MultiPolygon", border, _single_symbol(QgsFillSymbol(), [line]))
        around = shapely.box(*shapely.bounds(shapely.buffer(area, 50_000)))
        veil = _single(shapely.difference(around, shapely.make_valid(area)))
        fill = symbols.fill_layer(QColor(255, 255, 255, 120), None)
        self.add("outside", "MultiPolygon", veil, _single_symbol(QgsFillSymbol(), [fill]))

    def _upper(self) -> None:
        if len(self.data.upper):
            renderer = QgsSingleSymbolRenderer(symbols.scaled(symbols.upper_zone_symbol(), self.factor))
            self.add("upper zones", "MultiPolygon", self.data.upper[["name", "geometry"]], renderer)

    def _zone_hatches(self) -> None:
        self._zones("zones", lambda row: symbols.zone_symbol(row, alpha=0.0))

    def _zone_fills(self) -> None:
        alpha = symbols.ALPHA if self.data.edition == "public" else symbols.UNDER_PARCELS
        self._zones("zone fills", lambda row: symbols.zone_fill_symbol(row, alpha))

    def _zones(self, name: str, make: Callable[[Any], QgsSymbol]) -> None:
        rows = self.data.catalogue.classes.values()
        made = [(row.code, symbols.scaled(make(row), self.factor), row.code) for row in rows]
        frame = self.data.zones[["class_code", "geometry"]]
        self.add(name, "MultiPolygon", frame, _by_category("class_code", made))

    def _outlines(self) -> None:
        """Outlines of communities and other groups, grey, with their names as place names."""
        frame = self.data.outlines
        kinds = [kind for kind in ("community", "oaza", "custom", "water") if (frame["kind"] == kind).any()]
        if not kinds:
            return
        mine = frame[frame["kind"] == kinds[0]].reset_index(drop=True)
        line = symbols.outline_layer(QColor("#7d7d7d"), 0.35 * self.factor, (3.0, 2.0))
        renderer = _single_symbol(QgsFillSymbol(), [line])
        layer = self.add("outlines", "MultiPolygon", mine[["name", "geometry"]], renderer)
        settings = self.settings(8.0, ink="#555555")
        settings.placement = QgsPalLayerSettings.Placement.OverPoint
        settings.centroidInside = True
        settings.priority = 3
        self.label(layer, settings, "name")

    def _units(self) -> None:
        """Parcels: outlines in the public edition; elsewhere filled by their effective class, without hatch."""
        frame = self.data.units[["class_code", "geometry"]].copy()
        frame["class_code"] = frame["class_code"].fillna("")
        bare = symbols.scaled(symbols.bare_unit_symbol(0.09), self.factor)
        if self.data.edition == "public":
            self.add("parcels", "MultiPolygon", frame, QgsSingleSymbolRenderer(bare))
            return
        rows = self.data.catalogue.classes.values()
        made = [(row.code, symbols.scaled(symbols.unit_symbol(row), self.factor), row.code) for row in rows]
        self.add("parcels", "MultiPolygon", frame, _by_category("class_code", [*made, ("", bare, "")]))


def _by_category(column: str, made: list[tuple[str, QgsSymbol, str]]) -> QgsCategorizedSymbolRenderer:
    return QgsCategorizedSymbolRenderer(column, [QgsRendererCategory(*entry) for entry in made])


def _single_symbol(symbol: Any, layers: list[Any]) -> QgsSingleSymbolRenderer:
    return QgsSingleSymbolRenderer(symbols.built(symbol, layers))


def _single(geometry: Any) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame({"id": ["1"]}, geometry=np.array([geometry], dtype=object))


def _badge(factor: float) -> QgsTextBackgroundSettings:
    """The white disc behind a zone's letter."""
    disc = QgsTextBackgroundSettings()
    disc.setEnabled(True)
    disc.setType(QgsTextBackgroundSettings.ShapeType.ShapeCircle)
    disc.setSizeType(QgsTextBackgroundSettings.SizeType.SizeFixed)
    disc.setSize(QSizeF(4.6 * factor, 4.6 * factor))
    disc.setSizeUnit(QgsUnitTypes.RenderUnit.RenderMillimeters)
    disc.setFillColor(QColor("#ffffff"))
    disc.setStrokeColor(QColor("#1a1a1a"))
    disc.setStrokeWidth(0.3 * factor)
    disc.setStrokeWidthUnit(QgsUnitTypes.RenderUnit.RenderMillimeters)
    return disc


def _worst_per_place(data: SheetData) -> gpd.GeoDataFrame:
    """One mark per parcel or zone: its gravest finding."""
    rank = {code: number for number, code in enumerate(_MARKED)}
    rows = data.findings[data.findings["severity"].isin(_MARKED)].copy()
    rows = rows[~shapely.is_missing(rows.geometry.to_numpy())]
    rows["rank"] = rows["severity"].map(rank)
    rows = rows.sort_values(["rank", "finding_key"]).drop_duplicates(["zone_id", "unit_id"])
    rows = rows.sort_values(["rank", "finding_key"], ascending=False)
    return gpd.GeoDataFrame(rows[["severity", "geometry"]].reset_index(drop=True))
