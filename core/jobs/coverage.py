"""Who reaches a core town within some minutes by road: people counted, times per place, what is lost with a core."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ..collector import uncollected
from ..errors import KosozuError
from ..progress import SILENT, Progress, check
from .coverage_inputs import check_place, plane_of
from .coverage_setting import Note, Question, Setting, prepare
from .coverage_tables import access, by_core, edges, summary

if TYPE_CHECKING:
    import geopandas as gpd
    import numpy as np
    import pandas as pd

    from ..analysis.network.reach import Answer
    from ..catalogue import Catalogue

    Array = np.ndarray[Any, Any]
    Layer = tuple[gpd.GeoDataFrame, int]


@dataclass
class Result:
    """Tables and counts of one question.

    ``access``: a row per place of people, in the people's own geometry and CRS; ``edges``: a row per piece of road in
    the plane system ``plane``; ``summary``: a row per field of people; ``by_core``: a row per core and field;
    ``each``: minutes (cores × places) to each core, infinite where there is no way.
    """

    access: gpd.GeoDataFrame
    edges: gpd.GeoDataFrame | None
    summary: pd.DataFrame
    by_core: pd.DataFrame | None
    each: Array | None
    counts: dict[str, float]
    plane: int
    notes: list[Note] = field(default_factory=list)


@uncollected()
def coverage(
    roads: Layer,
    people: Layer,
    cores: Layer,
    question: Question,
    *,
    catalogue: Catalogue,
    closed: Layer | None = None,
    turns: Layer | None = None,
    progress: Progress = SILENT,
) -> Result:
    """People who reach the nearest core within the minutes asked, by road; layers are (frame, EPSG code).

    With ``closed`` (cuts) everything is said with the closed roads, and ``minutes_open`` and LOST_PEOPLE compare with
    all roads open. Raises JOB-EMPTY, JOB-NO-CRS and JOB-COV-… for layers that cannot be used.
    """
    from ..analysis.network.reach import minutes_each, reach

    for name, layer in (("PEOPLE", people), ("ROADS", roads), ("CORES", cores)):
        check_place(name, layer)
    plane = plane_of(people)
    setting = prepare(roads, people, cores, question, catalogue, closed, turns, plane, progress)
    progress.step("Searching the ways", "経路を調べています")

    def search(shut: Array | None) -> Answer:
        return reach(
            setting.roads,
            setting.people,
            setting.cores,
            reach_m=question.snap,
            access_kmh=question.access_speed,
            closed=shut,
            progress=progress,
        )

    answer = search(setting.closed)
    before = None if setting.closed is None else search(None)
    _note_cores(setting, answer, question)
    _note_people(setting, answer, question)
    check(progress)
    progress.step("Counting people", "人数を数えています")
    limit = float("inf") if question.all_times else question.minutes
    each = minutes_each(answer, limit, progress) if question.want_cores else None
    sums = summary(setting, answer, before, question, catalogue)
    return Result(
        access(people[0], setting, answer, before, question, catalogue),
        edges(setting, answer) if question.want_edges else None,
        sums,
        None if each is None else by_core(setting, answer, each, question, catalogue),
        each,
        _counts(sums.iloc[0], answer, setting),
        plane,
        setting.notes,
    )


def _counts(first: pd.Series, answer: Answer, setting: Setting) -> dict[str, float]:
    """The numbers of the first field of people; nobody is lost where no road is closed."""
    named = {
        "TOTAL_PEOPLE": "total",
        "REACHED_PEOPLE": "reached",
        "UNREACHED_PEOPLE": "unreached",
        "SHARE": "share",
        "UNKNOWN_COUNT": "unknown",
    }
    return {
        **{name: float(first[column]) for name, column in named.items()},
        "LOST_PEOPLE": 0.0 if setting.closed is None else float(first["lost"]),
        "COMPONENT_COUNT": answer.components,
        "UNCLASSED_COUNT": setting.unclassed,
    }


def said(note: Note, catalogue: Catalogue, lang: str) -> str:
    """A note in words; a value that names a phrase or a kind of group is worded, too."""
    key, values = note
    worded = {
        name: catalogue.phrase(value, lang)
        if value in catalogue.phrases
        else catalogue.code_label("group_kind", value, lang)
        for name, value in values.items()
    }
    return catalogue.phrase(key, lang).format(**worded)


def _note_cores(setting: Setting, answer: Answer, question: Question) -> None:
    """Say which cores have no road, and which stand on a fragment. Raises JOB-COV-CORES where none has one."""
    import numpy as np

    off = np.flatnonzero(answer.cores.edge < 0)
    if len(off) == len(setting.names):
        raise KosozuError("JOB-COV-CORES", names=", ".join(setting.names[:12]), metres=f"{question.snap:g}")
    setting.notes += [
        ("coverage_core_off", {"name": setting.names[number], "metres": f"{question.snap:g}"})
        for number in off
    ]
    length = setting.roads.pieces.length
    opened = answer.component >= 0
    by_part = np.bincount(answer.component[opened], weights=length[opened])
    parts = answer.component[answer.cores.edge[answer.cores.edge >= 0]]
    served, total = by_part[np.unique(parts)].sum(), by_part.sum()
    setting.notes.append(
        (
            "coverage_components",
            {
                "count": f"{answer.components:,}",
                "percent": f"{100 * served / total:.1f}",
                "km": f"{served / 1000:,.1f}",
            },
        )
    )
    for number in np.flatnonzero(answer.cores.edge >= 0):
        own = by_part[answer.component[answer.cores.edge[number]]]
        if own < 0.1 * by_part.max():
            setting.notes.append(
                ("coverage_core_fragment", {"name": setting.names[number], "km": f"{own / 1000:,.1f}"})
            )


def _note_people(setting: Setting, answer: Answer, question: Question) -> None:
    import numpy as np
    import shapely

    people = setting.numbers[question.people_field]
    missing = shapely.is_missing(setting.people)
    unknown = int(np.isnan(people).sum())
    far = (answer.people.edge < 0) & ~missing
    if missing.any():
        setting.notes.append(("coverage_unplaced", {"count": f"{int(missing.sum()):,}"}))
    if unknown:
        setting.notes.append(("coverage_unknown", {"count": f"{unknown:,}"}))
    if far.any():
        said = {
            "count": f"{int(far.sum()):,}",
            "people": f"{np.nansum(people[far]):,.0f}",
            "metres": f"{question.snap:g}",
        }
        setting.notes.append(("coverage_far", said))
