"""The map of a page: a still picture as SVG, and the data that the canvas draws from."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import shapely

from ..catalogue import label
from . import websymbols
from .content import Content
from .webshapes import Grid, grid_of, inner_point, path, scale_bar
from .words import coded

MOST_PARCELS = 20_000
"""More parcels than this are drawn by class only."""
_PICTURE = 1000.0
"""Width of the still picture in its own units: letters and lines are sized for it."""
_COARSEST = 4096
"""Steps of the grid that shapes are simplified by at the most."""
_COARSEST_PARCELS = 64
"""More would make parcels of nothing."""


@dataclass
class Drawn:
    """Everything of the map that the template places."""

    grid: Grid
    data: dict[str, Any]
    """What the canvas draws (see ``webpage.js``)."""
    picture: dict[str, Any]
    looks: list[dict[str, Any]]
    marks: list[dict[str, Any]]
    """Kinds of marks on the map, for the legend."""
    parcels: bool
    lots: dict[str, list[tuple[str, str, float]]] = field(default_factory=dict)


def drawn(content: Content, most_bytes: int) -> Drawn:
    """The map of a plan in an edition. Single parcels are drawn at the counter and inside the office only.

    Shapes are simplified, and parcels left out, until what the canvas draws from is within ``most_bytes`` (or nothing
    is left to simplify).
    """
    figures, read = content.figures, content.map
    grid = grid_of(
        [*([figures.area] if figures.area is not None else []), *read.areas[1], *figures.zones.geometry]
    )
    looks = [websymbols.look(entry) for entry in content.catalogue.classes.values()]
    number = {look["code"]: at for at, look in enumerate(looks)}
    parcels = content.edition != "public" and 0 < len(figures.units) <= MOST_PARCELS
    tolerance = grid.step
    while True:
        data = _data(content, grid, number, tolerance, parcels=parcels)
        if len(encoded(data).encode()) <= most_bytes:
            break
        tolerance *= 2
        if parcels and tolerance > grid.step * _COARSEST_PARCELS:
            parcels, tolerance = False, grid.step
        elif tolerance > grid.step * _COARSEST:
            break
    kinds = [row for row in content.catalogue.mark_kinds.values() if (read.marks["kind"] == row.code).any()]
    marks = [_kind(row) for row in kinds]
    used = {look["code"] for look in looks} & ({*read.areas[0]} | {*figures.zones["class_code"].fillna("")})
    return Drawn(
        grid,
        {**data, "looks": looks, "kinds": marks},
        _picture(content, grid, data, looks, tolerance),
        [look for look in looks if look["code"] in used],
        marks,
        parcels,
    )


def encoded(data: Any) -> str:
    """JSON without blanks, safe inside a script element."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")


def _kind(row: Any) -> dict[str, Any]:
    return {
        "code": row.code,
        "colour": row.colour,
        "line": row.geometry == "line",
        "dash": list(websymbols.DASHES.get(row.symbol, ())) if row.geometry == "line" else [],
        "path": websymbols.mark_path(row.symbol),
        "ja": label(row, "ja"),
        "en": label(row, "en"),
    }


def _data(
    content: Content, grid: Grid, number: dict[str, int], tolerance: float, *, parcels: bool
) -> dict[str, Any]:
    figures, read = content.figures, content.map
    codes, shapes = read.areas
    areas = [
        {"look": number.get(str(code), -1), "rings": grid.rings(shape, tolerance)}
        for code, shape in zip(codes, shapes)
    ]
    return {
        "width": grid.width,
        "height": grid.height,
        "step": round(grid.step, 4),
        "area": grid.rings(figures.area, tolerance) if figures.area is not None else [],
        "areas": areas,
        "zones": _zones(content, grid, number, tolerance),
        "marks": _marks(content, grid, tolerance),
        "parcels": _parcels(content, grid, number, tolerance) if parcels else [],
    }


def _zones(content: Content, grid: Grid, number: dict[str, int], tolerance: float) -> list[dict[str, Any]]:
    zones = content.figures.zones
    classes = content.catalogue.classes
    found = []
    for zone, code, shape in zip(zones["zone_id"], zones["class_code"].fillna(""), zones.geometry):
        point, reach = inner_point(shape)
        place = grid.points(shapely.get_coordinates(point))[0].tolist()
        found.append(
            {
                "id": str(zone),
                "name": content.zone_names.get(zone, str(zone)),
                "letter": classes[code].letter if code in classes else "",
                "look": number.get(code, -1),
                "at": place,
                "reach": round(reach / grid.step),
                "rings": grid.rings(shape, tolerance),
            }
        )
    return found


