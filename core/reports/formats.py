"""Kinds of report, and which module of this room writes which form of file.

A writer is a module with ``write(content, suffix) -> bytes``; it is loaded when its form is asked for. To add a form
is to add a line here.
"""

from __future__ import annotations

import importlib
from pathlib import Path

from ..errors import KosozuError
from .content import Content

WRITERS: dict[str, dict[str, str]] = {
    "full": {".xlsx": "workbook", ".docx": "document", ".html": "webpage"},
    "brief": {".pdf": "brief", ".docx": "brief"},
    "parcels": {".xlsx": "parcels", ".csv": "parcels"},
    "farmplan": {".docx": "document", ".xlsx": "farmplan", ".csv": "farmplan"},
    "summary": {".csv": "summary", ".xlsx": "summary"},
    "review": {".docx": "document", ".xlsx": "review"},
}
"""Kind → ending → module."""


def check(kind: str, path: str) -> None:
    """Raise :class:`KosozuError` for a kind that there is not, or a form that it is not written in."""
    if kind not in WRITERS:
        raise KosozuError("REP-KIND", kind=kind, kinds=", ".join(WRITERS))
    if Path(path).suffix.lower() not in WRITERS[kind]:
        raise KosozuError("REP-KIND-FORMAT", kind=kind, path=path, suffixes=", ".join(WRITERS[kind]))


def write(content: Content, path: str) -> bytes:
    """The bytes of the report in the form that the file's name asks for."""
    check(content.kind, path)
    suffix = Path(path).suffix.lower()
    module = importlib.import_module(f".{WRITERS[content.kind][suffix]}", __package__)
    made: bytes = module.write(content, suffix)
    return made
