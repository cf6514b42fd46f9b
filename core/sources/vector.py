"""Reads any vector file into a frame without CRS, with an EPSG number beside it. The one place that opens such files.

pyogrio reads; fiona where pyogrio is missing. A file is checked before GDAL sees it, so that a text file named .gpkg,
a Shapefile without its .shx or an archive ends in one sentence. Foreign files are only ever opened for reading.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from ..collector import uncollected
from ..errors import KosozuError
from . import container, crs
from . import encoding as encodings
from .arrays import Array

try:
    import pyogrio
except ImportError:
    pyogrio = None

_BYTES = "ISO-8859-1"
"""The encoding in which every byte is a character, and none is lost; GDAL knows it by this spelling alone."""
VECTOR_SUFFIXES = (
    ".geojson",
    ".json",
    ".gpkg",
    ".fgb",
    ".shp",
    ".parquet",
    ".geoparquet",
    ".gml",
    ".kml",
    ".tab",
)


@dataclass(frozen=True)
class Info:
    """What was found about a file: ``declared_crs`` is the file's own text, '' where it has none."""

    file_name: str
    layers: tuple[str, ...] = ()
    encoding: str = ""
    encoding_note: str = ""
    declared_crs: str = ""
    assumed_crs: bool = False
    broken: int = 0


def split_path(path: str | Path) -> tuple[Path, str]:
    """``PATH|layername=X`` as (path, layer); further parts of a QGIS source such as ``|layerid=0`` are ignored."""
    head, *rest = str(path).split("|")
    layer = next((part.split("=", 1)[1] for part in rest if part.lower().startswith("layername=")), "")
    return Path(head), layer


def read_vector(
    path: str | Path, encoding: str = "", columns: Sequence[str] | None = None
) -> tuple[gpd.GeoDataFrame, int | None, Info]:
    """All features of a file: (frame, EPSG or None where undeclared, info).

    The frame has the file's columns as they are, ``source_row`` ("file:row" in archives of several files, else the
    row number) and ``geometry``, 2D and without CRS. Raises KosozuError SRC-….
    """
    file, layer = split_path(path)
    if not file.is_file():
        raise KosozuError("SRC-NO-FILE", file=str(file))
    if file.suffix.lower() == ".zip":
        return _read_archive(file, layer, encoding, columns)
    return _read_one(file, layer, encoding, columns)


def _read_archive(
    file: Path, layer: str, encoding: str, columns: Sequence[str] | None
) -> tuple[gpd.GeoDataFrame, int | None, Info]:
    """Every vector file of a zip in one frame, in the CRS of the first of them."""
    with container.unpacked(file, VECTOR_SUFFIXES) as members:
        chosen = {name: member for name, member in members.items() if layer in ("", name, Path(name).stem)}
        if not chosen:
            raise KosozuError("SRC-LAYER", layer=layer, file=file.name, layers=", ".join(sorted(members)))
        read = {name: _read_one(member, "", encoding, columns) for name, member in sorted(chosen.items())}
    first = next(iter(read.values()))
    frames = []
    for name, (frame, epsg, _) in read.items():
        if epsg != first[1] and (epsg is None or first[1] is None):
            raise KosozuError("SRC-CRS-MIXED", file=file.name)
        if epsg is not None and first[1] is not None and epsg != first[1]:
            frame = frame.set_geometry(crs.transform(frame.geometry.to_numpy(), epsg, first[1])[0])
        if len(read) > 1:
            frame = frame.assign(source_row=f"{Path(name).name}:" + frame["source_row"])
        frames.append(frame.assign(source_file=Path(name).name))
    merged = gpd.GeoDataFrame(pd.concat(frames, ignore_index=True), geometry="geometry")
    broken = sum(info.broken for _, _, info in read.values())
    return merged, first[1], replace(first[2], file_name=file.name, layers=tuple(read), broken=broken)


