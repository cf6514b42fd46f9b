"""What every table must look like: its columns, allowed values, key and references. One entry per csv."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["text", "int", "number", "date", "colour", "code", "plain"]


@dataclass(frozen=True)
class Column:
    """One column. ``refs`` names the table whose codes are allowed; ``many`` reads ``a;b`` as a list of values.

    A ``later`` column came after plans were made, which carry the tables of their day: it is empty where it is missing.
    """

    name: str
    kind: Kind = "text"
    required: bool = True
    choices: tuple[str, ...] = ()
    refs: str = ""
    many: bool = False
    template: bool = False
    later: bool = False


@dataclass(frozen=True)
class Table:
    """One csv. ``key`` is unique; ``fixed`` keys must all be there, ``whole`` means every shipped key must be."""

    columns: tuple[Column, ...]
    key: tuple[str, ...]
    fixed: tuple[str, ...] = ()
    whole: bool = False

    def names(self) -> tuple[str, ...]:
        """The columns' names, in order."""
        return tuple(column.name for column in self.columns)


HATCHES = (
    "none",
    "dots",
    "fdiag",
    "bdiag",
    "cross_diag",
    "cross",
    "horizontal",
    "vertical",
    "dashed_outline",
)
CHANGE_KINDS = ("propose", "reconcile")
TIMINGS = ("before", "after", "none", "ask")
PALETTE_SETS = ("class", "level1", "status", "term", "severity", "land", "difficulty", "future", "reach")
SEVERITIES = ("BLOCK", "CONFLICT", "CHECK", "INFO")
STATUSES = ("P1", "P2", "P3", "P4", "P5", "P6", "P9")
LEVELS = ("KEEP", "CHANGE", "REDUCE")
FAMILIES = ("farmland", "tiers", "law", "tiling", "completeness")
DATA_CLASSES = ("public", "counter", "internal")
NOUSHIN = ("1", "2", "3", "9", "unset", "")
DIFFICULTY_AXES = ("hard", "harm")
LAND_KINDS = ("farmland", "forest", "residential", "other")
KNOWN = ("yes", "no", "unknown")
DATASET_ROLES = (
    "people",
    "community",
    "law",
    "boundary",
    "district",
    "landuse",
    "facility",
    "road",
    "building",
    "elevation",
    "slope",
    "registry",
)
DATASET_READERS = (
    "census_mesh",
    "future_mesh",
    "small_area",
    "municipality",
    "layer",
    "raster",
    "moj_xml",
    "citygml",
)

#: What a message template may name; ``core/checks`` fills them, as text ready to print.
PLACEHOLDERS = {
    "zone": "name of the zone, else its id",
    "parcel": "地番 of the parcel, else its id",
    "class_code": "code of the management class",
    "class_label": "label of the management class",
    "other_class_label": "label of the other class that meets the parcel, the zone or the border",
    "status_label": "label of the target map's status",
    "noushin_label": "label of 農振法区分",
    "idle_label": "label of the idle-land survey's result",
    "area_m2": "map area concerned, square metres",
    "area_ha": "map area concerned, hectares",
    "share": "percent of the parcel (or of the plan area)",
    "count": "how many",
    "group": "name of the water system, district or settlement",
    "upper_zone": "name of the upper plan's zone",
    "upper_class_label": "label of the upper plan's class",
    "upper_source": "name of the upper plan",
    "manager": "label of the actor, a pseudonym where it is an individual",
    "right_end": "last day of the right, as a date",
    "fiscal_year": "a fiscal year that the rule looks at",
    "until_fy": "the last fiscal year of a term",
    "start_fy": "first fiscal year of the zone or the action",
    "end_fy": "last fiscal year of the zone or the action",
    "plan_start_fy": "first fiscal year of the plan",
    "plan_end_fy": "last fiscal year of the plan",
    "years": "a number of years",
    "limit": "the threshold that was passed, with its unit",
    "title": "title of the action",
    "rule_title": "title of the rule",
    "procedure_label": "label of the procedure",
    "fact_label": "label of the data that is missing",
}


def _code(name: str = "code") -> Column:
    return Column(name, "code")


def _order() -> Column:
    return Column("order", "int")


def _both(stem: str, *, required: bool = True, template: bool = False) -> tuple[Column, Column]:
    return (
        Column(f"{stem}_ja", required=required, template=template),
        Column(f"{stem}_en", required=required, template=template),
    )


