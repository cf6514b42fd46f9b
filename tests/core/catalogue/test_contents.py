"""What the shipped tables say: the matrix of the trade, complete in both languages, references that hold."""

from __future__ import annotations

import math
import re
import unicodedata

import pytest

from kosozu.core.catalogue import Catalogue, load
from kosozu.core.catalogue.schema import PLACEHOLDERS, TABLES
from kosozu.core.catalogue.validate import placeholders
from kosozu.core.errors import messages

#: Class (rows) × status: severity's first letters and rule, as planners know the table. P1 and P2 are one column.
GRID = """
     | P1/P2       | P3               | P4          | P5          | P6        | P9
A1   | -           | CON M-02         | CON M-04    | CON M-06    | CHE M-06  | INF M-12
A2   | -           | CHE M-03         | CHE M-04    | CON M-06    | CHE M-06  | INF M-12
B1   | CHE M-05    | INF M-13         | -           | CHE M-06    | -         | INF M-12
B2   | CON M-01    | -                | -           | -           | -         | INF M-12
B3   | CON M-01    | -                | -           | -           | -         | INF M-12
B4   | CON M-01    | -                | -           | -           | -         | INF M-12
C1   | CON M-01    | CHE M-07 INF M-13| -           | -           | -         | INF M-12
D1   | CON M-01    | CHE M-07         | CHE M-07    | -           | -         | INF M-12
X    | INF M-08    | INF M-08         | INF M-08    | -           | -         | -
none | INF M-08    | INF M-08         | INF M-08    | -           | -         | -
"""

#: 農振法区分 → law rules of a class; "1" and "other" are the city planning condition, "" is any.
BUILT = {
    "1": {("", "L-01", "BLOCK")},
    "2": {("1", "L-03", "CHECK"), ("other", "L-03", "BLOCK")},
    "3": {("1", "L-03", "CHECK"), ("other", "L-03", "BLOCK")},
    "unset": {("1", "L-03", "CHECK"), ("other", "L-03", "BLOCK")},
    "9": {("", "L-03", "BLOCK"), ("", "L-01", "CHECK")},
    "": {("", "L-03", "BLOCK"), ("", "L-01", "CHECK")},
}


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load()


def expected_matrix() -> dict[tuple[str, str], list[tuple[str, str]]]:
    names = {"CON": "CONFLICT", "CHE": "CHECK", "INF": "INFO"}
    head, *lines = GRID.strip("\n").splitlines()
    statuses = [cell.strip().split("/") for cell in head.split("|")[1:]]
    found: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for line in lines:
        code, *cells = (cell.strip() for cell in line.split("|"))
        for group, cell in zip(statuses, cells):
            words = cell.split()
            pairs = [(rule, names[severity]) for severity, rule in zip(words[::2], words[1::2])]
            for status in group if pairs else []:
                found["" if code == "none" else code, status] = pairs
    return found


def test_matrix_is_the_trades_table(catalogue: Catalogue) -> None:
    assert catalogue.matrix == expected_matrix()


def test_law_matrix(catalogue: Catalogue) -> None:
    cells: dict[tuple[str, str], set[tuple[str, str, str]]] = {}
    for cell in catalogue.law_matrix:
        cells.setdefault((cell.class_code, cell.noushin), set()).add(
            (cell.city_planning, cell.rule_id, cell.severity)
        )
    for noushin, built in BUILT.items():
        aochi = noushin == "1"
        assert cells["B2", noushin] == {("", "L-02", "CONFLICT" if aochi else "CHECK")}
        assert cells["B3", noushin] == cells["B4", noushin] == built
        for code, severity in (("C1", "CHECK"), ("D1", "CONFLICT")):
            reduced = {("", "L-28", "CHECK")} | ({("", "L-04", severity)} if aochi else set())
            assert cells[code, noushin] == reduced
    assert {code for code, _ in cells} == {"B2", "B3", "B4", "C1", "D1"}


