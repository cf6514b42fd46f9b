"""A plan on a share at the desk; the share is a folder that is said to be one."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import builders
import pytest
from qgis.core import QgsProject
from qgis.utils import iface

from kosozu.core.plan import PlanFile, checkout
from kosozu.core.plan.names import side_path
from kosozu.ui import sharing
from tests.ui.window.conftest import finish, settle
from tests.ui.window.test_faults import told


@pytest.fixture
def home(desk: Any, template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of the template on a share, open at the desk."""
    folder = tmp_path / "共有"
    folder.mkdir()
    monkeypatch.setenv("KOSOZU_SHARES", str(folder))
    monkeypatch.setenv("KOSOZU_DATA", str(tmp_path / "PC"))
    path = folder / template.name
    shutil.copy(template, path)
    shutil.copy(side_path(str(template)), folder)
    iface.messageBar().clearWidgets()
    desk.session.open(str(path))
    settle()
    yield path
    desk.session.close()
    iface.messageBar().clearWidgets()
    settle()


def wait(session: Any) -> None:
    """Until the share has been written, and it has been told of."""
    for _ in range(500):
        if not session.sharing._is_working():
            break
        settle(20)
    settle(50)


def painted(path: Path) -> int:
    with PlanFile.open(str(path), readonly=True) as plan:
        assert plan.path == str(path), "the working copy was asked"
        return plan.count("unit", {"paint_code": "D1"})


def closed(path: Path) -> list[str]:
    """What stands on the share beside the plan and its names."""
    return sorted(other.name for other in path.parent.iterdir() if not other.name.startswith(path.stem))


def test_layers_show_the_copy_and_the_clock_says_what_stands_where(desk: Any, home: Path) -> None:
    session, dock = desk.session, desk.docks["kosozuPlanDock"]
    assert session.home == str(home) and session.path != session.home
    assert all(layer.source().startswith(session.path) for layer in session.layers.values())
    assert session.recent()[0] == str(home)
    assert "共有フォルダにも保存済み" in dock.saved.text()
    session.paint([0, 1], "D1")
    assert f"保存済み {session.saved_at}（このPC）・共有フォルダに " in dock.saved.text()
    assert not Path(f"{home}-wal").exists()
    session.check_in()
    session.paint([2], "D1")  # while it is on its way
    wait(session)
    assert "（このPC）" in dock.saved.text(), "what was painted meanwhile is not there yet"
    session.check_in()
    wait(session)
    assert dock.saved.text() == f"保存済み {session.saved_at}（共有フォルダにも保存済み）"
    session.undo()
    session.close()
    assert painted(home) == 2
    assert closed(home) == [] and checkout.waiting() == []


def test_the_hand_rests_and_the_share_follows(desk: Any, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sharing, "REST_MS", 100)
    desk.session.paint([0], "D1")
    settle(300)
    wait(desk.session)
    assert not desk.session.sharing.behind
    assert "共有フォルダにも保存済み" in desk.docks["kosozuPlanDock"].saved.text()


def test_algorithms_work_on_the_copy_and_leave_their_reports_beside_the_plan(
    desk: Any, home: Path, tmp_path: Path
) -> None:
    session, results = desk.session, []
    session.run("kosozu:checkplan", {}, results.append)
    finish(session)
    assert results and session.plan.count("finding") == results[0]["FINDING_COUNT"] > 0
    assert session.layers["finding"].featureCount() == results[0]["FINDING_COUNT"]
    pins = builders.pins(tmp_path / "pins.geojson")
    session.run("kosozu:joinledger", {"INPUT": str(pins)}, results.append)
    finish(session)
    assert Path(results[1]["REPORT"]).parent.parent == home.parent
    session.close()
    with PlanFile.open(str(home), readonly=True) as plan:
        assert plan.count("finding") == results[0]["FINDING_COUNT"]


