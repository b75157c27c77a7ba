"""The page of a visit: shown, edited, answered, chosen, read again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any, Final

from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as Answer

from chargeline import RuleBook
from chargeline.model import Question
from chargeline_launch import sign_out
from chargeline_plugin.session.desk import Desk, Said
from chargeline_plugin.session.judge import Judgement, judge, why_not
from chargeline_plugin.visit.note import PASTED
from chargeline_plugin.visit.visit import Choices, NeedsEncounter, Refusal, Visit
from chargeline_plugin.web.away import cannot_read
from chargeline_plugin.web.failing import failed
from chargeline_plugin.web.forms import whole
from chargeline_plugin.web.gate import Seat, seated
from chargeline_plugin.web.reading import look_back, open_visit, read_again
from chargeline_plugin.web.rendering import plain_frame, show
from chargeline_plugin.web.sent import held_at, sent_of
from chargeline_plugin.web.services import services
from chargeline_plugin.web.show.encounters import encounter_page
from chargeline_plugin.web.show.visit_page import visit_page, work
from chargeline_plugin.web.staying import offer_of
from chargeline_templates.contexts import EndedPage, WorkPart
from chargeline_templates.pieces import Addresses, Work

pages = Blueprint("visit", __name__, url_prefix="/s/<session>")

MOST_MINUTES: Final = 720
"""As in the SDK's contract: more of one service would leave the visit without a judgement."""
LONGEST_ANSWER: Final = 500
LONGEST_DRAFT: Final = 200_000
"""Letters, as the page's field has it; each view of a draft reads it again."""
ANOTHER_VISIT: Final = frozenset({"encounter", "date_of_service", "note", "discipline"})
CHOICES: Final = {
    "encounter": "encounter",
    "date_of_service": "date_of_service",
    "note": "note",
    "discipline": "discipline",
    "payer": "policy",
}


class _Wrong(ValueError):
    """A form that cannot be taken; the argument is the failure's code."""


@pages.get("/")
@seated
def page(seat: Seat) -> Answer:
    """The visit, as it was last read."""
    found = open_visit(seat)
    if isinstance(found, Desk) and found.visit is not None:
        return _page(seat, found, found.visit)
    return _not_open(seat, found)


@pages.post("/minutes")
@seated
def minutes(seat: Seat) -> Answer:
    """Edited minutes; an empty field means as documented."""
    if "undo" in request.form:
        _change(seat, lambda desk: desk.edited({}))
        return redirect(seat.path, 303)
    try:
        _change(seat, partial(_edit, book=seat.settings.book))
    except _Wrong as wrong:
        return failed(str(wrong), 400, back=seat.path)
    if request.form.get("go") == "preview":
        return _go(f"{seat.path}preview")
    emptied = any(name.startswith("minutes.") and not value.strip() for name, value in request.form.items())
    return _go(seat.path) if emptied and _partial() else _work(seat)


@pages.post("/answer")
@seated
def answer(seat: Seat) -> Answer:
    """An answer to a question that is open, or one taken back."""
    try:
        _change(seat, partial(_answer, book=seat.settings.book))
    except _Wrong as wrong:
        return failed(str(wrong), 400, back=seat.path)
    return _work(seat)


@pages.post("/choose")
@seated
def choose(seat: Seat) -> Answer:
    """Another date, note, discipline, payer or encounter; the chart is read under it."""
    what, value = request.form.get("what", ""), request.form.get("value", "")
    desk = services().desks.get(seat.session)
    if what not in CHOICES or not _offered(desk, what, value):
        return failed("input_choice", 400, back=seat.path)
    return _reread(seat, _chosen(desk.choices, what, value), keep=what not in ANOTHER_VISIT)


@pages.post("/read-again")
@seated
def again(seat: Seat) -> Answer:
    """The chart anew; answers and edits stay."""
    return _reread(seat, services().desks.get(seat.session).choices, keep=True)


@pages.post("/draft")
@seated
def draft(seat: Seat) -> Answer:
    """A pasted draft, kept for this session only; an empty one takes it away."""
    pasted = request.form.get("draft", "").replace("\r\n", "\n")
    if len(pasted) > LONGEST_DRAFT:
        return failed("draft_too_long", 413, back=seat.path)
    choices = services().desks.get(seat.session).choices
    if not pasted.strip():
        return _reread(seat, replace(choices, pasted_note=None), keep=True)
    return _reread(seat, replace(choices, pasted_note=pasted, note=None), keep=True)


@pages.post("/history")
@seated
def history(seat: Seat) -> Answer:
    """Earlier visits, read once the page is up. Where they change nothing, what was opened meanwhile stays open."""
    shown = _part(seat) if _partial() else None
    look_back(seat)
    if shown is not None and _part(seat) == replace(shown, looking_back=False):
        return Response(status=204)
    return _work(seat)


@pages.post("/sign-out")
@seated
def leave(seat: Seat) -> Answer:
    """The end: what was kept is destroyed, and the EHR is told where it listens."""
    services().desks.forget(seat.session)
    sign_out(services().launches, seat.session, world=services().world)
    return show(EndedPage(frame=plain_frame("Signed out"), says="What Chargeline kept of this session is gone."))


