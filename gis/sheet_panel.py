"""The panel beside the map: legend with areas, marks, findings, scale, north, date."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qgis.core import QgsFillSymbol, QgsSymbol
from qgis.PyQt.QtGui import QColor

from ..core.catalogue import Catalogue
from ..core.reports import wareki
from . import symbols
from .sheet_data import ClassRow, SheetData, finding_groups
from .sheet_page import INK, RULE, SOFT, Page

_STYLES = Path(__file__).parent.parent / "styles"
_HA = 10_000.0
_FOOT = 25.0
_SIZES = (1.35, 1.3, 1.25, 1.2, 1.15, 1.1, 1.05, 1.0, 0.95, 0.9, 0.85, 0.8, 0.75, 0.7)


@dataclass(frozen=True)
class Columns:
    """Left edges and widths of the legend's columns, in mm from the panel's left."""

    swatch: float = 9.0
    label: float = 11.0
    numbers: tuple[tuple[str, float, float], ...] = (
        ("区域数", 46.0, 8.0),
        ("区域面積\n（ha）", 55.0, 13.0),
        ("うち農地\n（ha）", 69.0, 13.0),
        ("割合\n（%）", 83.0, 9.0),
    )


def hectares(area_m2: float) -> str:
    """Square metres as hectares, two digits; 1,234.50."""
    return f"{area_m2 / _HA:,.2f}"


class Panel:
    """Draws from top to bottom; ``y`` is where the next part begins."""

    def __init__(self, page: Page, data: SheetData, x: float, y: float, width: float, bottom: float) -> None:
        self.page, self.data, self.x, self.y, self.width, self.bottom = page, data, x, y, width, bottom
        self.columns = Columns()
        self.top, self.grow = y, 1.0

    @property
    def catalogue(self) -> Catalogue:
        """The plan's own catalogue."""
        return self.data.catalogue

    def phrase(self, key: str) -> str:
        """A small text from the catalogue."""
        return self.catalogue.phrase(key, "ja")

    def draw(self, extra: list[tuple[QgsSymbol, str]]) -> None:
        """Everything above the foot, as large as the room allows."""
        room = self.bottom - _FOOT - 4.0 - self.top
        self.page.dry = True
        for grow in _SIZES:
            self.grow = grow
            if self._parts(extra) - self.top <= room:
                break
        self.page.dry = False
        self._parts(extra)

    def _parts(self, extra: list[tuple[QgsSymbol, str]]) -> float:
        self.y = self.top
        self.legend(6.6 * self.grow)
        self.signs(extra, 5.0 * self.grow)
        self.findings()
        return self.y

    def mm(self, length: float) -> float:
        """A height of the panel as it grows or shrinks to the room."""
        return length * self.grow

    def pt(self, points: float) -> float:
        """A size of text, which grows less than the lines do."""
        return points * min(self.grow, 1.14)

    def heading(self, text: str) -> None:
        """A heading with a rule under it."""
        self.page.line(text, self.x, self.y, self.width, self.pt(10.5), bold=True)
        self.y += self.mm(5.6)
        self.page.rule(self.x, self.y, self.x + self.width, self.y, INK, 0.4)
        self.y += self.mm(1.4)

    def note(self, text: str) -> None:
        """A small remark."""
        self.y = self.page.paragraph(text, self.x, self.y, self.width, 5.8, ink=SOFT)

    def legend(self, row_height: float) -> None:
        """Classes on the sheet: swatch, letter, label, count, 区域面積, うち農地, share; then sum and 未検討."""
        self.heading(f"{self.phrase('legend')}　{self.phrase('legend_zone')}")
        for text, left, width in self.columns.numbers:
            first, _, second = text.partition("\n")
            self.page.line(first, self.x + left, self.y, width, 6.5, ink=SOFT, align="right")
            self.page.line(second, self.x + left, self.y + 2.9, width, 6.0, ink=SOFT, align="right")
        self.y += 6.4
        level = ""
        for row in self.data.legend:
            found = self.catalogue.classes[row.code]
            if found.level1 != level or row is self.data.legend[0]:
                level = found.level1
                self._level(level)
            symbol = symbols.scaled(symbols.zone_symbol(found, outline_mm=0.35), self.page.factor)
            self._class_line(row, symbol, found.letter, found.label_ja, row_height)
        self.page.rule(self.x, self.y + 0.3, self.x + self.width, self.y + 0.3)
        self.y += 0.8
        self._class_line(self.data.total, None, "", self.phrase("total"), row_height * 0.8, bold=True)
        blank = symbols.built(
            QgsFillSymbol(), [symbols.fill_layer(None, QColor(RULE), 0.25 * self.page.factor)]
        )
        self._class_line(self.data.blank, blank, "", self.phrase("no_class"), row_height)
        whole = "計画区域" if self.data.area is not None else "筆の図上面積の合計"
        self.y += 0.8
        self.note(f"割合は{whole}に対する割合です。" + self.phrase("area_both_note"))
        self.note(self.phrase("area_note").format(crs=f"EPSG:{self.data.epsg}"))
        self.y += self.mm(2.4)

    def _level(self, code: str) -> None:
        level = self.catalogue.level1.get(code)
        text = level.label_ja if level else "その他"
        self.page.line(f"【{text}】", self.x - 0.8, self.y, 46, self.pt(6.8), bold=True, ink=SOFT)
        self.y += self.mm(3.9)

    def _class_line(
        self, row: ClassRow, symbol: Any, letter: str, text: str, height: float, *, bold: bool = False
    ) -> None:
        if symbol is not None:
            self.page.swatch(symbol, self.x + 0.4, self.y + 0.5, self.columns.swatch - 1.0, height - 1.2)
        left = self.columns.label if symbol is not None else 0.5
        if letter:
            self.page.line(letter, self.x + left, self.y, 6.0, self.pt(7.8), bold=True, height=height - 0.2)
            left += 6.2
        self._two_lines(text, self.x + left, self.columns.numbers[0][1] - left, height, bold)
        values = (
            f"{row.zones:,}" if row.zones else "–",
            hectares(row.area_m2),
            hectares(row.farmland_m2),
            f"{row.share:.1f}",
        )
        for (_, at, width), value in zip(self.columns.numbers, values):
            x, y = self.x + at, self.y
            self.page.line(value, x, y, width, self.pt(7.8), bold=bold, align="right", height=height - 0.2)
        self.y += height

    def _two_lines(self, text: str, x: float, width: float, height: float, bold: bool) -> None:
        """A label in one line where it fits, else its bracket in a second, smaller one."""
        size = self.pt(7.8)
        head, bracket, tail = text.partition("（")
        if not bracket or self.page.width_of(text, size, bold=bold) <= width:
            self.page.line(text, x, self.y, width, size, bold=bold, height=height - 0.2)
            return
        middle = self.y + height / 2
        self.page.line(head, x, middle - 3.3, width, size, bold=bold, height=3.4)
        self.page.line(f"（{tail}", x - 0.6, middle + 0.2, width + 0.6, self.pt(6.0), ink=SOFT, height=2.6)

    def signs(self, extra: list[tuple[QgsSymbol, str]], row_height: float) -> None:
        """Marks on the sheet and lines of the base, in two columns."""
        factor = self.page.factor
        kinds = self.catalogue.mark_kinds
        present = set(self.data.marks["kind"])
        rows = [
            (symbols.mark_symbol(kinds[code], factor), kinds[code].label_ja)
            for code in kinds
            if code in present
        ]
        rows += extra
        if not rows:
            return
        self.heading("記号")
        half = (len(rows) + 1) // 2
        for number, (symbol, text) in enumerate(rows):
            column, line = divmod(number, half)
            x = self.x + column * self.width / 2
            y = self.y + line * row_height
            self.page.sample(symbol, x + 1.2, y + 0.7, 7.4, row_height - 1.4)
            self.page.line(text, x + 11, y, self.width / 2 - 12, self.pt(7.5), height=row_height)
        self.y += half * row_height + self.mm(2.6)

    def findings(self) -> None:
        """調整事項 by severity: groups (rule × zone) and parcels."""
        table = finding_groups(self.data)
        table = table[(table["groups"] > 0) | (table["severity"] != "INFO")]
        if not len(self.data.findings):
            return
        self.heading(self.phrase("findings"))
        width = self.width / len(table)
        upper, lower = self.mm(4.8), self.mm(4.0)
        for number, row in enumerate(table.itertuples(index=False)):
            severity = self.catalogue.severities[row.severity]
            x = self.x + number * width
            symbol = symbols.finding_symbol(severity, 2.8 * self.page.factor)
            self.page.marker(symbol, x + 2.2, self.y + upper / 2)
            text = severity.label_ja
            self.page.line(text, x + 4.6, self.y, width - 5, self.pt(7.8), bold=True, height=upper)
            parcels = f"・{row.parcels:,}筆" if row.parcels else ""
            text = f"{row.groups:,}件{parcels}"
            self.page.line(text, x + 0.6, self.y + upper, width - 1.4, self.pt(7.2), height=lower)
        self.y += upper + lower + 0.6
        what = "区域ごとの件数" if self.data.edition == "public" else "筆・区域ごとの最も重いもの"
        self.note(f"件数は区域とルールの組の数です。図中の印は{what}（参考を除く）。")
        self.y += self.mm(2.4)

    def foot(self, scale: float, sheet: str, bar: Any) -> None:
        """North, scale, scale bar and date, at the panel's bottom; ``bar`` places the scale bar."""
        y = self.bottom - _FOOT + 1.0
        self.page.rule(self.x, y - 1.6, self.x + self.width, y - 1.6, INK, 0.4)
        self.page.picture(str(_STYLES / "north.svg"), self.x + 1.5, y + 4.4, 9.0, 13.0)
        self.page.line(self.phrase("north"), self.x, y + 0.2, 12, 8.5, bold=True, align="centre")
        text = f"{self.phrase('scale')}　1：{scale:,.0f}"
        self.page.line(text, self.x + 17, y, 42, 11, bold=True)
        bar(self.x + 17, y + 6.0)
        size = f"{sheet}判で印刷したときの縮尺です。"
        self.page.line(size, self.x + 17, y + 16.6, 40, 5.8, ink=SOFT)
        info = self.data.info
        right = self.x + 60
        room = self.width - 60
        self.page.line(self.phrase("made_on"), right, y + 0.4, room, 6.2, ink=SOFT)
        self.page.line(wareki.date(self.data.day), right, y + 3.2, room, 7.2)
        self.page.line(self.phrase("coordinates"), right, y + 8.0, room, 6.2, ink=SOFT)
        self.page.line(plane_name(self.data.epsg), right, y + 10.8, room, 7.2)
        if info.get("jurisdiction_name"):
            self.page.line("計画主体", right, y + 15.6, room, 6.2, ink=SOFT)
            self.page.line(str(info["jurisdiction_name"]), right, y + 18.4, room, 7.2)


def plane_name(epsg: int) -> str:
    """「平面直角座標系 第8系」 for the JGD2011 systems 6669–6687, else the EPSG number."""
    if 6669 <= epsg <= 6687:
        return f"平面直角座標系 第{epsg - 6668}系"
    return f"EPSG:{epsg}"
