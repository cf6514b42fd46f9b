"""PDF's objects as they stand in the file: every one of every revision, whether the file's own index knows it or not.

An index (xref) is not believed: what an editor has taken out of it still lies in the bytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

_BEGIN = re.compile(rb"(?<![0-9])([0-9]{1,10})[\s\x00]+([0-9]{1,5})[\s\x00]+obj(?![A-Za-z])")
_TOKEN = re.compile(
    rb"[\s\x00]*(?:%[^\r\n]*[\s\x00]*)*"
    rb"(?:(<<|>>|\[|\]|\{|\})|/([^\s\x00()<>\[\]{}/%]*)|<([0-9A-Fa-f\s\x00]*)>|(\()|([+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+))(?![^\s\x00()<>\[\]{}/%])"
    rb"|([^\s\x00()<>\[\]{}/%]+)|(.))",
    re.DOTALL,
)
_IN_STRING = re.compile(rb"[()\\]")
_NAME_CODE = re.compile(rb"#([0-9A-Fa-f]{2})")
_END_STREAM = re.compile(rb"(?:\r\n|\n|\r)?endstream")
_CONSTANTS: dict[bytes, Any] = {b"true": True, b"false": False, b"null": None}
_ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
_DEEPEST = 200


class Broken(Exception):
    """Bytes that are no PDF objects."""


class Name(str):
    """A name, with its # codes taken off."""

    __slots__ = ()


class Ref(NamedTuple):
    """Points to an object."""

    number: int
    generation: int


@dataclass
class Item:
    """One object of one revision; ``raw`` holds the bytes of its stream, as packed as they are."""

    number: int
    generation: int
    value: Any
    raw: bytes | None = None
    at: int = 0

    @property
    def table(self) -> dict[str, Any]:
        """Its dictionary; empty where it is none."""
        return self.value if isinstance(self.value, dict) else {}


@dataclass
class Document:
    """All objects of a file; ``latest`` is what a reader program would show."""

    items: list[Item] = field(default_factory=list)
    latest: dict[int, Item] = field(default_factory=dict)
    trailers: list[dict[str, Any]] = field(default_factory=list)
    gaps: list[bytes] = field(default_factory=list)
    tail: bytes = b""
    broken: bool = False

    def get(self, value: Any) -> Any:
        """What a value is, or what it points to."""
        for _ in range(50):
            if not isinstance(value, Ref):
                return value
            item = self.latest.get(value.number)
            value = item.value if item is not None else None
        return None

    def table(self, value: Any) -> dict[str, Any]:
        """A dictionary, or an empty one."""
        found = self.get(value)
        return found if isinstance(found, dict) else {}

    def list(self, value: Any) -> list[Any]:
        """An array; a single value as an array of it."""
        found = self.get(value)
        if found is None:
            return []
        return found if isinstance(found, list) else [found]

    def item(self, value: Any) -> Item | None:
        """The object a reference points to, with its stream."""
        for _ in range(50):
            if not isinstance(value, Ref):
                return None
            item = self.latest.get(value.number)
            if item is None or not isinstance(item.value, Ref):
                return item
            value = item.value
        return None

    def add(self, item: Item) -> None:
        """Take an object in; of one number the last one counts."""
        self.items.append(item)
        old = self.latest.get(item.number)
        if old is None or item.at >= old.at:
            self.latest[item.number] = item


def read(data: bytes) -> Document:
    """Every object that lies in the bytes, in their order. Object streams are opened later (they are packed)."""
    document = Document()
    position = 0
    while (begin := _BEGIN.search(data, position)) is not None:
        _gap(document, data[position : begin.start()])
        number, generation = int(begin[1]), int(begin[2])
        try:
            values, keyword, end = parse(data, begin.end())
        except Broken:
            document.broken = True
            position = begin.end()
            continue
        item = Item(number, generation, values[0] if values else None, at=begin.start())
        if keyword == b"stream":
            start = end + (2 if data[end : end + 2] == b"\r\n" else 1)
            stop, end = _stream_end(data, start, item.table.get("Length"))
            item.raw = data[start:stop]
        elif keyword == b"obj":
            end = begin.end()
        document.add(item)
        position = end
    last = data.rfind(b"%%EOF")
    stop = max(last + 5, position)
    _gap(document, data[position:stop])
    document.tail = data[stop:]
    _measure_again(document, data)
    return document


def _gap(document: Document, gap: bytes) -> None:
    for found in re.finditer(rb"trailer", gap):
        try:
            values, _, _ = parse(gap, found.end())
        except Broken:
            continue
        document.trailers += [value for value in values if isinstance(value, dict)]
    rest = _FRAME.sub(b"", gap)
    if rest.strip(b"\0 \t\r\n\f"):
        document.gaps.append(gap)


_FRAME = re.compile(
    rb"endobj|endstream|xref|startxref|trailer|[0-9]{10} [0-9]{5} [nf]|\b[0-9]+\b|%PDF-[0-9.]+|%%EOF"
    rb"|%[\x80-\xff]{4,6}|<<[^<>]*(?:<[0-9A-Fa-f]*>[^<>]*)*>>"
)
"""What lies between objects in every file and says nothing."""


def _stream_end(data: bytes, start: int, length: Any) -> tuple[int, int]:
    if isinstance(length, int) and length >= 0:
        end = _END_STREAM.match(data, start + length)
        if end is not None:
            return start + length, end.end()
    found = data.find(b"endstream", start)
    if found < 0:
        return len(data), len(data)
    stop = found
    if data[stop - 1 : stop] == b"\n":
        stop -= 1
    if data[stop - 1 : stop] == b"\r":
        stop -= 1
    return max(stop, start), found + len(b"endstream")


