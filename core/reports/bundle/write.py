"""All files of a bundle into one empty folder."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ..content import Content
from . import about, tables, vector
from .cp932 import Told
from .geojson import geojson
from .layers import Array, Layer
from .pieces import Pieces

PACKAGE = "plan.gpkg"
METADATA = "metadata.json"


def write(
    folder: Path,
    content: Content,
    builder: Pieces,
    layers: Sequence[Layer],
    degrees: Mapping[str, tuple[Array, Array]],
    styles: Mapping[str, str],
) -> list[str]:
    """Write everything; returns the paths inside the folder, sorted.

    ``layers`` are in the plan's plane system; ``degrees``: layer → its shapes in WGS 84 and in JGD2011 (longitude
    first). ``styles``: layer → QML.
    """
    epsg = int(content.info["crs_epsg"])
    told = Told()
    for name in ("geojson", "csv", "csv_cp932", "shape_cp932"):
        (folder / name).mkdir()
    vector.write_geopackage(folder / PACKAGE, layers, epsg, styles, content.map.as_of)
    for layer in layers:
        world, japan = degrees.get(layer.name, (None, None))
        if layer.shapes is not None:
            (folder / "geojson" / f"{layer.name}.geojson").write_bytes(geojson(layer.placed(world)))
            vector.write_shapefile(folder / "shape_cp932", layer, epsg, told, content.map.as_of)
        (folder / "csv" / f"{layer.name}.csv").write_bytes(tables.layer_csv(layer, japan))
        (folder / "csv_cp932" / f"{layer.name}.csv").write_bytes(tables.layer_csv(layer, japan, told))
    (folder / "fields.csv").write_bytes(tables.fields_csv(layers))
    (folder / "LICENSE.txt").write_bytes(about.licence_text(content))
    (folder / "README.txt").write_bytes(about.readme(content, builder, layers, epsg, told))
    listed: dict[str, dict[str, Any]] = {}
    for path in files(folder):
        data = (folder / path).read_bytes()
        listed[path] = {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    (folder / METADATA).write_bytes(about.metadata(content, builder, layers, epsg, listed))
    return files(folder)


def files(folder: Path) -> list[str]:
    """Paths of all files in a folder, with slashes, sorted."""
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir())
