"""Extracts every ``tr("…")`` of the code to ``i18n/kosozu_ja.ts``, keeping translations, and compiles the ``.qm``.

Qt's own lupdate finds nothing in Python files; ``--check`` changes nothing and ends with 1 where something is behind.
"""

from __future__ import annotations

import argparse
import ast
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree
from xml.sax.saxutils import escape

ROOT = Path(__file__).resolve().parent.parent
CONTEXT = "kosozu"
TS = ROOT / "i18n" / "kosozu_ja.ts"
QM = TS.with_suffix(".qm")
_ROOMS = ("core", "gis", "processing", "ui")


def sources() -> list[Path]:
    """The shipped modules."""
    inside = (path for room in _ROOMS for path in (ROOT / room).rglob("*.py"))
    return sorted([*ROOT.glob("*.py"), *inside])


def calls(tree: ast.AST) -> Iterator[ast.Call]:
    """Every call of something named ``tr``."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", None) or getattr(node.func, "attr", None)
            if name == "tr":
                yield node


def literal(call: ast.Call) -> str | None:
    """The one literal text of a call; None where it is anything else, which nobody could translate."""
    if len(call.args) != 1 or call.keywords:
        return None
    first = call.args[0]
    return first.value if isinstance(first, ast.Constant) and isinstance(first.value, str) else None


def extract() -> tuple[list[str], list[str]]:
    """The texts, sorted, and the places whose text is not a literal."""
    texts: set[str] = set()
    wrong: list[str] = []
    for path in sources():
        for call in calls(ast.parse(path.read_text(encoding="utf-8"))):
            text = literal(call)
            if text is None:
                wrong.append(f"{path.relative_to(ROOT)}:{call.lineno}: tr() takes one literal")
            else:
                texts.add(text)
    return sorted(texts), wrong


def translations() -> dict[str, str]:
    """What the ``.ts`` says now; an empty text is one that waits for its translation."""
    if not TS.exists():
        return {}
    found = {}
    for message in ElementTree.parse(TS).getroot().iter("message"):
        found[message.findtext("source", "")] = message.findtext("translation", "")
    return found


def render(texts: list[str], known: dict[str, str]) -> str:
    """The ``.ts`` of these texts."""
    lines = ['<?xml version="1.0" encoding="utf-8"?>', "<!DOCTYPE TS>"]
    lines += ['<TS version="2.1" language="ja" sourcelanguage="en">', "<context>"]
    lines.append(f"    <name>{CONTEXT}</name>")
    for text in texts:
        done = known.get(text, "")
        state = "" if done else ' type="unfinished"'
        lines.append("    <message>")
        lines.append(f"        <source>{escape(text)}</source>")
        lines.append(f"        <translation{state}>{escape(done)}</translation>")
        lines.append("    </message>")
    return "\n".join([*lines, "</context>", "</TS>", ""])


def compiled(ts: str) -> bytes | None:
    """The ``.qm`` of a ``.ts``; None where Qt's lrelease is not installed (or only Debian's chooser of it)."""
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "x.ts"), Path(folder, "x.qm")
        source.write_text(ts, encoding="utf-8")
        try:
            subprocess.run(
                ["lrelease", "-silent", str(source), "-qm", str(target)], capture_output=True, check=True
            )
        except (FileNotFoundError, subprocess.CalledProcessError):
            return None
        return target.read_bytes()


def main() -> int:
    """Write, or with ``--check`` compare."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="change nothing; say what is behind")
    check = parser.parse_args().check
    texts, problems = extract()
    known = translations()
    ts = render(texts, known)
    problems += [f"not translated: {text!r}" for text in texts if not known.get(text)]
    qm = compiled(ts)
    if check:
        if not TS.exists() or TS.read_text(encoding="utf-8") != ts:
            problems.append(f"{TS.name} is behind the code: run scripts/i18n")
        if not QM.exists() or (qm is not None and QM.read_bytes() != qm):
            problems.append(f"{QM.name} is behind {TS.name}: run scripts/i18n")
    else:
        TS.write_text(ts, encoding="utf-8")
        if qm is not None:
            # A QGIS that runs has the file mapped into its memory: a new one is put in its place.
            part = QM.with_suffix(".part")
            part.write_bytes(qm)
            part.replace(QM)
        else:
            problems.append("lrelease is missing (qttools5-dev-tools): the .qm was not made")
    print("\n".join(problems) or f"{len(texts)} texts, all translated")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
