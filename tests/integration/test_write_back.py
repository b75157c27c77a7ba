"""Write-back against the stand-in EHR over HTTP, which is as strict as the vendors are: confirm, prove, mend, undo."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from tests.faults.clinic import THERAPIST, a_line, a_report, a_visit, nothing_on_its_way

from chargeline_launch.seal import Seal, new_key
from chargeline_plugin.fhir.client import FhirClient
from chargeline_plugin.fhir.transport import Transport
from chargeline_plugin.fhir.uris import EXAMPLE
from chargeline_plugin.fhir.write import Writer
from chargeline_plugin.ledger.ledger import open_ledger
from chargeline_plugin.visit.visit import PatientSeen, Visit
from chargeline_plugin.writeback import ladder
from chargeline_plugin.writeback.amend import Offer, confirm_amendment, propose_correction, propose_reversal
from chargeline_plugin.writeback.bill_codes import BillCodes
from chargeline_plugin.writeback.chart_now import FhirChartNow
from chargeline_plugin.writeback.confirm import confirm
from chargeline_plugin.writeback.orders import Terms
from chargeline_plugin.writeback.outcome import Confirmer, Refused
from chargeline_plugin.writeback.permission import Permission
from chargeline_plugin.writeback.preview import Preview, make_preview
from chargeline_plugin.writeback.send import Means
from chargeline_plugin.writeback.settings import WriteSettings
from chargeline_plugin.writeback.unknown import look_again, person_says
from chargeline_sandbox import Config, Fault, Sandbox, running

pytestmark = pytest.mark.integration
SCOPE = "user/ChargeItem.cruds user/DocumentReference.crs user/Encounter.rs user/Binary.r"
DAY = date(2026, 11, 23)
CHARGING = ("generic", "oracle")
EVERY = (*CHARGING, "epic")


@dataclass
class Site:
    """One visit at one personality, with the app's means around it."""

    sandbox: Sandbox
    name: str
    visit: Visit
    means: Means
    client: FhirClient
    settings: WriteSettings

    @property
    def rung(self) -> ladder.Rung:
        return ladder.choose(
            capability=self.client.capability(),
            scopes=SCOPE,
            settings=self.settings,
            vendor=self.name,
            has_encounter=True,
            user_may_confirm=True,
        )

    @property
    def by(self) -> Confirmer:
        return Confirmer(user=self.visit.user, permission=Permission(allowed=True, code="therapist", why="roster"))

    @property
    def offer(self) -> Offer:
        return Offer(
            capability=self.client.capability(), scopes=SCOPE, names=EXAMPLE, bill_codes=self.settings.bill_codes
        )

    def preview(self) -> Preview:
        terms = Terms(
            issuer=self.client.base,
            vendor=self.name,
            rung=self.rung.name,
            names=EXAMPLE,
            bill_codes=self.settings.bill_codes,
            version_of=self.means.ledger.next_version,
        )
        return make_preview(visit=self.visit, report=a_report(), rung=self.rung, terms=terms)

    def click(self, preview: Preview | None = None) -> Any:
        preview = preview or self.preview()
        result = confirm(
            shown_digest=preview.digest,
            preview=preview,
            visit=self.visit,
            means=self.means,
            by=self.by,
            reasons={},
            decision={},
        )
        return result if isinstance(result, Refused) else result.outcomes[0]

    def fault(self, **given: Any) -> None:
        path = "*/DocumentReference" if self.name == "epic" else "*/ChargeItem*"
        self.sandbox.faults.add(Fault(**({"path": path, "method": "POST"} | given)))

    def charges(self) -> list[dict[str, Any]]:
        """The charges that stand on the encounter and are ours by what they say."""
        found = self.means.chart.charges(self.visit.encounter_id)
        return [item for item in found if item["status"] not in ("entered-in-error", "aborted")]

    def amend(self, proposal: Any) -> Any:
        assert not isinstance(proposal, Refused), proposal
        result = confirm_amendment(
            shown_digest=proposal.digest, amendment=proposal, means=self.means, by=self.by, reason="wrong"
        )
        return result if isinstance(result, Refused) else result[0]


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with running(Config(clients=(), today=DAY)) as found:
        yield found


@pytest.fixture(scope="module")
def transport() -> Iterator[Transport]:
    made = Transport(threads=4)
    yield made
    made.session.close()
    made.close()


@pytest.fixture
def at(sandbox: Sandbox, transport: Transport, tmp_path: Path) -> Iterator[Any]:
    """`at(personality)`: a visit there. What a test writes is gone after it."""
    before = {name: sandbox.store(name).snapshot() for name in EVERY}

    def site(name: str) -> Site:
        seen = sandbox.visit(name, "knee-replacement")
        token = sandbox.token(name, seen, SCOPE)
        client = FhirClient(sandbox.iss(name), lambda: token, name, transport=transport)
        ledger = open_ledger(f"sqlite:///{tmp_path / f'{name}.sqlite3'}", Seal([new_key()]))
        means = Means(
            chart=FhirChartNow(client, "America/Chicago", lambda visit: {}, EXAMPLE),
            writer=Writer(client.base, lambda: token, session=transport.session),
            ledger=ledger,
            issuer=client.base,
            vendor=name,
            now=lambda: datetime.now(UTC),
            sleep=lambda _seconds: None,
        )
        return Site(sandbox, name, _visit(seen), means, client, _settings(sandbox, name))

    yield site
    sandbox.faults.clear()
    for name, snapshot in before.items():
        sandbox.store(name).restore(snapshot)


