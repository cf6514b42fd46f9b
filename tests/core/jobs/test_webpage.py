"""The plan as a web page: its numbers are the plan's, its texts the edition's, and it can ask for nothing."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from base64 import b64encode
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from lxml import html
from openpyxl import load_workbook

from kosozu.core.errors import KosozuError
from kosozu.core.jobs.checkplan import check_plan
from kosozu.core.jobs.draftactions import draft_plan_actions
from kosozu.core.jobs.exportreport import export_report
from kosozu.core.jobs.figures import read_figures
from kosozu.core.jobs.importzones import import_zones
from kosozu.core.jobs.reportdata import read_content
from kosozu.core.plan import PlanFile
from kosozu.core.progress import SILENT
from kosozu.core.reports import findingtables, webmap, webpage
from kosozu.core.reports.editions import secrets


@pytest.fixture(scope="module")
def pages(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The page of the sample in each edition."""
    folder = tmp_path_factory.mktemp("pages")
    found = {}
    for edition in ("public", "counter", "internal"):
        found[edition] = folder / f"{edition}.html"
        assert export_report(str(sample), str(found[edition]), edition=edition) == {
            "OUTPUT": str(found[edition])
        }
    return found


def text(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def tree(page: Path):
    return html.fromstring(page.read_bytes().decode("utf-8"))


def data(page: Path):
    return json.loads(tree(page).get_element_by_id("data").text)


def rows(page: Path, table: str) -> list[list[str]]:
    found = []
    for row in tree(page).get_element_by_id(f"table-{table}").xpath("./tbody/tr"):
        for other in row.xpath('.//*[@lang="en"]'):
            other.drop_tree()
        found.append([cell.text_content().strip() for cell in row])
    return found


def test_the_page_can_load_nothing_and_run_nothing_else(pages: dict[str, Path]) -> None:
    page = text(pages["public"])
    policy = tree(pages["public"]).xpath('//meta[@http-equiv="Content-Security-Policy"]/@content')[0]
    assert "default-src 'none'" in policy and "unsafe" not in policy
    script = re.search(r"<script>(.*?)</script>", page, re.S)
    style = re.search(r"<style>(.*?)</style>", page, re.S)
    assert script and style
    for part, name in ((script[1], "script-src"), (style[1], "style-src")):
        assert f"{name} 'sha256-{b64encode(hashlib.sha256(part.encode()).digest()).decode()}'" in policy
    root = tree(pages["public"])
    names = {name for node in root.iter() for name in getattr(node, "attrib", {})}
    assert not {name for name in names if name.startswith("on") or name == "style"}
    assert not root.xpath('//link|//img|//iframe|//object|//*[@src]|//a[not(starts-with(@href, "#"))]')
    assert "http:" not in page and "https:" not in page


def test_the_numbers_by_class_are_the_plans(pages: dict[str, Path], sample: Path) -> None:
    with PlanFile.open(str(sample), readonly=True) as plan:
        figures = read_figures(plan)
    lines = [*figures.classes, figures.blank, figures.total]
    wanted = [
        [
            f"{line.zones:,}",
            f"{line.area_m2 / 1e4:,.2f}",
            f"{line.farmland_m2 / 1e4:,.2f}",
            f"{line.parcels:,}",
        ]
        for line in lines
    ]
    for page in pages.values():
        assert [row[1:5] for row in rows(page, "classes")] == wanted
        assert len(rows(page, "zones")) == len(figures.zones)


def test_a_public_page_tells_no_parcel_and_no_pseudonym(pages: dict[str, Path], sample: Path) -> None:
    with PlanFile.open(str(sample), readonly=True) as plan:
        units = plan.read("unit", ["unit_id", "chiban"])
        known = secrets(plan.names(), pd.DataFrame(plan.read("actor", ["kind", "label"])))
        names = [name for name in known if len(name) > 2 and not name.isdigit()]
    public, counter = text(pages["public"]), text(pages["counter"])
    lots = {lot for lot in units["chiban"] if lot and "-" in lot}
    assert lots and names
    cells = {part.strip() for part in tree(pages["public"]).itertext()}
    assert not cells & lots and not any(unit in public for unit in units["unit_id"])
    assert lots & {part.strip() for part in tree(pages["counter"]).itertext()}
    assert "個人A" not in public and "個人A" in counter
    assert not any(name in public or name in counter for name in names)
    assert data(pages["public"])["parcels"] == [] and len(data(pages["counter"])["parcels"]) == len(
        units["unit_id"]
    )


def test_public_groups_of_few_parcels_or_users_are_kept_back(pages: dict[str, Path], sample: Path) -> None:
    shown = rows(pages["public"], "findings")
    few = [row for row in shown if row[3] == "少数"]
    assert few and all(row[4] == "少数" for row in few)
    assert not [row for row in shown if row[3] in ("1", "2")]
    assert [row for row in rows(pages["counter"], "findings") if row[3] in ("1", "2")]


def test_what_the_page_keeps_back_the_workbook_keeps_back(pages: dict[str, Path], sample: Path) -> None:
    content = read_content(str(sample), "full", "public", SILENT)
    kept = content.groups[content.groups["few"]]
    assert (kept["parcels"] >= content.limits[0]).any(), "a group of enough parcels, but of few users"
    with PlanFile.open(str(sample), readonly=True) as plan:
        names = dict(zip(*plan.read("zone", ["zone_id", "name"]).values()))
    book = pages["public"].with_suffix(".xlsx")
    export_report(str(sample), str(book))
    told = {
        (row[1].split()[0], row[2]): (row[4], row[5])
        for row in load_workbook(book)["調整事項"].iter_rows(values_only=True)
        if row[4] is not None or row[5] is not None
        if row[1] and row[1].split()[0] in content.catalogue.rules
    }
    shown = {
        (re.findall("（([^（）]+)）", row[1])[-1], row[2]): (row[3], row[4])
        for row in rows(pages["public"], "findings")
    }
    hidden = {key for key, (parcels, _) in shown.items() if parcels == "少数"}
    assert hidden == {key for key, (parcels, _) in told.items() if parcels == "少数"}
    assert hidden == {
        (rule, names.get(zone) or "構想全体")
        for rule, zone in zip(kept["rule_id"], kept["zone_id"])
        if not content.hidden(rule)
    }
    assert hidden and all(told[key][1] is None and shown[key][1] == "少数" for key in hidden)


def test_a_procedure_is_kept_back_with_the_groups_that_ask_for_it(sample: Path) -> None:
    content = read_content(str(sample), "full", "public", SILENT)
    kept = set(
        zip(
            content.groups["rule_id"][content.groups["few"]], content.groups["zone_id"][content.groups["few"]]
        )
    )
    asked = [
        any((rule, need["zone_id"]) in kept for rule in need["rules"])
        for need in content.needs.to_dict("records")
    ]
    units = content.figures.units.set_index("unit_id")["holder"]
    for place, need in enumerate(content.needs.to_dict("records")):
        holders = units.reindex(list(need["units"]))
        users = holders[holders > 0].nunique() + int((holders == 0).sum())
        asked[place] |= len(holders) > 0 and (len(holders) < content.limits[0] or users < content.limits[1])
    assert any(asked) and not all(asked)
    rows_of = findingtables.needs(content).rows
    assert [row[2] == "少数" and row[3] is None for row in rows_of] == asked
    whole = findingtables.needs(read_content(str(sample), "full", "counter", SILENT)).rows
    assert all(row[2] != "少数" for row in whole)


def test_rules_on_internal_facts_stay_inside(pages: dict[str, Path], sample: Path) -> None:
    content = read_content(str(sample), "full", "public", SILENT, with_map=True)
    inside = {rule for rule in content.groups["rule_id"] if content.hidden(rule)}
    assert inside
    for rule in inside:
        assert not [row for row in rows(pages["public"], "findings") if f"（{rule}）" in row[1]]
        assert [row for row in rows(pages["internal"], "findings") if f"（{rule}）" in row[1]]


def test_the_same_plan_gives_the_same_bytes(pages: dict[str, Path], sample: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.html"
    export_report(str(sample), str(again))
    assert again.read_bytes() == pages["public"].read_bytes()


def test_shapes_lie_where_the_zones_lie(pages: dict[str, Path], sample: Path) -> None:
    import numpy as np
    import shapely

    with PlanFile.open(str(sample), readonly=True) as plan:
        figures = read_figures(plan)
    drawn = {zone["id"]: zone for zone in data(pages["public"])["zones"]}
    step = data(pages["public"])["step"]
    for zone, shape in zip(figures.zones["zone_id"], figures.zones.geometry):
        polygons = []
        for ring in drawn[zone]["rings"]:
            points = np.cumsum(np.array(ring).reshape(-1, 2), axis=0)
            polygons.append(shapely.Polygon(points))
        area = shapely.area(shapely.union_all(polygons)) * step * step
        assert area == pytest.approx(shape.area, rel=0.02)


def test_a_name_in_a_free_text_never_reaches_the_page(worked: Path, tmp_path: Path) -> None:
    with PlanFile.open(str(worked)) as plan, plan.stroke("企画課", "見出し") as stroke:
        zones = plan.read("zone", ["zone_id"])["zone_id"]
        stroke.update("zone", zones, {"name": ["架空太郎さんの田"] * len(zones)})
    target = tmp_path / "page.html"
    export_report(str(worked), str(target))
    assert "架空太郎" not in text(target) and "＊＊＊さんの田" in text(target)


def test_what_the_check_finds_is_not_written(worked: Path, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr("kosozu.core.reports.editions.Scrubber.__call__", lambda self, value: value)
    with PlanFile.open(str(worked)) as plan, plan.stroke("企画課", "見出し") as stroke:
        zones = plan.read("zone", ["zone_id"])["zone_id"]
        stroke.update("zone", zones, {"name": ["架空太郎さんの田"] * len(zones)})
    target = tmp_path / "page.html"
    with pytest.raises(KosozuError) as stopped:
        export_report(str(worked), str(target))
    assert stopped.value.code == "REL-FOUND" and not target.exists()


def test_a_text_cannot_leave_its_place(worked: Path, tmp_path: Path) -> None:
    bad = '</script><script>alert(1)</script><img src=x onerror="alert(1)">'
    with PlanFile.open(str(worked)) as plan, plan.stroke("企画課", "見出し") as stroke:
        zones = plan.read("zone", ["zone_id"])["zone_id"]
        stroke.update("zone", zones, {"name": [bad] * len(zones)})
    target = tmp_path / "page.html"
    export_report(str(worked), str(target))
    root = tree(target)
    assert len(root.xpath("//script")) == 2 and not root.xpath("//img")
    assert data(target)["zones"][0]["name"] == bad


def test_an_empty_plan_has_a_page(empty: Path, tmp_path: Path) -> None:
    target = tmp_path / "page.html"
    export_report(str(empty), str(target))
    assert data(target)["zones"] == [] and "見本の構想" in text(target)


def test_many_parcels_are_left_out_of_the_picture(sample: Path, monkeypatch) -> None:
    content = read_content(str(sample), "full", "counter", SILENT, with_map=True)
    monkeypatch.setattr(webmap, "MOST_PARCELS", 100)
    page = webpage.write(content, ".html").decode()
    assert '"parcels":[]' in page and "筆が多いため" in page


def test_shapes_are_simplified_until_they_fit(sample: Path, monkeypatch) -> None:
    content = read_content(str(sample), "full", "counter", SILENT, with_map=True)
    whole = len(webmap.encoded(webmap.drawn(content, 10**9).data))
    assert len(webmap.encoded(webmap.drawn(content, whole // 3).data)) <= whole // 3


@pytest.fixture(scope="module")
def many(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample with its zones cut into 160 with detailed outlines, checked, with a drafted action plan."""
    import numpy as np
    import shapely

    plan_path = tmp_path_factory.mktemp("many") / "kosou.gpkg"
    for path in (sample, sample.with_name("kosou.names.gpkg")):
        shutil.copy(path, plan_path.with_name(path.name))
    with PlanFile.open(str(plan_path), readonly=True) as plan:
        figures = read_figures(plan)
    west, south, east, north = figures.units.total_bounds
    wave = np.linspace(0, 1, 400)
    across, up = np.linspace(west, east, 17), np.linspace(south, north, 11)
    bend = 4.0 * np.sin(wave * 200)
    shapes = []
    for left, right in zip(across, across[1:]):
        for low, high in zip(up, up[1:]):
            side = low + wave * (high - low)
            ring = [*zip(left + bend, side), *zip(right + bend[::-1], side[::-1])]
            shapes.append(shapely.Polygon(ring))
    codes = ["A1", "A2", "B1", "C1"]
    table = gpd.GeoDataFrame(
        {
            "class_code": [codes[at % 4] for at in range(len(shapes))],
            "zone_id": [f"W{at:03d}" for at in range(len(shapes))],
            "name": [f"架空谷第{at}の田" for at in range(len(shapes))],
        },
        geometry=shapes,
    )
    import_zones(
        str(plan_path), table, 6676, class_field="class_code", zone_id_field="zone_id", name_field="name"
    )
    check_plan(str(plan_path))
    draft_plan_actions(str(plan_path))
    return plan_path


def test_the_still_picture_is_no_finer_than_it_is_shown(many: Path) -> None:
    content = read_content(str(many), "full", "public", SILENT, with_map=True)
    made = webmap.drawn(content, 10**9)
    points = sum(len(ring) // 2 for area in made.data["areas"] for ring in area["rings"])
    still = sum(len(re.findall("-?[0-9]+", area["path"])) // 2 for area in made.picture["areas"])
    assert still < points / 2


def test_a_large_plan_has_a_page_of_bounded_size_that_says_what_it_left_out(many: Path, monkeypatch) -> None:
    content = read_content(str(many), "full", "public", SILENT, with_map=True)
    whole = webpage.write(content, ".html")
    assert "多いため、" not in whole.decode() and len(whole) < webpage.MOST_BYTES
    steps = []
    limit = len(whole) - 1
    while True:
        monkeypatch.setattr(webpage, "MOST_BYTES", limit)
        try:
            page = webpage.write(content, ".html")
        except KosozuError as error:
            stopped = error
            break
        assert len(page) <= limit
        steps.append(page)
        limit = len(page) - 1
    assert stopped.code == "REP-PAGE-SIZE" and "MB" in stopped.text("ja")
    told = [html.fromstring(page.decode()) for page in steps]
    notes = [root.get_element_by_id("sources").text_content() for root in told]
    assert "ルールごとにまとめています" in notes[0] and "管理構想 集計" in notes[0]
    assert "組の数だけ" in notes[1] and "管理区分と時期ごとに" in notes[2]
    assert "「区域」の表だけ" in notes[-1] and not told[-1].xpath('//*[@id="sheets"]')
    assert len(steps[-1]) < len(whole) / 3
    zones = len(told[-1].get_element_by_id("table-zones").xpath("./tbody/tr"))
    options = told[-1].get_element_by_id("zone").xpath("./option")
    assert zones == len(content.figures.zones) == len(options) - 1
    by_rule = content.by_rule.set_index("rule_id")
    for row in told[0].get_element_by_id("table-findings").xpath("./tbody/tr"):
        cells = [cell.xpath('string(.//*[@lang="ja"])') or cell.text_content() for cell in row]
        rule = by_rule.loc[re.findall("（([^（）]+)）", cells[1])[-1]]
        wanted = "少数" if rule["few"] else f"{rule['parcels']:,}" if rule["parcels"] else ""
        assert cells[3].strip() == wanted
    counted = told[2].get_element_by_id("table-actions").xpath("./tbody/tr/td[3]")
    assert sum(int(cell.text_content()) for cell in counted) == len(content.actions)
