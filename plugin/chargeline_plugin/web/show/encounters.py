"""The list of encounters, when the EHR named none."""

from __future__ import annotations

from chargeline_plugin.visit.visit import NeedsEncounter
from chargeline_plugin.web.show.visit_page import patient, unreadable
from chargeline_templates.contexts import EncounterPage
from chargeline_templates.pieces import Addresses, Frame, Pick


def encounter_page(found: NeedsEncounter, *, frame: Frame, to: Addresses) -> EncounterPage:
    """None of them is preselected, and the patient is named in any case: it is a choice of whose visit."""
    return EncounterPage(
        frame=frame,
        patient=patient(found.patient, None, True),
        picks=tuple(Pick(value=c.id, label=c.label, because="") for c in found.choices),
        choose=to.choose,
        read_again=to.read_again,
        csrf=frame.csrf or "",
        unreadable=unreadable(found.unread),
    )
