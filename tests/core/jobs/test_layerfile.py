"""A layer handed out as a file: what went in comes out, the index finds it, and other programs may go on editing."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pyogrio
import pytest
import shapely
from osgeo import ogr

from kosozu.core.jobs.layerfile import write_layer

LINE = shapely.LineString([(0, 0), (3, 4)])
KINDS = {
    "Point": [shapely.Point(1, 2), shapely.Point(), None],
    "MultiPoint": [shapely.Point(1, 2), shapely.MultiPoint([(3, 4), (5, 6)]), None],
    "LineString": [LINE, shapely.LineString(), None],
    "MultiLineString": [LINE, shapely.MultiLineString([LINE, [(9, 9), (8, 7)]]), None],
    "Polygon": [shapely.box(0, 0, 2, 1), shapely.Polygon(), None],
    "MultiPolygon": [shapely.box(0, 0, 2, 1), shapely.MultiPolygon([shapely.box(4, 4, 5, 5)]), None],
}


@pytest.mark.parametrize("kind", KINDS)
def test_what_went_in_comes_out(tmp_path: Path, kind: str) -> None:
    """Every kind of shape, single ones as the layer's kind wants them; none and empty ones; texts, numbers, nothing."""
    columns = {"世帯 数": [1.5, float("nan"), -2.0], '名"称': ["髙橋", None, ""], "n": [3, 2**40, -1]}
    frame = gpd.GeoDataFrame(columns, geometry=np.array(KINDS[kind], dtype=object))
    path = tmp_path / "layer.gpkg"
    write_layer(str(path), frame, 6676, kind)
    found = pyogrio.read_dataframe(path)
    assert list(found.columns) == [*columns, "geometry"]
    assert found["n"].tolist() == columns["n"]
    assert found["世帯 数"].fillna(0).tolist() == [1.5, 0, -2.0]
    assert found['名"称'].fillna("-").tolist() == ["髙橋", "-", ""]
    for told, given in zip(found.geometry, KINDS[kind]):
        if given is None:
            assert told is None
        else:
            assert told.geom_type == kind and told.equals(given)
    info = pyogrio.read_info(path)
    assert info["features"] == 3 and info["geometry_type"] == kind
    whole = shapely.total_bounds(np.array(KINDS[kind], dtype=object))
    assert info["total_bounds"] == pytest.approx(whole)


def test_another_program_goes_on(tmp_path: Path) -> None:
    """Rows that GDAL adds and takes away are counted and found, as in a file that it has made itself."""
    path = tmp_path / "layer.gpkg"
    frame = gpd.GeoDataFrame({"a": [1, 2]}, geometry=shapely.box([0, 10], 0, [5, 15], 5))
    write_layer(str(path), frame, 6676, "Polygon")
    source = ogr.Open(str(path), 1)
    layer = source.GetLayer(0)
    row = ogr.Feature(layer.GetLayerDefn())
    row.SetGeometry(ogr.CreateGeometryFromWkt("POLYGON ((100 0, 105 0, 105 5, 100 5, 100 0))"))
    layer.CreateFeature(row)
    layer.DeleteFeature(1)
    del row, layer, source
    layer = (source := ogr.Open(str(path))).GetLayer(0)
    assert layer.GetFeatureCount() == 2 and layer.TestCapability(ogr.OLCFastSpatialFilter)
    layer.SetSpatialFilterRect(101, 1, 102, 2)
    assert [feature.GetFID() for feature in layer] == [3]
    layer.SetSpatialFilterRect(1, 1, 2, 2)
    assert layer.GetFeatureCount() == 0
    del layer, source
