"""The pages of docs/ that scripts/benchmark writes: rows as they are measured, and what they were measured on."""

from __future__ import annotations

import contextlib
import io
import os
import platform
import subprocess
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


class Table:
    """Rows as they are measured."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.add("what", "seconds", "against", "seconds", "ratio", "wanted")
        self.add("---", "---:", "---", "---:", "---:", "---:")

    def add(self, *cells: str) -> None:
        """One row, printed at once."""
        self.lines.append("| " + " | ".join(cells) + " |")
        print(self.lines[-1], flush=True)

    def compare(self, what: str, mine: float, against: str, other: float, wanted: float | None) -> None:
        """Seconds of ours and of the other way, and their ratio with what is wanted of it."""
        ratio = mine / other
        goal = "" if wanted is None else f"≤ {wanted:.3g} {'✓' if ratio <= wanted else '✗'}"
        self.add(what, f"{mine:.2f}", against, f"{other:.2f}", f"{ratio:.3f}", goal)


def versions() -> str:
    """What was measured on."""
    import geopandas
    import pyogrio
    import shapely

    with contextlib.redirect_stderr(io.StringIO()):
        said = subprocess.run(
            [str(ROOT / "scripts" / "kosozu"), "--version"], capture_output=True, text=True, check=False
        ).stdout
    qgis = next((line for line in said.splitlines() if line.startswith("QGIS")), "QGIS")
    geos = ".".join(str(part) for part in shapely.geos_version)
    gdal = ".".join(str(part) for part in pyogrio.__gdal_version__)
    return (
        f"{os.cpu_count()} cores, Python {platform.python_version()}, {qgis}, GEOS {geos}, GDAL {gdal}, "
        f"shapely {shapely.__version__}, geopandas {geopandas.__version__}"
    )


def page(table: Table, quick: bool) -> str:
    """The page for docs/."""
    command = "scripts/benchmark --quick --write" if quick else "scripts/benchmark --write"
    return "\n".join(
        [
            "# Speed",
            "",
            f"Made by `{command}`, on synthetic parcels of 1,200 m² in the mean and zones of 200 vertices.",
            "A ratio is ours over the other way's; both are the fastest of runs taken in turns.",
            "`importparcels` and `checkplan` of 100,000 parcels are wanted within 15 s and 10 s on two cores.",
            "",
            *table.lines,
            "",
            f"Measured on {versions()}.",
            "",
        ]
    )


def desk_page(lines: Sequence[str], count: int) -> str:
    """The page of the desk's table."""
    return "\n".join(
        [
            "# Speed at the desk",
            "",
            f"Made by `scripts/benchmark --desk --write`: a plan of {count:,} synthetic parcels, 150 zones, a canvas",
            "of 1600 × 1000 pixels. Times are 95th percentiles unless the row says otherwise.",
            "",
            *lines,
            "",
            f"Measured on {versions()}.",
            "",
        ]
    )


def sheets_page(lines: Sequence[str]) -> str:
    """The sheets' page for docs/."""
    return "\n".join(
        [
            "# Speed and size of sheets",
            "",
            "Made by `scripts/benchmark --sheets --write`: synthetic parcels of 1,200 m² in the mean, zones of 200",
            "vertices with a hatch each. A sheet is printed in a process of its own: time is from opening the plan to",
            "the checked file in its place, memory is the process's peak.",
            "",
            *lines,
            "",
            f"Measured on {versions()}.",
            "",
        ]
    )
