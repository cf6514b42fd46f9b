"""What is known of every unit as numbers: the one door through which difficulty, forecast and draft see a plan."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..progress import Progress
from .tables import frame

if TYPE_CHECKING:
    import numpy as np

    from ..plan import PlanFile
    from .contextlayers import Cited
    from .indicators import Work

    Array = np.ndarray[Any, Any]


@dataclass(frozen=True)
class Known:
    """Columns along the units (in the order of their ids), NaN where not known, and what each was made from."""

    work: Work
    columns: dict[str, Array]
    sources: dict[str, tuple[Cited, str]]

    @property
    def unit_id(self) -> list[str]:
        """The units' ids."""
        return list(self.work.units["unit_id"])


def known_indicators(plan: PlanFile, plan_path: str, progress: Progress) -> Known:
    """The indicators of a plan's units. Raises JOB-NO-UNITS.

    Those that ``kosozu:indicators`` has stored stand as they are. Of units without any, and where it never ran, what
    the plan itself holds is taken: size, shape, idle survey, users, lease.
    """
    import numpy as np

    from .indicators import Work, farming, shape

    work = Work(plan, plan_path, progress)
    shape(work)
    farming(work)
    stored = frame(plan, "unit_indicator").set_index("unit_id")
    there = work.units["unit_id"].isin(stored.index).to_numpy()
    stored = stored.reindex(work.units["unit_id"])
    columns: dict[str, Array] = {}
    for name in stored.columns:
        values = stored[name].to_numpy(dtype=float)
        own = work.found.get(name, work.nothing)
        columns[name] = np.where(there, values, own)
    sources = dict(work.sources)
    if there.any():
        sources.update(_stored_sources(plan))
    return Known(work, columns, sources)


def _stored_sources(plan: PlanFile) -> dict[str, tuple[Cited, str]]:
    from .contextlayers import Cited

    rows = plan.read("indicator_source")
    return {
        name: (Cited(source, title, year), method)
        for name, source, title, year, method in zip(
            rows["indicator"], rows["source_id"], rows["source_name"], rows["year"], rows["method"]
        )
    }
