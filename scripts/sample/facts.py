"""What the ledger and the target map say of each parcel, and the contradictions that are planted on purpose.

``Parcel.facts`` holds the truth in the plan's own words (columns of ``unit_farmland``); ``ledger`` and ``target``
write it in the official layouts.
"""

from __future__ import annotations

import random
from typing import Callable

from .geo import stream
from .parcels import VILLAGE, Parcel
from .zones import Zone

PERSONS = tuple(
    f"{family} {given}"
    for family in ("架空", "見本", "例示", "仮名")
    for given in ("一郎", "花子", "次郎", "三枝")
)
GROUPS = (
    "農事組合法人みほん架空",
    "架空農場株式会社",
    "下架空営農組合",
    "仮想ファーム合同会社",
    "上架空集落営農組合",
)


def _status(parcel: Parcel, rng: random.Random) -> str:
    shares = {
        "block": (("P1", 62), ("P2", 26), ("P3", 10), ("P9", 2)),
        "floor": (("P1", 50), ("P2", 17), ("P3", 24), ("P4", 4), ("P9", 5)),
        "terrace": (("P1", 24), ("P3", 38), ("P4", 18), ("P5", 8), ("P6", 4), ("P9", 8)),
        "side": (("P1", 12), ("P3", 36), ("P4", 26), ("P5", 16), ("P9", 10)),
        "hill": (("P1", 8), ("P3", 18), ("P4", 10), ("P5", 30), ("P6", 20), ("P9", 14)),
    }[parcel.part]
    return rng.choices([code for code, _ in shares], [weight for _, weight in shares])[0]


def _noushin(parcel: Parcel, rng: random.Random) -> str:
    blue = {"block": 0.99, "floor": 0.93, "terrace": 0.72, "side": 0.45, "hill": 0.12}[parcel.part]
    if rng.random() < blue:
        return "1"
    return rng.choices(["2", "3", "9", "unset"], [70, 14, 8, 8])[0]


def assign(parcels: list[Parcel]) -> None:
    """Plausible facts by place: tended blocks below, given-up plots above."""
    rng = stream("facts")
    for parcel in parcels:
        status, worn = _status(parcel, rng), {"block": 0.0, "floor": 0.02}.get(parcel.part, 0.16)
        village = parcel.municipality == VILLAGE
        owner = rng.choice(PERSONS[8:] if village else PERSONS[:8])
        lease = parcel.part in ("block", "floor") and rng.random() < 0.45
        facts = {
            "target_status": status,
            "user_now": rng.choice(GROUPS[2:] if village else GROUPS[:4]) if lease else owner,
            "user_target": "",
            "noushin": _noushin(parcel, rng),
            "city_planning": "4" if village else ("7" if parcel.s > 2300 else "4"),
            "idle_survey": rng.choices("31249", [100 * (1 - worn), 55 * worn, 25 * worn, 8 * worn, 3])[0],
            "right_kind": rng.choice(["1", "2"]) if lease else "0",
            "right_start": f"{rng.randint(2016, 2023)}-04-01" if lease else "",
            "right_end": f"{rng.choice([2024, 2026, 2029, 2031])}-03-31" if lease else "",
            "middle_right": "1" if lease and rng.random() < 0.4 else "0",
            "owner_known": "",
        }  # fmt: skip
        if status == "P1":
            facts["user_target"] = facts["user_now"]
        elif status == "P2":
            facts["user_target"] = rng.choice([g for g in GROUPS if g != facts["user_now"]])
        if not village and facts["noushin"] == "unset":
            facts["noushin"] = ""  # the table has no code for 設定なし: no value
        if not village:  # only the ledger knows these
            facts["idle_class"] = (
                ("B" if parcel.part == "hill" else "A") if facts["idle_survey"] == "1" else ""
            )
            facts["direct_payment"] = (
                "yes" if parcel.part in ("terrace", "side") and rng.random() < 0.5 else "no"
            )
            facts["multi_payment"] = "yes" if parcel.part in ("block", "floor") else "no"
            facts["improvement"] = "yes" if parcel.part == "block" else "no"
            facts["tax_deferral"] = "yes" if rng.random() < 0.02 else "no"
            facts["pension"] = "yes" if rng.random() < 0.01 else "no"
            facts["hard_to_restore"] = "yes" if facts["idle_class"] == "B" else "no"
            facts["improvement_fy"] = ""
            facts["forest_look"] = "yes" if facts["idle_class"] == "B" and rng.random() < 0.4 else "no"
        parcel.facts = facts


