"""What went wrong, told to a person: one sentence in five parts in the message bar, never a bare traceback."""

from __future__ import annotations

import functools
import traceback
from collections.abc import Callable
from typing import Any

from qgis.core import Qgis, QgsMessageLog
from qgis.PyQt.QtWidgets import QPushButton
from qgis.utils import iface

from ..core.errors import Cancelled, KosozuError
from ..gis.words import lang, tr

LOG = "Kosozu"


def say(text: str, level: Any = Qgis.MessageLevel.Warning, *, details: str = "", seconds: int = 0) -> None:
    """A sentence in the message bar and in the log; ``details`` go to the log, behind a button."""
    QgsMessageLog.logMessage(f"{text}\n{details}".strip(), LOG, level, notifyUser=False)
    if iface is None:
        return
    bar = iface.messageBar()
    item = bar.createMessage("Kosozu", text)
    if details:
        button = QPushButton(tr("Open the log"))
        button.clicked.connect(lambda: iface.openMessageLog())
        item.layout().addWidget(button)
    bar.pushWidget(item, level, seconds)


def report(error: BaseException) -> None:
    """Tell an exception: ours in its own words, any other as an unexpected one, with the traceback in the log."""
    if isinstance(error, Cancelled):
        say(error.text(lang()), Qgis.MessageLevel.Info, seconds=5)
    elif isinstance(error, KosozuError):
        say(error.text(lang()))
    else:
        unexpected = KosozuError("JOB-UNEXPECTED", kind=type(error).__name__, detail=str(error)[:300])
        details = "".join(traceback.format_exception(type(error), error, error.__traceback__))
        say(unexpected.text(lang()), Qgis.MessageLevel.Critical, details=details)


def guarded(slot: Callable[..., Any]) -> Callable[..., Any]:
    """A slot whose exceptions are told instead of raised into Qt; QGIS goes on."""

    @functools.wraps(slot)
    def run(*arguments: Any, **more: Any) -> Any:
        try:
            return slot(*arguments, **more)
        except Exception as error:
            report(error)
            return None

    return run
