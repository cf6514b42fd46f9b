"""The layers of what a sheet is about: fills, hatches, outlines, letters, badges, flags."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from qgis.core import (
    QgsFillSymbol,
    QgsLineSymbol,
    QgsMarkerSymbol,
    QgsNullSymbolRenderer,
    QgsPalLayerSettings,
    QgsSimpleLineSymbolLayer,
    QgsSimpleMarkerSymbolLayer,
    QgsSymbol,
    QgsTextBackgroundSettings,
    QgsUnitTypes,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QSizeF, Qt
from qgis.PyQt.QtGui import QColor

from ..core.analysis.blocks import piecemeal
from ..core.analysis.hatch import hatched
from ..core.analysis.looks import Look
from . import symbols
from .sheet_anchors import place_anchors
from .sheet_findings import marker
from .sheet_layers import MapLayers, by_category, one_symbol, single
from .sheet_theme import Theme, coded, nothing

_BESIDE_MM = 4.6
_STEP_MM = 7.0
_BLACK = "#1f1f1f"
_EDGE = "#8a8a8a"


def build(
    maker: MapLayers,
    theme: Theme,
    lines: list[QgsVectorLayer],
    areas: list[QgsVectorLayer],
    *,
    focus: Any = None,
) -> list[QgsVectorLayer]:
    """All layers, top first: a background's lines go between parcels and fills, its areas to the bottom.

    ``focus`` is the area of an atlas page; what lies around it is veiled.
    """
    subject = Subject(maker, theme)
    subject.flags()
    anchors = subject.anchors()
    subject.badges(anchors)
    subject.letters(anchors)
    maker.marks()
    subject.highlight()
    maker.plan_area(focus, veil=theme.veil)
    if not maker.data.wish.large:  # few lines, all of them in the legend
        maker.upper()
    subject.edges()
    subject.hatches()
    maker.outlines()
    subject.parcels()
    over = len(maker.layers)
    subject.fills()
    subject.backdrop()
    return [*maker.layers[:over], *lines, *maker.layers[over:], *areas]


class Subject:
    """Adds a theme's layers to those of a map."""

    def __init__(self, maker: MapLayers, theme: Theme) -> None:
        self.maker, self.theme, self.factor = maker, theme, maker.factor

    def _ink(self, look: Look) -> QColor:
        return QColor(_BLACK) if self.maker.mono else symbols.ink_on(look.fill)

    def _looks(self, make: Callable[[Look], QgsSymbol]) -> list[tuple[str, QgsSymbol, str]]:
        return [
            (code, symbols.scaled(make(look), self.factor), code) for code, look in self.theme.looks.items()
        ]

    def _coded(self, name: str, kind: str, frame: gpd.GeoDataFrame, made: list[Any]) -> QgsVectorLayer:
        """A layer with one feature per code: 100,000 features need four times the memory of their shapes."""
        renderer = by_category("code", made)
        if kind != "MultiPolygon":
            return self.maker.add(name, kind, frame[["code", "geometry"]], renderer)
        layer = self.maker.add_pieces(name, kind, nothing(), _by_code(frame), renderer)
        layer.setCustomProperty("kosozu_codes", True)
        return layer

    def fills(self) -> None:
        """The fills of areas; transparency lives in the colour."""
        if not len(self.theme.areas):
            return
        alpha = self.theme.area_alpha

        def make(look: Look) -> QgsFillSymbol:
            fill = symbols.colour(look.fill, look.alpha if alpha is None else alpha)
            return symbols.built(QgsFillSymbol(), [symbols.fill_layer(fill, None)])

        self._coded("area fills", "MultiPolygon", self.theme.areas, self._looks(make))

    def backdrop(self) -> None:
        """What lies under the areas, opaque and without outlines."""
        if not len(self.theme.backdrop):
            return

        def make(look: Look) -> QgsFillSymbol:
            fill = symbols.fill_layer(symbols.colour(look.fill), None)
            return symbols.built(QgsFillSymbol(), [fill])

        self._coded("backdrop", "MultiPolygon", self.theme.backdrop, self._looks(make))

    def parcels(self) -> None:
        """Parcels in their colour without hatch (a pattern on each of 100,000 makes 161 MB); '' is an outline."""
        if not len(self.theme.parcels):
            return
        # Opaque: Qt turns every translucent line into a filled outline, which makes a sheet four times as large.
        edge = QColor(_EDGE)

        def make(look: Look) -> QgsFillSymbol:
            fill = symbols.fill_layer(symbols.colour(look.fill, look.alpha), edge, 0.1)
            return symbols.built(QgsFillSymbol(), [fill])

        line = symbols.fill_layer(None, edge, 0.09 * self.factor)
        bare = symbols.built(QgsFillSymbol(), [line])
        self._coded("parcels", "MultiPolygon", self.theme.parcels, [*self._looks(make), ("", bare, "")])

    def edges(self) -> None:
        """Strong outlines of areas, and grey ones of what only gives the place."""
        if len(self.theme.areas):

            def make(look: Look) -> QgsFillSymbol:
                ink = self._ink(look) if self.maker.mono else None
                return symbols.built(
                    QgsFillSymbol(), [symbols.edge_layer(look.fill, look.hatch, self.theme.edge_mm, ink)]
                )

            self._coded("area edges", "MultiPolygon", self.theme.areas, self._looks(make))
        if len(self.theme.context):
            line = symbols.outline_layer(QColor("#6b6b6b"), 0.35 * self.factor)
            renderer = one_symbol(QgsFillSymbol(), [line])
            self.maker.add("context", "MultiPolygon", self.theme.context[["geometry"]], renderer)

    def hatches(self) -> None:
        """One layer of lines and one of dots for all hatches, cut to their areas."""
        lines: list[tuple[str, Any]] = []
        dots: list[tuple[str, Any]] = []
        codes = self.theme.hatched["code"].to_numpy(dtype=object)
        shapes = self.theme.hatched.geometry.to_numpy()
        spacing = self.maker.ground(symbols.HATCH_MM)
        for code, look in self.theme.looks.items():
            if look.hatch in ("none", "dashed_outline") or not (codes == code).any():
                continue
            strokes, points = hatched(shapes[codes == code], look.hatch, spacing)
            if len(strokes):
                lines.append((code, shapely.multilinestrings(shapely.get_parts(strokes))))
            if len(points):
                dots.append((code, shapely.multipoints(points)))
        if lines:
            frame = coded([code for code, _ in lines], [shape for _, shape in lines])
            self._coded("hatches", "MultiLineString", frame, self._strokes())
        if dots:
            frame = coded([code for code, _ in dots], [shape for _, shape in dots])
            self._coded("dots", "MultiPoint", frame, self._dots())

    def _width(self) -> float:
        """Hatches are finer where parcels are drawn, so that the parcels stay readable."""
        return symbols.HATCH_WIDTH * (0.65 if len(self.theme.parcels) else 1.0)

    def _strokes(self) -> list[tuple[str, QgsSymbol, str]]:
        made = []
        for code, look in self.theme.looks.items():
            stroke = QgsSimpleLineSymbolLayer(self._ink(look), self._width() * self.factor)
            stroke.setPenCapStyle(Qt.PenCapStyle.FlatCap)
            made.append((code, symbols.built(QgsLineSymbol(), [stroke]), code))
        return made

    def _dots(self) -> list[tuple[str, QgsSymbol, str]]:
        made = []
        for code, look in self.theme.looks.items():
            dot = QgsSimpleMarkerSymbolLayer()
            dot.setShape(symbols.shape_of("circle"))
            dot.setSize(self._width() * 3 * self.factor)
            dot.setColor(self._ink(look))
            dot.setStrokeStyle(Qt.PenStyle.NoPen)
            made.append((code, symbols.built(QgsMarkerSymbol(), [dot]), code))
        return made

    def highlight(self) -> None:
        """A heavy line, white under black, around what changed."""
        shape = self.theme.highlight
        if shape is None or shape.is_empty:
            return
        layers = [
            symbols.outline_layer(QColor("#ffffff"), 1.7 * self.factor),
            symbols.outline_layer(QColor("#111111"), 0.9 * self.factor),
        ]
        self.maker.add("changed", "MultiPolygon", single(shape), one_symbol(QgsFillSymbol(), layers))

    def anchors(self) -> gpd.GeoDataFrame:
        """Where each zone's letter stands: well inside the zone, and clear of other letters and of marks."""
        zones = self.theme.letters
        if not len(zones):
            return zones
        room = self.maker.ground(_BESIDE_MM) * 0.6
        marks = self.maker.data.marks.geometry.to_numpy()
        marks = marks[shapely.get_dimensions(marks) == 0]
        reach = self.maker.ground(_STEP_MM) * self._badge_counts(zones)
        places = place_anchors(
            shapely.make_valid(zones.geometry.to_numpy()), room, reach, shapely.buffer(marks, room)
        )
        return gpd.GeoDataFrame(zones.drop(columns="geometry"), geometry=places)

    def _badge_counts(self, zones: gpd.GeoDataFrame) -> np.ndarray:
        """How many signs stand beside each zone's letter."""
        if self.theme.badges is None or self.theme.badges.empty:
            return np.zeros(len(zones))
        return zones["zone_id"].map(self.theme.badges.groupby("zone_id").size()).fillna(0).to_numpy()

    def letters(self, anchors: gpd.GeoDataFrame) -> None:
        """A letter on a white disc, and the zone's name under it."""
        if not len(anchors):
            return
        lettered = anchors[anchors["letter"] != ""]
        if len(lettered):
            self._letters(lettered)
        names = self.maker.add("zone names", "Point", anchors[["name", "geometry"]], QgsNullSymbolRenderer())
        settings = self.maker.settings(7.0)
        settings.placement = QgsPalLayerSettings.Placement.OverPoint
        if len(lettered):
            settings.quadOffset = QgsPalLayerSettings.QuadrantPosition.QuadrantBelow
            settings.yOffset = 3.0 * self.factor
            settings.offsetUnits = QgsUnitTypes.RenderUnit.RenderMillimeters
        settings.priority = 8
        self.maker.label(names, settings, "name")

    def _letters(self, lettered: gpd.GeoDataFrame) -> None:
        wide = bool((lettered["letter"].str.len() > 2).any())
        letters = self.maker.add(
            "zone letters", "Point", lettered[["letter", "geometry"]], QgsNullSymbolRenderer()
        )
        settings = self.maker.settings(9.0, bold=True, rim=0.0)
        form = settings.format()
        form.setBackground(_badge(self.factor, wide=wide))
        settings.setFormat(form)
        settings.placement = QgsPalLayerSettings.Placement.OverPoint
        settings.displayAll = True
        settings.priority = 10
        self.maker.label(letters, settings, "letter")

    def badges(self, anchors: gpd.GeoDataFrame) -> None:
        """Beside a zone's letter, for each severity, its sign and how many findings stand there."""
        counts = self.theme.badges
        if counts is None or counts.empty or not len(anchors):
            return
        slot = counts.groupby("zone_id").cumcount().to_numpy()
        place = pd.Series(anchors.geometry.to_numpy(), index=anchors["zone_id"]).groupby(level=0).first()
        base = counts["zone_id"].map(place)
        here = base.notna().to_numpy()
        if not here.any():
            return
        points = base.to_numpy()[here]
        shift = self.maker.ground(_BESIDE_MM) + slot[here] * self.maker.ground(_STEP_MM)
        shifted = shapely.points(shapely.get_x(points) + shift, shapely.get_y(points))
        table = pd.DataFrame(
            {"severity": counts["severity"][here], "count": counts["count"][here].astype(str)}
        ).reset_index(drop=True)
        frame = gpd.GeoDataFrame(table, geometry=np.asarray(shifted, dtype=object))
        found = sorted(set(frame["severity"]))
        made = [(code, marker(self.maker.data, code)(self.factor), code) for code in found]
        layer = self.maker.add("badges", "Point", frame, by_category("severity", made))
        settings = self.maker.settings(7.0, bold=True)
        settings.placement = QgsPalLayerSettings.Placement.OverPoint
        settings.quadOffset = QgsPalLayerSettings.QuadrantPosition.QuadrantRight
        settings.xOffset = 1.5 * self.factor
        settings.offsetUnits = QgsUnitTypes.RenderUnit.RenderMillimeters
        settings.displayAll = True
        settings.priority = 9
        self.maker.label(layer, settings, "count")

    def flags(self) -> None:
        """Points with a sign per code."""
        for flag in self.theme.flags:
            if len(flag.points):
                made = [(code, make(self.factor), code) for code, make in flag.symbols.items()]
                points = flag.points.explode(ignore_index=True)
                self.maker.add(flag.name, "Point", points[["code", "geometry"]], by_category("code", made))


