"""What a bundle tells of the land to come: forecast and difficulty by community, and who reaches a core by road.

No row is about one parcel. What the edition withholds for small numbers is empty, and ``few`` says so.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ..words import coded, phrase, word
from .layers import Column, Layer, Value, made
from .pieces import Pieces, titles

_PEOPLE = ("people_low", "people_middle", "people_high")
_LAND = ("unmanaged_low_m2", "unmanaged_middle_m2", "unmanaged_high_m2", "unknown_m2")
_HOURS = ("hours_wanted", "hours_given_low", "hours_given_middle", "hours_given_high")
_SCOPES = ("plan", "community")


class Prospects(Pieces):
    """The layers that difficulty, forecast and reach give; each is empty where nobody has computed it."""

    def prospects(self) -> list[Layer]:
        """Tables of the forecast, of difficulty and of reach, and the places of people."""
        found = [self._forecast(), self._ages(), self._difficulty()]
        if len(self.content.outlook.sums):
            found += [self._reach_sums(), self._reach_cores()]
            if self.content.outlook.reach is not None:
                found.append(self._reach_places())
        return found

    @property
    def _by_community(self) -> bool:
        """Whether names of communities may be handed on."""
        return not self.closed & {"groups", "community"}

    def _forecast(self) -> Layer:
        known = self.content.outlook
        records = [{**row, "scope": "plan"} for row in known.forecast.to_dict("records")]
        if self._by_community:
            records += self._communities()

        def column(name: str, kind: str = "R") -> tuple[Column, Value]:
            return self._field("forecast", name, kind), lambda r: r.get(name)

        columns: list[tuple[Column, Value]] = [
            column("scope", "T"),
            (
                self._named("forecast", "scope", "scope_ja"),
                lambda r: word(f"bundle_scope_{r['scope']}", "ja"),
            ),
            (self._field("forecast", "name"), lambda r: self._scrub(r["name"])),
            column("year", "I"),
            column("picture", "T"),
            (self._named("forecast", "picture", "picture_ja"), lambda r: word(f"land_{r['picture']}", "ja")),
            *(column(name) for name in (*_LAND, *_PEOPLE)),
            (self._worded("share65_pct", "land_old", "R"), lambda r: r["share65"] * 100.0),
            *(column(name) for name in _HOURS),
            (self._worded("few", "bundle_few_land", "I"), lambda r: int(bool(r["few"] or r["few_unknown"]))),
            column("based_on", "T"),
        ]
        return made("forecast", titles("bundle_forecast"), columns, records)

    def _ages(self) -> Layer:
        def column(name: str, kind: str) -> tuple[Column, Value]:
            return self._field("forecast_age", name, kind), lambda r: r[name]

        columns = [column("year", "I"), column("age", "I"), column("people", "R")]
        return made(
            "forecast_age", titles("bundle_ages"), columns, self.content.outlook.ages.to_dict("records")
        )

    def _communities(self) -> list[dict[str, Any]]:
        """People of every year; land of the years that the edition is told."""
        known = self.content.outlook
        if known.people.empty:
            return []
        land = known.unmanaged
        rows = known.people.merge(land.drop(columns="name"), on=["group_id", "year"], how="left")
        rows["picture"] = rows["picture"].fillna("do_nothing")
        for name in ("few", "few_unknown"):
            rows[name] = rows[name].eq(True)
        rows["based_on"] = rows["based_on"].fillna("")
        rows = rows.sort_values(["name", "group_id", "picture", "year"], kind="stable")
        return [{**row, "scope": "community"} for row in rows.to_dict("records")]

    def _difficulty(self) -> Layer:
        known = self.content.outlook
        table = known.difficulty if self._by_community else known.classes
        records = table.to_dict("records")
        together = word("pooled", "ja")

        def place(row: dict[str, Any]) -> str:
            name = str(row.get("community") or "")
            return together if name == "*" else self._scrub(name) if name else word("no_community", "ja")

        def kind(row: dict[str, Any]) -> str:
            code = str(row["difficulty"])
            return together if code == "*" else coded(self.catalogue, "difficulty", code, "ja")

        columns: list[tuple[Column, Value]] = [
            *([(self._worded("community", "key_community"), place)] if self._by_community else []),
            (self._worded("difficulty", "land_kind_head"), lambda r: r["difficulty"]),
            (self._worded("kind_ja", "bundle_kind"), kind),
            (self._worded("parcels", "web_parcels", "I"), lambda r: r["parcels"]),
            (self._field("unit", "area_map_m2", "R", name="area_m2"), lambda r: r["area_m2"]),
        ]
        return made("difficulty", titles("bundle_difficulty"), columns, records)

    def _marked(self) -> tuple[Column, Value]:
        """That no figure of these is to be mixed with one made with NITAS."""
        return self._worded("note", "bundle_note"), lambda r: phrase(self.catalogue, "not_nitas", "ja")

    def _reach_sums(self) -> Layer:
        def column(name: str, kind: str = "R") -> tuple[Column, Value]:
            return self._field("reach_sum", name, kind), lambda r: r[name]

        columns = [
            column("field", "T"),
            column("year", "I"),
            *(column(name) for name in ("minutes", "total", "reached", "unreached", "share")),
            column("unknown", "I"),
            column("lost"),
            column("based_on", "T"),
            self._marked(),
        ]
        records = self.content.outlook.sums.to_dict("records")
        return made("reach_sum", titles("bundle_reach_sum"), columns, records)

    def _reach_cores(self) -> Layer:
        def column(name: str, kind: str = "R") -> tuple[Column, Value]:
            return self._field("reach_core", name, kind), lambda r: r[name]

        columns = [
            (self._field("reach_core", "core"), lambda r: self._scrub(r["core"])),
            *(column(name) for name in ("first", "alone", "lost")),
            column("choice", "I"),
            column("covered"),
            self._marked(),
        ]
        records = self.content.outlook.cores.to_dict("records")
        return made("reach_core", titles("bundle_reach_core"), columns, records)

    def _reach_places(self) -> Layer:
        places = self.content.outlook.reach

        def column(name: str, key: str) -> tuple[Column, Value]:
            return self._worded(name, key, "R"), lambda r: r[name]

        columns = [
            (self._worded("reach", "bundle_reach"), lambda r: r["reach"]),
            (self._worded("reach_ja", "bundle_reach_ja"), lambda r: self._code("reach", r["reach"])),
            column("minutes", "bundle_minutes"),
            (self._worded("core", "land_head_core"), lambda r: self._scrub(r["core"])),
            column("people", "bundle_people_now"),
            column("people_later", "bundle_people_later"),
            column("people65", "bundle_people65"),
            self._marked(),
        ]
        records = places.drop(columns="geometry").to_dict("records")
        return made(
            "reach_place", titles("bundle_reach_place"), columns, records,
            shapes=np.array(places.geometry, dtype=object), geometry="MultiPolygon", style="reach",
        )  # fmt: skip
