"""The one exception of the project: a code with parameters, worded from the catalogue's message tables.

A message at the edge has five parts: what happened, whether the data is safe, the cause, what to do next, and the
code. Inside, a module raises :class:`KosozuError` early, with the value that was wrong.
"""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path
from typing import Any

_TABLES = Path(__file__).parent / "catalogue" / "tables" / "messages"
_SAFE = {"ja": "データは変更されていません。", "en": "Your data is unchanged."}


@cache
def messages() -> dict[str, dict[str, str]]:
    """Every message row by its code, from ``core/catalogue/tables/messages/*.csv``."""
    found: dict[str, dict[str, str]] = {}
    for path in sorted(_TABLES.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            found.update({row["code"]: row for row in csv.DictReader(file)})
    return found


class KosozuError(Exception):
    """Something that a person has to be told.

    ``code`` names a row of the message tables; ``params`` fill its templates.
    """

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code, params)
        self.code = code
        self.params = params

    def text(self, lang: str = "en", *, safe: bool = True) -> str:
        """The sentence in ``ja`` or ``en``: what, cause, safety of the data, next step, code.

        ``safe=False`` leaves the safety out: a warning beside work that went well.
        """
        row = messages().get(self.code)
        if row is None:
            details = ", ".join(f"{key}={value}" for key, value in sorted(self.params.items()))
            return f"{details} {_SAFE[lang]} [{self.code}]".strip()
        parts = [row[f"{part}_{lang}"].format(**self.params) for part in ("what", "cause", "next")]
        what, cause, following = (_closed(part.strip(), lang) for part in parts)
        # Most raise before anything is written; a table with columns of its own says where the data is instead.
        kept = (row.get(f"safe_{lang}") or _SAFE[lang]).format(**self.params) if safe else ""
        gap = "" if lang == "ja" else " "
        return gap.join(part for part in (what, cause, kept, following, f"[{self.code}]") if part)

    def __str__(self) -> str:
        return self.text("en")


def _closed(part: str, lang: str) -> str:
    """A part with its full stop, which a value at its end has none of."""
    if not part or part[-1] in "。．.！？!?":
        return part
    return part + ("。" if lang == "ja" else ".")


class Cancelled(KosozuError):
    """A person asked to stop; whatever was under way has been rolled back."""

    def __init__(self) -> None:
        super().__init__("JOB-CANCELLED")
