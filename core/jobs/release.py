"""What every output passes before it gets its final name: no personal value of the plan's side file is in it."""

from __future__ import annotations

import csv
import getpass
import io
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
_PLACES = ("municipalities", "prefectures")
_LONGEST = 24
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
    box = new_box(terms_of(plan, edition), drawn, progress)
    inspect_into(box, files)
    if box.stops:
        count = sum(1 for hit in box.hits if hit.verdict != "look")
        raise KosozuError("REL-FOUND", count=count, **hits_told(box))


def new_box(terms: Terms, drawn: Sequence[str] = (), progress: Progress = SILENT) -> Box:
    """An empty result that knows what is looked for."""
    from ..reports.release.box import Box

    return Box(terms, drawn, _logins(), progress)


def inspect_into(box: Box, files: Mapping[str, Content]) -> None:
    """Look through files; what is found is in ``hits`` of the box."""
    from ..reports.release.files import MOST_FILE, inspect

    for name, content in files.items():
        if isinstance(content, bytes):
            inspect(box, name, content)
        elif content.stat().st_size > MOST_FILE:
            box.refuse_file(name, "too_large")
        else:
            inspect(box, name, content.read_bytes())


def terms_of(plan: PlanFile, edition: str = "public") -> Terms:
    """What is looked for in the outputs of a plan."""
    from ..reports.release.terms import of_plan

    actors = plan.read("actor", ["kind", "label"])
    organisations = [
        str(label)
        for kind, label in zip(actors["kind"], actors["label"])
        if kind in ("group", "company", "office") and label
    ]
    return of_plan(plan.names(), organisations, edition, _words(plan))


def _words(plan: PlanFile) -> set[str]:
    """The planner's own vocabulary: a label or a code of the catalogue is nobody's name."""
    tables = (text for name, text in plan.catalogue.texts.items() if name not in _PLACES)
    return {
        cell
        for text in tables
        for row in csv.reader(io.StringIO(text))
        for cell in row
        if len(cell) <= _LONGEST
    }


def hits_told(box: Box) -> dict[str, str]:
    """The first reasons to stop, for a message in either language."""
    from ..reports.release.report import ordered
    from ..reports.release.words import line

    stopping = [hit for hit, _ in ordered(box.hits) if hit.verdict != "look"]
    more = len(stopping) - _SHOWN
    japanese = "、".join(line(hit, "ja") for hit in stopping[:_SHOWN]) + (
        f" ほか{more}件" if more > 0 else ""
    )
    english = "; ".join(line(hit, "en") for hit in stopping[:_SHOWN]) + (f"; {more} more" if more > 0 else "")
    return {"hits_ja": japanese, "hits_en": english}


def _logins() -> list[str]:
    """Who is logged in: the author of a published file is the office."""
    try:
        login = getpass.getuser()
    except (KeyError, OSError, ImportError):
        return []
    return [login]
