"""農地ピン for the village, 農地台帳 CSV for the city: the same kind of facts in two layouts, with their usual mess."""

from __future__ import annotations

import csv
import hashlib
import io
import math
import random
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Callable

from .fude import interior
from .geo import SYNTHETIC, Point, check_digit, distance, feature, inside, stream, to_lonlat, write_geojson
from .layouts import LEDGER, LEDGER_FIELDS, LEDGER_MORE, PIN
from .parcels import AZA, CITY, VILLAGE, Parcel

WIDE = str.maketrans("0123456789-", "０１２３４５６７８９－")
NAMES = {CITY: ("見本市", "大字下架空"), VILLAGE: ("見本村", "大字上架空")}
_NOUSHIN = {
    "1": "農用地区域内(青地)", "2": "農業振興地域内・農用地区域外(白地)", "3": "農業振興地域外", "9": "調査中",
    "unset": "設定なし",
}  # fmt: skip
_CITY = {"1": "市街化区域", "2": "市街化調整区域", "4": "都市計画区域外", "7": "非線引き区域内"}
_IDLE = {"1": "遊休農地(1号)", "2": "遊休農地(2号)", "3": "遊休農地ではない", "4": "その他", "9": "調査中"}
_RIGHT = {"0": "賃借権等の設定がない", "1": "賃借権", "2": "使用貸借による権利"}


@dataclass
class Row:
    """One ledger row: of which parcel, where its pin stands, how it must be matched."""

    parcel: Parcel
    kind: str  # KEYED INSIDE NEAR UNMATCHED
    at: Point | None
    chiban: str
    registry_m2: float | None
    match_class: str = ""


class Nearness:
    """Distance from a point to the nearest parcel, by their frames first."""

    def __init__(self, parcels: list[Parcel]) -> None:
        self.parcels = parcels
        self.frames = []
        for parcel in parcels:
            xs, ys = [p[0] for p in parcel.ring], [p[1] for p in parcel.ring]
            self.frames.append((min(xs), min(ys), max(xs), max(ys)))

    def nearest(self, at: Point, reach: float = 60.0) -> tuple[float, Parcel | None]:
        best: tuple[float, Parcel | None] = (math.inf, None)
        for (w, s, e, n), parcel in zip(self.frames, self.parcels):
            if at[0] < w - reach or at[0] > e + reach or at[1] < s - reach or at[1] > n + reach:
                continue
            gap = 0.0 if inside(at, parcel.ring) else distance(at, parcel.ring)
            if gap < best[0]:
                best = (gap, parcel)
        return best


def _registry(parcel: Parcel, rng: random.Random, odd: bool) -> tuple[float, bool]:
    """Registry area and whether its ratio to the map is plausible; never near the limits 0.7 and 1.4."""
    ratio = rng.choice([rng.uniform(0.35, 0.6), rng.uniform(1.6, 2.4)]) if odd else rng.uniform(0.8, 1.25)
    return max(1.0, float(round(parcel.area * ratio))), not odd


def _outside(parcel: Parcel, near: Nearness, used: set[str], rng: random.Random) -> Point | None:
    """A point 3 to 16 m off the parcel, in no parcel and nearest to this one."""
    x0, y0 = parcel.middle
    for _ in range(24):
        turn, reach = rng.uniform(0, 2 * math.pi), rng.uniform(6, 45)
        at = (round(x0 + reach * math.cos(turn), 2), round(y0 + reach * math.sin(turn), 2))
        gap, owner = near.nearest(at)
        if 3.0 < gap < 16.0 and owner is parcel and parcel.uuid not in used:
            return at
    return None


