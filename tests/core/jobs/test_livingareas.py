"""Living areas: nested, dissolved, counted, and written as groups above the community."""

from __future__ import annotations

import builders
import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from kosozu.core.analysis.nesting import nest
from kosozu.core.errors import KosozuError
from kosozu.core.jobs.livingareas import Wish, check_levels, living_areas
from kosozu.core.jobs.tables import frame
from kosozu.core.plan import PlanFile
from kosozu.core.sources.vector import read_vector


def squares(path, **columns) -> tuple[gpd.GeoDataFrame, int]:
    """Four settlements of 3 × 2 of the builders' parcels, side by side in two rows."""
    places = [(0, 0, 3, 2), (3, 0, 3, 2), (0, 2, 3, 2), (3, 2, 3, 2)]
    file = builders.write(path, [builders.feature(builders.box(*place)) for place in places])
    found, epsg, _ = read_vector(file)
    shapes = found.geometry.to_numpy()
    return gpd.GeoDataFrame(
        {name: np.array(values, dtype=object) for name, values in columns.items()}, geometry=shapes
    ), epsg


@pytest.fixture
def layer(tmp_path):
    return squares(
        tmp_path / "settlements.geojson",
        settlement=["一", "二", "三", "四"],
        core=["甲", "甲", "乙", "乙"],
        now=[10, 20, 30, None],
        later=["5", "８", "1,000", "0"],
    )


FIELDS = {"settlement": "settlement", "region": "core"}


def groups(plan) -> pd.DataFrame:
    with PlanFile.open(str(plan), readonly=True) as opened:
        rows = frame(opened, "unit_group", ["unit_id", "kind", "group_id", "name"])
    return rows[rows["kind"].astype(str).map(lambda kind: kind.startswith("living_")).astype(bool)]


def test_nested_areas_with_their_people(plan, layer):
    wish = Wish(fields=FIELDS, people_fields=("now", "later"))
    areas, counts, notes = living_areas(str(plan), wish, settlements=layer)
    assert areas["level"].tolist() == ["wide"] + ["region"] * 2 + ["settlement"] * 4
    assert counts == {"AREA_COUNT": 7, "UNIT_COUNT": 24, "UNPLACED_COUNT": 0}
    by_name = areas.set_index("name")
    assert by_name.loc["甲", "people_now"] == 30 and by_name.loc["乙", "people_now"] == 30
    assert np.isnan(by_name.loc["四", "people_now"])  # not known is not 0
    assert by_name.loc["四", "people_later"] == 0
    assert by_name["people_later"].iloc[0] == 1013
    assert ("living_unknown", {"field": "now", "count": "1"}) in notes
    # Every area is the union of those below it.
    top = areas[areas["level"] == "wide"].area.sum()
    assert areas[areas["level"] == "settlement"].area.sum() == pytest.approx(top)
    rows = groups(plan)
    assert rows.groupby("kind")["unit_id"].nunique().to_dict() == {
        "living_region": 24, "living_settlement": 24, "living_wide": 24,
    }  # fmt: skip
    wide = rows.loc[rows["kind"] == "living_wide", "group_id"].iloc[0]
    for _, row in rows[rows["kind"] == "living_settlement"].iterrows():
        assert row["group_id"].startswith(f"{wide}/") and row["group_id"].endswith(row["name"])


def test_a_second_run_replaces_the_first_and_undo_brings_it_back(plan, layer):
    living_areas(str(plan), Wish(fields=FIELDS), settlements=layer)
    first = groups(plan).sort_values(["kind", "unit_id"]).reset_index(drop=True)
    living_areas(str(plan), Wish(levels=("settlement",), fields={"settlement": "core"}), settlements=layer)
    second = groups(plan)
    assert set(second["kind"]) == {"living_settlement"} and set(second["group_id"]) == {"甲", "乙"}
    with PlanFile.open(str(plan)) as opened:
        opened.undo()
    again = groups(plan).sort_values(["kind", "unit_id"]).reset_index(drop=True)
    pd.testing.assert_frame_equal(first, again)
    living_areas(str(plan), Wish(fields=FIELDS), settlements=layer)
    pd.testing.assert_frame_equal(first, groups(plan).sort_values(["kind", "unit_id"]).reset_index(drop=True))


