"""The composition root: translator, Processing provider, and nothing left behind."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QCoreApplication, QLocale, QTranslator

_I18N = Path(__file__).parent / "i18n"


class KosozuPlugin:
    """What QGIS loads; works with ``iface`` None, as in qgis_process."""

    def __init__(self, iface: Any) -> None:
        self._iface = iface
        self._provider: Any = None
        self._desk: Any = None
        # Before anything is named: what is translated early stays English for ever.
        self._translator = _install_translator()

    def initProcessing(self) -> None:
        """Register the provider; qgis_process calls this and nothing else."""
        if self._provider is not None:
            return
        from .processing.provider import KosozuProvider

        self._provider = KosozuProvider()
        QgsApplication.processingRegistry().addProvider(self._provider)
        # QGIS 3.22 loads a provider's models before its algorithms can be found.
        self._provider.refreshAlgorithms()

    def initGui(self) -> None:
        """On the desktop: the same provider in the toolbox, and the desk in the window."""
        if self._translator is None:  # taken out, and put in again
            self._translator = _install_translator()
        self.initProcessing()
        if self._iface is None:
            return
        from .ui.desk import Desk

        self._desk = Desk(self._iface)
        self._desk.show()

    def unload(self) -> None:
        """Leave QGIS as it was."""
        if self._desk is not None:
            self._desk.dispose()
            self._desk = None
        if self._provider is not None:
            QgsApplication.processingRegistry().removeProvider(self._provider)
            self._provider = None
        if self._translator is not None:
            QCoreApplication.removeTranslator(self._translator)
            self._translator = None


def _install_translator() -> QTranslator | None:
    """The translator of QGIS's language, or None where there is none; Qt falls back from ja_JP to ja."""
    translator = QTranslator()
    # The first is what --lang or the options dialog chose, and empty in qgis_process; the setting
    # locale/userLocale is no help, as a fresh profile has none.
    locale = QgsApplication.instance().translation() or QgsApplication.locale()
    if not translator.load(QLocale(locale), "kosozu", "_", str(_I18N)):
        return None
    QCoreApplication.installTranslator(translator)
    return translator
