"""The share's side of a plan that is worked on as a copy: whether it is as we left it, and putting two files as one.

A plan and its side file of names are two files, and no file system replaces two at once. So both are first written
beside their places (``.~plan.gpkg.new``), then a note of what is about to happen (``.~plan.gpkg.checkin``, with the
hashes), and only then the names and after them the plan are put in place, and the note goes. Whoever next has the
plan in hand and finds the note finishes what it says. Before the note, the share is as it was; after it, nothing is
missing.

All of this is done by who holds the plan (:class:`~.hold.Hold`).
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Optional

from ..errors import KosozuError
from .connection import connect, content_hash, in_words, is_open, stamp
from .names import side_path

Pair = tuple[str, str]
"""Of a plan and its side file: paths, or hashes of contents; '' for no side file."""
Stamps = tuple[Optional[tuple[int, ...]], Optional[tuple[int, ...]]]


@contextlib.contextmanager
def words_for(home: str, local: str) -> Iterator[None]:
    """What goes wrong with the share, said as such: nothing is lost, the copy on this computer has it all."""
    try:
        yield
    except PermissionError as error:
        raise KosozuError("PLAN-SHARE-BUSY", path=home, local=local) from error
    except OSError as error:
        detail = error.strerror or str(error)
        raise KosozuError("PLAN-SHARE-AWAY", path=home, local=local, detail=detail) from error
    except KosozuError as error:
        if error.code == "PLAN-LOCKED":
            raise KosozuError("PLAN-SHARE-BUSY", path=home, local=local) from error
        if error.code in ("PLAN-WRITE-FAILED", "PLAN-CANNOT-OPEN", "PLAN-DISK-FULL", "PLAN-READONLY"):
            detail = str(error.params.get("detail") or error.code)
            raise KosozuError("PLAN-SHARE-AWAY", path=home, local=local, detail=detail) from error
        raise


def pair_of(path: str) -> Pair:
    """The plan's path and its side file's, '' where there is none."""
    side = side_path(path)
    return path, side if os.path.isfile(side) and os.path.getsize(side) else ""


def settle(path: str) -> None:
    """One file at rest: what a program that ended half way left beside a plan or side file is put in order.

    In WAL without shared memory, which needs the file alone; PLAN-LOCKED where another program has it open.
    """
    for file in pair_of(path):
        if not file or not _is_unsettled(file):
            continue
        with in_words(file):
            connection = connect(file, "rw")
            try:
                connection.execute("PRAGMA busy_timeout=1000")
                connection.execute("PRAGMA locking_mode=EXCLUSIVE")
                connection.execute("PRAGMA secure_delete=ON")
                connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
                connection.execute("PRAGMA journal_mode=DELETE").fetchone()
            finally:
                connection.close()


def _is_unsettled(file: str) -> bool:
    if any(os.path.exists(file + suffix) for suffix in ("-wal", "-journal")):
        return True
    with open(file, "rb") as opened:
        return opened.read(20)[18:] == b"\x02\x02"  # in WAL mode, though nothing lies beside it


def hashes(path: str) -> Pair:
    """Hashes of the contents of a plan and its side file."""
    plan, side = pair_of(path)
    return content_hash(plan), content_hash(side) if side else ""


def stamps(path: str) -> Stamps:
    """What shows cheaply that neither file was written since: size, time, SQLite's counter of changes."""
    plan, side = pair_of(path)
    return stamp(plan), stamp(side) if side else None


# Putting a pair in place.


def staged(path: str) -> str:
    """Where a file waits for its turn: ``kamada.gpkg`` → ``.~kamada.gpkg.new``."""
    return str(Path(path).with_name(f".~{Path(path).name}.new"))


def note_path(home: str) -> str:
    """``kamada.gpkg`` → ``.~kamada.gpkg.checkin``."""
    return str(Path(home).with_name(f".~{Path(home).name}.checkin"))


def stage(home: str, copies: Pair) -> None:
    """Write copies, to which nobody has a connection, beside their places, and down to the disk."""
    for copy, place in zip(copies, (home, side_path(home))):
        if not copy:
            continue
        if is_open(copy):
            raise KosozuError("PLAN-IN-USE", path=copy)
        with open(copy, "rb") as source, open(staged(place), "wb") as target:
            shutil.copyfileobj(source, target, 1 << 20)
            target.flush()
            os.fsync(target.fileno())


def put(home: str, contents: Pair) -> None:
    """Put what is staged in place, both or neither; ``contents`` are its hashes, '' for a file that stays as it is."""
    part = note_path(home) + ".part"
    with open(part, "w", encoding="utf-8") as file:
        json.dump({"plan": contents[0], "names": contents[1]}, file)
        file.flush()
        os.fsync(file.fileno())
    os.replace(part, note_path(home))
    _sync_folder(home)
    _finish(home)


def roll_forward(home: str) -> None:
    """Finish what a note says, or take away what was staged without one."""
    note = _note(home)
    places = (side_path(home), home)
    if note is not None and any(
        note[place] and os.path.exists(staged(place)) and content_hash(staged(place)) != note[place]
        for place in places
    ):
        note = None  # not what was meant: neither is put in place
        _remove(note_path(home))
    if note is not None:
        _finish(home)
    for place in places:
        _remove(staged(place))


def _finish(home: str) -> None:
    """Names first: a name too many harms nobody, a name too few would."""
    for place in (side_path(home), home):
        if os.path.exists(staged(place)):
            os.replace(staged(place), place)
    _sync_folder(home)
    _remove(note_path(home))


def _note(home: str) -> dict[str, str] | None:
    """Place → hash of what is to stand there; None where nothing is under way."""
    try:
        note: Any = json.loads(Path(note_path(home)).read_text(encoding="utf-8"))
        return {home: str(note["plan"]), side_path(home): str(note["names"])}
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError):
        _remove(note_path(home))
        return None


def _remove(path: str) -> None:
    with contextlib.suppress(FileNotFoundError):
        os.remove(path)


def _sync_folder(path: str) -> None:
    """As far as the system and the share know how to."""
    with contextlib.suppress(OSError):
        handle = os.open(os.path.dirname(os.path.abspath(path)), os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def free_place(home: str, label: str) -> str:
    """A name beside the plan that nobody has: ``kamada（label）.gpkg``, then ``kamada（label 2）.gpkg`` …"""
    plan = Path(home)
    for number in _numbers():
        words = f"{label} {number}" if number > 1 else label
        wanted = plan.with_name(f"{plan.stem}（{words}）.gpkg")
        if not any(os.path.lexists(place) for place in (str(wanted), side_path(str(wanted)))):
            return str(wanted)
    raise AssertionError


def _numbers() -> Iterator[int]:
    number = 0
    while True:
        number += 1
        yield number


def same(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether two pairs of hashes, of which one may come from JSON, are the same."""
    return tuple(one) == tuple(other)
