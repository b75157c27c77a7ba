"""What each feature needs. The scope string is computed from these, never written by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """Permission on one resource type, in letters of the scope language, and what is lost without it."""

    type: str
    letters: str
    without: str


FEATURES: Final[Mapping[str, tuple[Need, ...]]] = {
    "read": (
        Need(type="Patient", letters="r", without="who the page speaks of"),
        Need(type="Encounter", letters="rs", without="the visit and the list of visits"),
        Need(type="Condition", letters="rs", without="diagnoses"),
        Need(type="Coverage", letters="rs", without="the payer"),
        Need(type="Procedure", letters="rs", without="recorded services"),
        Need(type="Observation", letters="rs", without="recorded minutes and measures"),
        Need(type="DocumentReference", letters="rs", without="the list of notes"),
        Need(type="Binary", letters="r", without="the notes' text"),
        Need(type="CarePlan", letters="rs", without="the plan of care"),
        Need(type="Goal", letters="rs", without="goals"),
        Need(type="ServiceRequest", letters="rs", without="the referral"),
        Need(type="Practitioner", letters="r", without="the clinicians' names and credentials"),
        Need(type="PractitionerRole", letters="rs", without="the clinicians' roles"),
    ),
    "write-charge": (Need(type="ChargeItem", letters="crs", without="writing charges back"),),
    "amend-charge": (Need(type="ChargeItem", letters="u", without="correcting charges and taking them back"),),
    "write-trail": (
        Need(type="Provenance", letters="c", without="telling the EHR who confirmed a charge"),
        Need(type="AuditEvent", letters="c", without="telling the EHR's audit log of a charge"),
    ),
    "write-note": (Need(type="DocumentReference", letters="c", without="writing the charge list as a note"),),
}
