"""A page's class and its template agree, both ways; what is vendored is what its checksum says."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import fields, is_dataclass
from typing import get_args

import pytest
from jinja2 import Environment, StrictUndefined, UndefinedError, meta, nodes

from chargeline_templates import DIRECTORY, STATIC, contexts, environment, patterns, pieces, render, sent

PAGES = get_args(contexts.Page)
TEMPLATES = {path.name: path.read_text() for path in DIRECTORY.glob("*.html")}


def variables_of(name: str, templates: Environment) -> set[str]:
    """Every variable that a template needs, with its layout and what it includes."""
    tree = templates.parse(TEMPLATES[name])
    macros = [name for node in tree.find_all(nodes.FromImport) for name in node.names]
    imported = {name[1] if isinstance(name, tuple) else name for name in macros}
    needed = meta.find_undeclared_variables(tree) - imported
    for kind in (nodes.Extends, nodes.Include):
        for node in tree.find_all(kind):
            assert isinstance(node.template, nodes.Const), f"{name}: a template is named by a constant"
            needed |= variables_of(node.template.value, templates)
    return needed


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.__name__)
def test_a_page_is_given_exactly_what_its_template_uses(page: type) -> None:
    assert variables_of(page.template, environment()) == {field.name for field in fields(page)}


def test_every_template_belongs_to_a_page_or_is_a_partial() -> None:
    assert {name for name in TEMPLATES if not name.startswith("_")} == {
        page.template for page in PAGES if not page.template.startswith("_")
    }


def test_every_field_of_every_piece_is_shown_somewhere() -> None:
    shown = {node.attr for text in TEMPLATES.values() for node in environment().parse(text).find_all(nodes.Getattr)}
    classes = [piece for module in (pieces, sent) for piece in vars(module).values() if is_dataclass(piece)]
    unused = {f"{piece.__name__}.{f.name}" for piece in classes for f in fields(piece) if f.name not in shown}
    assert classes
    assert unused == set()


def test_an_undefined_name_is_an_error() -> None:
    assert environment().undefined is StrictUndefined
    with pytest.raises(UndefinedError):
        environment().from_string("{{ nobody_gave_this }}").render()


def test_what_a_note_says_is_escaped() -> None:
    html = render(environment(), patterns.VISIT)
    assert "SLR 3x10 &lt;b&gt;" in html
    assert "<b>" not in html


def test_no_page_carries_an_inline_script_style_or_handler() -> None:
    for name, text in TEMPLATES.items():
        assert not re.search(r"<style|style=|<script(?! src=)|\son[a-z]+=|javascript:|hx-on|hx-vals=.js", text), name


def test_the_vendored_script_is_what_its_checksum_says() -> None:
    folder = STATIC / "vendor" / "htmx"
    listed = dict(reversed(line.split()) for line in (folder / "SHA256SUMS").read_text().splitlines())
    assert set(listed) == {"htmx.min.js", "LICENSE"}
    for name, digest in listed.items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest
    version = (folder / "VERSION").read_text().strip()
    assert f'version:"{version}"' in (folder / "htmx.min.js").read_text()


def test_what_htmx_puts_in_place_takes_clicks_at_once() -> None:
    """With its own settling a change made in the first moments went nowhere: 4 of 100 launches, without it 0."""
    [told] = re.findall(r"name=\"htmx-config\" content=.([^']+)'", TEMPLATES["_layout.html"])
    config = json.loads(told)
    assert config["defaultSettleDelay"] == 0
    assert (config["allowEval"], config["selfRequestsOnly"], config["historyCacheSize"]) == (False, True, 0)
