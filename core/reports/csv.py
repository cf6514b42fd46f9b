"""csv as offices read it: UTF-8 with BOM, or CP932 where asked for; CRLF, and cells that cannot run."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ..errors import KosozuError
from .actionplan import ActionPlan
from .cells import guarded

UTF8 = "utf-8-sig"
CP932_SIGNS = str.maketrans(
    {"²": "2", "〜": "～", "−": "－", "—": "―", "–": "－", "¢": "￠", "£": "￡", "\u00a0": " "}
)
"""Signs that the tables for Japanese only code differently take the form that CP932 has."""
_ALIASES = {
    "shift_jis": "cp932",
    "sjis": "cp932",
    "shift-jis": "cp932",
    "ms932": "cp932",
    "windows-31j": "cp932",
}


def encoding_of(name: str) -> str:
    """Python's name of the encoding asked for: '' and UTF-8 are UTF-8 with BOM, Shift_JIS is CP932.

    Raises :class:`KosozuError` for any other: offices' programs read these two.
    """
    plain = name.strip().lower().replace("_", "-")
    if plain in ("", "utf-8", "utf8", "utf-8-sig", "utf-8-bom"):
        return UTF8
    plain = _ALIASES.get(plain, _ALIASES.get(plain.replace("-", "_"), plain))
    try:
        found = codecs.lookup(plain).name
    except LookupError:
        found = ""
    if found != "cp932":
        raise KosozuError("REP-ENCODING", encoding=name)
    return "cp932"


def action_plan_csv(plan: ActionPlan, encoding: str = "") -> bytes:
    """The action plan's rows under the form's labels."""
    return table_csv([column.label for column in plan.columns], plan.rows.itertuples(index=False), encoding)


def table_csv(header: Sequence[str], rows: Iterable[Sequence[Any]], encoding: str = "") -> bytes:
    """A table as csv bytes. A character that CP932 lacks is refused by name, never replaced in silence."""
    codec = encoding_of(encoding)
    signs = CP932_SIGNS if codec == "cp932" else {}
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\r\n")
    for row in [header, *rows]:
        writer.writerow([_cell(value, signs) for value in row])
    text = stream.getvalue()
    try:
        return text.encode(codec)
    except UnicodeEncodeError as error:
        raise _unwritable(text, error) from error


def _cell(value: Any, signs: Mapping[int, str]) -> str | int | float:
    """Numbers stay numbers (a negative one cannot run); whole ones are written without a point."""
    if value is None or value != value:
        return ""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, (int, float)):
        return value
    return guarded(str(value).translate(signs))


def _unwritable(text: str, error: UnicodeEncodeError) -> KosozuError:
    sign = text[error.start]
    around = " ".join(text[max(0, error.start - 10) : error.start + 10].split())
    return KosozuError("REP-CP932", character=sign, codepoint=f"U+{ord(sign):04X}", text=around)
