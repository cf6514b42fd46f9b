"""Managers and users: who is a person and who an organisation, and the pseudonyms that stand for persons in a plan."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from .text import half

if TYPE_CHECKING:
    import pandas as pd

    from ..catalogue import Catalogue

USER, INDIVIDUAL = "利用者", "個人"


# Endings that people's names have too (木村, 与市, 正道, 服部, 省); these count only where the rest fits an office.
_FORMS = ("法人", "会社", "組合", "協議会", "(株)", "(有)", "(同)", "NPO")
_PLACES = "都道府国市町村"
_DIVISION = re.compile(r"(支|本|業|設|政|務|画|境|産|林|農|祉|工|育|策|年|人|性|生)部$")
_MINISTRY = re.compile(r"(国土交通|農林水産|環境|総務|経済産業|財務|厚生労働|文部科学|法務|防衛|外務)省$")
_SURNAMES = ("野々村", "小野村", "日野村", "五日市", "四日市")
"""Surnames as long as the names of places are."""
_KANA = re.compile("[ぁ-ゖァ-ヺー]")


def kind(name: str, catalogue: Catalogue) -> str:
    """``individual`` unless the name ends as the catalogue's ``organisation_endings`` do (the longest ending wins).

    The list's legal forms (法人, 会社, 組合 …) count in front and inside too: 農事組合法人みほん. In doubt a name is a
    person's: one of the endings that surnames and given names share counts only where the name is a municipality or
    prefecture of the catalogue, or as short or spelled as such names are.
    """
    plain = half(name)
    endings = {half(row["ending"]): row["kind"] for row in catalogue.rows("organisation_endings")}
    for form in _FORMS:
        named = sorted(ending for ending in endings if form in ending)
        if named and form in plain and plain != form:
            return endings[form] if form in endings else endings[named[0]]
    for ending in sorted(endings, key=lambda text: (-len(text), text)):
        if (
            plain.endswith(ending)
            and (len(plain) > len(ending) or plain == "国")
            and _fits(plain, ending, catalogue)
        ):
            return endings[ending]
    return "individual"


def _fits(plain: str, ending: str, catalogue: Catalogue) -> bool:
    if ending == "部":
        return bool(_DIVISION.search(plain))
    if ending == "省":
        return bool(_MINISTRY.search(plain))
    if ending == "室":
        return len(plain) > 2
    if ending not in _PLACES:
        return True
    prefectures = {half(row["label_ja"]) for row in catalogue.rows("prefectures")}
    towns = {half(row["name"]) for row in catalogue.rows("municipalities")}
    bare = next((plain[len(label) :] for label in prefectures if plain.startswith(label)), plain)
    if plain == "国" or not bare or bare in towns or bare.split("郡")[-1] in towns:
        return True
    return ending in "市町村" and (len(plain) == 3 or bool(_KANA.search(plain))) and plain not in _SURNAMES


def letters(number: int) -> str:
    """1 → A, 26 → Z, 27 → AA."""
    out = ""
    while number:
        number, rest = divmod(number - 1, 26)
        out = chr(ord("A") + rest) + out
    return out


def pseudonyms(keys: Iterable[str], known: Mapping[str, str], stem: str = USER) -> dict[str, str]:
    """key → pseudonym (利用者001 …), known ones kept, new ones numbered on in the order of their keys.

    ``known`` comes from the side file, so that a person keeps the pseudonym from one import to the next.
    """
    wanted = sorted({key for key in keys if key})
    numbers = [value[len(stem) :] for value in known.values() if value.startswith(stem)]
    last = max((int(number) for number in numbers if number.isascii() and number.isdigit()), default=0)
    new = [key for key in wanted if key not in known]
    given = {key: f"{stem}{last + place:03d}" for place, key in enumerate(new, 1)}
    return {key: known[key] if key in known else given[key] for key in wanted}


def actor_table(
    managers: pd.Series, partners: pd.Series, catalogue: Catalogue, known: Mapping[str, str]
) -> pd.DataFrame:
    """The actors of two columns of names: actor_id, kind, label, role and ``name`` (for the side file only).

    ``known``: name → actor_id of actors the plan has already. A person's label is a pseudonym (個人A …), and nothing
    else in the row but ``name`` tells who it is; an organisation keeps its name.
    """
    leading = {name for name in managers if name}
    distinct = sorted(leading | {name for name in partners if name})
    kinds = {name: kind(name, catalogue) for name in distinct}
    persons = [name for name in distinct if kinds[name] == "individual"]
    others = [name for name in distinct if kinds[name] != "individual"]
    ids = {**_numbered(persons, known, "person-"), **_numbered(others, known, "actor-")}
    label = {name: INDIVIDUAL + letters(int(ids[name].rsplit("-", 1)[-1])) for name in persons}
    import pandas as pd

    return pd.DataFrame(
        {
            "actor_id": [ids[name] for name in distinct],
            "kind": [kinds[name] for name in distinct],
            "label": [label.get(name, name) for name in distinct],
            "role": ["manager" if name in leading else "partner" for name in distinct],
            "name": distinct,
        },
        columns=["actor_id", "kind", "label", "role", "name"],
    )


def hide(texts: pd.Series, people: pd.DataFrame) -> pd.Series:
    """Texts in which the names of persons (two characters or more, spaces aside) are replaced by their labels."""
    persons = people[people["kind"] == "individual"]
    names = {"".join(name.split()): label for name, label in zip(persons["name"], persons["label"])}
    for name in sorted((name for name in names if len(name) > 1), key=lambda text: (-len(text), text)):
        texts = texts.str.replace(r"\s*".join(map(re.escape, name)), names[name], regex=True)
    return texts


def _numbered(names: list[str], known: Mapping[str, str], stem: str) -> dict[str, str]:
    return pseudonyms(names, {name: value for name, value in known.items() if value.startswith(stem)}, stem)
