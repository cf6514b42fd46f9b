"""The plan of the embedded sample, made by the jobs alone: the same steps as ``scripts/demo``, without QGIS."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import geopandas as gpd

from kosozu.core.jobs.checkplan import check_plan
from kosozu.core.jobs.createplan import create_plan_file
from kosozu.core.jobs.difficulty import compute_difficulty
from kosozu.core.jobs.draftactions import draft_plan_actions
from kosozu.core.jobs.forecast import forecast
from kosozu.core.jobs.importcontext import import_context
from kosozu.core.jobs.importgroups import import_groups
from kosozu.core.jobs.importmarks import import_marks
from kosozu.core.jobs.importparcels import import_parcels
from kosozu.core.jobs.importtargetmap import import_targetmap
from kosozu.core.jobs.importzones import import_zones
from kosozu.core.jobs.indicators import compute_indicators
from kosozu.core.jobs.joinledger import join_ledger
from kosozu.core.jobs.plancoverage import Wish, plan_coverage
from kosozu.core.sources.table import read_table
from kosozu.core.sources.vector import read_vector

SAMPLES = Path(__file__).resolve().parent.parent / "samples"
CONTEXT = {
    "ksj-A33": "A33-sample_20.shp",
    "census-mesh": "tblT001102Q5438.txt",
    "future-mesh": "250m_mesh_2024_20.geojson",
    "dem": "dem_30m.tif",
    "ksj-L03-b": "L03-b-21_5438.geojson",
    "rcom": "communities.geojson",
    "own-road": "roads.geojson",
    "own-building": "buildings.geojson",
    "own-facility": "facilities.geojson",
}
"""Dataset → file, as ``scripts/demo`` brings them in."""
USERS = {"user_now_field": "現在の耕作者", "user_target_field": "10年後の耕作者"}


def make(plan: Path) -> Path:
    """Write the plan; about ten seconds."""
    area = _layer("plan_area.geojson")
    request = {
        "path": str(plan), "tier": "community", "jurisdiction": "209988", "title": "架空谷地域管理構想",
        "community": "架空谷", "start_fy": 2025, "end_fy": 2034, "epsg": 0, "catalogue_folder": "", "overwrite": True,
    }  # fmt: skip
    create_plan_file(request, area=area, styles=lambda catalogue: {})
    path = str(plan)
    for name in ("2024_209988.json", "2024_209996.json"):
        import_parcels(path, str(SAMPLES / name))
    join_ledger(path, str(SAMPLES / "ledger_209988.csv"), mapping=str(SAMPLES / "ledger_mapping.csv"))
    join_ledger(path, str(SAMPLES / "pins_209996.geojson"))
    statuses = str(SAMPLES / "status_map.csv")
    import_targetmap(
        path, str(SAMPLES / "target_209988.csv"), key_field="polygon_uuid", status_field="目標地図の区分",
        status_map=statuses, **USERS,
    )  # fmt: skip
    import_targetmap(
        path, str(SAMPLES / "target_209996.geojson"), status_field="区分", status_map=statuses, **USERS
    )
    _zones(path)
    _groups(path)
    check_plan(path)
    draft_plan_actions(path)
    check_plan(path)
    return plan


def surround(plan: Path, *, minutes: float = 4.0) -> Path:
    """What lies around the land, and what is computed from it: indicators, difficulty, forecast, reach."""
    path = str(plan)
    for dataset, name in CONTEXT.items():
        import_context(path, str(SAMPLES / name), dataset=dataset)
    marks, epsg = _layer("marks_points.geojson")
    import_marks(path, marks, epsg, kind_field="kind", name_field="名称")
    compute_indicators(path)
    compute_difficulty(path)
    forecast(path)
    plan_coverage(path, Wish(minutes=minutes))
    return plan


def _layer(name: str) -> tuple[gpd.GeoDataFrame, int]:
    frame, epsg, _ = read_vector(SAMPLES / name)
    return frame.drop(columns=["source_row", "source_file"], errors="ignore"), int(epsg or 0)


def _zones(path: str) -> None:
    frame, epsg = _layer("zones.geojson")
    import_zones(
        path, frame, epsg, file=str(SAMPLES / "zones.geojson"), class_field="管理区分", zone_id_field="区域番号",
        name_field="区域名", method_field="管理手法", manager_field="管理主体",
    )  # fmt: skip
    frame, epsg = _layer("upper_zones.geojson")
    import_zones(
        path, frame, epsg, file=str(SAMPLES / "upper_zones.geojson"), class_field="管理区分",
        zone_id_field="エリア番号", name_field="エリア名", tier="upper", source_plan="見本市国土利用計画",
    )  # fmt: skip


def _groups(path: str) -> None:
    wanted: list[tuple[str, str, str, dict[str, Any]]] = [
        ("communities.geojson", "RCOM_NAME", "community", {}),
        ("oaza.geojson", "大字名", "oaza", {}),
        ("water_systems.geojson", "水利系統", "water", {}),
        (
            "plan_district_209996.geojson",
            "地域計画",
            "plan_district",
            {"target_fy": 2028, "notice_date": "2025-03-28"},
        ),
    ]
    for name, field, kind, more in wanted:
        frame, epsg = _layer(name)
        import_groups(path, frame, epsg, file=str(SAMPLES / name), name_field=field, kind=kind, **more)
    table = SAMPLES / "plan_district_209988.csv"
    import_groups(
        path, read_table(str(table))[0], 0, file=str(table), name_field="地域計画", kind="plan_district",
        key_field="polygon_uuid", target_fy=2034, notice_date="2025-03-28",
    )  # fmt: skip
