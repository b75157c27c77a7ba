"""A clinic for tests: a visit, a report, an EHR inside the process, and the app's own means around them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from tests.faults.ehr import BASE, Ehr

from chargeline.model import Alert, ChargeLine, Report, RulesUsed
from chargeline_plugin.fhir import write_facts
from chargeline_plugin.fhir.client import FhirClient
from chargeline_plugin.fhir.transport import Transport
from chargeline_plugin.fhir.uris import EXAMPLE
from chargeline_plugin.fhir.write import Writer
from chargeline_plugin.ledger.ledger import Ledger
from chargeline_plugin.visit.visit import NoteSeen, PatientSeen, UserSeen, Visit
from chargeline_plugin.writeback.bill_codes import BillCodes
from chargeline_plugin.writeback.chart_now import FhirChartNow
from chargeline_plugin.writeback.confirm import confirm
from chargeline_plugin.writeback.ladder import Rung
from chargeline_plugin.writeback.orders import Terms
from chargeline_plugin.writeback.outcome import Confirmer
from chargeline_plugin.writeback.past import located
from chargeline_plugin.writeback.permission import Permission
from chargeline_plugin.writeback.preview import Preview, make_preview
from chargeline_plugin.writeback.send import Means

NOON = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
THERAPIST = UserSeen(
    reference="Practitioner/pt-1",
    name="Pat Therapist",
    role="therapist",
    discipline="PT",
    credentials="PT, DPT",
    npi="1234567893",
    because="roster",
)
BY = Confirmer(user=THERAPIST, permission=Permission(allowed=True, code="therapist", why="roster"))
RUNG_OF = {"generic": "charge_conditional_create", "oracle": "charge_create_op", "epic": "draft_note"}


def nothing_on_its_way(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was lost is held to arrive no more from the first moment on: no test waits a minute."""
    settled = {name: replace(facts, settled_after=0) for name, facts in write_facts.FACTS.items()}
    monkeypatch.setattr(write_facts, "FACTS", settled)


def a_line(code: str = "97110", units: int = 2, **given: Any) -> ChargeLine:
    facts: dict[str, Any] = {
        "id": f"2026-11-23:PT:{code}:plain:1",
        "code": code,
        "code_origin": "entered",
        "units": units,
        "modifiers": ("GP",),
        "minutes": 23,
        "diagnoses": ("M25.561",),
        "services": ("s1",),
        "rendered_by": "c1",
        "because": (),
    }
    return ChargeLine(**(facts | given))


def a_report(*lines: ChargeLine, alerts: tuple[Alert, ...] = ()) -> Report:
    return Report(
        contract=1,
        encounter="e1",
        policy="medicare-part-b",
        rules=RulesUsed(version="0.1.0", digest="sha256:book"),
        charge_lines=lines or (a_line(),),
        alerts=alerts,
    )


def a_visit(**given: Any) -> Visit:
    note = NoteSeen(
        id="n1",
        title="Treatment note",
        kind="treatment-note",
        date=date(2026, 11, 23),
        author="Pat Therapist",
        author_id="pt-1",
        discipline="PT",
        signed=True,
        origin="ehr",
        text="TherEx 23 min",
        digest="sha256:note",
        chosen=True,
    )
    facts: dict[str, Any] = {
        "site": "clinic",
        "patient": PatientSeen(id="p1", name="Jo Example", birth_date=None),
        "encounter_id": "e1",
        "encounter_status": "in-progress",
        "encounter_version": "1",
        "visit_key": "n1",
        "date_of_service": date(2026, 11, 23),
        "time_zone": "America/Chicago",
        "user": THERAPIST,
        "decisions": (),
        "notes": (note,),
        "charges": (),
        "unread": (),
        "encounter": {},
        "read_at": NOON,
        "practitioners": {"c1": "Practitioner/pt-1"},
    }
    return Visit(**(facts | given))


BILL_CODES = BillCodes(
    source_id="11111111-2222-4333-8444-555555555555",
    schedules={"CPT": "615214", "MODIFIER": "3692", "ICD": "3693"},
)


@dataclass
class Clinic:
    """The app's side and the EHR's side of one test."""

    ehr: Ehr
    ledger: Ledger
    means: Means
    vendor: str
    moment: datetime = NOON
    notes: dict[str, str] = field(default_factory=lambda: {"n1": a_visit().notes[0].proof})
    slept: list[float] = field(default_factory=list)

    def pass_time(self, seconds: float) -> None:
        self.moment += timedelta(seconds=seconds)

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.pass_time(seconds)

    def terms(self, rung: str | None = None) -> Terms:
        return Terms(
            issuer=BASE,
            vendor=self.vendor,
            rung=rung or RUNG_OF[self.vendor],  # type: ignore[arg-type]
            names=EXAMPLE,
            bill_codes=BILL_CODES,
            version_of=self.ledger.next_version,
            located=lambda key: located(key, self.ledger),
        )

    def preview(self, report: Report | None = None, visit: Visit | None = None, rung: str | None = None) -> Preview:
        terms = self.terms(rung)
        return make_preview(
            visit=visit or a_visit(),
            report=report or a_report(),
            rung=Rung(name=terms.rung, why="test"),
            terms=terms,
        )

    def click(self, preview: Preview | None = None, visit: Visit | None = None, **given: Any) -> Any:
        preview = preview or self.preview(visit=visit)
        facts: dict[str, Any] = {
            "shown_digest": preview.digest,
            "preview": preview,
            "visit": visit or a_visit(),
            "means": self.means,
            "by": BY,
            "reasons": {},
            "decision": {"encounter": {}, "report": {}},
        }
        return confirm(**(facts | given))

    def states(self) -> list[str]:
        with self.ledger.reading() as connection:
            return list(connection.exec_driver_sql("SELECT state FROM ledger_entries ORDER BY intent").scalars())


def open_clinic(vendor: str, ledger: Ledger, transport: Transport, patient: str = "p1") -> Clinic:
    """A clinic at a fresh EHR. `transport` is the app's; its https requests go to that EHR from here on."""
    ehr = Ehr(vendor, patient)
    transport.session.mount("https://", ehr)
    client = FhirClient(BASE, lambda: "token", vendor, transport=transport)
    clinic = Clinic(ehr=ehr, ledger=ledger, means=None, vendor=vendor)  # type: ignore[arg-type]
    clinic.means = Means(
        chart=FhirChartNow(client, "America/Chicago", lambda _visit: clinic.notes, EXAMPLE),
        writer=Writer(BASE, lambda: "token", session=transport.session),
        ledger=ledger,
        issuer=BASE,
        vendor=vendor,
        now=lambda: clinic.moment,
        sleep=clinic.sleep,
    )
    return clinic
