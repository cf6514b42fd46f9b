"""Write a report of a plan: which kind, in which form, for whom."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import KosozuError
from ..progress import SILENT, Progress, check
from .outputs import check_writable, staged

if TYPE_CHECKING:
    from ..reports.content import Aids

KINDS = ("full", "brief", "parcels", "farmplan", "summary", "review")
TEMPLATE_BYTES = 20_000_000


def check_report(output: str, kind: str, template: str = "", encoding: str = "") -> None:
    """Raise :class:`KosozuError` for a kind or form that is not written, a missing folder, a template out of place."""
    from ..reports import formats
    from ..reports.csv import encoding_of

    formats.check(kind, output)
    encoding_of(encoding)
    check_writable(output)
    if template:
        if Path(output).suffix.lower() != ".docx":
            raise KosozuError("REP-TEMPLATE-FORM", path=output)
        if not Path(template).is_file():
            raise KosozuError("JOB-NO-FILE", path=template, parameter="TEMPLATE")


def export_report(
    plan_path: str,
    output: str,
    *,
    kind: str = "full",
    edition: str = "public",
    template: str = "",
    encoding: str = "",
    aids: Aids | None = None,
    progress: Progress = SILENT,
) -> dict[str, Any]:
    """Write one report; returns OUTPUT. What stood there before stays where anything goes wrong.

    ``aids`` are what QGIS draws: maps, charts and the page of the brief. ``template`` is a docx of the office's own.
    """
    from ..plan import PlanFile
    from ..reports import formats
    from ..reports.content import Aids
    from .release import require_clean
    from .reportdata import read_content

    check_report(output, kind, template, encoding)
    progress.step("Reading the plan", "構想ファイルを読んでいます")
    content = read_content(plan_path, kind, edition, progress, with_map=draws(output))
    content.encoding = encoding
    content.aids = aids or Aids()
    content.template = _template(template) if template else None
    check(progress)
    progress.step("Writing the report", "書類を作っています")
    made = formats.write(content, output)
    check(progress)
    with PlanFile.open(plan_path, readonly=True) as plan:
        require_clean({Path(output).name: made}, plan, edition, content.aids.drawn, progress)
    with staged({output: made}):
        check(progress)
    return {"OUTPUT": output}


def draws(output: str) -> bool:
    """Whether the form draws its map by itself."""
    return Path(output).suffix.lower() == ".html"


def _template(path: str) -> tuple[str, bytes]:
    if Path(path).stat().st_size > TEMPLATE_BYTES:
        size = f"> {TEMPLATE_BYTES // 1_000_000} MB"
        raise KosozuError("REP-TEMPLATE", path=path, detail_ja=size, detail_en=size)
    with Path(path).open("rb") as file:
        return Path(path).name, file.read()
