"""GeoJSON as RFC 7946 has it: WGS 84, longitude first, seven digits, outer rings against the clock."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import shapely

from .layers import Layer

DIGITS = 7
"""About a centimetre."""


def geojson(layer: Layer) -> bytes:
    """A FeatureCollection of a layer whose shapes are longitudes and latitudes; one feature a line."""
    head = json.dumps(
        {"type": "FeatureCollection", "name": layer.name, "title": layer.ja}, ensure_ascii=False
    )
    names = [column.name for column in layer.columns]
    lines = []
    for values, shape in zip(layer.records(), turned(layer.shapes)):
        feature = {
            "type": "Feature",
            "geometry": _geometry(shape),
            "properties": {name: None if value == "" else value for name, value in zip(names, values)},
        }
        lines.append(json.dumps(feature, ensure_ascii=False, separators=(",", ":")))
    return (head[:-1] + ', "features": [\n' + ",\n".join(lines) + "\n]}\n").encode("utf-8")


def turned(shapes: Any) -> Any:
    """Rounded to the digits written and still valid; outer rings against the clock, holes with it; parts in order."""
    rounded = shapely.set_precision(shapes, 10.0**-DIGITS)
    gone = shapely.is_empty(rounded)
    rounded = np.where(gone, shapes, rounded)  # smaller than a centimetre
    return shapely.reverse(shapely.normalize(rounded))


def _geometry(shape: Any) -> Any:
    made = json.loads(shapely.to_geojson(shape))
    made["coordinates"] = _rounded(made["coordinates"])
    return made


def _rounded(value: Any) -> Any:
    return [_rounded(part) for part in value] if isinstance(value, list) else round(value, DIGITS)
