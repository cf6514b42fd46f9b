"""The tables of the accessibility: a row per place, per piece of road, per field of people, per core."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .coverage_setting import Question, Setting

if TYPE_CHECKING:
    import geopandas as gpd
    import numpy as np
    import pandas as pd

    from ..analysis.network.reach import Answer
    from ..catalogue import Catalogue

    Array = np.ndarray[Any, Any]


def within(answer: Answer, question: Question) -> Array:
    """Whether each place reaches a core within the minutes asked."""
    import numpy as np

    return np.isfinite(answer.minutes) & (answer.minutes <= question.minutes)


def _marked(catalogue: Catalogue) -> str:
    return catalogue.phrase("not_nitas", "ja")


def summary(
    setting: Setting, answer: Answer, before: Answer | None, question: Question, catalogue: Catalogue
) -> pd.DataFrame:
    """A row per field of people: total, reached, unreached, share, what is lost with the closed roads."""
    import pandas as pd

    from ..analysis.network.cover import count_people

    inside = within(answer, question)
    rows = []
    for name, people in setting.numbers.items():
        now = count_people(people, inside)
        lost = None
        if before is not None:
            lost = count_people(people, within(before, question)).reached - now.reached
        rows.append(
            {
                "field": name,
                "minutes": question.minutes,
                "total": now.total,
                "reached": now.reached,
                "unreached": now.unreached,
                "share": now.percent,
                "lost": lost,
                "unknown": now.unknown,
                "note": _marked(catalogue),
            }
        )
    return pd.DataFrame(rows).astype({"lost": float})


_OWN = {"fid", "row", "minutes", "core", "people", "reach", "access_m", "minutes_open", "core_open", "note"}
"""Columns of ACCESS that a layer's own of the same name gives way to."""


def access(
    frame: gpd.GeoDataFrame,
    setting: Setting,
    answer: Answer,
    before: Answer | None,
    question: Question,
    catalogue: Catalogue,
) -> gpd.GeoDataFrame:
    """Minutes, core and people of each place; classes within, beyond, uninhabited, unknown."""
    import geopandas as gpd
    import numpy as np

    people = setting.numbers[question.people_field]
    inside = within(answer, question)
    kinds = np.where(inside, "within", "beyond").astype(object)
    kinds = np.where(np.isnan(people), "unknown", np.where(people == 0, "uninhabited", kinds))
    columns: dict[str, Any] = {"row": np.arange(1, len(frame) + 1)}
    columns |= {f"key_{name}" if name in _OWN else name: frame[name] for name in question.key_fields}
    columns |= _times(answer, setting.names, "")
    columns |= {"people": people, "reach": kinds}
    columns |= {
        f"more_{name}" if name in _OWN else name: setting.numbers[name] for name in question.more_fields
    }
    columns["access_m"] = np.where(
        answer.people.edge < 0, np.nan, answer.people.access * question.access_speed * (1000.0 / 60.0)
    )
    if before is not None:
        columns |= _times(before, setting.names, "_open")
    columns["note"] = _marked(catalogue)
    return gpd.GeoDataFrame(columns, geometry=frame.geometry.to_numpy())


def _times(answer: Answer, names: list[str], suffix: str) -> dict[str, Array]:
    import numpy as np

    found = np.isfinite(answer.minutes)
    called = np.array([*names, None], dtype=object)
    core = called[np.where(found, answer.core, -1)]
    return {f"minutes{suffix}": np.where(found, answer.minutes, np.nan), f"core{suffix}": core}


def edges(setting: Setting, answer: Answer) -> gpd.GeoDataFrame:
    """Every piece of road: its row in ROADS, class, speed, minutes along it, component, minutes from its nearer end."""
    import geopandas as gpd
    import numpy as np

    pieces = setting.roads.pieces
    # States beyond the nodes are those of forbidden turns; the node itself is reached no later than they are.
    ends = np.minimum(answer.state_minutes[pieces.tail], answer.state_minutes[pieces.head])
    opened = answer.component >= 0
    return gpd.GeoDataFrame(
        {
            "road": setting.row + 1,
            "class": setting.classes[setting.row],
            "kmh": setting.kmh[setting.row],
            "length_m": pieces.length,
            "minutes": setting.roads.minutes,
            "component": answer.component,
            "closed": (~opened).astype(np.int64),
            "core_minutes": np.where(opened & np.isfinite(ends), ends, np.nan),
        },
        geometry=pieces.shapes,
    )


def by_core(
    setting: Setting, answer: Answer, each: Array, question: Question, catalogue: Catalogue
) -> pd.DataFrame:
    """A row per core and field: who reaches it first, by it alone, nobody without it; its place in the choice.

    ``each``: minutes (K, P) of each place to each core.
    """
    import numpy as np
    import pandas as pd

    from ..analysis.network.cover import alone, greedy, lost_without, per_core

    matrix = each <= question.minutes
    inside = within(answer, question)
    tables = []
    for name, people in setting.numbers.items():
        order, covered = greedy(people, matrix)
        rank, sums = np.empty(len(order), dtype=np.int64), np.empty(len(order))
        rank[order], sums[order] = np.arange(1, len(order) + 1), covered
        total = float(np.nansum(people))
        tables.append(
            pd.DataFrame(
                {
                    "core": setting.names,
                    "field": name,
                    "first": per_core(people, answer.core, inside, len(rank)),
                    "alone": alone(people, matrix),
                    "lost": lost_without(people, matrix),
                    "choice": rank,
                    "covered": sums,
                    "covered_share": 100.0 * sums / total if total else 0.0,
                    "note": _marked(catalogue),
                }
            )
        )
    return pd.concat(tables, ignore_index=True)
