"""Parts that flow through columns: as large as their place allows, lists cut to what is left, the rest handed back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from .sheet_page import Page
from .sheet_theme import Listing

_LEAST_ROWS = 3

Rect = tuple[float, float, float, float]


@dataclass
class Block:
    """A part: how high it is at a width, and how it is drawn at (x, y) with a width; a list also by its rows."""

    height: Callable[[float], float]
    draw: Callable[[float, float, float], object]
    listing: Listing | None = None


@dataclass(frozen=True)
class Placed:
    """A block in its column, ``top`` below the column's top."""

    block: Block
    column: int
    top: float


class Flow:
    """Fills rectangles of page units with blocks; a subclass makes the blocks and names its sizes and columns."""

    SIZES: tuple[float, ...] = (1.0,)
    WIDE = 95.0
    """Width of a column in page units."""
    NARROW = 0.85
    """How narrow a column may be against that, before there is one less."""
    GAP = 7.0

    def __init__(self, page: Page) -> None:
        self.page = page
        self.grow = 1.0

    def blocks_of(self, listing: Listing, rows: int) -> Block:
        """A block of the first ``rows`` rows of a list."""
        raise NotImplementedError

    def fill(self, blocks: list[Block], rect: Rect) -> list[Block]:
        """Draw in the largest size that fits, and return the blocks for which there is no room in the smallest."""
        x, y, width, height = rect
        count = max(1, int((width + self.GAP) / (self.WIDE * self.NARROW + self.GAP)))
        column = (width - (count - 1) * self.GAP) / count
        for grow in self.SIZES:
            self.grow = grow
            placed, rest = self._flow(blocks, count, column, height)
            if not rest:
                break
        for item in placed:
            item.block.draw(x + item.column * (column + self.GAP), y + item.top, column)
        return rest

    def _flow(
        self, blocks: list[Block], count: int, width: float, height: float
    ) -> tuple[list[Placed], list[Block]]:
        """Blocks with their places, and those that found none; lists are cut so that what follows has room."""
        placed: list[Placed] = []
        number, top = 0, 0.0
        for place, block in enumerate(blocks):
            tall = block.height(width)
            if top + tall > height and self._may_cut(block):
                later = sum(self._least(other, width) for other in blocks[place + 1 :])
                room = height - top - (later if number == count - 1 else 0.0)
                rows = self._rows_in(block, width, room)
                if rows >= _LEAST_ROWS:
                    block = self._cut(block, rows)
                    tall = block.height(width)
            if top + tall > height:
                number, top = number + 1, 0.0
                if number == count or tall > height:
                    return placed, blocks[place:]
            placed.append(Placed(block, number, top))
            top += tall
        return placed, []

    @staticmethod
    def _may_cut(block: Block) -> bool:
        return block.listing is not None and bool(block.listing.more)

    def _least(self, block: Block, width: float) -> float:
        """The height below which a block is of no use."""
        return self._cut(block, _LEAST_ROWS).height(width) if self._may_cut(block) else block.height(width)

    def _rows_in(self, block: Block, width: float, room: float) -> int:
        if block.listing is None:
            return 0
        for rows in range(len(block.listing.rows), 0, -1):
            if self.blocks_of(block.listing, rows).height(width) <= room:
                return rows
        return 0

    def _cut(self, block: Block, rows: int) -> Block:
        if block.listing is None:
            return block
        return self.blocks_of(block.listing, min(rows, len(block.listing.rows)))

    def mm(self, length: float) -> float:
        """A height as the parts grow or shrink to their room."""
        return length * self.grow

    def measured(self, dry: bool, draw: Callable[[], float]) -> float:
        """What ``draw`` returns; nothing is drawn where ``dry``."""
        before, self.page.dry = self.page.dry, self.page.dry or dry
        try:
            return draw()
        finally:
            self.page.dry = before
