"""After the click: an unknown outcome settled, a line corrected or taken back; and what the clinician says of
themselves and of the day: which license they hold, which session this is.

A line's key travels in forms, never in an address, and counts only where it belongs to the encounter that is open.
"""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Literal, cast

from flask import Blueprint, g, redirect, request
from werkzeug.wrappers import Response as Answer

from chargeline.model import ChargeLine
from chargeline_plugin.visit.visit_key import session_of
from chargeline_plugin.web.failing import failed, not_sent
from chargeline_plugin.web.forms import whole
from chargeline_plugin.web.gate import Seat, seated
from chargeline_plugin.web.reading import read_again, token_for_a_write
from chargeline_plugin.web.rendering import show
from chargeline_plugin.web.services import services
from chargeline_plugin.web.show.after import amend_page, heading_of, result_page
from chargeline_plugin.web.show.sent import named
from chargeline_plugin.web.writing import Opened, means_of, opened
from chargeline_plugin.writeback.amend import Amendment, confirm_amendment, propose_correction, propose_reversal
from chargeline_plugin.writeback.history import LineHistory, history_of
from chargeline_plugin.writeback.outcome import Outcome, Refused
from chargeline_plugin.writeback.permission import Attestation
from chargeline_plugin.writeback.preview import blocks_of
from chargeline_plugin.writeback.send import Means
from chargeline_plugin.writeback.unknown import look_again, person_says
from chargeline_plugin.writeback.withdraw import person_deleted, taken_back_there

pages = Blueprint("after", __name__, url_prefix="/s/<session>")

ROLES = ("therapist", "assistant")
MOST_SESSIONS = 9
What = Literal["correction", "reversal"]


class _Line:
    """A line that was sent for the encounter that is open."""

    def __init__(self, it: Opened, line: LineHistory, words: str) -> None:
        self.it, self.line, self.words = it, line, words


@pages.post("/look")
@seated
def look(seat: Seat) -> Answer:
    """Search the EHR for a line whose outcome is unknown. Sends nothing."""
    found = _asked_for(seat)
    if not isinstance(found, _Line):
        return found
    return _told(found, look_again(found.line.key, means=means_of(found.it), by=found.it.by))


@pages.post("/looked")
@seated
def looked(seat: Seat) -> Answer:
    """A person has looked in the EHR; their word is recorded."""
    found = _asked_for(seat)
    if not isinstance(found, _Line):
        return found
    what = request.form.get("what")
    if what not in ("there", "not-there"):
        return failed("input_choice", 400, back=seat.path)
    said = person_says(found.line.key, there=what == "there", means=means_of(found.it), by=found.it.by)
    return _told(found, said)


@pages.post("/deleted")
@seated
def deleted(seat: Seat) -> Answer:
    """A note or a charge was deleted in the EHR; who says so is recorded, and its lines are free."""
    found = _asked_for(seat)
    if not isinstance(found, _Line):
        return found
    return _told(found, person_deleted(found.line.key, means=means_of(found.it), by=found.it.by), "reversal")


@pages.post("/amend")
@seated
def amend(seat: Seat) -> Answer:
    """A correction or a reversal, shown exactly as it would be sent."""
    found = _asked_for(seat)
    if not isinstance(found, _Line):
        return found
    means = means_of(found.it)
    proposed = _proposed(found, means)
    if isinstance(proposed, Refused) and proposed.code == "gone_there" and _what() == "reversal":
        return _told(found, taken_back_there(found.line.key, means=means, by=found.it.by), "reversal")
    if not isinstance(proposed, Amendment):
        return _refused(found, proposed)
    it = found.it
    line = _now(found)
    blocks = blocks_of(line, it.visit, it.judged.report) if _what() == "correction" and line and it.judged else ()
    page = amend_page(
        it.visit,
        proposed,
        cast("What", _what()),
        blocks=[f"{block.message} {block.fix}" for block in blocks],
        frame=seat.frame("After the click", it.visit.user.name),
        path=seat.path,
        banner=seat.launch.need_patient_banner,
    )
    return show(page)


