"""From the EHR's launch to a session's page. Every step ends in a redirect, so that nothing secret stays in view."""

from __future__ import annotations

from flask import Blueprint, Request, abort, g, jsonify, redirect, request
from werkzeug.wrappers import Response

from chargeline_launch import (
    Callback,
    EhrLaunch,
    FailureCode,
    LaunchFailure,
    LaunchRequest,
    PendingLaunch,
    Site,
    StandaloneLaunch,
    begin,
    finish,
    public_key_set,
)
from chargeline_launch.addresses import origin
from chargeline_launch.jwks import CACHE_CONTROL
from chargeline_plugin.security.browser import browser_of, new_browser, remember
from chargeline_plugin.web.failing import launch_failed
from chargeline_plugin.web.rendering import plain_frame, show
from chargeline_plugin.web.services import may_wait_for, services
from chargeline_templates.contexts import ForwardPage
from chargeline_templates.pieces import Hidden, Link

pages = Blueprint("launch", __name__)


@pages.before_request
def only_looked() -> None:
    """A HEAD, as proxies and scanners send it, must not use up what serves once."""
    if request.method == "HEAD" and request.endpoint != "launch.keys":
        abort(405)


@pages.get("/launch")
def from_the_ehr() -> Response:
    """SMART EHR launch: `iss` and `launch`, exactly as received."""
    iss = request.args.get("iss")
    site = services().config.site_file.registered(iss)
    if isinstance(site, LaunchFailure):
        return launch_failed(site)
    browser = browser_of(request) or new_browser()
    asked = EhrLaunch(iss=iss or "", launch=request.args.get("launch", ""), browser=browser)
    return _begin(site, asked, browser)


@pages.get("/launch/site/<site_id>")
def without_the_ehr(site_id: str) -> Response:
    """Standalone launch of one registered site."""
    site = services().config.site_file.sites.get(site_id)
    if site is None:
        return launch_failed(LaunchFailure(code=FailureCode.ISSUER_UNKNOWN))
    browser = browser_of(request) or new_browser()
    return _begin(site, StandaloneLaunch(browser=browser), browser)


def _begin(site: Site, asked: LaunchRequest, browser: str) -> Response:
    may_wait_for(site.iss)
    pending = begin(site, asked, world=services().world)
    if isinstance(pending, LaunchFailure):
        return launch_failed(pending)
    services().launches.put_pending(pending)
    return _probe(pending, browser)


def _probe(pending: PendingLaunch, browser: str) -> Response:
    """Does the browser keep its cookie here? Found out before `launch`, which works only once, is spent."""
    response = redirect(f"/launch/{pending.id}/go", 303)
    remember(response, browser)
    return response


@pages.get("/launch/<pending_id>/go")
def go(pending_id: str) -> Response:
    """The cookie came back: on to the EHR's authorization."""
    browser = browser_of(request)
    if browser is None:
        return _cookies_blocked(pending_id)
    pending = services().launches.pending(pending_id, browser)
    if isinstance(pending, LaunchFailure):
        return launch_failed(pending)
    return _posting(pending) if pending.authorize.prefer == "POST" else redirect(pending.authorize.url, 303)


def _posting(pending: PendingLaunch) -> Response:
    """A form that sends itself. The one page whose form may leave the app: for the EHR, and for where its login is."""
    g.forms_go_to = f"https: {origin(pending.authorize.action)}"
    asked = pending.authorize
    fields = tuple(Hidden(name=name, value=value) for name, value in asked.fields)
    return show(ForwardPage(frame=plain_frame("Opening"), site=pending.site.name, to=asked.action, fields=fields))


def _cookies_blocked(pending_id: str) -> Response:
    """Offer this launch to a new window, once; in a window where cookies are blocked too, offer nothing more."""
    word = services().launches.hand_over(pending_id)
    offered = Link(label="Go on in a new window", to=f"/launch/window/{word}", new_window=True)
    links = () if isinstance(word, LaunchFailure) else (offered,)
    return launch_failed(LaunchFailure(code=FailureCode.COOKIES_BLOCKED), links=links)


@pages.get("/launch/window/<word>")
def in_a_window(word: str) -> Response:
    """Take over a launch from a frame that keeps no cookie."""
    browser = browser_of(request) or new_browser()
    pending = services().launches.take_over(word, browser)
    return launch_failed(pending) if isinstance(pending, LaunchFailure) else _probe(pending, browser)


@pages.get("/callback")
def callback() -> Response:
    """The EHR's answer; a session begins, and code and state leave the address."""
    answer = _callback(request)
    pending = services().launches.take_pending(answer)
    if isinstance(pending, LaunchFailure):
        return launch_failed(pending)
    active = finish(pending, answer, world=services().world)
    if isinstance(active, LaunchFailure):
        return launch_failed(active)
    services().launches.sweep()
    services().desks.sweep(services().now())
    session = services().launches.open_session(active, answer.browser)
    return redirect(f"/s/{session}/", 303)


def _callback(asked: Request) -> Callback:
    return Callback.from_query(asked.query_string.decode("ascii", "replace"), browser_of(asked) or "")


@pages.get("/.well-known/jwks.json")
def keys() -> Response:
    """The public halves of the keys that prove who the app is."""
    response = jsonify(public_key_set(services().config.site_file.sites.values()))
    response.headers["Cache-Control"] = CACHE_CONTROL
    return response
