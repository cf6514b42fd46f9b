"""Undo, redo and the chain of hashes."""

from __future__ import annotations

import os
import sqlite3
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kosozu.core.errors import KosozuError
from kosozu.core.plan import TABLES, PlanFile, side_path
from kosozu.core.plan.journal import decode, encode
from kosozu.core.plan.rows import Op

from .conftest import point, square

WRITTEN = ("unit", "mark", "action", "ledger_match")


def state(path: Path) -> dict[str, Any]:
    """All our tables with fids, the spatial index's rows, and the names."""
    connection = sqlite3.connect(path)
    tables = {
        table: connection.execute(f'SELECT * FROM "{table}" ORDER BY fid').fetchall() for table in TABLES
    }
    for table in ("unit", "zone", "mark", "finding"):
        tables[f"rtree {table}"] = connection.execute(
            f"SELECT * FROM rtree_{table}_geom ORDER BY id"
        ).fetchall()
        assert connection.execute(f"SELECT rtreecheck('rtree_{table}_geom')").fetchone()[0] == "ok"
    tables["counts"] = connection.execute("SELECT * FROM gpkg_ogr_contents ORDER BY table_name").fetchall()
    connection.close()
    with PlanFile.open(str(path), readonly=True) as plan:
        tables["names"] = plan.names()
    return tables


KEYS = st.sampled_from("abcdef")
TEXTS = st.text(max_size=4)
NUMBERS = st.one_of(
    st.none(), st.floats(allow_nan=False, allow_infinity=False), st.integers(-5, 5).map(float)
)
SHAPES = {
    "unit": st.one_of(st.none(), st.integers(0, 9).map(lambda at: square(at, at))),
    "mark": st.one_of(st.none(), st.integers(0, 9).map(lambda at: point(at, -at))),
}
COLUMNS = {
    "unit": {"chiban": TEXTS, "area_map_m2": NUMBERS},
    "mark": {"name": TEXTS},
    "action": {"title": TEXTS, "cost": NUMBERS, "start_fy": st.one_of(st.none(), st.integers(2000, 2100))},
    "ledger_match": {"unit_id": KEYS, "distance_m": NUMBERS},
}


@st.composite
def acts(draw: Any) -> tuple[str, str, list[str], dict[str, list[Any]], list[bytes | None] | None]:
    """One write: upsert, delete what is there, or replace."""
    table = draw(st.sampled_from(WRITTEN))
    keys = draw(st.lists(KEYS, unique=True, max_size=5))
    columns = {
        column: draw(st.lists(values, min_size=len(keys), max_size=len(keys)))
        for column, values in COLUMNS[table].items()
    }
    shapes = None
    if table in SHAPES:
        shapes = draw(st.lists(SHAPES[table], min_size=len(keys), max_size=len(keys)))
    return draw(st.sampled_from(["upsert", "delete", "replace"])), table, keys, columns, shapes


