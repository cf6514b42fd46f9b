"""Filling a spatial index at once: nodes packed by numpy are written into the rtree's own tables.

The rtree's triggers run Python functions and re-balance for each row; for a bulk write the index is emptied, the
triggers find nothing to do, and the index is packed again from the table, all in the same transaction. The format of a
node is SQLite's: depth (root only) and number of cells, 16 bits each; cells of a 64-bit id and four 32-bit floats,
all big-endian.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np

from .connection import Connection, connect
from .geometry import envelope, register
from .schema import GPKG_TABLES, RTREE_EXTENSION, Table, count_triggers, rtree, rtree_triggers
from .sql import marks, name, say

_LEAST = 2000
_EXTENSIONS = GPKG_TABLES[-1].replace("CREATE TABLE", "CREATE TABLE IF NOT EXISTS", 1)
Array = np.ndarray[Any, Any]
_CELL = np.dtype([("id", ">i8"), ("box", ">f4", (4,))])


@contextmanager
def bulk(connection: sqlite3.Connection, table: Table, count: int) -> Iterator[None]:
    """Around a write of ``count`` rows with geometry; does nothing where the triggers are the cheaper way."""
    if not (
        isinstance(connection, Connection)
        and table.indexed
        and count >= _LEAST
        and _is_large(connection, table, count)
    ):
        yield
        return
    size = _clear(connection, table)
    connection.mute[0] = True
    try:
        yield
    finally:
        connection.mute[0] = False
    _fill(connection, table, size)


def fill_layer(
    path: str, layer: str, blobs: Sequence[bytes | None], boxes: Array, columns: Sequence[Sequence[Any]]
) -> None:
    """Put rows into the empty layer of a new GeoPackage 1.2, and give it its spatial index, as GDAL would.

    ``boxes`` (n, 4: min x, max x, min y, max y) are the envelopes of the ``blobs``, NaN where there is none; the
    layer's columns are ``fid``, ``geom`` and then ``columns`` in their order.
    """
    table = Table(layer, "fid", {}, geometry="GEOMETRY", registered=True)
    counting, there = count_triggers(layer), np.flatnonzero(np.isfinite(boxes).all(axis=1))
    connection = connect(path, "rw")
    try:
        register(connection, connection.mute)
        connection.execute("BEGIN")
        for trigger in counting:
            connection.execute(say("DROP TRIGGER", f"IF EXISTS {name(trigger)}"))
        row = say("INSERT INTO", name(layer), "VALUES", marks(2 + len(columns)))
        connection.executemany(row, zip(range(1, len(blobs) + 1), blobs, *columns))
        connection.execute(_EXTENSIONS)
        extension = (layer, "geom", "gpkg_rtree_index", RTREE_EXTENSION, "write-only")
        connection.execute(say("INSERT INTO", "gpkg_extensions VALUES (?, ?, ?, ?, ?)"), extension)
        connection.execute(rtree(layer))
        size = _clear(connection, table)
        if len(there):
            _pack(connection, table, there + 1, boxes[there], size)
        for statement in (*rtree_triggers(layer).values(), *counting.values()):
            connection.execute(statement)
        _told(connection, layer, len(blobs), boxes[there])
        connection.execute("COMMIT")
    finally:
        connection.close()


def _told(connection: sqlite3.Connection, layer: str, count: int, boxes: Array) -> None:
    """What the file says of a layer: how many rows, and their extent."""
    low, high = (boxes.min(axis=0), boxes.max(axis=0)) if len(boxes) else ([None] * 4, [None] * 4)
    extent = [None if value is None else float(value) for value in (low[0], high[1], low[2], high[3])]
    sets = "min_x = ?, max_x = ?, min_y = ?, max_y = ? WHERE table_name = ?"
    connection.execute(say("UPDATE", "gpkg_contents", "SET", sets), (*extent, layer))
    connection.execute(
        say("UPDATE", "gpkg_ogr_contents", "SET", "feature_count = ? WHERE table_name = ?"), (count, layer)
    )


def _is_large(connection: sqlite3.Connection, table: Table, count: int) -> bool:
    statement = "SELECT feature_count FROM gpkg_ogr_contents WHERE table_name = ?"
    row = connection.execute(statement, (table.name,)).fetchone()
    return bool(row) and count * 10 >= (row[0] or 0)


def _part(table: Table, suffix: str) -> str:
    return name(f"rtree_{table.name}_geom_{suffix}")


def _clear(connection: sqlite3.Connection, table: Table) -> int:
    """Empty the index; returns the size of a node in bytes."""
    nodes = _part(table, "node")
    root = connection.execute(say("SELECT", "length(data)", "FROM", nodes, "WHERE nodeno = 1")).fetchone()
    for suffix in ("node", "rowid", "parent"):
        connection.execute(say("DELETE", "FROM", _part(table, suffix)))
    connection.execute(say("INSERT INTO", nodes, "VALUES (1, zeroblob(?))"), (root[0],))
    return int(root[0])


def _fill(connection: sqlite3.Connection, table: Table, size: int) -> None:
    """Pack the index from the table's geometry headers."""
    statement = say("SELECT", "fid, substr(geom, 1, 40)", "FROM", name(table.name), "WHERE geom IS NOT NULL")
    found = connection.execute(statement).fetchall()
    plain = [row for row in found if row[1][3] == 3]
    boxes = np.frombuffer(b"".join(row[1][8:40] for row in plain), dtype="<f8").reshape(-1, 4)
    fids = np.fromiter((row[0] for row in plain), dtype=np.int64, count=len(plain))
    odd = [row[0] for row in found if row[1][3] != 3]
    more = [
        (fid, box)
        for fid, box in ((fid, _envelope(connection, table, fid)) for fid in odd)
        if box is not None
    ]
    if more:
        fids = np.concatenate([fids, np.array([fid for fid, _ in more], dtype=np.int64)])
        boxes = np.concatenate([boxes, np.array([box for _, box in more])])
    if len(fids):
        _pack(connection, table, fids, boxes, size)


