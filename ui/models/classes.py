"""The palette: one row per management class and one for land without any, with live sums and locks."""

from __future__ import annotations

from typing import Any

from qgis.core import QgsSymbolLayerUtils
from qgis.PyQt.QtCore import QAbstractTableModel, QModelIndex, QObject, QSize, Qt
from qgis.PyQt.QtGui import QColor, QIcon

from ...core.catalogue.model import label
from ...core.plan.units import Totals
from ...gis.symbols import bare_unit_symbol, zone_symbol
from ...gis.words import lang, tr
from ..icons import untinted
from ..session import Session

KEY, NAME, AREA, PARCELS, USERS, SHARE, CHANGE, LOCK = range(8)
SWATCH = QSize(34, 20)
_HA = 10_000.0
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class ClassModel(QAbstractTableModel):
    """Rows are codes: the catalogue's classes in their order, or the three of level 1; then '' (未検討)."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.locked: set[str] = set()
        self.coarse = False
        self._session = session
        self._codes: list[str] = []
        self._members: dict[str, list[str]] = {}
        self._swatches: dict[str, QIcon] = {}
        self._totals: Totals | None = None

    def rebuild(self) -> None:
        """Another plan, or another palette."""
        self.beginResetModel()
        catalogue = self._session.catalogue
        classes = catalogue.classes
        if self.coarse:
            self._members = {level: [] for level in catalogue.level1}
            for code, entry in classes.items():
                if entry.level1 in self._members:
                    self._members[entry.level1].append(code)
            rest = [code for code, entry in classes.items() if entry.level1 not in self._members]
            self._codes = [members[0] for members in self._members.values() if members] + rest
            self._members = {members[0]: members for members in self._members.values() if members}
            self._members.update({code: [code] for code in rest})
        else:
            self._codes = list(classes)
            self._members = {code: [code] for code in classes}
        self._codes.append("")
        self._members[""] = [""]
        self._swatches = {code: _swatch(catalogue, code) for code in self._codes}
        self._totals = self._session.units.totals() if self._session.units is not None else None
        self.endResetModel()

    def refresh(self) -> None:
        """New sums after a stroke."""
        self._totals = self._session.units.totals() if self._session.units is not None else None
        if self._codes:
            self.dataChanged.emit(self.index(0, AREA), self.index(len(self._codes) - 1, CHANGE))

    @property
    def blank_share(self) -> float:
        """Share of the units' area without a class, 0 to 1."""
        return self._totals.blank_share if self._totals else 0.0

    def code(self, row: int) -> str:
        """The code that a row paints."""
        return self._codes[row]

    def row(self, code: str) -> int:
        """The row of a code; −1 where there is none."""
        return next((at for at, known in enumerate(self._codes) if code in self._members[known]), -1)

    def sums(self, code: str) -> tuple[float, int, int]:
        """Area (m²), parcels and users of a row's classes."""
        return _sums(self._totals, self._members[code])

    # What Qt asks.

    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Classes and the row without one."""
        return 0 if parent.isValid() else len(self._codes)

    def columnCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008
        """Key to lock."""
        return 0 if parent.isValid() else LOCK + 1

    def headerData(self, section: int, orientation: Any, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Short titles, with the long ones as tips."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        short = ("", tr("Class"), "ha", tr("parcels"), tr("users"), "%", tr("± ha"), "")
        long = (
            tr("Number key"), tr("Management class"), tr("Map area in hectares"), tr("Number of parcels"),
            tr("Number of users now"), tr("Share of all parcels’ area"),
            tr("Change since the last saved edition, or since the plan was opened"),
            tr("Locked: parcels of this class stay as they are"),
        )  # fmt: skip
        if role == Qt.ItemDataRole.DisplayRole:
            return short[section]
        if role == Qt.ItemDataRole.ToolTipRole:
            return long[section]
        return _RIGHT if role == Qt.ItemDataRole.TextAlignmentRole and AREA <= section <= CHANGE else None

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """One cell."""
        code, column = self._codes[index.row()], index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(index.row(), code, column)
        if role == Qt.ItemDataRole.DecorationRole and column == NAME:
            return self._swatches[code]
        if role == Qt.ItemDataRole.TextAlignmentRole and AREA <= column <= CHANGE:
            return int(_RIGHT)
        if role == Qt.ItemDataRole.CheckStateRole and column == LOCK:
            shut = set(self._members[code]) <= self.locked
            return Qt.CheckState.Checked if shut else Qt.CheckState.Unchecked
        if role == Qt.ItemDataRole.ForegroundRole and column == CHANGE:
            return QColor("#9a6700") if self._change(code) else None
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._tip(code)
        return None

    def setData(self, index: QModelIndex, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Lock or unlock a row's classes."""
        if role != Qt.ItemDataRole.CheckStateRole or index.column() != LOCK:
            return False
        members = set(self._members[self._codes[index.row()]])
        shut = Qt.CheckState(value) == Qt.CheckState.Checked
        self.locked.update(members) if shut else self.locked.difference_update(members)
        self.dataChanged.emit(index, index)
        return True

    def flags(self, index: QModelIndex) -> Any:
        """The lock is a box to tick."""
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsUserCheckable if index.column() == LOCK else flags

    def _text(self, row: int, code: str, column: int) -> str:
        if column == KEY:
            return "0" if not code else str(row + 1) if row < 9 else ""
        if column == NAME:
            return self.name(code)
        if self._totals is None or column == LOCK:
            return ""
        area, parcels, users = self.sums(code)
        if column == AREA:
            return f"{area / _HA:,.2f}"
        if column == PARCELS:
            return f"{parcels:,}"
        if column == USERS:
            return f"{users:,}"
        if column == SHARE:
            whole = float(self._totals.area_m2.sum())
            return f"{100 * area / whole:.1f}" if whole else "–"
        change = self._change(code)
        return f"{change:+,.2f}" if change else ""

    def _change(self, code: str) -> float:
        """Hectares since the baseline, to the two decimals that are shown."""
        base = _sums(self._session.baseline, self._members[code])[0]
        return round((self.sums(code)[0] - base) / _HA, 2)

    def name(self, code: str) -> str:
        """What a row is called."""
        catalogue = self._session.catalogue
        if not code:
            return tr("No class yet")
        entry = catalogue.classes[code]
        if self.coarse and entry.level1 in catalogue.level1:
            return label(catalogue.level1[entry.level1], lang())
        return f"{entry.letter} {label(entry, lang()).split('（')[0].split(' (')[0]}"

    def _tip(self, code: str) -> str:
        catalogue = self._session.catalogue
        if not code:
            return tr("Land that nobody has talked about yet; “X” is land under discussion.")
        entry = catalogue.classes[code]
        text = f"{label(entry, lang())}\n{getattr(entry, f'description_{lang()}')}"
        if self.coarse and len(self._members[code]) > 1:
            more = tr("Painted as {code}; the finer classes can be told apart later.").format(code=code)
            text = f"{self.name(code)}（{'・'.join(self._members[code])}）\n{more}"
        return text


def _sums(totals: Totals | None, codes: list[str]) -> tuple[float, int, int]:
    if totals is None:
        return 0.0, 0, 0
    found = [totals.of(code) for code in codes]
    return sum(one[0] for one in found), sum(one[1] for one in found), sum(one[2] for one in found)


def _swatch(catalogue: Any, code: str) -> QIcon:
    """Fill and hatch of a class as the map draws it on white paper, the same in a selected row."""
    symbol = zone_symbol(catalogue.classes[code], outline_mm=0.3) if code else bare_unit_symbol(0.3)
    return untinted(QgsSymbolLayerUtils.symbolPreviewPixmap(symbol, SWATCH), Qt.GlobalColor.white)
