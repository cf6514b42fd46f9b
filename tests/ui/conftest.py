"""What stands in ``window/`` runs inside QGIS only (see ``inside.py``)."""

from __future__ import annotations

import os

collect_ignore = [] if "KOSOZU_RESULTS" in os.environ else ["window"]
