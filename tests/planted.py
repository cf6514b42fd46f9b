"""Names as ledgers hold them, the same names as programs write them, and small files in which they are planted."""

from __future__ import annotations

import base64
import io
import json
import random
import sqlite3
import struct
import tempfile
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path

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


# PDF


class Pdf:
    """A writer of PDF that can do what careless programs do."""

    def __init__(self) -> None:
        self.objects: list[bytes] = []
        self.codes: dict[str, int] = {}
        self.extra = b""
        self.catalog = b""
        self.font = self.add(b"")

    def add(self, body: bytes) -> int:
        """An object; returns its number."""
        self.objects.append(body)
        return len(self.objects)

    def stream(self, data: bytes, table: bytes = b"", *, packed: bool = True) -> int:
        """A stream, packed by Flate."""
        body = zlib.compress(data) if packed else data
        filtered = b"/Filter /FlateDecode " if packed else b""
        return self.add(b"<< %s%s/Length %d >>\nstream\n%s\nendstream" % (table, filtered, len(body), body))

    def show(self, text: str) -> bytes:
        """Codes of a font of our own for a text."""
        for sign in text:
            self.codes.setdefault(sign, len(self.codes) + 1)
        return b"<" + b"".join(b"%04X" % self.codes[sign] for sign in text) + b"> Tj"

    def lines(self, texts: Sequence[str], before: bytes = b"") -> bytes:
        """A text object for each text."""
        return b"\n".join(
            b"%s BT /F1 9 Tf 1 0 0 1 20 %d Tm %s ET" % (before, 800 - 12 * row, self.show(text))
            for row, text in enumerate(texts)
        )

    def page(self, content: bytes, resources: bytes = b"", more: bytes = b"") -> int:
        """A page; to be listed by ``save``."""
        data = self.stream(content)
        return self.add(
            b"<< /Type /Page /MediaBox [0 0 595 842] /Contents %d 0 R /Resources << /Font << /F1 %d 0 R >> %s >> %s >>"
            % (data, self.font, resources, more)
        )

    def _fonts(self) -> None:
        pairs = b"\n".join(
            b"<%04X> <%s>" % (code, sign.encode("utf-16-be").hex().encode())
            for sign, code in self.codes.items()
        )
        head = b"/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <0000> <FFFF> endcodespacerange\n"
        to_unicode = self.stream(
            head + b"%d beginbfchar\n%s\nendbfchar endcmap" % (len(self.codes), pairs) if self.codes else head
        )
        descendant = self.add(b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Test /DW 1000 >>")
        self.objects[self.font - 1] = (
            b"<< /Type /Font /Subtype /Type0 /BaseFont /Test /Encoding /Identity-H /DescendantFonts [%d 0 R]"
            b" /ToUnicode %d 0 R >>" % (descendant, to_unicode)
        )

    def save(self, pages: Sequence[int], info: bytes = b"", *, object_streams: bool = False) -> bytes:
        """The file."""
        self._fonts()
        kids = b" ".join(b"%d 0 R" % page for page in pages)
        tree = self.add(b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(pages), kids))
        root = self.add(b"<< /Type /Catalog /Pages %d 0 R %s >>" % (tree, self.catalog))
        extra = b"/Info %d 0 R" % self.add(info) if info else b""
        if object_streams:
            self._pack()
        out = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
        for number, body in enumerate(self.objects, start=1):
            out += b"%d 0 obj\n%s\nendobj\n" % (number, body) if body else b""
        trailer = b"trailer\n<< /Size %d /Root %d 0 R %s %s >>\n" % (
            len(self.objects) + 1,
            root,
            extra,
            self.extra,
        )
        return out + trailer + b"startxref\n0\n%%EOF\n"

    def _pack(self) -> None:
        """Objects without streams into an object stream."""
        plain = [(number, body) for number, body in enumerate(self.objects, 1) if b"stream\n" not in body]
        head, data = b"", b""
        for number, body in plain:
            head += b"%d %d " % (number, len(data))
            data += body + b"\n"
            self.objects[number - 1] = b""
        self.stream(head + data, b"/Type /ObjStm /N %d /First %d " % (len(plain), len(head)))


