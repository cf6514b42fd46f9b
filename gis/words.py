"""Words on the screen: the plugin's one translation context, and which of the catalogue's two languages is shown."""

from __future__ import annotations

from configparser import ConfigParser
from functools import lru_cache
from pathlib import Path

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QCoreApplication


def tr(text: str) -> str:
    """Translate a literal of the plugin's one context."""
    return QCoreApplication.translate("kosozu", text)


def lang() -> str:
    """``ja`` where QGIS speaks Japanese, else ``en``."""
    application = QgsApplication.instance()
    # ``--lang`` on the command line changes the translation and leaves the locale.
    spoken = (application.translation() if application else "") or QgsApplication.locale()
    return "ja" if spoken.startswith("ja") else "en"


@lru_cache(maxsize=1)
def version() -> str:
    """The plugin's version, from its metadata."""
    found = ConfigParser(interpolation=None)
    found.read(Path(__file__).parent.parent / "metadata.txt", encoding="utf-8")
    return found.get("general", "version")
