"""Difficulty of a plan's units: what is stored sums up, own weights count, what is not known is said so."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from kosozu.core.errors import KosozuError
from kosozu.core.jobs.difficulty import compute_difficulty, explain
from kosozu.core.jobs.indicators import compute_indicators
from kosozu.core.plan import PlanFile


def table(plan: Path, name: str) -> pd.DataFrame:
    with PlanFile.open(str(plan), readonly=True) as opened:
        frame = pd.DataFrame(opened.read(name))
    return frame.set_index(frame.columns[0])


def weights(path: Path, *rows: str) -> str:
    path.write_text("\n".join(["indicator,axis,weight,low,high", *rows]) + "\n", encoding="utf-8")
    return str(path)


def test_factors_of_every_unit(plan: Path) -> None:
    """Stored factors sum to the stored score, and explain says the same with a source for each."""
    counts, moved = compute_difficulty(str(plan))
    units = table(plan, "unit_difficulty")
    assert sum(counts.values()) == len(units) == 24
    assert units["class"].value_counts().to_dict() == {
        name.split("_")[0].lower(): count for name, count in counts.items() if count
    }
    for row in units.itertuples():
        told = json.loads(row.factors)
        assert sum(part for key, (_, part) in told.items() if key.startswith("hard/")) == pytest.approx(
            row.hard, abs=1e-9
        )
        assert "hard/slope_deg" not in told, "there is no raster, and no number of it"
    assert units["harm"].isna().all()
    assert set(moved["indicator"]) >= {"slope_deg", "user_future"}
    assert moved.loc[moved["indicator"] == "slope_deg", "known"].tolist() == [0]
    assert moved[["changed_less_percent", "changed_more_percent"]].ge(0).all().all()
    with PlanFile.open(str(plan), readonly=True) as opened:
        why = explain(opened, units.index[0])
        with pytest.raises(KosozuError, match="JOB-NO-DIFFICULTY"):
            explain(opened, "nobody")
    hard = why[why["axis"] == "hard"]
    assert hard["part"].sum() == pytest.approx(units["hard"].iloc[0], abs=1e-9)
    known = why[why["part"].notna()]
    assert known["value"].notna().all()
    assert why.set_index("factor").loc["hard/user_future", "source_name"] == "地域計画の目標地図"


def test_with_stored_indicators_and_again(plan: Path) -> None:
    """The indicators' own numbers give what the plan's facts gave; a second run changes nothing; undo takes it back."""
    first, _ = compute_difficulty(str(plan))
    before = table(plan, "unit_difficulty")["hard"]
    compute_indicators(str(plan), sets=["shape", "farming"])
    assert compute_difficulty(str(plan))[0] == first
    assert table(plan, "unit_difficulty")["hard"].to_numpy() == pytest.approx(before.to_numpy(), abs=1e-4)
    content = plan.read_bytes()
    compute_difficulty(str(plan))
    assert plan.read_bytes() == content
    with PlanFile.open(str(plan)) as opened:
        assert "管理の難しさ" in (opened.undo() or "")


def test_own_weights(plan: Path, tmp_path: Path) -> None:
    """Only the named row changes; the future user alone makes those without one hard, and nobody else."""
    with PlanFile.open(str(plan), readonly=True) as opened:
        names = [(one.indicator, one.axis) for one in opened.catalogue.difficulty_weights]
    rows = [f"{name},{axis},0,," for name, axis in names if name != "user_future"]
    counts, moved = compute_difficulty(
        str(plan), weights=weights(tmp_path / "w.csv", *rows, "user_future,,2,,")
    )
    with PlanFile.open(str(plan), readonly=True) as opened:
        status = dict(zip(*opened.read("unit_farmland", ["unit_id", "target_status"]).values()))
    kind = table(plan, "unit_difficulty")["class"]
    assert {status[unit] for unit in kind.index[kind == "easy"]} == {"P1"}
    assert {status[unit] for unit in kind.index[kind == "hard"]} <= {"P3", "P4"}
    assert counts["HARD_COUNT"] == (kind == "hard").sum() > 0
    assert moved.set_index("indicator").loc["user_future", "weight"] == 2


@pytest.mark.parametrize(
    "row",
    ["nonsense,hard,1,0,1", "slope_deg,hard,x,,", "slope_deg,hard,-1,,", "elevation_m,hard,1,,", "slope_deg,soft,1,,",
     "settlement_m,,1,,", "slope_deg,hard,1,5,5", "slope_deg,hard,inf,,"],
)  # fmt: skip
def test_wrong_weights_are_refused(plan: Path, tmp_path: Path, row: str) -> None:
    content: Any = plan.read_bytes()
    with pytest.raises(KosozuError) as error:
        compute_difficulty(str(plan), weights=weights(tmp_path / "w.csv", row))
    assert error.value.code == "JOB-WEIGHTS"
    assert plan.read_bytes() == content


def test_an_empty_plan_says_so(empty: Path) -> None:
    with pytest.raises(KosozuError) as error:
        compute_difficulty(str(empty))
    assert error.value.code == "JOB-NO-UNITS"
