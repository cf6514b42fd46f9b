"""The page of a plan in a real browser: map, tables, keyboard, languages, paper; and no word to the network."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sample_plan
from chromium import Browser, program

from kosozu.core.jobs.exportreport import export_report

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not program(), reason="no Chromium here: scripts/setup installs one on Debian"),
]


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The sample's page for the public and for the counter."""
    folder = tmp_path_factory.mktemp("browser")
    plan = sample_plan.make(folder / "kosou.gpkg")
    found = {edition: folder / f"構想 {edition}.html" for edition in ("public", "counter")}
    for edition, path in found.items():
        export_report(str(plan), str(path), edition=edition)
    return found


@pytest.fixture(scope="module")
def land_page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of the sample with forecast, difficulty and reach computed."""
    folder = tmp_path_factory.mktemp("land")
    plan = sample_plan.surround(sample_plan.make(folder / "kosou.gpkg"))
    export_report(str(plan), str(folder / "page.html"), edition="internal")
    return folder / "page.html"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    started = Browser()
    yield started
    started.close()


@pytest.fixture
def page(browser: Browser, pages: dict[str, Path]) -> Iterator[Browser]:
    """The public page, freshly opened; what it asked for and what went wrong is looked at afterwards."""
    browser.opened.clear()
    browser.asked.clear()
    browser.errors.clear()
    browser.size(1280, 900)
    browser.open(pages["public"])
    yield browser
    assert browser.errors == []
    assert set(browser.asked) == set(browser.opened)


def place(page: Browser, selector: str) -> tuple[float, float]:
    """The middle of an element in the window, after it was scrolled there."""
    box = page.run(
        f"(() => {{ const e = document.querySelector({selector!r}); e.scrollIntoView({{block: 'center'}});"
        " const r = e.getBoundingClientRect(); return [r.x + r.width / 2, r.y + r.height / 2]; })()"
    )
    return box[0], box[1]


def press(page: Browser, selector: str) -> None:
    page.click(*place(page, selector))


def column(page: Browser, table: str, number: int) -> list[str]:
    """Visible cells of a column from the top."""
    found: list[str] = page.run(
        f"[...document.querySelectorAll('#table-{table} tbody tr')].filter(row => row.offsetParent)"
        f".map(row => row.cells[{number}].innerText.trim())"
    )
    return found


def pixels(page: Browser) -> Any:
    return page.run("document.querySelector('#canvas').toDataURL()")


def test_a_click_on_the_map_tells_of_the_zone(page: Browser) -> None:
    page.run("document.querySelector('#canvas').scrollIntoView({block: 'center'})")
    zone = page.run(
        """(() => { const data = JSON.parse(document.querySelector('#data').textContent);
        const canvas = document.querySelector('#canvas'), box = canvas.getBoundingClientRect();
        const scale = Math.min(box.width / data.width, box.height / data.height);
        const zone = data.zones.slice().sort((a, b) => b.reach - a.reach)[0];
        return [zone.id, zone.name, box.x + (canvas.clientWidth - data.width * scale) / 2 + zone.at[0] * scale,
                box.y + (canvas.clientHeight - data.height * scale) / 2 + zone.at[1] * scale]; })()"""
    )
    before = pixels(page)
    page.click(zone[2] + 1, zone[3] + 1)
    panel = page.run("document.querySelector('#panel').innerText")
    assert zone[1] in panel and "管理区分" in panel and "行動計画" in panel
    assert page.run("document.querySelector('#zone').value") == zone[0]
    assert pixels(page) != before
    assert page.run(
        "[...document.querySelectorAll('tr.chosen')].every(r => r.dataset.zone === " + repr(zone[0]) + ")"
    )


def test_the_map_is_drawn_moves_and_zooms(page: Browser) -> None:
    colours = page.run(
        """(() => { const c = document.querySelector('#canvas');
        const d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data;
        const seen = new Set();
        for (let i = 0; i < d.length; i += 4) if (d[i + 3] > 250)
          seen.add(d[i] >> 4 << 8 | d[i + 1] >> 4 << 4 | d[i + 2] >> 4);
        return seen.size; })()"""
    )
    assert colours > 30
    first = pixels(page)
    x, y = place(page, "#canvas")
    page.drag((x, y), (x + 80, y + 30))
    moved = pixels(page)
    assert moved != first
    press(page, "[data-zoom=in]")
    assert pixels(page) != moved
    press(page, "[data-zoom=all]")
    assert pixels(page) == first


def test_everything_can_be_done_by_keyboard(page: Browser) -> None:
    page.key("Tab", 9)
    assert page.run("document.activeElement.className") == "skip"
    page.run("document.querySelector('#canvas').focus()")
    first = pixels(page)
    for key, code in (("ArrowRight", 39), ("+", 187), ("ArrowDown", 40)):
        before = pixels(page)
        page.key(key, code)
        assert pixels(page) != before, key
    page.key("0", 48)
    assert pixels(page) == first
    page.run("document.querySelector('#table-zones th:nth-child(6) button').focus()")
    page.key("Enter", 13, "\r")
    areas = [float(text.replace(",", "")) for text in column(page, "zones", 5)]
    assert areas == sorted(areas)
    page.key("Enter", 13, "\r")
    assert column(page, "zones", 5)[0] == f"{max(areas):,.2f}"
    assert page.run("document.querySelector('#table-zones th:nth-child(6)').ariaSort") == "descending"
    assert page.run("document.querySelectorAll('#table-zones th[aria-sort=none]').length") == 6
    page.run("document.querySelector('#table-zones tbody button').focus()")
    name = page.run("document.activeElement.innerText")
    page.key("Enter", 13, "\r")
    assert page.run("document.activeElement.id") == "canvas"
    assert name in page.run("document.querySelector('#panel').innerText")


def test_tables_filter_by_words_and_by_choice(page: Browser) -> None:
    whole = column(page, "findings", 1)
    press(page, ".filter[data-for=table-findings] input")
    page.call("Input.insertText", text="Ｌ－０１")  # in whichever width
    some = column(page, "findings", 1)
    assert 0 < len(some) < len(whole) and all("L-01" in text for text in some)
    told = page.run("document.querySelector('.filter[data-for=table-findings] output').innerText")
    assert f"{len(some)} 件" in told and str(len(whole)) in told
    page.run(
        "(() => { const s = document.querySelector('.filter[data-for=table-findings] select'); s.selectedIndex = 1;"
        " s.dispatchEvent(new Event('change')); })()"
    )
    assert set(column(page, "findings", 0)) <= {"要手続"}


def test_both_languages(page: Browser) -> None:
    assert "調整事項" in page.run("document.body.innerText")
    press(page, ".langs [data-lang=en]")
    shown = page.run("document.body.innerText")
    assert "Findings" in shown and "調整事項" not in shown and "管理区分" not in shown
    assert page.run("document.documentElement.lang") == "en"
    assert page.run("document.querySelector('[data-lang=en]').ariaPressed") == "true"
    press(page, ".langs [data-lang=ja]")
    assert "Findings" not in page.run("document.body.innerText")


def test_a_screen_reader_finds_its_way(page: Browser) -> None:
    nodes = page.call("Accessibility.getFullAXTree")["nodes"]
    named = [
        (node["role"]["value"], node.get("name", {}).get("value", ""))
        for node in nodes
        if not node.get("ignored")
    ]
    roles = {role for role, _ in named}
    assert {"banner", "main", "navigation", "heading", "table", "columnheader", "application"} <= roles
    for role in ("button", "link", "textbox", "searchbox", "combobox", "application", "table", "region"):
        assert [role_name for role_name in named if role_name[0] == role and not role_name[1].strip()] == []
    levels = page.run("[...document.querySelectorAll('h1,h2,h3,h4,h5')].map(h => Number(h.tagName[1]))")
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after - before <= 1 for before, after in zip(levels, levels[1:]))
    ids = page.run("[...document.querySelectorAll('[id]')].map(e => e.id)")
    assert len(ids) == len(set(ids))


def test_text_stands_out_from_its_ground(page: Browser) -> None:
    """WCAG AA: 4.5 to 1 for every text that is shown."""
    press(page, "#table-zones tbody button")
    poor = page.run(
        """(() => {
        const bent = v => (v /= 255) <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4;
        const light = c => { const [r, g, b] = c.map(bent);
                             return .2126 * r + .7152 * g + .0722 * b; };
        const rgb = t => t.match(/[\\d.]+/g).map(Number);
        const ground = e => { for (; e; e = e.parentElement) { const c = rgb(getComputedStyle(e).backgroundColor);
                              if (c.length < 4 || c[3] > .5) return c.slice(0, 3); } return [255, 255, 255]; };
        const found = [];
        const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
        while (walk.nextNode()) { const e = walk.currentNode.parentElement;
          if (!walk.currentNode.data.trim() || !e.offsetParent || e.closest('svg')) continue;
          const [a, b] = [light(rgb(getComputedStyle(e).color).slice(0, 3)), light(ground(e))].sort((x, y) => y - x);
          if ((a + .05) / (b + .05) < 4.5) found.push(walk.currentNode.data.trim().slice(0, 30)); }
        return found; })()"""
    )
    assert poor == []


def test_a_narrow_window_holds_it(page: Browser, pages: dict[str, Path]) -> None:
    page.size(360, 740, mobile=True)
    page.open(pages["public"])
    assert page.run("document.documentElement.scrollWidth") <= 360
    assert page.run("document.querySelector('#canvas').clientWidth") > 300


def test_it_prints_map_and_tables(page: Browser, tmp_path: Path) -> None:
    paper = tmp_path / "page.pdf"
    paper.write_bytes(page.printed())
    done = subprocess.run(
        ["pdftotext", "-layout", str(paper), "-"], capture_output=True, encoding="utf-8", check=True
    )
    assert "架空谷地域管理構想" in done.stdout and "ことばで絞り込む" not in done.stdout
    sheets = done.stdout.split("\f")
    assert "500 m" in sheets[0] and "凡例" in sheets[0]
    assert sum("進め方" in sheet for sheet in sheets) > 1, "the head of a long table is on each of its pages"


def test_without_its_script_all_is_there(page: Browser, pages: dict[str, Path]) -> None:
    page.call("Emulation.setScriptExecutionDisabled", value=True)
    try:
        page.open(pages["public"])
        shown = page.run(
            "[...document.querySelectorAll('#still, #sheets article, #table-actions')].map(e => e.offsetHeight)"
        )
        assert len(shown) > 20 and min(shown) > 0
        assert page.run("document.querySelector('.two').offsetHeight") == 0
    finally:
        page.call("Emulation.setScriptExecutionDisabled", value=False)


def test_the_counter_sees_a_parcel(page: Browser, pages: dict[str, Path]) -> None:
    page.open(pages["counter"])
    page.run("document.querySelector('#canvas').scrollIntoView({block: 'center'})")
    lot, x, y = page.run(
        """(() => { const data = JSON.parse(document.querySelector('#data').textContent);
        const canvas = document.querySelector('#canvas'), box = canvas.getBoundingClientRect();
        const scale = Math.min(box.width / data.width, box.height / data.height);
        const each = data.parcels.filter(p => p[1] && p[4] > 2000)[0];
        let [px, py] = each[5][0], sx = 0, sy = 0, n = 0; const r = each[5][0];
        for (let i = 2; ; i += 2) { sx += px; sy += py; n++; if (i >= r.length) break; px += r[i]; py += r[i + 1]; }
        return [each[1], box.x + (canvas.clientWidth - data.width * scale) / 2 + sx / n * scale,
                box.y + (canvas.clientHeight - data.height * scale) / 2 + sy / n * scale]; })()"""
    )
    page.click(x, y)
    assert f"この筆：{lot}" in page.run("document.querySelector('#panel').innerText")


def test_tables_of_the_land_to_come_sort_by_key_and_speak_both_languages(
    page: Browser, land_page: Path
) -> None:
    """A table without a search field sorts, its sum stays at the end; charts have a name and show one language."""
    page.open(land_page)
    names = column(page, "present-1", 0)
    assert names[-1] == "合計" and len(names) == 5
    people = [int(text) for text in column(page, "present-1", 4)]
    page.run("document.querySelectorAll('#table-present-1 thead .sort')[4].focus()")
    page.key("Enter", 13, "\r")
    assert [int(text) for text in column(page, "present-1", 4)] == [*sorted(people[:-1]), people[-1]]
    page.key("Enter", 13, "\r")
    assert [int(text) for text in column(page, "present-1", 4)] == [*sorted(people[:-1])[::-1], people[-1]]
    assert column(page, "present-1", 0)[-1] == "合計"
    sorts = "document.querySelectorAll('#table-present-1 thead th')[4].getAttribute('aria-sort')"
    assert page.run(sorts) == "descending"
    shown = (
        "[...document.querySelectorAll('#outlook .chart svg')].filter(e => e.getBoundingClientRect().width > 0)"
        ".map(e => [e.getAttribute('role'), e.querySelector('title').textContent])"
    )
    assert page.run(shown) == [
        ["img", "人口の見通し（何もしない場合）"],
        ["img", "年齢別の人口（何もしない場合）"],
        ["img", "だれも管理しない土地の見通し"],
    ]
    assert "NITAS によらない試算" in page.run("document.querySelector('#outlook').innerText")
    press(page, ".langs [data-lang=en]")
    assert page.run(shown) == [
        ["img", "People if nothing is done"],
        ["img", "People by age if nothing is done"],
        ["img", "Land that nobody manages"],
    ]
    text = page.run("document.querySelector('#outlook').innerText")
    assert "not made with NITAS" in text and "NITAS によらない" not in text
    page.size(390, 800, mobile=True)
    assert page.run("document.documentElement.scrollWidth <= window.innerWidth + 1")
    page.size(1280, 900)