def perform(plan: PlanFile, strokes: list[Any]) -> None:
    for number, writes in enumerate(strokes):
        with plan.stroke(f"{number}") as stroke:
            for kind, table, keys, columns, shapes in writes:
                key = TABLES[table].key
                if kind == "delete":
                    there = set(plan.read(table, [key])[key])
                    stroke.delete(table, [one for one in keys if one in there])
                elif kind == "upsert":
                    stroke.upsert(table, {key: keys, **columns}, shapes)
                else:
                    stroke.replace(table, {}, {key: keys, **columns}, shapes)
                stroke.names.put("actor", keys, {"name": [f"{table} {one}" for one in keys]})
                if kind == "delete":
                    stroke.names.remove("actor", keys[:1])


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(strokes=st.lists(st.lists(acts(), max_size=3), max_size=5), back=st.integers(0, 5))
def test_undo_all_is_the_beginning_and_redo_all_the_end(
    template: bytes, strokes: list[Any], back: int
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "p.gpkg"
        path.write_bytes(template)
        states = [state(path)]
        labels = []
        for number, writes in enumerate(strokes):
            with PlanFile.open(str(path)) as plan:
                before = len(plan.journal())
                perform(plan, [writes])
                if len(plan.journal()) > before:
                    labels.append(number)
                    states.append(state(path))
        for at in range(len(labels) - 1, -1, -1):  # each in an opening of its own: undo survives restarting
            with PlanFile.open(str(path)) as plan:
                assert plan.undo() == "0"
            assert state(path) == states[at]
        with PlanFile.open(str(path)) as plan:
            assert plan.undo() is None
            for at in range(1, len(labels) + 1):
                assert plan.redo() == "0"
                assert state(path) == states[at]
            assert plan.redo() is None
            for _ in range(min(back, len(labels))):
                plan.undo()
            assert state(path) == states[len(labels) - min(back, len(labels))]
            plan.verify_journal()


def test_a_new_act_ends_the_redo(plan_path: Path) -> None:
    with PlanFile.open(str(plan_path)) as plan:
        for key in "ab":
            with plan.stroke(key) as stroke:
                stroke.insert("actor", {"actor_id": [key]})
        assert plan.undo(role="1班") == "b"
        with plan.stroke("c") as stroke:
            stroke.insert("actor", {"actor_id": ["c"]})
        assert plan.redo() is None
        assert [(row["kind"], row["label"], row["of"]) for row in plan.journal()] == [
            ("stroke", "a", None),
            ("stroke", "b", None),
            ("undo", "元に戻す：b", 2),
            ("stroke", "c", None),
        ]
        assert plan.journal()[2]["role"] == "1班"
        assert [plan.undo(), plan.undo(), plan.undo()] == ["c", "a", None]


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE stroke SET label = 'x' WHERE seq = 2",
        "UPDATE stroke SET at = '2020-01-01T00:00:00Z' WHERE seq = 1",
        "UPDATE stroke SET role = 'x' WHERE seq = 3",
        "UPDATE stroke SET payload = (SELECT payload FROM stroke WHERE seq = 1) WHERE seq = 3",
        "UPDATE stroke SET hash = (SELECT hash FROM stroke WHERE seq = 1) WHERE seq = 3",
        "DELETE FROM stroke WHERE seq = 1",
        "DELETE FROM stroke WHERE seq = 2",
        "DELETE FROM stroke WHERE seq = 3",
    ],
)
def test_tampering_with_the_journal_is_seen(plan_path: Path, tampering: str) -> None:
    with PlanFile.open(str(plan_path)) as plan:
        for key in "abc":
            with plan.stroke(key) as stroke:
                stroke.insert("actor", {"actor_id": [key]})
        plan.verify_journal()
    connection = sqlite3.connect(plan_path)
    connection.execute(tampering)
    connection.commit()
    connection.close()
    with PlanFile.open(str(plan_path), readonly=True) as plan:
        with pytest.raises(KosozuError) as caught:
            plan.verify_journal()
        assert caught.value.code == "PLAN-JOURNAL-BROKEN"
        assert str(caught.value.params["seq"]) in tampering


def test_an_import_is_cheap_in_the_journal(plan_path: Path) -> None:
    ids = [f"{at:032x}" for at in range(5000)]
    with PlanFile.open(str(plan_path)) as plan:
        with plan.stroke("取込") as stroke:
            stroke.insert("unit", {"unit_id": ids}, [square(at, 0) for at in range(5000)])
        size = plan.connection.execute("SELECT length(payload) FROM stroke").fetchone()[0]
        assert size < 200


def test_undo_of_rows_changed_behind_the_journal_is_refused(plan_path: Path) -> None:
    with PlanFile.open(str(plan_path)) as plan:
        with plan.stroke("a") as stroke:
            stroke.insert("actor", {"actor_id": ["a"]})
        with plan.stroke("b") as stroke:
            stroke.update("actor", ["a"], {"label": ["個人A"]})
    connection = sqlite3.connect(plan_path)
    connection.executescript(
        "BEGIN; INSERT INTO _writer VALUES (1); DELETE FROM actor; DELETE FROM _writer; COMMIT"
    )
    connection.close()
    with PlanFile.open(str(plan_path)) as plan:
        with pytest.raises(KosozuError) as caught:
            plan.undo()
        assert caught.value.code == "PLAN-UNDO-STALE"


def test_undo_works_where_the_side_file_stayed_at_the_office(plan_path: Path) -> None:
    with PlanFile.open(str(plan_path)) as plan, plan.stroke("a") as stroke:
        stroke.insert("actor", {"actor_id": ["a"]})
        stroke.names.put("actor", ["a"], {"name": ["長谷川太郎"]})
    os.remove(side_path(str(plan_path)))
    with PlanFile.open(str(plan_path)) as plan:
        assert plan.undo() == "a"
        assert plan.redo() == "a"
        assert plan.count("actor") == 1
        assert plan.names() == {}


def test_payload_round_trip() -> None:
    ops = [
        Op("insert", "unit", [5, 6, 7, 3]),
        Op("update", "unit", [1], {"chiban": ["髙\ud800'"], "area_map_m2": [0.1 + 0.2]}),
        Op(
            "delete",
            "unit",
            [2, 9],
            {"geom": [b"\x00GP", None], "x": [None, 1e308], "n": [-(2**62), 0], "e": [b"", b""]},
        ),
    ]
    assert decode(encode(ops)) == ops
    assert encode(ops) == encode(ops)
