"""Which column plays which part: for a file whose columns have names of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qgis.PyQt.QtWidgets import QComboBox, QDialog, QDialogButtonBox, QFormLayout, QVBoxLayout, QWidget

from ...gis.words import tr
from ..docks.base import TOUCH, note
from .texts import parameter_label

if TYPE_CHECKING:
    from ...core.sources.recognise import Proposal


class FieldsDialog(QDialog):
    """One box for each parameter that names a column; ``fields()`` is what was chosen."""

    def __init__(self, proposal: Proposal, parent: QWidget | None = None) -> None:
        from ...core.sources.roles import FIELDS

        super().__init__(parent)
        self.setWindowTitle(tr("Columns of {file}").format(file=proposal.name))
        self.boxes: dict[str, QComboBox] = {}
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
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        buttons.button(QDialogButtonBox.StandardButton.Ok).setText(tr("OK"))
        buttons.button(QDialogButtonBox.StandardButton.Cancel).setText(tr("Cancel"))
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        lines = QVBoxLayout(self)
        lines.addWidget(note(tr("In brackets: the first values of the column.")))
        lines.addLayout(form)
        lines.addWidget(buttons)
        self.setMinimumWidth(460)

    def fields(self) -> dict[str, str]:
        """Parameter → column; '' for none."""
        return {role: str(box.currentData() or "") for role, box in self.boxes.items()}
