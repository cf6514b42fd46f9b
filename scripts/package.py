"""Adds a folder to a copy of the plugin's zip: ``package.py PLAIN.zip EXT_FOLDER OUT.zip``; same input, same bytes.

Warns where plugins.qgis.org would refuse the plain zip for what its metadata.txt lacks.
"""

from __future__ import annotations

import configparser
import shutil
import sys
import zipfile
from pathlib import Path

_DATE = (1980, 1, 1, 0, 0, 0)

WANTED = (
    "name", "description", "about", "version", "qgisMinimumVersion", "author", "license", "email", "repository",
    "tracker",
)  # fmt: skip
"""What plugins.qgis.org asks of an upload."""


def lacking(plain: Path) -> list[str]:
    """The fields of metadata.txt that an upload needs and that the zip's has not, or has empty."""
    with zipfile.ZipFile(plain) as file:
        text = file.read("kosozu/metadata.txt").decode("utf-8")
    metadata = configparser.ConfigParser(interpolation=None)
    metadata.optionxform = str  # type: ignore[assignment,method-assign]  # QGIS's names have capitals
    metadata.read_string(text)
    return [name for name in WANTED if not metadata.get("general", name, fallback="").strip()]


def warn(plain: Path) -> None:
    """Say on stderr what stands between this zip and an upload; "Install from ZIP" needs none of it."""
    names = lacking(plain)
    if names:
        print(
            f"warning: plugins.qgis.org would refuse {plain.name}: metadata.txt has no {', '.join(names)}."
            " “Install from ZIP” works all the same.",
            file=sys.stderr,
        )


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
    plain_zip, ext, office_zip = (Path(argument) for argument in sys.argv[1:4])
    add_folder(plain_zip, ext, office_zip)
    warn(plain_zip)
