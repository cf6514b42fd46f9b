"""The planner's own vocabulary as tables: classes, rules, procedures, forms, labels in both languages."""

from __future__ import annotations

from .catalogue import Catalogue
from .loader import from_texts, load
from .model import label

__all__ = ["Catalogue", "from_texts", "label", "load"]
