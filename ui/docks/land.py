"""土地を知る: what is there, what it becomes if nothing is done, where it becomes hard to manage, and why."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from qgis.core import QgsPointXY
from qgis.gui import QgsMapCanvas
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QSlider,
    QTableView,
    QWidget,
)

from ...core.jobs.landview import (
    BY_YEAR,
    DIFFICULTY_VIEW,
    FUTURE_VIEW,
    REACH_VIEW,
    YEARS,
    Areas,
    View,
    title_of,
    view_of,
    views_of,
)
from ...core.plan.units import Units
from ...gis.words import lang, tr
from ..landmap import LandMap
from ..models.landbands import NAME, SHARE, BandModel
from ..models.landfactors import figure
from ..models.landsteps import LandSteps
from ..painting import Painting
from ..problems import guarded
from ..session import Session
from ..sharing import busy
from ..tools.pick import PickTool
from .barcell import BarDelegate
from .base import TOUCH, button, note
from .landages import AgesPart
from .landdraft import DraftPart
from .landfuture import FuturePart
from .landreach import ReachPart
from .landweights import WeightsPart
from .landwhy import WhyPart
from .shared import ListDock, choice, table

FIRST_YEAR = 2040


class LandDock(ListDock):
    """One view at a time in the map and in the table; what belongs to it below."""

    READ = frozenset(
        {
            "unit_indicator",
            "unit_difficulty",
            "unit_forecast",
            "forecast",
            "forecast_age",
            "reach_sum",
            "indicator_source",
        }
    )

    def __init__(
        self,
        session: Session,
        painting: Painting,
        canvas: QgsMapCanvas,
        bring: Callable[[], object],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("kosozuLandDock", tr("Know the land"), session, canvas, parent)
        self._painting = painting
        self.map = LandMap(session)
        self.steps = LandSteps(session)
        self.pick = PickTool(canvas)
        self.shown: View | None = None
        self._unread: dict[str, tuple[Any, ...]] = {}
        self._known: Units | None = None
        self._kept: Areas | None = None
        self._make(bring)
        self._lay_out()
        self._listen()
        self._opened()

    def _make(self, bring: Callable[[], object]) -> None:
        self.compute = button(
            tr("Compute"), "compute", self._compute, wide=True,
            tip=tr("Compute indicators, difficulty, forecast and, where roads, people and cores are there, reach"),
        )  # fmt: skip
        self.bring = button(
            tr("Context data…"), "import", bring, wide=True,
            tip=tr("Bring in people, roads, heights, hazards, facilities … as they were downloaded"),
        )  # fmt: skip
        self.state = note()
        self.views = choice(tr("What is shown"))
        self.year = QSlider(Qt.Orientation.Horizontal)
        self.year.setRange(0, len(YEARS) - 1)
        self.year.setPageStep(1)
        self.year.setValue(YEARS.index(FIRST_YEAR))
        self.year.setTickPosition(QSlider.TickPosition.TicksBelow)
        self.year.setMinimumHeight(TOUCH)
        self.year.setAccessibleName(tr("Year"))
        self.year_label = QLabel()
        self.stays = QCheckBox(tr("Keep on the map while painting"))
        self.why_here = button(tr("Why here?"), "why", self._pick, wide=True, checkable=True,
                               tip=tr("Click a parcel in the map to see why"))  # fmt: skip
        self.source = note()
        self.model = BandModel(self)
        self.view = self._table()
        self.why = WhyPart()
        self.weights = WeightsPart(self._judge)
        self.future, self.ages = FuturePart(), AgesPart()
        self.reach = ReachPart()
        self.zones = DraftPart(self._session)

    def _table(self) -> QTableView:
        view = table(tr("Legend, with the land in each band"), self.model, NAME)
        view.setItemDelegateForColumn(SHARE, BarDelegate(view))
        view.setSelectionMode(QTableView.SelectionMode.NoSelection)
        view.setShowGrid(False)
        view.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.horizontalHeader().setSectionResizeMode(SHARE, QHeaderView.ResizeMode.Fixed)
        view.setColumnWidth(SHARE, 96)
        return view

    def _lay_out(self) -> None:
        top, years, below = QHBoxLayout(), QHBoxLayout(), QHBoxLayout()
        for part in (self.compute, self.bring):
            top.addWidget(part)
        top.addStretch(1)
        years.addWidget(self.year, 1)
        years.addWidget(self.year_label)
        below.addWidget(self.why_here)
        below.addWidget(self.stays)
        below.addStretch(1)
        self.body.addLayout(top)
        for part in (self.strip, self.state, self.views):
            self.body.addWidget(part)
        self.body.addLayout(years)
        self.body.addWidget(self.view)
        self.body.addWidget(self.source)
        self.body.addLayout(below)
        for part in (self.future, self.reach, self.why, self.ages, self.zones, self.weights):
            self.body.addWidget(part)
        self.body.addStretch(1)

    def _listen(self) -> None:
        super()._listen()
        self._ears.hear(self._session.changed, self._noted)
        self._ears.hear(self._canvas.mapToolSet, self._tool_set)
        self.visibilityChanged.connect(guarded(lambda *_: self._tick()))
        self.views.currentIndexChanged.connect(guarded(lambda *_: self._follow_soon()))
        self.year.valueChanged.connect(guarded(lambda *_: self._year_moved()))
        self.stays.toggled.connect(guarded(lambda *_: self._tick()))
        self.pick.picked.connect(guarded(self._picked))
        self.weights.moved.connect(guarded(self._weighed))
        self.reach.moved.connect(guarded(self._reached))

    def dispose(self) -> None:
        """Hear no more, and leave nothing on the canvas."""
        super().dispose()
        if self._canvas.mapTool() is self.pick:
            self._canvas.unsetMapTool(self.pick)
        self.pick.deleteLater()

    # What is shown.

    @property
    def chosen_year(self) -> int:
        """The slider's year."""
        return YEARS[self.year.value()]

    @guarded
    def _opened(self) -> None:
        self.shown = None
        self._known = self._kept = None
        self.why.clear()
        self._refresh()

    def _rest(self) -> None:
        super()._rest()
        self.map.forget()

    @guarded
    def _noted(self, tables: frozenset[str]) -> None:
        if tables & self.READ:
            self.map.written()
        elif tables & self.steps.reads and self.isVisible():
            self._tell_steps()

    def _read(self) -> None:
        """Which views there are."""
        plan, before = self._session.plan, self.views.currentData()
        self.views.blockSignals(True)
        self.views.clear()
        for name in views_of(plan) if plan is not None else ():
            self.views.addItem(title_of(name, self._session.catalogue, lang()), name)
        self.views.setCurrentIndex(max(0, self.views.findData(before)))
        self.views.blockSignals(False)
        self._unread = {
            DIFFICULTY_VIEW: (self.weights,),
            FUTURE_VIEW: (self.future, self.ages),
            REACH_VIEW: (self.reach,),
        }
        if plan is None:
            self._read_parts(*self._unread)
        self._available()
        self.show_selected()

    @guarded
    def show_selected(self, *_: object) -> None:
        """The chosen view in map and table."""
        plan, name = self._session.plan, self.views.currentData()
        self.shown = None
        self._parts(name)
        if plan is not None and name:
            with busy():
                self.shown = view_of(
                    plan,
                    name,
                    year=self.chosen_year,
                    lang=lang(),
                    areas=self._areas(),
                    reach=self.reach.reach,
                )
        self._tell_year()
        if self.shown is None:
            self.model.show((), people=False)
            self.view.setFixedHeight(0)
            self.source.setText("")
            self._tick()
            return
        self._legend(self.shown.bands, people=name == REACH_VIEW)
        self.source.setText(
            tr("Source: {source}").format(source=self.shown.source) if self.shown.source else ""
        )
        self.source.setVisible(bool(self.shown.source))
        if name == REACH_VIEW:
            self._reached()
        else:
            self.map.show(self.shown)
        self._tick()

    def _areas(self) -> Areas | None:
        """Those of the parcels at hand, made once."""
        units = self._session.units
        if units is not None and self._known is not units:
            self._known, self._kept = units, Areas(units.unit_id, units.area)
        return self._kept

    def _legend(self, bands: Any, *, people: bool) -> None:
        self.model.show(bands, people=people)
        self.view.setFixedHeight(self.view.horizontalHeader().sizeHint().height() + TOUCH * len(bands) + 4)

    def _parts(self, name: str | None) -> None:
        """What belongs to a view; it is read when it is first looked at."""
        self._read_parts(FUTURE_VIEW if name in BY_YEAR else str(name))
        self.view.setVisible(bool(name))
        self.reach.setVisible(name == REACH_VIEW)
        self.why.setVisible(bool(name) and name != REACH_VIEW)
        self.why_here.setVisible(bool(name) and name != REACH_VIEW)
        self.stays.setVisible(bool(name))
        self.weights.setVisible(name == DIFFICULTY_VIEW)
        self.zones.setVisible(name == DIFFICULTY_VIEW)
        by_year = name in (FUTURE_VIEW, *BY_YEAR)
        self.future.setVisible(by_year)
        self.ages.setVisible(by_year and self.ages.known)
        self.year.setVisible(by_year)
        self.year_label.setVisible(by_year)

    def _read_parts(self, *names: str) -> None:
        for name in names:
            for part in self._unread.pop(name, ()):
                part.read(self._session.plan)

    def _tick(self) -> None:
        """In the map while somebody looks at the dock, or wants it there."""
        wanted = self.shown is not None and (self.isVisible() or self.stays.isChecked())
        self.map.tick(self.shown if wanted else None, alone=self.isVisible())

    def _year_moved(self) -> None:
        self._tell_year()
        self._follow_soon()

    def _tell_year(self) -> None:
        year = self.chosen_year
        self.year_label.setText(tr("{year} (Reiwa {reiwa})").format(year=year, reiwa=year - 2018))
        self.ages.model.turn_to(year)

    @guarded
    def _available(self) -> None:
        reason = self._session.blocked()
        some = bool(self._session.units is not None and len(self._session.units))
        for one in (self.compute, self.bring, self.zones, self.weights):
            one.setEnabled(not reason and some)
        self._tell_steps()

    def _tell_steps(self) -> None:
        self.state.setText(self.steps.words())
        self.state.setVisible(bool(self.state.text()))

    # What the buttons do.

    @guarded
    def _compute(self) -> None:
        self._run(self.steps.to_run())

    def _run(self, algorithms: list[str]) -> None:
        """One after the other; where one fails the rest is left."""
        if algorithms:
            self._session.run(algorithms[0], {}, lambda _: self._run(algorithms[1:]))

    @guarded
    def _judge(self) -> None:
        """The slid weights are kept: the algorithm takes them as a table."""
        folder = tempfile.TemporaryDirectory()
        path = Path(folder.name) / "weights.csv"
        path.write_text(self.weights.csv(), encoding="utf-8")
        self._session.run("kosozu:difficulty", {"WEIGHTS": str(path)}, lambda _: folder.cleanup())

    def _weighed(self) -> None:
        """Sums with the weights as they are slid; the map follows when they are kept."""
        weighing = self.weights.weighing
        if weighing is not None and self.shown is not None and self.shown.name == DIFFICULTY_VIEW:
            self._legend(weighing.bands(self.weights.sizes, self._session.catalogue, lang()), people=False)

    def _reached(self) -> None:
        """Places with some cores open."""
        if self.reach.reach is None or self.shown is None:
            return
        bands = self.reach.bands(self._session.catalogue)
        self._legend(bands, people=True)
        self.map.show_reach(bands, self.reach.model.open.nonzero()[0].tolist(), self.reach.limit)

    # Why.

    def _pick(self) -> None:
        if self.why_here.isChecked():
            self._canvas.setMapTool(self.pick)
        elif self._canvas.mapTool() is self.pick:
            self._canvas.unsetMapTool(self.pick)

    def _tool_set(self, new: object, _: object = None) -> None:
        self.why_here.setChecked(new is self.pick)

    def _picked(self, point: QgsPointXY) -> None:
        plan, units = self._session.plan, self._session.units
        if plan is None or units is None:
            return
        rows = self._painting.hits().along([point])
        if not rows:
            self.why.clear()
            return
        unit_id = units.unit_id[rows[0]]
        self.why.show_unit(plan, unit_id, self._value(unit_id))
        self.why.show()

    def _value(self, unit_id: str) -> str:
        """What the view says of a parcel."""
        view = self.shown
        if view is None or view.table != "unit_indicator":
            return ""
        found = self._session.plan.read(view.table, [view.column], where={"unit_id": unit_id})  # type: ignore[union-attr]
        value = found[view.column][0] if found[view.column] else None
        return f"{view.title}：{tr('unknown') if value is None else figure(value)}"
