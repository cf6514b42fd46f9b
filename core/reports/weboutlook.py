"""Present state and years to come on a page: the tables of ``outlook`` in both languages, sentences and charts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from markupsafe import Markup

from . import outlook, outlookcharts, outlookdifficulty, outlookreach, outlooktext, sums
from .content import Content
from .webcells import Both, Cell, Pair, Row, Table, number
from .words import word

_SPACE = ' xmlns="http://www.w3.org/2000/svg"'


@dataclass
class Part:
    """One part: a heading, a sentence, charts (SVG in both languages) and tables."""

    id: str
    title: Both
    text: Both
    charts: Sequence[Both]
    tables: Sequence[Table]


def parts(pair: Pair) -> list[Part]:
    """Communities now, forecast, difficulty and reach; where none is computed, the sentence says which step does it."""
    drawn = (outlookcharts.people, outlookcharts.ages, outlookcharts.unmanaged)
    return [
        _part(pair, "present", outlooktext.present, outlook.present),
        _part(pair, "forecast", outlooktext.forecast, partial(outlook.forecast, last=True), drawn),
        _part(pair, "difficulty", outlooktext.difficulty, outlookdifficulty.difficulty),
        _part(pair, "reach", outlooktext.reach, outlookreach.reach),
    ]


def _part(
    pair: Pair,
    name: str,
    text: Callable[[Content], str],
    tables: Callable[[Content], list[sums.Table]],
    charts: Sequence[Callable[[Content], str]] = (),
) -> Part:
    pictures = [pair.each(draw) for draw in charts]
    made = zip(tables(pair.ja), tables(pair.en))
    return Part(
        name,
        pair.word(f"sheet_land_{name}"),
        pair.each(text),
        [Both(_inline(both.ja), _inline(both.en)) for both in pictures if both.ja],
        [_table(f"{name}-{place}", ja, en) for place, (ja, en) in enumerate(made, start=1)],
    )


def _inline(svg: str) -> Markup:
    """A drawing of ours to stand in the page, which needs no name of its format: the page names no address at all."""
    return Markup(svg.replace(_SPACE, ""))  # noqa: S704  its texts are escaped where it is drawn


def _table(ident: str, ja: sums.Table, en: sums.Table) -> Table:
    """A table of the reports as the page shows it; the row of the whole stays at its end."""
    total = word("total", "ja")
    rows = []
    for at, (one, other) in enumerate(zip(ja.rows, en.rows)):
        cells = [_cell(*values) for values in zip(one, other, ja.formats)]
        if at < len(ja.fills) and ja.fills[at]:
            cells[0] = cells[0]._replace(fill=ja.fills[at])
        rows.append(Row(cells, sum=one[0] == total))
    notes = [Both(ja.note, en.note)] if ja.note else []
    heads = [Both(one.replace("（", "\n（", 1), other) for one, other in zip(ja.header, en.header)]
    whole = sum(ja.widths)
    return Table(
        ident,
        Both(ja.title, en.title),
        heads,
        [bool(form) for form in ja.formats],
        rows,
        notes=notes,
        widths=[round(100 * width / whole) for width in ja.widths],
    )


def _cell(ja: sums.Cell, en: sums.Cell, form: str) -> Cell:
    if ja is None or isinstance(ja, str):
        return Cell(Both(str(ja or ""), str(en or "")))
    return number(ja, len(form.split(".")[1]) if "." in form else 0)
