"""Which column of a file plays which part: by the names that Japanese offices give, and by what stands in it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import PurePath
from typing import TYPE_CHECKING

from .datasets import first_column, year_of
from .peek import Peek
from .text import half

if TYPE_CHECKING:
    from ..catalogue import Catalogue

_GROUP_FIELDS = ("NAME_FIELD", "KEY_FIELD")
FIELDS: dict[str, tuple[str, ...]] = {
    "targetmap": ("KEY_FIELD", "STATUS_FIELD", "USER_NOW_FIELD", "USER_TARGET_FIELD"),
    "zones": ("CLASS_FIELD", "ZONE_ID_FIELD", "NAME_FIELD", "METHOD_FIELD", "MANAGER_FIELD"),
    "upper": ("CLASS_FIELD", "ZONE_ID_FIELD", "NAME_FIELD", "METHOD_FIELD", "MANAGER_FIELD"),
    "marks": ("KIND_FIELD", "NAME_FIELD"),
    "context": (),
    **dict.fromkeys(("community", "oaza", "water", "plan_district", "custom"), _GROUP_FIELDS),
}
"""Parameters of each kind's algorithm that name a column."""

ANSWERS: dict[str, tuple[str, ...]] = {
    "upper": ("SOURCE_PLAN",),
    "plan_district": ("TARGET_FY",),
    "context": ("DATASET", "YEAR"),
}
"""Parameters of each kind's algorithm that a file does not tell, and that a person is asked for."""
YEAR_COLUMNS = ("target_fy", "目標年度")
"""Columns of districts that tell their target year."""

_UNDATED = {"small-area": (), "municipality-people": ("調査年", "年次")}
"""Datasets of people that tell no year of their own but in these columns."""

Given = Mapping[str, str]


def _of_targetmap(given: Given, seen: Peek) -> tuple[str, ...]:
    told = given.get("STATUS_FIELD") or given.get("USER_TARGET_FIELD")
    return (() if told else ("STATUS_FIELD",)) + (("KEY_FIELD",) if seen.geometry == "table" else ())


def _of_groups(given: Given, seen: Peek) -> tuple[str, ...]:
    return ("NAME_FIELD", "KEY_FIELD") if seen.geometry == "table" else ("NAME_FIELD",)


def _of_zones(given: Given, seen: Peek) -> tuple[str, ...]:
    return ("CLASS_FIELD",)


def _of_marks(given: Given, seen: Peek) -> tuple[str, ...]:
    return () if given.get("KIND") else ("KIND_FIELD",)


def _of_context(given: Given, seen: Peek) -> tuple[str, ...]:
    dataset = given.get("DATASET")
    told = (
        dataset not in _UNDATED or first_column(seen.columns, _UNDATED[dataset]) or year_of(seen.file, None)
    )
    return (() if dataset else ("DATASET",)) + (() if told else ("YEAR",))


REQUIRED: dict[str, Callable[[Given, Peek], tuple[str, ...]]] = {
    "targetmap": _of_targetmap,
    "zones": _of_zones,
    "upper": _of_zones,
    "marks": _of_marks,
    "context": _of_context,
    **dict.fromkeys(("community", "oaza", "water", "plan_district", "custom"), _of_groups),
}
"""Which of them there must be."""

_ID = "polygon_?uuid|筆ポリゴン(id|uuid)|unit_id|daichoid|台帳(id|番号)|農地id"
_PATTERNS: dict[str, tuple[str, ...]] = {
    "ID": (_ID,),
    "KEY": (_ID, "地番|土地地番|所在地番|tiban"),
    "STATUS_SURE": (".*目標.*(区分|状況|位置付|位置づ).*", "位置(付|づ)け", "target_status"),
    "STATUS": ("区分|状況|status|分類",),
    "NOW": (
        "(現在|現況|現状|現).*(耕作|利用|経営|借受).*",
        "耕作者(名|氏名)?",
        "利用者",
        "user_now|now",
        "現状",
    ),
    "TARGET": (
        "(10年後|将来|目標).*(耕作|利用|経営|担|受け手|者).*",
        "(農業を)?担う者",
        "目標地図上の表示",
        "user_target|target",
    ),
    "CLASS_SURE": (".*管理.*区分.*|管理区", "(管理)?構想.*区分.*", "class_code|level1"),
    "CLASS": ("区分|エリア区分|ゾーン区分|分類|class|code",),
    "ZONE_ID": ("zone_id", "(区域|エリア|ゾーン)(番号|id|no\\.?|コード)", "番号|id|no\\.?"),
    "ZONE_NAME": ("(区域|エリア|ゾーン)名(称)?", "名称|name|zone_name|地区名|場所"),
    "METHOD": ("(管理)?手法|method(_code)?|管理方法",),
    "MANAGER": ("(管理|実施)?主体|manager|管理者",),
    "MARK": ("kind|種別|種類|区分|分類|type",),
    "NAME": ("名称|name|名前|施設名(称)?|地点名",),
    "community": ("rcom_name", "(農業)?集落名?"),
    "water": ("水利系統名?|用水(系統|路)?名?|水系(統)?名?",),
    "plan_district": ("地域計画(名|地区|区域)?名?", "地区名"),
    "oaza": ("大字名?", "s_name|町(丁)?字名|町丁・?字等?名"),
    "custom": (".*名称?|name",),
}
"""Full matches of names in half width and small letters, the likeliest first."""
_ROLES = {
    "KEY_FIELD": "KEY",
    "USER_NOW_FIELD": "NOW",
    "USER_TARGET_FIELD": "TARGET",
    "ZONE_ID_FIELD": "ZONE_ID",
    "METHOD_FIELD": "METHOD",
    "MANAGER_FIELD": "MANAGER",
}
_MOST = 0.5


