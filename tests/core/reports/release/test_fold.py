"""One spelling for all forms of a name: by width, radicals, old forms, selectors, blanks, in every byte form."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kosozu.core.reports.release.blobs import twice_coded
from kosozu.core.reports.release.box import FOUND, Box
from kosozu.core.reports.release.files import inspect
from kosozu.core.reports.release.fold import fold, kanji, radicals
from kosozu.core.reports.release.terms import Terms

KANJI = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FEF)
KANA = st.characters(min_codepoint=0x30A1, max_codepoint=0x30F4)
NAMES = st.one_of(st.text(KANJI, min_size=3, max_size=7), st.text(KANA, min_size=3, max_size=9))
LOOKS = {ideograph: radical for radical, ideograph in radicals().items()}
OLD = {new: old for old, new in kanji().items()}


def spelled(name: str, draw: st.DataObject) -> str:
    """A name in some other spelling that a person would take for the same."""
    signs = []
    for sign in name:
        forms = [sign, LOOKS.get(sign, sign), OLD.get(sign, sign), unicodedata.normalize("NFD", sign)]
        if "\u4e00" <= sign <= "\u9fff":
            forms.append(sign + "\U000e0103")
            forms.append(sign + "\ufe00")
        blank = draw.draw(st.sampled_from(["", "", "", " ", "\u3000", "\u200b", "\u00ad"]))
        signs.append(draw.draw(st.sampled_from(forms)) + blank)
    return "".join(signs)


@settings(max_examples=150, deadline=None)
@given(NAMES, st.data())
def test_a_name_is_found_in_every_spelling_and_byte_form(name: str, draw: st.DataObject) -> None:
    terms = Terms()
    terms.add(name, "name")
    if not terms.by_key or next(iter(terms.all())).short:
        return
    text = spelled(name, draw)
    codec = draw.draw(
        st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp932", "euc_jp"])
    )
    if codec in ("cp932", "euc_jp"):
        text = name if name.encode(codec, "replace").decode(codec) == name else ""
    if not text:
        return
    box = Box(terms)
    inspect(box, "a.txt", f"氏名\r\n「{text}」さん\r\n".encode(codec))
    assert {hit.key for hit in box.hits if hit.verdict == FOUND} == {fold(name)}


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("⻑⾕川", "長谷川"), ("⻘⽊", "青木"), ("𠮷田", "吉田"), ("髙﨑", "高崎"), ("渡邉", "渡辺"), ("渡邊", "渡辺"),
        ("齋藤", "斎藤"), ("濵田", "浜田"), ("櫻井", "桜井"), ("廣澤", "広沢"), ("葛\U000e0100城", "葛城"),
        ("ﾔﾏﾀﾞ ﾀﾛｳ", "ヤマダ　タロウ"), ("やまだ", "ヤマダ"), ("か\u3099", "が"), ("シヨウ", "ショウ"),
        ("Ｋ０１", "k01"),
        ("０２６−１２３", "026-123"), ("冨⼠⾒", "富士見"), ("⻅", "見"), ("神", "神"),
    ],
)  # fmt: skip
def test_what_is_one(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"), [("山田", "山口"), ("大", "太"), ("土", "士"), ("末", "未"), ("千", "干")]
)
def test_what_is_not(one: str, other: str) -> None:
    assert fold(one) != fold(other)


def test_both_codes_of_cp932() -> None:
    assert twice_coded()["髙"] == [b"\xee\xe0", b"\xfb\xfc"]
    terms = Terms()
    terms.add("髙橋花子", "name")
    for code in twice_coded()["髙"]:
        for shape in (
            b"owner," + code + "橋花子".encode("cp932"),
            b"\x00\x01\xff" * 400_000 + code + "橋花子".encode("cp932"),
        ):
            box = Box(terms)
            inspect(
                box,
                "a.csv" if shape.startswith(b"owner") else "a.tif",
                b"II*\x00" + shape if shape[0] == 0 else shape,
            )
            assert any(hit.verdict == FOUND for hit in box.hits)


def test_the_tables_lead_to_forms_that_stay() -> None:
    assert len(radicals()) == 348 and len(kanji()) > 550
    for form, modern in kanji().items():
        assert len(form) == len(modern) == 1 and form != modern
        assert modern not in kanji(), f"{form} → {modern} → {kanji().get(modern)}"
