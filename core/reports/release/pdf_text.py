"""Text of PDF's content streams in the order in which it is drawn, run by run, with what hides it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from .find import UNKNOWN
from .pdf_fonts import Font
from .pdf_objects import Broken, Name, parse, strings, text_of

_EVENTS = (b"BT", b"BDC", b"BMC", b"EMC", b"Do", b"BI")
_DELIMITERS = frozenset(b" \t\r\n\f\0()<>[]{}/%")
_IN_TEXT = re.compile(
    rb"\((?P<string>(?:[^()\\]|\\.|\((?:[^()\\]|\\.|\([^()]*\))*\))*)\)|<(?P<hex>[0-9A-Fa-f\s\x00]*)>|<<|>>"
    rb"|/(?P<name>[^\s\x00()<>\[\]{}/%]*)|(?P<number>[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+))"
    rb"|(?P<operator>[A-Za-z'\"*][A-Za-z0-9*]*)|[\[\]{}]|%[^\r\n]*",
    re.DOTALL,
)
_COLOURS = {b"rg": 3, b"g": 1, b"k": 4, b"scn": 3, b"sc": 3}
"""Operators that set the colour to fill with, and their operands."""
_NAMED = re.compile(rb"/([^\s\x00()<>\[\]{}/%]+)\s*$")
_INLINE_END = re.compile(rb"[\s\x00]EI(?=[\s\x00]|$)")
_PAINTED = re.compile(rb"(?<=\s)(c|f\*?|F|B\*?|b\*?|S|s|n|m)(?=\s)")
_CURVED = 6
"""Curves of a shape that may be a letter; a disc has four."""
_LOOK_BACK = 200
_CLOSE = 2.2
"""A string that begins no more than this many letters' widths on goes on with the last one."""


@dataclass
class Run:
    """Letters drawn as one string."""

    text: str
    route: str


@dataclass
class Drawn:
    """What a content stream shows: runs of text, and the objects that it draws, by name, each with its route."""

    runs: list[Run] = field(default_factory=list)
    objects: list[tuple[str, str]] = field(default_factory=list)
    strings: list[str] = field(default_factory=list)
    """Texts that stand beside what is drawn (ActualText, Alt)."""
    inline: list[bytes] = field(default_factory=list)
    paints: bool = False


@dataclass
class _State:
    """Where the next letter goes."""

    font: Font | None = None
    size: float = 1.0
    x: float = 0.0
    y: float = 0.0
    invisible: bool = False
    white: bool = False
    last: tuple[float, float, int] | None = None
    """Where the last string began, and its letters."""


def draw(data: bytes, fonts: dict[str, Font], hidden: set[str]) -> Drawn:
    """Read a content stream. ``hidden``: names of layers in its resources that are switched off."""
    drawn = Drawn(paints=len(data.strip()) > 0)
    layers: list[str] = []
    state = _State()
    position = before = 0
    for start, kind in _events(data):
        if start < position:
            continue  # within what has been read
        position = start + len(kind)
        if kind == b"BT":
            if b" cm" in data[before:start] or b"\ncm" in data[before:start]:
                state.last = None
            state.white = _white_before(data[max(0, start - _LOOK_BACK) : start])
            position = before = _text_object(data, position, fonts, state, drawn, layers, hidden)
        elif kind in (b"BDC", b"BMC"):
            layers.append(_marked(data, start, hidden, drawn))
        elif kind == b"EMC":
            del layers[-1:]
        elif kind == b"Do":
            name = _NAMED.search(data[max(0, start - 200) : start])
            if name:
                drawn.objects.append((name[1].decode("latin-1"), "hidden_layer" if any(layers) else "text"))
        else:
            position = _inline(data, position, drawn)
    return drawn


def _events(data: bytes) -> list[tuple[int, bytes]]:
    """Operators that matter, in order; sought one by one, which passes over megabytes of lines much faster."""
    found = []
    for kind in _EVENTS:
        place = data.find(kind)
        while place >= 0:
            if _whole(data, place, place + len(kind)):
                found.append((place, kind))
            place = data.find(kind, place + 1)
    return sorted(found)


def _whole(data: bytes, start: int, end: int) -> bool:
    before = start == 0 or data[start - 1] in _DELIMITERS
    return before and (end >= len(data) or data[end] in _DELIMITERS)


def _is_white(operands: list[float], operator: bytes) -> bool:
    """Whether a colour to fill with is the paper's."""
    paper = 0.0 if operator == b"k" else 1.0
    return bool(operands) and all(value == paper for value in operands)


def _white_before(before: bytes) -> bool:
    """Whether the last colour set in some bytes is white."""
    tokens = before.split()
    for place in range(len(tokens) - 1, 0, -1):
        if tokens[place] in _COLOURS:
            count = _COLOURS[tokens[place]]
            return _is_white([_value(part) for part in tokens[max(0, place - count) : place]], tokens[place])
    return False


def _value(token: bytes) -> float:
    try:
        return float(token)
    except ValueError:
        return -1.0


def _marked(data: bytes, end: int, hidden: set[str], drawn: Drawn) -> str:
    """What a marked content is: 'hidden' for a layer that is off. Its texts (ActualText …) are kept."""
    start = max(data.rfind(b"\n", 0, end - 1), data.rfind(b"EMC", 0, end), data.rfind(b"BDC", 0, end - 1))
    start = max(start, end - 4000, 0)
    piece = data[start:end]
    found = re.search(rb"/OC\s*/([^\s\x00()<>\[\]{}/%]+)\s*$", piece)
    if found:
        return "hidden" if found[1].decode("latin-1") in hidden else ""
    begin = piece.find(b"<<")
    if begin >= 0:
        try:
            values, _, _ = parse(piece + b" BDC ", begin)
        except Broken:
            return ""
        drawn.strings += [
            text_of(part) for value in values for part in strings(value) if isinstance(part, bytes)
        ]
    return ""


