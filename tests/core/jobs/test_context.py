"""Context in a plan: areas of law in the plan, the rest beside it; the same again changes nothing; editions; undo."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import builders
import geopandas as gpd
import pyogrio
import pytest
import shapely

from kosozu.core.errors import KosozuError
from kosozu.core.jobs import contextfiles
from kosozu.core.jobs.importcontext import import_context
from kosozu.core.plan import PlanFile
from kosozu.core.sources.crs import transform
from kosozu.core.sources.vector import read_vector


def areas(path: Path, columns: dict[str, list[Any]], shapes: list[Any]) -> Path:
    """A layer in longitude and latitude of JGD2011, of shapes in the plan's CRS."""
    import numpy as np

    moved = transform(np.array(shapes, dtype=object), 6676, 6668)[0]
    pyogrio.write_dataframe(gpd.GeoDataFrame(columns, geometry=moved, crs=6668), path)
    return path


def box(plan: Path) -> tuple[float, float, float, float]:
    with PlanFile.open(str(plan), readonly=True) as opened:
        return contextfiles.place_of(opened, 0.0).extent


def test_law_goes_into_the_plan(plan: Path, tmp_path: Path, digest: Any) -> None:
    """Areas with kind, year and tolerance, credited; again: no change; another year takes its place; undo."""
    west, south, east, north = box(plan)
    half = shapely.box(west - 50, south - 50, (west + east) / 2, north + 50)
    far = shapely.box(west - 9000, south, west - 8000, north)
    columns = {"A33_001": [1, 2], "A33_002": [2, 1], "A33_005": ["急傾斜", "遠く"]}
    found = import_context(str(plan), str(areas(tmp_path / "A33-22_20.gpkg", columns, [half, far])))
    assert {name: found[name] for name in ("READ_COUNT", "USED_COUNT", "REJECTED_COUNT")} == {
        "READ_COUNT": 2, "USED_COUNT": 1, "REJECTED_COUNT": 1,
    }  # fmt: skip
    assert "土砂災害" in Path(found["REPORT"]).read_text(encoding="utf-8")
    with PlanFile.open(str(plan), readonly=True) as opened:
        law = opened.read("legal_area", geometry=True)
        assert (law["kind"], law["year"], law["tolerance_m"]) == (["hazard_red"], [2022], [12.5])
        assert shapely.from_wkb(law["geom"][0]).area == pytest.approx(half.area, rel=1e-6)
        source = opened.read("source")
        assert "土砂災害警戒区域" in source["credit_ja"][source["dataset"].index("ksj-A33")]
    before = digest(plan)
    import_context(str(plan), str(tmp_path / "A33-22_20.gpkg"))
    assert digest(plan) == before
    import_context(str(plan), str(areas(tmp_path / "A33-25_20.gpkg", columns, [half, far])))
    with PlanFile.open(str(plan)) as opened:
        assert opened.read("legal_area")["year"] == [2025]
        assert opened.read("context_layer")["year"] == [2025]
        opened.undo()
        assert opened.read("legal_area")["year"] == [2022]


def test_a_made_up_shapefile_is_credited_as_such(plan: Path, tmp_path: Path) -> None:
    """The word stands among the columns, in another part of the Shapefile than the one that is named."""
    west, south, east, north = box(plan)
    columns = {"A33_001": [1], "A33_002": [2], "SYNTHETIC": ["架空"]}
    import_context(
        str(plan), str(areas(tmp_path / "A33-22_20.shp", columns, [shapely.box(west, south, east, north)]))
    )
    with PlanFile.open(str(plan), readonly=True) as opened:
        source = opened.read("source")
    at = source["dataset"].index("ksj-A33")
    assert (source["provider"][at], source["licence"][at]) == ("SYNTHETIC 架空", "SYNTHETIC")


def test_the_rest_goes_beside_it(plan: Path, tmp_path: Path) -> None:
    """Roads in the folder of the plan, in the plan's CRS; a folder that is gone is told."""
    west, south, east, _ = box(plan)
    road = shapely.linestrings([[west, south - 30], [east, south - 30]])
    path = areas(tmp_path / "roads.gpkg", {"class": ["市道"], "name": ["一号線"]}, [road])
    import_context(str(plan), str(path), dataset="own-road")
    with PlanFile.open(str(plan), readonly=True) as opened:
        rows = opened.read("context_layer")
        assert (rows["role"], rows["open"], rows["count"]) == (["road"], ["no"], [1])
        assert not opened.read("legal_area")["area_id"]
    frame, epsg, _ = read_vector(contextfiles.find(str(plan), rows["file"][0]))
    assert epsg == 6676 and frame["code"].tolist() == ["市道"]
    assert frame.geometry.iloc[0].distance(road) < 0.01
    contextfiles.find(str(plan), rows["file"][0]).unlink()
    with pytest.raises(KosozuError) as error:
        contextfiles.find(str(plan), rows["file"][0])
    assert error.value.code == "JOB-CONTEXT-FILE"


def test_an_empty_plan_is_nowhere(empty: Path, tmp_path: Path) -> None:
    """Without parcels, zones and area nothing says what is around."""
    path = builders.parcels(tmp_path / "2024_202037.json")
    with pytest.raises(KosozuError) as error:
        import_context(str(empty), str(path), dataset="own-forest")
    assert error.value.code == "JOB-CONTEXT-PLACE"
