"""Everything that goes wrong with one write, by name, and where the process may die."""

from __future__ import annotations

from typing import Final

from tests.faults.ehr import NONE, Fault

from chargeline_plugin.writeback.send import STEPS

SOON: Final = {"Retry-After": "1"}
FAULTS: Final = (
    NONE,
    Fault(name="refused connection", before="refused"),
    Fault(name="refused connection, for long", before="refused", times=9),
    Fault(name="reset before commit", before="reset"),
    Fault(name="reset after commit", after="reset"),
    Fault(name="timeout before commit", before="timeout"),
    Fault(name="timeout after commit", after="timeout"),
    Fault(name="timeout, commit later", change="late", after="timeout"),
    Fault(name="500 before commit", before=500),
    Fault(name="500 after commit", after=500),
    Fault(name="502 after commit", after=502),
    Fault(name="503 before commit", before=503),
    Fault(name="503 with Retry-After before commit", before=503, headers=SOON),
    Fault(name="503 with Retry-After after commit", after=503, headers=SOON),
    Fault(name="504 after commit", after=504),
    Fault(name="429", before=429, headers=SOON),
    Fault(name="429 for long", before=429, headers=SOON, times=9),
    Fault(name="400", before=400),
    Fault(name="401", before=401),
    Fault(name="403", before=403),
    Fault(name="409", before=409),
    Fault(name="422", before=422),
    Fault(name="redirect", before=302),
    Fault(name="sign-in page with 200", before=None, answer="page"),
    Fault(name="empty 200", answer="empty"),
    Fault(name="truncated body", answer="truncated"),
    Fault(name="no Location", answer="no-location"),
    Fault(name="foreign Location", answer="foreign-location"),
    Fault(name="dropped modifiers", change="drop-modifiers"),
    Fault(name="dropped diagnoses", change="drop-diagnoses"),
    Fault(name="changed units", change="fewer-units"),
    Fault(name="recoded", change="recode"),
    Fault(name="split in two", change="split"),
    Fault(name="dropped modifiers, then a reset", change="drop-modifiers", after="reset"),
    Fault(name="recoded, then a timeout", change="recode", after="timeout"),
    Fault(name="held back for ever", change="held"),
    Fault(name="held back, then a timeout", change="held", after="timeout"),
    Fault(name="accepted, visible later", change="late"),
    Fault(name="delivered twice", change="delivered-twice"),
    Fault(name="delivered twice, then a reset", change="delivered-twice", after="reset"),
)
CHANGES: Final = frozenset({"drop-modifiers", "drop-diagnoses", "fewer-units", "recode", "split"})
"""What an EHR does silently: every one of them must be shown."""
DEATHS: Final = STEPS
