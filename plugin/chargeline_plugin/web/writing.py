"""What the preview, the click and everything after it share: the desk that is open, who clicks, with which means."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from chargeline_plugin.fhir.client import FhirClient
from chargeline_plugin.fhir.dig import Json
from chargeline_plugin.fhir.failures import FhirFailure
from chargeline_plugin.fhir.transport import shared_transport
from chargeline_plugin.fhir.write import Writer
from chargeline_plugin.session.desk import Desk
from chargeline_plugin.session.judge import Judgement, judge
from chargeline_plugin.visit.visit import Visit
from chargeline_plugin.web.gate import Seat
from chargeline_plugin.web.reading import client_of, client_while_writing, notes_now, token_while_writing
from chargeline_plugin.web.services import services
from chargeline_plugin.writeback import ladder
from chargeline_plugin.writeback.amend import Offer
from chargeline_plugin.writeback.chart_now import FhirChartNow
from chargeline_plugin.writeback.ladder import Rung
from chargeline_plugin.writeback.orders import Terms
from chargeline_plugin.writeback.outcome import Confirmer
from chargeline_plugin.writeback.past import located
from chargeline_plugin.writeback.permission import may_confirm
from chargeline_plugin.writeback.preview import Preview, make_preview
from chargeline_plugin.writeback.send import Means

NOT_ASKED = "The EHR cannot be asked just now what it takes. Nothing is sent; look again in a minute."


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A session with a visit that can be judged, who sits there, and the EHR's traffic."""

    seat: Seat
    desk: Desk
    visit: Visit
    judged: Judgement | None
    by: Confirmer
    client: FhirClient

    @property
    def offer(self) -> Offer:
        """What the EHR offers here. Raises FhirFailure."""
        settings = self.seat.settings
        return Offer(
            capability=self.client.capability(),
            scopes=self.seat.launch.scopes,
            names=settings.names,
            bill_codes=settings.write.bill_codes,
        )


def opened(seat: Seat) -> Opened | None:
    """None when no visit has been read."""
    desk = services().desks.get(seat.session)
    if desk.visit is None:
        return None
    return Opened(
        seat=seat,
        desk=desk,
        visit=desk.visit,
        judged=judge(desk, seat.settings.book),
        by=confirmer(seat, desk, desk.visit),
        client=client_of(seat),
    )


def confirmer(seat: Seat, desk: Desk, visit: Visit) -> Confirmer:
    """Whose click it would be, and whether it counts."""
    permission = may_confirm(visit.user, seat.settings.write, desk.attested)
    return Confirmer(user=visit.user, permission=permission, attested=desk.attested)


def means_of(it: Opened, *, capability: Json | None = None) -> Means:
    """What writing needs around it; the EHR is told who confirmed only where `capability` is given and takes it.

    It is told aside, so that nobody waits for it; the process ends only when that is done.
    """
    seat, visit, client = it.seat, it.visit, client_while_writing(it.seat)
    return Means(
        chart=FhirChartNow(client, visit.time_zone, notes_now(client, seat, it.desk.choices), seat.settings.names),
        writer=Writer(seat.launch.fhir_base, token_while_writing(seat)),
        ledger=services().ledger,
        issuer=seat.launch.fhir_base,
        vendor=seat.site.vendor,
        now=services().now,
        trail=ladder.trail_of(capability, seat.launch.scopes) if capability else (),
        later=shared_transport().aside.submit,
    )


def preview_of(it: Opened, judged: Judgement, entered: frozenset[str] = frozenset()) -> Preview:
    """What one click would send. An EHR that cannot be asked what it takes leaves the export, without `entered`."""
    seat = it.seat
    rung = _rung(it)
    terms = Terms(
        issuer=seat.launch.fhir_base,
        vendor=seat.site.vendor,
        rung=rung.name,
        names=seat.settings.names,
        bill_codes=seat.settings.write.bill_codes,
        version_of=services().ledger.next_version,
        located=partial(located, ledger=services().ledger),
    )
    return make_preview(visit=it.visit, report=judged.report, rung=rung, terms=terms, entered=entered)


def _rung(it: Opened) -> Rung:
    seat = it.seat
    try:
        capability = it.client.capability()
    except FhirFailure:
        return Rung(name="export", why=NOT_ASKED)
    return ladder.choose(
        capability=capability,
        scopes=seat.launch.scopes,
        settings=seat.settings.write,
        vendor=seat.site.vendor,
        has_encounter=bool(it.visit.encounter_id),
        user_may_confirm=it.by.permission.allowed,
    )
