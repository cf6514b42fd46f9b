"""Names as ledgers hold them, the same names as programs write them, and small files in which they are planted."""

from __future__ import annotations

import base64
import json
import random
import unicodedata
import zlib
from collections.abc import Callable, Sequence

from planted_data import (
    cut,
    database,
    dbf,
    entities,
    gpkg_columns,
    gpkg_deleted,
    gpkg_file,
    gpkg_journal,
    gpkg_style,
    jpeg,
    png,
    shp_tail,
)
from planted_office import (
    docx_attributes,
    docx_box,
    docx_deleted,
    docx_embedded,
    docx_hidden,
    docx_white,
    presentation,
    slide,
    with_parts,
    xlsx_attributes,
    xlsx_box,
    xlsx_deleted,
    xlsx_embedded,
    xlsx_hidden,
    xlsx_rows,
    xlsx_white,
    zipped,
)
from planted_pdf import pdf_attachment, pdf_attributes, pdf_box, pdf_deleted, pdf_layer, pdf_white

RADICALS = dict(
    zip("長青西民黄斉見谷木田山川高石土金馬竹白父面食角", "⻑⻘⻄⺠⻩⻫⻅⾕⽊⽥⼭川⾼⽯⼟⾦⾺⽵⽩⽗⾯⻝⻆")
)
"""Ideographs, and the radicals that look like them and stand in their place in a PDF of Qt's."""

FAMILY = (
    "長谷川",
    "青木",
    "西田",
    "民谷",
    "黄川田",
    "斉木",
    "見城",
    "高橋",
    "石山",
    "馬場",
    "金山",
    "吉田",
    "葛城",
    "辻村",
    "吉見",
    "辻",
)
GIVEN = ("太郎", "花子", "一男", "美江", "見白", "長武", "青竹", "民食", "正角", "黄土", "与面", "真父")
EXTRA = "一二三四五六七八九十松竹梅春夏秋冬東西南北"


def names(count: int = 500, seed: int = 7) -> list[str]:
    """Full names of nobody, all different."""
    dice = random.Random(seed)
    found: dict[str, None] = {}
    while len(found) < count:
        found[dice.choice(FAMILY) + dice.choice(GIVEN) + dice.choice(EXTRA) + dice.choice(list(RADICALS))] = (
            None
        )
    return list(found)


def written(name: str, number: int) -> str:
    """A name as some program writes it: every second one with radicals, others with selectors, blanks, width, NFD."""
    if number % 2:
        return (
            "".join(RADICALS.get(sign, sign) for sign in name)
            .replace("吉", "𠮷")
            .replace("辻", "辻\U000e0101")
        )
    how = number // 2 % 5
    if how == 0:
        return name
    if how == 1:
        return f"{name[:2]}　{name[2:]}"
    if how == 2:
        return name.replace("葛", "葛\U000e0100").replace("吉", "𠮷").replace("高", "髙")
    if how == 3:
        return "\u200b".join(name)
    return unicodedata.normalize("NFD", name)


def all_written(listed: Sequence[str]) -> list[str]:
    """Each name in its turn."""
    return [written(name, number) for number, name in enumerate(listed)]


def _lines(texts: Sequence[str]) -> str:
    return "\n".join(texts)


def _features(texts: Sequence[str], *, ascii_only: bool = False) -> bytes:
    features = [{"type": "Feature", "properties": {"owner": text}, "geometry": None} for text in texts]
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=ascii_only).encode()


def _percent(text: str) -> str:
    return "".join(f"%{byte:02X}" for byte in text.encode())


def _html(body: str) -> bytes:
    return f'<!DOCTYPE html><html><head><meta charset="utf-8"></head><body>{body}</body></html>'.encode()


def _svg(body: str) -> bytes:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><svg xmlns="http://www.w3.org/2000/svg">{body}</svg>'.encode()
    )


def _tags(texts: Sequence[str], opening: str, closing: str) -> str:
    return "".join(f"{opening}{text}{closing}" for text in texts)


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _qgz(project: str, more: dict[str, bytes] | None = None) -> bytes:
    return zipped({"plan.qgs": f"<qgis>{project}</qgis>".encode(), **(more or {})})


Maker = Callable[[Sequence[str]], bytes]

ROUTES = ("white", "box", "layer", "attributes", "embedded", "deleted")
"""White text, text under a box, a hidden layer, attributes, a file in the file, deleted content."""

