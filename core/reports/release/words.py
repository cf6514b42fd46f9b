"""How places, routes and reasons are called in the report, in both languages."""

from __future__ import annotations

import csv
from functools import lru_cache
from pathlib import Path

from .box import FOUND, Hit

_TABLE = Path(__file__).parent / "words.csv"


@lru_cache(maxsize=1)
def _words() -> dict[str, dict[str, str]]:
    with _TABLE.open(encoding="utf-8", newline="") as file:
        return {row["key"]: row for row in csv.DictReader(file)}


def say(key: str, lang: str) -> str:
    """A text of ``words.csv``."""
    return _words()[key][lang]


def heading(code: str, lang: str) -> str:
    """A heading of the report."""
    return say(f"head_{code}", lang)


def route(code: str, lang: str) -> str:
    """What a route is called (hidden layer, attachment, metadata …)."""
    return _words()[f"route_{code}"][lang]


def mend(hit: Hit, lang: str) -> str:
    """What a person does about a hit: remove, replace by a letter, redraw."""
    key = f"why_{hit.why}" if hit.why else f"route_{hit.route}"
    return _words()[key][f"mend_{lang}"]


def why(code: str, lang: str) -> str:
    """Why a part cannot be read, or is to be looked at."""
    return _words()[f"why_{code}"][lang]


def kind(code: str, lang: str) -> str:
    """What sort of value was found (name, address …)."""
    return _words()[f"kind_{code}"][lang]


def verdict(code: str, lang: str) -> str:
    """Found, to be looked at, not readable."""
    return _words()[f"verdict_{code}"][lang]


def line(hit: Hit, lang: str) -> str:
    """One hit in one line, for a message."""
    part = (
        f"（{hit.place.part}）"
        if hit.place.part and lang == "ja"
        else f" ({hit.place.part})"
        if hit.place.part
        else ""
    )
    what = hit.shown if hit.verdict == FOUND else why(hit.why, lang) if hit.why else hit.shown
    return f"{hit.place.file}{part} {route(hit.route, lang)}: {what}"
