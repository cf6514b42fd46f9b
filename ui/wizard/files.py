"""The files that were found in a folder of downloads: what each is taken for, and whether it is brought in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from qgis.core import QgsApplication, QgsTask
from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ...core.errors import KosozuError
from ...core.requirements import require_libraries
from ...gis.words import lang, tr
from ..docks.base import TOUCH, button, note
from ..problems import guarded, report
from .fields import FieldsDialog
from .texts import kind_label, reason_text

NAME, KIND, WHY, COLUMNS = range(4)
_BOXES = 300
"""Rows that get a box to change the kind; thousands of them would make the window slow."""
_GREY = Qt.ItemFlag.ItemIsSelectable
_PLAIN = Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled
_FLAGS = _PLAIN | Qt.ItemFlag.ItemIsUserCheckable


class _Cancellable:
    """The project's progress protocol on a task."""

    def __init__(self, task: Any) -> None:
        self._task = task

    def step(self, en: str, ja: str) -> None:
        """Nobody listens."""

    def percent(self, value: float) -> None:
        """Nobody listens."""

    def cancelled(self) -> bool:
        """Whether the list is gone."""
        return bool(self._task.isCanceled())


class _KindBox(QComboBox):
    """The wheel scrolls the list in which it stands, not the kind."""

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumHeight(TOUCH)

    def wheelEvent(self, event: Any) -> None:
        """Left to the list."""
        event.ignore()


