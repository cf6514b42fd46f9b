from __future__ import annotations

from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely

pytestmark = pytest.mark.usefixtures("qgis_app")


def sample() -> gpd.GeoDataFrame:
    shapes = [
        shapely.box(0, 0, 1, 1),
        shapely.MultiPolygon([shapely.box(2, 0, 3, 1), shapely.box(4, 0, 5, 1)]),
        None,
    ]
    data = {
        "key": ["01", None, "髙"],
        "count": np.array([1, 2, 2**40]),
        "area": [1.5, np.nan, -2.0],
        "flag": [True, False, True],
    }
    return gpd.GeoDataFrame(data, geometry=np.array(shapes, dtype=object))


def layer_of(frame: gpd.GeoDataFrame, kind: str = "MultiPolygon?crs=EPSG:6676") -> Any:
    from qgis.core import QgsVectorLayer

    from kosozu.gis.frames import fields_of, write_frame

    layer = QgsVectorLayer(kind, "x", "memory")
    layer.dataProvider().addAttributes(list(fields_of(frame)))
    layer.updateFields()
    assert write_frame(frame, layer.dataProvider()) == len(frame)
    return layer


def test_a_frame_goes_to_a_sink_and_back() -> None:
    from kosozu.gis.frames import frame_from_source

    frame, epsg = frame_from_source(layer_of(sample()))
    assert epsg == 6676
    assert frame.crs is None
    assert frame["key"].tolist() == ["01", None, "髙"]
    assert frame["count"].tolist() == [1, 2, 2**40]
    assert frame["area"].isna().tolist() == [False, True, False]
    assert [bool(value) for value in frame["flag"]] == [True, False, True]
    kinds = [None if shape is None else shape.geom_type for shape in frame.geometry]
    assert kinds == ["MultiPolygon", "MultiPolygon", None]
    assert frame.geometry.iloc[1].area == 2.0


def test_only_the_wanted_columns_come_in_the_wanted_order() -> None:
    from kosozu.gis.frames import frame_from_source

    frame, _ = frame_from_source(layer_of(sample()), ["area", "key"])
    assert list(frame.columns) == ["area", "key", "geometry"]


def test_a_missing_column_is_named() -> None:
    from kosozu.core.errors import KosozuError
    from kosozu.gis.frames import frame_from_source

    with pytest.raises(KosozuError) as error:
        frame_from_source(layer_of(sample()), ["区分"])
    assert error.value.code == "GIS-NO-FIELD"
    assert "区分" in error.value.text("ja")
    assert "key" in error.value.text("ja")


def test_null_whole_numbers_stay_whole() -> None:
    from qgis.core import QgsFeature, QgsGeometry

    from kosozu.gis.frames import frame_from_source

    layer = layer_of(sample())
    feature = QgsFeature(layer.fields())
    feature.setGeometry(QgsGeometry.fromWkt("MultiPolygon(((0 0, 1 0, 1 1, 0 0)))"))
    layer.dataProvider().addFeatures([feature])
    frame, _ = frame_from_source(layer)
    assert frame["count"].tolist() == [1, 2, 2**40, None]
    assert frame["key"].iloc[3] is None


def test_invalid_curved_and_measured_geometry_comes_through() -> None:
    from qgis.core import QgsFeature, QgsGeometry, QgsVectorLayer

    from kosozu.gis.frames import frame_from_source

    layer = QgsVectorLayer("CurvePolygonZM?crs=EPSG:4301", "x", "memory")
    curve = "CurvePolygonZM(CompoundCurveZM(CircularStringZM(0 0 5 1, 1 1 5 1, 2 0 5 1), (2 0 5 1, 0 0 5 1)))"
    bow = "CurvePolygonZM((0 0 0 0, 1 1 0 0, 1 0 0 0, 0 1 0 0, 0 0 0 0))"
    features = []
    for text in (curve, bow):
        feature = QgsFeature()
        feature.setGeometry(QgsGeometry.fromWkt(text))
        features.append(feature)
    layer.dataProvider().addFeatures(features)
    frame, epsg = frame_from_source(layer)
    assert epsg == 4301
    assert frame.geometry.iloc[0].area == pytest.approx(np.pi / 2, rel=1e-3)
    assert not frame.geometry.iloc[1].is_valid
    assert not frame.geometry.has_z.any()


def test_a_layer_without_a_reference_system_has_number_0() -> None:
    from qgis.core import QgsCoordinateReferenceSystem

    from kosozu.gis.compat import epsg_of

    assert epsg_of(QgsCoordinateReferenceSystem()) == 0


