"""What algorithms say of wrong parameters before they start, and how they read layers."""

from __future__ import annotations

import json
from pathlib import Path

import builders
import pytest

pytest.importorskip("qgis.core")

from qgis.core import QgsProcessingContext, QgsProject, QgsVectorLayer

HELP = Path(__file__).resolve().parent.parent.parent / "processing" / "help"


@pytest.fixture
def algorithm(qgis_provider):
    """An algorithm of the provider by its name."""

    def find(name: str):
        made = qgis_provider.algorithm(name).create({})
        assert made is not None
        return made

    return find


def said(algorithm, **parameters) -> str:
    """The sentence of the check; empty where all is well."""
    context = QgsProcessingContext()
    context.setProject(QgsProject())
    fine, message = algorithm.checkParameterValues(
        {name: str(value) if isinstance(value, Path) else value for name, value in parameters.items()},
        context,
    )
    return "" if fine else message


def test_every_parameter_and_only_those_have_help(qgis_provider):
    for found in qgis_provider.algorithms():
        path = HELP / f"{found.name()}.json"
        if not path.exists():
            assert found.name() == "filestofindings"
            continue
        table = json.loads(path.read_text(encoding="utf-8"))
        assert set(table["parameters"]) == {definition.name() for definition in found.parameterDefinitions()}
        texts = [table["summary"], *table["parameters"].values()]
        assert all(text["ja"].strip() and text["en"].strip() for text in texts)


def test_parameters_and_outputs_are_the_contract(qgis_provider):
    wanted = {
        "createplan": (
            "PLAN TIER JURISDICTION TITLE START_FY END_FY COMMUNITY CRS AREA CATALOGUE OVERWRITE", "PLAN CRS"
        ),
        "importparcels": (
            "PLAN INPUT ENCODING CRS YEAR", "PLAN READ_COUNT USED_COUNT MERGED_COUNT REJECTED_COUNT REPORT"
        ),
        "joinledger": (
            "PLAN INPUT MAPPING ENCODING MAX_DISTANCE",
            "PLAN READ_COUNT KEYED_COUNT INSIDE_COUNT NEAR_COUNT UNMATCHED_COUNT DUPLICATE_COUNT REPORT",
        ),
        "importtargetmap": (
            "PLAN INPUT KEY_FIELD STATUS_FIELD USER_NOW_FIELD USER_TARGET_FIELD STATUS_MAP ENCODING",
            "PLAN READ_COUNT MATCHED_COUNT UNMATCHED_COUNT REPORT",
        ),
        "importzones": (
            "PLAN INPUT CLASS_FIELD ZONE_ID_FIELD NAME_FIELD METHOD_FIELD MANAGER_FIELD MAPPING TIER SOURCE_PLAN",
            "PLAN READ_COUNT USED_COUNT REJECTED_COUNT REPORT",
        ),
        "importgroups": (
            "PLAN INPUT NAME_FIELD KIND KEY_FIELD TARGET_FY NOTICE_DATE",
            "PLAN READ_COUNT UNIT_COUNT UNGROUPED_COUNT REPORT",
        ),
        "importmarks": ("PLAN INPUT KIND KIND_FIELD NAME_FIELD", "PLAN READ_COUNT USED_COUNT REJECTED_COUNT REPORT"),
        "checkplan": (
            "PLAN FAMILIES FINDINGS REPORT",
            "PLAN FINDINGS REPORT FINDING_COUNT BLOCK_COUNT CONFLICT_COUNT CHECK_COUNT INFO_COUNT NEW_COUNT "
            "CLOSED_COUNT BLANK_SHARE",
        ),
        "decidefinding": ("PLAN FINDING_KEY RULE ZONE DECISION REASON ROLE CONSULTED", "PLAN DECIDED_COUNT"),
        "setstatus": ("PLAN STATUS ON ROLE", "PLAN EDITION"),
        "draftactions": ("PLAN", "PLAN ACTION_COUNT MISSING_COUNT"),
        "exportactions": ("PLAN OUTPUT EDITION ENCODING", "OUTPUT ROW_COUNT"),
        "printmap": (
            "PLAN OUTPUT KIND SHEET ORIENTATION EDITION COLOURS LARGE PARCELS BACKGROUND", "OUTPUT PAGES"
        ),
        "printatlas": (
            "PLAN OUTPUT BY KIND SHEET ORIENTATION EDITION COLOURS PARCELS BACKGROUND", "OUTPUT PAGES"
        ),
        "updateaction": ("PLAN ACTION PROGRESS FY NOTE", "PLAN"),
        "importactions": ("PLAN INPUT APPLY", "PLAN CHANGED_COUNT ADDED_COUNT REMOVED_COUNT REPORT"),
        "exportreport": ("PLAN OUTPUT KIND EDITION TEMPLATE ENCODING", "OUTPUT"),
        "exportbundle": ("PLAN FOLDER EDITION", "FOLDER FILE_COUNT"),
        "reconcilefarmland": (
            "PARCELS STATUS_FIELD ZONES CLASS_FIELD KEY_FIELD ZONE_ID_FIELD NOUSHIN_FIELD MIN_SHARE MIN_AREA CATALOGUE "
            "FINDINGS SUMMARY",
            "FINDINGS SUMMARY FINDING_COUNT BLOCK_COUNT CONFLICT_COUNT CHECK_COUNT INFO_COUNT",
        ),
    }  # fmt: skip
    for name, (parameters, outputs) in wanted.items():
        found = qgis_provider.algorithm(name)
        assert {entry.name() for entry in found.parameterDefinitions()} == set(parameters.split()), name
        assert {entry.name() for entry in found.outputDefinitions()} == set(outputs.split()), name


