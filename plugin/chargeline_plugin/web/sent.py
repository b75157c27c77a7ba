"""What was sent for a session's encounter, for the page of the visit."""

from __future__ import annotations

from chargeline_plugin.session.desk import Desk
from chargeline_plugin.visit.visit import Visit
from chargeline_plugin.web.gate import Seat
from chargeline_plugin.web.services import services
from chargeline_plugin.web.show.sent import Here, sent
from chargeline_plugin.web.writing import confirmer
from chargeline_plugin.writeback.history import history_of
from chargeline_templates.sent import Sent


def sent_of(seat: Seat, desk: Desk, visit: Visit) -> Sent:
    """Everything that was sent for this encounter. Raises LedgerAway."""
    lines = history_of(visit, seat.launch.fhir_base, services().ledger)
    here = Here(
        visit=visit,
        vendor=seat.site.vendor,
        path=seat.path,
        csrf=seat.csrf,
        permission=confirmer(seat, desk, visit).permission,
    )
    return sent(lines, here)
