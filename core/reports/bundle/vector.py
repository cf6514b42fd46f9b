"""GeoPackage and Shapefile by GDAL's own drivers: plain files, with nothing in them but rows, index and style."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import shapely
from osgeo import ogr, osr

from ...errors import KosozuError
from .cp932 import FIELD_BYTES, Told
from .layers import Column, Layer

_TYPES = {"T": ogr.OFTString, "I": ogr.OFTInteger64, "R": ogr.OFTReal}
_SHAPES = {
    "MultiPolygon": ogr.wkbMultiPolygon,
    "Point": ogr.wkbPoint,
    "MultiLineString": ogr.wkbMultiLineString,
}
_STYLE_FIELDS = (
    ("f_table_catalog", ogr.OFTString, 256),
    ("f_table_schema", ogr.OFTString, 256),
    ("f_table_name", ogr.OFTString, 256),
    ("f_geometry_column", ogr.OFTString, 256),
    ("styleName", ogr.OFTString, 30),
    ("styleQML", ogr.OFTString, 0),
    ("styleSLD", ogr.OFTString, 0),
    ("useAsDefault", ogr.OFTInteger, 0),
    ("description", ogr.OFTString, 0),
    ("owner", ogr.OFTString, 30),
    ("ui", ogr.OFTString, 30),
    ("update_time", ogr.OFTDateTime, 0),
)
"""As QGIS itself makes the table."""


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """GDAL's own errors as one of ours; its switch is process-wide, so it goes back to where it stood."""
    before = bool(ogr.GetUseExceptions())
    if not before:
        ogr.UseExceptions()
    try:
        yield
    except RuntimeError as error:
        raise KosozuError("JOB-WRITE", path=str(path), detail=str(error)[:200]) from error
    finally:
        if not before:
            ogr.DontUseExceptions()


def write_geopackage(
    path: Path, layers: Sequence[Layer], epsg: int, styles: Mapping[str, str], as_of: str
) -> None:
    """All layers and tables in one GeoPackage 1.2, spatial ones in ``epsg``, each with its default style (QML)."""
    with _told(path):
        system = _system(epsg)
        target = ogr.GetDriverByName("GPKG").CreateDataSource(str(path), ["VERSION=1.2"])
        target.StartTransaction()
        for layer in layers:
            spatial = layer.shapes is not None
            made = target.CreateLayer(
                layer.name,
                system if spatial else None,
                _SHAPES[layer.geometry] if spatial else ogr.wkbNone,
                [f"DESCRIPTION={layer.ja}", "GEOMETRY_NAME=geom", f"IDENTIFIER={layer.name}"],
            )
            for column in layer.columns:
                made.CreateField(ogr.FieldDefn(column.name, _TYPES[column.kind]))
            _fill(made, layer, [column.name for column in layer.columns], None)
        _write_styles(target, layers, styles, as_of)
        target.CommitTransaction()
        del made, target


def _write_styles(target: Any, layers: Sequence[Layer], styles: Mapping[str, str], as_of: str) -> None:
    table = target.CreateLayer("layer_styles", None, ogr.wkbNone, ["FID=id"])
    for name, kind, width in _STYLE_FIELDS:
        field = ogr.FieldDefn(name, kind)
        if width:
            field.SetWidth(width)
        if name == "useAsDefault":
            field.SetSubType(ogr.OFSTBoolean)
        table.CreateField(field)
    for layer in layers:
        if layer.name not in styles:
            continue
        row = ogr.Feature(table.GetLayerDefn())
        values = {
            "f_table_catalog": "",
            "f_table_schema": "",
            "f_table_name": layer.name,
            "f_geometry_column": "geom" if layer.shapes is not None else "",
            "styleName": layer.name,
            "styleQML": styles[layer.name],
            "styleSLD": "",
            "useAsDefault": 1,
            "description": layer.ja,
            "owner": "",
        }
        for name, value in values.items():
            row.SetField(name, value)
        if as_of:
            row.SetField("update_time", f"{as_of}T00:00:00Z")
        table.CreateFeature(row)


def write_shapefile(folder: Path, layer: Layer, epsg: int, told: Told, as_of: str) -> None:
    """One layer as a Shapefile in CP932 with its .cpg; names of fields are ``layer.shorts``."""
    path = folder / f"{layer.name}.shp"
    with _told(path):
        target = ogr.GetDriverByName("ESRI Shapefile").CreateDataSource(str(path))
        options = ["ENCODING=CP932", *([f"DBF_DATE_LAST_UPDATE={as_of}"] if as_of else [])]
        made = target.CreateLayer(layer.name, _system(epsg), _SHAPES[layer.geometry], options)
        texts = {
            column.name: [
                told.fitted(text, f"{layer.name}.{column.name}") for text in layer.rows[column.name]
            ]
            for column in layer.columns
            if column.kind == "T"
        }
        for column in layer.columns:
            made.CreateField(_dbase(layer.shorts[column.name], column, texts.get(column.name, [])))
        _fill(made, layer, [layer.shorts[column.name] for column in layer.columns], texts)
        del made, target
    # Whatever GDAL's version writes there, other programs look for this name.
    (folder / f"{layer.name}.cpg").write_text("CP932", encoding="ascii")


def _dbase(name: str, column: Column, texts: Sequence[str]) -> Any:
    field = ogr.FieldDefn(name, _TYPES[column.kind])
    if column.kind == "T":
        field.SetWidth(min(FIELD_BYTES, max([1, *(len(text.encode("cp932")) for text in texts)])))
    elif column.kind == "I":
        field.SetWidth(10)
    else:
        field.SetWidth(18)
        field.SetPrecision(2)
    return field


def _fill(made: Any, layer: Layer, names: Sequence[str], texts: Mapping[str, Sequence[str]] | None) -> None:
    """Rows in their order. GDAL takes one feature at a time."""
    columns = [(texts or {}).get(column.name, layer.rows[column.name]) for column in layer.columns]
    blobs = _blobs(layer)
    definition = made.GetLayerDefn()
    for at, values in enumerate(zip(*columns)):
        feature = ogr.Feature(definition)
        for index, value in enumerate(values):
            if value is not None:
                feature.SetField(index, value)
        if blobs is not None:
            feature.SetGeometryDirectly(ogr.CreateGeometryFromWkb(blobs[at]))
        made.CreateFeature(feature)


def _blobs(layer: Layer) -> Any:
    if layer.shapes is None:
        return None
    many = {"MultiPolygon": shapely.multipolygons, "MultiLineString": shapely.multilinestrings}.get(
        layer.geometry
    )
    if many is None:
        return shapely.to_wkb(layer.shapes, output_dimension=2)
    parts, owner = shapely.get_parts(layer.shapes, return_index=True)
    return shapely.to_wkb(many(parts, indices=owner), output_dimension=2)


def _system(epsg: int) -> Any:
    system = osr.SpatialReference()
    system.ImportFromEPSG(epsg)
    system.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    return system
