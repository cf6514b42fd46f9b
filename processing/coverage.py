"""kosozu:coverage: people within some minutes of core towns by road; works without a plan file."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsProcessing,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterFile,
    QgsProcessingParameterNumber,
    QgsWkbTypes,
)
from qgis.PyQt.QtCore import QVariant

from ..core.errors import KosozuError
from ..gis.words import lang
from .base import FeedbackProgress, KosozuAlgorithm, tr

LINE = [QgsProcessing.SourceType.TypeVectorLine]
POINT = [QgsProcessing.SourceType.TypeVectorPoint]
PLACES = [QgsProcessing.SourceType.TypeVectorPolygon, QgsProcessing.SourceType.TypeVectorPoint]
FIELDS = {
    "ROADS": ("CLASS_FIELD", "SPEED_FIELD", "LAYER_FIELD", "ONEWAY_FIELD"),
    "PEOPLE": ("PEOPLE_FIELD", "MORE_PEOPLE_FIELDS", "KEY_FIELDS"),
    "CORES": ("NAME_FIELD",),
    "CLOSED": (),
    "TURNS": (),
}


class Coverage(KosozuAlgorithm):
    """Who reaches a core town by road, how many people that is, and what is lost with a core or a road."""

    ID = "coverage"
    GROUP = "analysis"
    NUMBERS = (
        "TOTAL_PEOPLE",
        "REACHED_PEOPLE",
        "UNREACHED_PEOPLE",
        "SHARE",
        "LOST_PEOPLE",
        "UNKNOWN_COUNT",
        "COMPONENT_COUNT",
        "UNCLASSED_COUNT",
    )
    RETURNS_PLAN = False

    def title(self) -> str:
        """The toolbox's name."""
        return tr("People within reach of core towns")

    def define(self) -> None:
        """Roads, people, cores; speeds; closed roads; numbers."""
        self._define_sources()
        self._define_numbers()
        polygon, line = (
            QgsProcessing.SourceType.TypeVectorAnyGeometry,
            QgsProcessing.SourceType.TypeVectorLine,
        )
        table = QgsProcessing.SourceType.TypeVector
        self.add(QgsProcessingParameterFeatureSink("ACCESS", tr("Minutes of each place"), polygon))
        for name, label, kind in (
            ("EDGES", tr("Pieces of road"), line),
            ("SUMMARY", tr("Sums of people"), table),
            ("BY_CORE", tr("Core by core"), table),
        ):
            self.add(QgsProcessingParameterFeatureSink(name, label, kind, None, True, False))

    def _define_sources(self) -> None:
        self.add(QgsProcessingParameterFeatureSource("ROADS", tr("Roads"), LINE))
        self.add(
            QgsProcessingParameterFeatureSource("PEOPLE", tr("People (meshes, areas or points)"), PLACES)
        )
        self.add_field("PEOPLE_FIELD", tr("Field of the number of people"), parent="PEOPLE", optional=False)
        self.add(QgsProcessingParameterFeatureSource("CORES", tr("Core towns"), POINT))
        self.add_field(
            "MORE_PEOPLE_FIELDS", tr("More fields of people (2050, 65+ …)"), parent="PEOPLE", many=True
        )
        self.add_field("CLASS_FIELD", tr("Field of the road's class"), parent="ROADS", many=True)
        self.add_field("SPEED_FIELD", tr("Field of the road's speed (km/h)"), parent="ROADS")
        table = QgsProcessingParameterFile.Behavior.File
        self.add(
            QgsProcessingParameterFile(
                "SPEEDS", tr("Speeds by class (csv: class,kmh)"), table, "csv", optional=True
            )
        )
        self.add_field("LAYER_FIELD", tr("Field of bridges and tunnels"), parent="ROADS")
        self.add_field("ONEWAY_FIELD", tr("Field of one-way roads"), parent="ROADS")
        self.add(
            QgsProcessingParameterFeatureSource("TURNS", tr("Forbidden turns"), LINE, optional=True),
            advanced=True,
        )
        anything = [QgsProcessing.SourceType.TypeVectorAnyGeometry]
        self.add(QgsProcessingParameterFeatureSource("CLOSED", tr("Cuts of roads"), anything, optional=True))
        self.add_field("NAME_FIELD", tr("Field of the core's name"), parent="CORES")
        self.add_field("KEY_FIELDS", tr("Fields of the places to keep"), parent="PEOPLE", many=True)

    def _define_numbers(self) -> None:
        real = QgsProcessingParameterNumber.Type.Double
        for name, label, default, least in (
            ("MINUTES", tr("Minutes"), 60.0, 0.0),
            ("SNAP", tr("Farthest road of a place (m)"), 500.0, 0.0),
            ("ACCESS_SPEED", tr("Speed between a place and its road (km/h)"), 20.0, 0.1),
            ("TOLERANCE", tr("Join ends of roads within (m)"), 1.0, 0.0),
            ("CLOSED_DISTANCE", tr("Close roads within this of a cut (m)"), 20.0, 0.0),
        ):
            self.add(QgsProcessingParameterNumber(name, label, real, default, minValue=least))
        self.add(
            QgsProcessingParameterBoolean("NODED", tr("Roads meet at their ends only"), False), advanced=True
        )
        folder = QgsProcessingParameterFile.Behavior.Folder
        self.add(
            QgsProcessingParameterFile(
                "CATALOGUE", tr("Folder of own catalogue tables"), folder, optional=True
            ),
            advanced=True,
        )

    def check(self, parameters: dict[str, Any], context: Any) -> None:
        """Tables of speeds that can be read."""
        self._catalogue(parameters, context)
        self._speeds(parameters, context)

    def _catalogue(self, parameters: dict[str, Any], context: Any) -> Any:
        from ..core.catalogue import load

        return load(self.parameterAsFile(parameters, "CATALOGUE", context) or None)

    def _speeds(self, parameters: dict[str, Any], context: Any) -> Any:
        from ..core.jobs.coverage_inputs import read_speeds

        path = self.parameterAsFile(parameters, "SPEEDS", context)
        return read_speeds(path) if path else None

    def work(self, parameters: dict[str, Any], context: Any, feedback: Any) -> dict[str, Any]:
        """Read the layers, search, write the sinks."""
        from ..core.jobs.coverage import coverage, said

        progress = FeedbackProgress(feedback)
        catalogue = self._catalogue(parameters, context)
        layers = {name: self._read(parameters, name, context, progress) for name in FIELDS}
        result = coverage(
            layers["ROADS"],
            layers["PEOPLE"],
            layers["CORES"],
            self._question(parameters, context),
            catalogue=catalogue,
            closed=layers["CLOSED"],
            turns=layers["TURNS"],
            progress=progress,
        )
        feedback.pushInfo(catalogue.phrase("not_nitas", lang()))
        for note in result.notes:
            feedback.pushWarning(said(note, catalogue, lang()))
        return {**result.counts, **self._write(result, parameters, context, progress)}

    def _question(self, parameters: dict[str, Any], context: Any) -> Any:
        from ..core.jobs.coverage_setting import Question

        def number(name: str) -> float:
            return float(self.parameterAsDouble(parameters, name, context))

        def fields(name: str) -> tuple[str, ...]:
            return tuple(self.field_list(parameters, name, context))

        return Question(
            people_field=self.field(parameters, "PEOPLE_FIELD", context),
            more_fields=fields("MORE_PEOPLE_FIELDS"),
            key_fields=fields("KEY_FIELDS"),
            name_field=self.field(parameters, "NAME_FIELD", context),
            class_fields=fields("CLASS_FIELD"),
            speed_field=self.field(parameters, "SPEED_FIELD", context),
            level_field=self.field(parameters, "LAYER_FIELD", context),
            way_field=self.field(parameters, "ONEWAY_FIELD", context),
            speeds=self._speeds(parameters, context),
            minutes=number("MINUTES"),
            snap=number("SNAP"),
            access_speed=number("ACCESS_SPEED"),
            tolerance=number("TOLERANCE"),
            closed_distance=number("CLOSED_DISTANCE"),
            noded=self.parameterAsBool(parameters, "NODED", context),
            want_edges=bool(parameters.get("EDGES")),
            want_cores=bool(parameters.get("BY_CORE")),
        )

    def _read(self, parameters: dict[str, Any], name: str, context: Any, progress: Any) -> Any:
        """A source as (frame, EPSG); None for one that was not given."""
        from ..gis.frames import frame_from_file, frame_from_source

        source = self.parameterAsSource(parameters, name, context)
        if source is None:
            if name in ("CLOSED", "TURNS") and not parameters.get(name):
                return None
            raise KosozuError("JOB-NO-SOURCE", parameter=name)
        progress.step(f"Reading {name}", f"{name} を読んでいます")
        chosen = [field for role in FIELDS[name] for field in self.field_list(parameters, role, context)]
        columns = sorted(set(chosen))
        layer = self.parameterAsVectorLayer(parameters, name, context)
        whole = frame_from_file(parameters.get(name), layer, columns)
        return whole or frame_from_source(source, columns, layer=layer, progress=progress)

    def _write(self, result: Any, parameters: dict[str, Any], context: Any, progress: Any) -> dict[str, Any]:
        from ..gis.frames import fields_of, write_frame

        kinds = QgsWkbTypes.Type
        source = self.parameterAsSource(parameters, "PEOPLE", context)
        plane = QgsCoordinateReferenceSystem(f"EPSG:{result.plane}")
        nowhere = QgsCoordinateReferenceSystem()
        people = QgsWkbTypes.flatType(source.wkbType())
        outputs: dict[str, Any] = {}
        for name, frame, kind, crs in (
            ("ACCESS", result.access, people, source.sourceCrs()),
            ("EDGES", result.edges, kinds.LineString, plane),
            ("SUMMARY", result.summary, kinds.NoGeometry, nowhere),
            ("BY_CORE", result.by_core, kinds.NoGeometry, nowhere),
        ):
            if frame is None or not parameters.get(name):
                continue
            outputs[name] = self._write_file(name, frame, kind, crs, parameters)
            if outputs[name]:
                continue
            fields = fields_of(frame, {"core": QVariant.String, "core_open": QVariant.String})
            sink, outputs[name] = self.parameterAsSink(parameters, name, context, fields, kind, crs)
            if sink is None:
                raise KosozuError("JOB-NO-SINK", parameter=name)
            write_frame(frame, sink, fields=fields, multi=QgsWkbTypes.isMultiType(kind), progress=progress)
        return outputs

    @staticmethod
    def _write_file(name: str, frame: Any, kind: Any, crs: Any, parameters: dict[str, Any]) -> str:
        """A GeoPackage in a file is written as a whole; '' where the destination is one that only a sink knows."""
        from ..core.jobs.layerfile import write_layer
        from ..core.sources.vector import can_write
        from ..gis.compat import epsg_of

        target, epsg = parameters.get(name), epsg_of(crs)
        if name not in ("ACCESS", "EDGES") or not epsg or not can_write():
            return ""
        if not (isinstance(target, str) and target.lower().endswith(".gpkg") and Path(target).is_absolute()):
            return ""
        # The index's tables are named after the layer: letters, digits and underscores only.
        if not re.fullmatch(r"[A-Za-z_]\w*", Path(target).stem, re.ASCII):
            return ""
        write_layer(target, frame, epsg, QgsWkbTypes.displayString(kind))
        return target
