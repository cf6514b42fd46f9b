"""Lends the tests of this room and of the reports their plan in memory, by a module name of its own."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

_spec = importlib.util.spec_from_file_location("actions_example", Path(__file__).with_name("example.py"))
if _spec is None or _spec.loader is None:
    raise ImportError("example.py")
_module = importlib.util.module_from_spec(_spec)
sys.modules["actions_example"] = _module
_spec.loader.exec_module(_module)
