"""The question of accessibility, and the layers made ready for it: roads noded, people and cores in one plane."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..errors import KosozuError
from ..progress import Progress
from .coverage_inputs import (
    Speeds,
    catalogue_speeds,
    check_place,
    class_of,
    in_plane,
    level_of,
    only,
    people_of,
    points_of,
    speed_of,
    way_of,
)

if TYPE_CHECKING:
    import geopandas as gpd
    import numpy as np
    import pandas as pd

    from ..analysis.network.reach import Roads
    from ..catalogue import Catalogue

    Array = np.ndarray[Any, Any]
    Layer = tuple[gpd.GeoDataFrame, int]


@dataclass(frozen=True)
class Question:
    """What is asked. Fields are names of columns ('': none); metres, minutes, km/h."""

    people_field: str
    more_fields: tuple[str, ...] = ()
    key_fields: tuple[str, ...] = ()
    name_field: str = ""
    class_fields: tuple[str, ...] = ()
    speed_field: str = ""
    level_field: str = ""
    way_field: str = ""
    speeds: Speeds | None = None
    minutes: float = 60.0
    snap: float = 500.0
    access_speed: float = 20.0
    tolerance: float = 1.0
    closed_distance: float = 20.0
    noded: bool = False
    want_edges: bool = True
    want_cores: bool = True
    all_times: bool = False
    """Minutes to every core however far it is, and not only those within ``minutes``."""


Note = tuple[str, dict[str, Any]]
"""A phrase of the catalogue with what it fills in."""


@dataclass
class Setting:
    """Everything in the plane system, ready to be searched."""

    roads: Roads
    kmh: Array
    classes: Array
    row: Array
    unclassed: int
    people: Array
    numbers: dict[str, Array]
    cores: Array
    names: list[str]
    closed: Array | None
    notes: list[Note]


def prepare(
    roads: Layer,
    people: Layer,
    cores: Layer,
    question: Question,
    catalogue: Catalogue,
    closed: Layer | None,
    turns: Layer | None,
    plane: int,
    progress: Progress,
) -> Setting:
    """Everything in the plane system ``plane``, and what has to be told of it. Raises JOB-COV-…."""
    import numpy as np

    from ..analysis.network.graph import minutes_of
    from ..analysis.network.noding import node_roads
    from ..analysis.network.reach import Roads

    notes: list[Note] = []
    frame = roads[0]
    numbers = {name: people_of(people[0], name) for name in (question.people_field, *question.more_fields)}
    lines = only("ROADS", in_plane(roads, plane), (1, 2, 5), ("線", "lines"))
    classes = class_of(frame, question.class_fields)
    kmh, unclassed = _speeds(frame, classes, lines, question, catalogue, notes)
    kept = np.flatnonzero(np.isfinite(kmh))
    progress.step("Joining the roads", "道路をつないでいます")
    level, way = level_of(frame, question.level_field), way_of(frame, question.way_field, catalogue)
    pieces = node_roads(
        lines[kept],
        None if level is None else level[kept],
        tolerance=question.tolerance,
        noded=question.noded,
        progress=progress,
    )
    row = kept[pieces.road]
    one_way = None if way is None else way[row]
    network = Roads(pieces, minutes_of(pieces.length, kmh[row]), one_way, _turns(pieces, turns, plane, notes))
    return Setting(
        network,
        kmh,
        classes,
        row,
        unclassed,
        points_of("PEOPLE", in_plane(people, plane)),
        numbers,
        points_of("CORES", in_plane(cores, plane)),
        _names(cores[0], question.name_field),
        _closed(pieces, closed, plane, question.closed_distance, notes),
        notes,
    )


def _speeds(
    frame: pd.DataFrame,
    classes: Array,
    lines: Array,
    question: Question,
    catalogue: Catalogue,
    notes: list[Note],
) -> tuple[Array, int]:
    """km/h of each road (NaN: left out), and how many have no speed of their own. Raises JOB-COV-NO-SPEED."""
    import numpy as np
    import shapely

    speeds = question.speeds or catalogue_speeds(catalogue)
    own = speed_of(frame, classes, question.speed_field, speeds)
    lacking = np.isnan(own) & ~shapely.is_missing(lines)
    count = int(lacking.sum())
    seen = sorted({str(name) or "–" for name in classes[lacking]})
    if count:
        kept = speeds.other is not None
        notes.append(
            (
                "coverage_unclassed",
                {
                    "count": f"{count:,}",
                    "km": f"{shapely.length(lines[lacking]).sum() / 1000:,.1f}",
                    "what": "coverage_unclassed_kept" if kept else "coverage_unclassed_out",
                    "classes": ", ".join(seen[:12]),
                },
            )
        )
    if speeds.other is not None:
        own = np.where(lacking, speeds.other, own)
    own = np.where(shapely.is_missing(lines), np.nan, own)
    if not np.isfinite(own).any():
        known = ", ".join(sorted(speeds.known)[:12])
        raise KosozuError(
            "JOB-COV-NO-SPEED", count=len(frame), classes=", ".join(seen[:12]), known=known or "–"
        )
    return own, count


def _turns(pieces: Any, turns: Layer | None, plane: int, notes: list[Note]) -> Any:
    from ..analysis.network.graph import NO_TURNS
    from ..analysis.network.snapping import find_turns

    if turns is None or turns[0].empty:
        return NO_TURNS
    check_place("TURNS", turns)
    found, lost = find_turns(in_plane(turns, plane), pieces.shapes, pieces.tail, pieces.head, 20.0)
    if lost.any():
        notes.append(("coverage_turns_lost", {"count": f"{int(lost.sum()):,}"}))
    return found


def _closed(
    pieces: Any, closed: Layer | None, plane: int, distance: float, notes: list[Note]
) -> Array | None:
    """Which pieces are closed; cuts that close nothing are told of. None where no cuts are given."""
    import numpy as np

    from ..analysis.network.snapping import close_roads

    if closed is None or closed[0].empty:
        return None
    check_place("CLOSED", closed)
    shut, away = close_roads(pieces.shapes, in_plane(closed, plane), distance)
    far = away[~np.isnan(away)]
    far = far[far > distance]
    km = f"{pieces.length[shut].sum() / 1000:,.1f}"
    notes.append(
        ("coverage_cuts", {"count": f"{len(away) - len(far):,}", "edges": f"{int(shut.sum()):,}", "km": km})
    )
    if len(far):
        notes.append(
            (
                "coverage_cuts_far",
                {"count": f"{len(far):,}", "metres": f"{distance:g}", "far": f"{far.max():,.0f}"},
            )
        )
    return shut


def _names(frame: pd.DataFrame, name_field: str) -> list[str]:
    """What each core is called: by its field, else by its number in the layer; each name once."""
    from ..sources.text import clean

    numbers = [str(number) for number in range(1, len(frame) + 1)]
    if not name_field:
        return numbers
    given = list(clean(frame[name_field]))
    seen = {name: given.count(name) for name in set(given)}
    return [
        number if not name else name if seen[name] == 1 else f"{name} ({number})"
        for name, number in zip(given, numbers)
    ]
