"""Every error of the room has words in both languages, and what its words need."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from kosozu.core.errors import KosozuError, messages
from kosozu.core.plan import connection

ROOM = Path(connection.__file__).parent


def raised() -> list[tuple[str, frozenset[str]]]:
    """Codes and parameters of every ``KosozuError("PLAN-…", …)`` in the room."""
    found = {(code, frozenset({"path", "detail"})) for _, code in connection._WORDS}
    for path in sorted(ROOM.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "KosozuError":
                first = node.args[0]
                if isinstance(first, ast.Constant):
                    found.add((str(first.value), frozenset(str(word.arg) for word in node.keywords)))
    return sorted(found, key=lambda one: (one[0], sorted(one[1])))


def test_table_and_code_agree() -> None:
    listed = {code for code in messages() if code.startswith("PLAN-")}
    assert {code for code, _ in raised()} == listed


@pytest.mark.parametrize(("code", "params"), raised())
def test_words(code: str, params: frozenset[str]) -> None:
    error = KosozuError(code, **{name: f"<{name}>" for name in params})
    for lang in ("ja", "en"):
        text = error.text(lang)
        assert text.endswith(f"[{code}]")
        assert "違法" not in text
    assert error.text("ja").count("。") >= 3
    for part in ("what", "cause", "next"):
        row = messages()[code]
        assert bool(row[f"{part}_ja"]) == bool(row[f"{part}_en"])
