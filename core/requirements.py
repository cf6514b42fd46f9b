"""Whether the libraries that the heavy rooms need are there; the plugin itself loads without them."""

from __future__ import annotations

from importlib import import_module
from importlib.metadata import PackageNotFoundError, version

from .errors import KosozuError

_WANTED = (("geopandas", 1), ("shapely", 2))


def missing_libraries() -> list[str]:
    """Names, with the version wanted, of libraries that are absent or too old."""
    missing = []
    for name, major in _WANTED:
        if int((_version(name) or "0").split(".")[0]) < major:
            missing.append(f"{name} {major}")
    return missing


def _version(name: str) -> str | None:
    """The installed version, from the metadata where there is any: that costs no import."""
    try:
        return version(name)
    except PackageNotFoundError:
        pass
    try:
        return str(import_module(name).__version__)
    except (ImportError, AttributeError):
        return None


def require_libraries() -> None:
    """Raise :class:`KosozuError` where geopandas 1 or shapely 2 is absent, saying how to get them."""
    missing = missing_libraries()
    if missing:
        raise KosozuError("JOB-LIBRARIES", names=", ".join(missing))
