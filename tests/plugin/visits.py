"""A visit by hand, for tests that need no EHR."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from chargeline_plugin.visit.visit import Decision, NoteSeen, PatientSeen, UserSeen, Visit

DAY = date(2026, 11, 23)
READ_AT = datetime(2026, 11, 23, 16, 30, tzinfo=UTC)
TEXT = """S: Still can't go down stairs step-over-step.
O: AROM R knee flex 108 deg (IE: 84 deg). <script>alert(1)</script>
TherEx 23 min: SLR 3x10 w/ 3#.
Manual therapy 12 min: patellar glides gr III.
Timed code min: 35   Total tx min: 35
K. Alvarez, PT, DPT"""


def note(text: str = TEXT, **changes: Any) -> NoteSeen:
    """A signed treatment note of the day."""
    made = NoteSeen(
        id="n1",
        title="PT treatment note",
        kind="treatment-note",
        date=DAY,
        author="K. Alvarez, PT, DPT",
        author_id="c1",
        discipline="PT",
        signed=True,
        origin="ehr",
        text=text,
        digest=hashlib.sha256(text.encode()).hexdigest(),
        chosen=True,
        because="Same day, same discipline.",
    )
    return replace(made, **changes)


def visit(*, services: tuple[dict[str, Any], ...] = (), text: str = TEXT, **changes: Any) -> Visit:
    """A PT visit under Part B with two services in the structure."""
    services = services or (
        {"id": "s1", "text": "TherEx", "code": "97110", "minutes": 23},
        {"id": "s2", "text": "Manual therapy", "code": "97140", "minutes": 12},
    )
    seen = note(text)
    encounter = {
        "contract": 1,
        "id": "e1",
        "date_of_service": DAY.isoformat(),
        "discipline": "PT",
        "policy": "medicare-part-b",
        "clinicians": [{"id": "c1", "role": "therapist", "credentials": "PT, DPT"}],
        "services": list(services),
        "notes": [{"id": "n1", "kind": "treatment-note", "text": text, "author": "c1", "signed": True}],
        "diagnoses": [{"code": "M25.561", "rank": 1}],
    }
    made = Visit(
        site="demo",
        patient=PatientSeen(id="p1", name="Rivera, Maria", birth_date=date(1956, 3, 3), sex="female"),
        encounter_id="e1",
        encounter_status="in-progress",
        encounter_version="1",
        visit_key="n1",
        date_of_service=DAY,
        time_zone="America/Chicago",
        user=UserSeen(
            reference="Practitioner/c1",
            name="K. Alvarez",
            role="therapist",
            discipline="PT",
            credentials="PT, DPT",
            npi=None,
            because="roster",
        ),
        decisions=(Decision(what="date_of_service", value=DAY.isoformat(), because="The note's own period."),),
        notes=(seen,),
        charges=(),
        unread=(),
        encounter=encounter,
        read_at=READ_AT,
    )
    return replace(made, **changes)
