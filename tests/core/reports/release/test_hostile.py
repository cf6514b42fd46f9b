"""Files made to mislead or to break: refused with a reason, in little time, never passed."""

from __future__ import annotations

import base64
import gzip
import io
import random
import sqlite3
import struct
import zipfile
import zlib

import planted
import planted_data
import pytest
from planted_data import jpeg, png
from planted_office import xlsx_rows, zipped

from kosozu.core.reports.release import packages
from kosozu.core.reports.release.box import FOUND, UNREADABLE, Box
from kosozu.core.reports.release.files import inspect
from kosozu.core.reports.release.terms import Terms
from kosozu.core.reports.release.texts import pieces

NAME = "架空山太郎"


def box_of(name: str, data: bytes, *values: str) -> Box:
    terms = Terms()
    for value in values or (NAME,):
        terms.add(value, "name")
    box = Box(terms)
    inspect(box, name, data)
    return box


def reasons(name: str, data: bytes) -> set[str]:
    return {hit.why for hit in box_of(name, data).hits if hit.verdict == UNREADABLE}


def found(name: str, data: bytes) -> bool:
    return any(hit.verdict == FOUND for hit in box_of(name, data).hits)


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "unknown"),
        ("a.7z", b"7z\xbc\xaf\x27\x1c" + bytes(60), "unknown"),
        ("a", b"\x00\x01\x02\x03" * 20, "unknown"),
        ("a.rtf", rb"{\rtf1 \'8e\'52\'93\'63}", "unknown"),
        ("a.eml", b"Subject: x\r\nMIME-Version: 1.0\r\n\r\nGyRCOzNFRBsoQg==", "unknown"),
        ("a.ps", b"%!PS-Adobe-3.0\n<5c71> show", "unknown"),
        ("a.docm", zipped({"[Content_Types].xml": b"<a/>", "word/vbaProject.bin": bytes(90)}), "unknown"),
        ("a.xml", b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>', "entities"),
        ("a.svg", b'<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]><svg>&x;</svg>', "entities"),
        ("a.txt", b"\x80\x81\xfe\xff\xa0" * 9, "encoding"),
        ("a.html", '<meta charset="x-nothing">山'.encode(), "encoding"),
        ("a.zip", b"PK\x03\x04" + bytes(40), "broken"),
        ("a.xlsx", xlsx_rows(["山"])[:-30], "broken"),
        ("a.gpkg", planted_data.database(["山"])[:5000], "broken"),
        ("a.gpkg", b"SQLite format 3\x00" + bytes(200), "broken"),
        ("a.png", png()[:-14], "broken"),
        ("a.png", png(tail=b"PK\x03\x04"), "leftover"),
        ("a.png", png([(b"zTXt", b"Comment\0\0xxxxxx")]), "broken"),
        ("a.png", png([(b"zTXt", b"Comment\0\0" + zlib.compress(bytes(70 << 20)))]), "too_large"),
        ("a.jpg", jpeg(tail=b"secret"), "leftover"),
        ("a.jpg", jpeg()[:10], "broken"),
        ("a.shp", b"\x00\x00\x27\x0a" + b"\0" * 20 + struct.pack(">L", 500) + b"\0" * 72, "broken"),
        ("a.dbf", b"\x03\x7e\x01\x01" + struct.pack("<LHH", 100, 65, 61) + bytes(60), "broken"),
        ("a.gz", b"\x1f\x8b\x08\x00" + b"x" * 40, "packed"),
    ],
    ids=lambda value: value if isinstance(value, str) else f"{len(value)} bytes",
)  # fmt: skip
def test_what_cannot_be_read_is_refused(name: str, data: bytes, why: str) -> None:
    assert reasons(name, data) == {why}


def test_an_empty_file_holds_nothing() -> None:
    assert not box_of("a.csv", b"").hits


def test_a_locked_archive() -> None:
    data = bytearray(zipped({"a.csv": b"x"}))
    for head in (b"PK\x03\x04", b"PK\x01\x02"):
        data[data.find(head) + (6 if head.endswith(b"\x04") else 8)] |= 1
    assert reasons("a.zip", bytes(data)) == {"locked"}


def test_bombs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packages, "_SMALL", 1 << 20)
    assert reasons("a.zip", zipped({"a.csv": bytes(4 << 20)})) == {"too_large"}
    deep = b"x"
    for _ in range(12):
        deep = zipped({"a.zip": deep})
    assert reasons("a.zip", deep) == {"too_deep"}
    monkeypatch.setattr(packages, "_MOST_MEMBERS", 5)
    assert reasons("a.zip", zipped({f"{number}.csv": b"x" for number in range(9)})) == {"too_large"}


