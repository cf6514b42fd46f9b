"""The order of ids: a total order in which numbers count as numbers."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kosozu.core.order import natural


def test_numbers_count_as_numbers() -> None:
    given_ids = ["Z10", "10", "2", "Z2", "", "Z", "Z2b", "Z02", "区域3", "区域20"]
    assert sorted(given_ids, key=natural) == [
        "",
        "2",
        "10",
        "Z",
        "Z02",
        "Z2",
        "Z2b",
        "Z10",
        "区域3",
        "区域20",
    ]


@given(st.lists(st.text(alphabet="a1２0区-", max_size=6)))
def test_any_texts_can_be_ordered_and_none_ties(texts: list[str]) -> None:
    keys = [natural(text) for text in texts]
    assert len(set(keys)) == len(set(texts))
    texts.reverse()
    again = sorted(texts, key=natural)
    texts.reverse()
    assert again == sorted(texts, key=natural)
