"""kosozu:reconcilefarmland: parcels with target-map statuses against zones, without a plan file."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsProcessing,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterFile,
    QgsProcessingParameterNumber,
    QgsWkbTypes,
)

from ..core.errors import KosozuError
from .base import POLYGON, FeedbackProgress, KosozuAlgorithm, tr


class ReconcileFarmland(KosozuAlgorithm):
    """The class × status matrix and the law rules that its fields can tell, for use in models."""

    ID = "reconcilefarmland"
    GROUP = "checks"
    NUMBERS = ("FINDING_COUNT", "BLOCK_COUNT", "CONFLICT_COUNT", "CHECK_COUNT", "INFO_COUNT")
    RETURNS_PLAN = False

    def title(self) -> str:
        """The toolbox's name."""
        return tr("Reconcile farmland with zones")

    def define(self) -> None:
        """Two polygon sources in, findings and a cross table out."""
        self.add(QgsProcessingParameterFeatureSource("PARCELS", tr("Parcels with statuses"), POLYGON))
        self.add_field("STATUS_FIELD", tr("Field of the status"), parent="PARCELS", optional=False)
        self.add(QgsProcessingParameterFeatureSource("ZONES", tr("Management zones"), POLYGON))
        self.add_field("CLASS_FIELD", tr("Field of the management class"), parent="ZONES", optional=False)
        self.add_field("KEY_FIELD", tr("Field of the parcel's key"), parent="PARCELS")
        self.add_field("ZONE_ID_FIELD", tr("Field of the zone's id"), parent="ZONES")
        self.add_field(
            "NOUSHIN_FIELD", tr("Field of the farm promotion class (農振法区分)"), parent="PARCELS"
        )
        real = QgsProcessingParameterNumber.Type.Double
        self.add(
            QgsProcessingParameterNumber(
                "MIN_SHARE", tr("Slivers below this share (percent)"), real, 5.0, minValue=0.0, maxValue=100.0
            )
        )
        self.add(
            QgsProcessingParameterNumber(
                "MIN_AREA", tr("Slivers below this area (m²)"), real, 50.0, minValue=0.0
            )
        )
        folder = QgsProcessingParameterFile.Behavior.Folder
        self.add(
            QgsProcessingParameterFile(
                "CATALOGUE", tr("Folder of own catalogue tables"), folder, optional=True
            ),
            advanced=True,
        )
        polygon, table = QgsProcessing.SourceType.TypeVectorPolygon, QgsProcessing.SourceType.TypeVector
        self.add(QgsProcessingParameterFeatureSink("FINDINGS", tr("Findings"), polygon))
        self.add(QgsProcessingParameterFeatureSink("SUMMARY", tr("Areas by class and status"), table))

    def check(self, parameters: dict[str, Any], context: Any) -> None:
        """Tables of one's own that can be read."""
        from ..core.catalogue import load

        load(self.parameterAsFile(parameters, "CATALOGUE", context) or None)

    def work(self, parameters: dict[str, Any], context: Any, feedback: Any) -> dict[str, Any]:
        """Read both sources, reconcile, write both sinks."""
        from ..core.catalogue import load
        from ..core.jobs.reconcilefarmland import reconcile_frames

        progress = FeedbackProgress(feedback)
        parcels, zones, fields = self._read(parameters, context, progress)
        result = reconcile_frames(
            parcels,
            zones,
            **fields,
            catalogue=load(self.parameterAsFile(parameters, "CATALOGUE", context) or None),
            min_share=self.parameterAsDouble(parameters, "MIN_SHARE", context),
            min_area=self.parameterAsDouble(parameters, "MIN_AREA", context),
            progress=progress,
        )
        outputs = self._write(result, parameters, context, progress)
        return {**result.counts, **outputs}

    def _read(
        self, parameters: dict[str, Any], context: Any, progress: Any
    ) -> tuple[Any, Any, dict[str, str]]:
        from ..gis.frames import frame_from_file, frame_from_source

        roles = {
            "PARCELS": ("STATUS_FIELD", "KEY_FIELD", "NOUSHIN_FIELD"),
            "ZONES": ("CLASS_FIELD", "ZONE_ID_FIELD"),
        }
        frames, fields = [], {}
        for name, wanted in roles.items():
            source = self.parameterAsSource(parameters, name, context)
            if source is None:
                raise KosozuError("JOB-NO-SOURCE", parameter=name)
            progress.step(f"Reading {name}", f"{name} を読んでいます")
            chosen = {role.lower(): self.field(parameters, role, context) for role in wanted}
            columns = sorted(set(filter(None, chosen.values())))
            layer = self.parameterAsVectorLayer(parameters, name, context)
            whole = frame_from_file(parameters.get(name), layer, columns)
            frames.append(whole or frame_from_source(source, columns, layer=layer, progress=progress))
            fields.update(chosen)
        return frames[0], frames[1], fields

    def _write(self, result: Any, parameters: dict[str, Any], context: Any, progress: Any) -> dict[str, Any]:
        from ..gis.frames import fields_of, write_frame

        source = self.parameterAsSource(parameters, "PARCELS", context)
        # The parcels' own kind of geometry, so that nothing has to be turned into multi-polygons on the way.
        single = QgsWkbTypes.flatType(source.wkbType()) == QgsWkbTypes.Type.Polygon
        kind = QgsWkbTypes.Type.Polygon if single else QgsWkbTypes.Type.MultiPolygon
        outputs = {"FINDINGS": self._write_file(result.findings, parameters, context, source, single)}
        wanted = [("SUMMARY", result.summary, QgsWkbTypes.Type.NoGeometry, QgsCoordinateReferenceSystem())]
        if not outputs["FINDINGS"]:
            wanted.append(("FINDINGS", result.findings, kind, source.sourceCrs()))
        for name, frame, geometry, crs in wanted:
            sink, outputs[name] = self.parameterAsSink(
                parameters, name, context, fields_of(frame), geometry, crs
            )
            if sink is None:
                raise KosozuError("JOB-NO-SINK", parameter=name)
            write_frame(frame, sink, multi=not single, progress=progress)
        return outputs

    def _write_file(
        self, findings: Any, parameters: dict[str, Any], context: Any, source: Any, single: bool
    ) -> str:
        """A GeoPackage in a file is written as a whole; '' where the destination is one that only a sink knows."""
        from ..core.jobs.reconcilefarmland import write_findings
        from ..core.sources.vector import can_write
        from ..gis.compat import epsg_of

        target = parameters.get("FINDINGS")
        epsg = epsg_of(source.sourceCrs())
        if not (isinstance(target, str) and target.lower().endswith(".gpkg") and Path(target).is_absolute()):
            return ""
        # The index's tables are named after the layer: letters, digits and underscores only.
        if not (epsg and can_write() and re.fullmatch(r"[A-Za-z_]\w*", Path(target).stem, re.ASCII)):
            return ""
        write_findings(target, findings, epsg, multi=not single)
        return target
