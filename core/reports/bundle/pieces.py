"""What the layers of a bundle are put together from: columns with their labels, and what the edition may show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from ..content import Content
from ..editions import actor_labels, pooled
from ..words import coded, phrase, word
from .layers import Array, Column, Value
from .openness import closed, is_open


@dataclass(frozen=True)
class Outlines:
    """What the job reads beside the content: outlines of groups (kind, name), and zones of an upper plan."""

    groups: pd.DataFrame
    group_shapes: Array
    zones_only: tuple[Array, Array]
    """Codes and shapes of the classes from the zones alone, without painted parcels."""
    origins: frozenset[str]
    """Sources that the parcels come from."""


class Pieces:
    """One edition of a plan; what the licences of sources keep back is in ``kept_out``."""

    def __init__(self, content: Content, outlines: Outlines) -> None:
        self.content, self.outlines = content, outlines
        self.catalogue = content.catalogue
        # Without the side file: names of persons are in no bundle, not even in one that stays inside.
        self.labels = actor_labels(content.actors, content.edition, {}, "ja")
        self.names = {} if content.edition == "internal" else content.names
        self.sources = content.sources.sort_values("source_id").to_dict("records")
        self.closed = closed(self.sources) if content.edition == "public" else set()
        self.parcels_open = content.edition != "public" or all(
            is_open(str(row["dataset"]), str(row["licence"] or ""))
            for row in self.sources
            if row["source_id"] in outlines.origins
        )

    def kept_out(self) -> list[dict[str, str]]:
        """Sources that are told and not handed on: dataset, provider, licence as recorded."""
        return [
            {
                "dataset": str(row["dataset"]),
                "provider": str(row["provider"] or ""),
                "licence": str(row["licence"] or ""),
            }
            for row in self.sources
            if self.content.edition == "public"
            and not is_open(str(row["dataset"]), str(row["licence"] or ""))
        ]

    # Pieces of columns.

    def _field(self, table: str, column: str, kind: str = "T", name: str = "") -> Column:
        return Column(
            name or column,
            kind,
            self.catalogue.alias(table, column, "ja"),
            self.catalogue.alias(table, column, "en"),
        )

    def _worded(self, name: str, key: str, kind: str = "T") -> Column:
        return Column(name, kind, word(key, "ja"), word(key, "en"))

    def _named(self, table: str, column: str, name: str) -> Column:
        """The column that words a coded one in Japanese."""
        ja, en = (self.catalogue.alias(table, column, lang) for lang in ("ja", "en"))
        return Column(name, "T", word("bundle_label", "ja", name=ja), word("bundle_label", "en", name=en))

    def _allowed(
        self, table: str, columns: Sequence[tuple[str, Column, Value]]
    ) -> list[tuple[Column, Value]]:
        """Columns whose class in the catalogue the edition may show; one that is not in it is never shown."""
        known = self.catalogue.fields
        return [
            (column, value)
            for source, column, value in columns
            if (table, source) in known and self.content.shows(known[table, source].data_class)
        ]

    def _class_ja(self, code: Any) -> str:
        entry = self.catalogue.classes.get(str(code or ""))
        return entry.label_ja if entry else phrase(self.catalogue, "no_class", "ja")

    def _scrub(self, value: Any) -> str:
        return self.content.scrub(str(value or ""))

    def _who(self, actor: Any) -> str:
        return pooled(self.labels, actor, "ja") if actor else ""

    def _code(self, name: str, code: Any) -> str:
        return coded(self.catalogue, name, str(code), "ja") if code else ""


def titles(key: str) -> tuple[str, str]:
    """A layer's title in both languages."""
    return word(key, "ja"), word(key, "en")
