"""PDF: codes and maps of fonts, what hides text, old revisions, packed objects, and what is refused."""

from __future__ import annotations

import base64
import zlib

import planted
import pytest
from planted_pdf import Pdf, pdf_string

from kosozu.core.reports.release.box import FOUND, LOOK, UNREADABLE, Box, Refused
from kosozu.core.reports.release.files import inspect
from kosozu.core.reports.release.pdf_filters import inflate, unpacked
from kosozu.core.reports.release.pdf_fonts import UNKNOWN, glyph_text
from kosozu.core.reports.release.pdf_objects import Document, Item, Name, Ref, parse, read
from kosozu.core.reports.release.terms import Terms

NAME = "吉田長太郎"


def box_of(data: bytes, *values: str, drawn: tuple[str, ...] = ()) -> Box:
    terms = Terms()
    for value in values or (NAME,):
        terms.add(value, "name")
    box = Box(terms, drawn)
    inspect(box, "a.pdf", data)
    return box


def routes(box: Box, verdict: str = FOUND) -> set[str]:
    return {hit.route for hit in box.hits if hit.verdict == verdict}


def reasons(box: Box, verdict: str = UNREADABLE) -> set[str]:
    return {hit.why for hit in box.hits if hit.verdict == verdict}


def one_page(content: bytes, fonts: bytes, more: bytes = b"") -> bytes:
    """A page with fonts of its own."""
    pdf = Pdf()
    data = pdf.stream(content)
    page = pdf.add(
        b"<< /Type /Page /Contents %d 0 R /Resources << /Font << %s >> %s >> >>" % (data, fonts, more)
    )
    return pdf.save([page])


@pytest.mark.parametrize(
    ("route", "expected"),
    [
        ("white", "white_text"),
        ("layer", "hidden_layer"),
        ("attributes", "attribute"),
        ("embedded", "attachment"),
        ("deleted", "deleted"),
    ],
)
def test_the_route_is_told(route: str, expected: str) -> None:
    box = box_of(planted.PLANTED["pdf"][1][planted.ROUTES.index(route)]([NAME]))
    assert expected in routes(box)
    if route in ("white", "layer"):
        assert {hit.place.part for hit in box.hits if hit.verdict == FOUND} == {"p.1"}


@pytest.mark.parametrize(
    ("encoding", "codes"),
    [
        (b"/UniJIS-UTF16-H", NAME.encode("utf-16-be")),
        (b"/UniJIS2004-UTF16-V", "𠮷田長太郎".encode("utf-16-be")),
        (b"/UniJIS-UCS2-H", NAME.encode("utf-16-be")),
        (b"/90ms-RKSJ-H", NAME.encode("cp932")),
        (b"/EUC-H", NAME.encode("euc_jp")),
        (b"/H", bytes(byte & 0x7F for byte in NAME.encode("euc_jp"))),
        (b"/UniJIS-UTF8-H", NAME.encode()),
        (b"/UniJIS-UTF32-H", NAME.encode("utf-32-be")),
    ],
)
def test_encodings_of_japan_without_a_map(encoding: bytes, codes: bytes) -> None:
    font = b"/F1 << /Type /Font /Subtype /Type0 /BaseFont /X /Encoding %s /DescendantFonts [] >>" % encoding
    escaped = b"(" + b"".join(b"\\%03o" % byte for byte in codes) + b")"
    for string in (b"<" + codes.hex().encode() + b">", escaped):
        assert "text" in routes(box_of(one_page(b"BT /F1 9 Tf %s Tj ET" % string, font)))


def test_names_of_glyphs() -> None:
    signs = "".join(f"/uni{ord(sign):04X} " for sign in NAME)
    font = b"/F1 << /Type /Font /Subtype /Type1 /Encoding << /Differences [1 %s] >> >>" % signs.encode()
    assert "text" in routes(box_of(one_page(b"BT /F1 9 Tf (\\001\\002\\003\\004\\005) Tj ET", font)))
    assert [glyph_text(name) for name in ("u20BB7", "uni5C715DDD", "A", "one", "eacute", "g12", "u110000")] == [
        "𠮷", "山川", "A", "1", "é", UNKNOWN, "",
    ]  # fmt: skip


