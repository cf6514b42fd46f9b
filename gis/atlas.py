"""An atlas of a plan (図面集): overview with the pages' numbers, index, and a sheet per community, zone or cell."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
from qgis.core import QgsPrintLayout, QgsProject

from ..core.errors import KosozuError
from ..core.progress import SILENT, Progress, check
from ..core.reports.words import word
from .atlas_index import compose_index, index_pages
from .atlas_pages import BY, AtlasPage, atlas_pages, page_data
from .sheet import Printed
from .sheet_background import Ground, read_background
from .sheet_compose import Composed, Composer, new_layout
from .sheet_content import content_of, made_of
from .sheet_data import SheetData, read_sheet
from .sheet_extent import beside, ground
from .sheet_glyphs import glyph_warnings, require_glyphs
from .sheet_release import release_of
from .sheet_template import Template, template_path
from .sheet_text import japanese_font
from .sheet_theme import Content, coded
from .sheet_wish import ATLAS_KINDS, Wish
from .sheet_write import Texts, write_pdf

__all__ = ["BY", "print_atlas"]

_ARROWS = {(-1, 0): "↑", (1, 0): "↓", (0, -1): "←", (0, 1): "→"}


def print_atlas(
    plan_path: str,
    output: str,
    by: str = "community",
    wish: Wish | None = None,
    *,
    background: Sequence[str] = (),
    day: datetime.date | None = None,
    font_family: str = "",
    progress: Progress = SILENT,
) -> Printed:
    """Print an atlas of a plan's management map, future or difficulty to ``output`` (.pdf).

    ``by`` is community, zone or grid; of ``wish`` kind (concept, future, difficulty), sheet, orientation, edition,
    colours and parcels count. Background, checks and errors are those of :func:`kosozu.gis.sheet.print_sheet`; raises
    GIS-ATLAS-NONE where the plan has no community or no zone.
    """
    wish = replace(wish or Wish(), large=False)
    wish.check()
    if wish.kind not in ATLAS_KINDS:
        raise KosozuError("GIS-WISH", parameter="KIND", value=wish.kind, allowed=", ".join(ATLAS_KINDS))
    if by not in BY:
        raise KosozuError("GIS-WISH", parameter="BY", value=by, allowed=", ".join(BY))
    if Path(output).suffix.lower() != ".pdf":
        raise KosozuError("GIS-OUTPUT-KIND", output=output)
    family = japanese_font(font_family)
    progress.step("Reading the plan", "計画を読み込んでいます")
    data = read_sheet(plan_path, wish, day or datetime.date.today(), progress)
    check(progress)
    template = template_path(plan_path, wish, "atlas")
    grounds = read_background(list(background) or beside(plan_path), data.epsg)
    book = _Book(data, template, family, grounds, by, progress)
    progress.step("Writing the atlas", "図面集を書き出しています")
    pages = write_pdf(
        output,
        book.layouts(),
        data.info,
        data.day,
        book.texts,
        family=family,
        release=release_of(plan_path, wish.edition, progress),
        progress=progress,
    )
    progress.percent(100)
    return Printed(output, pages, book.warnings())


class _Book:
    """Makes the layouts one after the other; each is gone when the next one comes."""

    def __init__(
        self,
        data: SheetData,
        template: Path,
        family: str,
        grounds: Sequence[Ground],
        by: str,
        progress: Progress,
    ) -> None:
        self.data, self.template, self.family, self.grounds = data, template, family, grounds
        self.by, self.progress = by, progress
        self.texts = Texts()
        self.cut: list[str] = []
        self.found: list[KosozuError] = []
        self.names: set[str] = set()
        width, height = _map_size(template)
        self.pages = atlas_pages(data, by, width, height)
        self.first = 2 + index_pages(data, template, len(self.pages))
        """The number of the first page of a community, zone or cell."""
        self.count = self.first + len(self.pages) - 1

    def layouts(self) -> Iterator[QgsPrintLayout]:
        """Overview, index, pages."""
        yield from self._made(self._overview())
        for composed in compose_index(
            self.data, self.template, self.family, self.pages, self.first, self.count
        ):
            yield from self._made(composed)
        for number, page in enumerate(self.pages):
            check(self.progress)
            yield from self._made(self._page(page, self.first + number))
            self.progress.percent(10.0 + 85.0 * (number + 1) / len(self.pages))

    def _made(self, composed: tuple[QgsProject, Composed]) -> Iterator[QgsPrintLayout]:
        project, made = composed
        try:
            new = [text for text in made.texts.all if text not in self.names]
            require_glyphs(self.family, new)
            self.names.update(new)
            self.texts.certain += made.texts.certain
            self.texts.possible += made.texts.possible
            self.cut += made.cut
            yield made.layout
        finally:
            project.clear()

    def _number(self, number: int) -> str:
        return word("map_page", "ja", page=number, pages=self.count)

    def _overview(self) -> tuple[QgsProject, Composed]:
        """The whole plan with the pages' grounds and their numbers."""
        content = content_of(self.data)
        self.found = content.warnings
        theme = content.themes[0]
        shapes = np.array([page.focus for page in self.pages], dtype=object)
        theme.context = coded([""] * len(shapes), shapes)
        theme.badges = None
        numbers = [str(self.first + at) for at in range(len(self.pages))]
        names = ["" if self.by == "grid" else page.name for page in self.pages]
        keys = [str(at) for at in range(len(self.pages))]
        theme.letters = gpd.GeoDataFrame({"zone_id": keys, "letter": numbers, "name": names}, geometry=shapes)
        content.title = self._title(word("map_atlas_overview", "ja"), content)
        theme.notes.append(word("map_atlas_numbers", "ja"))
        more = word("map_more_rows", "ja", count="{count}")
        rest = [] if self.data.wish.kind == "concept" else content.listings
        content.listings = [replace(one, more=one.more or more) for one in rest]  # there is no second page
        content.context_label = word("map_atlas_ground", "ja")
        project = QgsProject()
        composer = Composer(
            project,
            self.data,
            content,
            self.template,
            self.family,
            grounds=self.grounds,
            extent=ground(self.data),
        )
        return project, composer.compose(self._number(1), single=True)

    def _page(self, page: AtlasPage, number: int) -> tuple[QgsProject, Composed]:
        data = page_data(self.data, page)
        content = self._content(data, page)
        project = QgsProject()
        composer = Composer(
            project,
            data,
            content,
            self.template,
            self.family,
            grounds=self.grounds,
            extent=page.extent,
            focus=page.focus,
            scale=page.scale,
        )
        made = composer.compose(self._number(number), single=True)
        if page.cell is not None:
            self._neighbours(composer, page)
            made.texts.certain[:] = [text for text in composer.page.texts if text]
        return project, made

    def _content(self, data: SheetData, page: AtlasPage) -> Content:
        content = made_of(data)
        content.title = self._title(page.name, content)
        content.border_label = word("map_atlas_own", "ja")
        if len(data.zones) and data.wish.kind == "concept":
            own = word("map_share_of", "ja", whole=word("map_whole_page", "ja"))
            content.legend.notes[0] = own + data.catalogue.phrase("area_both_note", "ja")
        return content

    def _title(self, name: str, content: Content) -> str:
        """An atlas of anything but the management map says on each page what it is of."""
        if self.data.wish.kind == "concept":
            return name
        return word("map_atlas_kind", "ja", name=name, kind=content.title)

    def _neighbours(self, composer: Composer, page: AtlasPage) -> None:
        """At the map's edges the numbers of the pages that go on there."""
        at = {other.cell: self.first + number for number, other in enumerate(self.pages)}
        box = composer.template.box("map")
        if box is None or page.cell is None:
            return
        x, y, width, height = box
        k = composer.unit
        wide, high = 18.0 * k, 5.0 * k
        places = {
            (-1, 0): (x + width / 2 - wide / 2, y + 0.8 * k),
            (1, 0): (x + width / 2 - wide / 2, y + height - high - 0.8 * k),
            (0, -1): (x + 0.8 * k, y + height / 2 - high / 2),
            (0, 1): (x + width - wide - 0.8 * k, y + height / 2 - high / 2),
        }
        for (down, right), (left, top) in places.items():
            other: Any = at.get((page.cell[0] + down, page.cell[1] + right))
            if other is not None:
                text = f"{_ARROWS[down, right]} {other}"
                composer.page.box(left, top, wide, high, fill="#ffffff", line="#1f1f1f", thickness=0.2 * k)
                composer.page.line(text, left, top, wide, 8.0 * k, bold=True, align="centre", height=high)

    def warnings(self) -> list[KosozuError]:
        """What the planner should look at."""
        found = list(self.found)
        if self.data.edition == "public" and self.data.wish.single_parcels:
            found.append(KosozuError("GIS-W-PARCELS"))
        found += glyph_warnings(self.names)
        cut = list(dict.fromkeys(self.cut))
        if cut:
            found.append(KosozuError("GIS-W-CUT", texts="、".join(cut[:10]), count=len(cut)))
        return found


def _map_size(template: Path) -> tuple[float, float]:
    """Width and height of the template's map in mm."""
    project = QgsProject()
    try:
        box = Template(new_layout(project), template).box("map")
        if box is None:
            raise KosozuError("GIS-TEMPLATE-ITEM", template=template.name, items="map")
        return box[2], box[3]
    finally:
        project.clear()