def test_the_menu_has_a_line_for_it_only_then(desk: Any, home: Path) -> None:
    desk._menu.aboutToShow.emit()
    assert desk._share.isVisible() and desk._share.text() == "共有フォルダへ書き戻す"
    desk.session.paint([0], "D1")
    desk._share.trigger()
    wait(desk.session)
    assert not desk.session.sharing.behind
    desk.session.close()
    desk._menu.aboutToShow.emit()
    assert not desk._share.isVisible()


def test_changed_elsewhere_is_told_and_the_work_goes_on_beside_it(desk: Any, home: Path) -> None:
    session = desk.session
    session.paint([0, 1], "D1")
    other = home.parent.parent / "ほかのPC.gpkg"
    shutil.copy(home, other)
    with PlanFile.open(str(other)) as plan, plan.stroke("ほかの人") as stroke:
        stroke.insert("actor", {"actor_id": ["b1"], "label": ["ほかの会"]})
    shutil.copy(other, home)
    session.check_in()
    wait(session)
    assert "PLAN-SHARE-CHANGED" in told() and "このPCの控え" in told()
    assert session.home != str(home) and session.recent()[0] == session.home
    kept = Path(session.home)
    session.paint([2], "D1")
    session.close()
    assert painted(kept) == 3 and painted(home) == 0
    assert closed(home) == []


def test_a_share_that_is_away_is_told_once_and_found_again(desk: Any, home: Path) -> None:
    session, dock = desk.session, desk.docks["kosozuPlanDock"]
    away = home.parent.with_name("抜けた共有")
    session.paint([0, 1], "D1")
    home.parent.rename(away)
    session.check_in()
    wait(session)
    assert "PLAN-SHARE-AWAY" in told()
    assert "共有フォルダに書けません" in dock.saved.text()
    iface.messageBar().clearWidgets()
    session.check_in()
    wait(session)
    assert "PLAN-SHARE-AWAY" not in told()
    session.paint([2], "D1")
    session.close()
    assert "PLAN-SHARE-AWAY" in told()
    assert checkout.waiting() == [str(home)]
    away.rename(home.parent)
    iface.messageBar().clearWidgets()
    session.open(str(home))
    assert "このPCの控えから続けます" in told()
    assert session.next_undo()[0]
    session.close()
    assert painted(home) == 3 and checkout.waiting() == []


def test_what_was_left_over_is_written_when_qgis_starts(desk: Any, home: Path) -> None:
    session = desk.session
    away = home.parent.with_name("抜けた共有")
    session.paint([0, 1], "D1")
    home.parent.rename(away)
    session.close()
    away.rename(home.parent)
    iface.messageBar().clearWidgets()
    session.sharing.send_waiting()
    session.sharing._sender.join()
    settle()
    assert "書き戻しました" in told()
    assert painted(home) == 2 and checkout.waiting() == []


def test_a_project_that_is_saved_names_the_plan_where_it_lives(desk: Any, home: Path, tmp_path: Path) -> None:
    project, saved = QgsProject.instance(), tmp_path / "図.qgs"
    assert project.write(str(saved))
    text = saved.read_text(encoding="utf-8")
    sources = [line for line in text.splitlines() if "<datasource>" in line and ".gpkg" in line]
    assert len(sources) == len(desk.session.layers)
    assert all(str(home) in line for line in sources)
    desk.session.close()
    project.setFileName("")
    project.setDirty(False)
    fresh = QgsProject()
    assert fresh.read(str(saved))
    assert all(layer.isValid() for layer in fresh.mapLayers().values())


def test_a_look(desk: Any, home: Path, picture: Any) -> None:
    dock = desk.docks["kosozuPlanDock"]
    dock.show()
    dock.raise_()
    desk.session.paint([0], "D1")
    picture("share_behind")
    desk.session.check_in()
    wait(desk.session)
    picture("share_there")
    assert not dock.saved.text().endswith("（このPC）")
    dock.hide()
