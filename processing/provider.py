"""The provider ``kosozu``: all algorithms, and the models that chain them."""

from __future__ import annotations

from qgis.core import QgsProcessingModelAlgorithm, QgsProcessingProvider
from qgis.PyQt.QtGui import QIcon

from .base import ROOT
from .checkplan import CheckPlan
from .checkrelease import CheckRelease
from .coverage import Coverage
from .createplan import CreatePlan
from .decidefinding import DecideFinding
from .difficulty import Difficulty
from .draftactions import DraftActions
from .draftzones import DraftZones
from .exportactions import ExportActions
from .exportbundle import ExportBundle
from .exportreport import ExportReport
from .forecast import Forecast
from .importactions import ImportActions
from .importcontext import ImportContext
from .importgroups import ImportGroups
from .importmarks import ImportMarks
from .importparcels import ImportParcels
from .importtargetmap import ImportTargetMap
from .importzones import ImportZones
from .indicators import Indicators
from .joinledger import JoinLedger
from .livingareas import LivingAreas
from .plancoverage import PlanCoverage
from .printatlas import PrintAtlas
from .printmap import PrintMap
from .reconcilefarmland import ReconcileFarmland
from .setstatus import SetStatus
from .updateaction import UpdateAction

ALGORITHMS = (
    CreatePlan,
    ImportParcels,
    JoinLedger,
    ImportTargetMap,
    ImportZones,
    ImportGroups,
    ImportMarks,
    ImportContext,
    Indicators,
    Difficulty,
    Forecast,
    DraftZones,
    CheckPlan,
    DecideFinding,
    SetStatus,
    DraftActions,
    UpdateAction,
    ExportActions,
    ImportActions,
    ExportReport,
    ExportBundle,
    PrintMap,
    PrintAtlas,
    CheckRelease,
    ReconcileFarmland,
    Coverage,
    PlanCoverage,
    LivingAreas,
)
"""In the order in which a plan is made."""


class KosozuProvider(QgsProcessingProvider):
    """What the toolbox and qgis_process see."""

    def id(self) -> str:
        """The provider's id."""
        return "kosozu"

    def name(self) -> str:
        """The provider's name, the same in every language but for its reading."""
        return "Kosozu 構想図"

    def icon(self) -> QIcon:
        """The plugin's icon."""
        return QIcon(str(ROOT / "styles" / "icons" / "kosozu.svg"))

    def loadAlgorithms(self) -> None:
        """Algorithms first; a model is valid only once those it chains are known (see ``plugin.initProcessing``)."""
        for algorithm in ALGORITHMS:
            self.addAlgorithm(algorithm())
        for path in sorted((ROOT / "processing" / "models").glob("*.model3")):
            model = QgsProcessingModelAlgorithm()
            if model.fromFile(str(path)):
                self.addAlgorithm(model)