def _inline(data: bytes, position: int, drawn: Drawn) -> int:
    """A picture within the stream, which may hold any bytes."""
    begin = data.find(b"ID", position, position + 2000)
    end = _INLINE_END.search(data, begin + 2) if begin >= 0 else None
    if end is None:
        return position
    drawn.inline.append(data[begin + 2 : end.start()])
    return end.end()


def _text_object(
    data: bytes, position: int, fonts: dict[str, Font], state: _State, drawn: Drawn,
    layers: list[str], hidden: set[str],
) -> int:  # fmt: skip
    """From BT to ET."""
    state.x = state.y = 0.0
    operands: list[Any] = []
    token = None
    for token in _IN_TEXT.finditer(data, position):
        kind = token.lastgroup
        if kind == "operator":
            operator = token[0]
            if operator == b"ET":
                return token.end()
            if operator in (b"BDC", b"BMC"):
                layers.append(_marked(data, token.start(), hidden, drawn))
            elif operator == b"EMC":
                del layers[-1:]
            else:
                _operate(operator, operands, fonts, state, drawn, "hidden_layer" if any(layers) else "")
            operands = []
        elif kind == "number":
            operands.append(float(token[0]))
        elif kind == "string":
            operands.append(_plain(token[0]))
        elif kind == "hex":
            digits = b"".join(token["hex"].replace(b"\0", b"").split())
            operands.append(bytes.fromhex((digits + b"0" if len(digits) % 2 else digits).decode("ascii")))
        elif kind == "name":
            operands.append(Name(token["name"].decode("latin-1")))
    return token.end() if token is not None else position


def _plain(string: bytes) -> bytes:
    if b"\\" not in string:
        return string[1:-1]
    return bytes(parse(string + b" ET ", 0)[0][0])


def _operate(
    operator: bytes, operands: list[Any], fonts: dict[str, Font], state: _State, drawn: Drawn, hidden: str
) -> None:
    numbers = [value for value in operands if isinstance(value, float)]
    if operator == b"Tf" and numbers and operands and isinstance(operands[0], Name):
        state.font, state.size = fonts.get(operands[0]), abs(numbers[-1]) or 1.0
    elif operator in (b"Td", b"TD") and len(numbers) >= 2:
        state.x, state.y = state.x + numbers[-2], state.y + numbers[-1]
    elif operator == b"Tm" and len(numbers) >= 6:
        state.x, state.y = numbers[-2], numbers[-1]
    elif operator == b"T*":
        state.y -= state.size
    elif operator in _COLOURS:
        state.white = _is_white(numbers, operator)
    elif operator == b"Tr" and numbers:
        state.invisible = numbers[-1] in (3.0, 7.0)
    elif operator in (b"Tj", b"TJ", b"'", b'"'):
        if operator in (b"'", b'"'):
            state.y -= state.size
        codes = [value for value in operands if isinstance(value, bytes)]
        seen = "invisible_text" if state.invisible else "white_text" if state.white else "text"
        _show(codes, state, drawn, hidden or seen)


def _show(codes: list[bytes], state: _State, drawn: Drawn, route: str) -> None:
    font = state.font
    text = "".join(font.text(code) for code in codes) if font else UNKNOWN * sum(map(len, codes))
    if not text:
        return
    if _goes_on(state) and drawn.runs and drawn.runs[-1].route == route:
        drawn.runs[-1].text += text
    else:
        drawn.runs.append(Run(text, route))
    state.last = (state.x, state.y, len(text))


def _goes_on(state: _State) -> bool:
    if state.last is None:
        return False
    x, y, letters = state.last
    across, down = abs(state.x - x), abs(state.y - y)
    room = _CLOSE * state.size
    beside = down < 0.1 * state.size and across <= room * letters
    below = across < 0.1 * state.size and letters == 1 and down <= room
    return beside or below


def show_all(data: bytes) -> Iterator[tuple[str, bytes]]:
    """(name of the font, codes) of every string of a stream whose fonts are not known for sure."""
    name = ""
    for begin in re.finditer(rb"BT", data):
        if not _whole(data, begin.start(), begin.end()):
            continue
        codes: list[bytes] = []
        for token in _IN_TEXT.finditer(data, begin.end()):
            kind = token.lastgroup
            if kind == "name":
                name = token["name"].decode("latin-1")
            elif kind == "string":
                codes.append(_plain(token[0]))
            elif kind == "hex":
                digits = b"".join(token["hex"].replace(b"\0", b"").split())
                codes.append(bytes.fromhex((digits + b"0" if len(digits) % 2 else digits).decode("ascii")))
            elif kind == "operator":
                if token[0] in (b"Tj", b"TJ", b"'", b'"'):
                    yield from ((name, code) for code in codes)
                codes = []
                if token[0] == b"ET":
                    break


def letters_as_shapes(data: bytes, letters: int) -> int:
    """How many unlike shapes of a stream may be letters, where there are far more of them than letters shown."""
    most = 60 * letters + 200
    if sum(data.count(form) for form in (b" c\n", b" c ", b" c\r")) <= most:
        return 0
    curves = lines = every = 0
    shapes: set[tuple[int, int]] = set()
    for token in _PAINTED.finditer(data):
        if token[1] == b"c":
            curves += 1
        elif token[1] == b"m":
            lines += 1
        else:
            if curves >= _CURVED:
                every += curves
                shapes.add((curves, lines))
            curves = lines = 0
    return len(shapes) if every > most else 0
