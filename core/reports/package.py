"""Office files with the same bytes for the same content: fixed dates in the zip and in the core properties."""

from __future__ import annotations

import io
import re
import zipfile

_WHEN = (1980, 1, 1, 0, 0, 0)
_STAMP = "2000-01-01T00:00:00Z"
_DATES = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(<)")


def fixed(content: bytes) -> bytes:
    """The package with its members in order of name (the list of types first), all of one date."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(target, "w") as result:
        for name in sorted(source.namelist(), key=lambda entry: (entry != "[Content_Types].xml", entry)):
            data = source.read(name)
            if name == "docProps/core.xml":
                data = _DATES.sub(rb"\g<1>" + _STAMP.encode() + rb"\g<2>", data)
            entry = zipfile.ZipInfo(name, _WHEN)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            entry.create_system = 0
            result.writestr(entry, data)
    return target.getvalue()
