"""The index of an atlas: its pages with their areas, parcels and classes, in as many columns as the sheet has."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from qgis.core import QgsProject

from ..core.errors import KosozuError
from ..core.reports.words import word
from .atlas_pages import AtlasPage, page_data
from .sheet_background import Background
from .sheet_class_legend import hectares
from .sheet_compose import Composed, new_layout
from .sheet_data import SheetData
from .sheet_frame import Frame
from .sheet_page import Page
from .sheet_panel import Panel
from .sheet_template import Template
from .sheet_theme import Content, Legend, Listing
from .sheet_write import Texts

_LEGEND_PT = 7.8
_ROW_MM = 4.7
_HEAD_MM = 16.0
_GAP = 7.0
_WIDE = 120.0
"""Width of a column of the index, in mm of A3."""

Rect = tuple[float, float, float, float]


def _place(template: Template) -> tuple[Rect, float]:
    """Where the index stands: over map and panel together; and the size of a unit."""
    slot, view = template.slot("panel"), template.box("map")
    if slot is None or view is None:
        raise KosozuError("GIS-TEMPLATE-ITEM", template=template.path.name, items="map, panel")
    left, top = min(slot.x, view[0]), min(slot.y, view[1])
    right, low = max(slot.x + slot.width, view[0] + view[2]), view[1] + view[3]
    return (left, top, right - left, low - top), slot.points / _LEGEND_PT


def _room(template: Template) -> tuple[int, int]:
    """Columns of the index, and rows in each."""
    (_, _, width, height), unit = _place(template)
    columns = max(1, int((width / unit + _GAP) / (_WIDE + _GAP)))
    return columns, max(1, int((height / unit - _HEAD_MM) / _ROW_MM))


def index_pages(data: SheetData, template: Path, count: int) -> int:
    """How many pages the index takes for ``count`` entries."""
    project = QgsProject()
    try:
        columns, rows = _room(Template(new_layout(project), template))
        return -(-count // (columns * rows))
    finally:
        project.clear()


def compose_index(
    data: SheetData, template: Path, family: str, pages: list[AtlasPage], first: int, count: int
) -> Iterator[tuple[QgsProject, Composed]]:
    """The pages of the index; ``first`` is the number of the first page that it names, ``count`` of the last."""
    rows = [_row(data, page, first + at) for at, page in enumerate(pages)]
    number = 2
    while rows:
        project = QgsProject()
        layout = new_layout(project)
        loaded = Template(layout, template)
        columns, most = _room(loaded)
        mine, rows = rows[: columns * most], rows[columns * most :]
        page = Page(layout, family, floor=5.0, mono=data.wish.mono)
        rect, unit = _place(loaded)
        for key in (
            "map",
            "panel",
            "panel_more",
            "north",
            "north_mark",
            "scale",
            "scalebar",
            "scale_note",
            "synthetic",
        ):
            loaded.remove(key)
        content = Content(word("map_atlas_index", "ja"), [], Legend("", (), []))
        frame = Frame(page, loaded, replace(data, synthetic=False), content, Background())
        frame.draw(1.0, word("map_page", "ja", page=number, pages=count))
        _draw(page, mine, _heads(data), rect, unit, columns, most)
        texts = Texts([text for text in page.texts if text])
        yield project, Composed(layout, 0.0, texts, page.cut)
        number += 1


def _row(data: SheetData, page: AtlasPage, number: int) -> tuple[str, ...]:
    if data.wish.kind != "concept":
        own = float(data.units["area_map_m2"][page.members].sum())
        return str(number), page.name, hectares(own), f"{int(page.members.sum()):,}"
    figures = page_data(data, page).figures
    classes = data.catalogue.classes
    largest = sorted((row for row in figures.classes if row.area_m2), key=lambda row: -row.area_m2)[:3]
    letters = "・".join(classes[row.code].letter for row in largest) or "–"
    return (
        str(number),
        page.name,
        hectares(figures.total.area_m2),
        f"{int(page.members.sum()):,}",
        letters,
    )


def _heads(data: SheetData) -> tuple[tuple[str, float, bool], ...]:
    """Columns of the index; one of the future or the difficulty has the parcels' area and no classes."""
    concept = data.wish.kind == "concept"
    heads: tuple[tuple[str, float, bool], ...] = (
        (word("map_atlas_page", "ja"), 11.0, True),
        ("", 3.0, False),
        (word("map_atlas_name", "ja"), 0.0, False),
        (word("map_zone_area" if concept else "map_area", "ja"), 15.0, True),
        (word("map_parcels", "ja"), 13.0, True),
    )
    return (*heads, (word("map_atlas_classes", "ja"), 26.0, True)) if concept else heads


def _draw(
    page: Page,
    rows: list[tuple[str, ...]],
    heads: tuple[tuple[str, float, bool], ...],
    rect: Rect,
    unit: float,
    columns: int,
    most: int,
) -> None:
    x, y, width, _ = (value / unit for value in rect)
    column = (width - (columns - 1) * _GAP) / columns
    panel = Panel(page.scaled(unit))
    for at in range(columns):
        part = rows[at * most : (at + 1) * most]
        if part:
            cells: list[Any] = [(number, "", *rest) for number, *rest in part]
            listing = Listing(word("map_atlas_list", "ja"), heads, cells)
            panel.blocks_of(listing, len(cells)).draw(x + at * (column + _GAP), y, column)
