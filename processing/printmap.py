"""kosozu:printmap: one map sheet as PDF or PNG."""

from __future__ import annotations

from typing import Any

from qgis.core import QgsProcessingOutputNumber

from .base import FeedbackProgress, tr
from .exportactions import EDITIONS
from .sheets import COLOURS, KINDS, ORIENTATIONS, SHEETS, SheetAlgorithm

SUFFIXES = (".pdf", ".png")


class PrintMap(SheetAlgorithm):
    """Prints one sheet of the plan: 管理構想図, 現況図, 将来図, 到達圏図 and others."""

    ID = "printmap"
    SUFFIXES = SUFFIXES

    def title(self) -> str:
        """The toolbox's name."""
        return tr("Print the map sheet")

    def define(self) -> None:
        """The ending of OUTPUT chooses the form."""
        self.add_plan()
        self.add_output(tr("Map sheet"), "PDF (*.pdf);;PNG (*.png)")
        self.add_choice("KIND", tr("Kind of map"), KINDS, "concept")
        self.add_choice("SHEET", tr("Sheet"), SHEETS, "A3")
        self.add_choice("ORIENTATION", tr("Direction"), ORIENTATIONS, "landscape")
        self.add_choice("EDITION", tr("Edition"), EDITIONS, "public")
        self.add_choice("COLOURS", tr("Colours"), COLOURS, "normal")
        self.add_flag("LARGE", tr("Large type for residents"))
        self.add_flag("PARCELS", tr("Show single parcels to the public"))
        self.add_background()
        self.addOutput(QgsProcessingOutputNumber("PAGES", tr("Pages")))

    def work(self, parameters: dict[str, Any], context: Any, feedback: Any) -> dict[str, Any]:
        """Print and verify."""
        from ..gis.sheet import print_sheet

        printed = print_sheet(
            self.plan(parameters, context),
            self.parameterAsFileOutput(parameters, "OUTPUT", context),
            self.wish(parameters, context),
            background=self.background(parameters, context),
            progress=FeedbackProgress(feedback),
        )
        return self.told(printed, feedback)