def pdf_string(text: str) -> bytes:
    """UTF-16 in hexadecimal digits."""
    return b"<FEFF" + text.encode("utf-16-be").hex().upper().encode() + b">"


def _pdf_plain(texts: Sequence[str], before: bytes = b"", after: bytes = b"") -> bytes:
    pdf = Pdf()
    return pdf.save([pdf.page(pdf.lines([*texts, "森林の管理"], before) + after)])


def pdf_white(texts: Sequence[str]) -> bytes:
    return _pdf_plain(texts, b"1 1 1 rg")


def pdf_box(texts: Sequence[str]) -> bytes:
    return _pdf_plain(texts, b"0 g", b"\n0 g 0 0 595 842 re f")


def pdf_layer(texts: Sequence[str]) -> bytes:
    pdf = Pdf()
    layer = pdf.add(b"<< /Type /OCG /Name (Owners) >>")
    pdf.catalog = b"/OCProperties << /OCGs [%d 0 R] /D << /OFF [%d 0 R] >> >>" % (layer, layer)
    content = pdf.lines(["見出し"]) + b"\n/OC /L1 BDC\n" + pdf.lines(texts) + b"\nEMC"
    return pdf.save([pdf.page(content, b"/Properties << /L1 %d 0 R >>" % layer)], object_streams=True)


def pdf_attributes(texts: Sequence[str]) -> bytes:
    pdf = Pdf()
    listed = b" ".join(b"<< /N (owner) /V %s >>" % pdf_string(text) for text in texts)
    element = pdf.add(b"<< /Type /StructElem /S /Feature /A << /O /UserProperties /P [%s] >> >>" % listed)
    pdf.catalog = b"/StructTreeRoot << /Type /StructTreeRoot /K [%d 0 R] >>" % element
    return pdf.save([pdf.page(pdf.lines(["見出し"]))], object_streams=True)


def pdf_attachment(texts: Sequence[str]) -> bytes:
    pdf = Pdf()
    file = pdf.stream(xlsx_rows(texts), b"/Type /EmbeddedFile ")
    spec = pdf.add(b"<< /Type /Filespec /F (list.xlsx) /EF << /F %d 0 R >> >>" % file)
    pdf.catalog = b"/Names << /EmbeddedFiles << /Names [(list.xlsx) %d 0 R] >> >>" % spec
    return pdf.save([pdf.page(pdf.lines(["見出し"]))])


def pdf_deleted(texts: Sequence[str]) -> bytes:
    """A first revision with the names, and a second one that shows another content."""
    pdf = Pdf()
    page = pdf.page(pdf.lines(texts) + pdf.lines(["見出し"]))
    first = pdf.save([page])
    content = zlib.compress(pdf.lines(["見出し"]))
    second = b"%d 0 obj\n<< /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream\nendobj\n"
    root = len(pdf.objects)
    return (
        first
        + second % (page - 1, len(content), content)
        + b"trailer\n<< /Size %d /Root %d 0 R /Prev 0 >>\nstartxref\n0\n%%%%EOF\n" % (root + 1, root)
    )


# Office


