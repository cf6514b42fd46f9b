"""Which units lie under the mouse: a spatial index in memory with the geometries in it, answered in microseconds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from qgis.core import (
    QgsFeatureRequest,
    QgsGeometry,
    QgsGeometryEngine,
    QgsPointXY,
    QgsRectangle,
    QgsSpatialIndex,
    QgsVectorLayer,
)

from ..core.plan.units import Units


class Hits:
    """Rows of ``units`` by place, in the plan's coordinates. Made anew where outlines have changed."""

    def __init__(self, layer: QgsVectorLayer, units: Units) -> None:
        request = QgsFeatureRequest().setNoAttributes()
        flag = QgsSpatialIndex.Flag.FlagStoreFeatureGeometries
        self._index = QgsSpatialIndex(layer.getFeatures(request), None, flag)
        self.units = units

    def at(self, point: QgsPointXY) -> list[int]:
        """The unit under a point, or none."""
        shape = QgsGeometry.fromPointXY(point)
        near = self._index.intersects(QgsRectangle(point, point))
        return self._rows(fid for fid in near if self._index.geometry(fid).contains(shape))[:1]

    def along(self, points: Sequence[QgsPointXY]) -> list[int]:
        """Units that a path crosses."""
        if len(points) < 2 or all(point == points[0] for point in points):
            return self.at(points[0]) if points else []
        return self._touching(QgsGeometry.fromPolylineXY(list(points)))

    def inside(self, area: QgsGeometry) -> list[int]:
        """Units whose middle (a point on their surface) lies in an area."""
        engine = _engine(area)
        found = []
        for fid in self._index.intersects(area.boundingBox()):
            shape = self._index.geometry(fid)
            # Held in a name: what ``constGet`` gives lives only as long as its geometry.
            middle = shape.pointOnSurface()
            if engine.contains(middle.constGet()):
                found.append(fid)
        return self._rows(found)

    def geometry(self, row: int) -> QgsGeometry:
        """The outline of a unit."""
        return self._index.geometry(int(self.units.fid[row]))

    def _touching(self, shape: QgsGeometry) -> list[int]:
        engine = _engine(shape)
        found = []
        for fid in self._index.intersects(shape.boundingBox()):
            outline = self._index.geometry(fid)
            if engine.intersects(outline.constGet()):
                found.append(fid)
        return self._rows(found)

    def _rows(self, fids: Iterable[int]) -> list[int]:
        return self.units.rows(np.array(list(fids), dtype=np.int64)).tolist()


def _engine(shape: QgsGeometry) -> QgsGeometryEngine:
    """A prepared engine; the geometry has to outlive it."""
    engine = QgsGeometry.createGeometryEngine(shape.constGet())
    engine.prepareGeometry()
    return engine
