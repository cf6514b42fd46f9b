"""Feature sources to frames and frames to feature sinks.

Frames are GeoDataFrames without a reference system; the EPSG number stands beside them. Geometry goes across
as WKB, in pieces, so that 800,000 features need no second copy of themselves; nothing here checks validity.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from qgis.core import (
    QgsFeature,
    QgsFeatureRequest,
    QgsFeatureSink,
    QgsFeatureSource,
    QgsField,
    QgsFields,
    QgsGeometry,
    QgsProcessingFeatureSource,
    QgsProcessingFeatureSourceDefinition,
    QgsProviderRegistry,
    QgsVectorLayer,
    QgsWkbTypes,
)
from qgis.PyQt.QtCore import QVariant

from ..core.errors import KosozuError
from ..core.progress import SILENT, Progress, check
from ..core.sources import geometry as shapes
from ..core.sources.vector import read_vector
from .compat import epsg_of, plain, skip_checks
from .shapefile import texts_of

_PIECE = 20_000
_WHOLE = (QVariant.Int, QVariant.UInt, QVariant.LongLong, QVariant.ULongLong)
_PLAIN_SHAPES = (
    QgsWkbTypes.Type.Polygon,
    QgsWkbTypes.Type.MultiPolygon,
    QgsWkbTypes.Type.LineString,
    QgsWkbTypes.Type.MultiLineString,
    QgsWkbTypes.Type.Point,
    QgsWkbTypes.Type.MultiPoint,
)
"""Kinds of geometry that the vector library reads just as QGIS does."""


def frame_from_source(
    source: QgsFeatureSource,
    columns: Sequence[str] | None = None,
    *,
    layer: QgsVectorLayer | None = None,
    progress: Progress = SILENT,
) -> tuple[gpd.GeoDataFrame, int]:
    """A source as a frame without reference system, and its EPSG number (0: none).

    ``columns`` names the fields wanted (None: all; a name that the source lacks is an error). Text and whole
    numbers have None for NULL, real numbers NaN; dates are ISO text. Curves become straight pieces, Z and M
    are dropped. Geometry is handed on unrepaired; what cannot be read at all is None. With the ``layer`` behind the
    source, names and texts of a Shapefile are decoded as ``gis/shapefile`` tells, and its encoding (and the code of
    a note on it) are among the frame's ``attrs``.
    """
    fields, texts = source.fields(), texts_of(layer)
    shown = list(fields.names()) if texts is None else list(texts.names)
    names = shown if columns is None else list(dict.fromkeys(columns))
    indexes = [shown.index(name) if name in shown else fields.indexOf(name) for name in names]
    for name, index in zip(names, indexes):
        if index < 0:
            raise KosozuError("GIS-NO-FIELD", field=name, fields=", ".join(shown) or "–")
    values: list[list[Any]] = [[] for _ in names]
    fids: list[int] = []
    pieces: list[np.ndarray] = [np.zeros(0, dtype=object)]
    total, done = max(int(source.featureCount()), 1), 0
    to_wkb = _wkb_reader(source.wkbType())
    features = iter(_features(source, indexes))
    # Whole pieces through comprehensions: a loop with a body costs half as much again.
    while piece := list(islice(features, _PIECE)):
        if indexes:
            rows = list(zip(*[feature.attributes() for feature in piece]))
            for column, index in zip(values, indexes):
                column.extend(rows[index])
        if texts is not None:
            fids.extend(feature.id() for feature in piece)
        pieces.append(_from_wkb([to_wkb(feature) for feature in piece]))
        done += len(piece)
        check(progress)
        progress.percent(min(100.0 * done / total, 100.0))
    if texts is not None:
        values = texts.columns(indexes, fids, values)
    data = {name: _column(column, fields.at(index)) for name, column, index in zip(names, values, indexes)}
    frame = gpd.GeoDataFrame(data, geometry=np.concatenate(pieces))
    if texts is not None:
        frame.attrs = {"encoding": texts.encoding, "encoding_note": texts.note}
    return frame, epsg_of(source.sourceCrs())


def frame_from_file(
    definition: Any, layer: QgsVectorLayer | None, columns: Sequence[str]
) -> tuple[gpd.GeoDataFrame, int] | None:
    """The same from the file behind a layer, four times as fast; None where that would not be the same.

    That is so where anything but the whole of a GeoPackage's layer is asked for: a selection, a filter, a limit, a
    layer that is being edited, curves, or fields other than texts and numbers. ``definition`` is the parameter's value.
    """
    if layer is None or not _is_whole_geopackage(definition, layer) or not _is_plain(layer.fields(), columns):
        return None
    parts = QgsProviderRegistry.instance().decodeUri("ogr", layer.source())
    path = f"{parts['path']}|layername={parts['layerName']}" if parts.get("layerName") else str(parts["path"])
    frame, _, _ = read_vector(path, columns=list(columns))
    if len(frame) != layer.featureCount():
        return None
    fields = layer.fields()
    data = {name: _as_column(frame[name], fields.field(name)) for name in columns}
    return gpd.GeoDataFrame(data, geometry=frame.geometry.to_numpy()), epsg_of(layer.crs())


def _as_column(values: pd.Series, field: QgsField) -> pd.Series:
    """A column of the vector library as :func:`_column` would make it of a field's values."""
    if field.type() in _WHOLE and values.isna().any():
        return _column([None if value != value else int(value) for value in values], field)
    return values if field.type() in (*_WHOLE, QVariant.Double) else values.astype(object)