def addresses(seat: Seat) -> Addresses:
    """Where this session's forms go."""
    base = seat.path
    return Addresses(
        minutes=f"{base}minutes",
        answer=f"{base}answer",
        choose=f"{base}choose",
        read_again=f"{base}read-again",
        draft=f"{base}draft",
        history=f"{base}history",
    )


def _page(seat: Seat, desk: Desk, visit: Visit) -> Response:
    sent, held = sent_of(seat, desk, visit)
    judged, refused = _judged(seat, desk)
    page = visit_page(
        desk,
        visit,
        judged,
        sent=sent,
        held=held,
        frame=seat.frame("Visit", visit.user.name),
        to=addresses(seat),
        banner=seat.launch.need_patient_banner,
        kept=offer_of(seat, desk, visit),
        book=seat.settings.book,
        refused=refused,
    )
    return show(page)


def _judged(seat: Seat, desk: Desk) -> tuple[Judgement | None, str | None]:
    """What the SDK says of the visit, or why it says nothing though all is decided."""
    judged = judge(desk, seat.settings.book)
    return judged, None if judged else why_not(desk, seat.settings.book)


def _not_open(seat: Seat, found: Desk | NeedsEncounter | Refusal) -> Response:
    if isinstance(found, NeedsEncounter):
        return show(encounter_page(found, frame=seat.frame("Which visit?"), to=addresses(seat)))
    if isinstance(found, Refusal):
        return cannot_read(seat, found)
    return failed("nothing_open", 409, back=seat.path)


def _work(seat: Seat) -> Answer:
    """The changing part for htmx; the whole page for everybody else."""
    part = _part(seat) if _partial() else None
    return show(WorkPart(work=part)) if part is not None else redirect(seat.path, 303)


def _part(seat: Seat) -> Work | None:
    """The changing part as it stands; none where no visit is open."""
    desk = services().desks.get(seat.session)
    if desk.visit is None:
        return None
    judged, refused = _judged(seat, desk)
    held = held_at(seat, desk.visit)
    return work(desk, desk.visit, judged, held=held, to=addresses(seat), csrf=seat.csrf, refused=refused)


def _partial() -> bool:
    return "HX-Request" in request.headers


def _go(to: str) -> Answer:
    """Send the browser elsewhere, from a partial update too."""
    return Response(headers={"HX-Redirect": to}) if _partial() else redirect(to, 303)


def _reread(seat: Seat, chosen: Choices, *, keep: bool) -> Answer:
    found = read_again(seat, chosen, keep=keep)
    return redirect(seat.path, 303) if isinstance(found, Desk | NeedsEncounter) else cannot_read(seat, found)


def _chosen(choices: Choices, what: str, value: str) -> Choices:
    if what in ANOTHER_VISIT:
        choices = replace(choices, session=None)
    if (what, value) == ("note", PASTED):
        return replace(choices, note=None)  # the draft is this visit's note where no other is chosen
    if what == "date_of_service":
        return replace(choices, date_of_service=date.fromisoformat(value))
    changed: dict[str, Any] = {CHOICES[what]: value}
    return replace(choices, **changed)


def _change(seat: Seat, how: Callable[[Desk], Desk]) -> None:
    services().desks.change(seat.session, how, services().now())


def _edit(desk: Desk, book: RuleBook) -> Desk:
    judged = judge(replace(desk, minutes={}), book)
    if judged is None:
        raise _Wrong("nothing_open")
    given = {service: _minutes(request.form.get(f"minutes.{service}")) for service in judged.documented}
    edits = {s: m for s, m in given.items() if m is not None and m != judged.documented[s]}
    return desk.edited(edits)


def _minutes(text: str | None) -> int | None:
    """Minutes of a field; None when it is empty or was not on the page."""
    if text is None or not text.strip():
        return None
    minutes = whole(text)
    if minutes is None or minutes > MOST_MINUTES:
        raise _Wrong("input_minutes")
    return minutes


def _answer(desk: Desk, book: RuleBook) -> Desk:
    name = request.form.get("question", "")
    if "withdraw" in request.form:
        return desk.withdrawn(name)
    judged = judge(desk, book)
    asked = next((q for q in judged.report.questions if q.id == name), None) if judged else None
    if asked is None:
        raise _Wrong("input_answer")
    value = request.form.get("value", "").strip()
    label = _label(asked, value)
    user = desk.visit.user if desk.visit else None
    by = (user.name or user.reference) if user else None
    said = Said(question=name, value=value, ask=asked.ask, label=label, by=by, at=services().now())
    return desk.answered(said)


def _label(asked: Question, value: str) -> str:
    """The words of an answer, when it is one."""
    if asked.kind == "choice":
        labels = {option.value: option.label for option in asked.options}
        if value in labels:
            return labels[value]
    elif asked.kind == "minutes":
        return f"{_minutes(value or 'none')} minutes"
    elif 0 < len(value) <= LONGEST_ANSWER:
        return value
    raise _Wrong("input_answer")


def _offered(desk: Desk, what: str, value: str) -> bool:
    """Only what the page offers may be chosen. Encounters are checked against the patient when they are read."""
    if desk.visit is None:
        return what == "encounter" and bool(value)
    return any(d.what == what and value in {c.value for c in d.candidates} for d in desk.visit.decisions)
