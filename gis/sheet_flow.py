"""Parts that flow through columns: as large as their place allows, lists cut to what is left, the rest handed back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from ..core.reports.words import word
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
    WHOLE = 0.85
    """Lists are cut only where they do not fit in this size or a larger one."""
    CUT = 0.92
    """The largest size with lists that are cut."""
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
        """Draw in the largest size in which most fits, and return the blocks for which there is no room."""
        x, y, width, height = rect
        count = max(1, int((width + self.GAP) / (self.WIDE * self.NARROW + self.GAP)))
        column = (width - (count - 1) * self.GAP) / count
        tries: list[tuple[float, list[Placed], list[Block]]] = []
        for grow, way in self._ways(count):
            self.grow = grow
            tries.append((grow, *self._flow(blocks, count, column, height, way)))
            if not tries[-1][2]:
                break
        self.grow, placed, rest = min(
            tries, key=lambda one: len(one[2])
        )  # of equals the first, which is largest
        for item in placed:
            item.block.draw(x + item.column * (column + self.GAP), y + item.top, column)
        return rest

    def _ways(self, count: int) -> list[tuple[float, str]]:
        """Sizes and what may be done to lists, the best first."""
        large = [grow for grow in self.SIZES if grow >= self.WHOLE]
        small = [grow for grow in self.SIZES if grow <= self.CUT]
        split = [(grow, "split") for grow in large] if count > 1 else []
        return [*((grow, "whole") for grow in large), *split, *((grow, "cut") for grow in small)]

    def _flow(
        self, blocks: list[Block], count: int, width: float, height: float, way: str
    ) -> tuple[list[Placed], list[Block]]:
        """Blocks with their places, and those that found none.

        A list is kept ``whole``, or ``split`` over columns, or in the last column ``cut`` for what follows.
        """
        placed: list[Placed] = []
        left = list(blocks)
        number, top = 0, 0.0
        while left:
            block, last = left[0], number == count - 1
            if top + block.height(width) > height and way != "whole" and block.listing is not None:
                if not last:
                    left[:1] = self._split(block, width, height - top)
                elif way == "cut" and block.listing.more:
                    later = sum(self._least(other, width) for other in left[1:])
                    left[:1] = self._cut(block, width, height - top - later)
            tall = left[0].height(width)
            if top + tall > height:
                number, top = number + 1, 0.0
                if last or (tall > height and (way == "whole" or left[0].listing is None)):
                    return placed, left
                continue
            placed.append(Placed(left.pop(0), number, top))
            top += tall
        return placed, []

    def _split(self, block: Block, width: float, room: float) -> list[Block]:
        """A list in two, the first part as long as there is room; the block itself where that is too short."""
        whole = block.listing
        assert whole is not None  # noqa: S101 - asked for lists only
        for rows in range(len(whole.rows) - _LEAST_ROWS, _LEAST_ROWS - 1, -1):
            first = self.blocks_of(_part(whole, 0, rows), rows)
            if first.height(width) <= room:
                rest = replace(_part(whole, rows, len(whole.rows)), title=_continued(whole.title))
                return [first, self.blocks_of(rest, len(rest.rows))]
        return [block]

    def _cut(self, block: Block, width: float, room: float) -> list[Block]:
        """The first rows of a list, as many as there is room for; the block itself where these are too few."""
        whole = block.listing
        assert whole is not None  # noqa: S101 - asked for lists only
        for rows in range(len(whole.rows) - 1, _LEAST_ROWS - 1, -1):
            short = self.blocks_of(whole, rows)
            if short.height(width) <= room:
                return [short]
        return [block]

    def _least(self, block: Block, width: float) -> float:
        """The height below which a block is of no use."""
        listing = block.listing
        if listing is None or not listing.more:
            return block.height(width)
        return self.blocks_of(listing, min(_LEAST_ROWS, len(listing.rows))).height(width)

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


def _part(listing: Listing, start: int, end: int) -> Listing:
    return replace(listing, rows=listing.rows[start:end], symbols=listing.symbols[start:end])


def _continued(title: str) -> str:
    head = word("map_list_continued", "ja", title="")
    return title if title.endswith(head) else word("map_list_continued", "ja", title=title)
