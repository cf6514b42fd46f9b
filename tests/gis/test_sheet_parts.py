"""Parts of a sheet by themselves: reading a PDF back, kana, palettes, grey."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from .conftest import info_of, text_of

pytestmark = pytest.mark.usefixtures("qgis_app")


def written(path: Path, texts: list[str], font: str = "") -> Path:
    """A PDF of Qt's with these words, one a page."""
    from qgis.PyQt.QtCore import QMarginsF
    from qgis.PyQt.QtGui import QFont, QPainter, QPdfWriter

    from kosozu.gis.sheet_text import japanese_font

    writer = QPdfWriter(str(path))
    writer.setPageMargins(QMarginsF(0, 0, 0, 0))
    painter = QPainter(writer)
    for number, text in enumerate(texts):
        if number:
            writer.newPage()
        painter.setFont(QFont(font or japanese_font(), 20))
        for line in range(40):
            painter.drawText(200, 400 + 300 * line, text)
            painter.drawLine(0, 300 * line, 5000, 300 * line)
    painter.end()
    return path


def test_a_pdf_is_read_back(tmp_path: Path) -> None:
    from kosozu.gis.pdf_read import read_pdf
    from kosozu.gis.sheet_pdf import folded

    found = read_pdf(str(written(tmp_path / "x.pdf", ["長谷川の田", "青木谷"])))
    assert len(found.pages) == 2 and found.fonts == 1 and found.not_embedded == []
    assert "長谷川の田" in folded(found.pages[0].text) and "青木谷" in folded(found.pages[1].text)
    assert (found.pages[0].width, found.pages[0].height) == pytest.approx((210, 297), abs=0.5)
    assert all(page.painted >= 40 and page.missing == 0 for page in found.pages)


def test_what_is_read_out_of_a_pdf_is_what_was_drawn(tmp_path: Path) -> None:
    from qgis.PyQt.QtGui import QFontDatabase

    from kosozu.gis.sheet_pdf import mend_text

    if "Noto Sans CJK JP" not in QFontDatabase().families():
        pytest.skip("the font that draws twins with one glyph is not installed")
    texts = ["維持・管理／草刈り〈案〉　ア～ウ", "長谷川・青木"]
    path = written(tmp_path / "x.pdf", texts, "Noto Sans CJK JP")
    before, size = text_of(path), path.stat().st_size
    assert "‧" in before and "⻑" in before, "Qt's own text, which this is about"
    mend_text(str(path), texts, "Noto Sans CJK JP")
    after = text_of(path)
    assert path.stat().st_size == size
    assert all(text.replace("　", "") in after for text in texts)
    assert not set(after) & set("\u2027\u2215\u2ed1\u2fa7\u2f95\u2ed8\u2329\u301c")


def test_a_twin_that_was_drawn_itself_stays(tmp_path: Path) -> None:
    from kosozu.gis.sheet_pdf import _mended

    table = b"begincmap\n<0001> <0002> [<2027> <0041> ]\n<2027> <2028> <2027>\n<0003> <0004> <2329>\nendcmap"
    codes = {0x2027: 0x30FB, 0x2329: 0x3008, 0x232A: 0x3009}
    wanted = b"begincmap\n<0001> <0002> [<30FB> <0041> ]\n<2027> <2028> <2027>\n<0003> <0004> <3008>\nendcmap"
    assert _mended(table, codes) == wanted, "neither glyph numbers nor half a run"
    path = written(tmp_path / "x.pdf", ["A‧B・C"])
    from kosozu.gis.sheet_pdf import mend_text
    from kosozu.gis.sheet_text import japanese_font

    mend_text(str(path), ["A‧B・C"], japanese_font())
    assert "A‧B" in text_of(path)


def test_properties_are_appended_and_the_file_stays_whole(tmp_path: Path) -> None:
    from kosozu.gis.pdf_read import read_pdf
    from kosozu.gis.sheet_pdf_info import set_info

    path = written(tmp_path / "x.pdf", ["長谷川の田"])
    for title in ("一度目", "二度目（改）"):
        set_info(str(path), title=title, author="上田市", creator="Kosozu", day=datetime.date(2026, 4, 1))
        info = info_of(path)
        assert (info["Title"], info["Author"], info["Creator"]) == (title, "上田市", "Kosozu")
        assert "2026" in info["CreationDate"]
    assert len(read_pdf(str(path)).pages) == 1


@pytest.mark.parametrize("spoil", [b"", b"%PDF-1.4\n%%EOF\n", b"PK\x03\x04"])
def test_what_is_no_pdf_is_refused(tmp_path: Path, spoil: bytes) -> None:
    from kosozu.core.errors import KosozuError
    from kosozu.gis.sheet_check import check_pdf

    path = tmp_path / "x.pdf"
    path.write_bytes(spoil)
    with pytest.raises(KosozuError) as error:
        check_pdf(str(path), [(210.0, 297.0)], [])
    assert error.value.code == "GIS-CHECK"


