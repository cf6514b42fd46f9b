"""The table for the prefecture (集計表): class × kind of land × status in a fixed form, without any personal column.

The rows are the same in every plan of one catalogue, so that tables of many municipalities add up row by row.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..catalogue import label
from .content import Content
from .csv import table_csv
from .words import coded, phrase, word

COLUMNS = (
    "record",
    "jurisdiction_code",
    "jurisdiction_name",
    "plan",
    "edition",
    "class_code",
    "class_label",
    "kind_code",
    "kind_label",
    "status_code",
    "status_label",
    "rule_id",
    "severity",
    "parcels",
    "area_m2",
    "registry_m2",
    "registry_parcels",
)
TOTALS = ("L-01", "L-05", "L-26")
"""Rules whose totals stand below the land."""
POOLED = "*"
Row = list[Any]


def write(content: Content, suffix: str) -> bytes:
    """The file: same plan, same bytes."""
    header = [word(f"summary_{name}", content.lang) for name in COLUMNS]
    rows = list(records(content))
    if suffix == ".csv":
        return table_csv(header, rows, content.encoding)
    from .workbook import book_of, notes

    book = book_of(content, word("sheet_summary", content.lang))
    book.listing(word("sheet_summary", content.lang), header, rows, _FORMATS, _WIDTHS)
    notes(book, content)
    return book.bytes()


_FORMATS = ("",) * 13 + ("#,##0", "#,##0", "#,##0", "#,##0")
_WIDTHS = (22, 18, 24, 44, 20, 14, 44, 14, 24, 22, 44, 14, 14, 14, 30, 32, 40)


def records(content: Content) -> Iterator[Row]:
    """Rows of land, then totals of rules, then the whole."""
    head = [
        str(content.info.get("jurisdiction_code") or ""),
        content.office,
        content.title,
        content.edition_label,
    ]
    yield from _land(content, head)
    yield from _rules(content, head)
    land = content.crosses["kind"]
    sums = [float(land[name].sum()) for name in ("parcels", "area_m2", "registry_m2", "registry_parcels")]
    yield [word("summary_total", content.lang), *head, *[""] * 8, *_numbers(sums)]


def _land(content: Content, head: Row) -> Iterator[Row]:
    """Every combination of the catalogue's lists, 0 where nothing is; in public, the pooled ones after them."""
    keys = ["class_code", "land_kind", "status"]
    known = content.crosses["kind"].set_index(keys)
    kinds = list(content.catalogue.codes["land_kind"])
    grid = [
        (code, kind, status)
        for code in [*content.catalogue.classes, ""]
        for kind in kinds
        for status in content.catalogue.statuses
    ]
    pooled = sorted(set(known.index) - set(grid))
    for key in [*grid, *pooled]:
        sums = known.loc[key].tolist() if key in known.index else [0, 0.0, 0.0, 0]
        yield [word("summary_land", content.lang), *head, *_worded(content, key), "", "", *_numbers(sums)]


def _worded(content: Content, key: tuple[str, str, str]) -> Row:
    catalogue, lang = content.catalogue, content.lang
    code, kind, status = key
    known = catalogue.classes.get(code)
    name = label(known, lang) if known else phrase(catalogue, "no_class", lang)
    together = word("pooled", lang)
    kind_label = (
        together if kind == POOLED else coded(catalogue, "land_kind", kind, lang) or word("unknown", lang)
    )
    entry = catalogue.statuses.get(status)
    status_label = label(entry, lang) if entry else together
    return [code, name, kind, kind_label, status, status_label]


def _rules(content: Content, head: Row) -> Iterator[Row]:
    """Totals of L-01 and L-05 by severity, and of L-26, which is the land of L-01 that needs a procedure."""
    rules = content.figures.rules.set_index(["rule_id", "severity"])
    for rule_id in TOTALS:
        for severity in ("BLOCK",) if rule_id == "L-26" else ("BLOCK", "CHECK"):
            key = ("L-01" if rule_id == "L-26" else rule_id, severity)
            sums = rules.loc[key, ["parcels", "area_m2"]].tolist() if key in rules.index else [0, 0.0]
            named = label(content.catalogue.severities[severity], content.lang) if rule_id != "L-26" else ""
            yield [
                word("summary_rule", content.lang),
                *head,
                *[""] * 6,
                rule_id,
                named,
                *_numbers(sums),
                None,
                None,
            ]


def _numbers(sums: list[float]) -> Row:
    return [round(float(value)) for value in sums]
