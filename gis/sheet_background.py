"""A local background in grey under the zones: roads, rivers, buildings, place names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import shapely
from qgis.core import (
    QgsFillSymbol,
    QgsLineSymbol,
    QgsNullSymbolRenderer,
    QgsPalLayerSettings,
    QgsRectangle,
    QgsSingleSymbolRenderer,
    QgsVectorLayer,
)
from qgis.PyQt.QtGui import QColor

from ..core.errors import KosozuError
from ..core.sources import crs
from ..core.sources.vector import read_vector, split_path
from . import symbols
from .sheet_theme import MakeSymbol

if TYPE_CHECKING:
    from .sheet_layers import MapLayers

_NAMES = ("name", "名称", "地名", "字名", "大字名", "label", "S_NAME")
_CREDITS = ("credit_ja", "credit", "attribution", "出典")
_WORDS = {
    "water": ("river", "water", "lake", "pond", "stream", "河川", "川", "水", "池", "湖"),
    "road": ("road", "street", "highway", "path", "道路", "道"),
    "building": ("building", "house", "bldg", "建物", "家屋", "建築"),
}
_ORDER = ("names", "road", "line", "building", "water", "area")
_LABELS = {"names": "地名", "road": "道路", "building": "建物", "water": "河川・水面"}
_UNDER = ("water", "area")
_SYNTHETIC = ("SYNTHETIC", "架空")


@dataclass
class Background:
    """Layers from top to bottom, the texts they label with, legend lines, credits; whether any is made up.

    ``lines`` (names, roads, rivers, buildings) are drawn over the zones' fills and under their hatches, so that one
    finds one's way inside a zone too; ``areas`` under all.
    """

    lines: list[QgsVectorLayer] = field(default_factory=list)
    areas: list[QgsVectorLayer] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    legend: list[tuple[MakeSymbol, str]] = field(default_factory=list)
    credits: list[str] = field(default_factory=list)
    synthetic: bool = False


@dataclass(frozen=True)
class Ground:
    """One set of features of a background, in the plan's reference system."""

    name: str
    role: str
    frame: gpd.GeoDataFrame
    own: bool = False
    """The plan's: its credit is among the plan's own, and it lies on strong colours, from which a rim sets it off."""


def read_background(files: Sequence[str], epsg: int) -> list[Ground]:
    """Local files, ordered by what they are.

    A file that cannot be read is an error, and so is one that does not say its reference system.
    """
    found = [ground for path in files for ground in _read(path, epsg)]
    return sorted(found, key=lambda ground: _ORDER.index(ground.role))


def draw_background(
    grounds: Sequence[Ground], maker: MapLayers, extent: QgsRectangle | None = None
) -> Background:
    """Layers in grey of what lies in ``extent``; ``maker`` makes them as it makes the map's own.

    Credits and legend are those of the whole.
    """
    background = Background()
    own, maker.layers, texts, maker.texts = maker.layers, [], maker.texts, []
    for ground in grounds:
        background.credits += [text for text in _credits(ground) if text not in background.credits]
        background.synthetic = background.synthetic or _made_up(ground.frame)
        inside = _inside(ground, extent)
        if not len(inside.frame):
            continue
        _draw(inside, maker, background)
        below = ground.role in _UNDER and _is_area(ground)
        (background.areas if below else background.lines).append(maker.layers[-1])
    given = [ground for ground in grounds if not ground.own]
    if given and not background.credits:
        parts = dict.fromkeys(_LABELS.get(ground.role, Path(ground.name).stem) for ground in given)
        background.credits.append(f"背景（{'・'.join(parts)}）：手元のファイルをもとに作成")
    background.texts = maker.texts
    maker.layers, maker.texts = own, texts
    return background


def _inside(ground: Ground, extent: QgsRectangle | None) -> Ground:
    if extent is None:
        return ground
    box = shapely.box(extent.xMinimum(), extent.yMinimum(), extent.xMaximum(), extent.yMaximum())
    here = shapely.intersects(ground.frame.geometry.to_numpy(), box)
    return replace(ground, frame=ground.frame[here].reset_index(drop=True))


def _read(path: str, epsg: int) -> list[Ground]:
    file, layer = split_path(path)
    frame, found, info = read_vector(path)
    names = [layer] if layer else list(info.layers) or [file.stem]
    sheets = []
    for number, name in enumerate(names):
        if number:
            frame, found, info = read_vector(f"{file}|layername={name}")
        if found is None:
            raise KosozuError("GIS-BACKGROUND-CRS", path=str(path), layer=name)
        sheets += _by_kind(name, frame, found, epsg)
    return sheets