def test_a_plane_system_told_by_its_definition_alone_is_recognised() -> None:
    from osgeo import osr
    from qgis.core import QgsCoordinateReferenceSystem

    from kosozu.gis.compat import epsg_of

    reference = osr.SpatialReference()
    reference.ImportFromEPSG(6676)
    reference.MorphToESRI()
    assert epsg_of(QgsCoordinateReferenceSystem.fromWkt(reference.ExportToWkt())) == 6676


def test_a_sink_that_refuses_is_an_error() -> None:
    from kosozu.core.errors import KosozuError
    from kosozu.gis.frames import write_frame

    class Full:
        def addFeatures(self, features: Any, flags: Any) -> bool:
            return False

        def lastError(self) -> str:
            return "disk full"

    with pytest.raises(KosozuError) as error:
        write_frame(sample(), Full())
    assert error.value.code == "GIS-SINK"
    assert "disk full" in error.value.text("en")


def test_cancel_stops_reading() -> None:
    from kosozu.core.errors import Cancelled
    from kosozu.gis.frames import write_frame

    class Stop:
        def step(self, en: str, ja: str) -> None: ...
        def percent(self, value: float) -> None: ...
        def cancelled(self) -> bool:
            return True

    layer = layer_of(sample())
    with pytest.raises(Cancelled):
        write_frame(sample(), layer.dataProvider(), progress=Stop())
    assert layer.featureCount() == 3


@pytest.fixture
def land(tmp_path: Path) -> str:
    """The sample in a GeoPackage, as a source of QGIS (a layer would outlive the application as a fixture)."""
    from kosozu.core.sources.vector import pyogrio

    path = tmp_path / "土地.gpkg"
    frame = sample().drop(columns="flag")
    shapes = np.array([shapely.multipolygons([frame.geometry[0]]), frame.geometry[1], None], dtype=object)
    pyogrio.raw.write(
        str(path),
        shapely.to_wkb(shapes),
        [frame[name].to_numpy() for name in ("key", "count", "area")],
        ["key", "count", "area"],
        geometry_type="MultiPolygon",
        crs="EPSG:6676",
        layer="land",
    )
    return f"{path}|layername=land"


def opened(source: str) -> Any:
    from qgis.core import QgsVectorLayer

    return QgsVectorLayer(source, "land", "ogr")


def test_a_whole_geopackage_is_read_at_once_with_the_same_result(land: str) -> None:
    from kosozu.gis.frames import frame_from_file, frame_from_source

    package = opened(land)
    columns = ["area", "count", "key"]
    found = frame_from_file(package.source(), package, columns)
    assert found is not None
    slow, epsg = frame_from_source(package, columns)
    assert found[1] == epsg == 6676
    assert found[0].dtypes.tolist() == slow.dtypes.tolist()
    assert found[0].drop(columns="geometry").equals(slow.drop(columns="geometry"))
    assert shapely.equals(found[0].geometry.to_numpy()[:2], slow.geometry.to_numpy()[:2]).all()
    assert found[0].geometry.iloc[2] is None


def test_anything_but_the_whole_file_is_read_feature_by_feature(land: str) -> None:
    from qgis.core import QgsProcessingFeatureSourceDefinition, QgsProperty

    package = opened(land)
    from kosozu.gis.frames import frame_from_file

    columns = ["key"]
    assert frame_from_file(QgsProcessingFeatureSourceDefinition(package.id(), True), package, columns) is None
    assert (
        frame_from_file(QgsProcessingFeatureSourceDefinition(package.id(), False, 2), package, columns)
        is None
    )
    assert frame_from_file(QgsProperty.fromExpression("'x'"), package, columns) is None
    assert frame_from_file(package, package, ["fid"]) is None
    assert frame_from_file(package, None, columns) is None
    assert frame_from_file(package, package, columns) is not None
    package.setSubsetString("\"key\" = '01'")
    assert frame_from_file(package, package, columns) is None
    assert frame_from_file(layer_of(sample()), layer_of(sample()), columns) is None


def test_what_a_layer_being_edited_holds_is_not_in_its_file(land: str) -> None:
    from kosozu.gis.frames import frame_from_file

    package = opened(land)
    assert package.startEditing()
    assert frame_from_file(package, package, ["key"]) is None
    assert package.commitChanges()
    assert frame_from_file(package, package, ["key"]) is not None
