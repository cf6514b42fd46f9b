"""The layers of the land dock in the map: made when they are first looked at, gone with the plan."""

from __future__ import annotations

from collections.abc import Sequence

from ..core.jobs.landview import REACH_VIEW, Band, View
from ..gis.land_layers import land_layer, reach_layer, show_reach, show_view, table_layer
from ..gis.plan_layers import LAND
from .session import Session

REACHED = "reach_place"


class LandMap:
    """Parcels by a number, or places by minutes; one of them is ticked at a time."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def show(self, view: View) -> None:
        """Draw the parcels by a view."""
        path, group = self._session.path, self._session.group
        if LAND not in group.layers:
            group.add_layer(LAND, land_layer(path), below="mark")
        if view.table not in group.layers:
            group.add_layer(view.table, table_layer(path, view.table), in_tree=False)
        show_view(group.layers[LAND], group.layers[view.table], view)

    def show_reach(self, bands: Sequence[Band], cores: Sequence[int], limit: float) -> None:
        """Draw the places by the quickest of some cores."""
        group = self._session.group
        if REACHED not in group.layers:
            group.add_layer(REACHED, reach_layer(self._session.path), below="mark")
        show_reach(group.layers[REACHED], bands, cores, limit)

    def tick(self, view: View | None) -> None:
        """Show the layer of a view and no other; None: neither."""
        wanted = "" if view is None else REACHED if view.name == REACH_VIEW else LAND
        for name in (LAND, REACHED):
            self._session.show_layer(name, name == wanted)

    def forget(self) -> None:
        """Nothing of ours is ticked any more; the layers go with the plan's."""
        self.tick(None)
