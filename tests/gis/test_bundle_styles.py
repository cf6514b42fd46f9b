"""Open data of a plan open styled in a QGIS without the plugin."""

from __future__ import annotations

from pathlib import Path

import pytest
import sample_plan

pytest.importorskip("qgis.core")

from qgis.core import (
    QgsExpression,
    QgsExpressionContext,
    QgsMapRendererParallelJob,
    QgsMapSettings,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QSize
from qgis.PyQt.QtGui import QColor

from kosozu.core.jobs.exportbundle import export_bundle


@pytest.fixture(scope="module")
def bundle(qgis_app, tmp_path_factory) -> Path:
    from kosozu.gis.bundle_styles import bundle_styles

    folder = tmp_path_factory.mktemp("bundle")
    plan = sample_plan.make(folder / "kosou.gpkg")
    export_bundle(str(plan), str(folder / "data"), edition="counter", styles=bundle_styles)
    return folder / "data"


def opened(bundle: Path, name: str) -> QgsVectorLayer:
    layer = QgsVectorLayer(f"{bundle / 'plan.gpkg'}|layername={name}", name, "ogr")
    assert layer.isValid()
    return layer


@pytest.mark.parametrize("name", ["zone", "class_area", "unit", "finding"])
def test_layers_come_with_their_classes(bundle: Path, name: str) -> None:
    layer = opened(bundle, name)
    renderer = layer.renderer()
    assert renderer.type() == "categorizedSymbol"
    labels = [category.label() for category in renderer.categories()]
    assert len(labels) > 2 and all(labels)
    shown = {feature[renderer.classAttribute()] for feature in layer.getFeatures()}
    known = {category.value() for category in renderer.categories()}
    assert {value or "" for value in shown} - {""} <= known


def test_fields_have_japanese_names(bundle: Path) -> None:
    layer = opened(bundle, "zone")
    assert layer.attributeAlias(layer.fields().indexOf("class_ja")) == "管理区分（名称）"
    assert layer.labelsEnabled()
    settings = layer.labeling().settings()
    expression = QgsExpression(settings.fieldName)
    assert not expression.hasParserError(), expression.parserErrorString()
    context = QgsExpressionContext()
    context.setFeature(next(layer.getFeatures()))
    context.setFields(layer.fields())
    letter, name = expression.evaluate(context).split("\n")
    assert letter and name
    table = opened(bundle, "action")
    assert table.attributeAlias(table.fields().indexOf("title")) == "取組名"


def test_the_gravest_finding_lies_on_top(bundle: Path) -> None:
    layer = opened(bundle, "finding")
    clauses = layer.renderer().orderBy().list()
    assert layer.renderer().orderByEnabled() and clauses
    assert not any(QgsExpression(clause.expression().expression()).hasParserError() for clause in clauses)


def test_the_map_is_drawn_in_the_plans_colours(bundle: Path) -> None:
    layer = opened(bundle, "zone")
    settings = QgsMapSettings()
    settings.setLayers([layer])
    settings.setExtent(layer.extent())
    settings.setDestinationCrs(layer.crs())
    settings.setOutputSize(QSize(400, 300))
    settings.setBackgroundColor(QColor("white"))
    job = QgsMapRendererParallelJob(settings)
    job.start()
    job.waitForFinished()
    picture = job.renderedImage()
    colours = {picture.pixelColor(x, y).name() for x in range(0, 400, 2) for y in range(0, 300, 2)}
    assert "#ffffff" in colours and len(colours) > 40


def test_the_same_plan_gives_the_same_styles(bundle: Path, tmp_path: Path) -> None:
    from kosozu.gis.bundle_styles import bundle_styles

    export_bundle(
        str(bundle.parent / "kosou.gpkg"), str(tmp_path / "data"), edition="counter", styles=bundle_styles
    )

    def styles(folder: Path) -> list[str]:
        table = opened(folder, "layer_styles")
        return sorted(feature["styleQML"] for feature in table.getFeatures())

    assert styles(tmp_path / "data") == styles(bundle)


def test_places_of_people_are_coloured_by_reach(qgis_app, tmp_path_factory) -> None:
    """The colours of what occurs, with the catalogue's names."""

    from kosozu.gis.bundle_styles import bundle_styles

    folder = tmp_path_factory.mktemp("reach")
    plan = sample_plan.surround(sample_plan.make(folder / "kosou.gpkg"), minutes=2.0)
    export_bundle(str(plan), str(folder / "data"), styles=bundle_styles)
    layer = opened(folder / "data", "reach_place")
    renderer = layer.renderer()
    assert renderer.type() == "categorizedSymbol" and renderer.classAttribute() == "reach"
    found = {category.value(): category.label() for category in renderer.categories()}
    assert found == {"within": "時間内に着く", "beyond": "時間内に着かない"}
    assert set(found) == {feature["reach"] for feature in layer.getFeatures()}
    assert layer.attributeAlias(layer.fields().indexOf("minutes")) == "拠点までの時間（分）"
