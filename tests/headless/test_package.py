"""The two zips that planners install: what is in them, and that a QGIS without this checkout loads them."""

from __future__ import annotations

import os
import runpy
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
LEFT_OUT = (
    ".ci",
    ".git",
    ".gitattributes",
    ".gitignore",
    ".venv",
    "demo-out",
    "docs",
    "ext.lock",
    "pyproject.toml",
    "samples",
    "scripts",
    "tests",
)


def _git(folder: Path, *arguments: str) -> None:
    identity = ["-c", "user.name=test", "-c", "user.email=test@example.org", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture(scope="module")
def packed(root: Path, tmp_path_factory: pytest.TempPathFactory) -> subprocess.CompletedProcess[str]:
    """What scripts/package says of the checkout as it stands, in a clone whose folder has a space in its name."""
    if not (root / "ext").is_dir():
        pytest.skip("ext/ is not unpacked here (scripts/setup)")
    clone = tmp_path_factory.mktemp("package") / "my clone"
    made = shutil.ignore_patterns(
        ".git", ".venv", "demo-out", "benchmark-out", "dist", "__pycache__", ".*_cache", ".hypothesis"
    )
    shutil.copytree(root, clone, ignore=made)
    _git(clone, "init", "-q")
    _git(clone, "add", "-A")
    _git(clone, "commit", "-q", "-m", "as it stands")
    return subprocess.run(
        [str(clone / "scripts" / "package"), str(clone.parent / "out")],
        check=True,
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "GIT_CEILING_DIRECTORIES": str(clone.parent)},
    )


@pytest.fixture(scope="module")
def zips(packed: subprocess.CompletedProcess[str]) -> tuple[Path, Path]:
    """The plain zip and that for offices."""
    plain, office = (Path(line) for line in packed.stdout.splitlines())
    return plain, office


def test_what_an_upload_lacks_is_told(packed, zips, tmp_path):
    tools = runpy.run_path(str(ROOT / "scripts" / "package.py"))
    missing = tools["lacking"](zips[0])
    assert set(missing) <= {"email", "repository", "tracker"}
    assert all(f" {name}" in packed.stderr for name in missing)
    assert ("plugins.qgis.org would refuse" in packed.stderr) == bool(missing)
    whole = "".join(f"{name}=x\n" for name in tools["WANTED"])
    for text, lost in ((whole, []), (whole.replace("email=x", "email= "), ["email"])):
        path = tmp_path / "kosozu.zip"
        with zipfile.ZipFile(path, "w") as file:
            file.writestr("kosozu/metadata.txt", f"[general]\n{text}")
        assert tools["lacking"](path) == lost


def _names(path: Path) -> list[str]:
    with zipfile.ZipFile(path) as file:
        assert file.testzip() is None
        return file.namelist()


def test_everything_stands_in_one_folder_named_kosozu(zips):
    for path in zips:
        assert {name.split("/")[0] for name in _names(path)} == {"kosozu"}


def test_what_the_plugin_needs_is_in(zips, root):
    names = set(_names(zips[0]))
    wanted = [
        "metadata.txt",
        "__init__.py",
        "plugin.py",
        "LICENSE",
        "i18n/kosozu_ja.qm",
        "processing/provider.py",
    ]
    rooms = [path for room in ("core", "gis", "processing", "styles") for path in (root / room).rglob("*")]
    wanted += [
        path.relative_to(root).as_posix()
        for path in rooms
        if path.is_file()
        and not any(part.startswith((".", "__pycache__")) for part in path.relative_to(root).parts)
    ]
    assert [name for name in wanted if f"kosozu/{name}" not in names] == []


def test_what_only_developers_need_is_not(zips):
    for path in zips:
        tops = {name.split("/")[1] for name in _names(path)}
        assert tops.isdisjoint(LEFT_OUT)


def test_only_the_office_zip_has_other_peoples_libraries(zips):
    plain, office = (set(_names(path)) for path in zips)
    assert not any(name.startswith("kosozu/ext/") for name in plain)
    assert plain < office
    assert {"kosozu/ext/docx/__init__.py", "kosozu/ext/openpyxl/__init__.py"} <= office - plain
    compiled = [name for name in office if name.endswith((".so", ".pyd", ".dll", ".dylib", ".pyc"))]
    assert compiled == []


def test_qgis_process_loads_each_zip(zips, qgis_process, tmp_path):
    for path in zips:
        folder = tmp_path / path.stem
        with zipfile.ZipFile(path) as file:
            file.extractall(folder)
        done = qgis_process("--json", "list", env={"KOSOZU_PLUGIN": str(folder / "kosozu")})
        assert done.code == 0
        assert '"kosozu:createplan"' in done.stdout, done.stderr
