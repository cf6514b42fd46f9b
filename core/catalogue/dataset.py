"""Datasets that context comes from: what tells them, what their codes mean, and what changes by edition."""

from __future__ import annotations

from dataclasses import dataclass

from .plain import split


@dataclass(frozen=True)
class Dataset:
    """A public dataset that context comes from, or a layer that the office provides (``own-…``).

    ``columns`` are asked for all (``a|b``: either) and tell the dataset by itself; ``kinds`` maps values of the code
    column to ours (``*``: any); ``encoding`` is ``from-to:name`` by edition; ``scale`` is the denominator that the
    layer was drawn at, ``0`` where it is not known. What is not ``open`` stays out of the open-data bundle; where
    licences changed, editions before ``open_from`` are not open, and are under ``licence_before``.
    """

    id: str
    order: int
    role: str
    reader: str
    title_ja: str
    title_en: str
    provider_ja: str
    provider_en: str
    geometry: str
    columns: str
    code_column: str
    kinds: str
    name_column: str
    number_column: str
    crs: str
    encoding: str
    latest: str
    scale: str
    licence: str
    open: str
    open_from: str
    licence_before: str
    credit_ja: str
    credit_en: str
    rules: str

    @property
    def needed(self) -> tuple[tuple[str, ...], ...]:
        """Names of columns of which the file must have one each."""
        return tuple(tuple(part.split("|")) for part in split(self.columns))

    @property
    def kind_of(self) -> dict[str, str]:
        """Value of the code column → kind; ``*`` is any other."""
        pairs = (part.split(":", 1) for part in split(self.kinds))
        return {code.strip(): kind.strip() for code, kind in pairs}

    @property
    def tolerance_m(self) -> float:
        """Half a millimetre on paper at the scale that the layer was drawn at."""
        return 0.0005 * float(self.scale or 0)

    def is_open(self, year: int | None) -> bool:
        """Whether an edition may be handed on; of an unknown year only where all may."""
        return self.open == "yes" and (not self.open_from or (year or 0) >= int(self.open_from))

    def licence_of(self, year: int | None) -> str:
        """The licence of an edition."""
        return self.licence_before if self.open == "yes" and not self.is_open(year) else self.licence

    def encoding_of(self, year: int | None) -> str:
        """The encoding that an edition is distributed in; '' where it is not known, and is to be found out."""
        for part in split(self.encoding):
            span, _, code = part.rpartition(":")
            first, _, last = span.partition("-")
            if not span or (year is not None and int(first or 0) <= year <= int(last or 9999)):
                return code
        return ""
