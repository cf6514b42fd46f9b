"""kosozu:importgroups: which settlement, 大字, water system or plan district a parcel is in."""

from __future__ import annotations

from typing import Any

from qgis.core import QgsProcessing, QgsProcessingParameterFeatureSource

from ..core.jobs.importgroups import check_groups, import_groups
from .base import FeedbackProgress, KosozuAlgorithm, tr

KINDS = ["community", "oaza", "water", "plan_district", "custom"]


class ImportGroups(KosozuAlgorithm):
    """Brings in groups of parcels, from polygons or from a table."""

    ID = "importgroups"
    GROUP = "sources"
    NUMBERS = ("READ_COUNT", "UNIT_COUNT", "UNGROUPED_COUNT")
    RETURNS_REPORT = True

    def title(self) -> str:
        """The toolbox's name."""
        return tr("Import groups of parcels")

    def define(self) -> None:
        """Polygons, or a table with the parcel's key."""
        self.add_plan()
        anything = [QgsProcessing.SourceType.TypeVector]
        self.add(QgsProcessingParameterFeatureSource("INPUT", tr("Polygons or table of groups"), anything))
        self.add_field("NAME_FIELD", tr("Field of the group's name"), optional=False)
        self.add_choice("KIND", tr("Kind of group"), KINDS, "community")
        self.add_field("KEY_FIELD", tr("Field of the parcel's key"))
        self.add_year("TARGET_FY", tr("Target fiscal year of the district's plan"), optional=True)
        self.add_text("NOTICE_DATE", tr("Date of the district plan's public notice"))

    def check(self, parameters: dict[str, Any], context: Any) -> None:
        """A date that can be read."""
        check_groups(self.text(parameters, "NOTICE_DATE", context))

    def work(self, parameters: dict[str, Any], context: Any, feedback: Any) -> dict[str, Any]:
        """Assign parcels to groups."""
        name_field = self.field(parameters, "NAME_FIELD", context)
        key_field = self.field(parameters, "KEY_FIELD", context)
        frame, epsg, file = self.layer(parameters, "INPUT", context)
        return import_groups(
            self.plan(parameters, context),
            frame,
            epsg,
            file=file,
            name_field=name_field,
            kind=self.text(parameters, "KIND", context),
            key_field=key_field,
            target_fy=self.year(parameters, "TARGET_FY", context),
            notice_date=self.text(parameters, "NOTICE_DATE", context),
            progress=FeedbackProgress(feedback),
        )
