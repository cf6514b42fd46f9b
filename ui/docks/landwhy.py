"""Why a parcel is what it is: its factors as bars, with value, source and what hangs on each weight."""

from __future__ import annotations

import math
from typing import Any

from qgis.PyQt.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt
from qgis.PyQt.QtWidgets import QHeaderView, QTableView, QVBoxLayout, QWidget

from ...core.catalogue import Catalogue
from ...core.jobs.difficulty import explain
from ...core.jobs.landview import YES_NO, is_share
from ...core.plan import PlanFile
from ...gis.words import lang, tr
from .barcell import BarDelegate
from .base import TOUCH, heading, note

FACTOR, VALUE, PART, MOVES, SOURCE = range(5)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)


class FactorModel(QAbstractTableModel):
    """One row for each weight of the difficulty; those that weigh most stand first, unknown ones last."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[dict[str, Any]] = []
        self._catalogue: Catalogue | None = None
        self._most = 1.0

    def show(self, rows: list[dict[str, Any]], catalogue: Catalogue | None = None) -> None:
        """Rows of :func:`core.jobs.difficulty.explain`."""
        self.beginResetModel()
        self._rows, self._catalogue = sorted(rows, key=_rank), catalogue
        self._most = max((row["part"] for row in rows if not _unknown(row["part"])), default=0.0) or 1.0
        self.endResetModel()

    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """A row for each weight."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008
        """Factor to source."""
        return 0 if parent.isValid() else SOURCE + 1

    def headerData(self, section: int, orientation: Any, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Short titles, with the long ones as tips."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return (tr("Factor"), tr("Value"), tr("Points"), tr("±20 %"), tr("Source"))[section]
        if role == Qt.ItemDataRole.ToolTipRole:
            return (
                tr("What is looked at"), tr("The parcel’s own value"), tr("Its part of the score; the parts sum to it"),
                tr("Share of all land that has another class when this weight moves by a fifth"),
                tr("Where the value is from"),
            )[section]  # fmt: skip
        return None

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """One cell; for the bar the part of the score beside the largest one, harm below 0."""
        row, column = self._rows[index.row()], index.column()
        harm = row["axis"] != "hard"
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(row, column)
        if role == Qt.ItemDataRole.UserRole and column == PART and not _unknown(row["part"]):
            return (-float(row["part"]) if harm else float(row["part"])) / self._most
        if role == Qt.ItemDataRole.TextAlignmentRole and column in (VALUE, PART, MOVES):
            return _RIGHT
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"{self._text(row, FACTOR)}\n{row['basis']}\n{self._text(row, SOURCE)}"
        return None

    def part(self, row: int) -> float | None:
        """A row's part of the score of its axis."""
        value = self._rows[row]["part"]
        return None if _unknown(value) else float(value)

    def _text(self, row: dict[str, Any], column: int) -> str:
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
        told = "" if year is None or _unknown(year) else f"（{int(year)}）"
        return f"{row['source_name'] or '–'}{told}"

    def _value(self, row: dict[str, Any]) -> str:
        """Yes and no in words, shares in percent."""
        name, value = row["indicator"], float(row["value"])
        if self._catalogue is not None and name in YES_NO and value in (0.0, 1.0):
            return self._catalogue.code_label("indicator_value", f"{name}_{value:.0f}", lang())
        return f"{100.0 * value:.0f} %" if is_share(name) else f"{figure(value)}{row['unit']}"


class WhyPart(QWidget):
    """Title, class and scores of one parcel, and the table of factors."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = heading(tr("Why?"))
        self.text = note(tr("Press “Why here?”, then click a parcel in the map."))
        self.model = FactorModel(self)
        self.view = QTableView()
        self.view.setAccessibleName(tr("Factors of the parcel"))
        self.view.setModel(self.model)
        self.view.setItemDelegateForColumn(PART, BarDelegate(self.view))
        self.view.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        self.view.setEditTriggers(QTableView.EditTrigger.NoEditTriggers)
        self.view.verticalHeader().hide()
        self.view.verticalHeader().setDefaultSectionSize(TOUCH - 4)
        header = self.view.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(SOURCE, QHeaderView.ResizeMode.Stretch)
        self.view.setWordWrap(False)
        self.view.setMinimumHeight(7 * TOUCH)
        self.view.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        for widget in (self.title, self.text, self.view):
            column.addWidget(widget)

    def clear(self) -> None:
        """Nothing is chosen."""
        self.model.show([])
        self.view.hide()
        self.text.setText(tr("Press “Why here?”, then click a parcel in the map."))

    def show_unit(self, plan: PlanFile, unit_id: str, value: str) -> None:
        """A parcel: where it is, what the view says of it, and its factors where the difficulty has been computed."""
        told = plan.read("unit", ["unit_id", "address", "chiban"], where={"unit_id": unit_id})
        place = " ".join(part for part in (told["address"][0], told["chiban"][0]) if part) or unit_id
        lines = [f"{place}　{value}" if value else place]
        judged = plan.read(
            "unit_difficulty", ["unit_id", "class", "hard", "harm", "known"], where={"unit_id": unit_id}
        )
        if judged["class"]:
            name = plan.catalogue.code_label("difficulty", judged["class"][0], lang())
            text = tr("Difficulty: {name} (score {hard}, harm {harm}; {known} % of what counts is known)")
            lines.append(
                text.format(
                    name=name, hard=_score(judged["hard"][0]), harm=_score(judged["harm"][0]),
                    known=f"{100.0 * (judged['known'][0] or 0.0):.0f}",
                )
            )  # fmt: skip
            self.model.show(explain(plan, unit_id).to_dict("records"), plan.catalogue)
        else:
            self.model.show([])
        gone = self._gone(plan, unit_id)
        if gone:
            lines.append(gone)
        self.view.setVisible(bool(judged["class"]))
        self.text.setText("\n".join(lines))

    @staticmethod
    def _gone(plan: PlanFile, unit_id: str) -> str:
        """From which year nobody manages it."""
        names = ("gone_low", "gone_middle", "gone_high")
        rows = plan.read(
            "unit_forecast", ["unit_id", "known", "looked_after", *names], where={"unit_id": unit_id}
        )
        if not rows["known"]:
            return ""
        if not rows["known"][0]:
            return tr("Future: unknown (no user, survey or target map)")
        if rows["looked_after"][0]:
            return tr("Future: taken on, or only watched over by decision")
        told = [_year(rows[name][0]) for name in names]
        text = tr("Future if nothing is done: nobody from {middle} (low {low}, high {high})")
        return text.format(low=told[0], middle=told[1], high=told[2])


def figure(value: float) -> str:
    """A number to three places, as a person writes it."""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"


def _rank(row: dict[str, Any]) -> tuple[bool, bool, float]:
    """Difficulty before harm, known before unknown, what weighs most first."""
    missing = _unknown(row["part"])
    return row["axis"] != "hard", missing, 0.0 if missing else -float(row["part"])


def _year(value: int | None) -> str:
    if value is None:
        return tr("not foreseen")
    return tr("now") if value == 0 else str(value)


def _score(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"


def _unknown(value: Any) -> bool:
    return value is None or (isinstance(value, float) and math.isnan(value))
