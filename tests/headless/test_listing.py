"""qgis_process lists every algorithm, and each is helped in two languages."""

from __future__ import annotations

import re

IDS = [
    "createplan", "importparcels", "joinledger", "importtargetmap", "importzones", "importgroups", "importmarks",
    "checkplan", "decidefinding", "setstatus", "draftactions", "updateaction", "exportactions", "importactions",
    "exportreport", "printmap", "printatlas",
    "reconcilefarmland", "filestofindings",
    "importcontext", "indicators", "difficulty", "forecast", "draftzones",
    "checkplan", "decidefinding", "setstatus", "draftactions", "exportactions", "printmap", "printatlas",
    "reconcilefarmland",
    "filestofindings",
]  # fmt: skip


def test_every_algorithm_is_listed(qgis_process):
    listed = qgis_process("list").stdout
    assert [name for name in IDS if not re.search(rf"\bkosozu:{name}\b", listed)] == []


def test_help_is_bilingual(qgis_process):
    silent = []
    for name in IDS:
        text = qgis_process("help", f"kosozu:{name}").stdout
        if not re.search("[ぁ-ん]", text) or not re.search(r"[A-Za-z]{4,} [a-z]{2,} ", text):
            silent.append(name)
    assert silent == []
