"""Parcels across the years: ids stay, re-issued parcels give way, the same file changes nothing."""

from __future__ import annotations

from pathlib import Path

import builders
import pytest

from kosozu.core.errors import Cancelled, KosozuError
from kosozu.core.jobs.importparcels import import_parcels
from kosozu.core.plan import PlanFile


def year_after(path: Path) -> Path:
    """The next issue: every uuid is new; the first two parcels have become one, whose chain is broken."""
    features = []
    for row in range(4):
        for column in range(6):
            if row == 0 and column < 2:
                continue
            feature = builders.parcel(column, row)
            feature["properties"].update(
                polygon_uuid=builders.key(column + 500, row),
                last_polygon_uuid=builders.key(column, row),
                issue_year=2025,
            )
            features.append(feature)
    merged = builders.parcel(0, 0)
    merged["geometry"]["coordinates"] = builders.box(0, 0, 2, 1)
    merged["properties"].update(polygon_uuid=builders.key(900, 0), last_polygon_uuid=None, issue_year=2025)
    return builders.write(path, [*features, merged])


def units(plan: Path) -> dict[str, tuple]:
    with PlanFile.open(str(plan), readonly=True) as opened:
        rows = opened.read("unit", ["unit_id", "source_id", "source_year", "class_code"])
    return dict(zip(rows["unit_id"], zip(rows["source_id"], rows["source_year"], rows["class_code"])))


def test_a_parcel_keeps_its_id_from_year_to_year(plan: Path, tmp_path: Path) -> None:
    before = units(plan)
    counts = import_parcels(str(plan), str(year_after(tmp_path / "2025_202037.json")))
    after = units(plan)
    assert counts["READ_COUNT"] == counts["USED_COUNT"] == 23
    gone = {builders.key(0, 0), builders.key(1, 0)}
    assert set(before) - set(after) == gone
    assert set(after) - set(before) == {builders.key(900, 0)}
    kept = builders.key(2, 0)
    assert after[kept][:2] == (builders.key(502, 0), 2025)
    assert after[builders.key(900, 0)][2] == "A1"
    with PlanFile.open(str(plan), readonly=True) as opened:
        assert set(opened.read("unit_retired", ["unit_id"])["unit_id"]) == gone


def rows_of(plan: Path, table: str) -> list[dict]:
    with PlanFile.open(str(plan), readonly=True) as opened:
        columns = opened.read(table)
    return [dict(zip(columns, row)) for row in zip(*columns.values())]


def test_a_successor_takes_over_what_was_known_of_the_land(plan: Path, tmp_path: Path) -> None:
    old, other, new = builders.key(0, 0), builders.key(1, 0), builders.key(900, 0)
    with PlanFile.open(str(plan)) as opened, opened.stroke("塗る") as stroke:
        stroke.update("unit", [old, other], {"paint_code": ["B1", "B1"], "class_code": ["B1", "B1"]})
        stroke.update("unit_farmland", [other], {"noushin": ["2"], "tax_deferral": ["yes"]})
        group = {"unit_id": [old], "kind": ["water"], "group_id": ["w1"], "name": ["上の堰"]}
        stroke.insert("unit_group", {"row_id": [f"{old}/water"], **group})
        decision = {"rule_id": ["M-01"], "zone_id": ["Z1"], "unit_id": [old], "decision": ["defer"]}
        stroke.insert("decision", {"decision_id": [f"M-01|Z1|{old}"], **decision})
    import_parcels(str(plan), str(year_after(tmp_path / "2025_202037.json")))
    unit = next(row for row in rows_of(plan, "unit") if row["unit_id"] == new)
    assert (unit["paint_code"], unit["class_code"], unit["chiban"]) == ("B1", "B1", "1-1")
    assert unit["area_registry_m2"] is None  # of two parcels that have become one
    facts = {row["unit_id"]: row for row in rows_of(plan, "unit_farmland")}
    assert not {old, other} & set(facts)
    # The strictest of both for the law; the rest of the one that it mostly lies on.
    assert (facts[new]["noushin"], facts[new]["tax_deferral"], facts[new]["target_status"]) == (
        "1",
        "yes",
        "P1",
    )
    assert [(row["unit_id"], row["name"]) for row in rows_of(plan, "unit_group")] == [(new, "上の堰")]
    assert [row["decision_id"] for row in rows_of(plan, "decision")] == [f"M-01|Z1|{new}"]
    matched = {row["unit_id"] for row in rows_of(plan, "ledger_match")}
    assert new in matched and not {old, other} & matched
    assert len(rows_of(plan, "ledger_match")) == 20


def test_one_stroke_and_undone_whole(plan: Path, tmp_path: Path) -> None:
    before = units(plan)
    import_parcels(str(plan), str(year_after(tmp_path / "2025_202037.json")))
    with PlanFile.open(str(plan)) as opened:
        assert "2025_202037" in (opened.undo() or "")
        opened.verify_journal()
    assert units(plan) == before


def test_an_older_issue_after_a_newer_one_is_refused_row_by_row(plan: Path, tmp_path: Path) -> None:
    import_parcels(str(plan), str(year_after(tmp_path / "2025_202037.json")))
    before = units(plan)
    counts = import_parcels(str(plan), str(tmp_path / "2024_202037.json"))
    assert counts["READ_COUNT"] == counts["USED_COUNT"] + counts["MERGED_COUNT"] + counts["REJECTED_COUNT"]
    assert counts["REJECTED_COUNT"] >= 22
    assert {key: before[key] for key in before} == {key: units(plan)[key] for key in before}


class Impatient:
    """Cancels at the n-th question."""

    def __init__(self, patience: int) -> None:
        self.left = patience

    def step(self, en: str, ja: str) -> None:
        """Nothing is shown."""

    def percent(self, value: float) -> None:
        """Nothing is shown."""

    def cancelled(self) -> bool:
        self.left -= 1
        return self.left < 0


@pytest.mark.parametrize("patience", [0, 1, 2, 3, 4])
def test_cancel_half_way_leaves_everything_as_it_was(
    empty: Path, tmp_path: Path, digest, patience: int
) -> None:
    parcels = builders.parcels(tmp_path / "2024_202037.json")
    before, files = digest(empty), sorted(tmp_path.iterdir())
    with pytest.raises(Cancelled):
        import_parcels(str(empty), str(parcels), progress=Impatient(patience))
    assert digest(empty) == before
    assert sorted(tmp_path.iterdir()) == files


def test_a_file_without_parcels_is_refused(plan: Path, tmp_path: Path, digest) -> None:
    before = digest(plan)
    with pytest.raises(KosozuError) as error:
        import_parcels(str(plan), str(builders.write(tmp_path / "2023_202037.json", [])))
    assert error.value.code.startswith("SRC-")
    assert digest(plan) == before
