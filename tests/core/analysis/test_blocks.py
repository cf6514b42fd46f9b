"""Work in blocks: everything once, in order, and no thread left waiting for the last block."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kosozu.core.analysis import blocks
from kosozu.core.errors import Cancelled


@given(count=st.integers(0, 200_000), size=st.integers(100, 50_000), many=st.integers(1, 8))
def test_blocks_are_alike_and_every_thread_has_one(count: int, size: int, many: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(blocks, "threads", lambda: many)
        made = blocks.in_blocks(count, lambda start, stop: (start, stop), size=size)
    assert [place for block in made for place in range(*block)] == list(range(count))
    lengths = [stop - start for start, stop in made]
    assert all(0 < length <= size for length in lengths)
    assert len(set(lengths[:-1])) <= 1
    if count >= many * blocks.LEAST:
        assert len(made) >= many


def test_cancel_stops_between_blocks() -> None:
    class Stop:
        def step(self, en: str, ja: str) -> None:
            pass

        def percent(self, value: float) -> None:
            pass

        def cancelled(self) -> bool:
            return True

    with pytest.raises(Cancelled):
        blocks.in_blocks(100, lambda start, stop: stop - start, progress=Stop(), size=10)
