"""Fills a template: title, stamps, scale, dates, credits, notes."""

from __future__ import annotations

from qgis.core import QgsFillSymbol, QgsLineSymbol
from qgis.PyQt.QtGui import QColor

from ..core.catalogue.model import MarkKind
from ..core.reports import wareki
from ..core.reports.words import word
from . import symbols
from .sheet_background import Background
from .sheet_data import SheetData
from .sheet_layers import group_outlines
from .sheet_page import INK, RED, Page
from .sheet_panel import Signs
from .sheet_template import Slot, Template
from .sheet_theme import Content, MakeSymbol
from .words import version

STAMPS = {
    "draft": ("draft_stamp", RED),
    "agreed": ("agreed_stamp", "#1f4e8c"),
    "published": ("agreed_stamp", "#1f4e8c"),
}
EDITIONS = {"public": "public_stamp", "counter": "counter_stamp", "internal": "internal_stamp"}
_POINT_MM = 25.4 / 72
_STEPS = (1.0, 0.95, 0.9, 0.85, 0.8, 0.75, 0.7, 0.65)
TEXTS = {
    "place", "title", "period", "page", "edition", "stamp", "rights", "notes", "credits", "scale", "scale_note",
    "facts", "synthetic", "panel", "panel_more",
}  # fmt: skip
"""Labels that the sheet fills; others are the office's own and stay."""


