"""GeoPackage geometry blobs: WKB with a header that holds the envelope; and the functions rtree triggers call.

All coordinates are the plan's own. WKB in and out is 2D and little-endian; anything else goes through OGR.
"""

from __future__ import annotations

import sqlite3
import struct
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from osgeo import ogr

from ..errors import KosozuError

Envelope = tuple[float, float, float, float]
"""min x, max x, min y, max y: the order of the GeoPackage header."""

Floats = np.ndarray[Any, Any]
_SIZES = {0: 8, 1: 40, 2: 56, 3: 56, 4: 72}
_HEADER = np.dtype(
    [("magic", "S2"), ("version", "u1"), ("flags", "u1"), ("srs", "<i4"), ("box", "<f8", (4,))]
)
_EMPTY_HEAD = struct.Struct("<2sBBi")
_AS_MULTI = b"\x01\x06\x00\x00\x00\x01\x00\x00\x00"
_POINT, _POLYGON, _MULTIPOLYGON = 1, 3, 6
_CHUNK = 50_000


def pack(shapes: Sequence[bytes | None], epsg: int, kind: str) -> list[bytes | None]:
    """WKB → GeoPackage blobs of a column of type ``kind`` (MULTIPOLYGON, POINT, GEOMETRY); None stays None.

    Polygons become multipolygons where the column wants them. Raises PLAN-GEOMETRY for what is no such geometry.
    """
    packed: list[bytes | None] = []
    for start in range(0, len(shapes), _CHUNK):
        packed.extend(_pack_chunk(shapes[start : start + _CHUNK], epsg, kind))
    return packed


def _pack_chunk(shapes: Sequence[bytes | None], epsg: int, kind: str) -> list[bytes | None]:
    wkbs = [b"" if shape is None else bytes(shape) for shape in shapes]
    boxes, types, simple = _simple_envelopes(wkbs)
    if kind == "MULTIPOLYGON":
        simple &= types != _POINT
    elif kind == "POINT":
        simple &= types == _POINT
    heads = _heads(boxes, epsg)
    wrap = kind == "MULTIPOLYGON"
    packed: list[bytes | None] = []
    for at, (shape, is_simple, type_) in enumerate(zip(shapes, simple.tolist(), types.tolist())):
        if shape is None:
            packed.append(None)
        elif is_simple:
            body = _AS_MULTI + wkbs[at] if wrap and type_ == _POLYGON else wkbs[at]
            packed.append(heads[at] + body)
        else:
            packed.append(_pack_one(wkbs[at], epsg, kind))
    return packed


def pack_known(wkbs: Sequence[bytes | None], boxes: Floats, epsg: int) -> list[bytes | None]:
    """Little-endian 2D WKB whose envelopes (n, 4; NaN: an empty geometry) are known → GeoPackage blobs."""
    whole = np.isfinite(boxes).all(axis=1).tolist()
    empty = _EMPTY_HEAD.pack(b"GP", 0, 0x11, epsg)
    return [
        None if wkb is None else (head if filled else empty) + wkb
        for wkb, head, filled in zip(wkbs, _heads(boxes, epsg), whole)
    ]


def _heads(boxes: Floats, epsg: int) -> list[bytes]:
    """Headers with an envelope."""
    heads = np.zeros(len(boxes), dtype=_HEADER)
    heads["magic"], heads["flags"], heads["srs"], heads["box"] = b"GP", 3, epsg, boxes
    raw, size = heads.tobytes(), _HEADER.itemsize
    return [raw[at : at + size] for at in range(0, len(raw), size)]


