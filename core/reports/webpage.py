"""The plan as one web page: opens from a USB stick, asks the network for nothing, and runs without its script, too."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import replace
from typing import Any

from markupsafe import Markup

from ..errors import KosozuError
from . import weboutlook, websummary, webtables
from .content import Content
from .page import render, source
from .webcells import Both, Cell, Pair, class_cell, severity_cell
from .webmap import Drawn, drawn, encoded
from .websymbols import ALPHA, DOTS, HATCHES
from .words import phrase, word

MOST_BYTES = 5_000_000
"""A page that opens at once on an old computer, and can be sent."""
LISTED_PARCELS = 5_000
"""Parcels that are listed zone by zone; of more, the list of parcels is a file of its own."""


def write(content: Content, suffix: str) -> bytes:
    """The page, in both languages: same plan, same bytes. ``content.map`` must have been read.

    Where it would be too large it tells less one by one, and says so. Raises REP-PAGE-SIZE where that is not enough.
    """
    pair = Pair(replace(content, lang="ja"), replace(content, lang="en"))
    parts = _Parts(pair)
    smallest = 0
    for room in websummary.ROOMS:
        page = _page(pair, parts, room)
        if len(page) <= MOST_BYTES:
            return page
        smallest = len(page)
    raise KosozuError("REP-PAGE-SIZE", size=f"{smallest / 1e6:.1f}", most=f"{MOST_BYTES / 1e6:.1f}")


class _Parts:
    """What is made once, however often the page is."""

    def __init__(self, pair: Pair) -> None:
        self.zones = webtables.zone_rows(pair)
        self.zone_table = webtables.zones(pair, self.zones)
        self.outlook = weboutlook.parts(pair)
        self.findings, self.actions = webtables.findings(pair), webtables.actions(pair)
        self.lots = pair.ja.edition != "public" and 0 < len(pair.ja.figures.units) <= LISTED_PARCELS
        self._pictures: dict[int, Drawn] = {}

    def picture(self, content: Content, most: int) -> Drawn:
        """The map in at most so many bytes."""
        if most not in self._pictures:
            self._pictures[most] = drawn(content, most)
        return self._pictures[most]


def _page(pair: Pair, parts: _Parts, room: websummary.Room) -> bytes:
    content = pair.ja
    picture = parts.picture(content, room.map_bytes)
    found = parts.findings if room.groups else websummary.findings(pair)
    plan = parts.actions if room.actions else websummary.actions(pair)
    sheets = webtables.sheets(
        pair,
        parts.zones if room.sheets else [],
        parts.findings if room.findings else None,
        parts.actions if room.actions else None,
        parcels=parts.lots and room.lots,
    )
    left = room.left_out(
        pair, lots=parts.lots, groups=len(webtables.shown_groups(content)), actions=len(content.actions)
    )
    script, style = source("webpage.js"), source("webpage.css")
    page = render(
        "webpage.html",
        script=Markup(script),  # noqa: S704  both are files of ours
        style=Markup(style),  # noqa: S704
        policy=_policy(script, style),
        data=Markup(encoded(_data(picture, pair))),  # noqa: S704  escaped by encoded()
        title=pair.ja.title,
        office=pair.ja.office,
        edition=pair.word(f"edition_{content.edition}"),
        public=content.edition == "public",
        facts=_facts(pair),
        picture=picture.picture,
        looks=picture.looks,
        names={look["code"]: class_cell(pair, look["code"]).text for look in picture.looks},
        marks=picture.marks,
        hatches=HATCHES,
        dots=DOTS,
        alpha=ALPHA,
        classes=webtables.classes(pair),
        places=webtables.places(pair),
        outlook=parts.outlook,
        tables=[parts.zone_table, found, plan],
        severities=_severities(pair),
        choices=[(row["zone_id"], _letter(content, row), row["title"]) for row in parts.zones],
        sheets=sheets,
        notes=[*_notes(pair, picture), *left],
        credits=[Both(*texts) for texts in zip(pair.ja.credits(), pair.en.credits())],
        w=_Words(pair),
    )
    return page.encode("utf-8")


def _letter(content: Content, row: dict[str, Any]) -> str:
    entry = content.catalogue.classes.get(row["class_code"] or "")
    return entry.letter if entry else ""


class _Words:
    """Texts in both languages by their key, for the template."""

    def __init__(self, pair: Pair) -> None:
        self._pair = pair

    def __getitem__(self, key: str) -> Both:
        return self._pair.word(key)


def _policy(script: str, style: str) -> str:
    """A content policy under which the page can load nothing and run nothing but its own script."""
    own = [base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in (script, style)]
    return (
        f"default-src 'none'; script-src 'sha256-{own[0]}'; style-src 'sha256-{own[1]}'; "
        "base-uri 'none'; form-action 'none'"
    )


def _data(picture: Drawn, pair: Pair) -> dict[str, Any]:
    keys = ("web_count", "web_every", "web_here", "web_title")
    words = {key: {"ja": word(key, "ja"), "en": word(key, "en")} for key in keys}
    none = pair.each(lambda c: phrase(c.catalogue, "no_class", c.lang))
    names = {look["code"]: class_cell(pair, look["code"]).text for look in picture.data["looks"]}
    return {
        **picture.data,
        "hatches": HATCHES,
        "dots": DOTS,
        "alpha": ALPHA,
        "words": words,
        "none": none._asdict(),
        "names": {code: text._asdict() for code, text in names.items()},
    }


def _facts(pair: Pair) -> list[tuple[Both, Both]]:
    """The plan's facts, of what day they are, and the edition."""
    ja, en = pair.ja.facts(), pair.en.facts()
    found = [(Both(a[0], b[0]), Both(a[1], b[1])) for a, b in zip(ja[1:], en[1:])]
    if pair.ja.map.as_of:
        from .wareki import date

        found.append((pair.word("web_as_of"), pair.each(lambda c: date(c.map.as_of, c.lang))))
    return found


def _severities(pair: Pair) -> list[tuple[Cell, int]]:
    """How many groups of findings there are of each severity."""
    groups = webtables.shown_groups(pair.ja)
    counts = groups["severity"].value_counts()
    return [(severity_cell(pair, code), int(counts.get(code, 0))) for code in pair.ja.catalogue.severities]


def _notes(pair: Pair, picture: Drawn) -> list[Both]:
    pair.en.scrub.masked = pair.ja.scrub.masked
    found = [Both(*texts) for texts in zip(pair.ja.notes(), pair.en.notes())]
    if pair.ja.map.hidden:
        found.append(pair.word("web_hidden_parcels", count=pair.ja.map.hidden))
    if pair.ja.edition != "public" and len(pair.ja.figures.units) and not picture.parcels:
        found.append(pair.word("web_many_parcels"))
    return found
