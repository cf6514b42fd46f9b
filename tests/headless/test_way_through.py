"""The whole way on the embedded sample, by real runs of qgis_process: from files to findings, action plan and sheet."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
SAMPLES = ROOT / "samples"
EXPECTED = json.loads((SAMPLES / "expected.json").read_text(encoding="utf-8"))["files"]


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def counts(run) -> dict[str, int]:
    assert run.code == 0, (run.stdout + run.stderr)[-2000:]
    return {name: value for name, value in run.results.items() if name.endswith("_COUNT")}


def golden(file: str) -> dict[str, int]:
    """What the sample's generator knows of a file by construction."""
    return {name: value for name, value in EXPECTED[file].items() if name.endswith("_COUNT")}


def rows(plan: Path, statement: str) -> list[tuple]:
    connection = sqlite3.connect(f"file:{plan}?mode=ro", uri=True)
    try:
        return connection.execute(statement).fetchall()
    finally:
        connection.close()


@pytest.fixture(scope="module")
def demo(tmp_path_factory) -> Path:
    """What scripts/demo leaves."""
    folder = tmp_path_factory.mktemp("demo") / "見本 出力"
    done = subprocess.run(
        [str(ROOT / "scripts" / "demo"), str(folder)],
        capture_output=True,
        encoding="utf-8",
        stdin=subprocess.DEVNULL,
    )
    assert done.returncode == 0, done.stdout[-1000:] + done.stderr[-3000:]
    for name in ("koudoukeikaku.xlsx", "koudoukeikaku.docx", "koudoukeikaku.csv", "zumen.pdf", "zumen.png"):
        assert (folder / name).stat().st_size > 5000
    return folder


@pytest.fixture
def plan(demo, tmp_path) -> Path:
    """A copy of the demo's plan that a test may change, with its side file."""
    for name in ("kosou.gpkg", "kosou.names.gpkg"):
        shutil.copy(demo / name, tmp_path / name)
    return tmp_path / "kosou.gpkg"


def test_the_plan_holds_what_was_read(demo):
    plan = demo / "kosou.gpkg"
    used = sum(EXPECTED[name]["USED_COUNT"] for name in ("2024_209988.json", "2024_209996.json"))
    assert rows(plan, "select count(*) from unit") == [(used,)]
    assert rows(plan, "select count(*) from zone where tier = 'own'") == [
        (EXPECTED["zones.geojson"]["USED_COUNT"],)
    ]
    assert rows(plan, "select count(*) from unit where area_map_m2 <= 0 or area_map_m2 is null") == [(0,)]
    stored = {json.loads(text)["READ_COUNT"] for (text,) in rows(plan, "select counts from source")}
    assert {golden(name)["READ_COUNT"] for name in ("ledger_209988.csv", "pins_209996.geojson")} <= stored


def test_importing_again_changes_nothing(plan, kosozu_process):
    before = digest(plan)
    again = kosozu_process("importparcels", PLAN=plan, INPUT=SAMPLES / "2024_209988.json")
    assert counts(again) == golden("2024_209988.json")
    again = kosozu_process("joinledger", PLAN=plan, INPUT=SAMPLES / "pins_209996.geojson")
    assert counts(again) == golden("pins_209996.geojson")
    fields = {
        "STATUS_FIELD": "区分",
        "USER_NOW_FIELD": "現在の耕作者",
        "USER_TARGET_FIELD": "10年後の耕作者",
        "STATUS_MAP": SAMPLES / "status_map.csv",
    }
    again = kosozu_process("importtargetmap", PLAN=plan, INPUT=SAMPLES / "target_209996.geojson", **fields)
    assert counts(again) == golden("target_209996.geojson")
    fields = {
        "ZONE_ID_FIELD": "区域番号",
        "NAME_FIELD": "区域名",
        "METHOD_FIELD": "管理手法",
        "MANAGER_FIELD": "管理主体",
    }
    again = kosozu_process(
        "importzones", PLAN=plan, INPUT=SAMPLES / "zones.geojson", CLASS_FIELD="管理区分", **fields
    )
    assert counts(again) == golden("zones.geojson")
    groups = {"INPUT": SAMPLES / "water_systems.geojson", "NAME_FIELD": "水利系統", "KIND": "water"}
    assert kosozu_process("importgroups", PLAN=plan, **groups).code == 0
    marks = {"INPUT": SAMPLES / "marks_lines.geojson", "KIND_FIELD": "kind", "NAME_FIELD": "名称"}
    assert kosozu_process("importmarks", PLAN=plan, **marks).code == 0
    assert kosozu_process("draftactions", PLAN=plan).code == 0
    assert digest(plan) == before


