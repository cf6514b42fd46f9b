"""Weights of the difficulty from a person's own csv, on top of the catalogue's.

Columns: ``indicator`` and ``weight``; ``axis`` (hard, harm) where the indicator stands on both; ``low`` and ``high``
for one that the catalogue does not have, or to move its scale. A weight of 0 takes an indicator out.
"""

from __future__ import annotations

import dataclasses
import math
from typing import TYPE_CHECKING, Any, NoReturn

from ..errors import KosozuError

if TYPE_CHECKING:
    from ..catalogue.model import DifficultyWeight

_AXES = ("hard", "harm")


def weights_of(shipped: list[DifficultyWeight], path: str) -> list[DifficultyWeight]:
    """The catalogue's weights with what the csv changes; raises JOB-WEIGHTS with row and column."""
    from ..analysis.indicators import SETS
    from ..sources.table import read_table

    made = {(one.indicator, one.axis): one for one in shipped}
    if path:
        rows, _ = read_table(path)
        missing = [name for name in ("indicator", "weight") if name not in rows.columns]
        if missing:
            _refuse(1, missing[0], "")
        names = {name for columns in SETS.values() for name in columns} | {one.indicator for one in shipped}
        for number, row in enumerate(rows.to_dict("records"), 2):
            _change(made, number, {str(key): str(value).strip() for key, value in row.items()}, names)
    for one in made.values():
        if one.low == one.high:
            raise KosozuError(
                "JOB-WEIGHTS", row="", column="low / high", value=f"{one.indicator} {one.low:g}"
            )
    return list(made.values())


def _change(
    made: dict[tuple[str, str], DifficultyWeight], number: int, row: dict[str, str], names: set[str]
) -> None:
    from ..catalogue.model import DifficultyWeight

    indicator, axis = row["indicator"], row.get("axis", "")
    if indicator not in names:
        _refuse(number, "indicator", indicator)
    if not axis:
        axes = [known for name, known in made if name == indicator]
        if len(axes) != 1:
            _refuse(number, "axis", "")
        axis = axes[0]
    if axis not in _AXES:
        _refuse(number, "axis", axis)
    given: dict[str, Any] = {"weight": _number(number, "weight", row["weight"], least=0.0)}
    for name in ("low", "high"):
        if row.get(name):
            given[name] = _number(number, name, row[name])
    old = made.get((indicator, axis))
    if old is not None:
        made[indicator, axis] = dataclasses.replace(old, **given)
        return
    for name in ("low", "high"):
        if name not in given:
            _refuse(number, name, "")
    made[indicator, axis] = DifficultyWeight(
        indicator=indicator,
        axis=axis,
        weight=given["weight"],
        low=given["low"],
        high=given["high"],
        unit=row.get("unit", ""),
        label_ja=row.get("label_ja") or indicator,
        label_en=row.get("label_en") or indicator,
        source=row.get("source", ""),
    )


def _number(row: int, column: str, text: str, least: float = -math.inf) -> float:
    try:
        value = float(text)
    except ValueError:
        _refuse(row, column, text)
    if not math.isfinite(value) or value < least:
        _refuse(row, column, text)
    return value


def _refuse(row: int, column: str, value: str) -> NoReturn:
    raise KosozuError("JOB-WEIGHTS", row=row, column=column, value=value or "–")
