"""sekmet-fhir, a FHIR server that nobody here wrote, holds the synthetic visits: read as here, charged once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
import requests
from tests.faults.clinic import THERAPIST, a_report
from tests.peer.conftest import TOKEN, Server
from tests.plugin.web.clinic import BASE, NAMES, Clinician, site_file_text

from chargeline_launch import ActiveLaunch, Site, Tokens
from chargeline_launch.clients import PublicClient
from chargeline_launch.seal import Seal, new_key
from chargeline_plugin.app import create_app
from chargeline_plugin.config import load_config
from chargeline_plugin.fhir.client import FhirClient
from chargeline_plugin.fhir.uris import EXAMPLE
from chargeline_plugin.fhir.write import Writer
from chargeline_plugin.ledger.ledger import open_ledger
from chargeline_plugin.site import SiteSettings
from chargeline_plugin.visit import Choices, Visit, read_visit
from chargeline_plugin.writeback import ladder
from chargeline_plugin.writeback.chart_now import FhirChartNow
from chargeline_plugin.writeback.confirm import confirm
from chargeline_plugin.writeback.orders import Terms
from chargeline_plugin.writeback.outcome import Confirmed, Confirmer
from chargeline_plugin.writeback.permission import Permission
from chargeline_plugin.writeback.preview import make_preview
from chargeline_plugin.writeback.send import Means
from chargeline_plugin.writeback.settings import WriteSettings
from chargeline_sandbox import Config, Sandbox, demo_clients, running

pytestmark = pytest.mark.peer

KINDS = (
    "Patient Encounter Condition Coverage Procedure Observation DocumentReference Binary CarePlan Goal "
    "ServiceRequest Practitioner PractitionerRole ChargeItem"
)
SCOPES = " ".join(["launch", "openid", "fhirUser", *(f"user/{kind}.cruds" for kind in KINDS.split())])
STORIES = ("knee-replacement", "balance-tie", "stroke-same-day", "aphasia", "hand-fracture", "lymphedema")


def read(ehr: Sandbox, base: str, story: str, token: str) -> Visit:
    told = ehr.visit("generic", story)
    launch = ActiveLaunch(
        site="clinic",
        fhir_base=base,
        tokens=Tokens(access_token="unused", expires_at=datetime.now(UTC)),
        scopes=SCOPES,
        patient=told.patient,
        encounter=told.encounter,
        user=f"Practitioner/{told.user}",
    )
    site = Site(
        id="clinic", name="Clinic", iss=base, vendor="generic", client=PublicClient(id="app"), id_token_issuers=(),
        redirect_uri="http://localhost/callback", features=("read",), time_zone="America/Chicago",
    )  # fmt: skip
    client = FhirClient(base, lambda: token, "generic")
    found = read_visit(client, launch, site, SiteSettings.parse({}), Choices(), datetime.now(UTC))
    assert isinstance(found, Visit), found
    return found


def test_it_takes_all_of_the_synthetic_data(server: Server) -> None:
    """Validated strictly by somebody else: what the stand-in holds is FHIR."""
    assert server.refused == ()


@pytest.mark.parametrize("story", STORIES)
def test_a_visit_is_read_there_as_it_is_read_here(ehr: Sandbox, server: Server, story: str) -> None:
    """The same notes, services, minutes, diagnoses and history out of somebody else's searches, pages and Binaries."""
    here = read(ehr, ehr.iss("generic"), story, ehr.token("generic", ehr.visit("generic", story), SCOPES))
    there = read(ehr, server.base, story, TOKEN)
    assert there.encounter["notes"]
    assert dict(there.encounter) == dict(here.encounter)
    assert there.decisions == here.decisions
    assert (there.patient, there.user) == (here.patient, here.user)


def test_nothing_is_read_without_the_token(server: Server) -> None:
    """So that the server is known to ask for it."""
    assert requests.get(f"{server.base}/Patient", timeout=10).status_code == 401