def test_findings_meet_every_contradiction_of_the_sample(demo):
    with (demo / "chousei.csv").open(encoding="utf-8-sig", newline="") as file:
        listed = list(csv.DictReader(file))
    rules = {row["rule_id"] for row in listed}
    wanted = {f"M-{number:02d}" for number in range(1, 14)} | {"T-1", "T-2", "T-6"}
    wanted |= {f"L-{number:02d}" for number in (1, 2, 3, 4, 5, 6, 7, 8, 16, 17, 18, 25, 26, 28)}
    wanted |= {"A-2", "A-3"}
    assert wanted - rules == set()
    assert all(row["message_ja"] and row["message_en"] for row in listed)
    assert all("違法" not in row["message_ja"] for row in listed)
    pairs = [(row["rule_id"], row["unit_id"]) for row in listed if row["unit_id"]]
    assert len(pairs) == len(set(pairs))


def test_what_lies_around_is_in_the_plan(demo):
    """Every context file of the sample, and what is computed of it: nothing that is not known becomes 0."""
    plan = demo / "kosou.gpkg"
    layers = dict(rows(plan, "select dataset, count from context_layer"))
    assert layers == {
        "ksj-A33": EXPECTED["A33-sample_20.shp"]["READ_COUNT"],
        "census-mesh": EXPECTED["tblT001102Q5438.txt"]["meshes"],
        "future-mesh": EXPECTED["250m_mesh_2024_20.geojson"]["READ_COUNT"],
        "own-facility": EXPECTED["facilities.geojson"]["READ_COUNT"],
        "ksj-L03-b": EXPECTED["L03-b-21_5438.geojson"]["USED_COUNT"],
        "dem": 194 * 96 - 3, "rcom": 4, "own-road": 9, "own-building": 150,
    }  # fmt: skip
    units = "select count(*) from unit_indicator where"
    whole = rows(plan, "select count(*) from unit")
    assert rows(plan, f"{units} slope_deg between 0 and 60 and road_m >= 0") == whole
    assert rows(plan, f"{units} user_age is not null") == [(0,)]
    assert rows(plan, f"{units} forest_m >= 0") == whole
    assert rows(plan, f"{units} farm_households > 0")[0][0] > 0.9 * whole[0][0]
    few = rows(plan, f"{units} few_households = 1")[0][0]
    assert few == rows(plan, f"{units} farm_households = 8")[0][0] > 0  # 日向, of nine or fewer
    assert rows(plan, f"{units} people_2050 > people_now") == [(0,)]
    assert rows(plan, "select count(*) from unit_difficulty") == whole
    with (demo / "mitoushi.csv").open(encoding="utf-8-sig", newline="") as file:
        listed = list(csv.DictReader(file))
    told = {row["year"]: float(row["people_middle"]) for row in listed if row["scope"] == "plan"}
    assert told["2050"] == pytest.approx(EXPECTED["250m_mesh_2024_20.geojson"]["population_2050"], abs=2)
    people = EXPECTED["250m_mesh_2024_20.geojson"]
    total = dict(rows(plan, "select field || year, total from reach_sum"))
    assert total.pop("people652025") > people["old_2050"]  # 2020 is published without ages
    assert total == {
        "people2020": people["population_2020"],
        "people_later2050": pytest.approx(people["population_2050"], abs=0.1),
    }
    by_rule = (
        "select count(*) from finding where state = 'open' and params like '%data_missing%' and rule_id in"
    )
    assert rows(plan, f"{by_rule} ('L-12', 'L-13')") == [(0,)]
    met = rows(plan, "select zone_id from finding where state = 'open' and rule_id = 'L-13'")
    assert met == [("Z17",)]


def test_a_decision_survives_the_next_check(plan, kosozu_process):
    zone = rows(plan, "select zone_id from finding where rule_id = 'M-02' and state = 'open' limit 1")[0][0]
    number = rows(
        plan, f"select count(*) from finding where rule_id = 'M-02' and zone_id = '{zone}' and state = 'open'"
    )
    run = kosozu_process(
        "decidefinding",
        PLAN=plan,
        RULE="M-02",
        ZONE=zone,
        DECISION="adopt",
        REASON="借り手を探す",
        ROLE="企画課",
    )
    assert counts(run) == {"DECIDED_COUNT": number[0][0]}
    first = kosozu_process("checkplan", PLAN=plan)
    assert counts(first)["CLOSED_COUNT"] >= 0
    second = kosozu_process("checkplan", PLAN=plan)
    assert counts(second)["NEW_COUNT"] == counts(second)["CLOSED_COUNT"] == 0
    kept = rows(plan, f"select distinct decision from finding where rule_id = 'M-02' and zone_id = '{zone}'")
    assert kept == [("adopt",)]


