"""Writes the layout templates of the sheets, one per size, direction and size of type; run by scripts/make_templates.

A template says where things stand and how large they are; the sheet fills them by their ids. The files are plain XML of
the kind that QGIS's layout window reads and writes, made here so that all sizes follow one drawing.
"""

from __future__ import annotations

import argparse
import sys
import uuid
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import quoteattr

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "styles" / "sheets"
SIZES = {"A4": (297.0, 210.0), "A3": (420.0, 297.0), "A1": (841.0, 594.0), "A0": (1189.0, 841.0)}
PLAIN = {"A4": 0.82, "A3": 1.0, "A1": 1.65, "A0": 2.2}
"""Type and signs against those of the A3 sheet, whose legend is set in 7.8 points."""
LARGE = {"A4": 1.0, "A3": 1.15, "A1": 1.9, "A0": 2.6}
LARGE_UPRIGHT = {"A4": 1.0, "A3": 1.0, "A1": 1.65, "A0": 2.25}
"""The same for large type, whose least is 14 points on A4."""
LEGEND_PT, LARGE_PT = 7.8, 14.0
_SPACE = uuid.UUID("6f0a3c52-2f0b-4a8e-9a55-6b6f736f7a75")
INK, SOFT, RED = "31,31,31,255", "90,90,90,255", "179,38,30,255"
_H = {"left": 1, "right": 2, "centre": 4}
_V = {"top": 32, "middle": 128, "bottom": 64}

Box = tuple  # (x, y, width, height) in millimetres


