"""What somebody listens to, so that all of it can be let go of again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


class Connections:
    """Signals with their slots and owners."""

    def __init__(self) -> None:
        self._made: list[tuple[Any, Any, Callable[..., Any]]] = []

    def connect(self, owner: Any, signal: Any, slot: Callable[..., Any]) -> None:
        """Connect, and remember."""
        signal.connect(slot)
        self._made.append((owner, signal, slot))

    def forget(self, owner: Any = None) -> None:
        """Hear no more of one owner of signals, or of all."""
        gone = [entry for entry in self._made if owner is None or entry[0] is owner]
        self._made = [entry for entry in self._made if entry not in gone]
        for _, signal, slot in gone:
            signal.disconnect(slot)
