"""Plans on disk for the tests of the plan file."""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kosozu.core.catalogue import load
from kosozu.core.plan import create_plan

EPSG = 6676
INFO = {
    "title": "鎌田地区 管理構想",
    "tier": "community",
    "jurisdiction_code": "202037",
    "jurisdiction_name": "長野県上田市",
    "community_name": "鎌田",
    "crs_epsg": EPSG,
    "start_fy": 2026,
    "end_fy": 2035,
}


def square(x: float, y: float, size: float = 10.0) -> bytes:
    """A polygon as WKB, metres in the plan's plane."""
    ring = [(x, y), (x + size, y), (x + size, y + size), (x, y + size), (x, y)]
    return struct.pack("<BIII", 1, 3, 1, len(ring)) + b"".join(struct.pack("<2d", *point) for point in ring)


def point(x: float, y: float) -> bytes:
    return struct.pack("<BI2d", 1, 1, x, y)


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("template") / "plan.gpkg"
    styles = {
        layer: f"<qgis><!-- {layer} --></qgis>" for layer in ("unit", "zone", "mark", "action", "finding")
    }
    create_plan(str(path), info=INFO, catalogue=load(), styles=styles, area_wkb=square(0, 0, 1000))
    return path.read_bytes()


@pytest.fixture
def plan_path(tmp_path: Path, template: bytes) -> Path:
    """A fresh plan without rows."""
    path = tmp_path / "鎌田 構想.gpkg"
    path.write_bytes(template)
    return path


@pytest.fixture
def unchanged(plan_path: Path) -> Iterator[Callable[[], None]]:
    """A check, made again at the end, that plan and folder are byte for byte as at the beginning."""
    before = digest(plan_path)
    names = sorted(path.name for path in plan_path.parent.iterdir())

    def check() -> None:
        assert digest(plan_path) == before
        assert sorted(path.name for path in plan_path.parent.iterdir()) == names

    yield check
    check()