def _visit(seen: Any) -> Visit:
    return a_visit(
        patient=PatientSeen(id=seen.patient, name="", birth_date=None),
        encounter_id=seen.encounter,
        encounter_version=None,
        user=replace(THERAPIST, reference=f"Practitioner/{seen.user}"),
        practitioners={"c1": f"Practitioner/{seen.user}"},
        notes=(),
        date_of_service=DAY,
        visit_key="session:1",
    )


def _settings(sandbox: Sandbox, name: str) -> WriteSettings:
    schedules = {"CPT": "615214", "MODIFIER": "3692", "ICD": "3693"}
    codes = BillCodes(source_id=sandbox.ehr("oracle").tenant, schedules=schedules)
    return WriteSettings(charge=True, draft_note=True, bill_codes=codes if name == "oracle" else None)


RUNG = {"generic": "charge_conditional_create", "oracle": "charge_create_op", "epic": "draft_note"}


@pytest.mark.parametrize("name", EVERY)
def test_each_personality_opens_its_own_rung(at: Any, name: str) -> None:
    assert at(name).rung.name == RUNG[name]


@pytest.mark.parametrize("name", EVERY)
def test_a_click_writes_and_proves_it_and_a_second_one_changes_nothing(at: Any, name: str) -> None:
    site = at(name)
    there = len(site.charges())
    preview = site.preview()
    first, second = site.click(preview), site.click(preview)
    assert (first.state, first.read_back, first.differences) == ("written", "as_confirmed", ())
    assert (second.state, second.read_back) == ("already", "as_confirmed")
    assert len(site.charges()) == there + (name in CHARGING)


@pytest.mark.parametrize("name", CHARGING)
def test_a_dropped_field_is_shown_then_corrected_then_taken_back(at: Any, name: str) -> None:
    site = at(name)
    there = len(site.charges())
    site.fault(kind="drop-fields", names=("extension",))
    written = site.click()
    assert [difference.field for difference in written.differences] == ["modifiers"]
    line = a_line(units=1)
    correction = propose_correction(written.key, line, site.visit, offer=site.offer, means=site.means)
    corrected = site.amend(correction)
    assert (corrected.code, corrected.read_back, corrected.differences) == ("corrected", "as_confirmed", ())
    assert len(site.charges()) == there + 1
    undone = site.amend(propose_reversal(corrected.key, site.visit, offer=site.offer, means=site.means))
    assert (undone.code, undone.read_back) == ("reversed", "as_confirmed")
    standing = [
        item for item in site.charges() if not any("offset" in part["url"] for part in item.get("extension", ()))
    ]
    assert len([item for item in standing if item["quantity"]["value"] > 0]) == there


@pytest.mark.parametrize("name", CHARGING)
def test_a_charge_that_somebody_touched_meanwhile_is_left_alone(at: Any, name: str) -> None:
    site = at(name)
    written = site.click()
    proposal = propose_reversal(written.key, site.visit, offer=site.offer, means=site.means)
    path = "*/ChargeItem/*"
    site.sandbox.faults.add(Fault(kind="touched", path=path, method="PUT" if name == "generic" else "POST"))
    assert site.amend(proposal).code == "conflict"


@pytest.mark.parametrize("name", EVERY)
@pytest.mark.parametrize("kind", ["reset-after", "status-after"])
def test_an_answer_that_got_lost_is_unknown_and_the_line_is_found(at: Any, name: str, kind: str) -> None:
    site = at(name)
    site.fault(kind=kind, status=504)
    lost = site.click()
    assert lost.state == "unknown"
    assert site.click().state == "unknown"
    (found,) = look_again(lost.key, means=site.means, by=site.by)
    assert (found.state, found.code) == ("written", "found")


@pytest.mark.parametrize(
    ("name", "code"), [("generic", "too_early"), ("oracle", "cannot_prove"), ("epic", "cannot_prove")]
)
def test_what_never_arrived_stays_unknown_until_a_person_has_looked(
    at: Any, name: str, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = at(name)
    site.fault(kind="reset")
    lost = site.click()
    assert lost.state == "unknown"
    (still,) = look_again(lost.key, means=site.means, by=site.by)
    assert (still.state, still.code) == ("unknown", code)
    nothing_on_its_way(monkeypatch)
    assert person_says(lost.key, there=False, means=site.means, by=site.by)[0].code == "person_looked"
    assert site.click().state == "written"


@pytest.mark.parametrize("name", CHARGING)
@pytest.mark.parametrize(("kind", "field"), [("recoded", "code"), ("split", "split")])
def test_what_the_ehr_made_of_it_is_shown(at: Any, name: str, kind: str, field: str) -> None:
    site = at(name)
    site.fault(kind=kind, names=("97139",))
    assert field in [difference.field for difference in site.click().differences]


def test_a_charge_that_is_held_back_is_said_to_be_not_yet_visible(at: Any) -> None:
    site = at("oracle")
    site.fault(kind="held")
    assert site.click().read_back == "not_visible"


@pytest.mark.parametrize("location", ["", "https://elsewhere.example.net/fhir/ChargeItem/1"])
def test_a_location_of_no_use_is_no_obstacle(at: Any, location: str) -> None:
    site = at("generic")
    site.fault(kind="location", location=location)
    assert site.click().read_back == "as_confirmed"


def test_a_charge_delivered_twice_is_one_where_the_server_keeps_copies_out_and_shown_where_it_does_not(at: Any) -> None:
    generic, oracle = at("generic"), at("oracle")
    generic.fault(kind="duplicate")
    assert generic.click().read_back == "as_confirmed"
    oracle.fault(kind="duplicate", path="*/oracle/*ChargeItem*")
    assert [difference.field for difference in oracle.click().differences] == ["split"]
