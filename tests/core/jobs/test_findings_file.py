"""Findings written as a whole GeoPackage: what a feature sink would have written, with an index that finds."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from osgeo import ogr

from kosozu.core.errors import KosozuError
from kosozu.core.jobs.reconcilefarmland import write_findings


def frame(count: int) -> gpd.GeoDataFrame:
    column, row = np.arange(count) % 100, np.arange(count) // 100
    shapes = shapely.box(column * 10, row * 10, column * 10 + 8, row * 10 + 8)
    data = {"finding_key": [f"M-01||{at}" for at in range(count)], "message_ja": ["髙橋の田"] * count}
    return gpd.GeoDataFrame({**data, "share": np.linspace(0, 1, count)}, geometry=shapes)


@pytest.mark.parametrize(("count", "multi"), [(5_000, False), (3, True), (0, False)])
def test_a_file_with_an_index_that_finds(tmp_path: Path, count: int, multi: bool) -> None:
    path, found = tmp_path / "findings.gpkg", frame(count)
    path.write_text("an older file")
    write_findings(str(path), found, 6676, multi=multi)
    assert [other.name for other in tmp_path.iterdir()] == ["findings.gpkg"]
    source = ogr.Open(str(path))
    layer = source.GetLayerByName("findings")
    assert layer.GetFeatureCount() == count
    assert layer.GetSpatialRef().GetAuthorityCode(None) == "6676"
    assert ogr.GeometryTypeToName(layer.GetGeomType()) == ("Multi Polygon" if multi else "Polygon")
    assert layer.TestCapability(ogr.OLCFastSpatialFilter)
    window = shapely.box(95, 5, 205, 33)
    layer.SetSpatialFilterRect(*window.bounds)
    keys = sorted(feature["finding_key"] for feature in layer)
    assert keys == sorted(found["finding_key"][found.geometry.intersects(window)])


def test_where_nothing_can_be_written_nothing_is(tmp_path: Path) -> None:
    with pytest.raises(KosozuError):
        write_findings(str(tmp_path / "no" / "findings.gpkg"), frame(3), 6676, multi=False)
    assert list(tmp_path.iterdir()) == []
