"""Nobody opens a plan by ``open``, ``shutil``, ``hashlib`` or ``zipfile``: the first close drops SQLite's locks on it.

So every module that opens files at all is listed here, with what it opens.
"""

from __future__ import annotations

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
ROOMS = ("core", "gis", "processing", "ui")
NAMES = {"open", "read_bytes", "read_text", "copy", "copyfile", "copy2", "copyfileobj", "ZipFile"}
OWNERS = {"shutil", "zipfile", "io", "os"}

ALLOWED = {
    "core/catalogue/loader.py": "the shipped tables, and a planner's own",
    "core/errors.py": "the tables of messages",
    "core/actions/text.py": "the words of the draft",
    "core/jobs/exportbundle.py": "an earlier bundle of ours, before it is replaced",
    "core/jobs/exportreport.py": "a template of the office",
    "core/jobs/checkrelease.py": "the list of names",
    "core/jobs/contextfiles.py": "the context file it has just made",
    "core/jobs/importcontext.py": "the raster it has just cut",
    "core/jobs/provenance.py": "input files, before the plan is opened",
    "core/plan/connection.py": "the functions that hash a plan, which refuse one that is open",
    "core/plan/create.py": "the new file, before and after it is one",
    "core/plan/hold.py": "the lock file beside a plan",
    "core/plan/places.py": "the system's table of mounts",
    "core/plan/share.py": "copies and a share's plan, to which this process has no connection; notes",
    "core/plan/store.py": "itself: PlanFile by its class",
    "core/plan/working.py": "the records of working copies",
    "core/reports/bundle/write.py": "the files it has just written",
    "core/reports/package.py": "bytes of an xlsx or docx in memory",
    "core/jobs/release.py": "files that are to leave the house",
    "core/reports/release/fold.py": "the tables of kanji and radicals",
    "core/reports/release/packages.py": "bytes of an archive in memory",
    "core/reports/release/terms.py": "what stands in the place of a person",
    "core/reports/release/words.py": "the words of the check's report",
    "core/reports/template.py": "the shipped Word templates, and one in memory",
    "core/reports/words.py": "the words of the reports",
    "core/sources/container.py": "input files",
    "core/sources/datasets.py": "input files, their heads",
    "core/sources/peek.py": "input files, their heads",
    "core/sources/profile.py": "profiles of columns",
    "core/sources/report.py": "the table of reasons",
    "core/sources/table.py": "input files",
    "core/sources/zones.py": "mapping tables",
    "core/sources/vector.py": "input files",
    "gis/pdf_read.py": "the sheet that was written",
    "gis/brief_pdf.py": "the page that was written",
    "gis/report_pictures.py": "nothing: a picture in memory",
    "gis/sheet_check.py": "the sheet that was written",
    "gis/sheet_picture.py": "a buffer in memory",
    "gis/sheet_pdf.py": "the sheet that was written",
    "gis/sheet_pdf_info.py": "the sheet that was written",
    "gis/sheet_template.py": "the layout templates",
    "gis/words.py": "the plugin's metadata",
    "processing/base.py": "the help texts",
    "ui/docks/plan.py": "nothing itself: the session opens the plan",
    "ui/icons.py": "the drawings of the icons",
    "ui/wizard/importing.py": "nothing itself: the session opens the plan",
}


def opens(path: Path) -> bool:
    """Whether a module calls something that opens a file by its path."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        call = node.func
        if isinstance(call, ast.Name) and call.id in {"open", "ZipFile"}:
            return True
        if isinstance(call, ast.Attribute) and call.attr in NAMES:
            owner = call.value.id if isinstance(call.value, ast.Name) else ""
            if (
                call.attr.startswith("read_")
                or owner in OWNERS
                or (call.attr == "open" and owner != "PlanFile")
            ):
                return True
    return False


def test_only_known_modules_open_files():
    found = {
        path.relative_to(ROOT).as_posix()
        for room in ROOMS
        for path in (ROOT / room).rglob("*.py")
        if opens(path)
    }
    assert found <= set(ALLOWED), sorted(found - set(ALLOWED))
