"""metadata.txt says what QGIS and plugins.qgis.org need, and agrees with the rest of the repo."""

from __future__ import annotations

import configparser
import re
from pathlib import Path

import pytest

JAPANESE = re.compile("[ぁ-んァ-ヶ一-龠]")


@pytest.fixture(scope="module")
def metadata(root: Path) -> configparser.SectionProxy:
    parser = configparser.ConfigParser(interpolation=None)
    parser.read(root / "metadata.txt", encoding="utf-8")
    return parser["general"]


def _version(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split("."))


def test_versions_of_qgis_are_in_order(metadata):
    assert _version("3.22") == _version(metadata["qgisMinimumVersion"])
    assert _version(metadata["qgisMinimumVersion"]) <= _version(metadata["qgisMaximumVersion"])
    # plugins.qgis.org takes a plugin for Qt 6 only with both.
    assert metadata["supportsQt6"] == "True"
    assert metadata["qgisMaximumVersion"] == "4.99"


def test_provider_is_announced(metadata):
    assert metadata["hasProcessingProvider"] == "yes"


def test_version_is_the_changelogs_newest(metadata, root):
    versions = re.findall(r"^## \[([\d.]+)\]", (root / "CHANGELOG.md").read_text(encoding="utf-8"), re.M)
    assert versions[0] == metadata["version"]


@pytest.mark.parametrize("key", ["description", "about"])
def test_texts_are_in_both_languages(metadata, key):
    assert JAPANESE.search(metadata[key])
    assert len(re.findall(r"[A-Za-z]{3,}", metadata[key])) > 8


@pytest.mark.parametrize("key", ["name", "version", "author", "license", "tags", "icon"])
def test_nothing_is_left_empty(metadata, key):
    assert metadata[key].strip()


def test_icon_and_licence_are_there(metadata, root):
    assert (root / metadata["icon"]).is_file()
    assert metadata["license"] == "GPL-2.0-or-later"
    assert "GNU GENERAL PUBLIC LICENSE" in (root / "LICENSE").read_text(encoding="utf-8")
