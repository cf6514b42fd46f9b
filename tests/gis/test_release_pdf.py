"""The check before publication on PDFs that QGIS itself writes: radicals, white text, boxes, layers, attributes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import planted
import pytest

from .conftest import build_plan

pytestmark = pytest.mark.usefixtures("qgis_app")

NAMES = planted.names(40)


@pytest.fixture(scope="module")
def checked() -> Callable[..., Any]:
    from kosozu.core.reports.release.box import Box
    from kosozu.core.reports.release.files import inspect
    from kosozu.core.reports.release.terms import Terms

    def check(path: Path, drawn: tuple[str, ...] = ()) -> Any:
        terms = Terms()
        for name in NAMES:
            terms.add(name, "name")
        box = Box(terms, drawn)
        inspect(box, path.name, path.read_bytes())
        return box

    return check


def found(box: Any) -> set[str]:
    return {hit.key for hit in box.hits if hit.verdict == "found"}


def export(path: Path, **how: Any) -> Path:
    """A map of points with owners; ``labels`` in white, under a box, as outlines; ``geospatial`` with attributes."""
    from qgis.core import (
        Qgis,
        QgsCoordinateReferenceSystem,
        QgsFeature,
        QgsGeometry,
        QgsLayoutExporter,
        QgsLayoutItemLabel,
        QgsLayoutItemMap,
        QgsLayoutItemShape,
        QgsLayoutPoint,
        QgsLayoutSize,
        QgsPointXY,
        QgsPrintLayout,
        QgsProject,
        QgsRectangle,
        QgsVectorLayer,
    )
    from qgis.PyQt.QtGui import QFont

    from kosozu.gis.sheet_text import japanese_font

    family = japanese_font("")
    project = QgsProject()
    project.setCrs(QgsCoordinateReferenceSystem("EPSG:6676"))
    layer = QgsVectorLayer("Point?crs=EPSG:6676&field=owner:string", "owners", "memory")
    features = []
    for number, name in enumerate(NAMES):
        feature = QgsFeature(layer.fields())
        feature.setGeometry(QgsGeometry.fromPointXY(QgsPointXY(number % 5 * 20, number // 5 * 10)))
        feature["owner"] = name
        features.append(feature)
    layer.dataProvider().addFeatures(features)
    if how.get("labels", True):
        _label(layer, family, white=how.get("white", False))
    project.addMapLayers([layer])
    layout = QgsPrintLayout(project)
    layout.initializeDefaults()
    view = QgsLayoutItemMap(layout)
    view.attemptMove(QgsLayoutPoint(10, 10))
    view.attemptResize(QgsLayoutSize(250, 180))
    view.setExtent(QgsRectangle(-10, -10, 100, 90))
    view.setLayers([layer])
    layout.addLayoutItem(view)
    title = QgsLayoutItemLabel(layout)
    title.setText("森林の管理")
    title.setFont(QFont(family, 10))
    title.attemptResize(QgsLayoutSize(100, 10))
    layout.addLayoutItem(title)
    if how.get("box"):
        box = QgsLayoutItemShape(layout)
        box.attemptMove(QgsLayoutPoint(10, 10))
        box.attemptResize(QgsLayoutSize(250, 180))
        layout.addLayoutItem(box)
    settings = QgsLayoutExporter.PdfExportSettings()
    text = Qgis.TextRenderFormat
    settings.textRenderFormat = text.AlwaysOutlines if how.get("outlines") else text.AlwaysText
    settings.rasterizeWholeImage = how.get("raster", False)
    if how.get("geospatial"):
        settings.writeGeoPdf = True
        settings.includeGeoPdfFeatures = True
    result = QgsLayoutExporter(layout).exportToPdf(str(path), settings)
    project.clear()
    assert result == QgsLayoutExporter.ExportResult.Success
    return path


def _label(layer: Any, family: str, *, white: bool) -> None:
    from qgis.core import QgsPalLayerSettings, QgsTextFormat, QgsVectorLayerSimpleLabeling
    from qgis.PyQt.QtGui import QColor, QFont

    settings, form = QgsPalLayerSettings(), QgsTextFormat()
    form.setFont(QFont(family, 8))
    form.setSize(8)
    if white:
        form.setColor(QColor("white"))
    settings.setFormat(form)
    settings.fieldName = "owner"
    settings.displayAll = True
    layer.setLabeling(QgsVectorLayerSimpleLabeling(settings))
    layer.setLabelsEnabled(True)


def test_names_in_qgis_own_pdfs_are_found_though_they_are_radicals(checked, tmp_path: Path) -> None:
    from kosozu.core.reports.release.fold import fold

    path = export(tmp_path / "a.pdf", box=True)
    box = checked(path)
    assert found(box) == {fold(name) for name in NAMES}
    white = checked(export(tmp_path / "b.pdf", white=True))
    assert found(white) == found(box)
    assert {hit.route for hit in white.hits if hit.verdict == "found"} == {"white_text"}


def test_attributes_of_a_geospatial_pdf_are_found(checked, tmp_path: Path) -> None:
    from osgeo import gdal

    if gdal.GetDriverByName("PDF") is None:
        pytest.skip("this GDAL writes no PDF")
    box = checked(export(tmp_path / "a.pdf", labels=False, geospatial=True))
    assert len(found(box)) == len(NAMES)
    assert "attribute" in {hit.route for hit in box.hits}


@pytest.mark.parametrize(("how", "why"), [("outlines", "no_text"), ("raster", "scan")])
def test_letters_that_are_no_text_are_refused(checked, tmp_path: Path, how: str, why: str) -> None:
    path = export(tmp_path / "a.pdf", **{how: True})
    assert why in {hit.why for hit in checked(path).hits if hit.verdict == "unreadable"}
    assert not checked(path, drawn=("森林の管理",)).stops
    assert checked(path, drawn=("森林の管理", NAMES[3])).stops


@pytest.fixture
def named(tmp_path: Path) -> Path:
    """A plan whose side file knows the name of a zone."""
    from kosozu.core.plan import PlanFile

    path = build_plan(tmp_path / "青木谷.gpkg", zone_name="長谷川太郎の田")
    with PlanFile.open(str(path)) as plan, plan.stroke("台帳") as stroke:
        stroke.names.put("user", ["利用者001", "利用者002"], {"name": ["長谷川太郎", "𠮷田花子"]})
    return path


@pytest.mark.parametrize("suffix", [".pdf", ".png"])
def test_a_sheet_with_a_name_is_not_written(named: Path, tmp_path: Path, suffix: str, monkeypatch) -> None:
    from kosozu.core.errors import KosozuError
    from kosozu.gis.sheet import Wish, print_sheet

    output = tmp_path / f"sheet{suffix}"
    print_sheet(str(named), str(output))  # the name is masked
    output.unlink()
    monkeypatch.setattr("kosozu.core.reports.editions.Scrubber.__call__", lambda self, text: text)
    with pytest.raises(KosozuError) as stopped:
        print_sheet(str(named), str(output))
    assert stopped.value.code == "REL-FOUND"
    assert not output.exists() and not list(tmp_path.glob(".kosozu-*"))
    print_sheet(str(named), str(output), Wish(edition="internal"))


def test_our_own_sheet_passes_without_being_told_what_is_drawn(named: Path, tmp_path: Path) -> None:
    """Figures of its labels tell no character, but they are too narrow for a name."""
    from kosozu.core.jobs.checkrelease import check_release
    from kosozu.gis.sheet import Wish, print_sheet

    output = tmp_path / "sheet.pdf"
    print_sheet(str(named), str(output))
    assert check_release(str(output), plan_path=str(named))["PASSED"]
    print_sheet(str(named), str(output), Wish(edition="internal"))
    assert not check_release(str(output), plan_path=str(named), report_only=True)["PASSED"]