def make_rows(parcels: list[Parcel], code: str, planted: set[str], spoiled: dict[str, str], want: dict[str, Any],
              rng: random.Random) -> list[Row]:  # fmt: skip
    """Rows of one municipality's ledger: most inside, some several to a parcel, near, nowhere, or by key."""
    near = Nearness(parcels)
    own = [p for p in parcels if p.municipality == code and spoiled.get(p.uuid, "stray") == "stray"]
    chosen = [p for p in own if p.uuid in planted or rng.random() < want["share"]]
    left = [p for p in own if p not in chosen]
    rows: list[Row] = []
    keyed = {p.uuid for p in chosen[:: max(1, len(chosen) // want["keyed"])]} if want["keyed"] else set()
    for parcel in chosen:
        if parcel.uuid in keyed:
            m2, _ = _registry(parcel, rng, False)
            at = interior(parcel) if rng.random() < 0.5 else None
            rows.append(Row(parcel, "KEYED", at, parcel.chiban, m2, "A"))
        elif parcel.uuid not in planted and rng.random() < want["several"]:
            for number in range(rng.choice([2, 2, 3])):
                x, y = interior(parcel)
                at = (x + rng.uniform(-1, 1), y + rng.uniform(-1, 1))
                at = at if inside(at, parcel.ring) else (x, y)
                m2 = float(round(parcel.area / (2 + number)))
                rows.append(
                    Row(parcel, "INSIDE", at, f"{parcel.chiban.split('-')[0]}-{number + 21}", m2, "C")
                )
        else:
            odd = parcel.uuid not in planted and rng.random() < 0.08
            m2, fits = _registry(parcel, rng, odd)
            rows.append(Row(parcel, "INSIDE", interior(parcel), parcel.chiban, m2, "B" if fits else "C"))
    _add_near(rows, left, near, want["near"], rng)
    _add_lost(rows, chosen, near, want["lost"], code == CITY, rng)
    rng.shuffle(rows)
    return rows


def _add_near(rows: list[Row], left: list[Parcel], near: Nearness, count: int, rng: random.Random) -> None:
    used = {row.parcel.uuid for row in rows}
    added = 0
    for parcel in left:
        at = _outside(parcel, near, used, rng) if added < count else None
        if at:
            rows.append(Row(parcel, "NEAR", at, parcel.chiban, _registry(parcel, rng, False)[0], "D"))
            used.add(parcel.uuid)
            added += 1
    if added < count:
        raise SystemExit(f"only {added} near pins could be placed")


def _add_lost(
    rows: list[Row], chosen: list[Parcel], near: Nearness, count: int, blank: bool, rng: random.Random
) -> None:
    added = 0
    while added < count:
        parcel = rng.choice(chosen)
        at = (
            round(parcel.middle[0] + rng.uniform(-300, 300), 2),
            round(parcel.middle[1] + rng.uniform(-300, 300), 2),
        )
        if near.nearest(at)[0] > 32.0:
            where = None if blank and added % 2 else at  # in the table half of them have no place at all
            rows.append(Row(parcel, "UNMATCHED", where, f"9{added:03d}", _registry(parcel, rng, False)[0]))
            added += 1


def _typed_chiban(chiban: str, aza: str, rng: random.Random) -> str:
    """The lot number as it is typed in different offices."""
    base, _, branch = chiban.partition("-")
    dash = [chiban] * 5 + [chiban.translate(WIDE)] * 3
    if branch:
        more = [f"{base}番地{branch}", f"{base}番{branch}", f"{base}番地の{branch}", f"{base}ノ{branch}",
                f"{base}ー{branch}", f"{base}の{branch}".translate(WIDE)]  # fmt: skip
    else:
        more = [f"{base}番地", f"{base}番", f"{base}番".translate(WIDE), f"　{base}"]
    return rng.choice(dash + more + [f"字{aza}{chiban}"])


def _typed_area(m2: float | None, rng: random.Random) -> str:
    if m2 is None:
        return ""
    plain = f"{m2:.0f}"
    return rng.choices(
        [plain, plain.translate(WIDE), f"{m2:,.0f}", f"{m2:.2f}", f" {plain} "], [80, 6, 5, 6, 3]
    )[0]


def _hash(name: str) -> str:
    return hashlib.sha256(f"kosozu-sample {name}".encode()).hexdigest()[:32]


def _pin(row: Row, number: int, rng: random.Random) -> dict[str, Any]:
    parcel, facts = row.parcel, row.parcel.facts
    town, oaza = NAMES[VILLAGE]
    code = VILLAGE + check_digit(VILLAGE)
    noushin, idle = facts["noushin"], facts["idle_survey"]
    unknown = facts["owner_known"] == "no"
    chiban = _typed_chiban(row.chiban, parcel.aza, rng)
    space = rng.choice(["", "", "　", " "])
    values = {
        "FarmCommitteeCd": code + "0", "FarmCommitteeName": f"{town}農業委員会", "TodofukenCode": "20",
        "ShikuchosonCode": code, "OazaCode": "1", "ClassificationOfLandCodeName": "田" if parcel.land == 100 else "畑",
        "ClassificationOfLand": "1" if parcel.land == 100 else "2", "AreaOnRegistry": _typed_area(row.registry_m2, rng),
        "SectionOfNoushinhouCodeName": _NOUSHIN[noushin],
        "SectionOfNoushinhou": "" if noushin == "unset" else noushin,
        "SectionOfToshikeikakuhouCodeName": _CITY[facts["city_planning"]],
        "SectionOfToshikeikakuhou": facts["city_planning"], "OwnerFarmIntentionCodeName": "非公表",
        "OwnerFarmIntention": "999", "FarmerIndicationNumberHash": _hash(facts["user_now"]),
        "KindOfRightCodeName": _RIGHT[facts["right_kind"]], "KindOfRight": facts["right_kind"],
        "CommencementDate": facts["right_start"].replace("-", ""), "EndStagesDate": facts["right_end"].replace("-", ""),
        "RightSettingContentsCodeName": "農地中間管理権が設定されている" if facts["middle_right"] == "1"
        else "農地中間管理権が設定されていない",
        "RightSettingContents": facts["middle_right"],
        "UsageSituationInvestigationDate": f"202409{rng.randint(10, 28)}",
        "UsageSituationInvestigationResultCodeName": _IDLE[idle], "UsageSituationInvestigationResult": idle,
        "OwnerStatementIntentSurveyResultsCodeName": "調査中" if idle in "12" else "調査対象外",
        "OwnerStatementIntentSurveyResults": "9" if idle in "12" else "6",
        "UseIntentionAscertainmentResultCodeName": "確知できない" if unknown else "対象外",
        "UseIntentionAscertainmentResult": "4" if unknown else "1",
        "PublicNoticeDate": "20241105" if unknown else "",
        "Address": f"長野県{town}{oaza}字{parcel.aza}{space}{chiban.replace('字' + parcel.aza, '')}", "Tiban": chiban,
        "SectionOfPolygon": "3", "SectionOfPolygonCodeName": "その他", "DaichoId": str(209990001 + number),
        "daicho_shubetsu_cd": "KNO01",
    }  # fmt: skip
    return {name: values.get(name, "") for name in PIN}


def write_pins(
    folder: Path, parcels: list[Parcel], planted: set[str], spoiled: dict[str, str]
) -> dict[str, Any]:
    """農地ピン GeoJSON of the village; returns the counts that joining it must give."""
    rng = stream("pins")
    want = {"share": 0.52, "keyed": 0, "several": 0.1, "near": 24, "lost": 11}
    rows = make_rows(parcels, VILLAGE, planted, spoiled, want, rng)
    blank = [r for r in rows if r.kind == "INSIDE" and r.match_class == "B" and r.parcel.uuid not in planted][
        :7
    ]
    for row in blank:
        row.registry_m2, row.match_class = None, "C"
    made = []
    for number, row in enumerate(rows):
        lng, lat = to_lonlat(row.at or (0.0, 0.0))
        made.append(feature(_pin(row, number, rng), "Point", [round(lng, 9), round(lat, 9)]))
    made += made[30:200:41]  # exact duplicates
    write_geojson(folder / "pins_209996.geojson", made, 6668, "pins_209996")
    return {**_counts(rows, len(made) - len(rows)), "without_area": len(blank)}


def _counts(rows: list[Row], duplicates: int) -> dict[str, Any]:
    kinds = {
        f"{kind}_COUNT": sum(r.kind == kind for r in rows)
        for kind in ("KEYED", "INSIDE", "NEAR", "UNMATCHED")
    }
    classes = {f"class_{c}": sum(r.match_class == c for r in rows) for c in "ABCD"}
    per_parcel: dict[str, int] = {}
    for row in rows:
        if row.kind != "UNMATCHED":
            per_parcel[row.parcel.uuid] = per_parcel.get(row.parcel.uuid, 0) + 1
    return {
        "READ_COUNT": len(rows) + duplicates,
        **kinds,
        "DUPLICATE_COUNT": duplicates,
        **classes,
        "parcels_with_rows": len(per_parcel),
        "parcels_with_several": sum(n > 1 for n in per_parcel.values()),
    }


def _era(day: str, rng: random.Random) -> str:
    """A date as the ledger's typists write it: slashes, hyphens, or a Japanese era."""
    if not day:
        return ""
    year, month, date = (int(part) for part in day.split("-"))
    forms = [f"{year}/{month:02d}/{date:02d}"] * 6 + [day]
    if year >= 2020:
        forms += [f"R{year - 2018}.{month}.{date}", f"令和{year - 2018}年{month}月{date}日"]
    elif 1990 <= year <= 2018:
        forms += [f"H{year - 1988}.{month}.{date}", f"平成{year - 1988}年{month}月{date}日"]
    return rng.choice(forms)


def _table_row(row: Row, number: int, rng: random.Random) -> list[str]:
    parcel, facts = row.parcel, row.parcel.facts
    base, _, branch = row.chiban.partition("-")
    wide: Callable[[str], str] = (
        (lambda text: text.translate(WIDE)) if rng.random() < 0.15 else (lambda text: text)
    )
    paid = {
        "yes": "2",
        "no": "1",
    }  # the layout's own codes: payments 2 = applies, 1 = does not; others 1 and 0
    flag = {"yes": "1", "no": "0"}
    land = "1" if parcel.land == 100 else "2"
    cells = {
        1: CITY + check_digit(CITY), 2: "00000001", 3: NAMES[CITY][1],
        4: f"{AZA.index(parcel.aza) + 1:07d}", 5: parcel.aza,
        7: wide(base), 9: wide(branch), 17: str(number + 1), 19: land,
        20: "6" if facts.get("forest_look") == "yes" else land, 21: _typed_area(row.registry_m2, rng),
        23: f"{parcel.area:.2f}", 26: facts["noushin"], 27: facts["city_planning"],
        28: "1", 33: f"{hash_number(facts['user_now']) % 10**9:013d}", 34: rng.choice(["5", "5", "2", "7"]),
        36: "1", 38: f"{hash_number(facts['user_now']) % 10**12:018d}", 45: facts["right_kind"],
        46: _era(facts["right_start"], rng), 47: _era(facts["right_end"], rng),
        69: "2021/10/01" if facts["middle_right"] == "1" else "", 74: flag[facts["tax_deferral"]], 82: "2024/09/12",
        83: facts["idle_survey"].replace("9", "6"), 84: {"": "", "A": "1", "B": "2"}[facts["idle_class"]],
        104: "2024/11/05" if facts["owner_known"] == "no" else "",
        113: flag[facts["hard_to_restore"]], 137: paid[facts["multi_payment"]], 139: "1",
        141: paid[facts["direct_payment"]], 143: paid[facts["pension"]], 152: flag[facts["improvement"]], 153: "1",
        157: rng.choice(["", "", "", "", "現地確認済", "要再調査　"]),
    }  # fmt: skip
    lng, lat = to_lonlat(row.at) if row.at else (None, None)
    more = [f"{lat:.9f}" if lat else "", f"{lng:.9f}" if lng else "", row.parcel.uuid if row.kind == "KEYED" else "",
            facts["improvement_fy"], SYNTHETIC]  # fmt: skip
    return [cells.get(number, "") for number in range(1, len(LEDGER) + 1)] + more


def hash_number(name: str) -> int:
    """A synthetic person's number, the same for the same name."""
    return int(_hash(name)[:12], 16)


def write_table(
    folder: Path, parcels: list[Parcel], planted: set[str], spoiled: dict[str, str]
) -> dict[str, Any]:
    """農地台帳 CSV (CP932, CRLF) of the city and the mapping profile that reads it."""
    rng = stream("ledger")
    rows = make_rows(
        parcels,
        CITY,
        planted,
        spoiled,
        {"share": 0.84, "keyed": 60, "several": 0.05, "near": 25, "lost": 14},
        rng,
    )
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    table = [_table_row(row, number, rng) for number, row in enumerate(rows)]
    table += table[25:500:97]  # rows equal to an earlier one in every column
    writer.writerows([LEDGER + LEDGER_MORE, *table])
    raw = text.getvalue().encode("cp932")
    nec, ibm = b",\xee\xe0", b",\xfb\xfc"  # 髙, one character with two codes; Python writes the first
    first, *rest = raw.split(nec)
    raw = first + b"".join((ibm if number % 2 else nec) + part for number, part in enumerate(rest))
    (folder / "ledger_209988.csv").write_bytes(raw)
    body = "column,field,read,values,SYNTHETIC\n"
    for column, name, read, values in LEDGER_FIELDS:
        body += f"{column if isinstance(column, str) else LEDGER[column - 1]},{name},{read},{values},{SYNTHETIC}\n"
    (folder / "ledger_mapping.csv").write_text(body, encoding="utf-8", newline="")
    counts = _counts(rows, len(table) - len(rows))
    return {
        **counts,
        "hashigodaka_rows": sum(r[4] == "髙畑" for r in table),
        "columns": len(LEDGER) + len(LEDGER_MORE),
    }
