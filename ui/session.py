"""The plan at hand: the one open file with its layers and sums, every stroke on it, undo and redo.

Docks and tools ask the session, and hear from it; nobody else at the desk opens the plan for writing.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from qgis.core import QgsLayerTreeGroup, QgsProject, QgsVectorLayer
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QCoreApplication, QObject, QSettings, QTimer, pyqtSignal

from ..core.errors import KosozuError
from ..core.plan import TABLES, PlanFile
from ..core.plan.paint import paint
from ..core.plan.rows import Op
from ..core.plan.units import Totals, Units
from ..gis.plan_layers import IN_TABLES, plan_layers, table_of
from ..gis.words import tr
from .problems import guarded, say
from .work import Work

RECENT = "kosozu/recent"
_KEPT = 8
LATE_MS = 700
"""When the map has told the project of its new extent."""
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
        self.layers: dict[str, QgsVectorLayer] = {}
        self.saved_at = ""
        self.work = Work(self)
        self.baseline: Totals | None = None
        """The sums that changes are shown against: the newest edition's, else those on opening."""
        self._edition = 0
        self._group: QgsLayerTreeGroup | None = None
        self._told = True
        self._stale = False
        self._carrier: threading.Thread | None = None
        self._idle = QTimer(self)
        self._idle.setSingleShot(True)
        self._idle.setInterval(IDLE_MS)
        self._idle.timeout.connect(guarded(self._carry_over))
        self._connected: list[tuple[Any, Any, Callable[..., Any]]] = []
        project = QgsProject.instance()
        self._connect(project, project.layersWillBeRemoved, self._layers_removed)
        # QGIS takes plugins out on its end too late, or not at all: the plan would stay in WAL.
        application = QCoreApplication.instance()
        self._connect(application, application.aboutToQuit, guarded(self.close))
        self.work.started.connect(lambda _: self.availability.emit())
        self.work.ended.connect(self.availability.emit)

    # Opening and closing.

    @property
    def is_open(self) -> bool:
        """Whether a plan is at hand."""
        return self.plan is not None

    @property
    def path(self) -> str:
        """The plan's file; '' where none is open."""
        return self.plan.path if self.plan else ""

    @property
    def catalogue(self) -> Any:
        """The plan's own catalogue; the shipped one where no plan is open."""
        if self.plan is not None:
            return self.plan.catalogue
        from ..core.catalogue import load

        return load()

    def open(self, path: str) -> None:
        """Open a plan in place of the one at hand, and add its layers to the project. Raises KosozuError."""
        if self.path and Path(self.path) == Path(path):
            return
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
        self._add_layers()
        self._remember(path)
        self.opened.emit()
        self.availability.emit()
        self._tell_what_was_kept(plan)

    def close(self) -> None:
        """Close the plan: its layers leave the project, and the file is one file again."""
        if self.plan is None:
            return
        if self.work.running:
            self.work.cancel()
        self._tell_closing()
        self._remove_layers()
        self._idle.stop()
        if self._carrier is not None:
            self._carrier.join()
        plan, self.plan, self.units = self.plan, None, None
        plan.on_commit = None
        plan.close()
        self.saved_at = ""
        self.closed.emit()
        self.availability.emit()

    def _tell_closing(self) -> None:
        """Once, while the layers are still there: whoever hears them lets go of them now."""
        if not self._told:
            self._told = True
            self.closing.emit()

    def dispose(self) -> None:
        """Close, and let go of the project's signals."""
        self.close()
        self._forget()

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

        given = {"PLAN": self.path, **parameters}
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
        for layer in self.layers.values():
            layer.reload()
            layer.dataProvider().dataChanged.emit()
            layer.triggerRepaint()
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
        for name, layer in self.layers.items():
            if table_of(name) not in tables:
                continue
            if name in reshaped:
                layer.reload()
            layer.dataProvider().dataChanged.emit()
            if name == "unit" and only_painted:
                self._stale = True  # the painted parcels lie on top; what is under them can wait
            else:
                layer.triggerRepaint()
        self._clock()
        self._idle.start()
        self.changed.emit(tables)

    def _carry_over(self) -> None:
        """Once the hand rests: what lies under fresh paint is drawn, and a thread carries the WAL into the file."""
        if self._stale and "unit" in self.layers:
            self._stale = False
            self.layers["unit"].triggerRepaint()
        if self.plan is None or (self._carrier is not None and self._carrier.is_alive()):
            return
        self._carrier = threading.Thread(target=self.plan.checkpoint, daemon=True)
        self._carrier.start()

    def _clock(self) -> None:
        self.saved_at = datetime.now().strftime("%H:%M")
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
        if not plan.recovered:
            return
        last = plan.journal()
        label = last[-1]["label"] if last else "–"
        at = datetime.fromisoformat(last[-1]["at"].replace("Z", "+00:00")).astimezone() if last else None
        when = at.strftime("%Y-%m-%d %H:%M") if at else ""
        say(
            tr("QGIS ended unexpectedly last time. Everything up to “{label}” ({when}) was kept.").format(
                label=label, when=when
            )
        )

    # Layers.

    def _add_layers(self) -> None:
        if self.plan is None:
            return
        project = QgsProject.instance()
        dirty = project.isDirty()
        self.layers = plan_layers(self.plan.path, self.plan.catalogue)
        title = self.plan.info["title"] or Path(self.plan.path).stem
        self._group = project.layerTreeRoot().insertGroup(0, title)
        for name, layer in self.layers.items():
            project.addMapLayer(layer, False)
            node = self._group.addLayer(layer)
            node.setExpanded(False)
            if name in IN_TABLES:
                node.setItemVisibilityChecked(False)
            self._connect(layer, layer.afterCommitChanges, self._native_commit)
            for signal in (layer.layerModified, layer.editingStopped, layer.afterRollBack):
                self._connect(layer, signal, self.availability.emit)
        unit = self.layers.get("unit")
        if unit is not None:
            project.setCrs(unit.crs())
            if self.iface is not None:
                self.show_all()
        if not dirty:
            # Our layers and our view are no change of the person's project; the map tells of its new extent late.
            project.setDirty(False)
            QTimer.singleShot(LATE_MS, lambda: project.setDirty(False))

    def show_layer(self, name: str, shown: bool) -> None:
        """Tick or untick one of the plan's layers in the project's tree."""
        layer = self.layers.get(name)
        node = self._group.findLayer(layer) if layer is not None and self._group is not None else None
        if node is not None:
            node.setItemVisibilityChecked(shown)

    def show_all(self) -> None:
        """The whole plan in the map."""
        boxes = [self.layers[name].extent() for name in ("unit", "zone") if name in self.layers]
        whole = next((box for box in boxes if not box.isEmpty()), None)
        for box in boxes:
            if whole is not None and not box.isEmpty():
                whole.combineExtentWith(box)
        if whole is not None:
            canvas = self.iface.mapCanvas()
            canvas.setExtent(whole.buffered(0.03 * max(whole.width(), whole.height())))
            canvas.refresh()

    def _remove_layers(self) -> None:
        layers, self.layers = self.layers, {}
        for layer in layers.values():
            self._forget(layer)
        QgsProject.instance().removeMapLayers([layer.id() for layer in layers.values()])
        group, self._group = self._group, None
        # A new project has taken the whole tree away already.
        if group is not None and not sip.isdeleted(group) and group.parent() is not None:
            group.parent().removeChildNode(group)

    def _connect(self, owner: Any, signal: Any, slot: Callable[..., Any]) -> None:
        signal.connect(slot)
        self._connected.append((owner, signal, slot))

    def _forget(self, owner: Any = None) -> None:
        """Hear no more of one owner of signals, or of all."""
        gone = [entry for entry in self._connected if owner is None or entry[0] is owner]
        self._connected = [entry for entry in self._connected if entry not in gone]
        for _, signal, slot in gone:
            signal.disconnect(slot)

    @guarded
    def _native_commit(self) -> None:
        """QGIS has saved edits of a layer: they become one stroke of the journal."""
        if self.plan is not None and self.plan.fold_changes() is None:
            self.availability.emit()

    @guarded
    def _layers_removed(self, ids: list[str]) -> None:
        """Somebody takes layers of the plan out of the project: the plan is closed with the rest of them."""
        ours = {name: layer for name, layer in self.layers.items() if layer.id() in ids}
        if ours:
            self._tell_closing()
        for name, layer in ours.items():
            self._forget(layer)
            del self.layers[name]
        if ours:
            QTimer.singleShot(0, guarded(self.close))

    @staticmethod
    def _remember(path: str) -> None:
        settings = QSettings()
        known = settings.value(RECENT) or []
        known = [known] if isinstance(known, str) else list(known)
        settings.setValue(RECENT, [path, *[other for other in known if other != path]][:_KEPT])