@pages.post("/amend/confirm")
@seated
def amending(seat: Seat) -> Answer:
    """The one click that corrects a line or takes it back."""
    if seat.another:
        return failed("another_launch", 409, back=seat.path)
    token_for_a_write(seat)
    found = _asked_for(seat)
    if not isinstance(found, _Line):
        return found
    means = means_of(found.it, capability=found.it.client.capability())
    proposed = _proposed(found, means)
    if not isinstance(proposed, Amendment):
        return _refused(found, proposed)
    g.sending = True  # from here on an unexpected failure must not say that nothing was sent
    done = confirm_amendment(
        shown_digest=request.form.get("digest", ""),
        amendment=proposed,
        means=means,
        by=found.it.by,
        reason=request.form.get("reason", ""),
    )
    return _told(found, done, _what())


@pages.post("/attest")
@seated
def attest(seat: Seat) -> Answer:
    """The user says which license they hold, once in a session. It counts only where nothing else tells."""
    it = opened(seat)
    role, credentials = request.form.get("role"), request.form.get("credentials", "").strip()
    if it is None or role not in ROLES or not 0 < len(credentials) <= 80:
        return failed("input_license", 400, back=seat.path)
    said = Attestation(
        role=cast("Literal['therapist', 'assistant']", role), credentials=credentials, at=services().now()
    )
    what = {**asdict(said), "at": said.at.isoformat(), "user": asdict(it.visit.user)}
    services().ledger.attested(by=it.visit.user.reference, what=what, at=said.at)
    services().desks.change(seat.session, lambda desk: replace(desk, attested=said), services().now())
    return redirect(seat.path + ("preview" if request.form.get("then") == "preview" else ""), 303)


@pages.post("/session")
@seated
def session(seat: Seat) -> Answer:
    """Which session of the day this is: the next one after what was sent, or an earlier one again."""
    it = opened(seat)
    said = whole(request.form.get("ordinal", ""))
    if it is None or said is None or not 1 <= said <= min(session_of(it.visit.visit_key) + 1, MOST_SESSIONS):
        return failed("input_choice", 400, back=seat.path)
    read_again(seat, replace(it.desk.choices, session=said), keep=False)
    return redirect(seat.path, 303)


def _asked_for(seat: Seat) -> _Line | Answer:
    """The line that a form names, if it was sent for this encounter."""
    it = opened(seat)
    if it is None:
        return failed("nothing_open", 409, back=seat.path)
    lines = {line.key: line for line in history_of(it.visit, seat.launch.fhir_base, services().ledger)}
    line = lines.get(request.form.get("key", ""))
    return _Line(it, line, named(line, lines)) if line else failed("input_choice", 400, back=seat.path)


def _what() -> str:
    return request.form.get("what", "")


def _refused(found: _Line, refused: Refused | Answer) -> Answer:
    return not_sent(refused.code, back=found.it.seat.path) if isinstance(refused, Refused) else refused


def _proposed(found: _Line, means: Means) -> Amendment | Refused | Answer:
    it, back = found.it, found.it.seat.path
    if it.desk.stale:
        return failed("old_reading", 409, back=back)
    if _what() == "reversal":
        return propose_reversal(found.line.key, it.visit, offer=it.offer, means=means)
    if _what() != "correction":
        return failed("input_choice", 400, back=back)
    if (line := _now(found)) is None:
        return failed("no_such_line", 409, back=back)
    return propose_correction(found.line.key, line, it.visit, offer=it.offer, means=means)


def _now(found: _Line) -> ChargeLine | None:
    """The line as it would be charged now, while the visit that it belongs to is open."""
    it = found.it
    mine = (found.line.day, found.line.visit_key) == (it.visit.date_of_service, it.visit.visit_key)
    lines = it.judged.report.charge_lines if it.judged and mine else ()
    return next((line for line in lines if line.id in found.line.line_ids), None)


def _told(found: _Line, done: tuple[Outcome, ...] | Refused, what: str | None = None) -> Answer:
    seat, visit = found.it.seat, found.it.visit
    if isinstance(done, Refused):
        return not_sent(done.code, back=seat.path)
    frame, banner = seat.frame("After the click", visit.user.name), seat.launch.need_patient_banner
    heading = heading_of(done[0], what)
    return show(result_page(visit, found.words, done[0], heading, frame=frame, path=seat.path, banner=banner))
