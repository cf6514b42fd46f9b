"""The one-page summary as PDF: drawn by Qt, its fonts inside, its words to be found, and looked at afterwards."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Sequence
from html import unescape
from pathlib import Path

from qgis.PyQt.QtCore import QByteArray, QMarginsF, QPointF, QRectF, QSizeF, Qt
from qgis.PyQt.QtGui import QColor, QImage, QPageLayout, QPageSize, QPainter, QPdfWriter, QPen
from qgis.PyQt.QtSvg import QSvgRenderer

from ..core.errors import KosozuError
from ..core.reports.brief import Page
from ..core.reports.layout import contrast
from ..core.reports.sums import Table
from .sheet_check import not_blank
from .sheet_pdf import mend_text
from .sheet_text import font, japanese_font, require_glyphs, width_mm, wrapped

WIDTH, HEIGHT = 420.0, 297.0
_MARGIN, _LEFT, _GAP = 11.0, 234.0, 7.0
_DPI, _PREVIEW_DPI = 600, 60
_INK, _QUIET, _HEAD, _LINE = "#1c2429", "#4b575e", "#24445c", "#9aa5ae"
_POINT_MM = 25.4 / 72
_LEADING = 1.45
_TEXT = re.compile(
    r'<text x="([\d.-]+)" y="([\d.-]+)" font-size="([\d.]+)" fill="(#\w+)" text-anchor="(\w+)" '
    r'font-weight="(\w+)">([^<]*)</text>'
)
"""The words of a chart of ``core.reports.charts``."""


def paint_page(page: Page, drawn: list[str] | None = None) -> bytes:
    """The PDF of the page. ``drawn`` gets every text on it, for the check before publication.

    Raises :class:`KosozuError` for a font that lacks a character, or a page that came out blank or without text.
    """
    family = japanese_font()
    texts = _texts(page)
    require_glyphs(family, texts)
    if drawn is not None:
        drawn += texts
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "brief.pdf")
        writer = QPdfWriter(path)
        writer.setResolution(_DPI)
        writer.setPageSize(QPageSize(QSizeF(WIDTH, HEIGHT), QPageSize.Unit.Millimeter))
        writer.setPageMargins(QMarginsF(0, 0, 0, 0), QPageLayout.Unit.Millimeter)
        writer.setTitle(page.title)
        writer.setCreator(page.author)
        painter = QPainter(writer)
        _Sheet(painter, family, _DPI / 25.4).draw(page)
        painter.end()
        mend_text(path, texts, family)
        _check(path, page, family)
        return Path(path).read_bytes()


def _texts(page: Page) -> list[str]:
    cells = [
        str(cell) for row in [page.classes.header, *page.classes.rows] for cell in row if cell is not None
    ]
    chart = [unescape(found.group(7)) for found in _TEXT.finditer(page.chart)]
    numbers = [text for one in page.numbers for text in (one.label, one.value, one.note)]
    heads = [
        page.title,
        page.lead,
        page.edition,
        page.rights,
        page.map_title,
        page.chart_title,
        page.questions_title,
    ]
    return [text for text in [*heads, *cells, *chart, *numbers, *page.questions, *page.notes] if text]


def _check(path: str, page: Page, family: str) -> None:
    """One page with fonts inside; and the same drawing on an image is not blank."""
    content = Path(path).read_bytes()
    pages = len(re.findall(rb"/Type\s*/Page(?![a-zA-Z])", content))
    if pages != 1 or b"/FontFile" not in content:
        raise KosozuError("GIS-CHECK", detail=f"{pages} pages")
    scale = _PREVIEW_DPI / 25.4
    image = QImage(round(WIDTH * scale), round(HEIGHT * scale), QImage.Format.Format_RGB32)
    image.setDotsPerMeterX(round(_PREVIEW_DPI / 0.0254))
    image.setDotsPerMeterY(round(_PREVIEW_DPI / 0.0254))
    image.fill(QColor("#ffffff"))
    painter = QPainter(image)
    _Sheet(painter, family, scale).draw(page)
    painter.end()
    not_blank(image)


class _Sheet:
    """Draws in millimetres; ``scale`` is dots in one."""

    def __init__(self, painter: QPainter, family: str, scale: float) -> None:
        self._painter, self._family, self._scale = painter, family, scale
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)

    def draw(self, page: Page) -> None:
        """The whole page."""
        top = self._title(page)
        right = _MARGIN + _LEFT + _GAP
        width = WIDTH - _MARGIN - right
        self._map(page, top)
        y = self._heading(right, top, width, page.classes.title)
        y = self._table(right, y, width, page.classes) + 5
        y = self._heading(right, y, width, page.chart_title)
        y = self._chart(right, y, width, page.chart) + 5
        y = self._numbers(right, y, width, page)
        self._fitted(
            right, y + 3, width, HEIGHT - _MARGIN - y - 3, ["　".join(page.notes)], 8.0, 5.0, ink=_QUIET
        )

    def _title(self, page: Page) -> float:
        self.text(_MARGIN, 8.0, page.title, 22, bold=True, ink=_HEAD)
        self.text(_MARGIN, 19.0, f"【{page.edition}】　{page.lead}", 10.5)
        self.text(_MARGIN, 25.0, page.rights, 9, ink=_QUIET)
        return 32.0

    def _map(self, page: Page, top: float) -> None:
        """The map, and below it the questions."""
        y = self._heading(_MARGIN, top, _LEFT, page.map_title)
        image = QImage.fromData(QByteArray(page.map)) if page.map else QImage()
        if not image.isNull():
            height = _LEFT * image.height() / image.width()
            self._painter.drawImage(self._rect(_MARGIN, y, _LEFT, height), image)
            self._outline(_MARGIN, y, _LEFT, height)
            y += height
        y = self._heading(_MARGIN, y + 4, _LEFT, page.questions_title)
        asked = [f"{place}．{text}" for place, text in enumerate(page.questions, start=1)]
        self._fitted(_MARGIN, y, _LEFT, HEIGHT - _MARGIN - y, asked, 12.0, 7.0)

    def _heading(self, x: float, y: float, width: float, text: str) -> float:
        self.text(x, y, text, 13, bold=True, ink=_HEAD)
        self._line(x, y + 7.2, x + width, y + 7.2, _HEAD, 0.4)
        return y + 9.2

    def _table(self, x: float, y: float, width: float, table: Table) -> float:
        whole = sum(table.widths)
        places, at = [], x
        for part in table.widths:
            places.append((at, part / whole * width))
            at += part / whole * width
        self._fill(x, y, width, 6.4, _HEAD)
        for (left, room), text in zip(places, table.header):
            self._cell(left, y, room, 6.4, text, right=left > x, bold=True, ink="#ffffff")
        y += 6.4
        for index, row in enumerate(table.rows):
            for place, ((left, room), value, form) in enumerate(zip(places, row, table.formats)):
                shown = _shown(value, form)
                if place == 0 and index < len(table.fills) and table.fills[index]:
                    self._sign(left, y, table.fills[index], shown)
                    self._cell(left + 9, y, room - 9, 5.9, shown.partition(" ")[2], right=False)
                else:
                    self._cell(left, y, room, 5.9, shown, right=left > x, bold=index >= len(table.fills))
            y += 5.9
            self._line(x, y, x + width, y, _LINE, 0.15)
        return y

    def _sign(self, x: float, y: float, fill: str, text: str) -> None:
        """The class's colour with its letter in it."""
        self._fill(x + 0.6, y + 0.7, 7.6, 4.6, fill)
        self._outline(x + 0.6, y + 0.7, 7.6, 4.6)
        code = text.split(" ")[0]
        self.text(
            x + 4.4 - width_mm(code, self._family, 8, bold=True) / 2,
            y + 1.2,
            code,
            8,
            bold=True,
            ink="#" + contrast(fill),
        )

    def _cell(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        text: str,
        *,
        right: bool,
        bold: bool = False,
        ink: str = _INK,
    ) -> None:
        points = 9.5
        while points > 6 and width_mm(text, self._family, points, bold=bold) > width - 2:
            points -= 0.5
        size = width_mm(text, self._family, points, bold=bold)
        left = x + width - size - 1 if right else x + 1
        self.text(left, y + (height - points * _POINT_MM * 1.2) / 2, text, points, bold=bold, ink=ink)

    def _chart(self, x: float, y: float, width: float, svg: str) -> float:
        """The chart; its words as text, since Qt draws those of an SVG as shapes that nobody can search."""
        drawing = QSvgRenderer(QByteArray(_TEXT.sub("", svg).encode()))
        box = drawing.viewBoxF()
        unit = width / box.width()
        drawing.render(self._painter, self._rect(x, y, width, box.height() * unit))
        for found in _TEXT.finditer(svg):
            left, base, size, ink, anchor, weight, text = found.groups()
            points, bold, text = float(size) * unit / _POINT_MM, weight == "bold", unescape(text)
            room = width_mm(text, self._family, points, bold=bold)
            shift = {"end": room, "middle": room / 2}.get(anchor, 0.0)
            top = y + float(base) * unit - points * _POINT_MM
            self.text(x + float(left) * unit - shift, top, text, points, bold=bold, ink=ink)
        return y + box.height() * unit

    def _numbers(self, x: float, y: float, width: float, page: Page) -> float:
        """Cards, three in a row: what, how much, and what is left out."""
        room, height = width / 3, 20.0
        for place, one in enumerate(page.numbers):
            left, top = x + place % 3 * room, y + place // 3 * height
            self._fill(left + 0.8, top, room - 1.6, height - 1.6, "#f1f5f7")
            self.text(left + 3, top + 1.6, one.label, 9, ink=_QUIET)
            self.text(left + 3, top + 6.0, one.value, 15, bold=True, ink=_HEAD)
            self._fitted(left + 3, top + 13.2, room - 5, 4.6, [one.note], 7.5, 4.0, ink=_QUIET)
        return y + height * ((len(page.numbers) + 2) // 3)

    def _fitted(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        texts: Sequence[str],
        points: float,
        least: float,
        ink: str = _INK,
    ) -> None:
        """Texts as large as there is room for, from ``points`` down to ``least``."""
        while True:
            lines = [[*wrapped(text, self._family, points, width)] for text in texts if text]
            needed = sum(len(part) for part in lines) * points * _POINT_MM * _LEADING + (len(lines) - 1) * 1.2
            if needed <= height or points <= least:
                break
            points -= 0.5
        for part in lines:
            for text in part:
                self.text(x, y, text, points, ink=ink)
                y += points * _POINT_MM * _LEADING
            y += 1.2

    def text(
        self, x: float, y: float, text: str, points: float, *, bold: bool = False, ink: str = _INK
    ) -> None:
        """One line, its upper edge at ``y``."""
        self._painter.setFont(font(self._family, points, bold=bold))
        self._painter.setPen(QColor(ink))
        base = y + points * _POINT_MM
        self._painter.drawText(QPointF(x * self._scale, base * self._scale), text)

    def _fill(self, x: float, y: float, width: float, height: float, colour: str) -> None:
        self._painter.fillRect(self._rect(x, y, width, height), QColor(colour))

    def _outline(self, x: float, y: float, width: float, height: float) -> None:
        self._painter.setPen(QPen(QColor(_LINE), 0.2 * self._scale))
        self._painter.setBrush(Qt.BrushStyle.NoBrush)
        self._painter.drawRect(self._rect(x, y, width, height))

    def _line(self, x: float, y: float, x2: float, y2: float, colour: str, width: float) -> None:
        self._painter.setPen(QPen(QColor(colour), width * self._scale))
        self._painter.drawLine(
            QPointF(x * self._scale, y * self._scale), QPointF(x2 * self._scale, y2 * self._scale)
        )

    def _rect(self, x: float, y: float, width: float, height: float) -> QRectF:
        return QRectF(x * self._scale, y * self._scale, width * self._scale, height * self._scale)


def _shown(value: object, form: str) -> str:
    if value is None:
        return ""
    if isinstance(value, str) or not form:
        return str(value)
    digits = len(form.split(".")[1]) if "." in form else 0
    return f"{value:,.{digits}f}"
