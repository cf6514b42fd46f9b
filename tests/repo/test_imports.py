"""The import table of docs/README.md, held true: which room may import which, and who may import what from outside."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent

CORE_ROOMS = {"catalogue", "sources", "plan", "analysis", "checks", "actions", "reports", "jobs"}
BASE = {"core"}  # core/errors.py, core/progress.py, core/requirements.py: everybody's

ALLOWED = {
    "core": {"core/catalogue"},
    "core/catalogue": set(),
    "core/sources": {"core/catalogue"},
    "core/plan": {"core/catalogue"},
    "core/analysis": {"core/catalogue"},
    "core/checks": {"core/catalogue", "core/analysis"},
    "core/actions": {"core/catalogue", "core/checks"},
    "core/reports": {"core/catalogue"},
    "core/jobs": {f"core/{room}" for room in CORE_ROOMS},
    "gis": {f"core/{room}" for room in CORE_ROOMS},
    "processing": {"gis", *(f"core/{room}" for room in CORE_ROOMS)},
    "ui": {"gis", *(f"core/{room}" for room in CORE_ROOMS)},
    "plugin": {"gis", "processing", "ui", *(f"core/{room}" for room in CORE_ROOMS)},
    "__init__": {"plugin"},
}

QT = {"qgis", "PyQt5", "PyQt6", "processing"}
LEAN = {"numpy", "osgeo"}  # all that core/catalogue and core/plan may need beside the standard library
ONE_READER = {"fiona", "pyogrio"}
NEVER = {"pyproj", "rasterio", "kosozu", "core", "gis", "ui"}


class Import(NamedTuple):
    where: str
    room: str
    target: str
    inside: bool


def room_of(parts: tuple[str, ...]) -> str:
    """``core/plan`` for a module in it, ``core`` for a module of core itself, else the top folder or module."""
    if not parts:
        return "__init__"
    if parts[0] == "core" and len(parts) > 1 and parts[1] in CORE_ROOMS:
        return f"core/{parts[1]}"
    return parts[0]


def modules() -> Iterator[tuple[Path, tuple[str, ...]]]:
    """Every shipped module with its name inside the package."""
    inside = (path for room in ("core", "gis", "processing", "ui") for path in (ROOT / room).rglob("*.py"))
    for path in sorted([*ROOT.glob("*.py"), *inside]):
        parts = path.relative_to(ROOT).with_suffix("").parts
        yield path, parts


def imports() -> list[Import]:
    found = []
    for path, parts in modules():
        room = room_of(parts)
        package = parts[:-1]  # of a module and of an __init__ alike
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            where = f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 0)}"
            if isinstance(node, ast.Import):
                found += [Import(where, room, alias.name, False) for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and node.level == 0:
                found.append(Import(where, room, node.module or "", False))
            elif isinstance(node, ast.ImportFrom):
                base = package[: len(package) - node.level + 1]
                named = tuple((node.module or "").split(".")) if node.module else ()
                for alias in node.names:
                    full = (*base, *named) if named else (*base, alias.name)
                    full = (*full, alias.name) if full == ("core",) else full
                    found.append(Import(where, room, room_of(full), True))
    return found


IMPORTS = imports()
OUTSIDE = [item for item in IMPORTS if not item.inside]


def _top(item: Import) -> str:
    return item.target.split(".")[0]


def test_there_is_something_to_hold():
    assert {item.room for item in IMPORTS} >= {"core", "processing", "plugin", "__init__"}
    assert any(item.inside for item in IMPORTS)


def test_rooms_import_only_what_the_table_allows():
    wrong = [
        f"{item.where}: {item.room} imports {item.target}"
        for item in IMPORTS
        if item.inside and item.target not in {item.room, *ALLOWED[item.room], *BASE}
    ]
    assert wrong == []


def test_a_missing_room_is_not_in_the_table():
    assert {room_of(parts) for _, parts in modules()} <= set(ALLOWED)


def test_core_knows_neither_qgis_nor_qt():
    assert [item.where for item in OUTSIDE if item.room.startswith("core") and _top(item) in QT] == []


def test_only_ui_and_the_plugin_know_the_desktop():
    wrong = [
        item.where
        for item in OUTSIDE
        if item.target.startswith(("qgis.gui", "qgis.utils")) and item.room not in {"ui", "plugin"}
    ]
    assert wrong == []


def test_the_open_project_belongs_to_ui():
    wrong = []
    for path, parts in modules():
        if room_of(parts) == "ui":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            is_instance = isinstance(node, ast.Attribute) and node.attr == "instance"
            if is_instance and getattr(node.value, "id", "") == "QgsProject":
                wrong.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert wrong == []


@pytest.mark.parametrize("room", ["core", "core/catalogue", "core/plan"])
def test_drawing_needs_no_library_beyond_qgis_own(room):
    fine = {*sys.stdlib_module_names, *LEAN} if hasattr(sys, "stdlib_module_names") else None
    if fine is None:
        pytest.skip("Python 3.9 does not list its standard library")
    assert [
        f"{item.where}: {item.target}" for item in OUTSIDE if item.room == room and _top(item) not in fine
    ] == []


def test_one_module_chooses_the_reader_of_vector_files():
    wrong = [
        f"{item.where}: {item.target}"
        for item in OUTSIDE
        if _top(item) in ONE_READER and not item.where.startswith("core/sources/vector")
    ]
    assert wrong == []


def test_imports_inside_are_relative_and_nobody_brings_his_own_proj():
    assert [f"{item.where}: {item.target}" for item in OUTSIDE if _top(item) in NEVER] == []


def test_one_module_transforms_coordinates():
    wrong = []
    for path, parts in modules():
        if parts == ("core", "sources", "crs") or room_of(parts) == "gis":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            name = getattr(node, "attr", None) or getattr(node, "id", None)
            if name in {"CoordinateTransformation", "to_crs", "QgsCoordinateTransform"}:
                wrong.append(f"{path.relative_to(ROOT)}:{node.lineno} {name}")
    assert wrong == []


def test_heavy_libraries_are_imported_where_they_are_needed():
    """At the top of ``processing/`` and ``core/jobs`` they would keep the plugin from loading without them."""
    heavy = {"geopandas", "shapely", "pandas", "scipy", "openpyxl", "docx", "pyogrio", "fiona"}
    wrong = []
    for path, parts in modules():
        if room_of(parts) not in {"processing", "core/jobs", "core", "plugin", "__init__"}:
            continue
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.level == 0:
                names = [node.module or ""]
            wrong += [
                f"{path.relative_to(ROOT)}:{node.lineno} {n}" for n in names if n.split(".")[0] in heavy
            ]
    assert wrong == []
