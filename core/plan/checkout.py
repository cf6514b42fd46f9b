"""A plan on a share is worked on as a copy on this computer, and checked in again.

Beside the share's file stands the lock of :mod:`.hold`, so that one desk at a time has it. The copy lies in a folder
of its own under :func:`~.places.data_folder`, with a record of where it belongs and what the share held when it was
taken. It is checked in while one works and on closing, by :mod:`.share`. What a program that was killed, or a share
that had gone away, has left there is found by the record when the plan is opened again, and gone on from.

Nothing that somebody else has written to the share is overwritten: where the share's file is not as it was left, what
was drawn here becomes a plan of its own beside it, and both are kept.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import shutil
import sqlite3
import threading
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from ..errors import KosozuError
from . import change, journal, migrate, opening, pieces, share, working
from .connection import backup, connect, connect_reading, content_hash, copy_into, in_words, is_open
from .hold import Hold, hold_path
from .names import side_path
from .schema import SCHEMA_VERSION
from .share import Pair
from .turns import turns_of

LABEL = "このPCの控え"
_TRIES = 3

_out: list[Checkout] = []
"""What this process has checked out."""
_lock = threading.RLock()


def _find(path: str) -> Checkout | None:
    """The check-out of this process for a plan, by where it lives."""
    with _lock:
        return next((out for out in _out if working.is_same(out.home, path)), None)


def file_of(path: str) -> str:
    """The file to open for a plan: of one that is checked out in this process the working copy, else itself."""
    found = _find(path)
    return found.path if found else path


def is_out(path: str) -> bool:
    """Whether this process has a working copy of the plan."""
    return _find(path) is not None


def waiting() -> list[str]:
    """Where plans live of which this computer has a copy that is not open in this process; sorted."""
    return sorted(home for home, _ in working.records() if not is_out(home))


def take(home: str) -> Checkout:
    """Hold a plan on a share and make its working copy, or go on from one that was not checked in.

    Raises PLAN-NO-FILE, PLAN-SHARE-GONE, PLAN-HELD, PLAN-IN-USE, PLAN-NO-LOCAL, PLAN-LOCKED, or what is wrong with
    the plan as :meth:`PlanFile.open` does.
    """
    with _lock:
        if is_out(home):
            raise KosozuError("PLAN-IN-USE", path=home)
        left = next((folder for place, folder in working.records() if working.is_same(place, home)), "")
        if not os.path.isfile(home):
            if left:
                raise KosozuError("PLAN-SHARE-GONE", path=home, local=left)
            raise KosozuError("PLAN-NO-FILE", path=home)
        hold = Hold(home)
        try:
            with in_words(home):
                share.roll_forward(home)
                share.settle(home)
            out, trouble = _left(home, left, hold) if left else (None, None)
            out = out or _fresh(home, hold)
            out.trouble = trouble
        except OSError as error:
            hold.release()
            raise KosozuError("PLAN-CANNOT-OPEN", path=home, detail=error.strerror or str(error)) from error
        except BaseException:
            hold.release()
            raise
        _out.append(out)
        return out


class Checkout:
    """One plan that is checked out; :meth:`release` checks it in and lets go.

    ``home`` is where it lives, ``path`` the working copy.
    """

    def __init__(self, home: str, path: str, hold: Hold, record: dict[str, Any]) -> None:
        self.home, self.path = home, path
        self.continued = False
        """Whether there was a copy that had not been checked in, and it is gone on from."""
        self.crashed = False
        """Whether that copy was left by a program that ended half way."""
        self.backup = ""
        """The copy that was kept beside a share's file of an older version."""
        self.trouble: KosozuError | None = None
        """What went wrong with the share on opening or on letting go, to be told."""
        self._hold = hold
        self._record = record
        self._busy = threading.Lock()
        self._sent: tuple[int, str] | None = None
        """Number and hash of the last stroke that the last snapshot has."""

    @property
    def shared_at(self) -> float:
        """When the share's file was last known to hold everything, in seconds since 1970."""
        return float(self._record["shared_at"])

    def check_in(self) -> bool:
        """Bring the share's file up to date; for any thread. False where a long write is under way: not now.

        Raises PLAN-SHARE-AWAY and PLAN-SHARE-BUSY, after which it can be tried again, and PLAN-SHARE-CHANGED, after
        which the plan lives at another ``home``: a new file beside the one that somebody else has written.
        """
        with self._busy, self._snapshot() as copies:
            if copies is None:
                return False
            contents = _contents(copies)
            if not share.same(contents, self._record["contents"]):
                with share.words_for(self.home, self.path):
                    share.roll_forward(self.home)
                    self._stay_or_go(copies, contents)
                    self._send(copies, contents)
        return True

    def _send(self, copies: Pair, contents: Pair) -> None:
        """Write the share's files, and note on this computer what they hold now."""
        names_too = contents[1] != self._record["contents"][1]
        share.stage(self.home, (copies[0], copies[1] if names_too else ""))
        self._stay_or_go(copies, contents)  # it took a while
        self._note(sent=contents)
        share.put(self.home, (contents[0], contents[1] if names_too else ""))
        self._note(contents=contents, stamps=share.stamps(self.home), shared_at=time.time())

    def _stay_or_go(self, copies: Pair, contents: Pair) -> None:
        """Go on where the share's files are as they were left; where somebody has written them, live beside them.

        Raises PLAN-SHARE-CHANGED in that case.
        """
        theirs = self.home
        if os.path.isfile(theirs):
            share.settle(theirs)
            if json.loads(json.dumps(share.stamps(theirs))) == self._record["stamps"]:
                return
            now = share.hashes(theirs)
            if any(share.same(now, self._record[known]) for known in ("contents", "sent")):
                self._note(stamps=share.stamps(theirs))  # looked at, not written
                return
        elif not os.path.exists(hold_path(theirs)):  # not even our own lock: the share itself is gone
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))
        kept, hold = _put_beside(theirs, copies, contents)
        with contextlib.suppress(OSError):
            share.roll_forward(theirs)  # what was staged for it
        self.home, old, self._hold = kept, self._hold, hold
        old.release()
        self._note(
            home=kept, contents=contents, sent=contents, stamps=share.stamps(kept), shared_at=time.time()
        )
        raise KosozuError("PLAN-SHARE-CHANGED", path=theirs, kept=kept)

    @contextlib.contextmanager
    def _snapshot(self) -> Iterator[Pair | None]:
        """Copies of plan and side file as of one moment; None while a long write is under way."""
        folder = Path(self.path).parent / "out"
        try:
            copies = self._copy(folder)
            try:
                yield copies
            finally:
                shutil.rmtree(folder, ignore_errors=True)
        except sqlite3.Error as error:
            raise KosozuError("PLAN-WRITE-FAILED", path=self.path, detail=str(error)) from error

    def _copy(self, folder: Path) -> Pair | None:
        plan, side = str(folder / "plan.gpkg"), ""
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        with in_words(self.path):
            connection = connect(self.path, "ro")
            try:
                with turns_of(self.path).stroke():  # nobody is between the commits of the two files
                    connection.execute("BEGIN")
                    if pieces.any_left(connection):
                        return None
                    self._sent = journal.head(connection)
                    if share.pair_of(self.path)[1]:
                        side = side_path(plan)
                        backup(side_path(self.path), side)
                copy_into(connection, plan)
            finally:
                connection.close()
        return plan, side

    def _note(self, **values: Any) -> None:
        """Set values of the record, on disk."""
        self._record = json.loads(json.dumps({**self._record, **values}))
        working.write_record(os.path.dirname(self.path), self._record)

    def release(self) -> None:
        """Check in, let go of the lock, and take the working copy away; it stays where ``trouble`` says so."""
        self.trouble, done = None, False
        try:
            done = self._check_in_at_last()
        except KosozuError as error:
            self.trouble, done = error, error.code == "PLAN-SHARE-CHANGED"
        except OSError as error:
            detail = error.strerror or str(error)
            self.trouble = KosozuError("PLAN-SHARE-AWAY", path=self.home, local=self.path, detail=detail)
        finally:
            self._let_go()
        if done and self._is_all():
            working.drop(os.path.dirname(self.path))

    def _check_in_at_last(self) -> bool:
        """As :meth:`check_in`; a long write that was just stopped gets a moment to be taken back."""
        for _ in range(_TRIES * 5):
            if self.check_in():
                return True
            time.sleep(0.2)
        raise KosozuError("PLAN-SHARE-BUSY", path=self.home, local=self.path)

    def _is_all(self) -> bool:
        """Whether nothing came after the last snapshot: a job that was told to stop may have had the last word."""
        if is_open(self.path):
            return False
        try:
            with contextlib.closing(connect(self.path, "ro")) as connection:
                return journal.head(connection) == self._sent and not pieces.any_left(connection)
        except sqlite3.Error:
            return False

    def abandon(self) -> None:
        """Let go without checking in; a copy that was just made goes, one that was gone on from stays."""
        self._let_go()
        if not self.continued:
            working.drop(os.path.dirname(self.path))

    def _let_go(self) -> None:
        with _lock:
            if self in _out:
                _out.remove(self)
        self._hold.release()