def test_enums_take_their_codes(algorithm):
    for name, parameter in (("createplan", "TIER"), ("decidefinding", "DECISION"), ("importgroups", "KIND")):
        assert algorithm(name).parameterDefinition(parameter).usesStaticStrings()


def test_source_files_are_told_apart(algorithm, tmp_path):
    zones = builders.zones(tmp_path / "zones.geojson")
    parcels = builders.parcels(tmp_path / "parcels.json")
    fields = {"STATUS_FIELD": "local_government_cd", "CLASS_FIELD": "class_code"}
    sinks = {"FINDINGS": "TEMPORARY_OUTPUT", "SUMMARY": "TEMPORARY_OUTPUT"}
    reconcile = algorithm("reconcilefarmland")
    assert said(reconcile, PARCELS=parcels, ZONES=zones, **fields, **sinks) == ""
    text = tmp_path / "text.gpkg"
    text.write_text("これは GeoPackage ではない", encoding="utf-8")
    assert "[SRC-NOT-GPKG]" in said(reconcile, PARCELS=text, ZONES=zones, **fields, **sinks)
    missing = tmp_path / "missing.gpkg"
    assert "[JOB-NO-FILE]" in said(reconcile, PARCELS=parcels, ZONES=missing, **fields, **sinks)
    part = tmp_path / "part.shp"
    part.write_bytes(b"\x00\x00\x27\x0a" + bytes(96))
    assert "[SRC-SHP-PART]" in said(reconcile, PARCELS=part, ZONES=zones, **fields, **sinks)


def test_a_layer_of_the_project_may_have_any_name(algorithm, tmp_path):
    zones = QgsVectorLayer(str(builders.zones(tmp_path / "zones.geojson")), "区域/2026.案", "ogr")
    parcels = builders.parcels(tmp_path / "parcels.json")
    project = QgsProject()
    project.addMapLayer(zones)
    context = QgsProcessingContext()
    context.setProject(project)
    fields = {"STATUS_FIELD": "local_government_cd", "CLASS_FIELD": "class_code"}
    sinks = {"FINDINGS": "TEMPORARY_OUTPUT", "SUMMARY": "TEMPORARY_OUTPUT"}
    wish = {"PARCELS": str(parcels), "ZONES": "区域/2026.案", **fields, **sinks}
    fine, message = algorithm("reconcilefarmland").checkParameterValues(wish, context)
    assert fine, message
    project.clear()


def test_a_table_of_groups_is_read_by_its_own_encoding(algorithm, tmp_path):
    table = tmp_path / "groups.csv"
    table.write_bytes("polygon_uuid,水利系統\na,上の池\n".encode("cp932"))
    groups = algorithm("importgroups")
    context = QgsProcessingContext()
    frame, epsg, path = groups.layer({"INPUT": str(table)}, "INPUT", context)
    assert list(frame["水利系統"]) == ["上の池"] and epsg == 0 and path == str(table)
    assert groups._field_names({"INPUT": str(table)}, "INPUT", context)[:2] == ["polygon_uuid", "水利系統"]
