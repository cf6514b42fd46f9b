"""The one array type of this room: geometries, coordinates, masks, codes."""

from __future__ import annotations

from typing import Any

from numpy.typing import NDArray

Array = NDArray[Any]
