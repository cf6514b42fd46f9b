"""登記所備付地図 XML: parcels with 地番, only where the file says in which public coordinates they are.

A map in 任意座標系 has its own axes and origin: it fits no other map, and is refused rather than put somewhere.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from lxml import etree

from ..errors import KosozuError
from .arrays import Array
from .report import ImportReport
from .text import half

_MAP = "{http://www.moj.go.jp/MINJI/tizuxml}"
_DRAWING = "{http://www.moj.go.jp/MINJI/tizuzumen}"
_JGD2000, _TOKYO = 2442, 30160
"""EPSG of plane system n is this plus n."""


def parsed(path: str | Path) -> Any:
    """The root of an XML file; entities and the network are never used. Raises SRC-NOT-READABLE."""
    reader = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True, remove_comments=True)
    try:
        return etree.parse(str(path), reader).getroot()
    except (etree.XMLSyntaxError, OSError) as error:
        raise KosozuError("SRC-NOT-READABLE", file=Path(path).name, reason=str(error)[:200]) from None


def read_registry_map(path: str | Path, report: ImportReport) -> tuple[gpd.GeoDataFrame, int]:
    """Parcels of one file: ``oaza``, ``chiban``, ``accuracy``, ``geometry`` in the EPSG that comes back.

    Coordinates: x east, y north. Raises SRC-MOJ-ARBITRARY for 任意座標系, SRC-CRS-NAME for words that are no plane
    system.
    """
    root = parsed(path)
    name = Path(path).name
    if root.tag != f"{_MAP}地図":
        raise KosozuError("SRC-NOT-READABLE", file=name, reason="tizuxml")
    system = half(root.findtext(f"{_MAP}座標系"))
    if system == half("任意座標系"):
        raise KosozuError("SRC-MOJ-ARBITRARY", file=name)
    number = "".join(sign for sign in system if sign.isdigit())
    if not number or not 1 <= int(number) <= 19:
        raise KosozuError("SRC-CRS-NAME", crs=system or "-")
    datum = half(root.findtext(f"{_MAP}測地系判別"))
    epsg = (_JGD2000 if datum else _TOKYO) + int(number)
    report.fact("MOJ_SYSTEM", f"{system} {datum or '-'}")
    rings = _surfaces(root)
    rows = [
        {
            "oaza": half(lot.findtext(f"{_MAP}大字名")),
            "chiban": half(lot.findtext(f"{_MAP}地番")),
            "accuracy": half(lot.findtext(f"{_MAP}精度区分")),
            "shape": (lot.find(f"{_MAP}形状").get("idref") if lot.find(f"{_MAP}形状") is not None else ""),
        }
        for lot in root.iter(f"{_MAP}筆")
    ]
    frame = pd.DataFrame(rows, columns=["oaza", "chiban", "accuracy", "shape"])
    geometry = np.array([rings.get(key) for key in frame["shape"]] + [None], dtype=object)[:-1]
    frame["source_row"] = np.arange(1, len(frame) + 1).astype(str).astype(object)
    return gpd.GeoDataFrame(frame.drop(columns="shape"), geometry=geometry), epsg


def _surfaces(root: Any) -> dict[str, shapely.Polygon]:
    points = {node.get("id"): _pair(node) for node in root.iter(f"{_DRAWING}GM_Point")}
    curves = {node.get("id"): _curve(node, points) for node in root.iter(f"{_DRAWING}GM_Curve")}
    surfaces = {}
    for node in root.iter(f"{_DRAWING}GM_Surface"):
        outer = _ring(node.find(f".//{_DRAWING}GM_SurfaceBoundary.exterior"), curves)
        holes = [_ring(one, curves) for one in node.iter(f"{_DRAWING}GM_SurfaceBoundary.interior")]
        if len(outer) >= 4:
            surfaces[node.get("id")] = shapely.Polygon(outer, [hole for hole in holes if len(hole) >= 4])
    return surfaces


def _pair(node: Any) -> tuple[float, float]:
    """East and north: the drawing's X is north."""
    return float(node.findtext(f".//{_DRAWING}Y")), float(node.findtext(f".//{_DRAWING}X"))


def _curve(node: Any, points: dict[str, tuple[float, float]]) -> list[tuple[float, float]]:
    found = []
    for column in node.iter(f"{_DRAWING}GM_PointArray.column"):
        reference = column.find(f".//{_DRAWING}GM_PointRef.point")
        found.append(_pair(column) if reference is None else points[reference.get("idref")])
    return found


def _ring(node: Any, curves: dict[str, list[tuple[float, float]]]) -> Array:
    """Curves follow one another, each in its own direction or the other."""
    line: list[tuple[float, float]] = []
    for part in () if node is None else node.iter(f"{_DRAWING}GM_CompositeCurve.generator"):
        curve = curves.get(part.get("idref"), [])
        if line and curve and curve[0] != line[-1] and curve[-1] == line[-1]:
            curve = curve[::-1]
        elif line and curve and curve[0] != line[-1] and line[0] in (curve[0], curve[-1]) and len(line) == 2:
            line.reverse()
            curve = curve if curve[0] == line[-1] else curve[::-1]
        line += curve[1:] if line and curve and curve[0] == line[-1] else curve
    if line and line[0] != line[-1]:
        line.append(line[0])
    return np.array(line, dtype=float)
