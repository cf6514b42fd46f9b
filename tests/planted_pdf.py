"""PDFs in which names are planted, by a writer that can do what careless programs do."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

from planted_office import xlsx_rows


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
