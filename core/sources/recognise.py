"""Which file of a folder of downloads is what, and how it is brought in: a proposal for each, made from its columns.

A person looks at the proposals, changes a kind or a column where it is wrong, and lets the algorithms run.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import KosozuError
from ..progress import SILENT, Progress, check
from . import profile
from . import recognise_context as around
from .folder import files_of
from .peek import Peek, peek
from .recognise_helpers import HELPERS, Helpers, class_table, helper_kind, helpers_of, own_mapping
from .roles import ANSWERS, FIELDS, REQUIRED, answer, column_of, guess
from .text import half

if TYPE_CHECKING:
    from ..catalogue import Catalogue

GROUPS = ("community", "oaza", "water", "plan_district", "custom")
KINDS = ("parcels", "ledger", "targetmap", "zones", "upper", *GROUPS, "marks", "context")
"""What can be brought into a plan, in the order in which it has to be."""
ALGORITHMS = {
    "parcels": "kosozu:importparcels",
    "ledger": "kosozu:joinledger",
    "targetmap": "kosozu:importtargetmap",
    "zones": "kosozu:importzones",
    "upper": "kosozu:importzones",
    "marks": "kosozu:importmarks",
    "context": "kosozu:importcontext",
    "area": "kosozu:createplan",
    **dict.fromkeys(GROUPS, "kosozu:importgroups"),
}
_BY_READER = ("parcels", "ledger", "targetmap", "context")
_SUITS = {
    "polygon": ("parcels", "ledger", "targetmap", "zones", "upper", *GROUPS, "context", "area"),
    "point": ("ledger", "targetmap", "marks", "context"),
    "line": ("marks", "context"),
    "table": ("ledger", "targetmap", *GROUPS, "context"),
    "raster": ("context",),
    "xml": ("context",),
    "": _BY_READER,
}
_BY_SUFFIX = {
    "RASTER": (".tif", ".tiff", ".img", ".vrt", ".asc", ".png", ".jpg", ".jpeg", ".mbtiles"),
    "PDF": (".pdf",),
    "CAD": (".dxf", ".dwg", ".sfc", ".sxf", ".jww", ".p21"),
    "XLS": (".xls",),
    "XML": (".gml", ".xml"),
}
_AREA = re.compile("計画区域|計画範囲|計画の範囲|対象区域|対象範囲|区域界|plan_?area", re.IGNORECASE)
_UPPER = re.compile("上位|国土利用計画|エリア|upper", re.IGNORECASE)
_BACKGROUND = re.compile(
    "道路|鉄道|河川|水涯|建物|建築|地名|注記|等高線|road|rail|river|building|place", re.IGNORECASE
)
_BACKGROUND_COLUMN = re.compile("路線名|河川名|地名|小?字名|注記", re.IGNORECASE)
_KSJ = re.compile(r"([A-Z]\d{2}[a-z]?)[-_]\d{3}$")
_NAVI_POLYGONS = ("polygon_uuid", "daicho_shubetsu_cd")
_OTHER_VECTORS = (".parquet", ".geoparquet", ".kml", ".tab")
_PARCEL_FILE = re.compile(r"(?:^|[^0-9])\d{4}_\d{6}(?:[^0-9]|$)")


@dataclass(frozen=True)
class Proposal:
    """What a file is taken for. ``reason`` is a code with ``params``; ``missing`` names parameters that nothing fills.

    ``algorithm`` is '' for what is not brought in by itself. ``parameters`` lack the plan.
    """

    path: str
    kind: str
    algorithm: str = ""
    parameters: Mapping[str, str] = field(default_factory=dict)
    reason: str = ""
    params: Mapping[str, Any] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    seen: Peek | None = None
    helpers: Helpers = field(default_factory=Helpers)

    @property
    def usable(self) -> bool:
        """Whether its algorithm can run as it is."""
        return bool(self.algorithm) and not self.missing

    @property
    def name(self) -> str:
        """The file's name, with the layer or the member of an archive."""
        part = (self.seen.layer or self.seen.member) if self.seen else ""
        return f"{Path(self.path).name} › {part}" if part else Path(self.path).name

    @property
    def kinds(self) -> tuple[str, ...]:
        """What it could be, by its shapes."""
        if self.seen is None or self.kind in HELPERS:
            return ()
        if around.is_mesh_archive(self.seen):
            return ("context",)
        if self.seen.note and not (self.seen.note == "FORMAT" and self.path.lower().endswith(_OTHER_VECTORS)):
            return ()
        return _SUITS[self.seen.geometry]


