"""What the accessibility is computed of: layers brought to one plane, speeds of roads, numbers of people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..errors import KosozuError

if TYPE_CHECKING:
    import geopandas as gpd
    import numpy as np
    import pandas as pd

    from ..catalogue import Catalogue

    Array = np.ndarray[Any, Any]
    Layer = tuple[gpd.GeoDataFrame, int]

_SHOWN = 8
"""How many wrong values a sentence names."""

GROUND = ("", "0", "no", "false", "f", "n", "none")
"""What a field of bridges and tunnels says of a road on the ground."""


@dataclass(frozen=True)
class Speeds:
    """Speed (km/h) by class, ``other`` for any other or empty class (None: such roads are left out)."""

    known: dict[str, float]
    other: float | None = None

    def of(self, classes: Array) -> Array:
        """Speed of each class, NaN where it has none."""
        import numpy as np
        import pandas as pd

        from ..catalogue.plain import plain

        table = {plain(name): kmh for name, kmh in self.known.items()}
        number, distinct = pd.factorize(np.asarray(classes, dtype=object))
        return np.array([table.get(plain(name), np.nan) for name in distinct], dtype=float)[number]


def catalogue_speeds(catalogue: Catalogue) -> Speeds:
    """The speeds of the catalogue's table."""
    rows = {row["class"]: float(row["kmh"]) for row in catalogue.rows("road_speeds")}
    other = rows.pop("*", None)
    return Speeds(rows, other)


def read_speeds(path: str) -> Speeds:
    """A csv with ``class,kmh`` (種別, 時速), a row ``*`` for all others. Raises JOB-COV-SPEEDS, SRC-…."""
    import numpy as np

    from ..catalogue.plain import plain
    from ..sources.profile import find
    from ..sources.table import read_table
    from ..sources.text import clean, numbers

    table, _ = read_table(path)
    columns = list(table.columns)
    name, speed = find(columns, ["class", "種別", "道路種別"]), find(columns, ["kmh", "時速", "速度"])
    if not name or not speed:
        raise KosozuError("JOB-COV-SPEEDS", file=path, row=1, value=", ".join(map(str, columns)))
    classes, kmh = clean(table[name]), numbers(table[speed])
    keys = classes.map(plain)
    wrong = (classes == "") | ~(kmh > 0) | keys.duplicated() | ~np.isfinite(kmh)
    if wrong.any():
        first = int(np.flatnonzero(wrong)[0])
        value = f"{classes.iloc[first]},{table[speed].iloc[first]}"
        raise KosozuError("JOB-COV-SPEEDS", file=path, row=first + 2, value=value)
    rows = dict(zip(classes, kmh.astype(float)))
    other = rows.pop("*", None)
    return Speeds(rows, other)


def plane_of(people: Layer) -> int:
    """EPSG of the plane system of the people's layer, or of the nearest one where that is degrees or Mercator's."""
    from ..sources.crs import is_geographic, is_local_plane
    from ..sources.plane import nearest_plane

    frame, epsg = people
    if not is_geographic(epsg) and is_local_plane(epsg):
        return epsg
    return nearest_plane(frame.geometry.to_numpy(), epsg)


def check_place(parameter: str, layer: Layer) -> None:
    """Raise for a layer without rows, without a coordinate system, or with anything outside Japan."""
    import numpy as np
    import shapely

    from ..sources.crs import in_japan

    frame, epsg = layer
    if frame.empty:
        raise KosozuError("JOB-EMPTY", parameter=parameter)
    if not epsg:
        raise KosozuError("JOB-NO-CRS", file=parameter)
    shapes = frame.geometry.to_numpy()
    shapes = shapes[~shapely.is_missing(shapes) & ~shapely.is_empty(shapes)]
    west, south, east, north = shapely.total_bounds(shapes)
    corners = np.array([[west, south], [west, north], [east, south], [east, north]])
    if not len(shapes) or in_japan(corners, epsg).all():
        return
    bounds = shapely.bounds(shapes)
    outside = ~(in_japan(bounds[:, :2], epsg) & in_japan(bounds[:, 2:], epsg))
    if outside.any():
        raise KosozuError("JOB-COV-JAPAN", parameter=parameter, count=int(outside.sum()))


def in_plane(layer: Layer, plane: int) -> Array:
    """The geometries of a layer in the plane system."""
    from ..sources.crs import transform

    frame, epsg = layer
    return transform(frame.geometry.to_numpy(), epsg, plane)[0]


