"""Edit the action plan (行動計画) by hand: each change is one stroke, and a later draft leaves the row alone."""

from __future__ import annotations

import math
import uuid
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from ..catalogue import Catalogue
from ..catalogue.model import Method
from ..errors import KosozuError
from .names import Place, find_names, refuse_names

if TYPE_CHECKING:
    import pandas as pd

    from ..plan import PlanFile

TEXTS = ("title", "frequency", "scheme", "indicator", "note")
ACTORS = ("manager_id", "partner_id")
LISTS = {"term": "term", "priority": "priority"}
YEARS = ("start_fy", "end_fy")
NUMBERS = ("hours_per_year", "cost")
EDITABLE = (*TEXTS, "zone_id", "method_code", *ACTORS, *LISTS, *YEARS, *NUMBERS)
"""Columns of ``action`` that a person fills in; class, area and place follow from the zone."""
_HIDDEN_IN = (*TEXTS, "place", "progress")
_PER_10A = 1000.0


def edit_action(plan: PlanFile, action_id: str, changes: Mapping[str, Any]) -> list[Place]:
    """Set some columns (of ``EDITABLE``) of one action.

    Managers and partners are given as actor_id, as label or as a name: an organisation that is new keeps its name, a
    person gets a pseudonym and his name goes to the side file alone. Where nothing differs, nothing is written.
    Returns the texts in which the name of a person who is new had been written before: those of this action have the
    pseudonym now (the journal keeps what they were), those elsewhere are for a person to put right.
    """
    row = action_row(plan, action_id)
    different, people = differences(plan, row, changes)
    if not different:
        return []
    written = find_names(plan, [] if people is None else people.loc[people["kind"] == "individual", "name"])
    named = "・".join(plan.catalogue.alias("action", column, "ja") for column in changes)
    # without the name of somebody who is new
    title = row["title"] if people is None else different.get("title", row["title"])
    with plan.stroke(f"取組{_quoted(title)}の{named}") as stroke:
        if people is not None:
            from .importzones import _write_actors

            _write_actors(plan, stroke, people)
        columns = {column: [value] for column, value in different.items()}
        stroke.update("action", [action_id], {**columns, "origin": ["user"]})
    return written


def differences(
    plan: PlanFile,
    row: Mapping[str, Any],
    changes: Mapping[str, Any],
    known: dict[str, str] | None = None,
) -> tuple[dict[str, Any], pd.DataFrame | None]:
    """What changes of an action's row come to, what follows from them included, and persons whom the plan lacks.

    ``known`` is ``known_actors``, to which new ones are added; raises what is wrong with a value.
    """
    unknown = [column for column in changes if column not in EDITABLE]
    if unknown:
        raise ValueError(f"not to be edited in action: {unknown}")
    refuse_names(plan, *(str(changes[column] or "") for column in TEXTS if column in changes))
    given = {column: changes[column] for column in ACTORS if column in changes}
    wanted, people = _actors(plan, given, known)
    for column, value in changes.items():
        if column not in ACTORS:
            wanted[column] = _value(plan, row, column, value)
    wanted = {**_following(plan, row, wanted), **wanted}
    if people is not None:
        wanted = _without_names({**row, **wanted}, wanted, people)
    after = {**row, **wanted}
    if after["start_fy"] is not None and after["end_fy"] is not None and after["end_fy"] < after["start_fy"]:
        raise KosozuError("JOB-ACTION-YEARS", start=after["start_fy"], end=after["end_fy"])
    return {column: value for column, value in wanted.items() if value != row[column]}, people


def add_action(plan: PlanFile, zone_id: str = "", kind: str = "work") -> str:
    """A new action at the end, with what its zone says already; returns its id."""
    row = new_row(plan, zone_id, kind)
    with plan.stroke(f"取組{_quoted(row['title'])}の追加") as stroke:
        stroke.insert("action", {column: [value] for column, value in row.items()})
    return str(row["action_id"])


def new_row(plan: PlanFile, zone_id: str = "", kind: str = "work") -> dict[str, Any]:
    """The row of a new action at the end, with what its zone says already; nothing is written."""
    from ..actions.years import work_years

    catalogue, info = plan.catalogue, plan.info
    if kind not in catalogue.codes["action_kind"]:
        raise _wrong_choice(
            plan, "kind", kind, (entry.label_ja for entry in catalogue.codes["action_kind"].values())
        )
    zone = _zone(plan, zone_id)
    fitting = methods_of(str(zone["class_code"]), catalogue)
    code = str(zone["method_code"])
    method = catalogue.methods.get(code) or (fitting[0] if len(fitting) == 1 else None)
    row = {
        "action_id": str(uuid.uuid4()),
        "zone_id": zone_id,
        "kind": kind,
        "order_no": 1
        + max((number or 0 for number in plan.read("action", ["order_no"])["order_no"]), default=0),
        **_of_zone(zone),
        "method_code": method.code if method and kind == "work" else "",
        "frequency": method.frequency_ja if method and kind == "work" else "",
        "manager_id": zone["manager_id"],
        "partner_id": zone["partner_id"],
        "indicator": catalogue.phrase(f"{kind}_indicator", "ja"),
        "origin": "user",
    }
    row["title"] = _title(catalogue, kind, zone, method)
    row["term"], row["start_fy"], row["end_fy"] = work_years(zone, info, 0.0)
    return row