@pytest.fixture
def means(server: Server, tmp_path: Path) -> Means:
    return Means(
        chart=FhirChartNow(
            FhirClient(server.base, lambda: TOKEN, "generic"), "America/Chicago", lambda visit: {}, EXAMPLE
        ),
        writer=Writer(server.base, lambda: TOKEN),
        ledger=open_ledger(f"sqlite:///{tmp_path / 'ledger.sqlite3'}", Seal([new_key()])),
        issuer=server.base,
        vendor="generic",
        now=lambda: datetime.now(UTC),
    )


def click(visit: Visit, means: Means) -> Confirmed:
    rung = ladder.choose(
        capability=FhirClient(means.issuer, lambda: TOKEN, "generic").capability(),
        scopes=SCOPES,
        settings=WriteSettings(charge=True),
        vendor="generic",
        has_encounter=True,
        user_may_confirm=True,
    )
    assert rung.name == "charge_conditional_create"
    terms = Terms(
        issuer=means.issuer,
        vendor="generic",
        rung=rung.name,
        names=EXAMPLE,
        bill_codes=None,
        version_of=lambda _slot: 1,
    )
    made = make_preview(visit=visit, report=a_report(), rung=rung, terms=terms)
    by = Confirmer(user=visit.user, permission=Permission(allowed=True, code="therapist", why="roster"))
    done = confirm(shown_digest=made.digest, preview=made, visit=visit, means=means, by=by, reasons={}, decision={})
    assert isinstance(done, Confirmed), done
    return done


def test_a_line_is_written_read_back_and_never_doubled(
    ehr: Sandbox, server: Server, means: Means, tmp_path: Path
) -> None:
    """Conditional create as somebody else understands it; a ledger that knows of nothing writes no second one."""
    told = ehr.visit("generic", "balance-tie")
    user = replace(THERAPIST, reference=f"Practitioner/{told.user}")
    visit = replace(read(ehr, server.base, "balance-tie", TOKEN), user=user, notes=())
    [first] = click(visit, means).outcomes
    assert (first.state, first.read_back) == ("written", "as_confirmed"), first
    lost = open_ledger(f"sqlite:///{tmp_path / 'lost.sqlite3'}", means.ledger.seal)
    click(visit, replace(means, ledger=lost))
    found = requests.get(
        f"{server.base}/ChargeItem", params={"context": f"Encounter/{told.encounter}"},
        headers={"Authorization": f"Bearer {TOKEN}"}, timeout=10,
    ).json()  # fmt: skip
    assert len([entry for entry in found.get("entry", []) if entry["resource"].get("identifier")]) == 1


# --- behind the stand-in EHR's authorization ------------------------------------------------------------------------


@pytest.fixture
def clinician(server: Server, tmp_path: Path) -> Iterator[Clinician]:
    """A clinician whose EHR is the stand-in's authorization and chart with sekmet as its data."""
    config = Config(clients=demo_clients([f"{BASE}/callback"]), fhir=server.base, fhir_token=TOKEN)
    with running(config) as front:
        sites = tmp_path / "sites.toml"
        framed_by = dict.fromkeys(NAMES, "http://127.0.0.1:9000")
        sites.write_text(site_file_text(front, framed_by=framed_by, writing=True))
        app = create_app(load_config(sites, {"CHARGELINE_KEYS": new_key()}))
        yield Clinician(client=app.test_client(), ehr=front)


def test_the_whole_way_through_the_app_from_launch_to_a_charge_in_the_chart(clinician: Clinician) -> None:
    """Launched by us, read there, written there by one click, and seen in the chart page, which reads there too."""
    page = clinician.launch("knee-replacement")
    assert "Ostrowski" in page.words
    assert "step-over-step" in page.words
    preview = clinician.get(f"{clinician.home}preview")
    receipt = clinician.post("confirm", {"digest": preview.hidden("digest")})
    assert "Read back: the EHR holds what you confirmed." in receipt.words
    told = clinician.ehr.visit("generic", "knee-replacement")
    chart = requests.get(clinician.ehr.chart_url("generic", told), timeout=30).text
    assert "97110" in chart
