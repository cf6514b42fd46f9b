"""A plain sentence or two on each of: communities now, the forecast, difficulty of management, reach by road."""

from __future__ import annotations

from typing import Any

from . import outlook, outlookdifficulty, outlookreach
from .content import Content
from .words import phrase, word

YEAR = 2050
"""The year of which the sentences speak, where the forecast has it; else its last."""


def last_year(content: Content) -> int:
    """2050, or the last year of the forecast."""
    years = sorted(set(content.outlook.forecast["year"]))
    return YEAR if YEAR in years or not years else int(years[-1])


def row_of(content: Content, name: str, year: int) -> dict[str, Any] | None:
    """The whole plan in one picture and year; None where the forecast has none."""
    if content.outlook.forecast.empty:
        return None
    rows = outlook.picture(content, name)
    found = rows[rows["year"] == year].to_dict("records")
    return found[0] if found else None


def number(content: Content, value: Any, digits: int = 0, scale: float = 1.0) -> str:
    """A number in a sentence; 不明 where there is none."""
    shown = outlook.known(content, value, digits, scale)
    return shown if isinstance(shown, str) else f"{shown:,.{digits}f}"


def present(content: Content) -> str:
    """People, households and slope of all communities; or which step gives them."""
    lang, rows = content.lang, content.outlook.places
    if rows.empty:
        return word("land_no_indicators", lang)
    all_of = outlook.whole(rows)
    sources = content.outlook.sources.set_index("indicator")["year"]
    year = sources.get("people_now")
    when = word("land_in_year", lang, year=int(year)) if year is not None and year == year else ""
    lacking = {
        "land_people": int(rows["people_now"].isna().sum()),
        "land_slope_word": int(rows["slope_deg"].isna().sum()),
    }
    said = word(
        "land_text_present",
        lang,
        count=len(rows),
        year=when,
        people=_persons(content, all_of["people_now"]),
        old=percent(content, all_of["share65_now"]),
        homes=_homes(content, all_of["households_now"]),
        slope=_degrees(content, all_of["slope_deg"]),
    )
    for key, count in lacking.items():
        if count:
            said += word("land_text_lacking", lang, what=word(key, lang), count=count)
    return said


def _unit(content: Content, key: str, text: str) -> str:
    """A number with its unit; 不明 stands without one."""
    return text if text == word("unknown", content.lang) else word(key, content.lang, count=text)


def _persons(content: Content, value: Any) -> str:
    return _unit(content, "brief_persons", number(content, value))


def _homes(content: Content, value: Any) -> str:
    return _unit(content, "land_unit_homes", number(content, value))


def percent(content: Content, value: Any, scale: float = 100.0) -> str:
    """A share in percent; 不明 where there is none."""
    return _unit(content, "land_unit_percent", number(content, value, 1, scale))


def _degrees(content: Content, value: Any) -> str:
    return _unit(content, "land_unit_degrees", number(content, value, 1))


def forecast(content: Content) -> str:
    """What comes if nothing is done, and with the present classes, each with its range and what is not known."""
    lang, year = content.lang, YEAR
    if content.outlook.forecast.empty:
        return word("text_no_forecast", lang, year=year)
    year = last_year(content)
    rows = [row_of(content, name, year) for name in outlook.PICTURES]
    first = outlook.picture(content, outlook.PICTURES[0]).iloc[0].to_dict()
    nothing, classes = rows
    if nothing is None or classes is None:
        return word("text_no_forecast", lang, year=year)
    said = [
        word(
            "land_text_people",
            lang,
            year=year,
            people=people(content, nothing),
            old=percent(content, nothing["share65"]),
        ),
        word(
            "land_text_land",
            lang,
            first=first["year"],
            before=_hectares(content, first),
            year=year,
            after=_hectares(content, nothing),
            share=_share(content, nothing),
        ),
        word("land_text_classes", lang, year=year, after=_hectares(content, classes)),
        word(
            "land_text_unknown",
            lang,
            area=_area(content, nothing["unknown_m2"], bool(nothing["few_unknown"])),
        ),
    ]
    if content.outlook.forecast["hours_wanted"].notna().any():
        said.append(
            word(
                "land_text_hours",
                lang,
                year=year,
                wanted=number(content, classes["hours_wanted"]),
                given=number(content, classes["hours_given_middle"]),
            )
        )
    else:
        said.append(word("land_text_no_hours", lang))
    return "".join(said) if lang == "ja" else " ".join(said)


