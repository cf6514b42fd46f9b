"""What sources are called, in reports, bundles and the plan dock."""

from __future__ import annotations

from typing import Any

import pytest

from kosozu.core.catalogue import load
from kosozu.core.reports.words import dataset_label


@pytest.mark.parametrize(
    ("dataset", "ja", "en"),
    [
        ("fude", "筆ポリゴン", "Field polygons (fude)"),
        ("upper", "上位の構想の区域", "Zones of an upper plan"),
        (
            "ksj-A47",
            "国土数値情報 急傾斜地崩壊危険区域",
            "National Land Numerical Information: steep slope failure areas",
        ),
        ("nobody-knows", "nobody-knows", "nobody-knows"),
    ],
)
def test_datasets_have_names(dataset: str, ja: str, en: str) -> None:
    catalogue: Any = load()
    assert (dataset_label(catalogue, dataset, "ja"), dataset_label(catalogue, dataset, "en")) == (ja, en)


def test_every_dataset_of_the_catalogue_has_a_name() -> None:
    catalogue = load()
    for dataset in catalogue.datasets:
        assert dataset_label(catalogue, dataset, "ja") != dataset
