"""Word templates: which one may be used, and how it is filled.

A template travels by mail, and what stands in its braces is code. So it is read before it is run: names, loops,
conditions and a few filters, nothing else; no call, no attribute that begins or ends with ``__``. It is then run by
jinja2's sandbox, with values that are texts, numbers, lists of them and XML of our own, and everything is escaped.
"""

from __future__ import annotations

import datetime
import functools
import io
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from jinja2 import StrictUndefined, TemplateError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from ..errors import KosozuError
from .cells import clean
from .package import fixed

SHIPPED = Path(__file__).parent / "templates"
_MOST_BYTES = 100_000_000
_FILTERS = ("default", "first", "join", "last", "length", "lower", "trim", "upper")
_ALLOWED = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Const, nodes.Getattr, nodes.Getitem,
    nodes.For, nodes.If, nodes.CondExpr, nodes.And, nodes.Or, nodes.Not, nodes.Compare, nodes.Operand, nodes.Filter,
    nodes.Test, nodes.Tuple, nodes.List, nodes.Concat, nodes.Add, nodes.Sub,
)  # fmt: skip
"""What a template may be made of. A call, an import, a macro or a block is none of it."""
_TESTS = ("defined", "undefined", "even", "odd", "none")
_EXTERNAL = re.compile(rb'<Relationship\b[^>]*TargetMode="External"[^>]*>')
_HYPERLINK = b"/relationships/hyperlink"


@functools.cache
def _engine() -> Callable[[io.BytesIO], Any]:
    """The engine, loaded where a Word document is asked for: pages, workbooks and lists are made without it.

    Raises REP-NO-WORD where it is not installed.
    """
    try:
        from docxtpl import DocxTemplate
    except ImportError as error:
        raise KosozuError("REP-NO-WORD", names=str(error.name or "docxtpl")) from error

    class File(DocxTemplate):  # type: ignore[misc]
        """With footnotes found as every python-docx since 0.8 has them."""

        def render_footnotes(self, context: dict[str, Any], jinja_env: Any = None) -> None:
            """Fill in the footnotes."""
            for part in _footnotes(self.docx):
                text = self.patch_xml(part.blob.decode("utf-8"))
                part._blob = self.render_xml_part(text, part, context, jinja_env).encode("utf-8")

    return File


def _footnotes(document: Any) -> list[Any]:
    return [part for part in document.part.package.parts if part.partname.endswith("footnotes.xml")]


class Template:
    """A template at hand, looked through; raises REP-TEMPLATE and what is wrong with it."""

    def __init__(self, content: bytes, name: str) -> None:
        self.name = name
        _look_through(content, name)
        self._file = _engine()(io.BytesIO(content))
        try:
            self._file.init_docx()
        except Exception as error:  # python-docx has many for a broken file
            raise _refused(name, "no_docx") from error

    def picture(self, png: bytes, width_mm: float, alt: str) -> Markup:
        """A picture to stand inside a line of the body."""
        from docx.shared import Mm

        inline = self._file.docx._part.new_pic_inline(io.BytesIO(png), Mm(width_mm), None)
        inline.docPr.set("descr", clean(alt))
        before = "</w:t></w:r><w:r><w:drawing>"
        after = '</w:drawing></w:r><w:r><w:t xml:space="preserve">'
        return Markup(before + inline.xml + after)  # noqa: S704 (our own XML; the alternative text is an attribute)

    def filled(self, values: Mapping[str, Any], *, title: str, author: str, lang: str) -> bytes:
        """The document with its fields filled in: same template and values, same bytes."""
        environment = _environment()
        _check_parts(self._file, environment, self.name)
        try:
            self._file.render(dict(values), environment, autoescape=True)
        except TemplateError as error:
            raise _refused(self.name, "field", detail=str(error)[:200]) from error
        except Exception as error:  # broken XML, a loop over something that is none …
            raise _refused(self.name, "broken", detail=type(error).__name__) from error
        properties = self._file.docx.core_properties
        properties.title = clean(title)[:255]
        properties.author = properties.last_modified_by = clean(author)[:255]
        properties.comments = properties.keywords = properties.subject = ""
        properties.created = properties.modified = datetime.datetime(2000, 1, 1)
        properties.language = "ja-JP" if lang == "ja" else "en"
        stream = io.BytesIO()
        self._file.docx.save(stream)
        return fixed(stream.getvalue())


