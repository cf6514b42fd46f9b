"""What stands in a PDF's properties: the office as author, the plan as title, the day of the sheet; never a login.

Qt writes the time of day and no author. A few lines are appended as a PDF's update allows, and count instead.
"""

from __future__ import annotations

import datetime
import re
from pathlib import Path


def set_info(path: str, *, title: str, author: str, creator: str, day: datetime.date) -> None:
    """Append the properties to a PDF with a cross-reference table. Raises ValueError for one without."""
    file = Path(path)
    content = file.read_bytes()
    last = re.search(rb"startxref\s+(\d+)\s+%%EOF\s*$", content[-200:])
    trailer = content.rfind(b"trailer")
    if not last or trailer < 0:
        raise ValueError("no cross-reference table")
    size = re.search(rb"/Size\s+(\d+)", content[trailer:])
    root = re.search(rb"/Root\s+(\d+\s+\d+\s+R)", content[trailer:])
    if not size or not root:
        raise ValueError("trailer")
    number = int(size.group(1))
    stamp = f"D:{day:%Y%m%d}000000+09'00'".encode()
    rows = {b"Title": _text(title), b"Author": _text(author), b"Creator": _text(creator)}
    fields = b"".join(b"/" + key + b" " + value + b"\n" for key, value in rows.items() if value)
    start = len(content) + (0 if content.endswith(b"\n") else 1)
    body = b"%d 0 obj\n<<\n%s/CreationDate (%s)\n>>\nendobj\n" % (number, fields, stamp)
    table = start + len(body)
    tail = b"xref\n%d 1\n%010d 00000 n \ntrailer\n<<\n/Size %d\n" % (number, start, number + 1)
    tail += b"/Info %d 0 R\n/Root %s\n/Prev %s\n>>\n" % (number, root.group(1), last.group(1))
    tail += b"startxref\n%d\n%%%%EOF\n" % table
    with file.open("ab") as out:
        out.write((b"" if content.endswith(b"\n") else b"\n") + body + tail)


def _text(value: str) -> bytes:
    """A PDF text string: UTF-16 with its mark, in hexadecimal."""
    return b"<" + (b"\xfe\xff" + value.encode("utf-16-be")).hex().upper().encode() + b">" if value else b""
