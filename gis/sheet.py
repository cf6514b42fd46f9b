"""One map sheet of a plan as PDF or PNG: read, laid out, checked for glyphs, written, opened again, put in place."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from qgis.core import QgsProject

from ..core.errors import KosozuError
from ..core.progress import SILENT, Progress, check
from .sheet_background import read_background
from .sheet_compose import Composed, Composer
from .sheet_content import content_of
from .sheet_data import SheetData, read_sheet
from .sheet_extent import beside, ground
from .sheet_glyphs import glyph_warnings, require_glyphs
from .sheet_picture import map_picture
from .sheet_reach import road_ground
from .sheet_release import release_of
from .sheet_template import template_path
from .sheet_text import japanese_font
from .sheet_theme import Content
from .sheet_wish import COLOURS, KINDS, ORIENTATIONS, SHEETS, Wish
from .sheet_write import write_pdf, write_pictures

__all__ = ["COLOURS", "KINDS", "ORIENTATIONS", "SHEETS", "Printed", "Wish", "map_picture", "print_sheet"]

SUFFIXES = (".pdf", ".png")


@dataclass(frozen=True)
class Printed:
    """What was written: the file, its pages, and what the planner should look at before handing it out."""

    output: str
    pages: int
    warnings: list[KosozuError] = field(default_factory=list)


def print_sheet(
    plan_path: str,
    output: str,
    wish: Wish | None = None,
    *,
    background: Sequence[str] = (),
    day: datetime.date | None = None,
    font_family: str = "",
    dpi: int = 200,
    progress: Progress = SILENT,
) -> Printed:
    """Print one sheet of a plan to ``output`` (.pdf or .png; a second picture is ``x-2.png``).

    ``background`` names local vector files (``PATH|layername=X`` too); without any, ``<plan>.background.gpkg``
    beside the plan is taken where there is one. The plan is only read. Nothing appears at ``output`` unless the
    sheet passed its checks; raises :class:`KosozuError` with what is wrong.
    """
    wish = wish or Wish()
    wish.check()
    kind = Path(output).suffix.lower()
    if kind not in SUFFIXES:
        raise KosozuError("GIS-OUTPUT-KIND", output=output)
    family = japanese_font(font_family)
    progress.step("Reading the plan", "計画を読み込んでいます")
    data = read_sheet(plan_path, wish, day or datetime.date.today(), progress)
    progress.percent(25)
    progress.step("Drawing the sheet", "図面を描いています")
    content = content_of(data)
    check(progress)
    project = QgsProject()
    try:
        made = _compose(project, plan_path, data, content, family, list(background) or beside(plan_path))
        info, today, warnings = data.info, data.day, content.warnings
        del data, content  # 100,000 shapes: the map has its own by now
        progress.percent(50)
        check(progress)
        progress.step("Writing the sheet", "図面を書き出しています")
        release = release_of(plan_path, wish.edition, progress)
        if kind == ".pdf":
            pages = write_pdf(
                output,
                made.layout,
                info,
                today,
                made.texts,
                family=family,
                release=release,
                progress=progress,
            )
        else:
            pages = write_pictures(
                output, made.layout, made.texts, dpi=dpi, release=release, progress=progress
            )
    finally:
        project.clear()
    progress.percent(100)
    return Printed(output, pages, [*warnings, *warnings_of(wish, made)])


def _compose(
    project: QgsProject,
    plan_path: str,
    data: SheetData,
    content: Content,
    family: str,
    files: Sequence[str],
) -> Composed:
    composer = Composer(
        project,
        data,
        content,
        template_path(plan_path, data.wish),
        family,
        grounds=read_background(files, data.epsg) or road_ground(data),
        extent=ground(data),
    )
    made = composer.compose()
    require_glyphs(family, made.texts.all)
    return made


def warnings_of(wish: Wish, *made: Composed) -> list[KosozuError]:
    """What a planner should look at: single parcels in public, doubtful characters, texts that were cut."""
    found = []
    if wish.edition == "public" and wish.single_parcels:
        found.append(KosozuError("GIS-W-PARCELS"))
    found += glyph_warnings(text for sheet in made for text in sheet.texts.all)
    cut = list(dict.fromkeys(text for sheet in made for text in sheet.cut))
    if cut:
        found.append(KosozuError("GIS-W-CUT", texts="、".join(cut[:10]), count=len(cut)))
    return found
