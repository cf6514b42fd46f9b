"""Texts of a Shapefile that QGIS garbles, whatever of it is asked for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import builders
import pytest

pytestmark = pytest.mark.usefixtures("qgis_app")
NAMES = ["表の田", "髙畑①", "ソバ畑", "予定地"]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """CP932 without .cpg, with a language byte that says 1252, so that GDAL itself decodes it wrongly."""
    found = [
        builders.feature(builders.box(place, 0), 管理区分=f"A{place + 1}", 名称=name, n=place)
        for place, name in enumerate(NAMES)
    ]
    source = builders.write(tmp_path / "in.geojson", found)
    return builders.shapefile(tmp_path / "区域.shp", source, driver=0x57)


def opened(path: Path | str) -> Any:
    from qgis.core import QgsVectorLayer

    layer = QgsVectorLayer(str(path), "x", "ogr")
    assert layer.isValid() and "管理区分" not in layer.fields().names()
    return layer


def test_names_and_texts_are_those_of_the_file(path: Path) -> None:
    from kosozu.gis.frames import frame_from_source

    layer = opened(path)
    frame, epsg = frame_from_source(layer, layer=layer)
    assert list(frame.columns) == ["管理区分", "名称", "n", "geometry"]
    assert frame["名称"].tolist() == NAMES and frame["n"].tolist() == [0, 1, 2, 3]
    assert frame.attrs["encoding"] == "cp932" and epsg == 6668
    garbled = layer.fields().names()[1]
    chosen, _ = frame_from_source(layer, [garbled], layer=layer)
    assert chosen[garbled].tolist() == NAMES


def test_a_selection_a_filter_and_a_deleted_row(path: Path) -> None:
    from qgis.core import (
        QgsProcessingContext,
        QgsProcessingFeatureSourceDefinition,
        QgsProcessingUtils,
        QgsProject,
    )

    from kosozu.gis.frames import frame_from_source

    table = path.with_suffix(".dbf")
    content = bytearray(table.read_bytes())
    content[int.from_bytes(content[8:10], "little")] = ord("*")  # the first row is deleted, but not yet gone
    table.write_bytes(content)
    layer = opened(path)
    frame, _ = frame_from_source(layer, layer=layer)
    assert frame["名称"].tolist() == NAMES[1:]
    project, context = QgsProject(), QgsProcessingContext()
    project.addMapLayer(layer)
    context.setProject(project)
    layer.selectByExpression('"n" in (3, 1)')
    definition = QgsProcessingFeatureSourceDefinition(layer.id(), True)
    selected = QgsProcessingUtils.variantToSource(definition, context)
    frame, _ = frame_from_source(selected, layer=layer)
    assert sorted(frame["名称"]) == sorted([NAMES[1], NAMES[3]])
    assert layer.setSubsetString('"n" = 2')
    frame, _ = frame_from_source(layer, layer=layer)
    assert frame["名称"].tolist() == [NAMES[2]]
    project.clear()


def test_the_reader_of_files_is_right_within_qgis_too(path: Path) -> None:
    """QGIS tells GDAL for its whole process to leave the texts of Shapefiles alone."""
    from kosozu.core.sources.vector import read_vector

    opened(path)
    frame, _, info = read_vector(path)
    assert frame["名称"].tolist() == NAMES and info.encoding == "cp932"


def test_fields_that_are_no_column_of_the_file_stay(path: Path) -> None:
    from qgis.core import QgsField
    from qgis.PyQt.QtCore import QVariant

    from kosozu.gis.frames import frame_from_source

    layer = opened(path)
    layer.addExpressionField("'計算' || \"n\"", QgsField("式", QVariant.String))
    frame, _ = frame_from_source(layer, layer=layer)
    assert frame["式"].tolist() == ["計算0", "計算1", "計算2", "計算3"]
    assert frame["名称"].tolist() == NAMES


def test_what_a_person_says_or_edits_stands(path: Path) -> None:
    from kosozu.gis.frames import frame_from_source
    from kosozu.gis.shapefile import texts_of

    layer = opened(path)
    assert texts_of(None) is None
    layer.startEditing()
    layer.changeAttributeValue(0, 1, "書き直した")
    assert texts_of(layer) is None
    frame, _ = frame_from_source(layer, layer=layer)
    assert frame.iloc[0, 1] == "書き直した"
    layer.rollBack()


def test_layers_of_other_kinds_are_left_alone(path: Path, tmp_path: Path) -> None:
    from qgis.core import QgsVectorLayer

    from kosozu.gis.shapefile import texts_of

    assert texts_of(QgsVectorLayer(str(tmp_path / "in.geojson"), "x", "ogr")) is None
    assert texts_of(QgsVectorLayer("Point?crs=EPSG:6668", "x", "memory")) is None


def test_a_layer_inside_an_archive(path: Path, tmp_path: Path) -> None:
    from kosozu.gis.frames import frame_from_source

    parts = {f"folder/zones{part}": path.with_suffix(part) for part in (".shp", ".shx", ".dbf", ".prj")}
    packed = builders.archive(tmp_path / "a.zip", parts, names="flagged")
    layer = opened(f"/vsizip/{packed}/folder/zones.shp")
    frame, _ = frame_from_source(layer, layer=layer)
    assert frame["名称"].tolist() == NAMES
