"""Parts of the dock of actions: editors in its cells, and the sums by manager and fiscal year."""

from __future__ import annotations

from functools import partial
from typing import Any

from qgis.PyQt.QtCore import QModelIndex, QRect, QSize, Qt
from qgis.PyQt.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHeaderView,
    QLineEdit,
    QPlainTextEdit,
    QStyle,
    QStyledItemDelegate,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ...core.jobs.editaction import ACTORS
from ...core.jobs.tables import frame
from ...core.plan import PlanFile
from ...core.reports.wareki import fiscal_years
from ...gis.words import lang, tr
from ..models.actions import COLUMNS, ActionModel, ActionOrder
from .base import TOUCH, button, note

_HA = 10_000.0
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_NOTE = QSize(260, 110)


class ActionDelegate(QStyledItemDelegate):
    """A list where the catalogue or the plan has the values, one that takes new names for actors, else plain text."""

    def initStyleOption(self, option: Any, index: QModelIndex) -> None:
        """What is missing stays red in a selected row."""
        super().initStyleOption(option, index)
        if index.data(Qt.ItemDataRole.BackgroundRole) is not None:
            option.state &= ~QStyle.StateFlag.State_Selected

    def createEditor(self, parent: QWidget, option: Any, index: QModelIndex) -> QWidget:
        """The editor of a cell."""
        source, column = self._source(index), COLUMNS[index.column()]
        choices = self._model(index).choices(source)
        made: QWidget
        if choices is not None:
            made = self._list(parent, choices, column in ACTORS)
        elif column == "note":
            made = QPlainTextEdit(parent)
            made.setTabChangesFocus(True)
        else:
            made = QLineEdit(parent)
        made.setMinimumHeight(TOUCH)
        made.setAccessibleName(str(self._model(index).headerData(index.column(), Qt.Orientation.Horizontal)))
        return made

    def _list(self, parent: QWidget, choices: list[tuple[Any, str, str]], free: bool) -> QComboBox:
        made = QComboBox(parent)
        for place, (value, text, tip) in enumerate(choices):
            made.addItem(text, value)
            made.setItemData(place, tip or text, Qt.ItemDataRole.ToolTipRole)
        made.setEditable(free)
        if free:
            made.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
            made.lineEdit().setPlaceholderText(tr("Choose, or type a new name"))
        else:
            made.activated.connect(partial(self._chosen, made))
        made.view().setMinimumWidth(made.view().sizeHintForColumn(0) + 30)
        return made

    def _chosen(self, editor: QWidget, *_: object) -> None:
        """A choice from a list counts at once."""
        self.commitData.emit(editor)
        self.closeEditor.emit(editor)

    def setEditorData(self, editor: QWidget, index: QModelIndex) -> None:
        """What the cell holds now."""
        value = index.data(Qt.ItemDataRole.EditRole)
        if isinstance(editor, QComboBox):
            editor.setCurrentIndex(max(0, editor.findData(value)))
        elif isinstance(editor, QPlainTextEdit):
            editor.setPlainText(str(value))
        elif isinstance(editor, QLineEdit):
            editor.setText(f"{value:g}" if isinstance(value, float) and value < 1e6 else str(value))

    def setModelData(self, editor: QWidget, model: Any, index: QModelIndex) -> None:
        """What has been chosen or typed; a name that is in the list is the actor of that name."""
        if isinstance(editor, QComboBox):
            text = editor.currentText().strip()
            place = (
                editor.findText(text, Qt.MatchFlag.MatchExactly)
                if editor.isEditable()
                else editor.currentIndex()
            )
            value = editor.itemData(place) if place >= 0 else text
        elif isinstance(editor, QPlainTextEdit):
            value = editor.toPlainText()
        else:
            value = editor.text() if isinstance(editor, QLineEdit) else ""
        if value != index.data(Qt.ItemDataRole.EditRole):
            model.setData(index, value, Qt.ItemDataRole.EditRole)

    def updateEditorGeometry(self, editor: QWidget, option: Any, index: QModelIndex) -> None:
        """Notes are longer than their cell."""
        if isinstance(editor, QPlainTextEdit):
            editor.setGeometry(QRect(option.rect.topLeft(), option.rect.size().expandedTo(_NOTE)))
        else:
            editor.setGeometry(option.rect)

    @staticmethod
    def _source(index: QModelIndex) -> QModelIndex:
        order: ActionOrder = index.model()
        return order.mapToSource(index)

    @staticmethod
    def _model(index: QModelIndex) -> ActionModel:
        model: ActionModel = index.model().sourceModel()
        return model


class RollUp(QWidget):
    """Area, hours and cost a year by manager; made only while it is unfolded."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._plan: PlanFile | None = None
        self.fold = button(tr("Sums by manager and year"), "", self._folded, wide=True, checkable=True)
        self.table = QTableWidget(0, 5)
        self.table.setAccessibleName(tr("Sums by manager and year"))
        self.table.setHorizontalHeaderLabels(
            [tr("Manager"), tr("Fiscal years"), "ha", tr("Hours a year"), tr("JPY a year")]
        )
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(TOUCH)
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.table.setFixedHeight(150)
        self.why_not = note()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        for part in (self.fold, self.table, self.why_not):
            column.addWidget(part)
        self.table.hide()
        self.why_not.hide()

    def show_plan(self, plan: PlanFile | None) -> None:
        """Sums of a plan as it stands now."""
        self._plan = plan
        self.setEnabled(plan is not None)
        if self.fold.isChecked():
            self._fill()

    def _folded(self) -> None:
        if self.fold.isChecked():
            self._fill()
        else:
            self.table.hide()
            self.why_not.hide()

    def _fill(self) -> None:
        try:
            lines = sums(self._plan) if self._plan is not None else []
        except ImportError:
            lines = []
            self.why_not.setText(
                tr("The sums need pandas, which is not here; everything else works without it.")
            )
        else:
            self.why_not.setText("" if lines else tr("Nothing to sum up yet."))
        self.why_not.setVisible(not lines)
        self.table.setVisible(bool(lines))
        self.table.setRowCount(len(lines))
        for row, line in enumerate(lines):
            for column, text in enumerate(line):
                cell = QTableWidgetItem(text)
                if column > 1:
                    cell.setTextAlignment(int(_RIGHT))
                self.table.setItem(row, column, cell)


def sums(plan: PlanFile) -> list[list[str]]:
    """Manager, years, hectares, hours and yen; years that follow one another with the same sums are one line.

    Raises ImportError where pandas is missing.
    """
    from ...core.actions.rollup import by_manager_and_year

    table = by_manager_and_year(frame(plan, "action"), plan.info, frame(plan, "zone"))
    actors = plan.read("actor", ["actor_id", "label"])
    labels = dict(zip(actors["actor_id"], actors["label"]))
    spans: list[list[Any]] = []
    for row in table.to_dict("records"):
        year = int(row["fiscal_year"])
        values = [_number(row["area_m2"] / _HA, 2), _number(row["hours"], 1), _number(row["cost"], 0)]
        last = spans[-1] if spans else [None, 0, 0, []]
        if last[0] == row["manager_id"] and last[2] == year - 1 and last[3] == values:
            last[2] = year
        else:
            spans.append([row["manager_id"], year, year, values])
    nobody = plan.catalogue.phrase("to_settle", lang())
    return [
        [labels.get(manager, manager) or nobody, fiscal_years(first, end, lang()).split("（")[0], *values]
        for manager, first, end, values in spans
    ]


def _number(value: float, digits: int) -> str:
    """A sum; – where nobody has entered anything."""
    return "–" if value != value else f"{value:,.{digits}f}"
