"""Lends the tests of this room their plan in memory, by a module name of its own."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

_spec = importlib.util.spec_from_file_location("checks_plans", Path(__file__).with_name("plans.py"))
if _spec is None or _spec.loader is None:
    raise ImportError("plans.py")
_module = importlib.util.module_from_spec(_spec)
sys.modules["checks_plans"] = _module
_spec.loader.exec_module(_module)
