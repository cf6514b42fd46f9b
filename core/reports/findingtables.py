"""The tables of findings: by severity, by group (rule × zone), one by one, and the procedures that they ask for."""

from __future__ import annotations

from collections.abc import Sequence

from ..catalogue import label
from .content import Content
from .sums import Cell, Table
from .tables import AREA, COUNT, ha
from .words import coded, phrase, word


def severities(content: Content) -> Table:
    """Open findings by severity."""
    lang = content.lang
    rows: list[list[Cell]] = [
        [
            label(content.catalogue.severities[row["severity"]], lang),
            row["groups"],
            row["findings"],
            row["parcels"],
            ha(row["area_m2"]),
            row["undecided"],
        ]
        for row in content.figures.severities.to_dict("records")
    ]
    header = [
        word(key, lang) for key in ("severity", "groups", "count", "n_parcel", "area_ha", "undecided_count")
    ]
    fills = tuple(
        content.catalogue.severities[code].colour for code in content.figures.severities["severity"]
    )
    formats = ("", COUNT, COUNT, COUNT, AREA, COUNT)
    return Table(
        word("open_count", lang),
        header,
        rows,
        formats,
        (30, 30, 20, 20, 26, 24),
        word("areas_once", lang),
        fills=fills,
    )


def groups(content: Content, *, undecided: bool = False, without: Sequence[str] = ()) -> Table:
    """Findings as a work list: one row for each rule and zone, gravest and largest first, without parcels.

    With ``undecided`` those alone on which somebody still has to decide; ``without`` leaves out severities.
    """
    lang, catalogue = content.lang, content.catalogue
    rows: list[list[Cell]] = []
    fills = []
    left = 0
    silent = _unjudged_groups(content)
    for row in content.groups.to_dict("records"):
        if (undecided and not row["undecided"]) or row["severity"] in without:
            continue
        if (row["rule_id"], row["zone_id"]) in silent:
            continue
        if content.hidden(row["rule_id"]):
            left += row["findings"]
            continue
        rule = catalogue.rules[row["rule_id"]]
        text = catalogue.wording(row["rule_id"], row["severity"])
        few = row["few"]
        rows.append(
            [
                label(catalogue.severities[row["severity"]], lang),
                f"{row['rule_id']} {getattr(rule, f'title_{lang}')}",
                content.zone_names.get(row["zone_id"], row["zone_id"]) or word("whole_plan", lang),
                word("few", lang) if few else row["findings"],
                word("few", lang) if few else row["parcels"] or None,
                None if few or not row["area_m2"] else ha(row["area_m2"]),
                procedure(content, text.procedure or rule.procedure),
                getattr(rule, f"office_{lang}"),
                getattr(text, f"resolution_{lang}"),
                basis(content, row["rule_id"]),
            ]
        )
        fills.append(catalogue.severities[row["severity"]].colour)
    keys = (
        "severity",
        "rule",
        "zone",
        "count",
        "n_parcel",
        "area_ha",
        "procedure",
        "office",
        "resolution",
        "basis",
    )
    formats = ("", "", "", COUNT, COUNT, AREA, "", "", "", "")
    widths = (20, 52, 40, 14, 14, 20, 38, 30, 78, 60)
    note = word("hidden_groups", lang, count=left) if left else ""
    return Table(
        word("groups_title", lang),
        [word(key, lang) for key in keys],
        rows,
        formats,
        widths,
        note,
        fills=tuple(fills),
    )


def _unjudged_groups(content: Content) -> set[tuple[str, str]]:
    """Groups that only say that the plan lacks the facts of their rule."""
    own = content.figures.findings
    lacking = own["finding_key"].astype(str).str.endswith("|data_missing")
    return set(lacking.groupby([own["rule_id"], own["zone_id"]]).all().pipe(lambda all_: all_[all_].index))


def unjudged(content: Content) -> list[str]:
    """Titles of the rules that were not checked, since the plan lacks their facts."""
    own = content.figures.findings
    missing = own.loc[own["finding_key"].astype(str).str.endswith("|data_missing"), "rule_id"].unique()
    order = {rule_id: place for place, rule_id in enumerate(content.catalogue.rules)}
    return [
        f"{rule_id} {getattr(content.catalogue.rules[rule_id], f'title_{content.lang}')}"
        for rule_id in sorted(missing, key=lambda rule_id: order[rule_id])
    ]


