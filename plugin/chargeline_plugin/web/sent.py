"""What was sent for a session's encounter, for the page of the visit."""

from __future__ import annotations

from chargeline_plugin.session.desk import Desk
from chargeline_plugin.visit.visit import Visit
from chargeline_plugin.web.gate import Seat
from chargeline_plugin.web.services import services
from chargeline_plugin.web.show.sent import Here, held_of, sent
from chargeline_plugin.web.writing import confirmer
from chargeline_plugin.writeback.history import LineHistory, history_of
from chargeline_templates.sent import Sent


def held_at(seat: Seat, visit: Visit) -> dict[str, LineHistory]:
    """What this visit's lines were last sent as, by line id. Raises LedgerAway."""
    return held_of(history_of(visit, seat.launch.fhir_base, services().ledger), visit)


def sent_of(seat: Seat, desk: Desk, visit: Visit) -> tuple[Sent, dict[str, LineHistory]]:
    """Everything that was sent for this encounter, and what of it are this visit's lines. Raises LedgerAway."""
    lines = history_of(visit, seat.launch.fhir_base, services().ledger)
    here = Here(
        visit=visit,
        vendor=seat.site.vendor,
        path=seat.path,
        csrf=seat.csrf,
        permission=confirmer(seat, desk, visit).permission,
    )
    return sent(lines, here), held_of(lines, visit)
