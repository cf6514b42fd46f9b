"""Forms and tables of the plan's layers: aliases, value lists, order, hidden and read-only columns."""

from __future__ import annotations

from collections.abc import Mapping

from qgis.core import QgsAttributeTableConfig, QgsEditorWidgetSetup, QgsVectorLayer

from ..core.catalogue import Catalogue
from ..core.plan.schema import TABLES

_FLAGS = {
    "is_new": {"1": "新しい", "0": "前回から"},
    "premise_changed": {"1": "変わった", "0": "同じ"},
}
_LONG = {"reason", "note", "indicator", "scheme", "place"}
_TECHNICAL = {
    "unit": ("kind", "source_id", "previous_id", "source_name", "source_year", "data_origin"),
    "zone": ("scenario_id", "source_plan", "parent_zone_id", "source_scale"),
    "mark": ("zone_id", "actor_id"),
    "finding": ("finding_key", "run_id", "params", "is_new"),
    "action": ("progress", "origin"),
}
_READ_ONLY = {
    "unit": None,
    "zone": ("zone_id", "scenario_id", "tier", "area_m2"),
    "mark": ("mark_id",),
    "finding": None,
    "action": ("action_id", "origin"),
}
_DISPLAY = {
    "unit": 'coalesce(nullif(concat("address", \' \', "chiban"), \' \'), "unit_id")',
    "zone": 'coalesce(nullif("name", \'\'), "zone_id")',
    "mark": 'coalesce(nullif("name", \'\'), "mark_id")',
    "finding": 'concat("rule_id", \' \', "zone_id", \' \', "unit_id")',
    "action": 'concat("order_no", \' \', "title")',
}
_LISTS = {
    ("unit", "land_kind"): "land_kind",
    ("zone", "tier"): "zone_tier",
    ("zone", "term"): "term",
    ("zone", "agreed"): "agreed",
    ("finding", "family"): "family",
    ("finding", "state"): "finding_state",
    ("finding", "decision"): "decision",
    ("action", "kind"): "action_kind",
    ("action", "term"): "term",
    ("action", "priority"): "priority",
    ("action", "origin"): "origin",
}


def value_maps(catalogue: Catalogue, table: str) -> dict[str, dict[str, str]]:
    """Column → {code: Japanese label} for every coded column of a table."""
    named: dict[str, Mapping[str, str]] = {
        "class_code": {row.code: row.label_ja for row in catalogue.classes.values()},
        "paint_code": {row.code: row.label_ja for row in catalogue.classes.values()},
        "method_code": {row.code: row.label_ja for row in catalogue.methods.values()},
        "viewpoint": {row.code: row.label_ja for row in catalogue.viewpoints.values()},
        "status": {row.code: row.label_ja for row in catalogue.statuses.values()},
        "severity": {row.code: row.label_ja for row in catalogue.severities.values()},
        "rule_id": {row.id: f"{row.id} {row.title_ja}" for row in catalogue.rules.values()},
        "procedure": {row.code: row.label_ja for row in catalogue.procedures.values()},
    }
    lists = {column: name for (owner, column), name in _LISTS.items() if owner == table}
    found: dict[str, dict[str, str]] = {}
    for column in TABLES[table].columns:
        if column in named:
            found[column] = dict(named[column])
        elif (table, column) == ("mark", "kind"):
            found[column] = {row.code: row.label_ja for row in catalogue.mark_kinds.values()}
        elif column in lists:
            found[column] = {row.code: row.label_ja for row in catalogue.codes[lists[column]].values()}
        elif column in _FLAGS:
            found[column] = dict(_FLAGS[column])
    return found


def apply_form(layer: QgsVectorLayer, table: str, catalogue: Catalogue) -> None:
    """Aliases, widgets, order and what may be edited, for a layer whose columns are the table's."""
    maps = value_maps(catalogue, table)
    form = layer.editFormConfig()
    locked = _READ_ONLY[table]
    for index, field in enumerate(layer.fields()):
        column = field.name()
        layer.setFieldAlias(index, catalogue.alias(table, column, "ja"))
        layer.setEditorWidgetSetup(index, _widget(table, column, maps))
        form.setReadOnly(index, locked is None or column in locked)
    layer.setEditFormConfig(form)
    layer.setDisplayExpression(_DISPLAY[table])
    layer.setAttributeTableConfig(_table_config(layer, table))


def _widget(table: str, column: str, maps: Mapping[str, Mapping[str, str]]) -> QgsEditorWidgetSetup:
    if column == "fid" or column in _TECHNICAL[table]:
        return QgsEditorWidgetSetup("Hidden", {})
    if column in maps:
        return QgsEditorWidgetSetup(
            "ValueMap", {"map": [{text: code} for code, text in maps[column].items()]}
        )
    if column in _LONG:
        return QgsEditorWidgetSetup("TextEdit", {"IsMultiline": True, "UseHtml": False})
    return QgsEditorWidgetSetup("TextEdit", {"IsMultiline": False, "UseHtml": False})


def _table_config(layer: QgsVectorLayer, table: str) -> QgsAttributeTableConfig:
    config = QgsAttributeTableConfig()
    config.update(layer.fields())
    columns = config.columns()
    for column in columns:
        column.hidden = column.name == "fid" or column.name in _TECHNICAL[table]
    config.setColumns(columns)
    return config
