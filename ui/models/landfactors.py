"""Why a parcel is what it is: one row for each weight of the difficulty, with value, points and source."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from qgis.PyQt.QtCore import QObject, Qt

from ...core.catalogue import Catalogue
from ...core.jobs.landview import YES_NO, is_share
from ...gis.words import lang, tr
from .rows import RowModel

FACTOR, VALUE, PART, MOVES, SOURCE = range(5)


class FactorModel(RowModel):
    """Difficulty before harm; what weighs most stands first, unknown ones last."""

    NUMBERS = frozenset({VALUE, PART, MOVES})

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._catalogue: Catalogue | None = None
        self._most = 1.0

    def show(self, rows: list[dict[str, Any]], catalogue: Catalogue | None = None) -> None:
        """Rows of :func:`core.jobs.difficulty.explain`."""
        self._catalogue = catalogue
        self._most = max((row["part"] for row in rows if not _unknown(row["part"])), default=0.0) or 1.0
        self.put(sorted(rows, key=_rank))

    def part(self, row: int) -> float | None:
        """A row's part of the score of its axis."""
        value = self.rows[row]["part"]
        return None if _unknown(value) else float(value)

    def heads(self) -> Sequence[str]:
        """Factor to source."""
        return tr("Factor"), tr("Value"), tr("Points"), tr("±20 %"), tr("Source")

    def tips(self) -> Sequence[str]:
        """What the numbers are."""
        return (
            tr("What is looked at"), tr("The parcel’s own value"), tr("Its part of the score; the parts sum to it"),
            tr("Share of all land that has another class when this weight moves by a fifth"),
            tr("Where the value is from"),
        )  # fmt: skip

    def text(self, row: dict[str, Any], column: int) -> str:
        """One cell in words."""
        if column == FACTOR:
            name = row["label_ja"] if lang() == "ja" else row["label_en"]
            return tr("Harm: {name}").format(name=name) if row["axis"] != "hard" else str(name)
        if column == VALUE:
            return tr("unknown") if _unknown(row["value"]) else self._value(row)
        if column == PART:
            return "–" if _unknown(row["part"]) else f"{row['part']:.2f}"
        if column == MOVES:
            return f"{100.0 * max(row['less'] or 0.0, row['more'] or 0.0):.1f} %"
        year = row["year"]
        told = "" if _unknown(year) else f"（{int(year)}）"
        return f"{row['source_name'] or '–'}{told}"

    def more(self, row: dict[str, Any], column: int, role: int) -> Any:
        """For the bar the part of the score beside the largest one, harm below 0; the basis as a tip."""
        if role == Qt.ItemDataRole.UserRole and column == PART and not _unknown(row["part"]):
            return (-float(row["part"]) if row["axis"] != "hard" else float(row["part"])) / self._most
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"{self.text(row, FACTOR)}\n{row['basis']}\n{self.text(row, SOURCE)}"
        return None

    def _value(self, row: dict[str, Any]) -> str:
        """Yes and no in words, shares in percent."""
        name, value = row["indicator"], float(row["value"])
        if self._catalogue is not None and name in YES_NO and value in (0.0, 1.0):
            return self._catalogue.code_label("indicator_value", f"{name}_{value:.0f}", lang())
        return f"{100.0 * value:.0f} %" if is_share(name) else f"{figure(value)}{row['unit']}"


def figure(value: float) -> str:
    """A number to three places, as a person writes it."""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"


def _rank(row: dict[str, Any]) -> tuple[bool, bool, float]:
    """Difficulty before harm, known before unknown, what weighs most first."""
    missing = _unknown(row["part"])
    return row["axis"] != "hard", missing, 0.0 if missing else -float(row["part"])


def _unknown(value: Any) -> bool:
    return value is None or (isinstance(value, float) and math.isnan(value))
