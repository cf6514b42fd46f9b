"""Second page: the years the plan is for, the plane system its areas are measured in, and the file."""

from __future__ import annotations

import datetime
import re
import tempfile
from pathlib import Path
from typing import Any

from qgis.PyQt.QtCore import QStandardPaths
from qgis.PyQt.QtGui import QValidator
from qgis.PyQt.QtWidgets import (
    QComboBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QSpinBox,
    QWidget,
    QWizardPage,
)

from ...core.catalogue.model import label
from ...core.errors import KosozuError
from ...core.jobs.createplan import PLANE_SYSTEMS, check_request
from ...core.reports.wareki import fiscal_year
from ...core.sources import text as texts
from ...gis.words import lang, tr
from ..docks.base import TOUCH, button, note
from ..problems import guarded
from .place import FIRST_SYSTEM, PlacePage

_FORBIDDEN = re.compile(r'[\\/:*?"<>|\x00-\x1f]+')
_TEN = 9
"""A plan is for ten years unless somebody says otherwise: the last year is the first one and nine."""


def is_temporary(path: Path) -> bool:
    """Whether a folder is one that the system empties."""
    places = {
        tempfile.gettempdir(),
        QStandardPaths.writableLocation(QStandardPaths.StandardLocation.TempLocation),
    }
    homes = [Path(place).resolve() for place in places if place]
    return any(home == path or home in path.parents for home in homes)


class YearBox(QSpinBox):
    """A fiscal year, typed in half or full width, western or Japanese: 2027, ２０２７, R9, 令和9."""

    def __init__(self, value: int) -> None:
        super().__init__()
        self.setRange(1990, 2150)
        self.setValue(value)
        self.setMinimumHeight(TOUCH)
        self.setMinimumWidth(110)

    def validate(self, text: str, at: int) -> tuple[Any, str, int]:
        """Anything that may become a year."""
        year = texts.year(text)
        fine = bool(year) and self.minimum() <= int(year) <= self.maximum()
        state = QValidator.State.Acceptable if fine else QValidator.State.Intermediate
        return (state if len(text) <= 8 else QValidator.State.Invalid), text, at

    def valueFromText(self, text: str) -> int:
        """The western year."""
        return int(texts.year(text) or self.value())

    def fixup(self, text: str) -> str:
        """What is no year becomes the last one that was."""
        return str(self.value())


