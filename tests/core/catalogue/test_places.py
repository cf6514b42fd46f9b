"""Municipality codes and plane rectangular systems."""

from __future__ import annotations

import pytest

from kosozu.core.catalogue import Catalogue, load
from kosozu.core.catalogue.validate import check_digit


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load()


@pytest.mark.parametrize(("code5", "digit"), [("24324", "8"), ("38201", "9"), ("01101", "1"), ("20203", "7")])
def test_check_digit(code5: str, digit: str) -> None:
    assert check_digit(code5) == digit


def test_every_code_has_its_check_digit_and_prefecture(catalogue: Catalogue) -> None:
    for code in catalogue.municipalities:
        assert code[5] == check_digit(code[:5])
        assert code[:2] in catalogue.prefectures


def test_the_whole_country_is_there(catalogue: Catalogue) -> None:
    whole = [code for code in catalogue.municipalities if code[2:5] == "000"]
    assert {code[:2]: catalogue.municipalities[code] for code in whole} == {
        code: entry.label_ja for code, entry in catalogue.prefectures.items()
    }
    wards = {code for code, name in catalogue.municipalities.items() if "市" in name and "区" in name}
    towns = set(catalogue.municipalities) - set(whole) - wards
    assert len(towns) == 1741
    assert sum(code[:2] == "13" and catalogue.municipalities[code].endswith("区") for code in towns) == 23
    endings = {name[-1] for code, name in catalogue.municipalities.items() if code in towns}
    assert endings == set("市区町村")


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("202037", "上田市"),
        ("203491", "青木村"),
        ("235628", "東栄町"),
        ("402257", "うきは市"),
        ("221384", "浜松市中央区"),
    ],
)
def test_known_names(catalogue: Catalogue, code: str, name: str) -> None:
    assert catalogue.municipalities[code] == name


SYSTEMS = {
    "長崎市": 1,
    "奄美市": 1,
    "十島村": 1,
    "与論町": 1,
    "福岡市": 2,
    "大牟田市": 2,
    "鹿児島市": 2,
    "屋久島町": 2,
    "西之表市": 2,
    "広島市": 3,
    "高松市": 4,
    "神戸市": 5,
    "真庭市": 5,
    "京都市": 6,
    "天理市": 6,
    "金沢市": 7,
    "東栄町": 7,
    "上田市": 8,
    "青木村": 8,
    "沼津市": 8,
    "千代田区": 9,
    "八丈町": 9,
    "いわき市": 9,
    "仙台市": 10,
    "天童市": 10,
    "函館市": 11,
    "小樽市": 11,
    "倶知安町": 11,
    "洞爺湖町": 11,
    "せたな町": 11,
    "札幌市": 12,
    "旭川市": 12,
    "室蘭市": 12,
    "紋別市": 12,
    "遠軽町": 12,
    "帯広市": 13,
    "大空町": 13,
    "羅臼町": 13,
    "小笠原村": 14,
    "那覇市": 15,
    "久米島町": 15,
    "石垣市": 16,
    "多良間村": 16,
    "北大東村": 17,
}


@pytest.mark.parametrize(("name", "system"), SYSTEMS.items())
def test_plane_system(catalogue: Catalogue, name: str, system: int) -> None:
    codes = [code for code, entry in catalogue.municipalities.items() if entry == name]
    assert len(codes) == 1
    assert catalogue.plane_system(codes[0]) == 6668 + system
    assert catalogue.plane_system(codes[0][:5]) == 6668 + system


def test_every_prefecture_has_a_system_and_no_exception_is_idle(catalogue: Catalogue) -> None:
    for code in catalogue.prefectures:
        assert 6669 <= catalogue.plane_system(code) <= 6687
    known = {code[:5] for code in catalogue.municipalities}
    for prefix, epsg in catalogue.plane_systems.items():
        if len(prefix) == 5:
            assert prefix in known
            assert epsg != catalogue.plane_systems[prefix[:2]]
    with pytest.raises(KeyError):
        catalogue.plane_system("99")


def test_hokkaido_by_its_offices(catalogue: Catalogue) -> None:
    """XI: 4 cities, 19 of 後志, 3 of 胆振, 9 of 渡島, 7 of 檜山; XIII: 5 cities, 9 of オホーツク, 18 + 7 + 4 towns."""
    exceptions = [
        epsg for prefix, epsg in catalogue.plane_systems.items() if prefix.startswith("01") and prefix != "01"
    ]
    assert exceptions.count(6679) == 4 + 19 + 3 + 9 + 7
    assert exceptions.count(6681) == 5 + 9 + 18 + 7 + 4