def _simple_envelopes(wkbs: Sequence[bytes]) -> tuple[Floats, Floats, Floats]:
    """Envelopes (n, 4) of points, polygons and multipolygons of one part; types; which rows were that simple."""
    lengths = np.fromiter((len(wkb) for wkb in wkbs), dtype=np.int64, count=len(wkbs))
    starts = np.concatenate([[0], np.cumsum(lengths)[:-1]]).astype(np.int64) if len(wkbs) else lengths
    data = np.frombuffer(b"".join(wkbs) + bytes(64), dtype=np.uint8)
    little = data[starts] == 1 if len(wkbs) else np.zeros(0, dtype=bool)
    types = _number(data, starts + 1)
    multi = (types == _MULTIPOLYGON) & (_number(data, starts + 5) == 1) & (data[starts + 9] == 1)
    multi &= _number(data, starts + 10) == _POLYGON
    ring = np.where(multi, starts + 9, starts)  # where the polygon begins
    area = ((types == _POLYGON) | multi) & (_number(data, ring + 5) >= 1)
    points = np.where(types == _POINT, 1, np.where(area, _number(data, ring + 9), 0))
    first = np.where(types == _POINT, starts + 5, ring + 13)
    simple = little & (points > 0) & (points < 1 << 27) & (first + 16 * points <= starts + lengths)
    boxes = np.zeros((len(wkbs), 4))
    rows = np.flatnonzero(simple)
    for phase in range(8):  # doubles stand at any byte: one aligned view for each remainder
        some = rows[first[rows] % 8 == phase]
        if len(some):
            words = data[phase : phase + (len(data) - phase) // 8 * 8].view("<f8")
            boxes[some] = _boxes(words, (first[some] - phase) // 8, points[some])
    simple &= np.isfinite(boxes).all(axis=1)
    return boxes, types, simple


def _number(data: Floats, at: Floats) -> Floats:
    """Little-endian uint32 at each offset."""
    at = np.minimum(at, len(data) - 4)
    found = np.zeros(len(at), dtype=np.int64)
    for byte in range(4):
        found |= data[at + byte].astype(np.int64) << (8 * byte)
    return found


def _boxes(words: Floats, first: Floats, points: Floats) -> Floats:
    """Envelopes of runs of ``points`` coordinate pairs that begin at word ``first``."""
    ends = np.cumsum(points)
    begins = ends - points
    pair = np.repeat(first - 2 * begins, points) + 2 * np.arange(ends[-1])
    x, y = words[pair], words[pair + 1]
    reduced = [
        np.minimum.reduceat(x, begins),
        np.maximum.reduceat(x, begins),
        np.minimum.reduceat(y, begins),
        np.maximum.reduceat(y, begins),
    ]
    return np.stack(reduced, axis=1)


def _pack_one(wkb: bytes, epsg: int, kind: str) -> bytes:
    """The long way, through OGR: several parts, Z or M, big-endian, curves, empty."""
    shape = from_wkb(wkb)
    if shape.HasCurveGeometry():
        shape = shape.GetLinearGeometry()
    shape.FlattenTo2D()
    if kind == "MULTIPOLYGON" and ogr.GT_Flatten(shape.GetGeometryType()) == ogr.wkbPolygon:
        shape = ogr.ForceToMultiPolygon(shape)
    name = shape.GetGeometryName()
    if kind not in ("GEOMETRY", name):
        raise KosozuError("PLAN-GEOMETRY", wanted=kind, found=name)
    body = bytes(shape.ExportToWkb(ogr.wkbNDR))
    if shape.IsEmpty():
        return _EMPTY_HEAD.pack(b"GP", 0, 0x11, epsg) + body
    box = shape.GetEnvelope()
    if not all(np.isfinite(box)):
        raise KosozuError("PLAN-GEOMETRY", wanted=kind, found="NaN")
    return struct.pack("<2sBBi4d", b"GP", 0, 3, epsg, *box) + body


def from_wkb(wkb: bytes) -> ogr.Geometry:
    """An OGR geometry; raises PLAN-GEOMETRY where the bytes are none."""
    try:
        shape = ogr.CreateGeometryFromWkb(wkb)
    except RuntimeError:  # where somebody has switched GDAL's exceptions on
        shape = None
    if shape is None:
        raise KosozuError("PLAN-GEOMETRY", wanted="WKB", found=wkb[:8].hex() or "–")
    return shape


def shape(blob: bytes) -> ogr.Geometry:
    """A GeoPackage blob as an OGR geometry."""
    return from_wkb(blob[_SIZES[(blob[3] >> 1) & 7] :])


def unpack(blobs: Sequence[bytes | None]) -> list[bytes | None]:
    """GeoPackage blobs → WKB; None stays None."""
    return [None if blob is None else blob[_SIZES[(blob[3] >> 1) & 7] :] for blob in blobs]


def envelope(blob: bytes | None) -> Envelope | None:
    """The envelope of a GeoPackage blob, from its header where it has one; None where there is nothing."""
    if blob is None or len(blob) < 8 or blob[:2] != b"GP" or blob[3] & 0x10:
        return None
    order = "<" if blob[3] & 1 else ">"
    kind = (blob[3] >> 1) & 7
    if kind:
        return struct.unpack_from(order + "4d", blob, 8)
    if len(blob) == 29 and blob[8:13] == b"\x01\x01\x00\x00\x00":  # GDAL gives points no envelope
        x, y = struct.unpack_from("<2d", blob, 13)
        return None if x != x else (x, x, y, y)
    shape = from_wkb(blob[8:])
    return None if shape.IsEmpty() else shape.GetEnvelope()


def bounds(blobs: Sequence[bytes | None]) -> Envelope | None:
    """The envelope of all; None where none has one."""
    if len(blobs) > 100 and all(blob is not None and blob[3] == 3 for blob in blobs):
        raw = b"".join(blob[8:40] for blob in blobs if blob is not None)
        array = np.frombuffer(raw, dtype="<f8").reshape(-1, 4)
        low, high = array.min(axis=0), array.max(axis=0)
        return float(low[0]), float(high[1]), float(low[2]), float(high[3])
    found = [box for box in map(envelope, blobs) if box is not None]
    if not found:
        return None
    return (
        min(b[0] for b in found),
        max(b[1] for b in found),
        min(b[2] for b in found),
        max(b[3] for b in found),
    )


def _corner(index: int) -> Callable[[bytes | None], float | None]:
    unpack_from = struct.Struct("<d").unpack_from
    offset = 8 + 8 * index

    def corner(blob: bytes | None) -> float | None:
        if blob is not None and len(blob) >= 40 and blob[3] == 3:  # as we and GDAL write them
            return unpack_from(blob, offset)[0]
        box = envelope(blob)
        return None if box is None else box[index]

    return corner


def register(connection: sqlite3.Connection, mute: Sequence[bool] = (False,)) -> None:
    """Put the five functions that rtree triggers call on a connection.

    While ``mute[0]`` is set, every geometry counts as empty: the index is then filled by :mod:`rtree`, in bulk.
    """

    def is_empty(blob: bytes | None) -> int | None:
        if mute[0]:
            return 1
        if blob is None or len(blob) < 8:
            return None
        return 0 if blob[3] == 3 else int(envelope(blob) is None)

    connection.create_function("ST_IsEmpty", 1, is_empty)
    for index, function in enumerate(("ST_MinX", "ST_MaxX", "ST_MinY", "ST_MaxY")):
        connection.create_function(function, 1, _corner(index), deterministic=True)