@dataclass
class Drawing:
    """The items of one template, in their order from the back."""

    name: str
    width: float
    height: float
    items: list[str]

    def _item(self, kind: int, key: str, box: Box, attributes: str, inner: str) -> None:
        x, y, width, height = (f"{value:.2f}".rstrip("0").rstrip(".") for value in box)
        own = f"{{{uuid.uuid5(_SPACE, f'{self.name}/{key}')}}}"
        self.items.append(
            f' <LayoutItem type="{kind}" id="{key}" uuid="{own}" templateUuid="{own}" groupUuid="" '
            f'position="{x},{y},mm" positionOnPage="{x},{y},mm" size="{width},{height},mm" referencePoint="0" '
            f'itemRotation="0" visibility="1" positionLock="false" zValue="{len(self.items) + 1}" opacity="1" '
            f'blendMode="0" excludeFromExports="0" {attributes}>\n{inner} </LayoutItem>\n'
        )

    def label(
        self, key: str, box: Box, points: float, text: str, *, bold: bool = False, ink: str = INK,
        align: str = "left", valign: str = "middle", frame: float = 0.0, fill: bool = False,
    ) -> None:  # fmt: skip
        """A text; ``frame`` is its border's width in millimetres, 0 for none."""
        red, green, blue, alpha = ink.split(",")
        colour = f'red="{red}" green="{green}" blue="{blue}" alpha="{alpha}"'
        attributes = (
            f'labelText={quoteattr(text)} htmlState="0" labelMode="0" halign="{_H[align]}" valign="{_V[valign]}" '
            f'marginX="0" marginY="0" frame="{"true" if frame else "false"}" frameJoinStyle="miter" '
            f'outlineWidthM="{frame or 0.3:g},mm" background="{"true" if fill else "false"}"'
        )
        size = f"{points:.2f}".rstrip("0").rstrip(".")
        weight, style = (75, "Bold") if bold else (50, "Regular")
        inner = (
            f"  <FrameColor {colour}/>\n"
            '  <BackgroundColor red="255" green="255" blue="255" alpha="255"/>\n'
            f'  <LabelFont description="Sans Serif,{size},-1,5,{weight},0,0,0,0,0" style=""/>\n'
            f"  <FontColor {colour}/>\n"
            f'  <text-style fontFamily="Sans Serif" namedStyle="{style}" fontSize="{size}" fontSizeUnit="Point" '
            f'fontWeight="{weight}" fontItalic="0" textColor="{ink}" textOpacity="1" multilineHeight="1"/>\n'
        )
        self._item(65641, key, box, attributes, inner)

    def map(self, box: Box) -> None:
        """The map, framed."""
        inner = '  <FrameColor red="31" green="31" blue="31" alpha="255"/>\n'
        inner += '  <BackgroundColor red="255" green="255" blue="255" alpha="255"/>\n'
        attributes = (
            'followPreset="false" keepLayerSet="false" drawCanvasItems="false" mapRotation="0" frame="true" '
            'frameJoinStyle="miter" outlineWidthM="0.2,mm" background="true"'
        )
        self._item(65639, "map", box, attributes, inner)

    def picture(self, key: str, box: Box) -> None:
        """A picture; the sheet gives the north arrow its drawing."""
        attributes = (
            'file="" mode="0" resizeMode="0" anchorPoint="4" pictureRotation="0" northMode="0" northOffset="0" '
            'frame="false" background="false" svgFillColor="31,31,31,255" svgBorderColor="31,31,31,255"'
        )
        self._item(65640, key, box, attributes, "")

    def bar(self, box: Box, points: float) -> None:
        """The scale bar; the sheet chooses its round lengths."""
        attributes = (
            'style="Single Box" unitType="meters" unitLabel="m" numMapUnitsPerScaleBarUnit="1" numSegments="2" '
            'numSegmentsLeft="0" numSubdivisions="1" segmentSizeMode="0" numUnitsPerSegment="100" '
            f'height="{points * 0.25:.2f}" labelBarSpace="{points * 0.11:.2f}" boxContentSpace="0" '
            'outlineWidth="0.2" alignment="0" labelVerticalPlacement="0" labelHorizontalPlacement="0" '
            'frame="false" background="false"'
        )
        inner = (
            f'  <text-style fontFamily="Sans Serif" fontSize="{points:g}" fontSizeUnit="Point" fontWeight="50" '
            f'textColor="{INK}" textOpacity="1"/>\n'
        )
        self._item(65646, "scalebar", box, attributes, inner)

    def rule(self, key: str, x: float, y: float, width: float, thick: float) -> None:
        """A horizontal line, as a thin rectangle."""
        options = {
            "color": INK, "outline_style": "no", "outline_width": "0", "outline_width_unit": "MM", "style": "solid",
        }  # fmt: skip
        rows = "".join(f'     <Option type="QString" name="{k}" value="{v}"/>\n' for k, v in options.items())
        props = "".join(f'    <prop k="{k}" v="{v}"/>\n' for k, v in options.items())
        inner = (
            '  <symbol type="fill" name="" alpha="1" clip_to_extent="1" force_rhr="0">\n'
            '   <layer class="SimpleFill" enabled="1" pass="0" locked="0">\n'
            f'    <Option type="Map">\n{rows}    </Option>\n{props}   </layer>\n  </symbol>\n'
        )
        attributes = 'shapeType="1" cornerRadiusMeasure="0,mm" frame="false" background="false"'
        self._item(65643, key, (x, y, width, thick), attributes, inner)

    def text(self) -> str:
        """The template as XML."""
        page = uuid.uuid5(_SPACE, f"{self.name}/page")
        size = f"{self.width:g},{self.height:g},mm"
        return (
            f'<Layout name="{self.name}" units="mm" printResolution="300" worldFileMap="">\n'
            " <PageCollection>\n"
            f'  <LayoutItem type="65638" id="" uuid="{{{page}}}" templateUuid="{{{page}}}" groupUuid="" '
            f'position="0,0,mm" positionOnPage="0,0,mm" size="{size}" referencePoint="0" zValue="0" '
            'visibility="1" opacity="1" frame="false" background="true"/>\n'
            " </PageCollection>\n" + "".join(self.items) + "</Layout>\n"
        )