def recognise(
    where: str | Path | Iterable[str | Path], catalogue: Catalogue | None = None, progress: Progress = SILENT
) -> list[Proposal]:
    """A proposal for every layer of every file of a folder, or of some files; those to bring in first, in their order.

    A file of groups that counts people or households has two: the groups, and context.

    No file makes it fail: what cannot be read is ``unknown``, with the reason.
    """
    catalogue = catalogue or _shipped()
    found: list[Proposal | Peek] = []
    for file in files_of(where):
        check(progress)
        found += _look(file)
    helpers = helpers_of([item for item in found if isinstance(item, Peek)])
    proposals = [item if isinstance(item, Proposal) else _judge(item, catalogue, helpers) for item in found]
    proposals = _whole_archives(proposals)
    proposals += [besides for one in proposals if (besides := _besides(one, catalogue))]
    place = {kind: number for number, kind in enumerate(("area", *KINDS, *HELPERS, "background"))}
    return sorted(proposals, key=lambda one: (place.get(one.kind, 99), one.path, one.name))


def _besides(proposal: Proposal, catalogue: Catalogue) -> Proposal | None:
    """The same file as context, where it groups parcels and counts people or households as well."""
    if proposal.kind not in GROUPS or proposal.seen is None:
        return None
    dataset, columns = around.dataset_besides(proposal.seen, catalogue)
    if not dataset:
        return None
    made = _proposal(proposal.seen, "context", proposal.helpers, catalogue, {"DATASET": dataset})
    return replace(made, reason="BESIDES", params={"columns": ", ".join(columns)})


def as_kind(
    proposal: Proposal, kind: str, fields: Mapping[str, str] | None = None, catalogue: Catalogue | None = None
) -> Proposal:
    """The same file taken for another kind, with the columns that a person has named and the answers given."""
    if proposal.seen is None or kind not in (*KINDS, "area"):
        return replace(
            proposal, kind=kind, algorithm="", parameters={}, reason="CHOSEN", params={}, missing=()
        )
    made = _proposal(proposal.seen, kind, proposal.helpers, catalogue or _shipped(), fields or {})
    return replace(made, reason="CHOSEN") if made.algorithm else made


def _look(file: Path) -> Sequence[Proposal | Peek]:
    """What is in a file, or why it is not known."""
    suffix = file.suffix.lower()
    for reason, suffixes in _BY_SUFFIX.items():
        if suffix in suffixes:
            other = around.other_form(file) if reason in ("RASTER", "XML") else None
            return [other or Proposal(str(file), "unknown", reason=reason)]
    try:
        return peek(file)
    except KosozuError as error:
        return [Proposal(str(file), "unknown", reason=error.code, params=error.params)]
    except Exception as error:  # one odd file must not hide the others
        params = {"file": file.name, "reason": type(error).__name__}
        return [Proposal(str(file), "unknown", reason="SRC-NOT-READABLE", params=params)]


def _judge(seen: Peek, catalogue: Catalogue, helpers: Helpers) -> Proposal:
    try:
        return _by_rules(seen, catalogue, helpers)
    except Exception as error:  # one odd file must not hide the others
        params = {"file": Path(seen.file).name, "reason": type(error).__name__}
        return Proposal(seen.file, "unknown", reason="SRC-NOT-READABLE", params=params)


def _by_rules(seen: Peek, catalogue: Catalogue, helpers: Helpers) -> Proposal:
    """The first rule that knows the columns wins."""
    if seen.geometry in ("raster", "xml") or around.is_mesh_archive(seen):
        made = _proposal(seen, "context", helpers, catalogue, {})
        return replace(made, reason={"raster": "GRID", "xml": "CONTENT"}.get(seen.geometry, "MESH_ARCHIVE"))
    if seen.note:
        return Proposal(seen.file, "unknown", reason=seen.note, seen=seen)
    helper = helper_kind(seen)
    if helper:
        return Proposal(seen.file, helper, reason="HELPER", seen=seen)
    dataset, columns = around.dataset_by_columns(seen, catalogue)
    if dataset:
        made = _proposal(seen, "context", helpers, catalogue, {})
        return replace(made, params={"columns": ", ".join(columns)})
    ksj = next((found[1] for name in seen.columns if (found := _KSJ.match(name))), "")
    if ksj:
        return Proposal(seen.file, "unknown", reason="KSJ", params={"id": ksj}, seen=seen)
    if seen.columns[: len(_NAVI_POLYGONS)] == _NAVI_POLYGONS:
        return Proposal(seen.file, "unknown", reason="NAVI_POLYGONS", seen=seen, helpers=helpers)
    rules = (_ledger, _zones, _targetmap, _parcels, _marks, _drawn, _background, _groups, _counted, _area)
    for rule in rules:
        kind, evidence = rule(seen, catalogue, helpers)
        if kind == "background":
            return Proposal(seen.file, kind, reason="BACKGROUND", seen=seen, helpers=helpers)
        if kind:
            made = _proposal(seen, kind, helpers, catalogue, {})
            both = kind == "context" and around.is_background(made.parameters["DATASET"])
            reason = "BACKGROUND_TOO" if both else made.reason
            return replace(made, reason=reason, params={"columns": ", ".join(evidence)})
    params = {"columns": ", ".join(seen.columns[:8])}
    return Proposal(seen.file, "unknown", reason="NO_COLUMNS", params=params, seen=seen, helpers=helpers)


