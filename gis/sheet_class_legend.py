"""The legend of management classes: one line for each that is drawn, then their sum and 未検討.

A plan with zones counts zones and their ground (区域面積); one that was painted by parcels alone counts those.
"""

from __future__ import annotations

from ..core.analysis.figures import ClassRow
from ..core.analysis.looks import Look
from ..core.reports.words import word
from .sheet_data import SheetData
from .sheet_theme import Legend, Row, Theme

_HA = 10_000.0
_BLANK = Look("#FFFFFF", "bare", 0.0)
_NONE = ClassRow("", 0, 0.0, 0.0, 0.0, 0)


def hectares(area_m2: float) -> str:
    """Square metres as hectares, two digits; 1,234.50."""
    return f"{area_m2 / _HA:,.2f}"


def class_legend(
    data: SheetData,
    rows: list[ClassRow],
    total: ClassRow,
    blank: ClassRow,
    found: dict[str, Look],
    theme: Theme,
) -> Legend:
    """``rows`` by class or by level 1, as ``found`` has the looks; a class that is not drawn goes into the sums."""
    drawn = {code for frame in (theme.areas, theme.parcels, theme.hatched) for code in set(frame["code"])}
    made = _Zones(data) if len(data.zones) else _Parcels(data, total, blank)
    numbers = {row.code: row for row in rows}
    lines = [
        line(data, code, made.values(numbers.get(code, _NONE)), found[code])
        for code in found
        if code in drawn
    ]
    sums = []
    aside = [row for row in rows if row.code not in drawn]
    if aside:
        sums.append(Row("", word("map_not_shown", "ja"), made.values(_together(aside))))
    phrase = data.catalogue.phrase
    sums.append(Row("", phrase("total", "ja"), made.values(total), bold=True))
    sums.append(Row("", phrase("no_class", "ja"), made.values(blank), look=_BLANK))
    return Legend(made.title(), made.columns(), lines, sums, made.notes(), made.short())


def _together(rows: list[ClassRow]) -> ClassRow:
    return ClassRow(
        "",
        sum(row.zones for row in rows),
        sum(row.area_m2 for row in rows),
        sum(row.share for row in rows),
        sum(row.farmland_m2 for row in rows),
        sum(row.parcels for row in rows),
    )


def line(data: SheetData, code: str, values: tuple[str, ...], look: Look) -> Row:
    """A line with the class's letter and label under the heading of its level 1; of level 1 alone in large type."""
    catalogue = data.catalogue
    if data.wish.large:
        level = catalogue.level1.get(code)
        return Row(code, level.label_ja if level else _beyond(data), values, look=look)
    found = catalogue.classes[code]
    level = catalogue.level1.get(found.level1)
    head = level.label_ja if level else word("map_other", "ja")
    return Row(code, found.label_ja, values, letter=found.letter, level=head, look=look)


def _beyond(data: SheetData) -> str:
    """What the classes above which no level stands are called: 協議中."""
    names = [row.label_ja for row in data.catalogue.classes.values() if not row.level1]
    return "・".join(names) or word("map_other", "ja")


class _Zones:
    """Numbers of a plan with zones."""

    def __init__(self, data: SheetData) -> None:
        self.data = data
        self.whole = word("map_whole_area" if data.area is not None else "map_whole_parcels", "ja")

    def title(self) -> str:
        phrase = self.data.catalogue.phrase
        return f"{phrase('legend', 'ja')}　{phrase('legend_zone', 'ja')}"

    def columns(self) -> tuple[tuple[str, float], ...]:
        heads = ("map_zones", 8.0), ("map_zone_area", 13.0), ("map_farmland", 13.0), ("map_share", 9.0)
        return tuple((word(key, "ja"), wide) for key, wide in heads)

    def short(self) -> tuple[tuple[str, int], ...]:
        return (word("map_short_zones", "ja"), 0), ("ha", 1), ("%", 3)

    def values(self, row: ClassRow) -> tuple[str, ...]:
        """Dashes where an atlas page only sees the class beside its own ground."""
        if not (row.zones or row.area_m2 or row.farmland_m2):
            return "–", "–", "–", "–"
        count = f"{row.zones:,}" if row.zones else "–"
        return count, hectares(row.area_m2), hectares(row.farmland_m2), f"{row.share:.1f}"

    def notes(self) -> list[str]:
        phrase = self.data.catalogue.phrase
        if self.data.wish.large:
            return [word("map_large_note", "ja", whole=self.whole)]
        return [
            word("map_share_of", "ja", whole=self.whole) + phrase("area_both_note", "ja"),
            phrase("area_note", "ja").format(crs=f"EPSG:{self.data.epsg}"),
        ]


class _Parcels:
    """Numbers of a plan that was painted by parcels alone: farmland under each class."""

    def __init__(self, data: SheetData, total: ClassRow, blank: ClassRow) -> None:
        self.data = data
        self.whole_m2 = total.farmland_m2 + blank.farmland_m2

    def title(self) -> str:
        phrase = self.data.catalogue.phrase
        return f"{phrase('legend', 'ja')}　{phrase('legend_parcel', 'ja')}"

    def columns(self) -> tuple[tuple[str, float], ...]:
        heads = ("map_parcels", 11.0), ("map_farmland_only", 15.0), ("map_share", 10.0)
        return tuple((word(key, "ja"), wide) for key, wide in heads)

    def short(self) -> tuple[tuple[str, int], ...]:
        return (word("map_short_parcels", "ja"), 0), ("ha", 1), ("%", 2)

    def values(self, row: ClassRow) -> tuple[str, ...]:
        if not (row.parcels or row.farmland_m2):
            return "–", "–", "–"
        share = 100.0 * row.farmland_m2 / self.whole_m2 if self.whole_m2 else 0.0
        return f"{row.parcels:,}", hectares(row.farmland_m2), f"{share:.1f}"

    def notes(self) -> list[str]:
        whole = word("map_whole_farmland", "ja")
        if self.data.wish.large:
            return [word("map_large_note", "ja", whole=whole)]
        note = self.data.catalogue.phrase("area_note", "ja").format(crs=f"EPSG:{self.data.epsg}")
        return [word("map_share_of", "ja", whole=whole), note]