@uncollected()
def _read_one(
    file: Path, layer: str, encoding: str, columns: Sequence[str] | None
) -> tuple[gpd.GeoDataFrame, int | None, Info]:
    suffix = file.suffix.lower()
    used, note, options = "", "", {}
    with container.checked(file) as ready:
        if suffix == ".gpkg":
            layer = container.gpkg_layer(ready, layer, file.name)
            options["IMMUTABLE"] = "YES"
        elif suffix == ".shp":
            used, note = shape_encoding(file, encoding)
        elif suffix in (".geojson", ".json"):
            _json_encoding(file, encoding)
        elif suffix in (".parquet", ".geoparquet") and "Parquet" not in _drivers():
            raise KosozuError("SRC-PARQUET", file=file.name)
        data, wkb, declared = _read_raw(ready, file.name, layer, used, columns, options)
    geometry = shapely.from_wkb(wkb, on_invalid="ignore")
    if shapely.has_z(geometry).any():
        geometry = shapely.force_2d(geometry)
    missing = np.flatnonzero(shapely.is_missing(geometry))
    broken = sum(blob is not None for blob in wkb[missing])
    # Python's own texts: numpy makes and copies its wide ones at six times the price.
    data["source_row"] = pd.Series(list(map(str, range(1, len(geometry) + 1))), dtype=object)
    frame = gpd.GeoDataFrame(data, geometry=geometry)
    epsg = crs.identify(declared) if declared else None
    if declared and epsg is None:
        raise KosozuError("SRC-CRS-NAME", crs=declared[:80])
    info = Info(file.name, (layer,) if layer else (), used, note, declared, broken=broken)
    if suffix in (".geojson", ".json") and not _declares_crs(file):
        return frame, *_geojson_default(geometry, info)
    return frame, epsg, info


def _geojson_default(geometry: Array, info: Info) -> tuple[int | None, Info]:
    """A GeoJSON that names no CRS is in degrees (RFC 7946); one with other numbers is undeclared."""
    bounds = shapely.bounds(geometry)
    bounds = bounds[np.isfinite(bounds).all(axis=1)]
    degrees = not len(bounds) or bool((np.abs(bounds[:, [0, 2]]) <= 180).all(axis=1).mean() >= 0.5)
    if not degrees:
        return None, replace(info, declared_crs="")
    return crs.GEOGRAPHIC, replace(info, declared_crs="", assumed_crs=True)


def _declares_crs(file: Path) -> bool:
    with file.open("rb") as stream:
        head = stream.read(4096)
        stream.seek(max(0, file.stat().st_size - 4096))
        tail = stream.read()
    return bool(re.search(rb'"crs"\s*:\s*\{', head + tail))


def _json_encoding(file: Path, given: str) -> None:
    """GeoJSON is UTF-8 (RFC 8259); another encoding, said or found, is refused rather than read as rubbish."""
    content = file.read_bytes()
    found = encodings.detect(content, given, file.name)
    if found not in ("utf-8", "utf-8-sig", "ascii"):
        raise KosozuError("SRC-ENCODING", encoding=given or "UTF-8", file=file.name)
    if content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] not in (b"{", b"["):
        raise KosozuError("SRC-NOT-READABLE", file=file.name, reason="JSON")


def shape_encoding(file: Path, given: str = "") -> tuple[str, str]:
    """Encoding of a Shapefile's .dbf: the given one, else .cpg, else language byte, each tested; and a note's code.

    Raises SRC-ENCODING where the given one, or none, fits.
    """
    table = container.sibling(file, ".dbf")
    if table is None:
        return "utf-8", ""
    content = table.read_bytes()
    rows = encodings.dbf_texts(content)
    if given:
        return encodings.detect(rows, given, file.name).replace("utf-8-sig", "utf-8"), ""
    page = container.sibling(file, ".cpg")
    claimed = ""
    if page is not None:
        try:
            claimed = encodings.name(page.read_text(encoding="ascii", errors="ignore"))
        except KosozuError:
            claimed = ""
    elif content[29:30] in (b"\x13", b"\x7b"):  # dBASE's language drivers for Japanese
        claimed = "cp932"
    if claimed and encodings.fits(rows, claimed):
        return claimed, ""
    found = encodings.detect(rows, "", file.name).replace("utf-8-sig", "utf-8")
    return found, "ENCODING_CLAIM" if claimed else ""


def _drivers() -> set[str]:
    if pyogrio is not None:
        return set(pyogrio.list_drivers())
    import fiona

    return set(fiona.supported_drivers)