def _by_code(frame: gpd.GeoDataFrame) -> Iterator[gpd.GeoDataFrame]:
    """All polygons of a code as the parts of one, which QGIS draws one by one."""
    codes = frame["code"].to_numpy(dtype=object)
    shapes = frame.geometry.to_numpy()
    for kind in sorted(set(codes)):
        parts = piecemeal(shapely.get_parts, shapes[codes == kind])
        yield coded([kind], [shapely.multipolygons(parts[shapely.get_dimensions(parts) == 2])])


def _badge(factor: float, *, wide: bool) -> QgsTextBackgroundSettings:
    """The white disc behind a zone's letter; a capsule where letters are long."""
    disc = QgsTextBackgroundSettings()
    disc.setEnabled(True)
    shapes, sizes = QgsTextBackgroundSettings.ShapeType, QgsTextBackgroundSettings.SizeType
    mm = QgsUnitTypes.RenderUnit.RenderMillimeters
    if wide:
        disc.setType(shapes.ShapeRectangle)
        disc.setSizeType(sizes.SizeBuffer)
        disc.setSize(QSizeF(1.2 * factor, 0.4 * factor))
        disc.setRadii(QSizeF(1.6 * factor, 1.6 * factor))
        disc.setRadiiUnit(mm)
    else:
        disc.setType(shapes.ShapeCircle)
        disc.setSizeType(sizes.SizeFixed)
        disc.setSize(QSizeF(4.6 * factor, 4.6 * factor))
    disc.setSizeUnit(mm)
    disc.setFillColor(QColor("#ffffff"))
    disc.setStrokeColor(QColor("#1a1a1a"))
    disc.setStrokeWidth(0.3 * factor)
    disc.setStrokeWidthUnit(mm)
    return disc
