"""Write the action plan as xlsx, docx or csv, in an edition."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..errors import KosozuError
from ..progress import SILENT, Progress, check
from .figures import read_figures
from .outputs import check_writable, staged
from .release import require_clean
from .reportdata import stamp
from .tables import frame

if TYPE_CHECKING:
    import pandas as pd

    from ..plan import PlanFile
    from .figures import Figures


def check_output(output: str, encoding: str = "") -> None:
    """Raise :class:`KosozuError` for an ending that is not written, a folder that is not there, an unknown encoding."""
    from ..reports import export

    export.check(output, encoding)
    check_writable(output)


def export_actions(
    plan_path: str, output: str, *, edition: str = "public", encoding: str = "", progress: Progress = SILENT
) -> dict[str, Any]:
    """Write the form; returns OUTPUT and ROW_COUNT."""
    from ..plan import PlanFile
    from ..reports.actionplan import action_plan
    from ..reports.export import content

    check_output(output, encoding)
    with PlanFile.open(plan_path, readonly=True) as plan:
        actions, zones = frame(plan, "action"), frame(plan, "zone")
        if actions.empty:
            raise KosozuError("JOB-NO-ACTIONS")
        progress.step("Making the form", "様式を作っています")
        figures = read_figures(plan)
        form = action_plan(
            actions,
            frame(plan, "actor"),
            plan.catalogue,
            plan.info,
            edition=edition,
            names=plan.names(),
            by_manager=figures.yearly,
            by_class=_classes(figures),
            sources=frame(plan, "source"),
            parcels=_parcels(plan, zones),
            editable=output.lower().endswith(".xlsx"),
        )
        form.stamp = stamp(plan, edition)
        check(progress)
        files = {output: content(form, output, encoding)}
        require_clean(files, plan, edition, progress=progress)
    with staged(files):
        check(progress)
    return {"OUTPUT": output, "ROW_COUNT": len(form.rows)}


def _classes(figures: Figures) -> pd.DataFrame:
    """Zones by class, and the whole in a row without a code: the numbers of the legend."""
    import pandas as pd

    rows = [(line.code, line.zones, line.area_m2) for line in [*figures.classes, figures.total]]
    return pd.DataFrame(rows, columns=["class_code", "zone_count", "area_m2"])


def _parcels(plan: PlanFile, zones: pd.DataFrame) -> pd.DataFrame:
    """Parcels by zone, as the counter and the office list them."""
    units = frame(plan, "unit", ["unit_id", "zone_id", "chiban", "land_kind", "area_map_m2"])
    units = units[units["zone_id"] != ""]
    names = dict(zip(zones["zone_id"], zones["name"]))
    listed = units.assign(zone=units["zone_id"].map(names).fillna("")).rename(
        columns={"area_map_m2": "area_m2"}
    )
    return listed.sort_values(["zone_id", "chiban", "unit_id"], kind="stable")