def _free(*names: str) -> tuple[Column, ...]:
    return tuple(Column(name, required=False) for name in names)


_RULE_TEXT = (*_both("message", template=True), *_both("resolution"))

TABLES: dict[str, Table] = {
    "classes": Table(
        (
            _code(),
            _order(),
            Column("level1", "code", required=False, refs="level1"),
            Column("letter"),
            *_both("label"),
            *_both("description"),
            Column("farmland", choices=("yes", "case", "no", "none")),
            Column("fill", "colour"),
            Column("hatch", choices=HATCHES),
        ),
        ("code",),
        fixed=("X",),
    ),
    "level1": Table((_code(), _order(), *_both("label"), Column("fill", "colour")), ("code",), fixed=LEVELS),
    "palettes": Table(
        (
            Column("set", choices=PALETTE_SETS),
            _code(),
            Column("normal", "colour", required=False),
            Column("cud", "colour"),
            Column("mono", "colour"),
            Column("hatch", required=False, choices=HATCHES),
        ),
        ("set", "code"),
    ),
    "readings": Table((Column("word"), Column("reading")), ("word",)),
    "methods": Table(
        (
            _code(),
            _order(),
            Column("land_kind", choices=LAND_KINDS),
            Column("class_codes", refs="classes", many=True),
            *_both("label"),
            *_both("frequency", required=False),
            *_both("schemes", required=False),
            Column("hours_per_10a", "number", required=False),
            Column("cost_per_10a", "number", required=False),
            *_free("source"),
        ),
        ("code",),
    ),
    "viewpoints": Table((_code(), _order(), *_both("label"), *_both("description")), ("code",)),
    "mark_kinds": Table(
        (
            _code(),
            _order(),
            Column("geometry", choices=("point", "line")),
            *_both("label"),
            Column("symbol"),
            Column("colour", "colour"),
        ),
        ("code",),
    ),
    "statuses": Table(
        (
            _code(),
            _order(),
            *_both("label"),
            Column("in_area", choices=KNOWN),
            Column("has_user", choices=KNOWN),
            *_free("synonyms"),
        ),
        ("code",),
        fixed=STATUSES,
    ),
    "matrix": Table(
        (
            Column("class_code", required=False, refs="classes"),
            Column("status", refs="statuses"),
            Column("rule_id", refs="rules"),
            Column("severity", refs="severities"),
        ),
        ("class_code", "status", "rule_id"),
    ),
    "law_matrix": Table(
        (
            Column("class_code", refs="classes"),
            Column("noushin", required=False, choices=NOUSHIN),
            Column("city_planning", required=False, choices=("", "1", "other")),
            Column("rule_id", refs="rules"),
            Column("severity", refs="severities"),
        ),
        ("class_code", "noushin", "city_planning", "rule_id"),
    ),
    "law_areas": Table(
        (
            Column("rule_id", refs="rules"),
            Column("kind", "code"),
            Column("class_code", "plain"),
            Column("place", choices=("inside", "outside")),
            Column("severity", refs="severities"),
            Column("edge_severity", refs="severities"),
            Column("limit", "code", required=False),
        ),
        ("rule_id", "kind", "class_code", "place"),
    ),
    "rules": Table(
        (
            Column("id", "code"),
            _order(),
            Column("family", choices=FAMILIES),
            Column("severity", refs="severities"),
            *_both("title"),
            *_both("message", template=True),
            *_both("basis", required=False),
            Column("basis_kind", choices=("found", "recalled", "none")),
            *_both("resolution"),
            *_both("office"),
            Column("checked_on", "date", required=False),
            *_free("requires"),
            Column("implemented", choices=("yes", "later")),
            Column("procedure", required=False, refs="procedures"),
        ),
        ("id",),
        whole=True,
    ),
    "plan_changes": Table(
        (
            Column("rule_id", refs="rules"),
            Column("class_code"),
            Column("kind", choices=CHANGE_KINDS),
            Column("timing", choices=TIMINGS),
            Column("text_ja"),
            Column("text_en"),
        ),
        ("rule_id", "class_code"),
    ),
    "rule_variants": Table(
        (
            Column("rule_id", refs="rules"),
            Column("variant", "plain"),
            *_RULE_TEXT,
            Column("procedure", required=False, refs="procedures"),
        ),
        ("rule_id", "variant"),
        whole=True,
    ),
    "severities": Table(
        (_code(), _order(), *_both("label"), Column("colour", "colour"), Column("symbol")),
        ("code",),
        fixed=SEVERITIES,
    ),
    "procedures": Table((_code(), _order(), *_both("label"), *_both("office")), ("code",)),
    "procedure_steps": Table(
        (
            Column("procedure", refs="procedures"),
            _order(),
            *_both("label"),
            Column("months_min", "number", required=False),
            Column("months_max", "number", required=False),
            *_free("source"),
        ),
        ("procedure", "order"),
    ),
    "thresholds": Table(
        (
            Column("name", "code"),
            Column("value", "number", required=False),
            *_free("unit"),
            *_both("description"),
            Column("source"),
        ),
        ("name",),
        whole=True,
    ),
    "difficulty_weights": Table(
        (
            Column("indicator", "code"),
            Column("axis", choices=DIFFICULTY_AXES),
            Column("weight", "number"),
            Column("low", "number"),
            Column("high", "number"),
            *_free("unit"),
            *_both("label"),
            Column("source"),
        ),
        ("indicator", "axis"),
    ),
    "draft_classes": Table(
        (
            Column("land", choices=("farmland", "other")),
            Column("difficulty", choices=("easy", "harm", "hard", "hard_open", "unknown")),
            Column("status", required=False, refs="statuses"),
            Column("class_code", required=False, refs="classes"),
            Column("viewpoint", required=False, refs="viewpoints"),
            *_both("reason", required=False),
            Column("source"),
        ),
        ("land", "difficulty", "status"),
    ),
    "form": Table(
        (
            Column("key", "code"),
            _order(),
            *_both("label"),
            Column("width_mm", "number"),
            Column("data_class", choices=DATA_CLASSES),
        ),
        ("key",),
    ),
    "fields": Table(
        (
            Column("table", "code"),
            Column("column", "code"),
            *_both("alias"),
            Column("data_class", choices=DATA_CLASSES),
        ),
        ("table", "column"),
        whole=True,
    ),
    "codes": Table(
        (Column("list", "code"), Column("code", "plain"), *_both("label")), ("list", "code"), whole=True
    ),
    "code_synonyms": Table((Column("list", "code"), Column("raw"), Column("code", "plain")), ("list", "raw")),
    "glossary": Table((Column("ja"), Column("reading"), Column("en"), *_both("definition")), ("ja",)),
    "organisation_endings": Table(
        (Column("ending"), Column("kind", choices=("group", "company", "office"))), ("ending",)
    ),
    "credits": Table(
        (
            Column("dataset", "code"),
            Column("provider_ja"),
            *_both("credit", required=False),
            *_free("licence"),
        ),
        ("dataset",),
    ),
    "datasets": Table(
        (
            Column("id", "code"),
            _order(),
            Column("role", choices=DATASET_ROLES),
            Column("reader", choices=DATASET_READERS),
            *_both("title"),
            *_both("provider"),
            Column("geometry", choices=("polygon", "line", "point", "any", "table", "raster", "xml")),
            *_free("columns", "code_column", "kinds", "name_column", "number_column"),
            Column("crs", "int", required=False),
            *_free("encoding"),
            Column("latest", "int", required=False),
            Column("scale", "int", required=False),
            *_free("licence"),
            Column("open", choices=("yes", "no")),
            Column("open_from", "int", required=False, later=True),
            Column("licence_before", required=False, later=True),
            *_both("credit"),
            Column("rules", required=False, refs="rules", many=True),
        ),
        ("id",),
    ),
    "prefectures": Table((_code(), *_both("label")), ("code",), whole=True),
    "plane_systems": Table((Column("prefix", "code"), Column("epsg", "int")), ("prefix",)),
    "municipalities": Table(
        (Column("code6", "code"), Column("prefecture", refs="prefectures"), Column("name")), ("code6",)
    ),
    "road_speeds": Table(
        (Column("class"), _order(), Column("kmh", "number"), Column("source")),
        ("class",),
    ),
    "phrases": Table((Column("key", "code"), Column("ja"), Column("en")), ("key",), whole=True),
    "reasons": Table((Column("code", "plain"), Column("ja"), Column("en")), ("code",)),
}
