"""The page that tells what an imported action plan changes: every cell with old and new, and what is left and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from ..catalogue import Catalogue
from .page import render
from .words import coded, word

STATES = ("apply", "conflict", "refused")


class Change(Protocol):
    """What ``jobs.actionchanges`` finds."""

    @property
    def kind(self) -> str: ...  # noqa: D102
    @property
    def row(self) -> int: ...  # noqa: D102
    @property
    def title(self) -> str: ...  # noqa: D102
    @property
    def column(self) -> str: ...  # noqa: D102
    @property
    def old(self) -> str: ...  # noqa: D102
    @property
    def new(self) -> str: ...  # noqa: D102
    @property
    def state(self) -> str: ...  # noqa: D102
    @property
    def reason(self) -> str: ...  # noqa: D102


def html(
    changes: Sequence[Change],
    info: Mapping[str, Any],
    catalogue: Catalogue,
    facts: Mapping[str, Any],
    *,
    known: bool,
    lang: str = "ja",
) -> str:
    """The page. ``facts`` are file, saved_by, edition and apply; ``known``: whether the day of the export is known."""
    sections = []
    for state in STATES:
        own = [change for change in changes if change.state == state]
        if own:
            heading = word(f"change_{state}" + ("_done" if state == "apply" and facts["apply"] else ""), lang)
            sections.append(
                {"heading": heading, "rows": [_row(change, lang) for change in own], "state": state}
            )
    listed = [
        (word("file", lang), facts["file"]),
        (word("edition", lang), coded(catalogue, "edition", str(facts["edition"]), lang)),
        (word("change_saved_by", lang), facts["saved_by"]),
        (word("plan", lang), str(info.get("title") or "")),
    ]
    return render(
        "changes.html",
        lang=lang,
        title=word("change_report", lang),
        facts=[(name, value) for name, value in listed if value],
        head=[word(f"change_{name}", lang) for name in ("row", "action", "column", "old", "new", "reason")],
        sections=sections,
        lead=word(
            "change_none" if not changes else "change_done" if facts["apply"] else "change_preview", lang
        ),
        unknown="" if known else word("change_unknown", lang),
    )


def _row(change: Change, lang: str) -> dict[str, str]:
    column = change.column or word(f"change_kind_{change.kind}", lang)
    return {
        "row": str(change.row or "–"),
        "title": change.title,
        "column": column,
        "old": change.old,
        "new": change.new,
        "reason": change.reason,
    }
