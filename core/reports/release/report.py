"""The result of the check as a page or a csv: where, by which route, the value masked, and how to mend it."""

from __future__ import annotations

from typing import Any

from ..csv import table_csv
from ..page import render
from . import words
from .box import FOUND, LOOK, UNREADABLE, Hit

_ORDER = {FOUND: 0, UNREADABLE: 1, LOOK: 2}
_COLUMNS = ("verdict", "file", "part", "route", "kind", "value", "why", "count", "mend")
_MOST = 2000


def ordered(hits: dict[Hit, int]) -> list[tuple[Hit, int]]:
    """What stops first, then file by file; values that look alike once they are masked are one line."""
    lines: dict[Hit, int] = {}
    for hit, times in hits.items():
        line = hit._replace(key="")
        lines[line] = lines.get(line, 0) + times
    return sorted(lines.items(), key=lambda pair: (_ORDER[pair[0].verdict], pair[0]))


def report_csv(hits: dict[Hit, int], lang: str = "ja") -> bytes:
    """One row per hit under headings in ``lang``, in UTF-8 with BOM."""
    rows = [
        [cells[column] for column in _COLUMNS] for cells in (_cells(*pair, lang) for pair in ordered(hits))
    ]
    return table_csv([words.heading(column, lang) for column in _COLUMNS], rows)


def report_html(
    hits: dict[Hit, int], *, name: str, files: int, values: int, passed: bool, lang: str = "ja"
) -> bytes:
    """The page; the second language stands small beside the first. ``values``: how many were looked for."""
    other = "en" if lang == "ja" else "ja"
    listed = ordered(hits)
    groups = []
    for verdict in _ORDER:
        own = [pair for pair in listed if pair[0].verdict == verdict]
        if own:
            groups.append(
                {
                    "verdict": verdict,
                    "label": _pair(f"verdict_{verdict}", lang),
                    "note": _pair(f"note_{verdict}", lang),
                    "number": f"{len(own):,}",
                    "rows": [
                        _cells(hit, times, lang) | {"other": _cells(hit, times, other)}
                        for hit, times in own[:_MOST]
                    ],
                    "more": max(0, len(own) - _MOST),
                }
            )
    page = render(
        "releasecheck.html",
        lang=lang,
        title=f"{words.heading('title', lang)} {name}",
        head=_Headings(lang),
        name=name,
        passed=passed,
        outcome=_pair("passed" if passed else "stopped", lang),
        cards=[
            ("files", f"{files:,}"),
            ("values", f"{values:,}"),
            ("stops", f"{sum(1 for hit in hits if hit.verdict != LOOK):,}"),
            ("looks", f"{sum(1 for hit in hits if hit.verdict == LOOK):,}"),
        ],
        groups=groups,
    )
    return page.encode("utf-8")


def _cells(hit: Hit, times: int, lang: str) -> dict[str, Any]:
    return {
        "verdict": words.verdict(hit.verdict, lang),
        "file": hit.place.file,
        "part": hit.place.part,
        "route": words.route(hit.route, lang),
        "kind": words.kind(hit.kind, lang) if hit.kind else "",
        "value": hit.shown,
        "why": words.why(hit.why, lang) if hit.why else "",
        "count": times,
        "mend": words.mend(hit, lang),
    }


def _pair(key: str, lang: str) -> tuple[str, str]:
    return words.say(key, lang), words.say(key, "en" if lang == "ja" else "ja")


class _Headings:
    """Headings by name for the template."""

    def __init__(self, lang: str) -> None:
        self._lang = lang

    def __getitem__(self, key: str) -> tuple[str, str]:
        return _pair(f"head_{key}", self._lang)
