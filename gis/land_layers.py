"""The layers of the present state and the future: parcels drawn by a number that stands in another table of the plan.

The numbers come by a join of QGIS's own, so that a saved project shows them without the plugin, too.
"""

from __future__ import annotations

from collections.abc import Sequence

from qgis.core import (
    QgsCategorizedSymbolRenderer,
    QgsFillSymbol,
    QgsRendererCategory,
    QgsVectorLayer,
    QgsVectorLayerJoinInfo,
)
from qgis.PyQt.QtGui import QColor

from ..core.analysis.bands import minute_steps
from ..core.analysis.looks import Look
from ..core.jobs.landview import CODE, FUTURE, NUMBER, Band, View
from . import symbols
from .words import tr

_KEY = "unit_id"
_PREFIX = "land_"
_EDGE = "#8a8a8a"


def land_layer(path: str) -> QgsVectorLayer:
    """The parcels once more, for the numbers."""
    layer = QgsVectorLayer(f"{path}|layername=unit", tr("Present state and future"), "ogr")
    layer.setReadOnly(True)
    layer.setLabelsEnabled(False)
    return layer


def reach_layer(path: str) -> QgsVectorLayer:
    """Where people live, with the minutes to the core places."""
    layer = QgsVectorLayer(f"{path}|layername=reach_place", tr("Minutes to a core place"), "ogr")
    layer.setReadOnly(True)
    return layer


def table_layer(path: str, table: str) -> QgsVectorLayer:
    """A table of numbers to join."""
    return QgsVectorLayer(f"{path}|layername={table}", table, "ogr")


def join(layer: QgsVectorLayer, table: QgsVectorLayer, view: View) -> None:
    """Join the columns that a view needs, anew, so that what was written since is seen."""
    for old in layer.vectorJoins():
        layer.removeJoin(old.joinLayerId())
    made = QgsVectorLayerJoinInfo()
    made.setJoinLayer(table)
    made.setJoinFieldName(_KEY)
    made.setTargetFieldName(_KEY)
    made.setPrefix(_PREFIX)
    made.setUsingMemoryCache(True)
    wanted = {view.column, "known", "looked_after"} if view.kind == FUTURE else {view.column}
    # In the table's order: QGIS mixes the columns of a join up that are named in another one.
    made.setJoinFieldNamesSubset([field.name() for field in table.fields() if field.name() in wanted])
    layer.addJoin(made)


def show_view(layer: QgsVectorLayer, view: View) -> None:
    """Draw joined parcels by a view."""
    layer.setName(view.title)
    layer.setRenderer(renderer(expression(view), view.bands))
    layer.triggerRepaint()


def expression(view: View) -> str:
    """The number of a parcel's band, -1 where nothing is known."""
    value = f'"{_PREFIX}{view.column}"'
    if view.kind == NUMBER:
        steps = " ".join(f"WHEN {value} < {cut!r} THEN {at}" for at, cut in enumerate(view.cuts))
        return f"CASE WHEN {value} IS NULL THEN -1 {steps} ELSE {len(view.cuts)} END"
    if view.kind == CODE:
        codes = [band.code for band in view.bands[:-1]]
        steps = " ".join(f"WHEN {value} = '{code}' THEN {at}" for at, code in enumerate(codes))
        return f"CASE {steps} ELSE -1 END"
    known, taken = f'"{_PREFIX}known"', f'"{_PREFIX}looked_after"'
    return (
        f"CASE WHEN {taken} = 1 THEN 3 WHEN coalesce({known}, 0) <> 1 THEN -1 WHEN {value} = 0 THEN 0"
        f" WHEN {value} <= {view.cuts[0]!r} THEN 1 ELSE 2 END"
    )


def reach_expression(cores: Sequence[int], limit: float) -> str:
    """The number of a place's band with only some cores (their places in ``by_core``) open; -1: people not known."""
    far = "1e9"
    each = ", ".join(f"coalesce(@m[{at}], {far})" for at in cores)
    quickest = f"min({each})" if len(cores) > 1 else each or far
    steps = minute_steps(limit)
    parts = " ".join(f"WHEN @t <= {step!r} THEN {at}" for at, step in enumerate(steps))
    minutes = f"with_variable('m', from_json(\"by_core\"), {quickest})"
    timed = f"with_variable('t', {minutes}, CASE {parts} ELSE {len(steps)} END)"
    return f'CASE WHEN "people" IS NULL THEN -1 WHEN "people" = 0 THEN {len(steps) + 1} ELSE {timed} END'


def show_reach(layer: QgsVectorLayer, bands: Sequence[Band], cores: Sequence[int], limit: float) -> None:
    """Draw places by the minutes to the nearest of some cores."""
    layer.setRenderer(renderer(reach_expression(cores, limit), bands))
    layer.triggerRepaint()


def band_symbol(look: Look) -> QgsFillSymbol:
    """Fill and hatch of a band with the thin outline of parcels."""
    layers = [symbols.fill_layer(symbols.colour(look.fill, look.alpha), QColor(_EDGE), 0.1)]
    layers += symbols.hatch_layers(look.hatch, symbols.ink_on(look.fill))
    return symbols.built(QgsFillSymbol(), layers)


def renderer(number: str, bands: Sequence[Band]) -> QgsCategorizedSymbolRenderer:
    """A symbol for each band; the last band's number is -1."""
    last = len(bands) - 1
    made = [
        QgsRendererCategory(-1 if at == last else at, band_symbol(band.look), band.label)
        for at, band in enumerate(bands)
    ]
    return QgsCategorizedSymbolRenderer(number, made)
