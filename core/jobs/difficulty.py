"""管理の難しさ of every unit of a plan: classes, factors, and how much hangs on each weight."""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..errors import KosozuError
from ..progress import SILENT, Progress, check
from .knownindicators import Known, known_indicators
from .tables import frame

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from ..analysis.difficulty import Judged, Limits, Weight
    from ..catalogue.model import DifficultyWeight, DraftClass
    from ..plan import PlanFile
    from ..plan.stroke import Stroke

    Array = np.ndarray[Any, Any]

LABEL = "管理の難しさ"
_BY_METHOD = {"geometry": "この構想の筆の形"}
COUNTS = ("HARD_COUNT", "HARM_COUNT", "EASY_COUNT", "UNKNOWN_COUNT")


def limits_of(thresholds: dict[str, float]) -> Limits:
    """The limits that the plan's catalogue sets."""
    from ..analysis.difficulty import Limits

    names = ("difficulty_hard_percent", "difficulty_harm_percent", "difficulty_known_percent")
    return Limits(*(thresholds[name] / 100.0 for name in names))


def analysis_weights(table: list[DifficultyWeight]) -> list[Weight]:
    """The table's rows as the analysis wants them."""
    from ..analysis.difficulty import Weight

    return [Weight(one.indicator, one.axis, one.weight, one.low, one.high) for one in table]


@dataclass(frozen=True)
class Judgement:
    """All units of a plan judged; texts along the units: kind of land, state (a class, or ``hard_open``), status."""

    known: Known
    table: list[DifficultyWeight]
    judged: Judged
    moved: Array
    land: list[str]
    state: list[str]
    status: list[str]
    rows: list[DraftClass | None]
    """What the catalogue proposes for each unit by itself."""


def compute_difficulty(
    plan_path: str, *, weights: str = "", progress: Progress = SILENT
) -> tuple[dict[str, int], pd.DataFrame]:
    """Judge all units, write ``unit_difficulty`` and ``difficulty_factor``; counts, and the sensitivity as a table.

    ``weights`` is a csv that changes rows of the catalogue's weights or adds some (see :mod:`.difficultyweights`).
    Raises JOB-NO-UNITS and JOB-WEIGHTS.
    """
    from ..analysis.difficulty import KINDS
    from ..plan import PlanFile
    from .difficultyweights import weights_of

    with PlanFile.open(plan_path) as plan:
        progress.step("Reading the plan", "構想ファイルを読んでいます")
        table = weights_of(plan.catalogue.difficulty_weights, weights)
        found = judge_plan(plan, plan_path, table, progress=progress)
        check(progress)
        progress.step("Writing the plan", "構想ファイルに書いています")
        with plan.stroke(LABEL, long=True, progress=progress) as stroke:
            write_judgement(stroke, found)
    count = [int((found.judged.kind == place).sum()) for place in range(len(KINDS))]
    return dict(zip(COUNTS, count)), _sensitivity(_factors(found))


def judge_plan(
    plan: PlanFile, plan_path: str, table: list[DifficultyWeight] | None = None, *, progress: Progress
) -> Judgement:
    """Judge all units by some weights; where none are given by those used last, else by the catalogue's."""
    import numpy as np

    from ..analysis import difficulty
    from ..checks.parcels import noushin_codes, on_farmland
    from .draftreasons import rows_of

    table = used_last(plan) or plan.catalogue.difficulty_weights if table is None else table
    known = known_indicators(plan, plan_path, progress)
    used, limits = analysis_weights(table), limits_of(plan.catalogue.thresholds)
    check(progress)
    progress.step("Difficulty of management", "管理の難しさを求めています")
    normal = difficulty.normal_table(known.columns, used, len(known.work.units))
    judged = difficulty.judge(normal, used, limits)
    moved = difficulty.sensitivity(normal, used, limits, known.work.area)
    open_ = (judged.kind == difficulty.HARD) & ~difficulty.harm_is_small(judged, limits)
    state = np.where(open_, "hard_open", np.array(difficulty.KINDS)[judged.kind])
    facts = frame(plan, "unit_farmland", ["unit_id", "noushin", "target_status"]).set_index("unit_id")
    facts = facts.reindex(known.work.units["unit_id"]).fillna("")
    farmland = on_farmland(known.work.units["land_kind"], noushin_codes(facts["noushin"], plan.catalogue))
    status = [code or "P9" for code in facts["target_status"]]
    land = np.where(farmland, "farmland", "other").tolist()
    found = Judgement(known, table, judged, moved, land, state.tolist(), status, [])
    found.rows.extend(rows_of(plan.catalogue, found))
    return found


