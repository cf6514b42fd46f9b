"""Areas within areas: each area of a lower level belongs to one of the level above, and is made of whole places."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

Array = np.ndarray[Any, Any]


@dataclass(frozen=True)
class Nested:
    """Where places belong.

    ``path``: text (P,) of each place at each level, upper areas first ('' for a place in none); ``moved``: by the level
    above, how many areas lay in more than one of its areas.
    """

    path: dict[str, Array]
    moved: dict[str, int]


def nest(names: dict[str, Array], weight: Array) -> Nested:
    """Paths such as ``広域/地域/集落`` of P places.

    ``names``: the name (P,) of each place's area per level, widest level first. An area in several of the level above
    goes with the largest ``weight`` (P,; of equal ones the first by name); so no area is ever cut in two. A place
    without a name at some level is in no area at all.
    """
    levels = list(names)
    placed = np.all([names[level] != "" for level in levels], axis=0)
    own = {level: np.asarray(names[level], dtype=object) for level in levels}
    moved = {}
    # From the lowest level up: what an area's places say of the level above becomes one answer for all of them.
    for lower, upper in zip(levels[:0:-1], levels[-2::-1]):
        table = pd.DataFrame({"lower": own[lower], "upper": own[upper], "weight": weight})[placed]
        sums = table.groupby(["lower", "upper"], sort=True)["weight"].sum().reset_index()
        moved[upper] = int((sums.groupby("lower").size() > 1).sum())
        best = sums.sort_values(["lower", "weight", "upper"], ascending=[True, False, True], kind="stable")
        answer = best.drop_duplicates("lower").set_index("lower")["upper"]
        own[upper] = np.where(placed, pd.Series(own[lower]).map(answer).fillna("").to_numpy(), "")
    path: dict[str, Array] = {}
    before = np.full(len(weight), "", dtype=object)
    for level in levels:
        here = before + own[level]
        path[level] = np.where(placed, here, "")
        before = here + "/"
    return Nested(path, moved)
