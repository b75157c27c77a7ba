"""The Flask application: state, blueprints, access log and faults."""

from flask import Flask, Response, g, request
from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Response as AnyResponse

from chargeline_sandbox import access_log, cors
from chargeline_sandbox.chart.routes import chart
from chargeline_sandbox.config import Config
from chargeline_sandbox.control import control
from chargeline_sandbox.data.load import load
from chargeline_sandbox.discovery import discovery
from chargeline_sandbox.faults import answers
from chargeline_sandbox.faults.model import BEFORE
from chargeline_sandbox.fhir.routes import fhir
from chargeline_sandbox.oauth.routes import oauth
from chargeline_sandbox.site import Site


def create_sandbox(config: Config | None = None) -> Flask:
    """A stand-in EHR as a WSGI application. Its `Site` is `app.extensions["site"]`."""
    app = Flask(__name__, template_folder="chart/templates", static_folder="chart/static")
    site = Site(config or Config())
    app.extensions["site"] = site
    app.extensions["pending"] = {}
    load(site)
    for blueprint in (control, chart, oauth, fhir, discovery):
        app.register_blueprint(blueprint)
    access_log.install(app)
    cors.install(app)
    _install_faults(app, site)
    return app


def _install_faults(app: Flask, site: Site) -> None:
    @app.before_request
    def misbehave_before() -> AnyResponse | None:
        if request.path.startswith("/_control") or "sandbox.again" in request.environ:
            return None
        path = request.full_path.rstrip("?")
        g.fault = site.faults.take(request.method, path)
        if g.fault and g.fault.kind == "touched":
            _touch(site, request.path)
        return answers.before(g.fault, request) if g.fault else None

    @app.after_request
    def misbehave_after(response: Response) -> Response:
        fault = g.get("fault")
        if fault is None or fault.kind in BEFORE or "sandbox.again" in request.environ:
            return response
        if fault.kind == "duplicate":
            _again(app)
        return answers.after(fault, request, response)


def _touch(site: Site, path: str) -> None:
    """Somebody else changes what a request is about, just before it."""
    name, _, kind, id = path.strip("/").split("/")[:4]
    store = site.ehrs[name].store
    store.put(store.read(kind, id))


def _again(app: Flask) -> None:
    """Carry the present request out once more; its answer goes nowhere."""
    copy = EnvironBuilder(
        method=request.method,
        path=request.path,
        query_string=request.query_string.decode(),
        headers=list(request.headers),
        data=request.get_data(),
    )
    environ = copy.get_environ() | {"sandbox.again": True}
    with app.request_context(environ):
        app.full_dispatch_request()
