"""Which column plays which part, for a file whose columns have names of their own; and what no column tells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qgis.PyQt.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from ...core.sources import text as texts
from ...gis.words import tr
from ..docks.base import TOUCH, note
from ..problems import guarded
from .texts import parameter_label

if TYPE_CHECKING:
    from ...core.sources.recognise import Proposal

YEAR = "TARGET_FY"


class FieldsDialog(QDialog):
    """A box for each parameter that names a column, a line for each question; ``fields()`` is what was chosen."""

    def __init__(self, proposal: Proposal, parent: QWidget | None = None) -> None:
        from ...core.sources.roles import ANSWERS, FIELDS

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
        for role in ANSWERS.get(proposal.kind, ()):
            line = QLineEdit(proposal.parameters.get(role, ""))
            line.setMinimumHeight(TOUCH)
            line.setPlaceholderText(tr("2034 or 令和16; empty where it is not known") if role == YEAR else "")
            line.setAccessibleName(parameter_label(proposal.algorithm, role))
            form.addRow(parameter_label(proposal.algorithm, role), line)
            self.answers[role] = line
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        buttons.button(QDialogButtonBox.StandardButton.Ok).setText(tr("OK"))
        buttons.button(QDialogButtonBox.StandardButton.Cancel).setText(tr("Cancel"))
        buttons.accepted.connect(self._take)
        buttons.rejected.connect(self.reject)
        lines = QVBoxLayout(self)
        lines.addWidget(note(tr("In brackets: the first values of the column.")))
        lines.addLayout(form)
        lines.addWidget(self.problem)
        lines.addWidget(buttons)
        self.setMinimumWidth(460)

    @guarded
    def _take(self) -> None:
        year = self.answers[YEAR].text().strip() if YEAR in self.answers else ""
        if year and not texts.year(year):
            self.problem.setText(tr("“{text}” is not a fiscal year.").format(text=year))
            return
        self.accept()

    def fields(self) -> dict[str, str]:
        """Parameter → column or answer; '' for none. Years are western."""
        chosen = {role: str(box.currentData() or "") for role, box in self.boxes.items()}
        said = {role: line.text().strip() for role, line in self.answers.items()}
        if YEAR in said:
            said[YEAR] = str(texts.year(said[YEAR]) or "")
        return {**chosen, **said}
