"""Loading, overriding, and every way in which a table is refused."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pytest

from kosozu.core.catalogue import Catalogue, from_texts, label, load
from kosozu.core.catalogue.schema import TABLES
from kosozu.core.errors import KosozuError


@pytest.fixture(scope="module")
def shipped() -> Catalogue:
    return load()


def edited(catalogue: Catalogue, table: str, row: int, column: str, value: str) -> str:
    """The table's text with one cell changed; ``row`` counts from the header, which is 1."""
    rows = list(csv.reader(io.StringIO(catalogue.texts[table])))
    rows[row - 1][rows[0].index(column)] = value
    return written(rows)


def written(rows: list[list[str]]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerows(rows)
    return buffer.getvalue()


def put(folder: Path, table: str, text: str, encoding: str = "utf-8") -> str:
    (folder / f"{table}.csv").write_bytes(text.encode(encoding))
    return str(folder)


def refusal(folder: str) -> KosozuError:
    with pytest.raises(KosozuError) as caught:
        load(folder)
    return caught.value


def test_every_table_is_shipped_and_read(shipped: Catalogue) -> None:
    assert set(shipped.texts) == set(TABLES)
    assert list(shipped.classes) == ["A1", "A2", "B1", "B2", "B3", "B4", "C1", "D1", "X"]
    assert label(shipped.classes["D1"], "ja") == "見守り（手を入れない）"
    assert label(shipped.severities["BLOCK"], "en") == "Procedure needed"


def test_version_follows_the_texts(shipped: Catalogue, tmp_path: Path) -> None:
    assert load().version == shipped.version == from_texts(shipped.texts).version
    changed = edited(shipped, "thresholds", 2, "value", "7")
    other = load(put(tmp_path, "thresholds", changed))
    assert other.version != shipped.version
    assert other.thresholds["min_share_percent"] == 7.0
    assert shipped.thresholds["min_share_percent"] == 5.0


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
def test_override_is_read_as_a_spreadsheet_saves_it(
    shipped: Catalogue, tmp_path: Path, encoding: str
) -> None:
    text = edited(shipped, "level1", 2, "label_ja", "守る土地").replace("\n", "\r\n")
    catalogue = load(put(tmp_path, "level1", text, encoding))
    assert catalogue.level1["KEEP"].label_ja == "守る土地"
    assert catalogue.classes == shipped.classes
    assert "\r" not in catalogue.texts["level1"]
    assert not catalogue.texts["level1"].startswith("\ufeff")


def test_own_class_with_its_own_cells(shipped: Catalogue, tmp_path: Path) -> None:
    row = "B5,10,CHANGE,B5,菜園,Gardens,市民農園にします。,Allotments.,yes,#AA8800,cross\n"
    put(tmp_path, "classes", shipped.texts["classes"] + row)
    catalogue = load(put(tmp_path, "matrix", shipped.texts["matrix"] + "B5,P1,M-05,CHECK\n"))
    assert catalogue.matrix["B5", "P1"] == [("M-05", "CHECK")]
    assert ("B5", "P2") not in catalogue.matrix


def test_own_columns_are_kept_and_blank_lines_left_out(shipped: Catalogue, tmp_path: Path) -> None:
    rows = list(csv.reader(io.StringIO(shipped.texts["viewpoints"])))
    rows = [[*row, "課内メモ" if place == 0 else "済"] for place, row in enumerate(rows)]
    catalogue = load(put(tmp_path, "viewpoints", written([rows[0], [""] * len(rows[0]), *rows[1:]])))
    assert catalogue.viewpoints == shipped.viewpoints
    assert catalogue.rows("viewpoints")[0]["課内メモ"] == "済"


def test_a_plans_copy_may_lack_a_table_but_not_hold_an_unknown_one(shipped: Catalogue) -> None:
    texts = shipped.texts
    del texts["glossary"]
    assert from_texts(texts).glossary == shipped.glossary
    with pytest.raises(KosozuError) as caught:
        from_texts({"classess": "code\n"})
    assert caught.value.code == "CAT-TABLE"


def test_rows_are_copies(shipped: Catalogue) -> None:
    shipped.rows("classes")[0]["code"] = "ZZ"
    shipped.texts["classes"] = ""
    assert shipped.rows("classes")[0]["code"] == "A1"
    assert shipped.texts["classes"]


CELLS = [
    ("classes", 3, "label_en", "", "CAT-EMPTY"),
    ("classes", 2, "level1", "", "CAT-EMPTY"),
    ("classes", 2, "farmland", "maybe", "CAT-CHOICE"),
    ("classes", 2, "hatch", "zigzag", "CAT-CHOICE"),
    ("classes", 4, "fill", "yellow", "CAT-COLOUR"),
    ("classes", 4, "level1", "SOME", "CAT-REFERENCE"),
    ("classes", 4, "letter", "A1", "CAT-DUPLICATE"),
    ("classes", 3, "code", "A1", "CAT-DUPLICATE"),
    ("classes", 3, "code", "A 2", "CAT-CODE"),
    ("classes", 3, "order", "two", "CAT-NUMBER"),
    ("matrix", 2, "class_code", "Z9", "CAT-REFERENCE"),
    ("matrix", 2, "status", "P7", "CAT-REFERENCE"),
    ("matrix", 2, "rule_id", "M-99", "CAT-REFERENCE"),
    ("matrix", 2, "severity", "HIGH", "CAT-REFERENCE"),
    ("matrix", 2, "severity", "BLOCK", "CAT-BLOCK"),
    ("law_matrix", 2, "noushin", "4", "CAT-CHOICE"),
    ("law_matrix", 2, "city_planning", "2", "CAT-CHOICE"),
    ("methods", 2, "class_codes", "A1;Q1", "CAT-REFERENCE"),
    ("methods", 2, "hours_per_10a", "-3", "CAT-NUMBER"),
    ("rules", 2, "checked_on", "令和8年", "CAT-DATE"),
    ("rules", 2, "family", "taste", "CAT-CHOICE"),
    ("rules", 2, "requires", "moon_phase", "CAT-REFERENCE"),
    ("rules", 2, "message_ja", "{parcel", "CAT-TEMPLATE"),
    ("rules", 2, "message_ja", "{parcel.__class__}", "CAT-TEMPLATE"),
    ("rules", 2, "message_en", "{owner_name}", "CAT-PLACEHOLDER"),
    ("rules", 2, "resolution_ja", "これは違" + "法です", "CAT-WORD"),
    ("rules", 2, "procedure", "nowhere", "CAT-REFERENCE"),
    ("rule_variants", 2, "variant", "Huge", "CAT-CHOICE"),
    ("phrases", 2, "en", "of {moon}", "CAT-PLACEHOLDER"),
    ("phrases", 2, "ja", "}", "CAT-TEMPLATE"),
    ("statuses", 4, "synonyms", "担い手", "CAT-DUPLICATE"),
    ("thresholds", 3, "value", "５０", "CAT-NUMBER"),
    ("municipalities", 3, "code6", "011003", "CAT-CHECK-DIGIT"),
    ("municipalities", 3, "prefecture", "02", "CAT-REFERENCE"),
    ("plane_systems", 2, "epsg", "2451", "CAT-CHOICE"),
    ("plane_systems", 2, "prefix", "99", "CAT-CHOICE"),
]


@pytest.mark.parametrize(("table", "row", "column", "value", "code"), CELLS)
def test_wrong_cell(
    shipped: Catalogue, tmp_path: Path, table: str, row: int, column: str, value: str, code: str
) -> None:
    error = refusal(put(tmp_path, table, edited(shipped, table, row, column, value)))
    found = (error.code, error.params["file"], error.params["row"], error.params["column"])
    assert found == (code, f"{table}.csv", row, column)
    assert error.params["reason"] == code[4:].lower()
    for lang in ("ja", "en"):
        text = error.text(lang)
        assert f"{table}.csv" in text
        assert str(row) in text
        assert column in text
        assert not re.search(r"\{(file|row|column|value|allowed)\}", text)


def test_procedure_without_steps(shipped: Catalogue, tmp_path: Path) -> None:
    text = shipped.texts["procedures"] + "lonely,99,段階なし,No steps,企画課,Planning section\n"
    error = refusal(put(tmp_path, "procedures", text))
    assert (error.code, error.params["row"]) == ("CAT-NO-STEPS", len(shipped.procedures) + 2)


def test_block_rule_without_procedure(shipped: Catalogue, tmp_path: Path) -> None:
    place = next(i for i, row in enumerate(shipped.rows("rules"), 2) if row["id"] == "L-01")
    error = refusal(put(tmp_path, "rules", edited(shipped, "rules", place, "procedure", "")))
    assert (error.code, error.params["row"], error.params["column"]) == ("CAT-EMPTY", place, "procedure")


@pytest.mark.parametrize(
    ("table", "lost"),
    [
        ("severities", "INFO"),
        ("statuses", "P9"),
        ("level1", "REDUCE"),
        ("classes", "X"),
        ("rules", "A-7"),
        ("thresholds", "capacity_m2"),
        ("phrases", "rights_note"),
        ("prefectures", "47"),
    ],
)
def test_row_that_the_program_needs(shipped: Catalogue, tmp_path: Path, table: str, lost: str) -> None:
    rows = [row for row in csv.reader(io.StringIO(shipped.texts[table])) if row[0] != lost]
    assert len(rows) == len(shipped.rows(table))
    error = refusal(put(tmp_path, table, written(rows)))
    assert error.code in ("CAT-ROW-MISSING", "CAT-REFERENCE")
    if error.code == "CAT-ROW-MISSING":
        assert error.params["value"] == lost
        assert lost in error.text("ja")


def test_missing_column_names_it_and_what_is_wanted(shipped: Catalogue, tmp_path: Path) -> None:
    rows = [row[:-1] for row in csv.reader(io.StringIO(shipped.texts["classes"]))]
    error = refusal(put(tmp_path, "classes", written(rows)))
    assert (error.code, error.params["row"], error.params["column"]) == ("CAT-COLUMN", 1, "hatch")
    assert "hatch" in error.text("ja")


def test_a_plan_keeps_tables_that_lack_later_columns(shipped: Catalogue) -> None:
    """A plan carries the tables of its day; a column that came since is empty there."""
    rows = list(csv.reader(io.StringIO(shipped.texts["datasets"])))
    kept = [at for at, name in enumerate(rows[0]) if name not in ("open_from", "licence_before")]
    older = from_texts({"datasets": written([[row[at] for at in kept] for row in rows])})
    assert older.datasets["ksj-P29"].open_from == ""
    assert older.datasets["ksj-P29"].is_open(2013) and not shipped.datasets["ksj-P29"].is_open(2013)


@pytest.mark.parametrize(
    ("text", "code", "row"),
    [
        ("", "CAT-COLUMN", 1),
        ("code,order,label_ja,label_en,fill,fill\n", "CAT-COLUMN-TWICE", 1),
        ("code,order,label_ja,label_en,fill\nKEEP,1,維持,Keep\n", "CAT-CELLS", 2),
        ('code,order,label_ja,label_en,fill\nKEEP,1,"維持,Keep,#000000\n', "CAT-CSV", 2),
    ],
)
def test_broken_csv(tmp_path: Path, text: str, code: str, row: int) -> None:
    error = refusal(put(tmp_path, "level1", text))
    assert (error.code, error.params["file"], error.params["row"]) == (code, "level1.csv", row)


def test_row_number_counts_blank_lines(shipped: Catalogue, tmp_path: Path) -> None:
    lines = shipped.texts["matrix"].split("\n")
    lines[2:2] = ["", ",,,"]
    lines[4] = lines[4].replace("M-", "Q-")
    assert refusal(put(tmp_path, "matrix", "\n".join(lines))).params["row"] == 5


@pytest.mark.parametrize("raw", ["code,order\n".encode("utf-16"), b"code,\x81\x20\x82"])
def test_unreadable_text(tmp_path: Path, raw: bytes) -> None:
    (tmp_path / "level1.csv").write_bytes(raw)
    assert refusal(str(tmp_path)).code == "CAT-ENCODING"


def test_folder_that_is_none_is_empty_or_holds_something_else(tmp_path: Path) -> None:
    assert refusal(str(tmp_path / "nowhere")).code == "CAT-FOLDER"
    assert refusal(str(tmp_path)).code == "CAT-NO-TABLES"
    error = refusal(put(tmp_path, "clases", "code\n"))
    assert error.code == "CAT-TABLE"
    assert "clases.csv" in error.text("ja")
    assert "classes" in error.text("en")


def test_own_synonyms_of_codes(shipped: Catalogue, tmp_path: Path) -> None:
    catalogue = load(put(tmp_path, "code_synonyms", "list,raw,code\nnoushin,みどりの地,1\n"))
    assert catalogue.code_of("noushin", "みどりの地") == "1"
    assert catalogue.code_of("noushin", "01") == "1"  # codes and labels need no synonym
    assert shipped.code_of("noushin", "みどりの地") is None


@pytest.mark.parametrize(
    ("rows", "number", "column", "code"),
    [
        ("noushinn,青,1", 2, "list", "CAT-REFERENCE"),
        ("noushin,青,7", 2, "code", "CAT-REFERENCE"),
        ("noushin,青 地,1\nnoushin,青地,2", 3, "raw", "CAT-DUPLICATE"),
        ("noushin,02,1", 2, "raw", "CAT-DUPLICATE"),
        ("noushin,,1", 2, "raw", "CAT-EMPTY"),
    ],
)
def test_wrong_synonyms_of_codes(rows: str, number: int, column: str, code: str, tmp_path: Path) -> None:
    error = refusal(put(tmp_path, "code_synonyms", f"list,raw,code\n{rows}\n"))
    assert (error.code, error.params["row"], error.params["column"]) == (code, number, column)