def test_a_cut_off_pdf_is_refused(tmp_path: Path) -> None:
    from kosozu.core.errors import KosozuError
    from kosozu.gis.sheet_check import check_pdf

    path = written(tmp_path / "x.pdf", ["長谷川の田"])
    check_pdf(str(path), [(210.0, 297.0)], ["長谷川の田"])
    path.write_bytes(path.read_bytes()[:-3000])
    with pytest.raises(KosozuError):
        check_pdf(str(path), [(210.0, 297.0)], ["長谷川の田"])


@pytest.mark.parametrize(
    ("sizes", "drawn", "word"),
    [
        ([(210.0, 297.0), (210.0, 297.0)], ["長谷川の田"], "pages"),
        ([(297.0, 210.0)], ["長谷川の田"], "mm"),
        ([(210.0, 297.0)], ["長谷川の田", "書かれていない名前"], "text"),
    ],
)
def test_a_pdf_that_is_not_what_was_drawn_is_refused(
    tmp_path: Path, sizes: list[tuple[float, float]], drawn: list[str], word: str
) -> None:
    from kosozu.core.errors import KosozuError
    from kosozu.gis.sheet_check import check_pdf

    path = written(tmp_path / "x.pdf", ["長谷川の田"])
    with pytest.raises(KosozuError) as error:
        check_pdf(str(path), sizes, drawn)
    assert word in error.value.params["detail"]


def test_a_blank_page_is_refused(tmp_path: Path) -> None:
    from kosozu.core.errors import KosozuError
    from kosozu.gis.sheet_check import check_pdf

    path = written(tmp_path / "x.pdf", ["長谷川の田", ""])
    content = path.read_bytes()
    assert content.count(b"/Type /Page\n") == 2
    from qgis.PyQt.QtGui import QPainter, QPdfWriter

    writer = QPdfWriter(str(path))
    painter = QPainter(writer)
    painter.drawText(100, 100, "長谷川の田" * 30)
    writer.newPage()
    painter.end()
    with pytest.raises(KosozuError) as error:
        check_pdf(str(path), [(210.0, 297.0)] * 2, [])
    assert "blank" in error.value.params["detail"]


def test_a_glyph_without_a_shape_is_found(tmp_path: Path) -> None:
    from kosozu.core.errors import KosozuError
    from kosozu.gis.sheet_check import check_pdf
    from kosozu.gis.sheet_text import japanese_font, lacking

    sign = "\U000323af"
    if not lacking(japanese_font(), sign):
        pytest.skip("the font has everything")
    path = written(tmp_path / "x.pdf", [f"田{sign}田"])
    with pytest.raises(KosozuError) as error:
        check_pdf(str(path), [(210.0, 297.0)], [])
    assert "glyphs" in error.value.params["detail"]


def test_kana_stand_over_the_longest_words() -> None:
    from kosozu.core.catalogue import load
    from kosozu.gis.sheet_ruby import segments, unread

    catalogue = load()
    readings = catalogue.readings
    assert segments("管理方法の転換", readings) == [
        ("管理方法", "かんりほうほう"),
        ("の", ""),
        ("転換", "てんかん"),
    ]
    texts = [row.label_ja for row in catalogue.level1.values()]
    texts += [row.label_ja for row in catalogue.classes.values()]
    texts += [row.label_ja for row in catalogue.statuses.values()]
    texts += [catalogue.phrase(key, "ja") for key in ("total", "no_class")]
    texts += [row.label_ja for row in catalogue.severities.values()]
    texts += [row.label_ja for row in catalogue.codes["term"].values()]
    assert {text: unread(text, readings) for text in texts if unread(text, readings)} == {}
    assert unread("字名", readings) == "字名"


@pytest.mark.parametrize("colours", ["normal", "cud", "mono"])
@pytest.mark.parametrize(
    "kind", ["class", "level1", "status", "term", "severity", "difficulty", "future", "reach"]
)
def test_the_shipped_palettes_are_told_apart_by_every_eye(kind: str, colours: str) -> None:
    from kosozu.core.analysis.looks import confused, looks
    from kosozu.core.catalogue import load

    found = looks(load(), kind, colours)
    assert confused(found, found) == []
    if colours == "mono":
        assert all(len({look.fill[at : at + 2] for at in (1, 3, 5)}) == 1 for look in found.values())


