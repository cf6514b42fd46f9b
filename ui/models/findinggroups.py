"""Findings by groups (rule × zone), read from the plan by SQL alone: no pandas, and never the whole table at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Union

from ...core.plan import PlanFile
from ...core.plan.sql import say

_OPEN = "f.state = 'open'"
_COUNTS = say(
    "SELECT",
    "f.rule_id, coalesce(f.zone_id, ''), f.severity, coalesce(f.class_code, ''), coalesce(f.decision, ''),",
    "coalesce(f.is_new, 0), coalesce(f.premise_changed, 0), coalesce(f.unit_id, '') <> '',",
    "count(*), sum(coalesce(f.area_m2, 0))",
    "FROM",
    "finding AS f WHERE",
    _OPEN,
    "AND f.fid > ? AND f.fid <= ? GROUP BY 1, 2, 3, 4, 5, 6, 7, 8",
)
_COLUMNS = (
    "finding_key", "rule_id", "severity", "zone_id", "unit_id", "class_code", "status", "share", "area_m2", "params",
    "procedure", "decision", "is_new", "premise_changed",
)  # fmt: skip


_MEASURED = ("share", "area_m2")


class Cell(NamedTuple):
    """Findings of one group that are alike."""

    severity: str
    class_code: str
    decision: str
    new: int
    changed: int
    on_parcel: int
    count: int
    area: float


class Child(NamedTuple):
    """One finding of a group."""

    fid: int
    unit_fid: int
    name: str
    row: dict[str, Any]


class Group:
    """The findings of one rule in one zone; ``cells`` are those that the filter lets through, ``all`` all of them."""

    def __init__(self, rule: str, zone: str, cells: list[Cell], every: list[Cell]) -> None:
        self.rule, self.zone, self.cells, self.all = rule, zone, cells, every
        self.children: list[Child] = []
        self.count = sum(cell.count for cell in cells)
        self.total = sum(cell.count for cell in every)
        self.area = sum(cell.area for cell in cells)
        self.new = sum(cell.count for cell in cells if cell.new)
        self.changed = sum(cell.count for cell in cells if cell.changed)
        self.undecided = sum(cell.count for cell in cells if not cell.decision)
        self.decisions = sorted({cell.decision for cell in cells if cell.decision})
        self.on_parcels = any(cell.on_parcel for cell in cells)

    @property
    def key(self) -> str:
        """Rule and zone as findings' keys have them."""
        return f"{self.rule}|{self.zone}|"


Item = Union[Group, Child]


@dataclass(frozen=True)
class Filter:
    """What is listed; '' and False let everything through, as does a class of None ('' is land without a class)."""

    family: str = ""
    severity: str = ""
    class_code: str | None = None
    office: str = ""
    new: bool = False
    undecided: bool = False
    changed: bool = False

    def takes_rule(self, rule: Any) -> bool:
        """By family and office in charge."""
        return rule is None or (
            self.family in ("", rule.family) and (not self.office or self.office in offices(rule.office_ja))
        )

    def takes(self, cell: Cell) -> bool:
        """By everything that is the finding's own."""
        return (
            self.severity in ("", cell.severity)
            and self.class_code in (None, cell.class_code)
            and (cell.new > 0 or not self.new)
            and (not cell.decision or not self.undecided)
            and (cell.changed > 0 or not self.changed)
        )

    def condition(self) -> tuple[str, list[Any]]:
        """The same as SQL, to be added to a WHERE."""
        text, values = "", []
        if self.severity:
            text, values = text + " AND f.severity = ?", [*values, self.severity]
        if self.class_code is not None:
            text, values = text + " AND coalesce(f.class_code, '') = ?", [*values, self.class_code]
        text += " AND f.is_new > 0" if self.new else ""
        text += " AND coalesce(f.decision, '') = ''" if self.undecided else ""
        return text + (" AND f.premise_changed > 0" if self.changed else ""), values


def offices(text: str) -> list[str]:
    """「農政課・農業委員会」 is two offices."""
    return [part.strip() for part in text.split("・") if part.strip()]


def bounds(plan: PlanFile) -> tuple[int, int]:
    """Before the first and at the last row of the table, for :func:`count`."""
    row = plan.connection.execute("SELECT min(fid), max(fid) FROM finding").fetchone()
    return (row[0] or 1) - 1, row[1] or 0


def count(plan: PlanFile, after: int, until: int) -> Iterator[tuple[tuple[str, str], Cell]]:
    """(rule, zone) and cells of a slice of the open findings."""
    for rule, zone, *rest in plan.connection.execute(_COUNTS, (after, until)):
        yield (rule, zone), Cell(*rest)


def findings(
    plan: PlanFile, group: Group, wanted: Filter, limit: int, offset: int = 0
) -> Iterator[tuple[int, int, str, dict[str, Any]]]:
    """Row id, the parcel's row id (0: none), its 字 and 地番 where known, and the row: gravest and largest first.

    The index of the key finds the group's rows among hundreds of thousands.
    """
    severities = list(plan.catalogue.severities)
    ranks = "".join(f" WHEN ? THEN {rank}" for rank in range(len(severities)))
    more, values = wanted.condition()
    statement = say(
        "SELECT",
        "f.fid, coalesce(u.fid, 0), coalesce(u.address, ''), coalesce(u.chiban, ''),",
        ", ".join(f"f.{column}" for column in _COLUMNS),
        "FROM",
        "finding AS f LEFT JOIN unit AS u ON u.unit_id = f.unit_id AND f.unit_id <> ''",
        f"WHERE {_OPEN} AND f.finding_key >= ? AND f.finding_key < ? AND f.rule_id = ?{more}",
        f"ORDER BY CASE f.severity{ranks} ELSE 99 END, f.area_m2 DESC, f.finding_key LIMIT ? OFFSET ?",
    )
    end = group.key[:-1] + "}"  # the character after the bar that ends the key
    given: Sequence[Any] = [group.key, end, group.rule, *values, *severities, limit, offset]
    for fid, unit, address, chiban, *rest in plan.connection.execute(statement, given).fetchall():
        row = dict(zip(_COLUMNS, rest))
        row.update({name: "" for name, value in row.items() if value is None and name not in _MEASURED})
        yield fid, unit, f"{address} {chiban}".strip() if chiban else "", row
