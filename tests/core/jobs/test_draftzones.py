"""Drafting zones of a plan: what people have decided stays, drafts are marked, replaced, undone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import builders
import numpy as np
import pandas as pd
import pytest
import shapely

from kosozu.core.errors import KosozuError
from kosozu.core.jobs.draftzones import draft_zones
from kosozu.core.jobs.importparcels import import_parcels
from kosozu.core.jobs.importtargetmap import import_targetmap
from kosozu.core.jobs.joinledger import join_ledger
from kosozu.core.plan import PlanFile
from kosozu.core.plan.paint import paint

from .conftest import draw


@pytest.fixture
def bare(empty: Path, tmp_path: Path) -> Path:
    """Parcels, ledger and target map, and no zones."""
    import_parcels(str(empty), str(builders.parcels(tmp_path / "2024_202037.json")))
    join_ledger(str(empty), str(builders.pins(tmp_path / "pins.geojson")))
    import_targetmap(
        str(empty), str(builders.targetmap(tmp_path / "target.csv")), key_field="polygon_uuid",
        status_field="status", user_now_field="now", user_target_field="target",
        status_map=str(builders.status_map(tmp_path / "map.csv")),
    )  # fmt: skip
    return empty


def table(plan: Path, name: str, geometry: bool = False) -> pd.DataFrame:
    with PlanFile.open(str(plan), readonly=True) as opened:
        frame = pd.DataFrame(opened.read(name, geometry=geometry))
    return frame


def test_a_draft(bare: Path) -> None:
    """Every unit is in a zone or left; zones are marked and say why; classes of units follow."""
    counts = draft_zones(str(bare), min_area=2000, seed=3)
    zones, units = table(bare, "zone", geometry=True), table(bare, "unit")
    assert counts["ZONE_COUNT"] == len(zones) > 0
    assert counts["UNIT_COUNT"] + counts["LEFT_COUNT"] == len(units) == 24 and counts["LOCKED_COUNT"] == 0
    assert set(zones["agreed"]) == {"draft"} and set(zones["tier"]) == {"own"}
    assert zones["reason"].str.contains("難しさ：").all() and zones["note"].str.contains("種 3").all()
    assert zones["viewpoint"].ne("").all()
    shapes = shapely.from_wkb(np.array(zones["geom"], dtype=object))
    assert (shapely.get_num_geometries(shapes) == 1).all() and (zones["area_m2"] >= 2000).all()
    inside = units[units["zone_id"] != ""]
    assert len(inside) == counts["UNIT_COUNT"]
    by_zone = dict(zip(zones["zone_id"], zones["class_code"]))
    assert [by_zone[zone] for zone in inside["zone_id"]] == list(inside["class_code"])
    assert len(table(bare, "unit_difficulty")) == 24


def test_again_and_undo(bare: Path) -> None:
    """The same seed twice leaves the file as it is, byte for byte; undo takes the whole draft back in one step."""
    draft_zones(str(bare), min_area=2000)
    content = bare.read_bytes()
    before = table(bare, "zone", geometry=True)
    draft_zones(str(bare), min_area=2000)
    assert table(bare, "zone", geometry=True).equals(before)
    assert bare.read_bytes() == content
    with PlanFile.open(str(bare)) as opened:
        assert opened.undo() == "区域の下書き"
        opened.verify_journal()
    assert table(bare, "zone").empty and table(bare, "unit")["class_code"].eq("").all()


def test_what_people_decided_stays(bare: Path, tmp_path: Path) -> None:
    """Painted units and drawn zones are locked and not drawn over; a confirmed draft is one of them from then on."""
    draw(bare, builders.zones(tmp_path / "zones.geojson", [("Z1", "A1", (0, 0, 1.4, 4))]))
    fids = {}
    with PlanFile.open(str(bare)) as opened:
        fids = dict(opened.connection.execute("SELECT unit_id, fid FROM unit").fetchall())
        with opened.stroke("塗る") as stroke:
            paint(stroke, [fids[builders.key(5, 3)]], "D1")
    before = table(bare, "unit").set_index("unit_id")
    decided = before.index[before["class_code"] != ""]
    counts = draft_zones(str(bare), min_area=1500)
    assert counts["LOCKED_COUNT"] == len(decided) == 5 and counts["ZONE_COUNT"] > 0
    after = table(bare, "unit").set_index("unit_id")
    assert after.loc[decided, "class_code"].equals(before.loc[decided, "class_code"])
    zones = table(bare, "zone", geometry=True)
    shapes = shapely.from_wkb(np.array(zones["geom"], dtype=object))
    own = shapes[(zones["zone_id"] == "Z1").to_numpy()][0]
    assert (
        shapely.area(shapely.intersection(shapes[(zones["agreed"] == "draft").to_numpy()], own)).sum() < 1e-4
    )
    first = zones.loc[zones["agreed"] == "draft", "zone_id"].iloc[0]
    with PlanFile.open(str(bare)) as opened, opened.stroke("確かめる") as stroke:
        stroke.update("zone", [first], {"agreed": ["yes"], "class_code": ["A1"]})
    draft_zones(str(bare), min_area=1500)
    kept = table(bare, "zone").set_index("zone_id")
    assert kept.loc[first, "class_code"] == "A1" and kept.loc["Z1", "agreed"] != "draft"


def test_only_the_least_area_and_refusals(bare: Path, empty: Path) -> None:
    """Larger least areas make fewer zones; one above all land makes none, and says how many were left."""
    some = [draft_zones(str(bare), min_area=area)["ZONE_COUNT"] for area in (1000, 5000, 1e7)]
    assert some[0] >= some[1] > some[2] == 0
    assert table(bare, "zone").empty
    wrong: Any
    for wrong in (0, -1, float("nan")):
        with pytest.raises(KosozuError) as error:
            draft_zones(str(bare), min_area=wrong)
        assert error.value.code == "JOB-MIN-AREA"