def _is_whole_geopackage(definition: Any, layer: QgsVectorLayer) -> bool:
    if isinstance(definition, QgsProcessingFeatureSourceDefinition):
        limited = definition.selectedFeaturesOnly or definition.featureLimit >= 0
        if limited or getattr(definition, "filterExpression", ""):
            return False
    elif not isinstance(definition, (str, QgsVectorLayer)):
        return False
    return (
        layer.providerType() == "ogr"
        and layer.dataProvider().storageType() == "GPKG"
        and not layer.isEditable()
        and not layer.subsetString()
        and layer.wkbType() in _PLAIN_SHAPES
    )


def _is_plain(fields: QgsFields, names: Sequence[str]) -> bool:
    """Whether all are texts and numbers that are columns of the file (its row number is none)."""
    kinds = (*_WHOLE, QVariant.Double, QVariant.String)
    at = [fields.indexOf(name) for name in names]
    return all(
        place >= 0
        and fields.fieldOrigin(place) == QgsFields.FieldOrigin.OriginProvider
        and fields.at(place).type() in kinds
        and fields.at(place).name() != "fid"
        for place in at
    )


def _features(source: QgsFeatureSource, indexes: list[int]) -> Iterable[QgsFeature]:
    request = QgsFeatureRequest()
    request.setSubsetOfAttributes(indexes)
    request.setInvalidGeometryCheck(QgsFeatureRequest.InvalidGeometryCheck.GeometryNoCheck)
    if isinstance(source, QgsProcessingFeatureSource):
        return source.getFeatures(request, skip_checks())
    return source.getFeatures(request)


def _wkb_reader(wkb_type: Any) -> Any:
    """How one feature's geometry becomes WKB that GEOS reads; the short way where the type is plain."""
    kinds = QgsWkbTypes
    if wkb_type == kinds.Type.NoGeometry:
        return lambda feature: None
    plain_type = (
        wkb_type != kinds.Type.Unknown and not kinds.isCurvedType(wkb_type) and not kinds.hasM(wkb_type)
    )

    def simple(feature: QgsFeature) -> bytes | None:
        geometry = feature.geometry()
        return None if geometry.isNull() else geometry.asWkb().data()

    def careful(feature: QgsFeature) -> bytes | None:
        geometry = QgsGeometry(feature.geometry())
        if geometry.isNull():
            return None
        if kinds.isCurvedType(geometry.wkbType()):
            geometry = QgsGeometry(geometry.constGet().segmentize())
        if kinds.hasM(geometry.wkbType()):
            geometry.get().dropMValue()
        return geometry.asWkb().data()

    return simple if plain_type else careful


