"""Land for measuring: parcels of real sizes and shapes tiled to any number, and zones of about 200 vertices.

Nothing here is a real place. A parcel has about nine coordinates and 1,200 square metres in the mean, as paddies of a
valley have; zones share their wavy borders, and about one parcel in seven lies on one.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely

Array = np.ndarray[Any, Any]

SIDE = 32
MEAN_AREA = 1200.0
_STATUS = (("P1", 0.30), ("P2", 0.10), ("P3", 0.32), ("P4", 0.10), ("P5", 0.05), ("P6", 0.05), ("P9", 0.08))
_CLASS = (
    ("A1", 0.30), ("A2", 0.27), ("B1", 0.15), ("B2", 0.05), ("B3", 0.07), ("B4", 0.03), ("C1", 0.07), ("D1", 0.05),
    ("X", 0.01),
)  # fmt: skip
_NOUSHIN = (("1", 0.62), ("2", 0.24), ("3", 0.08), ("9", 0.03), ("", 0.03))


def parcels(count: int) -> tuple[Array, float]:
    """Polygons in a plane system in metres, and the width of the square that they fill."""
    step = float(np.sqrt(MEAN_AREA)) * 1.015
    rings = _block()
    sizes = np.array([len(ring) for ring in rings])
    base = np.vstack(rings) * step
    blocks = int(np.ceil(np.sqrt(count / SIDE**2)))
    corner = np.stack(np.meshgrid(np.arange(blocks), np.arange(blocks), indexing="ij"), -1).reshape(-1, 1, 2)
    points = (base[None] + corner * SIDE * step).reshape(-1, 2)
    owner = np.repeat(np.arange(blocks * blocks * SIDE**2), np.tile(sizes, blocks * blocks))
    keep = owner < count
    return shapely.polygons(shapely.linearrings(points[keep], indices=owner[keep])), blocks * SIDE * step


def _block() -> list[Array]:
    """Rings of SIDE × SIDE parcels with shared, crooked borders that fit the next block, in units of a parcel."""
    random = np.random.default_rng(20240401)
    shift = random.uniform(-0.22, 0.22, (SIDE, SIDE, 2))
    between = random.integers(0, 3, (2, SIDE, SIDE))
    wobble = random.uniform(-0.06, 0.06, (2, SIDE, SIDE, 2, 2))

    def corner(i: int, j: int) -> Array:
        moved: Array = np.array([i, j]) + shift[i % SIDE, j % SIDE]
        return moved

    def border(axis: int, i: int, j: int) -> Array:
        start, end = corner(i, j), corner(i + 1, j) if axis == 0 else corner(i, j + 1)
        more = between[axis, i % SIDE, j % SIDE]
        along = (np.arange(1, more + 1) / (more + 1))[:, None]
        return np.vstack(
            [start[None], start + (end - start) * along + wobble[axis, i % SIDE, j % SIDE, :more]]
        )

    rings = []
    for i in range(SIDE):
        for j in range(SIDE):
            back, left = border(0, i, j + 1)[1:][::-1], border(1, i, j)[1:][::-1]
            ring = np.vstack(
                [
                    border(0, i, j),
                    border(1, i + 1, j),
                    corner(i + 1, j + 1)[None],
                    back,
                    corner(i, j + 1)[None],
                    left,
                ]
            )
            middle = ring.mean(axis=0)
            rings.append(middle + (ring - middle) * 0.985)
    return rings


def zones(width: float, columns: int = 20, rows: int = 10, steps: int = 50) -> Array:
    """``columns × rows`` polygons that share wavy borders of ``steps`` pieces each and fill the square."""
    random = np.random.default_rng(7)
    shift = random.uniform(-0.2, 0.2, (columns + 1, rows + 1, 2))
    shift[[0, -1], :, 0] = 0.0
    shift[:, [0, -1], 1] = 0.0
    size = np.array([width / columns, width / rows])
    borders: dict[tuple[int, int, int], Array] = {}

    def border(axis: int, i: int, j: int) -> Array:
        if (axis, i, j) not in borders:
            following = (i + 1, j) if axis == 0 else (i, j + 1)
            start = (np.array([i, j]) + shift[i, j]) * size
            way = (np.array(following) + shift[following]) * size - start
            along = np.linspace(0.0, 1.0, steps + 1)[:, None]
            wave = 0.03 * np.sin(np.pi * along) * np.sin(9.0 * along + random.uniform(0.0, 6.0))
            borders[axis, i, j] = start + way * along + wave * np.array([-way[1], way[0]])
        return borders[axis, i, j]

    made = []
    for i in range(columns):
        for j in range(rows):
            up, over = border(1, i + 1, j)[1:], border(0, i, j + 1)[::-1][1:]
            made.append(shapely.Polygon(np.vstack([border(0, i, j), up, over, border(1, i, j)[::-1][1:]])))
    return np.array(made, dtype=object)


def _draw(shares: tuple[tuple[str, float], ...], count: int, seed: int) -> Array:
    codes, weights = zip(*shares)
    weight = np.array(weights) / sum(weights)
    return np.random.default_rng(seed).choice(codes, count, p=weight).astype(object)


def statuses(count: int) -> Array:
    """Statuses of the target map, about a third without a user."""
    return _draw(_STATUS, count, 1)


def noushin(count: int) -> Array:
    """農振法区分."""
    return _draw(_NOUSHIN, count, 2)


def classes(count: int) -> Array:
    """Management classes of zones."""
    return _draw(_CLASS, count, 3)


def keys(count: int) -> Array:
    """Ids in the form of a polygon_uuid."""
    digits = np.random.default_rng(4).bytes(16 * count).hex()
    whole = [digits[start : start + 32] for start in range(0, 32 * count, 32)]
    return np.array([f"{k[:8]}-{k[8:12]}-4{k[13:16]}-8{k[17:20]}-{k[20:]}" for k in whole], dtype=object)
