"""Files that a job leaves beside the plan or where a person asked: written whole, or not at all."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from ..errors import KosozuError


def report_path(plan_path: str, job: str, name: str) -> str:
    """Where an import report goes: the folder ``<plan>.reports`` beside the plan, one page per job and file."""
    plan = Path(plan_path)
    return str(
        plan.with_name(f"{plan.stem}.reports") / f"{job}-{Path(name.split('|')[0]).stem or 'layer'}.html"
    )


def check_writable(path: str) -> None:
    """Raise :class:`KosozuError` where the folder of a file to write is missing or read-only."""
    folder = Path(path).parent
    if not folder.is_dir():
        raise KosozuError("JOB-NO-FOLDER", folder=str(folder))
    if not os.access(folder, os.W_OK):
        raise KosozuError("JOB-READ-ONLY", folder=str(folder))


@contextlib.contextmanager
def staged(files: dict[str, bytes]) -> Iterator[None]:
    """Put files (content by path) on disk under temporary names, and in place only if the block ends well.

    The block is the plan's stroke: a full disk is noticed before the plan changes, and a stroke that fails leaves no
    new report behind.
    """
    waiting: list[tuple[str, str]] = []
    made: list[Path] = []
    try:
        for path, content in files.items():
            folder = Path(path).parent
            if not folder.exists():
                folder.mkdir(parents=True)
                made.append(folder)
            handle, temporary = tempfile.mkstemp(dir=folder, prefix=".kosozu-")
            waiting.append((temporary, path))
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            os.chmod(temporary, 0o644)
        yield
        while waiting:
            os.replace(*waiting[0])
            waiting.pop(0)
        made.clear()
    except OSError as error:
        raise KosozuError(
            "JOB-WRITE", path=next(iter(files), ""), detail=error.strerror or str(error)
        ) from error
    finally:
        for temporary, _ in waiting:
            with contextlib.suppress(OSError):
                os.remove(temporary)
        for folder in made:
            with contextlib.suppress(OSError):
                folder.rmdir()