_PLANTED = (  # zone, how many, facts set on that many parcels lying wholly in that zone
    ("Z15", 2, {"target_status": "P1", "noushin": "1", "improvement": "yes", "improvement_fy": "2021"}),
    ("Z15", 1, {"target_status": "P6", "noushin": "3", "city_planning": "1"}),
    ("Z15", 1, {"target_status": "P3", "noushin": "9"}),
    ("Z12", 2, {"target_status": "P1", "noushin": "1", "tax_deferral": "yes", "direct_payment": "yes"}),
    (
        "Z12",
        2,
        {
            "target_status": "P5",
            "noushin": "2",
            "right_kind": "1",
            "right_start": "2019-04-01",
            "right_end": "2031-03-31",
            "middle_right": "1",
        },
    ),
    ("Z12", 1, {"target_status": "P5", "noushin": ""}),
    ("Z12", 1, {"target_status": "P4", "improvement": "yes", "improvement_fy": ""}),
    (
        "Z11",
        2,
        {"target_status": "P2", "user_target": "架空農場株式会社", "noushin": "1", "direct_payment": "yes"},
    ),
    ("Z11", 2, {"target_status": "P3", "noushin": "1", "tax_deferral": "yes"}),
    ("Z21", 2, {"target_status": "P4", "noushin": "1"}),
    ("Z21", 1, {"target_status": "P3", "noushin": "2", "pension": "yes"}),
    ("Z09", 2, {"target_status": "P1", "noushin": "1"}),
    ("Z09", 1, {"target_status": "P4", "noushin": "2"}),
    ("Z20", 1, {"target_status": "P4", "noushin": "2"}),
    ("Z07", 2, {"target_status": "P1"}),
    ("Z07", 1, {"target_status": "P3", "tax_deferral": "yes", "middle_right": "1", "right_kind": "2"}),
    ("Z07", 1, {"target_status": "P5"}),
    ("Z10", 1, {"target_status": "P3", "idle_class": "B", "idle_survey": "1", "hard_to_restore": "yes"}),
    ("Z01", 3, {"target_status": "P3", "user_target": ""}),
    ("Z01", 1, {"target_status": "P4", "user_target": ""}),
    ("Z01", 1, {"target_status": "P5", "user_target": ""}),
    ("Z01", 1, {"target_status": "P6", "user_target": ""}),
    ("Z01", 1, {"idle_survey": "1", "idle_class": "A"}),
    ("Z01", 1, {"owner_known": "no"}),
    ("Z03", 2, {"target_status": "P3", "user_target": ""}),
    ("Z03", 1, {"target_status": "P4", "user_target": ""}),
    ("Z03", 1, {"target_status": "P5", "user_target": ""}),
    ("Z03", 1, {"idle_class": "B", "idle_survey": "1", "forest_look": "yes"}),
    ("Z04", 2, {"target_status": "P3", "idle_survey": "1"}),
    ("Z04", 1, {"owner_known": "no", "idle_survey": "2"}),
    ("Z17", 2, {"target_status": "P2", "user_target": "上架空集落営農組合", "noushin": "1"}),
    (
        "Z19",
        2,
        {
            "target_status": "P3",
            "noushin": "1",
            "right_kind": "1",
            "right_start": "2020-04-01",
            "right_end": "2030-03-31",
        },
    ),
    (
        "Z19",
        1,
        {
            "target_status": "P9",
            "middle_right": "1",
            "right_kind": "1",
            "right_start": "2021-04-01",
            "right_end": "2031-03-31",
        },
    ),
    ("Z16", 1, {"target_status": "P3"}),
)


