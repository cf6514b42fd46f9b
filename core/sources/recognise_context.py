"""Which context data a file holds: by the catalogue's own datasets, else by shape and name what an office has drawn."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from . import datasets
from .peek import Peek
from .raster import is_grid
from .text import half

if TYPE_CHECKING:
    from ..catalogue import Catalogue
    from ..catalogue.dataset import Dataset

Found = tuple[str, list[str]]
"""Id of a dataset, and the columns (or the words of the file's name) that tell it."""
NONE: Found = ("", [])

_FIRST_OTHERWISE = ("rcom", "small-area")
"""Datasets whose areas are groups of parcels before they are context; where they count people, they are both."""
_BACKGROUND = ("own-road", "own-building")
"""What lies under the zones on a sheet as well."""
_FITS = {
    "polygon": ("polygon", "any"), "line": ("line",), "point": ("point", "any"), "table": ("table",),
    "raster": ("raster",), "xml": ("xml",),
}  # fmt: skip
_ROAD = re.compile("道路|林道|農道|[国県市町村]道|road|street", re.IGNORECASE)
_ROAD_COLUMN = re.compile("路線名|道路種別|道路種類|道路分類|road_?class", re.IGNORECASE)
_RAIL = re.compile("鉄道|軌道|索道|rail", re.IGNORECASE)
_BUILDING = re.compile("建物|建築|家屋|building|bldg", re.IGNORECASE)
_MESH_ARCHIVE = re.compile(r"^tblT\d{6}[A-Z]\d{4}$", re.IGNORECASE)
_MOST = 0.5


def dataset_by_columns(seen: Peek, catalogue: Catalogue) -> Found:
    """The dataset whose columns and shapes a file has; none for what is rather brought in as groups."""
    found, columns = _by_columns(seen, catalogue)
    return NONE if found in _FIRST_OTHERWISE else (found, columns)


def dataset_besides(seen: Peek, catalogue: Catalogue) -> Found:
    """What a file of groups counts besides: people of small areas, households of communities; none where nothing."""
    found, columns = _by_columns(seen, catalogue)
    if found not in _FIRST_OTHERWISE:
        return NONE
    counted = catalogue.datasets[found].number_column
    if not counted:  # a dataset of people: its reader knows the columns
        return found, columns[1:]
    column = datasets.first_column(seen.columns, counted.split("|"))
    return (found, [column]) if column else NONE


def _by_columns(seen: Peek, catalogue: Catalogue) -> Found:
    if seen.geometry not in _FITS:
        return NONE
    frame = pd.DataFrame(list(seen.rows), columns=list(seen.columns), dtype=object).fillna("")
    found = datasets.by_columns(frame, Path(seen.member or seen.file).name, catalogue)
    if not found:
        return NONE
    entry = catalogue.datasets[found]
    if entry.geometry not in _FITS[seen.geometry]:
        return NONE
    return found, [datasets.first_column(seen.columns, names) for names in entry.needed]


def dataset_by_shape(seen: Peek, catalogue: Catalogue) -> Found:
    """Roads, buildings and facilities that an office has drawn."""
    stem = Path(seen.layer or seen.member or seen.file).stem
    if seen.geometry == "line":
        told = [name for name in seen.columns if _ROAD_COLUMN.fullmatch(name)] + _ROAD.findall(stem)
        return ("own-road", told[:1]) if told and not _RAIL.search(stem) else NONE
    if seen.geometry in ("polygon", "point") and _BUILDING.search(stem):
        return "own-building", _BUILDING.findall(stem)[:1]
    if seen.geometry == "point" and "own-facility" in catalogue.datasets:
        entry = catalogue.datasets["own-facility"]
        column = datasets.first_column(seen.columns, entry.code_column.split("|"))
        words = [half(value) for value in seen.values(column)] if column else []
        if words and sum(word in entry.kind_of for word in words) >= _MOST * len(words):
            return "own-facility", [column]
    return NONE


def dataset_of(seen: Peek, catalogue: Catalogue) -> Found:
    """What a file is as context, should a person want it so; none where only a person can tell."""
    known = datasets.by_file(seen.file) if seen.geometry in ("raster", "xml") else ""
    if known:
        return known, []
    if is_mesh_archive(seen):
        return "census-mesh", []
    rules = (dataset_by_columns, dataset_by_shape, dataset_besides)
    return next((found for rule in rules if (found := rule(seen, catalogue))[0]), NONE)


def fitting(seen: Peek | None, catalogue: Catalogue) -> list[Dataset]:
    """The datasets that a file of such shapes can be, in the catalogue's order."""
    wanted = _FITS.get(seen.geometry, ()) if seen and not is_mesh_archive(seen) else ("table",)
    every = catalogue.datasets.values()
    return [entry for entry in every if entry.geometry in wanted] if wanted else list(every)


def is_mesh_archive(seen: Peek) -> bool:
    """Whether a file is an archive with a table of the census by mesh, under the name that e-Stat gives it."""
    path = Path(seen.file)
    return seen.note == "UNPACK" and path.suffix.lower() == ".zip" and bool(_MESH_ARCHIVE.match(path.stem))


def is_background(dataset: str) -> bool:
    """Whether a sheet shows it under its zones, too."""
    return dataset in _BACKGROUND


def other_form(file: Path) -> Peek | None:
    """A raster of numbers or an XML file of a dataset; None for any other."""
    if file.suffix.lower() in datasets.RASTERS:
        return Peek(str(file), geometry="raster") if is_grid(file) else None
    return Peek(str(file), geometry="xml") if datasets.by_file(file) else None
