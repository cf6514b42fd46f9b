"""Files of every kind, made in a temporary folder from the same few parcels."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import pytest
import shapely
from osgeo import gdal

from kosozu.core.catalogue import Catalogue, load

WEST, SOUTH = 138.2, 36.36
PLANE = 6676
OWN = "202037"


@pytest.fixture(autouse=True)
def _recoded() -> Iterator[None]:
    """QGIS sets SHAPE_ENCODING for its whole process, and GDAL recodes nothing then."""
    said = gdal.GetConfigOption("SHAPE_ENCODING")
    gdal.SetConfigOption("SHAPE_ENCODING", None)
    yield
    gdal.SetConfigOption("SHAPE_ENCODING", said)


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    """The shipped catalogue."""
    return load()


def _square(place: int, size: float = 0.0004) -> shapely.Polygon:
    """A parcel of about 36 by 44 m, the places standing in a row from west to east with gaps."""
    west = WEST + place * 0.0005
    return shapely.box(west, SOUTH, west + size, SOUTH + size)


def _parcel(place: int, **changes: Any) -> dict[str, Any]:
    """A feature of 筆ポリゴン; ``geometry`` and any column can be changed."""
    geometry = changes.pop("geometry", _square(place))
    properties = {
        "polygon_uuid": f"uuid-{place:04d}",
        "land_type": 100,
        "issue_year": 2024,
        "edit_year": 2020,
        "history": [
            {"筆ポリゴンID": f"old-{place}", "更新年度": 2023},
            [{"発生年度": 2020}, [{"発生年度": 2019}]],
        ],
        "last_polygon_uuid": f"old-{place:04d}",
        "prev_last_polygon_uuid": None,
        "local_government_cd": OWN,
        **changes,
    }
    shape = None if geometry is None else json.loads(shapely.to_geojson(geometry))
    return {"type": "Feature", "properties": properties, "geometry": shape}


@pytest.fixture(scope="session")
def square() -> Callable[..., shapely.Polygon]:
    """``square(place, size)`` in degrees."""
    return _square


@pytest.fixture(scope="session")
def parcel() -> Callable[..., dict[str, Any]]:
    """``parcel(place, **changes)``, a feature."""
    return _parcel


@pytest.fixture
def geojson(tmp_path: Path) -> Callable[..., Path]:
    """``geojson(features, crs=6668, bom=False, name=…)`` writes a file and returns its path."""

    def write(
        features: list[dict[str, Any]], crs: int | None = 6668, bom: bool = False, name: str = "in.json"
    ) -> Path:
        content: dict[str, Any] = {"type": "FeatureCollection", "features": features}
        if crs is not None:
            content["crs"] = {"type": "name", "properties": {"name": f"urn:ogc:def:crs:EPSG::{crs}"}}
        path = tmp_path / name
        path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8-sig" if bom else "utf-8")
        return path

    return write


@pytest.fixture
def layer(tmp_path: Path) -> Callable[..., Path]:
    """``layer(name, geometries, columns, crs)`` writes gpkg, fgb or shp by the name's ending."""
    drivers = {".gpkg": "GPKG", ".fgb": "FlatGeobuf", ".shp": "ESRI Shapefile", ".geojson": "GeoJSON"}

    def write(
        name: str,
        geometries: list[Any],
        columns: dict[str, list[Any]],
        crs: str | None = "EPSG:6668",
        **more: Any,
    ) -> Path:
        path = tmp_path / name
        kinds = {shape.geom_type for shape in geometries if shape is not None}
        pyogrio.raw.write(
            str(path),
            np.array(
                [None if shape is None else shapely.to_wkb(shape) for shape in geometries], dtype=object
            ),
            [np.array(values, dtype=object) for values in columns.values()],
            list(columns),
            driver=drivers[path.suffix],
            geometry_type=kinds.pop() if len(kinds) == 1 else "Unknown",
            crs=crs,
            **more,
        )
        return path

    return write


@pytest.fixture
def table(tmp_path: Path) -> Callable[..., Path]:
    """``table(rows, name=…, encoding=…)`` writes a csv of rows of text."""

    def write(rows: list[list[str]], name: str = "in.csv", encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        path.write_bytes("\r\n".join(",".join(row) for row in rows).encode(encoding))
        return path

    return write
