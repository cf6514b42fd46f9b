"""Context of a plan (people, roads, hazards, land use …): any file of a dataset of the catalogue, in the plan's CRS.

What comes back holds what lies in and around the plan; the report tells what was left out and why.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from ..errors import KosozuError
from ..progress import SILENT, Progress, check
from . import crs, datasets, mesh, people
from . import geometry as shapes
from .arrays import Array
from .citygml import read_citygml
from .registrymap import read_registry_map
from .report import ImportReport
from .table import read_table
from .text import half, numbers
from .vector import Info, read_vector, split_path

if TYPE_CHECKING:
    from ..catalogue import Catalogue
    from ..catalogue.dataset import Dataset

Extent = tuple[float, float, float, float]
_KINDS = {
    "polygon": ("polygon",), "line": ("line",), "point": ("point",), "xml": ("polygon",), "any": ("polygon", "point"),
    "table": ("polygon",),
}  # fmt: skip
LAYER_COLUMNS = ("code", "kind", "name", "number", "source_row")


@dataclass(frozen=True)
class Place:
    """Where a plan is: its plane CRS, the box around its land (west, south, east, north, metres), whose it is."""

    epsg: int
    extent: Extent
    municipality: str
    area: Any = None


@dataclass(frozen=True)
class Context:
    """One file as read. ``frame``: :data:`people.TEXTS` and ``item_year`` of people, else :data:`LAYER_COLUMNS`."""

    dataset: Dataset
    year: int | None
    level: str
    frame: gpd.GeoDataFrame


def which(path: str, wanted: str, catalogue: Catalogue) -> str:
    """The dataset to read a file as: the wanted one, else the one it is. Raises SRC-DATASET or SRC-DATASET-AUTO."""
    if wanted not in ("", "auto"):
        if wanted not in catalogue.datasets:
            raise KosozuError("SRC-DATASET", dataset=wanted, known=", ".join(catalogue.datasets))
        return wanted
    file, _ = split_path(path)
    if not file.is_file():
        raise KosozuError("SRC-NO-FILE", file=str(file))
    found = datasets.by_file(path)
    if not found:
        tabular = datasets.is_tabular(path)
        frames = [read_table(path)] if tabular else map(read_vector, datasets.members(path))
        known = (datasets.by_columns(each[0], file.name, catalogue) for each in frames)
        found = next((name for name in known if name), "")
    if found not in catalogue.datasets:
        raise KosozuError("SRC-DATASET-AUTO", file=file.name)
    return found


def read_context(
    path: str,
    dataset: Dataset,
    place: Place,
    *,
    encoding: str = "",
    given_crs: str = "",
    year: int | None = None,
    progress: Progress = SILENT,
) -> tuple[Context, ImportReport]:
    """A file of a vector or table dataset; READ = USED + REJECTED. Raises KosozuError SRC-… ."""
    file = split_path(path)[0].name
    report = ImportReport("context", file)
    report.fact("DATASET", f"{dataset.title_ja} / {dataset.title_en}")
    year = datasets.year_of(path, year)
    source, declared, info = _frame(path, dataset, encoding, year, report)
    check(progress)
    level = ""
    if dataset.role == "people":
        found = _people(source, dataset, file, year, place, report)
        level, year = found.level, (found.years[0] if found.years else year)
        frame = pd.concat([found.texts, pd.DataFrame(found.values, index=found.texts.index)], axis=1)
        geometry = found.geometry
        if geometry is None:
            geometry, declared = mesh.polygons(frame["code"], level) if level else _none(frame), mesh.EPSG
            report.fact("MESH_LEVEL", level)
        elif dataset.reader == "municipality":
            declared = place.epsg
        rows = frame["code"]
    else:
        report.counts["READ_COUNT"] = len(source)
        frame, geometry = _layer(source, dataset), source.geometry.to_numpy()
        rows = frame["source_row"]
    if not len(frame):
        raise KosozuError("SRC-NO-ROWS", file=file)
    frame, geometry, rows = (
        frame.reset_index(drop=True),
        np.array(geometry, dtype=object),
        rows.reset_index(drop=True),
    )
    placed = _placed(geometry, declared, info, dataset, given_crs, place, report, rows)
    keep = _near(placed, place.extent, rows, report)
    keep &= _of_kind(frame, dataset, keep, report)
    check(progress)
    if not keep.any() and not (dataset.role == "law" and _covers(placed, place.extent)):
        told = ", ".join(f"{reason.code} {reason.count}" for reason in report.reasons)
        raise KosozuError("SRC-CONTEXT-NONE", file=file, reasons=told)
    report.add("NONE_NEAR", "note", int(not keep.any()))
    out = gpd.GeoDataFrame(frame[keep].reset_index(drop=True), geometry=placed[keep])
    report.counts["USED_COUNT"] = len(out)
    report.counts["REJECTED_COUNT"] = report.counts["READ_COUNT"] - len(out)
    report.fact("YEAR", year or "")
    report.fact("LICENCE", dataset.licence_of(year))
    if not dataset.is_open(year):
        report.add("NOT_OPEN", "note", len(out))
    return Context(dataset, year, level, out), report


def _none(frame: pd.DataFrame) -> Array:
    return np.full(len(frame), None, dtype=object)


def _frame(
    path: str, dataset: Dataset, encoding: str, year: int | None, report: ImportReport
) -> tuple[Any, int | None, Info]:
    """The file's rows, the CRS it declares (of a dataset that never does, the dataset's), and what was found."""
    file = split_path(path)[0]
    info = Info(file.name)
    if dataset.reader == "moj_xml":
        frame, epsg = read_registry_map(path, report)
        return frame, epsg, info
    if dataset.reader == "citygml":
        return read_citygml(path, report), mesh.EPSG, info
    if dataset.geometry == "table":
        table, found = read_table(path, encoding)
        report.fact("ENCODING", found)
        _require(table, dataset, file.name)
        return table, None, info
    parts = [_vector(member, dataset, encoding, year) for member in datasets.members(path)]
    # An archive may hold layers of something else besides: how long a flood stays, roads in a forest.
    parts = [part for part in parts if datasets.suits(part[0].columns, dataset.needed)] or parts
    frame, declared, info = parts[0]
    moved = [
        part
        if epsg is None or declared is None or epsg == declared
        else part.set_geometry(crs.transform(part.geometry.to_numpy(), epsg, declared)[0])
        for part, epsg, _ in parts
    ]
    frame = gpd.GeoDataFrame(pd.concat(moved, ignore_index=True), geometry="geometry")
    report.fact("ENCODING", info.encoding)
    if info.encoding_note:
        report.add(info.encoding_note, "note", len(frame), [info.encoding])
    _require(frame, dataset, file.name)
    if declared is None and dataset.crs:
        declared = int(dataset.crs)
        report.add("CRS_BY_DATASET", "note", len(frame), [crs.label(declared)])
    return frame, declared, info


def _vector(
    path: str, dataset: Dataset, encoding: str, year: int | None
) -> tuple[gpd.GeoDataFrame, int | None, Info]:
    shape = split_path(path)[0].suffix.lower() == ".shp"
    usual = dataset.encoding_of(year) if shape and not encoding else ""
    if usual:
        try:
            return read_vector(path, usual)
        except KosozuError as error:
            if error.code != "SRC-ENCODING":
                raise
    return read_vector(path, encoding)


def _require(frame: pd.DataFrame, dataset: Dataset, file: str) -> None:
    for names in dataset.needed:
        if not datasets.first_column(frame.columns, names):
            told = ", ".join(map(str, frame.columns[:20]))
            raise KosozuError("SRC-NO-COLUMN", column=" / ".join(names), file=file, columns=told)


def _people(
    source: Any, dataset: Dataset, file: str, year: int | None, place: Place, report: ImportReport
) -> people.People:
    if dataset.reader == "census_mesh":
        return people.read_census_mesh(source, file, year, report)
    if dataset.reader == "future_mesh":
        return people.read_future_mesh(source, file, report)
    if dataset.reader == "small_area":
        return people.read_small_areas(source, file, year, report)
    return people.read_municipality(source, file, year, place.municipality, place.area, report)


def _layer(source: Any, dataset: Dataset) -> pd.DataFrame:
    if dataset.reader == "moj_xml":
        return pd.DataFrame(
            {"code": source["chiban"], "kind": "lot", "name": source["oaza"] + source["chiban"], "number": np.nan,
             "source_row": source["source_row"]}
        )  # fmt: skip
    code = datasets.column(source, dataset.code_column)
    known = dataset.kind_of
    plain = code.map(lambda text: half(text).lstrip("0") or half(text))
    kind = code.map(known).where(code.isin(known), plain.map(known)).fillna(known.get("*", ""))
    if dataset.role == "road":  # the class in words, as the table of speeds has it
        code = kind.where(kind != "", code)
    if not known or dataset.role == "road":
        kind = pd.Series(dataset.role, index=source.index, dtype=object)
    amount = datasets.column(source, dataset.number_column)
    return pd.DataFrame(
        {
            "code": code,
            "kind": kind,
            "name": _names(source, dataset.name_column),
            "number": numbers(amount).to_numpy(),
            "source_row": source["source_row"].to_numpy(),
        }
    )


def _names(source: pd.DataFrame, columns: str) -> pd.Series:
    """The first of ``a|b`` that is no mere number: editions have names where others have a code."""
    found = datasets.column(source, columns)
    for name in columns.split("|")[1:]:
        own = datasets.column(source, name)
        better = found.str.fullmatch(r"\d+") & (own != "") & ~own.str.fullmatch(r"\d+")
        found = found.where(~better, own)
    return found


def _placed(
    geometry: Array, declared: int | None, info: Info, dataset: Dataset, given: str, place: Place,
    report: ImportReport, rows: pd.Series,
) -> Array:  # fmt: skip
    usable = geometry[~shapely.is_missing(geometry)]
    if dataset.reader not in ("census_mesh", "future_mesh", "municipality"):
        declared = _system(usable, declared, info, given, place, report)
    elif not len(usable):
        report.add("MESH_CODE", "rejected", len(rows), rows)
        return geometry
    lost = shapely.is_missing(geometry)
    if dataset.role == "people" and lost.any():
        report.add(
            "MESH_CODE" if not dataset.reader.startswith("m") else "GEOMETRY_MISSING",
            "rejected",
            int(lost.sum()),
            rows[lost],
        )
    part = ImportReport("", "")
    moved = shapes.to_plan(
        geometry, declared or place.epsg, place.epsg, part, rows, _KINDS[dataset.geometry], 0.0
    )
    report.facts += part.facts
    for reason in part.reasons:
        if not (dataset.role == "people" and reason.code == "GEOMETRY_MISSING"):
            report.add(reason.code, reason.kind, reason.count, reason.examples)
    return moved


def _system(
    usable: Array, declared: int | None, info: Info, given: str, place: Place, report: ImportReport
) -> int:
    """The CRS of a file. A prefecture's file need not have its middle near the plan: it need only be in Japan."""
    coordinates = shapely.get_coordinates(usable)
    hint = ", ".join(crs.label(epsg) for epsg in crs.propose(coordinates, place.epsg)) or "-"
    if not given.strip() and declared is None:
        raise KosozuError("SRC-CRS-UNKNOWN", file=info.file_name, hint=hint)
    epsg = crs.parse(given) if given.strip() else int(declared or 0)
    if len(coordinates) and not bool(crs.in_japan(np.median(coordinates, axis=0)[None, :], epsg)[0]):
        raise KosozuError("SRC-CRS-IMPLAUSIBLE", file=info.file_name, crs=crs.label(epsg), hint=hint)
    report.fact("CRS", crs.label(epsg))
    return epsg


def _near(geometry: Array, extent: Extent, rows: pd.Series, report: ImportReport) -> Array:
    there = ~shapely.is_missing(geometry)
    near = np.zeros(len(geometry), dtype=bool)
    near[there] = shapely.intersects(shapely.box(*extent), geometry[there])
    report.add("OUTSIDE_PLAN", "rejected", int((there & ~near).sum()), rows[there & ~near])
    return near


def _covers(geometry: Array, extent: Extent) -> bool:
    """Whether a file is of this region, so that nothing of it near the plan says that there is nothing."""
    west, south, east, north = shapely.total_bounds(geometry)
    return bool(west <= extent[0] and south <= extent[1] and east >= extent[2] and north >= extent[3])


def _of_kind(frame: pd.DataFrame, dataset: Dataset, near: Array, report: ImportReport) -> Array:
    """Rows whose code is none that anything is done with are left out, and said."""
    if dataset.role not in ("law", "landuse"):
        return np.ones(len(frame), dtype=bool)
    other = near & (frame["kind"] == "").to_numpy()
    report.add("KIND_UNUSED", "rejected", int(other.sum()), sorted(set(frame["code"][other]))[:20])
    fine: Array = (frame["kind"] != "").to_numpy()
    return fine
