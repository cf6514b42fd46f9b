"""The bundle's layers as csv, and the table that says what the fields are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely

from ..csv import table_csv
from ..words import word
from .cp932 import Told
from .layers import Layer


def layer_csv(layer: Layer, lonlat: Any, told: Told | None = None) -> bytes:
    """A layer under Japanese headings with a point's longitude and latitude; in CP932 where ``told`` is given.

    ``lonlat`` are the shapes in degrees, None for a table. The point of an area lies inside it.
    """
    header = [column.ja for column in layer.columns]
    rows = [list(row) for row in layer.records()]
    if lonlat is not None:
        header += [word("bundle_lon", "ja"), word("bundle_lat", "ja")]
        points = shapely.point_on_surface(lonlat)
        places = np.column_stack([shapely.get_x(points), shapely.get_y(points)]).round(6).tolist()
        rows = [[*row, *place] for row, place in zip(rows, places)]
    if told is None:
        return table_csv(header, rows)
    plain = [[told.text(value) if isinstance(value, str) else value for value in row] for row in rows]
    return table_csv([told.text(text) for text in header], plain, "cp932")


def fields_csv(layers: Sequence[Layer]) -> bytes:
    """Every field of every layer: its name, its name in the Shapefile, and what it is in both languages."""
    header = [word(key, "ja") for key in ("bundle_layer", "bundle_field", "bundle_short", "bundle_kind")]
    header += [word("bundle_meaning", lang) for lang in ("ja", "en")]
    rows = []
    for layer in layers:
        shorts = layer.shorts if layer.shapes is not None else {}
        for column in layer.columns:
            kind = word(f"bundle_kind_{column.kind}", "ja")
            rows.append([layer.name, column.name, shorts.get(column.name, ""), kind, column.ja, column.en])
    return table_csv(header, rows)
