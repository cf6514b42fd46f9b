"""The farmland plan's form, as far as a plan holds its facts: areas of a district, and users now and then."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from . import tables
from .sums import Cell, Table
from .words import word

if TYPE_CHECKING:
    from .farmplan import FarmPlan as View

_LESS = ("1", "2", "4")
"""Intentions of owners that make a holding smaller: transfer, lease, offer to the farmland bank."""
_IN_AREA = ("P1", "P2", "P3", "P4")
_PADDY, _FIELDS = ("paddy",), ("field", "orchard", "meadow")


def areas(view: View, district: str | None = None) -> Table:
    """The form's first part: areas of each district in hectares, 不明 where the plan does not hold the fact."""
    lang = view.lang
    keys = ("all", "aochi", "paddy", "field", "less", "taken", "old", "heirless")
    rows: list[list[Cell]] = []
    shown = [district] if district is not None else view.districts
    known = {name: _areas(view, name) for name in shown}
    for key in keys:
        rows.append([word(f"form_{key}", lang), *(known[name][key] for name in shown)])
    for key in ("with_user_now", "with_user", "undecided", "kept"):
        rows.append([word(f"form_{key}", lang), *(known[name][key] for name in shown)])
    heads = [word("form_item", lang), *(view.name(name) for name in shown)]
    formats = ("", *[tables.AREA] * len(shown))
    return Table(
        word("form_areas", lang), heads, rows, formats, (100, *[46] * len(shown)), word("form_note", lang)
    )


def _areas(view: View, district: str) -> dict[str, Cell]:
    land = view.inside(district)
    farmed = land[land["land_kind"] != "other"]
    unknown = word("unknown", view.lang)
    inside = land[land["status"].isin(_IN_AREA)]

    def total(rows: pd.DataFrame) -> Cell:
        few = view.is_few(rows["unit_id"])
        return word("few", view.lang) if few else tables.ha(rows["area_map_m2"].sum())

    told = (land["owner_intent"] != "") & (land["owner_intent"] != "999")
    shown = view.content.shows("internal")
    return {
        "all": total(land),
        "aochi": total(land[land["noushin"] == "1"]) if (land["noushin"] != "").any() else unknown,
        "paddy": total(farmed[farmed["land_kind"].isin(_PADDY)]),
        "field": total(farmed[farmed["land_kind"].isin(_FIELDS)]),
        "less": total(land[land["owner_intent"].isin(_LESS)]) if told.any() and shown else unknown,
        "taken": unknown,
        "old": unknown,
        "heirless": unknown,
        "with_user_now": total(land[land["user_now_id"] != ""])
        if (land["user_now_id"] != "").any()
        else unknown,
        "with_user": total(inside[inside["status"].isin(("P1", "P2"))]),
        "undecided": total(inside[inside["status"] == "P3"]),
        "kept": total(inside[inside["status"] == "P4"]),
    }


def users(view: View, district: str | None = None) -> Table:
    """The form's table of aims: who uses how much now, and in the target map.

    Users are personal by easy collation, so that they are listed inside the office alone; else their number and
    area stand in one row for each district.
    """
    lang, inside = view.lang, view.content.shows("internal")
    rows: list[list[Cell]] = []
    for name in [district] if district is not None else view.districts:
        land = view.inside(name)
        now = land[land["user_now_id"] != ""].groupby("user_now_id")["area_map_m2"].sum()
        then = land[land["user_target_id"] != ""].groupby("user_target_id")["area_map_m2"].sum()
        if inside:
            for user in sorted(set(now.index) | set(then.index)):
                rows.append([view.name(name), *_user(view, user, now, then)])
        else:
            counts = len(set(now.index) | set(then.index))
            few = counts > 0 and view.is_few(land.loc[land["user_now_id"] != "", "unit_id"])
            few = few or 0 < counts < view.content.limits[1]
            told: list[Cell] = (
                [word("few", lang), None, None]
                if few
                else [word("n_users", lang, count=counts), tables.ha(now.sum()), tables.ha(then.sum())]
            )
            rows.append(
                [
                    view.name(name),
                    word("unknown", lang),
                    told[0],
                    word("unknown", lang),
                    told[1],
                    told[2],
                    "",
                    "",
                ]
            )
    heads = [
        word(key, lang)
        for key in (
            "district",
            "aim_kind",
            "aim_name",
            "aim_crop",
            "aim_now",
            "aim_then",
            "aim_sign",
            "note",
        )
    ]
    formats = ("", "", "", "", tables.AREA, tables.AREA, "", "")
    widths = (50, 24, 60, 34, 30, 30, 34, 34)
    first = 0 if district is None else 1
    return Table(
        word("aims", lang),
        heads[first:],
        [row[first:] for row in rows],
        formats[first:],
        widths[first:],
        word("aims_note", lang),
    )


def _user(view: View, user: str, now: pd.Series, then: pd.Series) -> list[Cell]:
    lang = view.lang
    name = str(view.content.names.get(("user", user), {}).get("name") or "")
    shown = word("named", lang, name=name, label=user) if name else user
    return [
        word("unknown", lang),
        shown,
        word("unknown", lang),
        tables.ha(now.get(user, 0.0)),
        tables.ha(then.get(user, 0.0)),
        user,
        "",
    ]
