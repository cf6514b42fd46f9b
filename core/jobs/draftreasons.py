"""Why a draft proposes a class: for each unit the catalogue's row, for each zone a sentence of shares and factors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

    from ..analysis.draft import Regions
    from ..catalogue import Catalogue
    from ..catalogue.model import DraftClass
    from .difficulty import Judgement

    Array = np.ndarray[Any, Any]

_FACTORS, _STATUSES = 3, 2


def rows_of(catalogue: Catalogue, judgement: Judgement) -> list[DraftClass | None]:
    """The row of ``draft_classes`` for each unit; None where the table has none."""
    table = catalogue.draft_classes
    found = []
    for land, state, status in zip(judgement.land, judgement.state, judgement.status):
        found.append(table.get((land, state, status)) or table.get((land, state, "")))
    return found


def reasons(catalogue: Catalogue, judgement: Judgement, made: Regions) -> list[tuple[str, str]]:
    """Viewpoint and reason (in the language of the plan) of each region, by the area of its units."""
    import numpy as np

    from ..analysis.difficulty import KINDS

    phrase, area = catalogue.phrase, judgement.known.work.area
    none = phrase("draft_none", "ja")
    kinds = np.array([catalogue.code_label("difficulty", code, "ja") for code in KINDS], dtype=object)
    labels = {code: one.label_ja for code, one in catalogue.statuses.items()}
    statuses = np.array([labels.get(code, none) for code in judgement.status], dtype=object)
    codes = ["", *(code for code in catalogue.classes if code != "X")]
    told = []
    for region, label in enumerate(made.label):
        own = np.flatnonzero(made.region == region)
        fitting = [judgement.rows[at] for at in own]
        agree = [at for at, row in zip(own, fitting) if row and row.class_code == codes[label]]
        view = _heaviest([judgement.rows[at].viewpoint for at in agree], area[agree])
        words = _heaviest([judgement.rows[at].reason_ja for at in agree], area[agree])
        reason = phrase("draft_reason", "ja").format(
            reason=words or none,
            kinds="、".join(_shares(catalogue, kinds[judgement.judged.kind[own]], area[own], len(KINDS))),
            factors="、".join(_factors(judgement, own)) or none,
            statuses="、".join(_shares(catalogue, statuses[own], area[own], _STATUSES)),
        )
        told.append((view, reason))
    return told


def _heaviest(texts: list[str], weight: Array) -> str:
    sums: dict[str, float] = {}
    for text, one in zip(texts, weight.tolist()):
        sums[text] = sums.get(text, 0.0) + one
    return max(sorted(sums), key=lambda text: sums[text], default="")


def _shares(catalogue: Catalogue, texts: Array, area: Array, most: int) -> list[str]:
    import numpy as np

    names, place = np.unique(texts.astype(str), return_inverse=True)
    share = np.bincount(place, area, minlength=len(names)) / area.sum() * 100.0
    order = [at for at in np.lexsort((names, -share))[:most] if share[at] >= 0.5]
    say = catalogue.phrase("draft_share", "ja")
    return [say.format(label=names[at], percent=f"{share[at]:.0f}") for at in order]


def _factors(judgement: Judgement, own: Array) -> list[str]:
    """The factors of the difficulty that weigh most in these units."""
    import numpy as np

    area = judgement.known.work.area[own]
    hard = np.array([one.axis == "hard" for one in judgement.table])
    parts = np.nan_to_num(judgement.judged.factors[own]) * area[:, None]
    heavy = np.where(hard, parts.sum(axis=0) / area.sum(), 0.0)
    order = np.argsort(-heavy, kind="stable")[:_FACTORS]
    return [judgement.table[at].label_ja for at in order if heavy[at] >= 0.02]
