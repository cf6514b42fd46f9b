"""What stands beside the data: a metadata file for programs, a text for people, licence and credits."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from ...catalogue import label, load
from ..actionplan import area_note, credit_lines
from ..content import Content
from ..wareki import date
from ..words import dataset_label, phrase, word
from .cp932 import Told
from .layers import Layer
from .openness import is_open
from .pieces import Pieces

FORMAT = "kosozu-bundle/1"
_LICENCE = "bundle_licence_name"


def licence(content: Content, lang: str) -> str:
    """The licence of the plan's own data: the catalogue's phrase, which an office may change, else the shipped one.

    What is not for the public has none.
    """
    if content.edition != "public":
        return word("bundle_inside", lang, edition=word(f"edition_{content.edition}", lang))
    known = content.catalogue if _LICENCE in content.catalogue.phrases else load()
    return known.phrase(_LICENCE, lang)


def credit(content: Content, lang: str) -> str:
    """How the plan itself is credited."""
    return word("bundle_credit", lang, title=content.title, office=content.office)


def metadata(
    content: Content,
    builder: Pieces,
    layers: Sequence[Layer],
    epsg: int,
    files: Mapping[str, Mapping[str, Any]],
) -> bytes:
    """``metadata.json``: everything that a catalogue of open data asks for. ``files``: path → bytes, sha256."""
    info, both = content.info, ("ja", "en")
    found = {
        "format": FORMAT,
        "plan_id": info["plan_id"],
        "title": content.title,
        "publisher": content.office,
        "municipality": {
            "code": str(info.get("jurisdiction_code") or ""),
            "name": str(info.get("jurisdiction_name") or ""),
            "community": content.scrub(str(info.get("community_name") or "")),
        },
        "edition": content.edition,
        "edition_label": {lang: word(f"edition_{content.edition}", lang) for lang in both},
        "tier": str(info.get("tier") or ""),
        "status": str(info.get("status") or ""),
        "plan_edition": int(info.get("edition") or 0),
        "period": {"start_fy": info.get("start_fy"), "end_fy": info.get("end_fy")},
        "date": content.map.as_of,
        "crs": {
            "geopackage": f"EPSG:{epsg}",
            "shapefile": f"EPSG:{epsg}",
            "geojson": "EPSG:4326",
            "csv": "EPSG:6668",
        },
        "licence": {lang: licence(content, lang) for lang in both},
        "credit": {lang: credit(content, lang) for lang in both},
        "sources": [
            {
                "dataset": str(row["dataset"]),
                "provider": str(row["provider"] or ""),
                "edition": str(row["edition"] or ""),
                "licence": str(row["licence"] or ""),
                "open": is_open(str(row["dataset"]), str(row["licence"] or "")),
                "imported_on": str(row["imported_on"] or ""),
            }
            for row in builder.sources
        ],
        "credits": {lang: _each(content, lang) for lang in both},
        "kept_out": builder.kept_out(),
        "notes": {lang: notes(content, lang) for lang in both},
        "layers": [_layer(layer) for layer in layers],
        "codes": _codes(content),
        "files": {name: dict(files[name]) for name in sorted(files)},
    }
    return (json.dumps(found, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def _each(content: Content, lang: str) -> list[str]:
    return credit_lines(content.sources, content.info, lang)


def _layer(layer: Layer) -> dict[str, Any]:
    shorts = layer.shorts if layer.shapes is not None else {}
    return {
        "name": layer.name,
        "title": {"ja": layer.ja, "en": layer.en},
        "geometry": layer.geometry or None,
        "rows": len(layer),
        "fields": [
            {
                "name": column.name,
                **({"shapefile": shorts[column.name]} if shorts else {}),
                "type": {"T": "string", "I": "integer", "R": "number"}[column.kind],
                "ja": column.ja,
                "en": column.en,
            }
            for column in layer.columns
        ],
    }


def _codes(content: Content) -> dict[str, dict[str, dict[str, str]]]:
    catalogue = content.catalogue
    tables: dict[str, Mapping[str, Any]] = {
        "class_code": catalogue.classes,
        "method_code": catalogue.methods,
        "severity": catalogue.severities,
        "status": catalogue.statuses,
        "kind": catalogue.mark_kinds,
        "land_kind": catalogue.codes["land_kind"],
        "term": catalogue.codes["term"],
        "agreed": catalogue.codes["agreed"],
    }
    return {
        name: {code: {"ja": label(row, "ja"), "en": label(row, "en")} for code, row in table.items()}
        for name, table in tables.items()
    }


def notes(content: Content, lang: str) -> list[str]:
    """How areas were measured, what small counts are, what the data are not."""
    found = [
        phrase(content.catalogue, "rights_note_document", lang),
        area_note(content.info, content.catalogue, lang),
        phrase(content.catalogue, "area_both_note", lang),
    ]
    if content.edition == "public":
        found += [word(key, lang) for key in ("bundle_no_parcels", "note_small", "bundle_few_note")]
        if content.map.hidden:
            found.append(word("web_hidden_parcels", lang, count=content.map.hidden))
    else:
        found.append(word("bundle_inside", lang, edition=word(f"edition_{content.edition}", lang)))
    if content.scrub.masked:
        found.append(word("note_masked", lang, count=content.scrub.masked))
    return found


def readme(content: Content, builder: Pieces, layers: Sequence[Layer], epsg: int, told: Told) -> bytes:
    """``README.txt`` in Japanese, then English: UTF-8 with BOM and CRLF, as Windows's editor wants it."""
    parts = [_readme(content, builder, layers, epsg, told, lang) for lang in ("ja", "en")]
    return _text("\n\n".join(parts))


