"""Shapefiles and zips as Japanese offices hand them out, by real runs of qgis_process: every text comes in as it is."""

from __future__ import annotations

import shutil
from pathlib import Path

import builders
import pytest

pytest.importorskip("osgeo")

from kosozu.core.plan import PlanFile

OFFICES = {
    "cp932": {},
    "utf8": {"encoding": "UTF-8"},
    "cp932_cpg": {"page": "CP932"},
    "sjis_cpg": {"page": "Shift_JIS"},
    "utf8_cpg": {"encoding": "UTF-8", "page": "UTF-8"},
    "false_cpg": {"page": "UTF-8"},
    "false_driver": {"driver": 0x57},
    "right_driver": {"driver": 0x13},
}
TEXTS = ["表の区域ソ①", "髙畑・予定地"]


@pytest.fixture(scope="module")
def empty(tmp_path_factory, kosozu_process) -> Path:
    """A plan with parcels."""
    folder = tmp_path_factory.mktemp("encodings")
    path = folder / "計画.gpkg"
    run = kosozu_process(
        "createplan",
        PLAN=path, TIER="municipality", JURISDICTION="202037", TITLE="見本の構想", START_FY=2027, END_FY=2036,
    )  # fmt: skip
    assert run.code == 0, run.stdout + run.stderr
    run = kosozu_process("importparcels", PLAN=path, INPUT=builders.parcels(folder / "2024_202037.json"))
    assert run.code == 0, run.stdout + run.stderr
    return path


@pytest.fixture
def plan(empty, tmp_path) -> Path:
    copy = tmp_path / "計画.gpkg"
    shutil.copy(empty, copy)
    return copy


def zones(folder: Path) -> Path:
    """Two zones with Japanese field names that fit into ten bytes of UTF-8."""
    cells = [("A1", (0, 0, 3, 2)), ("B1", (3, 0, 3, 2))]
    found = [
        builders.feature(builders.box(*cell), 区分=code, 名称=text)
        for (code, cell), text in zip(cells, TEXTS)
    ]
    return builders.write(folder / "zones.geojson", found)


def read(plan: Path, table: str, *columns: str) -> dict[str, list]:
    with PlanFile.open(str(plan), readonly=True) as opened:
        return opened.read(table, list(columns))


@pytest.mark.parametrize("office", OFFICES)
def test_zones_of_every_office(plan, kosozu_process, tmp_path, office):
    path = builders.shapefile(tmp_path / "区域.shp", zones(tmp_path), **OFFICES[office])
    run = kosozu_process("importzones", PLAN=plan, INPUT=path, CLASS_FIELD="区分", NAME_FIELD="名称")
    assert run.code == 0, run.stdout + run.stderr
    assert sorted(read(plan, "zone", "name")["name"]) == sorted(TEXTS)
    report = Path(run.results["REPORT"]).read_text(encoding="utf-8")
    assert ("utf-8" if office.startswith("utf8") else "cp932") in report
    assert ("判定し直した" in report) == (office == "false_cpg")


@pytest.mark.parametrize("office", ["cp932", "utf8", "false_driver"])
def test_groups_and_marks(plan, kosozu_process, tmp_path, office):
    areas = builders.shapefile(tmp_path / "集落.shp", zones(tmp_path), **OFFICES[office])
    run = kosozu_process("importgroups", PLAN=plan, INPUT=areas, NAME_FIELD="名称", KIND="community")
    assert run.code == 0, run.stdout + run.stderr
    assert set(read(plan, "unit_group", "name")["name"]) == set(TEXTS)
    points = [
        builders.point(place + 0.5, 0.5, 種別="見守り点", 名称=text) for place, text in enumerate(TEXTS)
    ]
    marks = builders.shapefile(
        tmp_path / "点.shp", builders.write(tmp_path / "points.geojson", points), **OFFICES[office]
    )
    run = kosozu_process("importmarks", PLAN=plan, INPUT=marks, KIND="watchpoint", NAME_FIELD="名称")
    assert run.code == 0, run.stdout + run.stderr
    assert sorted(read(plan, "mark", "name")["name"]) == sorted(TEXTS)


@pytest.mark.parametrize("names", ["flagged", "utf-8", "cp932"])
def test_an_archive_with_japanese_names(plan, kosozu_process, tmp_path, names):
    path = builders.shapefile(tmp_path / "in.shp", zones(tmp_path))
    parts = {f"表示ソ/区域 ソ{part}": path.with_suffix(part) for part in (".shp", ".shx", ".dbf", ".prj")}
    packed = builders.archive(tmp_path / "区域.zip", parts, names=names)
    wish = {"PLAN": plan, "CLASS_FIELD": "区分", "NAME_FIELD": "名称"}
    run = kosozu_process("importzones", INPUT=f"{packed}|layername=表示ソ/区域 ソ.shp", **wish)
    assert run.code == 0, run.stdout + run.stderr
    assert sorted(read(plan, "zone", "name")["name"]) == sorted(TEXTS)
    assert "区域.zip" in read(plan, "source", "file_name")["file_name"]
    run = kosozu_process("importzones", INPUT=packed, **wish)
    assert run.code == 0, run.stdout + run.stderr
    run = kosozu_process("importzones", INPUT=f"{packed}|layername=別.shp", **wish)
    assert (
        run.code != 0
        and "[SRC-LAYER]" in run.stdout + run.stderr
        and "区域 ソ.shp" in run.stdout + run.stderr
    )