Found = tuple[str, Sequence[str]]
_NOT: Found = ("", ())


def _ledger(seen: Peek, catalogue: Catalogue, helpers: Helpers) -> Found:
    chosen = _profile(seen)
    return ("ledger", chosen[1]) if chosen[0] and seen.geometry in ("point", "table", "polygon") else _NOT


def _profile(seen: Peek) -> tuple[str, list[str]]:
    """The shipped profile that reads a ledger, and the columns that tell it; '' for what is no ledger."""
    own = list(seen.columns)
    pins = [name for name in own if name in ("DaichoId", "Tiban", "SectionOfNoushinhou", "AreaOnRegistry")]
    if seen.geometry in ("point", "table") and {"DaichoId", "Tiban"} & set(pins) and len(pins) > 1:
        return "pins", pins
    if seen.geometry == "table" and len(own) >= 157 and ("農振法" in half(own[25]) or own[0] == "#1"):
        return "ledger157", [own[0], own[25]]
    if guess(seen, "targetmap", "USER_TARGET_FIELD") or column_of(seen.columns, "STATUS_SURE"):
        return "", []
    facts: dict[str, str] = {}
    for column in profile.load("ledger_names"):
        name = profile.find(own, column.names)
        if name:
            facts.setdefault(column.field, name)
    keys = {"polygon_uuid", "daicho_id", "chiban"} & set(facts)
    told = [name for key, name in facts.items() if key in _TELLING]
    return ("ledger_names", told) if keys and len(set(told)) >= 2 else ("", [])


_TELLING = {
    "area_registry_m2", "noushin", "city_planning", "owner_intent", "right_kind", "right_start", "right_end",
    "middle_right", "tax_deferral", "idle_survey", "idle_class", "direct_payment", "multi_payment", "land_kind",
}  # fmt: skip
"""Facts by which a table is known for a ledger, rather than for any list of lots."""


def _zones(seen: Peek, catalogue: Catalogue, helpers: Helpers) -> Found:
    column = guess(seen, "zones", "CLASS_FIELD", catalogue, helpers.classes)
    if not column or seen.geometry != "polygon":
        return _NOT
    upper = _UPPER.search(" ".join((Path(seen.file).stem, seen.layer, seen.member, *seen.columns)))
    return ("upper" if upper else "zones"), [column]


def _targetmap(seen: Peek, catalogue: Catalogue, helpers: Helpers) -> Found:
    status = guess(seen, "targetmap", "STATUS_FIELD", catalogue, helpers.statuses)
    target = guess(seen, "targetmap", "USER_TARGET_FIELD")
    keyed = seen.geometry != "table" or guess(seen, "targetmap", "KEY_FIELD")
    if seen.geometry == "line" or not keyed or not (status or target):
        return _NOT
    return "targetmap", [name for name in (status, target) if name]


def _parcels(seen: Peek, catalogue: Catalogue, helpers: Helpers) -> Found:
    own = list(seen.columns)
    columns = {column.field: profile.find(own, column.names) for column in profile.load("parcels")}
    named = columns["source_id"]
    more = [columns[name] for name in ("land_kind", "source_year") if columns[name]]
    if seen.geometry not in ("polygon", "") or not named:
        return _NOT
    if more or _PARCEL_FILE.search(Path(seen.member or seen.file).name):
        return "parcels", [named, *more]
    return _NOT


def _marks(seen: Peek, catalogue: Catalogue, helpers: Helpers) -> Found:
    if seen.geometry not in ("point", "line"):
        return _NOT
    column = guess(seen, "marks", "KIND_FIELD", catalogue)
    if column:
        return "marks", [column]
    kind = _mark_kind(seen, catalogue)
    return ("marks", [catalogue.mark_kinds[kind].label_ja]) if kind else _NOT


def _mark_kind(seen: Peek, catalogue: Catalogue) -> str:
    """The kind of mark that a file's name says: 防護柵.shp."""
    stem = half(_stem(seen))
    for code, entry in catalogue.mark_kinds.items():
        words = [half(entry.label_ja), *half(entry.label_ja).split("・")]
        if entry.geometry == seen.geometry and any(word in stem for word in words):
            return code
    return ""


