"""Layout templates (QPT): where things stand on a sheet and how large their type is, by the ids of the items.

A planner may change the shipped ones in QGIS's layout window and keep the result beside the plan. A template travels by
mail, so it may hold texts, lines, pictures of local files and the map, and nothing that runs: no expressions, no HTML,
no data-defined properties.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qgis.core import (
    QgsLayoutItem,
    QgsLayoutItemLabel,
    QgsLayoutPoint,
    QgsPrintLayout,
    QgsReadWriteContext,
    QgsUnitTypes,
)
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtXml import QDomDocument, QDomElement

from ..core.errors import KosozuError
from .sheet_text import can_japanese
from .sheet_wish import Wish

FOLDER = Path(__file__).parent.parent / "styles" / "sheets"
NEEDED = (
    "map",
    "panel",
    "place",
    "title",
    "stamp",
    "edition",
    "rights",
    "credits",
    "north",
    "scale",
    "scalebar",
    "facts",
)
"""What every sheet has to carry; a template without one of them is refused."""

_TYPES = {
    65637: "group",
    65638: "page",
    65639: "map",
    65640: "picture",
    65641: "label",
    65643: "shape",
    65644: "polygon",
    65645: "polyline",
    65646: "scale bar",
}
"""QGIS's numbers of the items that a template may hold (QgsLayoutItemRegistry)."""

_MAX_BYTES = 5_000_000


@dataclass(frozen=True)
class Slot:
    """The place of a text in mm of its page, and how it is set there."""

    x: float
    y: float
    width: float
    height: float
    points: float
    bold: bool
    ink: str
    align: str
    top: bool
    family: str


def template_path(plan_path: str, wish: Wish, purpose: str = "") -> Path:
    """The plan's own template for this sheet where one stands beside it, else the shipped one.

    ``<plan>.A3-landscape.compare.qpt`` goes before ``<plan>.A3-landscape.qpt``; ``purpose`` is a kind or ``atlas``.
    """
    name = f"{wish.sheet}-{wish.orientation}" + ("-large" if wish.large else "")
    plan = Path(plan_path)
    for own in (f"{plan.stem}.{name}.{purpose or wish.kind}.qpt", f"{plan.stem}.{name}.qpt"):
        path = plan.with_name(own)
        if path.is_file():
            return path
    return FOLDER / f"{name}.qpt"


