"""Other weights of the difficulty, tried before they are kept: classes of all units in one go, nothing written."""

from __future__ import annotations

import csv
import dataclasses
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..plan.schema import TABLES
from .difficulty import analysis_weights, limits_of, used_last
from .landview import Band, difficulty_bands
from .tables import frame

if TYPE_CHECKING:
    import numpy as np

    from ..analysis.difficulty import Limits
    from ..catalogue import Catalogue
    from ..catalogue.model import DifficultyWeight
    from ..plan import PlanFile

    Array = np.ndarray[Any, Any]


@dataclass(frozen=True)
class Weighing:
    """Units by what is known of them: ``normal`` is units × weights from 0 to 1, ``area`` their square metres."""

    table: tuple[DifficultyWeight, ...]
    normal: Array
    limits: Limits
    area: Array

    @classmethod
    def read(cls, plan: PlanFile) -> Weighing | None:
        """Units with the weights used last (else the catalogue's); None where the plan has no indicators."""
        from ..analysis.difficulty import normal_table

        table = used_last(plan) or plan.catalogue.difficulty_weights
        known = set(TABLES["unit_indicator"].columns)
        names = sorted({one.indicator for one in table} & known)
        rows = frame(plan, "unit_indicator", sorted({*names, "area_m2"}))
        if rows.empty:
            return None
        columns = {name: rows[name].to_numpy(dtype=float) for name in names}
        normal = normal_table(columns, analysis_weights(table), len(rows))
        area = rows["area_m2"].fillna(0.0).to_numpy(dtype=float)
        return cls(tuple(table), normal, limits_of(plan.catalogue.thresholds), area)

    def bands(self, sizes: Sequence[float], catalogue: Catalogue, lang: str) -> tuple[Band, ...]:
        """How much land is in each class with other weights, one for each row of ``table``."""
        from ..analysis.difficulty import judge

        moved = [dataclasses.replace(one, weight=size) for one, size in zip(self.table, sizes)]
        return difficulty_bands(
            judge(self.normal, analysis_weights(moved), self.limits).kind, self.area, catalogue, lang
        )

    def csv(self, sizes: Sequence[float]) -> str:
        """The weights as the table that ``kosozu:difficulty`` takes."""
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(("indicator", "axis", "weight", "low", "high"))
        for one, size in zip(self.table, sizes):
            writer.writerow((one.indicator, one.axis, repr(float(size)), repr(one.low), repr(one.high)))
        return text.getvalue()
