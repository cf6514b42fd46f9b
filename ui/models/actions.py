"""The action plan as a table that is written in: a cell is a stroke, and what an action lacks is red."""

from __future__ import annotations

from typing import Any

from qgis.PyQt.QtCore import QAbstractTableModel, QModelIndex, QObject, QSortFilterProxyModel, Qt
from qgis.PyQt.QtGui import QBrush, QColor, QPalette
from qgis.PyQt.QtWidgets import QApplication

from ...core.catalogue.model import label
from ...core.jobs.editaction import ACTORS, EDITABLE, LISTS, NUMBERS, YEARS, edit_action, lacks, methods_of
from ...core.jobs.names import Place
from ...core.reports.wareki import fiscal_year, year_of_table
from ...gis.words import lang, tr
from ..problems import report, say
from ..session import Session

COLUMNS = (
    "order_no", "kind", "title", "zone_id", "class_code", "method_code", "manager_id", "partner_id", "term",
    "start_fy", "end_fy", "frequency", "scheme", "procedure", "priority", "hours_per_year", "cost", "indicator", "note",
)  # fmt: skip
SORT = Qt.ItemDataRole.UserRole + 1
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_RED = {False: ("#F9D6D3", "#7A120C"), True: ("#6E1B16", "#FFE3E0")}
"""Background and text of what is missing, on a light and on a dark window: more than 7 : 1 both."""


def _red(row: dict[str, Any]) -> list[str]:
    """What a row lacks, and its number, which a narrow dock shows before all else."""
    lacking = lacks(row)
    return ["order_no", *lacking] if lacking else []