def _envelope(
    connection: sqlite3.Connection, table: Table, fid: int
) -> tuple[float, float, float, float] | None:
    statement = say("SELECT", "geom", "FROM", name(table.name), "WHERE fid = ?")
    return envelope(connection.execute(statement, (fid,)).fetchone()[0])


def _pack(connection: sqlite3.Connection, table: Table, fids: Array, boxes: Array, size: int) -> None:
    """Write all levels, leaves first; the root is node 1."""
    room = (size - 4) // _CELL.itemsize
    order = _order(boxes, room)
    ids, cells = fids[order], _outward(boxes[order])
    following, depth = 2, 0
    while True:
        count = len(ids)
        groups = 1 if count <= room else -(-count // max(1, room * 9 // 10))
        begins = np.arange(groups) * count // groups
        nodes = np.ones(1, dtype=np.int64) if groups == 1 else np.arange(following, following + groups)
        lengths = np.diff(np.append(begins, count))
        owners = np.repeat(nodes, lengths)
        suffix = "parent" if depth else "rowid"
        connection.executemany(
            say("INSERT INTO", _part(table, suffix), "VALUES (?, ?)"), zip(ids.tolist(), owners.tolist())
        )
        _write_nodes(connection, table, nodes, begins, lengths, ids, cells, size, depth)
        if groups == 1:
            return
        ids, cells = nodes, _unions(cells, begins)
        following += groups
        depth += 1


def _order(boxes: Array, room: int) -> Array:
    """Sort-tile-recursive: strips along x, up and down along y in turn."""
    count = len(boxes)
    strips = max(1, int(np.sqrt(count / room)))
    x, y = boxes[:, 0] + boxes[:, 1], boxes[:, 2] + boxes[:, 3]
    rank = np.empty(count, dtype=np.int64)
    rank[np.argsort(x, kind="stable")] = np.arange(count)
    strip = rank * strips // count
    return np.lexsort((np.where(strip % 2, -y, y), strip))


def _outward(boxes: Array) -> Array:
    """Doubles → 32-bit floats, rounded so that no box gets smaller."""
    cells = boxes.astype(np.float32)
    for column, outward, smaller in ((0, -np.inf, np.greater), (1, np.inf, np.less)):
        for at in (column, column + 2):
            wrong = smaller(cells[:, at].astype(np.float64), boxes[:, at])
            cells[wrong, at] = np.nextafter(cells[wrong, at], np.float32(outward))
    return cells


def _unions(cells: Array, begins: Array) -> Array:
    low, high = np.minimum.reduceat(cells, begins, axis=0), np.maximum.reduceat(cells, begins, axis=0)
    return np.stack([low[:, 0], high[:, 1], low[:, 2], high[:, 3]], axis=1)


def _write_nodes(
    connection: sqlite3.Connection,
    table: Table,
    nodes: Array,
    begins: Array,
    lengths: Array,
    ids: Array,
    cells: Array,
    size: int,
    depth: int,
) -> None:
    packed = np.zeros(len(ids), dtype=_CELL)
    packed["id"], packed["box"] = ids, cells
    raw, step = packed.tobytes(), _CELL.itemsize
    rows = []
    for node, begin, length in zip(nodes.tolist(), begins.tolist(), lengths.tolist()):
        head = (depth if node == 1 else 0).to_bytes(2, "big") + length.to_bytes(2, "big")
        rows.append(((head + raw[begin * step : (begin + length) * step]).ljust(size, b"\0"), node))
    if nodes[0] == 1:
        connection.executemany(say("UPDATE", _part(table, "node"), "SET", "data = ? WHERE nodeno = ?"), rows)
    else:
        connection.executemany(say("INSERT INTO", _part(table, "node"), "(data, nodeno) VALUES (?, ?)"), rows)
