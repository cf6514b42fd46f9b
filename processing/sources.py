"""Sources as people name them: what QGIS cannot read in place is made readable, and what is read keeps its own name."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from qgis.core import (
    QgsProcessingParameterDefinition,
    QgsProcessingUtils,
    QgsProviderRegistry,
    QgsVectorLayer,
)

from ..core.errors import KosozuError

_unpacked: dict[tuple[str, int, int], dict[str, Path]] = {}
"""Members of the archives that were unpacked in this session, by the archive's path, time and size."""


def readable(
    parameters: Mapping[str, Any], definitions: Iterable[QgsProcessingParameterDefinition]
) -> dict[str, Any]:
    """The parameters, with archives (``ARCHIVE.zip`` of one layer, ``ARCHIVE.zip|layername=MEMBER``) unpacked for QGIS.

    GDAL reads an archive in place (``/vsizip/…``), but not one whose names are in CP932, as Windows writes them in
    Japan. Raises SRC-ZIP, SRC-ZIP-EMPTY or SRC-LAYER.
    """
    sources = {one.name() for one in definitions if one.type() == "source"}
    return {
        name: _member(value) if name in sources and isinstance(value, str) else value
        for name, value in parameters.items()
    }


def _member(value: str) -> str:
    """A source that QGIS can read; the value itself where that is one."""
    from ..core.sources.vector import split_path

    file, wanted = split_path(value)
    if file.suffix.lower() != ".zip" or value.startswith("/vsi") or not file.is_file():
        return value
    found = _members(file)
    chosen = [path for name, path in sorted(found.items()) if wanted in ("", name, Path(name).stem)]
    if len(chosen) != 1:
        raise KosozuError("SRC-LAYER", layer=wanted, file=file.name, layers=", ".join(sorted(found)))
    return str(chosen[0])


def _members(file: Path) -> dict[str, Path]:
    """The vector files of an archive, unpacked once; QGIS empties its temporary folder when it ends."""
    from ..core.sources.container import unpack
    from ..core.sources.vector import VECTOR_SUFFIXES

    state = file.stat()
    key = (str(file), state.st_mtime_ns, state.st_size)
    if key not in _unpacked or not all(path.exists() for path in _unpacked[key].values()):
        folder = Path(QgsProcessingUtils.tempFolder()) / f"kosozu-{uuid.uuid4().hex}"
        folder.mkdir(parents=True)
        _unpacked[key] = unpack(file, VECTOR_SUFFIXES, folder)
    return _unpacked[key]


def source_path(layer: QgsVectorLayer | None) -> str:
    """The file behind a layer, for the report and the list of sources; empty for one that is no file."""
    if layer is None or layer.providerType() != "ogr":
        return ""
    path = str(QgsProviderRegistry.instance().decodeUri("ogr", layer.source()).get("path") or "")
    named = (
        f"{archive}|layername={name}"
        for (archive, _, _), members in _unpacked.items()
        for name, member in members.items()
        if str(member) == path
    )
    return next(named, path)


def looks_like_path(value: str) -> bool:
    """Whether a source was given as a file rather than as a layer's name or id."""
    head = value.split("|")[0]
    return "/" in head or "\\" in head or bool(Path(head).suffix)
