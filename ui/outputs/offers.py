"""The outputs that a plan has: who asks for each, the algorithm that makes it, and what is settled beforehand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ...gis.words import tr

CHECK = "check"
"""The one that writes no output: it looks through one."""


@dataclass(frozen=True)
class Offer:
    """One output. ``given`` are parameters that are not asked for; ``suffixes`` narrow down the kinds of file."""

    key: str
    title: str
    who: str
    algorithm: str
    stem: str
    given: Mapping[str, object] = field(default_factory=dict)
    suffixes: tuple[str, ...] = ()


def _report(kind: str, *, template: bool = False, encoding: bool = False) -> dict[str, object]:
    """What is settled of a report: its kind, and that nothing is asked that it has no use for."""
    asked = {"TEMPLATE": template, "ENCODING": encoding}
    return {"KIND": kind, **{name: None for name, wanted in asked.items() if not wanted}}


def offers() -> list[Offer]:
    """In the order in which they are asked for; words in the window's language, names of files in Japanese."""
    report = "kosozu:exportreport"
    return [
        Offer("sheet", tr("Map sheet"), tr("To hang up, and to hand out"), "kosozu:printmap", "管理構想図"),
        Offer("atlas", tr("Book of maps"), tr("For each community’s own talk"), "kosozu:printatlas", "図面帳"),
        Offer("brief", tr("One page"), tr("The mayor and the assembly"), report, "概要",
              _report("brief"), (".pdf", ".docx")),
        Offer("full", tr("Text of the plan"), tr("The office that writes the plan"), report, "管理構想",
              _report("full", template=True), (".docx",)),
        Offer("workbook", tr("Workbook with all tables"), tr("The office that goes on with the numbers"), report,
              "管理構想 集計", _report("full"), (".xlsx",)),
        Offer("page", tr("Web page in one file"), tr("Residents; opens from a USB stick, without a network"), report,
              "管理構想", _report("full"), (".html",)),
        Offer("actions", tr("Action plan"), tr("Whoever carries it out; comes back from Excel, too"),
              "kosozu:exportactions", "行動計画"),
        Offer("farmplan", tr("Proposals for the farmland plan"), tr("The agriculture section and its council"),
              report, "地域計画への提案", _report("farmplan", template=True), (".xlsx", ".docx", ".csv")),
        Offer("parcels", tr("List of parcels"), tr("The agricultural committee"), report, "筆一覧",
              _report("parcels"), (".xlsx", ".csv")),
        Offer("summary", tr("Table for the prefecture"), tr("The prefecture; without persons"), report, "県への集計",
              _report("summary", encoding=True), (".xlsx", ".csv")),
        Offer("review", tr("Yearly review"), tr("The office, once a year"), report, "年次点検",
              _report("review"), (".docx", ".xlsx")),
        Offer("bundle", tr("Open data"), tr("Anybody; everything of the public edition"), "kosozu:exportbundle",
              "公開データ"),
        Offer(CHECK, tr("Check before publication"), tr("Any file or folder, before it goes out"),
              "kosozu:checkrelease", "公開前検査", {"REPORT_ONLY": True, "NAMES": None}, (".html", ".csv")),
    ]  # fmt: skip
