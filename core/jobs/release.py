"""What every output passes before it gets its final name: no personal value of the plan's side file is in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Union

from ..errors import KosozuError
from ..progress import SILENT, Progress

if TYPE_CHECKING:
    from ..plan import PlanFile
    from ..reports.release.box import Box
    from ..reports.release.terms import Terms

Content = Union[bytes, Path]
_SHOWN = 5
CHECKED = ("public", "counter")
"""Editions that leave the office's own rooms."""


def require_clean(
    files: Mapping[str, Content],
    plan: PlanFile,
    edition: str,
    drawn: Sequence[str] = (),
    progress: Progress = SILENT,
) -> None:
    """Raise REL-FOUND where a file of the public or counter edition holds a personal value, or cannot be read.

    ``files``: name that the file will have → its bytes, or where it lies for now. ``drawn``: the strings that a sheet
    of our own shows, since a PDF may have glyphs that tell no character. Nothing is written.
    """
    if edition not in CHECKED:
        return
    box = inspected(files, terms_of(plan, edition), drawn, progress)
    if box.stops:
        raise _found(box)


def inspected(
    files: Mapping[str, Content], terms: Terms, drawn: Sequence[str] = (), progress: Progress = SILENT
) -> Box:
    """All files looked at; what was found is in ``hits`` of the result."""
    from ..reports.release.box import Box
    from ..reports.release.files import inspect

    box = Box(terms, drawn, progress)
    for name, content in files.items():
        inspect(box, name, content if isinstance(content, bytes) else content.read_bytes())
    return box


def terms_of(plan: PlanFile, edition: str = "public") -> Terms:
    """What is looked for in the outputs of a plan."""
    from ..reports.release.terms import of_plan

    actors = plan.read("actor", ["kind", "label"])
    organisations = [
        str(label)
        for kind, label in zip(actors["kind"], actors["label"])
        if kind in ("group", "company", "office") and label
    ]
    return of_plan(plan.names(), organisations, edition)


def _found(box: Box) -> KosozuError:
    from ..reports.release.words import line

    stopping = [hit for hit in box.hits if hit.verdict != "look"]
    more = len(stopping) - _SHOWN
    return KosozuError(
        "REL-FOUND",
        count=len(stopping),
        hits_ja="、".join(line(hit, "ja") for hit in stopping[:_SHOWN])
        + (f" ほか{more}件" if more > 0 else ""),
        hits_en="; ".join(line(hit, "en") for hit in stopping[:_SHOWN])
        + (f"; {more} more" if more > 0 else ""),
    )
