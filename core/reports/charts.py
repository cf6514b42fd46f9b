"""Charts as SVG: the same drawing in documents, pages and the brief. No workbook stands behind them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from ..catalogue import label
from . import tables
from .cells import clean
from .content import Content
from .layout import contrast
from .words import word

FONTS = "'Yu Gothic','游ゴシック','BIZ UDPGothic',Meiryo,'Noto Sans CJK JP','Noto Sans JP',sans-serif"
INK, QUIET, LINE = "#1c2429", "#4b575e", "#9aa5ae"
"""Colours of texts, of what stands beside, and of thin lines."""
_BLANK = "#eeeeee"


@dataclass(frozen=True)
class Part:
    """One part of a bar: its name, size, colour, and a short sign to stand in it."""

    name: str
    value: float
    fill: str
    sign: str = ""


def svg(parts: Sequence[str], width: float, height: float, title: str) -> str:
    """A drawing with a title for those who cannot see it."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" width="{width:g}" '
        f'height="{height:g}" role="img" font-family="{FONTS}"><title>{_text(title)}</title>'
        f'<rect width="{width:g}" height="{height:g}" fill="#ffffff"/>' + "".join(parts) + "</svg>"
    )


def bars(rows: Sequence[Part], title: str, unit: str, width: float = 900.0) -> str:
    """Horizontal bars, one a row, with name before and number behind."""
    left, right, step, top = 300.0, 120.0, 34.0, 12.0
    most = max((row.value for row in rows), default=0.0) or 1.0
    drawn = []
    for place, row in enumerate(rows):
        y = top + place * step
        length = (width - left - right) * row.value / most
        drawn.append(lettering(left - 10, y + 17, row.name, anchor="end"))
        drawn.append(_box(left, y, max(length, 0.5), step - 10, row.fill))
        drawn.append(lettering(left + length + 8, y + 17, f"{row.value:,.2f} {unit}", ink=QUIET))
    height = top * 2 + step * max(len(rows), 1)
    drawn.append(f'<line x1="{left:g}" y1="4" x2="{left:g}" y2="{height - 4:g}" stroke="{LINE}"/>')
    return svg(drawn, width, height, title)


def stacks(rows: Sequence[tuple[str, Sequence[Part]]], title: str, unit: str, width: float = 900.0) -> str:
    """Bars of parts, each as long as the whole, with a legend below each."""
    left, top, bar, gap = 12.0, 8.0, 40.0, 14.0
    drawn, y = [], top
    room = width - 2 * left
    for name, parts in rows:
        whole = sum(part.value for part in parts)
        drawn.append(lettering(left, y + 15, f"{name}　{whole:,.2f} {unit}", bold=True))
        y += 24
        x = left
        for part in parts:
            length = room * part.value / whole if whole else 0.0
            drawn.append(_box(x, y, length, bar, part.fill))
            if length >= 11.0 * max(len(part.sign), 1) + 6 and part.sign:
                drawn.append(
                    lettering(
                        x + length / 2,
                        y + 26,
                        part.sign,
                        anchor="middle",
                        ink="#" + contrast(part.fill),
                        bold=True,
                    )
                )
            x += length
        y += bar + 8
        legend, y = _legend(parts, left, y, room, unit)
        drawn += legend
        y += gap
    return svg(drawn, width, y, title)


def _legend(parts: Sequence[Part], left: float, y: float, room: float, unit: str) -> tuple[list[str], float]:
    """Swatch, name and number of each part, as many in a row as there is room for; and where the legend ends."""
    drawn, x = [], left
    for part in parts:
        text = f"{part.name} {part.value:,.2f} {unit}"
        length = 24 + 15.5 * sum(0.55 if sign.isascii() else 1.0 for sign in text)
        if x > left and x + length > left + room:
            x, y = left, y + 23
        drawn += [_box(x, y + 2, 14, 14, part.fill), lettering(x + 20, y + 15, text, size=15)]
        x += length
    return drawn, y + 23


def classes(content: Content) -> str:
    """区域面積 of each class, and what has none."""
    rows = [
        Part(
            tables.class_name(content, line.code),
            tables.ha(line.area_m2),
            tables.fill(content, line.code),
            line.code,
        )
        for line in content.figures.classes
    ]
    blank = content.figures.blank
    rows.append(Part(tables.class_name(content, ""), tables.ha(blank.area_m2), _BLANK))
    return bars(rows, word("by_class", content.lang), "ha")


_PRESENT = {"used": "#8fbf8a", "idle": "#e3b23c", "hard": "#8a6d5a", "": "#d9d9d9", tables.POOLED: "#bbbbbb"}


def before_and_after(content: Content) -> str:
    """The land now by its state, and the same land by class: two bars of one length."""
    lang = content.lang
    table = content.crosses["present"]
    now = table.groupby("present")["area_m2"].sum()
    then = table.groupby("class_code")["area_m2"].sum()
    states = [
        Part(tables.named(content, "present", key), tables.ha(now[key]), _PRESENT[key])
        for key in tables.ordered(content, "present", list(now.index))
    ]
    aims = [
        Part(tables.class_name(content, key), tables.ha(then[key]), tables.fill(content, key) or _BLANK, key)
        for key in tables.ordered(content, "class_code", list(then.index))
    ]
    return stacks(
        [(word("chart_now", lang), states), (word("chart_then", lang), aims)],
        word("before_after", lang),
        "ha",
    )


def severities(content: Content) -> str:
    """Groups of findings by severity."""
    known = content.catalogue.severities
    rows = [
        Part(label(known[row["severity"]], content.lang), float(row["groups"]), known[row["severity"]].colour)
        for row in content.figures.severities.to_dict("records")
    ]
    drawn = bars(rows, word("open_count", content.lang), word("unit_groups", content.lang))
    return drawn.replace(".00 ", " ")


def _box(x: float, y: float, width: float, height: float, fill: str) -> str:
    return (
        f'<rect x="{x:.2f}" y="{y:.2f}" width="{width:.2f}" height="{height:.2f}" fill="{fill}" stroke="#555555" '
        'stroke-width="0.6"/>'
    )


def lettering(
    x: float,
    y: float,
    text: str,
    *,
    anchor: str = "start",
    ink: str = INK,
    bold: bool = False,
    size: float = 16,
) -> str:
    """A text in a drawing."""
    weight = f' font-weight="{"bold" if bold else "normal"}"'
    return (
        f'<text x="{x:.2f}" y="{y:.2f}" font-size="{size:g}" fill="{ink}" text-anchor="{anchor}"{weight}>'
        f"{_text(text)}</text>"
    )


def _text(text: str) -> str:
    return escape(clean(text), quote=False)
