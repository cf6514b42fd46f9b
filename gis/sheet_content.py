"""Which content a kind of sheet has."""

from __future__ import annotations

from collections.abc import Callable

from ..core.analysis.looks import confused
from ..core.errors import KosozuError
from .sheet_actions import actions
from .sheet_compare import compare
from .sheet_concept import concept
from .sheet_data import SheetData
from .sheet_difficulty import difficulty
from .sheet_findings import findings
from .sheet_future import future
from .sheet_present import present
from .sheet_reach import reach
from .sheet_theme import Content, Theme

_MAKERS: dict[str, Callable[[SheetData], Content]] = {
    "concept": concept,
    "present": present,
    "findings": findings,
    "actions": actions,
    "compare": compare,
    "future": future,
    "difficulty": difficulty,
    "reach": reach,
}


def made_of(data: SheetData) -> Content:
    """The same unchecked, for a page of an atlas whose overview was checked; it may be empty."""
    return _MAKERS[data.wish.kind](data)


def content_of(data: SheetData) -> Content:
    """The maps and the legend of the sheet that was asked for. Raises GIS-PALETTE where two looks are too alike.

    GIS-NOTHING where the map would show nothing but its background.
    """
    content = made_of(data)
    if all(_is_empty(theme) for theme in content.themes):
        raise KosozuError("GIS-NOTHING", kind=content.title)
    if data.changed:
        content.warnings.append(KosozuError("GIS-W-CHANGED", edition=int(data.info["edition"] or 0)))
    labels = {row.code: row.label for row in content.legend.rows}
    for theme in content.themes:
        drawn = {
            code for frame in (theme.areas, theme.parcels, theme.backdrop) for code in set(frame["code"])
        } - {""}
        found = confused(theme.looks, drawn)
        if found:
            worst = found[0]
            raise KosozuError(
                "GIS-PALETTE",
                first=labels.get(worst.first, worst.first),
                second=labels.get(worst.second, worst.second),
                vision=worst.vision,
                difference=f"{worst.difference:.1f}",
                count=len(found),
            )
    return content


def _is_empty(theme: Theme) -> bool:
    frames = (theme.areas, theme.parcels, theme.backdrop, theme.hatched, theme.context)
    return not any(len(frame) for frame in (*frames, *(flag.points for flag in theme.flags)))