def _read_raw(
    file: Path, shown: str, layer: str, encoding: str, columns: Sequence[str] | None, options: dict[str, str]
) -> tuple[pd.DataFrame, Array, str]:
    """(attributes, WKB, CRS text) of one layer; every failure of the library becomes a sentence."""
    reader = _by_pyogrio if pyogrio is not None else _by_fiona
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                return reader(file, layer, encoding, columns, options)
            except UnicodeError:
                if file.suffix.lower() != ".shp" or columns is not None:
                    raise
                data, wkb, declared = reader(file, layer, _BYTES, columns, options)
                return _decoded(data, encoding), wkb, declared
    except UnicodeError:
        raise KosozuError("SRC-ENCODING", encoding=encoding or "UTF-8", file=shown) from None
    except KosozuError:
        raise
    except Exception as error:  # pyogrio and fiona have a family of errors each
        reason = (
            str(error).replace(str(file), shown).splitlines()[0][:200] if str(error) else type(error).__name__
        )
        raise KosozuError("SRC-NOT-READABLE", file=shown, reason=reason) from None


def _by_pyogrio(
    file: Path, layer: str, encoding: str, columns: Sequence[str] | None, options: dict[str, str]
) -> tuple[pd.DataFrame, Array, str]:
    meta, _, wkb, fields = pyogrio.raw.read(
        str(file), layer=layer or None, encoding=encoding or None, columns=columns, force_2d=True, **options
    )
    if wkb is None:
        raise KosozuError("SRC-NO-GEOMETRY", file=file.name)
    data = pd.DataFrame({str(name): values for name, values in zip(meta["fields"], fields)})
    return data, np.asarray(wkb, dtype=object), str(meta["crs"] or "")


def _decoded(data: pd.DataFrame, encoding: str) -> pd.DataFrame:
    """A table of which each byte was read as a character; a name may end within one (GDAL cuts it), a text not."""
    told = {}
    for name in data.columns:
        values = [
            value.encode(_BYTES).decode(encoding) if isinstance(value, str) else value for value in data[name]
        ]
        shown = str(name).encode(_BYTES).decode(encoding, errors="ignore")
        told[shown] = pd.Series(values, dtype=object) if data[name].dtype == object else data[name]
    return pd.DataFrame(told)


def _by_fiona(
    file: Path, layer: str, encoding: str, columns: Sequence[str] | None, options: dict[str, str]
) -> tuple[pd.DataFrame, Array, str]:
    import fiona

    with fiona.open(str(file), layer=layer or None, encoding=encoding or None, **options) as source:
        records = list(source)
        declared = source.crs_wkt if source.crs else ""
        names = [name for name in source.schema["properties"] if columns is None or name in columns]
    data = pd.DataFrame([[record["properties"][name] for name in names] for record in records], columns=names)
    shapes: list[Any] = [
        record["geometry"] and shapely.geometry.shape(record["geometry"]) for record in records
    ]
    wkb = np.array(
        [shapely.to_wkb(shape) if shape is not None else None for shape in shapes] + [None], dtype=object
    )
    return data, wkb[:-1], declared


def can_write() -> bool:
    """Whether :func:`write_geopackage` is possible here."""
    return pyogrio is not None


@uncollected()
def write_geopackage(path: str | Path, layer: str, frame: gpd.GeoDataFrame, epsg: int, kind: str) -> None:
    """Write a frame of texts and numbers as the one layer of a new GeoPackage; ``kind`` is its geometry type.

    The layer (``fid``, ``geom``, GeoPackage 1.2) has no spatial index yet. Raises GIS-SINK where the library cannot,
    for want of room or of a folder.
    """
    names = [str(name) for name in frame.columns if name != "geometry"]
    try:
        pyogrio.raw.write(
            str(path),
            shapely.to_wkb(frame["geometry"].to_numpy()),
            [frame[name].to_numpy() for name in names],
            names,
            layer=layer,
            driver="GPKG",
            geometry_type=kind,
            promote_to_multi=kind.startswith("Multi"),
            crs=f"EPSG:{epsg}",
            dataset_options={"VERSION": "1.2"},
            layer_options={"SPATIAL_INDEX": "NO", "FID": "fid", "GEOMETRY_NAME": "geom"},
        )
    except Exception as error:  # pyogrio has a family of errors
        raise KosozuError("GIS-SINK", detail=str(error)[:200]) from None
