"""Files of every form, and every wrong file ends in one sentence in both languages."""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyogrio
import pytest
import shapely

from kosozu.core.errors import KosozuError
from kosozu.core.sources import encoding, vector
from kosozu.core.sources.peek import peek
from kosozu.core.sources.table import read_table
from kosozu.core.sources.vector import read_vector

NAME = "髙橋①㈱"


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def refused(code: str, reader: Callable[..., Any], *args: Any, **more: Any) -> KosozuError:
    with pytest.raises(KosozuError) as caught:
        reader(*args, **more)
    assert caught.value.code == code
    for lang in ("ja", "en"):
        sentence = caught.value.text(lang)
        assert code in sentence
        assert "Traceback" not in sentence
        assert "{" not in sentence
    return caught.value


@pytest.mark.parametrize("name", ["a.gpkg", "a.fgb", "a.shp", "a.geojson"])
def test_every_form_gives_the_same_rows(layer: Any, square: Any, name: str) -> None:
    columns = {"uuid": ["u1", "u2"], "名": ["甲", "乙"]}
    path = layer(name, [square(0), square(1)], columns, encoding="utf-8")
    before = digest(path)
    frame, epsg, info = read_vector(path)
    assert epsg == 6668
    assert sorted(frame["source_row"]) == ["1", "2"]
    frame = frame.sort_values("uuid")  # FlatGeobuf has an order of its own
    assert frame["uuid"].tolist() == ["u1", "u2"]
    assert frame["名"].tolist() == ["甲", "乙"]
    assert shapely.equals_exact(frame.geometry.to_numpy(), [square(0), square(1)], 1e-9, normalize=True).all()
    assert frame.crs is None
    assert digest(path) == before
    assert info.file_name == name


