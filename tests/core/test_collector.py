"""The search for circles is put back as it was found, whatever happened meanwhile."""

from __future__ import annotations

import gc

import pytest

from kosozu.core.collector import uncollected


@uncollected()
def _is_on() -> bool:
    return gc.isenabled()


@uncollected()
def _fails() -> float:
    return 1 / 0


def test_it_is_off_within_and_as_before_after() -> None:
    assert gc.isenabled() and not _is_on() and gc.isenabled()
    with pytest.raises(ZeroDivisionError):
        _fails()
    assert gc.isenabled()
    gc.disable()
    try:
        assert not _is_on() and not gc.isenabled()
    finally:
        gc.enable()