def plant(zones: list[Zone]) -> set[str]:
    """Set the facts that make each contradiction certain; returns the uuids so that ledger and map keep them clean."""
    by_id, taken = {zone.zone_id: zone for zone in zones}, set()
    for zone_id, count, facts in _PLANTED:
        free = [p for p in by_id[zone_id].parcels if p.uuid not in taken]
        if len(free) < count:
            raise SystemExit(f"{zone_id}: {count} parcels wanted, {len(free)} lie wholly inside it")
        for parcel in free[:: max(1, len(free) // count)][:count]:
            parcel.facts.update(facts)
            taken.add(parcel.uuid)
    return taken


NOT_FARM = ("B2", "B3", "B4", "C1", "D1")
_RULES: dict[str, Callable[[str, dict[str, str]], bool]] = {
    "M-01": lambda c, f: c in NOT_FARM and f["target_status"] in ("P1", "P2"),
    "M-02": lambda c, f: c == "A1" and f["target_status"] == "P3",
    "M-03": lambda c, f: c == "A2" and f["target_status"] == "P3",
    "M-04": lambda c, f: c in ("A1", "A2") and f["target_status"] == "P4",
    "M-05": lambda c, f: c == "B1" and f["target_status"] in ("P1", "P2"),
    "M-06": lambda c, f: (
        (c in ("A1", "A2") and f["target_status"] in ("P5", "P6"))
        or (c == "B1" and f["target_status"] == "P5")
    ),
    "M-07": lambda c, f: (
        (c in ("C1", "D1") and f["target_status"] == "P3") or (c == "D1" and f["target_status"] == "P4")
    ),
    "M-08": lambda c, f: c == "X" and f["target_status"] in ("P1", "P2", "P3", "P4"),
    "M-12": lambda c, f: c != "X" and f["target_status"] == "P9",
    "M-13": lambda c, f: c in ("B1", "C1") and f["target_status"] == "P3",
    "L-01": lambda c, f: c in ("B3", "B4") and f["noushin"] in ("1", "9", ""),
    "L-02": lambda c, f: c == "B2",
    "L-03": lambda c, f: c in ("B3", "B4") and f["noushin"] in ("2", "3", "9", "unset", ""),
    "L-04": lambda c, f: c in ("C1", "D1") and f["noushin"] == "1",
    "L-05": lambda c, f: c in NOT_FARM and f.get("improvement") == "yes",
    "L-06": lambda c, f: c in ("A1", "A2") and (f["idle_survey"] in ("1", "2") or f.get("idle_class") == "A"),
    "L-07": lambda c, f: (
        c in ("A1", "A2", "B1")
        and (f.get("idle_class") == "B" or "yes" in (f.get("hard_to_restore"), f.get("forest_look")))
    ),
    "L-08": lambda c, f: c in ("B2", "B3", "C1", "D1") and f.get("direct_payment") == "yes",
    "L-16": lambda c, f: (
        c in ("B2", "B3", "C1", "D1") and f["right_kind"] != "0" and f["right_end"] >= "2025-04-01"
    ),
    "L-17": lambda c, f: c not in ("A1", "A2", "X") and f["middle_right"] == "1",
    "L-18": lambda c, f: c in ("B1", *NOT_FARM) and f.get("tax_deferral") == "yes",
    "L-25": lambda c, f: c in ("A1", "A2") and f["owner_known"] == "no",
    "L-28": lambda c, f: c in ("C1", "D1"),
}  # the rules' plain sense, written anew here: a reference for tests, not the product's tables


def witnesses(zones: list[Zone], planted: set[str]) -> dict[str, list[dict[str, str]]]:
    """For each rule up to three planted parcels that lie wholly in one zone and must be found."""
    out: dict[str, list[dict[str, str]]] = {rule: [] for rule in _RULES}
    for zone in zones:
        for parcel in zone.parcels:
            for rule, meets in _RULES.items():
                if parcel.uuid in planted and len(out[rule]) < 3 and meets(zone.code, parcel.facts):
                    row = {"polygon_uuid": parcel.uuid, "zone_id": zone.zone_id, "class_code": zone.code}
                    out[rule].append(
                        {**row, "status": parcel.facts["target_status"], "noushin": parcel.facts["noushin"]}
                    )
    missing = [rule for rule, rows in out.items() if not rows]
    if missing:
        raise SystemExit(f"no witness for {missing}")
    return out
