"""First page: whose plan it is. The name and the plane system appear as the code is typed."""

from __future__ import annotations

from typing import Any

from qgis.PyQt.QtCore import QStringListModel, Qt
from qgis.PyQt.QtWidgets import QComboBox, QCompleter, QFormLayout, QLineEdit, QWidget, QWizardPage

from ...core.catalogue.model import label
from ...core.errors import KosozuError
from ...core.sources.codes import Jurisdiction, jurisdiction, plane_epsg
from ...core.sources.text import half
from ...gis.words import lang, tr
from ..docks.base import TOUCH, note
from ..problems import guarded

FIRST_SYSTEM = 6668
"""EPSG code before the first plane rectangular system: 6668 + 8 is 第8系."""


class PlacePage(QWizardPage):
    """Code, tier, community and title."""

    def __init__(self, catalogue: Any, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._catalogue = catalogue
        self.found: Jurisdiction | None = None
        self.setTitle(tr("Whose plan is it?"))
        self.setSubTitle(tr("Type the code of the municipality, or its name and choose from the list."))
        self.code, self.place = QLineEdit(), note()
        self.tier, self.community, self.title_edit = QComboBox(), QLineEdit(), QLineEdit()
        self._proposed = ""
        self._lay_out()
        self._complete()
        self.code.textChanged.connect(self._code_changed)
        self.tier.currentIndexChanged.connect(self._tier_changed)
        self.community.textChanged.connect(self._propose)
        self.title_edit.textChanged.connect(self.completeChanged)
        self._code_changed()

    def _lay_out(self) -> None:
        form = QFormLayout(self)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        rows = (
            (tr("Code of the municipality (5 or 6 digits)"), self.code),
            (tr("Tier"), self.tier),
            (tr("Name of the community"), self.community),
            (tr("Title of the plan"), self.title_edit),
        )
        for text, widget in rows:
            widget.setMinimumHeight(TOUCH)
            widget.setAccessibleName(text)
            form.addRow(text, widget)
            if widget is self.code:
                form.addRow("", self.place)
        self.place.setMinimumHeight(44)

    def _complete(self) -> None:
        """A name chosen from the list becomes its code."""
        prefectures = {code: one.label_ja for code, one in self._catalogue.prefectures.items()}
        known = [
            f"{code} {'' if code[2:5] == '000' else prefectures.get(code[:2], '')}{name}"
            for code, name in self._catalogue.municipalities.items()
        ]
        completer = QCompleter(self)
        completer.setModel(QStringListModel(known, completer))
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setMaxVisibleItems(12)
        self.code.setCompleter(completer)

    # What is typed.

    @guarded
    def _code_changed(self, *_: object) -> None:
        text = half(
            self.code.text().split(" ")[0] if self.code.text()[:6].strip().isdigit() else self.code.text()
        )
        if self.code.text() != text and text.isascii() and text.isdigit():
            self.code.setText(text)  # a line of the list, or full-width digits, become the code
            return
        self.found = None
        try:
            if len(text) >= 2 and text.isascii() and text.isdigit() and len(text) != 3:
                self.found = jurisdiction(text) if len(text) >= 5 else None
            self.place.setText(self._words(text))
        except KosozuError as error:
            self.place.setText(error.text(lang()))
        self._tiers()
        self._propose()
        self.completeChanged.emit()

    def _words(self, text: str) -> str:
        """Name and plane system of the code, or what is still to be typed."""
        if self.found is None:
            return tr("For instance 202037; a code that ends with 000 is a prefecture.") if text == "" else ""
        system = self.epsg - FIRST_SYSTEM
        code = self.found.code
        text = tr("{code} {name} – plane system {number}, EPSG:{epsg}")
        text = text.format(code=code, name=self.full_name, number=system, epsg=self.epsg)
        if self.name:
            return text
        return (
            text + "\n" + tr("This code is not in the list of municipalities; please make sure it is right.")
        )

    @property
    def epsg(self) -> int:
        """The plane system of the code; 0 where there is no code yet."""
        return plane_epsg(self.found.code, self._catalogue) if self.found else 0

    @property
    def name(self) -> str:
        """The municipality's name without its prefecture; ''."""
        return str(self._catalogue.municipalities.get(self.found.code, "")) if self.found else ""

    @property
    def full_name(self) -> str:
        """The municipality with its prefecture, as far as they are known; ''."""
        if self.found is None:
            return ""
        prefecture = label(self._catalogue.prefectures[self.found.prefecture], lang())
        return prefecture if self.found.is_prefecture else f"{prefecture} {self.name}".strip()

    def _tiers(self) -> None:
        """A prefecture's code makes a prefecture's plan, any other a municipality's or a community's."""
        before = self.tier.currentData()
        prefecture = self.found is not None and self.found.is_prefecture
        tiers = ["prefecture"] if prefecture else ["municipality", "community"]
        if [self.tier.itemData(at) for at in range(self.tier.count())] == tiers:
            return
        self.tier.blockSignals(True)
        self.tier.clear()
        for tier in tiers:
            self.tier.addItem(self._catalogue.code_label("tier", tier, lang()), tier)
        self.tier.setCurrentIndex(max(self.tier.findData(before), 0))
        self.tier.blockSignals(False)
        self._tier_changed()

    @guarded
    def _tier_changed(self, *_: object) -> None:
        self.community.setEnabled(self.tier.currentData() == "community")
        self._propose()

    @guarded
    def _propose(self, *_: object) -> None:
        """A title, until a person has written one of his own."""
        community = half_ends(self.community.text())
        if self.tier.currentData() == "community" and (community or self.name):
            title = tr("Community management plan of {place}").format(place=community or self.name)
        else:
            title = tr("Management plan of {place}").format(place=self.name) if self.name else ""
        if self.title_edit.text() in ("", self._proposed):
            self._proposed = title
            self.title_edit.setText(title)

    # What the wizard asks.

    def isComplete(self) -> bool:
        """A code that exists, and a title."""
        return self.found is not None and bool(self.title_edit.text().strip())

    def values(self) -> dict[str, str]:
        """Parameters of createplan."""
        tier = str(self.tier.currentData())
        return {
            "TIER": tier,
            "JURISDICTION": self.found.code if self.found else "",
            "TITLE": half_ends(self.title_edit.text()),
            "COMMUNITY": half_ends(self.community.text()) if tier == "community" else "",
        }


def half_ends(text: str) -> str:
    """Without white space at the ends, full-width spaces too."""
    return text.strip(" \t\u3000")