def test_fiona_reads_the_same(layer: Any, square: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("fiona")
    path = layer("a.gpkg", [square(0), None], {"polygon_uuid": ["u1", "u2"]})
    first, epsg, _ = read_vector(path)
    monkeypatch.setattr(vector, "pyogrio", None)
    second, other, _ = read_vector(path)
    assert epsg == other == 6668
    assert first.drop(columns="geometry").equals(second.drop(columns="geometry"))
    assert first.geometry[0].equals(second.geometry[0])
    assert second.geometry[1] is None


def test_geojson_with_mark_without_crs_and_with_nested_history(geojson: Any, parcel: Any) -> None:
    frame, epsg, info = read_vector(geojson([parcel(0), parcel(1, history=[])], crs=None, bom=True))
    assert (epsg, info.assumed_crs, len(frame)) == (6668, True, 2)
    assert frame["polygon_uuid"].tolist() == ["uuid-0000", "uuid-0001"]


def test_geojson_in_metres_without_crs_is_undeclared(geojson: Any, parcel: Any) -> None:
    _, epsg, _ = read_vector(geojson([parcel(0, geometry=shapely.box(-2e4, 4e4, -1.9e4, 4.1e4))], crs=None))
    assert epsg is None


def test_a_zip_with_folder_and_macs_rubbish(geojson: Any, parcel: Any, tmp_path: Path) -> None:
    first = geojson([parcel(0)], name="a.json")
    second = geojson([parcel(1)], name="b.json", crs=4301)
    path = tmp_path / "筆.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.write(first, "市/2022_202037.json")
        archive.write(second, "市/2022_203491.json")
        archive.writestr("__MACOSX/市/._2022_202037.json", b"\x00\x05\x16\x07")
        archive.writestr("市/.DS_Store", b"x")
    frame, epsg, info = read_vector(path)
    assert epsg == 6668
    assert info.layers == ("市/2022_202037.json", "市/2022_203491.json")
    assert frame["source_row"].tolist() == ["2022_202037.json:1", "2022_203491.json:1"]
    assert (
        frame.geometry[1].centroid.distance(shapely.Point(138.2007, 36.3602)) > 0.003
    )  # the second was shifted
    only, _, _ = read_vector(f"{path}|layername=2022_203491")
    assert only["polygon_uuid"].tolist() == ["uuid-0001"]
    refused("SRC-LAYER", read_vector, f"{path}|layername=x")


def test_names_in_windows_archives(geojson: Any, parcel: Any, tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        entry = zipfile.ZipInfo("x.json")
        archive.writestr(entry, geojson([parcel(0)]).read_bytes())
    blob = path.read_bytes().replace(b"x.json", "上.json".encode("cp932")[:2] + b"json"[:0] + b".jso")
    shutil.copy(path, tmp_path / "keep.zip")
    path.write_bytes(blob)
    refused("SRC-ZIP-EMPTY", read_vector, path)  # 上.jso: the name is understood, its ending is none of ours


def test_a_layer_is_chosen_by_name(layer: Any, square: Any) -> None:
    path = layer("a.gpkg", [square(0)], {"k": ["first"]}, layer="one")
    layer("a.gpkg", [square(1)], {"k": ["second"]}, layer="two", append=True)
    assert read_vector(path)[0]["k"].tolist() == ["first"]
    assert read_vector(f"{path}|layername=two")[0]["k"].tolist() == ["second"]
    error = refused("SRC-LAYER", read_vector, f"{path}|layername=three")
    assert "one, two" in error.text("en")


@pytest.mark.parametrize("cpg", ["Shift_JIS", "CP932", "UTF-8", None])
def test_shapefiles_of_offices(layer: Any, square: Any, cpg: str | None) -> None:
    """CP932 whatever the .cpg claims, Shift_JIS included, which has no 髙."""
    path = layer("a.shp", [square(0)], {"name": [NAME]}, encoding="CP932")
    page = path.with_suffix(".cpg")
    if cpg is None:
        page.unlink()
    else:
        page.write_text(cpg, encoding="ascii")
    frame, _, info = read_vector(path)
    assert frame["name"].tolist() == [NAME]
    assert info.encoding == "cp932"
    assert (info.encoding_note == "ENCODING_CLAIM") == (cpg == "UTF-8")
    refused("SRC-ENCODING", read_vector, path, "UTF-8")


@pytest.mark.parametrize("codec", ["utf-8", "cp932"])
@pytest.mark.parametrize("width", [80, 130, 254])
@pytest.mark.parametrize("value", [NAME, "ascii"])
def test_the_width_of_a_field_is_no_text(layer: Any, square: Any, codec: str, width: int, value: str) -> None:
    """Wide fields have bytes in the header that no encoding knows; of rows in ASCII the fields' names tell.

    A name longer than ten bytes is cut, in UTF-8 within a character.
    """
    path = layer("a.shp", [square(0)], {"a": [value]}, encoding=codec)
    path.with_suffix(".cpg").unlink()
    table = path.with_suffix(".dbf")
    content = table.read_bytes()
    start, old = int.from_bytes(content[8:10], "little"), content[48]
    head = content[:10] + (width + 1).to_bytes(2, "little") + content[12:32]
    field = (
        "管理区分".encode(codec)[:10].ljust(11, b"\x00") + content[43:48] + bytes([width]) + content[49:64]
    )
    row = content[start : start + 1 + old].rstrip().ljust(width + 1)
    table.write_bytes(head + field + content[64:start] + row + b"\x1a")
    name = "管理区" if codec == "utf-8" else "管理区分"
    frame, _, info = read_vector(path)
    assert frame[name].tolist() == [value]
    assert info.encoding == codec
    assert peek(path)[0].values(name) == [value]


def test_both_codes_of_hashigodaka() -> None:
    for content in (b"\xfb\xfc\x8b\xb4", b"\xee\xe0\x8b\xb4"):
        assert content.decode(encoding.detect(content, "Shift_JIS")) == "髙橋"
        assert content.decode(encoding.detect(content)) == "髙橋"


@pytest.mark.parametrize("name", ["utf-8", "utf-8-sig", "cp932", "euc_jp", "utf-16"])
def test_tables_in_every_encoding(table: Any, name: str) -> None:
    rows = [["地番", "所有者", "備考"], *[["１２３番地", "山田太郎", "中山間地域の農地である。"]] * 5]
    frame, found = read_table(table(rows, encoding=name))
    assert frame["所有者"].tolist() == ["山田太郎"] * 5
    assert found.startswith(name[:5].replace("_", "_"))


def test_a_table_keeps_codes_and_names_twin_columns(table: Any) -> None:
    frame, _ = read_table(table([["コード", "年月日", "年月日"], ["011002", "R6.4.1", ""], ["", "", ""]]))
    assert frame.iloc[0].tolist() == ["011002", "R6.4.1", "", "1"]
    assert list(frame.columns) == ["コード", "年月日", "年月日.1", "source_row"]


def test_an_xlsx_table(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    book.active.title = "空"
    sheet = book.create_sheet("一覧")
    sheet.append(["地番", "区分"])
    sheet.append([123, "継続"])
    book.save(tmp_path / "a.xlsx")
    frame, found = read_table(tmp_path / "a.xlsx")
    assert (frame.iloc[0].tolist(), found) == (["123", "継続", "1"], "xlsx")
    refused("SRC-LAYER", read_table, f"{tmp_path / 'a.xlsx'}|layername=表")
    (tmp_path / "b.xlsx").write_bytes(b"PK\x03\x04 no workbook")
    refused("SRC-NOT-READABLE", read_table, tmp_path / "b.xlsx")


def test_missing_and_empty_files(tmp_path: Path) -> None:
    (tmp_path / "a.gpkg").touch()
    (tmp_path / "a.csv").touch()
    (tmp_path / "b.csv").write_text("地番,区分\r\n", encoding="utf-8")
    for reader in (read_vector, read_table):
        refused("SRC-NO-FILE", reader, tmp_path / "no.gpkg")
    refused("SRC-EMPTY", read_vector, tmp_path / "a.gpkg")
    refused("SRC-EMPTY", read_table, tmp_path / "a.csv")
    refused("SRC-NO-ROWS", read_table, tmp_path / "b.csv")


def test_text_named_gpkg_json_and_zip(tmp_path: Path) -> None:
    for name, code in (("a.gpkg", "SRC-NOT-GPKG"), ("a.json", "SRC-NOT-READABLE"), ("a.zip", "SRC-ZIP")):
        (tmp_path / name).write_text("これは文章です。" * 300, encoding="utf-8")
        refused(code, read_vector, tmp_path / name)
    (tmp_path / "b.json").write_text('{"type": "FeatureCollection", "features": [', encoding="utf-8")
    refused("SRC-NOT-READABLE", read_vector, tmp_path / "b.json")


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_a_truncated_geopackage(layer: Any, square: Any, share: float) -> None:
    path = layer("a.gpkg", [square(place) for place in range(300)], {"k": ["x" * 50] * 300})
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * share)])
    refused("SRC-BROKEN", read_vector, path)


