"""A job in a process of its own, so that QGIS's window keeps Python's lock to itself while the job computes.

The other process is told a job and plain arguments, and answers in lines of JSON: steps, percent, and at the end a
result or an error. Before each write it asks for a turn, and gets it in the order of :mod:`core.plan.turns`, so that
a person's strokes still go first. Where no such process can be had the job runs here, with the same result.
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any, cast

from ..errors import Cancelled, KosozuError
from ..plan import PlanFile
from ..plan.checkout import file_of
from ..plan.turns import Turns, turns_of
from ..progress import Progress

_ROOT = Path(__file__).parents[2]
_WORKER = Path(__file__).with_name("aside_worker.py")
_ASKED_S = 0.1
"""How often a person's wish to stop is asked for."""


class Unavailable(Exception):
    """No process of its own can be had here: no interpreter, or one that lacks what the job needs."""


def wanted(plan_path: str) -> bool:
    """Whether somebody draws in this plan, in the window of this process."""
    turns = turns_of(file_of(plan_path))
    return isinstance(turns, Turns) and turns.at_desk


def run(module: str, function: str, plan_path: str, arguments: Mapping[str, Any], progress: Progress) -> Any:
    """``function(plan_path, **arguments, progress=…)`` of a module of core/jobs, in a process of its own.

    Arguments and result are plain values. Raises what the function raises, and :class:`Unavailable` before anything
    has been done.
    """
    plan_path = file_of(plan_path)  # the other process does not know that this one has a copy of it
    with tempfile.TemporaryFile() as told:
        try:
            process = subprocess.Popen(  # noqa: S603 - our own program, by this Python
                [interpreter(), str(_WORKER)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=told,
                **_quiet(),
            )
        except OSError as error:
            raise Unavailable(str(error)) from error
        order = {
            "root": str(_ROOT),
            "path": [entry for entry in sys.path if isinstance(entry, str)],
            "module": module,
            "function": function,
            "plan": plan_path,
            "arguments": dict(arguments),
        }
        work = _Aside(process, turns_of(plan_path), progress)
        try:
            work.send(order)
            return work.result()
        except _Died as death:
            told.seek(0)
            words = told.read().decode("utf-8", "replace").strip()
            if not death.began:
                raise Unavailable(words) from death
            _put_in_order(plan_path)
            last = words.splitlines()[-1] if words else f"exit {process.returncode}"
            raise KosozuError("JOB-ASIDE-DIED", detail=last) from death
        finally:
            work.close()


def interpreter() -> str:
    """This process's Python as a program; within QGIS ``sys.executable`` may be QGIS. Raises :class:`Unavailable`."""
    names = [f"python3.{sys.version_info[1]}", "python3", "python"]
    if sys.platform == "win32":
        found = [Path(sys.exec_prefix, f"{name}.exe") for name in ("python", "python3")]
    else:
        found = [
            Path(folder, name) for folder in (Path(sys.exec_prefix, "bin"), sys.exec_prefix) for name in names
        ]
    own = Path(sys.executable or "")
    candidates = [own, *found] if own.stem.lower().startswith("python") else found
    for path in candidates:
        if path.is_file() and os.access(path, os.X_OK):
            return str(path)
    raise Unavailable(sys.exec_prefix)


def _quiet() -> dict[str, Any]:
    """No console on Windows. Not at a lower priority: strokes wait for the writes of this process."""
    return {"creationflags": getattr(subprocess, "CREATE_NO_WINDOW", 0)}


def _put_in_order(plan_path: str) -> None:
    """Take back what a process that has died had written of a stroke."""
    with PlanFile.open(plan_path) as plan:
        plan.take_back_pieces()


class _Died(Exception):
    def __init__(self, began: bool) -> None:
        super().__init__()
        self.began = began


class _Aside:
    """The talk with one process."""

    def __init__(self, process: subprocess.Popen[bytes], turns: Turns, progress: Progress) -> None:
        self._process = process
        self._turns = turns
        self._progress = progress
        self._began = False
        self._asked_to_stop = False
        self._lines: queue.Queue[dict[str, Any] | None] = queue.Queue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def send(self, message: Any) -> None:
        """One line to the process; that it is gone is found when reading."""
        pipe = cast(IO[bytes], self._process.stdin)
        try:
            pipe.write(json.dumps(message).encode("ascii") + b"\n")
            pipe.flush()
        except OSError:
            return

    def result(self) -> Any:
        """What the job returned, once it has; turns are given meanwhile."""
        while True:
            message = self._next()
            kind = message["say"]
            if kind == "result":
                return message["value"]
            if kind == "turn":
                self._lend(message["kind"])
            elif kind == "error":
                if message["code"] == "JOB-CANCELLED":
                    raise Cancelled
                raise KosozuError(message["code"], **message["params"])
            else:
                self._tell(message)

    def close(self) -> None:
        """End the process, if it has not ended."""
        with contextlib.suppress(OSError):
            cast(IO[bytes], self._process.stdin).close()
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._reader.join()
        cast(IO[bytes], self._process.stdout).close()

    def _lend(self, kind: str) -> None:
        """A turn of this process for one write of the other."""
        with self._turns.stroke() if kind == "stroke" else self._turns.piece():
            self.send("go")
            while (message := self._next())["say"] != "done":
                self._tell(message)

    def _tell(self, message: dict[str, Any]) -> None:
        if message["say"] == "began":
            self._began = True
        elif message["say"] == "step":
            self._progress.step(message["en"], message["ja"])
        elif message["say"] == "percent":
            self._progress.percent(message["value"])

    def _next(self) -> dict[str, Any]:
        while True:
            if not self._asked_to_stop and self._progress.cancelled():
                self._asked_to_stop = True
                self.send("cancel")
            try:
                message = self._lines.get(timeout=_ASKED_S)
            except queue.Empty:
                continue
            if message is None:
                self._process.wait()
                raise _Died(self._began)
            return message

    def _read(self) -> None:
        for line in cast(IO[bytes], self._process.stdout):
            self._lines.put(json.loads(line))
        self._lines.put(None)
