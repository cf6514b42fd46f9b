"""The window of outputs: what is listed is made by the algorithms, with words for every choice."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from qgis.core import QgsApplication
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QComboBox
from qgis.utils import iface

from tests.ui.window.conftest import finish

CODES = {"A4", "A3", "A1", "A0"}
"""Choices that name themselves."""


@pytest.fixture
def window(desk: Any, plan: Path) -> Iterator[Any]:
    made = desk.docks["kosozuPlanDock"].outputs()
    yield made
    finish(desk.session)
    made.leave()
    iface.messageBar().clearWidgets()


def test_every_output_is_there_with_words_for_its_choices(window: Any, desk: Any) -> None:
    from kosozu.core.reports.formats import WRITERS

    registry = QgsApplication.processingRegistry()
    assert len(window.offers) == 13
    for offer in window.offers:
        assert registry.algorithmById(offer.algorithm) is not None, offer.key
        window.choose(offer.key)
        QTest.qWait(20)
        window.grab().save(os.path.join(os.environ.get("KOSOZU_SCRATCH", "."), f"output_{offer.key}.png"))
        assert window.form.widgets, offer.key
        if offer.algorithm == "kosozu:exportreport":
            assert set(offer.suffixes) <= set(WRITERS[str(offer.given["KIND"])]), offer.key
        for name, widget in window.form.widgets.items():
            assert widget.accessibleName(), name
            if isinstance(widget, QComboBox):
                texts = [widget.itemText(at) for at in range(widget.count())]
                bare = [text for text in texts if text.isascii() and text not in CODES]
                assert not bare, (offer.key, name, bare)


def test_a_file_with_a_name_does_not_pass_the_check(
    window: Any, desk: Any, plan: Path, tmp_path: Path
) -> None:
    with desk.session.plan.stroke("人") as stroke:
        stroke.names.put("actor", ["p9"], {"name": ["架空 花子"]})
    letter = tmp_path / "便り.txt"
    window.choose("check")
    for text, says in (("田の話です。", "見つかりませんでした"), ("架空花子さんの田の話です。", "1 か所")):
        letter.write_text(text, encoding="utf-8")
        iface.messageBar().clearWidgets()
        window.form.widgets["INPUT"].setText(str(letter))
        window.form.widgets["REPORT"].setText(str(tmp_path / "検査.html"))
        window.write()
        finish(desk.session)
        texts = [item.text() for item in iface.messageBar().items()]
        assert any(says in text for text in texts), texts
        report = (tmp_path / "検査.html").read_text(encoding="utf-8")
        assert "便り.txt" in report and "架空花子" not in report and "架空 花子" not in report


def test_every_output_of_a_checked_plan_is_written(window: Any, desk: Any, tmp_path: Path) -> None:
    for algorithm in ("kosozu:checkplan", "kosozu:draftactions"):
        desk.session.run(algorithm, {})
        finish(desk.session)
    for offer in window.offers:
        if offer.key == "check":
            continue
        window.choose(offer.key)
        QTest.qWait(20)
        place = window.form.widgets.get("OUTPUT") or window.form.widgets["FOLDER"]
        written = tmp_path / Path(place.text()).name
        place.setText(str(written))
        iface.messageBar().clearWidgets()
        window.write()
        finish(desk.session)
        texts = [item.text() for item in iface.messageBar().items()]
        assert any("書き出しました" in text for text in texts), (offer.key, texts)
        assert written.exists(), offer.key
