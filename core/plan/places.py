"""Where a plan lies: on this computer's own disk, or on a share; and where working copies of the latter are kept.

SQLite's WAL needs memory that all its readers share, which no network file system gives. Two settings, as environment
variables (QGIS: 設定 → オプション → システム → 環境), serve the odd cases: ``KOSOZU_SHARES`` and ``KOSOZU_LOCAL`` are
lists of folders, joined as PATH is, that count as shares or as local whatever they look like. ``KOSOZU_DATA`` is the
folder for working copies.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable
from pathlib import Path

from .connection import real

SHARED_TYPES = frozenset(
    ("cifs", "smb", "smb2", "smb3", "smbfs", "nfs", "nfs4", "ncpfs", "afs", "afpfs", "9p", "webdav", "davfs", "ceph",
     "glusterfs", "lustre", "gpfs", "beegfs", "ocfs2", "gfs2", "vboxsf", "vmhgfs", "prl_fs", "virtiofs", "coda")
)  # fmt: skip
"""File system types of Linux that another computer can write to."""
SHARED_FUSE = (
    "sshfs",
    "dav",
    "rclone",
    "gvfs",
    "gluster",
    "vmhgfs",
    "smb",
    "nfs",
    "s3fs",
    "onedrive",
    "google",
)
"""What a ``fuse.…`` type has in its name where it stands for a share."""
REMOTE_DRIVE = 4
"""What Windows' GetDriveType says of a network drive."""


def on_share(path: str) -> bool:
    """Whether a file (there or not) lies where other computers can write it."""
    place = real(path)
    if _listed(place, "KOSOZU_LOCAL"):
        return False
    if _listed(place, "KOSOZU_SHARES"):
        return True
    if os.name == "nt":
        return on_windows_share(os.path.abspath(path), _drive_type) or on_windows_share(place, _drive_type)
    if sys.platform == "darwin":
        return _is_remote_mac(place)
    try:
        mounts = Path("/proc/self/mounts").read_text(encoding="utf-8", errors="surrogateescape")
    except OSError:
        return False
    return on_mounted_share(place, mounts)


def _listed(place: str, variable: str) -> bool:
    """Whether a folder of the list in the environment holds the place."""
    folders = [real(folder) for folder in os.environ.get(variable, "").split(os.pathsep) if folder]
    place = os.path.normcase(place)
    return any(
        place == folder or place.startswith(folder.rstrip(os.sep) + os.sep)
        for folder in map(os.path.normcase, folders)
    )


def on_mounted_share(place: str, mounts: str) -> bool:
    """By the table of mounts of Linux: the type of the innermost mount that holds the place.

    The root itself is no share: whatever it is made of, this computer alone runs on it.
    """
    innermost, kind = "/", ""
    for line in mounts.splitlines():
        fields = line.split(" ")
        if len(fields) < 3:
            continue
        point = re.sub(r"\\([0-7]{3})", lambda code: chr(int(code[1], 8)), fields[1])
        holds = place == point or place.startswith(point.rstrip("/") + "/")
        if holds and len(point) >= len(innermost):
            innermost, kind = point, fields[2]
    if innermost == "/":
        return False
    if kind.startswith("fuse"):
        return any(word in kind.lower() for word in SHARED_FUSE)
    return kind.lower() in SHARED_TYPES


def on_windows_share(path: str, drive_type: Callable[[str], int]) -> bool:
    r"""By the path of Windows: ``\\server\share``, its long form, or the letter of a network drive."""
    plain = path.replace("/", "\\")
    if plain.upper().startswith("\\\\?\\UNC\\"):
        return True
    if plain.startswith(("\\\\?\\", "\\\\.\\")):
        plain = plain[4:]
    if plain.startswith("\\\\"):
        return True
    return plain[1:2] == ":" and drive_type(plain[:2] + "\\") == REMOTE_DRIVE


def _drive_type(drive: str) -> int:
    import ctypes

    return int(ctypes.windll.kernel32.GetDriveTypeW(drive))  # type: ignore[attr-defined,unused-ignore]


def _is_remote_mac(place: str) -> bool:
    """By statfs: a volume without the flag MNT_LOCAL."""
    import ctypes

    flags_at, local = 64, 0x1000  # of struct statfs with 64-bit inodes, as every macOS since 10.6 has it
    system = ctypes.CDLL(None, use_errno=True)
    statfs = getattr(system, "statfs$INODE64", None) or system.statfs
    buffer = ctypes.create_string_buffer(8192)
    folder = place
    while not os.path.exists(folder):
        folder = os.path.dirname(folder)
    if statfs(os.fsencode(folder), buffer) != 0:
        return False
    return not int.from_bytes(buffer.raw[flags_at : flags_at + 4], "little") & local


def data_folder() -> str:
    """The folder of this program's data of this person on this computer; it need not be there yet."""
    given = os.environ.get("KOSOZU_DATA", "")
    if given:
        return given
    home = Path.home()
    if os.name == "nt":
        return str(Path(os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local") / "Kosozu")
    if sys.platform == "darwin":
        return str(home / "Library" / "Application Support" / "Kosozu")
    return str(Path(os.environ.get("XDG_DATA_HOME") or home / ".local" / "share") / "kosozu")