def _fresh(home: str, hold: Hold) -> Checkout:
    """A new working copy."""
    folder = working.new_folder(home)
    path = os.path.join(folder, os.path.basename(home))
    for _ in range(_TRIES):
        before = share.stamps(home)
        with in_words(home):
            connection, version = opening.open_reading(home)
        with contextlib.closing(connection), in_words(path):
            copy_into(connection, path)
        if before[1]:
            backup(side_path(home), side_path(path))
        if share.stamps(home) == before:
            break
    else:
        raise KosozuError("PLAN-LOCKED", path=home)
    kept = ""
    if version != SCHEMA_VERSION:
        kept = migrate.backup_path(home, version)
        backup(path, kept)
    out = Checkout(home, path, hold, {"home": os.path.abspath(home), "file": os.path.basename(path)})
    contents = share.hashes(path)
    out._note(contents=contents, sent=contents, stamps=before, shared_at=os.stat(home).st_mtime)
    out.backup = kept
    return out


def _left(home: str, folder: str, hold: Hold) -> tuple[Checkout | None, KosozuError | None]:
    """A copy that was not checked in: gone on from, or dropped where the share has all of it, or kept beside it."""
    record = working.read_record(folder) or {}
    path = os.path.join(folder, str(record.get("file")))
    if not os.path.isfile(path):
        working.drop(folder)
        return None, None
    crashed = any(os.path.exists(path + suffix) for suffix in ("-wal", "-journal"))
    share.settle(path)
    here, there = share.hashes(path), share.hashes(home)
    if any(share.same(there, record[known]) for known in ("contents", "sent")) and not share.same(
        here, there
    ):
        out = Checkout(home, path, hold, record)
        out._note(contents=there, sent=there, stamps=share.stamps(home))
        out.continued, out.crashed = True, crashed
        return out, None
    trouble = None
    if not share.same(here, there) and not _has_all(home, path):
        with share.words_for(home, path):
            kept, other = _put_beside(home, share.pair_of(path), here)
            other.release()
        trouble = KosozuError("PLAN-SHARE-CHANGED", path=home, kept=kept)
    working.drop(folder)
    return None, trouble


def _has_all(home: str, path: str) -> bool:
    """Whether the share's journal has the copy's last stroke in it, and nothing waits in the copy to become one."""
    with in_words(path), contextlib.closing(connect_reading(path)) as here:
        last, own = journal.head(here), change.waiting(here)
    with in_words(home), contextlib.closing(connect_reading(home)) as there:
        return not own and journal.head(there, before=last[0] + 1) == last


def _put_beside(home: str, copies: Pair, contents: Pair) -> tuple[str, Hold]:
    """Make a plan of its own of a copy, beside one that somebody else has written; its place, and the hold on it."""
    kept = share.free_place(home, f"{LABEL} {datetime.now():%Y-%m-%d %H%M}")
    hold = Hold(kept)
    try:
        share.stage(kept, copies)
        share.put(kept, contents)
    except BaseException:
        hold.release()
        raise
    return kept, hold


def _contents(copies: Pair) -> Pair:
    return content_hash(copies[0]), content_hash(copies[1]) if copies[1] else ""
