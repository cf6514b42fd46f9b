"""kosozu:importtargetmap: the farmland target map (目標地図) onto parcels."""

from __future__ import annotations

from typing import Any

from qgis.core import QgsProcessingParameterFile

from ..core.jobs.importtargetmap import import_targetmap
from .base import FeedbackProgress, KosozuAlgorithm, tr


class ImportTargetMap(KosozuAlgorithm):
    """Brings in who will farm each parcel in ten years."""

    ID = "importtargetmap"
    GROUP = "sources"
    NUMBERS = ("READ_COUNT", "MATCHED_COUNT", "UNMATCHED_COUNT")
    RETURNS_REPORT = True

    def title(self) -> str:
        """The toolbox's name."""
        return tr("Import the farmland target map")

    def define(self) -> None:
        """Polygons with attributes, or a table with a key."""
        self.add_plan()
        self.add(QgsProcessingParameterFile("INPUT", tr("File of the target map")))
        self.add_text("KEY_FIELD", tr("Field of the parcel's key"))
        self.add_text("STATUS_FIELD", tr("Field of the status"))
        self.add_text("USER_NOW_FIELD", tr("Field of the user now"))
        self.add_text("USER_TARGET_FIELD", tr("Field of the user in ten years"))
        self.add(
            QgsProcessingParameterFile("STATUS_MAP", tr("Table of statuses (raw,status)"), optional=True)
        )
        self.add_text("ENCODING", tr("Encoding"))

    def work(self, parameters: dict[str, Any], context: Any, feedback: Any) -> dict[str, Any]:
        """Match and write; names go to the side file."""
        return import_targetmap(
            self.plan(parameters, context),
            self.parameterAsFile(parameters, "INPUT", context),
            key_field=self.text(parameters, "KEY_FIELD", context),
            status_field=self.text(parameters, "STATUS_FIELD", context),
            user_now_field=self.text(parameters, "USER_NOW_FIELD", context),
            user_target_field=self.text(parameters, "USER_TARGET_FIELD", context),
            status_map=self.parameterAsFile(parameters, "STATUS_MAP", context) or "",
            encoding=self.text(parameters, "ENCODING", context),
            progress=FeedbackProgress(feedback),
        )
