"""Every failure as a page: what happened, what to do next, and a code to tell support. Never a patient's data."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from flask import Flask, Response, g, request
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import HTTPException

from chargeline_launch import LaunchFailure, NoAccessToken, SealBroken
from chargeline_launch.doctor import failure_report
from chargeline_plugin.fhir.failures import FhirFailure
from chargeline_plugin.ledger.types import LedgerAway
from chargeline_plugin.session.store import Busy
from chargeline_plugin.visit.refusals import REFUSALS
from chargeline_plugin.visit.visit import Refusal
from chargeline_plugin.web.places import Crowded
from chargeline_plugin.web.rendering import plain_frame, show
from chargeline_plugin.web.services import services
from chargeline_plugin.writeback.words import words_for
from chargeline_templates.contexts import FailurePage
from chargeline_templates.pieces import Link

log = logging.getLogger("chargeline.web")

NOT_STARTED: Final = "Chargeline could not start"
AGAIN: Final = "Close this page and open Chargeline again from the patient's chart."


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """One code of our own pages."""

    heading: str
    cause: str
    next_step: str


WORDS: Final[dict[str, Words]] = {
    "form_expired": Words(
        heading="Nothing was changed",
        cause="This form did not come from the page that is open in this browser.",
        next_step="Go back to the visit and try again.",
    ),
    "input_minutes": Words(
        heading="Nothing was changed",
        cause="Minutes are whole numbers from 0 to 720.",
        next_step="Go back to the visit and correct the minutes.",
    ),
    "input_answer": Words(
        heading="Nothing was changed",
        cause="That is not an answer to a question that is open now.",
        next_step="Go back to the visit; the question may have changed meanwhile.",
    ),
    "input_choice": Words(
        heading="Nothing was changed",
        cause="That is not among the choices that this page offers.",
        next_step="Go back to the visit and choose again.",
    ),
    "nothing_open": Words(
        heading="Nothing is open here yet",
        cause="The visit has not been read.",
        next_step="Go back to the visit and choose Read again.",
    ),
    "busy": Words(
        heading="Nothing was changed",
        cause="The same visit was being changed elsewhere at the same moment.",
        next_step="Go back to the visit and try again.",
    ),
    "session_unreadable": Words(
        heading="This session cannot go on",
        cause="What was kept of it cannot be opened any more.",
        next_step=AGAIN,
    ),
    "ledger_away": Words(
        heading="Nothing was sent",
        cause="The record that must be made before anything is sent could not be made.",
        next_step="Try again in a minute. If it stays, tell your administrator this code.",
    ),
    "database_away": Words(
        heading="Nothing was sent",
        cause="Chargeline's own database is locked, full or away.",
        next_step="Try again in a minute. If it stays, tell your administrator this code.",
    ),
    "ehr_away": Words(
        heading="Nothing was sent",
        cause="The EHR does not answer as it should just now.",
        next_step="Try again in a minute. If it stays, enter the charges in the EHR.",
    ),
    "crowded": Words(
        heading="Nothing was changed or sent",
        cause="The EHR answers so slowly that too many pages wait for it already.",
        next_step="Try again in a minute.",
    ),
    "unsure": Words(
        heading="Please look at what was sent",
        cause="Chargeline failed on its own while it was sending: lines may be in the EHR or not.",
        next_step="Go back to the visit. Every line that was sent is listed there with what is known of it.",
    ),
    "another_launch": Words(
        heading="Nothing was sent",
        cause="Chargeline has been opened in this browser since, for another patient or by somebody else.",
        next_step="Go back to the visit, look whose it is, and say there that it is the one you mean.",
    ),
    "old_reading": Words(
        heading="Nothing was sent",
        cause="The chart could not be read again, so what was shown is an older reading of it.",
        next_step="Go back to the visit and choose Read again.",
    ),
    "no_such_line": Words(
        heading="Nothing was sent",
        cause="What is documented now supports no such line.",
        next_step="Go back to the visit; take the line back there if it should not stand.",
    ),
    "input_license": Words(
        heading="Nothing was kept",
        cause="A license is a role and the credentials that go with it.",
        next_step="Go back and say both.",
    ),
    "not_found": Words(heading="There is nothing here", cause="This address shows nothing.", next_step=AGAIN),
    "form_only": Words(
        heading="This page cannot be opened again",
        cause="It was the answer to a click, and this address alone shows nothing.",
        next_step="Go back to the visit: every line that was sent is listed there.",
    ),
    "too_large": Words(
        heading="Nothing was changed",
        cause="What was sent is larger than a note can be.",
        next_step="Go back and paste only the note of this visit.",
    ),
    "draft_too_long": Words(
        heading="Nothing was changed",
        cause="A draft may have 200,000 letters at most.",
        next_step="Go back and paste only the note of this visit.",
    ),
    "bad_request": Words(heading="Nothing was changed", cause="The request could not be understood.", next_step=AGAIN),
    "internal": Words(
        heading="Something went wrong here",
        cause="Chargeline failed on its own; nothing was sent to the EHR by this step.",
        next_step="Try again. If it stays, tell your administrator this code and the time.",
    ),
}
BY_STATUS: Final = {404: "not_found", 405: "form_only", 413: "too_large", 500: "internal"}


def failed(code: str, status: int, *, back: str | None = None) -> Response:
    """A failure of our own pages."""
    words = WORDS[code]
    page = FailurePage(
        frame=plain_frame(words.heading),
        heading=words.heading,
        cause=words.cause,
        next_step=words.next_step,
        administrator=None,
        code=code,
        detail=None,
        report=None,
        links=(Link(label="Back to the visit", to=back),) if back else (),
    )
    return show(page, status)


def launch_failed(failure: LaunchFailure, status: int = 400, *, links: tuple[Link, ...] = ()) -> Response:
    """A launch or a session that cannot go on."""
    log.warning("failure code=%s site=%s detail=%s", failure.code.value, failure.site, failure.detail)
    words = failure.explanation
    if failure.more:
        links = (*links, Link(label="What the EHR says about it", to=failure.more))
    page = FailurePage(
        frame=plain_frame(NOT_STARTED),
        heading="This session has ended" if failure.code.value.startswith(("session", "refresh")) else NOT_STARTED,
        cause=words.cause,
        next_step=words.clinician,
        administrator=words.administrator,
        code=failure.code.value,
        detail=failure.detail,
        report=failure_report(failure, services().now()),
        links=links,
    )
    return show(page, status)


def refused(refusal: Refusal, *, back: str) -> Response:
    """A visit that cannot be shown."""
    log.warning("refusal code=%s", refusal.code)
    words = REFUSALS[refusal.code]
    page = FailurePage(
        frame=plain_frame("This visit cannot be shown"),
        heading="This visit cannot be shown",
        cause=words.cause,
        next_step=words.next_step,
        administrator=words.administrator,
        code=refusal.code,
        detail=None,
        report=None,
        links=(Link(label="Read again", to=back),),
    )
    return show(page, 502)


def not_sent(code: str, *, back: str) -> Response:
    """A confirming click that sent nothing."""
    log.warning("not sent code=%s", code)
    words = words_for(code)
    page = FailurePage(
        frame=plain_frame("Nothing was sent"),
        heading="Nothing was sent",
        cause=words.what,
        next_step=words.next_step,
        administrator=None,
        code=code,
        detail=None,
        report=None,
        links=(Link(label="Look at the preview again", to=f"{back}preview"), Link(label="Back to the visit", to=back)),
    )
    return show(page, 409)


def register(app: Flask) -> None:
    """Let no exception reach a browser as anything but a page."""
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(NoAccessToken, _no_token)
    app.register_error_handler(SealBroken, lambda _: _stopped("session_unreadable", 403))
    app.register_error_handler(Crowded, lambda _: _stopped("crowded", 503))
    app.register_error_handler(Busy, lambda _: _stopped("busy", 409))
    app.register_error_handler(LedgerAway, lambda _: _stopped("ledger_away", 503))
    app.register_error_handler(SQLAlchemyError, _database)
    app.register_error_handler(FhirFailure, _ehr)
    app.register_error_handler(Exception, _unexpected)


def _http(error: HTTPException) -> Response:
    status = error.code or 500
    known = BY_STATUS.get(status, "bad_request" if status < 500 else "internal")
    return failed(known, HTTPStatus(status), back=_session_of(request.path))


def _session_of(path: str) -> str | None:
    """The visit's page, for an address under a session: a frame has no button of the browser's to go back."""
    found = re.match(r"/s/[\w-]{1,64}/", path)
    return found[0] if found else None


def _no_token(gone: NoAccessToken) -> Response:
    return _stopped("unsure", 403) if g.get("sending") else launch_failed(gone.failure, 403)


def _unexpected(error: Exception) -> Response:
    log.error("unexpected at %s", request.url_rule.rule if request.url_rule else "-", exc_info=error)
    return _stopped("internal", 500)


def _database(error: SQLAlchemyError) -> Response:
    log.error("database: %s", type(error).__name__)
    return _stopped("database_away", 503)


def _ehr(failure: FhirFailure) -> Response:
    log.warning("the EHR: %s", failure)
    return _stopped("ehr_away", 502)


def _stopped(code: str, status: int) -> Response:
    """A failure on the way. Once sending has begun nobody may be told that nothing was sent."""
    seat = g.get("seat")
    return failed("unsure" if g.get("sending") else code, status, back=seat.path if seat else None)
