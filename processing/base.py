"""What every algorithm of Kosozu has in common: words, help, checks before work, and errors that can be read."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from qgis.core import (
    QgsApplication,
    QgsCoordinateReferenceSystem,
    QgsProcessing,
    QgsProcessingAlgorithm,
    QgsProcessingException,
    QgsProcessingOutputFile,
    QgsProcessingOutputHtml,
    QgsProcessingOutputNumber,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterField,
    QgsProcessingParameterFile,
    QgsProcessingParameterNumber,
    QgsProcessingParameterString,
    QgsWkbTypes,
)
from qgis.PyQt.QtGui import QIcon

from ..core.errors import Cancelled, KosozuError
from ..core.requirements import require_libraries
from ..gis.words import lang, tr
from .numbernames import number_label
from .sources import looks_like_path, readable, source_path

ROOT = Path(__file__).parent.parent


@cache
def help_of(algorithm: str) -> dict[str, Any]:
    """The help table of one algorithm: summary and parameters, each in ``ja`` and ``en``."""
    path = Path(__file__).parent / "help" / f"{algorithm}.json"
    table: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return table


def bilingual(texts: dict[str, str]) -> str:
    """The text in the user's language on the desktop; in both at a terminal, where nobody chose one."""
    first = lang()
    if QgsApplication.platform() == "desktop":
        return texts[first]
    second = "en" if first == "ja" else "ja"
    return f"{texts[first]}\n\n{texts[second]}"


class FeedbackProgress:
    """The project's progress protocol on top of Processing's feedback."""

    def __init__(self, feedback: Any) -> None:
        self._feedback = feedback

    def step(self, en: str, ja: str) -> None:
        """Show the named step."""
        text = ja if lang() == "ja" else en
        self._feedback.setProgressText(text)

    def percent(self, value: float) -> None:
        """Move the bar."""
        self._feedback.setProgress(value)

    def cancelled(self) -> bool:
        """Whether the user has pressed cancel."""
        return bool(self._feedback.isCanceled())


