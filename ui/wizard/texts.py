"""What the windows of the imports say: kinds of files, why a file is known or not, what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from qgis.core import QgsApplication, QgsProcessingOutputNumber

from ...core.errors import KosozuError
from ...core.reports.words import dataset_label
from ...gis.words import lang, tr

if TYPE_CHECKING:
    from ...core.sources.recognise import Proposal


def kind_label(kind: str, catalogue: Any) -> str:
    """What a kind of file is called."""
    if kind in catalogue.codes["group_kind"]:
        return str(catalogue.code_label("group_kind", kind, lang()))
    return {
        "parcels": tr("Farmland parcels"),
        "ledger": tr("Farmland ledger or pins"),
        "targetmap": tr("Farmland target map"),
        "zones": tr("Zones of this plan"),
        "upper": tr("Zones of the upper plan"),
        "marks": tr("Places and facilities"),
        "context": tr("Context data"),
        "area": tr("Plan area"),
        "mapping": tr("Mapping of columns"),
        "statuses": tr("Words of the target map"),
        "classes": tr("Words of the zones"),
        "background": tr("Background"),
    }.get(kind, tr("Not brought in"))


def reason_text(proposal: Proposal, making: bool, catalogue: Any) -> str:
    """Why a file is taken for what it is, or why it is not brought in."""
    if proposal.missing:
        names = "、".join(parameter_label(proposal.algorithm, name) for name in proposal.missing)
        return tr("Choose by “Columns…”: {names}").format(names=names)
    if proposal.kind == "area" and not making:
        return tr("The plan area is given when a plan is made.")
    if proposal.reason.startswith("SRC-"):
        return KosozuError(proposal.reason, **proposal.params).text(lang())
    told = (
        _dataset(proposal, catalogue),
        _answers(proposal),
        _reasons()[proposal.reason].format(**proposal.params),
    )
    return "　".join(text for text in told if text)


def _dataset(proposal: Proposal, catalogue: Any) -> str:
    """What context data a file is taken for."""
    dataset = proposal.parameters.get("DATASET", "")
    return dataset_label(catalogue, dataset, lang()) if dataset else ""


def _answers(proposal: Proposal) -> str:
    """What a person is asked about a file, and what is taken for the answer so far."""
    from ...core.sources.roles import ANSWERS, YEAR_COLUMNS

    if proposal.kind == "context":
        year = proposal.parameters.get("YEAR", "")
        return f"{parameter_label(proposal.algorithm, 'YEAR')}: {year}" if year else ""
    told = []
    for role in ANSWERS.get(proposal.kind, ()):
        name, value = parameter_label(proposal.algorithm, role), proposal.parameters.get(role, "")
        if value:
            told.append(tr("{name}: {value} (“Columns…” changes it)").format(name=name, value=value))
        elif not (proposal.seen and set(YEAR_COLUMNS) & set(proposal.seen.columns)):
            told.append(tr("{name}: not given (by “Columns…”)").format(name=name))
    return "　".join(told)


def _reasons() -> dict[str, str]:
    return {
        "": "",
        "COLUMNS": tr("Known by {columns}"),
        "CHOSEN": tr("Chosen by you"),
        "HELPER": tr("Used when the other files are read"),
        "BACKGROUND": tr("For the map and the printed sheet; add it to the map as a layer"),
        "NO_COLUMNS": tr("No column tells what this is ({columns}); choose its kind"),
        "NAVI_POLYGONS": tr(
            "Polygons of eMAFF Navi, without kind of land; the parcels of MAFF are used instead"
        ),
        "KSJ": tr("National land information {id}; not brought in by this version"),
        "BACKGROUND_TOO": tr(
            "Known by {columns}; added to the map as a layer, it is a background for sheets as well"
        ),
        "BESIDES": tr("The groups of this file have numbers, too ({columns})"),
        "GRID": tr("A grid of one band of numbers"),
        "CONTENT": tr("Known by what stands in it"),
        "MESH_ARCHIVE": tr("Known by the name of the archive"),
        "RASTER": tr("A picture or a grid; add it to the map as a layer"),
        "PDF": tr("A PDF cannot be read; ask for the shapes or the table it was made of"),
        "CAD": tr("A drawing; export it as GeoPackage or Shapefile first"),
        "XLS": tr("An old Excel file; save it as .xlsx first"),
        "XML": tr("XML or GML; export it as GeoPackage first"),
        "UNPACK": tr("Unpack the archive first"),
        "NOT_MAP": tr("JSON without a map"),
        "PLAN": tr("A plan file; open it instead"),
        "NAMES": tr("The file of names of a plan"),
        "FORMAT": tr("Not a file of data"),
    }


def parameter_label(algorithm: str, name: str) -> str:
    """What the toolbox calls a parameter of an algorithm."""
    found = QgsApplication.processingRegistry().algorithmById(algorithm)
    definition = found.parameterDefinition(name) if found is not None else None
    return name if definition is None else str(definition.description())


def title_of(algorithm: str) -> str:
    """What the toolbox calls an algorithm."""
    found = QgsApplication.processingRegistry().algorithmById(algorithm)
    return algorithm if found is None else str(found.displayName())


def counts_text(algorithm: str, results: Mapping[str, Any]) -> str:
    """The counts that an algorithm came back with, those of rows read first; what is nought is left out."""
    found = QgsApplication.processingRegistry().algorithmById(algorithm)
    if found is None:
        return ""
    parts = []
    for output in found.outputDefinitions():
        value = results.get(output.name())
        if isinstance(output, QgsProcessingOutputNumber) and (value or output.name() == "READ_COUNT"):
            parts.append(f"{output.description()} {int(value or 0):,}")
    return "、".join(parts)
