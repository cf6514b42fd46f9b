"""What no column of a file tells is asked of the person who brings it in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import builders
import pytest
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QApplication
from qgis.utils import iface

WHY, COLUMNS = 2, 3


def until(happened: Callable[[], bool], seconds: float = 60.0) -> None:
    for _ in range(round(seconds * 20)):
        if happened():
            return
        QTest.qWait(50)
    raise AssertionError("nothing happened")


@pytest.fixture
def dialog(desk: Any, plan: Path) -> Iterator[Any]:
    """The window of the imports, over a plan."""
    from kosozu.ui.wizard.dialog import ImportDialog

    made = ImportDialog(desk.session, iface.mainWindow())
    made.show()
    yield made
    made.close()


def asked(dialog: Any, row: int) -> Any:
    """The window that a row's button opens."""
    dialog.files.table.cellWidget(row, COLUMNS).click()
    QTest.qWait(30)
    return QApplication.activeModalWidget()


def test_the_plan_above_and_the_target_year(desk: Any, dialog: Any, tmp_path: Path) -> None:
    """The name of the plan above, at first its file's, and the target year of a district's plan."""
    from kosozu.ui.wizard.texts import parameter_label

    place = builders.box(0, 0, 6, 4)
    builders.write(tmp_path / "上位の構想_県.geojson", [builders.feature(place, 管理区分="A1")])
    builders.write(tmp_path / "地域計画.geojson", [builders.feature(place, 地域計画名="谷")])
    files = dialog.files
    files.look_into([str(path) for path in tmp_path.glob("*.geojson")])
    until(lambda: not files.looking)
    at = {one.kind: row for row, one in enumerate(files.proposals)}
    assert set(at) == {"upper", "plan_district"}
    upper, district = at["upper"], at["plan_district"]
    assert files.proposals[upper].parameters["SOURCE_PLAN"] == "上位の構想_県"
    assert "上位の構想_県" in files.table.item(upper, WHY).text()
    name = parameter_label("kosozu:importgroups", "TARGET_FY")
    assert files.table.item(district, WHY).text().startswith(name)

    window = asked(dialog, upper)
    window.answers["SOURCE_PLAN"].setText(" 県の構想 ")
    window._take()
    assert files.proposals[upper].parameters["SOURCE_PLAN"] == "県の構想"
    QTest.qWait(50)

    window = asked(dialog, district)
    window.answers["TARGET_FY"].setText("いつか")
    window._take()
    assert window.isVisible() and "いつか" in window.problem.text()
    window.answers["TARGET_FY"].setText("令和16")
    window._take()
    assert files.proposals[district].parameters["TARGET_FY"] == "2034"
    assert "2034" in files.table.item(district, WHY).text()

    dialog.bring_in()
    until(lambda: not dialog.results.running)
    jobs = dialog.results.importing.jobs
    assert [job.state for job in jobs] == ["done", "done"], [job.text for job in jobs]
    opened = desk.session.require()
    assert set(opened.read("unit_group", ["target_fy"])["target_fy"]) >= {2034}
    assert opened.read("zone", ["source_plan"], where={"tier": "upper"})["source_plan"] == ["県の構想"]
