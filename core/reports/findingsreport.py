"""The list of findings (調整事項一覧) as csv and as a page, for the office's own work."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from ..catalogue import Catalogue, label
from ..catalogue.model import Severity
from .actionplan import area_note, facts
from .csv import table_csv
from .page import render
from .words import coded, phrase, word

CSV_COLUMNS = [
    "finding_key",
    "state",
    "is_new",
    "severity",
    "severity_ja",
    "rule_id",
    "rule_ja",
    "zone_id",
    "zone_name",
    "unit_id",
    "parcel",
    "class_code",
    "class_ja",
    "status",
    "status_ja",
    "area_m2",
    "share",
    "message_ja",
    "message_en",
    "basis_ja",
    "basis_en",
    "basis_checked",
    "resolution_ja",
    "resolution_en",
    "office_ja",
    "office_en",
    "procedure",
    "procedure_ja",
    "decision",
    "decision_ja",
    "decision_reason",
    "consulted",
    "premise_changed",
]
MOST_PARCELS = 200
"""Parcels of one group on the page; the csv has them all."""


def findings_csv(findings: pd.DataFrame, catalogue: Catalogue, encoding: str = "") -> bytes:
    """Every finding, open and closed, gravest first.

    ``findings`` has the columns of the plan's table and message_ja, message_en, zone_name and parcel (地番, else the
    unit's id), and may have decision_reason, consulted, resolution_ja and resolution_en; the catalogue adds basis,
    office, labels and, where there is none, resolution. ``basis_checked`` is the day on which somebody checked the
    basis, or 「条文は未確認」.
    """
    plain = _sorted(findings, catalogue)
    worded = {lang: _worded(plain, catalogue, lang) for lang in ("ja", "en")}
    texts = {
        f"{name}_{lang}": worded[lang][name] for name in ("basis", "resolution", "office") for lang in worded
    }
    labels = {f"{name}_ja": worded["ja"][f"{name}_label"] for name in _LABELLED}
    known = {
        **{name: plain[name] for name in plain},
        "basis_checked": worded["ja"]["basis_checked"],
        **labels,
        **texts,
    }
    columns = [known[name].tolist() for name in CSV_COLUMNS]
    return table_csv(CSV_COLUMNS, zip(*columns), encoding)


def findings_html(
    findings: pd.DataFrame,
    catalogue: Catalogue,
    info: Mapping[str, Any],
    *,
    blank_share: float | None = None,
    lang: str = "ja",
) -> str:
    """The page: a summary by severity, then groups (rule × zone) by severity and area with their parcels folded inside.

    ``findings`` as for :func:`findings_csv`; ``blank_share`` is the percentage of area without a class.
    """
    frame = _worded(_sorted(findings, catalogue), catalogue, lang)
    open_ = frame[frame["state"] == "open"]
    groups = [_Group(rows, catalogue, lang) for _, rows in open_.groupby(["rule_id", "zone_id"], sort=True)]
    order = {code: entry.order for code, entry in catalogue.severities.items()}
    groups.sort(key=lambda group: (order[group.severity], -group.area, group.rule_id, group.zone_id))
    return render(
        "findings.html",
        lang=lang,
        title=f"{phrase(catalogue, 'finding_list', lang)} {info.get('title') or ''}",
        w=_Texts(lang),
        plan=str(info.get("title") or ""),
        facts=facts(info, catalogue, None, lang)[1:],
        rights=phrase(catalogue, "rights_note_document", lang),
        summary=_summary(open_, groups, catalogue, lang),
        blank=None if blank_share is None else f"{blank_share:.1f}",
        sections=[
            _section(entry, [group for group in groups if group.severity == code], lang)
            for code, entry in catalogue.severities.items()
            if any(group.severity == code for group in groups)
        ],
        closed=_closed(frame[frame["state"] == "closed"]),
        notes=[area_note(info, catalogue, lang), word("findings_note", lang)],
    )


_LABELLED = ("severity", "rule", "class", "status", "procedure", "decision")
_OPTIONAL = ("decision_reason", "consulted")
_TEXTS = (
    *_OPTIONAL,
    "zone_id",
    "unit_id",
    "class_code",
    "status",
    "decision",
    "procedure",
    "zone_name",
    "parcel",
)


def _sorted(findings: pd.DataFrame, catalogue: Catalogue) -> pd.DataFrame:
    """A copy by severity, rule, zone and area; missing texts are ''."""
    frame = findings.copy()
    for name in _TEXTS:
        frame[name] = frame[name].fillna("").astype(str) if name in frame else ""
    for name in ("message_ja", "message_en"):
        frame[name] = frame[name].fillna("").astype(str)
    frame["area_m2"] = pd.to_numeric(frame["area_m2"], errors="coerce").round(1)
    frame["share"] = pd.to_numeric(frame["share"], errors="coerce").round(4)
    frame["_severity"] = frame["severity"].map(
        {code: entry.order for code, entry in catalogue.severities.items()}
    )
    frame["_rule"] = frame["rule_id"].map({code: rule.order for code, rule in catalogue.rules.items()})
    frame = frame.sort_values(
        ["_severity", "_rule", "zone_id", "area_m2", "finding_key"],
        ascending=[True, True, True, False, True],
        kind="stable",
    )
    return frame.drop(columns=["_severity", "_rule"]).reset_index(drop=True)


def _worded(frame: pd.DataFrame, catalogue: Catalogue, lang: str) -> pd.DataFrame:
    """The frame with labels and what the rule says, looked up once per distinct value."""
    frame = frame.copy()
    tables: dict[str, tuple[str, Mapping[str, Any]]] = {
        "severity": ("severity", catalogue.severities),
        "rule": ("rule_id", catalogue.rules),
        "class": ("class_code", catalogue.classes),
        "status": ("status", catalogue.statuses),
        "procedure": ("procedure", catalogue.procedures),
    }
    for name, (column, table) in tables.items():
        frame[f"{name}_label"] = frame[column].map(_labels(frame[column], table, lang))
    decisions = {
        code: coded(catalogue, "decision", code, lang) if code else "" for code in frame["decision"].unique()
    }
    frame["decision_label"] = frame["decision"].map(decisions)
    rules = {code: catalogue.rules[code] for code in frame["rule_id"].unique()}
    for name in ("basis", "office"):
        frame[name] = frame["rule_id"].map(
            {code: getattr(rule, f"{name}_{lang}") for code, rule in rules.items()}
        )
    unchecked = phrase(catalogue, "unchecked_basis", lang)
    frame["basis_checked"] = frame["rule_id"].map(
        {code: rule.checked_on or (unchecked if rule.basis_ja else "") for code, rule in rules.items()}
    )
    pairs = frame[["rule_id", "severity"]].drop_duplicates().itertuples(index=False)
    ways = {
        (rule_id, severity): getattr(catalogue.wording(rule_id, severity), f"resolution_{lang}")
        for rule_id, severity in pairs
    }
    told = f"resolution_{lang}"
    ways_of_all = [ways[key] for key in zip(frame["rule_id"], frame["severity"])]
    frame["resolution"] = frame.get(told, ways_of_all)
    return frame


def _labels(codes: pd.Series, table: Mapping[str, Any], lang: str) -> dict[str, str]:
    return {code: label(table[code], lang) if code in table else code for code in codes.unique()}


def _parcel_area(rows: pd.DataFrame) -> float:
    """Area of the parcels, each once; of what has no parcel, each row once."""
    with_unit = rows["unit_id"] != ""
    units = rows[with_unit].groupby("unit_id")["area_m2"].max().sum()
    return float(units + rows.loc[~with_unit, "area_m2"].sum())


class _Group:
    """The findings of one rule in one zone."""

    def __init__(self, rows: pd.DataFrame, catalogue: Catalogue, lang: str) -> None:
        first = rows.iloc[0]
        self.severity = str(first["severity"])
        self.rule_id, self.zone_id = str(first["rule_id"]), str(first["zone_id"])
        self.area = _parcel_area(rows)
        self.title = str(first["rule_label"])
        self.zone = str(first["zone_name"]) or self.zone_id or word("whole_plan", lang)
        parcels = rows[rows["unit_id"] != ""]
        self.size = word("n_findings", lang, count=f"{len(rows):,}")
        if len(parcels):
            count = parcels["unit_id"].nunique()
            self.size = word("group_size", lang, count=f"{count:,}", area=f"{self.area / 10_000:,.2f}")
        new = int((rows["is_new"] == 1).sum())
        self.new = word("new_count", lang, count=f"{new:,}") if new else ""
        entry = catalogue.classes.get(str(first["class_code"]))
        self.fill = entry.fill if entry else ""
        self.message = "" if len(parcels) else " ".join(dict.fromkeys(rows[f"message_{lang}"]))
        self.facts = self._facts(rows, catalogue, lang)
        self.parcels = [
            _parcel(row, self.severity, lang) for row in parcels.head(MOST_PARCELS).to_dict("records")
        ]
        rest = len(parcels) - len(self.parcels)
        self.more = word("more_parcels", lang, count=f"{rest:,}") if rest else ""

    def _facts(self, rows: pd.DataFrame, catalogue: Catalogue, lang: str) -> list[tuple[str, str]]:
        first = rows.iloc[0]
        basis = str(first["basis"])
        if basis:
            checked = catalogue.rules[self.rule_id].checked_on
            state = (
                phrase(catalogue, "checked_basis", lang, date=checked)
                if checked
                else phrase(catalogue, "unchecked_basis", lang)
            )
            basis = word("with_state", lang, text=basis, state=state)
        decided = rows["decision_label"].replace("", word("decision_open", lang)).value_counts(sort=False)
        decision = "、".join(
            name if len(decided) == 1 else word("decided", lang, name=name, count=count)
            for name, count in sorted(decided.items())
        )
        if (rows["premise_changed"] == 1).any():
            decision = word(
                "with_state", lang, text=decision, state=phrase(catalogue, "premise_changed", lang)
            )
        found = [
            (word("class", lang), str(first["class_label"])),
            (word("basis", lang), basis),
            (word("resolution", lang), str(first["resolution"])),
            (
                word("procedure", lang),
                "、".join(name for name in dict.fromkeys(rows["procedure_label"]) if name),
            ),
            (word("office", lang), str(first["office"])),
            (word("decision", lang), decision),
            *(
                (word(name, lang), "、".join(text for text in dict.fromkeys(rows[name]) if text))
                for name in _OPTIONAL
            ),
        ]
        return [(name, value) for name, value in found if value]


def _parcel(row: Mapping[str, Any], severity: str, lang: str) -> dict[str, str]:
    """A parcel inside its group; its severity and decision are told where they are not the group's."""
    marks = [row["severity_label"]] if row["severity"] != severity else []
    if row["decision_label"]:
        marks.append(row["decision_label"])
    area = row["area_m2"]
    return {
        "name": row["parcel"] or row["unit_id"],
        "area": "" if area != area else f"{area:,.0f}",
        "status": row["status_label"],
        "message": row[f"message_{lang}"],
        "mark": "・".join(marks),
    }


