"""What a report is made from: the plan's tables, its figures, and who may see what; read once by the job."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import pandas as pd

from ..catalogue import Catalogue
from . import editions
from .actionplan import area_note, credit_lines, facts, office
from .words import phrase, word

MapPicture = Callable[[str, str, int, int], bytes]
"""(kind of map, edition, width, height in pixels) → PNG."""
Raster = Callable[[str, int], bytes]
"""(SVG, width in pixels) → PNG."""
Paint = Callable[[Any], bytes]
"""A laid-out page (``brief.Page``) → PDF."""


@dataclass(frozen=True)
class Aids:
    """What only a program that draws can give; where one is missing, a report does without that picture."""

    map_picture: MapPicture | None = None
    raster: Raster | None = None
    paint: Paint | None = None
    drawn: list[str] = field(default_factory=list)
    """Every text that ``paint`` has drawn, for the check before publication."""


Line = Any
"""One line by class: ``analysis.figures.ClassRow``. Rooms are apart, so the type has no name here."""
Numbers = Any
"""The plan's figures: ``jobs.figures.Figures``."""
Knowledge = Any
"""What is there and what is to come: ``jobs.landtables.Outlook``."""
Shapes = Any
"""What pages draw: ``jobs.planmap.PlanMap``."""


@dataclass
class Content:
    """One report of a plan in an edition.

    ``groups`` and ``needs`` are those of the figures with ``few``: parcels and area are not to be told in this
    edition; ``by_rule`` are the groups of whole rules.
    ``crosses`` are the tables of parcels as the edition may show them. ``actions``, ``actors``, ``zones`` (own and
    upper, without geometry), ``decisions``, ``links`` and ``sources`` are the plan's tables; ``findings`` the open
    ones with message_ja, message_en, zone_name and parcel (地番), ``parcels`` one row per unit with its facts: both
    empty for a kind that is made of the figures alone.
    ``previous`` are lines and sum of the newest frozen edition.
    """

    kind: str
    edition: str
    info: Mapping[str, Any]
    catalogue: Catalogue
    figures: Numbers
    groups: pd.DataFrame
    needs: pd.DataFrame
    by_rule: pd.DataFrame
    crosses: Mapping[str, pd.DataFrame]
    actions: pd.DataFrame
    actors: pd.DataFrame
    zones: pd.DataFrame
    findings: pd.DataFrame
    decisions: pd.DataFrame
    links: pd.DataFrame
    sources: pd.DataFrame
    parcels: pd.DataFrame
    names: Mapping[tuple[str, str], Mapping[str, Any]]
    outlook: Knowledge
    previous: tuple[Sequence[Line], Line] | None = None
    frozen: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    """Tables of the newest frozen edition: ``action``, ``finding``, ``zone``."""
    small: tuple[int, int] = (0, 0)
    """The catalogue's limits of small counts: parcels, users."""
    day: str = ""
    """The day for which procedures are past their date (ISO)."""
    stamp: Mapping[str, str] = field(default_factory=dict)
    """What an office file carries so that it finds its way back: plan_id, stroke, digest, edition."""
    template: tuple[str, bytes] | None = None
    """Name and content of an office's own Word template."""
    aids: Aids = field(default_factory=Aids)
    map: Shapes = None
    """Read only for the forms that draw by themselves."""
    encoding: str = ""
    lang: str = "ja"

    @cached_property
    def labels(self) -> dict[str, str]:
        """actor_id → what the edition calls it."""
        return editions.actor_labels(self.actors, self.edition, self.names, self.lang)

    @cached_property
    def scrub(self) -> editions.Scrubber:
        """Masks names and keys in free texts, and counts what it masked."""
        return editions.Scrubber(self.edition, editions.secrets(self.names, self.actors), self.lang)

    @cached_property
    def zone_names(self) -> dict[str, str]:
        """zone_id → its name, else its id."""
        return {
            zone: self.scrub(str(name or zone))
            for zone, name in zip(self.zones["zone_id"], self.zones["name"])
        }

    @cached_property
    def limits(self) -> tuple[int, int]:
        """Fewest parcels and users that the edition shows by themselves; 0 where it shows all."""
        return self.small if self.edition == "public" else (0, 0)

    def hidden(self, rule_id: str) -> bool:
        """Whether a rule rests on facts that the edition may not show (its data class, in the catalogue's fields)."""
        rule = self.catalogue.rules.get(rule_id)
        if rule is None or self.edition == "internal":
            return False
        for need in rule.facts:
            known = [self.catalogue.fields.get(("unit_farmland", name)) for name in need.split("|")]
            if known and all(field is not None and field.data_class == "internal" for field in known):
                return True
        return False

    @property
    def title(self) -> str:
        """The plan's title."""
        return self.scrub(str(self.info.get("title") or ""))

    @property
    def office(self) -> str:
        """Whose file it is: the office, never a login."""
        return office(self.info)

    @property
    def edition_label(self) -> str:
        """公表用, 窓口閲覧用 or 内部用."""
        return word(f"edition_{self.edition}", self.lang)

    def shows(self, data_class: str) -> bool:
        """Whether the edition may show fields of a data class."""
        return editions.shows(self.edition, data_class)

    def facts(self) -> list[tuple[str, str]]:
        """The plan's facts for a head, as (label, value)."""
        found = facts(self.info, self.catalogue, None, self.lang)
        return [(name, self.scrub(value)) for name, value in found]

    def credits(self) -> list[str]:
        """Credits of the data used."""
        return credit_lines(self.sources, self.info, self.lang) or [word("no_credits", self.lang)]

    def notes(self) -> list[str]:
        """The sentence on rights, then what the edition leaves out and how areas and small counts are told."""
        found = [
            phrase(self.catalogue, "rights_note_document", self.lang),
            area_note(self.info, self.catalogue, self.lang),
            word(f"note_{self.edition}", self.lang),
        ]
        if self.edition == "public":
            found.append(word("note_small", self.lang))
        if self.scrub.masked:
            found.append(word("note_masked", self.lang, count=self.scrub.masked))
        return found