def _drawn(seen: Peek, catalogue: Catalogue, helpers: Helpers) -> Found:
    dataset, evidence = around.dataset_by_shape(seen, catalogue)
    return ("context", evidence) if dataset else _NOT


def _background(seen: Peek, catalogue: Catalogue, helpers: Helpers) -> Found:
    if seen.geometry == "table":
        return _NOT
    by_column = any(_BACKGROUND_COLUMN.fullmatch(name) for name in seen.columns)
    return ("background", []) if by_column or _BACKGROUND.search(_stem(seen)) else _NOT


def _groups(seen: Peek, catalogue: Catalogue, helpers: Helpers) -> Found:
    if seen.geometry not in ("polygon", "table"):
        return _NOT
    key = guess(seen, "custom", "KEY_FIELD")
    if seen.geometry == "table" and not key:
        return _NOT
    for kind in GROUPS[:-1]:
        column = column_of(seen.columns, kind)
        if column:
            return kind, [name for name in (key, column) if name]
    return _NOT


def _counted(seen: Peek, catalogue: Catalogue, helpers: Helpers) -> Found:
    """Areas without names are no groups, but their people count."""
    dataset, evidence = around.dataset_besides(seen, catalogue)
    return ("context", evidence) if dataset else _NOT


def _stem(seen: Peek) -> str:
    return Path(seen.member or seen.file).stem


def _area(seen: Peek, catalogue: Catalogue, helpers: Helpers) -> Found:
    words = " ".join((_stem(seen), *(" ".join(row.values()) for row in seen.rows[:3])))
    found = _AREA.search(words)
    return ("area", [found[0]]) if found and seen.geometry == "polygon" and len(seen.rows) <= 20 else _NOT


def _shipped() -> Catalogue:
    from ..catalogue import load

    return load()


def _proposal(
    seen: Peek, kind: str, helpers: Helpers, catalogue: Catalogue, fields: Mapping[str, str]
) -> Proposal:
    """The parameters of a kind's algorithm, as far as the file tells them; ``fields`` are a person's own."""
    given = {"AREA" if kind == "area" else "INPUT": seen.reader if kind in _BY_READER else seen.source}
    table = {"targetmap": helpers.statuses, "zones": helpers.classes, "upper": helpers.classes}.get(kind, {})
    for role in FIELDS.get(kind, ()):
        given[role] = fields[role] if role in fields else guess(seen, kind, role, catalogue, table)
    for role in ANSWERS.get(kind, ()):
        given[role] = fields[role] if role in fields else answer(seen, role)
    if kind == "ledger":
        given["MAPPING"] = own_mapping(seen, helpers) or _profile(seen)[0]
    elif kind == "targetmap":
        given["STATUS_MAP"] = next(iter(helpers.statuses), "")
    elif kind in ("zones", "upper"):
        given["MAPPING"] = class_table(seen, given["CLASS_FIELD"], catalogue, helpers)
        given["TIER"] = "own" if kind == "zones" else "upper"
    elif kind == "context":
        given["DATASET"] = given["DATASET"] or around.dataset_of(seen, catalogue)[0]
    elif kind in GROUPS:
        given["KIND"] = kind
    elif kind == "marks" and not given["KIND_FIELD"]:
        given["KIND"] = _mark_kind(seen, catalogue)
    lost = (
        tuple(role for role in REQUIRED[kind](given, seen) if not given.get(role)) if kind in REQUIRED else ()
    )
    full = {name: value for name, value in given.items() if value}
    return Proposal(seen.file, kind, ALGORITHMS[kind], full, "COLUMNS", {}, lost, seen, helpers)


def _whole_archives(proposals: list[Proposal]) -> list[Proposal]:
    """An archive whose members are all of one kind, and read by a reader of ours, is brought in as a whole.

    So is one that holds other layers of 国土数値情報 besides, which the reader leaves out.
    """
    by_file: dict[str, list[Proposal]] = {}
    for one in proposals:
        by_file.setdefault(one.path, []).append(one)
    kept: list[Proposal] = []
    for path, members in by_file.items():
        ours = [one for one in members if one.reason != "KSJ"]
        first = (ours or members)[0]
        alike = {(one.kind, one.parameters.get("DATASET")) for one in ours}
        readers = _BY_READER if len(ours) == len(members) else ("context",)
        if len(alike) == 1 and first.kind in readers and first.seen is not None and first.seen.member:
            whole = replace(first.seen, member="")
            kept.append(replace(first, seen=whole, parameters={**first.parameters, "INPUT": path}))
        else:
            kept += members
    return kept