PLANTED: dict[str, tuple[str, tuple[Maker, Maker, Maker, Maker, Maker, Maker]]] = {
    "pdf": ("a.pdf", (pdf_white, pdf_box, pdf_layer, pdf_attributes, pdf_attachment, pdf_deleted)),
    "xlsx": ("a.xlsx", (xlsx_white, xlsx_box, xlsx_hidden, xlsx_attributes, xlsx_embedded, xlsx_deleted)),
    "docx": ("a.docx", (docx_white, docx_box, docx_hidden, docx_attributes, docx_embedded, docx_deleted)),
    "pptx": (
        "a.pptx",
        (
            lambda texts: presentation({"ppt/slides/slide1.xml": slide(texts, "<a:rPr><a:solidFill/></a:rPr>")}),
            lambda texts: presentation({"ppt/slides/slide1.xml": slide(texts) + "<p:sp/>"}),
            lambda texts: presentation({"ppt/slides/slide1.xml": slide(texts).replace("<p:sld>", '<p:sld show="0">')}),
            lambda texts: presentation({"docProps/app.xml": _tags(texts, "<vt:lpstr>", "</vt:lpstr>")}),
            lambda texts: with_parts(presentation({}), {"ppt/embeddings/a.xlsx": xlsx_rows(texts)}),
            lambda texts: presentation({"ppt/comments/comment1.xml": _tags(texts, "<p:text>", "</p:text>")}),
        ),
    ),
    "html": (
        "a.html",
        (
            lambda texts: _html(_tags(texts, '<p style="color:#fff">', "</p>")),
            lambda texts: _html(_tags([f"{text[:1]}<b>{text[1:]}</b>" for text in texts], "<td>", "</td>")),
            lambda texts: _html(_tags([entities(text) for text in texts], '<div hidden="">', "</div>")),
            lambda texts: _html(_tags(texts, '<i data-owner="', '"></i>')),
            lambda texts: _html(f'<a href="data:application/x;base64,{_base64(xlsx_rows(texts))}">x</a>'),
            lambda texts: _html(f"<!-- {_lines(texts[::2])} --><script>var a={json.dumps(texts[1::2])};</script>"),
        ),
    ),
    "svg": (
        "a.svg",
        (
            lambda texts: _svg(_tags(texts, '<text fill="#fff">', "</text>")),
            lambda texts: _svg(_tags([_tags(t, "<tspan>", "</tspan>") for t in texts], "<text>", "</text><rect/>")),
            lambda texts: _svg(_tags(texts, '<g display="none"><text><![CDATA[', "]]></text></g>")),
            lambda texts: _svg(_tags(texts, '<path inkscape:label="', '"/>')),
            lambda texts: _svg(
                f'<image href="data:image/png;base64,{_base64(png([(b"tEXt", _lines(texts).encode())]))}"/>'
            ),
            lambda texts: _svg(f"<metadata>{_lines(texts[::2])}</metadata><!-- {_lines(texts[1::2])} -->"),
        ),
    ),
    "csv": (
        "a.csv",
        (
            lambda texts: ("owner\r\n" + "\r\n".join(texts)).encode("utf-8-sig"),
            lambda texts: ("family,given\r\n" + "\r\n".join(f"{t[:2]},{t[2:]}" for t in texts)).encode(),
            lambda texts: ("owner\r\n" + "\r\n".join(texts)).encode("utf-16"),
            lambda texts: ("url\r\n" + "\r\n".join(map(_percent, texts))).encode(),
            lambda texts: f"data\r\n{_base64(_lines(texts).encode())}\r\n".encode(),
            lambda texts: ("owner\r\n" + "\r\n".join(f"# {text}" for text in texts)).encode("utf-16-be"),
        ),
    ),
    "geojson": (
        "a.geojson",
        (
            _features,
            lambda texts: _features(texts, ascii_only=True),
            lambda texts: json.dumps({"type": "FeatureCollection", "hidden": list(texts), "features": []}).encode(),
            lambda texts: json.dumps({"type": "FeatureCollection", "style": "".join(map(_percent, texts))}).encode(),
            lambda texts: json.dumps({"file": _base64(xlsx_rows(texts))}).encode(),
            lambda texts: _features(["x"]) + b"\n" + _features(texts),
        ),
    ),
    "gpkg": ("a.gpkg", (database, gpkg_columns, gpkg_style, gpkg_journal, gpkg_file, gpkg_deleted)),
    "dbf": (
        "a.dbf",
        (
            lambda texts: dbf(texts, "utf-8"),
            lambda texts: dbf(["地番"], "utf-8") + _lines(texts).encode(),
            lambda texts: dbf(texts, "utf-8", deleted=True),
            lambda texts: dbf([text.replace("\u200b", "") for text in texts], "utf-8"),
            lambda texts: zipped({"a.dbf": dbf(texts, "utf-8")}),
            shp_tail,
        ),
    ),
    "png": (
        "a.png",
        (
            lambda texts: png([(b"tEXt", b"Author\0" + _lines(texts).encode())]),
            lambda texts: png([(b"zTXt", b"Comment\0\0" + zlib.compress(_lines(texts).encode()))]),
            lambda texts: png([(b"iTXt", b"XML\0\1\0\0\0" + zlib.compress(_lines(texts).encode()))]),
            lambda texts: png([(b"eXIf", b"MM\0*" + _lines(texts).encode("utf-16-le"))]),
            lambda texts: png(tail=xlsx_rows(texts) + _lines(texts).encode()),
            lambda texts: png([(b"prVt", _lines(texts).encode("utf-16-be"))]),
        ),
    ),
    "jpeg": (
        "a.jpg",
        (
            lambda texts: jpeg([(0xE1, b"Exif\0\0MM\0*" + _lines(texts).encode("utf-16-le"))]),
            lambda texts: jpeg(cut(0xFE, _lines(texts).encode())),
            lambda texts: jpeg([(0xED, b"Photoshop 3.0\0" + _lines(texts).encode())]),
            lambda texts: jpeg([(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + _lines(texts).encode())]),
            lambda texts: jpeg([(0xE1, b"Exif\0\0UNICODE\0" + _lines(texts).encode("utf-16-be"))]),
            lambda texts: jpeg(tail=_lines(texts).encode()),
        ),
    ),
    "qgz": (
        "a.qgz",
        (
            lambda texts: _qgz(_tags(texts, '<labeling fieldName="', '" color="255,255,255"/>')),
            lambda texts: _qgz(_tags(texts, "<label>", "</label>")),
            lambda texts: _qgz(_tags(texts, '<layer-tree-layer checked="Qt::Unchecked" name="', '"/>')),
            lambda texts: _qgz(_tags([entities(text) for text in texts], '<Option value="', '"/>')),
            lambda texts: _qgz("", {"plan.qgd": database(texts)}),
            lambda texts: _qgz("", {"plan.qgd": gpkg_deleted(texts)}),
        ),
    ),
}  # fmt: skip
"""Format → name of the file, and what plants names into it by each of the six routes."""