def test_services_and_gaps(plan, layer):
    frame_, epsg = layer
    points = shapely.point_on_surface(frame_.geometry.to_numpy())[[0, 0, 1, 3]]
    services = gpd.GeoDataFrame({"kind": ["診療所", "郵便局", "診療所", ""]}, geometry=points), epsg
    areas, _, _ = living_areas(
        str(plan), Wish(fields=FIELDS, service_field="kind"), settlements=layer, services=services
    )
    by_name = areas.set_index("name")
    assert by_name.loc["一", "services"] == "診療所:1 郵便局:1" and by_name.loc["一", "gaps"] == "–"
    assert by_name.loc["甲", "services"] == "診療所:2 郵便局:1"
    assert by_name.loc["三", "services"] == "" and by_name.loc["三", "gaps"] == "– 診療所 郵便局"


def test_settlements_without_a_name_and_areas_that_lie_across(plan, tmp_path):
    layer = squares(tmp_path / "s.geojson", settlement=["一", "一", "三", ""], core=["甲", "乙", "乙", "乙"])
    areas, counts, notes = living_areas(str(plan), Wish(fields=FIELDS), settlements=layer)
    assert counts["UNPLACED_COUNT"] == 1 and counts["UNIT_COUNT"] == 18
    assert [note[0] for note in notes] == ["living_moved", "living_unplaced"]
    low = areas[areas["level"] == "settlement"].set_index("name")
    assert low["places"].to_dict() == {"一": 2, "三": 1}


@pytest.mark.parametrize(
    ("wish", "code"),
    [
        (Wish(levels=("town",)), "JOB-LIV-LEVELS"),
        (Wish(levels=()), "JOB-LIV-LEVELS"),
        (Wish(), "JOB-LIV-NO-PLACES"),
    ],
)
def test_refused(plan, wish, code):
    with pytest.raises(KosozuError) as refusal:
        living_areas(str(plan), wish)
    assert refusal.value.code == code
    assert groups(plan).empty


def test_refused_layers(plan, layer):
    with pytest.raises(KosozuError) as refusal:
        living_areas(str(plan), Wish(fields={"settlement": "settlement"}), settlements=layer)
    assert refusal.value.code == "JOB-LIV-NO-CORE"
    frame_, epsg = layer
    for changed, code in (
        ((frame_.iloc[:0], epsg), "JOB-EMPTY"),
        ((frame_, 0), "JOB-NO-CRS"),
        ((frame_.assign(settlement=""), epsg), "JOB-LIV-NO-NAME"),
        ((frame_.assign(now="X"), epsg), "JOB-COV-NUMBERS"),
    ):
        with pytest.raises(KosozuError) as refusal:
            living_areas(str(plan), Wish(fields=FIELDS, people_fields=("now",)), settlements=changed)
        assert refusal.value.code == code
    assert groups(plan).empty


def test_levels_come_in_their_order():
    assert check_levels(["settlement", "wide"]) == ("wide", "settlement")


words = st.lists(st.sampled_from(["", "a", "b", "c"]), min_size=1, max_size=12)


@settings(deadline=None)
@given(st.data())
def test_nesting_cuts_no_area(data):
    low = data.draw(words)
    same = {"min_size": len(low), "max_size": len(low)}
    mid, top = (data.draw(st.lists(st.sampled_from(["", "x", "y"]), **same)) for _ in range(2))
    weight = np.array(data.draw(st.lists(st.integers(1, 9), **same)), dtype=float)
    names = {
        "wide": np.array(top, dtype=object), "region": np.array(mid, dtype=object),
        "settlement": np.array(low, dtype=object),
    }  # fmt: skip
    path = nest(names, weight).path
    named = [bool(a and b and c) for a, b, c in zip(low, mid, top)]
    assert [bool(one) for one in path["settlement"]] == named
    for lower, upper in (("settlement", "region"), ("region", "wide")):
        for one, above in zip(path[lower], path[upper]):
            assert one.rpartition("/")[0] == above
    # One settlement is one area.
    used = {one for one in path["settlement"] if one}
    assert len(used) == len({one.rsplit("/", 1)[-1] for one in used})
