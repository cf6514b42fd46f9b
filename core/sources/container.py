"""What can be known of a file before a vector library opens it: archives, parts of Shapefiles, foreign GeoPackages."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import quote

from ..errors import KosozuError

_MAX_UNPACKED = 8 << 30
_SHAPE_PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg")
_GPKG_TABLES = ("gpkg_contents", "gpkg_geometry_columns", "gpkg_spatial_ref_sys")


def sibling(file: Path, suffix: str) -> Path | None:
    """The file beside ``file`` with the same stem and another ending, whatever its case."""
    wanted = (file.stem + suffix).lower()
    return next((path for path in sorted(file.parent.iterdir()) if path.name.lower() == wanted), None)


def member_name(info: zipfile.ZipInfo) -> str:
    """A member's name; Windows' archives keep it in CP932 without saying so."""
    if info.flag_bits & 0x800:
        return info.filename
    try:
        return info.filename.encode("cp437").decode("cp932")
    except UnicodeError:
        return info.filename


@contextmanager
def unpacked(file: Path, suffixes: tuple[str, ...]) -> Iterator[dict[str, Path]]:
    """The archive's files with these endings, unpacked into a folder that goes away: name in the archive → path.

    Folders, ``__MACOSX`` and hidden files are passed over; the files' own names are not used on disk.
    """
    try:
        archive = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, OSError):
        raise KosozuError("SRC-ZIP", file=file.name) from None
    with archive, tempfile.TemporaryDirectory() as folder:
        entries = {member_name(info): info for info in archive.infolist() if not info.is_dir()}
        entries = {name.replace("\\", "/"): info for name, info in entries.items() if _visible(name)}
        if sum(info.file_size for info in entries.values()) > _MAX_UNPACKED:
            raise KosozuError("SRC-ZIP", file=file.name)
        found: dict[str, Path] = {}
        stems: dict[str, Path] = {}
        for name, info in sorted(entries.items()):
            suffix = Path(name).suffix.lower()
            if suffix not in suffixes and suffix not in _SHAPE_PARTS:
                continue
            stem = stems.setdefault(name[: -len(suffix)], Path(folder) / f"{len(stems):05d}")
            target = stem.with_suffix(suffix)
            _unpack(archive, info, target, file.name)
            if suffix in suffixes:
                found[name] = target
        if not found:
            raise KosozuError("SRC-ZIP-EMPTY", file=file.name)
        yield found


def _visible(name: str) -> bool:
    parts = name.replace("\\", "/").split("/")
    return "__MACOSX" not in parts and not parts[-1].startswith(".")


def _unpack(archive: zipfile.ZipFile, info: zipfile.ZipInfo, target: Path, shown: str) -> None:
    try:
        with archive.open(info) as source, target.open("wb") as out:
            shutil.copyfileobj(source, out)
    except (RuntimeError, zipfile.BadZipFile, NotImplementedError):  # RuntimeError: a password is needed
        raise KosozuError("SRC-ZIP", file=shown) from None


@contextmanager
def checked(file: Path) -> Iterator[Path]:
    """The path to hand to GDAL once the file is what its ending says; of a GeoPackage with a live -wal, a copy.

    Raises SRC-EMPTY, SRC-SHP-PART, SRC-NOT-GPKG or SRC-BROKEN.
    """
    suffix = file.suffix.lower()
    if file.stat().st_size == 0:
        raise KosozuError("SRC-EMPTY", file=file.name)
    if suffix == ".shp":
        for part in (".shx", ".dbf"):
            if sibling(file, part) is None:
                raise KosozuError("SRC-SHP-PART", file=file.name, part=part)
    if suffix != ".gpkg":
        yield file
        return
    wal = file.with_name(file.name + "-wal")
    if wal.exists() and wal.stat().st_size:
        with tempfile.TemporaryDirectory() as folder:
            copy = Path(folder) / "copy.gpkg"
            with closing(_connect(file, "mode=ro")) as source, closing(sqlite3.connect(copy)) as target:
                source.backup(target)
            _check_gpkg(copy, file.name)
            yield copy
        return
    _check_gpkg(file, file.name)
    yield file


def check_whole(file: Path) -> None:
    """Raise SRC-BROKEN for a GeoPackage that is shorter than its header says, which a library may read in part."""
    with file.open("rb") as stream:
        head = stream.read(32)
    if len(head) < 32 or not head.startswith(b"SQLite format 3\0"):
        return
    size = int.from_bytes(head[16:18], "big")
    if file.stat().st_size < int.from_bytes(head[28:32], "big") * (65536 if size == 1 else size):
        raise KosozuError("SRC-BROKEN", file=file.name)


def _connect(file: Path, query: str) -> sqlite3.Connection:
    connection = sqlite3.connect(f"file:{quote(str(file.resolve()))}?{query}", uri=True)
    connection.execute("PRAGMA trusted_schema=OFF")
    return connection


def _check_gpkg(file: Path, shown: str) -> None:
    """A database, whole, whose GeoPackage tables are tables: views and triggers of a foreign file are never run."""
    with closing(_connect(file, "mode=ro&immutable=1")) as database:
        try:
            kinds = dict(
                database.execute(
                    "SELECT lower(name), type FROM sqlite_master WHERE type IN ('table', 'view')"
                )
            )
            pages = database.execute("PRAGMA page_count").fetchone()[0]
            size = database.execute("PRAGMA page_size").fetchone()[0]
            whole = file.stat().st_size >= pages * size
            sound = whole and database.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok"
        except sqlite3.DatabaseError as error:
            code = "SRC-NOT-GPKG" if "not a database" in str(error) else "SRC-BROKEN"
            raise KosozuError(code, file=shown) from None
    if not sound:
        raise KosozuError("SRC-BROKEN", file=shown)
    if any(kinds.get(name) != "table" for name in _GPKG_TABLES):
        raise KosozuError("SRC-NOT-GPKG", file=shown)
    if any(kind == "view" and name.startswith("gpkg_") for name, kind in kinds.items()):
        raise KosozuError("SRC-VIEW", file=shown, layer="gpkg_*")


def gpkg_layer(file: Path, wanted: str, shown: str) -> str:
    """The feature table to read: the wanted one, else the first of the file. Only real tables count.

    Raises SRC-LAYER (with the names there are) or SRC-VIEW.
    """
    with closing(_connect(file, "mode=ro&immutable=1")) as database:
        rows = database.execute(
            "SELECT c.table_name, m.type FROM gpkg_contents c LEFT JOIN sqlite_master m ON m.name = c.table_name"
            " WHERE c.data_type = 'features' ORDER BY c.rowid"
        ).fetchall()
    kinds = dict(rows)
    tables = [name for name, kind in rows if kind == "table"]
    if wanted and kinds.get(wanted) == "view":
        raise KosozuError("SRC-VIEW", file=shown, layer=wanted)
    if (wanted and wanted not in tables) or not tables:
        raise KosozuError("SRC-LAYER", layer=wanted, file=shown, layers=", ".join(tables))
    return wanted or tables[0]
