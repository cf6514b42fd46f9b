"""Every code that this room can say is worded in both languages, with parameters that are really given."""

from __future__ import annotations

import ast
import csv
import json
import re
from pathlib import Path

import pytest

from kosozu.core.errors import KosozuError, messages
from kosozu.core.sources.report import MAX_EXAMPLES, ImportReport, wording

ROOM = Path(__file__).resolve().parents[3] / "core" / "sources"
TABLES = ROOM.parent / "catalogue" / "tables"


def calls(name: str) -> list[ast.Call]:
    found = []
    for path in sorted(ROOM.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                last = (
                    node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                )
                if last == name and node.args and isinstance(node.args[0], ast.Constant):
                    found.append(node)
    return found


def test_every_error_is_worded_and_gets_its_parameters() -> None:
    raised = calls("KosozuError")
    assert len(raised) > 30
    for call in raised:
        code = call.args[0].value  # type: ignore[attr-defined]
        row = messages()[code]
        wanted = set(re.findall(r"{(\w+)}", " ".join(row.values())))
        assert wanted <= {keyword.arg for keyword in call.keywords}, code
        for lang in ("ja", "en"):
            assert row[f"what_{lang}"]


def test_no_message_is_left_over() -> None:
    with (TABLES / "messages" / "sources.csv").open(encoding="utf-8", newline="") as file:
        known = {row["code"] for row in csv.DictReader(file)}
    text = "".join(path.read_text("utf-8") for path in ROOM.glob("*.py"))
    assert {code for code in known if f'"{code}"' not in text} == set()


def test_every_reason_and_fact_is_worded() -> None:
    said = {call.args[0].value for name in ("add", "fact", "refuse") for call in calls(name)}  # type: ignore[attr-defined]
    said = {code for code in said if isinstance(code, str) and code.isupper()}
    assert len(said) > 50
    for code in sorted(said):
        for lang in ("ja", "en"):
            assert wording(code, lang) != code, code


def test_nothing_says_illegal() -> None:
    for path in (TABLES / "messages" / "sources.csv", TABLES / "reasons.csv"):
        assert "違法" not in path.read_text("utf-8")


def test_a_report_is_the_same_bytes_and_holds_few_examples() -> None:
    def made() -> ImportReport:
        report = ImportReport("fude", "a.json", {"READ_COUNT": 3})
        report.add("GEOMETRY_FAR", "rejected", 100, range(100))
        report.add("GEOMETRY_TYPE", "rejected", 0)
        report.fact("ENCODING", "")
        return report

    content = json.loads(made().to_json())
    assert made().to_json() == made().to_json()
    assert len(content["reasons"]) == 1
    assert len(content["reasons"][0]["examples"]) == MAX_EXAMPLES
    assert content["facts"] == []
    with pytest.raises(ValueError, match="odd"):
        made().add("GEOMETRY_FAR", "odd", 1)


def test_an_unknown_column_says_which_there_are() -> None:
    error = KosozuError("SRC-NO-COLUMN", column="地目", file="a.csv", columns="地番, 面積")
    assert "地番, 面積" in error.text("ja")
