"""What a cell of an action plan's workbook means: labels or codes, full or half width, years that Excel made dates."""

from __future__ import annotations

import datetime
import re
import unicodedata
from typing import TYPE_CHECKING, Any

from ..errors import KosozuError
from .editaction import known_actors
from .names import refuse_names

if TYPE_CHECKING:
    from ..plan import PlanFile

COLUMNS = {
    "title": "title",
    "place": "zone_id",
    "method": "method_code",
    "manager": "manager_id",
    "partner": "partner_id",
    "term": "term",
    "start_fy": "start_fy",
    "end_fy": "end_fy",
    "frequency": "frequency",
    "scheme": "scheme",
    "priority": "priority",
    "indicator": "indicator",
    "hours_per_year": "hours_per_year",
    "cost": "cost",
    "note": "note",
}
"""Form keys that come back → columns of the table ``action``."""
TEXT_KEYS = ("title", "frequency", "scheme", "indicator", "note")
_NUMBERS = ("hours_per_year", "cost")
_YEARS = ("start_fy", "end_fy")
_LISTS = {"term": "term", "priority": "priority"}
_UNIT = re.compile(r"(円|時間|h)$")
_DAY_ZERO = datetime.date(1899, 12, 30)
"""Day 0 of Excel's calendar."""
_FIRST_YEAR, _LAST_YEAR = 1900, 2200


def as_text(raw: Any) -> str:
    """A cell as a person reads it: '' for nothing, whole numbers without a point, dates as ISO, lines with LF."""
    if raw is None or (isinstance(raw, float) and raw != raw):
        return ""
    if isinstance(raw, datetime.datetime):
        return raw.date().isoformat()
    if isinstance(raw, float) and raw.is_integer():
        return str(int(raw))
    return str(raw).replace("\r\n", "\n").replace("_x000D_", "").strip()


def masked(raw: Any) -> bool:
    """Whether something in a cell is masked, which nobody can edit without losing it."""
    from ..reports.editions import MASK

    return MASK in as_text(raw)


def same(key: str, a: Any, b: Any) -> bool:
    """Whether two cells say the same: texts to the letter, others without regard to width, blanks and lines."""
    if key in _NUMBERS and all(isinstance(value, (int, float)) for value in (a, b)):
        return abs(float(a) - float(b)) < 0.05
    first, second = as_text(a), as_text(b)
    return first == second if key in TEXT_KEYS else _bare(first) == _bare(second)


def _bare(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).casefold()


