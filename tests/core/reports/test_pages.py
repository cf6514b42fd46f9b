"""Import report and list of findings: what they tell, and that nothing in them can run."""

from __future__ import annotations

import csv
import io
import re

import actions_example as example
import pandas as pd
import pytest

from kosozu.core.catalogue import load
from kosozu.core.reports.findingsreport import MOST_PARCELS, findings_csv, findings_html
from kosozu.core.reports.importreport import html
from kosozu.core.sources.report import ImportReport


def report() -> ImportReport:
    made = ImportReport(
        "fude", "2025_202011.json", {"READ_COUNT": 3412, "USED_COUNT": 3334, "REJECTED_COUNT": 17}
    )
    made.add("GEOMETRY_EMPTY", "rejected", 17, [f"uuid-{number}" for number in range(40)])
    made.add("EXACT_DUPLICATE", "merged", 61, ["uuid-a"])
    made.fact("CRS", "EPSG:6668")
    made.fact("ACCURACY_M", "9")
    made.areas["AREA_MAP"] = 4_059_000.0
    return made


def findings(**changes: object) -> pd.DataFrame:
    frame = example.findings().assign(**changes)
    names = dict(zip(example.zones()["zone_id"], example.zones()["name"]))
    frame["zone_name"] = frame["zone_id"].map(names).fillna("")
    frame["parcel"] = frame["unit_id"].map(lambda unit: f"御山里{unit[1:]}" if unit else "")
    frame["message_ja"] = "「" + frame["rule_id"] + "」" + frame["parcel"]
    frame["message_en"] = frame["rule_id"] + " " + frame["parcel"]
    return frame


def rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_the_import_report_tells_counts_reasons_and_conditions_in_both_languages() -> None:
    page = html(report(), load())
    wording = {row["code"]: row for row in load().rows("reasons")}
    for text in ("取込結果", "Import report", "3,412", "3,334", "EPSG:6668", "405.90", "筆ポリゴン"):
        assert text in page
    for lang in ("ja", "en"):
        assert wording["GEOMETRY_EMPTY"][lang] in page
        assert wording["ACCURACY_M"][lang] in page
    assert "どうすればよいか" in page
    assert "uuid-19" in page
    assert "uuid-20" not in page
    assert page.index("uuid-0") < page.index("uuid-a")


def test_an_import_without_loss_says_so() -> None:
    good = ImportReport("zones", "z.gpkg", {"READ_COUNT": 2, "USED_COUNT": 2})
    assert "すべての行を取り込みました" in html(good, load())
    assert "すべての行を取り込みました" not in html(report(), load())


def test_a_code_without_wording_is_shown_as_it_is() -> None:
    odd = report()
    odd.add("SOMETHING_NEW", "note", 1)
    assert "SOMETHING_NEW" in html(odd, load())


def test_pages_escape_what_they_are_given() -> None:
    evil = "<script>alert(1)</script>"
    made = ImportReport(evil, evil, {"READ_COUNT": 1})
    made.add("GEOMETRY_EMPTY", "rejected", 1, [evil, '"onload=x'])
    made.fact("CRS", evil)
    frame = findings()
    for name in ("zone_name", "parcel", "message_ja", "status"):
        frame[name] = evil
    pages = html(made, load()), findings_html(frame, load(), {**example.INFO, "title": evil})
    for page in pages:
        assert "<script" not in page
        assert "&lt;script&gt;" in page
        assert "{{" not in page


def test_pages_need_nothing_from_elsewhere() -> None:
    for page in (html(report(), load()), findings_html(findings(), load(), example.INFO)):
        assert not re.search(r"https?:|src=|<link|@import|url\(", page)
        assert "@page" in page


def test_same_input_same_page() -> None:
    shuffled = findings().sample(frac=1, random_state=5)
    assert findings_html(shuffled, load(), example.INFO) == findings_html(findings(), load(), example.INFO)
    assert findings_csv(shuffled, load()) == findings_csv(findings(), load())
    assert html(report(), load()) == html(report(), load())