def _summary(
    open_: pd.DataFrame, groups: list[_Group], catalogue: Catalogue, lang: str
) -> list[dict[str, Any]]:
    rows = []
    for code, entry in catalogue.severities.items():
        own = open_[open_["severity"] == code]
        units = own.loc[own["unit_id"] != ""]
        rows.append(
            {
                "severity": _badge(entry, lang),
                "count": f"{len(own):,}",
                "groups": f"{sum(group.severity == code for group in groups):,}",
                "parcels": f"{units['unit_id'].nunique():,}",
                "area": f"{_parcel_area(units) / 10_000:,.2f}",
                "new": f"{int((own['is_new'] == 1).sum()):,}",
            }
        )
    return rows


def _section(entry: Severity, groups: list[_Group], lang: str) -> dict[str, Any]:
    heading = word("section", lang, count=f"{len(groups):,}")
    return {"severity": _badge(entry, lang), "heading": heading, "groups": groups}


def _badge(entry: Severity, lang: str) -> dict[str, str]:
    return {"label": label(entry, lang), "colour": entry.colour}


def _closed(closed: pd.DataFrame) -> list[dict[str, Any]]:
    grouped = closed.groupby(["rule_id", "zone_id"], sort=True)
    return [
        {
            "rule_id": rule_id,
            "title": rows["rule_label"].iloc[0],
            "zone": rows["zone_name"].iloc[0] or zone_id,
            "count": f"{len(rows):,}",
        }
        for (rule_id, zone_id), rows in grouped
    ]


class _Texts:
    """Headings by name for the template."""

    def __init__(self, lang: str) -> None:
        self._lang = lang

    def __getitem__(self, key: str) -> str:
        return word(key, self._lang)
