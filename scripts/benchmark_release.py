"""Measures the check before publication on a book of 40 sheets and on a plan's outputs; part of scripts/benchmark.

The book is the sample's sheet forty times over (about 75 MB; 5 MB of drawing on each page), so it weighs more than a
book of small sheets does. Looked for: 5,000 names, each with a telephone number and a ledger key.
"""

from __future__ import annotations

import random
import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PAGES, NAMES = 40, 5_000
WANTED = 10.0
TIMES = 3


def demo(folder: Path) -> Path:
    """The sample's outputs, made by the algorithms themselves."""
    subprocess.run([str(ROOT / "scripts" / "demo"), str(folder)], check=True, capture_output=True)
    return folder


def book(sheet: Path, output: Path) -> Path:
    """One sheet many times over."""
    if shutil.which("pdfunite") is None:
        raise SystemExit("pdfunite (poppler-utils) is not installed")
    subprocess.run(["pdfunite", *[str(sheet)] * PAGES, str(output)], check=True)
    return output


def terms() -> Any:
    """Names of nobody."""
    from kosozu.core.reports.release.terms import Terms

    dice = random.Random(1)
    found = Terms()
    for number in range(NAMES):
        family = "".join(dice.choices("山田川森林橋藤木本野村谷岡島高中小大上下西東南北", k=2))
        given = "".join(dice.choices("一二三太郎次男美子江代雄和正清幸恵明義春夏秋冬", k=3))
        found.add(family + given, "name")
        found.add(f"090-{number:04d}-{dice.randrange(10_000):04d}", "phone")
        found.add(f"{dice.getrandbits(128):032x}", "key")
    return found


def measure(folder: Path, say: Callable[..., None]) -> None:
    """Rows of the table: seconds of the book, and of everything the demo leaves."""
    from kosozu.core.reports.release.box import Box
    from kosozu.core.reports.release.files import inspect

    made = demo(folder / "demo")
    listed = terms()
    files = [("book of 40 sheets", [book(made / "zumen.pdf", folder / "book.pdf")])]
    files.append(("sheet, xlsx, docx, csv", sorted([*made.glob("zumen.*"), *made.glob("koudoukeikaku.*")])))
    for what, paths in files:
        best = float("inf")
        for _ in range(TIMES):
            start = time.perf_counter()
            box = Box(listed)
            for path in paths:
                inspect(box, path.name, path.read_bytes())
            best = min(best, time.perf_counter() - start)
        if box.stops:
            raise SystemExit(f"{what}: {sorted(box.hits)[:3]}")
        size = sum(path.stat().st_size for path in paths) / 1e6
        goal = f"≤ {WANTED:.0f} s {'✓' if best <= WANTED else '✗'}" if "book" in what else ""
        say(
            f"check before publication, {what}, {size:.0f} MB, {NAMES:,} persons",
            f"{best:.2f}",
            "",
            "",
            "",
            goal,
        )
