"""Work over long arrays in blocks, on threads: shapely and numpy release the interpreter's lock."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import Any, Callable, TypeVar

import numpy as np

from ..progress import SILENT, Progress, check

T = TypeVar("T")

BLOCK = 25_000
LEAST = 1_000
"""Rows that are worth a thread of their own."""
PIECE = 5_000
MOST_THREADS = 4


def threads() -> int:
    """How many threads are worth starting on this machine."""
    try:
        cores = len(os.sched_getaffinity(0))
    except AttributeError:  # Windows and macOS know no affinity
        cores = os.cpu_count() or 1
    return max(1, min(MOST_THREADS, cores))


def _even(count: int, size: int) -> int:
    """Rows of a block, so that no thread waits for the last one: never more than ``size``."""
    blocks = -(-count // size)
    if blocks > 1 or count >= LEAST * threads():
        blocks = -(-blocks // threads()) * threads()
    return max(1, -(-count // max(1, blocks)))


def in_blocks(
    count: int, work: Callable[[int, int], T], *, progress: Progress = SILENT, size: int = BLOCK
) -> list[T]:
    """``work(start, stop)`` for consecutive blocks of ``range(count)`` of at most ``size``; the results in order.

    Blocks are alike, and every thread gets as many of them.

    Each geometry must be met by one block only: GEOS fills caches inside a geometry on first use, without a lock.
    Raises whatever ``work`` raises, and ``Cancelled`` between two blocks.
    """
    size = _even(count, size)
    starts = range(0, count, size)
    if len(starts) <= 1 or threads() == 1:
        results: list[T] = []
        for number, start in enumerate(starts):
            check(progress)
            results.append(work(start, min(start + size, count)))
            progress.percent(100.0 * (number + 1) / len(starts))
        return results
    with ThreadPoolExecutor(max_workers=threads()) as pool:
        futures = [pool.submit(work, start, min(start + size, count)) for start in starts]
        try:
            for number, _ in enumerate(as_completed(futures)):
                check(progress)
                progress.percent(100.0 * (number + 1) / len(futures))
        except BaseException:
            for future in futures:
                future.cancel()
            raise
        return [future.result() for future in futures]


def piecemeal(
    function: Callable[[Any], Any], values: np.ndarray[Any, Any], progress: Progress = SILENT
) -> np.ndarray[Any, Any]:
    """``function`` over a long array, piece by piece: for calls that keep the interpreter's lock while they run.

    Between two pieces other threads (QGIS's window) get their turn, and ``Cancelled`` may be raised.
    """
    if len(values) <= PIECE:
        return np.asarray(function(values))
    made = []
    for start in range(0, len(values), PIECE):
        check(progress)
        made.append(function(values[start : start + PIECE]))
    return np.concatenate(made)
