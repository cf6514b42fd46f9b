"""The part of the drawing dock for zones and marks: what is drawn with corners and lines."""

from __future__ import annotations

from qgis.PyQt.QtWidgets import (
    QCheckBox,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ...core.catalogue.model import label
from ...core.jobs.editzone import edit_zone, zone_row
from ...gis.words import lang, tr
from ..painting import Painting
from ..problems import guarded, say
from ..session import Session
from ..zoning import Zoning
from .base import TOUCH, button, heading, tool
from .zonedialog import ZoneDialog

_COLUMNS = 4


class ZonePart(QWidget):
    """Buttons for every act on zones, a list of the kinds of marks, and whether edges are followed."""

    def __init__(
        self, session: Session, painting: Painting, zoning: Zoning, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._session, self._zoning = session, zoning
        self.buttons: dict[str, QToolButton] = {}
        self.kinds = QComboBox()
        self.follow = QCheckBox(tr("Follow edges of parcels, zones and roads"))
        self._lay_out()
        self.kinds.currentIndexChanged.connect(self._kind_chosen)
        self.follow.toggled.connect(self._follow)
        zoning.activated.connect(self._show_act)
        zoning.described.connect(self.describe)
        painting.chosen.connect(self._class_chosen)
        session.opened.connect(self.rebuild)
        self.rebuild()

    def _lay_out(self) -> None:
        words = {
            "zone": (tr("Draw a zone"), tr("Draw a zone of the class in hand: left button: corner, right button: end")),
            "split": (tr("Split"), tr("Split: draw a line across a zone")),
            "merge": (tr("Merge"), tr("Merge: draw a line from the zone that stays into the others")),
            "reshape": (tr("Move an edge"), tr("Move an edge: draw the new one, from edge to edge; both zones follow")),
            "fill": (tr("Fill a gap"), tr("Fill a gap: click the gap; the neighbour of the class in hand takes it")),
            "cut": (tr("Cut an overlap"), tr("Cut an overlap: click it; the zone of the class in hand keeps it")),
            "reclass": (tr("Change the class"), tr("Change the class: click a zone; it gets the class in hand")),
            "tounits": (tr("Paint from a zone"), tr("Paint from a zone: its parcels are painted with its class")),
            "describe": (tr("Describe"), tr("Describe: click a zone to write its name, method and reason")),
            "remove": (tr("Remove a zone"), tr("Remove a zone: click it (undo brings it back)")),
        }  # fmt: skip
        pictures = {"reclass": "brush", "remove": "close"}
        grid = QGridLayout()
        grid.setSpacing(2)
        for at, (name, (text, tip)) in enumerate(words.items()):
            made = tool(
                text, pictures.get(name, name), lambda name=name: self._zoning.activate(name), tip=tip
            )
            self.buttons[name] = made
            grid.addWidget(made, at // _COLUMNS, at % _COLUMNS)
        make = tool(
            tr("Zones from paint"), "tozones", self._from_paint,
            tip=tr("Zones from painted parcels: neighbours of a class become one zone, across a road’s width"),
        )  # fmt: skip
        make.setCheckable(False)
        grid.addWidget(make, len(words) // _COLUMNS, len(words) % _COLUMNS)
        marks = QHBoxLayout()
        self.kinds.setMinimumHeight(TOUCH)
        self.kinds.setAccessibleName(tr("Kind of place or line"))
        place = button(
            tr("Place it"), "mark", self._place, tip=tr("Place a point or draw a line of this kind")
        )
        place.setCheckable(True)
        self.buttons["mark"] = place
        marks.addWidget(self.kinds, 1)
        marks.addWidget(place)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 6, 0, 0)
        column.addWidget(heading(tr("Zones")))
        column.addLayout(grid)
        column.addWidget(self.follow)
        column.addWidget(heading(tr("Places and lines")))
        column.addLayout(marks)
        self.follow.setChecked(True)

    def rebuild(self) -> None:
        """The kinds of marks of the plan's catalogue."""
        self.kinds.blockSignals(True)
        self.kinds.clear()
        for code, kind in self._session.catalogue.mark_kinds.items():
            self.kinds.addItem(label(kind, lang()), code)
        self.kinds.blockSignals(False)
        self._kind_chosen()

    def _kind_chosen(self, *_: object) -> None:
        self._zoning.mark_kind = self.kinds.currentData() or ""
        if self._zoning.act in ("mark", "markline"):
            self._place()

    @guarded
    def _place(self) -> None:
        kind = self._session.catalogue.mark_kinds.get(self._zoning.mark_kind)
        self._zoning.activate("markline" if kind is not None and kind.geometry == "line" else "mark")

    def _from_paint(self) -> None:
        made = self._zoning.zones_from_paint()
        say(tr("{count} zones were made of painted parcels.").format(count=len(made)), seconds=5)

    @guarded
    def describe(self, zone_id: str) -> None:
        """Ask what a zone is, and write it down."""
        plan = self._session.require()
        dialog = ZoneDialog(plan.catalogue, zone_row(plan, zone_id), self.window())
        if dialog.exec():
            edit_zone(plan, zone_id, dialog.changes())
        dialog.deleteLater()

    def _class_chosen(self, code: str) -> None:
        self._zoning.code = code

    def _follow(self, wanted: bool) -> None:
        self._zoning.tool.follows = wanted

    def _show_act(self, act: str) -> None:
        for name, made in self.buttons.items():
            made.setChecked(act == name or (name == "mark" and act == "markline"))