class Template:
    """A template loaded into a layout; items are taken from it by their ids."""

    def __init__(self, layout: QgsPrintLayout, path: Path) -> None:
        self.layout, self.path = layout, path
        document = _read(path)
        items, fine = layout.loadFromTemplate(document, QgsReadWriteContext(), True)
        if not fine or layout.pageCollection().pageCount() != 1:
            raise KosozuError("GIS-TEMPLATE", template=path.name, detail="QPT")
        self.items = [item for item in items if isinstance(item, QgsLayoutItem)]
        missing = [key for key in NEEDED if self.item(key) is None]
        if missing:
            raise KosozuError("GIS-TEMPLATE-ITEM", template=path.name, items=", ".join(missing))

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of the page in mm."""
        rect = self.layout.pageCollection().pages()[0].rect()
        width, height = (
            self.layout.convertFromLayoutUnits(v, _MM).length() for v in (rect.width(), rect.height())
        )
        return width, height

    def item(self, key: str) -> Any:
        """The item of an id, or None."""
        return next((item for item in self.items if item.id() == key), None)

    def box(self, key: str) -> tuple[float, float, float, float] | None:
        """Left, top, width and height of an item in mm."""
        item = self.item(key)
        if item is None:
            return None
        corner, rect = item.scenePos(), item.rect()
        return tuple(  # type: ignore[return-value]
            self.layout.convertFromLayoutUnits(value, _MM).length()
            for value in (corner.x(), corner.y(), rect.width(), rect.height())
        )

    def slot(self, key: str) -> Slot | None:
        """The place of a text; None where the template has none."""
        item, box = self.item(key), self.box(key)
        if item is None or box is None or not isinstance(item, QgsLayoutItemLabel):
            return None
        if hasattr(item, "textFormat"):
            form = item.textFormat()
            face, points, ink = form.font(), form.size(), form.color()
        else:
            face, points, ink = item.font(), item.font().pointSizeF(), item.fontColor()
        align = int(item.hAlign())
        side = "right" if align & int(_RIGHT) else "centre" if align & int(_CENTRE) else "left"
        family = face.family() if can_japanese(face.family()) else ""
        top = bool(int(item.vAlign()) & int(_TOP))
        return Slot(*box, points, face.bold(), ink.name(), side, top, family)

    def clear(self, key: str) -> None:
        """Take the sample text of a label away; its frame and background stay."""
        item = self.item(key)
        if isinstance(item, QgsLayoutItemLabel):
            item.setText("")

    def remove(self, key: str) -> None:
        """Take an item off the page."""
        item = self.item(key)
        if item is not None:
            self.items.remove(item)
            self.layout.removeLayoutItem(item)

    def below(self, key: str, y: float) -> None:
        """Move an item down, so that it begins a little below ``y`` mm where it stands above."""
        item, box = self.item(key), self.box(key)
        if item is not None and box is not None and box[1] < y:
            item.attemptMove(QgsLayoutPoint(box[0], y + 3.0, _MM))

    def own_texts(self, known: set[str], family: str) -> list[str]:
        """Texts that an office has put on its template beside ours; in ``family`` where theirs cannot Japanese."""
        found = []
        for item in self.items:
            if isinstance(item, QgsLayoutItemLabel) and item.id() not in known and item.text():
                found.append(item.text())
                set_family(item, family)
        return found


def set_family(label: QgsLayoutItemLabel, family: str) -> None:
    """Give a label a family that can Japanese, where its own cannot; size, weight and colour stay."""
    if hasattr(label, "setTextFormat"):
        form = label.textFormat()
        face = form.font()
        if not can_japanese(face.family()):
            face.setFamily(family)
            form.setFont(face)
            label.setTextFormat(form)
    elif not can_japanese(label.font().family()):
        face = label.font()
        face.setFamily(family)
        label.setFont(face)


_MM = QgsUnitTypes.LayoutUnit.LayoutMillimeters
_RIGHT, _CENTRE, _TOP = Qt.AlignmentFlag.AlignRight, Qt.AlignmentFlag.AlignHCenter, Qt.AlignmentFlag.AlignTop


def _read(path: Path) -> QDomDocument:
    """The template as a document, once nothing in it can run. Raises GIS-TEMPLATE and GIS-TEMPLATE-UNSAFE."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise KosozuError("GIS-TEMPLATE", template=path.name, detail=error.strerror or "") from error
    document = QDomDocument()
    if len(content) > _MAX_BYTES or not document.setContent(content)[0]:
        raise KosozuError("GIS-TEMPLATE", template=path.name, detail="XML")
    root = document.documentElement()
    if root.tagName() != "Layout":
        raise KosozuError("GIS-TEMPLATE", template=path.name, detail=root.tagName())
    elements = root.elementsByTagName("LayoutItem")
    for at in range(elements.count()):
        _check_item(elements.at(at).toElement(), path)
    if root.elementsByTagName("LayoutMultiFrame").count():
        raise KosozuError("GIS-TEMPLATE-UNSAFE", template=path.name, item="LayoutMultiFrame")
    options = root.elementsByTagName("Option")
    for at in range(options.count()):
        option = options.at(at).toElement()
        if option.attribute("name") == "active" and option.attribute("value") in ("true", "1"):
            raise KosozuError("GIS-TEMPLATE-UNSAFE", template=path.name, item="data defined")
    return document


def _check_item(element: QDomElement, path: Path) -> None:
    kind = int(element.attribute("type") or 0)
    name = element.attribute("id") or _TYPES.get(kind, str(kind))
    file = element.attribute("file")
    unsafe = (
        kind not in _TYPES
        or element.attribute("htmlState") == "1"
        or element.attribute("labelMode") == "1"
        or "[%" in element.attribute("labelText")
        or (bool(file) and not file.startswith("base64:") and "://" in file)
    )
    if unsafe:
        raise KosozuError("GIS-TEMPLATE-UNSAFE", template=path.name, item=name)