def answer(seen: Peek, role: str) -> str:
    """What a person is offered for one of ``ANSWERS``: the name of a plan is at first that of its file.

    Zones of one name replace each other, so two plans above must not both have none. A target year is not made up.
    """
    return PurePath(seen.layer or seen.member or seen.file).stem if role == "SOURCE_PLAN" else ""


def column_of(columns: Iterable[str], part: str) -> str:
    """The first column whose name is one of a part's; ''."""
    plain = [(name, half(name).lower()) for name in columns]
    for pattern in _PATTERNS[part]:
        for name, text in plain:
            if re.fullmatch(pattern, text):
                return name
    return ""


def guess(
    seen: Peek,
    kind: str,
    role: str,
    catalogue: Catalogue | None = None,
    words: Mapping[str, Sequence[str]] | None = None,
) -> str:
    """The column for a parameter of a kind's algorithm; ''. ``words``: tables that translate its values."""
    if role == "KEY_FIELD":
        # Lot numbers join polygons only on demand: their own shapes say better where they are.
        if kind not in ("targetmap",) and seen.geometry != "table":
            return ""
        return column_of(seen.columns, "KEY" if seen.geometry == "table" else "ID")
    if role == "NAME_FIELD":
        return column_of(
            seen.columns, {"marks": "NAME", "zones": "ZONE_NAME", "upper": "ZONE_NAME"}.get(kind, kind)
        )
    if role == "USER_NOW_FIELD":
        target = column_of(seen.columns, "TARGET")
        return column_of([name for name in seen.columns if name != target], "NOW")
    if role in _ROLES:
        return column_of(seen.columns, _ROLES[role])
    told = {word for raw in (words or {}).values() for word in raw}
    if catalogue is None:
        return ""
    if role == "STATUS_FIELD":
        return _by_value(seen, "STATUS", lambda value: value in told or bool(catalogue.status_of(value)))
    if role == "CLASS_FIELD":
        known = {code.lower() for code in catalogue.classes}
        known |= {half(one.label_ja) for one in catalogue.classes.values()}
        known |= {half(one.label_en) for one in catalogue.classes.values()}
        return _by_value(
            seen, "CLASS", lambda value: value in told or value in known or value.lower() in known
        )
    kinds = {text for code, one in catalogue.mark_kinds.items() for text in (code, half(one.label_ja))}
    kinds |= {half(one.label_en).lower() for one in catalogue.mark_kinds.values()}
    suit = [name for name in seen.columns if re.fullmatch(_PATTERNS["MARK"][0], half(name).lower())]
    return _best(seen, suit, lambda value: value in kinds or value.lower() in kinds)


def _by_value(seen: Peek, part: str, known: Callable[[str], bool]) -> str:
    """A column of the part whose values are known; else the one whose name leaves no doubt."""
    names = [half(name).lower() for name in seen.columns]
    patterns = (*_PATTERNS[f"{part}_SURE"], *_PATTERNS[part])
    suit = [
        name for pattern in patterns for name, text in zip(seen.columns, names) if re.fullmatch(pattern, text)
    ]
    return _best(seen, suit, known) or column_of(seen.columns, f"{part}_SURE")


def _best(seen: Peek, suit: Sequence[str], known: Callable[[str], bool]) -> str:
    for name in suit:
        values = [half(value) for value in seen.values(name)]
        if values and sum(map(known, values)) >= _MOST * len(values):
            return name
    return ""