def test_an_archive_within_an_archive_is_looked_through() -> None:
    data = zipped({"公開/a.zip": zipped({"b.csv": f"氏名\r\n{NAME}".encode("cp932")})})
    hits = [hit for hit in box_of("x.zip", data).hits if hit.verdict == FOUND]
    assert {hit.place.part for hit in hits} == {"公開/a.zip › b.csv"}
    packed = zipped({"a.csv.gz": gzip.compress(f"氏名\r\n{NAME}".encode())})
    assert found("x.zip", packed)


def test_names_of_members_and_files() -> None:
    assert found("x.zip", zipped({f"{NAME}.csv": b"x"}))
    assert found(f"{NAME}.csv", b"x")
    odd = zipfile.ZipInfo("x.csv")
    odd.comment = NAME.encode("cp932")
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr(odd, b"x")
        archive.comment = b"nothing"
    assert found("x.zip", target.getvalue())


def test_a_member_that_the_directory_has_forgotten() -> None:
    kept, gone = zipped({"a.csv": b"x"}), zipped({"b.csv": NAME.encode()})
    local = gone[: gone.find(b"PK\x01\x02")]
    target = io.BytesIO(local)
    target.seek(0, io.SEEK_END)
    with zipfile.ZipFile(target, "a") as archive:
        archive.writestr("a.csv", b"x")
    assert "leftover" in reasons("x.zip", target.getvalue())
    assert not box_of("x.zip", kept).hits


def test_two_members_of_one_name() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("a.csv", NAME.encode())
        with pytest.warns(UserWarning, match="Duplicate name"):
            archive.writestr("a.csv", b"x")
    assert found("x.zip", target.getvalue())


def test_the_plan_itself_and_its_side_file() -> None:
    def tables(connection: sqlite3.Connection) -> None:
        for name in ("stroke", "decision", "assignment"):
            connection.execute(f"CREATE TABLE {name} (x TEXT)")

    assert reasons("a.gpkg", planted_data.database([], tables)) == {"plan_itself"}


def test_packed_values_that_do_not_unpack() -> None:
    def noise(connection: sqlite3.Connection) -> None:
        connection.execute("CREATE TABLE history (payload BLOB)")
        state, values = 1, bytearray()
        for _ in range(4000):
            state = state * 1103515245 + 12345 & 0x7FFFFFFF
            values.append(state >> 16 & 255)
        connection.execute("INSERT INTO history VALUES (?)", (bytes(values),))

    assert reasons("a.gpkg", planted_data.database([], noise)) == {"packed"}
    assert found("a.gpkg", planted_data.gpkg_journal_deleted([NAME]))


def test_the_log_beside_a_database() -> None:
    page = b"\x37\x7f\x06\x82" + bytes(60) + f"xx{NAME}".encode() + bytes(100)
    assert found("a.gpkg-wal", page)
    assert found(
        "a.gpkg-journal", b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7" + zlib.compress(("x" * 300 + NAME).encode())
    )


def test_short_names_of_deleted_rows() -> None:
    box = box_of("a.gpkg", planted_data.gpkg_deleted(["森田", "x"]), "森田")
    assert {hit.route for hit in box.hits if hit.verdict == FOUND} == {"deleted"}


def test_rows_that_dbase_only_marks() -> None:
    for codec in ("cp932", "utf-8", "euc_jp"):
        box = box_of("a.dbf", planted_data.dbf([NAME, "地番"], codec, deleted=True))
        assert "deleted" in {hit.route for hit in box.hits if hit.verdict == FOUND}
    assert not box_of("a.dbf", planted_data.dbf(["森林"], "cp932")).stops


def test_plain_text_and_harmless_parts_of_any_name() -> None:
    assert found("LICENSE", f"{NAME} さん".encode("cp932")) and found(
        "a.dxf", b"\\U+67B6\\U+7A7A\\U+5C71\\U+592A\\U+90CE"
    )
    assert not box_of("README", "森林".encode()).stops
    parts = {
        "[Content_Types].xml": b"<a/>",
        "xl/printerSettings/printerSettings1.bin": bytes(9) + "複合機".encode("utf-16-le"),
    }
    assert not box_of("a.xlsx", zipped(parts)).stops
    odt = {
        "mimetype": b"application/vnd.oasis.opendocument.text",
        "layout-cache": b"\x02\0",
        "content.xml": f"<t>{NAME}</t>".encode(),
    }
    assert {hit.place.part for hit in box_of("a.odt", zipped(odt)).hits} == {"content.xml"}


