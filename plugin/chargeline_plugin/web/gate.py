"""Who may enter a session's pages: the browser that launched it, and for a POST only through one of its own forms."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from flask import g, request
from werkzeug.wrappers import Response

from chargeline_launch import ActiveLaunch, FailureCode, LaunchFailure, Site
from chargeline_plugin.security import csrf
from chargeline_plugin.security.browser import browser_of
from chargeline_plugin.site import SiteSettings
from chargeline_plugin.web.failing import failed, launch_failed
from chargeline_plugin.web.services import services
from chargeline_templates.pieces import Frame


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """A session that was let in."""

    session: str
    launch: ActiveLaunch
    site: Site
    settings: SiteSettings
    csrf: str

    @property
    def path(self) -> str:
        """Where this session's pages are."""
        return f"/s/{self.session}/"

    def frame(self, title: str, user: str | None = None) -> Frame:
        """What surrounds this session's pages."""
        return Frame(
            title=title,
            static="/static",
            site=self.site.name,
            user=user,
            sign_out=f"{self.path}sign-out",
            csrf=self.csrf,
        )


def seated(view: Callable[..., Response | str]) -> Callable[..., Response | str]:
    """Let the view have a `Seat` in place of the session's id, or show why not."""

    @wraps(view)
    def enter(session: str, **rest: Any) -> Response | str:
        browser = browser_of(request)
        if browser is None:
            return launch_failed(LaunchFailure(code=FailureCode.SESSION_UNKNOWN), 403)
        launch = services().launches.session(session, browser)
        if isinstance(launch, LaunchFailure):
            return _refused(session, launch)
        if request.method == "POST" and not csrf.holds(request, browser, session):
            return failed("form_expired", 403, back=f"/s/{session}/")
        g.seat = _seat(session, launch, csrf.token(browser, session))
        return view(g.seat, **rest)

    return enter


def _refused(session: str, failure: LaunchFailure) -> Response:
    """A session that ended takes its desk along; another browser learns nothing, not even that there is one."""
    if failure.code is FailureCode.SESSION_EXPIRED:
        services().desks.forget(session)
    return launch_failed(failure, 403)


def _seat(session: str, launch: ActiveLaunch, token: str) -> Seat:
    config = services().config
    site = config.site_file.sites[launch.site]
    return Seat(session=session, launch=launch, site=site, settings=config.settings[launch.site], csrf=token)
