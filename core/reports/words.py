"""Headings and small sentences of the reports, in both languages."""

from __future__ import annotations

import csv
from functools import lru_cache
from pathlib import Path
from typing import Any

from ..catalogue import Catalogue, load

_TABLE = Path(__file__).parent / "words.csv"


@lru_cache(maxsize=1)
def _words() -> dict[str, dict[str, str]]:
    with _TABLE.open(encoding="utf-8", newline="") as file:
        return {row["key"]: row for row in csv.DictReader(file)}


def word(key: str, lang: str, **params: Any) -> str:
    """A text of ``words.csv`` in ``ja`` or ``en``, filled in."""
    text = _words()[key][lang]
    return text.format(**params) if params else text


def has(key: str) -> bool:
    """Whether ``words.csv`` holds the key."""
    return key in _words()


def phrase(catalogue: Catalogue, key: str, lang: str, **params: Any) -> str:
    """A sentence of the catalogue's ``phrases``, filled in."""
    text = catalogue.phrase(key, lang)
    return text.format(**params) if params else text


def coded(catalogue: Catalogue, name: str, code: str, lang: str) -> str:
    """Label of a coded value; the code where the list or the value is not known.

    A plan keeps the lists of the day it was made; one that has come since is the shipped one.
    """
    known = catalogue if name in catalogue.codes else load()
    return known.code_label(name, code, lang) if name in known.codes else code


def dataset_label(catalogue: Catalogue, dataset: str, lang: str) -> str:
    """What a source is called: what the plan itself is made of, else a dataset of the catalogue; else its id."""
    key = f"dataset_{dataset}"
    if has(key):
        return word(key, lang)
    found = catalogue.datasets.get(dataset) or load().datasets.get(dataset)
    if found is None:
        return dataset
    return found.title_ja if lang == "ja" else found.title_en
