"""The layers of the land dock in the map: made when they are first looked at, gone with the plan."""

from __future__ import annotations

from collections.abc import Sequence

from ..core.jobs.landview import REACH_VIEW, Band, View
from ..gis.land_layers import join, land_layer, reach_layer, show_reach, show_view, table_layer
from ..gis.plan_layers import LAND, PAINT
from .session import Session

REACHED = "reach_place"
_CLASSES = (PAINT, "zone", "unit")
"""Layers in the colours of the classes, which nobody could tell from those of a view."""


class LandMap:
    """Parcels by a number, or places by minutes; one of them is ticked at a time."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._joined = ("", "")
        """Table and column that the parcels are joined with now."""
        self._hidden: list[str] = []
        """Layers of the classes that were on the map before a view took their place."""

    def written(self) -> None:
        """The numbers are others: what QGIS keeps of them is old."""
        self._joined = ("", "")

    def show(self, view: View) -> None:
        """Draw the parcels by a view."""
        path, group = self._session.path, self._session.group
        if LAND not in group.layers:
            group.add_layer(LAND, land_layer(path), below=PAINT)
        if view.table not in group.layers:
            group.add_layer(view.table, table_layer(path, view.table), in_tree=False)
        layer = group.layers[LAND]
        if self._joined != (view.table, view.column):
            join(layer, group.layers[view.table], view)
            self._joined = (view.table, view.column)
        show_view(layer, view)

    def show_reach(self, bands: Sequence[Band], cores: Sequence[int], limit: float) -> None:
        """Draw the places by the quickest of some cores."""
        group = self._session.group
        if REACHED not in group.layers:
            group.add_layer(REACHED, reach_layer(self._session.path), below=PAINT)
        show_reach(group.layers[REACHED], bands, cores, limit)

    def tick(self, view: View | None, *, alone: bool) -> None:
        """Show the layer of a view and no other of ours, ``alone`` without the classes; None: the classes again."""
        wanted = "" if view is None else REACHED if view.name == REACH_VIEW else LAND
        for name in (LAND, REACHED):
            self._session.show_layer(name, name == wanted)
        group = self._session.group
        if wanted and alone and not self._hidden:
            self._hidden = [name for name in _CLASSES if group.is_shown(name)]
            for name in self._hidden:
                group.show_layer(name, False)
        elif self._hidden and not (wanted and alone):
            for name in self._hidden:
                group.show_layer(name, True)
            self._hidden = []

    def forget(self) -> None:
        """The layers go with the plan's."""
        self.written()
        self._hidden = []