class FileList(QWidget):
    """Choose a folder or files; look at what they are; check what is to be brought in."""

    changed = pyqtSignal()

    def __init__(self, catalogue: Callable[[], Any], *, making: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._catalogue, self._making = catalogue, making
        self._task: Any = None
        self.proposals: list[Any] = []
        self.folder = button(tr("Choose a folder…"), "open", self._choose_folder, wide=True)
        self.single = button(tr("Choose files…"), "import", self._choose_files, wide=True)
        self.said = note(tr("Choose the folder with the files that were downloaded or received."))
        self.table = QTableWidget(0, 4)
        self._set_up_table()
        top = QHBoxLayout()
        top.addWidget(self.folder)
        top.addWidget(self.single)
        top.addStretch(1)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.addLayout(top)
        lines.addWidget(self.said)
        lines.addWidget(self.table, 1)

    def _set_up_table(self) -> None:
        table = self.table
        table.setAccessibleName(tr("Files found"))
        table.setHorizontalHeaderLabels([tr("File"), tr("Kind"), tr("Why"), tr("Columns")])
        table.verticalHeader().hide()
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setTabKeyNavigation(False)
        header = table.horizontalHeader()
        header.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Interactive)
        header.setSectionResizeMode(WHY, QHeaderView.ResizeMode.Stretch)
        table.setColumnWidth(NAME, 230)
        table.setColumnWidth(KIND, 170)
        table.setColumnWidth(COLUMNS, 80)
        table.itemChanged.connect(lambda item: self.changed.emit() if item.column() == NAME else None)

    # What was chosen.

    @property
    def looking(self) -> bool:
        """Whether the files are still being looked into."""
        return self._task is not None

    def chosen(self) -> list[Any]:
        """The proposals that are checked, in the order in which they have to be brought in."""
        from ...core.sources.recognise import KINDS

        some = [one for at, one in enumerate(self.proposals) if self._is_checked(at) and one.kind in KINDS]
        return sorted(some, key=lambda one: (KINDS.index(one.kind), one.path, one.name))

    def area(self) -> Any:
        """The plan area that is checked; None."""
        rows = range(len(self.proposals))
        found = [
            self.proposals[at] for at in rows if self.proposals[at].kind == "area" and self._is_checked(at)
        ]
        return found[0] if found else None

    def _is_checked(self, at: int) -> bool:
        return bool(self.table.item(at, NAME).checkState() == Qt.CheckState.Checked)

    # Looking into files.

    @guarded
    def _choose_folder(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, tr("Folder of files"))
        if folder:
            self.look_into(folder)

    @guarded
    def _choose_files(self) -> None:
        files, _ = QFileDialog.getOpenFileNames(self, tr("Files"))
        if files:
            self.look_into(files)

    def look_into(self, where: str | Sequence[str]) -> None:
        """Find out in the background what a folder's files, or some files, are."""
        try:
            require_libraries()
        except KosozuError as error:
            self.said.setText(error.text(lang()))
            return
        self.dispose()
        catalogue = self._catalogue()
        self.said.setText(tr("Looking into the files…"))

        def look(task: Any) -> Any:
            from ...core.sources.recognise import recognise

            return recognise(where, catalogue, _Cancellable(task))

        def looked(error: BaseException | None, proposals: Any = None) -> None:
            if self._task is not task:
                return  # another folder has been chosen meanwhile, or the window is gone
            self._task = None
            if error is not None:
                report(error)
            self._show(proposals or [], where)

        task = QgsTask.fromFunction(tr("Looking into the files…"), look, on_finished=looked)
        self._task = task
        QgsApplication.taskManager().addTask(task)
        self.changed.emit()

    def dispose(self) -> None:
        """Stop looking."""
        task, self._task = self._task, None
        if task is not None:
            task.cancel()

    # The table.

    @guarded
    def _show(self, proposals: list[Any], where: str | Sequence[str]) -> None:
        self.proposals = proposals
        self.table.setRowCount(0)
        self.table.setRowCount(len(proposals))
        for at, proposal in enumerate(proposals):
            self._fill(at, checked=proposal.usable)
        # A file of groups that counts people stands in two lines.
        files = {(one.path, one.name) for one in proposals}
        usable = {(one.path, one.name) for one in proposals if one.usable and self._fits(one)}
        if not proposals:
            text = tr("There is no file in {folder}.").format(folder=where)
        else:
            text = tr("{known} of {all} files can be brought in. Check the kinds, then go on.")
            text = text.format(known=len(usable), all=len(files))
        self.said.setText(text)
        self.changed.emit()

    def _fits(self, proposal: Any) -> bool:
        return bool(proposal.kind != "area" or self._making)

    def _fill(self, at: int, *, checked: bool) -> None:
        """One row, new or changed."""
        proposal = self.proposals[at]
        usable = proposal.usable and self._fits(proposal)
        self.table.blockSignals(True)
        name = QTableWidgetItem(proposal.name)
        name.setToolTip(proposal.path)
        why = QTableWidgetItem(reason_text(proposal, self._making, self._catalogue()))
        why.setToolTip(why.text())
        name.setFlags(_FLAGS if usable else _GREY)
        why.setFlags(_PLAIN if usable else _GREY)
        if usable:
            name.setCheckState(Qt.CheckState.Checked if checked else Qt.CheckState.Unchecked)
        self.table.setItem(at, NAME, name)
        self.table.setItem(at, WHY, why)
        if self.table.cellWidget(at, KIND) is None:
            self._put_kind(at)
        self._put_columns(at)
        self.table.setRowHeight(at, TOUCH + 4)
        self.table.blockSignals(False)

    def _put_kind(self, at: int) -> None:
        """A box to change the kind, where the file could be something else."""
        proposal = self.proposals[at]
        if not proposal.kinds or at >= _BOXES:
            plain = QTableWidgetItem(kind_label(proposal.kind, self._catalogue()))
            plain.setFlags(_GREY)
            self.table.setItem(at, KIND, plain)
            return
        box = _KindBox()
        kinds = dict.fromkeys(
            [*(kind for kind in proposal.kinds if kind != "area" or self._making), "unknown"]
        )
        if proposal.kind not in kinds:
            kinds = dict.fromkeys([proposal.kind, *kinds])
        for kind in kinds:
            box.addItem(kind_label(kind, self._catalogue()), kind)
        box.setCurrentIndex(box.findData(proposal.kind))
        box.setAccessibleName(tr("Kind of {file}").format(file=proposal.name))
        box.activated.connect(guarded(lambda _: self.set_kind(at, box.currentData())))
        self.table.setCellWidget(at, KIND, box)

    def _put_columns(self, at: int) -> None:
        from ...core.sources.roles import FIELDS

        proposal = self.proposals[at]
        self.table.removeCellWidget(at, COLUMNS)
        seen = proposal.seen
        if proposal.kind in FIELDS and seen is not None and (seen.columns or proposal.kind == "context"):
            chooser = button(
                tr("Columns…"),
                "",
                lambda: self._choose_columns(at),
                tip=tr("Columns of {file}").format(file=proposal.name),
                wide=True,
            )
            self.table.setCellWidget(at, COLUMNS, chooser)

    @guarded
    def set_kind(self, at: int, kind: str) -> None:
        """A person says what a file is."""
        from ...core.sources.recognise import as_kind

        self.proposals[at] = as_kind(self.proposals[at], kind, None, self._catalogue())
        box = self.table.cellWidget(at, KIND)
        if box is not None:
            box.setCurrentIndex(box.findData(kind))
        self._fill(at, checked=True)
        self.changed.emit()

    @guarded
    def _choose_columns(self, at: int) -> None:
        dialog = FieldsDialog(self.proposals[at], self._catalogue(), self)
        dialog.accepted.connect(guarded(lambda: self.set_columns(at, dialog.fields())))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setModal(True)
        dialog.show()

    def set_columns(self, at: int, fields: dict[str, str]) -> None:
        """A person says which column plays which part."""
        from ...core.sources.recognise import as_kind

        proposal = self.proposals[at]
        self.proposals[at] = as_kind(proposal, proposal.kind, fields, self._catalogue())
        self._fill(at, checked=True)
        self.changed.emit()
