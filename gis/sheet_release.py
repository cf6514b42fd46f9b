"""Where a sheet is given to the check before publication: written, not yet under its name, with all that it says."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ..core.jobs.release import CHECKED, require_clean
from ..core.plan import PlanFile
from ..core.progress import Progress
from .sheet_write import Release


def release_of(plan_path: str, edition: str, progress: Progress) -> Release | None:
    """What looks at the written files and the texts drawn on them and raises REL-FOUND; None where nothing is checked.

    A PDF of Qt's has glyphs that tell no character, so the texts go along.
    """
    if edition not in CHECKED:
        return None

    def look(files: dict[str, str], drawn: Sequence[str]) -> None:
        with PlanFile.open(plan_path, readonly=True) as plan:
            named = {Path(output).name: Path(written) for output, written in files.items()}
            require_clean(named, plan, edition, drawn, progress)

    return look