def zipped(parts: dict[str, bytes]) -> bytes:
    """A package."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)
    return target.getvalue()


def with_parts(package: bytes, parts: dict[str, bytes]) -> bytes:
    """A package with more parts, or others."""
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        old = {name: archive.read(name) for name in archive.namelist()}
    return zipped({**old, **parts})


def workbook(edit: Callable[[object], None]) -> bytes:
    from openpyxl import Workbook

    book = Workbook()
    book.active["A1"] = "見出し"
    edit(book)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def xlsx_rows(texts: Sequence[str], style: Callable[[object], None] | None = None) -> bytes:
    def edit(book: object) -> None:
        sheet = book.active  # type: ignore[attr-defined]
        for row, text in enumerate(texts, start=2):
            sheet.cell(row, 2, text)
            if style is not None:
                style(sheet.cell(row, 2))

    return workbook(edit)


def xlsx_white(texts: Sequence[str]) -> bytes:
    from openpyxl.styles import Font

    def white(cell: object) -> None:
        cell.font = Font(color="FFFFFFFF")  # type: ignore[attr-defined]

    return xlsx_rows(texts, white)


def xlsx_box(texts: Sequence[str]) -> bytes:
    from openpyxl.styles import PatternFill

    def black(cell: object) -> None:
        cell.fill = PatternFill("solid", fgColor="FF000000")  # type: ignore[attr-defined]

    return xlsx_rows(texts, black)


def xlsx_hidden(texts: Sequence[str]) -> bytes:
    """A third each in a hidden sheet, in hidden rows and in a hidden column."""

    def edit(book: object) -> None:
        sheet = book.active  # type: ignore[attr-defined]
        other = book.create_sheet("owners")  # type: ignore[attr-defined]
        other.sheet_state = "veryHidden"
        for row, text in enumerate(texts, start=2):
            if row % 3 == 0:
                other.cell(row, 1, text)
            elif row % 3 == 1:
                sheet.cell(row, 2, text)
                sheet.row_dimensions[row].hidden = True
            else:
                sheet.cell(row, 4, text)
        sheet.column_dimensions["D"].hidden = True

    return workbook(edit)


def xlsx_attributes(texts: Sequence[str]) -> bytes:
    """Defined names, comments, properties, a list to choose from."""
    from openpyxl.comments import Comment
    from openpyxl.worksheet.datavalidation import DataValidation

    def edit(book: object) -> None:
        sheet = book.active  # type: ignore[attr-defined]
        for number, text in enumerate(texts):
            if number % 2:
                sheet.cell(number + 2, 1).comment = Comment(text, "office")
        for text in texts[::2]:
            choice = DataValidation(type="list", formula1=f'"{text},x"')
            choice.add("A1")
            sheet.add_data_validation(choice)

    return workbook(edit)


def xlsx_embedded(texts: Sequence[str]) -> bytes:
    return with_parts(xlsx_rows(["見出し"]), {"xl/embeddings/list.xlsx": xlsx_rows(texts)})


def xlsx_deleted(texts: Sequence[str]) -> bytes:
    """Shared strings that no cell uses any more, and a cache of a pivot table."""
    shared = "".join(f"<si><t>{text}</t></si>" for text in texts[::2])
    cache = "".join(f'<s v="{text}"/>' for text in texts[1::2])
    return with_parts(
        xlsx_rows(["見出し"]),
        {
            "xl/sharedStrings.xml": f"<sst>{shared}</sst>".encode(),
            "xl/pivotCache/pivotCacheDefinition1.xml": f"<sharedItems>{cache}</sharedItems>".encode(),
        },
    )


def document(body: str, parts: dict[str, bytes] | None = None) -> bytes:
    """A docx whose body is given as runs of WordprocessingML."""
    from docx import Document

    target = io.BytesIO()
    made = Document()
    made.add_paragraph("見出し")
    made.save(target)
    with zipfile.ZipFile(io.BytesIO(target.getvalue())) as archive:
        text = archive.read("word/document.xml").decode("utf-8")
    text = text.replace("<w:sectPr", body + "<w:sectPr", 1)
    return with_parts(target.getvalue(), {"word/document.xml": text.encode("utf-8"), **(parts or {})})


def _runs(texts: Sequence[str], style: str) -> str:
    """Each text in two runs of one paragraph, as Word cuts them."""
    return "".join(
        f"<w:p>{''.join(f'<w:r>{style}<w:t>{part}</w:t></w:r>' for part in (text[:2], text[2:]))}</w:p>"
        for text in texts
    )


def docx_white(texts: Sequence[str]) -> bytes:
    return document(_runs(texts, '<w:rPr><w:color w:val="FFFFFF"/></w:rPr>'))


def docx_box(texts: Sequence[str]) -> bytes:
    return document(_runs(texts, '<w:rPr><w:shd w:val="clear" w:fill="000000"/></w:rPr>'))


def docx_hidden(texts: Sequence[str]) -> bytes:
    return document(_runs(texts, "<w:rPr><w:vanish/></w:rPr>"))


def docx_attributes(texts: Sequence[str]) -> bytes:
    """Texts for those who do not see pictures, and custom properties."""
    alternatives = "".join(f'<w:p><w:r><w:drawing descr="{text}"/></w:r></w:p>' for text in texts[::2])
    custom = "".join(f"<property><vt:lpwstr>{text}</vt:lpwstr></property>" for text in texts[1::2])
    return document(alternatives, {"docProps/custom.xml": f"<Properties>{custom}</Properties>".encode()})


def docx_embedded(texts: Sequence[str]) -> bytes:
    return document("", {"word/embeddings/list.xlsx": xlsx_rows(texts)})


def docx_deleted(texts: Sequence[str]) -> bytes:
    struck = "".join(
        f"<w:p><w:del><w:r><w:delText>{text}</w:delText></w:r></w:del></w:p>" for text in texts[::2]
    )
    comments = "".join(
        f"<w:comment><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:comment>" for text in texts[1::2]
    )
    return document(struck, {"word/comments.xml": f"<w:comments>{comments}</w:comments>".encode()})


def presentation(slides: dict[str, str]) -> bytes:
    """A pptx as far as a reader of its parts sees it."""
    parts = {"[Content_Types].xml": b"<Types/>", "ppt/presentation.xml": b"<p:presentation/>"}
    return zipped({**parts, **{name: text.encode("utf-8") for name, text in slides.items()}})


def _slide(texts: Sequence[str], style: str = "") -> str:
    return (
        "<p:sld>" + "".join(f"<a:p><a:r>{style}<a:t>{text}</a:t></a:r></a:p>" for text in texts) + "</p:sld>"
    )


# Vector data


def database(
    texts: Sequence[str], after: Callable[[sqlite3.Connection], None] | None = None, table: str = "parcel"
) -> bytes:
    """A GeoPackage as far as SQLite sees it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.gpkg"
        connection = sqlite3.connect(path)
        connection.execute("PRAGMA secure_delete=OFF")
        connection.execute(f'CREATE TABLE "{table}" (fid INTEGER PRIMARY KEY, class TEXT, owner TEXT)')
        connection.executemany(
            f'INSERT INTO "{table}" (class, owner) VALUES (?, ?)', [("A1", text) for text in texts]
        )
        connection.commit()
        if after is not None:
            after(connection)
            connection.commit()
        connection.close()
        return path.read_bytes()


