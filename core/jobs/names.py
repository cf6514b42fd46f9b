"""Names of persons stay in the side file: free texts are searched for them before they reach the plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..errors import KosozuError

if TYPE_CHECKING:
    from ..plan import PlanFile

_SHORTEST = 2
"""A name of one character would be found in any text."""


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
