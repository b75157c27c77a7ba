"""The running stand-in: what its blueprints serve from."""

from flask import abort, current_app

from chargeline_sandbox.site import Ehr, Site


def site() -> Site:
    """The site of the app that answers this request."""
    here: Site = current_app.extensions["site"]
    return here


def ehr_named(name: str) -> Ehr:
    """The personality of the path, or 404."""
    return site().ehrs.get(name) or abort(404)