def band(draw: Drawing, margin: float, u: float, *, large: bool) -> float:
    """Place, title, period, edition, stamp; returns the y under it."""
    width = draw.width
    stamp, edition, high = (26 * u, 38 * u, 17 * u) if large else (20 * u, 27 * u, 13.5 * u)
    small, head, tall = (14 * u, 26 * u, 7 * u) if large else (10.5 * u, 23 * u, 5 * u)
    x = width - margin - stamp
    draw.label("stamp", (x, margin + 1.5 * u, stamp, high), 17 * u * (1.3 if large else 1), "案", bold=True,
               ink=RED, align="centre", frame=0.9 * u)  # fmt: skip
    x -= edition + 4 * u
    draw.label("edition", (x, margin + 1.5 * u, edition, high), 12 * u * (1.35 if large else 1), "公表用", bold=True,
               align="centre", frame=0.4 * u)  # fmt: skip
    room = x - margin - 5 * u
    page = 28 * u
    draw.label(
        "place", (margin, margin, room * (1.0 if large else 0.57), tall), small, "市町村　地域", ink=SOFT
    )
    if not large:
        draw.label("period", (margin + room * 0.58, margin, room * 0.42, tall), 8.5 * u, "計画期間", ink=SOFT,
                   align="right")  # fmt: skip
    y = margin + tall
    height = 16 * u if large else 13 * u
    draw.label("title", (margin, y, room, height), head, "構想の名前　図の名前", bold=True)
    draw.label("page", (margin + room - page, y, page, height), 14 * u if large else 11 * u, "1 / 1", ink=SOFT,
               align="right")  # fmt: skip
    y += height + 1.2 * u
    draw.rule("rule_top", margin, y, width - 2 * margin, 0.6 * u)
    return y + 3.0 * u


def foot(draw: Drawing, box: Box, u: float, *, large: bool) -> None:
    """North, scale, scale bar, and the lines on date, version, system and office."""
    x, y, width, _ = box
    draw.rule("rule_foot", x, y, width, 0.4 * u)
    if large:
        draw.label("north_mark", (x, y + 2 * u, 12 * u, 6.4 * u), 14 * u, "北", bold=True, align="centre")
        draw.picture("north", (x + 1.5 * u, y + 8.4 * u, 9 * u, 13 * u))
        draw.label(
            "scale", (x + 16 * u, y + 2.5 * u, width - 16 * u, 7 * u), 16 * u, "縮尺　1：10,000", bold=True
        )
        draw.bar((x + 16 * u, y + 10.5 * u, width - 18 * u, 12 * u), 14 * u)
        draw.label(
            "facts", (x, y + 23.5 * u, width, 14.5 * u), 14 * u, "作成日・版・座標系・計画主体", valign="top"
        )
        return
    room = min(42 * u, width - 16 * u)
    draw.label("north_mark", (x, y + 1.4 * u, 12 * u, 4 * u), 8 * u, "北", bold=True, align="centre")
    draw.picture("north", (x + 1.5 * u, y + 5.4 * u, 9 * u, 13 * u))
    draw.label("scale", (x + 16 * u, y + 1.6 * u, room, 5 * u), 11 * u, "縮尺　1：10,000", bold=True)
    draw.bar((x + 16 * u, y + 7.6 * u, room, 9 * u), 7 * u)
    note = (x + 16 * u, y + 17.4 * u, room, 3 * u)
    draw.label("scale_note", note, 5.8 * u, "この判で印刷したときの縮尺です。", ink=SOFT)
    beside = width > 80 * u
    facts = (x + 60 * u, y + 1.6 * u, width - 60 * u, 21 * u) if beside else (x, y + 22 * u, width, 24 * u)
    draw.label("facts", facts, (6.4 if beside else 6.6) * u, "作成日・版・座標系・計画主体", valign="top")


def notes(draw: Drawing, box: Box, u: float, *, large: bool) -> None:
    """The sentence on rights, small remarks, credits."""
    x, y, width, height = box
    if large:
        high = 7.2 * u if width > 272 * u else 14.4 * u
        draw.label("rights", (x, y, width, high), 14 * u, "権利を定めないことの説明", bold=True, valign="top")
        draw.label("credits", (x, y + high, width, height - high), 14 * u, "出典", ink=SOFT, valign="top")
        return
    draw.label("rights", (x, y, width, 4.4 * u), 8 * u, "権利を定めないことの説明", bold=True)
    draw.label("notes", (x, y + 4.6 * u, width, 6.6 * u), 6.3 * u, "注記", ink=SOFT, valign="top")
    draw.label(
        "credits", (x, y + 11.4 * u, width, height - 11.4 * u), 6.3 * u, "出典", ink=SOFT, valign="top"
    )