class Frame:
    """Draws everything but map and panel; ``page`` is in millimetres."""

    def __init__(
        self, page: Page, template: Template, data: SheetData, content: Content, base: Background
    ) -> None:
        self.page, self.template, self.data, self.content, self.base = page, template, data, content, base
        self.over: list[str] = []
        """Credits that found no room on the page."""

    def draw(self, scale: float, number: str) -> None:
        """Fill the template; ``number`` is 「2 / 40」 or ''."""
        info, phrase = self.data.info, self.data.catalogue.phrase
        place = (str(info.get(key) or "") for key in ("jurisdiction_name", "community_name"))
        self.line("place", "　".join(dict.fromkeys(part for part in place if part)))
        self.title(str(info.get("title") or ""), self.content.title, bool(number))
        self.line("period", self._period())
        self.line("page", number)
        status = str(info.get("status") or "draft")
        key, ink = STAMPS.get(status, STAMPS["draft"])
        self.framed("stamp", phrase(key, "ja"), ink)
        edition = self.data.edition
        self.framed("edition", phrase(EDITIONS[edition], "ja"), RED if edition == "internal" else INK)
        self.line("scale", f"{phrase('scale', 'ja')}　1：{scale:,.0f}")
        self.line("scale_note", word("map_scale_note", "ja", sheet=self.data.wish.sheet))
        self.lines("facts", self._facts())
        self.paragraph("rights", phrase("rights_note", "ja"))
        self._remarks()
        if self.data.synthetic or self.base.synthetic:
            self.framed("synthetic", phrase("synthetic", "ja"), RED)
        else:
            self.template.remove("synthetic")
        self.page.texts += self.template.own_texts(TEXTS, self.page.family)

    def _period(self) -> str:
        info = self.data.info
        if not (info.get("start_fy") and info.get("end_fy")):
            return ""
        return "計画期間　" + wareki.fiscal_years(int(info["start_fy"]), int(info["end_fy"]))

    def _facts(self) -> list[str]:
        """Date, version, coordinate system, office; in large type what a resident asks for."""
        info = self.data.info
        found = [
            word("map_made", "ja", day=wareki.date(self.data.day)),
            word("map_version", "ja", version=version_of(info)),
        ]
        if self.data.wish.large:
            return found
        found.append(word("map_system", "ja", system=plane_name(self.data.epsg)))
        if info.get("jurisdiction_name"):
            found.append(word("map_office", "ja", office=info["jurisdiction_name"]))
        return found

    def _remarks(self) -> None:
        """Small remarks and credits; where the template has no place for remarks they go before the credits."""
        phrase = self.data.catalogue.phrase
        notes = list(dict.fromkeys(note for theme in self.content.themes for note in theme.notes))
        if self.data.edition != "internal":
            notes.append(phrase("hide_names", "ja"))
        credits = f"{phrase('credits', 'ja')}：" + " ／ ".join([*self.data.credits, *self.base.credits])
        if self.template.slot("notes") is None:
            self.credits([*self.content.legend.notes, *notes, credits])
            return
        if self.data.wish.sheet in ("A1", "A0"):
            notes.append(phrase("print_note", "ja"))
        notes.append(word("map_program", "ja", version=version()))
        left = self.paragraph("notes", "".join(note if note[-1] in "。" else note + "。" for note in notes))
        self.credits([credits], up=left)

    # Kinds of places.

    def _slot(self, key: str) -> Slot | None:
        slot = self.template.slot(key)
        self.template.clear(key)
        return slot

    def line(self, key: str, text: str, ink: str = "") -> None:
        """One line, smaller where it would not fit."""
        slot = self._slot(key)
        if slot is not None and text:
            self.page.line(
                text,
                slot.x,
                slot.y,
                slot.width,
                slot.points,
                bold=slot.bold,
                ink=ink or slot.ink,
                align=slot.align,
                height=slot.height,
                family=slot.family,
            )

    def framed(self, key: str, text: str, ink: str) -> None:
        """A stamp: its frame has the colour of its word."""
        item = self.template.item(key)
        if item is not None:
            item.setFrameStrokeColor(self.page.ink(ink))
        self.line(key, text, ink)

    def lines(self, key: str, texts: list[str]) -> None:
        """Lines one under the other from the top, closer where they would not fit."""
        slot = self._slot(key)
        if slot is None:
            return
        step = min(slot.points * _POINT_MM * 1.55, slot.height / max(len(texts), 1))
        for number, text in enumerate(texts):
            y = slot.y + number * step
            self.page.line(
                text, slot.x, y, slot.width, slot.points, ink=slot.ink, height=step, align=slot.align
            )

    def paragraph(self, key: str, text: str, up: float = 0.0) -> float:
        """Lines, in a smaller size where they would not fit, ``up`` higher; returns the height that is left."""
        slot = self._slot(key)
        if slot is None or not text:
            return slot.height if slot else 0.0
        room = slot.height + up
        for share in _STEPS:
            points = slot.points * share
            high = self.page.paragraph_height(text, slot.width, points, bold=slot.bold)
            if high <= room * 1.02:
                break
        y = slot.y - up if slot.top else slot.y - up + max(room - high, 0.0) / 2
        self.page.paragraph(
            text,
            slot.x,
            y,
            slot.width,
            points,
            bold=slot.bold,
            ink=slot.ink,
            align=slot.align,
            family=slot.family,
        )
        return max(room - high, 0.0)

    def credits(self, texts: list[str], up: float = 0.0) -> None:
        """Credits of every source, on the page where they fit, else all of them on the next one.

        ``up`` is the room that the remarks have left above, where they stand above.
        """
        slot, notes = self.template.slot("credits"), self.template.slot("notes")
        if not (slot and notes and notes.x == slot.x and notes.y < slot.y):
            up = 0.0
        text = "".join(part if part[-1] in "。" else part + "　" for part in texts).strip()
        least = slot.points * _STEPS[-1] if slot else 0.0
        if slot and self.page.paragraph_height(text, slot.width, least) > (slot.height + up) * 1.02:
            self.over = texts
            text = word("map_credits_next", "ja")
        self.paragraph("credits", text, up)

    def title(self, text: str, kind: str, numbered: bool) -> None:
        """The plan's name in bold, the sheet's beside it; under it where both do not fit into one line."""
        slot = self._slot("title")
        if slot is None:
            return
        room = slot.width
        page = self.template.box("page")
        if numbered and page is not None and page[1] < slot.y + slot.height and page[0] < slot.x + slot.width:
            room = page[0] - slot.x - 2.0
        size, second = slot.points, slot.points * 0.66
        gap = size * _POINT_MM * 0.9
        first = self.page.width_of(text, size, bold=True)
        beside = self.page.width_of(kind, second)
        if first + gap + beside > room:
            share = room / (first + gap + beside)
            if share < 0.72:
                half = slot.height / 2
                self.page.line(text, slot.x, slot.y, room, size * 0.62, bold=True, height=half)
                self.page.line(kind, slot.x, slot.y + half, room, size * 0.5, height=half)
                return
            size, second, gap, first = size * share, second * share, gap * share, first * share
        self.page.line(text, slot.x, slot.y, first * 1.01, size, bold=True, height=slot.height, ink=slot.ink)
        x = slot.x + first + gap
        down = (size - second) * _POINT_MM * 0.28
        self.page.line(kind, x, slot.y + down, slot.x + room - x + 1.0, second, height=slot.height)

    def signs(self) -> Signs:
        """What stands under 記号: marks on the sheet, then lines of the base."""
        kinds, present = self.data.catalogue.mark_kinds, set(self.data.marks["kind"])
        rows: Signs = [(_mark(kinds[code]), kinds[code].label_ja) for code in kinds if code in present]
        themes = self.content.themes
        if self.data.area is not None:
            rows.append(
                (
                    _line("#111111", 0.7, (6.0, 2.0, 1.5, 2.0)),
                    self.content.border_label or word("map_border", "ja"),
                )
            )
        if any(theme.highlight is not None and not theme.highlight.is_empty for theme in themes):
            key = "map_highlight_large" if self.data.wish.large else "map_highlight"
            rows.append((_line("#111111", 0.9), word(key, "ja")))
        if self.data.wish.large:
            return rows
        if any(len(theme.context) for theme in themes):
            label = self.content.context_label or word("map_zone_outline", "ja")
            rows.append((_ring("#6b6b6b", 0.35), label))
        if len(self.data.upper):
            upper: MakeSymbol = lambda factor: symbols.scaled(symbols.upper_zone_symbol(), factor)  # noqa: E731
            rows.append((upper, word("map_upper", "ja")))
        if any(len(theme.parcels) for theme in themes):
            rows.append((_ring(symbols.GREY, 0.2), word("map_parcel_outline", "ja")))
        if len(group_outlines(self.data)):
            rows.append((_ring("#7d7d7d", 0.35, (3.0, 2.0)), word("map_groups_outline", "ja")))
        return rows + self.base.legend


