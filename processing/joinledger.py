"""kosozu:joinledger: farmland pins (農地ピン) or the ledger (農地台帳) onto parcels."""

from __future__ import annotations

from typing import Any

from qgis.core import QgsProcessingParameterFile, QgsProcessingParameterNumber

from ..core.jobs.joinledger import join_ledger
from .base import FeedbackProgress, KosozuAlgorithm, tr


class JoinLedger(KosozuAlgorithm):
    """Joins the ledger's facts to the parcels."""

    ID = "joinledger"
    GROUP = "sources"
    NUMBERS = (
        "READ_COUNT",
        "KEYED_COUNT",
        "INSIDE_COUNT",
        "NEAR_COUNT",
        "UNMATCHED_COUNT",
        "DUPLICATE_COUNT",
    )
    RETURNS_REPORT = True

    def title(self) -> str:
        """The toolbox's name."""
        return tr("Join the farmland ledger")

    def define(self) -> None:
        """A file, and how its columns are read."""
        self.add_plan()
        self.add(QgsProcessingParameterFile("INPUT", tr("File of pins or ledger")))
        self.add_text("MAPPING", tr("Mapping of columns"))
        self.add_text("ENCODING", tr("Encoding"))
        real = QgsProcessingParameterNumber.Type.Double
        self.add(
            QgsProcessingParameterNumber(
                "MAX_DISTANCE",
                tr("Greatest distance to a parcel (m)"),
                real,
                20.0,
                minValue=0.0,
                maxValue=500.0,
            )
        )

    def work(self, parameters: dict[str, Any], context: Any, feedback: Any) -> dict[str, Any]:
        """Match and write."""
        return join_ledger(
            self.plan(parameters, context),
            self.parameterAsFile(parameters, "INPUT", context),
            mapping=self.text(parameters, "MAPPING", context),
            encoding=self.text(parameters, "ENCODING", context),
            max_distance=self.parameterAsDouble(parameters, "MAX_DISTANCE", context),
            progress=FeedbackProgress(feedback),
        )
