"""Texts of a Shapefile as its own bytes say.

QGIS takes the encoding of the .cpg, of the table's language byte or of the machine on trust; Shapefiles of Japanese
offices often have none, or a wrong one. So the texts are read once more with every byte as one character, and decoded
by the encoding that our reader of files finds. Row numbers of the file bind the two, whatever QGIS has selected.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from qgis.core import QgsFeatureRequest, QgsFields, QgsProviderRegistry, QgsVectorLayer
from qgis.PyQt.QtCore import QVariant

from ..core.errors import KosozuError
from ..core.sources import container, encoding
from ..core.sources.vector import shape_encoding

_BYTES = "ISO-8859-1"
"""The encoding in which every byte is a character, and none is lost."""
_WESTERN = ("", "utf-8", "ascii", "iso8859-1", "cp1252")
"""What QGIS says of a layer when nobody has said anything."""


@dataclass(frozen=True)
class Texts:
    """How the texts of a layer are to be read: ``names`` are those of all its fields, in their order."""

    encoding: str
    note: str
    names: tuple[str, ...]
    raw: QgsVectorLayer
    places: dict[int, int]

    def columns(self, places: Sequence[int], fids: Sequence[int], values: list[list[Any]]) -> list[list[Any]]:
        """The values of fields for rows of the file: texts decoded, all else as QGIS read it (``values``)."""
        wanted = [self.places[place] for place in places if place in self.places]
        if not wanted:
            return values
        request = QgsFeatureRequest().setFlags(QgsFeatureRequest.Flag.NoGeometry)
        request.setSubsetOfAttributes(wanted).setFilterFids(list(fids))
        read = {feature.id(): feature.attributes() for feature in self.raw.getFeatures(request)}
        return [
            [self._text(read[fid][self.places[place]], value) for fid, value in zip(fids, column)]
            if place in self.places
            else column
            for place, column in zip(places, values)
        ]

    def _text(self, raw: Any, value: Any) -> Any:
        if type(raw) is not str:
            return value  # no text in the file: NULL
        return raw if raw.isascii() else raw.encode(_BYTES).decode(self.encoding, errors="replace")

    def name(self, shown: str, fields: QgsFields) -> str:
        """A field's name, given as it is or as QGIS shows it."""
        place = fields.indexOf(shown)
        return shown if shown in self.names or place < 0 else self.names[place]


def texts_of(layer: QgsVectorLayer | None) -> Texts | None:
    """How a layer's texts are to be read; None where QGIS's own reading stands.

    That is so for all but Shapefiles, for a layer that is being edited, for one that a person has given a Japanese
    encoding that fits. Raises SRC-ENCODING where no encoding fits.
    """
    if layer is None or layer.providerType() != "ogr" or layer.isEditable():
        return None
    if layer.dataProvider().storageType() != "ESRI Shapefile":
        return None
    parts = QgsProviderRegistry.instance().decodeUri("ogr", layer.source())
    found = _encoding(parts)
    if found is None or _is_said(layer, found[0]):
        return None
    parts.pop("subset", None)
    uri = QgsProviderRegistry.instance().encodeUri("ogr", {**parts, "openOptions": [f"ENCODING={_BYTES}"]})
    raw = QgsVectorLayer(uri, layer.name(), "ogr")
    if not raw.isValid() or raw.fields().count() != layer.dataProvider().fields().count():
        return None
    fields = layer.fields()
    own = {
        place: fields.fieldOriginIndex(place)
        for place in range(fields.count())
        if fields.fieldOrigin(place) == QgsFields.FieldOrigin.OriginProvider
    }
    names = list(fields.names())
    for place, column in own.items():
        name = raw.fields().at(column).name().encode(_BYTES).decode(found[0], errors="ignore")
        names[place] = name if name and name not in names else names[place]
    texts = {place: column for place, column in own.items() if fields.at(place).type() == QVariant.String}
    return Texts(*found, tuple(names), raw, texts)


def _is_said(layer: QgsVectorLayer, found: str) -> bool:
    """Whether a person, or a .cpg that QGIS believes, names another Japanese encoding than the one that was found."""
    try:
        said = encoding.name(layer.dataProvider().encoding())
    except KosozuError:  # "System", which is no encoding
        return False
    return said not in (*_WESTERN, found)


def _encoding(parts: dict[str, Any]) -> tuple[str, str] | None:
    """(encoding, note) of the table behind a layer; None where it is not to be found."""
    file, inside = Path(str(parts.get("path") or "")), str(parts.get("vsiSuffix") or "").lstrip("/")
    if parts.get("vsiPrefix") not in (None, "", "/vsizip/") or not file.exists():
        return None
    if file.is_dir():
        layers = sorted(file.glob(f"{parts.get('layerName') or '*'}.shp"))
        return _encoding({"path": layers[0]}) if len(layers) == 1 else None
    state = file.stat()
    return _encoding_of(file, inside, state.st_mtime_ns, state.st_size)


@lru_cache(maxsize=32)
def _encoding_of(file: Path, inside: str, changed: int, size: int) -> tuple[str, str] | None:
    """The same of a file that has not changed, or of a member of an archive."""
    if file.suffix.lower() != ".zip":
        return shape_encoding(file)
    with container.unpacked(file, (".shp",)) as members:
        member = members.get(inside) or (next(iter(members.values())) if len(members) == 1 else None)
        return None if member is None else shape_encoding(member)
