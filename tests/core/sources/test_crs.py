"""Transformations: datums, accuracy, what is refused, proposals for undeclared coordinates."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from kosozu.core.catalogue import Catalogue
from kosozu.core.errors import KosozuError
from kosozu.core.sources import codes, crs

UEDA = np.array([138.2, 36.36])


def there_and_back(point: shapely.Point, source: int, target: int) -> float:
    there, _ = crs.transform(np.array([point]), source, target)
    back, _ = crs.transform(there, target, source)
    return float(shapely.distance(back[0], point))


@settings(max_examples=40, deadline=None)
@given(st.floats(137.5, 139.5), st.floats(35.2, 37.0), st.sampled_from([6668, 4612, 4301, 4326]))
def test_there_and_back(lon: float, lat: float, source: int) -> None:
    assert there_and_back(shapely.Point(lon, lat), source, 6676) < 1e-7


@settings(max_examples=40, deadline=None)
@given(st.floats(-80000, 80000), st.floats(-80000, 80000), st.sampled_from([2450, 30168]))
def test_plane_systems_there_and_back(east: float, north: float, source: int) -> None:
    assert there_and_back(shapely.Point(east, north), source, 6676) < 0.01


@pytest.mark.parametrize("source", [4301, 30168])
def test_tokyo_datum_is_shifted_and_its_accuracy_stated(source: int) -> None:
    same_numbers = shapely.Point(*UEDA) if source == 4301 else shapely.Point(-24000.0, 39000.0)
    moved, operation = crs.transform(np.array([same_numbers]), source, 6676)
    unshifted = crs.transform(np.array([same_numbers]), 6668 if source == 4301 else 6676, 6676)[0]
    assert 430 < shapely.distance(moved[0], unshifted[0]) < 460
    assert 0 < operation.accuracy_m <= 9
    assert "EPSG:4612" in operation.name


def test_every_tokyo_plane_system_goes_by_way_of_jgd2000() -> None:
    for zone in range(19):
        point = np.array([shapely.Point(1000.0, 2000.0)])
        moved, operation = crs.transform(point, 30161 + zone, 6669 + zone)
        assert 250 < shapely.distance(moved[0], point[0]) < 900
        assert operation.accuracy_m > 0


def test_a_ballpark_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crs, "_steps", lambda source, target: [(source, target)])
    with pytest.raises(KosozuError) as caught:
        crs.transform(
            np.array([shapely.Point(10.0, 50.0)]), 4314, 5527
        )  # DHDN to SAD69(96): no operation joins them
    assert caught.value.code == "SRC-CRS-BALLPARK"


def test_jgd2000_in_the_north_east_says_how_far_the_ground_moved() -> None:
    _, ishinomaki = crs.transform(np.array([shapely.Point(141.3, 38.4)]), 4612, 6678)
    _, ueda = crs.transform(np.array([shapely.Point(*UEDA)]), 4612, 6676)
    assert (
        ueda.accuracy_m <= 1 < ishinomaki.accuracy_m or ishinomaki.accuracy_m <= 0.5
    )  # the grid where there is one


def test_what_cannot_be_transformed_is_infinite_and_nothing_is_lost() -> None:
    moved, _ = crs.transform(np.array([shapely.Point(*UEDA), None, shapely.Point(500, 500)]), 6668, 6676)
    assert moved[1] is None
    assert not np.isfinite(shapely.get_coordinates(moved[2])).all()


def test_osrs_switch_is_left_as_it_was() -> None:
    from osgeo import osr

    for wanted in (True, False):
        (osr.UseExceptions if wanted else osr.DontUseExceptions)()
        crs.label(6676)
        assert bool(osr.GetUseExceptions()) is wanted


def test_proposals() -> None:
    assert crs.propose(np.array([[138.2, 36.3]]), 6676) == [6668, 4301]
    assert crs.propose(np.array([[-24500.0, 39200.0]]), 6676) == [6676, 2450, 30168]
    assert crs.propose(np.array([[5e6, 4e6]]), 6676) == []
    assert crs.propose(np.array([[130.4, 20.1]]), 6676) == []


@pytest.mark.parametrize(
    ("text", "epsg"),
    [("EPSG:6676", 6676), ("epsg::6676", 6676), ("６６７６", 6676), ("urn:ogc:def:crs:OGC:1.3:CRS84", 4326)],
)
def test_names(text: str, epsg: int) -> None:
    assert crs.parse(text) == epsg


@pytest.mark.parametrize("text", ["EPSG:999999", "平面直角", "0"])
def test_unknown_names(text: str) -> None:
    with pytest.raises(KosozuError) as caught:
        crs.parse(text)
    assert caught.value.code == "SRC-CRS-NAME"


def test_esris_names_are_known() -> None:
    wkt = (
        'PROJCS["JGD_2011_Japan_Zone_8",GEOGCS["GCS_JGD_2011",DATUM["D_JGD_2011",SPHEROID["GRS_1980",6378137.0,'
        '298.257222101]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["Transverse_Mercator"],'
        'PARAMETER["False_Easting",0.0],PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",138.5],'
        'PARAMETER["Scale_Factor",0.9999],PARAMETER["Latitude_Of_Origin",36.0],UNIT["Meter",1.0]]'
    )
    assert crs.identify(wkt) == 6676


def test_plane_systems_of_jurisdictions(catalogue: Catalogue) -> None:
    assert codes.plane_epsg("202037", catalogue) == 6676
    assert codes.plane_epsg("402028", catalogue) == 6670
    assert codes.plane_epsg("01202", catalogue) == 6679  # 函館 stands in XI, 札幌 in XII
    assert codes.plane_epsg("01101", catalogue) == 6680