def test_escapes_in_escapes() -> None:
    for text in (
        "%25E6%259E%25B6%25E7%25A9%25BA%25E5%25B1%25B1%25E5%25A4%25AA%25E9%2583%258E",
        "&amp;#26550;&amp;#31354;&amp;#23665;&amp;#22826;&amp;#37070;",
        "\\u67b6\\u7a7a\\u5c71\\u592a\\u90ce",
        "\\u{67b6}\\u{7a7a}\\u{5c71}\\u{592a}\\u{90ce}",
        "=E6=9E=B6=E7=A9=BA=E5=B1=B1=E5=A4=AA=E9=83=8E",
        base64.b64encode(f"owner: {NAME}".encode("utf-16")).decode(),
    ):
        assert found("a.txt", text.encode()), text


def test_packed_bytes_in_a_page() -> None:
    words = (NAME + "の田。" + "".join(chr(0x4E00 + number * 37 % 9000) for number in range(400))).encode()
    bare = zlib.compressobj(9, zlib.DEFLATED, -15)
    for packed in (zlib.compress(words), bare.compress(words) + bare.flush(), gzip.compress(words)):
        assert found("a.html", b"<script>var d='" + base64.b64encode(packed) + b"'</script>")
    state, noise = 1, bytearray()
    for _ in range(3000):
        state = state * 1103515245 + 12345 & 0x7FFFFFFF
        noise.append(state >> 16 & 255)
    assert "packed" in reasons("a.html", b"<script>var d='" + base64.b64encode(bytes(noise)) + b"'</script>")
    numbers = struct.pack("<900f", *[36.3 + number * 1e-4 for number in range(900)])
    assert not box_of("a.html", b"<script>var d='" + base64.b64encode(numbers) + b"'</script>").stops


def test_readings_between_the_parts_of_a_name() -> None:
    ruby = "<p><ruby>架空山<rp>(</rp><rt>かくうやま</rt><rp>)</rp></ruby><ruby>太郎<rt>たろう</rt></ruby></p>"
    assert found("a.html", ruby.encode())


def test_a_long_text_is_read_in_pieces_that_lose_nothing() -> None:
    text = "森林,水田\n" * 900_000
    cut = 4_194_304
    text = text[: cut - 2] + NAME + text[cut - 2 :]
    assert "".join(pieces("abc")) == "abc"
    assert max(map(len, pieces(text))) < cut + 5000
    assert any(NAME in piece for piece in pieces(text))
    assert all(piece[:2] in ("森林", "水田") for piece in list(pieces(text))[1:])


def test_damaged_files_are_read_or_refused_and_never_more() -> None:
    dice = random.Random(5)
    whole = [(name, maker([NAME, "森林"])) for name, makers in planted.PLANTED.values() for maker in makers]
    for _ in range(250):
        name, data = dice.choice(whole)
        damaged = bytearray(data)
        for _ in range(dice.choice((1, 4, 20))):
            place = dice.randrange(len(damaged))
            if dice.random() < 0.5:
                damaged[place] = dice.randrange(256)
            else:
                del damaged[place : place + dice.choice((1, 9, 90))]
            damaged = damaged or bytearray(b"x")
        inspect(Box(looking_for()), name, bytes(damaged))


def looking_for() -> Terms:
    terms = Terms()
    terms.add(NAME, "name")
    return terms


def test_the_login_is_no_author() -> None:
    from openpyxl import Workbook

    book = Workbook()
    book.properties.creator = "kikaku01"
    target = io.BytesIO()
    book.save(target)
    terms = Terms()
    terms.add(NAME, "name")
    box = Box(terms, logins=("Kikaku01",))
    inspect(box, "a.xlsx", target.getvalue())
    assert [(hit.verdict, hit.kind) for hit in box.hits] == [(FOUND, "login")]
    box = Box(terms, logins=("kikaku01",))
    inspect(box, "a.qgs", '<!DOCTYPE qgis><qgis saveUser="kikaku01" saveUserFull="企画 一郎"/>'.encode())
    assert {(hit.verdict, hit.why or hit.kind) for hit in box.hits} == {
        (FOUND, "login"),
        ("look", "saved_by"),
    }
