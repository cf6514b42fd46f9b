"""The import report (取込結果): what was read, used, merged, refused, and why.

A report holds codes, numbers and examples; its sentences are in the catalogue table ``reasons`` (code, ja, en), which
also words the keys of ``counts`` and ``facts``.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

MAX_EXAMPLES = 20
KINDS = ("rejected", "merged", "unmatched", "repaired", "note")
_WORDING = Path(__file__).parent.parent / "catalogue" / "tables" / "reasons.csv"


@dataclass(frozen=True)
class Reason:
    """Why ``count`` rows were treated in some way; ``examples`` (at most 20) name some of them."""

    code: str
    kind: str
    count: int
    examples: tuple[str, ...] = ()


@dataclass
class ImportReport:
    """One file's report. ``areas`` are m² in the plan's CRS by a word of the table ``reasons``."""

    dataset: str
    file_name: str
    counts: dict[str, int] = field(default_factory=dict)
    reasons: list[Reason] = field(default_factory=list)
    facts: list[tuple[str, str]] = field(default_factory=list)
    areas: dict[str, float] = field(default_factory=dict)

    def add(self, code: str, kind: str, count: int, examples: Iterable[object] = ()) -> None:
        """Note a reason; one that concerns no row is left out, one noted before grows."""
        if kind not in KINDS:
            raise ValueError(kind)
        if not count:
            return
        some = tuple(str(example) for example, _ in zip(examples, range(MAX_EXAMPLES)))
        for place, known in enumerate(self.reasons):
            if (known.code, known.kind) == (code, kind):
                shown = (*known.examples, *some)[:MAX_EXAMPLES]
                self.reasons[place] = Reason(code, kind, known.count + int(count), shown)
                return
        self.reasons.append(Reason(code, kind, int(count), some))

    def fact(self, key: str, value: object) -> None:
        """Note a fact (CRS found, operation, accuracy in m, encoding …); empty ones are left out."""
        text = str(value)
        if text:
            self.facts.append((key, text))

    def total(self, kind: str) -> int:
        """Rows of all reasons of one kind."""
        return sum(reason.count for reason in self.reasons if reason.kind == kind)

    def to_json(self) -> str:
        """The report as stored beside its source in the plan; same report, same bytes."""
        content: dict[str, Any] = asdict(self)
        return json.dumps(content, ensure_ascii=False, sort_keys=True)


@lru_cache(maxsize=1)
def _shipped() -> dict[str, dict[str, str]]:
    with _WORDING.open(encoding="utf-8", newline="") as file:
        return {row["code"]: row for row in csv.DictReader(file)}


def wording(code: str, lang: str) -> str:
    """The sentence or label of a reason, count, area or fact in ``ja`` or ``en``; the code itself if it has none."""
    row = _shipped().get(code)
    return row[lang] if row else code
