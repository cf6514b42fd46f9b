"""Makes strokes of what is drawn with the drawing tool: zones, their edges, and marks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from qgis.core import QgsFeatureRequest, QgsGeometry, QgsVectorLayer
from qgis.gui import QgsMapCanvas
from qgis.PyQt.QtCore import QObject, pyqtSignal

from ..core.errors import KosozuError
from ..core.plan import zones
from ..core.plan.stroke import Stroke
from ..gis.words import tr
from .problems import guarded, say
from .session import Session
from .tools.capture import AREA, LINE, POINT, CaptureTool, snap_layers

ROAD_M = 6.0
"""Gaps between painted parcels up to this width are closed when zones are made of them: a farm road."""


@dataclass(frozen=True)
class Act:
    """One thing to draw: what is captured, the stroke's name (in the journal's language), and what makes it.

    Without ``work`` a person is asked first, by who hears ``described``.
    """

    kind: str
    label: str
    work: Callable[[Stroke, QgsGeometry], object] | None


class Zoning(QObject):
    """Which act is in hand, and with which class or kind of mark."""

    activated = pyqtSignal(str)
    described = pyqtSignal(str)
    """Id of a zone that a person wants to describe."""
    """The name of the act in hand; '' for none."""

    def __init__(self, session: Session, canvas: QgsMapCanvas, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.code = ""
        self.mark_kind = ""
        self.act = ""
        self._session, self._canvas = session, canvas
        self.tool = CaptureTool(canvas, self._layers)
        self.tool.captured.connect(self._captured)
        canvas.mapToolSet.connect(self._tool_set)
        self._acts = {
            "zone": Act(AREA, "区域を描く", self._draw),
            "split": Act(LINE, "区域を分ける", lambda stroke, shape: zones.split(stroke, _wkb(shape))),
            "merge": Act(LINE, "区域をまとめる", self._merge),
            "reshape": Act(LINE, "区域の境を直す", lambda stroke, shape: zones.reshape(stroke, _wkb(shape))),
            "fill": Act(POINT, "すき間を埋める", self._fill),
            "cut": Act(POINT, "重なりを切る", self._cut),
            "reclass": Act(POINT, "区域の区分を変える", self._reclass),
            "tounits": Act(POINT, "区域の筆を塗る", self._to_paint),
            "describe": Act(POINT, "", None),
            "remove": Act(POINT, "区域を消す", self._remove),
            "mark": Act(POINT, "地点を置く", self._mark),
            "markline": Act(LINE, "線の施設を描く", self._mark),
        }

    def activate(self, name: str) -> None:
        """Take an act in hand; where nothing can be drawn, or a class is wanted first, say so."""
        reason = self._session.blocked() or self._wants(name)
        if reason:
            say(reason, seconds=8)
            self.activated.emit(self.act)
            return
        self.act = name
        self.tool.kind = self._acts[name].kind
        self._canvas.setMapTool(self.tool)
        self._canvas.setFocus()
        self.activated.emit(name)

    def zones_from_paint(self) -> list[str]:
        """One stroke: painted parcels become zones."""
        with self._session.require().stroke("塗った筆から区域を作る") as stroke:
            return zones.from_paint(stroke, ROAD_M)

    def dispose(self) -> None:
        """Leave nothing on the canvas, and hear no more of it."""
        self._canvas.mapToolSet.disconnect(self._tool_set)
        if self._canvas.mapTool() is self.tool:
            self._canvas.unsetMapTool(self.tool)
        self.tool.dispose()

    def _wants(self, name: str) -> str:
        if name in ("zone", "reclass") and not self.code:
            return tr("Choose a class in the palette first.")
        if name in ("mark", "markline") and not self.mark_kind:
            return tr("Choose what to place first.")
        return ""

    def _layers(self) -> list[QgsVectorLayer]:
        own = [self._session.layers[name] for name in ("zone", "unit") if name in self._session.layers]
        return snap_layers(own)

    def _tool_set(self, new: object, _: object = None) -> None:
        if new is not self.tool and self.act:
            self.act = ""
            self.activated.emit("")

    @guarded
    def _captured(self, shape: QgsGeometry) -> None:
        act = self._acts[self.act]
        if act.work is None:
            self.described.emit(self._zone_at(shape))
            return
        with self._session.require().stroke(act.label) as stroke:
            act.work(stroke, shape)

    # The acts.

    def _draw(self, stroke: Stroke, shape: QgsGeometry) -> str:
        return zones.draw(stroke, _wkb(shape), self.code)

    def _merge(self, stroke: Stroke, shape: QgsGeometry) -> str:
        """Zones that the line crosses become the one that it begins in."""
        crossed = self._zones_at(shape)
        first = self._zones_at(QgsGeometry(shape.constGet().startPoint()))
        return zones.merge(stroke, crossed, keep=first[0] if first else "")

    def _fill(self, stroke: Stroke, shape: QgsGeometry) -> str:
        point = shape.asPoint()
        plan = self._session.require()
        return zones.fill(stroke, point.x(), point.y(), plan.info["area_wkb"], self.code)

    def _cut(self, stroke: Stroke, shape: QgsGeometry) -> list[str]:
        point = shape.asPoint()
        return zones.cut_overlap(stroke, point.x(), point.y(), self.code)

    def _reclass(self, stroke: Stroke, shape: QgsGeometry) -> None:
        zones.change_class(stroke, [self._zone_at(shape)], self.code)

    def _to_paint(self, stroke: Stroke, shape: QgsGeometry) -> int:
        return zones.to_paint(stroke, [self._zone_at(shape)])

    def _remove(self, stroke: Stroke, shape: QgsGeometry) -> None:
        zones.remove(stroke, [self._zone_at(shape)])

    def _mark(self, stroke: Stroke, shape: QgsGeometry) -> None:
        taken = {row[0] for row in stroke.connection.execute("SELECT mark_id FROM mark")}
        number = next(at for at in range(1, len(taken) + 2) if f"mark-{at:03d}" not in taken)
        row: dict[str, Any] = {"mark_id": [f"mark-{number:03d}"], "kind": [self.mark_kind]}
        stroke.insert("mark", row, [_wkb(shape)])

    def _zone_at(self, shape: QgsGeometry) -> str:
        """The smallest own zone at a point. Raises UI-NO-ZONE where there is none."""
        met = self._zones_at(shape)
        if not met:
            raise KosozuError("UI-NO-ZONE")
        return met[0]

    def _zones_at(self, shape: QgsGeometry) -> list[str]:
        """Ids of own zones that a point or a line meets, the smallest first."""
        layer = self._session.layers["zone"]
        request = QgsFeatureRequest().setFilterRect(shape.boundingBox().buffered(0.01))
        met = [
            (feature.geometry().area(), str(feature["zone_id"]))
            for feature in layer.getFeatures(request)
            if feature["tier"] != "upper" and feature.geometry().intersects(shape)
        ]
        return [zone_id for _, zone_id in sorted(met)]


def _wkb(shape: QgsGeometry) -> bytes:
    return bytes(shape.asWkb().data())
