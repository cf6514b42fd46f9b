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
from .encoding import fits

_MAX_UNPACKED = 8 << 30
_UTF8 = 0x800
"""The flag of a member whose name is UTF-8."""
_SHAPE_PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg")
_GPKG_TABLES = ("gpkg_contents", "gpkg_geometry_columns", "gpkg_spatial_ref_sys")


def sibling(file: Path, suffix: str) -> Path | None:
    """The file beside ``file`` with the same stem and another ending, whatever its case."""
    wanted = (file.stem + suffix).lower()
    return next((path for path in sorted(file.parent.iterdir()) if path.name.lower() == wanted), None)


def members(archive: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    """The files of an archive by their names, with ``/`` between folders.

    A name without the UTF-8 flag is UTF-8 all the same where the names of the archive are, else CP932, which is what
    Windows' own zips have in Japan. Python has read such names as CP437, and on Windows turned each of their
    backslashes (the second byte of 表 and ソ) into a slash; the original name is as it was.
    """
    files = [info for info in archive.infolist() if not info.is_dir()]
    names = [info.filename if info.flag_bits & _UTF8 else info.orig_filename for info in files]
    raw = [name.encode("cp437") for name, info in zip(names, files) if not info.flag_bits & _UTF8]
    codec = next((code for code in ("utf-8", "cp932") if fits(b"/".join(raw), code)), "cp437")
    told = [
        name if info.flag_bits & _UTF8 else name.encode("cp437").decode(codec)
        for name, info in zip(names, files)
    ]
    return {name.replace("\\", "/"): info for name, info in zip(told, files) if not name.endswith("\\")}


def visible(name: str) -> bool:
    """Whether a member is a person's file: no hidden one, nothing of ``__MACOSX``."""
    parts = name.split("/")
    return "__MACOSX" not in parts and not parts[-1].startswith(".")


@contextmanager
def unpacked(file: Path, suffixes: tuple[str, ...]) -> Iterator[dict[str, Path]]:
    """The archive's files with these endings, unpacked into a folder that goes away: name in the archive → path."""
    with tempfile.TemporaryDirectory() as folder:
        yield unpack(file, suffixes, Path(folder))


def unpack(file: Path, suffixes: tuple[str, ...], folder: Path) -> dict[str, Path]:
    """The archive's files with these endings, unpacked into a folder: name in the archive → path.

    Folders, ``__MACOSX`` and hidden files are passed over; the files' own names are not used on disk. Raises SRC-ZIP
    or SRC-ZIP-EMPTY.
    """
    try:
        archive = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, OSError):
        raise KosozuError("SRC-ZIP", file=file.name) from None
    with archive:
        entries = {name: info for name, info in members(archive).items() if visible(name)}
        if sum(info.file_size for info in entries.values()) > _MAX_UNPACKED:
            raise KosozuError("SRC-ZIP", file=file.name)
        found: dict[str, Path] = {}
        stems: dict[str, Path] = {}
        for name, info in sorted(entries.items()):
            suffix = Path(name).suffix.lower()
            if suffix not in suffixes and suffix not in _SHAPE_PARTS:
                continue
            stem = stems.setdefault(name[: -len(suffix)], folder / f"{len(stems):05d}")
            target = stem.with_suffix(suffix)
            _unpack(archive, info, target, file.name)
            if suffix in suffixes:
                found[name] = target
    if not found:
        raise KosozuError("SRC-ZIP-EMPTY", file=file.name)
    return found


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
