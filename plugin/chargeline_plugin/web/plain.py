"""Pages without a session: the start page, and in development the patterns."""

from __future__ import annotations

from flask import Blueprint, abort
from werkzeug.wrappers import Response

from chargeline_plugin.web.rendering import plain_frame, show
from chargeline_plugin.web.services import services
from chargeline_templates import patterns
from chargeline_templates.contexts import HomePage
from chargeline_templates.pieces import Link

pages = Blueprint("plain", __name__)


@pages.get("/")
def home() -> Response:
    """What this is; outside production also a launch without the EHR for each site. Whose clinics they are is no
    stranger's business.
    """
    site_file = services().config.site_file
    sites = () if site_file.app.production else site_file.sites.values()
    links = tuple(Link(label=site.name, to=f"/launch/site/{site.id}") for site in sites)
    return show(HomePage(frame=plain_frame("Start"), sites=links))


@pages.get("/patterns")
def show_patterns() -> Response:
    """Every component once; nowhere but in development."""
    if services().config.site_file.app.production:
        abort(404)
    return show(patterns.PATTERNS)