def open_template(own: tuple[str, bytes] | None, name: str) -> Template:
    """The office's own template (its name and content) where one is given, else the shipped one of this name."""
    if own is not None:
        return Template(own[1], own[0])
    with (SHIPPED / name).open("rb") as file:
        return Template(file.read(), name)


def _refused(name: str, reason: str, detail: str = "") -> KosozuError:
    from .words import word

    texts = {lang: word(f"template_{reason}", lang, detail=detail) for lang in ("ja", "en")}
    return KosozuError("REP-TEMPLATE", path=name, detail_ja=texts["ja"], detail_en=texts["en"])


def _environment() -> ImmutableSandboxedEnvironment:
    environment = ImmutableSandboxedEnvironment(autoescape=True, undefined=StrictUndefined)
    environment.globals.clear()
    environment.filters = {name: environment.filters[name] for name in _FILTERS}
    environment.tests = {name: environment.tests[name] for name in _TESTS}
    return environment


def _look_through(content: bytes, name: str) -> None:
    """What a docx has to be before anything of it is read: whole, not too big, without macros or links elsewhere."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
            if sum(member.file_size for member in members) > _MOST_BYTES:
                raise _refused(name, "too_big")
            names = [member.filename for member in members]
            if "[Content_Types].xml" not in names or "word/document.xml" not in names:
                raise _refused(name, "no_docx")
            if any(
                "vbaProject" in entry or "/embeddings/" in entry or "/activeX/" in entry for entry in names
            ):
                raise _refused(name, "active")
            if any(re.fullmatch(r"word/(comments|people)[^/]*\.xml", entry) for entry in names):
                raise _refused(name, "comments")
            for entry in names:
                _look_at(archive.read(entry), entry, name)
    except (zipfile.BadZipFile, EOFError, OSError, NotImplementedError, RuntimeError) as error:
        raise _refused(name, "no_docx") from error


def _look_at(data: bytes, entry: str, name: str) -> None:
    if entry.endswith(".rels"):
        if any(_HYPERLINK not in relation for relation in _EXTERNAL.findall(data)):
            raise _refused(name, "external")
    elif entry.endswith(".xml"):
        if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
            raise _refused(name, "no_docx")
        if re.search(rb"<w:(ins|del|moveFrom|moveTo) ", data):
            raise _refused(name, "comments")


def _check_parts(file: Any, environment: ImmutableSandboxedEnvironment, name: str) -> None:
    """Every part that is going to be run, read as the engine reads it."""
    for text in _parts(file):
        try:
            tree = environment.parse(text)
        except TemplateError as error:
            raise _refused(name, "syntax", detail=str(error)[:200]) from error
        found = list(tree.find_all(nodes.Node))
        for told in (told for node in found for told in _names(node)):
            if "__" in told:
                raise _refused(name, "dunder", detail=told)
        for node in found:
            if isinstance(node, (nodes.Filter, nodes.Test)) and node.name not in (*_FILTERS, *_TESTS):
                raise _refused(name, "code", detail=node.name)
            if not isinstance(node, _ALLOWED):
                raise _refused(name, "code", detail=type(node).__name__)


def _names(node: nodes.Node) -> Iterator[str]:
    """Every text of a node that could be a name."""
    for field in ("name", "attr", "value"):
        told = getattr(node, field, None)
        if isinstance(told, str):
            yield told


def _parts(file: Any) -> Iterator[str]:
    yield file.patch_xml(file.get_xml())
    for uri in (file.HEADER_URI, file.FOOTER_URI):
        for _, part in file.get_headers_footers(uri):
            yield file.patch_xml(file.get_part_xml(part))
    for part in _footnotes(file.docx):
        yield file.patch_xml(part.blob.decode("utf-8"))
    properties = file.docx.core_properties
    for name in ("author", "comments", "identifier", "language", "subject", "title"):
        yield str(getattr(properties, name) or "")
