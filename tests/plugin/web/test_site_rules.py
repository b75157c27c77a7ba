"""A site's own rules in the app: its policy counts, its names are shown, and its book is what a decision records."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from flask import Flask
from tests.plugin.web.clinic import NAMES, Clinician, site_file_text

from chargeline import RuleBook
from chargeline.cli import main as chargeline
from chargeline_launch import new_key
from chargeline_plugin.app import create_app
from chargeline_plugin.config import load_config
from chargeline_plugin.ledger import journal
from chargeline_plugin.web.services import NAME
from chargeline_sandbox import Sandbox

STORY = "knee-replacement"
POLICY = """
id = "our-plan"
name = "Our own plan"
payer = "commercial"
[method]
count = "ama-midpoint"
cite = { source = "Our plan's manual", verified = true }
[assistant]
required = false
cite = { source = "Our plan's manual", verified = true }
"""


@pytest.fixture
def ours(tmp_path: Path) -> Path:
    """The folder with a site's own policy and licensed names, beside its site file."""
    folder = tmp_path / "ours"
    (folder / "policies").mkdir(parents=True)
    (folder / "policies" / "our-plan.toml").write_text(POLICY)
    (folder / "labels.csv").write_text("code,label\n97110,A licensed name\n")
    return folder


@pytest.fixture
def app(tmp_path: Path, ours: Path, fresh_ehr: Sandbox) -> Flask:
    """Only the first site has rules of its own."""
    framed_by = {name: f"http://127.0.0.1:{9000 + place}" for place, name in enumerate(NAMES)}
    text = site_file_text(fresh_ehr, framed_by=framed_by, writing=True)
    text = text.replace("[sites.demo-generic]\n", '[sites.demo-generic]\nrules = "ours"\n')
    text = text.replace('policy = "medicare-part-b"', 'policy = "our-plan"', 1)
    path = tmp_path / "sites.toml"
    path.write_text(text)
    return create_app(load_config(path, {"CHARGELINE_KEYS": new_key()}))


@pytest.fixture
def therapist(app: Flask, fresh_ehr: Sandbox) -> Clinician:
    """At a site with rules of its own."""
    return Clinician(client=app.test_client(), ehr=fresh_ehr)


def test_its_policy_and_its_names_are_on_the_page_and_in_the_preview(therapist: Clinician) -> None:
    page = therapist.launch(STORY)
    assert "Our own plan" in page.words
    assert "A licensed name" in page.words
    assert "A licensed name" in therapist.get(f"{therapist.home}preview").words


def test_another_sites_pages_keep_to_what_ships(therapist: Clinician) -> None:
    words = therapist.launch(STORY, "oracle").words
    assert "Medicare Part B" in words
    assert "A licensed name" not in words


def test_a_decision_records_the_sites_book_and_repeats_with_it(
    therapist: Clinician, app: Flask, ours: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    therapist.launch(STORY)
    preview = therapist.get(f"{therapist.home}preview")
    therapist.post("confirm", {"digest": preview.hidden("digest")})
    ledger = app.extensions[NAME].ledger
    with ledger.reading() as connection:
        found = [journal.record(connection, ledger.seal, event.sequence) for event in journal.events(connection)]
    decided = next(record for record in found if record and "decision" in record)
    book = RuleBook.load(ours)
    assert decided["decision"]["report"]["policy"] == "our-plan"
    assert decided["decision"]["report"]["rules"]["digest"] == book.digest
    file = tmp_path / "event.json"
    file.write_text(json.dumps({"record": decided}))
    assert chargeline(["verify-decision", str(file), "--data", str(ours)]) == 0
    assert chargeline(["verify-decision", str(file)]) != 0
    assert "another book" in capsys.readouterr().out
