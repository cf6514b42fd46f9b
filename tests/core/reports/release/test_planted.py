"""500 names in each of 13 formats by 6 routes: every one is found, however it is written."""

from __future__ import annotations

import planted
import pytest

from kosozu.core.reports.release.box import FOUND, Box
from kosozu.core.reports.release.files import inspect
from kosozu.core.reports.release.fold import fold
from kosozu.core.reports.release.terms import Terms

NAMES = planted.names()
WRITTEN = planted.all_written(NAMES)


@pytest.fixture(scope="module")
def terms() -> Terms:
    found = Terms()
    for name in NAMES:
        found.add(name, "name")
    return found


def checked(terms: Terms, name: str, data: bytes) -> Box:
    box = Box(terms)
    inspect(box, name, data)
    return box


def missed(box: Box) -> list[str]:
    found = {hit.key for hit in box.hits if hit.verdict == FOUND}
    return [text for name, text in zip(NAMES, WRITTEN) if fold(name) not in found]


def test_half_the_names_have_look_alikes():
    signs = [set(text) for text in WRITTEN]
    assert sum(any("\u2e80" <= sign <= "\u2fdf" for sign in text) for text in signs) >= 240
    assert sum(any(sign > "\uffff" for sign in text) for text in signs) >= 50
    assert len({fold(name) for name in NAMES}) == 500


@pytest.mark.parametrize("route", planted.ROUTES)
@pytest.mark.parametrize("form", planted.PLANTED)
def test_every_planted_name_is_found(terms: Terms, form: str, route: str) -> None:
    name, makers = planted.PLANTED[form]
    data = makers[planted.ROUTES.index(route)](WRITTEN)
    box = checked(terms, name, data)
    assert box.stops
    assert missed(box) == []
    clean = checked(terms, name, makers[planted.ROUTES.index(route)](["森林", "水田の管理"]))
    assert [hit for hit in clean.hits if hit.verdict == FOUND] == []
