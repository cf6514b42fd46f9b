"""Which sources may go out as open data, and which are only told."""

from __future__ import annotations

from typing import Any

OPEN = (
    "CC0",
    "CC BY",
    "PDL",
    "公共データ利用規約",
    "政府標準利用規約",
    "国土地理院コンテンツ利用規約",
    "ODBL",
    "ODC-BY",
    "SYNTHETIC",
)
"""How the name of a licence begins that lets everybody use, change and hand on the data."""
_CLOSED = ("NC", "ND")
OWN = ("zones", "groups", "marks")
"""Datasets that whoever makes the plan has drawn: where nothing else is recorded they go out with the plan itself."""


def is_open(dataset: str, licence: str) -> bool:
    """Whether data under this licence, as the plan's ``source`` has it, may be published with the plan."""
    name = licence.strip().upper()
    if not name:
        return dataset in OWN
    if name.startswith("CC ") and set(name.replace("-", " ").split()) & set(_CLOSED):
        return False
    return name.startswith(OPEN)


def closed(sources: list[dict[str, Any]]) -> set[str]:
    """Datasets with at least one source that may not go out."""
    return {
        str(row["dataset"]) for row in sources if not is_open(str(row["dataset"]), str(row["licence"] or ""))
    }