def test_every_rule_of_the_trade_is_there(catalogue: Catalogue) -> None:
    expected = {f"M-{n:02d}" for n in range(1, 14)} | {f"L-{n:02d}" for n in range(1, 29)}
    expected |= {f"T-{n}" for n in range(1, 7)} | {f"A-{n}" for n in range(1, 8)}
    assert expected <= set(catalogue.rules)
    families = {"M": {"farmland", "tiling"}, "L": {"law"}, "T": {"tiers"}, "A": {"completeness"}}
    for rule in catalogue.rules.values():
        assert rule.family in families[rule.id[0]]
        assert not rule.checked_on, "nobody has read the article yet"
        assert (rule.basis_kind == "none") == (rule.basis_ja == "") == (rule.basis_en == "")
    later = {rule.id for rule in catalogue.rules.values() if rule.implemented == "later"}
    judged = {"T-1", "T-2", "T-6", *(f"L-{n:02d}" for n in (1, 2, 3, 4, 5, 6, 7, 8, 16, 17, 18, 25, 26, 28))}
    assert not later & judged
    assert later == {"L-15", "L-27", "L-29", "T-3", "T-4", "T-5"}
    assert all(catalogue.rules[code].requires for code in later), "else nobody is told what data it needs"


def test_severity_of_a_rule_is_its_gravest(catalogue: Catalogue) -> None:
    used: dict[str, set[str]] = {}
    for pairs in catalogue.matrix.values():
        for rule, severity in pairs:
            used.setdefault(rule, set()).add(severity)
    for cell in catalogue.law_matrix:
        used.setdefault(cell.rule_id, set()).add(cell.severity)
    for area in catalogue.law_areas:
        used.setdefault(area.rule_id, set()).add(area.severity)
    order = {code: entry.order for code, entry in catalogue.severities.items()}
    for rule, found in used.items():
        assert catalogue.rules[rule].severity == min(found, key=lambda code: order[code])


def test_lesser_severities_have_their_own_words(catalogue: Catalogue) -> None:
    for cell in catalogue.law_matrix:
        rule = catalogue.rules[cell.rule_id]
        words = catalogue.wording(cell.rule_id, cell.severity)
        assert (words.message_ja == rule.message_ja) == (cell.severity == rule.severity)
    notice = catalogue.wording("L-03", "CHECK")
    assert "届出" in notice.message_ja
    assert notice.procedure == "conversion_notice"
    assert catalogue.wording("M-08", "INFO", "gap").message_ja != catalogue.rules["M-08"].message_ja
    assert (
        catalogue.wording("M-08", "INFO", "no such variant").message_ja == catalogue.rules["M-08"].message_ja
    )


def test_block_rules_have_a_procedure_with_steps(catalogue: Catalogue) -> None:
    blocks = [rule for rule in catalogue.rules.values() if rule.severity == "BLOCK"]
    assert blocks
    for rule in blocks:
        assert catalogue.procedure_steps[rule.procedure]
    steps = catalogue.procedure_steps["aochi_conversion"]
    assert [step.order for step in steps] == [1, 2, 3]
    for step, word in zip(steps, ("地域計画の変更", "農振除外", "転用許可")):
        assert word in step.label_ja
    for entries in catalogue.procedure_steps.values():
        for step in entries:
            assert (step.months_min is None) == (step.months_max is None)
            if step.months_min is not None and step.months_max is not None:
                assert 0 < step.months_min <= step.months_max
                assert step.source, "a duration says where it comes from"


def test_both_languages_everywhere(catalogue: Catalogue) -> None:
    for name, table in TABLES.items():
        stems = {column[:-3] for column in table.names() if column.endswith("_ja")}
        for row in catalogue.rows(name):
            for stem in stems & {column[:-3] for column in table.names() if column.endswith("_en")}:
                assert bool(row[f"{stem}_ja"]) == bool(row[f"{stem}_en"]), (name, row)
                assert not re.search("[ぁ-んァ-ヶ一-龠]", row[f"{stem}_en"]), (name, row[f"{stem}_en"])
    for row in catalogue.rows("phrases"):
        assert not re.search("[ぁ-んァ-ヶ一-龠]", row["en"])


def test_no_judging_word_and_no_penalty(catalogue: Catalogue) -> None:
    texts = [*catalogue.texts.values(), *("".join(row.values()) for row in messages().values())]
    for text in texts:
        assert "違" + "法" not in text
        assert "illegal" not in text.lower()
    for name in ("rules", "rule_variants"):
        for word in ("罰則", "罰金", "懲役", "違反", "penalt", "violat"):
            assert word not in catalogue.texts[name].lower()


