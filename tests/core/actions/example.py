"""A plan of twenty zones with the names of a Japanese valley, for the tests of actions and reports."""

from __future__ import annotations

from typing import Any

import pandas as pd

INFO: dict[str, Any] = {
    "plan_id": "plan-1",
    "title": "御山里地区 地域管理構想（架空）",
    "tier": "community",
    "jurisdiction_code": "202011",
    "jurisdiction_name": "長野県架空市",
    "community_name": "御山里地区",
    "crs_epsg": 6676,
    "start_fy": 2027,
    "end_fy": 2036,
    "status": "draft",
    "edition": 0,
    "status_on": "",
}

NAMES = {
    ("actor", "actor-1"): {"name": "山田　太郎", "address": "長野県架空市御山里123番地"},
    ("actor", "actor-2"): {"name": "鈴木花子", "address": "長野県架空市御山里45番地"},
    ("pin", "pin-000001"): {"DaichoId": "DAICHO20011234567", "hash": "9e107d9d372bb6826bd81d3542a419d6"},
}

_ZONES = (
    ("Z01", "A1", "improve", "本村の上段水田", "actor-3", 52340.0),
    ("Z02", "A1", "cultivate", "本村の下段水田", "actor-3", 38120.0),
    ("Z03", "A1", "consolidate", "川原田", "actor-4", 61200.0),
    ("Z04", "A2", "continue", "中屋敷の畑", "actor-1", 12800.0),
    ("Z05", "A2", "organic", "日向の段々畑", "actor-2", 9650.0),
    ("Z06", "A2", "continue", "寺下の水田", "actor-5", 17430.0),
    ("Z07", "A2", "", "沢入口の畑", "", 4380.0),
    ("Z08", "B1", "graze", "奥の棚田（放牧候補地）", "actor-4", 28750.0),
    ("Z09", "B1", "landscape_crop", "県道沿いの景観作物帯", "actor-6", 6120.0),
    ("Z10", "B1", "honey_crop", "峠下の蜜源畑", "actor-1", 5540.0),
    ("Z11", "B1", "mow", "水源地まわりの草地", "actor-5", 8900.0),
    ("Z12", "B1", "", "旧桑園", "", 15200.0),
    ("Z13", "B2", "biotope", "湿田のビオトープ", "actor-6", 3320.0),
    ("Z14", "B2", "buffer", "山すその鳥獣害緩衝帯（北斜面から西の沢まで）", "actor-5", 21480.0),
    ("Z15", "B3", "plant", "大沢の奥の棚田", "actor-7", 33900.0),
    ("Z16", "B3", "natural_wood", "西の沢", "", 18250.0),
    ("Z17", "B4", "facility", "集会所となりの駐車場予定地", "actor-8", 1850.0),
    ("Z18", "C1", "minimum", "北斜面の畑", "actor-5", 12400.0),
    ("Z19", "D1", "", "尾根筋の旧畑", "actor-5", 26700.0),
    ("Z20", "X", "", "入会地との境", "", 7600.0),
)


def zones() -> pd.DataFrame:
    """Rows of the plan's table ``zone``."""
    frame = pd.DataFrame(
        [(*row[:1], "own", *row[1:]) for row in _ZONES],
        columns=["zone_id", "tier", "class_code", "method_code", "name", "manager_id", "area_m2"],
    )
    frame["partner_id"] = ["actor-8" if code in ("B2", "B3") else "" for code in frame["class_code"]]
    frame["term"] = ["short" if code == "B4" else "" for code in frame["class_code"]]
    frame["start_fy"] = [2029.0 if zone == "Z09" else None for zone in frame["zone_id"]]
    frame["end_fy"] = None
    return frame


def actors() -> pd.DataFrame:
    """Rows of the plan's table ``actor``."""
    rows = [
        ("actor-1", "individual", "個人A"),
        ("actor-2", "individual", "個人B"),
        ("actor-3", "group", "本村営農組合"),
        ("actor-4", "company", "株式会社みやまファーム"),
        ("actor-5", "group", "御山里地区自治会"),
        ("actor-6", "group", "花とほたるの会"),
        ("actor-7", "group", "架空森林組合"),
        ("actor-8", "office", "架空市 企画課"),
    ]
    return pd.DataFrame(rows, columns=["actor_id", "kind", "label"])


def findings() -> pd.DataFrame:
    """Rows of the plan's table ``finding``: BLOCKs of the wood and the car park, and milder ones."""
    rows: list[tuple[Any, ...]] = []
    for number in range(12):
        rows.append(("L-01", "law", "BLOCK", "Z15", f"u{number:03d}", "B3", "P1", 1.0, 1200.0 + 37 * number))
        rows.append(
            ("M-01", "farmland", "CONFLICT", "Z15", f"u{number:03d}", "B3", "P1", 1.0, 1200.0 + 37 * number)
        )
    for number in range(20, 25):
        rows.append(("L-03", "law", "BLOCK", "Z16", f"u{number:03d}", "B3", "P3", 0.92, 830.0 + 11 * number))
        rows.append(
            ("L-28", "law", "CHECK", "Z18", f"u{number + 10:03d}", "C1", "P3", 1.0, 400.0 + 7 * number)
        )
    rows.append(("L-03", "law", "BLOCK", "Z17", "u050", "B4", "P6", 1.0, 1850.0))
    rows.append(("L-10", "law", "BLOCK", "Z08", "u060", "B1", "P9", 1.0, 640.0))
    rows.append(("A-2", "completeness", "CHECK", "Z07", "", "A2", "", None, 4380.0))
    rows.append(("M-12", "farmland", "INFO", "", "", "", "", None, 90000.0))
    columns = [
        "rule_id",
        "family",
        "severity",
        "zone_id",
        "unit_id",
        "class_code",
        "status",
        "share",
        "area_m2",
    ]
    frame = pd.DataFrame(rows, columns=columns)
    frame.insert(0, "finding_key", frame["rule_id"] + "|" + frame["zone_id"] + "|" + frame["unit_id"])
    frame["procedure"] = frame["rule_id"].map({"L-01": "aochi_conversion", "L-03": "conversion"}).fillna("")
    frame["state"], frame["is_new"], frame["decision"], frame["premise_changed"] = "open", 1, "", 0
    return frame


def sections() -> dict[str, str]:
    """字 of the zones."""
    return {row[0]: "大字御山里" if number % 3 else "大字日下野" for number, row in enumerate(_ZONES)}


def sources() -> pd.DataFrame:
    """Rows of the plan's table ``source``."""
    rows = [
        (
            "fude-1",
            "fude",
            "農林水産省",
            "「筆ポリゴンデータ（農林水産省）」を加工して作成",
            "Made by processing …",
        ),
        ("ledger-1", "ledger", "農業委員会", "農地台帳（{jurisdiction}農業委員会）をもとに作成", ""),
        (
            "fude-2",
            "fude",
            "農林水産省",
            "「筆ポリゴンデータ（農林水産省）」を加工して作成",
            "Made by processing …",
        ),
    ]
    return pd.DataFrame(rows, columns=["source_id", "dataset", "provider", "credit_ja", "credit_en"])


def parcels() -> pd.DataFrame:
    """Parcels of the zones with their 地番."""
    rows = [
        (zone, name, f"御山里{100 + number}-{lot}", "paddy" if lot % 2 else "field", area / 12)
        for number, (zone, _, _, name, _, area) in enumerate(_ZONES)
        for lot in range(1, 13)
    ]
    return pd.DataFrame(rows, columns=["zone_id", "zone", "chiban", "land_kind", "area_m2"])
