"""XML, HTML and SVG without a parser: nothing is expanded, fetched or run, and what a parser would drop is read too."""

from __future__ import annotations

import html
import re

from .box import Box, Place, Refused
from .texts import Inner, inspect_base64, inspect_string, sure_text

_TOKEN = re.compile(
    r"""<!--(?P<comment>.*?)(?:-->|\Z)|<!\[CDATA\[(?P<data>.*?)(?:\]\]>|\Z)|<\?(?P<instruction>.*?)(?:\?>|\Z)"""
    r"""|<(?P<script>script|style)(?![\w:.-])(?P<script_tag>(?:[^<>"']|"[^"]*"|'[^']*')*)>(?P<code>.*?)(?:</(?P=script)\s*>|\Z)"""
    r"""|<(?P<tag>[/!]?[A-Za-z](?:[^<>"']|"[^"]*"|'[^']*')*)>""",
    re.DOTALL | re.IGNORECASE,
)
_ATTRIBUTE = re.compile(r"""=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
_RUBY = re.compile(r"<((?:\w+:)?(?:rt|rp|rPh))\b[^>]*>.*?</\1\s*>", re.DOTALL)
"""Readings that stand between the parts of a name."""
_ENTITY = re.compile(r"<!ENTITY", re.IGNORECASE)
_DECLARED = re.compile(rb"""(?:encoding|charset)\s*=\s*["']?\s*([A-Za-z0-9_.:-]+)""", re.IGNORECASE)
_BLOCKS = re.compile(
    r"/?(?:\w+:)?(?:p|td|th|tr|li|div|h[1-6]|text|title|desc|option|c|si|row|t[cr]|is|v|br)\b", re.IGNORECASE
)


def inspect_markup(
    box: Box, place: Place, route: str, data: bytes, inner: Inner, *, routes: dict[str, str] | None = None
) -> None:
    """Text, attributes, comments, scripts and instructions of a document.

    Entities that the document declares itself could spell anything, and are refused.
    """
    box.spend(len(data))
    found = _DECLARED.search(data[:2048])
    text = sure_text(box, place, route, data, found[1].decode("ascii") if found else "")
    if _ENTITY.search(text):
        raise Refused("entities")
    parts = _parts(text)
    names = {"text": route, "attribute": "attribute", "comment": "comment", "script": "script"}
    names.update(routes or {})
    box.text(place, names["text"], parts["text"])
    if _RUBY.search(text):
        box.text(place, names["text"], text_runs(_RUBY.sub("", text)))
    box.text(place, names["attribute"], parts["attribute"])
    for kind in ("attribute", "comment", "script"):
        if parts[kind]:
            inspect_string(box, place, names[kind], "\n".join(parts[kind]), inner)
    inspect_base64(box, place, "\n".join(parts["text"]), inner)


_PLAIN = re.compile(r'(?:<is>)?<t(?: xml:space="preserve")?>([^<]*)</t>(?:</is>)?')


def text_runs(text: str) -> list[str]:
    """The text between tags, joined within a paragraph or cell: 山<b>田</b>太郎 is one run."""
    plain = _PLAIN.fullmatch(text)
    if plain:  # a cell of one text, of which a workbook has millions
        joined = html.unescape(plain[1])
        return [joined] if joined.strip() else []
    return _parts(text)["text"]


def _parts(text: str) -> dict[str, list[str]]:
    parts: dict[str, list[str]] = {"text": [], "attribute": [], "comment": [], "script": []}
    run: list[str] = []

    def end() -> None:
        joined = html.unescape("".join(run))
        if joined.strip():
            parts["text"].append(joined)
        run.clear()

    position = 0
    for token in _TOKEN.finditer(text):
        run.append(text[position : token.start()])
        position = token.end()
        kind = token.lastgroup
        if token["comment"] is not None:
            parts["comment"].append(token["comment"])
        elif token["data"] is not None:
            run.append(token["data"].replace("&", "&amp;"))
        elif token["instruction"] is not None:
            parts["comment"].append(token["instruction"])
        elif token["script"] is not None:
            parts["script"].append(token["code"])
            _attributes(token["script_tag"], parts)
        elif kind:
            if _BLOCKS.match(token["tag"]):
                end()
            _attributes(token["tag"], parts)
    run.append(text[position:])
    end()
    return parts


def _attributes(tag: str, parts: dict[str, list[str]]) -> None:
    if "=" in tag:
        parts["attribute"] += [html.unescape(a or b or c) for a, b, c in _ATTRIBUTE.findall(tag)]
    elif tag.startswith("!"):
        parts["comment"].append(tag)
