"""The numbers of real public data, where it is present, and of the embedded sample."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from kosozu.core.catalogue import Catalogue
from kosozu.core.sources.ledger import read_ledger
from kosozu.core.sources.match import count, match_pins
from kosozu.core.sources.parcels import read_parcels
from kosozu.core.sources.targetmap import read_targetmap
from kosozu.core.sources.vector import read_vector
from kosozu.core.sources.zones import read_zones

Find = Callable[[str], Path]


def parcels(
    catalogue: Catalogue, path: Path, epsg: int, code: str
) -> tuple[gpd.GeoDataFrame, dict[str, int]]:
    before = hashlib.sha256(path.read_bytes()).hexdigest()
    frame, report = read_parcels(path, epsg=epsg, catalogue=catalogue, jurisdiction=code)
    assert hashlib.sha256(path.read_bytes()).hexdigest() == before
    return frame, report.counts


@pytest.fixture
def ueda(data: Find, catalogue: Catalogue) -> gpd.GeoDataFrame:
    """Both municipalities' parcels in the plan's plane system VIII."""
    found = [
        parcels(catalogue, data(f"ueda/2022_{code}.json"), 6676, "202037") for code in ("202037", "203491")
    ]
    assert [counts["USED_COUNT"] for _, counts in found] == [3223, 111]
    assert all(counts["USED_COUNT"] == counts["READ_COUNT"] for _, counts in found)
    return gpd.GeoDataFrame(pd.concat([frame for frame, _ in found], ignore_index=True), geometry="geometry")


def test_ueda(ueda: gpd.GeoDataFrame, data: Find, catalogue: Catalogue) -> None:
    assert len(ueda) == 3334
    assert round(ueda["area_map_m2"].sum() / 10000, 1) == 405.9
    layer, counts = parcels(catalogue, data("ueda/fude_ueda_aoki_2022_jgd2011.gpkg"), 6676, "202037")
    assert counts["USED_COUNT"] == 3334
    assert sorted(layer["source_id"]) == sorted(ueda["source_id"])


def test_the_tokyo_datum_mesh(ueda: gpd.GeoDataFrame, data: Find, catalogue: Catalogue) -> None:
    path = data("fude_formats/ueda_mesh54384128_tokyo_datum.geojson")
    mesh, counts = parcels(catalogue, path, 6676, "202037")
    assert counts["USED_COUNT"] == 546
    pairs = ueda.merge(pd.DataFrame(mesh), on="source_id", suffixes=("", "_mesh"))
    apart = shapely.hausdorff_distance(np.array(pairs["geometry"]), np.array(pairs["geometry_mesh"]))
    assert int((apart <= 1).sum()) == 536


def test_the_zip_of_many_files(data: Find, catalogue: Catalogue) -> None:
    frame, counts = parcels(catalogue, data("fude_formats/castle_hypothetical.zip"), 6672, "382019")
    assert counts == {"READ_COUNT": 3, "USED_COUNT": 3, "MERGED_COUNT": 0, "REJECTED_COUNT": 0}
    assert sorted(frame["source_year"]) == [2021, 2022, 2022]


def test_fukuoka(data: Find, catalogue: Catalogue) -> None:
    units, counts = parcels(catalogue, data("fukuoka/miyazaki_polygon.geojson"), 6670, "402028")
    assert counts["USED_COUNT"] == 830
    units["unit_id"] = units["source_id"]
    pins, report = read_ledger(data("fukuoka/miyazaki_pin.geojson"), epsg=6670, catalogue=catalogue)
    matches = match_pins(pins, units, 20)
    count(report, pins, matches, len(units))
    assert report.counts == {
        "READ_COUNT": 1215, "DUPLICATE_COUNT": 0, "KEYED_COUNT": 0, "INSIDE_COUNT": 682, "NEAR_COUNT": 381,
        "UNMATCHED_COUNT": 152,
    }  # fmt: skip
    inside = matches[matches["kind"] == "INSIDE"]["unit_id"].value_counts()
    assert (len(inside), int((inside > 1).sum())) == (451, 124)
    assert dict(report.facts)["USERS"] == "282"
    assert (matches["distance_m"] <= 20).all()


@pytest.fixture(scope="module")
def sample(root: Path) -> Path:
    """The embedded sample's folder."""
    folder = root / "samples"
    if not (folder / "expected.json").exists():
        pytest.skip("the sample has not been made")
    return folder


def test_the_sample(sample: Path, catalogue: Catalogue) -> None:
    """Every count that the sample's maker planted comes out again."""
    expected = json.loads((sample / "expected.json").read_text("utf-8"))["files"]

    def agree(name: str, counts: dict[str, int]) -> None:
        planted = {key: value for key, value in expected[name].items() if key.endswith("_COUNT")}
        assert {key: counts[key] for key in planted} == planted, name

    found: list[Any] = []
    for name in sorted(expected):
        if name.startswith("2024_"):
            frame, counts = parcels(catalogue, sample / name, 6676, "209988")
            agree(name, counts)
            found.append(frame)
    units = gpd.GeoDataFrame(pd.concat(found, ignore_index=True), geometry="geometry")
    units["unit_id"] = units["source_id"]
    for name in ("pins_209996.geojson", "ledger_209988.csv"):
        pins, report = read_ledger(sample / name, epsg=6676, catalogue=catalogue)
        matches = match_pins(pins, units)
        count(report, pins, matches)
        agree(name, report.counts)
        classes = matches["match_class"].value_counts()
        assert {f"class_{key}": int(classes.get(key, 0)) for key in "ABCD"} == {
            f"class_{key}": expected[name][f"class_{key}"] for key in "ABCD"
        }
    for name in ("target_209988.csv", "target_209996.geojson"):
        rows, report = read_targetmap(
            sample / name,
            epsg=6676,
            catalogue=catalogue,
            units=units,
            status_map=str(sample / "status_map.csv"),
        )
        agree(name, report.counts)
        assert rows["target_status"].value_counts().to_dict() == expected[name]["statuses"]
    layer, epsg, _ = read_vector(sample / "zones.geojson")
    _, report = read_zones(
        layer, epsg, epsg=6676, catalogue=catalogue, class_field="管理区分", manager_field="管理主体"
    )
    agree("zones.geojson", report.counts)
