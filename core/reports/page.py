"""Self-contained HTML pages from the templates beside this module; every value is escaped."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from .cells import clean


@lru_cache(maxsize=1)
def _environment() -> Environment:
    """Templates are ours alone; what comes from files and plans is only ever a value, and autoescaped."""
    return Environment(
        loader=FileSystemLoader(str(Path(__file__).parent / "templates")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=lambda value: clean(value) if type(value) is str else value,
    )


def render(template: str, **values: Any) -> str:
    """The page: same values, same text."""
    return _environment().get_template(template).render(**values)


def source(name: str) -> str:
    """A script or style beside the templates, as it is; its line ends are LF."""
    environment = _environment()
    loader = environment.loader
    if loader is None:
        raise FileNotFoundError(name)
    return loader.get_source(environment, name)[0].replace("\r\n", "\n")
