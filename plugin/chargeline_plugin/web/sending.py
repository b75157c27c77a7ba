"""Preview, the one confirming click, the receipt, and the CSV."""

from __future__ import annotations

from dataclasses import asdict

from flask import Blueprint, Response, g, redirect, request
from werkzeug.wrappers import Response as Answer

from chargeline_plugin.session.judge import Judgement
from chargeline_plugin.web.failing import failed, not_sent
from chargeline_plugin.web.gate import Seat, seated
from chargeline_plugin.web.reading import token_for_a_write
from chargeline_plugin.web.rendering import show
from chargeline_plugin.web.services import services
from chargeline_plugin.web.show.sending import preview_page, receipt_page
from chargeline_plugin.web.show.sent import entered
from chargeline_plugin.web.writing import Opened, means_of, opened, preview_of
from chargeline_plugin.writeback.confirm import confirm
from chargeline_plugin.writeback.history import history_of
from chargeline_plugin.writeback.outcome import Confirmed, Refused
from chargeline_plugin.writeback.preview import Preview

pages = Blueprint("sending", __name__, url_prefix="/s/<session>")


@pages.get("/preview")
@seated
def preview(seat: Seat) -> Answer:
    """Exactly what one click would send."""
    it = opened(seat)
    if it is None or it.judged is None or it.desk.stale:
        return redirect(seat.path, 303)
    before = history_of(it.visit, seat.launch.fhir_base, services().ledger)
    made = preview_of(it, it.judged, entered(before, it.visit))
    return show(
        preview_page(
            it.visit,
            made,
            before,
            frame=seat.frame("Preview", it.visit.user.name),
            path=seat.path,
            banner=seat.launch.need_patient_banner,
            permission=it.by.permission,
            book=seat.settings.book,
        )
    )


@pages.post("/confirm")
@seated
def confirming(seat: Seat) -> Answer:
    """The one click: sends what was shown, or says why not."""
    if seat.another:
        return failed("another_launch", 409, back=seat.path)
    token_for_a_write(seat)
    it = opened(seat)
    if it is None or it.judged is None:
        return failed("nothing_open", 409, back=seat.path)
    if it.desk.stale:
        return failed("old_reading", 409, back=seat.path)
    made = preview_of(it, it.judged)
    means = means_of(it, capability=it.client.capability())
    g.sending = True  # from here on an unexpected failure must not say that nothing was sent
    done = confirm(
        shown_digest=request.form.get("digest", ""),
        preview=made,
        visit=it.visit,
        means=means,
        by=it.by,
        reasons=_reasons(made),
        decision=decision_of(it, it.judged),
    )
    if isinstance(done, Refused):
        return not_sent(done.code, back=seat.path)
    return _receipt(it, made, done)


@pages.get("/charges.csv")
@seated
def csv(seat: Seat) -> Answer:
    """The lines that did not go out before, as CSV; names no patient."""
    it = opened(seat)
    if it is None or it.judged is None:
        return failed("nothing_open", 409, back=seat.path)
    headers = {"Content-Disposition": 'attachment; filename="charges.csv"'}
    before = history_of(it.visit, seat.launch.fhir_base, services().ledger)
    made = preview_of(it, it.judged, entered(before, it.visit))
    return Response(made.csv, mimetype="text/csv", headers=headers)


def decision_of(it: Opened, judged: Judgement) -> dict[str, object]:
    """What was decided on: the encounter and the SDK's own report, which repeat; and what was edited and answered."""
    return {
        "encounter": dict(judged.encounter),
        "report": judged.of_the_sdk.to_json(),
        "edited": {s: {"documented": judged.in_the_chart(s), "minutes": m} for s, m in it.desk.minutes.items()},
        "answered": [{**asdict(said), "at": said.at.isoformat()} for said in it.desk.said],
    }


def _reasons(made: Preview) -> dict[str, str]:
    given = {line.line_id: request.form.get(f"reason.{line.line_id}", "").strip() for line in made.lines}
    return {line: reason for line, reason in given.items() if reason}


def _receipt(it: Opened, made: Preview, done: Confirmed) -> Answer:
    seat = it.seat
    return show(
        receipt_page(
            it.visit,
            made,
            done,
            frame=seat.frame("Receipt", it.visit.user.name),
            path=seat.path,
            banner=seat.launch.need_patient_banner,
            book=seat.settings.book,
        )
    )