def test_the_palette_for_every_eye_needs_no_hatch_but_for_white_and_grey_print() -> None:
    from kosozu.core.analysis.colour import VISIONS, difference, lab, rgb
    from kosozu.core.analysis.looks import looks
    from kosozu.core.catalogue import load

    found = looks(load(), "class", "cud")
    codes = [code for code in found if code not in ("X", "B4")]
    colours = rgb([found[code].fill for code in codes])
    for vision in set(VISIONS) - {"grey"}:
        seen = lab(colours, vision)
        worst = min(float(difference(seen[[a]], seen[[b]])[0]) for a in range(len(codes)) for b in range(a))
        assert worst >= 21.0, vision


def test_grey_keeps_white_and_the_order_of_light() -> None:
    from qgis.PyQt.QtGui import QColor

    from kosozu.gis.sheet_tone import grey

    assert grey(QColor("#ffffff")) == QColor("#ffffff")
    levels = [grey(QColor(level, level, level)).red() for level in range(0, 256, 5)]
    assert levels == sorted(levels)
    assert grey(QColor(10, 20, 30, 77)).alpha() == 77


def test_every_class_status_term_and_severity_has_its_colours() -> None:
    from kosozu.core.catalogue import load
    from kosozu.core.jobs.landfigures import DIFFICULTY, FUTURE
    from kosozu.core.jobs.reachfigures import OTHERS

    catalogue = load()
    for kind, codes in (
        ("class", catalogue.classes),
        ("level1", [*catalogue.level1, "NONE"]),
        ("status", [*catalogue.statuses, "OTHER"]),
        ("term", [*catalogue.codes["term"], "NONE"]),
        ("severity", catalogue.severities),
        ("difficulty", [*DIFFICULTY, "OTHER"]),
        ("future", [*FUTURE, "OTHER"]),
        ("reach", [*(f"within{step}" for step in (1, 2, 3, 4)), *OTHERS]),
    ):
        assert {code for name, code in catalogue.palettes if name == kind} == set(codes), kind


def _flow():
    """A flow of blocks whose rows are 5 high, that draws by writing down what stands where."""
    from kosozu.gis.sheet_flow import Block, Flow

    class Written(Flow):
        SIZES = (1.2, 1.0, 0.92, 0.8)
        WIDE, NARROW, GAP = 50.0, 1.0, 0.0

        def __init__(self):
            super().__init__(None)
            self.drawn = []

        def blocks_of(self, listing, rows):
            text = (listing.title, [row[0] for row in listing.rows[:rows]])
            return Block(
                lambda width: self.mm(5.0) * (rows + 1),
                lambda x, y, width: self.drawn.append((x, round(y, 3), self.grow, *text)),
                listing,
            )

    return Written()


def _listing(title: str, count: int, more: str = "ほか {count}"):
    from kosozu.gis.sheet_theme import Listing

    return Listing(title, (("", 0.0, False),), [(str(number),) for number in range(count)], more=more)


def _filled(width: float, height: float, *listings):
    flow = _flow()
    rest = flow.fill(
        [flow.blocks_of(listing, len(listing.rows)) for listing in listings], (0, 0, width, height)
    )
    return flow.drawn, [(block.listing.title, len(block.listing.rows)) for block in rest]


def test_parts_take_the_largest_size_in_which_all_fits() -> None:
    drawn, rest = _filled(50.0, 66.0, _listing("甲", 4), _listing("乙", 5))
    assert rest == [] and [(grow, title, len(rows)) for _, _, grow, title, rows in drawn] == [
        (1.2, "甲", 4),
        (1.2, "乙", 5),
    ]
    drawn, _ = _filled(50.0, 55.0, _listing("甲", 4), _listing("乙", 5))
    assert {grow for _, _, grow, _, _ in drawn} == {1.0}


def test_a_list_goes_on_in_the_next_column_rather_than_being_cut() -> None:
    drawn, rest = _filled(100.0, 60.0, _listing("甲", 5), _listing("乙", 14))
    assert rest == []
    assert [(x, title, rows[0], len(rows)) for x, _, _, title, rows in drawn] == [
        (0.0, "甲", "0", 5),
        (0.0, "乙", "0", 5),
        (50.0, "乙（つづき）", "5", 9),
    ]


def test_lists_are_cut_last_of_all_and_leave_room_for_what_follows() -> None:
    drawn, rest = _filled(50.0, 47.0, _listing("甲", 30), _listing("乙", 3))
    assert rest == []
    assert [(grow, title, len(rows)) for _, _, grow, title, rows in drawn] == [
        (0.92, "甲", 5),
        (0.92, "乙", 3),
    ]


def test_what_finds_no_room_is_handed_back_and_the_rest_stays_large() -> None:
    drawn, rest = _filled(50.0, 42.0, _listing("甲", 6), _listing("乙", 20, more=""))
    assert rest == [("乙", 20)]
    assert [(grow, title) for _, _, grow, title, _ in drawn] == [(1.2, "甲")]
