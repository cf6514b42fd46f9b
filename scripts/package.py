"""Adds a folder to a copy of the plugin's zip: ``package.py PLAIN.zip EXT_FOLDER OUT.zip``; same input, same bytes."""

from __future__ import annotations

import shutil
import sys
import zipfile
from pathlib import Path

_DATE = (1980, 1, 1, 0, 0, 0)


def add_folder(plain: Path, folder: Path, out: Path) -> None:
    """Copy ``plain`` to ``out`` and append ``folder`` as ``kosozu/ext/``, sorted and with a fixed date."""
    shutil.copyfile(plain, out)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as target:
        for path in sorted(folder.rglob("*")):
            if path.is_dir() or "__pycache__" in path.parts or path.name.startswith("."):
                continue
            entry = zipfile.ZipInfo(f"kosozu/ext/{path.relative_to(folder).as_posix()}", _DATE)
            entry.external_attr = 0o644 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, path.read_bytes())


if __name__ == "__main__":
    add_folder(*(Path(argument) for argument in sys.argv[1:4]))
