"""A new draft beside what people have made of the last one."""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

from ..catalogue import Catalogue

_HUMAN = [
    "manager_id",
    "partner_id",
    "method_code",
    "priority",
    "hours_per_year",
    "cost",
    "indicator",
    "progress",
]
"""What a draft may leave empty and a person fills in; a later draft that has nothing to say keeps it."""


def merge(
    drafted: pd.DataFrame,
    links: pd.DataFrame,
    existing: pd.DataFrame | None,
    existing_links: pd.DataFrame | None,
    edited: Collection[str],
    removed: Collection[str],
    catalogue: Catalogue,
    finding_keys: Collection[str],
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The rows to stand in the plan, numbered, and their links to findings (see ``draft.draft_actions``).

    A kept row that was drafted stays in its place. A row of a person's own stands beside the drafted one of its zone,
    kind and procedure, and takes its place, with the findings linked to it, only where that was ``removed``.
    """
    if existing is None or existing.empty:
        kept = drafted.iloc[:0].copy()
    else:
        kept = existing[(existing["origin"] != "draft") | existing["action_id"].isin(list(edited))].copy()
        kept["origin"] = "user"
        kept = kept[list(drafted.columns)]
        drafted = _filled(drafted, existing, catalogue)
    known = set() if existing is None or existing.empty else set(existing["action_id"])
    stands = _stand_ins(drafted, kept, set(removed) - known)
    links = links.assign(action_id=links["action_id"].map(lambda key: stands.get(key, key)))
    drafted = drafted[~drafted["action_id"].isin(list(stands))]
    links = _with_kept_links(links, existing_links, set(kept["action_id"]), finding_keys)
    rows = _numbered(drafted, kept)
    links = links.drop_duplicates().sort_values(["action_id", "finding_key"], kind="stable")
    links.insert(0, "row_id", links["action_id"] + "/" + links["finding_key"])
    return rows.reset_index(drop=True), links.reset_index(drop=True)


def _stand_ins(drafted: pd.DataFrame, kept: pd.DataFrame, gone: Collection[str]) -> dict[str, str]:
    """Drafted action_id → id of the kept row in its place: its own, or, of one that is gone, one that does the same."""

    def slot(row: dict[str, str]) -> tuple[str, str, str]:
        return (
            row["zone_id"] or "",
            row["kind"],
            (row["procedure"] or "") if row["kind"] == "procedure" else "",
        )

    ids = set(kept["action_id"])
    slots = {slot(row): row["action_id"] for row in reversed(kept.to_dict("records"))}
    found = {}
    for row in drafted.to_dict("records"):
        # a procedure without a code of its own is told by its rule, which only the id holds
        told = row["kind"] != "procedure" or row["procedure"]
        if row["action_id"] in ids:
            found[row["action_id"]] = row["action_id"]
        elif row["action_id"] in gone and told and slot(row) in slots:
            found[row["action_id"]] = slots[slot(row)]
    return found


def _filled(drafted: pd.DataFrame, existing: pd.DataFrame, catalogue: Catalogue) -> pd.DataFrame:
    """The draft with what a person filled into fields it leaves empty, but a method that no longer fits the class."""
    before = existing.set_index("action_id").reindex(drafted["action_id"])
    drafted = drafted.copy()
    for name in _HUMAN:
        old = pd.Series(before[name].to_numpy(dtype=object), index=drafted.index)
        empty = drafted[name].isna() | (drafted[name] == "")
        use = empty & old.notna() & (old != "")
        if name == "method_code":
            use &= pd.Series(
                [_fits(code, row, catalogue) for code, row in zip(old, drafted["class_code"])],
                index=drafted.index,
                dtype=bool,
            )
        drafted[name] = drafted[name].astype(object).where(~use, old)
    return drafted


def _fits(code: object, class_code: str, catalogue: Catalogue) -> bool:
    method = catalogue.methods.get(str(code))
    return method is None or class_code in method.classes


def _with_kept_links(
    links: pd.DataFrame, existing: pd.DataFrame | None, kept: set[str], finding_keys: Collection[str]
) -> pd.DataFrame:
    """Links that a person drew from rows of his own, where the finding is still there."""
    if existing is None or existing.empty:
        return links
    old = existing[existing["action_id"].isin(kept) & existing["finding_key"].isin(list(finding_keys))]
    return pd.concat([links, old[["action_id", "finding_key"]]], ignore_index=True)


def _numbered(drafted: pd.DataFrame, kept: pd.DataFrame) -> pd.DataFrame:
    """Drafted rows numbered from 1 around the numbers that kept rows have; kept rows without one come last."""
    numbers = pd.to_numeric(kept["order_no"], errors="coerce")
    taken = set(numbers.dropna().astype(int))
    free = (number for number in range(1, len(drafted) + len(kept) + len(taken) + 2) if number not in taken)
    drafted = drafted.assign(order_no=[next(free) for _ in range(len(drafted))])
    last = max([*taken, *drafted["order_no"], 0])
    late = numbers.isna()
    numbers[late] = [last + 1 + position for position in range(int(late.sum()))]
    kept = kept.assign(order_no=numbers.astype(int))
    rows = pd.concat([frame for frame in (drafted, kept) if len(frame)] or [drafted], ignore_index=True)
    return rows.sort_values(["order_no", "action_id"], kind="stable")