def _mark(row: MarkKind) -> MakeSymbol:
    return lambda factor: symbols.mark_symbol(row, factor)


def _line(ink: str, width: float, dash: tuple[float, ...] = ()) -> MakeSymbol:
    return lambda factor: symbols.built(
        QgsLineSymbol(), [symbols.outline_layer(QColor(ink), width * factor, dash)]
    )


def _ring(ink: str, width: float, dash: tuple[float, ...] = ()) -> MakeSymbol:
    return lambda factor: symbols.built(
        QgsFillSymbol(), [symbols.outline_layer(QColor(ink), width * factor, dash)]
    )


def version_of(info: dict[str, object]) -> str:
    """「第2版（令和8年3月20日（2026年））」; a draft says after which edition it is."""
    number = int(str(info.get("edition") or 0))
    if str(info.get("status") or "draft") == "draft":
        return word("map_draft_after", "ja", number=number) if number else word("map_draft_first", "ja")
    return word("map_edition_of", "ja", number=number, day=wareki.date(str(info.get("status_on") or "")))


def plane_name(epsg: int) -> str:
    """「平面直角座標系 第8系」 for the JGD2011 systems 6669–6687, else the EPSG number."""
    if 6669 <= epsg <= 6687:
        return f"平面直角座標系 第{epsg - 6668}系"
    return f"EPSG:{epsg}"
