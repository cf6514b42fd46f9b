"""The progress of an action by fiscal year, as the column ``progress`` holds it.

JSON: ``{"2027": {"state": "doing", "note": "草刈り2回"}}``. A text in the place of the object is read, too: a state's
code or label, or else a note. What is no such JSON at all is a note without a year.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

from .catalogue import Catalogue, load

LIST = "progress"
STATES = ("notstarted", "doing", "done", "stopped")
"""Codes of the catalogue's list."""
ENDED = ("done", "stopped")
"""States after which nothing is expected any more."""


@dataclass(frozen=True)
class Step:
    """What was said of one fiscal year: a code of ``STATES`` or '', and a note."""

    state: str
    note: str = ""


def read(text: str, catalogue: Catalogue) -> tuple[dict[int, Step], str]:
    """Steps by fiscal year, sorted, and a note without a year ('' for none)."""
    try:
        found = json.loads(text) if text else {}
    except ValueError:
        return {}, text
    if not isinstance(found, dict) or not all(str(year).isdigit() for year in found):
        return {}, text if found else ""
    steps = {int(year): _step(value, catalogue) for year, value in found.items()}
    return dict(sorted(steps.items())), ""


def parse(text: str, catalogue: Catalogue) -> Step:
    """「実施中：草刈り2回」 as a person writes it; what is no state is a note."""
    parts = re.split("[：:]", text.strip(), maxsplit=1)
    state = _code(parts[0], catalogue)
    return Step(state, parts[1].strip() if len(parts) > 1 else "") if state else Step("", text.strip())


def write(steps: Mapping[int, Step]) -> str:
    """The column's text; '' for no step. Same steps, same text."""
    kept = {str(year): step for year, step in sorted(steps.items()) if step.state or step.note}
    if not kept:
        return ""
    values = {
        year: {"state": step.state, **({"note": step.note} if step.note else {})}
        for year, step in kept.items()
    }
    return json.dumps(values, ensure_ascii=False)


def state(steps: Mapping[int, Step]) -> str:
    """The state as of the last year of which one is told; ``notstarted`` where none is."""
    told = [step.state for _, step in sorted(steps.items()) if step.state]
    return told[-1] if told else STATES[0]


def _step(value: object, catalogue: Catalogue) -> Step:
    if isinstance(value, dict):
        return Step(_code(str(value.get("state") or ""), catalogue), str(value.get("note") or ""))
    text = "" if value is None else str(value)
    code = _code(text, catalogue)
    return Step(code) if code else Step("", text)


def _code(text: str, catalogue: Catalogue) -> str:
    known = catalogue if LIST in catalogue.codes else load()  # a plan keeps the lists of the day it was made
    return known.code_of(LIST, text) or "" if text else ""
