"""A page's context as an answer."""

from __future__ import annotations

from flask import Response

from chargeline_plugin.web.services import services
from chargeline_templates import render
from chargeline_templates.contexts import Page
from chargeline_templates.pieces import Frame


def show(page: Page, status: int = 200) -> Response:
    """Render it."""
    return Response(render(services().templates, page), status, mimetype="text/html")


def plain_frame(title: str) -> Frame:
    """What surrounds a page without a session."""
    return Frame(title=title, static="/static")
