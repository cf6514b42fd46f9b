"""Terms and fiscal years of actions, always inside the plan's period."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

TERM_YEARS = {"short": 3, "middle": 5, "long": 10}
"""短期 1–3年, 中期 –5年, 長期 –10年, counted from the first year of the plan."""


def year(value: Any) -> int | None:
    """A fiscal year, None where there is none."""
    if value is None or value == "" or (isinstance(value, float) and math.isnan(value)):
        return None
    return int(value)


def plan_years(info: Mapping[str, Any]) -> tuple[int | None, int | None]:
    """First and last fiscal year of the plan, None where not given."""
    return year(info.get("start_fy")), year(info.get("end_fy"))


def term_of(end: int | None, first: int | None) -> str:
    """The term in which a year lies, counted from the plan's first; '' where either is unknown."""
    if end is None or first is None:
        return ""
    return next((term for term, years in TERM_YEARS.items() if end - first < years), "long")


def work_years(
    zone: Mapping[str, Any], info: Mapping[str, Any], wait_months: float
) -> tuple[str, int | None, int | None]:
    """Term, first and last fiscal year of a zone's work.

    The zone's own years hold, cut to the plan's period. Where it has no first year, work starts with the plan, or in
    the fiscal year in which ``wait_months`` of procedures from the plan's start are over.
    """
    first, last = plan_years(info)
    start, end = year(zone.get("start_fy")), year(zone.get("end_fy"))
    term = str(zone.get("term") or "")
    if start is None and first is not None:
        start = first + int(wait_months // 12)
    if end is None and start is not None and term in TERM_YEARS and term != "long" and first is not None:
        end = max(start, first + TERM_YEARS[term] - 1)
    if end is None:
        end = last
    start, end = _inside(start, first, last), _inside(end, first, last)
    if start is not None and end is not None and end < start:
        end = start
    return term if term in TERM_YEARS else term_of(end, first), start, end


def procedure_years(info: Mapping[str, Any], wait_months: float) -> tuple[str, int | None, int | None]:
    """Term, first and last fiscal year of a procedure that begins with the plan and takes ``wait_months``."""
    first, last = plan_years(info)
    if first is None:
        return "", None, None
    end = first + max(0, math.ceil(wait_months / 12) - 1)
    inside = _inside(end, first, last)
    return term_of(inside, first), first, inside


def _inside(value: int | None, first: int | None, last: int | None) -> int | None:
    if value is None:
        return None
    if first is not None:
        value = max(value, first)
    return value if last is None else min(value, last)
