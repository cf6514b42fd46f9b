"""Word templates of an office: what may stand in one, and that everything else is refused and changes nothing."""

from __future__ import annotations

import importlib.util
import io
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from docx import Document

from kosozu.core.errors import KosozuError
from kosozu.core.jobs.exportreport import export_report
from kosozu.core.reports import template as reports_template
from kosozu.core.reports.template import SHIPPED, open_template

ROOT = Path(__file__).resolve().parent.parent.parent.parent


def template(path: Path, *texts: str) -> Path:
    """A template with these paragraphs."""
    document = Document()
    for text in texts:
        document.add_paragraph(text)
    document.save(str(path))
    return path


def changed(path: Path, change: Callable[[str, bytes], bytes], extra: dict[str, bytes] | None = None) -> Path:
    """The file with some of its members rewritten, and others added."""
    with zipfile.ZipFile(path) as source:
        members = {name: change(name, source.read(name)) for name in source.namelist()}
    with zipfile.ZipFile(path, "w") as target:
        for name, data in {**members, **(extra or {})}.items():
            target.writestr(name, data)
    return path


def export(plan: Path, folder: Path, own: Path) -> str:
    target = folder / "out.docx"
    export_report(str(plan), str(target), template=str(own), edition="counter")
    document = Document(str(target))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([paragraph.text for paragraph in document.paragraphs] + cells)