def gpkg_deleted(texts: Sequence[str]) -> bytes:
    return database(texts, lambda connection: connection.execute("DELETE FROM parcel"))


def gpkg_style(texts: Sequence[str]) -> bytes:
    """Names in the style, behind escapes of XML."""

    def style(connection: sqlite3.Connection) -> None:
        connection.execute("CREATE TABLE layer_styles (styleQML TEXT)")
        rules = "".join(f'<rule filter="{_entities(text)}"/>' for text in texts)
        connection.execute("INSERT INTO layer_styles VALUES (?)", (f"<qgis>{rules}</qgis>",))

    return database([], style)


def gpkg_journal(texts: Sequence[str]) -> bytes:
    """Names in packed before-images."""

    def journal(connection: sqlite3.Connection) -> None:
        connection.execute("CREATE TABLE history (payload BLOB)")
        connection.execute("INSERT INTO history VALUES (?)", (zlib.compress("\n".join(texts).encode()),))

    return database([], journal)


def gpkg_journal_deleted(texts: Sequence[str]) -> bytes:
    """The same, and then the rows taken away."""

    def journal(connection: sqlite3.Connection) -> None:
        connection.execute("CREATE TABLE history (payload BLOB)")
        packed = [(zlib.compress(("x" * 300 + text).encode()),) for text in texts]
        connection.executemany("INSERT INTO history VALUES (?)", packed)
        connection.commit()
        connection.execute("DELETE FROM history")

    return database([], journal)


