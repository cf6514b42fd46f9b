"""A small plan in code: a grid of parcels, four zones, two marks, three findings."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely

EPSG = 6676
ORIGIN = (-38_000.0, 32_000.0)


def square(column: float, row: float, width: float = 1.0, height: float = 1.0) -> Any:
    """A rectangle in units of 100 m."""
    x, y = ORIGIN[0] + column * 100.0, ORIGIN[1] + row * 100.0
    return shapely.box(x, y, x + width * 100.0, y + height * 100.0)


def wkb(shapes: Any) -> list[bytes]:
    return list(shapely.to_wkb(np.array([shapely.multipolygons([shape]) for shape in shapes], dtype=object)))


def build_plan(path: Path, *, zone_name: str = "長谷川の田", **info: Any) -> Path:
    """A plan of 10 × 6 hectares; its first zone carries ``zone_name``."""
    from kosozu.core.catalogue import load
    from kosozu.core.plan import PlanFile, create_plan
    from kosozu.gis.styles import plan_styles

    catalogue = load()
    row = {
        "plan_id": "test-plan",
        "title": "青木谷 地域管理構想",
        "tier": "community",
        "jurisdiction_code": "202037",
        "jurisdiction_name": "上田市",
        "community_name": "青木谷地区",
        "crs_epsg": EPSG,
        "base_fy": 2025,
        "start_fy": 2025,
        "end_fy": 2034,
        "horizon_fy": 2034,
        "status": "draft",
        **info,
    }
    area = shapely.to_wkb(square(0, 0, 10, 6))
    create_plan(str(path), info=row, catalogue=catalogue, styles=plan_styles(catalogue), area_wkb=area)
    cells = [(column, row) for row in range(6) for column in range(10)]
    classes = ["A1" if column < 5 else "B1" if column < 8 else "" for column, _ in cells]
    zones = [("Z1", "A1", zone_name, (0, 0, 5, 3)), ("Z2", "B1", "山際", (5, 0, 3, 3))]
    zones += [("Z3", "A1", "北の田", (0, 3, 5, 3)), ("Z4", "X", "協議の場所", (5, 3, 2, 3))]
    with PlanFile.open(str(path)) as plan, plan.stroke("取込") as stroke:
        shapes = [square(column + 0.05, row + 0.05, 0.9, 0.9) for column, row in cells]
        columns = {
            "unit_id": [f"u{number:03d}" for number in range(len(cells))],
            "kind": ["parcel"] * len(cells),
            "chiban": [f"{number}-1" for number in range(len(cells))],
            "class_code": classes,
            "area_map_m2": [8100.0] * len(cells),
        }
        stroke.insert("unit", columns, geometry=wkb(shapes))
        columns = {
            "zone_id": [zone[0] for zone in zones],
            "tier": ["own"] * len(zones),
            "class_code": [zone[1] for zone in zones],
            "name": [zone[2] for zone in zones],
        }
        stroke.insert("zone", columns, geometry=wkb([square(*zone[3]) for zone in zones]))
        points = [shapely.Point(ORIGIN[0] + 150, ORIGIN[1] + 150)]
        line = [shapely.LineString([(ORIGIN[0], ORIGIN[1] + 305), (ORIGIN[0] + 900, ORIGIN[1] + 305)])]
        columns = {"mark_id": ["m1", "m2"], "kind": ["base", "fence"], "name": ["集会所", "防護柵"]}
        stroke.insert("mark", columns, geometry=list(shapely.to_wkb(np.array(points + line, dtype=object))))
        keys = [("M-01", "Z2", "u005", "BLOCK"), ("M-01", "Z2", "u006", "BLOCK"), ("M-03", "Z1", "", "CHECK")]
        columns = {
            "finding_key": [f"{rule}|{zone}|{unit}" for rule, zone, unit, _ in keys],
            "rule_id": [key[0] for key in keys],
            "zone_id": [key[1] for key in keys],
            "unit_id": [key[2] for key in keys],
            "severity": [key[3] for key in keys],
            "state": ["open"] * len(keys),
        }
        where = [square(5, 0).centroid, square(6, 0).centroid, square(2, 1).centroid]
        stroke.insert("finding", columns, geometry=list(shapely.to_wkb(np.array(where, dtype=object))))
        columns = {
            "source_id": ["s1", "s2"],
            "dataset": ["fude", "zones"],
            "provider": ["農林水産省", "作成者"],
            "licence": ["CC BY 4.0", ""],
            "credit_ja": [
                "「筆ポリゴンデータ（農林水産省）」を加工して作成",
                "管理構想の区域：この計画で作成",
            ],
        }
        stroke.insert("source", columns)
    return path


@pytest.fixture(scope="session")
def plan_path(qgis_app: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small plan; tests read it and leave it as it is."""
    return build_plan(tmp_path_factory.mktemp("plan") / "青木谷.gpkg")
