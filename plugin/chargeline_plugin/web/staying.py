"""While a page stays open: has the session ended, is another patient open by now, and what an earlier session left."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as Answer

from chargeline_plugin.session.desk import Desk
from chargeline_plugin.session.kept import Kept, brought_back
from chargeline_plugin.visit.visit import Visit
from chargeline_plugin.web.failing import failed
from chargeline_plugin.web.gate import Seat, seated
from chargeline_plugin.web.rendering import show
from chargeline_plugin.web.services import services
from chargeline_plugin.web.show.kept import kept_offer
from chargeline_templates.contexts import WatchPart
from chargeline_templates.pieces import KeptOffer

pages = Blueprint("staying", __name__, url_prefix="/s/<session>")


@pages.get("/still")
@partial(seated, wake=False)
def still(seat: Seat) -> Answer:
    """The page looks by itself, so this keeps nothing awake. An ended session makes it reload and show so."""
    now = seat.another.what if seat.another else None
    if request.args.get("told") == now:
        return Response(status=204)
    visit = services().desks.get(seat.session).visit
    return show(WatchPart(frame=seat.frame("Visit", visit.user.name if visit else None)))


@pages.post("/stay")
@seated
def stay(seat: Seat) -> Answer:
    """Another patient was opened since, or somebody else was here; the clinician says that this page is meant."""
    if another := seat.another:
        services().desks.change(seat.session, lambda desk: replace(desk, meant=another.mark), services().now())
    return redirect(seat.path, 303)


@pages.post("/kept")
@seated
def kept(seat: Seat) -> Answer:
    """What an earlier session left behind is taken or discarded; either way it is destroyed."""
    desk, what = services().desks.get(seat.session), request.form.get("what")
    if desk.visit is None or what not in ("back", "discard"):
        return failed("input_choice", 400, back=seat.path)
    left = services().desks.left_behind(seat.session, desk)
    if left and what == "back":
        back = partial(brought_back, kept=left, book=seat.settings.book)
        services().desks.change(seat.session, back, services().now())
    services().desks.clear_away(seat.session, desk)
    return redirect(seat.path, 303)


def offer_of(seat: Seat, desk: Desk, visit: Visit) -> KeptOffer | None:
    """What the page offers back. That the page is shown also says that this session's own is in use."""
    if desk.said or desk.minutes:
        services().desks.used(seat.session, services().now())
    left: Kept | None = services().desks.left_behind(seat.session, desk)
    return kept_offer(left, visit, to=f"{seat.path}kept", csrf=seat.csrf) if left else None