def test_templates_fill(catalogue: Catalogue) -> None:
    values = {name: f"<{name}>" for name in PLACEHOLDERS}
    entries = [*catalogue.rules.values(), *catalogue.rule_variants.values()]
    for entry in entries:
        for text in (entry.message_ja, entry.message_en):
            names = placeholders(text)
            assert set(names) <= set(PLACEHOLDERS)
            filled = text.format(**values)
            assert all(f"<{name}>" in filled for name in names)
        assert set(placeholders(entry.message_ja)) == set(placeholders(entry.message_en)), entry
        assert entry.message_ja.endswith("。")
        assert entry.resolution_ja.endswith("。")


def test_japanese_uses_one_form_of_each_sign(catalogue: Catalogue) -> None:
    """No half-width katakana, no decomposed kana, no ASCII comma or full stop within Japanese sentences."""
    for name, table in TABLES.items():
        for row in catalogue.rows(name):
            for column in table.names():
                if column.endswith("_ja") or column == "ja":
                    text = row[column]
                    assert unicodedata.normalize("NFC", text) == text
                    assert not re.search("[｡-ﾟ]", text)
                    assert not re.search("[ぁ-んァ-ヶ一-龠][,!?]", text), (name, text)


def test_thresholds(catalogue: Catalogue) -> None:
    expected = {
        "min_share_percent": 5,
        "min_area_m2": 50,
        "near_m": 20,
        "area_ratio_min": 0.7,
        "area_ratio_max": 1.4,
        "cut_share_percent": 10,
        "cut_area_m2": 100,
        "cut_area_share_percent": 30,
        "m11_years": 5,
        "l05_years": 8,
        "l26_area_m2": 10_000,
        "l26_minister_m2": 40_000,
        "background_tolerance_mm": 0.5,
        "capacity_m2": math.inf,
    }
    assert {name: catalogue.thresholds[name] for name in expected} == expected
    assert all(row["source"] for row in catalogue.rows("thresholds"))


def test_methods_serve_every_class_of_every_kind_of_land(catalogue: Catalogue) -> None:
    for code in catalogue.classes:
        kinds = {method.land_kind for method in catalogue.methods.values() if code in method.classes}
        assert ("farmland" in kinds) == (code != "X")
    for method in catalogue.methods.values():
        assert method.hours_per_10a is None
        assert method.cost_per_10a is None
    for kind in ("forest", "residential", "other"):
        served = {
            code for entry in catalogue.methods.values() if entry.land_kind == kind for code in entry.classes
        }
        assert {"A1", "B1", "C1", "D1"} <= served


def test_classes_can_be_told_apart(catalogue: Catalogue) -> None:
    rows = list(catalogue.classes.values())
    for column in ("fill", "hatch", "letter", "label_ja", "label_en"):
        assert len({getattr(row, column) for row in rows}) == len(rows)
    assert {row.code: row.level1 for row in rows} == {
        **dict.fromkeys(("A1", "A2"), "KEEP"),
        **dict.fromkeys(("B1", "B2", "B3", "B4"), "CHANGE"),
        **dict.fromkeys(("C1", "D1"), "REDUCE"),
        "X": "",
    }
    measured = {"A1": "#001893", "A2": "#7BC1F6", "B1": "#F8DA60", "B2": "#DF590B", "B3": "#5D3325"}
    assert {code: catalogue.classes[code].fill for code in measured} == measured


