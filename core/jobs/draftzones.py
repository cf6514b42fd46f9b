"""Draft zones from difficulty, target map and contiguity: a proposal that people then change."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

from ..errors import KosozuError
from ..progress import SILENT, Progress, check
from .classes import own_zones, write_classes
from .difficulty import Judgement, judge_plan, write_judgement
from .draftreasons import reasons
from .tables import geoframe, wkb

if TYPE_CHECKING:
    import numpy as np

    from ..analysis.contiguity import Contiguity
    from ..analysis.draft import Regions
    from ..plan import PlanFile
    from ..plan.stroke import Stroke

    Array = np.ndarray[Any, Any]

LABEL = "区域の下書き"
DRAFT = "draft"
"""The state of agreement (``zone.agreed``) of a zone that nobody has confirmed yet."""
_SLICE = {"tier": "own", "agreed": DRAFT, "scenario_id": ""}
DEFAULT_MIN_AREA = 5000.0
DEFAULT_SEED = 1


def draft_zones(
    plan_path: str,
    *,
    min_area: float = DEFAULT_MIN_AREA,
    seed: int = DEFAULT_SEED,
    progress: Progress = SILENT,
) -> dict[str, int]:
    """Propose zones for the units that nobody has decided: ZONE_COUNT, UNIT_COUNT in them, LOCKED_COUNT, LEFT_COUNT.

    Locked are units that are painted, and those that a zone decides which is no draft. LEFT are free units without a
    proposal: too little is known of them, or they lie too far from others to make ``min_area`` square metres. Earlier
    drafts that nobody has confirmed are replaced. Difficulty is judged anew with the weights used last. One stroke.
    Raises JOB-NO-UNITS, JOB-MIN-AREA.
    """
    from ..plan import PlanFile

    if not 0 < min_area < 1e9:
        raise KosozuError("JOB-MIN-AREA", value=f"{min_area:g}")
    with PlanFile.open(plan_path) as plan:
        progress.step("Reading the plan", "構想ファイルを読んでいます")
        judgement = judge_plan(plan, plan_path, progress=progress)
        check(progress)
        work = _Draft(plan, judgement, progress)
        progress.step(f"Drafting zones (seed {seed})", f"区域の下書きを作っています（乱数の種 {seed}）")
        made, shapes = work.propose(min_area, seed)
        progress.step("Writing the plan", "構想ファイルに書いています")
        with plan.stroke(LABEL) as stroke:
            write_judgement(stroke, judgement)
            count = work.write(stroke, made, shapes, {"seed": str(seed), "area": f"{min_area:g}"})
            check(progress)
    inside = int((made.region >= 0).sum())
    free = int(work.free.sum())
    return {
        "ZONE_COUNT": count,
        "UNIT_COUNT": inside,
        "LOCKED_COUNT": len(work.free) - free,
        "LEFT_COUNT": free - inside,
    }


class _Draft:
    """One run: units and their wishes, what is locked, what was drafted before."""

    def __init__(self, plan: PlanFile, judgement: Judgement, progress: Progress) -> None:
        import pandas as pd

        self.plan, self.judgement, self.progress = plan, judgement, progress
        self.work = judgement.known.work
        self.codes = ["", *(code for code in plan.catalogue.classes if code != "X")]
        units = pd.DataFrame(plan.read("unit", ["unit_id", "paint_code", "zone_id", "class_code"]))
        zones = geoframe(plan, "zone", ["zone_id", "tier", "scenario_id", "agreed"])
        own = zones[(zones["tier"] != "upper") & zones["scenario_id"].isin(["", plan.active_scenario()])]
        is_draft = (own["agreed"] == DRAFT) & (own["scenario_id"] == "")
        self.old = set(own.loc[is_draft, "zone_id"])
        self.taken = set(zones["zone_id"]) - self.old
        kept = own[~is_draft]
        decided = units["zone_id"].isin(set(kept["zone_id"]))
        self.paint = units["paint_code"].to_numpy()
        self.free = ~((self.paint != "") | decided).to_numpy()
        self.blocks = _valid(kept.geometry.to_numpy())

    def propose(self, min_area: float, seed: int) -> tuple[Regions, Array]:
        """Regions of the units (those without a class are in none), and their outlines."""
        import numpy as np
        import shapely

        from ..analysis import draft
        from ..analysis.contiguity import contiguity
        from ..analysis.outlines import outlines

        limits = self.work.limits
        gap, smooth = limits["draft_gap_m"], limits["draft_smooth_m"]
        shapes = _off_blocks(self.work.shapes, self.free, self.blocks)
        area = shapely.area(shapes)
        classes = self.plan.catalogue.classes
        level = np.array(["", *(classes[code].level1 for code in self.codes[1:])])
        misfit = draft.misfit_of(level)
        wish = np.where(self.free & (area > 0), self.judgement_wish(), -1)
        joins: Contiguity = contiguity(shapes, wish >= 0, gap, self.blocks, progress=self.progress)
        label = draft.smoothed(wish, area, misfit, joins, smooth, seed)
        found = draft.regions(
            wish, label, area, misfit, joins, least=min_area, smooth=smooth, progress=self.progress
        )
        named = _with_class(found)
        return named, outlines(shapes, named.region, joins, gap, self.blocks, progress=self.progress)

    def judgement_wish(self) -> Array:
        """Index into ``codes`` of the class that the catalogue proposes for each unit by itself."""
        import numpy as np

        place = {code: at for at, code in enumerate(self.codes)}
        rows = self.judgement.rows
        return np.array([place.get(row.class_code, 0) if row else 0 for row in rows], dtype=np.int64)

    def write(self, stroke: Stroke, made: Regions, shapes: Array, numbers: dict[str, str]) -> int:
        """Take old drafts away, write the new ones, bring classes up to date; how many zones were made."""
        import shapely

        count = len(made.label)
        if count or self.old:
            told = reasons(self.plan.catalogue, self.judgement, made)
            note = self.plan.catalogue.phrase("draft_note", "ja").format(**numbers)
            stroke.replace(
                "zone",
                _SLICE,
                {
                    "zone_id": self._ids(count),
                    "class_code": [self.codes[label] for label in made.label],
                    "name": [f"下書き {number}" for number in range(1, count + 1)],
                    "viewpoint": [viewpoint for viewpoint, _ in told],
                    "reason": [reason for _, reason in told],
                    "note": [note] * count,
                    "area_m2": shapely.area(shapes).tolist(),
                },
                wkb(shapes),
            )
            zones = own_zones(geoframe(self.plan, "zone", ["zone_id", "tier", "class_code"]))
            write_classes(stroke, self.work.units.assign(paint_code=self.paint), zones, self.progress)
        return count

    def _ids(self, count: int) -> list[str]:
        """Ids that no zone has but the drafts that are replaced, so that the same draft has the same ids."""
        free = (f"zone-{number:03d}" for number in itertools.count(1))
        return list(itertools.islice((name for name in free if name not in self.taken), count))


def _with_class(found: Regions) -> Regions:
    """Without the regions for which no class is proposed (label 0)."""
    import numpy as np

    from ..analysis.draft import Regions

    named = found.label > 0
    number = np.where(named, np.cumsum(named) - 1, -1)
    region = np.where(found.region >= 0, np.append(number, -1)[found.region], -1)
    return Regions(region, found.label[named])


def _off_blocks(shapes: Array, free: Array, blocks: Array) -> Array:
    """Free units without what lies in zones that stay: of a unit that is cut in several, the largest part."""
    import numpy as np
    import shapely

    from ..analysis.overlay import overlay
    from ..analysis.polygons import polygonal

    found = shapes.copy()
    met = np.unique(overlay(shapes[free], blocks, checked=True).unit)
    at = np.flatnonzero(free)[met]
    if not len(at):
        return found
    cut = polygonal(shapely.difference(shapes[at], shapely.union_all(blocks)))
    parts, owner = shapely.get_parts(cut, return_index=True)
    order = np.lexsort((shapely.area(parts), owner))
    last = np.flatnonzero(np.r_[owner[order][1:] != owner[order][:-1], True]) if len(order) else order
    found[at] = shapely.Polygon()
    found[at[owner[order[last]]]] = parts[order[last]]
    return found


def _valid(shapes: Array) -> Array:
    from ..analysis.polygons import valid

    return valid(shapes)
