"""Colour differences against published numbers, and what the shipped palettes look like to every eye."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kosozu.core.analysis.colour import LEAST, VISIONS, Clash, Swatch, clashes, difference, lab, rgb

SHARMA = """
50.0000 2.6772 -79.7751 50.0000 0.0000 -82.7485 2.0425
50.0000 3.1571 -77.2803 50.0000 0.0000 -82.7485 2.8615
50.0000 2.8361 -74.0200 50.0000 0.0000 -82.7485 3.4412
50.0000 -1.3802 -84.2814 50.0000 0.0000 -82.7485 1.0000
50.0000 -1.1848 -84.8006 50.0000 0.0000 -82.7485 1.0000
50.0000 -0.9009 -85.5211 50.0000 0.0000 -82.7485 1.0000
50.0000 0.0000 0.0000 50.0000 -1.0000 2.0000 2.3669
50.0000 -1.0000 2.0000 50.0000 0.0000 0.0000 2.3669
50.0000 2.4900 -0.0010 50.0000 -2.4900 0.0009 7.1792
50.0000 2.4900 -0.0010 50.0000 -2.4900 0.0010 7.1792
50.0000 2.4900 -0.0010 50.0000 -2.4900 0.0011 7.2195
50.0000 2.4900 -0.0010 50.0000 -2.4900 0.0012 7.2195
50.0000 -0.0010 2.4900 50.0000 0.0009 -2.4900 4.8045
50.0000 -0.0010 2.4900 50.0000 0.0011 -2.4900 4.7461
50.0000 -0.0010 2.4900 50.0000 0.0012 -2.4900 4.7461
50.0000 2.5000 0.0000 50.0000 0.0000 -2.5000 4.3065
50.0000 2.5000 0.0000 73.0000 25.0000 -18.0000 27.1492
50.0000 2.5000 0.0000 61.0000 -5.0000 29.0000 22.8977
50.0000 2.5000 0.0000 56.0000 -27.0000 -3.0000 31.9030
50.0000 2.5000 0.0000 58.0000 24.0000 15.0000 19.4535
50.0000 2.5000 0.0000 50.0000 3.1736 0.5854 1.0000
50.0000 2.5000 0.0000 50.0000 3.2972 0.0000 1.0000
50.0000 2.5000 0.0000 50.0000 1.8634 0.5757 1.0000
50.0000 2.5000 0.0000 50.0000 3.2592 0.3350 1.0000
60.2574 -34.0099 36.2677 60.4626 -34.1751 39.4387 1.2644
63.0109 -31.0961 -5.8663 62.8187 -29.7946 -4.0864 1.2630
61.2901 3.7196 -5.3901 61.4292 2.2480 -4.9620 1.8731
35.0831 -44.1164 3.7933 35.0232 -40.0716 1.5901 1.8645
22.7233 20.0904 -46.6940 23.0331 14.9730 -42.5619 2.0373
36.4612 47.8580 18.3852 36.2715 50.5065 21.2231 1.4146
90.8027 -2.0831 1.4410 91.1528 -1.6435 0.0447 1.4441
90.9257 -0.5406 -0.9208 88.6381 -0.8985 -0.7239 1.5381
6.7747 -0.2908 -2.4247 5.8714 -0.0985 -2.2286 0.6377
2.0776 0.0795 -1.1350 0.9033 -0.0636 -0.5514 0.9082
"""
"""Table 1 of Sharma, Wu and Dalal (2005): L* a* b* of two colours and their CIEDE2000.

The pair (50, −0.001, 2.49), (50, 0.001, −2.49) is left out: its hues are exactly 180° apart, and which of the two
values of the formula comes out there (4.8045 or 4.7461) is a matter of rounding.
"""

PAIRS = np.array([[float(number) for number in line.split()] for line in SHARMA.strip().splitlines()])
CHANNEL = st.integers(0, 255)
COLOUR = st.integers(0, 0xFFFFFF).map("#{:06x}".format)


def test_differences_are_the_published_ones() -> None:
    assert len(PAIRS) == 34
    assert difference(PAIRS[:, :3], PAIRS[:, 3:6]) == pytest.approx(PAIRS[:, 6], abs=1e-4)
    assert difference(PAIRS[:, 3:6], PAIRS[:, :3]) == pytest.approx(PAIRS[:, 6], abs=1e-4)


def test_cielab_of_known_colours() -> None:
    """Red, green, blue, white and black of sRGB (D65), as colorimetry books list them."""
    found = lab(rgb(["#ff0000", "#00ff00", "#0000ff", "#ffffff", "#000000"]))
    wanted = [[53.24, 80.09, 67.20], [87.73, -86.18, 83.18], [32.30, 79.19, -107.86], [100, 0, 0], [0, 0, 0]]
    assert found == pytest.approx(np.array(wanted), abs=0.02)


@settings(deadline=None)
@given(COLOUR, COLOUR)
def test_a_difference_is_a_distance(first: str, second: str) -> None:
    one, two = lab(rgb([first])), lab(rgb([second]))
    assert difference(one, two) == pytest.approx(difference(two, one), abs=1e-9)
    assert (difference(one, two)[0] > 1e-9) == (first != second)


@settings(deadline=None)
@given(CHANNEL)
def test_greys_look_the_same_to_every_eye(level: int) -> None:
    grey = rgb([f"#{level:02x}{level:02x}{level:02x}"])
    for vision in VISIONS:
        assert difference(lab(grey), lab(grey, vision))[0] < 0.5


def test_red_and_green_come_closer_for_a_deutan() -> None:
    pair = rgb(["#d4604d", "#a8bf6a"])
    apart = {name: float(difference(*lab(pair, name)[:, None])[0]) for name in VISIONS}
    assert apart["deutan"] < apart["normal"] / 2


def test_a_fill_is_judged_on_white_with_its_opacity() -> None:
    assert rgb(["#000000"], [0.25])[0] == pytest.approx([0.75] * 3)


def test_a_clash_is_named_with_the_eye_that_sees_it() -> None:
    alike = [Swatch("A", "#d4604d"), Swatch("B", "#a8bf6a"), Swatch("C", "#001893")]
    found = clashes(alike)
    assert [(clash.first, clash.second) for clash in found] == [("A", "B")]
    assert found[0].vision in ("deutan", "grey") and found[0].difference < LEAST
    told = [Swatch("A", "#d4604d", "dots"), Swatch("B", "#a8bf6a", "fdiag"), Swatch("C", "#001893")]
    assert clashes(told) == []
    assert clashes([]) == [] and clashes(alike[:1]) == []
    assert clashes([Swatch("A", "#ffffff"), Swatch("B", "#ffffff")]) == [Clash("A", "B", "normal", 0.0)]
