"""A zone's name, method, viewpoint and reason, written at the desk."""

from __future__ import annotations

from pathlib import Path

import pytest

from kosozu.core.errors import KosozuError
from kosozu.core.jobs.editaction import methods_of
from kosozu.core.jobs.editzone import edit_zone, zone_row
from kosozu.core.plan import PlanFile


def test_what_differs_is_one_stroke(plan: Path) -> None:
    with PlanFile.open(str(plan)) as opened:
        row = zone_row(opened, "Z1")
        method = methods_of(row["class_code"], opened.catalogue)[0].code
        view = next(iter(opened.catalogue.viewpoints))
        changes = {"name": "谷の口", "method_code": method, "viewpoint": view, "reason": "水が足りる"}
        assert edit_zone(opened, "Z1", changes)
        label = opened.next_labels()[0]
        assert "谷の口" in label and "名" in label and "理由" in label
        after = zone_row(opened, "Z1")
        assert {column: after[column] for column in changes} == changes
        assert not edit_zone(opened, "Z1", changes)
        assert opened.next_labels()[0] == label
        opened.undo()
        assert zone_row(opened, "Z1") == row


def test_names_foreign_methods_and_zones_that_are_not_there_are_refused(plan: Path) -> None:
    with PlanFile.open(str(plan)) as opened:
        code = zone_row(opened, "Z1")["class_code"]
        own = {method.code for method in methods_of(code, opened.catalogue)}
        foreign = next(code for code in opened.catalogue.methods if code not in own)
        with opened.stroke("氏名") as stroke:
            stroke.names.put("actor", ["p1"], {"name": ["架空 太郎"]})
        before = zone_row(opened, "Z1")
        for zone, changes, expected in (
            ("Z1", {"method_code": foreign}, "JOB-ACTION-CHOICE"),
            ("Z1", {"viewpoint": "?"}, "JOB-ACTION-CHOICE"),
            ("Z1", {"reason": "架空太郎さんの田"}, "JOB-NAME-IN-TEXT"),
            ("Z9", {"name": "x"}, "JOB-NO-ZONE"),
        ):
            with pytest.raises(KosozuError) as error:
                edit_zone(opened, zone, changes)
            assert error.value.code == expected
        assert zone_row(opened, "Z1") == before