class ActionModel(QAbstractTableModel):
    """Rows of the table ``action`` in their order. A row that lacks somebody or something says what."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows: list[dict[str, Any]] = []
        self.actors: dict[str, str] = {}
        """actor_id → label."""
        self._names: dict[str, str] = {}
        self._zones: dict[str, str] = {}
        self._own: list[str] = []
        self._session = session

    def refresh(self) -> None:
        """Read everything again; where the same actions stand in the same order, the view keeps what it has."""
        plan = self._session.plan
        rows: list[dict[str, Any]] = []
        self.actors, self._names, self._zones, self._own = {}, {}, {}, []
        if plan is not None:
            table = plan.read("action")
            rows = [dict(zip(table, values)) for values in zip(*table.values())]
            rows.sort(key=lambda row: (row["order_no"] is None, row["order_no"] or 0, row["action_id"]))
            actors = plan.read("actor", ["actor_id", "label"])
            self.actors = dict(zip(actors["actor_id"], actors["label"]))
            known = {} if self._session.names_hidden else plan.names()
            self._names = {key: row.get("name", "") for (kind, key), row in known.items() if kind == "actor"}
            zones = plan.read("zone", ["zone_id", "name", "tier"])
            self._zones = {key: name or key for key, name in zip(zones["zone_id"], zones["name"])}
            self._own = [key for key, tier in zip(zones["zone_id"], zones["tier"]) if tier != "upper"]
        if [row["action_id"] for row in rows] == [row["action_id"] for row in self.rows] and rows:
            self.rows = rows
            self.dataChanged.emit(self.index(0, 0), self.index(len(rows) - 1, len(COLUMNS) - 1))
            return
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def choices(self, index: QModelIndex) -> list[tuple[Any, str, str]] | None:
        """(value, text, tip) that a cell may have; None where it is written freely. Actors may be new names, too."""
        catalogue, column, row = self._session.catalogue, COLUMNS[index.column()], self.rows[index.row()]
        nothing = ("", "–", "")
        if column == "zone_id":
            return [nothing, *((key, self._zones[key], key) for key in self._own)]
        if column == "method_code":
            methods = methods_of(str(row["class_code"] or ""), catalogue)
            return [nothing, *((one.code, self._method(one.code), "") for one in methods)]
        if column in ACTORS:
            people = sorted((text, key) for key, text in self.actors.items())
            return [("", "", ""), *((key, text, self._names.get(key, "")) for text, key in people)]
        if column in LISTS:
            entries = catalogue.codes[LISTS[column]].items()
            return [nothing, *((code, label(entry, lang()), "") for code, entry in entries)]
        if column in YEARS and self._session.plan is not None:
            info = self._session.plan.info
            years = {row[column], *range(info["start_fy"] or 0, (info["end_fy"] or -1) + 1)} - {None}
            return [nothing, *((year, year_of_table(year, lang()), "") for year in sorted(years))]
        return None

    def zone_of(self, row: int) -> str:
        """The zone of a row; ''."""
        return str(self.rows[row]["zone_id"] or "")

    def incomplete(self) -> int:
        """How many actions lack a manager or a method."""
        return sum(bool(lacks(row)) for row in self.rows)

    # Words.

    def _method(self, code: str) -> str:
        """A method; that it is not one for farmland is said."""
        catalogue = self._session.catalogue
        method = catalogue.methods.get(code)
        if method is None:
            return code
        land = catalogue.code_label("method_land_kind", method.land_kind, lang())
        return (
            label(method, lang()) if method.land_kind == "farmland" else f"{label(method, lang())}（{land}）"
        )

    def _text(self, row: dict[str, Any], column: str) -> str:
        catalogue, value = self._session.catalogue, row[column]
        if column in lacks(row):
            return str(catalogue.phrase("to_settle", lang()))
        if value is None or value == "":
            return ""
        if column in ("kind", *LISTS):
            text = catalogue.code_label(LISTS.get(column, "action_kind"), value, lang())
            return str(text).split("（")[0].split(" (")[0]
        if column == "class_code":
            known = catalogue.classes.get(value)
            return f"{value} {label(known, lang()).split('（')[0]}" if known else str(value)
        if column in YEARS:
            return year_of_table(value, lang())
        if column in NUMBERS:
            return f"{value:,.1f}" if column == "hours_per_year" else f"{value:,.0f}"
        if column == "procedure":
            codes = [code.strip() for code in value.split(";") if code.strip()]
            known = catalogue.procedures
            return "、".join(label(known[code], lang()) if code in known else code for code in codes)
        named = {"zone_id": self._zones, "manager_id": self.actors, "partner_id": self.actors}
        return (
            self._method(value) if column == "method_code" else str(named.get(column, {}).get(value, value))
        )

    def _tip(self, row: dict[str, Any], column: str) -> str:
        if column in _red(row):
            told = {
                "manager_id": tr("No manager yet: who does this? Choose, or type a name."),
                "method_code": tr(
                    "No method yet: how is this land managed? Choose one of its class’s methods."
                ),
            }
            return "\n".join(told[name] for name in lacks(row) if column in (name, "order_no"))
        if column in YEARS and row[column] is not None:
            return fiscal_year(row[column], lang())
        name = self._names.get(row[column], "") if column in ACTORS else ""
        return f"{self._text(row, column)}（{name}）" if name else self._text(row, column)

    # What Qt asks.

    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Actions."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008
        """Number to notes."""
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(self, section: int, orientation: Any, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The catalogue's names of the columns."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self._session.catalogue.alias("action", COLUMNS[section], lang())
        return None

    def flags(self, index: QModelIndex) -> Any:
        """What follows from zone and findings is not written by hand, and nothing is while a job writes."""
        editable = COLUMNS[index.column()] in EDITABLE and not self._session.blocked()
        return super().flags(index) | Qt.ItemFlag.ItemIsEditable if editable else super().flags(index)

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """One cell."""
        row, column = self.rows[index.row()], COLUMNS[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(row, column).replace("\n", "　")
        if role == Qt.ItemDataRole.EditRole:
            return "" if row[column] is None else row[column]
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._tip(row, column)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            name = self._session.catalogue.alias("action", column, lang())
            return f"{name}：{self._tip(row, column) if column in _red(row) else self._text(row, column)}"
        if role == SORT:
            return row[column] if isinstance(row[column], (int, float)) else self._text(row, column)
        if role == Qt.ItemDataRole.TextAlignmentRole and column in ("order_no", *NUMBERS):
            return int(_RIGHT)
        if role in (Qt.ItemDataRole.BackgroundRole, Qt.ItemDataRole.ForegroundRole) and column in _red(row):
            dark = QApplication.palette().color(QPalette.ColorRole.Base).lightness() < 128
            return QBrush(QColor(_RED[dark][role == Qt.ItemDataRole.ForegroundRole]))
        return None

    def setData(self, index: QModelIndex, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """One stroke of the plan; what cannot be is told, and the cell stays as it was."""
        row, column = self.rows[index.row()], COLUMNS[index.column()]
        if role != Qt.ItemDataRole.EditRole or column not in EDITABLE:
            return False
        wrong = self._wrong(row, column, value)
        if wrong:
            say(wrong, seconds=8)
            return False
        try:
            named = edit_action(self._session.require(), row["action_id"], {column: value})
        except Exception as error:
            report(error)
            return False
        self.refresh()
        if named:
            say(self._named(row["action_id"], named))
        return True

    def _named(self, action_id: str, places: list[Place]) -> str:
        """That a person's name had been written in texts before, and what is left to do."""
        alias = self._session.catalogue.alias
        tables = {
            "zone": tr("Zone"),
            "mark": tr("Mark"),
            "decision": tr("Decision"),
            "action": tr("Action"),
            "note": tr("Note"),
        }
        elsewhere = [
            f"{tables[table]} {key}（{alias(table, column, lang())}）"
            for table, key, column in places
            if (table, key) != ("action", action_id)
        ]
        told = [
            tr(
                "The person's name had been written in texts of the plan; the journal keeps them as they were."
            )
        ]
        if len(elsewhere) < len(places):
            told.append(tr("This action's texts have the pseudonym now."))
        if elsewhere:
            told.append(tr("Change these by hand: {places}").format(places="、".join(elsewhere)))
        return " ".join(told)

    def _wrong(self, row: dict[str, Any], column: str, value: Any) -> str:
        """Why a cell cannot have a value, in the words of the table."""
        if column == "title" and not str(value or "").strip():
            return tr("An action needs a title.")
        if column in YEARS and value not in (None, ""):
            years = {**{name: row[name] for name in YEARS}, column: int(value)}
            if None not in years.values() and years["end_fy"] < years["start_fy"]:
                return tr("The action would end before it begins.")
        return ""


class ActionOrder(QSortFilterProxyModel):
    """All actions, or only those that lack a manager or a method."""

    def __init__(self, model: ActionModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._only_incomplete = False
        self.setSourceModel(model)
        self.setSortRole(SORT)

    def show_incomplete(self, only: bool) -> None:
        """Leave out actions that lack nothing."""
        self._only_incomplete = only
        self.invalidateFilter()

    def filterAcceptsRow(self, row: int, parent: QModelIndex) -> bool:
        """By what a row lacks."""
        return not self._only_incomplete or bool(lacks(self.sourceModel().rows[row]))