class Cells:
    """Understands the cells of one plan's file in an edition; ``labels`` are what it calls its actors."""

    def __init__(self, plan: PlanFile, edition: str, labels: dict[str, str]) -> None:
        self._plan = plan
        self.catalogue = plan.catalogue
        self._edition = edition
        self._actors: dict[str, set[str]] = {}
        for text, actor_id in [*known_actors(plan).items(), *((text, key) for key, text in labels.items())]:
            self._actors.setdefault(_bare(text), set()).add(actor_id)
        self._zones = self._zone_names()
        self._rows: dict[str, dict[str, Any]] = {}

    def stands(self, action_id: str, column: str) -> Any:
        """What the plan holds."""
        if not self._rows:
            table = self._plan.read("action")
            rows = zip(*table.values())
            self._rows = {row["action_id"]: row for row in (dict(zip(table, values)) for values in rows)}
        return self._rows[action_id].get(column)

    def kind(self, text: str) -> str:
        """work, procedure or watch; work where nothing is said."""
        from ..reports.words import word

        kinds = {
            _bare(word(f"kind_{code}", lang)): code
            for code in ("work", "procedure", "watch")
            for lang in ("ja", "en")
        }
        kinds.update({code: code for code in ("work", "procedure", "watch")})
        if text and _bare(text) not in kinds:
            raise KosozuError("JOB-KIND", kind=text, kinds=", ".join(sorted(set(kinds.values()))))
        return kinds[_bare(text)] if text else "work"

    def value(self, key: str, raw: Any, before: Any) -> Any:
        """The value of a cell as the table ``action`` holds it. Raises what a person has to be told."""
        text = as_text(raw)
        if key not in COLUMNS:
            raise KosozuError("JOB-CELL-FIXED")
        if masked(before) or masked(text):
            raise KosozuError("JOB-CELL-MASKED")
        if key in TEXT_KEYS:
            if key == "title" and not text:
                raise KosozuError("JOB-CELL-TITLE")
            refuse_names(self._plan, text)
            return text
        readers = {
            "place": self._zone,
            "method": self._method,
            "manager": self._actor,
            "partner": self._actor,
        }
        if key in readers:
            return readers[key](text)
        if key in _LISTS:
            return self._listed(_LISTS[key], text)
        return _year(raw, text) if key in _YEARS else _number(raw, text)

    def _zone_names(self) -> dict[str, set[str]]:
        table = self._plan.read("zone", ["zone_id", "name", "tier"])
        found: dict[str, set[str]] = {}
        for zone_id, name, tier in zip(table["zone_id"], table["name"], table["tier"]):
            if tier != "upper":
                for text in {zone_id, name} - {""}:
                    found.setdefault(_bare(text), set()).add(zone_id)
        return found

    def _zone(self, text: str) -> str:
        """A zone by id or name; what stands in brackets behind (大字) is the place, not the name."""
        if not text:
            return ""
        options = (_bare(text), _bare(text.rsplit("（", 1)[0]), _bare(text.rsplit("(", 1)[0]))
        for option in options:
            found = self._zones.get(option, set())
            if len(found) == 1:
                return next(iter(found))
            if len(found) > 1:
                raise KosozuError("JOB-CELL-ZONES", text=text, zones="、".join(sorted(found)))
        raise KosozuError("JOB-CELL-ZONE", text=text)

    def _method(self, text: str) -> str:
        from ..reports.words import word

        nothing = {
            _bare(word(name, lang))
            for name in ("undecided", "kind_procedure", "kind_watch")
            for lang in ("ja", "en")
        }
        if not text or _bare(text) in nothing:
            return ""
        for code, method in self.catalogue.methods.items():
            if _bare(text) in (_bare(code), _bare(method.label_ja), _bare(method.label_en)):
                return str(code)
        raise KosozuError("JOB-CELL-CHOICE", text=text)

    def _actor(self, text: str) -> str:
        """An actor's id, or a name that the plan does not know yet (see ``editaction``)."""
        from ..reports.words import word

        if not text or _bare(text) in {_bare(word("undecided", lang)) for lang in ("ja", "en")}:
            return ""
        pooled = {_bare(word(name, lang)) for name in ("individual", "unregistered") for lang in ("ja", "en")}
        if _bare(text) in pooled:
            raise KosozuError("JOB-CELL-POOLED", text=text)
        found = self._actors.get(_bare(text), set())
        if len(found) > 1:
            raise KosozuError("JOB-CELL-POOLED", text=text)
        return next(iter(found)) if found else text

    def _listed(self, name: str, text: str) -> str:
        if not text:
            return ""
        for code, entry in self.catalogue.codes[name].items():
            for option in (code, entry.label_ja, entry.label_en):
                if _bare(text) in (_bare(option), _bare(option.split("（")[0].split(" (")[0])):
                    return str(code)
        raise KosozuError("JOB-CELL-CHOICE", text=text)


def _year(raw: Any, text: str) -> int | None:
    """A fiscal year: 2027, 令和9, 「令和9（2027）」, or the date that Excel has made of it."""
    from ..sources.text import half
    from ..sources.text import year as read_year

    if not text:
        return None
    if isinstance(raw, datetime.datetime):
        raw = raw.date()
    if isinstance(raw, datetime.date):
        serial = (raw - _DAY_ZERO).days
        if (
            _FIRST_YEAR <= serial <= _LAST_YEAR
        ):  # 2027 typed into a cell that Excel takes for a date: 1905-07-19
            return serial
        return raw.year - (1 if raw.month < 4 else 0)
    outer, _, inner = half(text).partition("(")
    years = {found for part in (outer, inner.rstrip(")")) if part for found in [read_year(part)]}
    if len(years) > 1 and "" not in years:
        raise KosozuError("JOB-CELL-YEARS", text=text)
    found = next(iter(years)) if len(years) == 1 else ""
    if not found or not _FIRST_YEAR <= int(found) <= _LAST_YEAR:
        raise KosozuError("JOB-CELL-YEAR", text=text)
    return int(found)


def _number(raw: Any, text: str) -> float | None:
    """Hours or yen: a number, commas and a unit aside."""
    from ..sources.text import half

    if not text:
        return None
    if isinstance(raw, (datetime.date, datetime.datetime, datetime.time)):
        raise KosozuError("JOB-CELL-DATE", text=text)
    try:
        number = float(_UNIT.sub("", half(text)).replace(",", "").replace("、", ""))
    except ValueError:
        number = -1.0
    if not 0 <= number < 1e15:
        raise KosozuError("JOB-CELL-NUMBER", text=text)
    return number
