"""Write the open data of a plan: a folder that is whole and looked through, or none."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import KosozuError
from ..progress import SILENT, Progress, check
from .outputs import check_writable
from .planmap import ground
from .tables import geoframe

if TYPE_CHECKING:
    from ..catalogue import Catalogue
    from ..plan import PlanFile
    from ..reports.bundle.layers import Layer
    from ..reports.bundle.pieces import Outlines
    from ..reports.content import Content

Styles = Callable[["Catalogue", Sequence["Layer"]], Mapping[str, str]]
"""The catalogue and layers → QML by layer, which only QGIS can make."""
_SHOWN = 5
_WORLD, _JAPAN = 4326, 6668


def no_styles(catalogue: Catalogue, layers: Sequence[Layer]) -> Mapping[str, str]:
    """A bundle without styles, where no QGIS is at hand."""
    return {}


def check_bundle(folder: str, plan_path: str = "") -> None:
    """Raise :class:`KosozuError` for a place where no bundle can stand.

    A folder may be new, empty, or hold an earlier bundle of the same plan as it was written, which is replaced.
    """
    path = Path(folder)
    check_writable(str(path.absolute()))
    if not path.exists():
        return
    if not path.is_dir() or path.is_symlink():
        raise KosozuError("BUN-FILE", path=folder)
    found = _files(path)
    if found:
        _check_earlier(path, found, plan_path)


def _files(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir())


def _check_earlier(folder: Path, found: Sequence[str], plan_path: str) -> None:
    from ..reports.bundle.about import FORMAT
    from ..reports.bundle.write import METADATA

    known: dict[str, Any] = {}
    with contextlib.suppress(OSError, ValueError):
        read = json.loads((folder / METADATA).read_text(encoding="utf-8"))
        known = read if isinstance(read, dict) and read.get("format") == FORMAT else {}
    listed = known.get("files", {})
    others = [name for name in found if name not in listed and (name != METADATA or not known)]
    if others:
        raise KosozuError("BUN-FOLDER", path=str(folder), names=", ".join(others[:_SHOWN]))
    changed = [
        name
        for name in found
        if name != METADATA
        and hashlib.sha256((folder / name).read_bytes()).hexdigest() != listed[name]["sha256"]
    ]
    if changed:
        raise KosozuError("BUN-CHANGED", path=str(folder), names=", ".join(changed[:_SHOWN]))
    if plan_path and known.get("plan_id") != _plan_id(plan_path):
        raise KosozuError("BUN-OTHER-PLAN", path=str(folder))


def _plan_id(plan_path: str) -> str:
    from ..plan import PlanFile

    with PlanFile.open(plan_path, readonly=True) as plan:
        return str(plan.plan_id)


def export_bundle(
    plan_path: str,
    folder: str,
    *,
    edition: str = "public",
    styles: Styles = no_styles,
    progress: Progress = SILENT,
) -> dict[str, Any]:
    """Write the bundle of an edition; returns FOLDER and FILE_COUNT.

    It is built beside its place, passes the check before publication there, and is moved as a whole. Raises REL-FOUND
    where a personal value is in it, BUN-… for a folder with other things in it.
    """
    from ..plan import PlanFile
    from ..reports.bundle.build import Builder
    from ..reports.bundle.write import write
    from .release import require_clean
    from .reportdata import read_content

    check_bundle(folder, plan_path)
    progress.step("Reading the plan", "構想ファイルを読んでいます")
    content = read_content(plan_path, "bundle", edition, progress, with_map=True)
    with PlanFile.open(plan_path, readonly=True) as plan:
        builder = Builder(content, _outlines(plan, content))
    layers = builder.build()
    check(progress)
    epsg = int(content.info["crs_epsg"])
    degrees = {layer.name: _degrees(layer.shapes, epsg) for layer in layers if layer.shapes is not None}
    check(progress)
    progress.step("Writing the files", "ファイルを作っています")
    with _staged(Path(folder).absolute()) as stage:
        names = write(stage, content, builder, layers, degrees, styles(content.catalogue, layers))
        check(progress)
        progress.step("Looking through the files", "ファイルを調べています")
        with PlanFile.open(plan_path, readonly=True) as plan:
            require_clean({name: stage / name for name in names}, plan, edition, progress=progress)
        check(progress)
    return {"FOLDER": folder, "FILE_COUNT": len(names)}


def _outlines(plan: PlanFile, content: Content) -> Outlines:
    import pandas as pd

    from ..reports.bundle.pieces import Outlines

    groups = geoframe(plan, "unit_group_area", ["row_id", "kind", "name"])
    origins = frozenset(map(str, plan.read("unit", ["data_origin"])["data_origin"]))
    codes, shapes, _ = ground(content.figures, content.catalogue, painted=False)
    return Outlines(
        pd.DataFrame(groups.drop(columns="geometry")), groups.geometry.to_numpy(), (codes, shapes), origins
    )


def _degrees(shapes: Any, epsg: int) -> tuple[Any, Any]:
    """Shapes in WGS 84 and in JGD2011."""
    from ..sources.crs import transform

    world, _ = transform(shapes, epsg, _WORLD)
    japan, _ = transform(shapes, epsg, _JAPAN)
    return world, japan


@contextlib.contextmanager
def _staged(folder: Path) -> Iterator[Path]:
    """A new folder beside ``folder`` that takes its place if the block ends well, and is gone if not."""
    try:
        stage = Path(tempfile.mkdtemp(dir=folder.parent, prefix=".kosozu-"))
    except OSError as error:
        raise KosozuError("JOB-WRITE", path=str(folder), detail=error.strerror or str(error)) from error
    try:
        yield stage
        os.chmod(stage, 0o755)  # noqa: S103  for everybody to read
        _move(stage, folder)
    except OSError as error:
        raise KosozuError("JOB-WRITE", path=str(folder), detail=error.strerror or str(error)) from error
    finally:
        shutil.rmtree(stage, ignore_errors=True)


def _move(stage: Path, folder: Path) -> None:
    """Put the new folder in place; an earlier one goes only when the new one stands."""
    if not folder.exists():
        os.rename(stage, folder)
        return
    aside = Path(tempfile.mkdtemp(dir=folder.parent, prefix=".kosozu-old-"))
    old = aside / folder.name
    os.rename(folder, old)
    try:
        os.rename(stage, folder)
    except OSError:
        os.rename(old, folder)
        os.rmdir(aside)
        raise
    shutil.rmtree(aside, ignore_errors=True)
