"""Every text of the code is in the Japanese ``.ts``, translated, and the ``.qm`` that QGIS loads says the same."""

from __future__ import annotations

import ast
import importlib.util
from pathlib import Path

import pytest


@pytest.fixture(scope="module")
def i18n(root: Path):
    spec = importlib.util.spec_from_file_location("kosozu_i18n", root / "scripts" / "i18n.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_tr_takes_literals_only(i18n):
    texts, wrong = i18n.extract()
    assert wrong == []
    assert texts


@pytest.mark.parametrize(
    "source", ['tr(f"{x} rows")', "tr(name)", 'tr("a" + b)', 'self.tr("%d" % n)', 'tr("a", 1)']
)
def test_what_cannot_be_translated_is_caught(i18n, source):
    (call,) = i18n.calls(ast.parse(source))
    assert i18n.literal(call) is None


def test_a_literal_over_two_lines_is_one_text(i18n):
    (call,) = i18n.calls(ast.parse('tr("one "\n   "two")'))
    assert i18n.literal(call) == "one two"


def test_every_text_is_translated_and_no_old_one_is_kept(i18n):
    texts, _ = i18n.extract()
    known = i18n.translations()
    assert [text for text in texts if not known.get(text)] == []
    assert sorted(known) == texts
    assert i18n.TS.read_text(encoding="utf-8") == i18n.render(texts, known)


def test_the_compiled_file_says_what_the_source_says(i18n, qgis_app):
    from qgis.PyQt.QtCore import QCoreApplication, QTranslator

    translator = QTranslator()
    assert translator.load(str(i18n.QM))
    QCoreApplication.installTranslator(translator)
    known = i18n.translations()
    said = {text: QCoreApplication.translate(i18n.CONTEXT, text) for text in known}
    QCoreApplication.removeTranslator(translator)
    assert said == known


def test_a_translation_with_marks_survives_the_file(i18n, monkeypatch, tmp_path):
    monkeypatch.setattr(i18n, "TS", tmp_path / "x.ts")
    texts = {"a < b & c": "甲 < 乙 & 丙", "two\nlines": "二\n行"}
    i18n.TS.write_text(i18n.render(sorted(texts), texts), encoding="utf-8")
    assert i18n.translations() == texts
