"""The panel beside the map: legend, signs and lists, in as many columns as the template's place holds."""

from __future__ import annotations

from typing import Any

from qgis.core import QgsFillSymbol
from qgis.PyQt.QtGui import QColor

from ..core.reports.words import word
from . import symbols
from .sheet_flow import Block, Flow
from .sheet_page import INK, RULE, SOFT, Page
from .sheet_theme import Content, Legend, Listing, MakeSymbol, Row

Signs = list[tuple[MakeSymbol, str]]


class Panel(Flow):
    """Drawn for a column of 95 mm on A3, type of 7.8 points."""

    SIZES = (1.3, 1.2, 1.1, 1.0, 0.92, 0.85, 0.78, 0.7)

    def pt(self, points: float) -> float:
        """A size of type, which grows less than the lines do."""
        return points * min(self.grow, 1.12)

    def blocks(self, content: Content, signs: Signs) -> list[Block]:
        """Legend, signs, lists."""
        legend = content.legend
        made = [
            Block(
                lambda width: self._legend(legend, 0.0, 0.0, width, dry=True),
                lambda x, y, width: self._legend(legend, x, y, width),
            )
        ]
        if signs:
            made.append(
                Block(
                    lambda width: self._signs(signs, 0.0, 0.0, width, dry=True),
                    lambda x, y, width: self._signs(signs, x, y, width),
                )
            )
        return made + [self.blocks_of(item, len(item.rows)) for item in content.listings if item.rows]

    def blocks_of(self, listing: Listing, rows: int) -> Block:
        """A block of the first ``rows`` rows of a list."""
        return Block(
            lambda width: self._list(listing, rows, 0.0, 0.0, width, dry=True),
            lambda x, y, width: self._list(listing, rows, x, y, width),
            listing,
        )

    # Parts. Each returns how high it is.

    def _heading(self, text: str, x: float, y: float, width: float) -> float:
        self.page.line(text, x, y, width, self.pt(10.5), bold=True)
        self.page.rule(x, y + self.mm(5.6), x + width, y + self.mm(5.6), INK, 0.4)
        return self.mm(7.0)

    def _legend(self, legend: Legend, x: float, y: float, width: float, *, dry: bool = False) -> float:
        return self.measured(dry, lambda: self._legend_parts(legend, x, y, width))

    def _legend_parts(self, legend: Legend, x: float, y: float, width: float) -> float:
        """Swatch, letter, label and numbers, line by line; then sums and notes."""
        top = y
        y += self._heading(legend.title, x, y, width)
        starts = _starts(legend.columns, width)
        for (text, wide), left in zip(legend.columns, starts):
            first, _, second = text.partition("|")
            self.page.line(first, x + left, y, wide, 6.5, ink=SOFT, align="right")
            self.page.line(second, x + left, y + 2.9, wide, 6.0, ink=SOFT, align="right")
        y += 6.4 if any("|" in text for text, _ in legend.columns) else 3.8
        level = ""
        for row in legend.rows:
            if row.level != level:
                level = row.level
                self.page.line(f"【{level}】", x - 0.8, y, width * 0.6, self.pt(6.8), bold=True, ink=SOFT)
                y += self.mm(3.9)
            y += self._class_line(row, x, y, width, starts, legend, self.mm(6.4))
        if legend.sums:
            self.page.rule(x, y + 0.3, x + width, y + 0.3)
            y += 0.8
        for row in legend.sums:
            y += self._class_line(row, x, y, width, starts, legend, self.mm(6.4 if row.look else 5.2))
        y += 0.8
        for note in legend.notes:
            y = self.page.paragraph(note, x, y, width, 5.8, ink=SOFT)
        return y + self.mm(2.6) - top

    def _class_line(
        self, row: Row, x: float, y: float, width: float, starts: list[float], legend: Legend, height: float
    ) -> float:
        left = 0.5
        if row.look is not None or row.symbol is not None:
            self._swatch(row, x, y, height)
            left = 11.0
        if row.letter:
            self.page.line(row.letter, x + left, y, 6.0, self.pt(7.8), bold=True, height=height - 0.2)
            left += 6.2
        self._label(row, x + left, y, starts[0] - left - 0.5, height)
        for (_, wide), start, value in zip(legend.columns, starts, row.values):
            self.page.line(
                value, x + start, y, wide, self.pt(7.8), bold=row.bold, align="right", height=height - 0.2
            )
        return height

    def _swatch(self, row: Row, x: float, y: float, height: float) -> None:
        draw_swatch(self.page, row, (x + 0.4, y + 0.5, 8.0, height - 1.2))

    def _label(self, row: Row, x: float, y: float, width: float, height: float) -> None:
        """A label in one line where it fits, else its bracket in a second, smaller one."""
        size = self.pt(7.8)
        head, bracket, tail = row.label.partition("（")
        if not bracket or self.page.width_of(row.label, size, bold=row.bold) <= width:
            self.page.line(row.label, x, y, width, size, bold=row.bold, height=height - 0.2)
            return
        middle = y + height / 2
        self.page.line(head, x, middle - 3.3, width, size, bold=row.bold, height=3.4)
        self.page.line(
            f"（{tail}", x - 0.6, middle + 0.2, width + 0.6, self.pt(6.0), ink=SOFT, height=2.6, fine=True
        )

    def _signs(self, signs: Signs, x: float, y: float, width: float, *, dry: bool = False) -> float:
        return self.measured(dry, lambda: self._sign_parts(signs, x, y, width))

    def _sign_parts(self, signs: Signs, x: float, y: float, width: float) -> float:
        """Marks on the sheet and lines of the base, in two columns."""
        top = y
        y += self._heading(word("map_signs", "ja"), x, y, width)
        half = (len(signs) + 1) // 2
        high = self.mm(5.0)
        for number, (make, text) in enumerate(signs):
            column, line = divmod(number, half)
            left, row = x + column * width / 2, y + line * high
            self.page.sample(make(self.page.factor), left + 1.2, row + 0.7, 7.4, high - 1.4)
            self.page.line(text, left + 11, row, width / 2 - 12, self.pt(7.5), height=high)
        return y + half * high + self.mm(2.6) - top

    def _list(
        self, listing: Listing, rows: int, x: float, y: float, width: float, *, dry: bool = False
    ) -> float:
        return self.measured(dry, lambda: self._list_parts(listing, rows, x, y, width))

    def _list_parts(self, listing: Listing, rows: int, x: float, y: float, width: float) -> float:
        top = y
        y += self._heading(listing.title, x, y, width)
        sign = 5.0 if listing.symbols else 0.0
        free = width - sign - sum(wide for _, wide, _ in listing.columns)
        left, cells = x + sign, []
        for text, wide, right in listing.columns:
            wide = wide or free
            cells.append((left, wide, right))
            self._head_of_column(text, left, y, wide, right)
            left += wide
        y += 6.2 if any("|" in text for text, _, _ in listing.columns) else 3.6
        high = self.mm(4.7)
        for number, row in enumerate(listing.rows[:rows]):
            if listing.symbols and listing.symbols[number] is not None:
                made: Any = listing.symbols[number](self.page.factor)
                self.page.sample(made, x, y, 4.0, high)
            for text, (at, wide, right) in zip(row, cells):
                align = "right" if right else "left"
                self.page.line(
                    text, at, y, wide - (0.0 if right else 1.0), self.pt(7.2), align=align, height=high
                )
            y += high
        if rows < len(listing.rows):
            text = listing.more.format(count=f"{len(listing.rows) - rows:,}")
            self.page.line(text, x, y, width, 6.3, ink=SOFT, height=3.6)
            y += 3.6
        return y + self.mm(2.6) - top

    def _head_of_column(self, text: str, x: float, y: float, width: float, right: bool) -> None:
        first, _, second = text.partition("|")
        align = "right" if right else "left"
        self.page.line(first, x, y, width, 6.2, ink=SOFT, align=align)
        self.page.line(second, x, y + 2.8, width, 6.0, ink=SOFT, align=align)


def _starts(columns: tuple[tuple[str, float], ...], width: float) -> list[float]:
    """Left edges of right-aligned columns that end at the panel's right, with a gap of 1 mm between them."""
    starts = []
    left = width - sum(wide for _, wide in columns) - (len(columns) - 1)
    for _, wide in columns:
        starts.append(left)
        left += wide + 1.0
    return starts


def draw_swatch(page: Page, row: Row, box: tuple[float, float, float, float]) -> None:
    """The sample of a legend's line: an area, a sign, or a sign on an area."""
    look, k = row.look, page.factor
    if look is not None and look.hatch == "bare":
        layer = symbols.fill_layer(None, QColor(RULE), 0.25 * k)
        page.swatch(symbols.built(QgsFillSymbol(), [layer]), *box)
    elif look is not None:
        ink = QColor(INK) if page.mono else None
        symbol = symbols.area_symbol(look.fill, look.hatch, look.alpha, outline_mm=0.35, ink=ink)
        page.swatch(symbols.scaled(symbol, k), *box)
    if row.symbol is not None:
        page.sample(row.symbol(k), *box)
