"""The tables of who reaches a core place by road."""

from __future__ import annotations

from typing import Any

from .content import Content
from .outlook import known
from .sums import Cell, Table
from .tables import COUNT, SHARE
from .words import phrase, word


def reach(content: Content) -> list[Table]:
    """Who reaches a core in time, and what hangs on each core; nothing where nobody has computed it."""
    return [sums(content), cores(content)] if len(content.outlook.sums) else []


def field_name(content: Content, row: dict[str, Any]) -> str:
    """「人口（2020年）」 or 「65歳以上（2020年）」."""
    return word(f"land_field_{row['field']}", content.lang, year=int(row["year"]))


def sums(content: Content) -> Table:
    """People within the minutes asked: all, reached, not reached, share, and of how many places nothing is known."""
    lang, table = content.lang, content.outlook.sums
    closed = table["lost"].notna().any()
    rows: list[list[Cell]] = [
        [
            field_name(content, row),
            *(known(content, row[name]) for name in ("total", "reached", "unreached")),
            known(content, row["share"], 1),
            int(row["unknown"] or 0),
            *([known(content, row["lost"])] if closed else []),
        ]
        for row in table.to_dict("records")
    ]
    keys = [
        "who",
        "all",
        "reached",
        "beyond",
        "reached_share",
        "places_unknown",
        *(["closed"] if closed else []),
    ]
    header = [word(f"land_head_{key}", lang) for key in keys]
    formats = ("", COUNT, COUNT, COUNT, SHARE, COUNT, *([COUNT] if closed else []))
    title = word("land_reach", lang, minutes=f"{float(table['minutes'].iloc[0]):g}")
    return Table(title, header, rows, formats, (46, *[24] * (len(keys) - 1)), reach_note(content))


def reach_note(content: Content) -> str:
    """That it was not made with NITAS, and of whom it speaks."""
    based = str(content.outlook.sums["based_on"].iloc[0])
    return word(
        "land_reach_note", content.lang, nitas=phrase(content.catalogue, "not_nitas", content.lang), source=based
    )  # fmt: skip


def cores(content: Content) -> Table:
    """Each core: who reaches it first, it alone, nobody without it; and the order that covers most people."""
    lang = content.lang
    rows: list[list[Cell]] = [
        [
            content.scrub(str(row["core"])),
            *(known(content, row[name]) for name in ("first", "alone", "lost")),
            int(row["choice"]),
            known(content, row["covered"]),
        ]
        for row in content.outlook.cores.to_dict("records")
    ]
    header = [
        word(f"land_head_{key}", lang) for key in ("core", "first", "alone", "lost", "choice", "covered")
    ]
    return Table(
        word("land_cores", lang), header, rows, ("", *[COUNT] * 5), (46, *[25] * 5),
        phrase(content.catalogue, "not_nitas", lang),
    )  # fmt: skip