def _from_wkb(wkb: list[bytes | None]) -> np.ndarray:
    geometry = np.asarray(shapely.from_wkb(np.array(wkb, dtype=object), on_invalid="ignore"), dtype=object)
    return shapely.force_2d(geometry) if shapely.has_z(geometry).any() else geometry


def _column(values: list[Any], field: QgsField) -> pd.Series:
    kind = field.type()
    cleaned = [value if type(value) in (str, int, float) else plain(value) for value in values]
    if kind == QVariant.Double:
        return pd.Series(cleaned, dtype="float64")
    if kind in _WHOLE and None not in cleaned:
        return pd.Series(cleaned, dtype="int64")
    return pd.Series(cleaned, dtype="object")


def fields_of(frame: pd.DataFrame, types: Mapping[str, Any] | None = None) -> QgsFields:
    """The fields of a frame's columns but its geometry, by dtype; ``types`` overrides by QVariant type."""
    fields = QgsFields()
    for name in attribute_columns(frame):
        kind = (types or {}).get(name) or _variant_type(frame[name])
        fields.append(QgsField(name, kind))
    return fields


def attribute_columns(frame: pd.DataFrame) -> list[str]:
    """The columns of a frame that are no geometry, in order."""
    geometry = frame.geometry.name if isinstance(frame, gpd.GeoDataFrame) else None
    return [str(name) for name in frame.columns if name != geometry]


def _variant_type(column: pd.Series) -> Any:
    if pd.api.types.is_bool_dtype(column.dtype):
        return QVariant.Bool
    if pd.api.types.is_integer_dtype(column.dtype):
        return QVariant.LongLong
    if pd.api.types.is_float_dtype(column.dtype):
        return QVariant.Double
    return QVariant.String


def write_frame(
    frame: pd.DataFrame,
    sink: QgsFeatureSink,
    *,
    fields: QgsFields | None = None,
    multi: bool = True,
    progress: Progress = SILENT,
) -> int:
    """Write every row to a sink, fast; returns how many.

    The sink's fields are the frame's columns in order (``fields_of``). With ``multi`` single geometries go in
    as their multi kind. NaN, NaT and None are NULL. A sink that refuses a row is an error.
    """
    fields = fields_of(frame) if fields is None else fields
    geometry = frame.geometry.to_numpy() if isinstance(frame, gpd.GeoDataFrame) else None
    names = attribute_columns(frame)
    for start in range(0, len(frame), _PIECE):
        check(progress)
        rows = slice(start, start + _PIECE)
        columns = [_plain_values(frame[name].iloc[rows]) for name in names]
        wkb = (
            None
            if geometry is None
            else shapely.to_wkb(shapes.multi(geometry[rows]) if multi else geometry[rows])
        )
        features = _make_features(columns, wkb, min(_PIECE, len(frame) - start))
        if not sink.addFeatures(features, QgsFeatureSink.Flag.FastInsert):
            raise KosozuError("GIS-SINK", detail=sink.lastError() if hasattr(sink, "lastError") else "")
        progress.percent(min(100.0 * (start + _PIECE) / len(frame), 100.0))
    return len(frame)


def _make_features(columns: list[list[Any]], wkb: np.ndarray | None, count: int) -> list[QgsFeature]:
    features = []
    rows: Iterable[tuple[Any, ...]] = zip(*columns) if columns else ((),) * count
    for number, row in enumerate(rows):
        feature = QgsFeature()
        feature.setAttributes(list(row))
        if wkb is not None and wkb[number] is not None:
            shape = QgsGeometry()
            shape.fromWkb(wkb[number])
            feature.setGeometry(shape)
        features.append(feature)
    return features


def _plain_values(column: pd.Series) -> list[Any]:
    values = column.astype(object).tolist()
    if not column.isna().any():
        return values
    return [None if missing else value for value, missing in zip(values, column.isna().tolist())]
