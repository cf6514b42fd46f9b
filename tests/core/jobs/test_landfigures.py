"""What the maps of difficulty and future show: one class for every parcel, numbers that are the forecast's own."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from kosozu.core.errors import KosozuError
from kosozu.core.jobs.difficulty import compute_difficulty
from kosozu.core.jobs.figures import read_figures
from kosozu.core.jobs.forecast import forecast
from kosozu.core.jobs.landfigures import DIFFICULTY, FUTURE, read_difficulty, read_future
from kosozu.core.plan import PlanFile


def test_what_was_never_computed_is_asked_for(plan: Path) -> None:
    with PlanFile.open(str(plan), readonly=True) as opened:
        figures = read_figures(opened)
        with pytest.raises(KosozuError) as error:
            read_difficulty(opened, figures)
        assert error.value.code == "JOB-MAP-DIFFICULTY" and "difficulty" in error.value.text("ja")
        with pytest.raises(KosozuError) as error:
            read_future(opened, figures)
        assert error.value.code == "JOB-MAP-FORECAST" and "forecast" in error.value.text("ja")


def test_difficulty_is_that_of_every_parcel(plan: Path) -> None:
    counts, moved = compute_difficulty(str(plan))
    with PlanFile.open(str(plan)) as opened:
        kept = dict(zip(*opened.read("unit_difficulty", ["unit_id", "class"]).values()))
        gone = sorted(kept)[0]
        with opened.stroke("筆の追加") as stroke:  # as if that parcel had come after the run
            stroke.delete("unit_difficulty", [gone])
    with PlanFile.open(str(plan), readonly=True) as opened:
        figures = read_figures(opened)
        found = read_difficulty(opened, figures)
    codes = dict(zip(found.units["unit_id"], found.units["code"]))
    assert codes == {**kept, gone: "unknown"} and set(codes.values()) <= set(DIFFICULTY)
    assert sum(row.count for row in found.rows) == len(figures.units) == sum(counts.values())
    assert sum(row.area_m2 for row in found.rows) == pytest.approx(figures.units["area_map_m2"].sum())
    assert sum(row.share for row in found.rows) == pytest.approx(100.0)
    assert (found.factors["less"] * 100).tolist() == pytest.approx(
        moved["changed_less_percent"].tolist(), abs=1e-4
    )
    assert (found.factors["more"] * 100).tolist() == pytest.approx(
        moved["changed_more_percent"].tolist(), abs=1e-4
    )
    assert found.factors["weight"].tolist() == moved["weight"].tolist()


def test_future_is_the_middle_forecast_without_doing_anything(plan: Path) -> None:
    table = forecast(str(plan), years="2027,2030,2040,2050").table
    with PlanFile.open(str(plan), readonly=True) as opened:
        figures = read_figures(opened)
        found = read_future(opened, figures)
    assert set(found.units["code"]) <= set(FUTURE) and len(set(found.units["code"])) > 1
    whole = table[(table["scope"] == "plan") & (table["scenario"] == "do_nothing")].set_index("year")
    area = {row.code: row.area_m2 for row in found.rows}
    sums = 0.0
    for code, year in (("now", 2027), ("y2030", 2030), ("y2040", 2040), ("y2050", 2050)):
        sums += area.get(code, 0.0)
        assert sums == pytest.approx(whole.at[year, "unmanaged_middle_m2"], abs=0.1), code
    assert area.get("unknown", 0.0) == pytest.approx(whole.at[2027, "unknown_m2"], abs=0.1)
    assert sum(area.values()) == pytest.approx(whole.at[2027, "area_m2"], abs=0.1)
    years = found.years.set_index("year")
    assert years["nothing_low"].to_dict() == whole["unmanaged_low_m2"].to_dict()
    classes = table[(table["scope"] == "plan") & (table["scenario"] == "classes")].set_index("year")
    assert years["classes_high"].to_dict() == classes["unmanaged_high_m2"].to_dict()
    assert years["classes_unknown"].to_dict() == classes["unknown_m2"].to_dict()
    assert years["people_middle"].isna().all() and years["share65"].isna().all(), "no people were brought in"
    assert found.based_on == str(whole.at[2050, "based_on"])


@pytest.mark.parametrize(
    ("known", "year", "code"),
    [(1, 0, "now"), (1, 2027, "now"), (1, 2028, "y2030"), (1, 2030, "y2030"), (1, 2031, "y2040"), (1, 2050, "y2050"),
     (1, 2051, "later"), (1, None, "later"), (0, None, "unknown"), (0, 2028, "unknown")],
)  # fmt: skip
def test_the_year_makes_the_class(plan: Path, known: int, year: int | None, code: str) -> None:
    with PlanFile.open(str(plan)) as opened:
        unit = opened.read("unit", ["unit_id"])["unit_id"][0]
        row = {"unit_id": [unit], "known": [known], "looked_after": [0]}
        gone = {f"gone_{name}": [year] for name in ("low", "middle", "high")}
        with opened.stroke("見通し") as stroke:
            stroke.replace("unit_forecast", {}, {**row, **gone})
    with PlanFile.open(str(plan), readonly=True) as opened:
        found = read_future(opened, read_figures(opened))
    codes = pd.Series(found.units["code"].to_numpy(), index=found.units["unit_id"])
    assert codes[unit] == code
    assert set(codes.drop(unit)) == {"unknown"}, "a parcel that came after the forecast is not known"
    assert found.years.empty and found.based_on == ""
