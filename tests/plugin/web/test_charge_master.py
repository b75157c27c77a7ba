"""A tenant of Oracle whose charges go by its charge master: the code that the field knows stands beside the number."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.plugin.web.clinic import NAMES, Clinician, site_file_text
from tests.plugin.web.test_after_amend import confirm

from chargeline_launch import new_key
from chargeline_plugin.app import create_app
from chargeline_plugin.config import load_config
from chargeline_sandbox import Sandbox

PLAIN = 'schedules = { CPT = "615214", MODIFIER = "3692", ICD = "3693" }'
MASTER = """primary = "CDM_SCHED"
schedules = { CDM_SCHED = "667687", CPT = "615214", MODIFIER = "3692", ICD = "3693" }
charge_master = { 97110 = "0197110", 97140 = "0197140" }"""


@pytest.fixture
def therapist(tmp_path: Path, fresh_ehr: Sandbox) -> Clinician:
    path = tmp_path / "master.toml"
    text = site_file_text(fresh_ehr, framed_by=dict.fromkeys(NAMES, "http://127.0.0.1:9000"), writing=True)
    assert PLAIN in text
    path.write_text(text.replace(PLAIN, MASTER))
    app = create_app(load_config(path, {"CHARGELINE_KEYS": new_key()}))
    return Clinician(client=app.test_client(), ehr=fresh_ehr)


def test_what_is_charged_is_seen_on_the_encounter(therapist: Clinician) -> None:
    therapist.launch("knee-replacement", "oracle")
    assert "In the EHR" in confirm(therapist).words
    page = therapist.get(therapist.home)
    assert "Every charge line is in the EHR." in page.words
    assert "97110 Exercise: strength, endurance, range 1 unit GP billable, sent from here" in page.words


def test_somebody_elses_charge_of_the_same_code_is_named_before_anything_is_sent(therapist: Clinician) -> None:
    """Else the click finds it, refuses, and nobody can say why both are right."""
    therapist.launch("knee-replacement", "oracle")
    confirm(therapist)
    store = therapist.ehr.store("oracle")
    for charge in list(store.all("ChargeItem")):
        if charge["code"]["coding"][0]["code"] in ("0197110", "0197140"):
            store.delete("ChargeItem", charge["id"])
            theirs = charge
    second = Clinician(client=therapist.client, ehr=therapist.ehr)
    store.put({**theirs, "id": "theirs"})
    second.launch("knee-replacement", "oracle")
    page = second.post("session", {"ordinal": "2"})
    assert "entered by somebody else" in page.words
    assert "The encounter already holds 97140 that day." in second.get(f"{second.home}preview").words
