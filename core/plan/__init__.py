"""The plan file: one GeoPackage, written in strokes, with its journal, and a side file for names."""

from __future__ import annotations

from .connection import backup, file_hash
from .create import create_plan
from .names import side_path
from .schema import SCHEMA_VERSION, TABLES
from .store import PlanFile
from .stroke import Stroke

__all__ = [
    "SCHEMA_VERSION",
    "TABLES",
    "PlanFile",
    "Stroke",
    "backup",
    "create_plan",
    "file_hash",
    "side_path",
]
