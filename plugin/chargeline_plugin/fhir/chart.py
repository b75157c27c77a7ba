"""What was read of one visit: facts by kind, note texts, and what could not be read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from chargeline_plugin.fhir import facts
from chargeline_plugin.fhir.failures import Cause
from chargeline_plugin.fhir.gather import Trouble

NOT_GRANTED = "not-granted"
NOT_SUPPORTED = "not-supported"
PARTLY_HIDDEN = "partly-hidden"
ENTRY_BROKEN = "entry-broken"
OTHER_PATIENT = "other-patient"


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """One encounter's chart. Nothing in it belongs to another patient than the token's.

    `texts` are the decoded notes by DocumentReference id; `textless` says why a note has none. `asked` names the
    sources that answered, also where the answer was empty.
    """

    encounter: facts.EncounterFact
    patient: facts.PatientFact | None = None
    documents: tuple[facts.DocumentFact, ...] = ()
    texts: Mapping[str, str] = field(default_factory=dict, repr=False)
    textless: Mapping[str, str] = field(default_factory=dict)
    conditions: tuple[facts.ConditionFact, ...] = ()
    procedures: tuple[facts.ProcedureFact, ...] = ()
    minutes: tuple[facts.MinutesFact, ...] = ()
    coverages: tuple[facts.CoverageFact, ...] = ()
    payers: Mapping[str, str] = field(default_factory=dict)
    practitioners: Mapping[str, facts.PractitionerFact] = field(default_factory=dict)
    plans: tuple[facts.PlanFact, ...] = ()
    referrals: tuple[facts.ReferralFact, ...] = ()
    charges: tuple[facts.ChargeFact, ...] = ()
    appointments: tuple[facts.AppointmentFact, ...] = ()
    asked: frozenset[str] = frozenset()
    troubles: tuple[Trouble, ...] = ()


class NoChart(Exception):
    """Nothing may be shown: the encounter could not be read, or it is not the token's patient's."""

    def __init__(self, code: str, cause: Cause | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.cause = cause