def _by_kind(name: str, frame: gpd.GeoDataFrame, found: int, epsg: int) -> list[Ground]:
    """A layer's points, lines and areas apart."""
    geometry, _ = crs.transform(frame.geometry.to_numpy(), found, epsg)
    frame = frame.set_geometry(gpd.GeoSeries(geometry, index=frame.index))
    dimension = shapely.get_dimensions(geometry)
    sheets = []
    for wanted, plain_role in enumerate(("names", "line", "area")):
        mine = frame[dimension == wanted].reset_index(drop=True)
        if len(mine):
            sheets.append(Ground(name, plain_role if wanted == 0 else _role(name, plain_role), mine))
    return sheets


def _is_area(sheet: Ground) -> bool:
    return int(shapely.get_dimensions(sheet.frame.geometry.iloc[0])) == 2


def _role(name: str, otherwise: str) -> str:
    lower = name.lower()
    return next((role for role, words in _WORDS.items() if any(word in lower for word in words)), otherwise)


def _draw(sheet: Ground, maker: MapLayers, background: Background) -> None:
    column = next((name for name in _NAMES if name in sheet.frame.columns), "")
    frame = sheet.frame[[column, "geometry"]] if column else sheet.frame[["geometry"]]
    if column:
        frame = frame.rename(columns={column: "name"})
        frame["name"] = frame["name"].fillna("").astype(str)
    else:
        frame = frame.assign(name="")
    symbol = _symbol(sheet, maker.factor)
    renderer = QgsSingleSymbolRenderer(symbol) if symbol is not None else QgsNullSymbolRenderer()
    kind = {0: "Point", 1: "MultiLineString", 2: "MultiPolygon"}[
        int(shapely.get_dimensions(frame.geometry.iloc[0]))
    ]
    if kind == "Point":
        frame = frame.explode(ignore_index=True)
    layer = maker.add(f"background {sheet.name}", kind, frame, renderer)
    if column and sheet.role in ("names", "water", "road"):
        maker.label(layer, _place_names(maker, kind, sheet.role), "name")
    text = _LABELS.get(sheet.role)
    if symbol is not None and text and text not in [known for _, known in background.legend]:
        background.legend.append((lambda factor: _symbol(sheet, factor), text))


def _symbol(sheet: Ground, factor: float) -> Any:
    is_line = int(shapely.get_dimensions(sheet.frame.geometry.iloc[0])) == 1
    grey, width = {
        "road": ("#5f5f5f", 0.45),
        "line": ("#8a8a8a", 0.3),
        "building": ("#3a3a3a", 0.1),
        "water": ("#8fa3ad", 0.7),
        "area": ("#dcdcdc", 0.15),
        "names": ("", 0.0),
    }[sheet.role]
    if not grey:
        return None
    if is_line:
        rim = [symbols.outline_layer(QColor("#ffffff"), 2.6 * width * factor)] if sheet.own else []
        return symbols.built(QgsLineSymbol(), [*rim, symbols.outline_layer(QColor(grey), width * factor)])
    fill = {"building": "#4d4d4d", "water": "#dbe4e8", "road": "#e2e2e2"}.get(sheet.role, "#f0f0f0")
    return symbols.built(QgsFillSymbol(), [symbols.fill_layer(QColor(fill), QColor(grey), 0.12 * factor)])


def _place_names(maker: MapLayers, kind: str, role: str) -> QgsPalLayerSettings:
    ink = "#5d7480" if role == "water" else "#4d4d4d"
    settings: QgsPalLayerSettings = maker.settings(7.5 if role == "names" else 6.0, ink=ink, rim=0.6)
    places = QgsPalLayerSettings.Placement
    settings.placement = {"Point": places.OverPoint, "MultiLineString": places.Line}.get(
        kind, places.Horizontal
    )
    settings.priority = 4 if role == "names" else 2
    return settings


def _credits(sheet: Ground) -> list[str]:
    """What the file itself says it is to be credited with."""
    found: dict[str, None] = {}
    for column in _CREDITS:
        if column in sheet.frame.columns:
            found.update(
                dict.fromkeys(str(text) for text in sheet.frame[column].dropna().unique() if str(text))
            )
    return sorted(found)


def _made_up(frame: gpd.GeoDataFrame) -> bool:
    texts = frame.drop(columns="geometry").select_dtypes("object")
    return any(
        any(sign in str(value) for sign in _SYNTHETIC) for name in texts for value in texts[name].unique()
    )
