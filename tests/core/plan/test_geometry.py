"""GeoPackage blobs as OGR writes and reads them."""

from __future__ import annotations

import struct

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from osgeo import ogr

from kosozu.core.errors import KosozuError
from kosozu.core.plan import geometry

from .conftest import point, square

COORDINATES = st.floats(-1e6, 1e6, allow_nan=False, width=64)
RINGS = st.lists(st.tuples(COORDINATES, COORDINATES), min_size=3, max_size=8)


def polygon(rings: list[list[tuple[float, float]]]) -> bytes:
    body = b"".join(
        struct.pack("<I", len(ring) + 1) + b"".join(struct.pack("<2d", *one) for one in [*ring, ring[0]])
        for ring in rings
    )
    return struct.pack("<BII", 1, 3, len(rings)) + body


def multi(parts: list[bytes]) -> bytes:
    return struct.pack("<BII", 1, 6, len(parts)) + b"".join(parts)


SHAPES = st.one_of(
    st.none(),
    RINGS.map(lambda ring: polygon([ring])),
    RINGS.map(lambda ring: polygon([ring, ring[:3]])),
    st.lists(RINGS, min_size=1, max_size=3).map(lambda rings: multi([polygon([ring]) for ring in rings])),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(SHAPES, max_size=12))
def test_blobs_hold_the_shape_and_its_envelope(shapes: list[bytes | None]) -> None:
    packed = geometry.pack(shapes, 6676, "MULTIPOLYGON")
    unpacked = geometry.unpack(packed)
    assert len(packed) == len(shapes)
    for shape, blob, wkb in zip(shapes, packed, unpacked):
        if shape is None:
            assert blob is None
            assert wkb is None
            continue
        assert blob is not None
        expected = ogr.ForceToMultiPolygon(ogr.CreateGeometryFromWkb(shape))
        assert wkb == bytes(expected.ExportToWkb(ogr.wkbNDR))
        assert geometry.envelope(blob) == expected.GetEnvelope()
        assert struct.unpack_from("<2sBBi", blob) == (b"GP", 0, 3, 6676)
    boxes = [geometry.envelope(blob) for blob in packed if blob is not None]
    if boxes:
        array = np.array(boxes)
        assert geometry.bounds(packed) == (
            array[:, 0].min(),
            array[:, 1].max(),
            array[:, 2].min(),
            array[:, 3].max(),
        )


def test_bounds_of_many_are_those_of_few() -> None:
    packed = geometry.pack([square(at * 3.0, -at) for at in range(500)], 6676, "MULTIPOLYGON")
    assert geometry.bounds(packed) == (0.0, 1507.0, -499.0, 10.0)
    assert geometry.bounds([]) is None
    assert geometry.bounds([None]) is None


@pytest.mark.parametrize(
    ("wkt", "kind", "expected"),
    [
        ("POLYGON Z ((0 0 5, 1 0 5, 1 1 5, 0 0 5))", "MULTIPOLYGON", "MULTIPOLYGON (((0 0,1 0,1 1,0 0)))"),
        ("POINT ZM (1 2 3 4)", "POINT", "POINT (1 2)"),
        ("LINESTRING (1 2, 3 4)", "GEOMETRY", "LINESTRING (1 2,3 4)"),
        ("POLYGON EMPTY", "MULTIPOLYGON", "MULTIPOLYGON EMPTY"),
    ],
)
def test_the_long_way(wkt: str, kind: str, expected: str) -> None:
    shape = ogr.CreateGeometryFromWkt(wkt)
    for order in (ogr.wkbNDR, ogr.wkbXDR):
        (blob,) = geometry.pack([bytes(shape.ExportToWkb(order))], 6676, kind)
        assert blob is not None
        assert geometry.shape(blob).ExportToWkt() == expected
        assert (geometry.envelope(blob) is None) == ("EMPTY" in wkt)


@pytest.mark.parametrize(
    ("wkb", "kind"),
    [
        (point(1, 2), "MULTIPOLYGON"),
        (square(0, 0), "POINT"),
        (square(0, 0)[:-8], "MULTIPOLYGON"),
        (b"", "GEOMETRY"),
        (square(float("inf"), 0), "MULTIPOLYGON"),
        (point(float("nan"), float("nan"))[:-1], "POINT"),
    ],
)
def test_what_is_no_such_geometry_is_refused(wkb: bytes, kind: str) -> None:
    with pytest.raises(KosozuError) as caught:
        geometry.pack([wkb], 6676, kind)
    assert caught.value.code == "PLAN-GEOMETRY"


def test_blobs_of_others_without_an_envelope() -> None:
    bare = struct.pack("<2sBBi", b"GP", 0, 1, 6676)
    assert geometry.envelope(bare + point(3, 4)) == (3, 3, 4, 4)
    assert geometry.envelope(bare + square(3, 4)) == (3, 13, 4, 14)
    assert geometry.envelope(bare + point(float("nan"), float("nan"))) is None
    assert geometry.envelope(b"nonsense") is None
    assert geometry.unpack([bare + square(3, 4)]) == [square(3, 4)]
