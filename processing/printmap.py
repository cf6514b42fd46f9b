"""kosozu:printmap: one map sheet as PDF or PNG."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from qgis.core import (
    QgsProcessing,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterMultipleLayers,
)

from ..core.errors import KosozuError
from ..core.jobs.outputs import check_writable
from .base import FeedbackProgress, KosozuAlgorithm, tr
from .exportactions import EDITIONS

SHEETS = ["A3"]
SUFFIXES = (".pdf", ".png")


class PrintMap(KosozuAlgorithm):
    """Prints the management concept map (管理構想図)."""

    ID = "printmap"
    GROUP = "outputs"
    RETURNS_PLAN = False

    def title(self) -> str:
        """The toolbox's name."""
        return tr("Print the map sheet")

    def define(self) -> None:
        """The ending of OUTPUT chooses the form."""
        self.add_plan()
        self.add(QgsProcessingParameterFileDestination("OUTPUT", tr("Map sheet"), "PDF (*.pdf);;PNG (*.png)"))
        self.add_choice("SHEET", tr("Sheet"), SHEETS, "A3")
        self.add_choice("EDITION", tr("Edition"), EDITIONS, "public")
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
        if Path(output).suffix.lower() not in SUFFIXES:
            raise KosozuError("JOB-SUFFIX", path=output, suffixes=", ".join(SUFFIXES))
        check_writable(output)
        for path in self._background(parameters, context):
            if not Path(path.split("|")[0]).exists():
                raise KosozuError("JOB-NO-FILE", path=path, parameter="BACKGROUND")

    def work(self, parameters: dict[str, Any], context: Any, feedback: Any) -> dict[str, Any]:
        """Print and verify."""
        from ..gis.sheet import print_sheet

        output = self.parameterAsFileOutput(parameters, "OUTPUT", context)
        print_sheet(
            self.plan(parameters, context),
            output,
            sheet=self.text(parameters, "SHEET", context),
            edition=self.text(parameters, "EDITION", context),
            background=self._background(parameters, context),
            progress=FeedbackProgress(feedback),
        )
        return {"OUTPUT": output}

    def _background(self, parameters: dict[str, Any], context: Any) -> list[str]:
        """The files; none where none was given (QGIS gives one empty name then)."""
        return [path for path in self.parameterAsFileList(parameters, "BACKGROUND", context) if path]
