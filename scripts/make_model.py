"""Writes processing/models/filestofindings.model3: from files to findings, native and Kosozu algorithms in one chain.

Run through ``scripts/make_model`` under the oldest QGIS that the plugin supports, whose models newer ones read.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from qgis.core import (
    QgsApplication,
    QgsProcessing,
    QgsProcessingModelAlgorithm,
    QgsProcessingModelChildAlgorithm,
    QgsProcessingModelChildParameterSource,
    QgsProcessingModelOutput,
    QgsProcessingModelParameter,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterField,
    QgsProcessingParameterFile,
    QgsProcessingParameterNumber,
    QgsProcessingParameterString,
)
from qgis.PyQt.QtCore import QPointF

ROOT = Path(__file__).resolve().parent.parent
PATH = ROOT / "processing" / "models" / "filestofindings.model3"
Source = QgsProcessingModelChildParameterSource


def parameters() -> list:
    """What a planner gives the model."""
    whole = QgsProcessingParameterNumber.Type.Integer
    polygon = [QgsProcessing.SourceType.TypeVectorPolygon]
    return [
        QgsProcessingParameterString("JURISDICTION", "市町村コード / Code of the municipality"),
        QgsProcessingParameterString("TITLE", "構想の名称 / Title of the plan"),
        QgsProcessingParameterNumber("START_FY", "最初の年度 / First fiscal year", whole),
        QgsProcessingParameterNumber("END_FY", "最後の年度 / Last fiscal year", whole),
        QgsProcessingParameterFile("PARCELS", "筆ポリゴン / Parcels"),
        QgsProcessingParameterFile("LEDGER", "農地ピン・農地台帳 / Pins or ledger"),
        QgsProcessingParameterString("MAPPING", "列の対応表 / Mapping of columns", optional=True),
        QgsProcessingParameterFile("TARGETMAP", "目標地図 / Target map"),
        QgsProcessingParameterString("KEY_FIELD", "筆のキーの列 / Field of the key", optional=True),
        QgsProcessingParameterString("STATUS_FIELD", "区分の列 / Field of the status", optional=True),
        QgsProcessingParameterFile("STATUS_MAP", "区分の読み替え表 / Table of statuses", optional=True),
        QgsProcessingParameterFeatureSource("ZONES", "管理構想の区域 / Zones", polygon),
        QgsProcessingParameterField(
            "CLASS_FIELD", "管理区分の列 / Field of the class", parentLayerParameterName="ZONES"
        ),
        QgsProcessingParameterField(
            "ZONE_ID_FIELD",
            "区域IDの列 / Field of the zone's id",
            parentLayerParameterName="ZONES",
            optional=True,
        ),
    ]


def given(*names: str) -> dict[str, list]:
    """Child parameters that take the model's parameter of the same name."""
    return {name: [Source.fromModelParameter(name)] for name in names}


def chain() -> list[tuple[str, str, dict[str, list], dict[str, str]]]:
    """Child id, algorithm, parameter sources, and model outputs (name → child's output)."""
    return [
        (
            "plan",
            "kosozu:createplan",
            {
                **given("JURISDICTION", "TITLE", "START_FY", "END_FY"),
                "TIER": [Source.fromStaticValue("municipality")],
            },
            {"PLAN": "PLAN"},
        ),
        (
            "parcels",
            "kosozu:importparcels",
            {
                "PLAN": [Source.fromChildOutput("plan", "PLAN")],
                "INPUT": [Source.fromModelParameter("PARCELS")],
            },
            {},
        ),
        (
            "ledger",
            "kosozu:joinledger",
            {
                "PLAN": [Source.fromChildOutput("parcels", "PLAN")],
                "INPUT": [Source.fromModelParameter("LEDGER")],
                **given("MAPPING"),
            },
            {},
        ),
        (
            "targetmap",
            "kosozu:importtargetmap",
            {
                "PLAN": [Source.fromChildOutput("ledger", "PLAN")],
                "INPUT": [Source.fromModelParameter("TARGETMAP")],
                **given("KEY_FIELD", "STATUS_FIELD", "STATUS_MAP"),
            },
            {},
        ),
        # A sketch often holds rows that were begun and never drawn.
        ("drawn", "native:removenullgeometries", {"INPUT": [Source.fromModelParameter("ZONES")]}, {}),
        (
            "zones",
            "kosozu:importzones",
            {
                "PLAN": [Source.fromChildOutput("targetmap", "PLAN")],
                "INPUT": [Source.fromChildOutput("drawn", "OUTPUT")],
                **given("CLASS_FIELD", "ZONE_ID_FIELD"),
            },
            {},
        ),
        (
            "check",
            "kosozu:checkplan",
            {"PLAN": [Source.fromChildOutput("zones", "PLAN")]},
            {"FINDINGS": "FINDINGS", "REPORT": "REPORT"},
        ),
    ]


def build() -> QgsProcessingModelAlgorithm:
    """The model, laid out from top to bottom for whoever opens it in the designer."""
    model = QgsProcessingModelAlgorithm("filestofindings", "7 モデル / Models", "models")
    model.setHelpContent(
        {
            "ALG_DESC": "ファイルから調整事項まで：構想を作り、筆ポリゴン・台帳・目標地図・区域を取り込み、"
            "確認します。\n\n"
            "From files to findings: creates a plan, brings in parcels, ledger, target map and zones, and checks."
        }
    )
    for number, definition in enumerate(parameters()):
        component = QgsProcessingModelParameter(definition.name())
        component.setPosition(QPointF(120 + 220 * (number % 5), 60 + 60 * (number // 5)))
        model.addModelParameter(definition, component)
    for number, (name, algorithm, sources, outputs) in enumerate(chain()):
        child = QgsProcessingModelChildAlgorithm(algorithm)
        child.setChildId(name)
        child.setDescription(name)
        child.setPosition(QPointF(340, 300 + 90 * number))
        for parameter, values in sources.items():
            child.addParameterSources(parameter, values)
        child.setModelOutputs({label: output(name, label, of) for label, of in outputs.items()})
        model.addChildAlgorithm(child)
    return model


def output(child: str, label: str, of: str) -> QgsProcessingModelOutput:
    """One output of the model."""
    made = QgsProcessingModelOutput(label, label)
    made.setChildId(child)
    made.setChildOutputName(of)
    made.setPosition(QPointF(640, 300))
    return made


def main() -> int:
    """Write the model."""
    application = QgsApplication([], False)
    application.initQgis()
    PATH.parent.mkdir(exist_ok=True)
    written = build().toFile(str(PATH))
    application.exitQgis()
    return 0 if written else 1


if __name__ == "__main__":
    sys.exit(main())
