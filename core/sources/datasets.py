"""Which dataset of the catalogue a file is: by its columns, its name or its first bytes, and of which year it is."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from ..errors import KosozuError
from . import container
from .table import is_table
from .text import clean, half_column
from .vector import VECTOR_SUFFIXES, split_path

if TYPE_CHECKING:
    from ..catalogue import Catalogue

RASTERS = (".tif", ".tiff", ".img", ".vrt", ".asc")
_HEAD = 1 << 16
_ENCODING = re.compile(r"utf[-_]?8|s(?:hift)?[-_]?jis|cp932", re.IGNORECASE)
"""Folders of an archive that hold the same layers in one encoding each."""
_LAYERS = {
    "ksj-A12": ("5", "6"), "ksj-A13": ("7", "8", "9", "10"), "ksj-A10": ("11", "12", "13"),
    "ksj-A11": ("14", "15", "16"),
}  # fmt: skip
"""Values of LAYER_NO: four datasets of the land use master plan have the same columns."""
_YEAR = re.compile(r"(?<!\d)(19[5-9]\d|20\d\d)(?=\D|\d{4}(?!\d)|$)")
_ERA = re.compile(r"(?:^|[^0-9A-Za-z])([HR])(\d{1,2})ka\d", re.IGNORECASE)
_BEGAN = {"h": 1988, "r": 2018}
_KSJ_YEAR = re.compile(r"(?:^|_)[A-Z]\d\d[a-z]?(?:-[a-z])*(?:-\d\d(?=-\d\d(?:_|$)))?-(\d\d)(?:_|$|\D)")
"""A33-22_20, A46-a-21_17, and with a category before the year A31a-20-25_86."""


def first_column(columns: Iterable[Any], names: Iterable[str]) -> str:
    """The first of some names, whatever its case, that is a column; '' where none is."""
    known = {str(column).lower(): str(column) for column in columns}
    return next((known[name.lower()] for name in names if name.lower() in known), "")


def column(frame: pd.DataFrame, names: str) -> pd.Series:
    """Text of the first of ``a|b|c`` that a row has anything in; '' where no column is there."""
    found = pd.Series("", index=frame.index, dtype=object)
    for name in names.split("|") if names else ():
        own = first_column(frame.columns, [name])
        if own:
            found = found.where(found != "", clean(frame[own]))
    return found


def suits(columns: Iterable[Any], needed: tuple[tuple[str, ...], ...]) -> bool:
    """Whether a file has one of each group of names."""
    listed = list(columns)
    return bool(needed) and all(first_column(listed, group) for group in needed)


def by_columns(frame: pd.DataFrame, file: str, catalogue: Catalogue) -> str:
    """The dataset whose columns a frame has; '' where there is none. Equal ones are told apart by name or codes."""
    fit = [entry.id for entry in catalogue.datasets.values() if suits(frame.columns, entry.needed)]
    if len(fit) > 1:
        named = [name for name in fit if name.rpartition("-")[2].lower() in Path(file).stem.lower()]
        number = first_column(frame.columns, ["LAYER_NO"])
        codes = set(half_column(frame[number]).str.lstrip("0")) if number else set()
        coded = [name for name in fit if codes & set(_LAYERS.get(name, ()))]
        # Other numbers than those: a part of the master plan that is none of ours.
        fit = named or coded or ([] if codes - {""} else fit)
    return fit[0] if fit else ""


def by_file(path: str | Path) -> str:
    """The dataset of a raster or an XML file; '' for what has to be told by its columns."""
    file, _ = split_path(path)
    suffix = file.suffix.lower()
    if suffix in RASTERS:
        return "slope" if re.search("slope|傾斜|keisha", file.stem, re.IGNORECASE) else "dem"
    if suffix not in (".xml", ".gml") or not file.is_file():
        return ""
    with file.open("rb") as stream:
        head = stream.read(_HEAD)
    if b"MINJI/tizuxml" in head:
        return "moj-map"
    if b"SedimentDisasterProneArea" in head:
        return "plateau-lsld"
    return "plateau-luse" if b"luse:LandUse " in head else ""


def year_of(path: str | Path, given: int | None) -> int | None:
    """The year a file is of: the given one, else that of its name (A33-22_20: 2022, r2ka20203: 2020), else None."""
    if given is not None:
        return given
    stem = split_path(path)[0].stem
    found = _KSJ_YEAR.search(stem)
    if found:
        return 2000 + int(found[1]) if int(found[1]) < 70 else 1900 + int(found[1])
    found = _ERA.search(stem)
    if found:
        return _BEGAN[found[1].lower()] + int(found[2])
    found = _YEAR.search(stem)
    return int(found[1]) if found else None


def members(path: str | Path) -> list[str]:
    """What to read of a file: itself, or of an archive its layers, each once where they are there in several forms."""
    file, layer = split_path(path)
    if file.suffix.lower() != ".zip" or layer:
        return [str(path)]
    if not file.is_file():
        raise KosozuError("SRC-NO-FILE", file=str(file))
    with container.unpacked(file, VECTOR_SUFFIXES) as found:
        names = _each_once(sorted(found))
    best: dict[int, list[str]] = {}
    for name in names:
        form = VECTOR_SUFFIXES.index(Path(name).suffix.lower())
        best.setdefault(form, []).append(name)
    return [f"{file}|layername={name}" for name in best[min(best)]]


def _each_once(names: list[str]) -> list[str]:
    """Of files that are in an archive in two encodings (UTF-8/a.shp, Shift-JIS/a.shp) those in UTF-8."""
    each: dict[tuple[str, ...], str] = {}
    for name in sorted(names, key=lambda name: "utf" not in name.lower()):
        each.setdefault(tuple(part for part in Path(name).parts if not _ENCODING.fullmatch(part)), name)
    return sorted(each.values())


def is_tabular(path: str | Path) -> bool:
    """Whether a file holds rows without geometry; of an archive, whether it holds nothing but tables."""
    file, _ = split_path(path)
    if file.suffix.lower() != ".zip":
        return is_table(path)
    try:
        members(path)
    except KosozuError as error:
        if error.code != "SRC-ZIP-EMPTY":
            raise
        return True
    return False
