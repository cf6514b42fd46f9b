"""Folders of working copies on this computer, each with a record of where its plan lives and what the share held."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import os
import shutil
from pathlib import Path
from typing import Any

from ..errors import KosozuError
from . import places
from .connection import real

_RECORD = "checkout.json"
_FIELDS = {"home", "file", "contents", "sent", "stamps", "shared_at"}


def is_same(one: str, other: str) -> bool:
    """Whether two paths are one file's; the cheap way first, as a share that has gone away answers late."""
    plain = [os.path.normcase(os.path.abspath(path)) for path in (one, other)]
    return plain[0] == plain[1] or os.path.normcase(real(one)) == os.path.normcase(real(other))


def _root() -> Path:
    return Path(places.data_folder()) / "checkouts"


def records() -> list[tuple[str, str]]:
    """(where the plan lives, folder of the working copy), in order of the folders."""
    try:
        folders = sorted(str(folder) for folder in _root().iterdir())
    except OSError:
        return []
    found = [(read_record(folder), folder) for folder in folders]
    return [(str(record["home"]), folder) for record, folder in found if record]


def read_record(folder: str) -> dict[str, Any] | None:
    """None for a folder without one: a copy that was never finished, or is no longer needed."""
    try:
        record = json.loads(Path(folder, _RECORD).read_text(encoding="utf-8"))
        return record if set(record) >= _FIELDS else None
    except (OSError, ValueError, TypeError):
        return None


def write_record(folder: str, record: dict[str, Any]) -> None:
    """Put a record in place, whole or not at all."""
    part = os.path.join(folder, f"{_RECORD}.part")
    with open(part, "w", encoding="utf-8") as file:
        json.dump(record, file, ensure_ascii=False, indent=1)
        file.flush()
        os.fsync(file.fileno())
    os.replace(part, os.path.join(folder, _RECORD))


def new_folder(home: str) -> str:
    """An empty folder of its own, for this person alone."""
    root = _root()
    number = 1
    digest = hashlib.sha256(os.path.normcase(os.path.abspath(home)).encode("utf-8", "surrogatepass"))
    try:
        if places.on_share(str(root)):
            raise OSError(errno.EXDEV, "on a share")
        root.mkdir(parents=True, exist_ok=True, mode=0o700)
        while True:
            folder = root / f"{digest.hexdigest()[:16]}-{number}"
            if (
                read_record(str(folder)) is None
            ):  # another plan's may stand here, which was moved beside this one
                shutil.rmtree(folder, ignore_errors=True)
            if not folder.exists():
                folder.mkdir(mode=0o700)
                return str(folder)
            number += 1
    except OSError as error:
        raise KosozuError(
            "PLAN-NO-LOCAL", path=home, folder=str(root), detail=error.strerror or str(error)
        ) from error


def drop(folder: str) -> None:
    """Take a working copy away, the record first: what is left without one is nobody's."""
    with contextlib.suppress(OSError):
        os.remove(os.path.join(folder, _RECORD))
    shutil.rmtree(folder, ignore_errors=True)
