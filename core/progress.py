"""One progress-and-cancel protocol, which Processing feedback, QgsTask and the tests all implement."""

from __future__ import annotations

from typing import Protocol

from .errors import Cancelled


class Progress(Protocol):
    """What long work tells, and asks, while it runs."""

    def step(self, en: str, ja: str) -> None:
        """A named step begins."""

    def percent(self, value: float) -> None:
        """How much of the whole is done, 0 to 100."""

    def cancelled(self) -> bool:
        """Whether a person has asked to stop."""


class _Silent:
    def step(self, en: str, ja: str) -> None:
        """Nobody listens."""

    def percent(self, value: float) -> None:
        """Nobody listens."""

    def cancelled(self) -> bool:
        """Nobody can ask."""
        return False


SILENT: Progress = _Silent()


def check(progress: Progress) -> None:
    """Raise :class:`Cancelled` when a person has asked to stop; called between pieces of work under a second."""
    if progress.cancelled():
        raise Cancelled()
