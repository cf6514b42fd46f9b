"""samples/README.md: the template beside this module, filled with the counts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

_PARTS = {
    "city": "2024_209988.json",
    "village": "2024_209996.json",
    "pins": "pins_209996.geojson",
    "table": "ledger_209988.csv",
    "target": "target_209988.csv",
    "drawn": "target_209996.geojson",
    "zones": "zones.geojson",
    "mesh": "tblT001102Q5438.txt",
    "coming": "250m_mesh_2024_20.geojson",
    "cover": "L03-b-21_5438.geojson",
}


def write(folder: Path, files: dict[str, Any]) -> None:
    """The README in Japanese and English: each file, its layout, its mess."""
    template = Path(__file__).with_name("README.template.md").read_text(encoding="utf-8")
    text = template.format(**{name: files[file] for name, file in _PARTS.items()})
    (folder / "README.md").write_text(text, encoding="utf-8", newline="\n")
