"""What counts: short values where they are whole, numbers that go on, organisations, open keys, masks."""

from __future__ import annotations

import io
import json

import pytest

from kosozu.core.reports.release.box import FOUND, LOOK, Box, Hit
from kosozu.core.reports.release.files import inspect
from kosozu.core.reports.release.fold import fold
from kosozu.core.reports.release.report import report_csv, report_html
from kosozu.core.reports.release.terms import Terms, masked, of_plan, of_table


def looking_for(*values: tuple[str, str]) -> Terms:
    terms = Terms()
    for value, kind in values:
        terms.add(value, kind)
    return terms


def verdicts(terms: Terms, text: str, name: str = "a.csv") -> dict[str, str]:
    """Spelling → found or look."""
    box = Box(terms)
    inspect(box, name, text.encode())
    out = {}
    for hit in box.hits:
        out[hit.key] = FOUND if FOUND in (hit.verdict, out.get(hit.key)) else hit.verdict
    return out


@pytest.mark.parametrize(
    ("value", "text", "verdict"),
    [
        ("森", "森林の管理", LOOK),
        ("森", "氏名\r\n森\r\n", FOUND),
        ("森", "担当は 森 です", FOUND),
        ("森", "森さんに頼む", FOUND),
        ("田中", "水田中山間", LOOK),
        ("田中", "所有者：田中、耕作者：なし", FOUND),
        ("田中", "田中様", FOUND),
        ("田中", "農地", None),
        ("123456", "a,123456,b", FOUND),
        ("123456", "91234567", None),
        ("123456", "123456番", None),
        ("209990091", "No.209990091です", FOUND),
        ("209990091", "12099900915", None),
        ("12", "a,12,b", LOOK),
        ("2027", "a,2027,b", LOOK),
        ("2027", "令和9年（2027年）", None),
        ("A12", "#A12B34", None),
        ("A12", "a,A12,b", FOUND),
        ("KEY000003", "id=KEY000003;", FOUND),
        ("山田太郎", "山田、太郎", None),
        ("山田太郎", "山田太郎兵衛", FOUND),
    ],
)
def test_short_values_and_numbers(value: str, text: str, verdict: str | None) -> None:
    assert (
        verdicts(looking_for((value, "key" if value.isascii() else "name")), text).get(fold(value)) == verdict
    )


@pytest.mark.parametrize(
    "text",
    [
        "026-123-4567",
        "(026)123-4567",
        "026(123)4567",
        "0261234567",
        "０２６－１２３－４５６７",
        "+81-26-123-4567",
    ],
)
def test_a_telephone_number_in_any_form(text: str) -> None:
    terms = looking_for(("026-123-4567", "phone"))
    assert FOUND in verdicts(terms, f"電話は{text}まで").values()
    assert verdicts(terms, "026-123-45678") == {} == verdicts(terms, "10261234567")


def test_an_address_that_goes_on_is_another() -> None:
    terms = looking_for(("見本市大字架空字谷3", "address"))
    assert verdicts(terms, "見本市大字架空字谷35番") == {}
    assert FOUND in verdicts(terms, "見本市大字架空字谷3番").values()


def test_a_number_beside_numbers_in_other_cells() -> None:
    terms = looking_for(("209990091", "key"), ("026-123-4567", "phone"), ("架空字谷3", "address"))
    assert (
        len(
            [
                1
                for value in verdicts(terms, "5,209990091,7\n1,026-123-4567,12\n9,架空字谷3,5").values()
                if value == FOUND
            ]
        )
        == 3
    )


def test_numbers_of_two_cells_make_none_together() -> None:
    terms = looking_for(
        ("209990091", "key"), ("00000000000000000000000000000001", "key"), ("架空山太郎", "name")
    )
    assert verdicts(terms, "20999,0091") == {} == verdicts(terms, "00000000,00000000,00000000,00000001")
    assert FOUND in verdicts(terms, "架空山,太郎").values()


@pytest.mark.parametrize(
    "cell",
    [
        "架空山太郎（亡）",
        "架空山太郎、見本川花子",
        "架空山太郎外2名",
        "架空山太郎・見本川花子",
        "【代表】架空山太郎 ほか３名",
    ],
)
def test_a_cell_that_names_more_than_a_name(cell: str) -> None:
    assert FOUND in verdicts(looking_for((cell, "name")), "担当は架空山太郎さん").values()


