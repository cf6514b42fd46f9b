"""The other side of :mod:`core.jobs.aside`: a program that does one job and tells of it in lines of JSON.

Run by its path, so nothing of the package is known before the first line says where it is.
"""

from __future__ import annotations

import importlib
import importlib.util
import json
import os
import queue
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


class Talk:
    """Lines to and from the process that asked for the job."""

    def __init__(self) -> None:
        # What a library prints must not come between the lines.
        self._out = os.fdopen(os.dup(1), "wb")
        os.dup2(2, 1)
        self.wants_end = False
        self.kept: Any = None
        self._said: queue.Queue[str | None] = queue.Queue()
        self._lock = threading.Lock()

    def listen(self) -> None:
        """From now on, hear what the other process says."""
        threading.Thread(target=self._hear, daemon=True).start()

    def say(self, what: str, **more: Any) -> None:
        """One line."""
        with self._lock:
            self._out.write(json.dumps({"say": what, **more}).encode("ascii") + b"\n")
            self._out.flush()

    def _hear(self) -> None:
        for line in sys.stdin.buffer:
            word = json.loads(line)
            if word == "cancel":
                self.wants_end = True
            else:
                self._said.put(word)
        self.wants_end = True
        self._said.put(None)

    # As core.progress has it.

    def step(self, en: str, ja: str) -> None:
        """A named step begins."""
        self.say("step", en=en, ja=ja)

    def percent(self, value: float) -> None:
        """How much of the whole is done."""
        self.say("percent", value=float(value))

    def cancelled(self) -> bool:
        """Whether a person, or the end of the other process, asks to stop."""
        return self.wants_end

    # As core.plan.turns has it.

    at_desk = True

    @contextmanager
    def stroke(self) -> Iterator[None]:
        """The next turn."""
        yield from self._turn("stroke")

    @contextmanager
    def piece(self) -> Iterator[None]:
        """A turn once no stroke waits."""
        yield from self._turn("piece")

    def _turn(self, kind: str) -> Iterator[None]:
        self.say("turn", kind=kind)
        if (
            self._said.get() is None
        ):  # nobody is there any more: what is written so far is taken back on opening
            os._exit(1)
        try:
            yield
        finally:
            self.say("done")


def main() -> None:
    """Read the order, do it, tell."""
    talk = Talk()
    order = json.loads(sys.stdin.buffer.readline())
    sys.path[:] = order["path"]
    package = _package(order["root"])
    errors = importlib.import_module(f"{package}.core.errors")
    job = getattr(importlib.import_module(f"{package}.core.jobs.{order['module']}"), order["function"])
    importlib.import_module("geopandas")
    importlib.import_module("osgeo.ogr")
    talk.listen()
    _stay(package, order["plan"], talk)
    talk.say("began")
    try:
        result = job(order["plan"], **order["arguments"], progress=talk)
    except errors.KosozuError as error:
        params = {
            key: value if isinstance(value, (int, float)) else str(value)
            for key, value in error.params.items()
        }
        talk.say("error", code=error.code, params=params)
    else:
        talk.say("result", value=result)
    os._exit(0)  # without closing what _stay has opened


def _stay(package: str, plan_path: str, talk: Talk) -> None:
    """Take turns from the other process, and keep a connection.

    The last connection to go takes the WAL with it, and within QGIS the desk's own does not count: GDAL opens and
    closes the file there, and with that the system drops its lock.
    """
    importlib.import_module(f"{package}.core.plan.turns").stand_in(plan_path, talk)
    connection = importlib.import_module(f"{package}.core.plan.connection").connect(plan_path, "rw")
    connection.execute("SELECT count(*) FROM plan").fetchone()
    talk.kept = connection


def _package(root: str) -> str:
    """Load the package from its folder, whatever that is called."""
    name = "kosozu"
    spec = importlib.util.spec_from_file_location(
        name, os.path.join(root, "__init__.py"), submodule_search_locations=[root]
    )
    if spec is None or spec.loader is None:
        raise ImportError(root)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return name


if __name__ == "__main__":
    main()
