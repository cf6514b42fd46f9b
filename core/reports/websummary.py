"""How much of a plan stands on its page: of a large one tables by rule and by class instead of row by row."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from .webcells import Both, Cell, Pair, Row, Table, class_cell, number, same, severity_cell
from .webtables import HA, code_text, procedure, shown_groups


@dataclass(frozen=True)
class Room:
    """What is told one by one, and what the map may take."""

    lots: bool = True
    """Parcels, zone by zone (at the counter and inside the office)."""
    groups: bool = True
    """Findings by rule and zone; else by rule."""
    findings: bool = True
    """Findings in the sheet of each zone; else their number."""
    actions: bool = True
    """Actions one by one, in their table and in the zones' sheets; else by class and term."""
    sheets: bool = True
    """A sheet of facts for each zone; else the zones stand in their table alone."""
    map_bytes: int = 2_000_000

    def left_out(self, pair: Pair, *, lots: bool, groups: int, actions: int) -> list[Both]:
        """What does not stand on the page, and where the whole is."""
        found = []
        if lots and not self.lots:
            found.append(pair.word("web_left_lots"))
        if not self.groups:
            found.append(pair.word("web_left_groups", count=f"{groups:,}"))
        if not self.findings:
            found.append(pair.word("web_left_findings"))
        if not self.actions:
            found.append(pair.word("web_left_actions", count=f"{actions:,}"))
        if not self.sheets:
            found.append(pair.word("web_left_sheets"))
        return found


ROOMS = (
    Room(),
    Room(lots=False),
    Room(lots=False, groups=False),
    Room(lots=False, groups=False, findings=False),
    Room(lots=False, groups=False, findings=False, actions=False),
    Room(lots=False, groups=False, findings=False, actions=False, map_bytes=500_000),
    Room(lots=False, groups=False, findings=False, actions=False, sheets=False, map_bytes=500_000),
)
"""From the whole to the least that a page is worth making for."""


def findings(pair: Pair) -> Table:
    """Findings by rule, gravest first; parcels and areas are each counted once."""
    shown = shown_groups(pair.ja)
    zones = shown.groupby("rule_id")["zone_id"].nunique()
    catalogue = pair.ja.catalogue
    few = Cell(pair.word("web_few"), -1.0)
    rows = []
    for row in pair.ja.by_rule.to_dict("records"):
        if row["rule_id"] not in zones.index:
            continue
        rule = catalogue.rules[row["rule_id"]]
        text = catalogue.wording(row["rule_id"], row["severity"])
        cells = [
            severity_cell(pair, row["severity"]),
            Cell(Both(f"{rule.title_ja}（{rule.id}）", f"{rule.title_en} ({rule.id})")),
            number(int(zones[row["rule_id"]])),
            few if row["few"] else number(row["parcels"] or None),
            few if row["few"] else number(row["area_m2"] / HA if row["area_m2"] else None, 2),
            Cell(procedure(pair, text.procedure or rule.procedure)),
            Cell(Both(rule.office_ja, rule.office_en)),
            Cell(Both(text.resolution_ja, text.resolution_en)),
        ]
        rows.append(Row(cells))
    heads = ("severity", "rule", "zone_count", "web_parcels", "area_ha", "procedure", "office", "resolution")
    numeric = [False, False, True, True, True, False, False, False]
    notes = [pair.word("web_left_groups", count=f"{len(shown):,}")]
    if pair.ja.by_rule["few"].any():
        notes.append(pair.word("web_few_note"))
    hidden = int(pair.ja.groups["rule_id"].map(pair.ja.hidden).sum())
    if hidden:
        notes.append(pair.word("web_hidden", count=hidden))
    return Table("findings", pair.word("web_findings"), [pair.word(key) for key in heads], numeric, rows, select=0,
                 notes=notes, widths=(8, 22, 7, 7, 8, 15, 9, 24))  # fmt: skip


def actions(pair: Pair) -> Table:
    """Actions by class and term, with their hours and cost as far as the plan knows them."""
    made = pair.ja.actions
    keys = [made["class_code"].fillna("").astype(str), made["term"].fillna("").astype(str)]
    numbers = [pd.to_numeric(made[name], errors="coerce") for name in ("hours_per_year", "cost")]
    sums = pd.DataFrame({"class_code": keys[0], "term": keys[1], "hours": numbers[0], "cost": numbers[1]})
    grouped = sums.groupby(["class_code", "term"], sort=True)
    table = grouped[["hours", "cost"]].sum(min_count=1).assign(count=grouped.size())
    rows = []
    for (code, term), row in table.iterrows():
        told = code_text(pair, "term", term) if term else same("—")
        cells = [class_cell(pair, code), Cell(told), number(row["count"])]
        rows.append(Row([*cells, number(row["hours"], 1), number(row["cost"])]))
    heads = [pair.word("class"), pair.word("web_term"), pair.word("action_count")]
    fields = [(pair.ja.catalogue.alias("action", name, "ja"), pair.ja.catalogue.alias("action", name, "en"))
              for name in ("hours_per_year", "cost")]  # fmt: skip
    heads += [Both(*names) for names in fields]
    return Table(
        "actions", pair.word("action_plan"), heads, [False, False, True, True, True], rows, select=0,
        notes=[pair.word("web_left_actions", count=f"{len(made):,}")], widths=(34, 24, 14, 14, 14),
    )  # fmt: skip
