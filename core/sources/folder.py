"""The files of a folder of downloads that can be looked at, in an order that is the same on every machine."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

_SIDECARS = (
    ".shx", ".prj", ".cpg", ".sbn", ".sbx", ".qix", ".qmd", ".qml", ".sld", ".idx", ".fix", ".lock", ".gfs",
    ".xml", ".gpkg-wal", ".gpkg-shm", ".gpkg-journal", ".ini", ".db",
)  # fmt: skip
_LIMIT, _DEPTH = 2000, 4


def files_of(where: str | Path | Iterable[str | Path]) -> list[Path]:
    """Files in the order of their names: of a folder with its folders, without what only goes along with a file."""
    if not isinstance(where, (str, Path)):
        return sorted({Path(path) for path in where})
    if not Path(where).is_dir():
        return [Path(where)]
    found: list[Path] = []
    for folder, inside, names in os.walk(where):
        depth = len(Path(folder).relative_to(where).parts)
        kept = [name for name in inside if not name.startswith((".", "__MACOSX")) and ".reports" not in name]
        inside[:] = sorted(kept) if depth < _DEPTH else []
        found += [Path(folder, name) for name in sorted(names) if not name.startswith((".", "~$"))]
        if len(found) > _LIMIT:
            break
    beside = {(path.parent, path.stem.lower()) for path in found if path.suffix.lower() == ".shp"}
    kept_files = [path for path in found if not _is_sidecar(path, beside)]
    return sorted(kept_files[:_LIMIT])


def _is_sidecar(path: Path, beside: set[tuple[Path, str]]) -> bool:
    suffix = path.suffix.lower()
    if suffix == ".dbf":
        return (path.parent, path.stem.lower()) in beside
    if suffix == ".xml":
        return path.name.lower().endswith((".shp.xml", ".aux.xml"))
    return suffix in _SIDECARS
