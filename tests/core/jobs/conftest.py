"""A plan of 6 × 4 parcels with everything brought in, made by the jobs themselves."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import builders
import geopandas as gpd
import pytest
import sample_plan

from kosozu.core.jobs.checkplan import check_plan
from kosozu.core.jobs.createplan import create_plan_file
from kosozu.core.jobs.draftactions import draft_plan_actions
from kosozu.core.jobs.importcontext import import_context
from kosozu.core.jobs.importparcels import import_parcels
from kosozu.core.jobs.importtargetmap import import_targetmap
from kosozu.core.jobs.importzones import import_zones
from kosozu.core.jobs.joinledger import join_ledger
from kosozu.core.sources.vector import read_vector


def request_for(path: Path, **changed: Any) -> dict[str, Any]:
    """A wish for a plan."""
    wish = {
        "path": str(path), "tier": "municipality", "jurisdiction": "202037", "title": "見本の構想", "community": "",
        "start_fy": 2027, "end_fy": 2036, "epsg": 0, "catalogue_folder": "", "overwrite": False,
    }  # fmt: skip
    return {**wish, **changed}


def layer(path: Path) -> tuple[gpd.GeoDataFrame, int]:
    """A polygon file as a feature source hands it over: frame and EPSG code."""
    frame, epsg, _ = read_vector(path)
    return frame.drop(columns=["source_row", "source_file"], errors="ignore"), int(epsg or 0)


def draw(plan: Path, path: Path) -> dict[str, Any]:
    """Import a file of zones."""
    frame, epsg = layer(path)
    return import_zones(
        str(plan), frame, epsg, file=str(path), class_field="class_code", zone_id_field="zone_id",
        name_field="zone_name", manager_field="manager",
    )  # fmt: skip


def strip_of_ueda(path: Path, data: Callable[[str], Path]) -> Path:
    """A plan of the real strip of 上田 and 青木, 3,334 parcels, with its heights; a skip where it is not here."""
    heights = data("ueda/dem_ueda_aoki_8m_6676.tif")
    request = request_for(path, title="上田")
    create_plan_file(request, area=None, styles=lambda catalogue: {})
    for name in ("2022_202037.json", "2022_203491.json"):
        import_parcels(str(path), str(data(f"ueda/{name}")))
    import_context(str(path), str(heights))
    return path


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    """A plan without parcels."""
    path = tmp_path / "plan.gpkg"
    create_plan_file(request_for(path), area=None, styles=lambda catalogue: {})
    return path


@pytest.fixture
def plan(empty: Path, tmp_path: Path) -> Path:
    """A plan with parcels, ledger, target map and zones."""
    import_parcels(str(empty), str(builders.parcels(tmp_path / "2024_202037.json")))
    join_ledger(str(empty), str(builders.pins(tmp_path / "pins.geojson")))
    import_targetmap(
        str(empty),
        str(builders.targetmap(tmp_path / "target.csv")),
        key_field="polygon_uuid",
        status_field="status",
        user_now_field="now",
        user_target_field="target",
        status_map=str(builders.status_map(tmp_path / "map.csv")),
    )
    draw(empty, builders.zones(tmp_path / "zones.geojson"))
    return empty


@pytest.fixture
def worked(plan: Path) -> Path:
    """The plan checked, with a drafted action plan."""
    check_plan(str(plan))
    draft_plan_actions(str(plan))
    return plan


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The embedded sample, checked and with its action plan: made once, never written to by a test."""
    return sample_plan.make(tmp_path_factory.mktemp("sample") / "kosou.gpkg")


@pytest.fixture(scope="session")
def land(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample with indicators, difficulty, forecast and reach: made once, never written to by a test."""
    folder = tmp_path_factory.mktemp("land")
    for path in (sample, sample.with_name("kosou.names.gpkg")):
        shutil.copy(path, folder / path.name)
    return sample_plan.surround(folder / sample.name)


@pytest.fixture
def own_sample(sample: Path, tmp_path: Path) -> Path:
    """A copy of the sample with its names, for tests that write."""
    for path in (sample, sample.with_name("kosou.names.gpkg")):
        shutil.copy(path, tmp_path / path.name)
    return tmp_path / sample.name


@pytest.fixture
def digest() -> Callable[[Path], str]:
    """SHA-256 of a file that is not open."""
    return lambda path: hashlib.sha256(path.read_bytes()).hexdigest()