def sample_mark(draw: Drawing, x: float, y: float, u: float, *, large: bool) -> None:
    """Says that a sample is one; taken away from the sheet of a real plan."""
    size = (110 * u, 10 * u, 14 * u) if large else (62 * u, 7.5 * u, 10 * u)
    draw.label("synthetic", (x + 3 * u, y + 3 * u, size[0], size[1]), size[2], "見本の架空データ", bold=True,
               ink=RED, align="centre", frame=0.5 * u, fill=True)  # fmt: skip


def landscape(draw: Drawing, u: float, *, large: bool) -> None:
    """Panel at the right of the map, notes below."""
    margin = max(7.0, 8.0 * u * (0.7 if large else 1.0))
    top = band(draw, margin, u, large=large)
    panel, base, low = (112 * u, 38 * u, 35 * u) if large else (95 * u, 25 * u, 25 * u)
    wide = draw.width - 2 * margin
    bottom = draw.height - margin
    x = margin + wide - panel
    width = wide - panel - 4.0 * u
    height = bottom - low - top - 1.6 * u
    draw.map((margin, top, width, height))
    sample_mark(draw, margin, top, u, large=large)
    points = LARGE_PT * u if large else LEGEND_PT * u
    end = (bottom - low - 1.6 * u) if large else bottom
    draw.label("panel", (x, top, panel, end - base - 2 * u - top), points, "凡例", valign="top")
    foot(draw, (x, end - base, panel, base), u, large=large)
    notes(draw, (margin, bottom - low, wide if large else width, low), u, large=large)


def portrait(draw: Drawing, u: float, *, large: bool) -> None:
    """Panel below the map in two columns, scale beside it, notes at the bottom."""
    margin = max(7.0, 8.0 * u * (0.7 if large else 1.0))
    top = band(draw, margin, u, large=large)
    wide = draw.width - 2 * margin
    panel, right, low = 108 * u, 45 * u, 20 * u
    if large:
        panel, right, low = (106 * u if draw.width < 250 else 138 * u), wide * 0.42, 43 * u
    bottom = draw.height - margin
    y = bottom - low - 1.6 * u - panel
    draw.map((margin, top, wide, y - 3 * u - top))
    sample_mark(draw, margin, top, u, large=large)
    points = LARGE_PT * u if large else LEGEND_PT * u
    draw.label("panel", (margin, y, wide - right - 6 * u, panel), points, "凡例", valign="top")
    foot(draw, (margin + wide - right, y, right, 50 * u), u, large=large)
    if large:
        more = (margin + wide - right, y + 42 * u, right, panel - 42 * u)
        draw.label("panel_more", more, points, "凡例のつづき", valign="top")
    notes(draw, (margin, bottom - low, wide, low), u, large=large)


def templates() -> dict[str, str]:
    """File name → content, for every size and direction, in plain and in large type."""
    made = {}
    for sheet, (long, short) in SIZES.items():
        for direction in ("landscape", "portrait"):
            for large in (False, True):
                name = f"{sheet}-{direction}" + ("-large" if large else "")
                size = (long, short) if direction == "landscape" else (short, long)
                draw = Drawing(name, *size, [])
                u = ((LARGE if direction == "landscape" else LARGE_UPRIGHT) if large else PLAIN)[sheet]
                (landscape if direction == "landscape" else portrait)(draw, u, large=large)
                made[f"{name}.qpt"] = draw.text()
    return made


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="only say whether the files are fresh")
    check = parser.parse_args().check
    made = templates()
    stale = [name for name, text in made.items() if not (FOLDER / name).is_file() or
             (FOLDER / name).read_text(encoding="utf-8") != text]  # fmt: skip
    extra = sorted({path.name for path in FOLDER.glob("*.qpt")} - set(made))
    if check:
        print("\n".join([*stale, *extra]) or "fresh")
        return 1 if stale or extra else 0
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, text in made.items():
        (FOLDER / name).write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
