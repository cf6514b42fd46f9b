"""Writes the algorithm reference, docs/reference_ja.md and docs/reference_en.md, from the algorithms themselves.

Run through ``scripts/make_reference``; with ``--check`` it only says whether the pages are fresh.
"""

from __future__ import annotations

import importlib.util
import json
import os
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
HEADINGS = {
    "ja": ("アルゴリズム一覧", "パラメーター", "内容", "出力", "任意", "既定"),
    "en": ("Algorithm reference", "parameter", "meaning", "outputs", "optional", "default"),
}
INTRO = {
    "ja": "`qgis_process`（または `scripts/kosozu run kosozu:… -- 名前=値`）とツールボックスで使えます。"
    "この頁は `scripts/make_reference` がプログラムから作ります。",
    "en": "For `qgis_process` (or `scripts/kosozu run kosozu:… -- NAME=VALUE`) and the toolbox. "
    "`scripts/make_reference` makes this page from the program.",
}


def load_algorithms() -> list[Any]:
    """The provider's own algorithms, initialised, in the order of the work."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    spec = importlib.util.spec_from_file_location(
        "kosozu", ROOT / "__init__.py", submodule_search_locations=[str(ROOT)]
    )
    package = importlib.util.module_from_spec(spec)
    sys.modules["kosozu"] = package
    spec.loader.exec_module(package)
    from kosozu.processing.provider import ALGORITHMS

    found = [algorithm() for algorithm in ALGORITHMS]
    for algorithm in found:
        algorithm.initAlgorithm({})
    return found


def page(algorithms: list[Any], lang: str) -> str:
    """One page of markdown."""
    title, parameter, meaning, outputs, optional, default = HEADINGS[lang]
    lines = [f"# {title}", "", INTRO[lang], ""]
    for algorithm in algorithms:
        table = json.loads(
            (ROOT / "processing" / "help" / f"{algorithm.ID}.json").read_text(encoding="utf-8")
        )
        lines += [f"## kosozu:{algorithm.ID}", "", table["summary"][lang], ""]
        lines += [f"| {parameter} | {meaning} |", "|---|---|"]
        for definition in algorithm.parameterDefinitions():
            lines.append(
                f"| {_name(definition, optional, default)} | {table['parameters'][definition.name()][lang]} |"
            )
        names = "、".join if lang == "ja" else ", ".join
        made = names(f"`{output.name()}`" for output in algorithm.outputDefinitions())
        lines += ["", f"{outputs}: {made}", ""]
    return "\n".join(lines)


def _name(definition: Any, optional: str, default: str) -> str:
    notes = []
    if definition.flags() & definition.Flag.FlagOptional:
        notes.append(optional)
    if definition.defaultValue() not in (None, "") and definition.type() != "fileDestination":
        notes.append(f"{default} {definition.defaultValue()}")
    return f"`{definition.name()}`" + (f" ({', '.join(notes)})" if notes else "")


def main() -> int:
    """Write the pages, or compare them."""
    from qgis.core import QgsApplication

    application = QgsApplication([], False)
    application.initQgis()
    algorithms = load_algorithms()
    stale = []
    for lang in ("ja", "en"):
        path = ROOT / "docs" / f"reference_{lang}.md"
        text = page(algorithms, lang)
        if "--check" in sys.argv:
            if not path.exists() or path.read_text(encoding="utf-8") != text:
                stale.append(path.name)
        else:
            path.write_text(text, encoding="utf-8")
    if stale:
        print("stale, run scripts/make_reference: " + ", ".join(stale))
    application.exitQgis()
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
