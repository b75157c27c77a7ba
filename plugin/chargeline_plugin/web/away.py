"""While the EHR cannot be asked: the visit as it was read last, and what was sent, by our own record.

Shown only where the EHR's silence says nothing of the chart (refusals.PASSING): a chart that may not be seen any more
is gone from the desk by then. Nothing can be confirmed, corrected or taken back on the word of an old reading.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import Final

from flask import Response

from chargeline_plugin.session.desk import Desk
from chargeline_plugin.session.judge import judge
from chargeline_plugin.visit.refusals import PASSING
from chargeline_plugin.visit.visit import PatientSeen, Refusal, UserSeen, Visit
from chargeline_plugin.web.failing import refused
from chargeline_plugin.web.gate import Seat
from chargeline_plugin.web.rendering import show
from chargeline_plugin.web.sent import sent_of
from chargeline_plugin.web.services import services
from chargeline_plugin.web.show.away import away_page

log = logging.getLogger("chargeline.web")

CHARGES: Final = "same_day_charges"


def cannot_read(seat: Seat, refusal: Refusal) -> Response:
    """What can be shown of a visit that cannot be read; where that is nothing, why and what to do."""
    desk = services().desks.get(seat.session)
    visit = _last_read(desk) or _never_read(seat, desk)
    if refusal.code not in PASSING or visit is None:
        return refused(refusal, back=seat.path)
    sent, held = sent_of(seat, desk, visit)
    if desk.visit is None and not (sent.of_visit or sent.of_others):
        return refused(refusal, back=seat.path)
    log.warning("refusal code=%s", refusal.code)
    page = away_page(
        refusal,
        desk.visit,
        judge(desk, seat.settings.book),
        compared=visit,
        sent=sent,
        held=held,
        frame=seat.frame("Visit", visit.user.name),
        path=seat.path,
        banner=seat.launch.need_patient_banner,
        book=seat.settings.book,
    )
    return show(page, 502)


def _last_read(desk: Desk) -> Visit | None:
    """The visit that was read, without its charges: what was sent since is not to be compared with them."""
    visit = desk.visit
    if visit is None:
        return None
    history = {name: value for name, value in visit.encounter.get("history", {}).items() if name != CHARGES}
    return replace(visit, charges=(), encounter={**visit.encounter, "history": history})


def _never_read(seat: Seat, desk: Desk) -> Visit | None:
    """Nothing but the encounter's name, by which our own record finds what was sent for it."""
    launch, encounter = seat.launch, seat.launch.encounter or desk.choices.encounter
    if launch.patient is None or encounter is None:
        return None
    nobody = UserSeen(
        reference=launch.user, name=None, role=None, discipline=None, credentials=None, npi=None, because=""
    )
    return Visit(
        site=seat.site.id,
        patient=PatientSeen(id=launch.patient, name="", birth_date=None),
        encounter_id=encounter,
        encounter_status="",
        encounter_version=None,
        visit_key="session:1",
        date_of_service=None,
        time_zone=seat.site.time_zone,
        user=nobody,
        decisions=(),
        notes=(),
        charges=(),
        unread=(),
        encounter={},
        read_at=services().now(),
    )
