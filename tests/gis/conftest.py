"""A small plan in code: a grid of parcels, four zones, two marks, three findings."""

from __future__ import annotations

import datetime
import re
import shutil
import subprocess
import zlib
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


def build_plan(path: Path, *, zone_name: str = "長谷川の田", catalogue: Any = None, **info: Any) -> Path:
    """A plan of 10 × 6 hectares; its first zone carries ``zone_name``."""
    from kosozu.core.catalogue import load
    from kosozu.core.plan import PlanFile, create_plan
    from kosozu.gis.styles import plan_styles

    catalogue = catalogue or load()
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
        shapes = [square(column + 0.01, row + 0.01, 0.98, 0.98) for column, row in cells]
        columns = {
            "unit_id": [f"u{number:03d}" for number in range(len(cells))],
            "kind": ["parcel"] * len(cells),
            "chiban": [f"{number}-1" for number in range(len(cells))],
            "class_code": classes,
            "area_map_m2": [9604.0] * len(cells),
        }
        stroke.insert("unit", columns, geometry=wkb(shapes))
        columns = {
            "zone_id": [zone[0] for zone in zones],
            "tier": ["own"] * len(zones),
            "class_code": [zone[1] for zone in zones],
            "name": [zone[2] for zone in zones],
        }
        stroke.insert("zone", columns, geometry=wkb([square(*zone[3]) for zone in zones]))
        facts = {
            "unit_id": [f"u{number:03d}" for number in range(len(cells))],
            "target_status": ["P1" if column < 6 else "P3" if column < 8 else "P4" for column, _ in cells],
            "idle_survey": ["1" if cell == (7, 2) else "2" if cell == (9, 5) else "3" for cell in cells],
        }
        stroke.insert("unit_farmland", facts)
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
        people = [("a1", "group", "青木谷営農組合"), ("a2", "individual", "個人A")]
        columns = {name: [row[at] for row in people] for at, name in enumerate(("actor_id", "kind", "label"))}
        stroke.insert("actor", columns)
        work = [
            ("w1", "Z1", "work", "青木谷の耕作", "a1", "short", 2025, 2027),
            ("w2", "Z2", "work", "山際の放牧", "a2", "long", 2025, 2034),
            ("w3", "Z2", "watch", "山際の見回り", "", "middle", 2026, 2029),
            ("w4", "Z3", "procedure", "北の田の手続", "a1", "middle", 2025, 2026),
        ]
        names = ("action_id", "zone_id", "kind", "title", "manager_id", "term", "start_fy", "end_fy")
        columns = {name: [row[at] for row in work] for at, name in enumerate(names)}
        stroke.insert("action", {**columns, "order_no": [1, 2, 3, 4]})
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


DAY = datetime.date(2026, 4, 1)


def tool(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is not installed")
    return found


def text_of(pdf: Path) -> str:
    """The text that a reader gets, without blanks."""
    run = subprocess.run([tool("pdftotext"), "-layout", str(pdf), "-"], capture_output=True, check=True)
    return "".join(run.stdout.decode("utf-8").split())


def info_of(pdf: Path) -> dict[str, str]:
    run = subprocess.run([tool("pdfinfo"), str(pdf)], capture_output=True, check=True)
    rows = (line.partition(":") for line in run.stdout.decode("utf-8").splitlines())
    return {key: value.strip() for key, _, value in rows}


def sizes_of_type(pdf: Path) -> set[float]:
    """Sizes of all type in a PDF, in points (poppler rounds them to whole ones)."""
    run = subprocess.run(
        [tool("pdftohtml"), "-xml", "-stdout", "-i", str(pdf)], capture_output=True, check=True
    )
    page = re.search(rb'<page [^>]*height="(\d+)"', run.stdout)
    assert page is not None
    scale = float(page.group(1)) / (float(info_of(pdf)["Page size"].split(" x ")[1].split()[0]))
    return {int(size) / scale for size in re.findall(rb'<fontspec [^>]*size="(\d+)"', run.stdout)}


def streams(pdf: Path) -> bytes:
    """Everything in the file, its compressed streams unpacked."""
    content = pdf.read_bytes()
    parts = [content]
    for chunk in content.split(b"stream\n")[1:]:
        try:
            parts.append(zlib.decompressobj().decompress(chunk))
        except zlib.error:
            continue
    return b"".join(parts)


def printed(plan: Path, output: Path, **wishes: Any) -> Any:
    from kosozu.gis.sheet import Wish, print_sheet

    more = {key: wishes.pop(key) for key in ("background", "dpi", "font_family") if key in wishes}
    return print_sheet(str(plan), str(output), Wish(**wishes), day=DAY, **more)


@pytest.fixture(scope="session")
def plan_path(qgis_app: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small plan; tests read it and leave it as it is."""
    return build_plan(tmp_path_factory.mktemp("plan") / "青木谷.gpkg")
