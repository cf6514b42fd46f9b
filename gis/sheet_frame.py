"""What stands around the map: title band, stamps, panel, credits and notes."""

from __future__ import annotations

from collections.abc import Callable

from qgis.core import QgsFillSymbol, QgsLineSymbol, QgsSymbol
from qgis.PyQt.QtGui import QColor

from ..core.reports import wareki
from . import symbols
from .sheet_background import Background
from .sheet_data import SheetData
from .sheet_page import INK, SOFT, Page
from .sheet_panel import Panel

_STAMP = {
    "draft": ("draft_stamp", "#B3261E"),
    "agreed": ("agreed_stamp", "#1f4e8c"),
    "published": ("agreed_stamp", "#1f4e8c"),
}
_EDITION = {"public": "public_stamp", "counter": "counter_stamp", "internal": "internal_stamp"}
_MARGIN = 8.0
_RIGHT = 412.0
_TOP = 30.0
MAP = (_MARGIN, _TOP, 305.0, 236.0)
"""Left, top, width and height of the map in mm of A3."""

_PANEL_X = 317.0
_BOTTOM = 289.0


class Frame:
    """Draws everything but the map itself."""

    def __init__(self, page: Page, data: SheetData, sheet: str, base: Background) -> None:
        self.page, self.data, self.sheet, self.base = page, data, sheet, base

    def draw(self, scale: float, bar: Callable[[float, float], None]) -> None:
        """Draw it."""
        self._title()
        self._stamps()
        panel = Panel(self.page, self.data, _PANEL_X, _TOP, _RIGHT - _PANEL_X, _BOTTOM)
        panel.draw(self._signs())
        panel.foot(scale, self.sheet, bar)
        self._notes()

    def _title(self) -> None:
        info, page = self.data.info, self.page
        place = "　".join(
            dict.fromkeys(
                str(info.get(key) or "") for key in ("jurisdiction_name", "community_name") if info.get(key)
            )
        )
        page.line(place, _MARGIN, 8.0, 200, 10.5, ink=SOFT)
        kind = self.data.catalogue.code_label("plan_title", str(info.get("tier") or ""), "ja")
        title = str(info.get("title") or "")
        width = page.width_of(title, 23, bold=True)
        page.line(title, _MARGIN, 13.0, 235, 23, bold=True, height=13)
        if kind and kind not in title and width < 180:
            page.line(kind, _MARGIN + width + 7, 15.6, 235 - width - 7, 15, height=10)
        if info.get("start_fy") and info.get("end_fy"):
            years = wareki.fiscal_years(int(info["start_fy"]), int(info["end_fy"]))
            page.line(f"計画期間　{years}", 203, 8.0, 110, 8.5, ink=SOFT, align="right")
        page.rule(_MARGIN, 27.4, _RIGHT, 27.4, INK, 0.6)

    def _stamps(self) -> None:
        page, phrase = self.page, self.data.catalogue.phrase
        key, ink = _STAMP.get(str(self.data.info.get("status") or "draft"), _STAMP["draft"])
        text = phrase(key, "ja")
        width = max(page.width_of(text, 17, bold=True) + 8, 16.0)
        x = _RIGHT - width
        page.box(x, 10, width, 13.5, line=ink, thickness=0.9)
        page.line(text, x, 10, width, 17, bold=True, ink=ink, align="centre", height=13.5)
        edition = phrase(_EDITION[self.data.edition], "ja")
        wide = page.width_of(edition, 12, bold=True) + 8
        x -= wide + 4
        ink = "#B3261E" if self.data.edition == "internal" else INK
        page.box(x, 10, wide, 13.5, line=ink, thickness=0.4)
        page.line(edition, x, 10, wide, 12, bold=True, ink=ink, align="centre", height=13.5)

    def _signs(self) -> list[tuple[QgsSymbol, str]]:
        """Lines of the base that the sheet shows."""
        factor = self.page.factor
        rows: list[tuple[QgsSymbol, str]] = []
        if self.data.area is not None:
            line = symbols.outline_layer(QColor("#111111"), 0.7 * factor, (6.0, 2.0, 1.5, 2.0))
            rows.append((symbols.built(QgsLineSymbol(), [line]), "計画区域の境"))
        if len(self.data.upper):
            rows.append((symbols.scaled(symbols.upper_zone_symbol(), factor), "上位計画の区域"))
        if len(self.data.units):
            text = "筆（農地の区画）" if self.data.edition == "public" else "筆（区分の色を重ねる）"
            rows.append((symbols.scaled(symbols.bare_unit_symbol(0.2), factor), text))
        if len(self.data.outlines):
            line = symbols.outline_layer(QColor("#7d7d7d"), 0.35 * factor, (3.0, 2.0))
            rows.append((symbols.built(QgsFillSymbol(), [line]), "集落などのまとまり"))
        return rows + self.base.legend

    def _notes(self) -> None:
        """Under the map: the sentence on rights, credits, and that a sample is a sample."""
        page, phrase = self.page, self.data.catalogue.phrase
        width = MAP[2]
        y = MAP[1] + MAP[3] + 1.6
        if self.data.synthetic or self.base.synthetic:
            text = phrase("synthetic", "ja")
            wide = page.width_of(text, 10, bold=True) + 8
            page.box(_MARGIN + 3, _TOP + 3, wide, 7.5, fill="#ffffff", line="#B3261E", thickness=0.5)
            page.line(
                text, _MARGIN + 3, _TOP + 3, wide, 10, bold=True, ink="#B3261E", align="centre", height=7.5
            )
        y = page.paragraph(phrase("rights_note", "ja"), _MARGIN, y, width, 8.0, bold=True)
        notes = [] if self.data.edition == "internal" else [phrase("hide_names", "ja")]
        if self.sheet != "A3":
            notes.append(phrase("print_note", "ja"))
        if notes:
            y = page.paragraph("".join(notes), _MARGIN, y, width, 6.3, ink=SOFT)
        credits = [*self.data.credits, *self.base.credits]
        if credits:
            text = f"{phrase('credits', 'ja')}：" + " ／ ".join(credits)
            size = 6.3
            while size > 4.0 and y + page.paragraph_height(text, width, size) > _BOTTOM + 1:
                size -= 0.2
            page.paragraph(text, _MARGIN, y, width, size, ink=SOFT)