class KosozuAlgorithm(QgsProcessingAlgorithm):
    """Base of all algorithms: a subclass names itself, lists its parameters, and does ``work``."""

    ID = ""
    GROUP = ""
    NUMBERS: tuple[str, ...] = ()
    """Counts that the algorithm returns; each is declared as an output."""

    RETURNS_PLAN = True
    """Whether PLAN comes back as an output, so that models chain by it."""

    RETURNS_REPORT = False

    NEEDS_LIBRARIES = True
    """Whether it asks for geopandas and shapely 2 in any case."""

    def title(self) -> str:
        """What the toolbox calls the algorithm."""
        return self.ID

    def number_label(self, name: str) -> str:
        """What one of NUMBERS is called."""
        return number_label(name)

    def define(self) -> None:
        """Add the parameters."""

    def check(self, parameters: dict[str, Any], context: Any) -> None:
        """Raise :class:`KosozuError` for what is wrong across parameters, before any work."""

    def work(self, parameters: dict[str, Any], context: Any, feedback: Any) -> dict[str, Any]:
        """Do it, and return every declared output."""
        return {}

    # What QGIS asks for.

    def createInstance(self) -> KosozuAlgorithm:
        """A fresh instance, as QGIS wants one for each run."""
        return type(self)()

    def name(self) -> str:
        """The id, which never changes."""
        return self.ID

    def displayName(self) -> str:
        """The translated title."""
        return self.title()

    def group(self) -> str:
        """The translated group."""
        return {
            "plan": tr("1 Plan"),
            "sources": tr("2 Bring data in"),
            "checks": tr("3 Check and decide"),
            "actions": tr("4 Action plan"),
            "outputs": tr("5 Print and hand out"),
            "analysis": tr("6 Know the land"),
        }[self.GROUP]

    def groupId(self) -> str:
        """The untranslated group."""
        return self.GROUP

    def icon(self) -> QIcon:
        """The plugin's icon."""
        return QIcon(str(ROOT / "styles" / "icons" / "kosozu.svg"))

    def shortHelpString(self) -> str:
        """The summary from the help table."""
        return bilingual(help_of(self.ID)["summary"])

    def initAlgorithm(self, configuration: dict[str, Any] | None = None) -> None:
        """Declare parameters and outputs, each with its help."""
        self.define()
        if self.RETURNS_PLAN:
            self.addOutput(QgsProcessingOutputFile("PLAN", tr("Plan file")))
        for name in self.NUMBERS:
            self.addOutput(QgsProcessingOutputNumber(name, self.number_label(name)))
        if self.RETURNS_REPORT:
            self.addOutput(QgsProcessingOutputHtml("REPORT", tr("Import report")))

    def add(self, definition: QgsProcessingParameterDefinition, *, advanced: bool = False) -> None:
        """Add a parameter with its help text."""
        definition.setHelp(bilingual(help_of(self.ID)["parameters"][definition.name()]))
        if advanced:
            flags = QgsProcessingParameterDefinition.Flag.FlagAdvanced
            definition.setFlags(definition.flags() | flags)
        self.addParameter(definition)

    def add_plan(self) -> None:
        """The plan file that the algorithm works on."""
        self.add(QgsProcessingParameterFile("PLAN", tr("Plan file"), fileFilter="GeoPackage (*.gpkg)"))

    def add_text(self, name: str, label: str, *, optional: bool = True, default: Any = None) -> None:
        """A line of text."""
        self.add(QgsProcessingParameterString(name, label, default, optional=optional))

    def add_choice(self, name: str, label: str, codes: list[str], default: Any, **more: Any) -> None:
        """One of some codes (given and returned as codes, not as numbers)."""
        self.add(
            QgsProcessingParameterEnum(
                name, label, codes, defaultValue=default, usesStaticStrings=True, **more
            )
        )

    def add_year(self, name: str, label: str, *, optional: bool = False) -> None:
        """A fiscal or calendar year."""
        whole = QgsProcessingParameterNumber.Type.Integer
        self.add(
            QgsProcessingParameterNumber(name, label, whole, optional=optional, minValue=1900, maxValue=2200)
        )

    def add_field(
        self, name: str, label: str, *, parent: str = "INPUT", optional: bool = True, many: bool = False
    ) -> None:
        """A field of a source, or some of them."""
        kind = QgsProcessingParameterField.DataType.Any
        self.add(QgsProcessingParameterField(name, label, None, parent, kind, many, optional))

    def add_table(self, name: str, label: str) -> None:
        """A table that is written where somebody asks for it."""
        kind = QgsProcessing.SourceType.TypeVector
        self.add(QgsProcessingParameterFeatureSink(name, label, kind, None, True, False))

    def write_table(
        self, name: str, table: Any, parameters: dict[str, Any], context: Any, progress: Any
    ) -> dict[str, Any]:
        """Write a frame to the table of that name: its output, or nothing where it was not asked for."""
        from ..gis.frames import fields_of, write_frame

        if not parameters.get(name):
            return {}
        sink, target = self.parameterAsSink(
            parameters,
            name,
            context,
            fields_of(table),
            QgsWkbTypes.Type.NoGeometry,
            QgsCoordinateReferenceSystem(),
        )
        if sink is None:
            raise KosozuError("JOB-NO-SINK", parameter=name)
        write_frame(table, sink, progress=progress)
        return {name: target}

    def canExecute(self) -> tuple[bool, str]:
        """Greyed out in the toolbox, with one sentence, where a library is missing."""
        try:
            self._require_libraries()
        except KosozuError as error:
            return False, error.text(lang())
        return True, ""

    def _require_libraries(self) -> None:
        if self.NEEDS_LIBRARIES:
            require_libraries()

    def checkParameterValues(self, parameters: dict[str, Any], context: Any) -> tuple[bool, str]:
        """Everything that can be told before work starts; QGIS itself checks neither files nor fields."""
        try:
            self._require_libraries()
            self._check_files(parameters, context)
            parameters = readable(parameters, self.parameterDefinitions())
            fine, message = super().checkParameterValues(parameters, context)
            self._check_sources(parameters, loaded=fine)
            if not fine:
                return fine, message
            self._check_plan(parameters, context)
            self._check_fields(parameters, context)
            self.check(parameters, context)
        except KosozuError as error:
            return False, error.text(lang())
        return True, ""

    def processAlgorithm(self, parameters: dict[str, Any], context: Any, feedback: Any) -> dict[str, Any]:
        """Run ``work``; whatever goes wrong ends as one sentence."""
        try:
            self._require_libraries()
            parameters = readable(parameters, self.parameterDefinitions())
            result = self.work(parameters, context, feedback)
        except Cancelled as error:
            raise QgsProcessingException(error.text(lang())) from None
        except KosozuError as error:
            raise QgsProcessingException(error.text(lang())) from None
        except QgsProcessingException:
            raise
        except Exception as error:
            unexpected = KosozuError("JOB-UNEXPECTED", kind=type(error).__name__, detail=str(error)[:300])
            raise QgsProcessingException(unexpected.text(lang())) from error
        if self.RETURNS_PLAN:
            result.setdefault("PLAN", self.plan(parameters, context))
        return result

    # Reading parameters.

    def plan(self, parameters: dict[str, Any], context: Any) -> str:
        """The path of PLAN."""
        return self.parameterAsFile(parameters, "PLAN", context)

    def text(self, parameters: dict[str, Any], name: str, context: Any) -> str:
        """A text without spaces around it; empty where it was not given."""
        return (self.parameterAsString(parameters, name, context) or "").strip()

    def year(self, parameters: dict[str, Any], name: str, context: Any) -> int | None:
        """A year, or None where it was not given."""
        if parameters.get(name) in (None, ""):
            return None
        return int(self.parameterAsInt(parameters, name, context))

    def field(self, parameters: dict[str, Any], name: str, context: Any) -> str:
        """The first field of a field parameter, as the frame of its source calls it; empty where it was not given.

        A person who has chosen a name from QGIS's list has chosen it as QGIS reads it.
        """
        return next(iter(self.field_list(parameters, name, context)), "")

    def field_list(self, parameters: dict[str, Any], name: str, context: Any) -> list[str]:
        """All fields of a field parameter, in the order given, each once."""
        fields = list(dict.fromkeys(self.parameterAsFields(parameters, name, context)))
        if not fields:
            return []
        parent = self.parameterDefinition(name).parentLayerParameterName()
        layer = self.parameterAsVectorLayer(parameters, parent, context)
        texts = self._texts(layer)
        return fields if texts is None else [texts.name(field, layer.fields()) for field in fields]

    @staticmethod
    def _texts(layer: Any) -> Any:
        from ..gis.shapefile import texts_of

        return texts_of(layer)

    def layer(self, parameters: dict[str, Any], name: str, context: Any) -> tuple[Any, int, str]:
        """A source as a frame with its EPSG code (0: none) and the file behind it.

        A table in a file is read by its own encoding, which QGIS does not find out.
        """
        from ..core.sources.table import is_table, read_table
        from ..gis.frames import frame_from_source

        source = self.parameterAsSource(parameters, name, context)
        if source is None:
            raise KosozuError("JOB-NO-SOURCE", parameter=name)
        layer = self.parameterAsVectorLayer(parameters, name, context)
        path = source_path(layer)
        if path and is_table(path) and source.wkbType() == QgsWkbTypes.Type.NoGeometry:
            return read_table(path)[0], 0, path
        frame, epsg = frame_from_source(source, layer=layer)
        return frame, epsg, path

    def _check_files(self, parameters: dict[str, Any], context: Any) -> None:
        for definition in self.parameterDefinitions():
            value = parameters.get(definition.name())
            if definition.type() == "file" and isinstance(value, str) and value:
                path = self.parameterAsFile(parameters, definition.name(), context).split("|")[0]
                if not Path(path).exists():
                    raise KosozuError("JOB-NO-FILE", path=path, parameter=definition.name())

    def _check_sources(self, parameters: dict[str, Any], *, loaded: bool) -> None:
        """Why a file given as a source does not load; of one that does, whether it is whole."""
        from ..core.sources.container import check_whole, checked

        for definition in self.parameterDefinitions():
            value = parameters.get(definition.name())
            if definition.type() != "source" or not isinstance(value, str) or value.startswith("/vsi"):
                continue
            file = Path(value.split("|")[0])
            if file.is_file() and loaded:
                check_whole(file)
            elif file.is_file():
                with checked(file):
                    pass
            elif not loaded and looks_like_path(value):
                raise KosozuError("JOB-NO-FILE", path=str(file), parameter=definition.name())

    def _check_plan(self, parameters: dict[str, Any], context: Any) -> None:
        """A plan that cannot be opened is refused before the dialog closes."""
        definition = self.parameterDefinition("PLAN")
        if definition is not None and definition.type() == "file":
            from ..core.plan import PlanFile

            path = self.plan(parameters, context)
            if path or not definition.flags() & QgsProcessingParameterDefinition.Flag.FlagOptional:
                PlanFile.open(path, readonly=True).close()

    def _check_fields(self, parameters: dict[str, Any], context: Any) -> None:
        for definition in self.parameterDefinitions():
            wanted = (
                self.field_list(parameters, definition.name(), context)
                if definition.type() == "field"
                else []
            )
            if not wanted:
                continue
            names = self._field_names(parameters, definition.parentLayerParameterName(), context)
            lacking = [name for name in wanted if name not in names]
            if lacking:
                raise KosozuError(
                    "JOB-NO-FIELD",
                    field=lacking[0],
                    parameter=definition.name(),
                    fields=", ".join(names) or "–",
                )

    def _field_names(self, parameters: dict[str, Any], name: str, context: Any) -> list[str]:
        from ..core.sources.table import is_table, read_table

        layer = self.parameterAsVectorLayer(parameters, name, context)
        path = source_path(layer)
        if path and is_table(path):
            return [str(column) for column in read_table(path)[0].columns]
        texts = self._texts(layer)
        return list(
            self.parameterAsSource(parameters, name, context).fields().names()
            if texts is None
            else texts.names
        )


POLYGON = [QgsProcessing.SourceType.TypeVectorPolygon]
"""Source types of parameters that take polygons."""
