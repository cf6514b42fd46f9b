"""Python's search for circles of objects, left alone while very many objects are made that hold none."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """No search meanwhile; also a decorator.

    Half a million geometries or texts set the search off again and again, and it finds nothing: making them takes
    up to four times as long with it. The switch is the whole process's. Where several threads are in here, whoever
    found it on puts it on again; that the others are then searched through as well does no harm.
    """
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()
