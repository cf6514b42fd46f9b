"""The panel of a large-type sheet: few lines, no type under 14 points, kana over the names of the classes."""

from __future__ import annotations

from ..core.catalogue import Catalogue
from ..core.reports.words import word
from .sheet_flow import Block, Flow
from .sheet_page import INK, SOFT, Page
from .sheet_panel import Signs, draw_swatch
from .sheet_ruby import draw_ruby, ruby_height
from .sheet_theme import Content, Legend, Listing, Row

BASE = 14.0
"""Points of the least type; the panel is drawn in units in which this is its size."""
_NAME = 16.0
_POINT_MM = 25.4 / 72
_SWATCH = 14.0
_LINE = 1.28
_HEAD = 7.9
"""A heading's rule is not nearer to its top."""
_BETWEEN = 3.0
"""Between two columns of numbers."""
_TWO = 95.0
"""From this width signs stand in two columns."""


class LargePanel(Flow):
    """Drawn for a column of 106 mm on A4."""

    SIZES = (1.25, 1.15, 1.08, 1.0, 0.92, 0.86, 0.8)
    WIDE = 106.0
    NARROW = 0.96
    GAP = 10.0

    def __init__(self, page: Page, catalogue: Catalogue) -> None:
        super().__init__(page)
        self.readings = catalogue.readings

    def blocks(self, content: Content, signs: Signs) -> list[Block]:
        """Legend, signs, lists."""
        legend = content.legend
        made = [
            Block(
                lambda width: self.measured(True, lambda: self._legend(legend, 0.0, 0.0, width)),
                lambda x, y, width: self._legend(legend, x, y, width),
            )
        ]
        if signs:
            made.append(
                Block(
                    lambda width: self.measured(True, lambda: self._signs(signs, 0.0, 0.0, width)),
                    lambda x, y, width: self._signs(signs, x, y, width),
                )
            )
        return made + [self.blocks_of(item, len(item.rows)) for item in content.listings if item.rows]

    def blocks_of(self, listing: Listing, rows: int) -> Block:
        """A block of the first ``rows`` rows of a list."""
        return Block(
            lambda width: self.measured(True, lambda: self._list(listing, rows, 0.0, 0.0, width)),
            lambda x, y, width: self._list(listing, rows, x, y, width),
            listing,
        )

    def _heading(self, text: str, x: float, y: float, width: float) -> float:
        self.page.line(text, x, y, width, _NAME, bold=True)
        rule = max(self.mm(9.0), _HEAD)
        self.page.rule(x, y + rule, x + width, y + rule, INK, 0.5)
        return max(self.mm(11.0), _HEAD + 1.2)

    def _legend(self, legend: Legend, x: float, y: float, width: float) -> float:
        top = y
        y += self._heading(legend.title.split("　")[0], x, y, width)
        cells = self._cells(legend, width)
        for (text, _), (left, wide) in zip(legend.short, cells):
            self.page.line(text, x + left, y - self.mm(1.2), wide, BASE, ink=SOFT, align="right")
        y += self.mm(5.6)
        for row in [*legend.rows, *legend.sums]:
            y += self._row(legend, row, x, y, width, cells)
        return y + self.mm(4.0) - top

    def _cells(self, legend: Legend, width: float) -> list[tuple[float, float]]:
        """Left edge and width of each number's column: no wider than its numbers, so that names have room."""
        rows = [*legend.rows, *legend.sums]
        wide = [
            max(
                self.page.width_of(value, BASE, bold=True)
                for value in [text, *(row.values[at] for row in rows)]
            )
            + _BETWEEN
            for text, at in legend.short
        ]
        return [(width - sum(wide[place:]), wide[place]) for place in range(len(wide))]

    def _row(
        self, legend: Legend, row: Row, x: float, y: float, width: float, cells: list[tuple[float, float]]
    ) -> float:
        """A line of the legend: kana over the name, numbers at its height; a bracket goes into a second line."""
        plain = not (row.look is not None or row.symbol is not None)
        left = 0.5 if plain else _SWATCH + 3.0
        room = (cells[0][0] if cells else width) - left
        head, tail = self._parts_of(row.label, room)
        kana, line = ruby_height(_NAME), _NAME * _POINT_MM * _LINE
        draw_ruby(self.page, head, self.readings, x + left, y, room, _NAME, bold=True)
        for (_, at), (start, wide) in zip(legend.short, cells):
            self.page.line(
                row.values[at], x + start, y + kana, wide, BASE, bold=row.bold, align="right", height=line
            )
        high = kana + line
        if tail:
            draw_ruby(self.page, tail, self.readings, x + left, y + high, width - left, BASE)
            high += ruby_height(BASE) + BASE * _POINT_MM * _LINE
        if not plain:
            draw_swatch(self.page, row, (x + 0.4, y + kana * 0.6, _SWATCH, kana * 0.4 + line - 0.6))
        return high + self.mm(1.6)

    def _parts_of(self, text: str, room: float) -> tuple[str, str]:
        """The name, and what goes into a second line where both do not fit: a bracket, or what follows a colon."""
        if self.page.width_of(text, BASE, bold=True) <= room:
            return text, ""
        for sign in "（：":
            head, found, tail = text.partition(sign)
            if found and head:
                return (head + "：", tail) if sign == "：" else (head, sign + tail)
        return text, ""

    def _signs(self, signs: Signs, x: float, y: float, width: float) -> float:
        top = y
        y += self._heading(word("map_signs", "ja"), x, y, width)
        columns = 2 if width > _TWO else 1
        half, wide = -(-len(signs) // columns), width / columns
        high = max(self.mm(8.0), BASE * _POINT_MM * 1.3)
        for number, (make, text) in enumerate(signs):
            column, line = divmod(number, half)
            left, row = x + column * wide, y + line * high
            self.page.sample(make(self.page.factor), left + 0.6, row + 1.4, 9.0, high - 2.8)
            self.page.line(text, left + 12, row, wide - 12.5, BASE, height=high)
        return y + half * high + self.mm(3.0) - top

    def _list(self, listing: Listing, rows: int, x: float, y: float, width: float) -> float:
        top = y
        y += self._heading(listing.title, x, y, width)
        sign = 9.0 if listing.symbols else 0.0
        free = width - sign - sum(wide * 1.7 for _, wide, _ in listing.columns)
        high = max(self.mm(8.0), BASE * _POINT_MM * 1.3)
        for number, row in enumerate(listing.rows[:rows]):
            make = listing.symbols[number] if listing.symbols else None
            if make is not None:
                self.page.sample(make(self.page.factor), x, y, 7.0, high)
            left, tall = x + sign, high
            for text, (_, wide, right) in zip(row, listing.columns):
                if not wide:
                    tall = max(tall, self._wrapped(text, left, y, free - 1.5, high))
                else:
                    align = "right" if right else "left"
                    room = wide * 1.7 - (0.0 if right else 1.5)
                    self.page.line(text, left, y, room, BASE, align=align, height=high)
                left += wide * 1.7 or free
            y += tall
        if rows < len(listing.rows):
            text = listing.more.format(count=f"{len(listing.rows) - rows:,}")
            y = self.page.paragraph(text, x, y, width, BASE, ink=SOFT)
        return y + self.mm(3.0) - top

    def _wrapped(self, text: str, x: float, y: float, width: float, high: float) -> float:
        """A name in one line, or in several where it is long; returns how high it is."""
        if self.page.width_of(text, BASE) <= width:
            self.page.line(text, x, y, width, BASE, height=high)
            return high
        step = BASE * _POINT_MM * _LINE
        lines = self.page.lines_of(text, width, BASE)
        for number, line in enumerate(lines):
            self.page.line(line, x, y + number * step, width + 2.0, BASE, height=high)
        return high + (len(lines) - 1) * step
