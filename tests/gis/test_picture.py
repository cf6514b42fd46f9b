"""The map as a picture for documents."""

from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
import pytest

pytestmark = pytest.mark.usefixtures("qgis_app")


def image_of(png: bytes):
    from qgis.PyQt.QtGui import QImage

    image = QImage()
    assert image.loadFromData(png, "PNG")
    return image


def test_a_picture_has_its_size_and_shows_the_classes(plan_path: Path) -> None:
    from kosozu.gis.sheet import map_picture
    from kosozu.gis.sheet_check import pixels_of

    image = image_of(map_picture(str(plan_path), width_px=900, height_px=600))
    assert (image.width(), image.height()) == (900, 600)
    pixels = pixels_of(image)
    assert (pixels != 0xFFFFFF).mean() > 0.3
    assert len(np.unique(pixels)) > 100


def test_a_picture_is_made_in_a_thread_and_the_same_twice(plan_path: Path) -> None:
    from kosozu.gis.sheet import map_picture

    made: list[bytes] = []
    for _ in range(2):
        worker = threading.Thread(target=lambda: made.append(map_picture(str(plan_path), width_px=800)))
        worker.start()
        worker.join(60)
    assert len(made) == 2 and made[0] == made[1]


@pytest.mark.parametrize("kind", ["present", "findings", "actions"])
@pytest.mark.parametrize("colours", ["cud", "mono"])
def test_every_kind_has_a_picture_of_its_own(plan_path: Path, kind: str, colours: str) -> None:
    from kosozu.gis.sheet import map_picture
    from kosozu.gis.sheet_check import pixels_of

    concept = map_picture(str(plan_path), "concept", "counter", colours, 700, 500)
    other = map_picture(str(plan_path), kind, "counter", colours, 700, 500)
    assert concept != other
    if colours == "mono":
        pixels = pixels_of(image_of(other))
        red, green, blue = pixels >> 16, pixels >> 8 & 255, pixels & 255
        assert (red == green).all() and (green == blue).all()


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"kind": "weather"}, "GIS-WISH"),
        ({"colours": "sepia"}, "GIS-WISH"),
        ({"edition": "secret"}, "REP-EDITION"),
    ],
)
def test_wrong_wishes_are_refused(plan_path: Path, more: dict[str, str], code: str) -> None:
    from kosozu.core.errors import KosozuError
    from kosozu.gis.sheet import map_picture

    with pytest.raises(KosozuError) as error:
        map_picture(str(plan_path), **more)
    assert error.value.code == code
