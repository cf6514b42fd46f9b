"""What differs between QGIS 3.22 and 3.44, in one place."""

from __future__ import annotations

from typing import Any

from qgis.core import QgsCoordinateReferenceSystem, QgsProcessingFeatureSource, QgsSnappingConfig
from qgis.PyQt.QtCore import QDate, QDateTime, Qt, QTime, QVariant

_SRS_SURE = 90
"""Confidence in percent from which GDAL's proposal for a system without a code is believed."""


def is_null(value: Any) -> bool:
    """Whether an attribute is NULL: None, or the QVariant that older versions return."""
    return value is None or (isinstance(value, QVariant) and value.isNull())


def plain(value: Any) -> Any:
    """An attribute as a plain Python value: NULL is None; dates are ISO text."""
    if is_null(value):
        return None
    if isinstance(value, QVariant):
        value = value.value()
    if isinstance(value, (QDate, QTime, QDateTime)):
        return value.toString(Qt.DateFormat.ISODate) if value.isValid() else None
    return value


def skip_checks() -> Any:
    """The flag by which a Processing source hands out invalid geometry as it is."""
    return QgsProcessingFeatureSource.Flag.FlagSkipGeometryValidityChecks


def corners_and_edges() -> Any:
    """What drawing snaps to, as the flags of this version."""
    kinds = QgsSnappingConfig.SnappingTypes
    return QgsSnappingConfig.SnappingTypeFlag(kinds.VertexFlag | kinds.SegmentFlag)


def epsg_of(crs: QgsCoordinateReferenceSystem) -> int:
    """The EPSG number of a reference system, or 0 where it has none (or none that is sure)."""
    if not crs.isValid():
        return 0
    authority, _, number = crs.authid().partition(":")
    if authority == "EPSG" and number.isdigit():
        return int(number)
    return _epsg_by_likeness(crs)


def _epsg_by_likeness(crs: QgsCoordinateReferenceSystem) -> int:
    from osgeo import osr

    reference = osr.SpatialReference()
    if reference.SetFromUserInput(crs.toWkt(QgsCoordinateReferenceSystem.WktVariant.WKT_PREFERRED)) != 0:
        return 0
    matches = reference.FindMatches() or []
    for found, confidence in matches:
        if confidence >= _SRS_SURE and found.GetAuthorityName(None) == "EPSG":
            return int(found.GetAuthorityCode(None))
    return 0
