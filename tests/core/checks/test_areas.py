"""Areas of law and hazard against classes: each rule both ways, the margin of small scales, what is painted."""

from __future__ import annotations

import pytest
import shapely
from checks_plans import HEIGHT, MemoryPlan, strip

from kosozu.core.checks.run import check
from kosozu.core.checks.wording import messages


def found(plan: MemoryPlan) -> dict[str, tuple[str, str, float]]:
    """Rule → severity, zone and area of the findings of areas."""
    frame = check(plan.facts(), ["law"]).findings
    frame = frame[~frame["params"].str.contains("data_missing")]
    return {row.rule_id: (row.severity, row.zone_id, row.area_m2) for row in frame.itertuples()}


def drawn(code: str, kind: str, tolerance: float = 0.0, size: int = 20) -> MemoryPlan:
    """Twenty parcels (2 ha) in one zone, the western half in an area of a kind."""
    plan = MemoryPlan()
    for _ in range(size):
        plan.parcel(noushin="2")
    plan.zone("Z", code, strip(0, size), name="谷")
    plan.legal(kind, strip(-10, size / 2, -200, 300), tolerance)
    return plan


@pytest.mark.parametrize(
    ("rule", "severity", "code", "kind"),
    [
        ("L-09", "CHECK", "B3", "conservation_use_area"),
        ("L-09", "CHECK", "A1", "conservation_use_area"),
        ("L-09", None, "C1", "conservation_use_area"),
        ("L-10", "BLOCK", "B1", "forest_reserve"),
        ("L-10", "CHECK", "B3", "forest_reserve"),
        ("L-10", None, "D1", "forest_reserve"),
        ("L-11", "CHECK", "B4", "forest_plan"),  # exactly 1 ha is not more than 1 ha
        ("L-12", "BLOCK", "B4", "hazard_red"),
        ("L-12", "CHECK", "B4", "hazard_red_pending"),
        ("L-12", None, "B4", "hazard_yellow"),
        ("L-13", "CHECK", "D1", "hazard_yellow"),
        ("L-13", None, "A1", "hazard_red"),
        ("L-14", "CHECK", "B2", "steep_slope"),
        ("L-21", "CHECK", "B3", "nature_park"),
        ("L-22", "CHECK", "B4", "landscape_plan"),
        ("L-23", "CHECK", "B4", "fill_regulation"),
        ("L-24", "INFO", "A2", "national_forest"),
        ("L-30", "CHECK", "D1", "residence_guidance"),
        ("L-31", "CHECK", "B3", "municipal_forest_plan"),
        ("L-32", "CHECK", "C1", "forest_management"),
    ],
)
def test_each_rule(rule: str, severity: str | None, code: str, kind: str) -> None:
    """The half of the zone that lies in the area, or nothing."""
    hit = found(drawn(code, kind)).get(rule)
    assert hit == (None if severity is None else (severity, "Z", 10_000.0))


def test_more_than_a_hectare() -> None:
    """Beyond the limit a permit is needed, and the sentence names the limit."""
    plan = drawn("B4", "forest_plan", size=24)
    assert found(plan)["L-11"] == ("BLOCK", "Z", 12_000.0)
    frame = check(plan.facts(), ["law"]).findings
    told = messages(frame[frame["rule_id"] == "L-11"], plan.facts().catalogue, "ja")[0]
    assert "1ha" in told and "Z" in told


def test_the_margin_of_a_small_scale() -> None:
    """At 1/50,000 an overlap of less than 25 m is a question; a deeper one is not."""
    plan = MemoryPlan()
    plan.parcel(noushin="2")
    plan.zone("Z", "B1", strip(0, 1))
    plan.legal("forest_reserve", shapely.box(-500, -500, 20, 700), 25.0)
    assert found(plan)["L-10"][0] == "CHECK"
    frame = check(plan.facts(), ["law"]).findings
    assert "誤差" in messages(frame[frame["rule_id"] == "L-10"], plan.facts().catalogue, "ja")[0]
    plan.legal("forest_reserve", shapely.box(-500, -500, 600, 700), 25.0)
    assert found(plan)["L-10"][0] == "BLOCK"


def test_painted_parcels_and_silence() -> None:
    """Land painted without a zone is looked at too; a rule without its data says so once, one with data nothing."""
    plan = MemoryPlan()
    plan.parcel(paint_code="B4")
    plan.parcel(paint_code="A1")
    facts = plan.facts()
    assert facts.missing("L-12") == "hazard_zone"
    plan.legal("hazard_red", strip(-1, 1, -9, HEIGHT + 9))
    assert found(plan)["L-12"] == ("BLOCK", "", 1000.0)
    frame = check(plan.facts(), ["law"]).findings
    assert "筆ごとに決めた所" in messages(frame[frame["rule_id"] == "L-12"], facts.catalogue, "ja")[0]
    away = MemoryPlan()
    away.parcel(paint_code="B4")
    away.add("context_layer", dataset="ksj-A33")
    assert away.facts().missing("L-12") == "" and "L-12" not in found(away)


def test_a_drawn_zone_of_farmland() -> None:
    """It tells where 農振法区分 is not known, and nothing where it is."""
    plan = MemoryPlan()
    for noushin in ("", "9", "2", "1"):
        plan.parcel(noushin=noushin)
    plan.zone("Z", "B3", strip(0, 4))
    plan.legal("farmland_zone", strip(-10, 14, -200, 300), 25.0)
    frame = check(plan.facts(), ["law"]).findings
    own = frame[(frame["rule_id"] == "L-01")].set_index("unit_id")
    assert own["severity"].to_dict() == {"u000": "CHECK", "u001": "CHECK", "u003": "BLOCK"}
    assert own["params"].str.contains("drawn_aochi").to_dict() == {"u000": True, "u001": True, "u003": False}
    plan.rows["zone"].clear()
    plan.zone("Z", "D1", strip(0, 4))
    frame = check(plan.facts(), ["law"]).findings
    own = frame[frame["rule_id"] == "L-04"].set_index("unit_id")
    assert own["severity"].to_dict() == {"u000": "CHECK", "u001": "CHECK", "u003": "CONFLICT"}
    far = MemoryPlan()
    far.parcel(noushin="")
    far.zone("Z", "B3", strip(0, 1))
    far.legal("farmland_zone", strip(-1, 1, -9, 60), 25.0)  # within the map's margin
    assert not check(far.facts(), ["law"]).findings["params"].str.contains("drawn_aochi").any()
