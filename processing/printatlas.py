"""kosozu:printatlas: a book of maps, one sheet per community, zone or cell of a grid."""

from __future__ import annotations

from typing import Any

from qgis.core import QgsProcessingOutputNumber

from .base import FeedbackProgress, tr
from .exportactions import EDITIONS
from .sheets import COLOURS, ORIENTATIONS, SHEETS, SheetAlgorithm

BY = ["community", "zone", "grid"]
KINDS = ["concept", "future", "difficulty"]


class PrintAtlas(SheetAlgorithm):
    """Prints the atlas of the management map (図面集)."""

    ID = "printatlas"

    def title(self) -> str:
        """The toolbox's name."""
        return tr("Print the atlas")

    def define(self) -> None:
        """What a page is, and how the sheets look."""
        self.add_plan()
        self.add_output(tr("Atlas"), "PDF (*.pdf)")
        self.add_choice("BY", tr("One page for each"), BY, "community")
        self.add_choice("KIND", tr("Kind of map"), KINDS, "concept")
        self.add_choice("SHEET", tr("Sheet"), SHEETS, "A3")
        self.add_choice("ORIENTATION", tr("Direction"), ORIENTATIONS, "landscape")
        self.add_choice("EDITION", tr("Edition"), EDITIONS, "public")
        self.add_choice("COLOURS", tr("Colours"), COLOURS, "normal")
        self.add_flag("PARCELS", tr("Show single parcels to the public"))
        self.add_background()
        self.addOutput(QgsProcessingOutputNumber("PAGES", tr("Pages")))

    def work(self, parameters: dict[str, Any], context: Any, feedback: Any) -> dict[str, Any]:
        """Print and verify."""
        from ..gis.atlas import print_atlas

        printed = print_atlas(
            self.plan(parameters, context),
            self.parameterAsFileOutput(parameters, "OUTPUT", context),
            self.text(parameters, "BY", context) or "community",
            self.wish(parameters, context),
            background=self.background(parameters, context),
            progress=FeedbackProgress(feedback),
        )
        return self.told(printed, feedback)