def used_last(plan: PlanFile) -> list[DifficultyWeight]:
    """The weights of the last run, in their order."""
    from ..catalogue.model import DifficultyWeight

    rows = frame(plan, "difficulty_factor").sort_values("order_no").rename(columns={"basis": "source"})
    names = [field.name for field in dataclasses.fields(DifficultyWeight)]
    return [DifficultyWeight(**row) for row in rows[names].to_dict("records")]


def write_judgement(stroke: Stroke, found: Judgement) -> None:
    """Classes, scores and factors of all units, and the weights with what hangs on them."""
    stroke.replace("unit_difficulty", {}, _units(found.known, found.table, found.judged))
    stroke.replace("difficulty_factor", {}, _factors(found))


def key_of(one: DifficultyWeight) -> str:
    """The name of a factor: its axis and indicator."""
    return f"{one.axis}/{one.indicator}"


def _units(known: Known, table: list[DifficultyWeight], judged: Judged) -> dict[str, list[Any]]:
    import numpy as np

    from ..analysis.difficulty import KINDS

    keys = [key_of(one) for one in table]
    values = np.column_stack([known.columns.get(one.indicator, known.work.nothing) for one in table])
    told = [
        {key: [value, part] for key, value, part in zip(keys, raw, row) if part == part}
        for row, raw in zip(judged.factors.tolist(), values.tolist())  # json knows no columns
    ]
    # All in one text, which is cut where one object ends: numbers and names of factors hold no brace.
    texts = json.dumps(told, separators=(",", ":"))[2:-2].split("},{")
    return {
        "unit_id": known.unit_id,
        "class": np.array(KINDS, dtype=object)[judged.kind].tolist(),
        "hard": _numbers(judged.hard.score),
        "harm": _numbers(judged.harm.score),
        "known": judged.hard.known.tolist(),
        "harm_known": judged.harm.known.tolist(),
        "factors": [f"{{{text}}}" for text in texts],
    }


def _numbers(values: Array) -> list[float | None]:
    return [value if value == value else None for value in values.tolist()]


def _factors(found: Judgement) -> dict[str, list[Any]]:
    import numpy as np

    from .contextlayers import NOTHING

    table, known, moved = found.table, found.known, found.moved
    made: list[dict[str, Any]] = []
    for place, one in enumerate(table):
        cited, method = known.sources.get(one.indicator, (NOTHING, "no_data"))
        count = int(np.isfinite(known.columns.get(one.indicator, known.work.nothing)).sum())
        made.append({
            "factor": key_of(one), "order_no": place + 1, "indicator": one.indicator, "axis": one.axis,
            "weight": one.weight, "low": one.low, "high": one.high, "label_ja": one.label_ja,
            "label_en": one.label_en, "unit": one.unit, "basis": one.source, "source_id": cited.source_id,
            "source_name": cited.name or _BY_METHOD.get(method, ""), "year": cited.year, "method": method,
            "known": count, "unknown": len(known.work.units) - count, "less": round(float(moved[place, 0]), 9),
            "more": round(float(moved[place, 1]), 9),
        })  # fmt: skip
    return {name: [row[name] for row in made] for name in made[0]}


def _sensitivity(factors: dict[str, list[Any]]) -> pd.DataFrame:
    """The table that leaves the program: shares of the area in percent."""
    import numpy as np
    import pandas as pd

    names = ["indicator", "axis", "label_ja", "label_en", "weight", "low", "high", "known", "unknown"]
    found = pd.DataFrame({name: factors[name] for name in names})
    found["changed_less_percent"] = np.round(np.array(factors["less"]) * 100.0, 4)
    found["changed_more_percent"] = np.round(np.array(factors["more"]) * 100.0, 4)
    found["source"] = factors["source_name"]
    found["year"] = ["" if year is None else str(year) for year in factors["year"]]
    found["basis"] = factors["basis"]
    return found


def explain(plan: PlanFile, unit_id: str) -> pd.DataFrame:
    """Why a unit has its class: one row for each weight, with value, part of the score, source and sensitivity.

    ``value`` and ``part`` are NaN for what is not known; the parts of an axis sum to its score. Raises
    JOB-NO-DIFFICULTY where the difficulty has not been computed for this unit.
    """
    rows = plan.read("unit_difficulty", ["factors"], where={"unit_id": unit_id})
    if not rows["factors"]:
        raise KosozuError("JOB-NO-DIFFICULTY", unit=unit_id)
    told = json.loads(rows["factors"][0])
    found = frame(plan, "difficulty_factor").sort_values("order_no").reset_index(drop=True)
    nothing = [float("nan"), float("nan")]
    pairs = [told.get(key, nothing) for key in found["factor"]]
    return found.assign(value=[pair[0] for pair in pairs], part=[pair[1] for pair in pairs])
