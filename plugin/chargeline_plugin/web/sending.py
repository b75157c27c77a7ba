"""Preview, the one confirming click, the receipt, and the CSV."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as Answer

from chargeline_plugin.fhir.write import Writer
from chargeline_plugin.session.judge import Judgement, judge
from chargeline_plugin.visit.visit import Visit
from chargeline_plugin.web.failing import failed, not_sent
from chargeline_plugin.web.gate import Seat, seated
from chargeline_plugin.web.reading import client_of, notes_now, tokens_of
from chargeline_plugin.web.rendering import show
from chargeline_plugin.web.services import services
from chargeline_plugin.web.show.sending import preview_page, receipt_page
from chargeline_plugin.writeback import ladder
from chargeline_plugin.writeback.chart_now import FhirChartNow
from chargeline_plugin.writeback.confirm import confirm
from chargeline_plugin.writeback.orders import Terms
from chargeline_plugin.writeback.outcome import Confirmed, Confirmer, Refused
from chargeline_plugin.writeback.past import located
from chargeline_plugin.writeback.permission import may_confirm
from chargeline_plugin.writeback.preview import Preview, make_preview
from chargeline_plugin.writeback.send import Means

pages = Blueprint("sending", __name__, url_prefix="/s/<session>")


@pages.get("/preview")
@seated
def preview(seat: Seat) -> Answer:
    """Exactly what one click would send."""
    opened = _open(seat)
    if opened is None:
        return redirect(seat.path, 303)
    visit, judged = opened
    made = _preview(seat, visit, judged)
    frame = seat.frame("Preview", visit.user.name)
    return show(preview_page(visit, made, frame=frame, path=seat.path, banner=seat.launch.need_patient_banner))


@pages.post("/confirm")
@seated
def confirming(seat: Seat) -> Answer:
    """The one click: sends what was shown, or says why not."""
    opened = _open(seat)
    if opened is None:
        return failed("nothing_open", 409, back=seat.path)
    visit, judged = opened
    made = _preview(seat, visit, judged)
    done = confirm(
        shown_digest=request.form.get("digest", ""),
        preview=made,
        visit=visit,
        means=_means(seat, visit),
        by=Confirmer(user=visit.user, permission=may_confirm(visit.user, seat.settings.write)),
        reasons=_reasons(made),
        decision={"encounter": dict(judged.encounter), "report": judged.report.to_json()},
    )
    if isinstance(done, Refused):
        return not_sent(done.code, back=seat.path)
    services().desks.change(seat.session, lambda desk: replace(desk, stale=True), services().now())
    return _receipt(seat, visit, made, done)


@pages.get("/charges.csv")
@seated
def csv(seat: Seat) -> Answer:
    """The lines as CSV; names no patient."""
    opened = _open(seat)
    if opened is None:
        return failed("nothing_open", 409, back=seat.path)
    made = _preview(seat, *opened)
    headers = {"Content-Disposition": 'attachment; filename="charges.csv"'}
    return Response(made.csv, mimetype="text/csv", headers=headers)


def _open(seat: Seat) -> tuple[Visit, Judgement] | None:
    desk = services().desks.get(seat.session)
    judged = judge(desk)
    return None if desk.visit is None or judged is None else (desk.visit, judged)


def _preview(seat: Seat, visit: Visit, judged: Judgement) -> Preview:
    settings, vendor = seat.settings.write, seat.site.vendor
    rung = ladder.choose(
        capability=client_of(seat).capability(),
        scopes=seat.launch.scopes,
        settings=settings,
        vendor=vendor,
        has_encounter=bool(visit.encounter_id),
        user_may_confirm=may_confirm(visit.user, settings).allowed,
    )
    terms = Terms(
        issuer=seat.launch.fhir_base,
        vendor=vendor,
        rung=rung.name,
        bill_codes=settings.bill_codes,
        version_of=services().ledger.next_version,
        located=partial(located, ledger=services().ledger),
    )
    return make_preview(visit=visit, report=judged.report, rung=rung, terms=terms)


def _reasons(made: Preview) -> dict[str, str]:
    given = {line.line_id: request.form.get(f"reason.{line.line_id}", "").strip() for line in made.lines}
    return {line: reason for line, reason in given.items() if reason}


def _means(seat: Seat, visit: Visit) -> Means:
    client = client_of(seat)
    return Means(
        chart=FhirChartNow(client, visit.time_zone, notes_now(seat, visit)),
        writer=Writer(seat.launch.fhir_base, tokens_of(seat)),
        ledger=services().ledger,
        issuer=seat.launch.fhir_base,
        vendor=seat.site.vendor,
        now=services().now,
        trail=ladder.trail_of(client.capability(), seat.launch.scopes),
    )


def _receipt(seat: Seat, visit: Visit, made: Preview, done: Confirmed) -> Answer:
    frame, banner = seat.frame("Receipt", visit.user.name), seat.launch.need_patient_banner
    return show(receipt_page(visit, made, done, frame=frame, path=seat.path, banner=banner))
