"""Whether the libraries that the heavy rooms need are there; the plugin itself loads without them."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec

from .errors import KosozuError

_WANTED = (("geopandas", 1), ("shapely", 2))


def missing_libraries() -> list[str]:
    """Names, with the version wanted, of libraries that are absent or too old. Nothing is imported for it."""
    return [f"{name} {major}" for name, major in _WANTED if not _new_enough(name, major)]


def require_libraries() -> None:
    """Raise :class:`KosozuError` where geopandas 1 or shapely 2 is absent, saying how to get them."""
    missing = missing_libraries()
    if missing:
        raise KosozuError("JOB-LIBRARIES", names=", ".join(missing))


def _new_enough(name: str, major: int) -> bool:
    """By the metadata; a build that does not know its own version (Debian's shapely: 0+unknown) is a new one."""
    try:
        found = version(name).split(".")[0]
    except PackageNotFoundError:
        return find_spec(name) is not None
    return int(found) >= major if found.isdigit() else True
