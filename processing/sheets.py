"""What the algorithms that print have in common: their choices, their files, their warnings."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from qgis.core import (
    QgsProcessing,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterMultipleLayers,
)

from ..core.errors import KosozuError
from ..core.jobs.outputs import check_writable
from ..gis.words import lang
from .base import KosozuAlgorithm, tr

if TYPE_CHECKING:
    from ..gis.sheet import Printed, Wish

KINDS = ["concept", "present", "findings", "actions", "compare", "future", "difficulty", "reach"]
SHEETS = ["A4", "A3", "A1", "A0"]
ORIENTATIONS = ["landscape", "portrait"]
COLOURS = ["normal", "cud", "mono"]


class SheetAlgorithm(KosozuAlgorithm):
    """An algorithm that prints a plan to OUTPUT."""

    GROUP = "outputs"
    RETURNS_PLAN = False
    SUFFIXES: tuple[str, ...] = (".pdf",)

    def add_output(self, label: str, kinds: str) -> None:
        """The file to write."""
        self.add(QgsProcessingParameterFileDestination("OUTPUT", label, kinds))

    def add_flag(self, name: str, label: str) -> None:
        """Something that is off unless somebody turns it on."""
        self.add(QgsProcessingParameterBoolean(name, label, defaultValue=False))

    def add_background(self) -> None:
        """Local files to draw below."""
        self.add(
            QgsProcessingParameterMultipleLayers(
                "BACKGROUND",
                tr("Files drawn in grey below"),
                QgsProcessing.SourceType.TypeFile,
                optional=True,
            )
        )

    def check(self, parameters: dict[str, Any], context: Any) -> None:
        """An ending that we write, a folder to write in, backgrounds that are there."""
        output = self.parameterAsFileOutput(parameters, "OUTPUT", context)
        if Path(output).suffix.lower() not in self.SUFFIXES:
            raise KosozuError("JOB-SUFFIX", path=output, suffixes=", ".join(self.SUFFIXES))
        check_writable(output)
        for path in self.background(parameters, context):
            if not Path(path.split("|")[0]).exists():
                raise KosozuError("JOB-NO-FILE", path=path, parameter="BACKGROUND")

    def wish(self, parameters: dict[str, Any], context: Any) -> Wish:
        """What the sheet is to be."""
        from ..gis.sheet import Wish

        def text(name: str, otherwise: str) -> str:
            known = self.parameterDefinition(name) is not None
            return (self.text(parameters, name, context) if known else "") or otherwise

        def flag(name: str) -> bool:
            known = self.parameterDefinition(name) is not None
            return known and bool(self.parameterAsBool(parameters, name, context))

        return Wish(
            kind=text("KIND", "concept"),
            sheet=text("SHEET", "A3"),
            orientation=text("ORIENTATION", "landscape"),
            edition=text("EDITION", "public"),
            colours=text("COLOURS", "normal"),
            large=flag("LARGE"),
            parcels=flag("PARCELS"),
        )

    def background(self, parameters: dict[str, Any], context: Any) -> list[str]:
        """The files; none where none was given (QGIS gives one empty name then)."""
        return [path for path in self.parameterAsFileList(parameters, "BACKGROUND", context) if path]

    def told(self, printed: Printed, feedback: Any) -> dict[str, Any]:
        """The outputs; what the planner should look at goes to the log."""
        for warning in printed.warnings:
            feedback.pushWarning(warning.text(lang(), safe=False))
        return {"OUTPUT": printed.output, "PAGES": printed.pages}
