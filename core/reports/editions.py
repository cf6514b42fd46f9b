"""What an edition may show: public (公表用), counter (窓口閲覧用), internal (内部用)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from ..catalogue import Catalogue
from ..catalogue.model import FormColumn
from ..errors import KosozuError
from .release.fold import fold
from .words import word

EDITIONS = ("public", "counter", "internal")
_CLASSES = {
    "public": {"public"},
    "counter": {"public", "counter"},
    "internal": {"public", "counter", "internal"},
}
_ORGANISATIONS = ("group", "company", "office")
_HASH = re.compile(r"(?<![0-9A-Za-z])[0-9A-Fa-f]{32,128}(?![0-9A-Za-z])")
_PSEUDONYM = re.compile(r"個人\s*[A-Za-zＡ-Ｚａ-ｚ0-9０-９]+")
MASK = "＊＊＊"
"""What stands in the place of a name."""
_SHORTEST, _SHORTEST_ASCII = 2, 6
"""Shorter names and keys would be found in any text."""


def require(edition: str) -> None:
    """Raise :class:`KosozuError` for an edition that there is not."""
    if edition not in EDITIONS:
        raise KosozuError("REP-EDITION", edition=edition, allowed=", ".join(EDITIONS))


def columns(catalogue: Catalogue, edition: str) -> list[FormColumn]:
    """The form's columns that the edition may show, in order."""
    return [column for column in catalogue.form.values() if column.data_class in _CLASSES[edition]]


def shows(edition: str, data_class: str) -> bool:
    """Whether the edition may show fields of a data class."""
    return data_class in _CLASSES[edition]


def actor_labels(
    actors: pd.DataFrame, edition: str, names: Mapping[tuple[str, str], Mapping[str, Any]], lang: str
) -> dict[str, str]:
    """actor_id → what the edition calls it.

    Organisations go by their label. An individual, and anyone whose kind is not known to be an organisation, is
    「個人」 in public, the pseudonym at the counter, and the side file's name with the pseudonym inside the office.
    """
    found = {}
    for row in actors.to_dict("records"):
        actor_id, label = str(row["actor_id"]), str(row.get("label") or "")
        if row.get("kind") in _ORGANISATIONS:
            found[actor_id] = label
        elif edition == "public":
            found[actor_id] = word("individual", lang)
        else:
            name = str(names.get(("actor", actor_id), {}).get("name") or "") if edition == "internal" else ""
            found[actor_id] = word("named", lang, name=name, label=label) if name and label else name or label
    return found


def secrets(names: Mapping[tuple[str, str], Mapping[str, Any]], actors: pd.DataFrame) -> list[str]:
    """Every name, key and hash of the side file that would be recognised in a text; addresses with a number, too.

    An organisation that is an actor of the plan goes by its name anyway, and is no secret.
    """
    found: set[str] = set()
    for row in names.values():
        for key, value in row.items():
            if isinstance(value, (str, int)) and not isinstance(value, bool):
                text = str(value)
                if "address" not in key.lower() or any(sign.isdigit() for sign in text):
                    found.add(text)
    return sorted(found - set(actors.loc[actors["kind"].isin(_ORGANISATIONS), "label"]))


class Scrubber:
    """Masks names, ledger keys, hashes and, in public, pseudonyms in free texts; counts what it masked.

    Compared as the check before publication does it: 「山田　太郎」, 「山田太郎」 and a 髙 for a 高 are one.
    """

    def __init__(self, edition: str, known: Iterable[str], lang: str) -> None:
        self.masked = 0
        self._edition, self._lang = edition, lang
        self._by_length: dict[int, set[str]] = {}
        if edition != "internal":
            for text in known:
                bare = _bare(text)[0]
                if len(bare) >= (_SHORTEST_ASCII if bare.isascii() else _SHORTEST):
                    self._by_length.setdefault(len(bare), set()).add(bare)

    def __call__(self, text: str) -> str:
        """The text as the edition may show it."""
        if self._edition == "internal" or not text:
            return text
        text, hashes = _HASH.subn(MASK, text)
        self.masked += hashes
        text = self._without_names(text)
        return _PSEUDONYM.sub(word("individual", self._lang), text) if self._edition == "public" else text

    def _without_names(self, text: str) -> str:
        bare, origin = _bare(text)
        spans: list[tuple[int, int]] = []
        position = 0
        while position < len(bare):
            length = self._longest(bare, position)
            if length:
                spans.append((origin[position], origin[position + length - 1] + 1))
            position += length or 1
        self.masked += len(spans)
        for start, end in reversed(spans):
            text = text[:start] + MASK + text[end:]
        return text

    def _longest(self, bare: str, position: int) -> int:
        lengths = (
            length for length, known in self._by_length.items() if bare[position : position + length] in known
        )
        return max(lengths, default=0)


def _bare(text: str) -> tuple[str, list[int]]:
    """The one spelling of the check before publication, and for each of its characters where it came from."""
    signs: list[str] = []
    origin: list[int] = []
    for position, sign in enumerate(text):
        for part in fold(sign):
            signs.append(part)
            origin.append(position)
    return "".join(signs), origin


def pooled(labels: Mapping[str, str], actor_id: str | None, lang: str) -> str:
    """The label of an actor; 「未定」 where nobody is named, 「登録なし」 where the actor is not in the plan."""
    if not actor_id:
        return word("undecided", lang)
    return labels.get(actor_id) or word("unregistered", lang)
