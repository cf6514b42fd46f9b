"""目標地図: a table keyed by polygon_uuid for the city, polygons with attributes for the village, and a status map."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

from .geo import PLANE, SYNTHETIC, feature, new_uuid, plane_ring, stream, write_geojson
from .parcels import CITY, VILLAGE, Parcel

RAW = {  # what offices write -> status; the first of each is the usual one
    "P1": ("担う者(継続)", "担う者あり", "継続"),
    "P2": ("担う者(変更予定)", "変更予定"),
    "P3": ("今後検討等", "利用者未定", "未定"),
    "P4": ("保全・管理等", "保全管理"),
    "P5": ("区域外(保全・林地化等)", "林地化"),
    "P6": ("区域外(その他)",),
    "P9": ("", "調査中"),
}


def write(folder: Path, parcels: list[Parcel], planted: set[str], spoiled: dict[str, str]) -> dict[str, Any]:
    """All three files; returns the counts that importing them must give."""
    rng = stream("target")
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(
        ["polygon_uuid", "地番", "目標地図の区分", "現在の耕作者", "10年後の耕作者", "備考", "SYNTHETIC"]
    )
    polygons, matched, statuses = (
        [],
        {CITY: 0, VILLAGE: 0},
        {CITY: dict.fromkeys(RAW, 0), VILLAGE: dict.fromkeys(RAW, 0)},
    )
    for parcel in sorted(parcels, key=lambda p: p.uuid):
        facts = parcel.facts
        if parcel.uuid not in planted and (rng.random() < 0.03 or parcel.uuid in spoiled):
            facts["target_status"] = ""  # not in the target map at all
            continue
        raw = rng.choices(RAW[facts["target_status"]], [8, 2, 2][: len(RAW[facts["target_status"]])])[0]
        matched[parcel.municipality] += 1
        statuses[parcel.municipality][facts["target_status"]] += 1
        if parcel.municipality == CITY:
            writer.writerow(
                [parcel.uuid, parcel.chiban, raw, facts["user_now"], facts["user_target"], "", SYNTHETIC]
            )
        else:
            properties = {"地番": parcel.chiban, "区分": raw, "現在の耕作者": facts["user_now"],
                          "10年後の耕作者": facts["user_target"] or None, "SYNTHETIC": SYNTHETIC}  # fmt: skip
            polygons.append(feature(properties, "Polygon", [plane_ring(parcel.ring)]))
    for _ in range(6):  # parcels of an older year that no file holds any more
        writer.writerow([new_uuid(rng), "", "今後検討等", "", "", "旧年度の筆", SYNTHETIC])
    for number in range(3):  # drawn where no parcel is
        x, y = -38600.0 + 60 * number, 33900.0
        square = [(x, y), (x, y + 25), (x + 25, y + 25), (x + 25, y)]
        lost = {**polygons[0]["properties"], "地番": f"99{number}", "区分": "今後検討等"}
        polygons.append(feature(lost, "Polygon", [plane_ring(square)]))
    (folder / "target_209988.csv").write_bytes(text.getvalue().encode("utf-8-sig"))
    write_geojson(folder / "target_209996.geojson", polygons, PLANE)
    rows = [(raw, code) for code, words in RAW.items() for raw in words if raw]
    body = "raw,status,SYNTHETIC\r\n" + "".join(f"{raw},{code},{SYNTHETIC}\r\n" for raw, code in rows)
    (folder / "status_map.csv").write_bytes(body.encode("utf-8-sig"))
    out = {}
    for file, code, lost in (("target_209988.csv", CITY, 6), ("target_209996.geojson", VILLAGE, 3)):
        counts = {"READ_COUNT": matched[code] + lost, "MATCHED_COUNT": matched[code], "UNMATCHED_COUNT": lost}
        out[file] = {**counts, "statuses": statuses[code]}
    return out