def gpkg_file(texts: Sequence[str]) -> bytes:
    def blob(connection: sqlite3.Connection) -> None:
        connection.execute("CREATE TABLE media (file BLOB)")
        connection.execute("INSERT INTO media VALUES (?)", (xlsx_rows(texts),))

    return database([], blob)


def gpkg_columns(texts: Sequence[str]) -> bytes:
    """Family and given names in two columns."""

    def split(connection: sqlite3.Connection) -> None:
        connection.execute("CREATE TABLE person (family TEXT, given TEXT)")
        connection.executemany("INSERT INTO person VALUES (?, ?)", [(text[:2], text[2:]) for text in texts])

    return database([], split)


def dbf(texts: Sequence[str], encoding: str, deleted: bool = False) -> bytes:
    """The table of a Shapefile."""
    width = 60
    field = struct.pack("<11sc4xBB14x", b"OWNER", b"C", width, 0)
    rows = b"".join(
        (b"*" if deleted else b" ") + text.encode(encoding, "replace")[:width].ljust(width) for text in texts
    )
    head = struct.pack("<BBBBLHH20x", 3, 126, 1, 1, len(texts), 32 + 32 + 1, width + 1)
    return head + field + b"\r" + rows + b"\x1a"


def shp_tail(texts: Sequence[str]) -> bytes:
    """A .shp with something behind its end."""
    head = b"\x00\x00\x27\x0a" + b"\0" * 20 + struct.pack(">L", 50) + b"\0" * 72
    return head + "\n".join(texts).encode()


# Pictures


def png(chunks: Sequence[tuple[bytes, bytes]] = (), tail: bytes = b"") -> bytes:
    """One white pixel."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">L", len(data)) + name + data + struct.pack(">L", zlib.crc32(name + data))

    head = chunk(b"IHDR", struct.pack(">LLBBBBB", 1, 1, 8, 0, 0, 0, 0))
    middle = b"".join(chunk(name, data) for name, data in chunks)
    return (
        b"\x89PNG\r\n\x1a\n"
        + head
        + middle
        + chunk(b"IDAT", zlib.compress(b"\0\xff"))
        + chunk(b"IEND", b"")
        + tail
    )


def jpeg(segments: Sequence[tuple[int, bytes]] = (), tail: bytes = b"") -> bytes:
    """The frame of a JPEG."""
    body = b"".join(
        b"\xff" + bytes((mark,)) + struct.pack(">H", len(data) + 2) + data for mark, data in segments
    )
    return (
        b"\xff\xd8" + body + b"\xff\xda" + struct.pack(">H", 8) + b"\0" * 6 + b"\x12\x34" + b"\xff\xd9" + tail
    )


def _cut(mark: int, data: bytes, size: int = 60_000) -> list[tuple[int, bytes]]:
    return [(mark, data[start : start + size]) for start in range(0, len(data), size)]


def _entities(text: str) -> str:
    return "".join(f"&#{ord(sign)};" for sign in text)


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
            lambda texts: presentation({"ppt/slides/slide1.xml": _slide(texts, "<a:rPr><a:solidFill/></a:rPr>")}),
            lambda texts: presentation({"ppt/slides/slide1.xml": _slide(texts) + "<p:sp/>"}),
            lambda texts: presentation({"ppt/slides/slide1.xml": _slide(texts).replace("<p:sld>", '<p:sld show="0">')}),
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
            lambda texts: _html(_tags([_entities(text) for text in texts], '<div hidden="">', "</div>")),
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
            lambda texts: jpeg(_cut(0xFE, _lines(texts).encode())),
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
            lambda texts: _qgz(_tags([_entities(text) for text in texts], '<Option value="', '"/>')),
            lambda texts: _qgz("", {"plan.qgd": database(texts)}),
            lambda texts: _qgz("", {"plan.qgd": gpkg_deleted(texts)}),
        ),
    ),
}  # fmt: skip
"""Format → name of the file, and what plants names into it by each of the six routes."""