def test_a_block_is_not_waved_through(plan, kosozu_process):
    key = rows(plan, "select finding_key from finding where severity = 'BLOCK' and state = 'open' limit 1")[
        0
    ][0]
    before = digest(plan)
    wanted = {"PLAN": plan, "FINDING_KEY": key, "DECISION": "notapplicable", "REASON": "非農地判断済み"}
    run = kosozu_process("decidefinding", **wanted)
    assert run.code != 0 and "[JOB-CONSULTED]" in run.stdout + run.stderr and digest(plan) == before
    run = kosozu_process("decidefinding", **wanted, CONSULTED="農業委員会 2026-10-01")
    assert counts(run) == {"DECIDED_COUNT": 1}


def test_names_do_not_reach_the_plan_or_the_public_edition(demo, plan, kosozu_process, tmp_path):
    connection = sqlite3.connect(demo / "kosou.names.gpkg")
    stored = [json.loads(text) for (text,) in connection.execute("select data from name")]
    connection.close()
    names = {row["name"] for row in stored if row.get("name")}
    keys = {row["daicho_id"] for row in stored if row.get("daicho_id")}
    assert len(names) > 5 and len(keys) > 100
    people = {name for name in names if " " in name or "　" in name or len(name) == 4}
    content = plan.read_bytes()
    assert [name for name in people if name.encode() in content] == []
    assert [key for key in sorted(keys)[:50] if key.encode() in content] == []
    for name in ("koudoukeikaku.xlsx", "koudoukeikaku.docx"):
        with zipfile.ZipFile(demo / name) as archive:
            inside = b"".join(archive.read(part) for part in archive.namelist()).decode("utf-8", "ignore")
        assert [person for person in people if person in inside] == []
    internal = tmp_path / "internal.csv"
    run = kosozu_process("exportactions", PLAN=plan, OUTPUT=internal, EDITION="internal")
    assert counts(run)["ROW_COUNT"] > 20
    assert "架空 一郎" in internal.read_text(encoding="utf-8-sig")


def test_status_and_edition(plan, kosozu_process):
    run = kosozu_process("setstatus", PLAN=plan, STATUS="published", ON="R8.11.23")
    assert run.code != 0 and "[" in run.stdout + run.stderr
    run = kosozu_process("setstatus", PLAN=plan, STATUS="agreed", ON="令和8年11月23日", ROLE="企画課")
    assert run.code == 0 and run.results["EDITION"] == 1, run.stdout + run.stderr
    assert rows(plan, "select status, status_on, edition from plan") == [("agreed", "2026-11-23", 1)]


def test_the_model_from_files_to_findings(kosozu_process, tmp_path):
    plan, findings = tmp_path / "plan.gpkg", tmp_path / "findings.csv"
    run = kosozu_process(
        "kosozu:filestofindings",
        **{
            "plan:PLAN": plan,
            "check:FINDINGS": findings,
            "check:REPORT": tmp_path / "report.html",
            "JURISDICTION": "209988",
            "TITLE": "見本市管理構想",
            "START_FY": 2025,
            "END_FY": 2034,
            "PARCELS": SAMPLES / "2024_209988.json",
            "LEDGER": SAMPLES / "ledger_209988.csv",
            "MAPPING": SAMPLES / "ledger_mapping.csv",
            "TARGETMAP": SAMPLES / "target_209988.csv",
            "KEY_FIELD": "polygon_uuid",
            "STATUS_FIELD": "目標地図の区分",
            "STATUS_MAP": SAMPLES / "status_map.csv",
            "ZONES": SAMPLES / "zones.geojson",
            "CLASS_FIELD": "管理区分",
            "ZONE_ID_FIELD": "区域番号",
        },
    )
    assert run.code == 0, (run.stdout + run.stderr)[-3000:]
    assert rows(plan, "select count(*) from unit") == [(golden("2024_209988.json")["USED_COUNT"],)]
    with findings.open(encoding="utf-8-sig", newline="") as file:
        listed = [row for row in csv.DictReader(file) if row["state"] == "open"]
    assert rows(plan, "select count(*) from finding where state = 'open'") == [(len(listed),)]
    assert {"M-01", "M-02", "L-01"} <= {row["rule_id"] for row in listed}


