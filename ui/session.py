"""The plan at hand: the one open file with its layers and sums, every stroke on it, undo and redo.

Docks and tools ask the session, and hear from it; nobody else at the desk opens the plan for writing.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from qgis.core import QgsVectorLayer
from qgis.PyQt.QtCore import QCoreApplication, QObject, QSettings, QTimer, pyqtSignal

from ..core.errors import KosozuError
from ..core.plan import TABLES, PlanFile
from ..core.plan.paint import paint
from ..core.plan.rows import Op
from ..core.plan.units import Totals, Units
from ..gis.words import lang, tr
from .plan_group import PlanGroup
from .problems import guarded, say
from .sharing import Sharing, busy
from .signals import Connections
from .work import Work

RECENT = "kosozu/recent"
_KEPT = 8
IDLE_MS = 400
"""How long the hand has to rest before what was written is carried over from the WAL."""
_ROWS_COME_AND_GO = ("insert", "delete")


class Session(QObject):
    """One plan, or none. ``changed`` names the tables that were written; it follows every commit."""

    opened = pyqtSignal()
    closing = pyqtSignal()
    closed = pyqtSignal()
    changed = pyqtSignal(object)
    """A frozenset of names of tables."""
    saved = pyqtSignal(str)
    """The clock time of the last write, 10:42."""
    availability = pyqtSignal()
    """Whether drawing is possible, and why not, may have changed."""

    def __init__(self, iface: Any, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.iface = iface
        self.plan: PlanFile | None = None
        self.units: Units | None = None
        self.group = PlanGroup(iface, self)
        self.saved_at = ""
        self.work = Work(self)
        self.baseline: Totals | None = None
        """The sums that changes are shown against: the newest edition's, else those on opening."""
        self.names_hidden = False
        """Whether names of persons are kept off the screen; they are nowhere but in tips and lists to choose from."""
        self._edition = 0
        self._told = True
        self._carrier: threading.Thread | None = None
        self._idle = QTimer(self)
        self._idle.setSingleShot(True)
        self._idle.setInterval(IDLE_MS)
        self._idle.timeout.connect(guarded(self._carry_over))
        self._connections = Connections()
        # QGIS takes plugins out on its end too late, or not at all: the plan would stay in WAL.
        application = QCoreApplication.instance()
        self._connections.connect(application, application.aboutToQuit, guarded(self.close))
        self.group.touched.connect(self.availability.emit)
        self.group.committed.connect(self._native_commit)
        self.group.leaving.connect(self._layers_leave)
        self.work.started.connect(lambda _: self.availability.emit())
        self.work.ended.connect(self.availability.emit)
        self.sharing = Sharing(self)

    # Opening and closing.

    @property
    def is_open(self) -> bool:
        """Whether a plan is at hand."""
        return self.plan is not None

    @property
    def path(self) -> str:
        """The file that is open, which the layers show: of a plan on a share the working copy; '' for none."""
        return self.plan.path if self.plan else ""

    @property
    def home(self) -> str:
        """Where the plan lives, as a person has chosen and algorithms are given it; '' where none is open."""
        return self.plan.home if self.plan else ""

    @property
    def layers(self) -> dict[str, QgsVectorLayer]:
        """The plan's layers by name."""
        return self.group.layers

    @property
    def catalogue(self) -> Any:
        """The plan's own catalogue; the shipped one where no plan is open."""
        if self.plan is not None:
            return self.plan.catalogue
        from ..core.catalogue import load

        return load()

    def open(self, path: str) -> None:
        """Open a plan in place of the one at hand, and add its layers to the project. Raises KosozuError."""
        if self.home and Path(self.home) == Path(path):
            return
        with busy():
            plan = PlanFile.open_at_desk(path)
        try:
            units = Units(plan.connection)
            self.close()
        except BaseException:
            plan.close()
            raise
        self.plan, self.units, self._told = plan, units, False
        self.baseline = self._baseline(plan, units)
        plan.on_commit = self._committed
        self.group.add(plan)
        self._remember(path)
        self.sharing.begin()
        self.opened.emit()
        self.availability.emit()
        self._tell_what_was_kept(plan)

    def check_in(self) -> None:
        """Write a plan on a share back there now, in the background."""
        self.sharing.check_in()

    def saved_words(self) -> str:
        """When the plan was written last, and where: 「保存済み 10:42」."""
        return self.sharing.words()

    def moved(self) -> None:
        """The plan at hand lives at another place from now on."""
        self._remember(self.home)
        self.changed.emit(frozenset({"plan"}))

    def close(self) -> None:
        """Close the plan: its layers leave the project, and the file is one file again."""
        if self.plan is None:
            return
        if self.work.running:
            self.work.cancel()
        self._tell_closing()
        self.group.remove()
        self._idle.stop()
        if self._carrier is not None:
            self._carrier.join()
        self.sharing.stop()
        plan, self.plan, self.units = self.plan, None, None
        plan.on_commit = None
        self._close(plan)
        self.saved_at = ""
        self.closed.emit()
        self.availability.emit()

    @staticmethod
    def _close(plan: PlanFile) -> None:
        """One on a share is checked in for the last time, which can take a while."""
        out = plan.checkout
        with busy():
            plan.close()
        if out is not None and out.trouble is not None:
            say(out.trouble.text(lang()))

    def _tell_closing(self) -> None:
        """Once, while the layers are still there: whoever hears them lets go of them now."""
        if not self._told:
            self._told = True
            self.closing.emit()

    def dispose(self) -> None:
        """Close, and let go of the project's signals."""
        self.close()
        self.group.dispose()
        self._connections.forget()

    def recent(self) -> list[str]:
        """Plans opened lately that are still there, the last one first."""
        known = QSettings().value(RECENT) or []
        known = [known] if isinstance(known, str) else list(known)
        return [path for path in known if Path(path).is_file()]

    # Writing.

    def blocked(self) -> str:
        """Why nothing can be drawn now, as a sentence; '' where it can."""
        if self.plan is None:
            return tr("Open or make a plan first.")
        if self.work.running and self.work.running != "kosozu:checkplan":
            return tr("Another job is writing the plan. Drawing goes on when it is done.")
        names = [layer.name() for layer in self.layers.values() if layer.isModified()]
        if names:
            text = tr(
                "Layer “{layers}” has edits that are not saved. Save or discard them in QGIS, then draw on."
            )
            return text.format(layers="、".join(names))
        return ""

    def require(self) -> PlanFile:
        """The plan, ready for a stroke. Raises UI-BLOCKED with the reason where it is not."""
        reason = self.blocked()
        if reason or self.plan is None:
            raise KosozuError("UI-BLOCKED", reason=reason)
        return self.plan

    def paint(self, rows: Iterable[int], code: str) -> int:
        """One stroke: units (rows of ``units``) get a class, or lose their own (''). Returns how many changed."""
        plan, units = self.require(), self.units
        fids = [] if units is None else units.fid[sorted(set(rows))].tolist()
        if not fids:
            return 0
        with plan.stroke(self._paint_label(len(fids), code)) as stroke:
            return paint(stroke, fids, code)

    def undo(self) -> str | None:
        """Take back the last stroke; its name, or None where there is none."""
        return self.require().undo()

    def redo(self) -> str | None:
        """Do again what was undone last; its name, or None."""
        return self.require().redo()

    def next_undo(self) -> tuple[str, str]:
        """Names of what undo and redo would do; '' for nothing."""
        return self.plan.next_labels() if self.plan else ("", "")

    def run(
        self,
        algorithm: str,
        parameters: Mapping[str, Any],
        done: Callable[[dict[str, Any]], None] | None = None,
    ) -> None:
        """Run an algorithm on the plan in the background; what it wrote is read again before ``done`` is called."""
        version = self._version()

        @guarded
        def finished(results: dict[str, Any]) -> None:
            if self._version() != version:  # an export has written nothing
                self.reload()
            if done is not None:
                done(results)

        given = {"PLAN": self.home, **parameters}
        self.work.start(algorithm, given, finished, self._failed)

    def _version(self) -> int:
        """A number that changes when another connection writes the plan."""
        if self.plan is None:
            return 0
        return int(self.plan.connection.execute("PRAGMA data_version").fetchone()[0])

    def _failed(self, message: str) -> None:
        """Say why; what a stopped job had written and taken back again is read anew."""
        if "finding" in self.layers:
            self.layers["finding"].reload()
        self.changed.emit(frozenset({"finding"}))
        say(message)

    def reload(self) -> None:
        """Read everything again after somebody else (an algorithm, QGIS's own editing) has written."""
        if self.plan is None:
            return
        self.units = Units(self.plan.connection)
        if int(self.plan.info["edition"] or 0) != self._edition:
            self.baseline = self._baseline(self.plan, self.units)
        self.group.reload()
        self._clock()
        self.changed.emit(frozenset(TABLES))

    # What follows a commit.

    @guarded
    def _committed(self, ops: Sequence[Op]) -> None:
        plan = self.plan
        if plan is None or self.units is None:
            return
        tables = frozenset(op.table for op in ops)
        reshaped = {op.table for op in ops if op.kind in _ROWS_COME_AND_GO or "geom" in op.before}
        only_painted = False
        if "unit" in reshaped:
            self.units = Units(plan.connection)
        elif "unit" in tables:
            fids = [fid for op in ops if op.table == "unit" for fid in op.fids]
            written = self.units.refresh(plan.connection, fids)
            only_painted = tables == {"unit"} and bool(self.units.painted[written].all())
        self.group.draw(tables, reshaped, only_painted=only_painted)
        self._clock()
        self._idle.start()
        self.changed.emit(tables)

    def _carry_over(self) -> None:
        """Once the hand rests: what lies under fresh paint is drawn, and a thread carries the WAL into the file."""
        self.group.draw_rest()
        if self.plan is None or (self._carrier is not None and self._carrier.is_alive()):
            return
        self._carrier = threading.Thread(target=self.plan.checkpoint, daemon=True)
        self._carrier.start()

    def _clock(self) -> None:
        self.saved_at = datetime.now().strftime("%H:%M")
        self.sharing.written()
        self.saved.emit(self.saved_at)

    def _paint_label(self, count: int, code: str) -> str:
        """The stroke's name, in the journal's language: 「12筆を粗放的管理に」."""
        if not code:
            return f"{count:,}筆の塗りを消す"
        label = self.catalogue.classes[code].label_ja.split("（")[0]
        return f"{count:,}筆を{label}に"

    def _baseline(self, plan: PlanFile, units: Units) -> Totals:
        """Sums of the newest frozen edition where its units are today's, else those of now."""
        self._edition = int(plan.info["edition"] or 0)
        if not self._edition:
            return units.totals()
        frozen = plan.edition(self._edition)["unit"]
        return units.totals_with(dict(zip(frozen["unit_id"], frozen["class_code"])))

    def _tell_what_was_kept(self, plan: PlanFile) -> None:
        if plan.backup:
            say(
                tr(
                    "The plan was of an older version and has been brought up to date. A copy is kept: {path}"
                ).format(path=plan.backup)
            )
        continued = plan.checkout is not None and plan.checkout.continued
        if not plan.recovered and not continued:
            return
        last = plan.journal()
        label = last[-1]["label"] if last else "–"
        at = datetime.fromisoformat(last[-1]["at"].replace("Z", "+00:00")).astimezone() if last else None
        when = at.strftime("%Y-%m-%d %H:%M") if at else ""
        if plan.recovered:
            text = tr("QGIS ended unexpectedly last time. Everything up to “{label}” ({when}) was kept.")
        else:
            text = tr(
                "The share could not be written last time. Everything up to “{label}” ({when}) was kept."
            )
        text = text.format(label=label, when=when)
        if continued:
            text += " " + tr("The work goes on from the copy on this PC, which is written back to the share.")
        say(text)

    # Layers, and what is seen of persons.

    @guarded
    def hide_names(self, hidden: bool) -> None:
        """Keep names of persons off the screen (somebody else is looking), or show them to the office again."""
        self.names_hidden = hidden
        self.changed.emit(frozenset({"actor"}))

    def show_layer(self, name: str, shown: bool) -> None:
        """Tick or untick one of the plan's layers in the project's tree."""
        self.group.show_layer(name, shown)

    def show_all(self) -> None:
        """The whole plan in the map."""
        self.group.show_all()

    @guarded
    def _native_commit(self) -> None:
        """QGIS has saved edits of a layer: they become one stroke of the journal."""
        if self.plan is not None and self.plan.fold_changes() is None:
            self.availability.emit()

    @guarded
    def _layers_leave(self) -> None:
        """Somebody takes layers of the plan out of the project: the plan is closed with the rest of them."""
        self._tell_closing()
        QTimer.singleShot(0, guarded(self.close))

    @staticmethod
    def _remember(path: str) -> None:
        settings = QSettings()
        known = settings.value(RECENT) or []
        known = [known] if isinstance(known, str) else list(known)
        settings.setValue(RECENT, [path, *[other for other in known if other != path]][:_KEPT])
