"""Sketches that come in again: the same zones stay the same, people's entries stay, nothing doubles in silence."""

from __future__ import annotations

from pathlib import Path

import builders
import pandas as pd

from kosozu.core.jobs.importgroups import import_groups
from kosozu.core.jobs.importzones import import_zones
from kosozu.core.plan import PlanFile

from .conftest import draw, layer


def zones(plan: Path) -> pd.DataFrame:
    with PlanFile.open(str(plan), readonly=True) as opened:
        return pd.DataFrame(opened.read("zone")).set_index("zone_id")


def sketch(path: Path, shift: float = 0.0, **more: str) -> Path:
    """Two zones without ids, moved by a part of a parcel."""
    cells = [("A1", (shift, 0, 5, 2)), ("B1", (shift, 2, 3, 2))]
    return builders.write(
        path, [builders.feature(builders.box(*cell), code=code, **more) for code, cell in cells]
    )


def import_sketch(plan: Path, path: Path) -> dict:
    frame, epsg = layer(path)
    return import_zones(str(plan), frame, epsg, file=str(path), class_field="code")


def test_a_corrected_sketch_keeps_the_ids_of_its_zones(empty: Path, tmp_path: Path, digest) -> None:
    import_sketch(empty, sketch(tmp_path / "a.geojson"))
    before = zones(empty)
    import_sketch(empty, sketch(tmp_path / "b.geojson", shift=0.1))
    after = zones(empty)
    assert list(after.index) == list(before.index) == ["zone-001", "zone-002"]
    assert dict(after["class_code"]) == dict(before["class_code"])
    settled = digest(empty)
    import_sketch(empty, tmp_path / "b.geojson")
    assert digest(empty) == settled
    import_sketch(empty, sketch(tmp_path / "far.geojson", shift=40))
    assert len(zones(empty)) == 4


def test_a_sketch_over_other_zones_is_told(plan: Path, tmp_path: Path) -> None:
    again = [("N1", "A1", (0, 0, 5, 2)), ("N2", "B3", (10, 10, 2, 2))]
    report = draw(plan, builders.zones(tmp_path / "other_ids.geojson", again))["REPORT"]
    assert "N1 × Z1" in Path(report).read_text(encoding="utf-8")
    assert "N2 ×" not in Path(report).read_text(encoding="utf-8")


def test_what_people_entered_stays(plan: Path, tmp_path: Path) -> None:
    with PlanFile.open(str(plan)) as opened, opened.stroke("合意") as stroke:
        stroke.update(
            "zone", ["Z1"], {"agreed": ["yes"], "note": ["3/5 会議で合意"], "reason": ["担い手がいる"]}
        )
    draw(plan, builders.zones(tmp_path / "moved.geojson", [("Z1", "A2", (0, 0, 4, 2))]))
    row = zones(plan).loc["Z1"]
    assert (row["class_code"], row["agreed"], row["note"], row["reason"]) == (
        "A2",
        "yes",
        "3/5 会議で合意",
        "担い手がいる",
    )


def test_a_partner_is_an_actor_of_the_zone(empty: Path, tmp_path: Path) -> None:
    import_sketch(empty, sketch(tmp_path / "a.geojson", partner="見本市農業公社"))
    partner = set(zones(empty)["partner_id"])
    with PlanFile.open(str(empty), readonly=True) as opened:
        actors = opened.read("actor", ["actor_id", "label"])
    assert partner == {dict(zip(actors["label"], actors["actor_id"]))["見本市農業公社"]}


def test_a_renamed_group_takes_the_place_of_the_old_one(plan: Path, tmp_path: Path, digest) -> None:
    def groups(name: str, columns: int) -> Path:
        return builders.write(
            tmp_path / f"{name}.geojson", [builders.feature(builders.box(0, 0, columns, 4), 水利系統=name)]
        )

    def brought(path: Path) -> None:
        frame, epsg = layer(path)
        import_groups(str(plan), frame, epsg, file=str(path), name_field="水利系統", kind="water")

    brought(groups("上の池", 6))
    brought(groups("上の溜池", 6))
    with PlanFile.open(str(plan), readonly=True) as opened:
        assert set(opened.read("unit_group", ["name"])["name"]) == {"上の溜池"}
        assert opened.read("unit_group_area", ["name"])["name"] == ["上の溜池"]
    brought(groups("上の溜池", 3))
    with PlanFile.open(str(plan), readonly=True) as opened:
        assert opened.count("unit_group") == 12
    before = digest(plan)
    brought(groups("上の溜池", 3))
    assert digest(plan) == before