def only(parameter: str, shapes: Array, kinds: Sequence[int], word: tuple[str, str]) -> Array:
    """The shapes of some kinds (GEOS's numbers), None in place of others. Raises JOB-COV-GEOMETRY where none is left.

    ``word`` is what the message calls them: the Japanese and the English word.
    """
    import numpy as np
    import shapely

    fine = np.isin(shapely.get_type_id(shapes), kinds) & ~shapely.is_empty(shapes)
    if not fine.any():
        raise KosozuError("JOB-COV-GEOMETRY", parameter=parameter, kind=" / ".join(word))
    found = np.array(shapes, dtype=object)
    found[~fine] = None
    return found


def points_of(parameter: str, shapes: Array) -> Array:
    """A point for each polygon (its point on surface) or point; None for what is neither."""
    import numpy as np
    import shapely

    from ..analysis.blocks import in_blocks

    shapes = only(parameter, shapes, (0, 3, 4, 6), ("面・点", "polygons or points"))
    found = shapes.copy()
    areas = shapely.get_type_id(shapes) > 0
    at = np.flatnonzero(areas)

    def block(start: int, stop: int) -> Array:
        own = shapes[at[start:stop]]
        broken = ~shapely.is_valid(own)
        own[broken] = shapely.make_valid(own[broken])
        return np.asarray(shapely.point_on_surface(own))

    if len(at):
        found[at] = np.concatenate(in_blocks(len(at), block))
    return found


def texts_of(values: pd.Series) -> Array:
    """A column as text (see ``clean``), each distinct value looked at once."""
    import numpy as np
    import pandas as pd

    from ..sources.text import clean

    number, distinct = pd.factorize(values.to_numpy())
    known = clean(pd.Series(distinct, dtype=values.dtype)).tolist()
    return np.array([*known, ""], dtype=object)[number]


def people_of(frame: pd.DataFrame, field: str) -> Array:
    """People of each row, NaN where the cell is empty. Raises JOB-COV-NUMBERS, JOB-COV-NO-NUMBERS."""
    import numpy as np
    import pandas as pd

    from ..sources.text import numbers

    found = numbers(frame[field]).to_numpy(dtype=float)
    numeric = pd.api.types.is_numeric_dtype(frame[field])
    empty = np.isnan(found) if numeric else texts_of(frame[field]) == ""
    wrong = ~empty & ~((found >= 0) & np.isfinite(found))
    if wrong.any():
        values = sorted({str(value) for value in frame[field].to_numpy()[wrong]})
        raise KosozuError(
            "JOB-COV-NUMBERS", field=field, values=", ".join(values[:_SHOWN]), count=int(wrong.sum())
        )
    if empty.all():
        raise KosozuError("JOB-COV-NO-NUMBERS", field=field)
    return np.where(empty, np.nan, found)


def class_of(frame: pd.DataFrame, fields: Sequence[str]) -> Array:
    """Class of each road: of the first of some fields that says one."""
    import numpy as np

    found = np.full(len(frame), "", dtype=object)
    for field in fields:
        found = np.where(found == "", texts_of(frame[field]), found)
    return found


def speed_of(frame: pd.DataFrame, classes: Array, field: str, speeds: Speeds) -> Array:
    """km/h of each road: its own where a field says it, else that of its class; NaN where neither is known.

    What a field says must be a number above 0 to count.
    """
    import numpy as np

    from ..sources.text import numbers

    if not field:
        return speeds.of(classes)
    own = numbers(frame[field]).to_numpy(dtype=float)
    known = np.isfinite(own) & (own > 0)
    return np.where(known, own, speeds.of(classes) if (classes != "").any() else np.nan)


def level_of(frame: pd.DataFrame, field: str) -> Array | None:
    """Level of each road, '' for the ground; None where no field tells."""
    from ..catalogue.plain import plain_code
    from ..sources.text import clean, each

    if not field:
        return None
    return each(
        clean(frame[field]), lambda text: "" if plain_code(text) in GROUND else plain_code(text)
    ).to_numpy()


def way_of(frame: pd.DataFrame, field: str, catalogue: Catalogue) -> Array | None:
    """0 both ways, 1 as drawn, -1 against it; None where no field tells. Raises JOB-COV-WAY."""
    import numpy as np

    from ..sources.text import clean

    if not field:
        return None
    texts = clean(frame[field])
    meaning = {text: catalogue.code_of("travel_way", text) for text in texts.unique()}
    unknown = sorted(text for text, code in meaning.items() if code is None)
    if unknown:
        raise KosozuError("JOB-COV-WAY", field=field, values=", ".join(unknown[:_SHOWN]))
    number: Mapping[str | None, int] = {"": 0, "both": 0, "forward": 1, "backward": -1}
    return np.array([number[meaning[text]] for text in texts], dtype=np.int8)
