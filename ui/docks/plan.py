"""構想: the plan at hand, the way of the work with what is missing, what was brought in, and what runs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from qgis.core import Qgis, QgsProject, QgsVectorLayer
from qgis.PyQt.QtCore import QSize, Qt, QTimer, QUrl
from qgis.PyQt.QtGui import QDesktopServices
from qgis.PyQt.QtWidgets import (
    QAbstractItemView,
    QDockWidget,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QMenu,
    QPushButton,
    QTableView,
    QToolButton,
    QWidget,
)

from ...core.reports.wareki import date, fiscal_years
from ...gis.words import lang, tr
from ..models.sources import DATASET, FILE, SourceModel
from ..models.steps import DONE, STEPS, Step, Steps, printed, remember_sheet, state_label, step_label
from ..outputs.offers import CHECK, Offer
from ..problems import guarded
from ..session import Session
from ..wizard.progress import ProgressBox
from ..wizard.states import state_icon
from .base import TOUCH, Dock, button, heading, note
from .statusdialog import StatusDialog

_WIDTH = 380
_LITTLE_LATER_MS = 120
"""So that a row of strokes is counted once."""


class PlanDock(Dock):
    """Where a planner begins, and sees what comes next."""

    def __init__(self, session: Session, iface: Any, parent: QWidget | None = None) -> None:
        super().__init__("kosozuPlanDock", tr("Plan"), parent)
        self._session, self._iface = session, iface
        self._steps = Steps(session)
        self._tables: set[str] | None = set()
        self._windows: list[Any] = []
        self.heading, self.about, self.saved = note(), note(), QLabel()
        self.model = SourceModel(session, self)
        self.sources = QTableView()
        self.progress = ProgressBox(session.work)
        self.icons: dict[str, QLabel] = {}
        self.states: dict[str, QLabel] = {}
        self.lines: dict[str, QLabel] = {}
        self.buttons: dict[str, QToolButton] = {}
        self._make_file_buttons()
        self._set_up_sources()
        self._lay_out()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_LITTLE_LATER_MS)
        self._timer.timeout.connect(self._count)
        session.opened.connect(self.rebuild)
        session.closed.connect(self.rebuild)
        session.changed.connect(self._written)
        session.saved.connect(self._show_saved)
        session.availability.connect(self._available)
        self.rebuild()

    def dispose(self) -> None:
        """Hear no more, and close the windows that were opened from here."""
        self._timer.stop()
        for window in list(self._windows):
            window.leave()
        session = self._session
        session.opened.disconnect(self.rebuild)
        session.closed.disconnect(self.rebuild)
        session.changed.disconnect(self._written)
        session.saved.disconnect(self._show_saved)
        session.availability.disconnect(self._available)
        self.progress.dispose()

    # How it is laid out.

    def _make_file_buttons(self) -> None:
        self.new = button(tr("New…"), "new", self.new_plan, tip=tr("Make a new plan"), wide=True)
        self.open = button(tr("Open…"), "open", self._ask_open, tip=tr("Open a plan"), wide=True)
        self.recent = button(tr("Recent"), "", lambda: None, tip=tr("Plans opened lately"), wide=True)
        self.recent.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self.recent)
        menu.aboutToShow.connect(self._fill_recent)
        self.recent.setMenu(menu)
        self.status = button(
            tr("Status…"), "plan", self._ask_status, tip=tr("Draft, agreed or published"), wide=True
        )
        self.close_plan = button(
            tr("Close"), "close", self._session.close, tip=tr("Close the plan"), wide=True
        )

    def _set_up_sources(self) -> None:
        view = self.sources
        view.setModel(self.model)
        view.setAccessibleName(tr("What has been brought in"))
        view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        view.setTabKeyNavigation(False)
        view.setShowGrid(False)
        view.setWordWrap(False)
        view.setTextElideMode(Qt.TextElideMode.ElideMiddle)  # datasets of one provider differ at their ends
        view.verticalHeader().hide()
        view.verticalHeader().setDefaultSectionSize(24)
        view.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        header = view.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(FILE, QHeaderView.ResizeMode.Interactive)
        header.setSectionResizeMode(DATASET, QHeaderView.ResizeMode.Interactive)
        view.setColumnWidth(FILE, 140)
        view.setColumnWidth(DATASET, 150)
        view.setMinimumHeight(120)

    def _lay_out(self) -> None:
        files = QHBoxLayout()
        for one in (self.new, self.open, self.recent, self.close_plan):
            files.addWidget(one)
        files.addStretch(1)
        self.body.addLayout(files)
        self.heading.setTextFormat(Qt.TextFormat.RichText)
        self.heading.setMinimumWidth(_WIDTH - 40)
        self.saved.setAccessibleName(tr("Saved"))
        self.body.addWidget(self.heading)
        about = QHBoxLayout()
        about.addWidget(self.about, 1)
        about.addWidget(self.status, 0, Qt.AlignmentFlag.AlignBottom)
        self.body.addLayout(about)
        self.saved.setWordWrap(True)
        for one in (self.saved, self.progress):
            self.body.addWidget(one)
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(1, 1)
        for at, key in enumerate(STEPS):
            self._put_step(grid, at, key)
        self.body.addLayout(grid)
        self.body.addWidget(heading(tr("What has been brought in")))
        self.body.addWidget(self.sources, 1)
        self.widget().setMinimumWidth(_WIDTH)  # nothing is cut off at the right

    def _put_step(self, grid: QGridLayout, at: int, key: str) -> None:
        """Icon, name and state, the line of what is missing, and the button that does it."""
        texts: dict[str, tuple[str, str, Callable[[], object]]] = {
            "prepare": (tr("New…"), "new", self.new_plan),
            "import": (tr("Bring data in…"), "import", self.bring_in),
            "draw": (tr("Draw"), "draw", lambda: self.show_dock("kosozuDrawDock")),
            "check": (tr("Check now"), "check", self.check),
            "actions": (tr("Draft actions"), "draft", self.draft),
            "print": (tr("Print…"), "print", self.outputs),
        }
        self.icons[key], self.states[key], self.lines[key] = QLabel(), QLabel(), note()
        self.buttons[key] = button(*texts[key], wide=True)
        self.buttons[key].setMinimumWidth(118)
        self.states[key].setTextFormat(Qt.TextFormat.RichText)
        grid.addWidget(self.icons[key], 2 * at, 0, Qt.AlignmentFlag.AlignVCenter)
        grid.addWidget(self.states[key], 2 * at, 1)
        grid.addWidget(self.lines[key], 2 * at + 1, 1, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(self.buttons[key], 2 * at, 2, 2, 1, Qt.AlignmentFlag.AlignVCenter)

    # What is shown.

    @guarded
    def rebuild(self) -> None:
        """Another plan, or none."""
        self._timer.stop()
        self._tables = None
        self._show_plan()
        self._show_saved(self._session.saved_at)
        self.model.rebuild()
        self._count()

    def _show_plan(self) -> None:
        plan = self._session.plan
        self.about.setVisible(plan is not None)
        self.status.setVisible(plan is not None)
        if plan is None:
            self.heading.setText(tr("No plan is open."))
            return
        info, catalogue = plan.info, plan.catalogue
        self.heading.setText(f"<span style='font-size: large'><b>{_plain(info['title'])}</b></span>")
        tier = catalogue.code_label("tier", info["tier"], lang())
        place = " ".join(filter(None, (info["jurisdiction_name"], info["community_name"])))
        years = fiscal_years(info["start_fy"], info["end_fy"], lang())
        status = catalogue.code_label("plan_status", info["status"], lang())
        if info["edition"]:
            text = tr("{status}, edition {number} of {day}")
            day = date(info["status_on"], lang())
            status = text.format(status=status, number=info["edition"], day=day)
        status = tr("Status: {status}").format(status=status)
        self.about.setText(f"{tier}　{place}\n{years}　{status}")

    @guarded
    def _show_saved(self, clock: str) -> None:
        self.saved.setText(self._session.saved_words())
        self.saved.setVisible(self._session.is_open)

    @guarded
    def _written(self, tables: frozenset[str]) -> None:
        if self._tables is not None:
            self._tables |= tables
        if not self._timer.isActive():
            self._timer.start()

    @guarded
    def _count(self) -> None:
        """Count again what may have changed since the last time."""
        tables, self._tables = self._tables, set()
        steps = self._steps.refresh(tables)
        following = next((step.key for step in steps if step.state != DONE), "")
        for step in steps:
            self._show_step(step, following)
        if tables is None or "source" in tables:
            self.model.rebuild()
        if tables is not None and {"plan", "edition"} & tables:
            self._show_plan()
        self._available()

    def _show_step(self, step: Step, following: str) -> None:
        name, state = step_label(step.key), state_label(step.state)
        self.icons[step.key].setPixmap(state_icon(step.state).pixmap(QSize(16, 16)))
        self.icons[step.key].setAccessibleName(state)
        self.states[step.key].setText(f"<b>{name}</b>　{state}")
        self.lines[step.key].setText(step.line)
        self.lines[step.key].setVisible(bool(step.line))
        font = self.buttons[step.key].font()
        font.setBold(step.key == following)
        self.buttons[step.key].setFont(font)

    @guarded
    def _available(self) -> None:
        idle, open_ = not self._session.work.running, self._session.is_open
        for key, one in self.buttons.items():
            one.setEnabled(open_ and (idle or key == "draw"))
        self.buttons["prepare"].setEnabled(idle)
        self.buttons["prepare"].setVisible(not open_)
        self.new.setEnabled(idle)
        self.open.setEnabled(idle)
        self.recent.setEnabled(idle and bool(self._session.recent()))
        self.close_plan.setEnabled(open_ and idle)
        self.status.setEnabled(open_ and idle)
        some = bool(self._session.units is not None and len(self._session.units))
        for key in ("check", "print"):
            self.buttons[key].setEnabled(open_ and idle and some)

    @guarded
    def _fill_recent(self) -> None:
        menu = self.recent.menu()
        menu.clear()
        for path in self._session.recent():
            action = menu.addAction(f"{Path(path).stem}　（{Path(path).parent}）")
            action.triggered.connect(guarded(lambda *_, path=path: self.open_path(path)))

    # What the buttons do.

    def new_plan(self) -> QWidget:
        """The wizard."""
        from ..wizard import NewPlanWizard

        return self._window(NewPlanWizard)

    def bring_in(self) -> QWidget:
        """The dialog of the imports."""
        from ..wizard import ImportDialog

        return self._window(ImportDialog)

    def _window(self, kind: type[QWidget], make: Callable[[Session, QWidget], Any] | None = None) -> QWidget:
        """One window of a kind at a time: the one that is open comes to the front."""
        for window in self._windows:
            if type(window) is kind:
                window.raise_()
                window.activateWindow()
                return window
        window = (make or kind)(self._session, self._iface.mainWindow())
        self._windows.append(window)
        window.finished.connect(lambda *_: self._windows.remove(window) if window in self._windows else None)
        window.show()
        return window

    @guarded
    def _ask_open(self) -> None:
        folder = str(Path(self._session.home or next(iter(self._session.recent()), "")).parent)
        path, _ = QFileDialog.getOpenFileName(self, tr("Open a plan"), folder, "GeoPackage (*.gpkg)")
        if path:
            self.open_path(path)

    @guarded
    def open_path(self, path: str) -> None:
        """Open a plan in place of the one at hand."""
        self._session.open(path)

    def show_dock(self, name: str) -> None:
        """Bring another dock to the front."""
        dock = self._iface.mainWindow().findChild(QDockWidget, name)
        if dock is not None:
            dock.show()
            dock.raise_()

    @guarded
    def _ask_status(self) -> None:
        plan = self._session.plan
        if plan is None:
            return
        dialog = StatusDialog(plan.catalogue, plan.info["status"], self._iface.mainWindow())
        if dialog.exec():
            self._session.run("kosozu:setstatus", dialog.parameters())
        dialog.deleteLater()

    @guarded
    def check(self) -> None:
        """Look for findings, then show them."""
        self._session.run("kosozu:checkplan", {}, lambda _: self.show_dock("kosozuFindingsDock"))

    @guarded
    def draft(self) -> None:
        """Draft the action plan, then show it."""
        self._session.run("kosozu:draftactions", {}, lambda _: self.show_dock("kosozuActionsDock"))

    def outputs(self) -> QWidget:
        """The window of everything that can be printed and written."""
        from ..outputs import OutputDialog

        def make(session: Session, parent: QWidget) -> OutputDialog:
            return OutputDialog(session, self._backgrounds, self._output_written, parent)

        return self._window(OutputDialog, make)

    def _backgrounds(self) -> list[str]:
        """Files behind the vector layers that are shown in the map beside the plan's own: roads, rivers, names."""
        own = set(self._session.layers.values())
        shown = QgsProject.instance().layerTreeRoot().checkedLayers()
        files = [layer.source() for layer in shown if isinstance(layer, QgsVectorLayer) and layer not in own]
        return [file for file in files if Path(file.split("|")[0]).is_file()]

    @guarded
    def _output_written(self, offer: Offer, results: dict[str, Any]) -> None:
        """Note a sheet, and offer to open what was written."""
        path = str(results.get("OUTPUT") or results.get("FOLDER") or results.get("REPORT") or "")
        if offer.key == "sheet":
            remember_sheet(self._session, path)
            self._count()
        text = tr("{title} is written: {path}").format(title=offer.title, path=path)
        level = Qgis.MessageLevel.Success
        if offer.key == CHECK:
            text = tr("The check found nothing that must not go out.")
            if not results["PASSED"]:
                text = tr(
                    "Must not go out as it is: {count} places. The report says where, and how to mend them."
                )
                text, level = text.format(count=results["HIT_COUNT"]), Qgis.MessageLevel.Critical
        bar = self._iface.messageBar()
        item = bar.createMessage("Kosozu", text)
        opener = QPushButton(tr("Open it"))
        opener.setMinimumHeight(TOUCH)
        opener.clicked.connect(guarded(lambda *_: QDesktopServices.openUrl(QUrl.fromLocalFile(path))))
        item.layout().addWidget(opener)
        bar.pushWidget(item, level, 0)

    def sheet(self) -> str:
        """The sheet that was printed last; ''."""
        return printed(self._session)


def _plain(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")
