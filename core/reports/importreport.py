"""The import report (取込結果) as one printable page in Japanese and English."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from ..catalogue import Catalogue
from .page import render
from .words import has, word

KINDS = ("rejected", "unmatched", "repaired", "merged", "note")
_MOST = 20
_TAKEN = ("rejected", "unmatched")
"""Kinds that leave a row out."""


class Reason(Protocol):
    """Why ``count`` rows were treated in some way."""

    @property
    def code(self) -> str: ...  # noqa: D102
    @property
    def kind(self) -> str: ...  # noqa: D102
    @property
    def count(self) -> int: ...  # noqa: D102
    @property
    def examples(self) -> Sequence[str]: ...  # noqa: D102


class Report(Protocol):
    """What a reader of ``core/sources`` hands over (areas in m²)."""

    @property
    def dataset(self) -> str: ...  # noqa: D102
    @property
    def file_name(self) -> str: ...  # noqa: D102
    @property
    def counts(self) -> Mapping[str, int]: ...  # noqa: D102
    @property
    def reasons(self) -> Sequence[Reason]: ...  # noqa: D102
    @property
    def facts(self) -> Sequence[tuple[str, str]]: ...  # noqa: D102
    @property
    def areas(self) -> Mapping[str, float]: ...  # noqa: D102


_AREA_OF_CLASS = "AREA_CLASS_"


@dataclass(frozen=True)
class Pair:
    """A text in both languages."""

    ja: str
    en: str


def html(report: Report, catalogue: Catalogue) -> str:
    """The page: counts, each reason with examples and what to do, areas, CRS and accuracy found."""
    wording = {row["code"]: Pair(row["ja"], row["en"]) for row in catalogue.rows("reasons")}

    def told(code: str) -> Pair:
        land = catalogue.classes.get(code.removeprefix(_AREA_OF_CLASS))
        if land is not None:
            return Pair(f"{land.code} {land.label_ja}（㎡）", f"{land.code} {land.label_en} (m²)")
        return wording.get(code, Pair(code, code))

    def example(text: str) -> str:
        # 「owner_intent: 20」: a column of the plan goes by what the planner calls it.
        column, colon, rest = str(text).partition(":")
        known = catalogue.fields.get(("unit_farmland", column)) if colon else None
        return f"{known.alias_ja}:{rest}" if known is not None else str(text)

    kinds = [kind for kind in KINDS if any(reason.kind == kind for reason in report.reasons)]
    lost = any(kind in _TAKEN for kind in kinds)
    verdict = _pair("some_left" if lost else "all_good")
    return render(
        "importreport.html",
        lang="ja",
        title=f"{word('import_report', 'ja')} {report.file_name}",
        words=_Pairs(),
        file_name=report.file_name,
        dataset=_dataset(report.dataset),
        good=not lost,
        verdict=verdict,
        counts=[{"label": told(key), "number": f"{value:,}"} for key, value in report.counts.items()],
        kinds=[_kind(kind, report.reasons, told, example) for kind in kinds],
        areas=[
            {"label": told(key), "hectares": f"{value / 10_000:,.2f}", "metres": f"{value:,.0f}"}
            for key, value in report.areas.items()
        ],
        facts=[{"label": told(key), "value": value} for key, value in report.facts],
    )


def _kind(kind: str, reasons: Iterable[Reason], told: Any, example: Any) -> dict[str, Any]:
    """The reasons of one kind, the most frequent first."""
    own = sorted(
        (reason for reason in reasons if reason.kind == kind), key=lambda reason: (-reason.count, reason.code)
    )
    return {
        "label": _pair(f"kind_{kind}"),
        "todo": _pair(f"todo_{kind}"),
        "reasons": [
            {
                "label": told(reason.code),
                "number": f"{reason.count:,}",
                "examples": [example(text) for text in reason.examples[:_MOST]],
                "more": reason.count > len(reason.examples[:_MOST]),
            }
            for reason in own
        ],
    }


def _dataset(name: str) -> Pair:
    known = has(f"dataset_{name}")
    return _pair(f"dataset_{name}") if known else Pair(name, name)


def _pair(key: str) -> Pair:
    return Pair(word(key, "ja"), word(key, "en"))


class _Pairs:
    """Headings by name for the template."""

    def __getitem__(self, key: str) -> Pair:
        return _pair(key)