def people(content: Content, row: dict[str, Any]) -> str:
    """「286人（243〜329人）」; 不明 where the middle is not known."""
    middle, low, high = (number(content, row[f"people_{name}"]) for name in ("middle", "low", "high"))
    if middle == word("unknown", content.lang):
        return middle
    return word("land_people_range", content.lang, count=middle, low=low, high=high)


def _hectares(content: Content, row: dict[str, Any]) -> str:
    """「10.5ha（10.1〜11.0ha）」; 少数 where the edition withholds it."""
    if row["few"]:
        return word("few", content.lang)
    low, middle, high = (number(content, row[name], 2, 1e-4) for name in outlook.UNMANAGED)
    if middle == word("unknown", content.lang):
        return middle
    return word("land_area_range", content.lang, area=middle, low=low, high=high)


def _share(content: Content, row: dict[str, Any]) -> str:
    """How much of the land that is, in percent."""
    if row["few"] or not row["area_m2"]:
        return word("unknown", content.lang) if not row["few"] else word("few", content.lang)
    return percent(content, row["unmanaged_middle_m2"] / row["area_m2"])


def _area(content: Content, value: Any, few: bool) -> str:
    if few:
        return word("few", content.lang)
    return _unit(content, "land_unit_ha", number(content, value, 2, 1e-4))


def difficulty(content: Content) -> str:
    """How the parcels are divided among the classes, and how much hangs on the weights."""
    lang = content.lang
    if content.outlook.classes.empty:
        return word("land_no_difficulty", lang)
    table = outlookdifficulty.kinds(content)
    parts = [
        word(
            "land_text_kind", lang, name=str(row[0]), count=f"{row[1]:,}", area=f"{row[2]:,.2f}", share=row[3]
        )
        for row in table.rows[:-1]
    ]
    said = word("land_text_difficulty", lang, count=f"{table.rows[-1][1]:,}", parts=_joined(lang, parts))
    factors = content.outlook.factors
    if factors.empty:
        return said
    moved = factors[["less", "more"]].max(axis=1)
    gravest = factors.loc[moved.idxmax()]
    named = str(gravest[f"label_{lang}"])
    said += word("land_text_weights", lang, share=percent(content, moved.max()), name=named)
    blank = factors[factors["known"] == 0]
    if len(blank):
        names = _joined(lang, list(dict.fromkeys(str(one) for one in blank[f"label_{lang}"])))
        said += word("land_text_no_data", lang, names=names)
    return said


def _joined(lang: str, parts: list[str]) -> str:
    return "、".join(parts) if lang == "ja" else ", ".join(parts)


def reach(content: Content) -> str:
    """Who reaches a core in time now and later, and which core carries most people who reach no other."""
    lang, rows = content.lang, content.outlook.sums
    if rows.empty:
        return word("land_no_reach", lang)
    names = [content.scrub(str(core)) for core in content.outlook.cores["core"]]
    parts = [
        word(
            "land_text_reached",
            lang,
            who=outlookreach.field_name(content, row),
            total=_persons(content, row["total"]),
            reached=_persons(content, row["reached"]),
            share=percent(content, row["share"], 1.0),
        )
        for row in rows.to_dict("records")
    ]
    said = word(
        "land_text_reach",
        lang,
        cores=_joined(lang, names),
        minutes=f"{float(rows['minutes'].iloc[0]):g}",
        parts=_joined(lang, parts),
        nitas=phrase(content.catalogue, "not_nitas", lang),
    )
    lost = content.outlook.cores.sort_values("lost", ascending=False, kind="stable")
    if len(lost) and float(lost["lost"].iloc[0]) > 0:
        name = content.scrub(str(lost["core"].iloc[0]))
        said += word("land_text_lost", lang, name=name, count=_persons(content, lost["lost"].iloc[0]))
    return said
