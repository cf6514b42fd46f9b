"""Facts of parcels (``unit_farmland``) and the people behind them, as the ledger and the target map bring them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ..plan import PlanFile
    from ..plan.stroke import Stroke


def write_facts(plan: PlanFile, stroke: Stroke, unit_ids: Sequence[str], facts: dict[str, list[Any]]) -> None:
    """Set columns of ``unit_farmland`` for some units, making the rows that are not there yet."""
    import numpy as np

    present = set(plan.read("unit_farmland", ["unit_id"])["unit_id"])
    known = np.array([unit_id in present for unit_id in unit_ids], dtype=bool)
    for rows in (np.flatnonzero(known), np.flatnonzero(~known)):
        if not len(rows):
            continue
        ids = [unit_ids[row] for row in rows]
        chosen = {name: [values[row] for row in rows] for name, values in facts.items()}
        if known[rows[0]]:
            stroke.update("unit_farmland", ids, chosen)
        else:
            stroke.insert("unit_farmland", {"unit_id": ids, **chosen})


def known_users(plan: PlanFile) -> dict[str, str]:
    """Key of a user (a name, or the ledger's number) → the pseudonym that stands for it in the plan."""
    users = {key: row for (kind, key), row in plan.names().items() if kind == "user"}
    return {row.get("name") or row.get("number") or "": pseudonym for pseudonym, row in users.items()}


def put_users(stroke: Stroke, pseudonyms: Sequence[str], keys: Sequence[str], column: str) -> None:
    """Write who is behind each pseudonym into the side file; ``column`` is ``name`` or ``number``."""
    pairs = sorted({(pseudonym, key) for pseudonym, key in zip(pseudonyms, keys) if pseudonym})
    if pairs:
        stroke.names.put("user", [pseudonym for pseudonym, _ in pairs], {column: [key for _, key in pairs]})


def ledger_keys(plan: PlanFile) -> dict[str, str]:
    """Ledger key (DaichoId) → unit id, from the matches of earlier imports and the side file."""
    matches = plan.read("ledger_match", ["pin_id", "unit_id"])
    units = dict(zip(matches["pin_id"], matches["unit_id"]))
    pins = {key: row.get("daicho_id", "") for (kind, key), row in plan.names().items() if kind == "pin"}
    return {key: units[pin] for pin, key in pins.items() if key and pin in units}