@pytest.mark.parametrize(
    ("raw", "status"),
    [
        ("", "P9"),
        ("　", "P9"),
        ("P3", "P3"),
        ("今後検討等", "P3"),
        ("利用者未定", "P3"),
        ("今後検討等（利用者未定）", "P3"),
        ("今後検討等(利用者未定)", "P3"),
        ("Ｐ４", "P4"),
        ("保全・管理等", "P4"),
        ("保全･管理等", "P4"),
        ("担い手", "P1"),
        ("区域外：保全・林地化等", "P5"),
        ("区域外", "P6"),
        ("不明", "P9"),
        ("山田太郎", None),
    ],
)
def test_raw_status(catalogue: Catalogue, raw: str, status: str | None) -> None:
    assert catalogue.status_of(raw) == status


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("山田太郎", "individual"),
        ("佐藤花子", "individual"),
        ("阿部正国", "individual"),
        ("服部", "individual"),
        ("棚田保存会", "group"),
        ("みどり営農組合", "group"),
        ("農事組合法人みどり", "individual"),
        ("みどり農事組合法人", "company"),
        ("法人", "individual"),
        ("山手建設株式会社", "company"),
        ("山手建設(株)", "company"),
        ("山手建設（株）", "company"),
        ("農政課", "office"),
        ("上田市", "office"),
        ("下流土地改良区", "group"),
        ("長野県", "office"),
    ],
)
def test_organisations_by_their_ending(catalogue: Catalogue, name: str, kind: str) -> None:
    assert catalogue.actor_kind(name) == kind


def test_fields_and_lists_name_what_they_describe(catalogue: Catalogue) -> None:
    tables = {table for table, _ in catalogue.fields}
    assert {"unit", "unit_farmland", "zone", "mark", "action", "finding"} <= tables
    assert catalogue.alias("unit", "chiban", "ja") == "地番"
    assert catalogue.alias("unit", "no_such", "ja") == "no_such"
    assert catalogue.fields["unit", "chiban"].data_class == "counter"
    for column in ("user_now_id", "user_target_id", "owner_intent", "right_end"):
        assert catalogue.fields["unit_farmland", column].data_class == "internal"
    assert catalogue.code_label("noushin", "1", "ja") == "農用地区域内（青地）"
    assert catalogue.code_label("noushin", "77", "ja") == "77"
    for name in (
        "noushin",
        "city_planning",
        "idle_survey",
        "right_kind",
        "tier",
        "plan_status",
        "term",
        "decision",
    ):
        assert catalogue.codes[name]
    facts = set(catalogue.codes["fact"])
    for rule in catalogue.rules.values():
        assert {name for need in rule.facts for name in need.split("|")} <= facts
    assert catalogue.rules["L-08"].facts == ("direct_payment|multi_payment",)


def test_glossary_and_phrases(catalogue: Catalogue) -> None:
    assert len(catalogue.glossary) >= 50
    assert catalogue.glossary["筆"].en == "parcel"
    note = catalogue.phrase("rights_note", "ja")
    assert (
        note
        == "この図は土地の管理の方向を話し合うためのもので、権利や法令上の規制を定めるものではありません。"
    )
    assert catalogue.phrase("unchecked_basis", "ja") == "条文は未確認"
    for row in catalogue.credits.values():
        assert "{" not in row.credit_ja + row.credit_en


@pytest.mark.parametrize(
    ("name", "raw", "code"),
    [
        ("noushin", raw, code)
        for code, raws in {
            "1": "農用地区域内（青地） 農振農用地区域 農用地区域(青地) 青地 01 1.0 １ 農振農用地",
            "2": "白地 農振白地 農用地区域外 農業振興地域内・農用地区域外（白地） 2",
            "3": "農振外 農振地域外 農業振興地域外 003",
            "9": "調査中 9.0",
            "unset": "設定なし unset none",
        }.items()
        for raw in raws.split()
    ]
    + [
        ("noushin", " 青　地 ", "1"),
        ("noushin", "", ""),
        ("noushin", "謎地", None),
        ("noushin", "4", None),
        ("city_planning", "市街化調整区域", "2"),
        ("city_planning", "調整区域", "2"),
        ("city_planning", "非線引き都市計画区域", "7"),
        ("city_planning", "都市計画区域外", "4"),
        ("idle_survey", "遊休農地（１号）", "1"),
        ("idle_survey", "２号遊休農地", "2"),
        ("idle_survey", "遊休農地ではない", "3"),
        ("idle_survey", "立入困難", "5"),
        ("land_kind", "採草放牧地", "meadow"),
        ("land_kind", "牧草畑", "meadow"),
    ],
)
def test_raw_values_are_read_as_codes(name: str, raw: str, code: str | None, catalogue: Catalogue) -> None:
    assert catalogue.code_of(name, raw) == code