def test_an_algorithm_without_its_libraries_says_how_to_get_them(qgis_process, tmp_path):
    """A geopandas that cannot be imported and an old shapely stand for a Python without them."""
    hidden = tmp_path / "hidden"
    (hidden / "geopandas").mkdir(parents=True)
    (hidden / "geopandas" / "__init__.py").write_text("raise ImportError('no geopandas')\n")
    for name, version in (("geopandas", "0.12.2"), ("shapely", "1.8.5")):
        info = hidden / f"{name}-{version}.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
    profile = tmp_path / "profile"
    assert qgis_process("list", env={"KOSOZU_PROFILE": str(profile)}).code == 0
    env = {
        **os.environ,
        "QGIS_CUSTOM_CONFIG_PATH": str(profile),
        "QGIS_PLUGINPATH": str(profile / "plugins"),
        "QT_QPA_PLATFORM": "offscreen",
        "PYTHONPATH": str(hidden),
    }
    program = shutil.which("qgis_process.bin") or shutil.which("qgis_process")

    def run(*arguments: str) -> subprocess.CompletedProcess:
        return subprocess.run(
            [program, *arguments], env=env, capture_output=True, encoding="utf-8", stdin=subprocess.DEVNULL
        )

    assert "kosozu:reconcilefarmland" in run("list").stdout
    done = run("run", "kosozu:checkplan", "--", f"PLAN={tmp_path / 'x.gpkg'}")
    said = done.stdout + done.stderr
    assert done.returncode != 0
    assert "geopandas 1, shapely 2" in said and "[JOB-LIBRARIES]" in said and "Traceback" not in said

    # Making a plan, drawing in it and setting its status ask for none of them.
    wish = ("TIER=community", "JURISDICTION=202037", "TITLE=見本", "START_FY=2027", "END_FY=2036")
    done = run("run", "kosozu:createplan", "--", f"PLAN={tmp_path / 'x.gpkg'}", *wish)
    assert done.returncode == 0 and (tmp_path / "x.gpkg").is_file(), done.stderr
    done = run(
        "run", "kosozu:setstatus", "--", f"PLAN={tmp_path / 'x.gpkg'}", "STATUS=agreed", "ON=2026-11-26"
    )
    assert done.returncode == 0, done.stderr


def test_sheets_of_every_kind_and_an_atlas(plan, kosozu_process, tmp_path):
    """By qgis_process, as a script has them; a comparison is refused until there is something to compare with."""
    refused = kosozu_process("printmap", PLAN=plan, OUTPUT=tmp_path / "x.pdf", KIND="compare")
    assert refused.code != 0 and "[JOB-NO-EDITION]" in refused.stdout + refused.stderr
    assert "Traceback" not in refused.stderr and not (tmp_path / "x.pdf").exists()
    assert kosozu_process("setstatus", PLAN=plan, STATUS="agreed", ON="2026-03-20").code == 0
    for kind, more in (
        ("present", {"SHEET": "A4", "ORIENTATION": "portrait", "COLOURS": "cud"}),
        ("findings", {"SHEET": "A1", "COLOURS": "mono", "EDITION": "counter"}),
        ("actions", {"LARGE": "true"}),
        ("compare", {"SHEET": "A0"}),
    ):
        output = tmp_path / f"{kind}.pdf"
        run = kosozu_process("printmap", PLAN=plan, OUTPUT=output, KIND=kind, **more)
        assert run.code == 0, (run.stdout + run.stderr)[-2000:]
        assert run.results["PAGES"] in (1, 2)
        assert output.read_bytes().startswith(b"%PDF-")
    run = kosozu_process("printatlas", PLAN=plan, OUTPUT=tmp_path / "atlas.pdf", BY="community", SHEET="A4")
    assert run.code == 0, (run.stdout + run.stderr)[-2000:]
    assert run.results["PAGES"] == 2 + 4
    shown = kosozu_process("printmap", PLAN=plan, OUTPUT=tmp_path / "p.pdf", KIND="present", PARCELS="true")
    assert shown.code == 0 and "[GIS-W-PARCELS]" in shown.stdout + shown.stderr
