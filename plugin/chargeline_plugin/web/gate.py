"""Who may enter a session's pages: the browser that launched it, and for a POST only through one of its own forms."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Literal, TypeAlias

from flask import g, request
from werkzeug.wrappers import Response

from chargeline_launch import ActiveLaunch, FailureCode, LaunchFailure, Site
from chargeline_plugin.security import csrf
from chargeline_plugin.security.browser import browser_of
from chargeline_plugin.site import SiteSettings
from chargeline_plugin.web.failing import failed, launch_failed
from chargeline_plugin.web.services import services
from chargeline_templates.pieces import Frame, Watch

View: TypeAlias = Callable[..., Response | str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Another:
    """A later launch in this browser, for another patient or by another person, until this page is said to be meant."""

    mark: str
    what: Literal["patient", "person"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """A session that was let in."""

    session: str
    launch: ActiveLaunch
    site: Site
    settings: SiteSettings
    csrf: str
    another: Another | None = None

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
            watch=self.watch(),
        )

    def watch(self) -> Watch:
        """How a page of this session notices what happens while it stays open."""
        idle = services().config.site_file.app.idle_minutes * 60
        return Watch(
            look=f"{self.path}still",
            another=self.another.what if self.another else None,
            stay=f"{self.path}stay",
            csrf=self.csrf,
            idle=idle,
        )


def seated(view: View, *, wake: bool = True) -> View:
    """Let the view have a `Seat` in place of the session's id, or show why not. `wake`: a person did this."""

    @wraps(view)
    def enter(session: str, **rest: Any) -> Response | str:
        browser = browser_of(request)
        if browser is None:
            return launch_failed(LaunchFailure(code=FailureCode.SESSION_UNKNOWN), 403)
        launch = services().launches.session(session, browser, wake=wake)
        if isinstance(launch, LaunchFailure):
            return _refused(session, launch)
        if request.method == "POST" and not csrf.holds(request, browser, session):
            return failed("form_expired", 403, back=f"/s/{session}/")
        g.seat = _seat(session, launch, browser)
        return view(g.seat, **rest)

    return enter


def _refused(session: str, failure: LaunchFailure) -> Response:
    """A session that ended takes its desk along; another browser learns nothing, not even that there is one."""
    if failure.code is not FailureCode.SESSION_UNKNOWN:
        services().desks.close(session)
    return launch_failed(failure, 403)


def _seat(session: str, launch: ActiveLaunch, browser: str) -> Seat:
    config = services().config
    return Seat(
        session=session,
        launch=launch,
        site=config.site_file.sites[launch.site],
        settings=config.settings[launch.site],
        csrf=csrf.token(browser, session),
        another=_another(session, launch, browser),
    )


def _another(session: str, launch: ActiveLaunch, browser: str) -> Another | None:
    """The patient may have been switched in the EHR, or the person: the last launch of this browser tells."""
    newest = services().launches.newest(session, browser)
    if newest is None:
        return None
    person = _differs(launch.subject, newest.active.subject)
    if not person and not _differs(launch.patient, newest.active.patient):
        return None
    meant = services().desks.get(session).meant == newest.mark
    return None if meant else Another(mark=newest.mark, what="person" if person else "patient")


def _differs(ours: str | None, theirs: str | None) -> bool:
    """Whether both are known and not the same."""
    return None not in (ours, theirs) and ours != theirs
