from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.usefixtures("qgis_app")


@pytest.fixture(scope="module")
def opened(plan_path: Path) -> dict[str, Any]:
    """The plan's layers as plain QGIS opens them."""
    from qgis.core import QgsVectorLayer

    found = {}
    for name in ("unit", "zone", "action", "finding"):
        layer = QgsVectorLayer(f"{plan_path}|layername={name}", name, "ogr")
        assert layer.isValid()
        found[name] = layer
    for kind in ("Point", "LineString"):
        layer = QgsVectorLayer(f"{plan_path}|layername=mark|geometrytype={kind}", kind, "ogr")
        assert layer.featureCount() == 1
        found[kind] = layer
    return found


def codes(layer: Any) -> list[str]:
    return [category.value() for category in layer.renderer().categories()]


def test_zones_and_parcels_have_one_category_per_class(opened: dict[str, Any]) -> None:
    from kosozu.core.catalogue import load

    classes = list(load().classes)
    assert codes(opened["unit"]) == [*classes, ""]
    assert codes(opened["zone"]) == [*classes, "upper", ""]
    assert codes(opened["finding"]) == [*load().severities, "closed"]


def test_fill_colours_are_the_catalogues_and_no_layer_is_transparent(opened: dict[str, Any]) -> None:
    from kosozu.core.catalogue import load

    classes = load().classes
    for name in ("unit", "zone"):
        assert opened[name].opacity() == 1.0
        for category in opened[name].renderer().categories():
            if category.value() in classes:
                fill = category.symbol().symbolLayer(0).fillColor()
                assert fill.name().upper() == classes[category.value()].fill.upper()
                assert 0 < fill.alphaF() < 1
                assert category.symbol().opacity() == 1.0


def test_only_zones_are_hatched(opened: dict[str, Any]) -> None:
    from kosozu.core.catalogue import load

    hatched = {code for code, row in load().classes.items() if row.hatch not in ("none", "dashed_outline")}

    def patterned(layer: Any) -> set[str]:
        return {
            category.value()
            for category in layer.renderer().categories()
            if any("Pattern" in part.layerType() for part in category.symbol().symbolLayers())
        }

    assert patterned(opened["zone"]) == hatched
    assert patterned(opened["unit"]) == set()


def test_fields_speak_japanese(opened: dict[str, Any]) -> None:
    from kosozu.core.catalogue import load

    fields = load().fields
    for name in ("unit", "zone", "action", "finding"):
        layer = opened[name]
        for index, field in enumerate(layer.fields()):
            if field.name() != "fid":
                assert layer.attributeAlias(index) == fields[(name, field.name())].alias_ja


def test_codes_are_shown_as_labels(opened: dict[str, Any]) -> None:
    from kosozu.core.catalogue import load

    layer = opened["zone"]
    setup = layer.editorWidgetSetup(layer.fields().indexOf("class_code"))
    assert setup.type() == "ValueMap"
    shown = {code: text for entry in setup.config()["map"] for text, code in entry.items()}
    assert shown == {row.code: row.label_ja for row in load().classes.values()}
    for name, column in [
        ("unit", "land_kind"),
        ("finding", "severity"),
        ("finding", "rule_id"),
        ("action", "kind"),
    ]:
        layer = opened[name]
        assert layer.editorWidgetSetup(layer.fields().indexOf(column)).type() == "ValueMap"
    hidden = layer.editorWidgetSetup(layer.fields().indexOf("fid"))
    assert hidden.type() == "Hidden"


def test_marks_are_styled_as_points_and_as_lines(opened: dict[str, Any]) -> None:
    from qgis.core import QgsExpression, QgsExpressionContext

    from kosozu.core.catalogue import load

    kinds = load().mark_kinds.values()
    for geometry, name in (("point", "Point"), ("line", "LineString")):
        layer = opened[name]
        rules = layer.renderer().rootRule().children()
        assert len(rules) == len(kinds)
        feature = next(layer.getFeatures())
        context = QgsExpressionContext()
        context.setFeature(feature)
        met = [rule.label() for rule in rules if QgsExpression(rule.filterExpression()).evaluate(context)]
        assert met == [
            row.label_ja for row in kinds if row.code == feature["kind"] and row.geometry == geometry
        ]


def test_ids_cannot_be_edited_in_the_form(opened: dict[str, Any]) -> None:
    layer = opened["zone"]
    form = layer.editFormConfig()
    assert form.readOnly(layer.fields().indexOf("zone_id"))
    assert not form.readOnly(layer.fields().indexOf("name"))


def test_the_same_catalogue_gives_the_same_text_in_another_process(root: Path) -> None:
    from kosozu.core.catalogue import load
    from kosozu.gis.styles import plan_styles

    code = (
        "import sys, types, hashlib\n"
        "package = types.ModuleType('kosozu'); package.__path__ = [sys.argv[1]]; sys.modules['kosozu'] = package\n"
        "from qgis.core import QgsApplication\n"
        "app = QgsApplication([], True); app.initQgis()\n"
        "from kosozu.core.catalogue import load\n"
        "from kosozu.gis.styles import plan_styles\n"
        "for name, text in sorted(plan_styles(load()).items()):\n"
        "    print('STYLE', name, hashlib.sha256(text.encode()).hexdigest(), flush=True)\n"
        "import os; os._exit(0)\n"
    )
    import hashlib

    ours = {name: hashlib.sha256(text.encode()).hexdigest() for name, text in plan_styles(load()).items()}
    run = subprocess.run([sys.executable, "-c", code, str(root)], capture_output=True, text=True, timeout=120)
    lines = [line.split() for line in run.stdout.splitlines() if line.startswith("STYLE")]
    assert {name: digest for _, name, digest in lines} == ours
