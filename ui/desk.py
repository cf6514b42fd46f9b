"""The desk in QGIS's window: session, tools and docks put together, one menu, one toolbar; all taken away again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtGui import QKeySequence
from qgis.PyQt.QtWidgets import QAction, QMenu, QToolBar

from ..gis.words import tr
from .docks.actions import ActionsDock
from .docks.base import Dock
from .docks.draw import DrawDock
from .docks.find import FindDock
from .docks.findings import FindingsDock
from .docks.land import LandDock
from .docks.plan import PlanDock
from .icons import icon
from .keys import UndoKeys
from .painting import Painting
from .problems import guarded
from .session import Session
from .tools.paint import BRUSH, LASSO, RECTANGLE
from .zoning import Zoning

MENU = "構想図"


class Desk:
    """Everything of ours in the window."""

    def __init__(self, iface: Any) -> None:
        self._iface = iface
        window, canvas = iface.mainWindow(), iface.mapCanvas()
        self.session = Session(iface)
        self.painting = Painting(self.session, canvas)
        self.zoning = Zoning(self.session, canvas)
        self.docks: dict[str, Dock] = {}
        self._menu = QMenu(MENU, window)
        self._menu.setObjectName("kosozuMenu")
        self._toolbar = QToolBar(MENU, window)
        self._toolbar.setObjectName("kosozuToolbar")
        self._toolbar.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._make_docks()
        self._make_actions()
        self._keys = UndoKeys(self.session, [canvas, *self.docks.values()])

    def show(self) -> None:
        """Put menu, toolbar and docks into the window; docks come back as they were left."""
        window = self._iface.mainWindow()
        bar = window.menuBar()
        bar.insertMenu(self._iface.firstRightStandardMenu().menuAction(), self._menu)
        # In a row of its own, with words: at the end of QGIS's own it is not seen on a small screen.
        window.addToolBarBreak()
        window.addToolBar(self._toolbar)
        self._toolbar.show()
        first: Dock | None = None
        for dock in self.docks.values():
            if not window.restoreDockWidget(dock):
                window.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, dock)
                # One behind the other, so that a small screen has room for the map.
                if first is not None:
                    window.tabifyDockWidget(first, dock)
                dock.hide()
            first = first or dock

    def dispose(self) -> None:
        """Close the plan and leave the window as it was."""
        self._keys.dispose()
        self.painting.dispose()
        self.zoning.dispose()
        window = self._iface.mainWindow()
        for dock in self.docks.values():
            dock.dispose()
        self.session.dispose()
        for dock in self.docks.values():
            window.removeDockWidget(dock)
            dock.setParent(None)
            dock.deleteLater()
        self.docks.clear()
        window.removeToolBarBreak(self._toolbar)
        window.removeToolBar(self._toolbar)
        window.menuBar().removeAction(self._menu.menuAction())
        for thing in (self._toolbar, self._menu, self.painting, self.zoning, self.session, self._keys):
            thing.setParent(None)
            thing.deleteLater()

    def _make_docks(self) -> None:
        window, canvas = self._iface.mainWindow(), self._iface.mapCanvas()
        plan = PlanDock(self.session, self._iface, window)
        for dock in (
            plan,
            LandDock(self.session, self.painting, canvas, plan.bring_in, window),
            DrawDock(self.session, self.painting, self.zoning, canvas, window),
            FindingsDock(self.session, canvas, window),
            ActionsDock(self.session, canvas, window),
            FindDock(self.session, canvas, window),
        ):
            self.docks[dock.objectName()] = dock
        # Signs of findings hide the map from whoever paints: they are there while their list is.
        findings = self.docks["kosozuFindingsDock"]
        findings.visibilityChanged.connect(guarded(lambda shown: self.session.show_layer("finding", shown)))
        self.session.opened.connect(guarded(lambda: self.session.show_layer("finding", findings.isVisible())))

    def _make_actions(self) -> None:
        """Docks to show and hide, and the painting tools, in the menu and on the toolbar."""
        pictures = {"kosozuPlanDock": "plan", "kosozuLandDock": "land", "kosozuDrawDock": "draw",
                    "kosozuFindingsDock": "findings", "kosozuActionsDock": "actions",
                    "kosozuFindDock": "find"}  # fmt: skip
        for name, dock in self.docks.items():
            action = dock.toggleViewAction()
            action.setIcon(icon(pictures[name]))
            self._menu.addAction(action)
            self._toolbar.addAction(action)
        self._menu.addSeparator()
        self._toolbar.addSeparator()
        tools = (
            (BRUSH, tr("Paint with a brush"), "brush"),
            (LASSO, tr("Paint with a lasso"), "lasso"),
            (RECTANGLE, tr("Paint a rectangle"), "rectangle"),
        )
        for mode, text, picture in tools:
            self._add(text, picture, lambda mode=mode: self.painting.activate(mode))
        self._menu.addSeparator()
        hide = self._add(tr("Hide names of persons"), "hidenames", lambda: None, "F9")
        hide.setCheckable(True)
        hide.setToolTip(tr("Hide names of persons (F9): pseudonyms alone are shown"))
        hide.toggled.connect(self.session.hide_names)
        self._share = self._menu.addAction(icon("share"), tr("Write back to the share"))
        self._share.triggered.connect(guarded(lambda *_: self.session.check_in()))
        self._menu.aboutToShow.connect(
            guarded(lambda: self._share.setVisible(self.session.sharing.out is not None))
        )

    def _add(self, text: str, picture: str, slot: Callable[[], object], keys: str = "") -> QAction:
        action = QAction(icon(picture), text, self._menu)
        action.triggered.connect(guarded(lambda *_: slot()))
        if keys:
            action.setShortcut(QKeySequence(keys))
        self._menu.addAction(action)
        self._toolbar.addAction(action)
        return action
