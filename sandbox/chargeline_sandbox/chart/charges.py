"""Entering a charge by hand in the chart, as a clinician or a biller does."""

import re

from chargeline_sandbox.data import charges
from chargeline_sandbox.data.days import written
from chargeline_sandbox.fhir.outcomes import Json
from chargeline_sandbox.site import Ehr

_CODE = re.compile(r"[0-9A-Z]{5}")
_UNITS = re.compile(r"[1-9][0-9]?")


def enter(ehr: Ehr, encounter: Json, user: str, form: Json) -> bool:
    """Put `code`, `units` and `modifiers` (parted by spaces) on the encounter, today; False for nonsense."""
    code, units = form.get("code", "").strip().upper(), form.get("units", "").strip()
    if not _CODE.fullmatch(code) or not _UNITS.fullmatch(units):
        return False
    now = written(ehr.site.clock.now().astimezone(ehr.site.zone), ehr.facts.instants)
    charge = {
        "resourceType": "ChargeItem",
        "status": "billable",
        "subject": {"reference": encounter["subject"]["reference"]},
        "context": {"reference": f"Encounter/{encounter['id']}"},
        "occurrenceDateTime": now if "end" not in encounter["period"] else encounter["period"]["start"],
        "enterer": {"reference": f"Practitioner/{user}"},
        "enteredDate": now,
    }
    ehr.store.put(charge | charges.line(ehr, code, int(units), form.get("modifiers", "").upper().split()))
    return True
