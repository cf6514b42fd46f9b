"""Progress by fiscal year: what a person writes comes back, and older texts are understood."""

from __future__ import annotations

import pytest

from kosozu.core import catalogue
from kosozu.core.steps import STATES, Step, read, state, write

CATALOGUE = catalogue.load()


def test_what_is_written_comes_back():
    steps = {2028: Step("done"), 2027: Step("doing", "草刈り2回"), 2029: Step("", "様子を見る")}
    text = write(steps)
    assert read(text, CATALOGUE) == (dict(sorted(steps.items())), "")
    assert write(dict(reversed(list(steps.items())))) == text
    assert write({2027: Step("")}) == ""


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", ({}, "")),
        ('{"2027": "実施中"}', ({2027: Step("doing")}, "")),
        ('{"2027": "doing"}', ({2027: Step("doing")}, "")),
        ('{"2027": "着手"}', ({2027: Step("", "着手")}, "")),
        ("準備中", ({}, "準備中")),
        ("[1]", ({}, "[1]")),
        ('{"いつか": "実施中"}', ({}, '{"いつか": "実施中"}')),
        ('{"2027": null}', ({2027: Step("")}, "")),
    ],
)
def test_older_texts_are_understood(text, found):
    assert read(text, CATALOGUE) == found


def test_the_state_is_that_of_the_last_year_told():
    assert state({}) == "notstarted"
    assert state({2028: Step("", "note"), 2027: Step("doing")}) == "doing"
    assert state({2027: Step("doing"), 2028: Step("done")}) == "done"


def test_the_states_are_the_catalogues():
    assert tuple(CATALOGUE.codes["progress"]) == STATES
