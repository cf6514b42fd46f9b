"""Charts of the forecast as SVG: lines with the range around them, by year; people by age in the first and last."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from . import outlook
from .charts import LINE, QUIET, lettering, svg
from .content import Content
from .words import word

_LEFT, _TOP, _RIGHT, _BOTTOM = 84.0, 62.0, 40.0, 40.0
_WIDTH, _HEIGHT, _TALL = 900.0, 360.0, 18.0
_AGE_LEFT, _AGE_STEP = 120.0, 24.0
_BEFORE = "#c9dcec"
_LOOKS = (("#8a4b08", "", "circle"), ("#24618c", "9 5", "square"))
"""Colour, dashes and mark of the first and second line: told apart without colour, too."""


@dataclass(frozen=True)
class Line:
    """One line: its name and (year, low, middle, high)."""

    name: str
    points: Sequence[tuple[int, float, float, float]]


def people(content: Content) -> str:
    """People of all communities by year; '' where none are known."""
    rows = outlook.picture(content, outlook.PICTURES[0]) if len(content.outlook.forecast) else None
    if rows is None:
        return ""
    points = [
        (int(row["year"]), row["people_low"], row["people_middle"], row["people_high"])
        for row in rows.to_dict("records")
    ]
    line = Line(word("land_forecast_people", content.lang), _told(points))
    return lines(
        [line],
        word("land_chart_people", content.lang),
        word("land_axis_people", content.lang),
        0,
        word("land_chart_band", content.lang),
    )


def ages(content: Content) -> str:
    """People by cohort, oldest above: a light bar for the first year, a dark one for the last; '' where not known."""
    wide, lang = outlook.by_age(content), content.lang
    if len(wide.columns) < 2:
        return ""
    first, last = int(wide.columns.min()), int(wide.columns.max())
    most = max(float(wide[[first, last]].max().max()), 1e-9)
    room = _WIDTH - _AGE_LEFT - _RIGHT - 70
    drawn = []
    for place, (age, row) in enumerate(wide.iterrows()):
        y = _TOP + place * _AGE_STEP
        drawn.append(
            lettering(_AGE_LEFT - 10, y + 15, outlook.age_name(content, int(age)), anchor="end", size=14)
        )
        for year, fill, height, stroke in (
            (first, _BEFORE, 20.0, _LOOKS[1][0]),
            (last, _LOOKS[0][0], 10.0, "none"),
        ):
            drawn.append(
                f'<rect x="{_AGE_LEFT:g}" y="{y + (20 - height) / 2:.1f}" width="{room * row[year] / most:.1f}" '
                f'height="{height:g}" fill="{fill}" stroke="{stroke}" stroke-width="1"/>'
            )
        end = _AGE_LEFT + room * max(row[first], row[last]) / most
        drawn.append(lettering(end + 8, y + 15, f"{row[first]:,.0f} → {row[last]:,.0f}", ink=QUIET, size=13))
    height = _TOP + _AGE_STEP * len(wide) + 10
    for x, year, fill in ((_AGE_LEFT, first, _BEFORE), (_AGE_LEFT + 160, last, _LOOKS[0][0])):
        drawn.append(f'<rect x="{x:g}" y="12" width="26" height="14" fill="{fill}" stroke="{LINE}"/>')
        drawn.append(lettering(x + 34, 24, word("land_year", lang, year=year), size=15))
    drawn.append(
        lettering(_WIDTH - _RIGHT, 24, word("land_axis_people", lang), anchor="end", ink=QUIET, size=14)
    )
    return svg(drawn, _WIDTH, height, word("land_chart_ages", lang))


def unmanaged(content: Content) -> str:
    """Hectares that nobody manages by year in both pictures; '' where nothing may be told."""
    if content.outlook.forecast.empty:
        return ""
    made = []
    for name in outlook.PICTURES:
        rows = outlook.picture(content, name)
        hectares = rows[list(outlook.UNMANAGED)] / 1e4
        points = list(zip(rows["year"].tolist(), *(hectares[one].tolist() for one in outlook.UNMANAGED)))
        made.append(Line(word(f"land_{name}", content.lang), _told(points)))
    return lines(
        made, word("land_chart_unmanaged", content.lang), "ha", 1, word("land_chart_band", content.lang)
    )


def _told(points: Sequence[tuple[int, float, float, float]]) -> list[tuple[int, float, float, float]]:
    """Years of which the three numbers are known."""
    return [point for point in points if all(value == value for value in point)]


@dataclass(frozen=True)
class _Axes:
    """Years across from the first to the last, values up from 0 to ``top``."""

    first: int
    last: int
    top: float

    def x(self, year: int) -> float:
        """Where a year lies."""
        room = _WIDTH - _LEFT - _RIGHT
        return _LEFT + room * (year - self.first) / ((self.last - self.first) or 1)

    def y(self, value: float) -> float:
        """Where a value lies."""
        return _TOP + (_HEIGHT - _TOP - _BOTTOM) * (1.0 - value / self.top)


def lines(made: Sequence[Line], title: str, unit: str, digits: int, note: str = "") -> str:
    """A drawing of some lines over one axis of years that begins at 0; '' where no line has two points."""
    shown = [line for line in made if len(line.points) > 1]
    if not shown:
        return ""
    years = sorted({point[0] for line in shown for point in line.points})
    step, top = _ticks(max(point[3] for line in shown for point in line.points))
    axes = _Axes(years[0], years[-1], top)
    drawn = [lettering(_LEFT - 62, _TOP - 14, unit, ink=QUIET, size=14)]
    for number in range(round(top / step) + 1):
        value = number * step
        at = axes.y(value)
        drawn.append(
            f'<line x1="{_LEFT:g}" y1="{at:.1f}" x2="{_WIDTH - _RIGHT:g}" y2="{at:.1f}" stroke="{LINE}" '
            f'stroke-width="{0.6 if number else 1.4}"/>'
        )
        drawn.append(lettering(_LEFT - 8, at + 5, _figure(value, step), anchor="end", ink=QUIET, size=14))
    drawn += [lettering(axes.x(year), _HEIGHT - 14, str(year), anchor="middle", size=15) for year in years]
    for line, look in zip(shown, _LOOKS):
        drawn.append(_band(line, look, axes))
    taken: list[tuple[float, float]] = []
    for place, (line, look) in enumerate(zip(shown, _LOOKS)):
        drawn += _line(line, look, axes)
        drawn += _numbers(line, axes, digits, taken, above=place == 0)
    drawn.append(lettering(_WIDTH - _RIGHT, 23, note, anchor="end", ink=QUIET, size=14))
    return svg([*drawn, *_legend(shown)], _WIDTH, _HEIGHT, title)


def _ticks(most: float) -> tuple[float, float]:
    """A round step and the top of the axis, for about five lines across."""
    rough = max(most, 1e-9) / 4.0
    power = 10.0 ** int(f"{rough:e}".split("e")[1])
    step = next(part * power for part in (1.0, 2.0, 2.5, 5.0, 10.0) if part * power >= rough)
    count = int(most / step) + 1
    return step, step * count


def _figure(value: float, step: float) -> str:
    digits = 0 if step >= 1 and step == int(step) else 1 if round(step * 10) == step * 10 else 2
    return f"{value:,.{digits}f}"


def _band(line: Line, look: tuple[str, str, str], axes: _Axes) -> str:
    there = [f"{axes.x(year):.1f},{axes.y(low):.1f}" for year, low, _, _ in line.points]
    back = [f"{axes.x(year):.1f},{axes.y(high):.1f}" for year, _, _, high in reversed(line.points)]
    return f'<polygon points="{" ".join([*there, *back])}" fill="{look[0]}" fill-opacity="0.2"/>'


def _line(line: Line, look: tuple[str, str, str], axes: _Axes) -> list[str]:
    """The line with its marks."""
    colour, dashes, mark = look
    points = " ".join(f"{axes.x(year):.1f},{axes.y(middle):.1f}" for year, _, middle, _ in line.points)
    drawn = [f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="3"{_dashed(dashes)}/>']
    return drawn + [_mark(axes.x(year), axes.y(middle), colour, mark) for year, _, middle, _ in line.points]


def _numbers(
    line: Line, axes: _Axes, digits: int, taken: list[tuple[float, float]], *, above: bool
) -> list[str]:
    """The numbers at the first and last year, where they hit no other and not the axis."""
    drawn = []
    for place, anchor in ((0, "start"), (-1, "end")):
        year, _, middle, _ = line.points[place]
        x, y = axes.x(year), axes.y(middle) + (-12 if above else 24)
        if y > axes.y(0) - 2 or any(x == other[0] and abs(y - other[1]) < _TALL for other in taken):
            continue
        taken.append((x, y))
        drawn.append(lettering(x, y, f"{middle:,.{digits}f}", anchor=anchor, bold=True, size=15))
    return drawn


def _dashed(dashes: str) -> str:
    return f' stroke-dasharray="{dashes}"' if dashes else ""


def _mark(x: float, y: float, colour: str, mark: str) -> str:
    if mark == "circle":
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4.5" fill="{colour}"/>'
    return f'<rect x="{x - 4.5:.1f}" y="{y - 4.5:.1f}" width="9" height="9" fill="{colour}"/>'


def _legend(shown: Sequence[Line]) -> list[str]:
    drawn, x = [], _LEFT
    for line, (colour, dashes, mark) in zip(shown, _LOOKS):
        drawn.append(
            f'<line x1="{x:g}" y1="18" x2="{x + 46:g}" y2="18" stroke="{colour}" stroke-width="3"'
            f"{_dashed(dashes)}/>"
        )
        drawn.append(_mark(x + 23, 18, colour, mark))
        drawn.append(lettering(x + 54, 23, line.name, size=15))
        x += 54 + 16 * sum(0.56 if sign.isascii() else 1.0 for sign in line.name) + 30
    return drawn