def basis(content: Content, rule_id: str) -> str:
    """The rule's basis, with the day on which somebody checked it."""
    rule = content.catalogue.rules[rule_id]
    text = str(getattr(rule, f"basis_{content.lang}"))
    if not text:
        return ""
    state = (
        phrase(content.catalogue, "checked_basis", content.lang, date=rule.checked_on)
        if rule.checked_on
        else phrase(content.catalogue, "unchecked_basis", content.lang)
    )
    return word("with_state", content.lang, text=text, state=state)


def procedure(content: Content, codes: str) -> str:
    """Procedures in words."""
    known = content.catalogue.procedures
    parts = [code.strip() for code in str(codes or "").split(";") if code.strip()]
    return "、".join(label(known[code], content.lang) if code in known else code for code in parts)


def findings(content: Content) -> Table:
    """Each finding with its parcel, for the counter and the office."""
    lang, catalogue = content.lang, content.catalogue
    order = {code: place for place, code in enumerate(catalogue.severities)}
    rules = {code: place for place, code in enumerate(catalogue.rules)}
    shown = content.findings[
        [not (content.hidden(rule_id)) for rule_id in content.findings["rule_id"]]
        & ~content.findings["finding_key"].astype(str).str.endswith("|data_missing")
    ]
    records = sorted(
        shown.to_dict("records"),
        key=lambda row: (order[row["severity"]], rules[row["rule_id"]], row["zone_id"], row["finding_key"]),
    )
    reasons = _reasons(content)
    rows: list[list[Cell]] = []
    for row in records:
        area = row["area_m2"]
        rows.append(
            [
                label(catalogue.severities[row["severity"]], lang),
                f"{row['rule_id']} {getattr(catalogue.rules[row['rule_id']], f'title_{lang}')}",
                content.zone_names.get(row["zone_id"], row["zone_id"]),
                content.scrub(str(row["parcel"])) if row["unit_id"] else "",
                None if area != area else round(area),
                content.scrub(str(row[f"message_{lang}"])),
                procedure(content, row["procedure"]),
                coded(catalogue, "decision", row["decision"], lang)
                if row["decision"]
                else word("decision_open", lang),
                word("premise", lang) if row["premise_changed"] else "",
                *([reasons.get(row["finding_key"], "")] if content.shows("internal") else []),
            ]
        )
    keys = [
        "severity",
        "rule",
        "zone",
        "parcel",
        "area_m2",
        "content",
        "procedure",
        "decision",
        "premise_head",
    ]
    keys += ["decision_reason"] if content.shows("internal") else []
    formats = ("", "", "", "", COUNT, "", "", "", "", "")[: len(keys)]
    widths = (18, 50, 36, 34, 18, 100, 38, 20, 26, 50)[: len(keys)]
    fills = tuple(catalogue.severities[row["severity"]].colour for row in records)
    return Table(
        word("findings", lang), [word(key, lang) for key in keys], rows, formats, widths, fills=fills
    )


def _reasons(content: Content) -> dict[str, str]:
    """Why something was decided, by finding: its own decision, else its group's."""
    made = content.decisions
    if made.empty:
        return {}
    by_key = {
        f"{row['rule_id']}|{row['zone_id']}|{row['unit_id']}": row["reason"]
        for row in made.to_dict("records")
    }
    groups_of = content.findings["rule_id"] + "|" + content.findings["zone_id"] + "|"
    return {
        key: content.scrub(str(by_key.get(key, by_key.get(group, ""))))
        for key, group in zip(content.findings["finding_key"], groups_of)
    }


def needs(content: Content) -> Table:
    """Procedures that findings ask for, by zone."""
    lang = content.lang
    rows: list[list[Cell]] = []
    for row in content.needs.to_dict("records"):
        few = row["few"]
        rows.append(
            [
                content.zone_names.get(row["zone_id"], row["zone_id"]) or word("whole_plan", lang),
                row["label"],
                word("few", lang) if few else row["parcels"],
                None if few else ha(row["area_m2"]),
                word("up_to_months", lang, months=f"{row['months_max']:g}")
                if row["months_max"]
                else word("ask_office", lang),
            ]
        )
    header = [word(key, lang) for key in ("zone", "procedure", "n_parcel", "area_ha", "months")]
    note = phrase(content.catalogue, "default_note", lang)
    return Table(word("needs", lang), header, rows, ("", "", COUNT, AREA, ""), (56, 76, 18, 24, 34), note)
