"""The tables of a plan as data, and the statements that make them.

Every table has ``fid`` (its rowid, never used again, so that the journal can name rows by it) and a unique text key.
A column is written ``name`` (text), ``name:I`` (whole number), ``name:R`` (real) or ``name:B`` (blob). Texts that are
not known are ``''``, numbers NULL. Areas are square metres in the plan's plane system.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from .sql import name, names, quoted, say

SCHEMA_VERSION = 1
APPLICATION_ID = 0x47504B47  # "GPKG"
USER_VERSION = 10200  # GeoPackage 1.2

_SQL_TYPES = {"T": "TEXT DEFAULT ''", "I": "INTEGER", "R": "REAL", "B": "BLOB"}


@dataclass(frozen=True)
class Table:
    """One table: ``columns`` maps name to T, I, R or B in order; ``geometry`` is the GeoPackage type name or ''."""

    name: str
    key: str
    columns: dict[str, str]
    geometry: str = ""
    registered: bool = False
    description: str = ""
    indexes: tuple[str, ...] = field(default=())

    @property
    def indexed(self) -> bool:
        """Whether an rtree stands beside the table."""
        return self.registered and bool(self.geometry)

    @property
    def stored(self) -> list[str]:
        """All columns but fid, geometry first as GDAL has it."""
        return (["geom"] if self.geometry else []) + list(self.columns)


def _table(table: str, key: str, columns: str, **more: object) -> Table:
    kinds = {}
    for word in columns.split():
        column, _, kind = word.partition(":")
        kinds[column] = kind or "T"
    return Table(table, key, kinds, **more)  # type: ignore[arg-type]


_UNIT = """unit_id kind source_id previous_id source_name source_year:I municipality_code address chiban land_kind
    area_map_m2:R area_registry_m2:R paint_code class_code zone_id data_origin"""

FACTS = """target_status target_raw user_now_id user_target_id noushin city_planning idle_survey idle_class
    hard_to_restore land_now owner_intent owner_known right_kind right_start right_end middle_right tax_deferral
    direct_payment multi_payment pension improvement improvement_fy:I productive_green forest_look target_source
    target_on ledger_source ledger_on"""

_YEARS = range(2020, 2071, 5)
_BY_YEAR = " ".join(f"{item}_{year}:R" for item in ("people", "share65") for year in _YEARS)

INDICATORS = f"""elevation_m:R slope_deg:R slope_8:R slope_15:R slope_1_100:R slope_1_20:R area_m2:R shape:R road_m:R
    settlement_m:R forest_m:R hazard:R hazard_red:R idle:R user_now:R user_future:R user_age:R lease_years:R
    farm_households:R few_households:R service_m:R services:R people_now:R share65_now:R households_now:R {_BY_YEAR}"""
"""Numbers of a unit or of a group; NULL is 不明, never 0. What each one is stands in ``core/analysis/indicators``."""

_ALL = (
    _table(
        "plan",
        "plan_id",
        """plan_id title tier jurisdiction_code jurisdiction_name community_name crs_epsg:I base_fy:I start_fy:I
        end_fy:I horizon_fy:I status edition:I status_on area_wkb:B schema_version:I catalogue_version""",
    ),
    _table("unit", "unit_id", _UNIT, geometry="MULTIPOLYGON", registered=True, description="筆"),
    _table("unit_retired", "unit_id", _UNIT, geometry="MULTIPOLYGON"),
    _table("unit_farmland", "unit_id", "unit_id " + FACTS),
    _table(
        "ledger_pin", "pin_id", "pin_id chiban land_kind area_registry_m2:R " + FACTS + " x:R y:R data_origin"
    ),
    _table(
        "ledger_match",
        "match_id",
        "match_id pin_id unit_id kind distance_m:R match_class reason_code",
        indexes=("unit_id",),
    ),
    _table(
        "zone",
        "zone_id",
        """zone_id scenario_id tier source_plan parent_zone_id class_code method_code name viewpoint reason manager_id
        partner_id term start_fy:I end_fy:I agreed agreed_on source_scale note area_m2:R""",
        geometry="MULTIPOLYGON",
        registered=True,
        description="区域",
    ),
    _table(
        "unit_group",
        "row_id",
        "row_id unit_id kind group_id name target_fy:I notice_date",
        indexes=("unit_id",),
    ),
    _table("unit_group_area", "row_id", "row_id kind group_id name", geometry="MULTIPOLYGON"),
    _table(
        "mark",
        "mark_id",
        "mark_id kind name zone_id actor_id note",
        geometry="GEOMETRY",
        registered=True,
        description="地点・施設",
    ),
    _table("actor", "actor_id", "actor_id kind label role"),
    _table("scenario", "scenario_id", "scenario_id label is_active:I"),
    _table("assignment", "row_id", "row_id scenario_id unit_id class_code", indexes=("unit_id",)),
    _table(
        "finding",
        "finding_key",
        """finding_key run_id rule_id family severity zone_id unit_id class_code status share:R area_m2:R params
        procedure state is_new:I decision premise_changed:I""",
        geometry="POINT",
        registered=True,
        description="調整事項",
    ),
    _table(
        "decision",
        "decision_id",
        """decision_id rule_id zone_id unit_id decision reason role consulted_office consulted_on decided_on
        premise""",
    ),
    _table(
        "action",
        "action_id",
        """action_id zone_id kind order_no:I title place area_m2:R class_code method_code manager_id partner_id term
        start_fy:I end_fy:I frequency scheme procedure priority hours_per_year:R cost:R indicator progress note
        origin""",
        registered=True,
        description="取組",
    ),
    _table("action_finding", "row_id", "row_id action_id finding_key", indexes=("action_id",)),
    _table("note", "note_id", "note_id sheet_id kind zone_id unit_id text x:R y:R role at"),
    _table("vote", "vote_id", "vote_id sheet_id scenario_id zone_id unit_id value count:I role at"),
    _table("sheet", "sheet_id", "sheet_id label kind scenario_id role at note"),
    _table("edition", "edition_no", "edition_no:I status on_date role payload:B"),
    _table(
        "source",
        "source_id",
        """source_id dataset provider edition licence credit_ja credit_en file_name file_hash imported_on counts""",
    ),
    _table(
        "context_layer",
        "layer_id",
        """layer_id dataset role level file source_id year:I open count:I imported_on""",
        description="取り込んだ背景データ",
    ),
    _table(
        "legal_area",
        "area_id",
        "area_id layer_id dataset kind code name year:I tolerance_m:R",
        geometry="MULTIPOLYGON",
        indexes=("layer_id",),
    ),
    _table(
        "unit_indicator", "unit_id", "unit_id " + INDICATORS, registered=True, description="指標（筆ごと）"
    ),
    _table(
        "group_indicator",
        "row_id",
        "row_id kind group_id name unit_count:I " + INDICATORS,
        indexes=("group_id",),
    ),
    _table(
        "indicator_source",
        "indicator",
        "indicator source_id source_name year:I method known:I unknown:I",
    ),
    _table(
        "unit_difficulty",
        "unit_id",
        "unit_id class hard:R harm:R known:R harm_known:R factors",
        registered=True,
        description="管理の難しさ（筆ごと）",
    ),
    _table(
        "difficulty_factor",
        "factor",
        """factor order_no:I indicator axis weight:R low:R high:R label_ja label_en unit basis source_id source_name
        year:I method known:I unknown:I less:R more:R""",
    ),
    _table(
        "forecast",
        "row_id",
        """row_id scope group_id name year:I picture area_m2:R unknown_m2:R unmanaged_low_m2:R unmanaged_middle_m2:R
        unmanaged_high_m2:R people_low:R people_middle:R people_high:R share65:R people_u15:R
        people_15_64:R people_65_74:R people_75:R hours_wanted:R hours_given_low:R
        hours_given_middle:R hours_given_high:R based_on""",
    ),
    _table("forecast_age", "row_id", "row_id scope group_id name year:I age:I people:R"),
    _table(
        "unit_forecast",
        "unit_id",
        "unit_id known:I looked_after:I gone_low:I gone_middle:I gone_high:I",
        registered=True,
        description="将来の見通し（筆ごと）",
    ),
    _table(
        "reach_place",
        "place_id",
        "place_id minutes:R core people:R people_later:R people65:R reach by_core",
        geometry="MULTIPOLYGON",
        registered=True,
        description="到達圏（人のいる場所）",
    ),
    _table("reach_core", "core", "core order_no:I x:R y:R first:R alone:R lost:R choice:I covered:R note"),
    _table(
        "reach_sum",
        "field",
        """field order_no:I year:I minutes:R total:R reached:R unreached:R share:R unknown:I lost:R based_on""",
    ),
    _table("catalogue", "name", "name text"),
    _table("check_run", "run_id", "run_id at families counts blank_share:R"),
)

TABLES: dict[str, Table] = {table.name: table for table in _ALL}
REGISTERED = tuple(table.name for table in _ALL if table.registered)

NAMES = _table("name", "row_id", "row_id kind name_id data", registered=True, description="氏名等（内部用）")
"""The one table of names in the side file; ``data`` is JSON, ``row_id`` is kind/name_id."""

GPKG_TABLES = (
    """CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT NOT NULL,srs_id INTEGER NOT NULL PRIMARY KEY,
    organization TEXT NOT NULL,organization_coordsys_id INTEGER NOT NULL,definition TEXT NOT NULL,description TEXT)""",
    """CREATE TABLE gpkg_contents (table_name TEXT NOT NULL PRIMARY KEY,data_type TEXT NOT NULL,
    identifier TEXT UNIQUE,description TEXT DEFAULT '',
    last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')),
    min_x DOUBLE, min_y DOUBLE,max_x DOUBLE, max_y DOUBLE,srs_id INTEGER,
    CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id))""",
    """CREATE TABLE gpkg_ogr_contents(table_name TEXT NOT NULL PRIMARY KEY,feature_count INTEGER DEFAULT NULL)""",
    """CREATE TABLE gpkg_geometry_columns (table_name TEXT NOT NULL,column_name TEXT NOT NULL,
    geometry_type_name TEXT NOT NULL,srs_id INTEGER NOT NULL,z TINYINT NOT NULL,m TINYINT NOT NULL,
    CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name),CONSTRAINT uk_gc_table_name UNIQUE (table_name),
    CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name),
    CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys (srs_id))""",
    """CREATE TABLE gpkg_extensions (table_name TEXT,column_name TEXT,extension_name TEXT NOT NULL,
    definition TEXT NOT NULL,scope TEXT NOT NULL,
    CONSTRAINT ge_tce UNIQUE (table_name, column_name, extension_name))""",
)

STYLES_TABLE = """CREATE TABLE "layer_styles" ("id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "f_table_catalog" TEXT(256), "f_table_schema" TEXT(256), "f_table_name" TEXT(256), "f_geometry_column" TEXT(256),
    "styleName" TEXT(30), "styleQML" TEXT, "styleSLD" TEXT, "useAsDefault" BOOLEAN, "description" TEXT,
    "owner" TEXT(30), "ui" TEXT(30),
    "update_time" DATETIME DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')))"""
"""As QGIS itself makes it."""

JOURNAL_TABLES = (
    """CREATE TABLE "stroke" ("seq" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, "kind" TEXT NOT NULL, "of" INTEGER,
    "scenario" TEXT NOT NULL, "role" TEXT NOT NULL, "at" TEXT NOT NULL, "label" TEXT NOT NULL, "payload" BLOB NOT NULL,
    "hash" TEXT NOT NULL)""",
    """CREATE TABLE "change" ("change_id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, "table_name" TEXT NOT NULL,
    "row_fid" INTEGER NOT NULL, "op" TEXT NOT NULL, "old" TEXT,
    "at" TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')))""",
    """CREATE TABLE "_writer" ("id" INTEGER PRIMARY KEY CHECK (id = 1))""",
    """CREATE TABLE "_piece" ("piece_id" INTEGER PRIMARY KEY, "payload" BLOB NOT NULL)""",
)

NAMES_JOURNAL = """CREATE TABLE "stroke_names" ("seq" INTEGER PRIMARY KEY, "payload" BLOB NOT NULL)"""
NAMES_META = """CREATE TABLE "belongs_to" ("plan_id" TEXT PRIMARY KEY)"""
NAMES_PENDING = """CREATE TABLE "pending" ("id" INTEGER PRIMARY KEY CHECK (id = 1), "seq" INTEGER NOT NULL,
    "parent" TEXT NOT NULL, "hash" TEXT NOT NULL)"""
"""The stroke whose names were written last: its number, the hash before it in the plan's chain, and its own."""


def create_table(table: Table) -> str:
    """CREATE TABLE of one of ours; the key is UNIQUE so that QGIS makes new values when a feature is split."""
    parts = ['"fid" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL']
    if table.geometry:
        parts.append(f'"geom" {table.geometry}')
    for column, kind in table.columns.items():
        unique = f"{'INTEGER' if kind == 'I' else 'TEXT'} UNIQUE"
        parts.append(say(name(column), unique if column == table.key else _SQL_TYPES[kind]))
    return say("CREATE TABLE", name(table.name), "(" + ", ".join(parts) + ")")


def create_indexes(table: Table) -> list[str]:
    """Plain indexes of one of ours."""
    return [
        say("CREATE INDEX", name(f"{table.name}_{column}"), "ON", name(table.name), f"({name(column)})")
        for column in table.indexes
    ]


RTREE_EXTENSION = "http://www.geopackage.org/spec120/#extension_rtree"


def rtree(table: str) -> str:
    """CREATE VIRTUAL TABLE of the spatial index."""
    return f'CREATE VIRTUAL TABLE "rtree_{table}_geom" USING rtree(id, minx, maxx, miny, maxy)'


def rtree_triggers(table: str, geom: str = "geom", fid: str = "fid") -> dict[str, str]:
    """The index triggers of GeoPackage 1.2, in GDAL's words."""
    index, old, new = f'"rtree_{table}_{geom}"', f'OLD."{fid}"', f'NEW."{fid}"'
    shape = f'NEW."{geom}"'
    corners = f"ST_MinX({shape}), ST_MaxX({shape}),ST_MinY({shape}), ST_MaxY({shape})"
    put = say("INSERT OR REPLACE INTO", index, f"VALUES ({new},{corners});")
    there, gone = f"({shape} NOTNULL AND NOT ST_IsEmpty({shape}))", f"({shape} ISNULL OR ST_IsEmpty({shape}))"
    drop = say("DELETE", "FROM", index, f"WHERE id = {old};")
    drop_both = say("DELETE", "FROM", index, f"WHERE id IN ({old}, {new});")
    bodies = {
        "insert": f'AFTER INSERT ON "{table}" WHEN (new."{geom}" NOT NULL AND NOT ST_IsEmpty({shape})) BEGIN {put} END',
        "update1": f'AFTER UPDATE OF "{geom}" ON "{table}" WHEN {old} = {new} AND {there} BEGIN {put} END',
        "update2": f'AFTER UPDATE OF "{geom}" ON "{table}" WHEN {old} = {new} AND {gone} BEGIN {drop} END',
        "update3": f'AFTER UPDATE ON "{table}" WHEN {old} != {new} AND {there} BEGIN {drop} {put} END',
        "update4": f'AFTER UPDATE ON "{table}" WHEN {old} != {new} AND {gone} BEGIN {drop_both} END',
        "delete": f'AFTER DELETE ON "{table}" WHEN old."{geom}" NOT NULL BEGIN {drop} END',
    }
    return {
        f"rtree_{table}_{geom}_{suffix}": f'CREATE TRIGGER "rtree_{table}_{geom}_{suffix}" {body}'
        for suffix, body in bodies.items()
    }


def count_triggers(table: str) -> dict[str, str]:
    """GDAL's triggers that keep ``gpkg_ogr_contents``."""
    made = {}
    for event, sign in (("insert", "+"), ("delete", "-")):
        trigger = f"trigger_{event}_feature_count_{table}"
        made[trigger] = say(
            f'CREATE TRIGGER "{trigger}" AFTER {event.upper()} ON "{table}" BEGIN',
            "UPDATE",
            f"gpkg_ogr_contents SET feature_count = feature_count {sign} 1 WHERE lower(table_name) =",
            f"lower({quoted(table)}); END",
        )
    return made


def change_triggers(table: Table) -> dict[str, str]:
    """Triggers that log writes which are not ours; silent while our row stands in ``_writer``.

    The old row is its SQL literals joined by commas: ``quote`` alone is exact for reals and blobs in every SQLite.
    """
    old = " || ',' || ".join(f"quote(OLD.{name(column)})" for column in ["fid", *table.stored])
    made = {}
    for event, row, value in (("insert", "NEW", "NULL"), ("update", "OLD", old), ("delete", "OLD", old)):
        trigger = f"change_{table.name}_{event}"
        made[trigger] = say(
            f'CREATE TRIGGER "{trigger}" AFTER {event.upper()} ON "{table.name}"',
            'WHEN NOT EXISTS (SELECT 1 FROM "_writer") BEGIN',
            "INSERT INTO",
            '"change" ("table_name", "row_fid", "op", "old")',
            f"VALUES ({quoted(table.name)}, {row}.fid, '{event}', {value}); END",
        )
    return made


def triggers(schema_version: int = SCHEMA_VERSION) -> dict[str, str]:
    """Every trigger of a plan of this schema version, by name."""
    if schema_version != SCHEMA_VERSION:
        raise ValueError(f"no triggers are known for schema {schema_version}")
    made: dict[str, str] = {}
    for table in _ALL:
        if table.indexed:
            made.update(rtree_triggers(table.name))
        if table.registered:
            made.update(count_triggers(table.name))
        made.update(change_triggers(table))
    made.update(count_triggers("layer_styles"))
    return made


def columns_list(table: Table) -> str:
    """The stored columns as SQL."""
    return names(table.stored)
