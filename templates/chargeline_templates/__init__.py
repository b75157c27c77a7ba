"""The pages: Jinja2 templates, one stylesheet, and a typed context per page.

`DIRECTORY` holds the templates, `STATIC` what is served beside them. `environment()` is how they are meant to be
rendered: escaped, and with an undefined name as an error.
"""

from __future__ import annotations

from dataclasses import fields
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from chargeline_templates.contexts import Page

DIRECTORY = Path(__file__).parent / "pages"
STATIC = Path(__file__).parent / "static"

__all__ = ["DIRECTORY", "STATIC", "environment", "render"]


@cache
def environment() -> Environment:
    """The one way to render these templates: everything escaped, nothing undefined.

    One a process, which compiles each template once. Nobody may change it: it is every app's.
    """
    return Environment(
        loader=FileSystemLoader(DIRECTORY),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def render(templates: Environment, page: Page) -> str:
    """Render `page` through the template that its class names."""
    values = {field.name: getattr(page, field.name) for field in fields(page)}
    return templates.get_template(page.template).render(values)
