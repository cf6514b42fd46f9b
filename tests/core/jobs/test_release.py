"""What every output passes before it gets its final name."""

from __future__ import annotations

from pathlib import Path

import pytest

from kosozu.core.errors import KosozuError
from kosozu.core.jobs.draftactions import draft_plan_actions
from kosozu.core.jobs.exportactions import export_actions
from kosozu.core.jobs.release import require_clean
from kosozu.core.plan import PlanFile


@pytest.mark.parametrize("edition", ["public", "counter"])
@pytest.mark.parametrize(
    "content",
    [
        "氏名\r\n架空太郎\r\n".encode("cp932"),
        "氏名\r\n架空　太郎\r\n".encode("utf-8-sig"),
        "氏名\r\n架空太郎\r\n".encode("utf-16"),
        b'{"name": "\\u67b6\\u7a7a\\u592a\\u90ce"}',
    ],
)
def test_a_name_of_the_side_file_stops_the_editions_that_leave(
    plan: Path, edition: str, content: bytes
) -> None:
    with PlanFile.open(str(plan), readonly=True) as opened:
        with pytest.raises(KosozuError) as stopped:
            require_clean({"a.csv": content}, opened, edition)
        require_clean({"a.csv": content}, opened, "internal")
    assert stopped.value.code == "REL-FOUND"
    for lang in ("ja", "en"):
        told = stopped.value.text(lang)
        assert "a.csv" in told and "架＊＊＊" in told and "架空太郎" not in told


def test_an_organisation_goes_by_its_name(plan: Path) -> None:
    with PlanFile.open(str(plan), readonly=True) as opened:
        require_clean({"a.csv": "管理主体\r\n谷の会\r\n".encode()}, opened, "public")


@pytest.mark.parametrize("suffix", [".xlsx", ".docx", ".csv"])
def test_nothing_is_written_that_does_not_pass(plan: Path, tmp_path: Path, suffix: str, monkeypatch) -> None:
    draft_plan_actions(str(plan))
    output = tmp_path / f"plan{suffix}"
    assert export_actions(str(plan), str(output))["OUTPUT"] == str(output)
    output.unlink()
    monkeypatch.setattr("kosozu.core.reports.editions.Scrubber.__call__", lambda self, text: text)
    with PlanFile.open(str(plan)) as opened, opened.stroke("企画課", "見出し") as stroke:
        actions = opened.read("action", ["action_id"])["action_id"]
        stroke.update("action", list(actions), {"title": ["架空太郎さんに頼む"] * len(actions)})
    with pytest.raises(KosozuError) as stopped:
        export_actions(str(plan), str(output))
    assert stopped.value.code == "REL-FOUND"
    assert not output.exists() and not list(tmp_path.glob(".kosozu-*"))


def test_words_of_the_trade_are_nobody(plan: Path) -> None:
    """Target maps say 今後検討等 and the like in the place of a user; that must not stop every output."""
    with PlanFile.open(str(plan)) as opened:
        labels = [entry.label_ja for entry in opened.catalogue.statuses.values()]
        with opened.stroke("取込") as stroke:
            users = [*labels, "利用者未定", "田", "架空花子"]
            stroke.names.put(
                "user", [f"利用者{number}" for number in range(900, 900 + len(users))], {"name": users}
            )
        require_clean({"a.csv": "、".join([*labels, "利用者未定", "田"]).encode()}, opened, "public")
        with pytest.raises(KosozuError):
            require_clean({"a.csv": "架空花子".encode()}, opened, "public")


def test_texts_are_masked_as_widely_as_they_are_checked() -> None:
    from kosozu.core.reports.editions import Scrubber

    scrub = Scrubber("public", ["高橋 花子", "長谷川太郎"], "ja")
    assert scrub("髙橋　花子と⻑⾕川太郎に頼む") == "＊＊＊と＊＊＊に頼む"
    assert scrub.masked == 2
