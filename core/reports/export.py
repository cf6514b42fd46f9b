"""The action plan in the form that a file name asks for."""

from __future__ import annotations

from pathlib import Path

from ..errors import KosozuError
from .actionplan import ActionPlan

SUFFIXES = (".xlsx", ".docx", ".csv")


def check(path: str, encoding: str = "") -> None:
    """Raise :class:`KosozuError` for an ending or an encoding that cannot be written, before work starts."""
    from .csv import encoding_of

    if Path(path).suffix.lower() not in SUFFIXES:
        raise KosozuError("REP-FORMAT", path=path)
    encoding_of(encoding)


def content(plan: ActionPlan, path: str, encoding: str = "") -> bytes:
    """The bytes of the file; ``encoding`` is for csv. Office libraries are loaded only where they are needed."""
    check(path, encoding)
    suffix = Path(path).suffix.lower()
    if suffix == ".xlsx":
        from .xlsx import xlsx

        return xlsx(plan)
    if suffix == ".docx":
        from .docx import docx

        return docx(plan)
    from .csv import action_plan_csv

    return action_plan_csv(plan, encoding)
