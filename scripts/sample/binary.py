"""Small writers for binary layouts: a GeoTIFF grid and a polygon Shapefile without .prj; no clock, no library."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from .geo import SYNTHETIC, Point, area


def write_geotiff(
    path: Path, grid: np.ndarray, west: float, north: float, cell: float, epsg: int, nodata: float
) -> None:
    """A float32 grid (row 0 = north) as one deflated strip, with georeference, nodata and a SYNTHETIC tag."""
    data = zlib.compress(grid.astype("<f4").tobytes(), 9)
    rows, columns = grid.shape
    metadata = (
        f'<GDALMetadata>\n  <Item name="SYNTHETIC">{SYNTHETIC}</Item>\n</GDALMetadata>\n'.encode() + b"\0"
    )
    keys = (1, 1, 0, 4, 1024, 0, 1, 1, 1025, 0, 1, 1, 3072, 0, 1, epsg, 3076, 0, 1, 9001)
    tags: list[tuple[int, int, int, bytes]] = [
        (256, 3, 1, struct.pack("<H", columns)),
        (257, 3, 1, struct.pack("<H", rows)),
        (258, 3, 1, struct.pack("<H", 32)),
        (259, 3, 1, struct.pack("<H", 8)),
        (262, 3, 1, struct.pack("<H", 1)),
        (273, 4, 1, b""),
        (277, 3, 1, struct.pack("<H", 1)),
        (278, 3, 1, struct.pack("<H", rows)),
        (279, 4, 1, struct.pack("<I", len(data))),
        (339, 3, 1, struct.pack("<H", 3)),
        (33550, 12, 3, struct.pack("<3d", cell, cell, 0.0)),
        (33922, 12, 6, struct.pack("<6d", 0, 0, 0, west, north, 0)),
        (34735, 3, len(keys), struct.pack(f"<{len(keys)}H", *keys)),
        (42112, 2, len(metadata), metadata),
        (42113, 2, 6, f"{nodata:.0f}".encode().ljust(6, b"\0")),
    ]
    start = 8 + 2 + 12 * len(tags) + 4
    extra, entries = b"", []
    for tag, kind, count, value in tags:
        if len(value) > 4:
            entries.append((tag, kind, count, struct.pack("<I", start + len(extra))))
            extra += value + b"\0" * (len(value) % 2)
        else:
            entries.append((tag, kind, count, value.ljust(4, b"\0")))
    strip = struct.pack("<I", start + len(extra))
    directory = struct.pack("<H", len(entries))
    for tag, kind, count, value in entries:
        directory += struct.pack("<HHI", tag, kind, count) + (strip if tag == 273 else value)
    path.write_bytes(b"II*\0" + struct.pack("<I", 8) + directory + struct.pack("<I", 0) + extra + data)


def write_shapefile(path: Path, rings: Sequence[Sequence[Point]], columns: Sequence[tuple[str, int]],
                    rows: Sequence[Sequence[str]], encoding: str) -> None:  # fmt: skip
    """One ring per row as .shp, .shx and .dbf (text columns of the given widths); neither .prj nor .cpg."""
    records, index, offset = b"", b"", 100
    for number, ring in enumerate(rings, 1):
        corners = list(ring) if area(ring) < 0 else list(ring)[::-1]
        corners.append(corners[0])
        body = struct.pack("<i4dii", 5, *_frame(corners), 1, len(corners)) + struct.pack("<i", 0)
        body += b"".join(struct.pack("<2d", *corner) for corner in corners)
        records += struct.pack(">2i", number, len(body) // 2) + body
        index += struct.pack(">2i", offset // 2, len(body) // 2)
        offset += 8 + len(body)
    every = [corner for ring in rings for corner in ring]
    for suffix, content in ((".shp", records), (".shx", index)):
        head = struct.pack(">7i", 9994, 0, 0, 0, 0, 0, (100 + len(content)) // 2)
        head += struct.pack("<2i4d4d", 1000, 5, *_frame(every), 0, 0, 0, 0)
        path.with_suffix(suffix).write_bytes(head + content)
    width = 1 + sum(size for _, size in columns)
    table = struct.pack("<4BIHH20x", 3, 124, 4, 1, len(rows), 32 + 32 * len(columns) + 1, width)
    for name, size in columns:
        table += name.encode().ljust(11, b"\0") + b"C" + b"\0" * 4 + bytes([size, 0]) + b"\0" * 14
    table += b"\r"
    for row in rows:
        table += b" " + b"".join(value.encode(encoding).ljust(size) for value, (_, size) in zip(row, columns))
    path.with_suffix(".dbf").write_bytes(table + b"\x1a")


def _frame(corners: Sequence[Point]) -> tuple[float, float, float, float]:
    xs, ys = [corner[0] for corner in corners], [corner[1] for corner in corners]
    return min(xs), min(ys), max(xs), max(ys)