def test_a_database_that_is_no_geopackage(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "a.gpkg") as database:
        database.execute("CREATE TABLE gpkg_contents (table_name TEXT)")
    refused("SRC-NOT-GPKG", read_vector, tmp_path / "a.gpkg")


@pytest.mark.parametrize("part", [".shx", ".dbf"])
def test_a_shapefile_without_a_part(layer: Any, square: Any, part: str) -> None:
    path = layer("a.shp", [square(0)], {"k": ["x"]})
    path.with_suffix(part).unlink()
    assert part in refused("SRC-SHP-PART", read_vector, path).text("ja")
    assert not path.with_suffix(part).exists()


def test_a_shapefile_without_prj_is_undeclared(layer: Any, square: Any) -> None:
    path = layer("a.shp", [square(0)], {"k": ["x"]})
    path.with_suffix(".prj").unlink()
    assert read_vector(path)[1] is None


def test_parquet_is_refused_in_words_where_gdal_has_no_driver(tmp_path: Path) -> None:
    if "Parquet" in pyogrio.list_drivers():
        pytest.skip("this GDAL reads Parquet")
    (tmp_path / "a.parquet").write_bytes(b"PAR1" * 100)
    refused("SRC-PARQUET", read_vector, tmp_path / "a.parquet")


def test_wrong_encodings(table: Any, geojson: Any, parcel: Any) -> None:
    path = table([["地番", "名"], ["1", "髙橋"]], encoding="cp932")
    refused("SRC-ENCODING", read_table, path, "UTF-8")
    refused("SRC-ENCODING-NAME", read_table, path, "日本語")
    sjis = geojson([parcel(0, 名="漢字")])
    sjis.write_bytes(sjis.read_text("utf-8").encode("cp932"))
    refused("SRC-ENCODING", read_vector, sjis)


def test_a_foreign_geopackages_triggers_and_views_never_run(layer: Any, square: Any) -> None:
    path = layer("a.gpkg", [square(0)], {"k": ["real"]}, layer="real")
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE trace (at TEXT)")
        database.execute(
            "CREATE TRIGGER spy AFTER UPDATE ON real BEGIN INSERT INTO trace VALUES ('ran'); END"
        )
        database.execute("CREATE VIEW bait AS SELECT fid, geom, load_extension('evil') AS k FROM real")
        database.execute(
            "INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id)"
            " SELECT 'bait', data_type, 'bait', srs_id FROM gpkg_contents"
        )
        database.execute(
            "INSERT INTO gpkg_geometry_columns SELECT 'bait', column_name, geometry_type_name, srs_id, z, m"
            " FROM gpkg_geometry_columns"
        )
    before = digest(path)
    assert read_vector(path)[0]["k"].tolist() == ["real"]
    refused("SRC-VIEW", read_vector, f"{path}|layername=bait")
    assert digest(path) == before
    assert sorted(entry.name for entry in path.parent.iterdir()) == ["a.gpkg"]


def test_a_catalogue_of_layers_that_is_a_view_is_refused(layer: Any, square: Any) -> None:
    path = layer("a.gpkg", [square(0)], {"k": ["real"]})
    with sqlite3.connect(path) as database:
        database.execute("ALTER TABLE gpkg_contents RENAME TO hidden")
        database.execute("CREATE VIEW gpkg_contents AS SELECT * FROM hidden")
    refused("SRC-NOT-GPKG", read_vector, path)


def test_rows_in_a_live_wal_are_read_and_nothing_is_written_beside(
    layer: Any, square: Any, tmp_path: Path
) -> None:
    path = layer("a.gpkg", [square(0)], {"k": ["old"]}, layer="one")
    held = sqlite3.connect(path)
    held.execute("PRAGMA journal_mode=WAL")
    held.execute("CREATE TABLE more (k TEXT)")
    held.execute("DROP TRIGGER IF EXISTS rtree_one_geom_update3")
    for (name,) in held.execute(
        "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'one'"
    ).fetchall():
        held.execute(f'DROP TRIGGER "{name}"')
    held.execute("UPDATE one SET k = 'new'")
    held.commit()
    try:
        assert os.path.getsize(f"{path}-wal") > 0
        assert read_vector(path)[0]["k"].tolist() == ["new"]
    finally:
        held.close()