def letters(text: str, step: int) -> bytes:
    """A page with each letter in a text object of its own."""
    pdf = Pdf()
    shown = [
        b"BT /F1 9 Tf %d 700 Td %s ET" % (20 + step * at, pdf.show(sign)) for at, sign in enumerate(text)
    ]
    return pdf.save([pdf.page(b"\n".join(shown))])


def test_a_name_drawn_letter_by_letter() -> None:
    assert routes(box_of(letters(NAME, 9))) == {"text"}
    pdf = Pdf()
    array = b" -20 ".join(pdf.show(sign).replace(b" Tj", b"") for sign in NAME)
    assert routes(box_of(pdf.save([pdf.page(b"BT /F1 9 Tf [" + array + b"] TJ ET")]))) == {"text"}


def test_letters_side_by_side_are_one_run() -> None:
    assert routes(box_of(letters("森林", 9), "森"), LOOK) == {"text"}
    assert routes(box_of(letters("森林", 90), "森")) == {"text"}


def test_text_in_forms_patterns_annotations_and_fields() -> None:
    pdf = Pdf()
    resources = b"/Resources << /Font << /F1 %d 0 R >> >>" % pdf.font
    form = pdf.stream(pdf.lines([NAME]), b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] " + resources)
    plain = pdf.page(pdf.lines(["見出し"]) + b" /X1 Do", b"/XObject << /X1 %d 0 R >>" % form)
    assert routes(box_of(pdf.save([plain]))) == {"text"}
    for table, expected in (
        (b"/Type /Annot /Subtype /Text /Rect [0 0 9 9] /Contents " + pdf_string(NAME), "annotation"),
        (b"/Type /Annot /Subtype /Widget /FT /Tx /Rect [0 0 9 9] /V " + pdf_string(NAME), "form_field"),
    ):
        pdf = Pdf()
        note = pdf.add(b"<< %s >>" % table)
        box = box_of(pdf.save([pdf.page(pdf.lines(["見出し"]), more=b"/Annots [%d 0 R]" % note)]))
        assert routes(box) == {expected}


def test_metadata_bookmarks_scripts_and_names_of_layers() -> None:
    pdf = Pdf()
    xmp = pdf.stream(
        f"<x:xmpmeta><dc:creator>{NAME}</dc:creator></x:xmpmeta>".encode(), b"/Type /Metadata ", packed=False
    )
    pdf.catalog = b"/Metadata %d 0 R" % xmp
    assert routes(box_of(pdf.save([pdf.page(pdf.lines(["見出し"]))]))) == {"metadata"}
    pdf = Pdf()
    info = b"<< /Author %s /Title (a) >>" % pdf_string(NAME)
    assert routes(box_of(pdf.save([pdf.page(pdf.lines(["見出し"]))], info))) == {"metadata"}
    pdf = Pdf()
    spelled = b"/" + b"".join(b"#%02X" % byte for byte in NAME.encode())
    pdf.catalog = (
        b"/Names << /JavaScript << /Names [(a) << /S /JavaScript /JS (x) >>] >> >> /Odd << %s 1 >>" % spelled
    )
    assert routes(box_of(pdf.save([pdf.page(pdf.lines(["見出し"]))], object_streams=True))) == {"object"}


def test_raw_bytes_of_strings_in_cp932() -> None:
    pdf = Pdf()
    info = b"<< /Title (" + NAME.encode("cp932").replace(b"\\", b"\\\\") + b") >>"
    assert routes(box_of(pdf.save([pdf.page(pdf.lines(["見出し"]))], info))) == {"metadata"}