class YearsPage(QWizardPage):
    """Years, plane system and file."""

    def __init__(self, catalogue: Any, place: PlacePage, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._catalogue, self._place = catalogue, place
        self.setTitle(tr("For which years, and in which file?"))
        self.setSubTitle(tr("Everything of the plan goes into one file. Choose a folder that stays."))
        today = datetime.date.today()
        first = today.year + (1 if today.month >= 4 else 0)
        self.start, self.end = YearBox(first), YearBox(first + _TEN)
        self.start_words, self.end_words = QLabel(), QLabel()
        self.crs, self.file, self.problem = QComboBox(), QLineEdit(), note()
        self.browse = button(tr("Choose a file…"), "open", self._browse, wide=True)
        self._proposed = ("", 0)
        self._lay_out()
        for box in (self.start, self.end):
            box.valueChanged.connect(self._years_changed)
        self.file.textChanged.connect(self._file_changed)
        self._years_changed()

    def _lay_out(self) -> None:
        form = QFormLayout(self)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        for text, box, words in (
            (tr("First fiscal year"), self.start, self.start_words),
            (tr("Last fiscal year"), self.end, self.end_words),
        ):
            box.setAccessibleName(text)
            line = QHBoxLayout()
            line.addWidget(box)
            line.addWidget(words, 1)
            form.addRow(text, line)
        for epsg in PLANE_SYSTEMS:
            text = tr("System {number}, EPSG:{epsg} {places}")
            text = text.format(number=epsg - FIRST_SYSTEM, epsg=epsg, places=self._places(epsg))
            self.crs.addItem(text.strip(), epsg)
        for widget, text in ((self.crs, tr("Plane coordinate system")), (self.file, tr("Plan file"))):
            widget.setMinimumHeight(TOUCH)
            widget.setAccessibleName(text)
        self.crs.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.crs.setMinimumContentsLength(30)
        form.addRow(tr("Plane coordinate system"), self.crs)
        line = QHBoxLayout()
        line.addWidget(self.file, 1)
        line.addWidget(self.browse)
        form.addRow(tr("Plan file"), line)
        form.addRow("", self.problem)

    def _places(self, epsg: int) -> str:
        """Prefectures of a plane system, as far as they lie in one as a whole."""
        known = self._catalogue.prefectures
        names = [
            label(known[prefix], lang())
            for prefix, system in self._catalogue.plane_systems.items()
            if system == epsg and prefix in known
        ]
        return f"（{'・'.join(names)}）" if names else ""

    def initializePage(self) -> None:
        """The plane system of the code, and a file in Documents named after the plan."""
        epsg = self._place.epsg
        title = self._place.values()["TITLE"]
        if self._proposed[1] != epsg:
            self.crs.setCurrentIndex(self.crs.findData(epsg))
        if self.file.text() in ("", self._proposed[0]):
            self.file.setText(str(self._free(title)))
        self._proposed = (self.file.text(), epsg)

    @staticmethod
    def _free(title: str) -> Path:
        """A path in Documents that no file has yet."""
        documents = QStandardPaths.StandardLocation.DocumentsLocation
        folder = Path(QStandardPaths.writableLocation(documents) or Path.home())
        folder = folder if folder.is_dir() else Path.home()
        stem = _FORBIDDEN.sub("", title).strip(" .\u3000") or "kosou"
        path, number = folder / f"{stem}.gpkg", 2
        while path.exists():
            path, number = folder / f"{stem} {number}.gpkg", number + 1
        return path

    @guarded
    def _browse(self) -> None:
        options = QFileDialog.Option.DontConfirmOverwrite
        path, _ = QFileDialog.getSaveFileName(
            self, tr("Plan file"), self.file.text(), "GeoPackage (*.gpkg)", options=options
        )
        if path:
            self.file.setText(path if path.lower().endswith(".gpkg") else f"{path}.gpkg")

    @guarded
    def _years_changed(self, *_: object) -> None:
        self.start_words.setText(fiscal_year(self.start.value(), lang()))
        self.end_words.setText(fiscal_year(self.end.value(), lang()))
        self.problem.setText("")
        self.completeChanged.emit()

    @guarded
    def _file_changed(self, *_: object) -> None:
        self.problem.setText("")
        self.completeChanged.emit()

    def isComplete(self) -> bool:
        """Years in order and a file."""
        return self.end.value() >= self.start.value() and bool(self.file.text().strip())

    def validatePage(self) -> bool:
        """What the algorithm would refuse is said here already."""
        self.problem.setText(self.refusal())
        return not self.problem.text()

    def refusal(self) -> str:
        """Why no plan can be made so; ''."""
        path = Path(self.file.text().strip())
        if not path.is_absolute():
            return tr("Give the file with its folder.")
        if is_temporary(path.parent.resolve()):
            return tr("This folder is emptied by the system. Choose one that stays, such as Documents.")
        values = self._place.values()
        try:
            check_request(
                {
                    "path": str(path), "tier": values["TIER"], "jurisdiction": values["JURISDICTION"],
                    "title": values["TITLE"], "community": values["COMMUNITY"], "start_fy": self.start.value(),
                    "end_fy": self.end.value(), "epsg": int(self.crs.currentData()), "catalogue_folder": "",
                    "overwrite": False,
                }
            )  # fmt: skip
        except KosozuError as error:
            return error.text(lang())
        return ""

    def values(self) -> dict[str, Any]:
        """Parameters of createplan, PLAN among them."""
        return {
            "PLAN": str(Path(self.file.text().strip())),
            "START_FY": self.start.value(),
            "END_FY": self.end.value(),
            "CRS": f"EPSG:{self.crs.currentData()}",
        }