def _marks(content: Content, grid: Grid, tolerance: float) -> list[dict[str, Any]]:
    marks = content.map.marks
    kinds = {
        code: at
        for at, code in enumerate(
            row.code for row in content.catalogue.mark_kinds.values() if (marks["kind"] == row.code).any()
        )
    }
    found = []
    for kind, name, shape in zip(marks["kind"], marks["name"], marks.geometry):
        if kind not in kinds or shape is None or shapely.is_empty(shape):
            continue
        if shapely.get_dimensions(shape) == 0:
            rings = [point.tolist() for point in grid.points(shapely.get_coordinates(shape))]
        else:
            rings = grid.rings(shape, tolerance)
        found.append({"kind": kinds[kind], "name": content.scrub(str(name or "")), "rings": rings})
    return found


def _parcels(content: Content, grid: Grid, number: dict[str, int], tolerance: float) -> list[list[Any]]:
    """Class, 地番, kind of land in both languages, area and rings of each parcel."""
    units = content.figures.units
    lots = dict(zip(content.parcels["unit_id"], content.parcels["chiban"]))
    kinds = {
        kind: [coded(content.catalogue, "land_kind", kind, lang) if kind else "" for lang in ("ja", "en")]
        for kind in set(units["land_kind"])
    }
    columns = zip(
        units["unit_id"], units["class_code"], units["land_kind"], units["area_map_m2"], units.geometry
    )
    return [
        [
            number.get(code, -1),
            content.scrub(str(lots.get(unit) or "")),
            *kinds[kind],
            round(float(area)),
            grid.rings(shape, tolerance),
        ]
        for unit, code, kind, area, shape in columns
    ]


def _picture(
    content: Content, grid: Grid, data: dict[str, Any], looks: Sequence[dict[str, Any]], tolerance: float
) -> dict[str, Any]:
    """What the template draws as SVG, in grid units; ``unit`` is one thousandth of the picture's width.

    Nobody enlarges it: shapes are as fine as the picture, a third of a unit.
    """
    unit = grid.width / _PICTURE
    coarse = max(tolerance, unit * grid.step / 3)
    shapes = [grid.rings(shape, coarse) for shape in content.map.areas[1]]
    areas = [
        {"look": looks[entry["look"]], "path": path(rings)}
        for entry, rings in zip(data["areas"], shapes)
        if entry["look"] >= 0 and rings
    ]
    metres, text = scale_bar(grid.width * grid.step)
    marks = []
    present = [
        row for row in content.catalogue.mark_kinds.values() if (content.map.marks["kind"] == row.code).any()
    ]
    for mark in data["marks"]:
        row = present[mark["kind"]]
        line = row.geometry == "line"
        marks.append(
            {
                "line": path(mark["rings"], closed=False) if line else "",
                "at": [] if line else mark["rings"],
                "kind": _kind(row),
            }
        )
    return {
        "unit": unit,
        "width": grid.width,
        "height": grid.height,
        "areas": areas,
        "border": path(data["area"]),
        "marks": marks,
        "labels": _labels(data["zones"], unit),
        "bar": {"length": metres / grid.step, "text": text},
    }


def _labels(zones: Sequence[dict[str, Any]], unit: float) -> list[dict[str, Any]]:
    """Letters of all zones, and names where they fall on no other text; larger zones first."""
    disc, size = 9.0 * unit, 11.0 * unit
    taken = [
        (zone["at"][0] - disc, zone["at"][1] - disc, zone["at"][0] + disc, zone["at"][1] + disc)
        for zone in zones
    ]
    found = []
    for at in sorted(range(len(zones)), key=lambda at: (-zones[at]["reach"], zones[at]["id"])):
        zone = zones[at]
        x, y = zone["at"]
        half = _ems(zone["name"]) * size / 2
        box = (x - half, y + disc, x + half, y + disc + size * 1.2)
        room = not any(
            box[0] < other[2] and other[0] < box[2] and box[1] < other[3] and other[1] < box[3]
            for other in taken
        )
        if room:
            taken.append(box)
        found.append({"x": x, "y": y, "letter": zone["letter"], "name": zone["name"] if room else ""})
    return found


def _ems(text: str) -> float:
    return sum(1.0 if unicodedata.east_asian_width(sign) in "FWA" else 0.56 for sign in text)
