"""Which places count as a share, by what each system says of them."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from kosozu.core.plan.places import data_folder, on_mounted_share, on_share, on_windows_share

MOUNTS = r"""
/dev/sda1 / ext4 rw,relatime 0 0
tmpfs /run tmpfs rw,nosuid 0 0
/dev/sdb1 /home ext4 rw 0 0
//fs01/nousei /mnt/農政 cifs rw,vers=3.1.1 0 0
//fs01/kikaku /mnt/share\040of\040kikaku smb3 rw 0 0
/dev/sdc1 /mnt/農政/local ext4 rw 0 0
fs02:/export /srv/nfs nfs4 rw 0 0
user@host:/data /home/me/ssh fuse.sshfs rw 0 0
gvfsd-fuse /run/user/1000/gvfs fuse.gvfsd-fuse rw 0 0
/dev/sdd1 /media/usb fuseblk rw 0 0
portal /run/user/1000/doc fuse.portal rw 0 0
drvfs /mnt/c 9p rw,aname=drvfs 0 0
"""


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        ("/home/me/構想.gpkg", False),
        ("/mnt/農政/構想.gpkg", True),
        ("/mnt/農政", True),
        ("/mnt/農政2/構想.gpkg", False),
        ("/mnt/農政/local/構想.gpkg", False),
        ("/mnt/share of kikaku/a/b.gpkg", True),
        ("/srv/nfs/b.gpkg", True),
        ("/home/me/ssh/b.gpkg", True),
        ("/run/user/1000/gvfs/smb-share:server=fs01/b.gpkg", True),
        ("/media/usb/b.gpkg", False),
        ("/run/user/1000/doc/b.gpkg", False),
        ("/mnt/c/b.gpkg", True),
    ],
)
def test_linux(place: str, expected: bool) -> None:
    assert on_mounted_share(place, MOUNTS) is expected


def test_a_root_of_any_type_is_local() -> None:
    assert not on_mounted_share("/home/me/a.gpkg", "none / 9p rw 0 0\n")


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (r"\\fs01\nousei\構想.gpkg", True),
        (r"//fs01/nousei/構想.gpkg", True),
        (r"\\?\UNC\fs01\nousei\構想.gpkg", True),
        (r"C:\Users\me\構想.gpkg", False),
        (r"\\?\C:\Users\me\構想.gpkg", False),
        (r"z:\構想.gpkg", True),
        (r"Z:/構想.gpkg", True),
        (r"\\?\Z:\構想.gpkg", True),
    ],
)
def test_windows(path: str, expected: bool) -> None:
    drives = {"C:\\": 3, "Z:\\": 4}
    assert on_windows_share(path, lambda drive: drives[drive.upper()]) is expected


def test_settings_come_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    share = tmp_path / "共有"
    inside = share / "local"
    inside.mkdir(parents=True)
    assert not on_share(str(share / "a.gpkg"))
    monkeypatch.setenv("KOSOZU_SHARES", os.pathsep.join(["", str(tmp_path / "x"), str(share)]))
    assert on_share(str(share / "a.gpkg"))
    assert not on_share(str(tmp_path / "共有2" / "a.gpkg"))
    monkeypatch.setenv("KOSOZU_LOCAL", str(inside))
    assert not on_share(str(inside / "a.gpkg")) and on_share(str(share / "a.gpkg"))


def test_a_link_to_a_share_is_on_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if sys.platform == "win32":
        pytest.skip("links need a permission there")
    (tmp_path / "share").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "share")
    monkeypatch.setenv("KOSOZU_SHARES", str(tmp_path / "share"))
    assert on_share(str(tmp_path / "link" / "a.gpkg"))


def test_the_folder_of_data_can_be_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KOSOZU_DATA", raising=False)
    assert "kosozu" in data_folder().lower()
    monkeypatch.setenv("KOSOZU_DATA", "/somewhere")
    assert data_folder() == "/somewhere"