def test_the_csv_has_every_finding_with_its_law_and_what_to_do() -> None:
    content = findings_csv(findings(), load())
    assert content.startswith(b"\xef\xbb\xbf")
    table = rows(content)
    assert len(table) == len(example.findings())
    assert [row["severity"] for row in table] == sorted(
        (row["severity"] for row in table), key=["BLOCK", "CONFLICT", "CHECK", "INFO"].index
    )
    first = table[0]
    rule = load().rules["L-01"]
    assert first["finding_key"] == "L-01|Z15|u011"
    assert first["severity_ja"] == "要手続"
    assert (first["basis_ja"], first["basis_en"]) == (rule.basis_ja, rule.basis_en)
    assert first["basis_checked"] == "条文は未確認"
    assert first["office_ja"] == rule.office_ja
    assert first["resolution_ja"] == load().wording("L-01", "BLOCK").resolution_ja
    assert first["resolution_en"] == load().wording("L-01", "BLOCK").resolution_en
    assert first["procedure_ja"] == "地域計画の変更 → 農振除外 → 転用許可"
    assert (first["status"], first["status_ja"]) == ("P1", load().statuses["P1"].label_ja)
    assert (first["area_m2"], first["parcel"], first["zone_name"]) == ("1607", "御山里011", "大沢の奥の棚田")
    assert (first["is_new"], first["state"]) == ("1", "open")


def test_the_csv_cannot_run() -> None:
    frame = findings()
    frame["zone_name"] = "=cmd|' /C calc'!A0"
    frame["message_ja"] = "@SUM(1)"
    table = rows(findings_csv(frame, load()))
    assert {row["zone_name"][:2] for row in table} == {"'="}
    assert {row["message_ja"][:2] for row in table} == {"'@"}


def test_the_page_groups_by_rule_and_zone_gravest_and_largest_first() -> None:
    page = findings_html(findings(), load(), example.INFO, blank_share=12.34)
    groups = re.findall(r'<div class="group".*?<span class="quiet">(.*?)</span>', page, re.S)
    assert groups == ["L-01", "L-03", "L-03", "L-10", "M-01", "L-28", "A-2", "M-12"] or groups == [
        "L-01",
        "L-03",
        "L-03",
        "L-10",
        "M-01",
        "A-2",
        "L-28",
        "M-12",
    ]
    assert page.index("西の沢</b>") < page.index("集会所となりの駐車場予定地</b>")
    assert page.count("<details>") == 6
    assert "12筆・1.68 ha" in page
    assert "条文は未確認" in page
    assert "12.3 %" in page
    assert "権利や法令上の規制を定めるものではありません" in page
    assert "違法" not in page


def test_decisions_and_changed_premises_are_told() -> None:
    frame = findings()
    own = frame["rule_id"] == "M-01"
    frame.loc[own, "decision"] = ["adopt"] * 5 + [""] * 7
    frame.loc[own, "premise_changed"] = 1
    page = findings_html(frame, load(), example.INFO)
    assert "対応する 5件、未判断 7件（前提が変わった）" in page


def test_closed_findings_are_listed_apart_and_counted_nowhere_else() -> None:
    frame = findings(state="closed")
    page = findings_html(frame, load(), example.INFO)
    assert "調整事項はありません" in page
    assert "前回から解消したもの" in page
    assert 'class="group"' not in page


def test_a_page_folds_many_parcels_and_sends_the_rest_to_the_csv() -> None:
    many = pd.concat([findings().iloc[[0]]] * (MOST_PARCELS + 30), ignore_index=True)
    many["unit_id"] = [f"u{number:05d}" for number in range(len(many))]
    many["finding_key"] = "L-01|Z15|" + many["unit_id"]
    page = findings_html(many, load(), example.INFO)
    assert "ほか 30筆" in page
    assert page.count("<tr><td>") == MOST_PARCELS + 4
    assert len(rows(findings_csv(many, load()))) == MOST_PARCELS + 30


def test_no_findings_at_all() -> None:
    none = findings().iloc[:0]
    assert "調整事項はありません" in findings_html(none, load(), example.INFO)
    assert rows(findings_csv(none, load())) == []


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_page_speaks_one_language(lang: str) -> None:
    page = findings_html(findings(), load(), example.INFO, lang=lang)
    assert ("Procedure needed" in page) == (lang == "en")
    assert ("要手続" in page) == (lang == "ja")