def delete_action(plan: PlanFile, *action_ids: str) -> None:
    """Take actions away, and their links to findings. What was drafted comes back with the next draft."""
    if not action_ids:
        return
    titles = [str(action_row(plan, action_id)["title"]) for action_id in action_ids]
    what = f"取組{_quoted(titles[0])}" if len(titles) == 1 else f"取組{len(titles)}件"
    links = [
        link
        for action_id in action_ids
        for link in plan.read("action_finding", ["row_id"], where={"action_id": action_id})["row_id"]
    ]
    with plan.stroke(f"{what}の削除") as stroke:
        stroke.delete("action_finding", links)
        stroke.delete("action", action_ids)


def methods_of(class_code: str, catalogue: Catalogue) -> list[Method]:
    """Methods that serve a class (all of them for no class), those for farmland first."""
    fitting = [
        method for method in catalogue.methods.values() if not class_code or class_code in method.classes
    ]
    return sorted(fitting, key=lambda method: method.land_kind != "farmland")


def lacks(row: Mapping[str, Any]) -> list[str]:
    """Columns that an action cannot do without and that are empty: who does it and, of work, how."""
    kind = str(row["kind"] or "work")
    wanted = {"work": ("manager_id", "method_code"), "watch": ("manager_id",)}.get(kind, ())
    return [column for column in wanted if not row[column]]


def _quoted(title: Any) -> str:
    """A title in quotation marks; its own become those inside."""
    return "「" + str(title).translate(str.maketrans("「」", "『』")) + "」"


def action_row(plan: PlanFile, action_id: str) -> dict[str, Any]:
    """The action's row; raises PLAN-NO-ROW where there is none."""
    found = plan.read("action", where={"action_id": action_id})
    if not found["action_id"]:
        raise KosozuError("PLAN-NO-ROW", table="action", key=action_id)
    return {column: values[0] for column, values in found.items()}


def _zone(plan: PlanFile, zone_id: str) -> dict[str, Any]:
    """A zone of the plan's own; for '' one that says nothing."""
    found = plan.read("zone", where={"zone_id": zone_id})
    if not zone_id:
        return dict.fromkeys(found, "")
    if not found["zone_id"] or found["tier"][0] == "upper":
        raise KosozuError("PLAN-NO-ROW", table="zone", key=zone_id)
    return {column: values[0] for column, values in found.items()}


def _of_zone(zone: Mapping[str, Any]) -> dict[str, Any]:
    """What an action takes from its zone."""
    area = zone["area_m2"]
    return {
        "class_code": zone["class_code"],
        "area_m2": None if area == "" else area,
        "place": zone["name"] or zone["zone_id"],
    }


def _value(plan: PlanFile, row: Mapping[str, Any], column: str, value: Any) -> Any:
    """A value as the plan holds it; raises where the catalogue, or common sense, has no such value."""
    text = "" if value is None else str(value).strip()
    if column in TEXTS:
        if column == "title" and not text:
            raise ValueError("an action without a title")
        return text
    if column == "zone_id":
        return _zone(plan, text)["zone_id"]
    readers: dict[str, Callable[[PlanFile, str, str], Any]] = {
        **dict.fromkeys(LISTS, _listed),
        **dict.fromkeys(YEARS, _year),
        **dict.fromkeys(NUMBERS, _number),
    }
    if column in readers:
        return readers[column](plan, column, text)
    fitting = methods_of(str(row["class_code"] or ""), plan.catalogue)
    if text and text not in {method.code for method in fitting}:
        raise _wrong_choice(plan, column, text, (method.label_ja for method in fitting))
    return text


def _listed(plan: PlanFile, column: str, text: str) -> str:
    codes = plan.catalogue.codes[LISTS[column]]
    if text and text not in codes:
        raise _wrong_choice(plan, column, text, (entry.label_ja for entry in codes.values()))
    return text


def _wrong_choice(plan: PlanFile, column: str, value: str, known: Iterable[str]) -> KosozuError:
    return KosozuError("JOB-ACTION-CHOICE", value=value, known="、".join(known), **_called(plan, column))


def _called(plan: PlanFile, column: str) -> dict[str, str]:
    """What the table of actions calls a column, in both languages."""
    return {lang: plan.catalogue.alias("action", column, lang) for lang in ("ja", "en")}


def _year(plan: PlanFile, column: str, text: str) -> int | None:
    from ..sources.text import year

    if not text:
        return None
    found = year(text)
    if not found:
        raise KosozuError("JOB-ACTION-YEAR", value=text, **_called(plan, column))
    return int(found)


def _number(plan: PlanFile, column: str, text: str) -> float | None:
    from ..sources.text import half

    if not text:
        return None
    try:
        number = float(half(text).replace(",", ""))
    except ValueError:
        number = -1.0
    if not (math.isfinite(number) and number >= 0):
        raise KosozuError("JOB-ACTION-NUMBER", value=text, **_called(plan, column))
    return number