def _measure_again(document: Document, data: bytes) -> None:
    """Lengths that stand in an object of their own are known only now; a stream may hold the word endstream."""
    for item in document.items:
        length = document.get(item.table.get("Length"))
        if item.raw is None or not isinstance(length, int) or length <= len(item.raw):
            continue
        start = data.find(item.raw[:64], item.at)
        if start >= 0 and _END_STREAM.match(data, start + length):
            item.raw = data[start : start + length]


def parse(data: bytes, position: int) -> tuple[list[Any], bytes, int]:
    """Values up to a keyword (endobj, stream …): (values, keyword, where it ends)."""
    stack: list[Any] = [[]]
    while True:
        token = _TOKEN.match(data, position)
        if token is None:
            return _closed(stack), b"", len(data)
        position = token.end()
        sign, name, code, bracket, number, word, other = token.groups()
        if name is not None:
            stack[-1].append(_name(name))
        elif number is not None:
            stack[-1].append(float(number) if b"." in number else int(number))
        elif code is not None:
            stack[-1].append(_hex(code))
        elif bracket is not None:
            text, position = _string(data, position)
            stack[-1].append(text)
        elif sign is not None:
            _bracket(stack, sign)
        elif word is not None:
            if word == b"R" and len(stack[-1]) >= 2 and all(type(part) is int for part in stack[-1][-2:]):
                generation, of = stack[-1].pop(), stack[-1].pop()
                stack[-1].append(Ref(of, generation))
            elif word in _CONSTANTS:
                stack[-1].append(_CONSTANTS[word])
            elif len(stack) == 1:
                return stack[0], word, position
            elif word in (b"endobj", b"stream", b"obj"):
                raise Broken
        elif other is not None and len(stack) == 1:
            return stack[0], other, position


def _bracket(stack: list[Any], sign: bytes) -> None:
    if sign in (b"<<", b"[", b"{"):
        if len(stack) > _DEEPEST:
            raise Broken
        stack.append([])
        return
    if len(stack) < 2:
        raise Broken
    values = stack.pop()
    if sign == b">>":
        stack[-1].append(_pairs(values))
    else:
        stack[-1].append(values)


def _closed(stack: list[Any]) -> list[Any]:
    if len(stack) > 1:
        raise Broken
    found: list[Any] = stack[0]
    return found


def _pairs(values: list[Any]) -> dict[str, Any]:
    return {str(key): value for key, value in zip(values[0::2], values[1::2]) if isinstance(key, Name)}


def _name(raw: bytes) -> Name:
    if b"#" in raw:
        raw = _NAME_CODE.sub(lambda code: bytes((int(code[1], 16),)), raw)
    try:
        return Name(raw.decode("utf-8"))
    except UnicodeDecodeError:
        return Name(raw.decode("cp932", "replace"))


def _hex(code: bytes) -> bytes:
    digits = b"".join(code.replace(b"\0", b"").split())
    return bytes.fromhex((digits + b"0" if len(digits) % 2 else digits).decode("ascii"))


def _string(data: bytes, position: int) -> tuple[bytes, int]:
    """A string in brackets, from behind the first one."""
    parts: list[bytes] = []
    depth, start = 1, position
    while depth:
        found = _IN_STRING.search(data, position)
        if found is None:
            raise Broken
        position = found.end()
        if found[0] == b"(":
            depth += 1
        elif found[0] == b")":
            depth -= 1
        else:
            parts.append(data[start : found.start()])
            escaped, position = _escape(data, position)
            parts.append(escaped)
            start = position
    parts.append(data[start : position - 1])
    return b"".join(parts), position


def _escape(data: bytes, position: int) -> tuple[bytes, int]:
    octal = re.compile(rb"[0-7]{1,3}").match(data, position)
    if octal:
        return bytes((int(octal[0], 8) & 255,)), octal.end()
    sign = data[position : position + 1]
    if sign == b"\r":
        return b"", position + (2 if data[position + 1 : position + 2] == b"\n" else 1)
    if sign == b"\n":
        return b"", position + 1
    return _ESCAPES.get(sign, sign), position + 1


def text_of(value: bytes) -> str:
    """A text string: UTF-16 or UTF-8 by its mark, else one byte a character."""
    if value.startswith(b"\xfe\xff"):
        return value[2:].decode("utf-16-be", "replace")
    if value.startswith(b"\xff\xfe"):
        return value[2:].decode("utf-16-le", "replace")
    if value.startswith(b"\xef\xbb\xbf"):
        return value[3:].decode("utf-8", "replace")
    return value.decode("latin-1")


def strings(value: Any) -> Iterator[bytes | Name]:
    """Every string and name in a value, in its order."""
    waiting = [value]
    while waiting:
        found = waiting.pop()
        if isinstance(found, (bytes, Name)):
            yield found
        elif isinstance(found, dict):
            waiting += [part for pair in reversed(found.items()) for part in (pair[1], Name(pair[0]))]
        elif isinstance(found, list):
            waiting += reversed(found)


def refs(value: Any) -> Iterator[Ref]:
    """Every reference in a value."""
    waiting = [value]
    while waiting:
        found = waiting.pop()
        if isinstance(found, Ref):
            yield found
        elif isinstance(found, dict):
            waiting += found.values()
        elif isinstance(found, list):
            waiting += found