def test_texts_beside_what_is_drawn() -> None:
    pdf = Pdf()
    content = b"/Span << /ActualText %s >> BDC\n%s\nEMC" % (pdf_string(NAME), pdf.lines(["見出し"]))
    assert routes(box_of(pdf.save([pdf.page(content)]))) == {"attribute"}
    pdf = Pdf()
    content = b"% " + NAME.encode() + b"\n" + pdf.lines(["見出し"])
    assert routes(box_of(pdf.save([pdf.page(content)]))) == {"comment"}
    pdf = Pdf()
    assert routes(box_of(pdf.save([pdf.page(b"3 Tr " + pdf.lines([NAME]).replace(b"Tf", b"Tf 3 Tr"))]))) == {
        "invisible_text"
    }


def test_bytes_between_and_behind() -> None:
    pdf = Pdf()
    data = pdf.save([pdf.page(pdf.lines(["見出し"]))])
    assert routes(box_of(data.replace(b"trailer", b"% " + NAME.encode() + b"\ntrailer"))) == {"deleted"}
    tail = box_of(data + NAME.encode("utf-16-be"))
    assert routes(tail) == {"deleted"} and reasons(tail) == {"leftover"}
    assert not box_of(data + b"\r\n\0").stops


def test_what_cannot_be_read_is_refused() -> None:
    pdf = Pdf()
    data = pdf.save([pdf.page(pdf.lines(["見出し"]))])
    assert reasons(box_of(data.replace(b"/Root", b"/Encrypt << /Filter /Standard >> /Root"))) == {"locked"}
    assert reasons(box_of(data[: len(data) // 3])) & {"broken"}
    assert reasons(box_of(b"%PDF-1.7\n%%EOF")) == {"broken"}
    assert reasons(box_of(data.replace(b"/FlateDecode", b"/OwnDecode   "))) & {"filter"}
    pdf = Pdf()
    image = pdf.add(b"<< /Subtype /Image /Width 900 /Height 900 /Length 3 >>\nstream\nabc\nendstream")
    scan = pdf.save([pdf.page(b"q /I1 Do Q", b"/XObject << /I1 %d 0 R >>" % image)])
    assert reasons(box_of(scan)) == {"scan"}
    assert not box_of(scan, drawn=("見出し",)).stops
    assert "text" in routes(box_of(scan, drawn=("見出し", NAME)))
    shapes = b"".join(b"0 0 m " + b"1 2 3 4 5 6 c\n" * (6 + number) + b"f\n" for number in range(20))
    pdf = Pdf()
    assert reasons(box_of(pdf.save([pdf.page(pdf.lines(["題"]) + b"\n" + shapes * 4)]))) == {"no_text"}
    assert not box_of(pdf.save([pdf.page(b"  ")])).stops


def test_a_glyph_without_a_character_is_refused_where_a_name_could_stand() -> None:
    pdf = Pdf()
    content = pdf.lines([NAME])
    del pdf.codes["吉"]
    data = pdf.save([pdf.page(content)])
    assert reasons(box_of(data)) == {"glyph"}
    assert not box_of(data, "架空花子").stops  # no term fits ?田長太郎
    assert not box_of(data, drawn=("田",)).stops
    assert box_of(data, drawn=("吉田長太郎",)).stops
    pdf.codes.clear()
    assert reasons(box_of(pdf.save([pdf.page(content)]))) == {"glyph"}


def test_figures_without_characters_are_no_names() -> None:
    """QGIS's labels have figures that tell no character; they are half as wide as an ideograph."""
    pdf = Pdf()
    content = pdf.lines(["区域一二三四", "あ番"])
    blind = [pdf.codes.pop(sign) for sign in "一二三四"]
    pdf._fonts()
    pdf._fonts = lambda: None  # type: ignore[method-assign]
    widths = b"/DW 1000 /W [%d %d 555]" % (min(blind), max(blind))
    pdf.objects = [body.replace(b"/DW 1000", widths) for body in pdf.objects]
    data = pdf.save([pdf.page(content)])
    assert not box_of(data).stops
    assert reasons(box_of(data.replace(widths, b"/DW 1000"), "区域長太郎")) == {"glyph"}
    assert not box_of(data, "カクウタ").stops
    assert reasons(box_of(data, "areaxxxx", "区域1234")) == {"glyph"}


@pytest.mark.parametrize(
    ("filters", "pack"),
    [
        (b"/ASCIIHexDecode", lambda data: data.hex().encode() + b">"),
        (b"/ASCII85Decode", lambda data: base64.a85encode(data) + b"~>"),
        (b"[/ASCII85Decode /FlateDecode]", lambda data: base64.a85encode(zlib.compress(data)) + b"~>"),
        (b"/RunLengthDecode", lambda data: b"".join(b"\0" + bytes((byte,)) for byte in data) + b"\x80"),
        (b"/LZWDecode", lambda data: _lzw(data)),
    ],
)
def test_filters(filters: bytes, pack: object) -> None:
    body = pack(NAME.encode())  # type: ignore[operator]
    item = Item(1, 0, parse(b"<< /Filter %s >> endobj" % filters, 0)[0][0], body)
    assert unpacked(Document(), item)[0] == NAME.encode()


def _lzw(data: bytes) -> bytes:
    """Codes of nine bits without a table."""
    bits = "".join(f"{code:09b}" for byte in data for code in (256, byte)) + f"{257:09b}"
    bits += "0" * (-len(bits) % 8)
    return bytes(int(bits[at : at + 8], 2) for at in range(0, len(bits), 8))


@pytest.mark.parametrize("kind", [0, 1, 2, 3, 4])
def test_predictors(kind: int) -> None:
    width, rows = 6, [b"abcdef", b"abdxyz", b"\xff\x00\x10zzz"]
    lines, above = b"", bytes(width)
    for row in rows:
        line = bytearray()
        for at, value in enumerate(row):
            left, up, corner = (row[at - 1] if at else 0), above[at], (above[at - 1] if at else 0)
            guesses = {0: 0, 1: left, 2: up, 3: (left + up) // 2}
            near = min(
                (abs(up - corner), 0, left),
                (abs(left - corner), 1, up),
                (abs(left + up - 2 * corner), 2, corner),
            )
            line.append((value - guesses.get(kind, near[2])) & 255)
        lines, above = lines + bytes((kind,)) + bytes(line), row
    table = {"Filter": Name("FlateDecode"), "DecodeParms": {"Predictor": 15, "Columns": width}}
    assert unpacked(Document(), Item(1, 0, table, zlib.compress(lines)))[0] == b"".join(rows)


def test_objects_and_strings() -> None:
    text = (
        rb"<< /A (a\(b\)\\c\101\r\n(d)) /B [1 -2.5 true null 3 0 R /N#61me <414>] % remark" + b"\n>> endobj"
    )
    values, keyword, _ = parse(text, 0)
    assert keyword == b"endobj"
    assert values[0] == {"A": b"a(b)\\cA\r\n(d)", "B": [1, -2.5, True, None, Ref(3, 0), "Name", b"A@"]}


def test_a_stream_that_holds_its_own_end() -> None:
    inner = b"abc\nendstream\nendobj\n9 0 obj (x) endobj " + NAME.encode()
    data = (
        b"1 0 obj << /Length 2 0 R >>\nstream\n"
        + inner
        + b"\nendstream endobj\n2 0 obj %d endobj " % len(inner)
    )
    assert read(data).items[0].raw == inner


def test_a_bomb_and_a_cycle() -> None:
    with pytest.raises(Refused):
        inflate(zlib.compress(bytes(1 << 20)), most=1 << 16)
    pdf = Pdf()
    form = len(pdf.objects) + 1
    pdf.stream(
        b"/X1 Do " * 3, b"/Type /XObject /Subtype /Form /Resources << /XObject << /X1 %d 0 R >> >> " % form
    )
    page = pdf.page(pdf.lines(["題"]) + b" /X1 Do", b"/XObject << /X1 %d 0 R >>" % form)
    assert not box_of(pdf.save([page, page])).stops
    assert reasons(box_of(b"%PDF-1.7\n1 0 obj " + b"[" * 5000 + b" endobj\n%%EOF")) == {"broken"}
