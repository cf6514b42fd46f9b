"""Small files in the official layouts, made in code: a grid of parcels near 138.2° E 36.35° N, and what lies on it."""

from __future__ import annotations

import csv
import json
import uuid
from pathlib import Path
from typing import Any

LON, LAT = 138.2, 36.35
WIDTH, HEIGHT = 0.0004, 0.0003
"""Size of a parcel in degrees: about 36 m by 33 m."""

MUNICIPALITY = "202037"
STATUSES = ["継続", "今後検討等", "保全・管理等"]
NAMESPACE = uuid.UUID("6ba7b810-9dad-11d1-80b4-00c04fd430c8")


def key(column: int, row: int) -> str:
    """The polygon_uuid of a cell."""
    return str(uuid.uuid5(NAMESPACE, f"{column}/{row}"))


def box(column: float, row: float, columns: float = 1, rows: float = 1) -> list[list[list[float]]]:
    """Rings of a rectangle of cells."""
    west, south = LON + column * WIDTH, LAT + row * HEIGHT
    east, north = west + columns * WIDTH, south + rows * HEIGHT
    return [[[west, south], [east, south], [east, north], [west, north], [west, south]]]


def feature(rings: Any, **properties: Any) -> dict[str, Any]:
    """A GeoJSON polygon."""
    return {
        "type": "Feature",
        "properties": properties,
        "geometry": {"type": "Polygon", "coordinates": rings},
    }


def point(column: float, row: float, **properties: Any) -> dict[str, Any]:
    """A GeoJSON point, in cells."""
    place = [LON + column * WIDTH, LAT + row * HEIGHT]
    return {"type": "Feature", "properties": properties, "geometry": {"type": "Point", "coordinates": place}}


def write(path: Path, features: list[dict[str, Any]]) -> Path:
    """A GeoJSON file in EPSG:6668."""
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::6668"}}
    content = {"type": "FeatureCollection", "name": path.stem, "crs": crs, "features": features}
    path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    return path


def parcels(path: Path, columns: int = 6, rows: int = 4, code: str = MUNICIPALITY) -> Path:
    """筆ポリゴン of one municipality: ``columns × rows`` parcels, paddies below and fields above."""
    cells = [(column, row) for row in range(rows) for column in range(columns)]
    return write(path, [parcel(column, row, code) for column, row in cells])


def parcel(column: int, row: int, code: str = MUNICIPALITY) -> dict[str, Any]:
    """One parcel with the ten official columns."""
    return feature(
        box(column, row),
        polygon_uuid=key(column, row),
        land_type=100 if row < 2 else 200,
        issue_year=2024,
        edit_year=2020,
        history=[{"筆ポリゴンID": key(column, row), "発生年度": 2020}],
        last_polygon_uuid=key(column + 1000, row),
        prev_last_polygon_uuid=None,
        local_government_cd=code,
        point_lng=LON + (column + 0.5) * WIDTH,
        point_lat=LAT + (row + 0.5) * HEIGHT,
    )


def targetmap(path: Path, columns: int = 6, rows: int = 4) -> Path:
    """A target map as a table: statuses by column of cells, users by name."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["polygon_uuid", "status", "now", "target"])
        for row in range(rows):
            for column in range(columns):
                status = STATUSES[column % 3]
                target = "架空太郎" if status == "継続" else ""
                writer.writerow([key(column, row), status, "架空太郎", target])
    return path


def status_map(path: Path) -> Path:
    """How the table's words are read."""
    path.write_text("raw,status\n継続,P1\n今後検討等,P3\n保全・管理等,P4\n", encoding="utf-8")
    return path


def pins(path: Path, columns: int = 6, rows: int = 4, noushin: str = "1") -> Path:
    """農地ピン of the 38-column layout, one inside each parcel but the last column's."""
    cells = [(column, row) for row in range(rows) for column in range(columns - 1)]
    found = [
        point(
            column + 0.5,
            row + 0.5,
            Address=f"架空県見本市字谷{column}番",
            Tiban=f"{column + 1}－{row + 1}",
            AreaOnRegistry="1,100",
            ClassificationOfLandCodeName="田",
            SectionOfNoushinhou=noushin,
            UsageSituationInvestigationResult="3",
            KindOfRight="0",
            DaichoId=f"KEY{column:03d}{row:03d}",
            FarmerIndicationNumberHash=f"{column * 100 + row:032x}",
        )
        for column, row in cells
    ]
    return write(path, found)


def zones(path: Path, wanted: list[tuple[str, str, tuple[float, float, float, float]]] | None = None) -> Path:
    """Zones (id, class, (column, row, columns, rows)): maintained below, forest above, and a blank at the end."""
    wanted = wanted or [("Z1", "A1", (0, 0, 5, 2)), ("Z2", "B3", (0, 2, 3, 2)), ("Z3", "D1", (3, 2, 2, 2))]
    return write(
        path,
        [
            feature(
                box(*cells),
                zone_id=zone,
                class_code=code,
                zone_name=f"{zone}の区域",
                manager="谷の会",
                method="",
            )
            for zone, code, cells in wanted
        ],
    )


def shapefile(
    path: Path, source: Path, *, encoding: str = "CP932", page: str | None = None, driver: int | None = None
) -> Path:
    """A GeoJSON as a Shapefile of an office: ``page`` is what its .cpg says (None: no .cpg), ``driver`` its LDID."""
    from osgeo import gdal

    options = gdal.VectorTranslateOptions(
        format="ESRI Shapefile", layerCreationOptions=[f"ENCODING={encoding}"]
    )
    said = gdal.GetConfigOption("SHAPE_ENCODING")
    gdal.SetConfigOption(
        "SHAPE_ENCODING", None
    )  # QGIS sets it for its whole process, and nothing is recoded then
    gdal.VectorTranslate(str(path), str(source), options=options)
    gdal.SetConfigOption("SHAPE_ENCODING", said)
    path.with_suffix(".cpg").unlink(missing_ok=True)
    if page is not None:
        path.with_suffix(".cpg").write_text(page, encoding="ascii")
    table = path.with_suffix(".dbf")
    content = table.read_bytes()
    table.write_bytes(content[:29] + bytes([driver or 0]) + content[30:])
    return path


def archive(path: Path, members: dict[str, Path], *, names: str) -> Path:
    """A zip of files under other names: ``names`` is flagged (UTF-8), utf-8 or cp932 (both without the flag)."""
    import zipfile

    class Entry(zipfile.ZipInfo):
        def _encodeFilenameFlags(self) -> tuple[bytes, int]:  # zipfile's own
            return self.filename.encode(names), self.flag_bits & ~0x800

    made = zipfile.ZipInfo if names == "flagged" else Entry
    with zipfile.ZipFile(path, "w") as out:
        for name, source in members.items():
            out.writestr(made(name), source.read_bytes())
    return path


def area(path: Path, columns: int = 6, rows: int = 4) -> Path:
    """A plan area around the grid."""
    return write(path, [feature(box(0, 0, columns, rows), name="計画の範囲")])
