"""What an algorithm asks for, as widgets: choices with words, ticks, a file or folder to write."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from qgis.core import (
    QgsFileUtils,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFile,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterFolderDestination,
    QgsProcessingParameterMultipleLayers,
    QgsProcessingParameterString,
)
from qgis.PyQt.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QWidget,
)

from ...gis.words import tr
from ..docks.base import TOUCH, button
from ..docks.shared import choice

_DESTINATIONS = (QgsProcessingParameterFileDestination, QgsProcessingParameterFolderDestination)
Label = Callable[[str, str], str]
"""(parameter, code) → what the code is called."""


class ParameterForm(QWidget):
    """The parameters of one algorithm but those that are settled."""

    def __init__(
        self,
        definitions: Sequence[QgsProcessingParameterDefinition],
        settled: Sequence[str],
        label: Label,
        proposal: str,
        suffixes: Sequence[str] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._label, self._proposal, self._suffixes = label, proposal, tuple(suffixes)
        self._read: dict[str, Callable[[], Any]] = {}
        self.widgets: dict[str, QWidget] = {}
        self._form = QFormLayout(self)
        self._form.setContentsMargins(0, 0, 0, 0)
        self._form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        for definition in definitions:
            hidden = definition.flags() & QgsProcessingParameterDefinition.FlagHidden
            if definition.name() not in settled and not hidden:
                self._add(definition)

    def values(self) -> dict[str, Any]:
        """What is chosen; nothing for what was left empty."""
        read = {name: value() for name, value in self._read.items()}
        return {name: value for name, value in read.items() if value not in ("", None)}

    def _add(self, definition: QgsProcessingParameterDefinition) -> None:
        if isinstance(definition, QgsProcessingParameterEnum):
            made = self._choice(definition)
        elif isinstance(definition, QgsProcessingParameterBoolean):
            made = self._tick(definition)
        elif isinstance(definition, _DESTINATIONS):
            made = self._place(definition)
        elif isinstance(definition, QgsProcessingParameterFile):
            made = self._file(definition)
        elif isinstance(definition, QgsProcessingParameterString):
            made = self._text(definition)
        elif isinstance(definition, QgsProcessingParameterMultipleLayers):
            return  # the desk gives the layers that the map shows
        else:
            raise ValueError(f"no widget for {definition.type()}")
        text = definition.description()
        self.widgets[definition.name()] = made
        made.setAccessibleName(text)
        made.setToolTip(definition.help())
        if isinstance(made, QCheckBox):
            made.setText(text)
            self._form.addRow("", made)
        elif not made.parent():
            self._form.addRow(text, made)
        else:
            self._form.addRow(text, made.parentWidget())

    def _choice(self, definition: QgsProcessingParameterEnum) -> QComboBox:
        made = choice(definition.description())
        for code in definition.options():
            made.addItem(self._label(definition.name(), code), code)
        made.setCurrentIndex(max(0, made.findData(definition.defaultValue())))
        self._read[definition.name()] = made.currentData
        return made

    def _tick(self, definition: QgsProcessingParameterBoolean) -> QCheckBox:
        made = QCheckBox()
        made.setMinimumHeight(TOUCH)
        made.setChecked(bool(definition.defaultValue()))
        self._read[definition.name()] = made.isChecked
        return made

    def _text(self, definition: QgsProcessingParameterString) -> QLineEdit:
        made = QLineEdit(str(definition.defaultValue() or ""))
        made.setMinimumHeight(TOUCH)
        self._read[definition.name()] = lambda: made.text().strip()
        return made

    def _place(self, definition: QgsProcessingParameterDefinition) -> QLineEdit:
        """A line with what is proposed, and a button; a file gets the ending that it lacks."""
        folder = isinstance(definition, QgsProcessingParameterFolderDestination)
        suffixes = [] if folder else self._endings(definition)
        made = QLineEdit(self._proposal + ("" if folder else suffixes[0]))

        def ask() -> None:
            if folder:
                found = QFileDialog.getExistingDirectory(self, definition.description(), made.text())
            else:
                kinds = ";;".join(f"{suffix[1:].upper()} (*{suffix})" for suffix in suffixes)
                found, _ = QFileDialog.getSaveFileName(self, definition.description(), made.text(), kinds)
            if found:
                made.setText(found if folder or Path(found).suffix else found + suffixes[0])

        return self._beside(definition, made, ask)

    def _endings(self, definition: QgsProcessingParameterDefinition) -> list[str]:
        named = [f".{extension}" for extension in QgsFileUtils.extensionsFromFilter(definition.fileFilter())]
        if not self._suffixes:
            return named
        return [suffix for suffix in self._suffixes if suffix in named] or list(self._suffixes)

    def _file(self, definition: QgsProcessingParameterFile) -> QLineEdit:
        made = QLineEdit()

        def ask() -> None:
            found, _ = QFileDialog.getOpenFileName(self, definition.description(), self._proposal)
            if found:
                made.setText(found)

        return self._beside(definition, made, ask)

    def _beside(
        self, definition: QgsProcessingParameterDefinition, made: QLineEdit, ask: Callable[[], None]
    ) -> QLineEdit:
        made.setMinimumHeight(TOUCH)
        row = QWidget(self)  # which keeps it
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(made, 1)
        browse = button(tr("Choose…"), "open", ask)
        line.addWidget(browse)
        self._read[definition.name()] = lambda: made.text().strip()
        return made
