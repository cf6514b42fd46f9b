"""Which column plays which part, for a file whose columns have names of their own; and what no column tells."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qgis.PyQt.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from ...core.reports.words import dataset_label
from ...core.sources import text as texts
from ...gis.words import lang, tr
from ..docks.base import TOUCH, note
from ..problems import guarded
from .texts import parameter_label

if TYPE_CHECKING:
    from ...core.sources.recognise import Proposal

YEARS = ("TARGET_FY", "YEAR")
DATASET = "DATASET"


class FieldsDialog(QDialog):
    """A box for each parameter that names a column, a line for each question; ``fields()`` is what was chosen."""

    def __init__(self, proposal: Proposal, catalogue: Any, parent: QWidget | None = None) -> None:
        from ...core.sources.roles import FIELDS

        super().__init__(parent)
        self.setWindowTitle(tr("Columns of {file}").format(file=proposal.name))
        self.boxes: dict[str, QComboBox] = {}
        self.answers: dict[str, QLineEdit] = {}
        self.problem = note()
        form = QFormLayout()
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        columns = proposal.seen.columns if proposal.seen else ()
        for role in FIELDS.get(proposal.kind, ()):
            box = QComboBox()
            box.setMinimumHeight(TOUCH)
            box.addItem(tr("– none –"), "")
            for name in columns:
                some = "、".join(dict.fromkeys(proposal.seen.values(name)[:40])) if proposal.seen else ""
                box.addItem(f"{name}　（{some[:24]}）" if some else name, name)
            box.setCurrentIndex(max(box.findData(proposal.parameters.get(role, "")), 0))
            box.setAccessibleName(parameter_label(proposal.algorithm, role))
            form.addRow(parameter_label(proposal.algorithm, role), box)
            self.boxes[role] = box
        self._ask(proposal, catalogue, form)
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        buttons.button(QDialogButtonBox.StandardButton.Ok).setText(tr("OK"))
        buttons.button(QDialogButtonBox.StandardButton.Cancel).setText(tr("Cancel"))
        buttons.accepted.connect(self._take)
        buttons.rejected.connect(self.reject)
        lines = QVBoxLayout(self)
        if self.boxes.keys() - {DATASET}:
            lines.addWidget(note(tr("In brackets: the first values of the column.")))
        lines.addLayout(form)
        lines.addWidget(self.problem)
        lines.addWidget(buttons)
        self.setMinimumWidth(460)

    def _ask(self, proposal: Proposal, catalogue: Any, form: QFormLayout) -> None:
        """What no column tells: a dataset out of the catalogue's list, anything else as text."""
        from ...core.sources.recognise_context import fitting
        from ...core.sources.roles import ANSWERS

        for role in ANSWERS.get(proposal.kind, ()):
            given = proposal.parameters.get(role, "")
            if role == DATASET:
                widget: Any = QComboBox()
                widget.addItem(tr("– none –"), "")
                for entry in fitting(proposal.seen, catalogue):
                    widget.addItem(dataset_label(catalogue, entry.id, lang()), entry.id)
                widget.setCurrentIndex(max(widget.findData(given), 0))
                self.boxes[role] = widget
            else:
                widget = QLineEdit(given)
                hint = tr("2034 or 令和16; empty where it is not known") if role in YEARS else ""
                widget.setPlaceholderText(hint)
                self.answers[role] = widget
            widget.setMinimumHeight(TOUCH)
            widget.setAccessibleName(parameter_label(proposal.algorithm, role))
            form.addRow(parameter_label(proposal.algorithm, role), widget)

    @guarded
    def _take(self) -> None:
        for role in YEARS:
            year = self.answers[role].text().strip() if role in self.answers else ""
            if year and not texts.year(year):
                self.problem.setText(tr("“{text}” is not a fiscal year.").format(text=year))
                return
        self.accept()

    def fields(self) -> dict[str, str]:
        """Parameter → column or answer; '' for none. Years are western."""
        chosen = {role: str(box.currentData() or "") for role, box in self.boxes.items()}
        said = {role: line.text().strip() for role, line in self.answers.items()}
        for role in YEARS:
            if role in said:
                said[role] = str(texts.year(said[role]) or "")
        return {**chosen, **said}