def _following(plan: PlanFile, row: Mapping[str, Any], wanted: Mapping[str, Any]) -> dict[str, Any]:
    """What changes with a new zone or method, unless a person has written something else there."""
    found: dict[str, Any] = {}
    if "zone_id" in wanted and wanted["zone_id"] != row["zone_id"]:
        found = _of_zone(_zone(plan, str(wanted["zone_id"])))
        known = {method.code for method in methods_of(str(found["class_code"]), plan.catalogue)}
        if row["method_code"] not in known:
            found["method_code"] = ""
    if wanted.get("method_code") and wanted["method_code"] != row["method_code"]:
        found.update(_of_method(plan, {**row, **found}, str(wanted["method_code"])))
    return found


def _of_method(plan: PlanFile, row: Mapping[str, Any], code: str) -> dict[str, Any]:
    """Title, frequency, schemes and amounts of a method, where they are still those of the draft."""
    from ..actions.text import word

    catalogue = plan.catalogue
    method, before = catalogue.methods[code], catalogue.methods.get(str(row["method_code"]))
    zone = _zone(plan, str(row["zone_id"]))
    found: dict[str, Any] = {}
    if row["title"] == _title(catalogue, str(row["kind"]), zone, before):
        found["title"] = _title(catalogue, str(row["kind"]), zone, method)
    if row["frequency"] == (before.frequency_ja if before else ""):
        found["frequency"] = method.frequency_ja
    if row["scheme"] == _scheme(before):
        found["scheme"] = _scheme(method)
    options = word("candidates", methods="")
    lines = str(row["note"]).split("\n")
    found["note"] = "\n".join(line for line in lines if not line.startswith(options))
    tens = (row["area_m2"] or 0.0) / _PER_10A
    for column, rate in (("hours_per_year", method.hours_per_10a), ("cost", method.cost_per_10a)):
        if row[column] is None and rate is not None and tens:
            found[column] = round(rate * tens, 1)
    return found


def _scheme(method: Method | None) -> str:
    from ..actions.text import word

    schemes = method.schemes_ja.replace("；", "、").replace(";", "、") if method else ""
    return word("schemes", schemes=schemes) if schemes else ""


def _title(catalogue: Catalogue, kind: str, zone: Mapping[str, Any], method: Method | None) -> str:
    """The title that a draft gives."""
    from ..actions.text import word

    name = str(zone["name"] or zone["zone_id"]) or word("no_zone")
    if kind == "watch":
        return catalogue.phrase("watch_title", "ja").format(zone=name)
    land = catalogue.classes.get(str(zone["class_code"]))
    what = method.label_ja if method else (land.label_ja if land else "") + word("no_method")
    if kind == "procedure":
        return catalogue.phrase("procedure_title", "ja").format(zone=name, procedure="")
    return catalogue.phrase("work_title", "ja").format(zone=name, method=what)


def _actors(
    plan: PlanFile, given: Mapping[str, Any], known: dict[str, str] | None
) -> tuple[dict[str, Any], pd.DataFrame | None]:
    """Column → actor_id, and the table of those whom the plan does not know yet."""
    if not given:
        return {}, None
    known = known_actors(plan) if known is None else known
    names = {column: str(value or "").strip() for column, value in given.items()}
    new = {column: name for column, name in names.items() if name and name not in known}
    if not new:
        return {column: known.get(name, "") for column, name in names.items()}, None
    from ..requirements import require_libraries

    require_libraries()
    import pandas as pd

    from ..sources.actors import actor_table

    sides = [pd.Series([new[side]] if side in new else [], dtype=object) for side in ACTORS]
    people = actor_table(sides[0], sides[1], plan.catalogue, known)
    known.update(zip(people["name"], people["actor_id"]))
    return {column: known.get(name, "") for column, name in names.items()}, people


def known_actors(plan: PlanFile) -> dict[str, str]:
    """Id, label and, of persons whom the side file names, name → actor_id.

    With the ids of all, a new person never gets the pseudonym of one whose name has been lost.
    """
    actors = plan.read("actor", ["actor_id", "label"])
    known = {label: actor_id for actor_id, label in zip(actors["actor_id"], actors["label"]) if label}
    ids = set(actors["actor_id"])
    known.update(
        {
            row.get("name", ""): key
            for (kind, key), row in plan.names().items()
            if kind == "actor" and key in ids
        }
    )
    known.update({actor_id: actor_id for actor_id in ids})
    known.pop("", None)
    return known


def _without_names(row: Mapping[str, Any], wanted: Mapping[str, Any], people: pd.DataFrame) -> dict[str, Any]:
    """The row's texts with a new person's name replaced by the pseudonym, as an import does."""
    import pandas as pd

    from ..sources.actors import hide

    texts = hide(pd.Series({column: str(row[column] or "") for column in _HIDDEN_IN}), people)
    hidden = {column: text for column, text in texts.items() if text != str(row[column] or "")}
    return {**wanted, **hidden}
