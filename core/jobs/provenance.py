"""Where data came from: one row of ``source`` for each file brought in, with its hash and the credit it asks for."""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..sources.container import sibling

if TYPE_CHECKING:
    from ..catalogue import Catalogue
    from ..plan import PlanFile
    from ..plan.stroke import Stroke
    from ..sources.report import ImportReport

_HEAD = 1 << 18
_SYNTHETIC = b"SYNTHETIC"


def fingerprint(path: str) -> str:
    """SHA-256 of an input file (never of an open plan: see ``core/plan``)."""
    digest = hashlib.sha256()
    with Path(path.split("|")[0]).open("rb") as file:
        for block in iter(lambda: file.read(1 << 20), b""):
            digest.update(block)
    return digest.hexdigest()


def says_synthetic(path: str) -> bool:
    """Whether a file calls itself synthetic, as every file of the embedded sample does."""
    file = Path(path.split("|")[0])
    if not file.is_file():
        return False
    rows = sibling(file, ".dbf") if file.suffix.lower() == ".shp" else None
    return any(_SYNTHETIC in _head(part) for part in (file, rows) if part)


def _head(file: Path) -> bytes:
    with file.open("rb") as stream:
        return stream.read(_HEAD)


def source_row(
    catalogue: Catalogue, dataset: str, path: str, *, digest: str, counts: dict[str, Any], edition: str = ""
) -> dict[str, Any]:
    """The row for one file; its id is made of the dataset and the content, so the same file is the same source."""
    credit = next((row for row in catalogue.rows("credits") if row["dataset"] == dataset), {})
    made_up = says_synthetic(path)
    return {
        "source_id": f"{dataset}-{digest[:12]}",
        "dataset": dataset,
        "provider": "SYNTHETIC 架空" if made_up else credit.get("provider_ja", ""),
        "edition": edition,
        "licence": "SYNTHETIC" if made_up else credit.get("licence", ""),
        "credit_ja": _synthetic_credit("ja", credit) if made_up else credit.get("credit_ja", ""),
        "credit_en": _synthetic_credit("en", credit) if made_up else credit.get("credit_en", ""),
        "file_name": Path(path.split("|")[0]).name,
        "file_hash": digest,
        "imported_on": datetime.date.today().isoformat(),
        "counts": json.dumps(counts, sort_keys=True),
    }


def tell_encoding(report: ImportReport, attrs: Mapping[Any, Any]) -> None:
    """Say in which encoding a layer's texts were read, where its frame's ``attrs`` tell, and if its file is wrong."""
    report.fact("ENCODING", attrs.get("encoding") or "")
    if attrs.get("encoding_note"):
        report.add(attrs["encoding_note"], "note", report.counts["READ_COUNT"], [attrs["encoding"]])


def record(plan: PlanFile, stroke: Stroke, row: dict[str, Any]) -> None:
    """Write a source's row once; a file brought in again stays as it was recorded the first time."""
    if row["source_id"] not in plan.read("source", ["source_id"])["source_id"]:
        stroke.insert("source", {name: [value] for name, value in row.items()})


def _synthetic_credit(lang: str, credit: dict[str, str]) -> str:
    if lang == "ja":
        return "架空のデータ（SYNTHETIC）。実在の土地・人とは関係ありません。"
    return "SYNTHETIC data: no real land, no real person."
