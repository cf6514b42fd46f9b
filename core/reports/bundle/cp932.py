"""Texts for the forms in CP932: a sign that it lacks becomes 〓, a text that is too long is cut, and both are told."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from ..csv import CP932_SIGNS

GETA = "〓"
"""What a Japanese printer sets where a type is missing."""
FIELD_BYTES = 254
"""What a Shapefile's text field holds."""


@dataclass
class Told:
    """Signs that were replaced, with how often, and layer.column of texts that were cut."""

    signs: Counter[str] = field(default_factory=Counter)
    cut: Counter[str] = field(default_factory=Counter)

    def text(self, text: str) -> str:
        """The text with every sign in CP932."""
        text = text.translate(CP932_SIGNS)
        try:
            text.encode("cp932")
        except UnicodeEncodeError:
            return "".join(self._sign(sign) for sign in text)
        return text

    def _sign(self, sign: str) -> str:
        try:
            sign.encode("cp932")
        except UnicodeEncodeError:
            self.signs[sign] += 1
            return GETA
        return sign

    def fitted(self, text: str, where: str) -> str:
        """The text for a Shapefile: in CP932, on one line, of at most 254 bytes."""
        line = " ".join(self.text(text).split("\n"))
        data = line.encode("cp932")
        if len(data) <= FIELD_BYTES:
            return line
        self.cut[where] += 1
        return data[:FIELD_BYTES].decode("cp932", "ignore")