@pytest.fixture
def no_docxtpl(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A Python that cannot import docxtpl."""
    reports_template._engine.cache_clear()
    monkeypatch.setitem(sys.modules, "docxtpl", None)
    yield
    reports_template._engine.cache_clear()


def test_no_writer_is_loaded_with_docxtpl() -> None:
    code = f"""
import importlib, importlib.util, sys
sys.modules["docxtpl"] = None
spec = importlib.util.spec_from_file_location("kosozu", {str(ROOT / "__init__.py")!r},
                                              submodule_search_locations=[{str(ROOT)!r}])
sys.modules["kosozu"] = package = importlib.util.module_from_spec(spec)
spec.loader.exec_module(package)
from kosozu.core.reports.formats import WRITERS
for name in sorted({{name for forms in WRITERS.values() for name in forms.values()}}):
    importlib.import_module("kosozu.core.reports." + name)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr[-1000:]


@pytest.mark.usefixtures("no_docxtpl")
def test_without_docxtpl_everything_but_word_is_written(worked: Path, tmp_path: Path) -> None:
    from kosozu.core.reports.content import Aids

    painted = Aids(paint=lambda page: b"%PDF-" + page.title.encode())
    for kind, form in formats_of(lambda form: form != ".docx"):
        target = tmp_path / f"{kind}{form}"
        # What only QGIS paints is painted by a stand-in, which no check before publication could read.
        edition = "internal" if form == ".pdf" else "public"
        export_report(str(worked), str(target), kind=kind, edition=edition, aids=painted)
        assert target.stat().st_size > 0
    for kind, form in formats_of(lambda form: form == ".docx"):
        with pytest.raises(KosozuError) as stopped:
            export_report(str(worked), str(tmp_path / f"{kind}.docx"), kind=kind)
        assert stopped.value.code == "REP-NO-WORD" and "docxtpl" in stopped.value.text("ja")
        assert not (tmp_path / f"{kind}.docx").exists(), (kind, form)


def formats_of(wanted: Callable[[str], bool]) -> list[tuple[str, str]]:
    """Kinds and forms of reports, of some forms."""
    from kosozu.core.reports.formats import WRITERS

    found = [(kind, form) for kind, forms in WRITERS.items() for form in forms if wanted(form)]
    assert found
    return found


def test_an_offices_own_template_is_filled(worked: Path, tmp_path: Path) -> None:
    own = template(
        tmp_path / "own.docx",
        "{{ title }} のご報告（{{ edition }}）",
        "{%p for text in questions %}",
        "・{{ text|upper }}",
        "{%p endfor %}",
        "{%p if not_checked|length > 99 %}",
        "出ない",
        "{%p endif %}",
        "{{p table_classes }}",
        "{{ facts.0.name }}＝{{ facts[0]['value'] }}",
    )
    text = export(worked, tmp_path, own)
    assert "見本の構想 のご報告（窓口閲覧用）" in text and "・【" in text
    assert "出ない" not in text and "{{" not in text
    assert "構想＝見本の構想" in text and "A1 積極的に維持" in text


def test_values_are_texts_whatever_they_say(plan: Path, tmp_path: Path) -> None:
    from kosozu.core.plan import PlanFile

    title = "<w:b/>&amp; {{ 7*7 }} {% for %} <script>"
    with PlanFile.open(str(plan)) as opened, opened.stroke("題") as stroke:
        stroke.update("plan", [opened.plan_id], {"title": [title]})
    text = export(plan, tmp_path, template(tmp_path / "own.docx", "題：{{ title }}。"))
    assert f"題：{title}。" in text


ATTACKS = [
    ("{{ ''.__class__.__mro__ }}", "__mro__"),
    ("{{ title.__class__ }}", "__class__"),
    ("{{ title['__class__'] }}", "__class__"),
    ("{{ title|attr('format') }}", "attr"),
    ("{{ ('__cla' ~ 'ss__') }}", "__"),
    ("{% set x = title.__init__ %}", "__init__"),
    ("{{ title.format(title) }}", "Call"),
    ("{{ questions.append('x') }}", "Call"),
    ("{{ range(10) }}", "Call"),
    ("{{ lipsum }}", "lipsum"),
    ("{% macro f() %}{% endmacro %}", "Macro"),
    ("{% include 'full.docx' %}", "Include"),
    ("{% import 'x' as y %}", "Import"),
    ("{{ title|map(attribute='x') }}", "map"),
    ("{{ title|xmlattr }}", "xmlattr"),
    ("{% if title is callable %}x{% endif %}", "callable"),
    ("{{ 10 ** 10 ** 10 }}", "Pow"),
    ("{{ nothing_of_this_name }}", "nothing_of_this_name"),
    ("{{ facts[0].nothing }}", "nothing"),
    ("{% for x in %}", ""),
    ("{{ title", ""),
]


@pytest.mark.parametrize(("text", "told"), ATTACKS)
def test_what_reaches_further_is_refused_and_leaves_the_file_as_it_was(
    plan: Path, tmp_path: Path, text: str, told: str
) -> None:
    target = tmp_path / "out.docx"
    target.write_bytes(b"before")
    with pytest.raises(KosozuError) as refused:
        export_report(str(plan), str(target), template=str(template(tmp_path / "own.docx", text)))
    assert refused.value.code == "REP-TEMPLATE"
    for lang in ("ja", "en"):
        assert told in refused.value.text(lang)
    assert target.read_bytes() == b"before"
    assert sorted(path.name for path in tmp_path.glob("*.docx")) == ["out.docx", "own.docx"]


@pytest.mark.parametrize("where", ["header", "footer", "title"])
def test_heads_feet_and_properties_are_looked_at_too(plan: Path, tmp_path: Path, where: str) -> None:
    document = Document()
    document.add_paragraph("{{ title }}")
    if where == "title":
        document.core_properties.title = "{{ title.__class__ }}"
    else:
        getattr(document.sections[0], where).paragraphs[0].text = "{{ title.__class__ }}"
    document.save(str(tmp_path / "own.docx"))
    with pytest.raises(KosozuError) as refused:
        export(plan, tmp_path, tmp_path / "own.docx")
    assert refused.value.code == "REP-TEMPLATE" and "__class__" in str(refused.value)


RELATION = (
    b'<Relationship Id="r9" Type="http://x/attachedTemplate" Target="http://example.invalid/x.dotm" '
    b'TargetMode="External"/></Relationships>'
)
INSERTED = b'<w:ins w:id="1" w:author="x"><w:r>'


def rewritten(member: str, *pairs: tuple[bytes, bytes]) -> Callable[[str, bytes], bytes]:
    """A change of one member: the first of each old by its new."""

    def change(name: str, data: bytes) -> bytes:
        if name.endswith(member):
            for old, new in pairs:
                data = data.replace(old, new, 1)
        return data

    return change


def broken_files(folder: Path) -> dict[str, Path]:
    """Files that are no template, or hold what no template may."""
    names = ("cut", "macro", "sheet", "note", "link", "doctype", "ins", "text", "empty")
    made = {name: template(folder / f"{name}.docx", "{{ title }}") for name in names}
    made["cut"].write_bytes(made["cut"].read_bytes()[:-200])
    made["text"].write_bytes("これは Word の文書ではない".encode())
    made["empty"].write_bytes(b"")
    for name, member in (
        ("macro", "vbaProject.bin"),
        ("sheet", "embeddings/a.xlsx"),
        ("note", "comments.xml"),
    ):
        changed(made[name], lambda name, data: data, {f"word/{member}": b"x"})
    changed(made["link"], rewritten("document.xml.rels", (b"</Relationships>", RELATION)))
    changed(made["doctype"], rewritten("word/document.xml", (b"?>", b"?><!DOCTYPE x [<!ENTITY a 'b'>]>")))
    changed(made["ins"], rewritten("word/document.xml", (b"<w:r>", INSERTED), (b"</w:r>", b"</w:r></w:ins>")))
    return made


@pytest.mark.parametrize("name", ["cut", "macro", "sheet", "note", "link", "doctype", "ins", "text", "empty"])
def test_broken_and_active_files_are_refused(plan: Path, tmp_path: Path, name: str) -> None:
    own = broken_files(tmp_path)[name]
    with pytest.raises(KosozuError) as refused:
        export(plan, tmp_path, own)
    assert refused.value.code == "REP-TEMPLATE"
    assert not (tmp_path / "out.docx").exists()


def test_a_template_serves_word_alone(plan: Path, tmp_path: Path) -> None:
    own = template(tmp_path / "own.docx", "{{ title }}")
    missing = tmp_path / "no.docx"
    for output, given, code in (("x.xlsx", own, "REP-TEMPLATE-FORM"), ("x.docx", missing, "JOB-NO-FILE")):
        with pytest.raises(KosozuError) as refused:
            export_report(str(plan), str(tmp_path / output), template=str(given))
        assert refused.value.code == code


def test_the_shipped_templates_are_what_the_script_makes() -> None:
    spec = importlib.util.spec_from_file_location(
        "make_word_templates", ROOT / "scripts" / "make_word_templates.py"
    )
    assert spec is not None and spec.loader is not None
    maker = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(maker)
    for name in maker.MAKERS:
        open_template(None, f"{name}.docx")
        with (
            zipfile.ZipFile(SHIPPED / f"{name}.docx") as shipped,
            zipfile.ZipFile(io.BytesIO(maker.content(name))) as made,
        ):
            assert shipped.read("word/document.xml") == made.read("word/document.xml"), name
