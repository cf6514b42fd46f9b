"""Kosozu (構想図): land-use plans of Japanese communities, from farmland files to findings and an action plan."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

_EXT = Path(__file__).parent / "ext"
if _EXT.is_dir() and str(_EXT) not in sys.path:
    # At the end, never in front: what QGIS's own Python has wins over what we bring.
    sys.path.append(str(_EXT))


def classFactory(iface: Any) -> Any:
    """QGIS's entry; ``iface`` is None in qgis_process."""
    from .plugin import KosozuPlugin

    return KosozuPlugin(iface)