def test_a_name_turned_round_by_a_mark_of_direction() -> None:
    terms = looking_for(("架空山太郎", "name"))
    assert FOUND in verdicts(terms, "\u202e" + "郎太山空架" + "\u202c").values()
    assert verdicts(terms, "郎太山空架") == {}


def test_of_a_plan() -> None:
    names = {
        ("actor", "person-1"): {"name": "架空太郎"},
        ("user", "利用者001"): {"name": "農事組合法人みほん"},
        ("user", "利用者002"): {"number": "123456789012345678"},
        ("pin", "pin-1"): {
            "daicho_id": "K0000017",
            "address": "見本市大字架空12番",
            "polygon_uuid": "6ba7b810-9dad",
        },
        ("pin", "pin-2"): {"daicho_id": "", "address": "見本市大字架空"},
        ("pin", "pin-3"): {"daicho_id": "不明", "address": None},
    }
    public = of_plan(names, ["農事組合法人みほん"])
    assert {(term.key, term.kind) for term in public.all()} == {
        ("架空太郎", "name"), ("123456789012345678", "key"), ("k0000017", "key"), ("見本市大字架空12番", "address"),
    }  # fmt: skip
    counter = of_plan(names, ["農事組合法人みほん"], "counter")
    assert {term.kind for term in counter.all()} == {"name", "key"}


def test_of_a_list_with_and_without_headings() -> None:
    headed = of_table(
        [("氏名", ["架空太郎"]), ("フリガナ", ["カクウタロウ"]), ("住所", ["見本市"]), ("備考", ["よし子"])]
    )
    assert {term.kind for term in headed.all()} == {"name", "kana"}
    assert "見本市" not in headed.by_key and "氏名" not in headed.by_key
    for heading in ("names", "owner_name", "value", "col1"):
        assert set(of_table([(heading, ["架空太郎"])]).by_key) == {"架空太郎"}
    bare = of_table([("架空太郎", ["見本花子"])])
    assert set(bare.by_key) == {"架空太郎", "見本花子"}


@pytest.mark.parametrize("value", ["不明", "なし", "－", "0", "000", "***", " ", "null"])
def test_placeholders_are_nobody(value: str) -> None:
    assert len(looking_for((value, "name"))) == 0


def test_reports_show_no_value() -> None:
    terms = looking_for(("架空山太郎", "name"), ("森", "name"), ("026-123-4567", "phone"))
    box = Box(terms)
    inspect(box, "list/架空山太郎.csv", "氏名\r\n架空山太郎\r\n森\r\n026-123-4567".encode())
    inspect(box, "森.txt", "森林".encode())
    assert masked("架空山太郎") == "架＊＊＊" and masked("森") == "＊＊＊"
    page = report_html(box.hits, name=box.shown("架空山太郎"), files=2, values=3, passed=False).decode()
    table = report_csv(box.hits).decode("utf-8-sig")
    for text in (page, table):
        assert "架空山" not in text and "123-4567" not in text and "森." not in text
        assert "架＊＊＊" in text and "list/＊＊＊.csv" in text
    assert (
        page
        == report_html(
            dict(reversed(box.hits.items())), name="＊＊＊", files=2, values=3, passed=False
        ).decode()
    )


def test_every_word_is_there_in_both_languages() -> None:
    import csv
    import re
    from pathlib import Path

    import kosozu.core.reports.release as room

    folder = Path(room.__file__).parent
    rows = {
        row["key"]: row
        for row in csv.DictReader(io.StringIO((folder / "words.csv").read_text(encoding="utf-8")))
    }
    assert all(row["ja"] and row["en"] for row in rows.values())
    assert all(
        row["mend_ja"] and row["mend_en"] for key, row in rows.items() if key.startswith(("route_", "why_"))
    )
    source = "\n".join(path.read_text(encoding="utf-8") for path in folder.glob("*.py"))
    used = {f"why_{code}" for code in re.findall(r'Refused\("(\w+)"\)', source)}
    used |= {f"why_{code}" for code in re.findall(r'\.(?:refuse|look)\([^()]*"\w+", "(\w+)"\)', source)}
    assert used <= set(rows) and len(used) > 10


def test_hits_are_told_apart_though_they_look_alike() -> None:
    terms = looking_for(("架空太郎", "name"), ("架空花子", "name"))
    box = Box(terms)
    inspect(box, "a.csv", json.dumps(["架空太郎", "架空花子"], ensure_ascii=False).encode())
    assert len([hit for hit in box.hits if isinstance(hit, Hit) and hit.verdict == FOUND]) == 2
