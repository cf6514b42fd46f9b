"""Names of persons stay in the side file: free texts are searched for them before they reach the plan."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from ..errors import KosozuError

if TYPE_CHECKING:
    from ..plan import PlanFile

_SHORTEST = 2
"""A name of one character would be found in any text."""
FREE_TEXTS = {
    "zone": ("zone_id", ("name", "viewpoint", "reason", "note")),
    "mark": ("mark_id", ("name", "note")),
    "decision": ("decision_id", ("reason", "role", "consulted_office")),
    "action": ("action_id", ("title", "place", "frequency", "scheme", "indicator", "progress", "note")),
    "note": ("note_id", ("text",)),
}
"""Where people write what they like: the key and the columns of each table."""
Place = tuple[str, str, str]
"""Table, key and column of a text."""


def find_names(plan: PlanFile, names: Iterable[str]) -> list[Place]:
    """The free texts of a plan in which one of some names stands, spaces aside."""
    wanted = [bare for bare in ("".join(name.split()) for name in names) if len(bare) >= _SHORTEST]
    found: list[Place] = []
    for table, (key, columns) in FREE_TEXTS.items() if wanted else ():
        rows = plan.read(table, [key, *columns])
        for column in columns:
            bare_texts = ("".join(str(text or "").split()) for text in rows[column])
            told = zip(rows[key], bare_texts)
            found += [(table, str(row), column) for row, text in told if any(name in text for name in wanted)]
    return found


def refuse_names(plan: PlanFile, *texts: str) -> None:
    """Raise :class:`KosozuError` where a text holds the name of a person of the plan's side file."""
    wanted = [text for text in texts if text]
    if not wanted:
        return
    from ..sources.actors import kind

    for row in plan.names().values():
        name = str(row.get("name") or "").strip()
        if len(name) < _SHORTEST or kind(name, plan.catalogue) != "individual":
            continue
        bare = "".join(name.split())
        for text in wanted:
            if bare in "".join(text.split()):
                raise KosozuError("JOB-NAME-IN-TEXT", text=name)
