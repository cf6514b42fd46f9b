"""Look through a file or folder that is to be published for the personal values of a plan, or of a list of names."""

from __future__ import annotations

import csv
import io
import os
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import KosozuError
from ..progress import SILENT, Progress, check
from .outputs import check_writable, staged
from .release import hits_told, inspect_into, new_box, terms_of

if TYPE_CHECKING:
    from ..plan import PlanFile
    from ..reports.release.box import Box
    from ..reports.release.terms import Terms

_SHAPE_PARTS = (
    ".shx",
    ".dbf",
    ".dbt",
    ".cpg",
    ".prj",
    ".qpj",
    ".sbn",
    ".sbx",
    ".qix",
    ".shp.xml",
    ".qmd",
    ".qml",
)
_SIDE_FILES = ("-wal", "-journal")
_FREE_TEXTS = {
    "plan": ("title", "community_name"),
    "zone": ("name", "reason", "note"),
    "mark": ("name", "note"),
    "unit_group": ("name",),
    "scenario": ("label",),
    "decision": ("reason", "role", "consulted_office"),
    "action": ("title", "place", "frequency", "indicator", "progress", "note"),
    "note": ("text", "role"),
    "sheet": ("label", "note", "role"),
}
"""Columns of a plan that a person has written."""


def check_inputs(input_path: str, plan_path: str, names_csv: str, report: str) -> None:
    """Raise :class:`KosozuError` for what can be told before work starts."""
    if bool(plan_path) == bool(names_csv):
        raise KosozuError("REL-PLAN-OR-NAMES")
    if not Path(input_path).exists():
        raise KosozuError("JOB-NO-FILE", path=input_path, parameter="INPUT")
    if names_csv and not Path(names_csv).is_file():
        raise KosozuError("JOB-NO-FILE", path=names_csv, parameter="NAMES")
    if report:
        if Path(report).suffix.lower() not in (".html", ".csv"):
            raise KosozuError("REL-REPORT", path=report)
        check_writable(report)


def check_release(
    input_path: str,
    *,
    plan_path: str = "",
    names_csv: str = "",
    report: str = "",
    report_only: bool = False,
    drawn: Sequence[str] = (),
    lang: str = "ja",
    progress: Progress = SILENT,
) -> dict[str, Any]:
    """Look through ``input_path``; returns PASSED, HIT_COUNT and REPORT.

    HIT_COUNT counts the reasons to stop: each value in each place by each route, and each part that cannot be read.
    One of ``plan_path`` and ``names_csv`` tells what is looked for. ``report`` (.html or .csv) is written in any case.
    What does not pass raises REL-STOPPED after that, unless ``report_only`` is set. ``drawn``: see ``require_clean``.
    """
    check_inputs(input_path, plan_path, names_csv, report)
    progress.step("Reading what to look for", "照合する値を読み込んでいます")
    box = _prepared(plan_path, names_csv, drawn, progress)
    progress.step("Looking through the files", "ファイルを調べています")
    files = list(_files(Path(input_path)))
    if not files:
        raise KosozuError("REL-EMPTY", path=input_path)
    for number, (name, path) in enumerate(files):
        check(progress)
        progress.percent(100 * number / len(files))
        _look_at(box, name, path)
    passed = not box.stops
    count = sum(1 for hit in box.hits if hit.verdict != "look")
    if report:
        with staged({report: _report(box, Path(input_path).name, report, passed, lang)}):
            check(progress)
    progress.percent(100)
    if not passed and not report_only:
        name = box.shown(Path(input_path).name)
        raise KosozuError("REL-STOPPED", count=count, name=name, report=report or "REPORT", **hits_told(box))
    return {"PASSED": passed, "HIT_COUNT": count, "REPORT": report}


def _prepared(plan_path: str, names_csv: str, drawn: Sequence[str], progress: Progress) -> Box:
    if names_csv:
        return new_box(_terms_of_list(names_csv), drawn, progress)
    from ..plan import PlanFile, side_path

    with PlanFile.open(plan_path, readonly=True) as plan:
        terms = terms_of(plan)
        if not plan.names() and _has_pseudonyms(plan):
            raise KosozuError("REL-NO-NAMES", path=side_path(plan_path))
        box = new_box(terms, drawn, progress)
        for table, columns in _FREE_TEXTS.items():
            rows = plan.read(table, list(columns))
            for column in columns:
                texts = [str(text) for text in rows[column] if text]
                box.only_look(f"{Path(plan_path).name}", f"{table}.{column}", "plan", texts)
    return box


def _has_pseudonyms(plan: PlanFile) -> bool:
    if "individual" in plan.read("actor", ["kind"])["kind"]:
        return True
    users = plan.read("unit_farmland", ["user_now_id", "user_target_id"])
    return any(any(column) for column in users.values())


def _terms_of_list(path: str) -> Terms:
    """A csv in any encoding of Japan; its first row may or may not be a heading."""
    from ..reports.release.box import Refused
    from ..reports.release.terms import of_table
    from ..reports.release.texts import decoded

    try:
        text = decoded(Path(path).read_bytes())
        rows = [row for row in csv.reader(io.StringIO(text, newline="")) if any(row)]
    except (Refused, csv.Error):
        raise KosozuError("REL-NAMES-FILE", path=path) from None
    width = max(map(len, rows), default=0)
    full = [row + [""] * (width - len(row)) for row in rows]
    terms = of_table([(full[0][at], [row[at] for row in full[1:]]) for at in range(width)])
    if not len(terms):
        raise KosozuError("REL-NO-VALUES", path=path)
    return terms


def _files(path: Path) -> Iterator[tuple[str, Path]]:
    """(name in the report, path) of a folder's files, or of one file with what belongs to it."""
    if path.is_dir():
        for folder, folders, names in os.walk(path):
            folders.sort()
            for name in sorted(names):
                file = Path(folder) / name
                yield file.relative_to(path).as_posix(), file
        return
    yield path.name, path
    for other in sorted(path.parent.iterdir()):
        side = any(other.name == path.name + suffix for suffix in _SIDE_FILES)
        part = path.suffix.lower() == ".shp" and other.name.lower() in {
            path.stem.lower() + suffix for suffix in _SHAPE_PARTS
        }
        if side or part:
            yield other.name, other


def _look_at(box: Box, name: str, path: Path) -> None:
    """Read one file whole; a plan that is open in this process is copied by SQLite, or its locks would go."""
    from ..plan import backup
    from ..plan.connection import is_open

    if path.is_symlink():
        box.refuse_file(name, "link")
    elif path.name.endswith("-shm"):
        return  # an index of the -wal beside it
    elif is_open(str(path)):
        with tempfile.TemporaryDirectory(prefix="kosozu-") as folder:
            copy = Path(folder) / "copy.gpkg"
            backup(str(path), str(copy))
            inspect_into(box, {name: copy})
    else:
        inspect_into(box, {name: path})


def _report(box: Box, name: str, path: str, passed: bool, lang: str) -> bytes:
    from ..reports.release.report import report_csv, report_html

    if Path(path).suffix.lower() == ".csv":
        return report_csv(box.hits, lang)
    shown, values = box.shown(name), len(box.terms)
    return report_html(box.hits, name=shown, files=box.files, values=values, passed=passed, lang=lang)