def _text(text: str) -> bytes:
    return (text.strip("\n") + "\n").replace("\n", "\r\n").encode("utf-8-sig")


def _readme(
    content: Content, builder: Pieces, layers: Sequence[Layer], epsg: int, told: Told, lang: str
) -> str:
    def said(key: str, **params: Any) -> str:
        return word(key, lang, **params)

    gap = "：" if lang == "ja" else ": "
    own = content if lang == content.lang else replace(content, lang=lang)
    facts = [
        (said("bundle_publisher"), content.office),
        (said("edition"), word(f"edition_{content.edition}", lang)),
        *own.facts()[1:],
        (said("web_as_of"), date(content.map.as_of, lang) if content.map.as_of else ""),
        (said("bundle_crs"), said("bundle_crs_text", epsg=epsg)),
        (said("bundle_licence"), licence(content, lang)),
    ]
    lines = [content.title, "=" * 40, said("bundle_lead"), ""]
    lines += [f"{name}{gap}{value}" for name, value in facts if value]
    lines += ["", f"■ {said('bundle_files')}"]
    lines += [
        said(f"bundle_file_{key}")
        for key in ("gpkg", "geojson", "csv", "csv_cp932", "shape", "fields", "metadata", "licence")
    ]
    lines += ["", f"■ {said('bundle_layers')}"]
    lines += [
        f"{layer.name}{gap}{layer.ja if lang == 'ja' else layer.en}（{len(layer):,}）" for layer in layers
    ]
    lines += ["", f"■ {said('notes')}", *(f"・{text}" for text in notes(content, lang))]
    lines += _kept(builder, lang) + _lost(told, lang)
    return "\n".join(lines)


def _kept(builder: Pieces, lang: str) -> list[str]:
    kept = builder.kept_out()
    if not kept:
        return []
    names = [
        " / ".join(
            part
            for part in (
                dataset_label(builder.catalogue, row["dataset"], lang),
                row["provider"],
                row["licence"] or word("bundle_no_licence", lang),
            )
            if part
        )
        for row in kept
    ]
    return [
        "",
        f"■ {word('bundle_kept', lang)}",
        word("bundle_kept_text", lang),
        *(f"・{name}" for name in dict.fromkeys(names)),
    ]


def _lost(told: Told, lang: str) -> list[str]:
    lines = []
    if told.signs:
        signs = "、".join(f"{sign}（U+{ord(sign):04X}）" for sign in sorted(told.signs))
        lines.append("・" + word("bundle_geta", lang, signs=signs))
    if told.cut:
        lines.append("・" + word("bundle_cut", lang, fields="、".join(sorted(told.cut))))
    return ["", f"■ {word('bundle_lost', lang)}", *lines] if lines else []


def licence_text(content: Content) -> bytes:
    """``LICENSE.txt``: how the data may be used, how they are credited, and the credits of what they are made from."""
    parts = []
    for lang in ("ja", "en"):
        lines = [
            word("bundle_licence", lang),
            "=" * 40,
            licence(content, lang),
            "",
            word("bundle_credit_lead", lang),
        ]
        lines += [credit(content, lang), "", f"■ {word('credits', lang)}"]
        lines += [f"・{text}" for text in _each(content, lang) or [word("no_credits", lang)]]
        parts.append("\n".join(lines))
    return _text("\n\n".join(parts))
